/* SPDX-License-Identifier: Apache-2.0 */
/* Masking of payloads (RFC 6455 section 5.3), eight bytes at a time. Private to wire/. */
#pragma once

#include <stdint.h>
#include <string.h>

/* Mask or unmask p[0..n) in place, beginning with byte `at` (0 to 3) of the mask; what `at` is
 * behind it. */
static inline uint8_t ws_mask_apply(char *p, size_t n, const uint8_t mask[4], uint8_t at)
{
    uint8_t turned[8];
    uint64_t key, word;
    size_t i = 0;
    for (unsigned k = 0; k < 8; k++)
        turned[k] = mask[(at + k) & 3];
    memcpy(&key, turned, 8);
    for (uint64_t w[4]; n - i >= sizeof w; i += sizeof w) {
        memcpy(w, p + i, sizeof w);
        w[0] ^= key;
        w[1] ^= key;
        w[2] ^= key;
        w[3] ^= key;
        memcpy(p + i, w, sizeof w);
    }
    for (; n - i >= 8; i += 8) {
        memcpy(&word, p + i, 8);
        word ^= key;
        memcpy(p + i, &word, 8);
    }
    for (; i < n; i++)
        p[i] = (char)((uint8_t)p[i] ^ turned[i & 7]);
    return (uint8_t)((at + n) & 3);
}
