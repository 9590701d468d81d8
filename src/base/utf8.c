/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 checked piece by piece. */
#include "base/utf8.h"

#include <string.h>

/* How many of the next bytes, in steps of 32, are ASCII. */
static size_t ascii_run(const unsigned char *u, size_t n)
{
    size_t i = 0;
    for (uint64_t w[4]; n - i >= sizeof w; i += sizeof w) {
        memcpy(w, u + i, sizeof w);
        if (((w[0] | w[1] | w[2] | w[3]) & UINT64_C(0x8080808080808080)) != 0)
            break;
    }
    return i;
}

size_t utf8_feed(uint8_t *state, struct str s)
{
    const unsigned char *u = (const unsigned char *)s.p;
    uint8_t at = *state;
    size_t i = at == 0 ? ascii_run(u, s.n) : 0;
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
