/* SPDX-License-Identifier: Apache-2.0 */
/* The repair: copy token by token, keep a stack of open brackets, and write a comma, a null or a
 * bracket where the grammar wants one. The JSON reader has the last word on the result. */
#include "ocpp/salvage.h"

#include "wire/json.h"

/* What was written last. */
enum last { LAST_OPEN, LAST_KEY, LAST_COLON, LAST_VALUE };

struct level {
    char close;   /* the bracket that ends it */
    size_t start; /* where it begins in the output, with the comma before it */
};

struct salvage {
    struct str in;
    size_t at;
    struct buf out;
    struct level levels[JSON_DEPTH_MAX];
    unsigned depth;
    enum last last;
    bool cut; /* the text ended in the middle */
};

/* Is the innermost open bracket a brace? */
static bool in_object(const struct salvage *s)
{
    return s->depth > 0 && s->levels[s->depth - 1].close == '}';
}

/* Complete a key whose value is missing. */
static void fill_value(struct salvage *s)
{
    if (s->last == LAST_KEY)
        buf_putc(&s->out, ':');
    if (s->last == LAST_KEY || s->last == LAST_COLON)
        buf_putz(&s->out, "null");
    if (s->last != LAST_OPEN)
        s->last = LAST_VALUE;
}

/* Write what must stand between the last value and the next. */
static void separate(struct salvage *s)
{
    if (s->last == LAST_VALUE)
        buf_putc(&s->out, ',');
}

/* Write a key or a value. */
static void put(struct salvage *s, struct str text, bool string)
{
    bool key = in_object(s) && s->last != LAST_COLON;
    if (key && !string)
        return; /* nothing but a text can be a key */
    if (s->last == LAST_KEY)
        fill_value(s);
    separate(s);
    buf_puts(&s->out, text);
    s->last = key ? LAST_KEY : LAST_VALUE;
}

/* Open a bracket. */
static void open_bracket(struct salvage *s, char c)
{
    size_t start = s->out.n;
    if (s->depth == JSON_DEPTH_MAX || (in_object(s) && s->last != LAST_COLON)) {
        s->cut = true;
        return;
    }
    separate(s);
    buf_putc(&s->out, c);
    s->levels[s->depth++] = (struct level){c == '{' ? '}' : ']', start};
    s->last = LAST_OPEN;
}

/* Close the innermost bracket. */
static void pop(struct salvage *s)
{
    fill_value(s);
    buf_putc(&s->out, s->levels[--s->depth].close);
    s->last = LAST_VALUE;
}

/* A closing bracket: it also closes what is still open inside; one that closes nothing is dropped.
 */
static void close_bracket(struct salvage *s, char c)
{
    unsigned depth = s->depth;
    while (depth > 0 && s->levels[depth - 1].close != c)
        depth--;
    while (depth > 0 && s->depth >= depth)
        pop(s);
}

/* A text: up to its quote; one without is cut off. */
static void take_string(struct salvage *s)
{
    size_t from = s->at++;
    while (s->at < s->in.n && s->in.p[s->at] != '"')
        s->at += s->in.p[s->at] == '\\' ? 2 : 1;
    if (s->at >= s->in.n) {
        s->cut = true;
        return;
    }
    s->at++;
    put(s, str_make(s->in.p + from, s->at - from), true);
}

/* Is c part of a number or word? */
static bool is_plain(char c)
{
    return c > ' ' && c != ',' && c != ':' && c != '"' && c != '[' && c != ']' && c != '{' &&
           c != '}';
}

/* A number or word: what is no JSON becomes null; one that touches the end may be cut. */
static void take_scalar(struct salvage *s)
{
    struct json_reader r;
    struct json_token t;
    size_t from = s->at;
    while (s->at < s->in.n && is_plain(s->in.p[s->at]))
        s->at++;
    if (s->at == from)
        s->at++; /* a blank or control character */
    struct str text = str_trim(str_make(s->in.p + from, s->at - from));
    if (s->at == s->in.n) {
        s->cut = true;
        return;
    }
    if (text.n == 0 || !is_plain(text.p[0]))
        return;
    json_open(&r, text);
    enum json_kind kind = json_next(&r, &t);
    bool good = kind != JSON_BAD && json_next(&r, &t) == JSON_END;
    put(s, good ? text : STR("null"), false);
}

/* One token of the broken text. */
static void take(struct salvage *s)
{
    char c = s->in.p[s->at];
    if (c == '"') {
        take_string(s);
    } else if (c == '{' || c == '[') {
        open_bracket(s, c);
        s->at++;
    } else if (c == '}' || c == ']') {
        close_bracket(s, c);
        s->at++;
    } else if (c == ',') {
        fill_value(s);
        s->at++;
    } else if (c == ':') {
        if (s->last == LAST_KEY) {
            buf_putc(&s->out, ':');
            s->last = LAST_COLON;
        }
        s->at++;
    } else {
        take_scalar(s);
    }
}

/* The text ended with brackets open: drop the element it ended in, for it may lack what says how to
 * read it. */
static void close_all(struct salvage *s)
{
    bool element = s->depth > 1 && in_object(s) && s->levels[s->depth - 2].close == ']';
    if (element) {
        s->out.n = s->levels[--s->depth].start;
        s->last = s->out.p[s->out.n - 1] == '[' ? LAST_OPEN : LAST_VALUE;
    }
    while (s->depth > 0)
        pop(s);
}

bool salvage_json(struct str broken, struct arena *arena, struct str *whole)
{
    struct salvage s = {.in = broken, .out = arena_tail(arena)};
    struct json_reader r;
    struct json_token t;
    if (broken.n == 0 || broken.p[0] != '{')
        return false;
    do
        take(&s);
    while (s.depth > 0 && s.at < s.in.n && !s.cut);
    if (s.out.full)
        return false;
    close_all(&s);
    *whole = arena_keep(arena, &s.out);
    json_open(&r, *whole);
    return json_next(&r, &t) == JSON_OBJECT && json_skip(&r, &t, NULL);
}
