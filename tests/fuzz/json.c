/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as JSON: the reader ends, stays in its input, and says the same at the second time;
 * json_skip finds the same end; what the writer makes of the tokens is read as the same tokens, and
 * a second writing changes nothing. */
#include "fuzz.h"
#include "kit/json_token.h"

#define TEXT_MAX 65536
#define WRITTEN_MAX (8 * TEXT_MAX)

/* Count the tokens until END or BAD, and note which. */
static size_t tokens(struct str in, enum json_kind *last)
{
    struct json_reader r;
    struct json_token t;
    size_t n = 0;
    json_open(&r, in);
    while ((*last = json_next(&r, &t)) != JSON_BAD && *last != JSON_END) {
        ASSERT(t.text.n == 0 || (t.text.p >= in.p && t.text.p + t.text.n <= in.p + in.n));
        ASSERT(r.depth <= JSON_DEPTH_MAX);
        n++;
    }
    ASSERT((*last == JSON_BAD) == (r.error != NULL) && r.at <= in.n);
    return n;
}

/* A string without its escapes; the caller's to free. */
static struct str plain(const struct json_token *t, char **block)
{
    *block = malloc(t->text.n + 1);
    ASSERT(*block);
    struct buf out = buf_over(*block, t->text.n + 1);
    json_unescape(t->text, &out);
    ASSERT(!out.full && str_utf8(buf_str(&out)) && json_length(t->text, t->escaped) <= out.n);
    return buf_str(&out);
}

/* Write one token. */
static void write_token(struct json_writer *w, const struct json_token *t)
{
    char *block = NULL;
    bool text = t->kind == JSON_KEY || t->kind == JSON_STRING;
    json_token_write(w, t, text ? plain(t, &block) : (struct str){0});
    free(block);
}

/* Write all tokens of a good text. */
static struct str written(struct str in, char *memory)
{
    struct json_reader r;
    struct json_token t;
    struct json_writer w;
    struct buf out = buf_over(memory, WRITTEN_MAX);
    json_open(&r, in);
    json_begin(&w, &out);
    while (json_next(&r, &t) != JSON_END)
        write_token(&w, &t);
    ASSERT(!out.full);
    return buf_str(&out);
}

/* Skipping the whole value must end where reading it does. */
static void skip(struct str in, bool good)
{
    struct json_reader r;
    struct json_token t;
    struct str whole = {0};
    json_open(&r, in);
    if (json_next(&r, &t) == JSON_BAD)
        return;
    bool skipped = json_skip(&r, &t, &whole);
    ASSERT(skipped || !good);
    if (skipped && good)
        ASSERT(json_next(&r, &t) == JSON_END && str_eq(str_trim(in), whole));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char first_text[WRITTEN_MAX], second_text[WRITTEN_MAX];
    enum json_kind first, second;
    if (size > TEXT_MAX)
        return 0;
    struct str in = str_make((const char *)data, size);
    char *copy = fuzz_copy(in);
    in.p = copy;
    size_t n = tokens(in, &first);
    ASSERT(tokens(in, &second) == n && first == second && n <= size);
    skip(in, first == JSON_END);
    if (first == JSON_END) {
        struct str once = written(in, first_text);
        ASSERT(tokens(once, &second) == n && second == JSON_END);
        ASSERT(str_eq(written(once, second_text), once));
    }
    free(copy);
    return 0;
}
