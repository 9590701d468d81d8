/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions whose end was never told: ended with the time of the last thing known of them, marked
 * END_INFERRED, and open for correction. Status alone never ends a session at once, as its stop may
 * still come (field lessons 21, quirk 32). */
#include "base/time.h"
#include "csms/work.h"

/* A queued stop comes within this time of a connection, a boot and the status Available. */
#define STOP_GRACE_US (15 * US_PER_MIN)
#define STATUS_SLACK_US US_PER_MIN /* readings may come so much after the status */

/* End a session by inference. */
static void lapse(struct work *w, const struct session *x)
{
    struct ev_session_ended *e = &work_event(w, EVENT_session_ended)->u.session_ended;
    e->session_id = work_text(w, str_of(x->session_id));
    e->transaction_id = work_text(w, str_of(x->transaction_id));
    e->ended_at_us = x->updated_at_us;
    e->evse_id = x->evse_id;
    e->connector_id = x->connector_id;
    e->flags = SESSION_FLAG(END_INFERRED);
    work_apply(w);
}

void lapse_older(struct work *w, int64_t evse_id, int64_t at_us, struct str but_session_id)
{
    unsigned i = 0;
    while (evse_id != 0 && i < w->s->n_sessions) {
        const struct session *x = &w->s->sessions[i];
        if (x->evse_id == evse_id && x->started_at_us <= at_us &&
            !str_is(but_session_id, x->session_id))
            lapse(w, x); /* the next one takes its place */
        else
            i++;
    }
}

void lapse_room(struct work *w)
{
    const struct session *oldest = &w->s->sessions[0];
    if (w->s->n_sessions < STATION_SESSIONS_MAX)
        return;
    for (unsigned i = 1; i < w->s->n_sessions; i++)
        if (w->s->sessions[i].updated_at_us < oldest->updated_at_us)
            oldest = &w->s->sessions[i];
    lapse(w, oldest);
}

void lapse_over(struct work *w)
{
    struct str id = w->in->u.over.transaction_id;
    const struct session *x = station_session(w->s, work_session_id(w, id));
    if (id.n > 0 && x)
        lapse(w, x);
}

/* Has the session's connector been Available for so long that no stop will come, with nothing told
 * of the session since? */
static bool is_left(const struct work *w, const struct session *x)
{
    for (unsigned i = 0; i < w->s->n_connectors; i++) {
        const struct connector *c = &w->s->connectors[i];
        if (c->evse_id == x->evse_id && c->status == connector_status_AVAILABLE)
            return w->now_us - c->received_us >= STOP_GRACE_US &&
                   x->updated_at_us <= c->since_us + STATUS_SLACK_US;
    }
    return false;
}

void lapse_sweep(struct work *w)
{
    const struct station_info *info = &w->s->info;
    unsigned i = 0;
    if (!info->connected || w->now_us - info->connection_at_us < STOP_GRACE_US ||
        w->now_us - info->booted_at_us < STOP_GRACE_US)
        return;
    while (i < w->s->n_sessions) {
        const struct session *x = &w->s->sessions[i];
        if (x->protocol == protocol_OCPP16 && is_left(w, x))
            lapse(w, x);
        else
            i++;
    }
}
