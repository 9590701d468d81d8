/* SPDX-License-Identifier: Apache-2.0 */
/* The outcome of one call of the link, filled piece by piece and bounded at each. */
#include "ocpp/outcome.h"

#include <string.h>

#include "base/assert.h"

#define RESERVE 768       /* an id of RPC_ID_BYTES, a code and a fixed text fit with ease */
#define ROOM_FOR_STEP 12  /* events of a further step, and of findings behind it */
#define CLOSE_POLICY 1008 /* RFC 6455, 7.4.1 */

void outcome_reset(struct link_outcome *out)
{
    out->step.n_events = 0;
    memset(&out->step.answer, 0, sizeof out->step.answer);
    out->n_frames = out->n_done = 0;
    out->ask.what = OUTSIDE_NONE;
    out->journal_frame = false;
    out->wake_at_us = 0;
    out->close_code = 0;
    out->close_reason = (struct str){0};
}

void outcome_begin(struct pass *p)
{
    outcome_reset(p->out);
    p->reserve = arena_take(p->arena, RESERVE);
    p->unlisted = 0;
}

void outcome_end(struct pass *p)
{
    p->out->wake_at_us = p->l->flight ? p->l->deadline_us : 0;
}

uint64_t outcome_off(const struct pass *p)
{
    return p->l->strict || p->w->policy.strict ? QUIRKS_STRICT : p->l->quirks.off;
}

bool outcome_repairs(const struct pass *p, enum quirk quirk)
{
    return !(outcome_off(p) >> quirk & 1);
}

void outcome_resolve(struct pass *p)
{
    const struct quirk_rules *rules = tokens_quirks(p->w->tokens);
    quirks_resolve(rules, &p->s->info, &p->l->quirks);
    p->l->quirks_version = quirks_version(rules);
}

void outcome_refresh(struct pass *p)
{
    if (p->l->quirks_version != quirks_version(tokens_quirks(p->w->tokens)))
        outcome_resolve(p);
}

/* A step behind others: its events join theirs, its answer replaces theirs. */
__attribute__((noinline)) static void further_step(struct pass *p, const struct input *in)
{
    struct step *into = &p->out->step, more;
    station_step(p->s, p->w, p->now_us, in, p->arena, &more);
    ASSERT(into->n_events + more.n_events <= STEP_EVENTS_MAX);
    for (unsigned i = 0; i < more.n_events; i++)
        into->events[into->n_events++] = more.events[i];
    into->answer = more.answer;
}

void outcome_step(struct pass *p, const struct input *in)
{
    if (p->out->step.n_events == 0)
        station_step(p->s, p->w, p->now_us, in, p->arena, &p->out->step);
    else
        further_step(p, in);
    if (in->kind == INPUT_BOOT)
        outcome_resolve(p);
    if (p->out->step.answer.close) {
        p->out->close_code = CLOSE_POLICY;
        p->out->close_reason = p->out->step.answer.close_reason;
    }
}

bool outcome_has_room(const struct pass *p)
{
    return p->out->step.n_events == 0 || p->out->step.n_events + ROOM_FOR_STEP <= STEP_EVENTS_MAX;
}

void outcome_event(struct pass *p, const struct event *e)
{
    struct step *step = &p->out->step;
    ASSERT(step->n_events < STEP_EVENTS_MAX);
    step->events[step->n_events++] = *e;
    station_apply(p->s, p->now_us, e);
}

/* Add a finding without looking at the room. */
static void add_finding(struct pass *p, const struct outcome_finding *f)
{
    struct event e = {.kind = EVENT_finding};
    e.u.finding = (struct ev_finding){
        .rule = f->rule,
        .action = rpc_clip(f->action, OUTCOME_TEXT_MAX),
        .path = rpc_clip(f->path, OUTCOME_TEXT_MAX),
        .text = rpc_clip(f->text, OUTCOME_TEXT_MAX),
        .refused = f->refused,
    };
    outcome_event(p, &e);
}

void outcome_find(struct pass *p, const struct outcome_finding *f)
{
    /* The last place is kept for the sentence that there were more. */
    if (p->out->step.n_events + 1 < STEP_EVENTS_MAX)
        add_finding(p, f);
    else
        p->unlisted++;
}

void outcome_find_fault(struct pass *p, enum rpc_fault fault, struct str action, struct str text,
                        bool refused)
{
    struct outcome_finding f = {rpc_fault_name(fault), action, {NULL, 0}, text, refused};
    outcome_find(p, &f);
}

void outcome_find_end(struct pass *p, struct str action)
{
    if (p->unlisted == 0 || p->out->step.n_events == STEP_EVENTS_MAX)
        return;
    char *space = arena_take(p->arena, 16);
    struct buf number = buf_over(space, space ? 16 : 0);
    buf_int(&number, p->unlisted);
    struct outcome_finding f = {
        rpc_fault_name(FAULT_MORE_FINDINGS), action, {NULL, 0}, buf_str(&number), false};
    p->unlisted = 0;
    add_finding(p, &f);
}

struct str outcome_path(struct pass *p, const struct ocpp_message *m, const struct ocpp_finding *f)
{
    struct buf path = arena_tail(p->arena);
    struct ocpp_finding cut = *f;
    cut.where = rpc_clip(f->where, OUTCOME_TEXT_MAX); /* the name of an unknown field may be long */
    ocpp_finding_path(m, &cut, &path);
    return arena_keep(p->arena, &path);
}

struct str outcome_describe(struct pass *p, struct str name, struct str path, struct str text)
{
    struct buf out = arena_tail(p->arena);
    buf_puts(&out, name);
    if (path.n > 0) {
        buf_putz(&out, " at ");
        buf_puts(&out, path);
    }
    buf_putz(&out, ": ");
    buf_puts(&out, text);
    struct str all = arena_keep(p->arena, &out);
    return all.n > 0 ? all : text;
}

struct str outcome_refusal(struct pass *p, const struct ocpp_message *m)
{
    struct str path = {0};
    for (unsigned i = 0; i < m->n_findings && path.n == 0; i++)
        if (m->findings[i].rule == m->refuse)
            path = outcome_path(p, m, &m->findings[i]);
    return outcome_describe(p, ocpp_rule_name(m->refuse), path, ocpp_rule_text(m->refuse));
}

bool outcome_frame(struct pass *p, const struct buf *tail)
{
    ASSERT(p->out->n_frames < LINK_FRAMES_MAX);
    struct str frame = arena_keep(p->arena, tail);
    if (frame.n == 0)
        return false;
    p->out->frames[p->out->n_frames++] = frame;
    return true;
}

void outcome_error(struct pass *p, enum rpc_type type, struct str written_id, struct str code,
                   struct str text)
{
    struct buf frame = arena_tail(p->arena);
    rpc_write_error(&frame, type, written_id, code, text);
    if (outcome_frame(p, &frame) || !p->reserve)
        return;
    frame = buf_over(p->reserve, RESERVE);
    rpc_write_error(&frame, type, written_id, code, rpc_fault_text(FAULT_NO_ROOM));
    ASSERT(!frame.full && p->out->n_frames < LINK_FRAMES_MAX);
    p->out->frames[p->out->n_frames++] = buf_str(&frame);
    p->reserve = NULL;
}
