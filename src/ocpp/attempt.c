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

static const struct key {
    enum ocpp_action action;
    enum ocpp_field object, fields[3];
} keys[] = {
#define ORDER_KEY(action, object, first, second, third)                                            \
    {ACTION_##action, FIELD_##object, {FIELD_##first, FIELD_##second, FIELD_##third}},
#include "ocpp/tbl/keys.h"
#undef ORDER_KEY
};

/* Append the fields of a row, "-" for each that is absent. */
static void put_key(const struct key *k, const struct ocpp_message *m, uint32_t object,
                    struct arena *arena, struct buf *out)
{
    for (size_t i = 0; i < sizeof k->fields / sizeof *k->fields; i++) {
        bool inner = i > 0 && k->object != FIELD_NONE;
        if (k->fields[i] == FIELD_NONE)
            continue;
        struct str text = {0};
        if (!inner || object != 0)
            text = ocpp_text(m, inner ? object : 0, k->fields[i], arena);
        buf_putc(out, ' ');
        buf_puts(out, text.n > 0 ? text : STR("-"));
    }
}

/* The row of an action that fits the message; *object is where its fields lie. */
static const struct key *key_of(enum ocpp_action action, const struct ocpp_message *m,
                                uint32_t *object)
{
    const struct key *found = NULL;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (keys[i].action != action)
            continue;
        *object = keys[i].object != FIELD_NONE ? ocpp_find(m, 0, keys[i].object) : 0;
        found = &keys[i];
        if (*object != 0)
            break;
    }
    return found;
}

struct str attempt_key(enum ocpp_action action, struct str payload, struct arena *arena)
{
    static const enum ocpp_version versions[] = {OCPP_21, OCPP_16};
    char space[64];
    struct buf out = buf_over(space, sizeof space);
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        struct ocpp_message m;
        uint32_t object = 0;
        if ((ocpp_action_direction(versions[i], action) & OCPP_DOWN) == 0)
            continue;
        ocpp_decode(&m, versions[i], action, false, payload.n > 0 ? payload : STR("{}"), false,
                    arena);
        const struct key *k = key_of(action, &m, &object);
        if (!k)
            return (struct str){0};
        if (m.refuse != RULE_NONE && i + 1 < sizeof versions / sizeof *versions)
            continue; /* of the other family, maybe */
        buf_puts(&out, ocpp_action_name(action));
        put_key(k, &m, object, arena, &out);
        return out.full ? (struct str){0} : arena_copy(arena, buf_str(&out));
    }
    return (struct str){0};
}
