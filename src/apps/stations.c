/* SPDX-License-Identifier: Apache-2.0 */
/* Open addressing over pointers to slots; a slot never moves and is never removed while the server
 * runs. */
#include "apps/stations.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/hash.h"

#define FIRST_CAP 1024
#define LINE 64         /* bytes of a cache line */
#define STOWED_LINES 12 /* of a station, that are expected at most */

uint64_t stations_hash(struct str identity)
{
    char lower[256];
    return hash_str(str_make(lower, str_lower(identity, lower, sizeof lower)));
}

void stations_init(struct stations *t)
{
    *t = (struct stations){0};
    ASSERT(pthread_mutex_init(&t->lock, NULL) == 0);
}

static void slot_free(struct slot *s)
{
    free(s->stowed);
    free(s);
}

void stations_fini(struct stations *t)
{
    for (size_t i = 0; i < t->cap; i++)
        if (t->table[i])
            slot_free(t->table[i]);
    free(t->table);
    pthread_mutex_destroy(&t->lock);
    *t = (struct stations){0};
}

struct str slot_identity(const struct slot *s)
{
    return str_make(s->identity, s->n);
}

/* Exactly that identity; *loose gets the first that differs only in case. */
static struct slot *look(const struct stations *t, struct str identity, uint64_t hash,
                         struct slot **loose)
{
    *loose = NULL;
    if (t->cap == 0)
        return NULL;
    for (size_t i = hash & (t->cap - 1); t->table[i]; i = (i + 1) & (t->cap - 1)) {
        struct slot *s = t->table[i];
        if (s->hash != hash || s->n != identity.n)
            continue;
        if (memcmp(s->identity, identity.p, s->n) == 0)
            return s;
        if (!*loose && str_eq_nocase(slot_identity(s), identity))
            *loose = s;
    }
    return NULL;
}

struct slot *stations_find(const struct stations *t, struct str identity)
{
    struct slot *loose, *exact = look(t, identity, stations_hash(identity), &loose);
    return exact ? exact : loose;
}

/* Put a slot where its hash leads; there is room. */
static void place(struct slot **table, size_t cap, struct slot *s)
{
    size_t i = s->hash & (cap - 1);
    while (table[i])
        i = (i + 1) & (cap - 1);
    table[i] = s;
}

/* Keep the table at most three quarters full. */
static bool grow(struct stations *t)
{
    if (t->n * 4 < t->cap * 3)
        return true;
    size_t cap = t->cap ? t->cap * 2 : FIRST_CAP;
    /* NOLINTNEXTLINE(bugprone-sizeof-expression): it is a table of pointers */
    struct slot **table = calloc(cap, sizeof *table), **old = t->table;
    if (!table)
        return false;
    for (size_t i = 0; i < t->cap; i++)
        if (old[i])
            place(table, cap, old[i]);
    t->table = table;
    t->cap = cap;
    free(old);
    return true;
}

bool stations_insert(struct stations *t, struct slot *s)
{
    pthread_mutex_lock(&t->lock);
    bool room = grow(t);
    if (room) {
        place(t->table, t->cap, s);
        t->n++;
    }
    pthread_mutex_unlock(&t->lock);
    return room;
}

struct slot *stations_take(struct stations *t, struct str identity)
{
    return stations_take_hashed(t, identity, stations_hash(identity));
}

void stations_expect(const struct stations *t, uint64_t hash, unsigned stage)
{
    if (t->cap == 0)
        return;
    struct slot *const *place = &t->table[hash & (t->cap - 1)];
    if (stage == 0)
        __builtin_prefetch(place);
    else if (*place && stage == 1)
        __builtin_prefetch(*place);
    else if (*place)
        for (size_t i = 0; i < STOWED_LINES && i * LINE < (*place)->stowed_n; i++)
            __builtin_prefetch((*place)->stowed + i * LINE);
}

struct slot *stations_take_hashed(struct stations *t, struct str identity, uint64_t hash)
{
    struct slot *loose, *s = look(t, identity, hash, &loose);
    if (s)
        return s;
    ASSERT(identity.n <= 128);
    s = calloc(1, sizeof *s + identity.n);
    if (!s)
        return NULL;
    s->hash = hash;
    s->n = (uint8_t)identity.n;
    memcpy(s->identity, identity.p, identity.n);
    if (stations_insert(t, s))
        return s;
    slot_free(s);
    return NULL;
}

void stations_forget(struct stations *t)
{
    free(t->table);
    t->table = NULL;
    t->cap = t->n = 0;
}

void stations_each(const struct stations *t, void (*each)(void *ctx, struct slot *s), void *ctx)
{
    for (size_t i = 0; i < t->cap; i++)
        if (t->table[i])
            each(ctx, t->table[i]);
}

int64_t stations_seen(struct stations *t, struct str identity)
{
    pthread_mutex_lock(&t->lock);
    struct slot *s = stations_find(t, identity);
    int64_t seen = s ? atomic_load_explicit(&s->seen_us, memory_order_relaxed) : 0;
    pthread_mutex_unlock(&t->lock);
    return seen;
}

bool slot_has_orders(const struct slot *s)
{
    return s->stowed_n > 0 && station_stow_orders(str_make(s->stowed, s->stowed_n)) > 0;
}

bool slot_rests(const struct slot *s)
{
    return s->stowed_n == 0 ||
           (station_stow_sessions(str_make(s->stowed, s->stowed_n)) == 0 && !slot_has_orders(s));
}

void slot_load(const struct slot *s, struct station *out)
{
    if (s->stowed_n == 0)
        station_init(out, slot_identity(s));
    else
        station_stow_fetch(str_make(s->stowed, s->stowed_n), out);
}

void slot_store(struct slot *s, const struct station *station, char *scratch)
{
    size_t n = station_stow(station, scratch);
    if (n > s->stowed_cap || n + 256 < s->stowed_cap / 2) {
        size_t cap = ((n + 23) & ~(size_t)15) - 8; /* what the allocator's blocks hold */
        char *stowed = realloc(s->stowed, cap);
        ASSERT(stowed);
        s->stowed = stowed;
        s->stowed_cap = (uint32_t)cap;
    }
    memcpy(s->stowed, scratch, n);
    s->stowed_n = (uint32_t)n;
}
