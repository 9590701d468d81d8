/* SPDX-License-Identifier: Apache-2.0 */
/* One reader, one writer of the views. */
#include "apps/follow.h"

#include <inttypes.h>
#include <stdio.h>

#include "os/clock.h"

static uint64_t durable(void *ctx)
{
    return journal_durable(ctx);
}

/* Open the views of the data directory. */
static enum err open_views(struct follow *f, char why[256])
{
    const struct views_pace *pace = f->pace.before_sync ? &f->pace : NULL;
    return views_open_paced(f->server->options->data, pace, &f->views, why);
}

enum err follow_again(struct follow *f, char why[256])
{
    struct server *s = f->server;
    journal_reader_close(f->reader);
    f->reader = NULL;
    if (views_position(f->views) > journal_durable(s->journal)) {
        log_line(&s->log, LOG_WARNING, "views-rebuilt", STR(""),
                 "note=\"the views are ahead of the journal\"");
        views_close(f->views);
        enum err e = views_remove(s->options->data);
        if (e == ERR_OK)
            e = open_views(f, why);
        if (e != ERR_OK)
            return e;
    }
    f->pending = 0;
    f->failed[0] = '\0';
    f->changes = views_changes(f->views);
    counter_set(&s->counters, COUNTER_view_position, views_position(f->views));
    atomic_store(&s->viewed, views_position(f->views));
    atomic_store(&s->views_level_us, clock_mono_us());
    enum err e = journal_reader_open(s->disk, views_position(f->views), durable, s->journal,
                                     &f->reader, why);
    if (e != ERR_OK || journal_reader_position(f->reader) == views_position(f->views))
        return e;
    snprintf(why, 256,
             "the views are to be built anew, but the journal begins at %" PRIu64
             ", as older segments have been pruned: put them back from the archive",
             journal_reader_position(f->reader));
    return ERR_NOT_FOUND;
}

enum err follow_open(struct follow *f, struct server *s, struct views_pace pace, char why[256])
{
    *f = (struct follow){.server = s, .pace = pace};
    enum err e = open_views(f, why);
    return e == ERR_OK ? follow_again(f, why) : e;
}

enum err follow_next(struct follow *f)
{
    struct journal_batch b;
    enum err e = journal_reader_next(f->reader, &b);
    if (e != ERR_OK)
        return e;
    e = views_apply(f->views, &b);
    if (e != ERR_OK) {
        str_copy(f->failed, sizeof f->failed, b.station);
        return e;
    }
    f->at_us = b.at_us;
    f->pending++;
    return ERR_OK;
}

enum err follow_commit(struct follow *f)
{
    if (f->pending == 0)
        return ERR_OK;
    struct counters *k = &f->server->counters;
    enum err e = views_commit(f->views);
    if (e != ERR_OK)
        return e;
    counter_add(k, COUNTER_view_batches_total, f->pending);
    uint64_t changes = views_changes(f->views);
    counter_add(k, COUNTER_view_changes_total, changes - f->changes);
    counter_set(k, COUNTER_view_position, views_position(f->views));
    f->changes = changes;
    f->pending = 0;
    f->commit_us = clock_mono_us();
    atomic_store(&f->server->viewed_at_us, f->at_us);
    if (views_position(f->views) >= journal_durable(f->server->journal))
        atomic_store(&f->server->views_level_us, f->commit_us);
    atomic_store_explicit(&f->server->viewed, views_position(f->views), memory_order_release);
    return ERR_OK;
}

void follow_close(struct follow *f)
{
    journal_reader_close(f->reader);
    if (f->views)
        views_close(f->views);
    f->reader = NULL;
    f->views = NULL;
}
