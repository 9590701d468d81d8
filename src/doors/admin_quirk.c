/* SPDX-License-Identifier: Apache-2.0 */
/* Quirks of stations: which repairs go for whom, switching them, and what was repaired. */
#include "doors/admin_call.h"

#include <string.h>

#include "base/assert.h"
#include "csms/quirks.h"

/* -- GET /api/quirks -- */

/* Who is asked about, and where the answer goes. */
struct asked {
    struct request *r;
    struct station_info info;
    bool found;
    struct json_writer w;
};

/* Take over what is known of the station. */
static void take_station(void *ctx, const struct station_info *info, const struct connector *c,
                         size_t n)
{
    struct asked *a = ctx;
    (void)c, (void)n;
    a->info = *info;
    a->found = true;
}

/* Read who is meant: a station as it is known, or a vendor, model and firmware. False = answered.
 */
static bool read_who(struct request *r, struct asked *a)
{
    struct str station, vendor, model, firmware;
    char cursor[64];
    if (!admin_query_text(r, "station", &station) || !admin_query_text(r, "vendor", &vendor) ||
        !admin_query_text(r, "model", &model) || !admin_query_text(r, "firmware", &firmware))
        return false;
    str_copy(a->info.vendor, sizeof a->info.vendor, vendor);
    str_copy(a->info.model, sizeof a->info.model, model);
    str_copy(a->info.firmware, sizeof a->info.firmware, firmware);
    if (station.n == 0)
        return true;
    if (!admin_page_views(r))
        return false;
    struct station_query q = {.identity = station, .limit = 1};
    enum err e = views_stations(r->a->views, &q, take_station, a, cursor);
    if (e != ERR_OK)
        admin_answer_views(r, e, STR("station"));
    else if (!a->found)
        admin_answer_error(r, 404, "no-such-station", station,
                           "no station of this identity is known");
    return e == ERR_OK && a->found;
}

/* Write one quirk and what goes for who is asked about. */
static void write_quirk(struct asked *a, unsigned number, const struct quirk_rules *rules)
{
    const struct quirk_row *row = quirk_row(number);
    struct quirk_state state;
    struct json_writer *w = &a->w;
    quirks_state(rules, &a->info, (enum quirk)number, &state);
    json_object(w);
    json_pair_int(w, "quirk", number);
    json_pair(w, "name", str_of(row->name));
    json_pair(w, "state", state.on ? STR("on") : STR("off"));
    json_pair(w, "value", state.value);
    json_pair(w, "by", str_of(state.origin));
    json_pair(w, "known", str_of(quirk_known_text(row->known)));
    json_pair(w, "control", str_of(quirk_control_text(row->control)));
    json_pair(w, "versions", str_of(row->versions));
    json_pair(w, "station", str_of(row->station));
    json_pair(w, "done", str_of(row->we));
    json_pair(w, "page", str_of(row->page));
    json_object_end(w);
}

/* Write them all, while the rules are lent to us. */
static void write_quirks(void *ctx, const struct quirk_rules *rules)
{
    for (unsigned i = 1; i < QUIRKS_END; i++)
        write_quirk(ctx, i, rules);
}

bool admin_quirk_list(struct request *r)
{
    struct asked a = {.r = r};
    if (!read_who(r, &a))
        return true;
    a.w = admin_answer_json(r, 200);
    json_object(&a.w);
    json_key(&a.w, STR("quirks"));
    json_array(&a.w);
    if (r->a->quirks)
        (*r->a->quirks)(r->a->ctx, write_quirks, &a);
    else
        write_quirks(&a, NULL);
    json_array_end(&a.w);
    json_object_end(&a.w);
    if (r->c->out->full)
        admin_answer_error(r, 500, "answer-too-large", STR(""), "the answer does not fit");
    return true;
}

/* -- PUT /api/quirks -- */

/* What a body says. */
struct wish {
    struct ev_quirk_ruled row;
    bool unseen, has_quirk, has_state;
};

/* Where the text of a member belongs, or NULL. */
static struct str *text_member(struct wish *x, struct str name)
{
    const struct {
        const char *name;
        struct str *to;
    } members[] = {{"vendor", &x->row.vendor},
                   {"model", &x->row.model},
                   {"firmware", &x->row.firmware},
                   {"station", &x->row.station},
                   {"value", &x->row.value}};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (str_is(name, members[i].name))
            return members[i].to;
    return NULL;
}

/* Take a member; NULL, or what is wrong with it. */
static const char *take_member(struct wish *x, struct str name, const struct json_token *t,
                               struct str text)
{
    struct str *to = text_member(x, name);
    if (str_is(name, "unseen") && (t->kind == JSON_TRUE || t->kind == JSON_FALSE)) {
        x->unseen = t->kind == JSON_TRUE;
        return NULL;
    }
    bool quirk = str_is(name, "quirk");
    if (t->kind != JSON_STRING && !(quirk && t->kind == JSON_NUMBER))
        return to || quirk || str_is(name, "state") ? "must be a string" : "is not a member here";
    if (!str_utf8(text) || memchr(text.p ? text.p : "", '\0', text.n))
        return "must be UTF-8 without NUL";
    if (quirk) {
        x->has_quirk = true;
        x->row.quirk = quirk_find(text);
        return x->row.quirk < 0 ? "is no quirk: GET /api/quirks lists numbers and names" : NULL;
    }
    if (str_is(name, "state")) {
        x->has_state = true;
        x->row.mode = enum_find(&names_quirk_mode, text);
        return x->row.mode < 0 ? "must be on, off or default" : NULL;
    }
    if (to)
        *to = text;
    return to ? NULL : "is not a member here";
}

/* Read the body; false = answered. */
static bool read_wish(struct request *r, struct wish *x)
{
    struct json_reader j;
    struct json_token t = {0};
    struct str name, text;
    json_open(&j, r->c->body);
    bool good = json_next(&j, &t) == JSON_OBJECT;
    while (good && json_next(&j, &t) == JSON_KEY) {
        if (!admin_answer_text(r, &t, &name))
            return false;
        good = json_next(&j, &t) != JSON_BAD;
        if (!good)
            break;
        if (!admin_answer_text(r, &t, &text))
            return false;
        const char *why = take_member(x, name, &t, text);
        if (why) {
            admin_answer_error(r, 400, "bad-member", name, "%.*s %s", STR_ARG(name), why);
            return false;
        }
    }
    good = good && t.kind == JSON_OBJECT_END && json_next(&j, &t) == JSON_END;
    if (!good)
        admin_answer_error(r, 400, "bad-json", STR("body"), "at byte %zu: %s", j.at,
                           j.error ? j.error : "the body must be one JSON object");
    return good;
}

/* Is some station booted as the patterns say? */
struct match {
    const struct ev_quirk_ruled *row;
    bool found;
};

static bool look_at_model(void *ctx, struct str vendor, struct str model, struct str firmware)
{
    struct match *m = ctx;
    m->found = (m->row->vendor.n == 0 || quirk_glob(m->row->vendor, vendor)) &&
               (m->row->model.n == 0 || quirk_glob(m->row->model, model)) &&
               (m->row->firmware.n == 0 || quirk_glob(m->row->firmware, firmware));
    return !m->found;
}

/* Is there anybody that the row is for? False = answered. */
static bool has_target(struct request *r, const struct wish *x)
{
    struct match m = {.row = &x->row};
    if (x->row.mode == quirk_mode_DEFAULT || x->unseen)
        return true;
    if (!admin_page_views(r))
        return false;
    if (x->row.station.n > 0) {
        m.found = admin_read_knows(r, x->row.station);
    } else {
        enum err e = views_models(r->a->views, look_at_model, &m);
        if (e != ERR_OK) {
            admin_answer_views(r, e, STR(""));
            return false;
        }
    }
    if (!m.found)
        admin_answer_error(r, 404, x->row.station.n > 0 ? "no-such-station" : "no-such-model",
                           x->row.station.n > 0 ? x->row.station : x->row.model,
                           "no station %s; \"unseen\":true sets the row all the same",
                           x->row.station.n > 0
                               ? "of this identity is known"
                               : "has booted with that vendor, model and firmware");
    return m.found;
}

/* Is the row whole and right? False = answered. */
static bool check_wish(struct request *r, const struct wish *x)
{
    const char *why = NULL;
    if (!x->has_quirk || !x->has_state)
        why = x->has_quirk ? "state is missing: on, off or default" : "quirk is missing";
    if (!why)
        why = quirks_wrong(&x->row);
    if (why)
        admin_answer_error(r, 400, "bad-quirk", STR("quirk"), "%s", why);
    return !why;
}

bool admin_quirk_put(struct request *r)
{
    struct wish x = {0};
    if (!read_wish(r, &x) || !check_wish(r, &x) || !has_target(r, &x))
        return true;
    struct job *j = r->c->jobs = arena_take(r->c->arena, sizeof *r->c->jobs);
    if (!j) {
        admin_answer_full(r);
        return true;
    }
    memset(j, 0, sizeof *j);
    r->c->n_jobs = 1;
    j->kind = JOB_WORLD;
    j->event.kind = EVENT_quirk_ruled;
    j->event.u.quirk_ruled = x.row;
    return false;
}

void admin_quirk_put_done(struct request *r)
{
    ASSERT(r->c->n_jobs == 1);
    const struct ev_quirk_ruled *row = &r->c->jobs[0].event.u.quirk_ruled;
    if (admin_write_failed(r, &r->c->jobs[0], STR("quirk")))
        return;
    struct json_writer w = admin_answer_json(r, 200);
    json_object(&w);
    json_pair_int(&w, "quirk", row->quirk);
    json_pair(&w, "state", enum_text(&names_quirk_mode, row->mode));
    json_pair(&w, "stored", STR("quirk"));
    json_object_end(&w);
}

/* -- GET /api/findings/summary -- */

/* Read what it is summed up by; false = answered. */
static bool read_by(struct request *r, enum repairs_by *by)
{
    static const char *const words[REPAIRS_BY] = {"quirk", "vendor", "model", "firmware",
                                                  "station"};
    struct str text;
    *by = REPAIRS_BY_MODEL;
    if (!admin_query_text(r, "by", &text))
        return false;
    for (unsigned i = 0; i < REPAIRS_BY; i++)
        if (str_is(text, words[i])) {
            *by = (enum repairs_by)i;
            return true;
        }
    if (text.n > 0)
        admin_answer_error(r, 400, "bad-parameter", STR("by"),
                           "by must be quirk, vendor, model, firmware or station");
    return text.n == 0;
}

/* Read the filter; false = answered. */
static bool read_query(struct request *r, struct repair_query *q)
{
    struct str quirk;
    if (!read_by(r, &q->by) || !admin_query_text(r, "station", &q->station) ||
        !admin_query_text(r, "vendor", &q->vendor) || !admin_query_text(r, "model", &q->model) ||
        !admin_query_text(r, "quirk", &quirk) ||
        !admin_query_int(r, "limit", 1, PAGE_ROWS_MAX, PAGE_ROWS, &q->limit) ||
        !admin_query_int(r, "after", 0, INT64_MAX, 0, &q->skip))
        return false;
    q->quirk = quirk.n > 0 ? quirk_find(quirk) : 0;
    if (q->quirk < 0)
        admin_answer_error(r, 400, "bad-parameter", STR("quirk"), "there is no such quirk");
    return q->quirk >= 0;
}

bool admin_quirk_summary(struct request *r)
{
    struct page p = {.r = r, .where = STR("after")};
    struct repair_query q = {0};
    enum err e;
    if (!admin_page_views(r) || !read_query(r, &q))
        return true;
    p.limit = q.limit;
    do {
        admin_page_begin(&p, "rows");
        q.limit = p.limit;
        e = views_repairs(r->a->views, &q, admin_page_row, &p);
    } while (e == ERR_OK && admin_page_again(&p));
    admin_page_last(&p, e);
    return true;
}
