/* SPDX-License-Identifier: Apache-2.0 */
/* Snapshot entries are "s" identity -> station_pack, "t" id token -> packed token_set, and "q"
 * number
 * -> packed quirk_ruled, in their order. */
#include "apps/fold.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/ahead.h"
#include "base/assert.h"
#include "csms/quirks.h"

#define SNAPSHOT FOLD_SNAPSHOT
#define AHEAD_DISTANCE 3 /* batches between two stages of expecting a station */
#define STOP_EVERY 1024  /* batches between two looks at stop */

enum err fold_open(size_t max_tokens, struct fold **out)
{
    struct fold *f = *out = calloc(1, sizeof *f);
    if (!f)
        return ERR_MEMORY;
    stations_init(&f->stations);
    f->max_tokens = max_tokens;
    f->tokens = tokens_open(max_tokens);
    f->station = malloc(sizeof *f->station);
    f->scratch =
        malloc(STATION_PACKED_MAX > STATION_STOWED_MAX ? STATION_PACKED_MAX : STATION_STOWED_MAX);
    if (f->tokens && f->station && f->scratch)
        return ERR_OK;
    fold_close(f);
    *out = NULL;
    return ERR_MEMORY;
}

void fold_close(struct fold *f)
{
    if (!f)
        return;
    stations_fini(&f->stations);
    if (f->tokens)
        tokens_close(f->tokens);
    free(f->station);
    free(f->scratch);
    free(f);
}

/* -- from a snapshot -- */

/* Take a station as it was packed. */
static bool take_station(struct fold *f, struct str identity, struct str packed)
{
    if (identity.n == 0 || identity.n > 128 || packed.n > STATION_PACKED_MAX ||
        !station_unpack(packed, f->station))
        return false;
    struct slot *s = stations_take(&f->stations, identity);
    if (!s)
        return false;
    slot_store(s, f->station, f->scratch);
    return true;
}

/* Take a token. */
static bool take_token(struct fold *f, struct str packed)
{
    struct event e;
    if (!event_unpack(EVENT_token_set, packed, &e))
        return false;
    f->lost += !tokens_apply(f->tokens, &e);
    return true;
}

/* Take a row of quirks. */
static bool take_quirk(struct fold *f, struct str packed)
{
    struct event e;
    return event_unpack(EVENT_quirk_ruled, packed, &e) && tokens_apply(f->tokens, &e);
}

/* One entry of a snapshot: a station, a token or a row of quirks. */
static void on_entry(void *ctx, struct str key, struct str bytes)
{
    struct fold *f = ctx;
    struct str rest = str_skip(key, 1);
    if (str_starts(key, STR("s")))
        f->failed |= !take_station(f, rest, bytes);
    else if (str_starts(key, STR("t")))
        f->failed |= !take_token(f, bytes);
    else if (str_starts(key, STR("q")))
        f->failed |= !take_quirk(f, bytes);
    else
        f->failed = true;
}

/* Back to nothing. */
static enum err fold_reset(struct fold *f)
{
    stations_fini(&f->stations);
    stations_init(&f->stations);
    tokens_close(f->tokens);
    f->tokens = tokens_open(f->max_tokens);
    f->position = f->began = f->lost = 0;
    f->failed = false;
    return f->tokens ? ERR_OK : ERR_MEMORY;
}

enum err fold_snapshot(struct fold *f, struct disk *d, const struct log *log)
{
    enum err e = snapshot_read(d, SNAPSHOT, &f->position, on_entry, f);
    f->began = f->position;
    if (e == ERR_OK && !f->failed)
        return ERR_OK;
    if (e != ERR_NOT_FOUND) {
        uint64_t position;
        unsigned format;
        enum err head = snapshot_head(d, SNAPSHOT, &position, &format);
        log_line(log, LOG_WARNING, "snapshot-unusable", STR(""),
                 "file=%s format=%u error=\"%s\" note=\"the whole journal is folded\"", SNAPSHOT,
                 head == ERR_OK || head == ERR_VERSION ? format : 0,
                 e == ERR_OK ? "an entry is damaged" : err_text(e));
    }
    if (e != ERR_OK && e != ERR_NOT_FOUND && e != ERR_CORRUPT && e != ERR_VERSION)
        return e;
    return fold_reset(f);
}

/* -- from the journal -- */

/* Store back the station that is loaded. */
static void unload(struct fold *f)
{
    if (f->loaded)
        slot_store(f->loaded, f->station, f->scratch);
    f->loaded = NULL;
}

/* Have the batch's station loaded. */
static enum err load(struct fold *f, struct str identity, uint64_t hash)
{
    if (f->loaded && str_eq(slot_identity(f->loaded), identity))
        return ERR_OK;
    unload(f);
    if (identity.n > 128)
        return ERR_CORRUPT;
    f->loaded = stations_take_hashed(&f->stations, identity, hash);
    if (!f->loaded)
        return ERR_MEMORY;
    slot_load(f->loaded, f->station);
    return ERR_OK;
}

/* Apply one event of a batch. */
static enum err fold_event(struct fold *f, const struct ahead_batch *a, const struct event *e)
{
    const struct journal_batch *b = &a->batch;
    if (b->station.n == 0) {
        f->lost += !tokens_apply(f->tokens, e);
        return ERR_OK;
    }
    enum err r = load(f, b->station, a->hash);
    if (r == ERR_OK)
        station_apply(f->station, b->at_us, e);
    return r;
}

/* Apply a batch. */
static enum err fold_batch(struct fold *f, const struct ahead_batch *a, char why[256])
{
    const struct journal_batch *b = &a->batch;
    struct str records = b->records, bytes;
    struct event event;
    uint8_t kind;
    while (journal_record(&records, &kind, &bytes)) {
        if (kind >= JOURNAL_FRAME_IN)
            continue;
        enum err e = !event_type((enum event_kind)kind) ? ERR_VERSION
                     : !event_unpack((enum event_kind)kind, bytes, &event)
                         ? ERR_CORRUPT
                         : fold_event(f, a, &event);
        if (e == ERR_OK)
            continue;
        snprintf(why, 256, "journal position %" PRIu64 ": an event of kind %u can't be applied: %s",
                 b->position, kind,
                 e == ERR_VERSION ? "a newer program wrote it: use that one" : err_text(e));
        return e;
    }
    f->position = b->next;
    f->batches++;
    return ERR_OK;
}

/* The next batch: read here, or ahead by a thread, which leaves time to have the memory of the
 * stations that come next at hand. */
static enum err next(struct fold *f, struct journal_reader *r, struct ahead *ahead,
                     struct ahead_batch *out)
{
    if (!ahead) {
        enum err e = journal_reader_next(r, &out->batch);
        if (e == ERR_OK)
            out->hash = stations_hash(out->batch.station);
        return e;
    }
    uint64_t hash;
    for (unsigned stage = 0; stage < STATIONS_STAGES; stage++)
        if (ahead_peek(ahead, AHEAD_DISTANCE * (STATIONS_STAGES - stage), &hash))
            stations_expect(&f->stations, hash, stage);
    return ahead_next(ahead, out);
}

/* Fold what a reader gives. */
static enum err fold_reader(struct fold *f, struct journal_reader *r, struct ahead *ahead,
                            bool (*stop)(void *ctx), void *ctx, char why[256])
{
    struct ahead_batch b;
    for (;;) {
        if (stop && f->batches % STOP_EVERY == 0 && stop(ctx))
            return ERR_CLOSED;
        enum err e = next(f, r, ahead, &b);
        if (e != ERR_OK) {
            snprintf(why, 256, "%.255s", journal_reader_why(r));
            return e;
        }
        e = fold_batch(f, &b, why);
        if (e != ERR_OK)
            return e;
    }
}

/* A fold that begins at the beginning must find it. */
static enum err check_begin(const struct fold *f, const struct journal_reader *r, char why[256])
{
    if (journal_reader_position(r) == f->position)
        return ERR_OK;
    snprintf(why, 256,
             "there is no good snapshot, and the journal begins at %" PRIu64
             ", as older segments have been pruned: put them back from the archive",
             journal_reader_position(r));
    return ERR_NOT_FOUND;
}

enum err fold_journal(struct fold *f, struct disk *d, uint64_t (*limit)(void *ctx),
                      bool (*stop)(void *ctx), void *ctx, char why[256])
{
    struct journal_reader *r;
    struct ahead *ahead = NULL;
    enum err e = journal_reader_open(d, f->position, limit, ctx, &r, why);
    if (e != ERR_OK)
        return e;
    e = check_begin(f, r, why);
    bool begun = e == ERR_OK;
    if (begun && f->ahead)
        e = ahead_open(r, &ahead);
    if (e == ERR_OK)
        e = fold_reader(f, r, ahead, stop, ctx, why);
    ahead_close(ahead);
    unload(f);
    journal_reader_close(r);
    return begun && e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* -- to a snapshot -- */

struct saving {
    struct fold *fold;
    struct snapshot_writer *writer;
    int64_t quirks; /* rows written */
    enum err e;
};

/* Add one entry under a letter and a name. */
static void save_entry(struct saving *s, char letter, struct str name, struct str bytes)
{
    char key[1 + 512];
    struct buf k = buf_over(key, sizeof key);
    buf_putc(&k, letter);
    buf_puts(&k, name);
    if (k.full)
        s->e = ERR_INVALID;
    if (s->e == ERR_OK)
        s->e = snapshot_add(s->writer, buf_str(&k), bytes);
}

/* Write a station into the snapshot. */
static void save_station(void *ctx, struct slot *slot)
{
    const struct fold *f = ((const struct saving *)ctx)->fold;
    struct buf packed = buf_over(f->scratch, STATION_PACKED_MAX);
    slot_load(slot, f->station);
    station_pack(f->station, &packed);
    ASSERT(!packed.full);
    save_entry(ctx, 's', slot_identity(slot), buf_str(&packed));
}

/* Write a token into the snapshot, as the event that would set it. */
static void save_token(void *ctx, const struct token *t)
{
    char packed[2048];
    struct buf b = buf_over(packed, sizeof packed);
    struct event e = {.kind = EVENT_token_set, .u.token_set = tokens_event(t)};
    event_pack(&e, &b);
    ASSERT(!b.full);
    save_entry(ctx, 't', t->id_token, buf_str(&b));
}

/* Write a row of quirks into the snapshot, as the event that would set it. Its place in the order
 * is its name. */
static void save_quirk(void *ctx, const struct ev_quirk_ruled *row)
{
    char packed[2048], name[24];
    struct buf b = buf_over(packed, sizeof packed), n = buf_over(name, sizeof name);
    struct event e = {.kind = EVENT_quirk_ruled, .u.quirk_ruled = *row};
    struct saving *s = ctx;
    event_pack(&e, &b);
    buf_int(&n, s->quirks++);
    ASSERT(!b.full);
    save_entry(s, 'q', buf_str(&n), buf_str(&b));
}

enum err fold_save(struct fold *f, struct disk *d)
{
    struct saving s = {.fold = f};
    s.e = snapshot_begin(d, SNAPSHOT, f->position, &s.writer);
    if (s.e != ERR_OK)
        return s.e;
    stations_each(&f->stations, save_station, &s);
    tokens_each(f->tokens, save_token, &s);
    quirks_each(tokens_quirks(f->tokens), save_quirk, &s);
    if (s.e == ERR_OK)
        return snapshot_commit(s.writer);
    snapshot_abort(s.writer);
    return s.e;
}

/* -- checking -- */

struct checking {
    struct fold *fold;
    const struct log *log;
    size_t broken;
};

/* Hold a station against its invariants; a broken one is logged and counted. */
static void check_slot(void *ctx, struct slot *slot)
{
    struct checking *c = ctx;
    slot_load(slot, c->fold->station);
    const char *broken = station_broken(c->fold->station);
    if (!broken)
        return;
    c->broken++;
    log_line(c->log, LOG_ERROR, "station-broken", slot_identity(slot), "invariant=\"%s\"", broken);
}

size_t fold_check(struct fold *f, const struct log *log)
{
    struct checking c = {.fold = f, .log = log};
    stations_each(&f->stations, check_slot, &c);
    return c.broken;
}
