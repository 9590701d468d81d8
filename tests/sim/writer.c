/* SPDX-License-Identifier: Apache-2.0 */
/* apps/writer.h on virtual time: one group is with the disk while the next one gathers. What a
 * group does is apps/group.c's. */
#include "apps/writer.h"

#include <stdlib.h>

#include "apps/group.h"
#include "sim/world.h"

struct writer {
    struct journal *journal;
    struct counters *counters;
    struct write_request *first, **last; /* gathering */
    struct write_request *group;         /* with the disk */
    bool busy;
    uint64_t epoch;
};

enum err writer_open(struct journal *j, const struct log *log, struct counters *counters,
                     struct writer **out)
{
    struct writer *w = *out = calloc(1, sizeof *w);
    (void)log;
    if (!w)
        return ERR_MEMORY;
    w->journal = j;
    w->counters = counters;
    w->last = &w->first;
    w->epoch = sim_now->house.epoch;
    return ERR_OK;
}

/* Store a group. Where the disk fails the process ends: its owners are told only so that its memory
 * can be taken apart. */
static void store(struct writer *w, struct write_request *list)
{
    struct sim *s = sim_now;
    if (!list)
        return;
    if (!s->house.ghost) {
        enum err e = group_commit(w->journal, w->counters, list);
        if (e == ERR_OK)
            checks_durable(s);
        else
            house_dies(s, simdisk_is_off(s->disk), "the journal failed");
    }
    group_tell(list);
}

static void begin(struct writer *w);

/* The sync is through. */
static void stored(struct sim *s, void *ctx, uint64_t epoch)
{
    struct writer *w = ctx;
    if (s->house.epoch != epoch || s->house.ghost)
        return; /* w is gone */
    struct write_request *list = w->group;
    w->group = NULL;
    w->busy = false;
    store(w, list);
    if (!s->house.ghost)
        begin(w);
}

/* Give what gathered to the disk. */
static void begin(struct writer *w)
{
    struct sim *s = sim_now;
    bool slow = s->now_us < s->house.slow_until_us;
    if (w->busy || !w->first)
        return;
    w->group = w->first;
    w->first = NULL;
    w->last = &w->first;
    w->busy = true;
    agenda_put(&s->agenda, sim_soon(s, 100, slow ? 5 * US_PER_S : 8 * US_PER_MS), stored, w,
               w->epoch);
}

void writer_put(struct writer *w, struct write_request *r)
{
    r->next = NULL;
    atomic_store(&r->stored, false);
    if (sim_now->house.ghost) {
        group_tell(r);
        return;
    }
    *w->last = r;
    w->last = &r->next;
    begin(w);
}

void writer_let_go(struct writer *w)
{
    struct write_request *lists[] = {w->group, w->first};
    w->group = w->first = NULL;
    w->last = &w->first;
    group_tell(lists[0]);
    group_tell(lists[1]);
}

void writer_wait(struct writer *w, const struct write_request *r)
{
    while (!atomic_load(&r->stored)) {
        struct write_request *list = w->group ? w->group : w->first;
        if (list == w->group) {
            w->group = NULL;
        } else {
            w->first = NULL;
            w->last = &w->first;
        }
        store(w, list);
    }
}

bool writer_await(struct writer *w, uint64_t position, int64_t max_us)
{
    (void)w;
    (void)position;
    (void)max_us;
    return true;
}

void writer_wake(struct writer *w)
{
    (void)w;
}

void writer_close(struct writer *w)
{
    free(w);
}
