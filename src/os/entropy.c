/* SPDX-License-Identifier: Apache-2.0 */
/* getrandom(2), repeated until all bytes are there. */
#include "os/entropy.h"

#include <errno.h>
#include <sys/random.h>
#include <sys/types.h>

#include "base/assert.h"

void entropy_fill(void *p, size_t n)
{
    unsigned char *to = p;
    while (n > 0) {
        ssize_t got = getrandom(to, n, 0);
        ASSERT(got > 0 || errno == EINTR);
        if (got > 0) {
            to += got;
            n -= (size_t)got;
        }
    }
}
