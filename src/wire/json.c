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
    *r = (struct json_reader){.in = in, .state = NEED_VALUE, .block = SIZE_MAX};
}

/* Stop for good: the fault lies at offset `at`. */
__attribute__((cold, noinline)) static enum json_kind
fail(struct json_reader *r, struct json_token *out, size_t at, const char *error)
{
    r->error = error;
    r->at = at;
    r->state = FAILED;
    *out = (struct json_token){.kind = JSON_BAD};
    return JSON_BAD;
}

#define HOT __attribute__((always_inline)) static inline /* in the one function of the hot path */

/* Fill the token with the n bytes at `at`, and go behind them. */
HOT enum json_kind take(struct json_reader *r, struct json_token *out, enum json_kind kind,
                        size_t at, size_t n)
{
    r->at = at + n;
    *out = (struct json_token){.kind = kind, .text = {r->in.p + at, n}};
    return kind;
}

/* The byte at offset `at`; NUL, which no rule of the grammar takes, at the end. */
HOT char peek(struct str in, size_t at)
{
    return at < in.n ? in.p[at] : '\0';
}

/* The offset of the first byte from `at` on that is not white space. */
HOT size_t skip_blanks(struct str in, size_t at)
{
    if (at < in.n && (unsigned char)in.p[at] > ' ')
        return at;
    while (at < in.n && (unsigned char)in.p[at] <= ' ' &&
           (in.p[at] == ' ' || in.p[at] == '\n' || in.p[at] == '\r' || in.p[at] == '\t'))
        at++;
    return at;
}

/* A value is through: what follows depends on whether it was the outermost. */
HOT void value_done(struct json_reader *r)
{
    r->state = r->depth > 0 ? NEED_COMMA : NEED_NOTHING;
}

/* Is the innermost open bracket a brace? */
HOT bool in_object(const struct json_reader *r)
{
    return (r->objects >> (r->depth - 1) & 1) != 0;
}

/* Is c a hexadecimal digit? */
static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/* The length of the escape whose backslash is at `at`, 0 where it is none. */
static size_t escape_length(struct str in, size_t at)
{
    char c = peek(in, at + 1);
    if (c != 'u')
        return c != '\0' && strchr("\"\\/bfnrt", c) ? 2 : 0;
    for (size_t i = at + 2; i < at + 6; i++)
        if (!is_hex(peek(in, i)))
            return 0;
    return 6;
}

/* The length of the UTF-8 sequence at `at`, 0 where it is not valid. */
static size_t character_length(struct str in, size_t at)
{
    uint8_t state = 0;
    for (size_t i = at; i < in.n; i++) {
        state = utf8_next(state, (unsigned char)in.p[i]);
        if (state == UTF8_BAD)
            return 0;
        if (state == 0)
            return i + 1 - at;
    }
    return 0;
}

/* Mark the special bytes of the 64 around `at`. */
__attribute__((noinline)) static void mark_block(struct json_reader *r, size_t at)
{
    r->block = at >> 6;
    r->special = json_special_at(r->in, at & ~(size_t)63);
}

/* The offset of the first special byte from `at` on, or of the end. The marks are made for 64 bytes
 * at once: then the way from one string to the next is a shift and a count, not a scan. */
HOT size_t find_special(struct json_reader *r, size_t n, size_t at)
{
    for (; at < n; at = (at | 63) + 1) {
        if (at >> 6 != r->block)
            mark_block(r, at);
        uint64_t left = r->special >> (at & 63);
        if (left != 0)
            return at + (unsigned)__builtin_ctzll(left);
    }
    return n;
}

/* Read on in a string that is not plain: `at` is its first special byte, not its end. */
__attribute__((noinline)) static enum json_kind read_odd_string(struct json_reader *r,
                                                                struct json_token *out,
                                                                enum json_kind kind, size_t from,
                                                                size_t at)
{
    struct str in = r->in;
    bool escaped = false;
    for (size_t step; peek(in, at) != '"'; at = find_special(r, in.n, at + step)) {
        if (at == in.n)
            return fail(r, out, at, "the text ends inside a string");
        if ((unsigned char)in.p[at] < 0x20)
            return fail(r, out, at, "a control character in a string must be escaped");
        bool escape = in.p[at] == '\\';
        step = escape ? escape_length(in, at) : character_length(in, at);
        if (step == 0)
            return fail(r, out, at, escape ? "not an escape of JSON" : "not valid UTF-8");
        escaped = escaped || escape;
    }
    *out = (struct json_token){kind, escaped, {in.p + from, at - from}};
    r->at = at + 1;
    return kind;
}

/* Read the string whose quote is at `at`, and go behind its closing quote. */
HOT enum json_kind read_string(struct json_reader *r, struct json_token *out, enum json_kind kind,
                               size_t at)
{
    struct str in = r->in;
    size_t from = at + 1, end = find_special(r, in.n, from);
    if (peek(in, end) != '"')
        return read_odd_string(r, out, kind, from, end);
    r->at = end + 1;
    *out = (struct json_token){.kind = kind, .text = {in.p + from, end - from}};
    return kind;
}

/* The offset of the first byte from `at` on that is not a digit. */
static inline size_t skip_digits(struct str in, size_t at)
{
    while (at < in.n && (unsigned)(in.p[at] - '0') <= 9)
        at++;
    return at;
}

/* Read the number at `at` by RFC 8259 section 6. */
__attribute__((noinline)) static enum json_kind read_number(struct json_reader *r,
                                                            struct json_token *out, size_t begin)
{
    struct str in = r->in;
    size_t from = begin + (in.p[begin] == '-'), at = skip_digits(in, from);
    if (at == from)
        return fail(r, out, at, "a digit must follow the minus sign");
    if (in.p[from] == '0' && at > from + 1)
        return fail(r, out, from + 1, "a number must not begin with a zero");
    if (peek(in, at) == '.') {
        from = at + 1;
        at = skip_digits(in, from);
        if (at == from)
            return fail(r, out, at, "a digit must follow the decimal point");
    }
    if ((peek(in, at) | 0x20) == 'e') {
        from = at + 1 + (peek(in, at + 1) == '-' || peek(in, at + 1) == '+');
        at = skip_digits(in, from);
        if (at == from)
            return fail(r, out, at, "an exponent must have a digit");
    }
    value_done(r);
    return take(r, out, JSON_NUMBER, begin, at - begin);
}

/* Read true, false or null. */
__attribute__((noinline)) static enum json_kind read_word(struct json_reader *r,
                                                          struct json_token *out, size_t at)
{
    static const struct {
        struct str text;
        enum json_kind kind;
    } words[] = {{STR_INIT("true"), JSON_TRUE},
                 {STR_INIT("false"), JSON_FALSE},
                 {STR_INIT("null"), JSON_NULL}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_starts(str_skip(r->in, at), words[i].text)) {
            value_done(r);
            return take(r, out, words[i].kind, at, words[i].text.n);
        }
    }
    return fail(r, out, at, "a value must stand here");
}

/* Go one level down. */
static enum json_kind open_level(struct json_reader *r, struct json_token *out, size_t at,
                                 bool object)
{
    if (r->depth == JSON_DEPTH_MAX)
        return fail(r, out, at, "nested too deeply");
    uint32_t bit = UINT32_C(1) << r->depth++;
    r->objects = object ? r->objects | bit : r->objects & ~bit;
    r->state = object ? NEED_FIRST_KEY : NEED_FIRST_ITEM;
    return take(r, out, object ? JSON_OBJECT : JSON_ARRAY, at, 1);
}

/* Go one level up. */
static enum json_kind close_level(struct json_reader *r, struct json_token *out, size_t at)
{
    enum json_kind kind = in_object(r) ? JSON_OBJECT_END : JSON_ARRAY_END;
    r->depth--;
    value_done(r);
    return take(r, out, kind, at, 1);
}

/* Read the value, or its opening bracket, at `at`. */
HOT enum json_kind read_value(struct json_reader *r, struct json_token *out, size_t at)
{
    char c = peek(r->in, at);
    if (c == '"') {
        value_done(r);
        return read_string(r, out, JSON_STRING, at);
    }
    if (c == '-' || (unsigned)(c - '0') <= 9)
        return read_number(r, out, at);
    if (c == '{' || c == '[')
        return open_level(r, out, at, c == '{');
    return read_word(r, out, at);
}

/* Read a key and its colon. */
HOT enum json_kind read_key(struct json_reader *r, struct json_token *out, size_t at)
{
    if (peek(r->in, at) != '"')
        return fail(r, out, at, "a key in quotes must stand here");
    if (read_string(r, out, JSON_KEY, at) == JSON_BAD)
        return JSON_BAD;
    at = skip_blanks(r->in, r->at);
    if (peek(r->in, at) != ':')
        return fail(r, out, at, "a colon must follow the key");
    r->at = at + 1;
    r->state = NEED_VALUE;
    return JSON_KEY;
}

/* What may stand at a place. */
enum ahead { AHEAD_KEY, AHEAD_VALUE, AHEAD_CLOSE, AHEAD_END, AHEAD_NO_COMMA };

/* What stands at *at, a comma passed over. */
HOT enum ahead look_ahead(const struct json_reader *r, size_t *at)
{
    enum state state = (enum state)r->state;
    if (state == NEED_VALUE)
        return AHEAD_VALUE;
    if (state == NEED_NOTHING)
        return AHEAD_END;
    bool object = in_object(r);
    char c = peek(r->in, *at);
    if (c == (object ? '}' : ']'))
        return AHEAD_CLOSE;
    if (state == NEED_COMMA) {
        if (c != ',')
            return AHEAD_NO_COMMA;
        *at = skip_blanks(r->in, *at + 1);
    }
    return object ? AHEAD_KEY : AHEAD_VALUE;
}

/* Say that the text is over, or that it should be. */
static enum json_kind read_end(struct json_reader *r, struct json_token *out, size_t at)
{
    if (at < r->in.n)
        return fail(r, out, at, "nothing may follow the value");
    return take(r, out, JSON_END, at, 0);
}

enum json_kind json_next(struct json_reader *r, struct json_token *out)
{
    if (r->state == FAILED)
        return fail(r, out, r->at, r->error);
    size_t at = skip_blanks(r->in, r->at);
    switch (look_ahead(r, &at)) {
    case AHEAD_KEY:
        return read_key(r, out, at);
    case AHEAD_VALUE:
        return read_value(r, out, at);
    case AHEAD_CLOSE:
        return close_level(r, out, at);
    case AHEAD_END:
        return read_end(r, out, at);
    case AHEAD_NO_COMMA:
        break;
    }
    return fail(r, out, at,
                in_object(r) ? "a comma or } must follow the value"
                             : "a comma or ] must follow the value");
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
