/* SPDX-License-Identifier: Apache-2.0 */
/* The dispatch table of both version families. */
#include "ocpp/dispatch.h"

#include "ocpp/certify.h"
#include "ocpp/grant.h"
#include "ocpp/told.h"
#include "ocpp/v16.h"
#include "ocpp/v2.h"

/* A Heartbeat asks for the time. */
static bool heartbeat(struct turn *t, struct input *in)
{
    (void)t;
    in->kind = INPUT_HEARTBEAT;
    return true;
}

/* Write the payload {"currentTime":...}. */
static void heartbeat_answer(const struct turn *t, const struct step *step, struct json_writer *w)
{
    (void)step;
    json_object(w);
    json_pair_time(w, "currentTime", t->now_us);
    json_object_end(w);
}

/* The answer to BootNotification is the same in all versions. The interval is never 0: stations
 * were seen to send heartbeats without pause then. */
static void boot_answer(const struct turn *t, const struct step *step, struct json_writer *w)
{
    int64_t interval_s = step->answer.interval_s;
    json_object(w);
    json_pair_time(w, "currentTime", t->now_us);
    json_pair_int(w, "interval", interval_s > 0 ? interval_s : 1);
    json_pair(w, "status", enum_text(&names_boot, step->answer.boot));
    json_object_end(w);
}

/* What it says of a request of ours: which, and whether that is the end of it. */
static void read_report(struct turn *t, struct in_report *r)
{
    bool more = false;
    r->has_id = ocpp_int(&t->m, 0, FIELD_requestId, &r->request_id);
    ocpp_bool(&t->m, 0, FIELD_tbc, &more);
    r->last = !more;
    if (str_ends(ocpp_action_name(t->m.action), STR("StatusNotification")))
        r->status = turn_text(t, 0, FIELD_status);
}

/* Any other message is noted. */
static bool note(struct turn *t, struct input *in)
{
    in->kind = INPUT_NOTE;
    read_report(t, &in->report);
    in->u.note = (struct ev_message_noted){
        .action = ocpp_action_name(t->m.action),
        .facts = told_by(TOLD_UP, &t->m, NULL, t->arena, &t->no_room),
    };
    return true;
}

static const struct handler noted = {note, NULL, FIELD_NONE, false, NULL};

enum family { FAMILY_16, FAMILY_2, FAMILIES };

#define HANDLER(action, family, ...) [ACTION_##action][FAMILY_##family] = {__VA_ARGS__},
static const struct handler handlers[ACTION_COUNT][FAMILIES] = {
#include "ocpp/tbl/handlers.h"
};
#undef HANDLER

/* What is only noted, but answered by the policy. */
static const struct grant {
    enum ocpp_action action;
    struct handler handler;
} grants[] = {
    {ACTION_DataTransfer, {note, grant_transfer, FIELD_NONE, false, NULL}},
    {ACTION_NotifyEVChargingNeeds, {note, grant_needs, FIELD_NONE, false, NULL}},
    {ACTION_OpenPeriodicEventStream, {grant_stream_note, grant_stream, FIELD_NONE, false, NULL}},
    {ACTION_PullDynamicScheduleUpdate, {note, grant_pull, FIELD_NONE, false, NULL}},
    {ACTION_VatNumberValidation, {note, grant_vat, FIELD_NONE, false, NULL}},
};

const struct handler *dispatch_find(enum ocpp_version version, enum ocpp_action action)
{
    const struct handler *h = &handlers[action][version == OCPP_16 ? FAMILY_16 : FAMILY_2];
    if (h->input)
        return h;
    for (size_t i = 0; i < sizeof grants / sizeof *grants; i++)
        if (grants[i].action == action)
            return &grants[i].handler;
    return &noted;
}
