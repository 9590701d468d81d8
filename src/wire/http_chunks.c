/* SPDX-License-Identifier: Apache-2.0 */
/* Chunked bodies: one small state for each place in the grammar, so any cut is fine. */
#include "wire/http.h"

#include "wire/http_char.h"

#define CHUNK_MAX (UINT64_C(1) << 48) /* far over any buffer, far under an overflow */

enum state {
    SIZE_BEGIN, /* a first digit of the size */
    SIZE,       /* more digits, an extension, or the end of the line */
    SIZE_BLANK, /* behind blanks: only an extension may follow */
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER_BEGIN, /* a trailer line, or the empty line that ends the body */
    TRAILER,
    TRAILER_LF,
    LAST_LF,
    N_STATES
};

/* Count a byte that is not payload; false where there are too many. */
static bool count_extra(struct http_chunks *c)
{
    return ++c->extra <= HTTP_HEAD_MAX;
}

/* Expect exactly `want`, then go to `next`. */
static enum http_result expect(struct http_chunks *c, char got, char want, enum state next)
{
    c->state = (uint8_t)next;
    return got == want ? HTTP_MORE : HTTP_BAD;
}

/* Take a byte of the size line. */
static enum http_result size_byte(struct http_chunks *c, char b)
{
    int digit = str_hex(b);
    if (digit >= 0) {
        if (c->left >= CHUNK_MAX)
            return HTTP_BAD;
        c->left = c->left * 16 + (unsigned)digit;
        c->state = SIZE;
        return HTTP_MORE;
    }
    if (c->state == SIZE_BEGIN)
        return HTTP_BAD;
    if (b == ' ' || b == '\t')
        c->state = SIZE_BLANK;
    else if (b == ';')
        c->state = EXTENSION;
    else
        return expect(c, b, '\r', SIZE_LF);
    return HTTP_MORE;
}

/* Take a byte behind blanks in the size line. */
static enum http_result blank_byte(struct http_chunks *c, char b)
{
    return b == ' ' || b == '\t' ? HTTP_MORE : expect(c, b, ';', EXTENSION);
}

/* Take a byte of a line that isn't looked into: an extension or a trailer. */
static enum http_result skip_byte(struct http_chunks *c, char b)
{
    if (http_text_char(b)) {
        c->state = c->state == TRAILER_BEGIN ? TRAILER : c->state;
        return HTTP_MORE;
    }
    return expect(c, b, '\r',
                  c->state == EXTENSION ? SIZE_LF
                  : c->state == TRAILER ? TRAILER_LF
                                        : LAST_LF);
}

/* Take the line feed behind a size: payload follows, or after size 0 the trailers. */
static enum http_result size_end(struct http_chunks *c, char b)
{
    c->extra = c->left > 0 ? 0 : 1;
    return expect(c, b, '\n', c->left > 0 ? DATA : TRAILER_BEGIN);
}

/* Take the line feed behind the last line. */
static enum http_result last_end(struct http_chunks *c, char b)
{
    c->done = b == '\n';
    return c->done ? HTTP_OK : HTTP_BAD;
}

/* Take the CR behind the payload. */
static enum http_result data_cr(struct http_chunks *c, char b)
{
    return expect(c, b, '\r', DATA_LF);
}

/* Take the line feed behind the payload. */
static enum http_result data_lf(struct http_chunks *c, char b)
{
    return expect(c, b, '\n', SIZE_BEGIN);
}

/* Take the line feed behind a trailer. */
static enum http_result trailer_lf(struct http_chunks *c, char b)
{
    return expect(c, b, '\n', TRAILER_BEGIN);
}

/* Take as much payload as there is. */
static enum http_result take_data(struct http_chunks *c, struct str *in, struct buf *out)
{
    size_t n = in->n < c->left ? in->n : (size_t)c->left;
    buf_put(out, in->p, n);
    if (out->full)
        return HTTP_TOO_LARGE;
    *in = str_skip(*in, n);
    c->left -= n;
    if (c->left == 0)
        c->state = DATA_CR;
    return HTTP_MORE;
}

enum http_result http_chunks_read(struct http_chunks *c, struct str *in, struct buf *out)
{
    static enum http_result (*const take[N_STATES])(struct http_chunks *, char) = {
        [SIZE_BEGIN] = size_byte,  [SIZE] = size_byte,          [SIZE_BLANK] = blank_byte,
        [EXTENSION] = skip_byte,   [SIZE_LF] = size_end,        [DATA_CR] = data_cr,
        [DATA_LF] = data_lf,       [TRAILER_BEGIN] = skip_byte, [TRAILER] = skip_byte,
        [TRAILER_LF] = trailer_lf, [LAST_LF] = last_end};
    enum http_result got = c->done ? HTTP_OK : HTTP_MORE;
    while (got == HTTP_MORE && in->n > 0) {
        if (c->state == DATA) {
            got = take_data(c, in, out);
            continue;
        }
        if (!count_extra(c))
            return HTTP_TOO_LARGE;
        got = take[c->state](c, in->p[0]);
        *in = str_skip(*in, 1);
    }
    return got;
}
