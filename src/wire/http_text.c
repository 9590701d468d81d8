/* SPDX-License-Identifier: Apache-2.0 */
/* The text codings around HTTP: percent-encoding, query parameters, base64. */
#include "wire/http.h"

#include "wire/http_char.h"

/* Take one decoded byte off the front of *in: 0 to 255, or -1 where it is no good. */
static int take_byte(struct str *in, bool plus)
{
    char c = in->p[0];
    if (c != '%') {
        *in = str_skip(*in, 1);
        return plus && c == '+' ? ' ' : (unsigned char)c;
    }
    int high = in->n > 2 ? str_hex(in->p[1]) : -1, low = in->n > 2 ? str_hex(in->p[2]) : -1;
    if (high < 0 || low < 0 || high + low == 0)
        return -1;
    *in = str_skip(*in, 3);
    return high * 16 + low;
}

bool http_decode(struct str in, bool plus, struct buf *out)
{
    while (in.n > 0) {
        int byte = take_byte(&in, plus);
        if (byte < 0)
            return false;
        buf_putc(out, (char)byte);
    }
    return !out->full;
}

void http_encode(struct str in, struct buf *out)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < in.n; i++) {
        unsigned char c = (unsigned char)in.p[i];
        if (http_alnum(in.p[i]) || (c != 0 && strchr("-._~", c)))
            buf_putc(out, in.p[i]);
        else
            buf_put(out, (char[]){'%', hex[c >> 4], hex[c & 15]}, 3);
    }
}

/* Does the text decode to name? */
static bool decodes_to(struct str in, struct str name)
{
    size_t at = 0;
    for (; in.n > 0; at++) {
        int byte = take_byte(&in, true);
        if (byte < 0 || at >= name.n || (unsigned char)name.p[at] != byte)
            return false;
    }
    return at == name.n;
}

struct str http_query(struct str query, const char *name, struct buf *out)
{
    size_t from = out->n;
    while (query.n > 0) {
        struct str value = str_cut(&query, '&'), key = str_cut(&value, '=');
        if (!decodes_to(key, str_of(name)))
            continue;
        if (http_decode(value, true, out))
            return str_make(out->p + from, out->n - from);
        out->n = from;
        break;
    }
    return (struct str){NULL, 0};
}

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* The value of a base64 digit, or -1. */
static int digit_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool http_base64_decode(struct str in, struct buf *out)
{
    uint32_t bits = 0;
    unsigned n_bits = 0;
    if (in.n % 4 == 0 && in.n > 0 && in.p[in.n - 1] == '=')
        in.n -= in.p[in.n - 2] == '=' ? 2 : 1;
    if (in.n % 4 == 1)
        return false;
    for (size_t i = 0; i < in.n; i++) {
        int v = digit_value(in.p[i]);
        if (v < 0)
            return false;
        bits = bits << 6 | (unsigned)v;
        n_bits += 6;
        if (n_bits >= 8) {
            n_bits -= 8;
            buf_putc(out, (char)(bits >> n_bits & 0xFF));
        }
    }
    return (bits & ((1U << n_bits) - 1)) == 0 && !out->full;
}

void http_base64_encode(struct str in, struct buf *out)
{
    for (size_t i = 0; i < in.n; i += 3) {
        size_t n = in.n - i < 3 ? in.n - i : 3;
        uint32_t bits = 0;
        char text[4] = "====";
        for (size_t k = 0; k < 3; k++)
            bits = bits << 8 | (k < n ? (unsigned char)in.p[i + k] : 0U);
        for (size_t k = 0; k <= n; k++)
            text[k] = digits[bits >> (18 - 6 * k) & 63];
        buf_put(out, text, 4);
    }
}
