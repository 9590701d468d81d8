/* SPDX-License-Identifier: Apache-2.0 */
/* The walk through a JSON document by tables. */
#include "rate/walk.h"

#include <stdio.h>

#include "base/assert.h"
#include "base/time.h"
#include "wire/decimal.h"

#define MEMBERS_MAX 32

void walk_begin(struct walk *w, struct str json, struct arena *arena, struct walk_fault *fault)
{
    *w = (struct walk){.arena = arena, .fault = fault};
    *fault = (struct walk_fault){0};
    json_open(&w->json, json);
}

bool walk_wrong(struct walk *w, const char *why)
{
    if (!w->fault->why) {
        w->fault->why = why;
        str_copy(w->fault->path, sizeof w->fault->path, str_make(w->path, w->n_path));
    }
    return false;
}

size_t walk_enter(struct walk *w, const char *name, size_t index)
{
    size_t before = w->n_path, room = sizeof w->path - before;
    int n = name ? snprintf(w->path + before, room, "%s%s", before > 0 ? "." : "", name)
                 : snprintf(w->path + before, room, "[%zu]", index);
    w->n_path += n > 0 && (size_t)n < room ? (size_t)n : 0;
    return before;
}

bool walk_next(struct walk *w, struct json_token *out)
{
    return json_next(&w->json, out) != JSON_BAD || walk_wrong(w, w->json.error);
}

/* The row of a key, or n. */
static size_t find(const struct walk_member *members, size_t n, struct str key)
{
    size_t i = 0;
    while (i < n && !str_is(key, members[i].name))
        i++;
    return i;
}

/* The members that must be there are. */
static bool complete(struct walk *w, const struct walk_member *members, size_t n, uint32_t seen)
{
    for (size_t i = 0; i < n; i++)
        if (members[i].required && !(seen >> i & 1)) {
            (void)walk_enter(w, members[i].name, 0);
            return walk_wrong(w, "is missing");
        }
    return true;
}

/* Go into the member of a key; what the path's length was before. */
static size_t enter_key(struct walk *w, struct str key)
{
    char name[48];
    (void)str_copy(name, sizeof name, key);
    return walk_enter(w, name, 0);
}

bool walk_object(struct walk *w, const struct json_token *begin, const struct walk_member *members,
                 size_t n, void *into, bool strict)
{
    ASSERT(n <= MEMBERS_MAX);
    struct json_token key, value;
    uint32_t seen = 0;
    if (begin->kind != JSON_OBJECT)
        return walk_wrong(w, "must be an object");
    while (walk_next(w, &key) && key.kind == JSON_KEY) {
        size_t i = find(members, n, key.text), before = w->n_path;
        if (i < n || strict)
            (void)enter_key(w, key.text);
        if (i == n && strict)
            return walk_wrong(w, "is not known here");
        if (i < n && (seen >> i & 1))
            return walk_wrong(w, "is there twice");
        if (!walk_next(w, &value))
            return false;
        if (i == n ? !json_skip(&w->json, &value, NULL) : !members[i].read(w, into, &value))
            return walk_wrong(w, w->json.error ? w->json.error : "cannot be read");
        seen |= i < n ? 1u << i : 0;
        w->n_path = before;
    }
    return key.kind == JSON_OBJECT_END && complete(w, members, n, seen);
}

bool walk_members(struct walk *w, const struct json_token *begin, void *into,
                  bool (*each)(struct walk *w, void *into, struct str key,
                               const struct json_token *v))
{
    struct json_token key, value;
    if (begin->kind != JSON_OBJECT)
        return walk_wrong(w, "must be an object");
    while (walk_next(w, &key) && key.kind == JSON_KEY) {
        size_t before = enter_key(w, key.text);
        if (!walk_next(w, &value) || !each(w, into, key.text, &value))
            return walk_wrong(w, "cannot be read");
        w->n_path = before;
    }
    return key.kind == JSON_OBJECT_END;
}

bool walk_text(struct walk *w, const struct json_token *v, size_t max, struct str *out)
{
    if (v->kind != JSON_STRING)
        return walk_wrong(w, "must be a string");
    size_t length = json_length(v->text, v->escaped);
    if (length == 0 || length > max)
        return walk_wrong(w, "is empty or too long");
    if (!v->escaped) {
        *out = v->text;
        return true;
    }
    struct buf b = arena_tail(w->arena);
    json_unescape(v->text, &b);
    *out = arena_keep(w->arena, &b);
    return out->p || walk_wrong(w, "does not fit in memory");
}

bool walk_number(struct walk *w, const struct json_token *v, int places, int64_t least,
                 int64_t *out)
{
    if (v->kind != JSON_NUMBER)
        return walk_wrong(w, "must be a number");
    switch (decimal_read(v->text, places, out)) {
    case DECIMAL_OK:
        return *out >= least || walk_wrong(w, "is too small");
    case DECIMAL_ROUNDED:
        return walk_wrong(w, "has more decimals than are counted");
    case DECIMAL_BAD:
    case DECIMAL_RANGE:
        break;
    }
    return walk_wrong(w, "is too large");
}

bool walk_word(struct walk *w, const struct json_token *v, const char *const *words, size_t n,
               unsigned *out)
{
    for (*out = 0; v->kind == JSON_STRING && *out < n; ++*out)
        if (str_is(v->text, words[*out]))
            return true;
    return walk_wrong(w, "is none of the words allowed here");
}

bool walk_array(struct walk *w, const struct json_token *v, void *into, size_t *n,
                bool (*each)(struct walk *w, void *into, const struct json_token *v))
{
    struct json_token value;
    *n = 0;
    if (v->kind != JSON_ARRAY)
        return walk_wrong(w, "must be an array");
    while (walk_next(w, &value) && value.kind != JSON_ARRAY_END) {
        size_t before = walk_enter(w, NULL, (*n)++);
        if (!each(w, into, &value))
            return walk_wrong(w, "cannot be read");
        w->n_path = before;
    }
    return !w->fault->why;
}

bool walk_time(struct walk *w, const struct json_token *v, int64_t *out)
{
    unsigned repairs;
    return (v->kind == JSON_STRING && time_parse(v->text, out, &repairs)) ||
           walk_wrong(w, "must be a time as 2026-11-25T00:00:00Z");
}

bool walk_end(struct walk *w)
{
    struct json_token v;
    return walk_next(w, &v);
}
