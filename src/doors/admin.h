/* SPDX-License-Identifier: Apache-2.0 */
/* clang-format off */
/* The admin door: an HTTP request in, an answer out, no socket inside. What needs the rest of the house is
 * a job: the shell runs a call's jobs and resumes it. The endpoints are the rows of doors/tbl/routes.h:
 *
 *   GET  /healthz /readyz /metrics                           no key needed
 *   GET  /api/stations ?site= cpo= connected= standing= limit= after=       GET /api/stations/{id}
 *   GET  /api/sessions ?station= site= cpo= tariff= token= transaction= state= from= to= limit= after=
 *   GET  /api/sessions/{id}
 *   GET  /api/refused /api/findings /api/commands /api/connections /api/tokens /api/sites
 *                                                            ?station= text= limit= before=
 *   GET  /api/findings/summary ?by= station= vendor= model= quirk= limit= after=
 *   GET  /api/quirks ?station= vendor= model= firmware=     GET /api/quirks/rows     PUT /api/quirks
 *   GET  /api/changes ?from= limit=
 *   PUT|DELETE /api/stations/{id}    PUT|DELETE /api/tokens/{id}    PUT /api/sites/{id}
 *   POST /api/import   text/csv of stations, sites and tokens
 *   POST /api/stations/{id}/commands/{Action} ?timeout=
 *   POST /api/orders    GET /api/orders ?station= state= action= batch= text= limit= before=
 *   GET|DELETE /api/orders/{id}    GET|DELETE /api/batches/{id}
 *
 * With an API key: "Authorization: Bearer KEY" or "X-API-Key: KEY" where the server has one. Errors are
 * {"error":{"code","message","where"}}. docs/doors.md says it all. */
/* clang-format on */
#pragma once

#include "base/arena.h"
#include "base/counters.h"
#include "base/secret.h"
#include "ocpp/message.h"
#include "views/views.h"
#include "wire/http.h"

struct quirk_rules;

enum job_kind {
    JOB_WORLD,    /* journal a world event (site_registered, token_set, quirk_ruled ...) */
    JOB_REGISTER, /* station_registered for job.station */
    JOB_REMOVE,   /* station_removed */
    JOB_CSR,      /* the operator's word on a request for a certificate of job.station */
    JOB_COMMAND,  /* send action and payload to job.station */
    JOB_ORDER,    /* place event.u.order_placed at job.station */
    JOB_CANCEL    /* take event.u.order_moved.order_id of job.station back, with its reason */
};

struct job {
    enum job_kind kind;
    struct str station;
    struct event event; /* WORLD, REGISTER, REMOVE, ORDER, CANCEL, CSR */
    bool keep_secret; /* REGISTER: the request names no password; the shell puts the secret that the
                       * station has into event.u.station_registered.secret before the step */
    enum ocpp_action action; /* COMMAND: the shell checks it against the station's version */
    struct str action_name, payload;
    int64_t timeout_us; /* COMMAND: 0 is the shell's usual */
    /* the result, filled in by the shell before admin_resume */
    enum err e; /* OK: done and durable; NOT_FOUND: no such station or not connected; FULL ... */
    enum command_state state; /* COMMAND */
    struct str answer;        /* COMMAND: payload or error object; else a reason */
    char command_id[37];
    char order_id[17];            /* ORDER, CANCEL */
    enum order_state order_state; /* where it is now; NONE: no open order of that id */
};

struct admin_call {
    struct http_head head;
    struct str body;
    struct arena *arena; /* lives until the call is answered */
    struct job *jobs;    /* in the arena */
    size_t n_jobs;
    /* the answer */
    int status;
    const char *content_type;
    struct buf *out;  /* body of the answer; a page that does not fit has fewer rows */
    struct str extra; /* whole header lines with CRLF, or empty; in the arena */
};

#define ADMIN_TROUBLES 6

/* What the door may look at; all owned by the shell. */
struct admin {
    struct views_reader *views;
    struct counters *const *counters;
    size_t n_counters;
    struct str key_hash; /* base/secret.h text of the API key; empty = no key asked for */
    bool ready;
    const char *troubles[ADMIN_TROUBLES]; /* sentences: what is wrong although it runs */
    size_t n_troubles;
    /* When was a frame of that station last seen? 0 = not since the start. */
    int64_t (*last_seen)(void *ctx, struct str station);
    /* 16 random bytes for password salts. */
    void (*random)(void *ctx, unsigned char out[16]);
    /* Lend the rows of quirks to look(arg, rows) (may be NULL: there are none). */
    void (*quirks)(void *ctx, void (*look)(void *arg, const struct quirk_rules *rules), void *arg);
    /* More families for /metrics (may be NULL). */
    void (*vitals)(void *ctx, enum metrics_style style, struct buf *out);
    void *ctx;
    const char *version;
    /* -- the door's own; zero at the start -- */
    unsigned char cache_key[16];
    struct secret_digest good_key; /* of the key that was right last: checking it anew takes 5 ms */
    bool has_good_key;
};

/* The family that tells the version. */
extern const struct metric admin_build_info;

/* Begin. call->head, body, arena and out are set; the rest is zero. True = answered at once; false
 * = run call->jobs in order (as one group where they're many), then admin_resume. */
bool admin_request(struct admin *a, struct admin_call *call, int64_t now_us);
/* The longest body that a request with this head may have: more is to be answered 413
 * (admin_too_large) unread. */
size_t admin_body_max(const struct http_head *head);
/* Memory that the answer of a request with this head may need in its arena beside the usual. */
size_t admin_memory(const struct http_head *head);
void admin_too_large(struct admin *a, struct admin_call *call);
/* The jobs are through: write the answer. */
void admin_resume(struct admin *a, struct admin_call *call, int64_t now_us);
