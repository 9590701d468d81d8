/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON pull reader: one small function per thing that may stand at a place. It stands on the
 * span it was given, keeps no tree, and after a fault says nothing but the fault. Names that occur
 * twice in an object are both handed out; what that means is for the caller to say. */
#include "wire/json.h"

#include "base/assert.h"
#include "base/utf8.h"
#include "wire/json_scan.h"

/* What may come next. */
enum state {
    NEED_VALUE,      /* at the top, behind a colon, behind a comma in an array */
    NEED_FIRST_ITEM, /* behind [: a value or ] */
    NEED_FIRST_KEY,  /* behind {: a key or } */
    NEED_COMMA,      /* behind a value: a comma or the bracket that closes */
    NEED_NOTHING,    /* behind the top-level value */
    FAILED
};

void json_open(struct json_reader *r, struct str in)
{
    *r = (struct json_reader){.in = in, .state = NEED_VALUE};
}

/* Stop for good: the fault lies at offset `at`. */
static enum json_kind fail(struct json_reader *r, struct json_token *out, size_t at,
                           const char *error)
{
    r->error = error;
    r->at = at;
    r->state = FAILED;
    *out = (struct json_token){.kind = JSON_BAD};
    return JSON_BAD;
}

/* Fill the token and go behind its n bytes, which begin at r->at. */
static enum json_kind take(struct json_reader *r, struct json_token *out, enum json_kind kind,
                           size_t n)
{
    *out = (struct json_token){.kind = kind, .text = {r->in.p + r->at, n}};
    r->at += n;
    return kind;
}

/* The byte at offset `at`; NUL, which no rule of the grammar takes, at the end. */
static inline char peek(const struct json_reader *r, size_t at)
{
    return at < r->in.n ? r->in.p[at] : '\0';
}

/* Go over white space. */
static inline void skip_blanks(struct json_reader *r)
{
    size_t at = r->at;
    while (at < r->in.n && (r->in.p[at] == ' ' || r->in.p[at] == '\n' || r->in.p[at] == '\r' ||
                            r->in.p[at] == '\t'))
        at++;
    r->at = at;
}

/* A value is through: what follows depends on whether it was the outermost. */
static inline void value_done(struct json_reader *r)
{
    r->state = r->depth > 0 ? NEED_COMMA : NEED_NOTHING;
}

/* Is the innermost open bracket a brace? */
static inline bool in_object(const struct json_reader *r)
{
    return (r->objects >> (r->depth - 1) & 1) != 0;
}

/* Is c a hexadecimal digit? */
static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/* The length of the escape whose backslash is at `at`, 0 where it is none. */
static size_t escape_length(const struct json_reader *r, size_t at)
{
    char c = peek(r, at + 1);
    if (c != 'u')
        return c != '\0' && strchr("\"\\/bfnrt", c) ? 2 : 0;
    for (size_t i = at + 2; i < at + 6; i++)
        if (!is_hex(peek(r, i)))
            return 0;
    return 6;
}

/* The length of the UTF-8 sequence at `at`, 0 where it is not valid. */
static size_t character_length(const struct json_reader *r, size_t at)
{
    uint8_t state = 0;
    for (size_t i = at; i < r->in.n; i++) {
        state = utf8_next(state, (unsigned char)r->in.p[i]);
        if (state == UTF8_BAD)
            return 0;
        if (state == 0)
            return i + 1 - at;
    }
    return 0;
}

/* Read the string whose quote is at r->at, and go behind its closing quote. */
static enum json_kind read_string(struct json_reader *r, struct json_token *out,
                                  enum json_kind kind)
{
    size_t from = r->at + 1, at = json_scan(r->in, from), step;
    bool escaped = false;
    for (; peek(r, at) != '"'; at = json_scan(r->in, at + step)) {
        if (at == r->in.n)
            return fail(r, out, at, "the text ends inside a string");
        if ((unsigned char)r->in.p[at] < 0x20)
            return fail(r, out, at, "a control character in a string must be escaped");
        bool escape = r->in.p[at] == '\\';
        step = escape ? escape_length(r, at) : character_length(r, at);
        if (step == 0)
            return fail(r, out, at, escape ? "not an escape of JSON" : "not valid UTF-8");
        escaped = escaped || escape;
    }
    *out = (struct json_token){kind, escaped, {r->in.p + from, at - from}};
    r->at = at + 1;
    return kind;
}

/* The offset of the first byte from `at` on that is not a digit. */
static inline size_t skip_digits(const struct json_reader *r, size_t at)
{
    while (peek(r, at) >= '0' && peek(r, at) <= '9')
        at++;
    return at;
}

/* Read the number at r->at by RFC 8259 section 6. */
static enum json_kind read_number(struct json_reader *r, struct json_token *out)
{
    size_t at = r->at + (peek(r, r->at) == '-'), from = at;
    at = peek(r, at) == '0' ? at + 1 : skip_digits(r, at);
    if (at == from)
        return fail(r, out, at, "a digit must follow the minus sign");
    if (peek(r, from) == '0' && skip_digits(r, at) > at)
        return fail(r, out, at, "a number must not begin with a zero");
    if (peek(r, at) == '.') {
        from = at + 1;
        at = skip_digits(r, from);
        if (at == from)
            return fail(r, out, at, "a digit must follow the decimal point");
    }
    if ((peek(r, at) | 0x20) == 'e') {
        from = at + 1 + (peek(r, at + 1) == '-' || peek(r, at + 1) == '+');
        at = skip_digits(r, from);
        if (at == from)
            return fail(r, out, at, "an exponent must have a digit");
    }
    value_done(r);
    return take(r, out, JSON_NUMBER, at - r->at);
}

/* Read true, false or null. */
static enum json_kind read_word(struct json_reader *r, struct json_token *out)
{
    static const struct {
        struct str text;
        enum json_kind kind;
    } words[] = {{STR_INIT("true"), JSON_TRUE},
                 {STR_INIT("false"), JSON_FALSE},
                 {STR_INIT("null"), JSON_NULL}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_starts(str_skip(r->in, r->at), words[i].text)) {
            value_done(r);
            return take(r, out, words[i].kind, words[i].text.n);
        }
    }
    return fail(r, out, r->at, "a value must stand here");
}

/* Go one level down. */
static enum json_kind open_level(struct json_reader *r, struct json_token *out, bool object)
{
    if (r->depth == JSON_DEPTH_MAX)
        return fail(r, out, r->at, "nested too deeply");
    uint32_t bit = UINT32_C(1) << r->depth++;
    r->objects = object ? r->objects | bit : r->objects & ~bit;
    r->state = object ? NEED_FIRST_KEY : NEED_FIRST_ITEM;
    return take(r, out, object ? JSON_OBJECT : JSON_ARRAY, 1);
}

/* Go one level up. */
static enum json_kind close_level(struct json_reader *r, struct json_token *out)
{
    enum json_kind kind = in_object(r) ? JSON_OBJECT_END : JSON_ARRAY_END;
    r->depth--;
    value_done(r);
    return take(r, out, kind, 1);
}

/* Read the value, or its opening bracket, at r->at. */
static enum json_kind read_value(struct json_reader *r, struct json_token *out)
{
    char c = peek(r, r->at);
    if (c == '"') {
        value_done(r);
        return read_string(r, out, JSON_STRING);
    }
    if (c == '-' || (c >= '0' && c <= '9'))
        return read_number(r, out);
    if (c == '{' || c == '[')
        return open_level(r, out, c == '{');
    return read_word(r, out);
}

/* Read a key and its colon. */
static enum json_kind read_key(struct json_reader *r, struct json_token *out)
{
    if (peek(r, r->at) != '"')
        return fail(r, out, r->at, "a key in quotes must stand here");
    if (read_string(r, out, JSON_KEY) == JSON_BAD)
        return JSON_BAD;
    skip_blanks(r);
    if (peek(r, r->at) != ':')
        return fail(r, out, r->at, "a colon must follow the key");
    r->at++;
    r->state = NEED_VALUE;
    return JSON_KEY;
}

/* Read what follows a value inside brackets: the closing one, or a comma and the next thing. */
static enum json_kind read_behind(struct json_reader *r, struct json_token *out)
{
    bool object = in_object(r);
    char c = peek(r, r->at);
    if (c == (object ? '}' : ']'))
        return close_level(r, out);
    if (c != ',')
        return fail(r, out, r->at,
                    object ? "a comma or } must follow the value"
                           : "a comma or ] must follow the value");
    r->at++;
    skip_blanks(r);
    return object ? read_key(r, out) : read_value(r, out);
}

/* Say that the text is over, or that it should be. */
static enum json_kind read_end(struct json_reader *r, struct json_token *out)
{
    if (r->at < r->in.n)
        return fail(r, out, r->at, "nothing may follow the value");
    return take(r, out, JSON_END, 0);
}

enum json_kind json_next(struct json_reader *r, struct json_token *out)
{
    if (r->state != FAILED)
        skip_blanks(r);
    switch ((enum state)r->state) {
    case NEED_VALUE:
        return read_value(r, out);
    case NEED_FIRST_ITEM:
        return peek(r, r->at) == ']' ? close_level(r, out) : read_value(r, out);
    case NEED_FIRST_KEY:
        return peek(r, r->at) == '}' ? close_level(r, out) : read_key(r, out);
    case NEED_COMMA:
        return read_behind(r, out);
    case NEED_NOTHING:
        return read_end(r, out);
    case FAILED:
        break;
    }
    return fail(r, out, r->at, r->error);
}

bool json_skip(struct json_reader *r, const struct json_token *first, struct str *whole)
{
    const char *from = first->text.p;
    unsigned level = r->depth;
    struct json_token t = *first;
    ASSERT(t.kind != JSON_KEY && t.kind != JSON_OBJECT_END && t.kind != JSON_ARRAY_END);
    if (t.kind == JSON_BAD || t.kind == JSON_END)
        return false;
    if (t.kind == JSON_STRING)
        from--;
    if (t.kind == JSON_OBJECT || t.kind == JSON_ARRAY)
        while (r->depth >= level)
            if (json_next(r, &t) == JSON_BAD)
                return false;
    if (whole)
        *whole = str_make(from, (size_t)(r->in.p + r->at - from));
    return true;
}
