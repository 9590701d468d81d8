/* SPDX-License-Identifier: Apache-2.0 */
/* A JSON document as a tree, for tests that have to look around in one: built with the pull reader,
 * nodes in one array, children linked in order. */
#pragma once

#include <stdio.h>
#include <stdlib.h>

#include "wire/json.h"

struct tree {
    enum json_kind kind;
    struct str key;  /* in an object */
    struct str text; /* of a scalar */
    struct tree *child, *next;
};

/* The member called key; NULL where there is none or t is no object. */
static struct tree *tree_get(const struct tree *t, const char *key)
{
    for (struct tree *c = t && t->kind == JSON_OBJECT ? t->child : NULL; c; c = c->next)
        if (str_is(c->key, key))
            return c;
    return NULL;
}

/* Is the member called key a text equal to z? */
static bool tree_is(const struct tree *t, const char *key, const char *z)
{
    const struct tree *c = tree_get(t, key);
    return c && c->kind == JSON_STRING && str_is(c->text, z);
}

/* Read text into a tree; NULL where it is not JSON. The text must stay; release with free(result).
 */
static struct tree *tree_read(struct str text)
{
    struct tree *nodes = calloc(text.n / 2 + 2, sizeof *nodes), **link[JSON_DEPTH_MAX + 1];
    struct json_reader r;
    struct json_token t;
    struct str key = {0};
    struct tree *root = NULL;
    size_t n = 0, depth = 0;
    link[0] = &root;
    json_open(&r, text);
    while (nodes && json_next(&r, &t) != JSON_BAD && t.kind != JSON_END) {
        if (t.kind == JSON_KEY) {
            key = t.text;
            continue;
        }
        if (t.kind == JSON_OBJECT_END || t.kind == JSON_ARRAY_END) {
            depth--;
            continue;
        }
        struct tree *node = &nodes[n++];
        *node = (struct tree){.kind = t.kind, .key = key, .text = t.text};
        key = (struct str){0};
        *link[depth] = node;
        link[depth] = &node->next;
        if (t.kind == JSON_OBJECT || t.kind == JSON_ARRAY)
            link[++depth] = &node->child;
    }
    if (nodes && t.kind == JSON_END)
        return root;
    free(nodes);
    return NULL;
}

/* The whole of a file, NUL-ended, from malloc; {NULL, 0} where it can't be read. */
static struct str tree_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    char *p = NULL;
    size_t n = 0, got = 0;
    if (!f)
        return (struct str){0};
    do {
        p = realloc(p, n + 65536);
        got = p ? fread(p + n, 1, 65535, f) : 0;
        n += got;
    } while (got > 0);
    fclose(f);
    if (p)
        p[n] = '\0';
    return str_make(p, p ? n : 0);
}
