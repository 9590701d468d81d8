/* SPDX-License-Identifier: Apache-2.0 */
/* Little-endian integers and variable-length integers in bytes, for what lies on disk. */
#pragma once

#include <endian.h>
#include <string.h>

#include "base/str.h"

/* Write v as 2 bytes. */
static inline void le_put16(char *p, uint16_t v)
{
    p[0] = (char)(v & 0xFF);
    p[1] = (char)(v >> 8);
}

/* Write v as 4 bytes. */
static inline void le_put32(char *p, uint32_t v)
{
    v = htole32(v);
    memcpy(p, &v, sizeof v);
}

/* Write v as 8 bytes. */
static inline void le_put64(char *p, uint64_t v)
{
    v = htole64(v);
    memcpy(p, &v, sizeof v);
}

/* Read 2 bytes. */
static inline uint16_t le_get16(const char *p)
{
    return (uint16_t)((unsigned char)p[0] | (unsigned)(unsigned char)p[1] << 8);
}

/* Read 4 bytes. */
static inline uint32_t le_get32(const char *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return le32toh(v);
}

/* Read 8 bytes. */
static inline uint64_t le_get64(const char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return le64toh(v);
}

/* The most bytes that le_put_varint writes. */
#define LE_VARINT_MAX 10

/* Write v in groups of 7 bits, the lowest first; the number of bytes written. */
static inline size_t le_put_varint(char *p, uint64_t v)
{
    size_t n = 0;
    for (; v >= 0x80; v >>= 7)
        p[n++] = (char)(v | 0x80);
    p[n++] = (char)v;
    return n;
}

/* Take one off the front of in; false (and in as it was) where it is cut off or longer than 64
 * bits. */
static inline bool le_get_varint(struct str *in, uint64_t *out)
{
    uint64_t v = 0;
    for (size_t i = 0; i < in->n && i < LE_VARINT_MAX; i++) {
        uint64_t byte = (unsigned char)in->p[i];
        if (i == LE_VARINT_MAX - 1 && byte > 1)
            return false;
        v |= (byte & 0x7F) << (7 * i);
        if (byte < 0x80) {
            *out = v;
            in->p += i + 1;
            in->n -= i + 1;
            return true;
        }
    }
    return false;
}
