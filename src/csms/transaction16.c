/* SPDX-License-Identifier: Apache-2.0 */
/* Start- and StopTransaction of 1.6. Numbers are ours; what comes again is known by its content and
 * gets the same answer; a stop is always acknowledged, and where its number was never ours it is
 * matched by time, token and meter or becomes an orphan of its own (field lessons 12 to 15, 19). */
#include <stdio.h>

#include "csms/memory.h"
#include "csms/meter.h"
#include "csms/work.h"

/* Open the session of a start. */
static void start(struct work *w, int64_t number, int64_t token_status)
{
    const struct in_start *in = &w->in->u.start;
    const struct station_info *info = &w->s->info;
    int64_t flags = in->flags, at_us = session_time(in->started_at_us, w->now_us, &flags);
    lapse_older(w, in->connector_id, at_us, (struct str){0});
    lapse_room(w);
    struct ev_session_started *e = &work_event(w, EVENT_session_started)->u.session_started;
    e->transaction_id = work_number(w, number);
    e->session_id = work_session_id(w, e->transaction_id);
    e->protocol = protocol_OCPP16;
    e->evse_id = in->connector_id;
    e->connector_id = 1;
    e->id_token = in->id_token;
    e->token_status = token_status;
    e->started_at_us = at_us;
    e->meter_start_mwh = in->meter_start_mwh;
    e->has_meter_start = !in->no_meter_start;
    e->content = in->content;
    e->flags = flags;
    e->site_id = work_text(w, str_of(info->site_id));
    e->cpo_id = work_text(w, str_of(info->cpo_id));
    e->tariff_id = work_text(w, str_of(info->tariff_id));
    e->rated_power_mw = info->rated_power_mw;
    e->reservation_id = in->reservation_id;
    work_apply(w);
}

/* The number answered before to the same start, or 0. Where its time is not to be trusted (a
 * station without clock tells the same one each time) only while that session is open. */
static int64_t number_before(struct work *w)
{
    const struct in_start *in = &w->in->u.start;
    int64_t number = memory_started(&w->s->info, in->content);
    if (number == 0 || !(in->flags & SESSION_FLAG(TIME_REPAIRED)))
        return number;
    return station_session(w->s, work_session_id(w, work_number(w, number))) ? number : 0;
}

void transaction16_start(struct work *w)
{
    const struct in_start *in = &w->in->u.start;
    int64_t number = number_before(w);
    bool repeated = number != 0;
    if (!repeated)
        number = memory_number(&w->s->info, w->s->info.transactions);
    struct str session_id = work_session_id(w, work_number(w, number));
    int64_t status = work_judge(w, (struct judge_ask){.id_token = in->id_token,
                                                      .evse_id = in->connector_id,
                                                      .begins = true,
                                                      .session_id = session_id});
    if (repeated)
        work_repeated(w, session_id, "StartTransaction", in->content);
    else
        start(w, number, status);
    w->out->answer.transaction_number = number;
}

/* End a session, or tell one that has ended of its stop. */
static void stop(struct work *w, struct str session_id, struct str transaction_id,
                 int64_t token_status)
{
    const struct in_stop *in = &w->in->u.stop;
    struct work_told t = {.flags = in->flags, .readings = in->readings};
    t.at_us = session_time(in->ended_at_us, w->now_us, &t.flags);
    work_fallen_back(w, station_session(w->s, session_id), &t);
    struct ev_session_ended *e = &work_event(w, EVENT_session_ended)->u.session_ended;
    e->session_id = session_id;
    e->transaction_id = transaction_id;
    e->ended_at_us = t.at_us;
    e->reason = in->reason;
    e->meter_stop_mwh = in->meter_stop_mwh;
    e->has_meter_stop = in->has_meter_stop;
    e->content = in->content;
    e->id_token = in->id_token;
    e->token_status = token_status;
    e->flags = t.flags;
    e->readings = t.readings;
    work_apply(w);
}

/* Can an open session be the one that a stop without a number of ours means? */
static bool may_mean(const struct in_stop *in, const struct session *x, int64_t at_us)
{
    return x->protocol == protocol_OCPP16 && x->started_at_us <= at_us &&
           (!in->has_meter_stop || in->meter_stop_mwh <= 0 || !x->register_seen ||
            in->meter_stop_mwh >= x->register_last_mwh - METER_ROUNDING_MWH);
}

/* The one open session that such a stop means, or NULL where there is none or more than one. A
 * session of the same token goes before others; those count only where the stop has no token or
 * says that it knows no number. */
static const struct session *meant(const struct work *w, int64_t at_us, int64_t number)
{
    const struct in_stop *in = &w->in->u.stop;
    const struct session *same = NULL, *other = NULL;
    unsigned n_same = 0, n_other = 0;
    for (unsigned i = 0; i < w->s->n_sessions; i++) {
        const struct session *x = &w->s->sessions[i];
        if (!may_mean(in, x, at_us))
            continue;
        if (in->id_token.n > 0 && str_is(in->id_token, x->id_token)) {
            same = x;
            n_same++;
        } else if (in->id_token.n == 0 || number <= 0) {
            other = x;
            n_other++;
        }
    }
    if (n_same > 0)
        return n_same == 1 ? same : NULL;
    return n_other == 1 ? other : NULL;
}

/* A stop of a session that we know nothing of: it opens and ends one of its own. */
static void orphan(struct work *w, struct str session_id, int64_t token_status)
{
    const struct in_stop *in = &w->in->u.stop;
    const struct station_info *info = &w->s->info;
    int64_t flags = 0, oldest_us, newest_us;
    int64_t at_us = session_time(in->ended_at_us, w->now_us, &flags);
    work_reading_times(w, in->readings, &oldest_us, &newest_us);
    lapse_room(w);
    struct ev_session_started *e = &work_event(w, EVENT_session_started)->u.session_started;
    e->session_id = session_id;
    e->transaction_id = in->transaction_id;
    e->protocol = protocol_OCPP16;
    e->started_at_us = oldest_us < at_us ? oldest_us : at_us;
    e->flags = SESSION_FLAG(START_INFERRED) | SESSION_FLAG(ORPHAN);
    e->site_id = work_text(w, str_of(info->site_id));
    e->cpo_id = work_text(w, str_of(info->cpo_id));
    e->tariff_id = work_text(w, str_of(info->tariff_id));
    e->rated_power_mw = info->rated_power_mw;
    work_apply(w);
    stop(w, session_id, in->transaction_id, token_status);
}

/* A stop whose number was never ours. */
static void stop_unknown(struct work *w, int64_t number, int64_t token_status)
{
    const struct in_stop *in = &w->in->u.stop;
    char text[32], ended[17];
    int64_t ignored = 0;
    if (memory_ended_by(&w->s->info, in->content, ended)) {
        work_repeated(w, work_text(w, str_of(ended)), "StopTransaction", in->content);
        return;
    }
    const struct session *x = meant(w, session_time(in->ended_at_us, w->now_us, &ignored), number);
    if (x) {
        stop(w, work_text(w, str_of(x->session_id)), work_text(w, str_of(x->transaction_id)),
             token_status);
        return;
    }
    int n = snprintf(text, sizeof text, "orphan:%016llx", (unsigned long long)in->content);
    orphan(w, work_session_id(w, str_make(text, (size_t)n)), token_status);
}

void transaction16_stop(struct work *w)
{
    const struct in_stop *in = &w->in->u.stop;
    int64_t number = 0, content;
    int64_t status = work_judge(w, (struct judge_ask){.id_token = in->id_token});
    if (!str_int(in->transaction_id, &number) || !memory_number_given(&w->s->info, number)) {
        stop_unknown(w, number, status);
        return;
    }
    struct str id = work_session_id(w, work_number(w, number));
    if (memory_ended(&w->s->info, id, &content) && content == in->content && content != 0)
        work_repeated(w, id, "StopTransaction", in->content);
    else
        stop(w, id, in->transaction_id, status);
}
