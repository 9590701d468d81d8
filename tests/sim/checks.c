/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold all along: the checks look at the journal, at every byte that the server sends,
 * and at the stations' own meters, and never at how the server came to it. */
#include <stdlib.h>
#include <string.h>

#include "apps/fold.h"
#include "base/assert.h"
#include "base/hash.h"
#include "sim/compare.h"
#include "sim/world.h"

#define TALLY_SLOTS 65536
#define SESSIONS_SLOTS 2048
#define SLOT_BYTES_MAX 32768 /* of one stowed station */
#define REST_BYTES_MAX 1024  /* of one without open sessions */

/* How often a thing was made durable, and how often it was shown outside. */
struct tally {
    uint64_t key;
    uint32_t stored, shown;
};

struct checks {
    struct journal_reader *reader;
    uint64_t epoch; /* of the server whose journal it reads */
    uint64_t position, chain, batches, frames;
    struct tally tally[TALLY_SLOTS];
    size_t n_tally;
    struct session sessions[SESSIONS_SLOTS]; /* folded from what is durable */
    size_t n_sessions;
    uint64_t commands;
};

struct checks *checks_new(struct sim *s)
{
    struct checks *c = calloc(1, sizeof *c);
    (void)s;
    ASSERT(c);
    return c;
}

void checks_free(struct checks *c)
{
    journal_reader_close(c->reader);
    free(c);
}

/* The tally of a key, made where it is new. */
static struct tally *tally(struct checks *c, uint64_t key)
{
    size_t i = key % TALLY_SLOTS;
    key |= 1;
    while (c->tally[i].key != 0 && c->tally[i].key != key)
        i = (i + 1) % TALLY_SLOTS;
    if (c->tally[i].key == 0) {
        ASSERT(++c->n_tally < TALLY_SLOTS * 9 / 10);
        c->tally[i].key = key;
    }
    return &c->tally[i];
}

static uint64_t key_of(struct str station, char kind, struct str text)
{
    return hash_mix(hash_mix(hash_str(station), (uint64_t)kind), hash_str(text));
}

static uint64_t durable(void *ctx)
{
    return journal_durable(ctx);
}

/* -- what is durable -- */

/* The folded session of that id, made where it is new. */
static struct session *session_of(struct checks *c, struct str id)
{
    size_t i = hash_str(id) % SESSIONS_SLOTS;
    while (c->sessions[i].session_id[0] && !str_is(id, c->sessions[i].session_id))
        i = (i + 1) % SESSIONS_SLOTS;
    if (!c->sessions[i].session_id[0])
        ASSERT(++c->n_sessions < SESSIONS_SLOTS * 9 / 10);
    return &c->sessions[i];
}

/* A session's energy never falls, whatever comes late, twice or in another order. */
static void fold_session(struct sim *s, const struct journal_batch *b, const struct event *e)
{
    struct str id = event_session(e);
    if (id.n == 0)
        return;
    struct session *x = session_of(s->checks, id);
    int64_t was_mwh = x->energy_mwh;
    session_fold(x, b->station, b->at_us, e);
    const char *broken = session_broken(x);
    if (x->energy_mwh < was_mwh)
        sim_fail(s, "energy grows", "session %s of %.*s: %lld mWh after %lld", x->session_id,
                 STR_ARG(b->station), (long long)x->energy_mwh, (long long)was_mwh);
    if (broken)
        sim_fail(s, "session", "%s of %.*s: %s", x->session_id, STR_ARG(b->station), broken);
}

/* A command has one end. */
static void count_command(struct sim *s, const struct journal_batch *b, const struct event *e)
{
    const struct ev_command_changed *c = &e->u.command_changed;
    if (c->state == command_state_QUEUED || c->state == command_state_SENT)
        return;
    s->checks->commands++;
    if (++tally(s->checks, key_of(b->station, 'c', c->command_id))->stored > 1)
        sim_fail(s, "commands end once", "command %.*s of %.*s has a second end in the journal",
                 STR_ARG(c->command_id), STR_ARG(b->station));
}

static void take_event(struct sim *s, const struct journal_batch *b, const struct event *e)
{
    if (e->kind == EVENT_connection_opened)
        tally(s->checks, key_of(b->station, 'o', STR("")))->stored++;
    else if (e->kind == EVENT_command_changed)
        count_command(s, b, e);
    fold_session(s, b, e);
}

static uint64_t chained(uint64_t chain, const struct journal_batch *b)
{
    return hash_mix(hash_mix(chain, b->position ^ hash_str(b->station)),
                    hash_content(b->records) ^ (uint64_t)b->at_us);
}

static void take_batch(struct sim *s, const struct journal_batch *b)
{
    struct checks *c = s->checks;
    struct str records = b->records, bytes;
    struct event e;
    uint8_t kind;
    c->chain = chained(c->chain, b);
    c->position = b->next;
    c->batches++;
    while (journal_record(&records, &kind, &bytes)) {
        if (kind == JOURNAL_FRAME_OUT)
            tally(c, key_of(b->station, 'f', bytes))->stored++;
        else if (kind < JOURNAL_FRAME_IN && event_unpack((enum event_kind)kind, bytes, &e))
            take_event(s, b, &e);
        else if (kind < JOURNAL_FRAME_IN)
            sim_fail(s, "journal", "an event of kind %u can't be read", kind);
    }
}

void checks_durable(struct sim *s)
{
    struct checks *c = s->checks;
    struct journal *j = s->house.server->journal;
    struct journal_batch b;
    char why[256] = "";
    enum err e = ERR_OK;
    if (!c->reader || c->epoch != s->house.epoch) {
        journal_reader_close(c->reader);
        c->reader = NULL;
        e = journal_reader_open(simdisk_disk(s->disk), c->position, durable, j, &c->reader, why);
        c->epoch = s->house.epoch;
    }
    while (e == ERR_OK && (e = journal_reader_next(c->reader, &b)) == ERR_OK)
        take_batch(s, &b);
    if (e != ERR_NOT_FOUND && !simdisk_is_off(s->disk))
        sim_fail(s, "journal", "what is durable can't be read: %s %s", err_text(e),
                 c->reader ? journal_reader_why(c->reader) : why);
}

/* -- what is told -- */

/* A clean Heartbeat is not journaled, and its answer waits for nothing. */
static bool of_heartbeat(struct str text)
{
    size_t at = str_find(text, '{');
    struct str rest = str_skip(text, at);
    return str_starts(text, STR("[3,")) && str_starts(rest, STR("{\"currentTime\"")) && rest.n < 48;
}

/* A frame leaves: it must be in the journal, as often as it is told. */
static void frame_leaves(struct tcp *t, struct str text)
{
    struct checks *c = t->sim->checks;
    struct tally *y = tally(c, key_of(str_of(t->site->charger.identity), 'f', text));
    c->frames++;
    if (!of_heartbeat(text) && ++y->shown > y->stored)
        sim_fail(t->sim, "told is stored", "%s is told what is not durable: %.*s",
                 t->site->charger.identity, (int)(text.n < 200 ? text.n : 200), text.p);
}

/* The answer to the upgrade leaves: the connection must be in the journal. How many of the bytes
 * belong to it. */
static size_t head_leaves(struct tcp *t, struct str bytes)
{
    char *p = realloc(t->head, t->head_n + bytes.n);
    ASSERT(p);
    memcpy(p + t->head_n, bytes.p, bytes.n);
    t->head = p;
    size_t was = t->head_n;
    t->head_n += bytes.n;
    for (size_t i = was; i < t->head_n; i++) {
        if (!str_ends(str_make(p, i + 1), STR("\r\n\r\n")))
            continue;
        struct tally *y =
            tally(t->sim->checks, key_of(str_of(t->site->charger.identity), 'o', STR("")));
        t->upgraded = true;
        if (str_starts(str_make(p, i), STR("HTTP/1.1 101")) && ++y->shown > y->stored)
            sim_fail(t->sim, "told is stored", "%s is let in before that is durable",
                     t->site->charger.identity);
        return i + 1 - was;
    }
    return bytes.n;
}

void checks_sent(struct tcp *t, struct str bytes)
{
    struct ws_event e;
    if (!t->upgraded)
        bytes = str_skip(bytes, head_leaves(t, bytes));
    if (bytes.n == 0)
        return;
    if (t->close_seen)
        sim_fail(t->sim, "silence after the close", "%s is told more on connection %llu",
                 t->site->charger.identity, (unsigned long long)t->number);
    char *copy = malloc(bytes.n), *p = copy;
    size_t n = bytes.n;
    ASSERT(copy);
    memcpy(copy, bytes.p, bytes.n);
    do {
        e = ws_read(&t->ws, &p, &n);
        if (e.kind == WS_EVENT_MESSAGE)
            frame_leaves(t, e.data);
        else if (e.kind == WS_EVENT_FAIL)
            sim_fail(t->sim, "the protocol", "a breach of WebSocket: %.*s", STR_ARG(e.data));
        t->close_seen |= e.kind == WS_EVENT_CLOSE;
    } while (e.kind != WS_EVENT_NEED_MORE && e.kind != WS_EVENT_FAIL && e.kind != WS_EVENT_CLOSE);
    free(copy);
    if (e.kind == WS_EVENT_CLOSE && n > 0)
        sim_fail(t->sim, "silence after the close", "%s is told more behind a close frame",
                 t->site->charger.identity);
}

/* -- after a start -- */

/* Read again what was durable before the end: all of it must be there, as it was. */
static void check_promised(struct sim *s)
{
    struct checks *c = s->checks;
    struct journal_reader *r;
    struct journal_batch b;
    uint64_t chain = 0, batches = 0, position = 0;
    char why[256] = "";
    enum err e =
        journal_reader_open(simdisk_disk(s->disk), 0, durable, s->house.server->journal, &r, why);
    if (e != ERR_OK) {
        sim_fail(s, "promised is kept", "%s %s", err_text(e), why);
        return;
    }
    while (batches < c->batches && (e = journal_reader_next(r, &b)) == ERR_OK) {
        chain = chained(chain, &b);
        position = b.next;
        batches++;
    }
    if (batches < c->batches || chain != c->chain || position != c->position)
        sim_fail(s, "promised is kept",
                 "of %llu durable batches up to %llu there are %llu up to %llu%s: %s",
                 (unsigned long long)c->batches, (unsigned long long)c->position,
                 (unsigned long long)batches, (unsigned long long)position,
                 batches == c->batches ? ", but others" : "", journal_reader_why(r));
    journal_reader_close(r);
}

void checks_recovered(struct sim *s)
{
    check_promised(s);
    if (s->failed)
        return;
    checks_durable(s);
    compare_fold(s);
}

/* -- bounds -- */

struct bounds {
    struct sim *s;
};

static void bound_slot(void *ctx, struct slot *slot)
{
    struct sim *s = ((struct bounds *)ctx)->s;
    uint32_t most = slot_rests(slot) ? REST_BYTES_MAX : SLOT_BYTES_MAX;
    if (slot->stowed_n > most)
        sim_fail(s, "bounds", "station %.*s takes %u bytes of %u", STR_ARG(slot_identity(slot)),
                 slot->stowed_n, most);
}

void checks_bounds(struct sim *s)
{
    const struct house *h = &s->house;
    if (!h->server || h->ghost || h->server->n_shards == 0)
        return;
    struct shard *sh = h->server->shards[0];
    struct bounds b = {s};
    size_t upgrades = 0;
    for (const struct tcp *t = s->net.all; t; t = t->next)
        upgrades += !t->closed;
    stations_each(&sh->stations, bound_slot, &b);
    if (sh->n_conns > 4 * (size_t)s->n_sites || upgrades > 8 * (size_t)s->n_sites)
        sim_fail(s, "bounds", "%zu connections and %zu paths of %u stations", sh->n_conns, upgrades,
                 s->n_sites);
    if (sh->stations.n > s->n_sites)
        sim_fail(s, "bounds", "%zu stations are known of %u", sh->stations.n, s->n_sites);
}

/* -- at the end -- */

void checks_settled(struct sim *s)
{
    struct checks *c = s->checks;
    struct journal_stat stat;
    char why[256] = "";
    checks_durable(s);
    if (!house_view(s))
        sim_fail(s, "views", "they don't come to the journal's end");
    enum err e = journal_verify(simdisk_disk(s->disk), &stat, why);
    if (e != ERR_OK || stat.batches != c->batches)
        sim_fail(s, "journal", "verify says %s %s, %llu batches of %llu", err_text(e), why,
                 (unsigned long long)stat.batches, (unsigned long long)c->batches);
    if (!s->failed)
        compare_fold(s);
    if (!s->failed)
        compare_views(s);
    if (!s->failed)
        compare_meters(s, c->sessions, SESSIONS_SLOTS);
}

void checks_count(const struct sim *s, struct sim_result *out)
{
    const struct checks *c = s->checks;
    out->batches = c->batches;
    out->frames = c->frames;
    out->sessions = c->n_sessions;
    out->commands = c->commands;
    out->digest = hash_mix(s->digest, c->chain);
}
