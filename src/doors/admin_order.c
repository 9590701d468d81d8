/* SPDX-License-Identifier: Apache-2.0 */
/* Orders to stations: placed at one or many, listed, taken back. What an order is: csms/order.h. */
#include "doors/admin_call.h"

#include <string.h>

#include "base/assert.h"
#include "base/hash.h"
#include "base/time.h"
#include "ocpp/attempt.h"

/* What the body asks for. */
struct wish {
    struct ev_order_placed order;
    struct str station, stations, selector; /* one, or a JSON array of them as written, or whose */
    struct str bad;                         /* the member at fault */
    const char *why;
    size_t at; /* byte of the body, where it is no JSON */
};

/* The text of a string token in the arena. */
static struct str text_of(struct request *r, const struct json_token *t)
{
    struct buf out = arena_tail(r->c->arena);
    if (!t->escaped)
        return t->text;
    json_unescape(t->text, &out);
    return arena_keep(r->c->arena, &out);
}

/* A time of RFC 3339; false where it is none. */
static bool time_of(struct str text, int64_t *at_us)
{
    unsigned repairs;
    return time_parse(text, at_us, &repairs);
}

/* Set a member that is a text; false where it is not one of those, or not well. */
static bool set_text(struct wish *w, struct str name, struct str text)
{
    if (str_is(name, "station"))
        w->station = text;
    else if (str_is(name, "action"))
        w->order.action = text;
    else if (str_is(name, "key"))
        w->order.key = text;
    else if (str_is(name, "not_before"))
        return time_of(text, &w->order.not_before_us);
    else if (str_is(name, "expires_at"))
        return time_of(text, &w->order.expires_at_us);
    else
        return false;
    return true;
}

/* Take one member of the body; false where it is not well. */
static bool take_member(struct request *r, struct wish *w, struct str name, struct json_reader *j,
                        const struct json_token *t)
{
    bool payload = str_is(name, "payload");
    if (t->kind == JSON_STRING && !payload)
        return set_text(w, name, text_of(r, t));
    if (t->kind == JSON_OBJECT && payload)
        return json_skip(j, t, &w->order.payload);
    if (t->kind == JSON_OBJECT && str_is(name, "selector"))
        return json_skip(j, t, &w->selector);
    if (t->kind == JSON_ARRAY && str_is(name, "stations"))
        return json_skip(j, t, &w->stations);
    return false;
}

/* Read the body; false where it is not what it should be: w->why and w->bad say what. */
static bool read_wish(struct request *r, struct wish *w)
{
    struct json_reader j;
    struct json_token t;
    json_open(&j, r->c->body);
    w->why = "the body must be one JSON object";
    w->bad = STR("body");
    if (json_next(&j, &t) != JSON_OBJECT)
        return false;
    while (json_next(&j, &t) == JSON_KEY) {
        struct str name = text_of(r, &t);
        json_next(&j, &t);
        if (!take_member(r, w, name, &j, &t)) {
            w->why = j.error ? j.error : "there is no such member, or it is of another kind";
            w->bad = j.error ? STR("body") : name;
            return false;
        }
    }
    return t.kind == JSON_OBJECT_END && json_next(&j, &t) == JSON_END;
}

/* What is wrong with a wish that was read; NULL where nothing is. */
static const char *wish_wrong(struct wish *w)
{
    w->bad = STR("action");
    if (attempt_action(w->order.action) == ACTION_NONE)
        return "no version of OCPP sends this action to a station";
    w->bad = STR("station");
    if ((w->station.n > 0) + (w->stations.n > 0) + (w->selector.n > 0) != 1)
        return "an order needs a station, or stations, or a selector";
    w->bad = STR("key");
    return w->order.key.n > 64 ? "the key is longer than 64 bytes" : NULL;
}

/* Room for the jobs of n stations; false where the arena is full. */
static bool room_for(struct request *r, size_t n)
{
    size_t left = r->c->arena->cap - r->c->arena->n;
    r->c->jobs =
        n < left / sizeof *r->c->jobs ? arena_take(r->c->arena, n * sizeof *r->c->jobs) : NULL;
    return r->c->jobs != NULL;
}

/* Make the job of one station; there is room for it. */
static void add_job(struct request *r, const struct wish *w, struct str station)
{
    struct job *j = &r->c->jobs[r->c->n_jobs++];
    j->kind = JOB_ORDER;
    j->station = station;
    j->event.kind = EVENT_order_placed;
    j->event.u.order_placed = w->order;
}

/* Count the texts of the list; -1 where something else is in it. */
static int64_t count_list(struct str list)
{
    struct json_reader j;
    struct json_token t;
    int64_t n = 0;
    json_open(&j, list);
    json_next(&j, &t);
    while (json_next(&j, &t) == JSON_STRING)
        n += t.text.n > 0 ? 1 : -INT64_MAX / 2;
    return t.kind == JSON_ARRAY_END && n > 0 ? n : -1;
}

/* Make a job for each station of the list; false where the arena is full. */
static bool add_list(struct request *r, const struct wish *w, int64_t n)
{
    struct json_reader j;
    struct json_token t;
    if (!room_for(r, (size_t)n))
        return false;
    json_open(&j, w->stations);
    json_next(&j, &t);
    for (int64_t i = 0; i < n; i++) {
        json_next(&j, &t);
        add_job(r, w, text_of(r, &t));
    }
    return true;
}

/* Read a selector into filters and *glob; false where a member is none. */
static bool read_selector(struct request *r, const struct wish *w, struct row_filter *filters,
                          size_t n, struct str *glob)
{
    static const char *const words[] = {"site", "cpo", "vendor", "model", "firmware", "protocol"};
    struct json_reader j;
    struct json_token t;
    ASSERT(n == sizeof words / sizeof *words);
    json_open(&j, w->selector);
    json_next(&j, &t);
    while (json_next(&j, &t) == JSON_KEY) {
        struct str name = text_of(r, &t), *to = str_is(name, "identity") ? glob : NULL;
        for (size_t i = 0; i < n; i++)
            if (str_is(name, words[i]))
                to = &filters[i].value;
        if (json_next(&j, &t) != JSON_STRING || !to || t.text.n == 0)
            return false;
        *to = text_of(r, &t);
    }
    return true;
}

/* Make a job for each station that the selector means; false = answered. */
static bool add_selected(struct request *r, const struct wish *w)
{
    struct row_filter f[] = {{"site_id", {0}}, {"cpo_id", {0}},   {"vendor", {0}},
                             {"model", {0}},   {"firmware", {0}}, {"protocol", {0}}};
    struct gathered g = {.arena = r->c->arena};
    struct str glob = {0};
    if (!read_selector(r, w, f, sizeof f / sizeof *f, &glob)) {
        admin_answer_error(r, 400, "bad-order", STR("selector"),
                           "a selector has texts: site, cpo, vendor, model, firmware, protocol, "
                           "identity (a glob)");
        return false;
    }
    if (!admin_page_views(r))
        return false;
    enum err e = views_select(r->a->views, f, sizeof f / sizeof *f, glob, admin_batch_gather, &g);
    if (e != ERR_OK)
        admin_answer_views(r, e, STR("selector"));
    else if (g.n == 0)
        admin_answer_error(r, 404, "no-such-station", STR("selector"), "no station is like that");
    if (e != ERR_OK || g.n == 0)
        return false;
    if (g.full || !room_for(r, g.n)) {
        admin_answer_full(r);
        return false;
    }
    for (const struct gathered_pair *p = g.pairs; p; p = p->next)
        add_job(r, w, p->first);
    return true;
}

/* The name of a new batch. */
static struct str batch_name(struct request *r)
{
    unsigned char random[16];
    char name[17];
    (*r->a->random)(r->a->ctx, random);
    hash_name(str_make((const char *)random, sizeof random), name);
    return arena_copy(r->c->arena, str_of(name));
}

bool admin_order_place(struct request *r)
{
    struct wish w = {.order.origin = order_origin_ADMIN};
    bool good = read_wish(r, &w);
    if (good)
        w.why = wish_wrong(&w);
    int64_t n = w.stations.n > 0 ? count_list(w.stations) : 1;
    if (!good || w.why) {
        admin_answer_error(r, 400, "bad-order", w.bad, "%s", w.why);
        return true;
    }
    if (n < 0) {
        admin_answer_error(r, 400, "bad-order", STR("stations"),
                           "stations must be a list of identities");
        return true;
    }
    if (w.order.key.n == 0)
        w.order.key = attempt_key(attempt_action(w.order.action), w.order.payload, r->c->arena);
    if (w.station.n == 0)
        w.order.batch_id = batch_name(r);
    if (w.selector.n > 0)
        return !add_selected(r, &w);
    bool room = w.stations.n > 0 ? add_list(r, &w, n) : room_for(r, 1);
    if (!room)
        admin_answer_full(r);
    else if (w.station.n > 0)
        add_job(r, &w, w.station);
    return !room;
}

/* Write what became of one placing. */
static void write_placed(struct json_writer *w, const struct job *j)
{
    json_object(w);
    json_pair(w, "station", j->station);
    json_key(w, STR("order_id"));
    if (j->order_id[0] != '\0')
        json_string(w, str_of(j->order_id));
    else
        json_null(w);
    json_pair(w, "state",
              enum_text(&names_order_state,
                        j->e == ERR_OK ? (int64_t)j->order_state : (int64_t)order_state_REFUSED));
    if (j->answer.n > 0)
        json_pair(w, "reason", j->answer);
    json_object_end(w);
}

void admin_order_place_done(struct request *r)
{
    const struct admin_call *c = r->c;
    const struct job *first = c->jobs;
    struct str batch = first->event.u.order_placed.batch_id;
    if (c->n_jobs == 1 && first->e == ERR_NOT_FOUND) {
        admin_answer_error(r, 404, "no-such-station", first->station,
                           "no station of this identity is known");
        return;
    }
    if (first->e != ERR_OK && first->e != ERR_NOT_FOUND) {
        admin_write_failed(r, first, first->station);
        return;
    }
    if (c->n_jobs == 1 && first->order_state == order_state_REFUSED) {
        admin_answer_error(r, 409, "refused", first->station, "%.*s", STR_ARG(first->answer));
        return;
    }
    struct json_writer w = admin_answer_json(r, 201);
    json_object(&w);
    json_key(&w, STR("batch_id"));
    if (batch.n > 0)
        json_string(&w, batch);
    else
        json_null(&w);
    json_key(&w, STR("orders"));
    json_array(&w);
    for (size_t i = 0; i < c->n_jobs; i++)
        write_placed(&w, &c->jobs[i]);
    json_array_end(&w);
    json_object_end(&w);
}

bool admin_order_rows(struct request *r)
{
    struct page p = {.r = r, .where = STR("before")};
    struct row_filter f[] = {{"station", {0}}, {"action", {0}}, {"batch_id", {0}}, {"state", {0}}};
    int64_t word;
    if (!admin_page_views(r) || !admin_query_text(r, "station", &f[0].value) ||
        !admin_query_text(r, "action", &f[1].value) || !admin_query_text(r, "batch", &f[2].value) ||
        !admin_query_text(r, "state", &f[3].value) ||
        !admin_query_word(r, "state", &names_order_state, &word))
        return true;
    return admin_page_rows(&p, "orders", f, sizeof f / sizeof *f);
}

/* The one order that was asked for. */
static void the_order(void *ctx, int64_t rowid, struct str json)
{
    struct page *p = ctx;
    (void)rowid;
    p->n++;
    p->w = admin_answer_json(p->r, 200);
    json_raw(&p->w, json);
}

/* Answer that there is no order of that id. */
static void no_order(struct request *r)
{
    admin_answer_error(r, 404, "no-such-order", r->id, "there is no order of this id");
}

bool admin_order_one(struct request *r)
{
    struct page p = {.r = r, .where = STR("")};
    struct row_filter f = {"order_id", r->id};
    if (!admin_page_views(r))
        return true;
    enum err e =
        r->id.n > 0 ? views_rows(r->a->views, "orders", &f, 1, (struct str){0}, 1, 0, the_order, &p)
                    : ERR_OK;
    if (e != ERR_OK)
        admin_answer_views(r, e, STR(""));
    else if (p.n == 0)
        no_order(r);
    else if (r->c->out->full)
        admin_answer_error(r, 500, "answer-too-large", r->id, "the answer does not fit");
    return true;
}

bool admin_order_cancel(struct request *r)
{
    char station[129];
    int64_t state;
    if (!admin_page_views(r))
        return true;
    enum err e = views_order(r->a->views, r->id, station, &state);
    struct job *j = e == ERR_OK ? arena_take(r->c->arena, sizeof *j) : NULL;
    if (e == ERR_NOT_FOUND)
        no_order(r);
    else if (e != ERR_OK)
        admin_answer_views(r, e, STR(""));
    else if (!j)
        admin_answer_full(r);
    if (!j)
        return true;
    memset(j, 0, sizeof *j);
    j->kind = JOB_CANCEL;
    j->station = arena_copy(r->c->arena, str_of(station));
    j->event.kind = EVENT_order_moved;
    j->event.u.order_moved.order_id = r->id;
    j->event.u.order_moved.reason = STR("taken back");
    r->c->jobs = j;
    r->c->n_jobs = 1;
    return false;
}

void admin_order_cancel_done(struct request *r)
{
    const struct job *j = &r->c->jobs[0];
    char station[129];
    int64_t state = order_state_NONE;
    if (j->e != ERR_OK) {
        admin_write_failed(r, j, r->id);
        return;
    }
    if (j->order_state == order_state_SENT) {
        admin_answer_error(r, 409, "sent", r->id, "it is on the wire: it can't be taken back");
        return;
    }
    if (j->order_state == order_state_CANCELLED) {
        admin_order_one(r);
        return;
    }
    if (r->a->views && views_order(r->a->views, r->id, station, &state) != ERR_OK)
        state = order_state_NONE;
    admin_answer_error(r, 409, "through", r->id, "it is through already: %.*s",
                       STR_ARG(enum_text(&names_order_state, state)));
}
