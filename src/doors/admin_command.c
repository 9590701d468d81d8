/* SPDX-License-Identifier: Apache-2.0 */
/* Commands to stations: checked for syntax and name here, for the station's version by its link. */
#include "doors/admin_call.h"

#include "base/assert.h"
#include "base/time.h"
#include "ocpp/attempt.h"

#define TIMEOUT_MAX_S 600

/* Is the text one JSON object? Else *why and *at say what is wrong where. */
static bool is_object(struct str text, const char **why, size_t *at)
{
    struct json_reader j;
    struct json_token t;
    json_open(&j, text);
    bool object = json_next(&j, &t) == JSON_OBJECT;
    if (object && json_skip(&j, &t, NULL) && json_next(&j, &t) == JSON_END)
        return true;
    *why = j.error ? j.error : "the body must be one JSON object";
    *at = j.at;
    return false;
}

bool admin_command_command(struct request *r)
{
    enum ocpp_action action = attempt_action(r->act);
    struct str payload = str_trim(r->c->body);
    int64_t timeout_s;
    const char *why;
    size_t at;
    if (action == ACTION_NONE) {
        admin_answer_error(r, 404, "no-such-action", r->act,
                           "no version of OCPP sends this action to a station");
        return true;
    }
    if (!admin_query_int(r, "timeout", 1, TIMEOUT_MAX_S, 0, &timeout_s))
        return true;
    if (payload.n == 0)
        payload = STR("{}");
    if (!is_object(payload, &why, &at)) {
        admin_answer_error(r, 400, "bad-json", STR("body"), "at byte %zu: %s", at, why);
        return true;
    }
    struct job *j = arena_take(r->c->arena, sizeof *j);
    if (!j) {
        admin_answer_full(r);
        return true;
    }
    j->kind = JOB_COMMAND;
    j->station = r->id;
    j->action = action;
    j->action_name = r->act;
    j->payload = payload;
    j->timeout_us = timeout_s * US_PER_S;
    r->c->jobs = j;
    r->c->n_jobs = 1;
    return false;
}

/* Write the members that each answer about a command has. */
static void write_command(struct json_writer *w, const struct job *j)
{
    const char *why;
    size_t at;
    json_pair(w, "command_id", str_of(j->command_id));
    json_pair(w, "state", enum_text(&names_command_state, (int64_t)j->state));
    json_key(w, STR("answer"));
    if (j->answer.n == 0)
        json_null(w);
    else if (is_object(j->answer, &why, &at))
        json_raw(w, j->answer);
    else
        json_string(w, j->answer);
}

/* Answer with an error of the command: error, and what is known of the command beside it. */
static void failed(struct request *r, const struct job *j, int status, const char *code,
                   const char *message)
{
    struct json_writer w = admin_answer_begin_error(r, status, code, r->act, message);
    write_command(&w, j);
    json_object_end(&w);
}

/* Answer for a command that went as far as the link. */
static void by_state(struct request *r, const struct job *j)
{
    switch (j->state) {
    case command_state_ERROR:
        failed(r, j, 502, "station-error", "the station answered with an error");
        return;
    case command_state_TIMED_OUT:
        failed(r, j, 504, "timed-out", "the station did not answer in time");
        return;
    case command_state_CANCELLED:
        failed(r, j, 502, "cancelled", "the connection ended before the answer came");
        return;
    case command_state_REFUSED:
        failed(r, j, 400, "refused", "the command was not sent: answer says why");
        return;
    case command_state_QUEUED:
    case command_state_SENT:
        failed(r, j, 500, "not-through", "the command was answered before it was through");
        return;
    case command_state_ANSWERED:
        break;
    }
    struct json_writer w = admin_answer_json(r, 200);
    json_object(&w);
    write_command(&w, j);
    json_object_end(&w);
}

void admin_command_command_done(struct request *r)
{
    ASSERT(r->c->n_jobs == 1);
    struct job *j = &r->c->jobs[0];
    if (j->e == ERR_NOT_FOUND && admin_read_knows(r, r->id))
        admin_answer_error(r, 409, "not-connected", r->id, "the station is not connected");
    else if (j->e == ERR_NOT_FOUND)
        admin_answer_error(r, 404, "no-such-station", r->id,
                           "no station of this identity is known");
    else if (j->e == ERR_OK)
        by_state(r, j);
    else
        admin_write_failed(r, j, r->id);
    if (r->c->out->full)
        admin_answer_error(r, 500, "answer-too-large", r->act, "the answer does not fit");
}
