/* SPDX-License-Identifier: Apache-2.0 */
/* Where a JSON string stops being plain: 16 bytes at a time with SSE2, else 8. Private to wire/. */
#pragma once

#include <string.h>

#include "base/str.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/* Is c a byte of a string that needs a look: a quote, a backslash, a control or non-ASCII one? */
static inline bool json_special(unsigned char c)
{
    return c < 0x20 || c >= 0x80 || c == '"' || c == '\\';
}

/* Bit i says whether p[i] is special, for 64 bytes. */
static inline uint64_t json_special_block(const char *p)
{
    uint64_t bits = 0;
#if defined(__SSE2__)
    for (unsigned i = 0; i < 64; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')),
                                   _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
        /* As signed bytes, both controls and non-ASCII are less than a blank. */
        hit = _mm_or_si128(hit, _mm_cmplt_epi8(v, _mm_set1_epi8(' ')));
        bits |= (uint64_t)(unsigned)_mm_movemask_epi8(hit) << i;
    }
#else
    for (unsigned i = 0; i < 64; i++)
        bits |= (uint64_t)json_special((unsigned char)p[i]) << i;
#endif
    return bits;
}

/* The same for the block of s that begins at `from`; what lies behind the end is special. */
static inline uint64_t json_special_at(struct str s, size_t from)
{
    if (s.n - from >= 64)
        return json_special_block(s.p + from);
    char tail[64] = {0};
    memcpy(tail, s.p + from, s.n - from);
    return json_special_block(tail);
}

/* The offset of the first special byte of s from `at` on, or s.n. */
static inline size_t json_scan(struct str s, size_t at)
{
    for (; at < s.n && s.n - at < 64; at++)
        if (json_special((unsigned char)s.p[at]))
            return at;
    for (; at < s.n; at += 64) {
        uint64_t bits = json_special_at(s, at);
        if (bits != 0)
            return at + (size_t)__builtin_ctzll(bits);
    }
    return s.n;
}
