/* SPDX-License-Identifier: Apache-2.0 */
/* What can be read: health, metrics, and the views page by page. A page that does not fit in the
 * answer's buffer is made again with fewer rows: its cursor says where to go on. */
#include "doors/admin_call.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "csms/station.h"

bool admin_read_health(struct request *r)
{
    struct json_writer w = admin_answer_json(r, 200);
    json_object(&w);
    json_pair(&w, "status", r->a->n_troubles > 0 ? STR("degraded") : STR("ok"));
    json_pair(&w, "version", str_of(r->a->version));
    if (r->a->n_troubles > 0) {
        json_key(&w, STR("troubles"));
        json_array(&w);
        for (size_t i = 0; i < r->a->n_troubles; i++)
            json_string(&w, str_of(r->a->troubles[i]));
        json_array_end(&w);
    }
    json_object_end(&w);
    return true;
}

bool admin_read_ready(struct request *r)
{
    bool ready = r->a->ready && r->a->views;
    struct json_writer w = admin_answer_json(r, ready ? 200 : 503);
    json_object(&w);
    json_pair(&w, "status", ready ? STR("ready") : STR("starting or stopping"));
    json_object_end(&w);
    return true;
}

const struct metric admin_build_info = {"busbar_build_info", "The version that runs.",
                                        METRIC_GAUGE};

bool admin_read_metrics(struct request *r)
{
    const struct admin *a = r->a;
    struct buf *out = r->c->out;
    char version[64];
    bool open = str_has(http_header(&r->c->head, "accept"), STR("application/openmetrics-text"));
    enum metrics_style style = open ? METRICS_OPEN : METRICS_PROMETHEUS;
    r->c->status = 200;
    r->c->content_type = open ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                              : "text/plain; version=0.0.4; charset=utf-8";
    counters_print(a->counters, a->n_counters, style, out);
    metrics_head(out, style, &admin_build_info);
    snprintf(version, sizeof version, "version=\"%s\"", a->version);
    metrics_value(out, admin_build_info.name, version, 1);
    if (a->vitals)
        a->vitals(a->ctx, style, out);
    metrics_end(out, style);
    if (out->full)
        admin_answer_error(r, 500, "answer-too-large", STR(""), "the metrics do not fit");
    return true;
}

/* Write one session. */
static void write_session(struct page *p, const struct session *s)
{
    record_json(views_session_type(p->r->a->views), s, &p->w);
}

/* A session of a page. */
static void each_session(void *ctx, const struct session *s)
{
    struct page *p = ctx;
    if (!p->r->c->out->full)
        p->n++;
    write_session(p, s);
}

/* Read the filter of sessions from the query. */
static bool session_filter(struct request *r, struct session_query *q)
{
    *q = (struct session_query){0};
    return admin_query_text(r, "station", &q->station) &&
           admin_query_text(r, "site", &q->site_id) && admin_query_text(r, "cpo", &q->cpo_id) &&
           admin_query_text(r, "tariff", &q->tariff_id) &&
           admin_query_text(r, "token", &q->id_token) &&
           admin_query_text(r, "transaction", &q->transaction_id) &&
           admin_query_word(r, "state", &names_session_state, &q->state) &&
           admin_query_time(r, "from", &q->from_us) && admin_query_time(r, "to", &q->to_us) &&
           admin_query_text(r, "after", &q->after) &&
           admin_query_int(r, "limit", 1, PAGE_ROWS_MAX, PAGE_ROWS, &q->limit);
}

bool admin_read_sessions(struct request *r)
{
    struct session_query q;
    struct page p = {.r = r, .where = STR("after")};
    char cursor[64];
    enum err e;
    if (!admin_page_views(r) || !session_filter(r, &q))
        return true;
    p.limit = q.limit;
    do {
        admin_page_begin(&p, "sessions");
        q.limit = p.limit;
        e = views_sessions(r->a->views, &q, each_session, &p, cursor);
    } while (e == ERR_OK && admin_page_again(&p));
    admin_page_end(&p, e, "next", str_of(cursor));
    return true;
}

/* The one session that was asked for. */
static void the_session(void *ctx, const struct session *s)
{
    struct page *p = ctx;
    p->n++;
    p->w = admin_answer_json(p->r, 200);
    write_session(p, s);
}

bool admin_read_session(struct request *r)
{
    struct page p = {.r = r, .where = STR("after")};
    char cursor[64];
    if (!admin_page_views(r))
        return true;
    struct session_query q = {.session_id = r->id, .limit = 1};
    enum err e = views_sessions(r->a->views, &q, the_session, &p, cursor);
    if (e != ERR_OK)
        admin_answer_views(r, e, STR(""));
    else if (p.n == 0)
        admin_answer_error(r, 404, "no-such-session", r->id, "there is no session of this id");
    return true;
}

/* Write one station but for its open sessions; the object stays open. */
static void write_station(struct page *p, const struct station_info *info,
                          const struct connector *c, size_t n)
{
    int64_t seen_us =
        p->r->a->last_seen ? p->r->a->last_seen(p->r->a->ctx, str_of(info->identity)) : 0;
    json_object(&p->w);
    record_json_fields(&station_type, info, &p->w);
    if (seen_us != 0) {
        json_pair_time(&p->w, "last_seen", seen_us);
    } else {
        json_key(&p->w, STR("last_seen"));
        json_null(&p->w);
    }
    json_key(&p->w, STR("connectors"));
    json_array(&p->w);
    for (size_t i = 0; i < n; i++)
        record_json(&connector_type, &c[i], &p->w);
    json_array_end(&p->w);
}

/* A station of a page. */
static void each_station(void *ctx, const struct station_info *info, const struct connector *c,
                         size_t n)
{
    struct page *p = ctx;
    if (!p->r->c->out->full)
        p->n++;
    write_station(p, info, c, n);
    json_object_end(&p->w);
}

/* Read "connected" from the query: 1 yes, -1 no, 0 any. */
static bool connected_filter(struct request *r, int64_t *out)
{
    struct str text;
    *out = 0;
    if (!admin_query_text(r, "connected", &text))
        return false;
    if (str_is(text, "true") || str_is(text, "1"))
        *out = 1;
    else if (str_is(text, "false") || str_is(text, "0"))
        *out = -1;
    if (text.n == 0 || *out != 0)
        return true;
    admin_answer_error(r, 400, "bad-parameter", STR("connected"),
                       "connected must be true or false");
    return false;
}

bool admin_read_stations(struct request *r)
{
    struct station_query q = {0};
    struct page p = {.r = r, .where = STR("after")};
    char cursor[64];
    enum err e;
    if (!admin_page_views(r) || !admin_query_text(r, "site", &q.site_id) ||
        !admin_query_text(r, "cpo", &q.cpo_id) || !connected_filter(r, &q.connected) ||
        !admin_query_word(r, "standing", &names_standing, &q.standing) ||
        !admin_query_text(r, "after", &q.after) ||
        !admin_query_int(r, "limit", 1, PAGE_ROWS_MAX, PAGE_ROWS, &p.limit))
        return true;
    do {
        admin_page_begin(&p, "stations");
        q.limit = p.limit;
        e = views_stations(r->a->views, &q, each_station, &p, cursor);
    } while (e == ERR_OK && admin_page_again(&p));
    admin_page_end(&p, e, "next", str_of(cursor));
    return true;
}

/* The one station that was asked for. */
static void the_station(void *ctx, const struct station_info *info, const struct connector *c,
                        size_t n)
{
    struct page *p = ctx;
    p->n++;
    p->w = admin_answer_json(p->r, 200);
    write_station(p, info, c, n);
}

bool admin_read_station(struct request *r)
{
    struct page p = {.r = r, .where = STR("after")};
    char cursor[64];
    if (!admin_page_views(r))
        return true;
    struct station_query q = {.identity = r->id, .limit = 1};
    enum err e = views_stations(r->a->views, &q, the_station, &p, cursor);
    if (e == ERR_OK && p.n == 1) {
        struct session_query open = {
            .station = r->id, .state = session_state_OPEN, .limit = PAGE_ROWS_MAX};
        json_key(&p.w, STR("sessions"));
        json_array(&p.w);
        e = views_sessions(r->a->views, &open, each_session, &p, cursor);
        json_array_end(&p.w);
        json_object_end(&p.w);
    }
    if (e != ERR_OK)
        admin_answer_views(r, e, STR(""));
    else if (p.n == 0)
        admin_answer_error(r, 404, "no-such-station", r->id,
                           "no station of this identity is known");
    else if (r->c->out->full)
        admin_answer_error(r, 500, "answer-too-large", r->id, "the answer does not fit");
    return true;
}

/* Nothing is asked of the station but whether it is there. */
static void count_station(void *ctx, const struct station_info *info, const struct connector *c,
                          size_t n)
{
    (void)c, (void)n;
    *(bool *)ctx = info->standing != standing_REMOVED;
}

bool admin_read_knows(struct request *r, struct str station)
{
    char cursor[64];
    bool there = false;
    struct station_query q = {.identity = station, .limit = 1};
    return r->a->views &&
           views_stations(r->a->views, &q, count_station, &there, cursor) == ERR_OK && there;
}

/* The list that a path names. */
static const char *list_of(struct str path)
{
    static const struct {
        const char *path, *list;
    } row[] = {{"/api/refused", "refused"},
               {"/api/findings", "finding"},
               {"/api/commands", "command"},
               {"/api/connections", "connection"},
               {"/api/tokens", "token"},
               {"/api/sites", "site"},
               {"/api/quirks/rows", "quirk"},
               {"/api/csrs", "csr"},
               {"/api/certificates", "station_certificate"}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        if (str_is(path, row[i].path))
            return row[i].list;
    return "";
}

bool admin_read_rows(struct request *r)
{
    struct page p = {.r = r, .where = STR("after")};
    struct row_filter of = {"station", {0}};
    if (!admin_page_views(r) || !admin_query_text(r, "station", &of.value))
        return true;
    return admin_page_rows(&p, list_of(r->c->head.path), &of, 1);
}

/* A change of a page. */
static bool each_change(void *ctx, uint64_t seq, struct str json)
{
    struct page *p = ctx;
    json_raw(&p->w, json);
    if (p->r->c->out->full)
        return false;
    p->n++;
    p->last = (int64_t)seq + 1;
    return true;
}

bool admin_read_changes(struct request *r)
{
    struct page p = {.r = r, .where = STR("after")};
    int64_t from;
    enum err e;
    if (!admin_page_views(r) || !admin_query_int(r, "from", 1, INT64_MAX, 1, &from) ||
        !admin_query_int(r, "limit", 1, PAGE_ROWS_MAX, PAGE_ROWS, &p.limit))
        return true;
    do {
        admin_page_begin(&p, "changes");
        e = views_changes_read(r->a->views, (uint64_t)from, p.limit, each_change, &p);
    } while (e == ERR_OK && admin_page_again(&p));
    if (p.n == 0)
        p.last = from;
    admin_page_end(&p, e, "next", (struct str){0});
    return true;
}
