/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 (RFC 3629) one byte at a time: the first byte that can't go on is found at once, also when
 * the text comes in pieces. */
#pragma once

#include "base/str.h"

/* Where a checker stands: 0 between characters, UTF8_BAD after a bad byte, else inside one. */
#define UTF8_BAD 8

/* The state after one more byte; once bad it stays bad. */
static inline uint8_t utf8_next(uint8_t state, unsigned char byte)
{
    /* What may follow in each state, and where it leads: rows 1-3 want so many more bytes; 4 and 5
     * are behind E0 and ED, 6 and 7 behind F0 and F4. */
    static const struct {
        uint8_t low, high, next;
    } row[9] = {{0, 0, 0},       {0x80, 0xBF, 0}, {0x80, 0xBF, 1}, {0x80, 0xBF, 2}, {0xA0, 0xBF, 1},
                {0x80, 0x9F, 1}, {0x90, 0xBF, 2}, {0x80, 0x8F, 2}, {1, 0, 0}};
    if (state != 0)
        return byte >= row[state].low && byte <= row[state].high ? row[state].next : UTF8_BAD;
    if (byte < 0x80)
        return 0;
    if (byte < 0xE0)
        return byte < 0xC2 ? UTF8_BAD : 1;
    if (byte < 0xF0)
        return byte == 0xE0 ? 4 : byte == 0xED ? 5 : 2;
    return byte == 0xF0 ? 6 : byte < 0xF4 ? 3 : byte == 0xF4 ? 7 : UTF8_BAD;
}

/* Go on with s from *state; the offset of the first bad byte (*state is then UTF8_BAD), or s.n. */
size_t utf8_feed(uint8_t *state, struct str s);
