/* SPDX-License-Identifier: Apache-2.0 */
/* Reading JSON by tables of members, with the path of the first fault. Every function is false
 * where there is one, told before by walk_wrong. */
#pragma once

#include "base/arena.h"
#include "wire/json.h"

#define WALK_PATH_MAX 96

/* Why a document is not what it should be. */
struct walk_fault {
    char path[WALK_PATH_MAX]; /* "elements[2].price_components[0].step_size"; "" = the whole */
    const char *why;
};

/* Where the reading is. */
struct walk {
    struct json_reader json;
    struct arena *arena;
    struct walk_fault *fault;
    char path[WALK_PATH_MAX];
    size_t n_path;
};

/* A member of an object: read takes the token of its value. */
struct walk_member {
    const char *name;
    bool (*read)(struct walk *w, void *into, const struct json_token *value);
    bool required;
};

/* Begin to read a document; the arena takes texts that hold escapes. */
void walk_begin(struct walk *w, struct str json, struct arena *arena, struct walk_fault *fault);
/* Say what is wrong here, where nothing was said before; false. */
bool walk_wrong(struct walk *w, const char *why);
/* Go into a member, or an index of an array where name is NULL; what the path's length was before,
 * for w->n_path when it is left. */
size_t walk_enter(struct walk *w, const char *name, size_t index);
/* The next token. */
bool walk_next(struct walk *w, struct json_token *out);
/* Read an object by its table of at most 32 members. strict: a member that has no row is a fault.
 */
bool walk_object(struct walk *w, const struct json_token *begin, const struct walk_member *members,
                 size_t n, void *into, bool strict);
/* All members of an object, by a function instead of a table: each gets key and value. */
bool walk_members(struct walk *w, const struct json_token *begin, void *into,
                  bool (*each)(struct walk *w, void *into, struct str key,
                               const struct json_token *v));
/* All values of an array; each goes to `each`. How many there were is in *n. */
bool walk_array(struct walk *w, const struct json_token *v, void *into, size_t *n,
                bool (*each)(struct walk *w, void *into, const struct json_token *v));
/* A string of 1 to max characters; it points into the document or the arena. */
bool walk_text(struct walk *w, const struct json_token *v, size_t max, struct str *out);
/* A number of at most `places` decimals as value x 10^places, and at least `least`. */
bool walk_number(struct walk *w, const struct json_token *v, int places, int64_t least,
                 int64_t *out);
/* One of the words, by its place. */
bool walk_word(struct walk *w, const struct json_token *v, const char *const *words, size_t n,
               unsigned *out);
/* An RFC 3339 time. */
bool walk_time(struct walk *w, const struct json_token *v, int64_t *out);
/* Nothing may follow. */
bool walk_end(struct walk *w);
