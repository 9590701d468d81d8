/* SPDX-License-Identifier: Apache-2.0 */
/* TransactionEvent of 2.x. The station names the transaction; its events may come late, twice and
 * in any order. What each of the three does:
 *
 *      the transaction is   Started            Updated                  Ended
 *      open                 merged             merged                   ends it
 *      ended lately         told to the view   told to the view         told to the view
 *      unknown              opens it           opens it, start          opens and ends it,
 *                                              inferred; only told to   start inferred
 *                                              the view where a newer
 *                                              one has its EVSE
 *
 * The same content again is a repeat. What the view is told it folds into the stored session as a
 * revision. */
#include "csms/memory.h"
#include "csms/work.h"

/* An event as it is told: whose, when, and with which flags. */
struct told {
    struct str id;
    struct work_told as;
};

/* What a start, an update and an end tell alike: `in` as it came, and what was made of it. */
#define TELL_ALIKE(w, in, t)                                                                       \
    .session_id = (t)->id, .transaction_id = (in)->transaction_id, .evse_id = (in)->evse_id,       \
    .connector_id = (in)->connector_id, .id_token = (in)->id_token,                                \
    .token_type = (in)->token_type, .token_status = (w)->out->answer.token_status,                 \
    .seq_no = (in)->seq_no, .content = (in)->content, .trigger = (in)->trigger,                    \
    .charging_state = (in)->charging_state, .flags = (t)->as.flags, .readings = (t)->as.readings

/* Open a session, with the start that was told or with one that is inferred. */
static void open_session(struct work *w, const struct told *t, bool inferred)
{
    const struct in_transaction *in = &w->in->u.transaction;
    const struct station_info *info = &w->s->info;
    struct ev_session_started *e = &work_event(w, EVENT_session_started)->u.session_started;
    if (inferred)
        *e = (struct ev_session_started){.session_id = t->id,
                                         .transaction_id = in->transaction_id,
                                         .flags = SESSION_FLAG(START_INFERRED)};
    else
        *e = (struct ev_session_started){.reservation_id = in->reservation_id,
                                         .remote_start_id = in->remote_start_id,
                                         TELL_ALIKE(w, in, t)};
    e->protocol = work_protocol(w);
    e->started_at_us = t->as.at_us;
    e->site_id = work_text(w, str_of(info->site_id));
    e->cpo_id = work_text(w, str_of(info->cpo_id));
    e->tariff_id = work_text(w, str_of(info->tariff_id));
    e->rated_power_mw = info->rated_power_mw;
    work_apply(w);
}

/* Tell of an update. */
static void update_session(struct work *w, const struct told *t)
{
    const struct in_transaction *in = &w->in->u.transaction;
    work_event(w, EVENT_session_updated)->u.session_updated =
        (struct ev_session_updated){.happened_at_us = t->as.at_us,
                                    .reservation_id = in->reservation_id,
                                    .remote_start_id = in->remote_start_id,
                                    TELL_ALIKE(w, in, t)};
    work_apply(w);
}

/* Tell of an end. */
static void end_session(struct work *w, const struct told *t)
{
    const struct in_transaction *in = &w->in->u.transaction;
    work_event(w, EVENT_session_ended)->u.session_ended = (struct ev_session_ended){
        .ended_at_us = t->as.at_us, .reason = in->stop_reason, TELL_ALIKE(w, in, t)};
    work_apply(w);
}

/* Tell of the event as it is. */
static void tell(struct work *w, const struct told *t)
{
    switch (w->in->u.transaction.phase) {
    case TRANSACTION_STARTED:
        open_session(w, t, false);
        return;
    case TRANSACTION_UPDATED:
        update_session(w, t);
        return;
    case TRANSACTION_ENDED:
        end_session(w, t);
        return;
    }
}

/* Has a session that began later the same EVSE? */
static bool is_old(struct work *w, int64_t at_us)
{
    int64_t evse_id = w->in->u.transaction.evse_id;
    const struct session *x = evse_id > 0 ? station_session_at(w->s, evse_id) : NULL;
    return x && x->started_at_us > at_us;
}

/* An event of a transaction that is neither open nor ended lately. */
static void tell_unknown(struct work *w, const struct told *t)
{
    const struct in_transaction *in = &w->in->u.transaction;
    if (in->phase == TRANSACTION_UPDATED && is_old(w, t->as.at_us)) {
        tell(w, t);
        return;
    }
    lapse_older(w, in->evse_id, t->as.at_us, t->id);
    lapse_room(w);
    if (in->phase != TRANSACTION_STARTED)
        open_session(w, t, true);
    tell(w, t);
}

/* Judge the event's token: it begins the session where that has none yet and is not at its end. */
static void judge(struct work *w, const struct told *t, const struct session *open)
{
    const struct in_transaction *in = &w->in->u.transaction;
    bool has_token = open && open->id_token[0] != '\0';
    bool begins =
        in->phase == TRANSACTION_STARTED || (in->phase == TRANSACTION_UPDATED && !has_token);
    work_judge(w, (struct judge_ask){.id_token = in->id_token,
                                     .token_type = in->token_type,
                                     .evse_id = in->evse_id,
                                     .begins = begins,
                                     .session_id = t->id});
}

void transaction2_step(struct work *w)
{
    const struct in_transaction *in = &w->in->u.transaction;
    struct told t = {.id = work_session_id(w, in->transaction_id),
                     .as = {.flags = in->flags, .readings = in->readings}};
    int64_t content;
    const struct session *open = station_session(w->s, t.id);
    bool ended = !open && memory_ended(&w->s->info, t.id, &content);
    t.as.at_us = session_time(in->happened_at_us, w->now_us, &t.as.flags);
    judge(w, &t, open);
    if (open ? session_has(open, in->content) : ended && content != 0 && content == in->content) {
        work_repeated(w, t.id, "TransactionEvent", in->content);
        return;
    }
    if (!open && !ended) {
        tell_unknown(w, &t);
        return;
    }
    if (in->phase == TRANSACTION_ENDED)
        work_fallen_back(w, open, &t.as);
    if (open && open->evse_id == 0)
        lapse_older(w, in->evse_id, open->started_at_us, t.id);
    tell(w, &t);
}
