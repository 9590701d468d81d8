/* SPDX-License-Identifier: Apache-2.0 */
/* What a JSON string stands for: escapes undone, characters counted. */
#include "wire/json.h"

#include <string.h>

/* The UTF-16 unit of the \uXXXX that text begins with, or -1 where it begins with none. */
static int32_t unit_at(struct str text)
{
    int32_t unit = 0;
    if (text.n < 6 || text.p[0] != '\\' || text.p[1] != 'u')
        return -1;
    for (size_t i = 2; i < 6; i++) {
        int v = str_hex(text.p[i]);
        if (v < 0)
            return -1;
        unit = unit * 16 + v;
    }
    return unit;
}

/* Take one escape off the front of *text: the code point it stands for. Halves of a pair that stand
 * alone, and what is no escape, are U+FFFD. */
static uint32_t take_escape(struct str *text)
{
    static const char letters[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    int32_t unit = unit_at(*text);
    if (unit < 0) {
        const char *hit = text->n > 1 ? memchr(letters, text->p[1], sizeof letters - 1) : NULL;
        *text = str_skip(*text, hit ? 2 : 1);
        return hit ? (uint32_t)(unsigned char)values[hit - letters] : 0xFFFD;
    }
    *text = str_skip(*text, 6);
    if (unit < 0xD800 || unit > 0xDFFF)
        return (uint32_t)unit;
    int32_t low = unit < 0xDC00 ? unit_at(*text) : -1;
    if (low < 0xDC00 || low > 0xDFFF)
        return 0xFFFD;
    *text = str_skip(*text, 6);
    return 0x10000 + ((uint32_t)(unit - 0xD800) << 10) + (uint32_t)(low - 0xDC00);
}

/* Append a code point as UTF-8. */
static void put_code_point(struct buf *out, uint32_t c)
{
    char u[4];
    size_t n = 0;
    if (c < 0x80) {
        u[n++] = (char)c;
    } else if (c < 0x800) {
        u[n++] = (char)(0xC0 | c >> 6);
        u[n++] = (char)(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        u[n++] = (char)(0xE0 | c >> 12);
        u[n++] = (char)(0x80 | (c >> 6 & 0x3F));
        u[n++] = (char)(0x80 | (c & 0x3F));
    } else {
        u[n++] = (char)(0xF0 | c >> 18);
        u[n++] = (char)(0x80 | (c >> 12 & 0x3F));
        u[n++] = (char)(0x80 | (c >> 6 & 0x3F));
        u[n++] = (char)(0x80 | (c & 0x3F));
    }
    buf_put(out, u, n);
}

void json_unescape(struct str text, struct buf *out)
{
    while (text.n > 0) {
        size_t plain = str_find(text, '\\');
        buf_put(out, text.p, plain);
        text = str_skip(text, plain);
        if (text.n > 0)
            put_code_point(out, take_escape(&text));
    }
}

/* Count the characters of UTF-8. */
static size_t characters(struct str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.n; i++)
        count += ((unsigned char)text.p[i] & 0xC0) != 0x80;
    return count;
}

size_t json_length(struct str text, bool escaped)
{
    size_t count = 0;
    if (!escaped)
        return characters(text);
    while (text.n > 0) {
        size_t plain = str_find(text, '\\');
        count += characters(str_make(text.p, plain));
        text = str_skip(text, plain);
        if (text.n > 0) {
            take_escape(&text);
            count++;
        }
    }
    return count;
}
