/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of a few entries each, by hash; the one that was used least lately gives way. */
#include "apps/loglimit.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/hash.h"

#define SETS 128
#define WAYS 4

struct entry {
    uint64_t key; /* 0: free */
    const char *what;
    char station[132];
    int64_t began_us, used_us;
    unsigned written;
    uint64_t left;
};

struct log_limit {
    pthread_mutex_t lock;
    unsigned lines;
    int64_t span_us;
    struct counters *counters;
    struct entry entries[SETS][WAYS];
};

struct log_limit *log_limit_open(unsigned lines, int64_t span_us, struct counters *counters)
{
    struct log_limit *l = calloc(1, sizeof *l);
    if (!l)
        return NULL;
    l->lines = lines;
    l->span_us = span_us;
    l->counters = counters;
    ASSERT(pthread_mutex_init(&l->lock, NULL) == 0);
    return l;
}

void log_limit_close(struct log_limit *l)
{
    if (!l)
        return;
    pthread_mutex_destroy(&l->lock);
    free(l);
}

/* The entry of a key, or the one that has to give way to it. */
static struct entry *find(struct log_limit *l, uint64_t key)
{
    struct entry *set = l->entries[key % SETS], *oldest = set;
    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].key == key)
            return &set[i];
        if (set[i].used_us < oldest->used_us || set[i].key == 0)
            oldest = &set[i];
        if (set[i].key == 0)
            break;
    }
    return oldest;
}

/* What an entry has left out, which it forgets. */
static void hand_over(struct entry *e, int64_t now_us, struct log_left *out)
{
    *out = (struct log_left){.what = e->what, .lines = e->left, .span_us = now_us - e->began_us};
    memcpy(out->station, e->station, sizeof out->station);
    e->left = 0;
}

bool log_limit_allows(struct log_limit *l, int64_t now_us, const char *what, struct str station,
                      struct log_left *left)
{
    uint64_t key = hash_mix(hash_str(station), hash_str(str_of(what)));
    key += key == 0;
    pthread_mutex_lock(&l->lock);
    struct entry *e = find(l, key);
    if (e->left > 0 && (e->key != key || now_us - e->began_us >= l->span_us))
        hand_over(e, now_us, left);
    if (e->key != key || now_us - e->began_us >= l->span_us) {
        *e = (struct entry){.key = key, .what = what, .began_us = now_us};
        str_copy(e->station, sizeof e->station, station);
    }
    e->used_us = now_us;
    bool yes = e->written < l->lines;
    e->written += yes;
    e->left += !yes;
    counter_add(l->counters, yes ? COUNTER_log_lines_total : COUNTER_log_lines_left_out_total, 1);
    pthread_mutex_unlock(&l->lock);
    return yes;
}

bool log_limit_take(struct log_limit *l, int64_t now_us, struct log_left *out)
{
    bool found = false;
    pthread_mutex_lock(&l->lock);
    for (size_t i = 0; i < SETS * (size_t)WAYS && !found; i++) {
        struct entry *e = &l->entries[i / WAYS][i % WAYS];
        found = e->left > 0 && now_us - e->began_us >= l->span_us;
        if (found)
            hand_over(e, e->used_us, out);
    }
    pthread_mutex_unlock(&l->lock);
    return found;
}
