/* SPDX-License-Identifier: Apache-2.0 */
/* One message that a station begins: which action, which handler, decode, step, answer; at the end
 * everything odd about it is listed. Nothing here returns an error: a refusal is an answer. */
#include "ocpp/call.h"

#include "ocpp/command.h"

#include "base/hash.h"
#include "ocpp/dispatch.h"
#include "ocpp/salvage.h"
#include "ocpp/signed.h"

#define ANSWER_BYTES 8192 /* of the arena: what an answer may need */

struct call {
    struct pass *p;
    const struct rpc *r;
    struct str name; /* of the action, plain */
    enum ocpp_action action;
    const struct handler *handler;
    enum rpc_fault fault; /* what it was refused for outside the rows */
    bool answers;         /* a CALL, or what may have been one */
    bool decoded;
    bool refused;   /* in the end: answered with a CALLERROR */
    bool unchecked; /* its signature was taken off, not checked */
    bool salvaged;
    bool deferred; /* it is taken again once the shell has found something out */
    struct turn t;
};

/* The id that an answer repeats. */
static struct str answer_id(const struct rpc *r)
{
    return r->has_id ? r->id : STR("-1");
}

/* Refuse with a code and a description, if this kind of message is answered at all. */
static void refuse(struct call *c, struct str code, struct str text)
{
    c->refused = true;
    if (c->answers && code.n > 0)
        outcome_error(c->p, RPC_ERROR, answer_id(c->r), code, text);
}

/* Refuse for a fault. */
static void refuse_fault(struct call *c, enum rpc_fault fault)
{
    struct str text = rpc_fault_text(fault);
    c->fault = fault;
    refuse(c, rpc_fault_code(c->p->l->version, fault),
           outcome_describe(c->p, rpc_fault_name(fault), (struct str){0}, text));
}

/* The fault of the frame itself, if it is one to refuse the message for. */
static enum rpc_fault frame_fault(const struct call *c)
{
    if (c->r->fault != FAULT_NONE)
        return c->r->fault;
    uint64_t off = c->r->tolerated != 0 ? outcome_off(c->p) : 0;
    for (unsigned f = FAULT_NONE + 1; f < FAULT_COUNT && off != 0; f++)
        if (c->r->tolerated >> f & 1 && off >> rpc_fault_quirk((enum rpc_fault)f) & 1 &&
            rpc_fault_code(c->p->l->version, (enum rpc_fault)f).n > 0)
            return (enum rpc_fault)f;
    return FAULT_NONE;
}

/* The action's name without escapes, and without "-Signed" where the payload is wrapped so. */
static void read_name(struct call *c)
{
    struct str name = c->r->action, suffix = STR("-Signed");
    if (c->r->action_escaped) {
        struct buf plain = arena_tail(c->p->arena);
        json_unescape(name, &plain);
        name = arena_keep(c->p->arena, &plain);
    }
    c->unchecked = c->p->l->version != OCPP_16 && str_ends(name, suffix);
    c->name = c->unchecked ? str_make(name.p, name.n - suffix.n) : name;
}

/* Find the action; a fault where stations can't send it this way. */
static enum rpc_fault find_action(struct call *c)
{
    enum ocpp_version version = c->p->l->version;
    c->action = ocpp_action_find(version, c->name);
    enum ocpp_direction direction = ocpp_action_direction(version, c->action);
    c->handler = dispatch_find(version, c->action);
    if (c->action == ACTION_NONE)
        return FAULT_UNKNOWN_ACTION;
    if ((direction & OCPP_UP) == 0)
        return FAULT_WRONG_DIRECTION;
    if ((direction == OCPP_SEND) == c->answers)
        return c->answers ? FAULT_NOT_A_CALL : FAULT_NOT_A_SEND;
    return FAULT_NONE;
}

/* Broken JSON in MeterValues: readings that were lost for a comma would never come again. */
static bool salvage(struct call *c)
{
    if (c->r->fault != FAULT_BROKEN_PAYLOAD || !outcome_repairs(c->p, QUIRK_BROKEN_JSON))
        return false;
    if (c->action != ACTION_MeterValues || c->unchecked)
        return false;
    c->salvaged = salvage_json(c->r->payload, c->p->arena, &c->t.payload);
    return c->salvaged;
}

/* From the frame to action and payload; a fault where there is none to go on with. */
static enum rpc_fault open_call(struct call *c)
{
    enum rpc_fault fault = frame_fault(c);
    if (fault != FAULT_NONE && fault != FAULT_BROKEN_PAYLOAD)
        return fault;
    enum rpc_fault action = find_action(c);
    if (action != FAULT_NONE)
        return action;
    c->t.payload = c->r->payload;
    if (fault != FAULT_NONE)
        return salvage(c) ? FAULT_NONE : fault;
    if (c->unchecked && !signed_unpack(c->r->payload, c->p->arena, &c->t.payload))
        return FAULT_NOT_SIGNED;
    return FAULT_NONE;
}

/* Is the message kept although it breaks rows that are refused otherwise? */
static bool is_kept(const struct call *c)
{
    const struct ocpp_message *m = &c->t.m;
    if (!outcome_repairs(c->p, QUIRK_ODD_STOP) ||
        (m->refuse != RULE_MISSING_FIELD && m->refuse != RULE_WRONG_TYPE))
        return false;
    enum ocpp_field key = c->handler->key;
    return c->salvaged || (key != FIELD_NONE && turn_child(&c->t, 0, key) != TURN_NOWHERE);
}

/* Did we ask for such a message (TriggerMessage) on this connection? */
static bool is_asked(const struct call *c)
{
    return c->p->l->asked[c->action / 64] >> (c->action % 64) & 1;
}

/* Turn the message into inputs and step them; a fault where it is refused after all. */
static enum rpc_fault run(struct call *c)
{
    struct pass *p = c->p;
    do {
        struct input in = {.protocol = (int64_t)p->l->version,
                           .off = outcome_off(p),
                           .asked = is_asked(c),
                           .pending = p->l->pending};
        if (!c->handler->input(&c->t, &in))
            break;
        if (c->t.no_room || p->arena->cap - p->arena->n < STEP_ARENA_MIN + ANSWER_BYTES)
            return FAULT_NO_ROOM;
        if (!outcome_has_room(p)) {
            turn_note(&c->t, FAULT_TOO_MANY, 0, FIELD_NONE, (struct str){0});
            break;
        }
        in.report.known = in.report.has_id && command_asked(p->l, in.report.request_id);
        outcome_step(p, &in);
        c->t.inputs++;
        if (p->out->step.answer.refuse_security)
            return FAULT_NOT_BOOTED;
    } while (c->handler->several);
    return FAULT_NONE;
}

/* Write the CALLRESULT. */
static void answer(struct call *c)
{
    struct pass *p = c->p;
    struct json_writer w;
    struct buf frame = arena_tail(p->arena);
    rpc_write_result(&frame, answer_id(c->r));
    json_begin(&w, &frame);
    if (c->handler->answer)
        c->handler->answer(&c->t, &p->out->step, &w);
    else
        ocpp_default_answer(p->l->version, c->action, p->now_us, &frame);
    rpc_write_end(&frame);
    if (!outcome_frame(p, &frame))
        refuse_fault(c, FAULT_NO_ROOM);
}

/* Decode the payload; false where it is not JSON, or too large or deep. */
static bool decode(struct call *c)
{
    struct pass *p = c->p;
    ocpp_decode_of(&c->t.m, p->l->version, c->action, false, c->t.payload, outcome_off(p),
                   p->arena);
    c->decoded = true;
    return c->t.m.whole;
}

/* The code of a broken rule, as the station's version spells it, or as it should have. */
static struct str rule_code(const struct pass *p, enum ocpp_rule rule)
{
    bool corrected = p->l->version == OCPP_16 && !outcome_repairs(p, QUIRK_OLD_CODES);
    return ocpp_rule_code(corrected ? OCPP_21 : p->l->version, rule);
}

/* Must the shell find something out first? */
static bool is_deferred(struct call *c)
{
    struct pass *p = c->p;
    struct link_ask ask = {0};
    if (p->verdict || !c->answers || !c->handler->outside)
        return false;
    (*c->handler->outside)(&c->t, &ask);
    if (ask.what == OUTSIDE_NONE || !(p->w->policy.outside >> ask.what & 1))
        return false;
    p->out->ask = ask;
    return true;
}

/* Step what was decoded, and answer. */
static void handle(struct call *c)
{
    struct pass *p = c->p;
    const struct ocpp_message *m = &c->t.m;
    if (m->refuse != RULE_NONE && !is_kept(c)) {
        refuse(c, rule_code(p, m->refuse), outcome_refusal(p, m));
        return;
    }
    c->deferred = is_deferred(c);
    if (c->deferred)
        return;
    enum rpc_fault fault = run(c);
    if (fault != FAULT_NONE)
        refuse_fault(c, fault);
    else if (c->answers)
        answer(c);
}

/* List what the frame had in it that was passed over. */
static void list_tolerated(struct call *c)
{
    for (unsigned f = FAULT_NONE + 1; f < FAULT_COUNT; f++)
        if (c->r->tolerated >> f & 1 && f != c->fault)
            outcome_find_fault(c->p, (enum rpc_fault)f, c->name,
                               f == FAULT_LONG_ID ? c->r->id : (struct str){0}, c->refused);
    if (c->salvaged)
        outcome_find_fault(c->p, FAULT_SALVAGED, c->name, c->r->payload, false);
    if (c->unchecked && c->decoded)
        outcome_find_fault(c->p, FAULT_UNCHECKED, c->name, (struct str){0}, c->refused);
}

/* List the breaches of rows. */
static void list_breaches(struct call *c)
{
    const struct ocpp_message *m = &c->t.m;
    for (unsigned i = 0; i < m->n_findings; i++) {
        const struct ocpp_finding *f = &m->findings[i];
        struct outcome_finding finding = {ocpp_rule_name(f->rule), c->name,
                                          outcome_path(c->p, m, f), f->where, c->refused};
        outcome_find(c->p, &finding);
    }
    c->p->unlisted += m->dropped_findings;
}

/* List what the handler noted. */
static void list_notes(struct call *c)
{
    const struct ocpp_message *m = &c->t.m;
    for (unsigned i = 0; i < c->t.n_notes; i++) {
        const struct turn_note *n = &c->t.notes[i];
        struct ocpp_finding place = {
            .rule = RULE_MISSING_FIELD, .field = n->field, .node = (uint16_t)n->node};
        struct str path = {0};
        if (n->field != FIELD_NONE)
            path = outcome_path(c->p, m, &place);
        struct outcome_finding finding = {rpc_fault_name(n->fault), c->name, path, n->text,
                                          c->refused};
        outcome_find(c->p, &finding);
    }
    c->p->unlisted += c->t.more_notes;
}

/* The text that a refusal's finding shows. */
static struct str fault_text(const struct call *c)
{
    if (c->fault == FAULT_BROKEN_PAYLOAD || c->fault == FAULT_NOT_SIGNED)
        return c->r->payload;
    return c->fault == FAULT_LONG_ID ? c->r->id : c->r->whole;
}

/* Does the message have the id of the one before it? Then it is the same again, or another one;
 * that a station uses its ids again is told once a connection. */
static void know_id(struct call *c)
{
    struct link *l = c->p->l;
    if (!c->r->has_id || !c->answers || c->action == ACTION_Heartbeat)
        return;
    uint32_t id = (uint32_t)hash_content(c->r->id), content = (uint32_t)turn_content(&c->t);
    bool same = id == l->last_id && l->last_id != 0, again = same && content == l->last_content;
    if (again)
        outcome_find_fault(c->p, FAULT_ID_AGAIN, c->name, c->r->id, false);
    else if (same && !l->told_reuse)
        outcome_find_fault(c->p, FAULT_ID_REUSED, c->name, c->r->id, false);
    l->told_reuse |= same && !again;
    l->last_id = id;
    l->last_content = content;
}

/* Everything odd about the message becomes findings, the reason of a refusal first. */
static void list_findings(struct call *c)
{
    c->refused = c->refused && c->p->out->n_frames > 0;
    /* That it was not booted the step has said already. */
    if (c->fault != FAULT_NONE && c->fault != FAULT_NOT_BOOTED)
        outcome_find_fault(c->p, c->fault, c->name, fault_text(c), c->refused);
    list_tolerated(c);
    if (c->decoded) {
        list_breaches(c);
        list_notes(c);
    }
    know_id(c);
    outcome_find_end(c->p, c->name);
}

/* A call on its way, its name read. */
static void begin(struct call *c, struct pass *p, const struct rpc *r)
{
    c->p = p;
    c->r = r;
    c->answers = r->type != RPC_SEND;
    c->t.now_us = p->now_us;
    c->t.arena = p->arena;
    c->t.policy = &p->w->policy;
    c->t.verdict = p->verdict;
    c->t.payload = r->payload;
    c->t.quirks = &p->l->quirks;
    c->t.serial = p->s->info.serial;
    read_name(c);
}

/* All is done: list what was odd, and say whether the frame is kept. */
static void finish(struct call *c)
{
    struct link_outcome *out = c->p->out;
    if (!c->deferred)
        list_findings(c);
    out->journal_frame = !c->deferred && (c->action != ACTION_Heartbeat || out->step.n_events > 0);
}

bool call_take_plain(struct pass *p, struct str text)
{
    struct rpc r;
    struct call c = {0};
    size_t arena_n = p->arena->n;
    if (!rpc_parse_head(&r, p->l->version, text))
        return false;
    begin(&c, p, &r);
    if (c.unchecked || frame_fault(&c) != FAULT_NONE || find_action(&c) != FAULT_NONE ||
        !decode(&c)) {
        p->arena->n = arena_n;
        return false;
    }
    handle(&c);
    finish(&c);
    return true;
}

void call_take(struct pass *p, const struct rpc *r)
{
    struct call c = {0};
    begin(&c, p, r);
    enum rpc_fault fault = open_call(&c);
    if (fault != FAULT_NONE) {
        refuse_fault(&c, fault);
    } else {
        (void)decode(&c); /* what is wrong with it, its rules say */
        handle(&c);
    }
    finish(&c);
}
