/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON writer: puts commas, escapes strings, and keeps what leaves valid UTF-8. */
#include "wire/json.h"

#include "base/time.h"
#include "base/utf8.h"
#include "wire/decimal.h"
#include "wire/json_scan.h"

void json_begin(struct json_writer *w, struct buf *out)
{
    *w = (struct json_writer){.out = out};
}

/* Put the comma that the next value or key may need. */
static void before(struct json_writer *w)
{
    if (w->comma)
        buf_putc(w->out, ',');
    w->comma = true;
}

/* Open a bracket. */
static void open_level(struct json_writer *w, char bracket)
{
    before(w);
    buf_putc(w->out, bracket);
    w->comma = false;
}

/* Close a bracket. */
static void close_level(struct json_writer *w, char bracket)
{
    buf_putc(w->out, bracket);
    w->comma = true;
}

void json_object(struct json_writer *w)
{
    open_level(w, '{');
}

void json_object_end(struct json_writer *w)
{
    close_level(w, '}');
}

void json_array(struct json_writer *w)
{
    open_level(w, '[');
}

void json_array_end(struct json_writer *w)
{
    close_level(w, ']');
}

/* Write the escape of an ASCII byte. */
static void put_escape(struct buf *out, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    static const char letters[0x20] = {
        ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};
    char letter = c < 0x20 ? letters[c] : (char)c;
    if (letter != '\0')
        buf_put(out, (char[]){'\\', letter}, 2);
    else
        buf_put(out, (char[]){'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]}, 6);
}

/* Write the character at s.p[at], or U+FFFD for as much of it as is there; the offset behind. */
static size_t put_character(struct buf *out, struct str s, size_t at)
{
    uint8_t state = 0;
    size_t from = at;
    do
        state = utf8_next(state, (unsigned char)s.p[at++]);
    while (state != 0 && state != UTF8_BAD && at < s.n);
    if (state == 0) {
        buf_put(out, s.p + from, at - from);
        return at;
    }
    buf_putz(out, "\xEF\xBF\xBD");
    /* A byte that broke a sequence off may begin the next character. */
    return state == UTF8_BAD && at - from > 1 ? at - 1 : at;
}

/* Write s in quotes. */
static void put_string(struct buf *out, struct str s)
{
    buf_putc(out, '"');
    for (size_t at = 0; at < s.n;) {
        size_t plain = json_scan(s, at);
        buf_put(out, s.p + at, plain - at);
        at = plain;
        if (at < s.n && (unsigned char)s.p[at] >= 0x80)
            at = put_character(out, s, at);
        else if (at < s.n)
            put_escape(out, (unsigned char)s.p[at++]);
    }
    buf_putc(out, '"');
}

void json_key(struct json_writer *w, struct str key)
{
    before(w);
    put_string(w->out, key);
    buf_putc(w->out, ':');
    w->comma = false;
}

void json_string(struct json_writer *w, struct str value)
{
    before(w);
    put_string(w->out, value);
}

void json_int(struct json_writer *w, int64_t value)
{
    before(w);
    buf_int(w->out, value);
}

void json_bool(struct json_writer *w, bool value)
{
    json_raw(w, value ? STR("true") : STR("false"));
}

void json_null(struct json_writer *w)
{
    json_raw(w, STR("null"));
}

void json_raw(struct json_writer *w, struct str value)
{
    before(w);
    buf_puts(w->out, value);
}

void json_pair(struct json_writer *w, const char *key, struct str value)
{
    json_key(w, str_of(key));
    json_string(w, value);
}

void json_pair_int(struct json_writer *w, const char *key, int64_t value)
{
    json_key(w, str_of(key));
    json_int(w, value);
}

void json_pair_decimal(struct json_writer *w, const char *key, int64_t value, int places)
{
    char text[32];
    struct buf number = buf_over(text, sizeof text);
    decimal_write(&number, value, places);
    json_key(w, str_of(key));
    json_raw(w, buf_str(&number));
}

void json_pair_bool(struct json_writer *w, const char *key, bool value)
{
    json_key(w, str_of(key));
    json_bool(w, value);
}

void json_pair_time(struct json_writer *w, const char *key, int64_t at_us)
{
    char text[25];
    time_format(at_us, text);
    json_key(w, str_of(key));
    json_string(w, str_make(text, sizeof text - 1));
}
