/* SPDX-License-Identifier: Apache-2.0 */
/* Journal, recovery and views of the host: what src/apps/gate.c, fold.c and tailer.c do. */
#include <inttypes.h>

#include "base/assert.h"
#include "csms/running.h"
#include "scenario/host.h"

#define TOKENS_MAX 10000
#define AGAIN "/again" /* folder in which the views are built a second time */

/* Whatever is in the journal may be read. */
static uint64_t durable(void *ctx)
{
    return journal_durable(((struct host *)ctx)->journal);
}

/* Apply one event to a table of stations and tokens. */
static void fold_event(struct host *h, const struct journal_batch *b, const struct event *e)
{
    if (b->station.n == 0)
        (void)tokens_apply(h->tokens, e);
    else
        station_apply(&host_take(h, b->station)->station, b->at_us, e);
}

/* Fold the whole journal into h's stations and tokens. */
static void fold_journal(struct host *h)
{
    struct journal_reader *r;
    struct journal_batch b;
    struct event event;
    struct str bytes;
    uint8_t kind;
    char why[256] = "";
    host_must(journal_reader_open(simdisk_disk(h->sim), 0, durable, h, &r, why), "reader", why);
    enum err e;
    while ((e = journal_reader_next(r, &b)) == ERR_OK) {
        while (journal_record(&b.records, &kind, &bytes)) {
            if (kind >= JOURNAL_FRAME_IN)
                continue;
            if (!event_unpack((enum event_kind)kind, bytes, &event))
                host_die("event of kind %u at %" PRIu64 " can't be read", kind, b.position);
            fold_event(h, &b, &event);
        }
    }
    if (e != ERR_NOT_FOUND)
        host_die("journal: %s", journal_reader_why(r));
    journal_reader_close(r);
}

/* Make the folder's views follow the journal to its end. */
static void follow(struct views *v, struct journal_reader *r)
{
    struct journal_batch b;
    enum err e;
    while ((e = journal_reader_next(r, &b)) == ERR_OK)
        host_must(views_apply(v, &b), "views_apply", views_why(v));
    if (e != ERR_NOT_FOUND)
        host_die("journal: %s", journal_reader_why(r));
    host_must(views_commit(v), "views_commit", views_why(v));
}

void host_store_open(struct host *h)
{
    char why[256] = "";
    host_must(journal_open(simdisk_disk(h->sim), (struct journal_options){.segment_bytes = 1 << 20},
                           &h->journal, why),
              "journal_open", why);
    h->tokens = tokens_open(TOKENS_MAX);
    ASSERT(h->tokens);
    h->world.tokens = h->tokens;
    fold_journal(h);
    h->running = running_open();
    ASSERT(h->running);
    h->world.running = h->running;
    for (unsigned i = 0; i < h->n_stations; i++)
        running_station(h->running, h->tokens, &h->stations[i]->station);
    host_must(views_open(h->dir, &h->views, why), "views_open", why);
    host_must(journal_reader_open(simdisk_disk(h->sim), views_position(h->views), durable, h,
                                  &h->reader, why),
              "reader", why);
    follow(h->views, h->reader);
    host_must(views_reader_open(h->dir, &h->admin.views, why), "views_reader_open", why);
    h->admin.ready = true;
}

void host_store_close(struct host *h)
{
    views_reader_close(h->admin.views);
    h->admin.views = NULL;
    journal_reader_close(h->reader);
    views_close(h->views);
    journal_close(h->journal);
    tokens_close(h->tokens);
    running_close(h->running);
    for (unsigned i = 0; i < h->n_stations; i++)
        free(h->stations[i]);
    h->n_stations = 0;
    while (h->said) {
        struct said *x = h->said;
        h->said = x->next;
        free(x->text);
        free(x);
    }
    h->last_said = &h->said;
}

void host_store(struct host *h, struct str station, struct str frame_in, const struct event *events,
                unsigned n_events, const struct str *frames_out, unsigned n_frames_out)
{
    const struct host_station *of = host_find(h, station);
    for (unsigned i = 0; i < n_events && of; i++)
        running_follow(h->running, h->tokens, &of->station, &events[i]);
    journal_begin(h->journal, h->now_us, station);
    if (frame_in.n > 0)
        journal_add(h->journal, JOURNAL_FRAME_IN, frame_in);
    for (unsigned i = 0; i < n_events; i++) {
        struct buf b = buf_over(h->space, HOST_SPACE);
        event_pack(&events[i], &b);
        ASSERT(!b.full);
        journal_add(h->journal, (uint8_t)events[i].kind, buf_str(&b));
    }
    for (unsigned i = 0; i < n_frames_out; i++)
        journal_add(h->journal, JOURNAL_FRAME_OUT, frames_out[i]);
    journal_end(h->journal);
}

bool host_turn(struct host *h)
{
    enum err e = journal_commit(h->journal);
    if (e == ERR_NO_SPACE)
        return false;
    host_must(e, "journal_commit", "");
    follow(h->views, h->reader);
    return true;
}

/* All paths are gone, whatever was on them. */
static void forget_conns(struct host *h)
{
    host_calls_drop(h);
    for (unsigned i = 0; i < HOST_CONNS_MAX; i++) {
        struct host_conn *c = h->conns[i];
        if (!c)
            continue;
        struct link_command *next, *waiting = c->link.queue;
        for (; waiting; waiting = next) {
            next = waiting->next;
            free(waiting);
        }
        free(c->link.flight);
        *c = (struct host_conn){0};
    }
}

/* Who was connected when the server ended is not any more: store that. */
static void cut_connections(struct host *h)
{
    for (unsigned i = 0; i < h->n_stations; i++) {
        const struct station_info *info = &h->stations[i]->station.info;
        struct input in = {.kind = INPUT_CLOSED,
                           .u.closed = {.generation = info->generation,
                                        .code = 1006,
                                        .reason = STR("the server restarted")}};
        if (info->connected)
            host_step(h, h->stations[i], &in);
    }
}

void host_crash(struct host *h)
{
    simdisk_power_fails_in(h->sim, 1);
    enum err e = journal_commit(h->journal); /* where there was nothing to commit it succeeds */
    (void)e;
    forget_conns(h);
    host_store_close(h);
    simdisk_restart(h->sim);
    host_store_open(h);
    cut_connections(h);
    host_turn(h);
}

void host_restart(struct host *h)
{
    for (unsigned i = 0; i < HOST_CONNS_MAX; i++)
        if (h->conns[i] && h->conns[i]->open)
            host_end(h, h->conns[i], 1001, STR("the server stops"));
    host_turn(h);
    struct said *said = h->said, **last = h->last_said;
    h->said = NULL;
    h->last_said = &h->said;
    forget_conns(h);
    host_store_close(h);
    host_store_open(h);
    cut_connections(h);
    host_turn(h);
    if (said) {
        h->said = said;
        h->last_said = last;
    }
}

/* Write one batch as JSON. */
static void batch_json(const struct journal_batch *b, struct buf *out)
{
    struct json_writer w;
    struct event event;
    struct str records = b->records, bytes;
    uint8_t kind;
    json_begin(&w, out);
    json_object(&w);
    json_pair(&w, "station", b->station);
    json_key(&w, STR("records"));
    json_array(&w);
    while (journal_record(&records, &kind, &bytes))
        if (kind < JOURNAL_FRAME_IN && event_unpack((enum event_kind)kind, bytes, &event))
            event_json(&event, &w);
    json_array_end(&w);
    json_object_end(&w);
}

void host_events(struct host *h, void (*each)(void *ctx, struct str json), void *ctx)
{
    struct journal_reader *r;
    struct journal_batch b;
    char why[256] = "";
    host_must(journal_reader_open(simdisk_disk(h->sim), 0, durable, h, &r, why), "reader", why);
    while (journal_reader_next(r, &b) == ERR_OK) {
        struct buf out = buf_over(h->space, HOST_SPACE);
        batch_json(&b, &out);
        ASSERT(!out.full);
        each(ctx, buf_str(&out));
    }
    journal_reader_close(r);
}

/* Do two stations have the same packed form? */
static bool same_station(struct host *h, const struct station *a, const struct station *b)
{
    struct buf x = buf_over(h->space, STATION_PACKED_MAX),
               y = buf_over(h->space + STATION_PACKED_MAX, STATION_PACKED_MAX);
    station_pack(a, &x);
    station_pack(b, &y);
    return !x.full && !y.full && str_eq(buf_str(&x), buf_str(&y));
}

/* Fold the journal a second time and compare the stations. */
static const char *check_stations(struct host *h)
{
    static char what[256];
    struct host *again = calloc(1, sizeof *again);
    const char *found = NULL;
    ASSERT(again);
    again->sim = h->sim;
    again->journal = h->journal;
    again->tokens = tokens_open(TOKENS_MAX);
    ASSERT(again->tokens);
    fold_journal(again);
    for (unsigned i = 0; i < h->n_stations && !found; i++) {
        struct station *live = &h->stations[i]->station;
        struct host_station *folded = host_find(again, str_of(live->info.identity));
        if (folded ? same_station(h, live, &folded->station) : live->info.standing == 0)
            continue;
        snprintf(what, sizeof what, "station %s does not fold from the journal to what it is live",
                 live->info.identity);
        found = what;
    }
    tokens_close(again->tokens);
    for (unsigned i = 0; i < again->n_stations; i++)
        free(again->stations[i]);
    free(again);
    return found;
}

/* Build the views a second time from position 0 and compare. */
static const char *check_views(struct host *h)
{
    char dir[sizeof h->dir + sizeof AGAIN], why[256] = "", first[65], second[65];
    struct views *v;
    struct views_reader *reader;
    struct journal_reader *r;
    snprintf(dir, sizeof dir, "%s%s", h->dir, AGAIN);
    host_must(views_remove(dir), "views_remove", dir);
    host_must(views_open(dir, &v, why), "views_open", why);
    host_must(journal_reader_open(simdisk_disk(h->sim), 0, durable, h, &r, why), "reader", why);
    follow(v, r);
    host_must(views_reader_open(dir, &reader, why), "views_reader_open", why);
    host_must(views_digest(h->admin.views, first), "views_digest", "");
    host_must(views_digest(reader, second), "views_digest", "");
    views_reader_close(reader);
    journal_reader_close(r);
    views_close(v);
    return strcmp(first, second) == 0 ? NULL : "the views built anew have another content";
}

const char *host_check(struct host *h)
{
    const char *found = check_stations(h);
    return found ? found : check_views(h);
}
