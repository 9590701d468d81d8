/* SPDX-License-Identifier: Apache-2.0 */
/* Four duties, each a little at a time. */
#include "apps/keeper.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "apps/archiver.h"
#include "apps/consumers.h"
#include "base/assert.h"
#include "base/time.h"
#include "os/clock.h"
#include "os/stop.h"
#include "os/thread.h"

#define TICK_US (100 * US_PER_MS)
#define ROOM_US (2 * US_PER_S)    /* between two looks at the room that is left */
#define ARCHIVE_US (2 * US_PER_S) /* between two looks for segments to archive */
#define PRUNE_US (60 * US_PER_S)  /* between two looks for segments to prune */
#define HELD_US (3600 * US_PER_S) /* between two lines about who holds the journal */
#define KEEPER_NICE 19

struct keeper {
    struct server *server;
    pthread_t thread;
    struct stop stop;
    int64_t room_us, prune_us, archive_us, held_us; /* monotonic: when that was done last */
    struct journal_reader *reader; /* of what is still to be checked; NULL: nothing */
    uint64_t upto;                 /* where checking ends: the durable end of the start */
    int64_t began_us;
    struct archiver *archiver; /* NULL: no archive */
};

/* -- room -- */

static const char *const room_words[] = {"enough", "little", "short"};

/* How much room is left, by the thresholds of the options. */
static unsigned judge_room(const struct options *o, uint64_t free_bytes)
{
    return free_bytes < (uint64_t)o->room_least  ? SERVER_ROOM_SHORT
           : free_bytes < (uint64_t)o->room_warn ? SERVER_ROOM_LITTLE
                                                 : SERVER_ROOM_ENOUGH;
}

/* Look at the room, and say so where it has changed. */
static void watch_room(struct keeper *k)
{
    struct server *s = k->server;
    uint64_t left;
    if (s->disk->ops->space(s->disk, &left) != ERR_OK)
        return; /* the writer will tell */
    unsigned now = judge_room(s->options, left), before = atomic_load(&s->room);
    if (now == before)
        return;
    atomic_store(&s->room, now);
    counter_set(&s->counters, COUNTER_disk_room_short, now);
    log_line(&s->log, now > before ? LOG_WARNING : LOG_INFO, "room", STR(""),
             "state=%s free_bytes=%" PRIu64 "%s", room_words[now], left,
             now == SERVER_ROOM_SHORT ? " note=\"stations without a session are refused\"" : "");
}

/* -- checking -- */

/* What is checked ends where the journal ended when we began. */
static uint64_t check_limit(void *ctx)
{
    return ((struct keeper *)ctx)->upto;
}

/* The journal is damaged: say so once, for good. */
static void tell_damage(struct keeper *k, const char *why)
{
    struct server *s = k->server;
    counter_set(&s->counters, COUNTER_journal_damaged, 1);
    log_line(&s->log, LOG_ERROR, "journal-damaged", STR(""),
             "why=\"%s\" note=\"charging goes on; see busbar journal verify, and put the segment "
             "back from the archive\"",
             why);
}

/* Begin to check from a position on (0: the first). */
static void check_from(struct keeper *k, uint64_t position)
{
    char why[256] = "";
    struct server *s = k->server;
    enum err e = journal_reader_open(s->disk, position, check_limit, k, &k->reader, why);
    if (e == ERR_OK)
        return;
    k->reader = NULL;
    if (e == ERR_CORRUPT || e == ERR_VERSION)
        tell_damage(k, why);
    else
        log_line(&s->log, LOG_WARNING, "journal-unchecked", STR(""), "why=\"%s\"", why);
}

/* Checking has come to an end, good or bad. */
static void check_end(struct keeper *k, enum err e)
{
    struct server *s = k->server;
    if (e == ERR_NOT_FOUND) {
        counter_set(&s->counters, COUNTER_journal_checked_timestamp_seconds,
                    (uint64_t)(clock_utc_us() / US_PER_S));
        log_line(&s->log, LOG_INFO, "journal-checked", STR(""),
                 "upto=%" PRIu64 " seconds=%" PRId64 " note=\"every checksum is right\"", k->upto,
                 (clock_mono_us() - k->began_us) / US_PER_S);
    } else {
        tell_damage(k, journal_reader_why(k->reader));
    }
    journal_reader_close(k->reader);
    k->reader = NULL;
}

/* Check as much as belongs to one tick. */
static void check_some(struct keeper *k)
{
    struct server *s = k->server;
    struct journal_batch b;
    enum err e = ERR_OK;
    uint64_t most = (uint64_t)s->options->verify_rate * (1u << 20) * TICK_US / US_PER_S;
    uint64_t began = journal_reader_position(k->reader);
    while (e == ERR_OK && journal_reader_position(k->reader) - began < most)
        e = journal_reader_next(k->reader, &b);
    counter_set(&s->counters, COUNTER_journal_checked_position, journal_reader_position(k->reader));
    if (e != ERR_OK)
        check_end(k, e);
}

/* -- pruning -- */

/* Somebody holds segments that the rules would let go: name them, now and then. */
static void tell_held(struct keeper *k, const struct retain *r)
{
    int64_t now = clock_mono_us();
    if (!r->held || (k->held_us != 0 && now - k->held_us < HELD_US))
        return;
    k->held_us = now;
    log_line(&k->server->log, LOG_WARNING, "prune-held", STR(""),
             "consumer=%s position=%" PRIu64 " wanted=%" PRIu64, r->held->name, r->held->position,
             r->wanted);
}

/* Prune to where it was decided. What was read of the consumers is made durable before. */
static void prune_to(struct keeper *k, const struct retain *r)
{
    struct server *s = k->server;
    uint64_t checking = k->reader ? journal_reader_position(k->reader) : 0;
    enum err e = consumers_sync(s->disk);
    if (e == ERR_OK)
        e = journal_prune(s->journal, r->position);
    counter_set(&s->counters, COUNTER_journal_first_position, journal_first(s->journal));
    if (e == ERR_OK)
        log_line(&s->log, LOG_INFO, "pruned", STR(""),
                 "segments=%" PRIu64 " bytes=%" PRIu64 " first=%" PRIu64, r->segments, r->bytes,
                 journal_first(s->journal));
    else
        log_line(&s->log, LOG_ERROR, "prune-failed", STR(""), "error=\"%s\"", err_text(e));
    if (k->reader && checking < journal_first(s->journal)) {
        journal_reader_close(k->reader);
        k->reader = NULL;
        if (journal_first(s->journal) < k->upto)
            check_from(k, journal_first(s->journal));
    }
}

/* Look for segments that nobody needs. */
static void prune(struct keeper *k)
{
    struct server *s = k->server;
    const struct options *o = s->options;
    struct journal_segment *list;
    size_t n;
    char why[256] = "";
    if (o->journal_keep_days == 0 && o->journal_keep_bytes == 0)
        return;
    struct consumers *c = malloc(sizeof *c);
    if (!c || journal_list(s->disk, &list, &n, why) != ERR_OK) {
        log_line(&s->log, LOG_WARNING, "prune-failed", STR(""), "why=\"%s\"", why);
        free(c);
        return;
    }
    consumers_read(s->disk, o->data, c);
    struct retain_rules rules = {.keep_us = o->journal_keep_days * 86400 * US_PER_S,
                                 .keep_bytes = (uint64_t)o->journal_keep_bytes,
                                 .now_us = clock_utc_us()};
    struct retain r =
        retain_decide(list, n, journal_durable(s->journal), rules, c->row, c->more ? 0 : c->n);
    tell_held(k, &r);
    if (r.segments > 0)
        prune_to(k, &r);
    free(list);
    free(c);
}

/* -- the thread -- */

/* Is it time to do something again? */
static bool due(int64_t *last, int64_t every_us)
{
    int64_t now = clock_mono_us();
    if (*last != 0 && now - *last < every_us)
        return false;
    *last = now;
    return true;
}

/* The thread. */
static void *run(void *ctx)
{
    struct keeper *k = ctx;
    thread_name("keeper");
    thread_yield_to_others(KEEPER_NICE);
    counter_set(&k->server->counters, COUNTER_journal_first_position,
                journal_first(k->server->journal));
    if (k->server->options->verify_rate > 0 && k->upto > 0)
        check_from(k, 0);
    else if (k->upto == 0) /* a new journal has nothing to check */
        counter_set(&k->server->counters, COUNTER_journal_checked_timestamp_seconds,
                    (uint64_t)(clock_utc_us() / US_PER_S));
    while (!stop_rest(&k->stop, k->reader ? TICK_US : ROOM_US)) {
        if (due(&k->room_us, ROOM_US)) {
            watch_room(k);
            log_left_out(&k->server->log, false);
        }
        if (k->reader)
            check_some(k);
        if (due(&k->archive_us, ARCHIVE_US) && archiver_step(k->archiver))
            k->archive_us = 0; /* there may be more */
        if (due(&k->prune_us, PRUNE_US))
            prune(k);
    }
    journal_reader_close(k->reader);
    archiver_close(k->archiver);
    return NULL;
}

enum err keeper_open(struct server *s, struct keeper **out)
{
    struct keeper *k = *out = calloc(1, sizeof *k);
    if (!k)
        return ERR_MEMORY;
    k->server = s;
    k->archiver = archiver_open(s);
    k->upto = journal_durable(s->journal);
    k->began_us = clock_mono_us();
    watch_room(k); /* before the first station comes */
    stop_init(&k->stop);
    if (pthread_create(&k->thread, NULL, run, k) == 0)
        return ERR_OK;
    stop_fini(&k->stop);
    archiver_close(k->archiver);
    free(k);
    *out = NULL;
    return ERR_MEMORY;
}

void keeper_close(struct keeper *k)
{
    if (!k)
        return;
    stop_ask(&k->stop);
    pthread_join(k->thread, NULL);
    stop_fini(&k->stop);
    free(k);
}
