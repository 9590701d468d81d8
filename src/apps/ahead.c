/* SPDX-License-Identifier: Apache-2.0 */
/* A ring of blocks between two threads: the reader fills one while the caller empties another. */
#include "apps/ahead.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "apps/grow.h"
#include "apps/stations.h"
#include "base/assert.h"
#include "os/thread.h"

#define BLOCKS 4
#define BLOCK_BATCHES 1024
#define BLOCK_BYTES (512u << 10) /* a block is full past this */

/* A batch in a block: its station and its events lie in the block's bytes. */
struct entry {
    uint64_t position, next, hash;
    int64_t at_us;
    size_t at, records_n;
    unsigned station_n, n_records;
};

struct block {
    struct entry entries[BLOCK_BATCHES];
    unsigned n;
    struct buf bytes;
    enum err end; /* what came behind the last entry: ERR_OK, more blocks */
};

struct ahead {
    struct journal_reader *reader;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t moved; /* one of the counts below has */
    unsigned filled, taken;
    bool stopping;
    struct block *open; /* the one being emptied */
    unsigned at;        /* its next entry */
    struct block blocks[BLOCKS];
};

/* Copy a batch without its frames. */
static void keep(struct block *k, const struct journal_batch *b)
{
    struct str records = b->records, bytes, left = records;
    uint8_t kind;
    struct entry *e = &k->entries[k->n++];
    *e = (struct entry){.position = b->position,
                        .next = b->next,
                        .hash = stations_hash(b->station),
                        .at_us = b->at_us,
                        .at = k->bytes.n,
                        .station_n = (unsigned)b->station.n};
    grow_room(&k->bytes, b->station.n + records.n);
    buf_puts(&k->bytes, b->station);
    size_t began = k->bytes.n;
    for (; journal_record(&records, &kind, &bytes); left = records)
        if (kind < JOURNAL_FRAME_IN) {
            buf_puts(&k->bytes, str_make(left.p, left.n - records.n));
            e->n_records++;
        }
    e->records_n = k->bytes.n - began;
}

/* Fill a block. */
static void fill(struct ahead *a, struct block *k)
{
    struct journal_batch b;
    k->n = 0;
    k->bytes.n = 0;
    k->end = ERR_OK;
    while (k->n < BLOCK_BATCHES && k->bytes.n < BLOCK_BYTES) {
        k->end = journal_reader_next(a->reader, &b);
        if (k->end != ERR_OK)
            return;
        keep(k, &b);
    }
}

/* The thread: fill blocks until the journal ends or the caller has enough. */
static void *run(void *ctx)
{
    struct ahead *a = ctx;
    bool more = true;
    thread_name("ahead");
    while (more) {
        pthread_mutex_lock(&a->lock);
        while (a->filled - a->taken == BLOCKS && !a->stopping)
            pthread_cond_wait(&a->moved, &a->lock);
        bool stopping = a->stopping;
        pthread_mutex_unlock(&a->lock);
        if (stopping)
            break;
        struct block *k = &a->blocks[a->filled % BLOCKS];
        fill(a, k);
        more = k->end == ERR_OK;
        pthread_mutex_lock(&a->lock);
        a->filled++;
        pthread_cond_signal(&a->moved);
        pthread_mutex_unlock(&a->lock);
    }
    return NULL;
}

enum err ahead_open(struct journal_reader *r, struct ahead **out)
{
    struct ahead *a = *out = calloc(1, sizeof *a);
    if (!a)
        return ERR_MEMORY;
    a->reader = r;
    ASSERT(pthread_mutex_init(&a->lock, NULL) == 0 && pthread_cond_init(&a->moved, NULL) == 0);
    if (pthread_create(&a->thread, NULL, run, a) == 0)
        return ERR_OK;
    free(a);
    *out = NULL;
    return ERR_MEMORY;
}

/* Give the block that is empty back and wait for the next one. */
static void turn(struct ahead *a)
{
    pthread_mutex_lock(&a->lock);
    if (a->open)
        a->taken++;
    pthread_cond_signal(&a->moved);
    while (a->filled == a->taken)
        pthread_cond_wait(&a->moved, &a->lock);
    a->open = &a->blocks[a->taken % BLOCKS];
    pthread_mutex_unlock(&a->lock);
    a->at = 0;
}

enum err ahead_next(struct ahead *a, struct ahead_batch *out)
{
    while (!a->open || a->at == a->open->n) {
        if (a->open && a->open->end != ERR_OK)
            return a->open->end;
        turn(a);
    }
    const struct entry *e = &a->open->entries[a->at++];
    const char *p = a->open->bytes.p + e->at;
    out->batch = (struct journal_batch){.position = e->position,
                                        .next = e->next,
                                        .at_us = e->at_us,
                                        .station = str_make(p, e->station_n),
                                        .records = str_make(p + e->station_n, e->records_n),
                                        .n_records = e->n_records};
    out->hash = e->hash;
    return ERR_OK;
}

bool ahead_peek(const struct ahead *a, unsigned n, uint64_t *hash)
{
    if (!a->open || a->open->n - a->at < n)
        return false;
    *hash = a->open->entries[a->at + n - 1].hash;
    return true;
}

void ahead_close(struct ahead *a)
{
    if (!a)
        return;
    pthread_mutex_lock(&a->lock);
    a->stopping = true;
    pthread_cond_signal(&a->moved);
    pthread_mutex_unlock(&a->lock);
    pthread_join(a->thread, NULL);
    for (unsigned i = 0; i < BLOCKS; i++)
        grow_free(&a->blocks[i].bytes);
    pthread_mutex_destroy(&a->lock);
    pthread_cond_destroy(&a->moved);
    free(a);
}
