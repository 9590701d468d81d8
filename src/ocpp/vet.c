/* SPDX-License-Identifier: Apache-2.0 */
/* Each action that has rules beside its rows has a function here; each stops at its first breach.
 */
#include "ocpp/vet.h"

#include "base/time.h"
#include "csms/memory.h"

struct vet {
    const struct ocpp_message *m;
    const struct station *s;
    struct arena *arena;
    struct vet_breach breach;
    /* of a charging profile: */
    uint32_t profile;
    int64_t evse_id;
    struct str purpose, kind;
};

/* Note a breach; false, so that a chain of checks ends here. */
static bool breaks(struct vet *v, enum vet_rule rule, uint32_t node, enum ocpp_field field)
{
    v->breach = (struct vet_breach){rule, node, field};
    return false;
}

/* Has the object that field? */
static bool has(const struct vet *v, uint32_t at, enum ocpp_field field)
{
    return ocpp_find(v->m, at, field) != 0;
}

/* A text of an object. */
static struct str text(const struct vet *v, uint32_t at, enum ocpp_field field)
{
    return ocpp_text(v->m, at, field, v->arena);
}

/* An integer of an object, `other` where it has none. */
static int64_t number(const struct vet *v, uint32_t at, enum ocpp_field field, int64_t other)
{
    int64_t n;
    return ocpp_int(v->m, at, field, &n) ? n : other;
}

/* -- periods and schedules -- */

/* One period behind another that started at *before (-1: it is the first). */
static bool check_period(struct vet *v, uint32_t period, int64_t *before)
{
    int64_t start = number(v, period, FIELD_startPeriod, 0);
    if (*before < 0 && start != 0)
        return breaks(v, VET_FIRST_PERIOD, period, FIELD_startPeriod);
    if (start <= *before)
        return breaks(v, VET_PERIODS_IN_ORDER, period, FIELD_startPeriod);
    *before = start;
    if (has(v, period, FIELD_phaseToUse) && number(v, period, FIELD_numberPhases, 3) != 1)
        return breaks(v, VET_PHASE_TO_USE, period, FIELD_phaseToUse);
    return true;
}

/* Is the profile of that kind? */
static bool is_kind(const struct vet *v, const char *kind)
{
    return str_is(v->kind, kind);
}

/* When one schedule starts; 1.6 lets an Absolute one start with the charging. */
static bool check_start(struct vet *v, uint32_t schedule)
{
    bool starts = has(v, schedule, FIELD_startSchedule);
    bool needs = is_kind(v, "Recurring") || (is_kind(v, "Absolute") && v->m->version != OCPP_16);
    if (needs && !starts)
        return breaks(v, VET_START_MISSING, schedule, FIELD_startSchedule);
    if (is_kind(v, "Relative") && starts)
        return breaks(v, VET_START_FOR_RELATIVE, schedule, FIELD_startSchedule);
    return true;
}

/* One schedule. */
static bool check_schedule(struct vet *v, uint32_t schedule)
{
    int64_t before = -1;
    unsigned n = 0;
    if (!check_start(v, schedule))
        return false;
    uint32_t list = ocpp_find(v->m, schedule, FIELD_chargingSchedulePeriod);
    for (uint32_t i = ocpp_first(v->m, list); list && i; i = ocpp_next(v->m, list, i), n++)
        if (!check_period(v, i, &before))
            return false;
    if (is_kind(v, "Dynamic") && n > 1)
        return breaks(v, VET_DYNAMIC_PARTS, schedule, FIELD_chargingSchedulePeriod);
    return true;
}

/* The schedules of a profile: one object in 1.6, a list in 2.x. */
static bool check_schedules(struct vet *v)
{
    unsigned n = 0;
    uint32_t list = ocpp_find(v->m, v->profile, FIELD_chargingSchedule);
    if (list != 0 && v->m->nodes[list].kind != JSON_ARRAY)
        return check_schedule(v, list);
    for (uint32_t i = ocpp_first(v->m, list); list && i; i = ocpp_next(v->m, list, i), n++)
        if (!check_schedule(v, i))
            return false;
    if (n > 1 && is_kind(v, "Dynamic"))
        return breaks(v, VET_DYNAMIC_PARTS, v->profile, FIELD_chargingSchedule);
    if (n > 1 && (n > 3 || !str_is(v->purpose, "TxProfile")))
        return breaks(v, VET_SEVERAL_SCHEDULES, v->profile, FIELD_chargingSchedule);
    return true;
}

/* -- profiles -- */

/* May a transaction of that id run at the profile's EVSE? One that we never heard of may. */
static bool may_run(const struct vet *v, struct str transaction_id)
{
    char session_id[17];
    int64_t content;
    for (unsigned i = 0; i < v->s->n_sessions; i++) {
        const struct session *x = &v->s->sessions[i];
        if (str_is(transaction_id, x->transaction_id))
            return x->evse_id == 0 || x->evse_id == v->evse_id;
    }
    session_name(str_of(v->s->info.identity), transaction_id, session_id);
    return !memory_ended(&v->s->info, str_of(session_id), &content);
}

/* A TxProfile that is set: for one EVSE and a transaction that may run. 1.6 may leave its id out.
 */
static bool check_tx(struct vet *v)
{
    struct str id = text(v, v->profile, FIELD_transactionId);
    if (v->evse_id == 0)
        return breaks(v, VET_TX_AT_STATION, 0,
                      v->m->version == OCPP_16 ? FIELD_connectorId : FIELD_evseId);
    if (id.n == 0 && v->m->version != OCPP_16)
        return breaks(v, VET_TX_WITHOUT_TRANSACTION, v->profile, FIELD_transactionId);
    if (id.n > 0 && !may_run(v, id))
        return breaks(v, VET_TX_NOT_OPEN, v->profile, FIELD_transactionId);
    return true;
}

/* A profile for the whole station. */
static bool check_station_max(struct vet *v)
{
    if (v->evse_id != 0)
        return breaks(v, VET_STATION_MAX_AT_EVSE, 0,
                      v->m->version == OCPP_16 ? FIELD_connectorId : FIELD_evseId);
    if (is_kind(v, "Relative") && v->m->version != OCPP_16)
        return breaks(v, VET_STATION_MAX_RELATIVE, v->profile, FIELD_chargingProfileKind);
    return true;
}

/* What goes for a purpose. */
static bool check_purpose(struct vet *v)
{
    if (str_is(v->purpose, "ChargingStationExternalConstraints"))
        return breaks(v, VET_EXTERNAL_CONSTRAINTS, v->profile, FIELD_chargingProfilePurpose);
    if (str_is(v->purpose, "TxProfile"))
        return check_tx(v);
    if (has(v, v->profile, FIELD_transactionId))
        return breaks(v, VET_TRANSACTION_FOR_OTHERS, v->profile, FIELD_transactionId);
    if (str_is(v->purpose, "ChargingStationMaxProfile") ||
        str_is(v->purpose, "ChargePointMaxProfile"))
        return check_station_max(v);
    return true;
}

/* Recurrency and validity. */
static bool check_times(struct vet *v)
{
    int64_t from_us, to_us;
    unsigned repairs;
    bool recurs = has(v, v->profile, FIELD_recurrencyKind);
    if (is_kind(v, "Recurring") != recurs)
        return breaks(v, recurs ? VET_RECURRENCY_FOR_OTHERS : VET_RECURRENCY_MISSING, v->profile,
                      FIELD_recurrencyKind);
    if (time_parse(text(v, v->profile, FIELD_validFrom), &from_us, &repairs) &&
        time_parse(text(v, v->profile, FIELD_validTo), &to_us, &repairs) && from_us >= to_us)
        return breaks(v, VET_VALIDITY, v->profile, FIELD_validTo);
    return true;
}

/* Have a profile at hand. */
static void take_profile(struct vet *v, uint32_t profile)
{
    v->profile = profile;
    v->purpose = text(v, profile, FIELD_chargingProfilePurpose);
    v->kind = text(v, profile, FIELD_chargingProfileKind);
}

/* SetChargingProfile. */
static void set_profile(struct vet *v)
{
    bool old = v->m->version == OCPP_16;
    uint32_t profile = ocpp_find(v->m, 0, old ? FIELD_csChargingProfiles : FIELD_chargingProfile);
    if (profile == 0)
        return;
    take_profile(v, profile);
    v->evse_id = number(v, 0, old ? FIELD_connectorId : FIELD_evseId, 0);
    (void)(check_purpose(v) && check_times(v) && check_schedules(v));
}

/* The profile of a remote start. */
static bool check_started(struct vet *v)
{
    if (!str_is(v->purpose, "TxProfile"))
        return breaks(v, VET_START_PURPOSE, v->profile, FIELD_chargingProfilePurpose);
    if (has(v, v->profile, FIELD_transactionId))
        return breaks(v, VET_START_TRANSACTION, v->profile, FIELD_transactionId);
    return true;
}

/* RemoteStartTransaction, RequestStartTransaction. */
static void remote_start(struct vet *v)
{
    uint32_t profile = ocpp_find(v->m, 0, FIELD_chargingProfile);
    if (profile == 0)
        return;
    take_profile(v, profile);
    (void)(check_started(v) && check_times(v) && check_schedules(v));
}

/* -- other commands -- */

/* Has the object at `at` any field at all? */
static bool has_any(const struct vet *v, uint32_t at)
{
    return at != 0 && ocpp_first(v->m, at) != 0;
}

/* ClearChargingProfile; in 1.6 one without criterion clears all. */
static void clear_profile(struct vet *v)
{
    uint32_t criteria = ocpp_find(v->m, 0, FIELD_chargingProfileCriteria);
    uint32_t of = v->m->version == OCPP_16 ? 0 : criteria;
    struct str purpose = {0};
    if (v->m->version == OCPP_16 || criteria != 0)
        purpose = text(v, of, FIELD_chargingProfilePurpose);
    if (v->m->version != OCPP_16 && !has(v, 0, FIELD_chargingProfileId) && !has_any(v, criteria))
        breaks(v, VET_CLEAR_WITHOUT_CRITERION, 0, FIELD_chargingProfileCriteria);
    else if (str_is(purpose, "ChargingStationExternalConstraints"))
        breaks(v, VET_EXTERNAL_CONSTRAINTS, of, FIELD_chargingProfilePurpose);
    else if (str_is(purpose, "LocalGeneration"))
        breaks(v, VET_CLEAR_LOCAL_GENERATION, of, FIELD_chargingProfilePurpose);
}

/* GetChargingProfiles. */
static void get_profiles(struct vet *v)
{
    if (!has(v, 0, FIELD_evseId) && !has_any(v, ocpp_find(v->m, 0, FIELD_chargingProfile)))
        breaks(v, VET_GET_WITHOUT_CRITERION, 0, FIELD_chargingProfile);
}

/* TriggerMessage of 2.x. */
static void trigger(struct vet *v)
{
    uint32_t evse = ocpp_find(v->m, 0, FIELD_evse);
    if (v->m->version != OCPP_16 &&
        str_is(text(v, 0, FIELD_requestedMessage), "StatusNotification") &&
        (evse == 0 || !has(v, evse, FIELD_connectorId)))
        breaks(v, VET_TRIGGER_WITHOUT_CONNECTOR, 0, FIELD_evse);
}

/* CustomerInformation. */
static void customer(struct vet *v)
{
    int n = has(v, 0, FIELD_idToken) + has(v, 0, FIELD_customerIdentifier) +
            has(v, 0, FIELD_customerCertificate);
    if (n != 1)
        breaks(v, VET_CUSTOMER_BY_ONE, 0, FIELD_NONE);
}

/* SendLocalList. */
static void local_list(struct vet *v)
{
    enum ocpp_field field = v->m->version == OCPP_16 ? FIELD_listVersion : FIELD_versionNumber;
    if (number(v, 0, field, 1) <= 0)
        breaks(v, VET_LIST_VERSION, 0, field);
}

/* The text of a field as written, empty where absent. */
static struct str raw(const struct vet *v, uint32_t at, enum ocpp_field field)
{
    uint32_t i = ocpp_find(v->m, at, field);
    return i ? v->m->nodes[i].text : (struct str){0};
}

/* Are two entries for the same variable? As written: who writes it in two ways means two. */
static bool same_variable(const struct vet *v, uint32_t a, uint32_t b)
{
    struct str ta = text(v, a, FIELD_attributeType), tb = text(v, b, FIELD_attributeType);
    return str_eq(raw(v, a, FIELD_component), raw(v, b, FIELD_component)) &&
           str_eq(raw(v, a, FIELD_variable), raw(v, b, FIELD_variable)) &&
           str_eq(ta.n ? ta : STR("Actual"), tb.n ? tb : STR("Actual"));
}

/* GetVariables, SetVariables. */
static void variables(struct vet *v)
{
    enum ocpp_field field =
        v->m->action == ACTION_SetVariables ? FIELD_setVariableData : FIELD_getVariableData;
    uint32_t list = ocpp_find(v->m, 0, field);
    for (uint32_t i = ocpp_first(v->m, list); list && i; i = ocpp_next(v->m, list, i))
        for (uint32_t k = ocpp_next(v->m, list, i); k; k = ocpp_next(v->m, list, k))
            if (same_variable(v, i, k)) {
                breaks(v, VET_VARIABLE_TWICE, k, FIELD_variable);
                return;
            }
}

struct vet_breach vet_command(const struct ocpp_message *m, const struct station *s,
                              struct arena *arena)
{
    static void (*const checks[ACTION_COUNT])(struct vet * v) = {
        [ACTION_ClearChargingProfile] = clear_profile,
        [ACTION_CustomerInformation] = customer,
        [ACTION_GetChargingProfiles] = get_profiles,
        [ACTION_GetVariables] = variables,
        [ACTION_RemoteStartTransaction] = remote_start,
        [ACTION_RequestStartTransaction] = remote_start,
        [ACTION_SendLocalList] = local_list,
        [ACTION_SetChargingProfile] = set_profile,
        [ACTION_SetVariables] = variables,
        [ACTION_TriggerMessage] = trigger,
    };
    struct vet v = {.m = m, .s = s, .arena = arena};
    if (checks[m->action])
        checks[m->action](&v);
    return v.breach;
}

static const struct {
    struct str name, part, text;
} rows[VET_COUNT] = {
#define VET(name, part, text) [VET_##name] = {STR_INIT(#name), STR_INIT(part), STR_INIT(text)},
#include "ocpp/tbl/vets.h"
#undef VET
};

struct str vet_name(enum vet_rule rule)
{
    return rows[rule].name;
}

struct str vet_part(enum vet_rule rule)
{
    return rows[rule].part;
}

struct str vet_text(enum vet_rule rule)
{
    return rows[rule].text;
}
