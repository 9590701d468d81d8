/* SPDX-License-Identifier: Apache-2.0 */
/* Commands that the rows allow and the standard forbids: each rule by one payload that breaks it
 * and, where that is not said elsewhere, one that does not. */
#include "check.h"
#include "ocpp/vet.h"

static _Alignas(16) char space[65536];
static struct station station;

/* A station with transaction T open at EVSE 2, and 7 where the EVSE is not known yet; 8 has ended.
 */
static void begin(void)
{
    station_init(&station, STR("CS1"));
    for (int i = 0; i < 2; i++) {
        struct event e = {.kind = EVENT_session_started};
        e.u.session_started = (struct ev_session_started){.session_id = i ? STR("b") : STR("a"),
                                                          .transaction_id = i ? STR("7") : STR("T"),
                                                          .protocol = protocol_OCPP21,
                                                          .evse_id = i ? 0 : 2,
                                                          .started_at_us = 1};
        station_apply(&station, 1, &e);
    }
    struct event e = {.kind = EVENT_session_ended};
    char id[17];
    session_name(STR("CS1"), STR("8"), id);
    e.u.session_ended =
        (struct ev_session_ended){.session_id = str_of(id), .transaction_id = STR("8")};
    station_apply(&station, 2, &e);
}

/* The name of the rule that a command breaks, and where; empty for none. */
static const char *broken(enum ocpp_version version, enum ocpp_action action, const char *payload)
{
    static char out[256];
    struct arena arena = arena_over(space, sizeof space);
    struct ocpp_message m;
    begin();
    ocpp_decode(&m, version, action, false, str_of(payload), true, &arena);
    CHECK_INT(m.refuse, RULE_NONE);
    struct vet_breach b = vet_command(&m, &station, &arena);
    struct buf text = buf_over(out, sizeof out - 1);
    if (b.rule != VET_NONE) {
        struct ocpp_finding place = {
            .rule = RULE_MISSING_FIELD, .field = b.field, .node = (uint16_t)b.node};
        buf_puts(&text, vet_name(b.rule));
        buf_putc(&text, ' ');
        ocpp_finding_path(&m, &place, &text);
        CHECK(vet_part(b.rule).n > 0 && vet_text(b.rule).n > 0);
    }
    out[text.n] = '\0';
    return out;
}

#define BROKEN(version, action, payload, want)                                                     \
    CHECK_STR(str_of(broken(version, ACTION_##action, payload)), want)

/* SetChargingProfile of 2.1 for an EVSE: what stands before the schedules, and their periods. */
#define SET(evse, head, start, periods)                                                            \
    "{\"evseId\":" evse ",\"chargingProfile\":{\"id\":1,\"stackLevel\":0," head                    \
    ",\"chargingSchedule\":[{\"id\":1,\"chargingRateUnit\":\"W\"" start                            \
    ",\"chargingSchedulePeriod\":[" periods "]}]}}"
#define PURPOSE(p, k) "\"chargingProfilePurpose\":\"" p "\",\"chargingProfileKind\":\"" k "\""
#define P0 "{\"startPeriod\":0,\"limit\":5}"
#define AT ",\"startSchedule\":\"2026-11-25T00:00:00Z\""

TEST(a_transaction_profile_is_for_an_open_transaction_of_its_evse)
{
    BROKEN(OCPP_21, SetChargingProfile, SET("2", PURPOSE("TxProfile", "Relative"), "", P0),
           "TX_WITHOUT_TRANSACTION chargingProfile.transactionId");
    BROKEN(OCPP_21, SetChargingProfile,
           SET("2", PURPOSE("TxProfile", "Relative") ",\"transactionId\":\"T\"", "", P0), "");
    BROKEN(OCPP_21, SetChargingProfile,
           SET("1", PURPOSE("TxProfile", "Relative") ",\"transactionId\":\"T\"", "", P0),
           "TX_NOT_OPEN chargingProfile.transactionId");
    BROKEN(OCPP_201, SetChargingProfile,
           SET("1", PURPOSE("TxProfile", "Relative") ",\"transactionId\":\"7\"", "", P0), "");
    BROKEN(OCPP_21, SetChargingProfile,
           SET("0", PURPOSE("TxProfile", "Relative") ",\"transactionId\":\"T\"", "", P0),
           "TX_AT_STATION evseId");
    BROKEN(OCPP_21, SetChargingProfile,
           SET("2", PURPOSE("TxDefaultProfile", "Relative") ",\"transactionId\":\"T\"", "", P0),
           "TRANSACTION_FOR_OTHERS chargingProfile.transactionId");
    BROKEN(OCPP_16, SetChargingProfile,
           "{\"connectorId\":2,\"csChargingProfiles\":{\"chargingProfileId\":1,\"stackLevel\":0,"
           "\"transactionId\":8," PURPOSE(
               "TxProfile", "Relative") ",\"chargingSchedule\":{"
                                        "\"chargingRateUnit\":\"W\",\"chargingSchedulePeriod\":[" P0
                                        "]}}}",
           "TX_NOT_OPEN csChargingProfiles.transactionId");
}

TEST(a_transaction_that_we_never_heard_of_may_run)
{
    BROKEN(OCPP_21, SetChargingProfile,
           SET("1", PURPOSE("TxProfile", "Relative") ",\"transactionId\":\"OTHER\"", "", P0), "");
}

TEST(purposes_have_their_places)
{
    BROKEN(OCPP_21, SetChargingProfile,
           SET("1", PURPOSE("ChargingStationExternalConstraints", "Absolute"), AT, P0),
           "EXTERNAL_CONSTRAINTS chargingProfile.chargingProfilePurpose");
    BROKEN(OCPP_21, SetChargingProfile,
           SET("1", PURPOSE("ChargingStationMaxProfile", "Absolute"), AT, P0),
           "STATION_MAX_AT_EVSE evseId");
    BROKEN(OCPP_21, SetChargingProfile,
           SET("0", PURPOSE("ChargingStationMaxProfile", "Relative"), "", P0),
           "STATION_MAX_RELATIVE chargingProfile.chargingProfileKind");
    BROKEN(OCPP_21, SetChargingProfile,
           SET("0", PURPOSE("ChargingStationMaxProfile", "Absolute"), AT, P0), "");
}

TEST(periods_begin_at_0_and_stand_in_order)
{
#define PERIODS(p) SET("1", PURPOSE("TxDefaultProfile", "Absolute"), AT, p)
#define PERIOD(n) "chargingProfile.chargingSchedule[0].chargingSchedulePeriod[" n "]."
    BROKEN(OCPP_21, SetChargingProfile, PERIODS("{\"startPeriod\":60,\"limit\":5}"),
           "FIRST_PERIOD " PERIOD("0") "startPeriod");
    BROKEN(OCPP_21, SetChargingProfile,
           PERIODS(P0 ",{\"startPeriod\":60,\"limit\":5},{\"startPeriod\":30,\"limit\":5}"),
           "PERIODS_IN_ORDER " PERIOD("2") "startPeriod");
    BROKEN(OCPP_21, SetChargingProfile, PERIODS(P0 "," P0),
           "PERIODS_IN_ORDER " PERIOD("1") "startPeriod");
    BROKEN(OCPP_21, SetChargingProfile,
           PERIODS("{\"startPeriod\":0,\"limit\":5,\"numberPhases\":2,\"phaseToUse\":1}"),
           "PHASE_TO_USE " PERIOD("0") "phaseToUse");
    BROKEN(OCPP_21, SetChargingProfile,
           PERIODS("{\"startPeriod\":0,\"limit\":5,\"numberPhases\":1,\"phaseToUse\":1}"), "");
}

TEST(kinds_have_the_times_that_they_need)
{
    BROKEN(OCPP_21, SetChargingProfile, SET("1", PURPOSE("TxDefaultProfile", "Absolute"), "", P0),
           "START_MISSING chargingProfile.chargingSchedule[0].startSchedule");
    BROKEN(OCPP_21, SetChargingProfile, SET("1", PURPOSE("TxDefaultProfile", "Relative"), AT, P0),
           "START_FOR_RELATIVE chargingProfile.chargingSchedule[0].startSchedule");
    BROKEN(OCPP_21, SetChargingProfile, SET("1", PURPOSE("TxDefaultProfile", "Recurring"), AT, P0),
           "RECURRENCY_MISSING chargingProfile.recurrencyKind");
    BROKEN(
        OCPP_21, SetChargingProfile,
        SET("1", PURPOSE("TxDefaultProfile", "Absolute") ",\"recurrencyKind\":\"Daily\"", AT, P0),
        "RECURRENCY_FOR_OTHERS chargingProfile.recurrencyKind");
    BROKEN(OCPP_21, SetChargingProfile,
           SET("1",
               PURPOSE("TxDefaultProfile", "Absolute") ",\"validFrom\":\"2026-01-02T00:00:00Z\","
                                                       "\"validTo\":\"2026-01-01T00:00:00Z\"",
               AT, P0),
           "VALIDITY chargingProfile.validTo");
    BROKEN(OCPP_21, SetChargingProfile,
           SET("1", PURPOSE("TxDefaultProfile", "Dynamic"), "",
               P0 ",{\"startPeriod\":60,\"limit\":5}"),
           "DYNAMIC_PARTS chargingProfile.chargingSchedule[0].chargingSchedulePeriod");
}

TEST(a_remote_start_has_a_transaction_profile_without_transaction)
{
#define START(head)                                                                                \
    "{\"remoteStartId\":1,\"idToken\":{\"idToken\":\"T\",\"type\":\"Central\"},"                   \
    "\"chargingProfile\":{\"id\":1,\"stackLevel\":0," head                                         \
    ",\"chargingSchedule\":[{\"id\":1,\"chargingRateUnit\":\"W\",\"chargingSchedulePeriod\":[" P0  \
    "]}]}}"
    BROKEN(OCPP_201, RequestStartTransaction, START(PURPOSE("TxProfile", "Relative")), "");
    BROKEN(OCPP_201, RequestStartTransaction, START(PURPOSE("TxDefaultProfile", "Relative")),
           "START_PURPOSE chargingProfile.chargingProfilePurpose");
    BROKEN(OCPP_201, RequestStartTransaction,
           START(PURPOSE("TxProfile", "Relative") ",\"transactionId\":\"T\""),
           "START_TRANSACTION chargingProfile.transactionId");
}

TEST(other_commands_have_rules_too)
{
    BROKEN(OCPP_201, ClearChargingProfile, "{}", "CLEAR_WITHOUT_CRITERION chargingProfileCriteria");
    BROKEN(OCPP_201, ClearChargingProfile, "{\"chargingProfileId\":1}", "");
    BROKEN(OCPP_16, ClearChargingProfile, "{}", "");
    BROKEN(OCPP_21, ClearChargingProfile,
           "{\"chargingProfileCriteria\":{\"chargingProfilePurpose\":\"LocalGeneration\"}}",
           "CLEAR_LOCAL_GENERATION chargingProfileCriteria.chargingProfilePurpose");
    BROKEN(OCPP_201, GetChargingProfiles, "{\"requestId\":1,\"chargingProfile\":{}}",
           "GET_WITHOUT_CRITERION chargingProfile");
    BROKEN(OCPP_201, GetChargingProfiles, "{\"requestId\":1,\"evseId\":0,\"chargingProfile\":{}}",
           "");
    BROKEN(OCPP_201, TriggerMessage, "{\"requestedMessage\":\"StatusNotification\"}",
           "TRIGGER_WITHOUT_CONNECTOR evse");
    BROKEN(OCPP_201, TriggerMessage,
           "{\"requestedMessage\":\"StatusNotification\",\"evse\":{\"id\":1,\"connectorId\":1}}",
           "");
    BROKEN(OCPP_201, CustomerInformation, "{\"requestId\":1,\"report\":true,\"clear\":false}",
           "CUSTOMER_BY_ONE ");
    BROKEN(OCPP_16, SendLocalList, "{\"listVersion\":-1,\"updateType\":\"Full\"}",
           "LIST_VERSION listVersion");
    BROKEN(OCPP_201, GetVariables,
           "{\"getVariableData\":[{\"component\":{\"name\":\"A\"},\"variable\":{\"name\":\"B\"}},"
           "{\"component\":{\"name\":\"A\"},\"variable\":{\"name\":\"B\"},"
           "\"attributeType\":\"Target\"},"
           "{\"component\":{\"name\":\"A\"},\"variable\":{\"name\":\"B\"},"
           "\"attributeType\":\"Actual\"}]}",
           "VARIABLE_TWICE getVariableData[2].variable");
}

int main(void)
{
    return check_main();
}
