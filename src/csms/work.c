/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the step share: making events, judging tokens, refusals and repeats. */
#include "csms/work.h"

#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "base/time.h"
#include "event/reading.h"

#define FALLEN_BACK_US US_PER_MIN /* clocks of a meter and its station differ by less */

struct event *work_event(struct work *w, enum event_kind kind)
{
    ASSERT(w->out->n_events < STEP_EVENTS_MAX);
    struct event *e = &w->out->events[w->out->n_events];
    memset(e, 0, sizeof *e);
    e->kind = kind;
    return e;
}

void work_apply(struct work *w)
{
    station_apply(w->s, w->now_us, &w->out->events[w->out->n_events++]);
    ASSERT(!station_broken(w->s));
}

struct str work_text(struct work *w, struct str text)
{
    struct str copy = arena_copy(w->arena, text);
    ASSERT(copy.n == text.n);
    return copy;
}

/* The open session of a transaction by its text, which is quicker than by its name; NULL where
 * there is none, or where the text is one that a session may not hold whole. */
static const struct session *open_session(const struct station *s, struct str transaction_id)
{
    if (transaction_id.n + 1 >= sizeof s->sessions->transaction_id)
        return NULL;
    for (unsigned i = 0; i < s->n_sessions; i++)
        if (str_is(transaction_id, s->sessions[i].transaction_id))
            return &s->sessions[i];
    return NULL;
}

struct str work_session_id(struct work *w, struct str transaction_id)
{
    char id[17];
    const struct session *open = open_session(w->s, transaction_id);
    if (open)
        return work_text(w, str_of(open->session_id));
    session_name(str_of(w->s->info.identity), transaction_id, id);
    return work_text(w, str_of(id));
}

struct str work_number(struct work *w, int64_t number)
{
    char text[24];
    int n = snprintf(text, sizeof text, "%lld", (long long)number);
    return work_text(w, str_make(text, (size_t)n));
}

int64_t work_judge(struct work *w, struct judge_ask ask)
{
    const struct station_info *info = &w->s->info;
    if (ask.id_token.n == 0 && ask.token_type.n == 0)
        return token_status_UNKNOWN;
    ask.station = str_of(info->identity);
    ask.site_id = str_of(info->site_id);
    ask.rated_power_mw = info->rated_power_mw;
    struct judge_verdict v = judge_token(w->world, &ask, w->now_us, w->arena);
    w->out->answer.has_token = true;
    w->out->answer.token_status = v.status;
    w->out->answer.group_id = work_text(w, v.group_id);
    w->out->answer.evses = v.evses;
    w->out->answer.token_expires_at_us = v.expires_at_us;
    w->out->answer.balance_micro = ask.begins ? v.balance_micro : 0;
    return v.status;
}

/* A finding, refused or not. */
static void find(struct work *w, const char *rule, struct str action, const char *path,
                 struct str text, bool refused)
{
    struct ev_finding *f = &work_event(w, EVENT_finding)->u.finding;
    f->rule = str_of(rule);
    f->action = action;
    f->path = str_of(path);
    f->text = str_make(text.p, text.n < 128 ? text.n : 128);
    f->refused = refused;
    work_apply(w);
}

void work_find(struct work *w, const char *rule, struct str action, const char *path,
               struct str text)
{
    find(w, rule, action, path, text, false);
}

void work_refused(struct work *w, const char *rule, struct str action, const char *path,
                  struct str text)
{
    find(w, rule, action, path, text, true);
}

void work_repeated(struct work *w, struct str session_id, const char *action, int64_t content)
{
    struct ev_session_repeated *r = &work_event(w, EVENT_session_repeated)->u.session_repeated;
    r->session_id = session_id;
    r->action = str_of(action);
    r->content = content;
    work_apply(w);
}

int64_t work_protocol(const struct work *w)
{
    return w->in->protocol != protocol_NONE ? w->in->protocol : w->s->info.protocol;
}

void work_reading_times(const struct work *w, struct str readings, int64_t *oldest_us,
                        int64_t *newest_us)
{
    struct reading r;
    int64_t ignored = 0;
    *oldest_us = *newest_us = 0;
    while (reading_unpack(&readings, &r)) {
        int64_t at_us = session_time(r.at_us, w->now_us, &ignored);
        *oldest_us = *oldest_us == 0 || at_us < *oldest_us ? at_us : *oldest_us;
        *newest_us = at_us > *newest_us ? at_us : *newest_us;
    }
    if (*newest_us == 0)
        *oldest_us = *newest_us = w->now_us;
}

/* The readings with `at_us` instead of what is older than `oldest_us`; the same list where the
 * arena has no room. */
static struct str retimed(struct work *w, struct str readings, int64_t oldest_us, int64_t at_us)
{
    struct reading r;
    struct buf out = arena_tail(w->arena);
    if (out.cap < STEP_ARENA_MIN + readings.n * 2) /* a time may grow by some bytes */
        return readings;
    for (struct str rest = readings; reading_unpack(&rest, &r);) {
        if (r.at_us < oldest_us) {
            r.at_us = at_us;
            r.flags |= READING_TIME_REPAIRED;
        }
        reading_pack(&r, &out);
    }
    struct str made = arena_keep(w->arena, &out);
    return made.p ? made : readings;
}

void work_fallen_back(struct work *w, const struct session *x, struct work_told *t)
{
    const int64_t vague = SESSION_FLAG(START_INFERRED) | SESSION_FLAG(TIME_REPAIRED);
    if (!x || (x->flags & vague) || t->at_us >= x->started_at_us - FALLEN_BACK_US)
        return;
    int64_t oldest_us = x->started_at_us - FALLEN_BACK_US;
    t->at_us = w->now_us > x->started_at_us ? w->now_us : x->started_at_us;
    t->flags |= SESSION_FLAG(TIME_REPAIRED);
    t->readings = retimed(w, t->readings, oldest_us, t->at_us);
}
