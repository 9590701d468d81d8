/* SPDX-License-Identifier: Apache-2.0 */
/* The server's sessions against the chargers' own meters: each session a charger ended must be
 * there exactly once, ended, with the energy its meter counted. */
#include "apps/sim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/fetch.h"
#include "base/time.h"
#include "wire/http.h"
#include "wire/json.h"

/* One session as the server tells it. */
struct record {
    int64_t started_us, evse, energy_mwh;
    bool ended;
    char id[17];
};

struct records {
    struct record *list;
    size_t n, cap;
    char cursor[128];
};

/* Take one member of a session object. */
static void take_member(struct record *r, struct str key, const struct json_token *t)
{
    unsigned repairs;
    if (str_is(key, "started_at"))
        time_parse(t->text, &r->started_us, &repairs);
    else if (str_is(key, "evse_id"))
        str_int(t->text, &r->evse);
    else if (str_is(key, "energy_mwh"))
        str_int(t->text, &r->energy_mwh);
    else if (str_is(key, "state"))
        r->ended = str_is(t->text, "ended");
    else if (str_is(key, "session_id"))
        str_copy(r->id, sizeof r->id, t->text);
}

/* Read one object whose brace has been taken. */
static bool read_record(struct json_reader *j, struct record *r)
{
    struct json_token key, value;
    memset(r, 0, sizeof *r);
    while (json_next(j, &key) == JSON_KEY) {
        json_next(j, &value);
        if (!json_skip(j, &value, NULL))
            return false;
        take_member(r, key.text, &value);
    }
    return key.kind == JSON_OBJECT_END;
}

/* Read a page: the first array holds the sessions; the member "next" is the cursor of the page
 * behind. */
static bool read_page(struct str body, struct records *all)
{
    struct json_reader j;
    struct json_token t;
    all->cursor[0] = '\0';
    json_open(&j, body);
    for (enum json_kind kind = json_next(&j, &t); kind != JSON_END; kind = json_next(&j, &t)) {
        if (kind == JSON_BAD)
            return false;
        if (kind == JSON_OBJECT && j.depth > 1) {
            if (all->n == all->cap) {
                all->cap = all->cap ? all->cap * 2 : 256;
                all->list = realloc(all->list, all->cap * sizeof *all->list);
                if (!all->list)
                    return false;
            }
            if (!read_record(&j, &all->list[all->n++]))
                return false;
        }
        if (kind == JSON_KEY && str_is(t.text, "next") && json_next(&j, &t) == JSON_STRING)
            str_copy(all->cursor, sizeof all->cursor, t.text);
    }
    return true;
}

/* Fetch all sessions of a station. */
static bool fetch_all(const struct sim_options *o, const char *identity, struct records *all,
                      char why[256])
{
    all->n = 0;
    all->cursor[0] = '\0';
    do {
        char path[512];
        struct buf target = buf_over(path, sizeof path);
        struct fetch f = {.host_port = o->admin, .key_file = o->key_file, .timeout_ms = 20000};
        buf_putz(&target, "/api/sessions?limit=1000&station=");
        http_encode(str_of(identity), &target);
        if (all->cursor[0]) {
            buf_putz(&target, "&after=");
            http_encode(str_of(all->cursor), &target);
        }
        buf_putc(&target, '\0');
        bool ok = fetch_do(&f, "GET", path, NULL, (struct str){0}) == ERR_OK && f.status == 200 &&
                  read_page(str_make(f.body, f.body_n), all);
        if (!ok)
            snprintf(why, 256, "the server can't be asked for sessions: %.160s (status %d)", f.why,
                     f.status);
        free(f.body);
        if (!ok)
            return false;
    } while (all->cursor[0]);
    return true;
}

/* Note the first difference in words. */
static void differ(struct sim_result *r, const char *what, const char *identity,
                   const struct charger_truth *t, int64_t energy_mwh)
{
    char at[25];
    time_format(t->started_us, at);
    if (r->why[0] == '\0')
        snprintf(r->why, sizeof r->why,
                 "%s: station %s EVSE %u session %.24s started %s, meter %lld Wh, recorded "
                 "%lld.%03lld Wh",
                 what, identity, t->evse, t->transaction_id, at, (long long)t->energy_wh,
                 (long long)(energy_mwh / 1000), (long long)(energy_mwh % 1000));
}

/* Hold one session against the records of its station. */
static void check_one(struct sim_result *r, const char *identity, const struct charger_truth *t,
                      bool sample_lost, const struct records *all)
{
    const struct record *found = NULL;
    uint64_t same = 0;
    for (size_t i = 0; i < all->n; i++)
        if (all->list[i].evse == t->evse &&
            all->list[i].started_us / US_PER_MS == t->started_us / US_PER_MS) {
            found = &all->list[i];
            same++;
        }
    if (t->flawed) {
        r->flawed++;
    } else if (!found) {
        r->missing++;
        differ(r, "missing", identity, t, 0);
    } else if (same > 1) {
        r->doubled++;
        differ(r, "recorded twice", identity, t, found->energy_mwh);
    } else if (!found->ended) {
        r->open++;
        differ(r, "still open", identity, t, found->energy_mwh);
    } else if (llabs(found->energy_mwh - t->energy_wh * 1000) <= 1000) {
        r->matched++;
    } else if (!charger_energy_known(t, sample_lost)) {
        r->flawed++;
    } else {
        r->wrong_energy++;
        differ(r, "wrong energy", identity, t, found->energy_mwh);
    }
}

/* By station, then by session. */
static int by_session(const void *a, const void *b)
{
    const struct sim_lost *x = a, *y = b;
    if (x->station != y->station)
        return x->station < y->station ? -1 : 1;
    return x->session < y->session ? -1 : x->session > y->session;
}

static int by_station(const void *a, const void *b)
{
    const struct sim_truth *x = a, *y = b;
    return x->station < y->station ? -1 : x->station > y->station;
}

bool sim_check(const struct sim_options *o, struct sim_truth *truth, size_t n,
               struct sim_lost *lost, size_t n_lost, struct sim_result *result)
{
    struct records all = {0};
    bool ok = true;
    usleep(500000); /* the views follow the journal by a fraction of a second */
    qsort(truth, n, sizeof *truth, by_station);
    if (n_lost > 0)
        qsort(lost, n_lost, sizeof *lost, by_session);
    for (size_t i = 0; ok && i < n;) {
        char identity[64];
        uint32_t station = truth[i].station;
        sim_identity(o, station, identity);
        ok = fetch_all(o, identity, &all, result->why);
        for (; ok && i < n && truth[i].station == station; i++) {
            struct sim_lost key = {station, truth[i].t.session};
            bool sample_lost =
                n_lost > 0 && bsearch(&key, lost, n_lost, sizeof *lost, by_session) != NULL;
            check_one(result, identity, &truth[i].t, sample_lost, &all);
        }
    }
    free(all.list);
    result->checked = ok;
    return ok;
}
