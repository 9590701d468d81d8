/* SPDX-License-Identifier: Apache-2.0 */
/* A token that was read, written again: for tests that hold the reader and the writer against each
 * other. */
#pragma once

#include "wire/json.h"

/* Write what a token stands for; `plain` is the text of a key or a string, without its escapes. */
static inline void json_token_write(struct json_writer *w, const struct json_token *t,
                                    struct str plain)
{
    switch (t->kind) {
    case JSON_OBJECT:
        json_object(w);
        break;
    case JSON_OBJECT_END:
        json_object_end(w);
        break;
    case JSON_ARRAY:
        json_array(w);
        break;
    case JSON_ARRAY_END:
        json_array_end(w);
        break;
    case JSON_KEY:
        json_key(w, plain);
        break;
    case JSON_STRING:
        json_string(w, plain);
        break;
    case JSON_NUMBER:
        json_raw(w, t->text);
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        json_bool(w, t->kind == JSON_TRUE);
        break;
    case JSON_NULL:
        json_null(w);
        break;
    case JSON_BAD:
    case JSON_END:
        break;
    }
}
