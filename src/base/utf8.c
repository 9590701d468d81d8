/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 checked piece by piece. */
#include "base/utf8.h"

#include <string.h>

size_t utf8_feed(uint8_t *state, struct str s)
{
    const unsigned char *u = (const unsigned char *)s.p;
    uint8_t at = *state;
    size_t i = 0;
    while (i < s.n && at != UTF8_BAD) {
        uint64_t word;
        if (at == 0 && s.n - i >= 8 &&
            (memcpy(&word, u + i, 8), (word & UINT64_C(0x8080808080808080)) == 0))
            i += 8;
        else if ((at = utf8_next(at, u[i])) != UTF8_BAD)
            i++;
    }
    *state = at;
    return i;
}
