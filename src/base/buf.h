/* SPDX-License-Identifier: Apache-2.0 */
/* A bounded output buffer over memory of the caller's. What does not fit sets `full` and is
 * dropped whole; the caller looks once, at the end. */
#pragma once

#include "base/str.h"

struct buf {
    char *p;
    size_t n, cap;
    bool full;
};

/* A buffer over p[0..cap). */
struct buf buf_over(void *p, size_t cap);
/* What has been written so far. */
struct str buf_str(const struct buf *b);
/* Append n bytes. */
void buf_put(struct buf *b, const void *p, size_t n);
/* Append one byte. */
void buf_putc(struct buf *b, char c);
/* Append a span. */
void buf_puts(struct buf *b, struct str s);
/* Append a NUL-ended string. */
void buf_putz(struct buf *b, const char *z);
/* Append an integer in decimal. */
void buf_int(struct buf *b, int64_t v);
/* Append printf text; it needs a byte more than its own while it is written. */
__attribute__((format(printf, 2, 3))) void buf_printf(struct buf *b, const char *format, ...);
/* Reserve n bytes to fill in place; NULL (and full) where they do not fit. */
char *buf_take(struct buf *b, size_t n);
