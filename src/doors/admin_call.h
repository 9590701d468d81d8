/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the admin door share: the request being answered, its parameters, its answer.
 */
#pragma once

#include "doors/admin.h"
#include "doors/form.h"

#define FORM_BODY_MAX 65536
#define COMMAND_BODY_MAX 1048576
#define IMPORT_BODY_MAX 33554432

struct request;

struct route {
    const char *method, *pattern;
    bool (*begin)(struct request *r);  /* true = answered */
    void (*finish)(struct request *r); /* behind the jobs; NULL where there are none */
    bool open;                         /* no key needed */
    const char *parameters, *body;
    size_t body_max;
};

struct request {
    struct admin *a;
    struct admin_call *c;
    const struct route *route;
    struct str id, act; /* the path's {..}, decoded */
    int64_t now_us;
};

/* -- admin_answer.c -- */
/* Begin the answer's body as JSON with that status; what was written before is dropped. */
struct json_writer admin_answer_json(struct request *r, int status);
/* Answer {"error":{"code","message","where"}}; `where` may be empty. The message is printf text. */
__attribute__((format(printf, 5, 6))) void admin_answer_error(struct request *r, int status,
                                                              const char *code, struct str where,
                                                              const char *format, ...);
/* Begin an answer of that kind, with the "error" in it; the caller ends the object. */
struct json_writer admin_answer_begin_error(struct request *r, int status, const char *code,
                                            struct str where, const char *message);
/* Answer the arena's end: 413. */
void admin_answer_full(struct request *r);
/* The text of a string token, unescaped into the arena; false = answered, as it did not fit. */
bool admin_answer_text(struct request *r, const struct json_token *t, struct str *out);
/* Answer what the views could not do; ERR_INVALID is the caller's fault, at `where`. */
void admin_answer_views(struct request *r, enum err e, struct str where);
/* Answer with one more header line, "Name: value" without CRLF. */
__attribute__((format(printf, 2, 3))) void admin_answer_header(struct request *r,
                                                               const char *format, ...);

/* -- admin_query.c: each answers 400 itself and returns false where the parameter is wrong -- */
/* Are all parameters known, once each and decodable? */
bool admin_query_check(struct request *r);
/* A parameter's text; empty where absent. */
bool admin_query_text(struct request *r, const char *name, struct str *out);
bool admin_query_int(struct request *r, const char *name, int64_t low, int64_t high, int64_t absent,
                     int64_t *out);
bool admin_query_time(struct request *r, const char *name, int64_t *out);
bool admin_query_word(struct request *r, const char *name, const struct record_names *names,
                      int64_t *out);

/* -- admin_page.c: pages of many rows -- */
#define PAGE_ROWS 100      /* of a page that asks for no number */
#define PAGE_ROWS_MAX 1000 /* that a page may ask for */

struct page {
    struct request *r;
    struct json_writer w;
    int64_t limit, n, last; /* last: number of the last row or change */
    bool sessions_too;      /* stations: with their open sessions */
    struct str where;       /* what is at fault where the views refuse the filter */
};

/* Are the views there? Else answers 503. */
bool admin_page_views(struct request *r);
/* Begin the answer {"name":[ . */
void admin_page_begin(struct page *p, const char *name);
/* Does the page have to be made again, with fewer rows? */
bool admin_page_again(struct page *p);
/* End the answer with ],"next":..}; where even one row did not fit, say so. */
void admin_page_end(struct page *p, enum err e, const char *next_name, struct str cursor);
/* The same by the number of the last row, "next"; none where the rows have ended. */
void admin_page_last(struct page *p, enum err e);
/* Answer a list of the views: the rows that all filters of a value fit, by the parameters text,
 * limit and before; true. */
bool admin_page_rows(struct page *p, const char *list, const struct row_filter *filters, size_t n);
/* Write one row; ctx is the page. */
void admin_page_row(void *ctx, int64_t rowid, struct str json);

/* -- the handlers of the routes: a begin returns true where it has answered, else there are jobs --
 */
/* GET /healthz */
bool admin_read_health(struct request *r);
/* GET /readyz */
bool admin_read_ready(struct request *r);
/* GET /metrics */
bool admin_read_metrics(struct request *r);
/* GET /api/stations */
bool admin_read_stations(struct request *r);
/* GET /api/stations/{id} */
bool admin_read_station(struct request *r);
/* GET /api/sessions */
bool admin_read_sessions(struct request *r);
/* GET /api/sessions/{id} */
bool admin_read_session(struct request *r);
/* GET /api/refused and the other lists */
bool admin_read_rows(struct request *r);
/* GET /api/facts */
bool admin_fact_kinds(struct request *r);
/* GET /api/facts/{kind} */
bool admin_fact_rows(struct request *r);

/* -- admin_schedule.c -- */
bool admin_schedule(struct request *r);
/* GET /api/changes */
bool admin_read_changes(struct request *r);
/* Is there a row of that station in the views, and is it not removed? */
bool admin_read_knows(struct request *r, struct str station);

/* PUT of a station, a site or a token */
bool admin_write_put(struct request *r);
/* Its job is through. */
void admin_write_put_done(struct request *r);
/* DELETE of a station or a token */
bool admin_write_remove(struct request *r);
/* Its job is through. */
void admin_write_remove_done(struct request *r);
/* Answer with what kept a job from being done; false where it was done. */
bool admin_write_failed(struct request *r, const struct job *j, struct str where);
/* Make the job that a form stands for; false where the arena is full. */
bool admin_write_job(struct request *r, struct form *f, struct str id, struct job *j);

/* GET /api/quirks */
bool admin_quirk_list(struct request *r);
/* PUT /api/quirks */
bool admin_quirk_put(struct request *r);
/* Its job is through. */
void admin_quirk_put_done(struct request *r);
/* GET /api/findings/summary */
bool admin_quirk_summary(struct request *r);
/* POST /api/import */
bool admin_import_import(struct request *r);
/* Its jobs are through. */
void admin_import_import_done(struct request *r);
/* Pairs of texts gathered from the views, in the arena. */
struct gathered_pair {
    struct gathered_pair *next;
    struct str first, second;
};
struct gathered {
    struct arena *arena;
    struct gathered_pair *pairs, *last;
    size_t n;
    bool full; /* the arena was too small for all of them */
};
/* Gather one; ctx is a struct gathered. */
void admin_batch_gather(void *ctx, struct str first, struct str second);
/* GET /api/batches/{id} */
bool admin_batch_read(struct request *r);
/* DELETE /api/batches/{id} */
bool admin_batch_abort(struct request *r);
/* Its jobs are through. */
void admin_batch_abort_done(struct request *r);
/* POST /api/orders */
bool admin_order_place(struct request *r);
/* Its jobs are through. */
void admin_order_place_done(struct request *r);
/* GET /api/orders */
bool admin_order_rows(struct request *r);
/* GET /api/orders/{id} */
bool admin_order_one(struct request *r);
/* DELETE /api/orders/{id} */
bool admin_order_cancel(struct request *r);
/* Its job is through. */
void admin_order_cancel_done(struct request *r);
/* POST /api/csrs/{id}/{approve|reject} */
bool admin_certs_judge(struct request *r);
/* Its job is through. */
void admin_certs_judge_done(struct request *r);
/* POST /api/stations/{id}/commands/{action} */
bool admin_command_command(struct request *r);
/* Its job is through. */
void admin_command_command_done(struct request *r);
