/* SPDX-License-Identifier: Apache-2.0 */
/* The messages of OCPP 1.6 that the step knows. A connectorId is an EVSE with one connector. */
#include "ocpp/v16.h"

#include "base/hash.h"

#define PARENT_TAG_MAX 20 /* characters of a parentIdTag */

/* The first of two texts that is not empty. */
static struct str either(struct str a, struct str b)
{
    return a.n > 0 ? a : b;
}

bool v16_boot(struct turn *t, struct input *in)
{
    in->kind = INPUT_BOOT;
    in->u.boot = (struct ev_booted){
        .vendor = turn_text(t, 0, FIELD_chargePointVendor),
        .model = turn_text(t, 0, FIELD_chargePointModel),
        .serial = either(turn_text(t, 0, FIELD_chargePointSerialNumber),
                         turn_text(t, 0, FIELD_chargeBoxSerialNumber)),
        .firmware = turn_text(t, 0, FIELD_firmwareVersion),
        .iccid = turn_text(t, 0, FIELD_iccid),
        .imsi = turn_text(t, 0, FIELD_imsi),
    };
    return true;
}

bool v16_status(struct turn *t, struct input *in)
{
    struct str word = turn_text(t, 0, FIELD_status);
    int64_t status = enum_find(&names_connector_status, word);
    bool known = status > connector_status_UNKNOWN;
    in->kind = INPUT_STATUS;
    in->u.status = (struct ev_connector_changed){
        .evse_id = turn_int(t, 0, FIELD_connectorId),
        .connector_id = 1,
        .status = known ? status : connector_status_UNKNOWN,
        .error_code = turn_text(t, 0, FIELD_errorCode),
        .info = turn_text(t, 0, FIELD_info),
        .vendor_error_code = turn_text(t, 0, FIELD_vendorErrorCode),
        .reported_at_us = turn_time_if(t, 0, FIELD_timestamp),
        .status_text = known ? (struct str){0} : word,
    };
    return true;
}

bool v16_authorize(struct turn *t, struct input *in)
{
    in->kind = INPUT_AUTHORIZE;
    in->u.authorize = (struct ev_authorized){.id_token = turn_tag(t, 0, FIELD_idTag)};
    return true;
}

/* What a StartTransaction is known again by: retries carry the same four fields. */
static int64_t start_content(struct turn *t)
{
    static const enum ocpp_field fields[] = {FIELD_connectorId, FIELD_idTag, FIELD_timestamp,
                                             FIELD_meterStart};
    uint64_t hash = 0;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        hash = hash_mix(hash, hash_str(turn_text(t, 0, fields[i])));
    return turn_content_of(hash);
}

/* The flag of a time that had to be repaired. */
static int64_t time_flag(bool repaired)
{
    return repaired ? INT64_C(1) << session_flag_TIME_REPAIRED : 0;
}

bool v16_start(struct turn *t, struct input *in)
{
    bool repaired = false;
    in->kind = INPUT_START;
    in->u.start = (struct in_start){
        .connector_id = turn_int(t, 0, FIELD_connectorId),
        .reservation_id = turn_int(t, 0, FIELD_reservationId),
        .started_at_us = turn_time(t, 0, FIELD_timestamp, &repaired),
        .content = start_content(t),
        .id_token = turn_tag(t, 0, FIELD_idTag),
    };
    in->u.start.no_meter_start = !turn_energy(t, 0, FIELD_meterStart, &in->u.start.meter_start_mwh);
    in->u.start.flags = time_flag(repaired);
    return true;
}

/* One sampled value; the signed ones are texts of their own, without a number. */
static void sample(struct turn *t, uint32_t node, struct reading *r)
{
    struct str value = turn_text(t, node, FIELD_value);
    struct str measurand = turn_text(t, node, FIELD_measurand);
    r->measurand = (uint8_t)measurand_find(measurand);
    if (r->measurand == MEASURAND_OTHER)
        r->name = measurand;
    r->phase = (uint8_t)phase_find(turn_text(t, node, FIELD_phase));
    r->location = (uint8_t)location_find(turn_text(t, node, FIELD_location));
    r->context = (uint8_t)context_find(turn_text(t, node, FIELD_context));
    if (str_eq_nocase(turn_text(t, node, FIELD_format), STR("SignedData"))) {
        r->flags |= READING_SIGNED | READING_NOT_NUMBER;
        r->text = value;
        return;
    }
    reading_scale(r, value, turn_unit(t, node, turn_text(t, node, FIELD_unit), r->measurand), 0);
}

/* The transactionId as text, "12" also for 12.0 and "12". */
static struct str transaction_id(struct turn *t)
{
    int64_t number;
    char digits[24];
    struct str text = turn_text(t, 0, FIELD_transactionId);
    if (text.n == 0 || !ocpp_int(&t->m, 0, FIELD_transactionId, &number))
        return text;
    struct buf plain = buf_over(digits, sizeof digits);
    buf_int(&plain, number);
    if (str_eq(buf_str(&plain), text))
        return text;
    struct str copy = arena_copy(t->arena, buf_str(&plain));
    t->no_room |= copy.n == 0;
    return copy;
}

bool v16_stop(struct turn *t, struct input *in)
{
    bool repaired = false;
    in->kind = INPUT_STOP;
    in->u.stop = (struct in_stop){
        .transaction_id = transaction_id(t),
        .id_token = turn_tag(t, 0, FIELD_idTag),
        .reason = turn_text(t, 0, FIELD_reason),
        .readings = turn_readings(t, turn_child(t, 0, FIELD_transactionData), sample),
        .ended_at_us = turn_time(t, 0, FIELD_timestamp, &repaired),
        .content = turn_content(t),
    };
    in->u.stop.has_meter_stop = turn_energy(t, 0, FIELD_meterStop, &in->u.stop.meter_stop_mwh);
    in->u.stop.flags = time_flag(repaired);
    return true;
}

bool v16_meter(struct turn *t, struct input *in)
{
    in->kind = INPUT_METER;
    in->u.meter = (struct in_meter){
        .evse_id = turn_int(t, 0, FIELD_connectorId),
        .transaction_id = transaction_id(t),
        .readings = turn_readings(t, turn_child(t, 0, FIELD_meterValue), sample),
        .content = turn_content(t),
    };
    return true;
}

/* The words that 1.6 has for what a token is worth: five. */
static struct str status_word(int64_t status)
{
    static const struct str words[] = {
        [token_status_UNKNOWN] = STR_INIT("Invalid"),
        [token_status_ACCEPTED] = STR_INIT("Accepted"),
        [token_status_BLOCKED] = STR_INIT("Blocked"),
        [token_status_EXPIRED] = STR_INIT("Expired"),
        [token_status_INVALID] = STR_INIT("Invalid"),
        [token_status_CONCURRENT_TX] = STR_INIT("ConcurrentTx"),
        [token_status_NO_CREDIT] = STR_INIT("Blocked"),
        [token_status_NOT_ALLOWED_TYPE_EVSE] = STR_INIT("Invalid"),
        [token_status_NOT_AT_THIS_LOCATION] = STR_INIT("Invalid"),
        [token_status_NOT_AT_THIS_TIME] = STR_INIT("Invalid"),
    };
    bool known = status >= 0 && (uint64_t)status < sizeof words / sizeof *words;
    return known ? words[status] : words[token_status_INVALID];
}

/* Write the member idTagInfo. A group longer than a parentIdTag may be is left out: cut, it would
 * be another one. */
static void write_tag_info(const struct step *step, struct json_writer *w)
{
    struct str group = step->answer.group_id;
    json_key(w, STR("idTagInfo"));
    json_object(w);
    json_pair(w, "status", status_word(step->answer.token_status));
    if (step->answer.token_expires_at_us > 0)
        json_pair_time(w, "expiryDate", step->answer.token_expires_at_us);
    if (group.n > 0 && group.n <= PARENT_TAG_MAX)
        json_pair(w, "parentIdTag", group);
    json_object_end(w);
}

void v16_authorize_answer(const struct turn *t, const struct step *step, struct json_writer *w)
{
    (void)t;
    json_object(w);
    write_tag_info(step, w);
    json_object_end(w);
}

void v16_start_answer(const struct turn *t, const struct step *step, struct json_writer *w)
{
    (void)t;
    json_object(w);
    write_tag_info(step, w);
    json_pair_int(w, "transactionId", step->answer.transaction_number);
    json_object_end(w);
}

void v16_stop_answer(const struct turn *t, const struct step *step, struct json_writer *w)
{
    (void)t;
    json_object(w);
    if (step->answer.has_token)
        write_tag_info(step, w);
    json_object_end(w);
}
