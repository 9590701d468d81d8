/* SPDX-License-Identifier: Apache-2.0 */
/* A hash table with chains and a list in the order of use. */
#include "views/hold.h"

#include <stdlib.h>

#include "base/assert.h"
#include "base/hash.h"

bool holds_open(struct holds *h, size_t max)
{
    size_t n = 16;
    while (n < max)
        n *= 2;
    *h = (struct holds){.n_buckets = n, .max = max, .epoch = 1};
    h->buckets = calloc(n, sizeof(struct hold *));
    return h->buckets != NULL;
}

void holds_close(struct holds *h, void (*each)(struct hold *x))
{
    while (h->newest) {
        struct hold *x = h->newest;
        holds_remove(h, x);
        each(x);
    }
    free(h->buckets);
    *h = (struct holds){0};
}

/* The link that points at the entry of that key, or at the NULL behind its bucket. */
static struct hold **place_of(const struct holds *h, uint64_t hash, struct str key)
{
    struct hold **at = &h->buckets[hash & (h->n_buckets - 1)];
    while (*at && ((*at)->hash != hash || !str_eq((*at)->key, key)))
        at = &(*at)->next;
    return at;
}

/* Take an entry out of the order of use. */
static void unlink_order(struct holds *h, struct hold *x)
{
    *(x->newer ? &x->newer->older : &h->newest) = x->older;
    *(x->older ? &x->older->newer : &h->oldest) = x->newer;
}

/* Make an entry the newest. */
static void link_newest(struct holds *h, struct hold *x)
{
    x->newer = NULL;
    x->older = h->newest;
    *(h->newest ? &h->newest->newer : &h->oldest) = x;
    h->newest = x;
    x->epoch = h->epoch;
}

struct hold *holds_find(struct holds *h, struct str key)
{
    struct hold *x = *place_of(h, hash_str(key), key);
    if (x && x->epoch != h->epoch) {
        unlink_order(h, x);
        link_newest(h, x);
    }
    return x;
}

void holds_add(struct holds *h, struct hold *x)
{
    ASSERT(h->n < h->max);
    x->hash = hash_str(x->key);
    struct hold **at = place_of(h, x->hash, x->key);
    ASSERT(*at == NULL);
    x->next = NULL;
    *at = x;
    link_newest(h, x);
    h->n++;
}

struct hold *holds_surplus(const struct holds *h)
{
    return h->n < h->max ? NULL : h->oldest;
}

void holds_remove(struct holds *h, struct hold *x)
{
    struct hold **at = place_of(h, x->hash, x->key);
    ASSERT(*at == x);
    *at = x->next;
    unlink_order(h, x);
    h->n--;
}

struct hold *holds_touched(const struct holds *h, const struct hold *after)
{
    struct hold *x = after ? after->older : h->newest;
    return x && x->epoch == h->epoch ? x : NULL;
}

void holds_next_epoch(struct holds *h)
{
    h->epoch++;
}
