/* SPDX-License-Identifier: Apache-2.0 */
/* The link: which part of it takes what comes. Calls of the station are call.c's, commands and
 * their answers command.c's. */
#include "ocpp/link.h"

#include "base/buf.h"
#include "ocpp/call.h"
#include "ocpp/command.h"

_Static_assert((int)protocol_OCPP16 == (int)OCPP_16 && (int)protocol_OCPP201 == (int)OCPP_201 &&
                   (int)protocol_OCPP21 == (int)OCPP_21,
               "the versions of the wire are those of the journal");
_Static_assert(ACTION_COUNT <= 128, "link.asked has a bit for each action");
_Static_assert(STEP_EVENTS_MAX >= LINK_QUEUE_MAX + 6, "all commands may end in one outcome");

void link_open(struct link *l, const struct link_hello *hello, struct station *s,
               const struct world *w, int64_t now_us, struct arena *arena, struct link_outcome *out)
{
    struct pass p = {.l = l, .s = s, .w = w, .now_us = now_us, .arena = arena, .out = out};
    struct input in = {.kind = INPUT_OPENED, .protocol = (int64_t)hello->version};
    in.u.opened = (struct ev_connection_opened){.protocol = (int64_t)hello->version,
                                                .remote = hello->remote,
                                                .security_profile = hello->security_profile,
                                                .certificate = hello->certificate,
                                                .certificate_ends_us = hello->certificate_ends_us};
    *l = (struct link){
        .version = hello->version, .strict = hello->strict, .pending = hello->pending};
    outcome_begin(&p);
    outcome_step(&p, &in);
    outcome_resolve(&p);
    l->generation = s->info.generation;
    outcome_end(&p);
}

void link_repaired(struct link *l, struct station *s, const struct world *w, int64_t now_us,
                   uint64_t repaired, struct str target, struct arena *arena,
                   struct link_outcome *out)
{
    struct pass p = {.l = l, .s = s, .w = w, .now_us = now_us, .arena = arena, .out = out};
    for (unsigned r = 0; repaired != 0 && r < REPAIR_COUNT; r++) {
        const struct repair_row *row = repair_row((enum repair)r);
        if (row->kind != REPAIR_BY_DOOR || !(repaired >> row->quirk & 1))
            continue;
        struct outcome_finding f = {.rule = str_of(row->rule), .text = target};
        outcome_find(&p, &f);
    }
}

/* Take one text, with or without a verdict. */
static void take(struct pass *p, struct str text)
{
    struct rpc r;
    outcome_begin(p);
    p->out->journal_frame = true;
    outcome_refresh(p);
    if (call_take_plain(p, text)) {
        outcome_end(p);
        return;
    }
    rpc_parse(&r, p->l->version, text);
    switch (r.type) {
    case RPC_NONE:
    case RPC_CALL:
    case RPC_SEND:
        call_take(p, &r);
        break;
    case RPC_RESULT:
    case RPC_ERROR:
        command_answer(p, &r);
        break;
    case RPC_RESULT_ERROR:
        outcome_find_fault(p, FAULT_ANSWER_REFUSED, (struct str){0}, text, false);
        break;
    }
    outcome_find_end(p, (struct str){0});
    outcome_end(p);
}

void link_frame(struct link *l, struct station *s, const struct world *w, int64_t now_us,
                struct str text, struct arena *arena, struct link_outcome *out)
{
    struct pass p = {.l = l, .s = s, .w = w, .now_us = now_us, .arena = arena, .out = out};
    take(&p, text);
}

void link_resume(struct link *l, struct station *s, const struct world *w, int64_t now_us,
                 struct str text, const struct link_verdict *verdict, struct arena *arena,
                 struct link_outcome *out)
{
    struct pass p = {.l = l, .s = s, .w = w, .now_us = now_us, .arena = arena, .out = out};
    p.verdict = verdict;
    take(&p, text);
}

/* Would this id be repeated as it is, byte for byte, and without a finding? */
static bool plain_id(struct str id)
{
    for (size_t i = 0; i < id.n; i++) {
        unsigned char c = (unsigned char)id.p[i];
        if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\')
            return false;
    }
    return id.n <= RPC_ID_CHARACTERS;
}

bool link_heartbeat(const struct world *w, int64_t now_us, struct str text, struct buf *frame)
{
    const struct str head = STR("[2,\""), tail = STR("\",\"Heartbeat\",{}]");
    char at[25];
    if (text.n < head.n + tail.n || !str_starts(text, head) || !str_ends(text, tail) ||
        w->policy.boot_required)
        return false;
    struct str id = str_make(text.p + head.n, text.n - head.n - tail.n);
    if (!plain_id(id))
        return false;
    time_format(now_us, at);
    buf_puts(frame, STR("[3,\""));
    buf_puts(frame, id);
    buf_puts(frame, STR("\",{\"currentTime\":\""));
    buf_put(frame, at, sizeof at - 1);
    buf_puts(frame, STR("\"}]"));
    return !frame->full;
}

void link_command(struct link *l, struct station *s, const struct world *w, int64_t now_us,
                  struct link_command *command, struct arena *arena, struct link_outcome *out)
{
    struct pass p = {.l = l, .s = s, .w = w, .now_us = now_us, .arena = arena, .out = out};
    outcome_begin(&p);
    outcome_refresh(&p);
    command_take(&p, command);
    outcome_end(&p);
}

void link_timer(struct link *l, struct station *s, const struct world *w, int64_t now_us,
                struct arena *arena, struct link_outcome *out)
{
    struct pass p = {.l = l, .s = s, .w = w, .now_us = now_us, .arena = arena, .out = out};
    outcome_begin(&p);
    outcome_refresh(&p);
    command_timeout(&p);
    outcome_end(&p);
}

void link_closed(struct link *l, struct station *s, const struct world *w, int64_t now_us,
                 uint16_t code, struct str reason, struct arena *arena, struct link_outcome *out)
{
    struct pass p = {.l = l, .s = s, .w = w, .now_us = now_us, .arena = arena, .out = out};
    struct input in = {.kind = INPUT_CLOSED, .protocol = (int64_t)l->version};
    in.u.closed =
        (struct ev_connection_closed){.generation = l->generation, .code = code, .reason = reason};
    outcome_begin(&p);
    outcome_step(&p, &in);
    command_cancel(&p);
    outcome_end(&p);
}

void link_outcome_reset(struct link_outcome *out)
{
    outcome_reset(out);
}
