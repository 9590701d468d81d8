/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the server, and one row per call that a simulated station knows. */
#include "fleet/answer.h"

#include <string.h>

#include "fleet/say.h"

bool answer_parse(struct str text, struct answer_frame *out)
{
    struct json_reader r;
    struct json_token t;
    json_open(&r, text);
    enum json_kind first = json_next(&r, &t);
    if (first != JSON_ARRAY || json_next(&r, &t) != JSON_NUMBER || !str_int(t.text, &out->type) ||
        json_next(&r, &t) != JSON_STRING)
        return false;
    out->id = t.text;
    out->action = (struct str){0};
    if (out->type == 2 || out->type == 4) {
        if (json_next(&r, &t) != JSON_STRING)
            return false;
        out->action = t.text;
    }
    if (out->type == 4)
        return true;
    return json_next(&r, &t) == JSON_OBJECT && json_skip(&r, &t, &out->payload);
}

/* Go to the value of the first member of that name. */
static bool find_member(struct str payload, const char *name, struct json_token *value)
{
    struct json_reader r;
    json_open(&r, payload);
    for (;;) {
        enum json_kind kind = json_next(&r, value);
        if (kind == JSON_BAD || kind == JSON_END)
            return false;
        if (kind == JSON_KEY && str_is(value->text, name))
            return json_next(&r, value) != JSON_BAD;
    }
}

bool answer_accepted(struct str payload)
{
    struct json_token t;
    return find_member(payload, "status", &t) && str_is(t.text, "Accepted");
}

bool answer_number(struct str payload, const char *name, int64_t *out)
{
    struct json_token t;
    return find_member(payload, name, &t) && str_int(t.text, out);
}

/* Find a free EVSE for a remote start: the one asked for, else the first. */
static const char *start(struct charger *c, struct str payload, struct answer_wish *wish)
{
    int64_t evse = 0;
    struct json_token t;
    if (!answer_number(payload, c->o.version == OCPP_16 ? "connectorId" : "evseId", &evse))
        for (unsigned i = c->o.evses; i > 0; i--)
            if (c->evses[i - 1].state == EVSE_FREE)
                evse = i;
    if (evse < 1 || evse > c->o.evses || c->evses[evse - 1].state != EVSE_FREE)
        return "{\"status\":\"Rejected\"}";
    wish->start_evse = (unsigned)evse;
    if (c->o.version == OCPP_16 && find_member(payload, "idTag", &t))
        wish->token = t.text;
    for (struct str rest = payload; c->o.version != OCPP_16 && find_member(rest, "idToken", &t);) {
        wish->token = t.text;
        if (t.kind == JSON_STRING)
            break;
        rest = str_skip(payload, (size_t)(t.text.p - payload.p));
    }
    return "{\"status\":\"Accepted\"}";
}

/* Stop the session of that transaction. */
static const char *stop(struct charger *c, struct str payload, struct answer_wish *wish)
{
    struct json_token t;
    char transaction[40];
    if (!find_member(payload, "transactionId", &t))
        return "{\"status\":\"Rejected\"}";
    for (unsigned i = 0; i < c->o.evses; i++) {
        say_transaction(c, c->evses[i].session, transaction);
        if (c->evses[i].state == EVSE_CHARGING && str_is(t.text, transaction))
            wish->stop_evse = i + 1;
    }
    return wish->stop_evse ? "{\"status\":\"Accepted\"}" : "{\"status\":\"Rejected\"}";
}

static const char *reset(struct charger *c, struct str payload, struct answer_wish *wish)
{
    (void)c;
    (void)payload;
    wish->reset = true;
    return "{\"status\":\"Accepted\"}";
}

static const struct {
    const char *action, *payload;
    const char *(*act)(struct charger *c, struct str payload, struct answer_wish *wish);
} rows[] = {
    {"RemoteStartTransaction", NULL, start},
    {"RequestStartTransaction", NULL, start},
    {"RemoteStopTransaction", NULL, stop},
    {"RequestStopTransaction", NULL, stop},
    {"Reset", NULL, reset},
    {"ChangeAvailability", "{\"status\":\"Accepted\"}", NULL},
    {"ChangeConfiguration", "{\"status\":\"Accepted\"}", NULL},
    {"ClearCache", "{\"status\":\"Accepted\"}", NULL},
    {"TriggerMessage", "{\"status\":\"NotImplemented\"}", NULL},
    {"UnlockConnector", "{\"status\":\"Unlocked\"}", NULL},
    {"GetConfiguration",
     "{\"configurationKey\":[{\"key\":\"HeartbeatInterval\",\"readonly\":false,\"value\":\"300\"}]"
     "}",
     NULL},
    {"SetChargingProfile", "{\"status\":\"Accepted\"}", NULL},
    {"ClearChargingProfile", "{\"status\":\"Unknown\"}", NULL},
    {"SendLocalList", "{\"status\":\"Accepted\"}", NULL},
    {"DataTransfer", "{\"status\":\"UnknownVendorId\"}", NULL},
    {"GetBaseReport", "{\"status\":\"NotSupported\"}", NULL},
};

void answer_call(struct charger *c, const struct answer_frame *f, struct answer_wish *wish,
                 struct buf *out)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_is(f->action, rows[i].action)) {
            const char *payload = rows[i].act ? rows[i].act(c, f->payload, wish) : rows[i].payload;
            buf_printf(out, "[3,\"%.*s\",%s]", STR_ARG(f->id), payload);
            buf_putc(out, '\0');
            return;
        }
    buf_printf(out, "[4,\"%.*s\",\"NotSupported\",\"a simulated station does not do this\",{}]",
               STR_ARG(f->id));
    buf_putc(out, '\0');
}
