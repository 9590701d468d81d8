/* SPDX-License-Identifier: Apache-2.0 */
/* The composite schedule of an EVSE, computed of the charging profiles that its station is known to
 * have: facts of kind charging_profile that were not taken off, and the session that is open. */
#include "base/time.h"
#include "csms/composite.h"
#include "doors/admin_call.h"
#include "event/fact.h"
#include "wire/decimal.h"

#define PROFILES_MAX 64
#define PERIODS_MAX 1024 /* of the answer */
#define DAY_S 86400

struct gathering {
    struct request *r;
    struct composite_ask ask;
    struct composite_profile profiles[PROFILES_MAX];
    unsigned n;
    struct str transaction_id; /* of the open session at the EVSE; empty = none */
    int64_t started_s;         /* when it began; now where there is none */
    bool no_room;
};

/* -- a row of facts -- */

/* The text of a member of a JSON object, unescaped into the arena; empty where absent or null. */
static struct str member(struct gathering *g, struct str json, const char *name)
{
    struct json_reader in;
    struct json_token t;
    json_open(&in, json);
    if (json_next(&in, &t) != JSON_OBJECT)
        return (struct str){0};
    while (json_next(&in, &t) == JSON_KEY) {
        bool found = str_is(t.text, name);
        struct str whole;
        json_next(&in, &t);
        if (!json_skip(&in, &t, &whole))
            break;
        if (!found || t.kind == JSON_NULL)
            continue;
        if (t.kind != JSON_STRING || !t.escaped)
            return t.kind == JSON_STRING ? t.text : whole;
        struct buf plain = arena_tail(g->r->c->arena);
        json_unescape(t.text, &plain);
        struct str kept = arena_keep(g->r->c->arena, &plain);
        g->no_room |= !kept.p;
        return kept;
    }
    return (struct str){0};
}

/* The same as a number, 0 where it is none. */
static int64_t number(struct gathering *g, struct str json, const char *name)
{
    int64_t n;
    return str_int(member(g, json, name), &n) ? n : 0;
}

/* The same as a time in whole seconds. */
static int64_t seconds(struct gathering *g, struct str json, const char *name)
{
    int64_t at_us;
    unsigned repairs;
    return time_parse(member(g, json, name), &at_us, &repairs) ? at_us / US_PER_S : 0;
}

/* -- schedules -- */

/* A list or a single object of JSON, and its first object. */
static struct str first_object(struct str json)
{
    struct json_reader in;
    struct json_token t;
    struct str whole = {0};
    json_open(&in, json);
    enum json_kind kind = json_next(&in, &t);
    if (kind == JSON_ARRAY)
        kind = json_next(&in, &t);
    return kind == JSON_OBJECT && json_skip(&in, &t, &whole) ? whole : (struct str){0};
}

/* Read a period; false where it limits nothing. */
static bool read_period(struct gathering *g, struct str json, struct composite_period *p)
{
    *p = (struct composite_period){.start_s = number(g, json, "startPeriod"),
                                   .phases = number(g, json, "numberPhases")};
    enum decimal_result read = decimal_read(member(g, json, "limit"), 3, &p->limit);
    if (p->phases < 0 || p->phases > 3)
        p->phases = 0;
    return (read == DECIMAL_OK || read == DECIMAL_ROUNDED) && p->limit >= 0 && p->start_s >= 0;
}

/* Read the periods of a schedule into the arena. */
static void read_periods(struct gathering *g, struct str json, struct composite_profile *p)
{
    struct composite_period *list = NULL;
    struct json_reader in;
    struct json_token t;
    for (unsigned pass = 0, n = 0; pass < 2; pass++, n = 0) {
        json_open(&in, json);
        if (json_next(&in, &t) != JSON_ARRAY)
            return;
        while (json_next(&in, &t) == JSON_OBJECT) {
            struct str whole;
            struct composite_period period;
            if (!json_skip(&in, &t, &whole))
                break;
            if (!read_period(g, whole, &period))
                continue;
            if (list)
                list[n] = period;
            n++;
        }
        p->n_periods = list ? n : 0;
        if (!list && n > 0)
            list = arena_take(g->r->c->arena, n * sizeof *list);
        g->no_room |= !list && n > 0;
        if (!list)
            return;
    }
    p->periods = list;
}

/* How long until a recurring profile begins anew. */
static int64_t recurs(struct str word)
{
    return str_is(word, "Daily") ? DAY_S : str_is(word, "Weekly") ? 7 * DAY_S : 0;
}

/* A charging profile of the station. */
static void each_profile(void *ctx, int64_t rowid, struct str json)
{
    struct gathering *g = ctx;
    struct composite_profile *p = &g->profiles[g->n];
    (void)rowid;
    if (g->n == PROFILES_MAX || str_is(member(g, json, "cleared"), "true"))
        return;
    struct str schedule = first_object(member(g, json, "schedule"));
    *p = (struct composite_profile){
        .purpose = composite_purpose_find(member(g, json, "purpose")),
        .id = number(g, json, "profile_id"),
        .evse_id = number(g, json, "evse_id"),
        .stack_level = number(g, json, "stack_level"),
        .from_s = seconds(g, json, "from"),
        .to_s = seconds(g, json, "to"),
        .start_s = seconds(g, schedule, "startSchedule"),
        .duration_s = number(g, schedule, "duration"),
        .recurs_s = recurs(member(g, json, "recurrency")),
        .amperes = str_is(member(g, schedule, "chargingRateUnit"), "A"),
    };
    struct str tx = member(g, json, "transaction_id");
    if (p->purpose == COMPOSITE_PURPOSES || (tx.n > 0 && !str_eq(tx, g->transaction_id)))
        return;
    if (p->start_s == 0)
        p->start_s = g->started_s;
    read_periods(g, member(g, schedule, "chargingSchedulePeriod"), p);
    g->n += p->n_periods > 0;
}

/* An open session of the station. */
static void each_open(void *ctx, const struct session *s)
{
    struct gathering *g = ctx;
    if (s->evse_id != g->ask.evse_id || g->transaction_id.n > 0)
        return;
    g->transaction_id = arena_copy(g->r->c->arena, str_of(s->transaction_id));
    g->started_s = s->started_at_us / US_PER_S;
}

/* A fact that priority charging is on for the open session. */
static void each_priority(void *ctx, int64_t rowid, struct str json)
{
    struct gathering *g = ctx;
    (void)rowid;
    if (g->transaction_id.n > 0 && str_eq(member(g, json, "transaction_id"), g->transaction_id) &&
        str_is(member(g, json, "active"), "true"))
        g->ask.priority = true;
}

/* -- the answer -- */

/* Write the schedule. */
static void write_schedule(struct gathering *g, const struct composite_period *periods, unsigned n,
                           bool cut)
{
    struct json_writer w = admin_answer_json(g->r, 200);
    json_object(&w);
    json_pair(&w, "station", g->r->id);
    json_pair_int(&w, "evse", g->ask.evse_id);
    json_pair_time(&w, "from", g->ask.at_s * US_PER_S);
    json_pair_int(&w, "duration", g->ask.duration_s);
    json_pair(&w, "unit", g->ask.amperes ? STR("A") : STR("W"));
    json_pair_int(&w, "profiles", (int64_t)g->n);
    json_pair_bool(&w, "cut", cut);
    json_key(&w, STR("periods"));
    json_array(&w);
    for (unsigned i = 0; i < n; i++) {
        json_object(&w);
        json_pair_int(&w, "start", periods[i].start_s);
        if (periods[i].limit == COMPOSITE_NO_LIMIT) {
            json_key(&w, STR("limit"));
            json_null(&w);
        } else {
            json_pair_decimal(&w, "limit", periods[i].limit, 3);
        }
        json_pair_int(&w, "phases", periods[i].phases);
        json_object_end(&w);
    }
    json_array_end(&w);
    json_object_end(&w);
}

/* Read what is asked for; false where it is answered already. */
static bool read_ask(struct request *r, struct composite_ask *ask)
{
    int64_t volts;
    struct str unit;
    if (!admin_query_int(r, "evse", 0, INT32_MAX, 0, &ask->evse_id) ||
        !admin_query_int(r, "duration", 1, 31 * DAY_S, DAY_S, &ask->duration_s) ||
        !admin_query_int(r, "voltage", 1, 2000, 230, &volts) ||
        !admin_query_int(r, "phases", 1, 3, 3, &ask->phases) || !admin_query_text(r, "unit", &unit))
        return false;
    ask->voltage_mv = volts * 1000;
    ask->amperes = str_is(unit, "A");
    ask->at_s = r->now_us / US_PER_S;
    if (unit.n == 0 || ask->amperes || str_is(unit, "W"))
        return true;
    admin_answer_error(r, 400, "bad-parameter", STR("unit"), "unit must be W or A");
    return false;
}

/* Take session, priority and profiles out of the views. */
static enum err gather(struct gathering *g)
{
    char cursor[64];
    struct views_reader *v = g->r->a->views;
    struct session_query open = {
        .station = g->r->id, .state = session_state_OPEN, .limit = PROFILES_MAX};
    struct fact_query q = {
        .kind = FACT_priority_charging, .station = g->r->id, .limit = PROFILES_MAX};
    enum err e = views_sessions(v, &open, each_open, g, cursor);
    if (e == ERR_OK)
        e = views_facts(v, &q, each_priority, g);
    q.kind = FACT_charging_profile;
    q.limit = 1000;
    return e == ERR_OK ? views_facts(v, &q, each_profile, g) : e;
}

bool admin_schedule(struct request *r)
{
    bool cut;
    struct gathering *g = arena_take(r->c->arena, sizeof *g);
    struct composite_period *out = arena_take(r->c->arena, PERIODS_MAX * sizeof *out);
    if (!g || !out) {
        admin_answer_error(r, 413, "out-of-memory", r->id, "the request's memory is used up");
        return true;
    }
    g->r = r;
    g->started_s = r->now_us / US_PER_S;
    if (!admin_page_views(r) || !read_ask(r, &g->ask))
        return true;
    if (!admin_read_knows(r, r->id)) {
        admin_answer_error(r, 404, "no-such-station", r->id,
                           "no station of this identity is known");
        return true;
    }
    enum err e = gather(g);
    if (e != ERR_OK) {
        admin_answer_views(r, e, STR(""));
        return true;
    }
    if (g->no_room) {
        admin_answer_error(r, 413, "out-of-memory", r->id, "the profiles are too large to hold");
        return true;
    }
    unsigned n = composite_make(g->profiles, g->n, &g->ask, out, PERIODS_MAX, &cut);
    write_schedule(g, out, n, cut || g->n == PROFILES_MAX);
    return true;
}
