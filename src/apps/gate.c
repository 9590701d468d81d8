/* SPDX-License-Identifier: Apache-2.0 */
/* Turns in a row: one is open, some are with the writer, a few are kept spare for their buffers. */
#include "apps/gate.h"

#include <stdlib.h>

#include "apps/grow.h"
#include "base/assert.h"

#define AHEAD_MAX (64u << 20) /* bytes handed over and not durable: past that the loop waits */
#define KEEP_CAP (4u << 20)   /* a larger buffer is given back */
#define SPARE_MAX 4

struct entry {
    gate_fn *fn;
    void *owner;
    int64_t came_us;
    size_t at, n; /* in turn.out */
};

struct turn {
    struct write_request request;
    struct turn *next;
    struct buf journal, out;
    struct entry *entries;
    size_t n_entries, cap_entries;
    size_t put; /* bytes of out that belong to an entry */
};

struct gate {
    struct writer *writer;
    struct counters *counters;
    void (*wake)(void *ctx);
    void *ctx;
    struct turn *open;
    struct turn *first, **last; /* handed over, oldest first */
    struct turn *spare;
    unsigned n_spare;
    size_t ahead;
    bool used; /* since the last gate_rest */
};

/* Runs in the writer's thread. */
static void on_durable(void *ctx, struct write_request *r)
{
    struct gate *g = ctx;
    (void)r;
    g->wake(g->ctx);
}

/* An empty turn, a spare one if there is one. */
static struct turn *turn_take(struct gate *g)
{
    struct turn *t = g->spare;
    if (t) {
        g->spare = t->next;
        g->n_spare--;
    } else {
        t = calloc(1, sizeof *t);
        ASSERT(t);
    }
    t->next = NULL;
    return t;
}

static void turn_free(struct turn *t)
{
    grow_free(&t->journal);
    grow_free(&t->out);
    free(t->entries);
    free(t);
}

/* Give the spare ones back. */
static void spare_free(struct gate *g)
{
    while (g->spare) {
        struct turn *t = g->spare;
        g->spare = t->next;
        turn_free(t);
    }
    g->n_spare = 0;
}

/* Keep a turn that is done for its buffers, unless they are large or many. */
static void turn_give(struct gate *g, struct turn *t)
{
    if (g->n_spare >= SPARE_MAX || t->journal.cap + t->out.cap > KEEP_CAP) {
        turn_free(t);
        return;
    }
    t->journal.n = t->out.n = t->n_entries = t->put = 0;
    t->next = g->spare;
    g->spare = t;
    g->n_spare++;
}

enum err gate_open(struct writer *writer, struct counters *counters, void (*wake)(void *ctx),
                   void *ctx, struct gate **out)
{
    struct gate *g = *out = calloc(1, sizeof *g);
    if (!g)
        return ERR_MEMORY;
    *g = (struct gate){.writer = writer, .counters = counters, .wake = wake, .ctx = ctx};
    g->last = &g->first;
    g->open = turn_take(g);
    return ERR_OK;
}

void gate_close(struct gate *g)
{
    if (!g)
        return;
    ASSERT(!g->first);
    turn_free(g->open);
    spare_free(g);
    free(g);
}

/* Write the records of a batch behind its head; a record that does not fit marks the buffer full.
 */
static void build(struct buf *to, const struct gate_batch *batch)
{
    char packed[4096];
    size_t began = to->n;
    journal_build_begin(to, batch->at_us, batch->station);
    if (batch->frame_in.n > 0)
        journal_build_add(to, JOURNAL_FRAME_IN, batch->frame_in);
    for (unsigned i = 0; i < batch->n_events; i++) {
        struct buf b = buf_over(packed, sizeof packed);
        event_pack(&batch->events[i], &b);
        if (!b.full) {
            journal_build_add(to, (uint8_t)batch->events[i].kind, buf_str(&b));
            continue;
        }
        size_t cap = batch->frame_in.n * 2 + 65536; /* readings and texts of a large frame */
        for (char *p = NULL; b.full; cap *= 2) {
            p = realloc(p, cap);
            ASSERT(p);
            b = buf_over(p, cap);
            event_pack(&batch->events[i], &b);
        }
        journal_build_add(to, (uint8_t)batch->events[i].kind, buf_str(&b));
        free(b.p);
    }
    for (unsigned i = 0; i < batch->n_frames_out; i++)
        journal_build_add(to, JOURNAL_FRAME_OUT, batch->frames_out[i]);
    journal_build_end(to, began);
}

void gate_store(struct gate *g, const struct gate_batch *batch)
{
    struct buf *to = &g->open->journal;
    size_t began = to->n, room = 1024 + batch->frame_in.n * 2;
    for (;;) {
        grow_room(to, room);
        build(to, batch);
        if (!to->full)
            break;
        to->n = began;
        to->full = false;
        room *= 2;
    }
    counter_add(g->counters, COUNTER_journal_batches_total, 1);
}

struct buf *gate_room(struct gate *g, size_t n)
{
    grow_room(&g->open->out, n);
    return &g->open->out;
}

bool gate_put(struct gate *g, gate_fn *fn, void *owner, int64_t came_us)
{
    struct turn *t = g->open;
    struct entry *last = t->n_entries > 0 ? &t->entries[t->n_entries - 1] : NULL;
    size_t n = t->out.n - t->put;
    t->put = t->out.n;
    if (n > 0 && last && last->owner == owner && last->fn == fn) {
        last->n += n;
        return false;
    }
    if (t->n_entries == t->cap_entries) {
        t->cap_entries = t->cap_entries ? t->cap_entries * 2 : 64;
        t->entries = realloc(t->entries, t->cap_entries * sizeof *t->entries);
    }
    ASSERT(t->entries);
    t->entries[t->n_entries++] = (struct entry){fn, owner, came_us, t->out.n - n, n};
    return true;
}

/* Hand the open turn to the writer and open the next. */
static void hand_over(struct gate *g)
{
    struct turn *t = g->open;
    g->open = turn_take(g);
    g->used = true;
    *g->last = t;
    g->last = &t->next;
    t->request.batches = buf_str(&t->journal);
    t->request.durable = on_durable;
    t->request.ctx = g;
    atomic_store_explicit(&t->request.stored, t->journal.n == 0, memory_order_relaxed);
    g->ahead += t->journal.n;
    if (t->journal.n > 0)
        writer_put(g->writer, &t->request);
}

void gate_turn(struct gate *g)
{
    while (g->open->journal.n > 0 ||
           g->open->n_entries > 0) { /* what is released may open a turn again */
        hand_over(g);
        while (g->ahead > AHEAD_MAX) {
            writer_wait(g->writer, &g->first->request);
            gate_release(g);
        }
        gate_release(g);
    }
}

/* Everything behind one turn happens. */
static void turn_happen(struct turn *t)
{
    for (size_t i = 0; i < t->n_entries; i++) {
        struct entry *e = &t->entries[i];
        e->fn(e->owner, str_make(t->out.p + e->at, e->n), e->came_us);
    }
}

void gate_release(struct gate *g)
{
    while (g->first && atomic_load_explicit(&g->first->request.stored, memory_order_acquire)) {
        struct turn *t = g->first;
        g->first = t->next;
        if (!g->first)
            g->last = &g->first;
        g->ahead -= t->journal.n;
        turn_happen(t);
        turn_give(g, t);
    }
}

void gate_rest(struct gate *g)
{
    if (!g->used && gate_idle(g)) {
        spare_free(g);
        turn_free(g->open);
        g->open = turn_take(g);
    }
    g->used = false;
}

bool gate_idle(const struct gate *g)
{
    return !g->first && g->open->journal.n == 0 && g->open->n_entries == 0;
}
