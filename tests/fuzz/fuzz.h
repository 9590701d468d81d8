/* SPDX-License-Identifier: Apache-2.0 */
/* What fuzz targets share: the entry, and choices taken off the front of the input. A target
 * asserts what must hold whatever comes; it is run by libFuzzer (tools/fuzz) and, seed by seed, in
 * `make test` (replay/replay.c). */
#pragma once

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/str.h"

/* One input; 0. Nothing of it may be left behind: the next one must do the same in a fresh process.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Take a byte off the front; 0 at the end. */
static inline unsigned fuzz_byte(struct str *in)
{
    unsigned c = in->n > 0 ? (unsigned char)in->p[0] : 0;
    *in = str_skip(*in, 1);
    return c;
}

/* A copy in a block of exactly that size, so that the sanitizer sees a step too far; the caller's
 * to free. */
static inline char *fuzz_copy(struct str s)
{
    char *p = calloc(1, s.n > 0 ? s.n : 1);
    ASSERT(p);
    if (s.n > 0)
        memcpy(p, s.p, s.n);
    return p;
}
