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

/* Marks the special bytes of a word in their high bits. Bits above the lowest one may be wrong. */
static inline uint64_t json_special_word(uint64_t w)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
    uint64_t quote = w ^ (ones * '"'), slash = w ^ (ones * '\\');
    return (w | (w - ones * 0x20) | (quote - ones) | (slash - ones)) & high;
}

/* The offset of the first special byte of s from `at` on, or s.n. */
static inline size_t json_scan(struct str s, size_t at)
{
#if defined(__SSE2__)
    for (; s.n - at >= 16; at += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(s.p + at));
        __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')),
                                   _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
        /* As signed bytes, both controls and non-ASCII are less than a blank. */
        hit = _mm_or_si128(hit, _mm_cmplt_epi8(v, _mm_set1_epi8(' ')));
        int bits = _mm_movemask_epi8(hit);
        if (bits != 0)
            return at + (size_t)__builtin_ctz((unsigned)bits);
    }
#endif
    for (; s.n - at >= 8; at += 8) {
        uint64_t w;
        memcpy(&w, s.p + at, 8);
        if (json_special_word(w) != 0)
            break;
    }
    while (at < s.n && !json_special((unsigned char)s.p[at]))
        at++;
    return at;
}
