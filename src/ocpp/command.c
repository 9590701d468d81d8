/* SPDX-License-Identifier: Apache-2.0 */
/* Commands to the station, each on its way
 *
 *      --refused      .--> timed out
 *     /              /
 *     ---> queued ---> sent ---> answered, error
 *             \         \
 *              `---------`-----> cancelled
 *
 * and each move an event. An answer counts only by the id of the one in flight. A command that is
 * a try of an order moves that too, but where it is cancelled: then the end of the connection has
 * (csms/order_step.c). */
#include "ocpp/command.h"

#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "csms/nudge.h"
#include "csms/order.h"
#include "ocpp/adapt.h"
#include "ocpp/told.h"
#include "ocpp/vet.h"

/* Record a move. */
static void move(struct pass *p, const struct link_command *c, enum command_state state,
                 struct str payload, struct str facts)
{
    struct event e = {.kind = EVENT_command_changed};
    e.u.command_changed = (struct ev_command_changed){
        .command_id = str_of(c->id),
        .action = ocpp_action_name(c->action),
        .state = (int64_t)state,
        .payload = payload,
        .facts = facts,
        .order_id = str_of(c->order_id),
    };
    outcome_event(p, &e);
}

/* Record a move of the order that the command is a try of. */
static void move_order(struct pass *p, const struct link_command *c, enum order_state state,
                       struct str reason)
{
    struct event e = {.kind = EVENT_order_moved};
    e.u.order_moved =
        (struct ev_order_moved){.order_id = str_of(c->order_id), .state = state, .reason = reason};
    if (state == order_state_SENT) {
        e.u.order_moved.command_id = str_of(c->id);
        e.u.order_moved.request_id = c->request_id;
        e.u.order_moved.generation = p->l->generation;
    }
    outcome_event(p, &e);
}

/* It was answered: the end, unless it was accepted and a report follows. */
static void answered_order(struct pass *p, const struct link_command *c)
{
    struct event e = {.kind = EVENT_order_moved};
    int64_t wait_us = c->reports ? order_report_us(&p->w->policy, ocpp_action_name(c->action)) : 0;
    e.u.order_moved = (struct ev_order_moved){.order_id = str_of(c->order_id),
                                              .state = order_state_ANSWERED,
                                              .until_us = wait_us > 0 ? p->now_us + wait_us : 0};
    outcome_event(p, &e);
}

/* What becomes of an order when its try is through, unless its report came before the answer. */
static void end_order(struct pass *p, const struct link_command *c, enum command_state state)
{
    if (!order_find(p->s, str_of(c->order_id)))
        return;
    switch (state) {
    case command_state_ANSWERED:
        answered_order(p, c);
        return;
    case command_state_ERROR:
        move_order(p, c, order_state_FAILED, STR("the station answered with an error"));
        return;
    case command_state_TIMED_OUT:
        move_order(p, c, order_state_TIMED_OUT, STR("the station did not answer in time"));
        return;
    case command_state_REFUSED:
        move_order(p, c, order_state_REFUSED, STR("it can't be sent to this station"));
        return;
    case command_state_CANCELLED:
    case command_state_QUEUED:
    case command_state_SENT:
        return;
    }
}

/* The last move: the command goes back to the caller. */
static void finish_telling(struct pass *p, struct link_command *c, enum command_state state,
                           struct str payload, struct str facts)
{
    struct link_outcome *out = p->out;
    ASSERT(out->n_done < LINK_DONE_MAX);
    c->next = NULL;
    move(p, c, state, payload, facts);
    if (c->order_id[0] != '\0')
        end_order(p, c, state);
    out->done[out->n_done++] = (struct link_done){c, state, payload};
}

/* The last move of a command whose answer tells nothing of the station. */
static void finish(struct pass *p, struct link_command *c, enum command_state state,
                   struct str payload)
{
    finish_telling(p, c, state, payload, (struct str){0});
}

/* {"code":...,"description":...,"details":{}} of plain texts; it lives in the arena. */
static struct str error_json(struct pass *p, struct str code, struct str description)
{
    struct json_writer w;
    struct buf out = arena_tail(p->arena);
    json_begin(&w, &out);
    json_object(&w);
    json_pair(&w, "code", code);
    json_pair(&w, "description", description);
    json_key(&w, STR("details"));
    json_raw(&w, STR("{}"));
    json_object_end(&w);
    return arena_keep(p->arena, &out);
}

/* The same of what the station wrote: code and text are between quotes already. */
static struct str station_error(struct pass *p, const struct rpc *r)
{
    struct buf out = arena_tail(p->arena);
    buf_putz(&out, "{\"code\":\"");
    buf_puts(&out, r->code);
    buf_putz(&out, "\",\"description\":\"");
    buf_puts(&out, r->text);
    buf_putz(&out, "\",\"details\":");
    buf_puts(&out, r->details.n > 0 ? r->details : STR("{}"));
    buf_putc(&out, '}');
    return arena_keep(p->arena, &out);
}

/* The request as JSON; a caller may leave an empty one out. */
static struct str request_of(const struct link_command *c)
{
    struct str payload = str_trim(str_make(c->payload, c->n));
    return payload.n == 0 || str_is(payload, "null") ? STR("{}") : payload;
}

/* The message that a TriggerMessage asks for; certificates have words of their own there. */
static enum ocpp_action asked_action(const struct pass *p, const struct link_command *c)
{
    struct ocpp_message m;
    ocpp_decode(&m, p->l->version, c->action, false, request_of(c), false, p->arena);
    struct str word = ocpp_text(&m, 0, FIELD_requestedMessage, p->arena);
    if (str_starts(word, STR("Sign")) && str_ends(word, STR("Certificate")))
        return ACTION_SignCertificate;
    return ocpp_action_find(p->l->version, word);
}

/* Remember what the station is asked to send: while its boot is pending it may send nothing else.
 */
static void remember_asked(struct pass *p, const struct link_command *c)
{
    if (c->action != ACTION_TriggerMessage && c->action != ACTION_ExtendedTriggerMessage)
        return;
    enum ocpp_action asked = asked_action(p, c);
    p->l->asked[asked / 64] |= UINT64_C(1) << (asked % 64);
}

/* The message id of the call: the command's; where it is sent again, with a number behind it. */
static struct str wire_id(const struct link_command *c, char space[LINK_ID_MAX + 1])
{
    struct buf id = buf_over(space, LINK_ID_MAX);
    struct str name = str_of(c->id);
    if (c->sends <= 1)
        return name;
    buf_puts(&id, str_make(name.p, name.n < LINK_ID_MAX - 6 ? name.n : LINK_ID_MAX - 6));
    buf_putc(&id, '.');
    buf_int(&id, c->sends);
    return buf_str(&id);
}

bool command_asked(const struct link *l, int64_t request_id)
{
    for (size_t i = 0; i < sizeof l->requests / sizeof *l->requests; i++)
        if (l->requests[i] != 0 && l->requests[i] == request_id)
            return true;
    return false;
}

/* Remember what a command that is no order asks to have reported. */
static void remember_request(struct pass *p, const struct link_command *c)
{
    struct ocpp_message m;
    int64_t id;
    struct link *l = p->l;
    size_t arena_n = p->arena->n;
    ocpp_decode(&m, l->version, c->action, false, request_of(c), false, p->arena);
    if (ocpp_int(&m, 0, FIELD_requestId, &id) && id > 0 && id <= UINT32_MAX) {
        memmove(l->requests + 1, l->requests, sizeof l->requests - sizeof *l->requests);
        l->requests[0] = (uint32_t)id;
    }
    p->arena->n = arena_n;
}

/* Put it on the wire. */
static void send_now(struct pass *p, struct link_command *c)
{
    struct link *l = p->l;
    char id[LINK_ID_MAX + 1];
    struct str request = adapt_request(p, c, request_of(c));
    struct buf frame = arena_tail(p->arena);
    ASSERT(!l->flight);
    c->sends++;
    rpc_write_call(&frame, wire_id(c, id), ocpp_action_name(c->action), request);
    if (!outcome_frame(p, &frame)) {
        struct str code = rpc_fault_code(l->version, FAULT_NO_ROOM);
        finish(p, c, command_state_REFUSED, error_json(p, code, rpc_fault_text(FAULT_NO_ROOM)));
        return;
    }
    l->flight = c;
    l->deadline_us = p->now_us + (c->timeout_us > 0 ? c->timeout_us : LINK_TIMEOUT_US);
    remember_asked(p, c);
    if (c->order_id[0] == '\0')
        remember_request(p, c);
    move(p, c, command_state_SENT, request, (struct str){0});
    if (c->order_id[0] != '\0' && c->sends == 1)
        move_order(p, c, order_state_SENT, (struct str){0});
}

/* Send the oldest in line, if nothing is in flight. */
static void send_next(struct pass *p)
{
    struct link *l = p->l;
    while (!l->flight && l->queue) {
        struct link_command *c = l->queue;
        l->queue = c->next;
        l->n_queue--;
        c->next = NULL;
        send_now(p, c);
    }
}

/* Put it at the end of the line. */
static void enqueue(struct pass *p, struct link_command *c)
{
    struct link_command **end = &p->l->queue;
    while (*end)
        end = &(*end)->next;
    *end = c;
    c->next = NULL;
    p->l->n_queue++;
    move(p, c, command_state_QUEUED, (struct str){0}, (struct str){0});
}

/* An id of ours: unique for the station, since its connections are numbered. */
static void make_id(struct link *l, struct link_command *c)
{
    struct buf id = buf_over(c->id, sizeof c->id - 1);
    buf_int(&id, l->generation);
    buf_putc(&id, '-');
    buf_int(&id, ++l->made);
    ASSERT(!id.full);
    c->id[id.n] = '\0';
}

/* The refusal of what the standard forbids: "NAME at path: sentence (use case)". */
static struct str vet_refusal(struct pass *p, const struct ocpp_message *m, struct vet_breach b)
{
    struct ocpp_finding place = {
        .rule = RULE_MISSING_FIELD, .field = b.field, .node = (uint16_t)b.node};
    struct str path = outcome_path(p, m, &place), text = vet_text(b.rule);
    struct buf out = arena_tail(p->arena);
    buf_puts(&out, text);
    buf_putz(&out, " (");
    buf_puts(&out, vet_part(b.rule));
    buf_putc(&out, ')');
    struct str all = arena_keep(p->arena, &out);
    return error_json(p, STR("Forbidden"),
                      outcome_describe(p, vet_name(b.rule), path, all.n > 0 ? all : text));
}

/* Why it can't be sent, as error JSON; empty where it can. */
static struct str refusal(struct pass *p, const struct link_command *c)
{
    enum ocpp_version version = p->l->version;
    struct ocpp_message m;
    if ((ocpp_action_direction(version, c->action) & OCPP_DOWN) == 0)
        return error_json(p, STR("NotSupported"), STR("stations of this version aren't called so"));
    ocpp_decode(&m, version, c->action, false, request_of(c), true, p->arena);
    if (m.refuse != RULE_NONE)
        return error_json(p, ocpp_rule_code(version, m.refuse), outcome_refusal(p, &m));
    struct vet_breach breach = vet_command(&m, p->s, p->arena);
    if (breach.rule != VET_NONE)
        return vet_refusal(p, &m, breach);
    if (p->l->flight && p->l->n_queue == LINK_QUEUE_MAX)
        return error_json(p, STR("QueueFull"), STR("too many commands wait for this station"));
    return (struct str){0};
}

void command_take(struct pass *p, struct link_command *c)
{
    if (c->id[0] == '\0')
        make_id(p->l, c);
    struct str why = refusal(p, c);
    if (why.n > 0)
        finish(p, c, command_state_REFUSED, why);
    else if (p->l->flight)
        enqueue(p, c);
    else
        send_now(p, c);
}

/* Is this the id of the one in flight? */
static bool is_flight(const struct pass *p, const struct rpc *r)
{
    char space[RPC_ID_BYTES], id[LINK_ID_MAX + 1];
    struct buf plain = buf_over(space, sizeof space);
    if (!p->l->flight || !r->has_id)
        return false;
    if (r->id_escaped)
        json_unescape(r->id, &plain);
    return str_eq(r->id_escaped ? buf_str(&plain) : r->id, wire_id(p->l->flight, id));
}

/* Tell a station of 2.1 that its answer can't be read. */
static void refuse_answer(struct pass *p, const struct rpc *r, struct str code, struct str text)
{
    if (p->l->version == OCPP_21)
        outcome_error(p, RPC_RESULT_ERROR, r->id, code, text);
}

/* List what the rows found in an answer. */
static void list_breaches(struct pass *p, const struct ocpp_message *m)
{
    for (unsigned i = 0; i < m->n_findings; i++) {
        const struct ocpp_finding *f = &m->findings[i];
        struct outcome_finding finding = {ocpp_rule_name(f->rule), ocpp_action_name(m->action),
                                          outcome_path(p, m, f), f->where, false};
        outcome_find(p, &finding);
    }
    p->unlisted += m->dropped_findings;
}

/* A CALLRESULT whose payload is no JSON: nothing can be made of it. */
static void take_broken(struct pass *p, const struct rpc *r, struct link_command *c)
{
    struct str code = rpc_fault_code(p->l->version, r->fault);
    refuse_answer(p, r, code, rpc_fault_text(r->fault));
    finish(p, c, command_state_ERROR, error_json(p, code, rpc_fault_text(r->fault)));
}

/* What a command and its answer tell of the station; a finding where that is more than can be held.
 */
static struct str facts_of(struct pass *p, const struct link_command *c, struct str asked,
                           const struct ocpp_message *reply)
{
    struct ocpp_message request;
    bool no_room = false;
    ocpp_decode(&request, p->l->version, c->action, false, asked, false, p->arena);
    struct str facts = told_by_command(&request, reply, p->arena, &no_room);
    if (no_room)
        outcome_find_fault(p, FAULT_NO_ROOM, ocpp_action_name(c->action), (struct str){0}, false);
    return facts;
}

/* A transaction of 2.x that the station says is over, with no message of it on its way: what was
 * lost does not come any more (E14). */
static void take_over(struct pass *p, struct str asked, const struct ocpp_message *reply)
{
    struct ocpp_message request;
    bool ongoing = true, queued = true;
    if (!ocpp_bool(reply, 0, FIELD_ongoingIndicator, &ongoing) || ongoing ||
        !ocpp_bool(reply, 0, FIELD_messagesInQueue, &queued) || queued)
        return;
    ocpp_decode(&request, p->l->version, ACTION_GetTransactionStatus, false, asked, false,
                p->arena);
    struct input in = {.kind = INPUT_OVER, .protocol = (int64_t)p->l->version};
    in.u.over.transaction_id = ocpp_text(&request, 0, FIELD_transactionId, p->arena);
    if (outcome_has_room(p) && p->arena->cap - p->arena->n >= STEP_ARENA_MIN)
        outcome_step(p, &in);
}

/* CertificateSigned is through: the request for that certificate goes on. `status` is empty where
 * there was no answer. */
static void settle_certificate(struct pass *p, const struct link_command *c, struct str status)
{
    struct ocpp_message m;
    if (c->action != ACTION_CertificateSigned || !outcome_has_room(p))
        return;
    ocpp_decode(&m, p->l->version, c->action, false, request_of(c), false, p->arena);
    struct input in = {.kind = INPUT_CSR_OFFERED, .protocol = (int64_t)p->l->version};
    in.u.csr.moved.type = ocpp_text(&m, 0, FIELD_certificateType, p->arena);
    in.u.csr.moved.state = str_is(status, "Accepted") ? csr_state_INSTALLED : csr_state_REJECTED;
    in.u.csr.moved.reason = status.n > 0 ? STR("the station did not take it")
                                         : STR("the station gave no answer that can be read");
    in.u.csr.offer = request_of(c);
    if (p->arena->cap - p->arena->n >= STEP_ARENA_MIN)
        outcome_step(p, &in);
}

/* A start was accepted: where a row says so it is asked for once more, unless a session begins. */
static void await_start(struct pass *p, const struct link_command *c, struct str asked,
                        const struct ocpp_message *reply)
{
    char key[64];
    int64_t seconds = p->l->quirks.start_s, evse_id = 0;
    const struct order *o = c->order_id[0] ? order_find(p->s, str_of(c->order_id)) : NULL;
    bool start =
        c->action == ACTION_RemoteStartTransaction || c->action == ACTION_RequestStartTransaction;
    if (!start || seconds == 0 || !outcome_repairs(p, QUIRK_NO_START) || (o && nudge_is_start(o)) ||
        !outcome_has_room(p) || !str_is(ocpp_text(reply, 0, FIELD_status, p->arena), "Accepted"))
        return;
    struct ocpp_message m;
    ocpp_decode(&m, p->l->version, c->action, false, asked, false, p->arena);
    if (!ocpp_int(&m, 0, FIELD_connectorId, &evse_id))
        (void)ocpp_int(&m, 0, FIELD_evseId, &evse_id);
    snprintf(key, sizeof key, NUDGE_START "%lld", (long long)evse_id);
    int64_t at_us = p->now_us + seconds * US_PER_S;
    struct input in = {.kind = INPUT_ORDER,
                       .u.order = {.action = ocpp_action_name(c->action),
                                   .payload = asked,
                                   .not_before_us = at_us,
                                   .expires_at_us = at_us + seconds * US_PER_S,
                                   .key = arena_copy(p->arena, str_of(key)),
                                   .origin = order_origin_CORE}};
    outcome_step(p, &in);
}

/* A CALLRESULT: an answer, however badly it keeps to its rows. */
static void take_result(struct pass *p, const struct rpc *r, struct link_command *c)
{
    struct ocpp_message m;
    struct str payload = r->fault == FAULT_NO_PAYLOAD ? STR("{}") : r->payload;
    ocpp_decode_of(&m, p->l->version, c->action, true, payload, outcome_off(p), p->arena);
    list_breaches(p, &m);
    if (m.refuse != RULE_NONE)
        refuse_answer(p, r, ocpp_rule_code(p->l->version, m.refuse), outcome_refusal(p, &m));
    struct str asked = adapt_request(p, c, request_of(c)); /* before the next part is due */
    if (!adapt_again(p, c, request_of(c), &m, (struct str){0})) {
        struct str status = ocpp_text(&m, 0, FIELD_status, p->arena);
        c->reports = status.n == 0 || str_starts(status, STR("Accepted"));
        await_start(p, c, asked, &m);
        finish_telling(p, c, command_state_ANSWERED, payload, facts_of(p, c, asked, &m));
        if (c->action == ACTION_GetTransactionStatus)
            take_over(p, asked, &m);
        settle_certificate(p, c, ocpp_text(&m, 0, FIELD_status, p->arena));
        return;
    }
    if (adapt_is_part(c))
        move(p, c, command_state_ANSWERED, payload, facts_of(p, c, asked, &m));
    send_now(p, c);
}

/* A CALLERROR: the end, unless it can be asked in another way. */
static void take_error(struct pass *p, const struct rpc *r, struct link_command *c)
{
    if (adapt_again(p, c, request_of(c), NULL, r->code))
        send_now(p, c);
    else {
        finish(p, c, command_state_ERROR, station_error(p, r));
        settle_certificate(p, c, (struct str){0});
    }
}

/* List what the frame had in it that was passed over. */
static void list_faults(struct pass *p, const struct rpc *r, struct str action)
{
    if (r->fault != FAULT_NONE)
        outcome_find_fault(p, r->fault, action, r->whole, false);
    for (unsigned f = FAULT_NONE + 1; f < FAULT_COUNT; f++)
        if (r->tolerated >> f & 1)
            outcome_find_fault(p, (enum rpc_fault)f, action, r->whole, false);
}

void command_answer(struct pass *p, const struct rpc *r)
{
    struct link_command *c = p->l->flight;
    if (!is_flight(p, r)) {
        list_faults(p, r, (struct str){0});
        if (r->has_id)
            outcome_find_fault(p, FAULT_UNEXPECTED_ID, (struct str){0}, r->id, false);
        return;
    }
    p->l->flight = NULL;
    p->l->unanswered = 0;
    list_faults(p, r, ocpp_action_name(c->action));
    if (r->type == RPC_ERROR)
        take_error(p, r, c);
    else if (r->fault == FAULT_BROKEN_PAYLOAD)
        take_broken(p, r, c);
    else
        take_result(p, r, c);
    send_next(p);
}

/* The station sends but does not listen: it is to come back with a connection that works. */
static void hang_up(struct pass *p)
{
    char *space = arena_take(p->arena, 16);
    struct buf number = buf_over(space, space ? 16 : 0);
    buf_int(&number, p->l->unanswered);
    struct outcome_finding f = {.rule = STR("DEAF"), .text = buf_str(&number)};
    outcome_find(p, &f);
    p->out->close_code = 1001; /* going away: every client connects again */
    p->out->close_reason = STR("deaf: no answers to our calls");
}

void command_timeout(struct pass *p)
{
    struct link_command *c = p->l->flight;
    if (!c || p->now_us < p->l->deadline_us)
        return;
    p->l->flight = NULL;
    p->l->unanswered++;
    finish(p, c, command_state_TIMED_OUT,
           error_json(p, STR("TimedOut"), STR("the station did not answer in time")));
    settle_certificate(p, c, (struct str){0});
    if (p->w->policy.deaf_after > 0 && p->l->unanswered >= p->w->policy.deaf_after)
        hang_up(p);
    else
        send_next(p);
}

void command_cancel(struct pass *p)
{
    struct link *l = p->l;
    struct str why = error_json(p, STR("Cancelled"), STR("the connection ended first"));
    struct link_command *c = l->flight, *next = l->queue;
    if (!c && next) {
        c = next;
        next = c->next;
    }
    l->flight = l->queue = NULL;
    l->n_queue = 0;
    while (c) {
        finish(p, c, command_state_CANCELLED, why);
        c = next;
        next = c ? c->next : NULL;
    }
}
