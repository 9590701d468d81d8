/* SPDX-License-Identifier: Apache-2.0 */
/* From an order to a command. */
#include "ocpp/attempt.h"

#include <string.h>

#include "base/assert.h"

#define REQUEST_ROOM 48 /* {"requestId":N, */

size_t attempt_room(const struct order *o)
{
    return (size_t)o->payload_n + REQUEST_ROOM;
}

enum ocpp_action attempt_action(struct str name)
{
    static const enum ocpp_version versions[] = {OCPP_16, OCPP_201, OCPP_21};
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        enum ocpp_action a = ocpp_action_find(versions[i], name);
        if (a != ACTION_NONE && (ocpp_action_direction(versions[i], a) & OCPP_DOWN))
            return a;
    }
    return ACTION_NONE;
}

/* Is a requestId wanted that is not there? Else *given is the one that is, or 0. */
static bool wants_request(const struct ocpp_message *m, int64_t *given)
{
    *given = 0;
    if (ocpp_int(m, 0, FIELD_requestId, given))
        return false;
    for (unsigned i = 0; i < m->n_findings; i++)
        if (m->findings[i].rule == RULE_MISSING_FIELD && m->findings[i].node == 0 &&
            m->findings[i].field == FIELD_requestId)
            return true;
    return false;
}

/* Write the payload with that requestId as its first member. */
static void put_request(struct link_command *c, struct str payload, int64_t request_id)
{
    struct buf out = buf_over(c->payload, payload.n + REQUEST_ROOM);
    struct str rest = str_trim(str_skip(payload, 1));
    buf_putz(&out, "{\"requestId\":");
    buf_int(&out, request_id);
    if (!str_starts(rest, STR("}")))
        buf_putc(&out, ',');
    buf_puts(&out, rest);
    ASSERT(!out.full);
    c->n = out.n;
}

void attempt_make(struct link_command *c, enum ocpp_version version, const struct station *s,
                  const struct order *o, struct arena *arena)
{
    struct ocpp_message m;
    size_t arena_n = arena->n;
    struct str payload = str_trim(order_payload(s, o));
    if (payload.n == 0)
        payload = STR("{}");
    c->action = attempt_action(str_of(o->action));
    memcpy(c->order_id, o->order_id, sizeof c->order_id);
    ocpp_decode(&m, version, c->action, false, payload, true, arena);
    if (m.whole && wants_request(&m, &c->request_id)) {
        c->request_id = o->request_id != 0 ? o->request_id : order_request(s);
        put_request(c, payload, c->request_id);
    } else {
        c->n = payload.n;
        memcpy(c->payload, payload.p, payload.n);
    }
    arena->n = arena_n;
}
