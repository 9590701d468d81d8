/* SPDX-License-Identifier: Apache-2.0 */
/* PUT and DELETE of stations, sites and tokens: a JSON body into a form, the form into a job. */
#include "doors/admin_call.h"

#include <string.h>

#include "base/assert.h"

/* What the path is about. */
static enum form_kind kind_of(struct str path)
{
    if (str_starts(path, STR("/api/stations/")))
        return FORM_STATION;
    return str_starts(path, STR("/api/sites/")) ? FORM_SITE : FORM_TOKEN;
}

/* Answer that the body is no JSON object. */
static bool bad_json(struct request *r, const struct json_reader *j)
{
    admin_answer_error(r, 400, "bad-json", STR("body"), "at byte %zu: %s", j->at,
                       j->error ? j->error : "the body must be one JSON object");
    return false;
}

/* Set a member of the form from a value; false = answered. */
static bool set_member(struct request *r, struct form *f, struct str name,
                       const struct json_token *value)
{
    struct str text = {0};
    int member = form_member(f->kind, name);
    const char *why = NULL;
    if (member < 0)
        why = "is not a member here";
    else if (value->kind == JSON_NUMBER && form_is_number(member))
        text = value->text;
    else if (value->kind != JSON_STRING && value->kind != JSON_NULL)
        why = form_is_number(member) ? "must be a number" : "must be a string";
    if (!why && value->kind == JSON_STRING && !admin_answer_text(r, value, &text))
        return false;
    if (!why)
        why = form_set(f, member, text);
    if (why)
        admin_answer_error(r, 400, "bad-member", name, "%.*s %s", STR_ARG(name), why);
    return !why;
}

/* Read the body into the form; false = answered. */
static bool read_body(struct request *r, struct form *f)
{
    struct json_reader j;
    struct json_token t;
    uint64_t seen = 0;
    json_open(&j, r->c->body);
    if (json_next(&j, &t) != JSON_OBJECT)
        return bad_json(r, &j);
    while (json_next(&j, &t) == JSON_KEY) {
        struct str name;
        if (!admin_answer_text(r, &t, &name))
            return false;
        if (json_next(&j, &t) == JSON_BAD)
            return bad_json(r, &j);
        int member = form_member(f->kind, name);
        if (member >= 0 && seen >> member & 1) {
            admin_answer_error(r, 400, "bad-member", name, "%.*s comes twice", STR_ARG(name));
            return false;
        }
        if (!set_member(r, f, name, &t))
            return false;
        seen |= UINT64_C(1) << member;
    }
    if (t.kind != JSON_OBJECT_END || json_next(&j, &t) != JSON_END)
        return bad_json(r, &j);
    return true;
}

bool admin_write_job(struct request *r, struct form *f, struct str id, struct job *j)
{
    unsigned char salt[16] = {0};
    if (f->password.n > 0)
        (*r->a->random)(r->a->ctx, salt);
    if (!form_finish(f, salt, r->c->arena))
        return false;
    j->kind = f->kind == FORM_STATION ? JOB_REGISTER : JOB_WORLD;
    j->station = f->kind == FORM_STATION ? id : (struct str){0};
    j->keep_secret = f->kind == FORM_STATION && !f->has_password;
    j->event = f->event;
    return true;
}

/* Make the one job of a call. */
static struct job *one_job(struct request *r)
{
    r->c->jobs = arena_take(r->c->arena, sizeof *r->c->jobs);
    r->c->n_jobs = r->c->jobs ? 1 : 0;
    if (!r->c->jobs)
        admin_answer_full(r);
    return r->c->jobs;
}

bool admin_write_put(struct request *r)
{
    struct form f;
    const char *why = form_begin(&f, kind_of(r->c->head.path), r->id);
    if (why) {
        admin_answer_error(r, 400, "bad-id", r->id, "%s", why);
        return true;
    }
    if (!read_body(r, &f))
        return true;
    struct job *j = one_job(r);
    if (!j)
        return true;
    if (admin_write_job(r, &f, r->id, j))
        return false;
    admin_answer_full(r);
    return true;
}

bool admin_write_failed(struct request *r, const struct job *j, struct str where)
{
    static const struct {
        enum err e;
        int status;
        const char *code;
    } row[] = {{ERR_NOT_FOUND, 404, "not-found"}, {ERR_FULL, 503, "full"},
               {ERR_INVALID, 400, "refused"},     {ERR_NO_SPACE, 507, "not-stored"},
               {ERR_CLOSED, 503, "stopping"},     {ERR_TIMEOUT, 504, "timed-out"}};
    if (j->e == ERR_OK)
        return false;
    int status = 503;
    const char *code = "not-stored";
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        if (row[i].e == j->e) {
            status = row[i].status;
            code = row[i].code;
        }
    }
    struct str text = j->answer.n > 0 ? j->answer : str_of(err_text(j->e));
    admin_answer_error(r, status, code, where, "%.*s", STR_ARG(text));
    return true;
}

void admin_write_put_done(struct request *r)
{
    ASSERT(r->c->n_jobs == 1);
    enum form_kind kind = kind_of(r->c->head.path);
    if (admin_write_failed(r, &r->c->jobs[0], r->id))
        return;
    struct json_writer w = admin_answer_json(r, 200);
    json_object(&w);
    json_pair(&w, form_id_name(kind), r->id);
    json_pair(&w, "stored", str_of(form_name(kind)));
    json_object_end(&w);
}

bool admin_write_remove(struct request *r)
{
    struct job *j = one_job(r);
    if (!j)
        return true;
    if (kind_of(r->c->head.path) == FORM_STATION) {
        j->kind = JOB_REMOVE;
        j->station = r->id;
        j->event.kind = EVENT_station_removed;
        j->event.u.station_removed.reason = STR("removed by the operator");
    } else {
        j->kind = JOB_WORLD;
        j->event.kind = EVENT_token_removed;
        j->event.u.token_removed.id_token = r->id;
    }
    return false;
}

void admin_write_remove_done(struct request *r)
{
    ASSERT(r->c->n_jobs == 1);
    if (admin_write_failed(r, &r->c->jobs[0], r->id))
        return;
    admin_answer_json(r, 204);
    r->c->content_type = NULL;
}
