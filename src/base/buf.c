/* SPDX-License-Identifier: Apache-2.0 */
/* Bounded output buffers. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct buf buf_over(void *p, size_t cap)
{
    return (struct buf){.p = p, .cap = cap};
}

struct str buf_str(const struct buf *b)
{
    return str_make(b->p, b->n);
}

char *buf_take(struct buf *b, size_t n)
{
    if (b->full || b->cap - b->n < n) {
        b->full = true;
        return NULL;
    }
    b->n += n;
    return b->p + (b->n - n);
}

void buf_put(struct buf *b, const void *p, size_t n)
{
    char *to = n > 0 ? buf_take(b, n) : NULL;
    if (to)
        memcpy(to, p, n);
}

void buf_putc(struct buf *b, char c)
{
    if (!b->full && b->n < b->cap)
        b->p[b->n++] = c;
    else
        b->full = true;
}

void buf_puts(struct buf *b, struct str s)
{
    buf_put(b, s.p, s.n);
}

void buf_putz(struct buf *b, const char *z)
{
    buf_put(b, z, strlen(z));
}

void buf_int(struct buf *b, int64_t v)
{
    char digits[20];
    size_t n = 0;
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    do {
        digits[sizeof digits - ++n] = (char)('0' + u % 10);
        u /= 10;
    } while (u > 0);
    if (v < 0)
        buf_putc(b, '-');
    buf_put(b, digits + (sizeof digits - n), n);
}

void buf_printf(struct buf *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    size_t room = b->full ? 0 : b->cap - b->n;
    int n = vsnprintf(room ? b->p + b->n : NULL, room, format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= room)
        b->full = true;
    else
        b->n += (size_t)n;
}
