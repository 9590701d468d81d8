/* SPDX-License-Identifier: Apache-2.0 */
/* The operator's word on requests for certificates. */
#include "doors/admin_call.h"

#include "base/assert.h"

/* Where the row that was asked for goes. */
struct found {
    struct request *r;
    struct str station, csr, type;
    int64_t state, request_id;
    bool there;
};

/* Keep copies of what the views tell. */
static void keep(void *ctx, struct str station, const struct ev_csr_moved *row)
{
    struct found *f = ctx;
    f->there = true;
    f->state = row->state;
    f->request_id = row->request_id;
    f->station = arena_copy(f->r->c->arena, station);
    f->csr = arena_copy(f->r->c->arena, row->csr);
    f->type = arena_copy(f->r->c->arena, row->type);
}

/* Find the request that the path names; false where it is answered already. */
static bool find(struct request *r, struct found *f)
{
    *f = (struct found){.r = r};
    struct csr_query q = {.csr_id = r->id, .limit = 1};
    if (!admin_page_views(r))
        return false;
    enum err e = views_csrs(r->a->views, &q, keep, f);
    if (e != ERR_OK)
        admin_answer_views(r, e, r->id);
    else if (!f->there)
        admin_answer_error(r, 404, "no-such-request", r->id,
                           "no request for a certificate has this id");
    else if (f->state != csr_state_WAITING)
        admin_answer_error(r, 409, "not-waiting", r->id, "the request is %.*s already",
                           STR_ARG(enum_text(&names_csr_state, f->state)));
    else if (f->station.n == 0 || f->csr.n == 0)
        admin_answer_full(r);
    else
        return true;
    return false;
}

bool admin_certs_judge(struct request *r)
{
    bool approve = str_is(r->act, "approve");
    struct found f;
    struct str reason;
    if (!approve && !str_is(r->act, "reject")) {
        admin_answer_error(r, 404, "no-such-path", r->act, "a request is to approve or to reject");
        return true;
    }
    if (!admin_query_text(r, "reason", &reason) || !find(r, &f))
        return true;
    struct job *j = arena_take(r->c->arena, sizeof *j);
    if (!j) {
        admin_answer_full(r);
        return true;
    }
    *j = (struct job){.kind = JOB_CSR, .station = f.station, .event = {.kind = EVENT_csr_moved}};
    j->event.u.csr_moved = (struct ev_csr_moved){
        .csr_id = r->id,
        .state = approve ? csr_state_APPROVED : csr_state_DENIED,
        .type = f.type,
        .request_id = f.request_id,
        .csr = approve ? f.csr : STR(""),
        .reason = reason,
    };
    r->c->jobs = j;
    r->c->n_jobs = 1;
    return false;
}

void admin_certs_judge_done(struct request *r)
{
    ASSERT(r->c->n_jobs == 1);
    const struct job *j = &r->c->jobs[0];
    if (admin_write_failed(r, j, r->id))
        return;
    struct json_writer w = admin_answer_json(r, 200);
    json_object(&w);
    json_pair(&w, "csr_id", r->id);
    json_pair(&w, "state", enum_text(&names_csr_state, j->event.u.csr_moved.state));
    json_object_end(&w);
}
