/* SPDX-License-Identifier: Apache-2.0 */
/* Connector status, Authorize, and the messages that are only noted. */
#include "csms/work.h"

void status_step(struct work *w)
{
    work_event(w, EVENT_connector_changed)->u.connector_changed = w->in->u.status;
    work_apply(w);
}

void status_authorize(struct work *w)
{
    const struct ev_authorized *a = &w->in->u.authorize;
    int64_t status =
        work_judge(w, (struct judge_ask){.id_token = a->id_token, .token_type = a->token_type});
    struct event *e = work_event(w, EVENT_authorized);
    e->u.authorized = *a;
    e->u.authorized.status = status;
    e->u.authorized.group_id = w->out->answer.group_id;
    work_apply(w);
}

void status_note(struct work *w)
{
    work_event(w, EVENT_message_noted)->u.message_noted = w->in->u.note;
    work_apply(w);
}
