/* SPDX-License-Identifier: Apache-2.0 */
/* The messages of OCPP 2.0.1 and 2.1 that the step knows: where both have a field it means the
 * same. */
#include "ocpp/v2.h"

#include "event/enums.h"
#include "ocpp/told.h"

#define SEQ_NO_MAX (INT32_MAX - 1)

bool v2_boot(struct turn *t, struct input *in)
{
    uint32_t station = turn_child(t, 0, FIELD_chargingStation);
    uint32_t modem = turn_child(t, station, FIELD_modem);
    in->kind = INPUT_BOOT;
    in->u.boot = (struct ev_booted){
        .vendor = turn_text(t, station, FIELD_vendorName),
        .model = turn_text(t, station, FIELD_model),
        .serial = turn_text(t, station, FIELD_serialNumber),
        .firmware = turn_text(t, station, FIELD_firmwareVersion),
        .reason = turn_text(t, 0, FIELD_reason),
        .iccid = turn_text(t, modem, FIELD_iccid),
        .imsi = turn_text(t, modem, FIELD_imsi),
    };
    return true;
}

/* Fill in a connector's status as the word says. */
static void set_status(struct ev_connector_changed *e, struct str word)
{
    int64_t status = enum_find(&names_connector_status, word);
    if (status > connector_status_UNKNOWN)
        e->status = status;
    else
        e->status_text = word;
}

bool v2_status(struct turn *t, struct input *in)
{
    in->kind = INPUT_STATUS;
    in->u.status = (struct ev_connector_changed){
        .evse_id = turn_int(t, 0, FIELD_evseId),
        .connector_id = turn_int(t, 0, FIELD_connectorId),
        .reported_at_us = turn_time_if(t, 0, FIELD_timestamp),
    };
    set_status(&in->u.status, turn_text(t, 0, FIELD_connectorStatus));
    return true;
}

/* Does this eventData tell a connector's availability? */
static bool tells_availability(struct turn *t, uint32_t data)
{
    uint32_t component = turn_child(t, data, FIELD_component);
    uint32_t variable = turn_child(t, data, FIELD_variable);
    return str_eq_nocase(turn_text(t, component, FIELD_name), STR("Connector")) &&
           str_eq_nocase(turn_text(t, variable, FIELD_name), STR("AvailabilityState"));
}

/* The connector that an eventData is about, and its status. */
static void take_availability(struct turn *t, uint32_t data, struct input *in)
{
    uint32_t component = turn_child(t, data, FIELD_component);
    uint32_t evse = turn_child(t, component, FIELD_evse);
    in->kind = INPUT_STATUS;
    in->u.status = (struct ev_connector_changed){
        .evse_id = turn_int(t, evse, FIELD_id),
        .connector_id = turn_int(t, evse, FIELD_connectorId),
        .info = turn_text(t, data, FIELD_techInfo),
        .vendor_error_code = turn_text(t, data, FIELD_techCode),
        .reported_at_us = turn_time_if(t, data, FIELD_timestamp),
    };
    set_status(&in->u.status, turn_text(t, data, FIELD_actualValue));
}

/* The list of eventData. */
static uint32_t event_list(const struct turn *t)
{
    return turn_child(t, 0, FIELD_eventData);
}

/* The next eventData behind t->at, or the first; TURN_NOWHERE behind the last. */
static uint32_t next_event(const struct turn *t)
{
    uint32_t list = event_list(t);
    if (list == TURN_NOWHERE || t->at == TURN_NOWHERE)
        return TURN_NOWHERE;
    uint32_t next = t->at == 0 ? ocpp_first(&t->m, list) : ocpp_next(&t->m, list, t->at);
    return next == 0 ? TURN_NOWHERE : next;
}

/* Did every eventData become an input? */
static bool all_told(const struct turn *t)
{
    unsigned n = 0;
    uint32_t list = event_list(t);
    uint32_t i = list == TURN_NOWHERE ? 0 : ocpp_first(&t->m, list);
    for (; i; i = ocpp_next(&t->m, list, i))
        n++;
    return n > 0 && n == t->inputs;
}

/* A status for each eventData that tells one; a note where there are others besides. */
bool v2_event(struct turn *t, struct input *in)
{
    uint32_t data;
    while ((data = next_event(t)) != TURN_NOWHERE) {
        t->at = data;
        if (tells_availability(t, data)) {
            take_availability(t, data, in);
            return true;
        }
    }
    if (t->at == TURN_NOWHERE || all_told(t))
        return false;
    t->at = TURN_NOWHERE;
    in->kind = INPUT_NOTE;
    in->u.note = (struct ev_message_noted){
        .action = ocpp_action_name(t->m.action),
        .facts = told_by(TOLD_UP, &t->m, NULL, t->arena, &t->no_room),
    };
    return true;
}

bool v2_authorize(struct turn *t, struct input *in)
{
    uint32_t token = turn_child(t, 0, FIELD_idToken);
    in->kind = INPUT_AUTHORIZE;
    in->u.authorize = (struct ev_authorized){
        .id_token = turn_tag(t, token, FIELD_idToken),
        .token_type = turn_text(t, token, FIELD_type),
    };
    return true;
}

/* One sampled value; a signed one is kept beside its number, byte for byte. */
static void sample(struct turn *t, uint32_t node, struct reading *r)
{
    enum { VALUE, CONTEXT, MEASURAND, UNIT, LOCATION, PHASE, SIGNED, FIELDS };
    static const enum ocpp_field fields[FIELDS] = {
        FIELD_value,    FIELD_context, FIELD_measurand,       FIELD_unitOfMeasure,
        FIELD_location, FIELD_phase,   FIELD_signedMeterValue};
    uint32_t at[FIELDS];
    turn_pick(t, node, fields, FIELDS, at);
    struct str measurand = turn_text_at(t, at[MEASURAND]);
    r->measurand = (uint8_t)measurand_find(measurand);
    if (r->measurand == MEASURAND_OTHER)
        r->name = measurand;
    r->phase = (uint8_t)phase_find(turn_text_at(t, at[PHASE]));
    r->location = (uint8_t)location_find(turn_text_at(t, at[LOCATION]));
    r->context = (uint8_t)context_find(turn_text_at(t, at[CONTEXT]));
    if (at[SIGNED] != TURN_NOWHERE) {
        r->flags |= READING_SIGNED;
        r->text = t->m.nodes[at[SIGNED]].text;
    }
    int64_t multiplier = turn_int(t, at[UNIT], FIELD_multiplier);
    struct str unit = turn_text(t, at[UNIT], FIELD_unit);
    reading_scale(r, turn_text_at(t, at[VALUE]), turn_unit(t, node, unit, r->measurand),
                  multiplier);
}

bool v2_meter(struct turn *t, struct input *in)
{
    in->kind = INPUT_METER;
    in->u.meter = (struct in_meter){
        .evse_id = turn_int(t, 0, FIELD_evseId),
        .readings = turn_readings(t, turn_child(t, 0, FIELD_meterValue), sample),
        .content = turn_content(t),
    };
    return true;
}

/* Started, Updated or Ended; an unknown word goes on with the transaction. */
static enum transaction_phase phase_of(struct str word)
{
    if (str_is(word, "Started"))
        return TRANSACTION_STARTED;
    return str_is(word, "Ended") ? TRANSACTION_ENDED : TRANSACTION_UPDATED;
}

/* seqNo plus 1; 0 where it is absent or can't be. */
static int64_t sequence(struct turn *t)
{
    int64_t number;
    if (!ocpp_int(&t->m, 0, FIELD_seqNo, &number))
        return 0;
    if (number >= 0 && number <= SEQ_NO_MAX)
        return number + 1;
    turn_note(t, FAULT_OUT_OF_RANGE, 0, FIELD_seqNo, turn_text(t, 0, FIELD_seqNo));
    return 0;
}

/* The charging state; NONE for an unknown word, which the rows have found. */
static int64_t charging_state(struct str word)
{
    int64_t state = enum_find(&names_charging_state, word);
    return state < 0 ? charging_state_NONE : state;
}

/* Bits of session_flag that the message itself gives. */
static int64_t flags_of(const struct turn *t, bool repaired)
{
    bool offline = false;
    ocpp_bool(&t->m, 0, FIELD_offline, &offline);
    return (offline ? INT64_C(1) << session_flag_OFFLINE : 0) |
           (repaired ? INT64_C(1) << session_flag_TIME_REPAIRED : 0);
}

bool v2_transaction(struct turn *t, struct input *in)
{
    bool repaired = false;
    uint32_t info = turn_child(t, 0, FIELD_transactionInfo);
    uint32_t token = turn_child(t, 0, FIELD_idToken);
    uint32_t evse = turn_child(t, 0, FIELD_evse);
    in->kind = INPUT_TRANSACTION;
    in->u.transaction = (struct in_transaction){
        .phase = phase_of(turn_text(t, 0, FIELD_eventType)),
        .transaction_id = turn_text(t, info, FIELD_transactionId),
        .id_token = turn_tag(t, token, FIELD_idToken),
        .token_type = turn_text(t, token, FIELD_type),
        .trigger = turn_text(t, 0, FIELD_triggerReason),
        .stop_reason = turn_text(t, info, FIELD_stoppedReason),
        .readings = turn_readings(t, turn_child(t, 0, FIELD_meterValue), sample),
        .happened_at_us = turn_time(t, 0, FIELD_timestamp, &repaired),
        .evse_id = turn_int(t, evse, FIELD_id),
        .connector_id = turn_int(t, evse, FIELD_connectorId),
        .seq_no = sequence(t),
        .charging_state = charging_state(turn_text(t, info, FIELD_chargingState)),
        .reservation_id = turn_int(t, 0, FIELD_reservationId),
        .remote_start_id = turn_int(t, info, FIELD_remoteStartId),
        .content = turn_content(t),
    };
    in->u.transaction.flags = flags_of(t, repaired);
    return true;
}

/* Write the list of EVSEs that a token is good at. */
static void write_evses(struct str list, struct json_writer *w)
{
    json_key(w, STR("evseId"));
    json_array(w);
    while (list.n > 0)
        json_raw(w, str_cut(&list, ','));
    json_array_end(w);
}

/* Write what the session may cost: what a prepaid token has left (2.1, C17). */
static void write_limit(int64_t balance_micro, struct json_writer *w)
{
    json_key(w, STR("transactionLimit"));
    json_object(w);
    json_pair_decimal(w, "maxCost", balance_micro, 6);
    json_object_end(w);
}

/* Write the member idTokenInfo. */
static void write_token_info(const struct step *step, struct json_writer *w)
{
    json_key(w, STR("idTokenInfo"));
    json_object(w);
    json_pair(w, "status", enum_text(&names_token_status, step->answer.token_status));
    if (step->answer.token_expires_at_us > 0)
        json_pair_time(w, "cacheExpiryDateTime", step->answer.token_expires_at_us);
    if (step->answer.evses.n > 0)
        write_evses(step->answer.evses, w);
    if (step->answer.group_id.n > 0) {
        json_key(w, STR("groupIdToken"));
        json_object(w);
        json_pair(w, "idToken", step->answer.group_id);
        json_pair(w, "type", STR("Central"));
        json_object_end(w);
    }
    json_object_end(w);
}

void v2_authorize_answer(const struct turn *t, const struct step *step, struct json_writer *w)
{
    (void)t;
    json_object(w);
    write_token_info(step, w);
    json_object_end(w);
}

void v2_transaction_answer(const struct turn *t, const struct step *step, struct json_writer *w)
{
    json_object(w);
    if (step->answer.has_token || turn_child(t, 0, FIELD_idToken) != TURN_NOWHERE)
        write_token_info(step, w); /* E01.FR.12 */
    if (t->m.version == OCPP_21 && step->answer.balance_micro > 0)
        write_limit(step->answer.balance_micro - 1, w);
    json_object_end(w);
}
