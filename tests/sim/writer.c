/* SPDX-License-Identifier: Apache-2.0 */
/* apps/writer.h on virtual time: one group is with the disk while the next one gathers. What a
 * group does is apps/group.c's. */
#include "apps/writer.h"

#include <stdlib.h>

#include "apps/group.h"
#include "base/assert.h"
#include "sim/world.h"

#define FULL_PAUSE_US (200 * US_PER_MS)

struct writer {
    struct journal *journal;
    struct counters *counters;
    struct write_request *first, **last; /* gathering */
    struct write_request *group;         /* with the disk */
    bool busy, again;                    /* again: it had no room, and is tried once more */
    uint64_t epoch;
};

enum err writer_open(struct journal *j, const struct log *log, struct counters *counters,
                     struct pulse *pulse, struct writer **out)
{
    struct writer *w = *out = calloc(1, sizeof *w);
    (void)log;
    (void)pulse;
    if (!w)
        return ERR_MEMORY;
    w->journal = j;
    w->counters = counters;
    w->last = &w->first;
    w->epoch = sim_now->house.epoch;
    return ERR_OK;
}

/* What became of a commit: its owners are told. Where the disk failed the process ends, and they
 * are told only so that its memory can be taken apart. */
static void end_group(struct writer *w, struct write_request *list, enum err e)
{
    struct sim *s = sim_now;
    if (e == ERR_OK)
        checks_durable(s);
    else
        house_dies(s, simdisk_is_off(s->disk), "the journal failed");
    w->group = NULL;
    w->busy = false;
    group_tell(list);
}

static void begin(struct writer *w);

/* The sync is through, or one that had no room is tried again. */
static void stored(struct sim *s, void *ctx, uint64_t epoch)
{
    struct writer *w = ctx;
    if (s->house.epoch != epoch || s->house.ghost || !w->busy)
        return; /* w is gone, or did not wait for this */
    enum err e = w->again ? group_commit_again(w->journal, w->counters, w->group)
                          : group_commit(w->journal, w->counters, w->group);
    w->again = e == ERR_NO_SPACE;
    if (w->again) {
        agenda_put(&s->agenda, s->now_us + FULL_PAUSE_US, stored, w, epoch);
        return;
    }
    end_group(w, w->group, e);
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

/* Only a start waits, with nothing else under way; where there is no room then it does not go on.
 */
void writer_wait(struct writer *w, const struct write_request *r)
{
    while (!atomic_load(&r->stored)) {
        ASSERT(w->group && !w->again);
        end_group(w, w->group, group_commit(w->journal, w->counters, w->group));
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
