/* SPDX-License-Identifier: Apache-2.0 */
/* Memory against journal, views against views built anew, records against meters. */
#include "sim/compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/fold.h"
#include "base/assert.h"

#define SESSIONS_MAX 2048

/* -- stations -- */

struct comparing {
    struct sim *s;
    const struct stations *live;
    struct station *station;
    char *spaces[2];
};

/* The packed form of a slot's station. */
static struct str packed(struct comparing *c, const struct slot *slot, char *space)
{
    struct buf b = buf_over(space, STATION_PACKED_MAX);
    slot_load(slot, c->station);
    station_pack(c->station, &b);
    ASSERT(!b.full);
    return buf_str(&b);
}

static void compare_slot(void *ctx, struct slot *folded)
{
    struct comparing *c = ctx;
    struct str identity = slot_identity(folded);
    const struct slot *live = stations_find(c->live, identity);
    if (!live)
        sim_fail(c->s, "state is the fold", "station %.*s is in the journal only",
                 STR_ARG(identity));
    else if (!str_eq(packed(c, folded, c->spaces[0]), packed(c, live, c->spaces[1])))
        sim_fail(c->s, "state is the fold",
                 "station %.*s is not what the journal folds to from its beginning",
                 STR_ARG(identity));
}

static uint64_t durable(void *ctx)
{
    return journal_durable(ctx);
}

void compare_fold(struct sim *s)
{
    struct server *v = s->house.server;
    struct fold *f;
    char why[256] = "";
    struct comparing c = {.s = s,
                          .live = &v->shards[0]->stations,
                          .station = malloc(sizeof *c.station),
                          .spaces = {malloc(STATION_PACKED_MAX), malloc(STATION_PACKED_MAX)}};
    ASSERT(c.station && c.spaces[0] && c.spaces[1] && fold_open(1000, &f) == ERR_OK);
    enum err e = fold_journal(f, simdisk_disk(s->disk), durable, NULL, v->journal, why);
    if (e != ERR_OK)
        sim_fail(s, "state is the fold", "the journal can't be folded: %s %s", err_text(e), why);
    stations_each(&f->stations, compare_slot, &c);
    if (fold_check(f, &v->log) != 0)
        sim_fail(s, "state is the fold", "an invariant of a station is broken");
    fold_close(f);
    free(c.station);
    free(c.spaces[0]);
    free(c.spaces[1]);
}

/* -- views -- */

/* The digest of the views in a folder. */
static void digest(struct sim *s, const char *dir, char out[65])
{
    struct views_reader *r;
    char why[256] = "";
    out[0] = '\0';
    if (views_reader_open(dir, &r, why) != ERR_OK || views_digest(r, out) != ERR_OK)
        sim_fail(s, "views are a rebuild", "%s can't be read: %s", dir, why);
    views_reader_close(r);
}

void compare_views(struct sim *s)
{
    struct views *v = NULL;
    struct journal_reader *r = NULL;
    struct journal_batch b;
    char dir[600], why[256] = "", first[65], second[65];
    snprintf(dir, sizeof dir, "%s/again", s->options.data);
    enum err e = views_remove(dir);
    if (e == ERR_OK)
        e = views_open(dir, &v, why);
    if (e == ERR_OK)
        e = journal_reader_open(simdisk_disk(s->disk), 0, durable, s->house.server->journal, &r,
                                why);
    while (e == ERR_OK && (e = journal_reader_next(r, &b)) == ERR_OK)
        e = views_apply(v, &b);
    if (e == ERR_NOT_FOUND)
        e = views_commit(v);
    journal_reader_close(r);
    if (e != ERR_OK)
        sim_fail(s, "views are a rebuild", "%s %s", err_text(e), why);
    digest(s, s->options.data, first);
    digest(s, dir, second);
    if (strcmp(first, second) != 0)
        sim_fail(s, "views are a rebuild", "built anew they have another content");
    views_close(v);
}

/* -- sessions -- */

struct sessions {
    struct session *p;
    bool *met; /* by a station's meter */
    size_t n;
};

static void take_session(void *ctx, const struct session *x)
{
    struct sessions *all = ctx;
    ASSERT(all->n < SESSIONS_MAX);
    all->p[all->n++] = *x;
}

/* Read all sessions of the views. */
static void read_sessions(struct sim *s, struct sessions *all)
{
    struct views_reader *r;
    struct session_query q = {.limit = 500};
    char why[256] = "", cursor[64] = "";
    enum err e = views_reader_open(s->options.data, &r, why);
    ASSERT(e == ERR_OK);
    do {
        q.after = str_of(cursor);
        e = views_sessions(r, &q, take_session, all, cursor);
    } while (e == ERR_OK && cursor[0] != '\0');
    if (e != ERR_OK)
        sim_fail(s, "views", "sessions can't be read: %s", views_reader_why(r));
    views_reader_close(r);
}

/* Hold one session of a station's meter against the records. */
static void meet(struct sim *s, const struct site *site, const struct charger_truth *t,
                 struct sessions *all)
{
    unsigned found = 0;
    bool known = charger_energy_known(t, site->sample_lost[t->session % SIM_TRUTH_MAX]);
    for (size_t i = 0; i < all->n; i++) {
        const struct session *x = &all->p[i];
        if (!str_is(str_of(x->station), site->charger.identity) || x->evse_id != t->evse ||
            x->started_at_us / US_PER_MS != t->started_us / US_PER_MS)
            continue;
        found++;
        all->met[i] = true;
        if (!t->flawed && x->state != session_state_ENDED)
            sim_fail(s, "sessions are known", "session %u of %s is not ended", t->session,
                     site->charger.identity);
        if (known && llabs(x->energy_mwh - t->energy_wh * 1000) > 1000)
            sim_fail(s, "energy is the meter's",
                     "session %u of %s, EVSE %u (%s): %lld mWh are recorded, the meter says %lld Wh"
                     " (flags %llx)",
                     t->session, site->charger.identity, t->evse, x->session_id,
                     (long long)x->energy_mwh, (long long)t->energy_wh,
                     (unsigned long long)x->flags);
    }
    if (found != 1)
        sim_fail(s, "sessions are known", "session %u of %s, EVSE %u, is recorded %u times",
                 t->session, site->charger.identity, t->evse, found);
}

/* The folded session of that id. */
static const struct session *folded_of(const struct session *folded, size_t slots, const char *id)
{
    for (size_t i = 0; i < slots; i++)
        if (strcmp(folded[i].session_id, id) == 0)
            return &folded[i];
    return NULL;
}

/* Have two folds of a session come to the same, and by as many messages? */
static bool same_counts(const struct session *a, const struct session *b)
{
    return a->energy_mwh == b->energy_mwh && a->revision == b->revision && a->state == b->state &&
           a->messages == b->messages && a->repeats == b->repeats && a->readings == b->readings;
}

void compare_meters(struct sim *s, const struct session *folded, size_t slots)
{
    struct sessions all = {.p = calloc(SESSIONS_MAX, sizeof *all.p),
                           .met = calloc(SESSIONS_MAX, sizeof *all.met)};
    ASSERT(all.p && all.met);
    read_sessions(s, &all);
    for (unsigned i = 0; i < s->n_sites; i++)
        for (size_t k = 0; k < s->sites[i].n_truth; k++)
            meet(s, &s->sites[i], &s->sites[i].truth[k], &all);
    for (size_t i = 0; i < all.n; i++) {
        const struct session *x = folded_of(folded, slots, all.p[i].session_id);
        if (!all.met[i])
            sim_fail(s, "sessions are known", "session %s of %s happened at no station",
                     all.p[i].session_id, all.p[i].station);
        if (!x || !same_counts(x, &all.p[i]))
            sim_fail(s, "views are the fold", "session %s is not what the journal folds to",
                     all.p[i].session_id);
    }
    free(all.p);
    free(all.met);
}
