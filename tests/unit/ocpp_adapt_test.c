/* SPDX-License-Identifier: Apache-2.0 */
/* Requests changed as a station takes them: what goes out keeps to the rows, whatever came in. */
#include "ocpp_talk.h"

/* Both headers have words of their own for what can be wrong. */
#define FAULT_NONE MAKE_NONE
#define FAULT_TOO_MANY MAKE_TOO_MANY
#define FAULT_COUNT MAKE_COUNT
#include "ocpp_make.h"
#undef FAULT_NONE
#undef FAULT_TOO_MANY
#undef FAULT_COUNT

/* The payload of a request, made by its rows. */
static struct str made(enum ocpp_version v, enum ocpp_action a, enum size size)
{
    static char space[1 << 20];
    struct make make = {.table = ocpp_table(v), .size = size};
    struct buf out = buf_over(space, sizeof space);
    make_message(&make, ocpp_table_message(make.table, a, false), &out);
    return buf_str(&out);
}

/* A profile of 1.6 with that schedule and those members. */
static const char *profile(const char *kind, const char *schedule)
{
    static char text[2048];
    snprintf(text, sizeof text,
             "{ 'connectorId' : 1 , 'csChargingProfiles':{'chargingProfileId':1,'stackLevel': 2 ,"
             "'chargingProfilePurpose':'TxDefaultProfile','chargingProfileKind':'%s',"
             "'chargingSchedule':%s}}",
             kind, schedule);
    return text;
}

TEST(members_are_changed_where_they_stand)
{
    static const struct {
        uint8_t bits;
        const char *kind, *schedule, *want_kind, *want_schedule;
    } rows[] = {
        {PROFILE_ABSOLUTE, "Absolute",
         "{'startSchedule' : '2026-01-01T00:00:00Z' , 'chargingRateUnit':'W',"
         "'chargingSchedulePeriod':[{'startPeriod':0,'limit':1}]}",
         "Relative",
         "{ 'chargingRateUnit':'W','chargingSchedulePeriod':[{'startPeriod':0,'limit':1}]}"},
        {PROFILE_ABSOLUTE, "Absolute",
         "{'chargingRateUnit':'W','chargingSchedulePeriod':[{'startPeriod':0,'limit':1}],"
         "'startSchedule':'2026-01-01T00:00:00Z'}",
         "Relative",
         "{'chargingRateUnit':'W','chargingSchedulePeriod':[{'startPeriod':0,'limit':1}]}"},
        {PROFILE_AMPERES, "Relative",
         "{'chargingSchedulePeriod':[{'startPeriod':0,'limit':0.1}],'minChargingRate':6,"
         "'chargingRateUnit':'A'}",
         "Relative",
         "{'chargingSchedulePeriod':[{'startPeriod':0,'limit':69}],'minChargingRate':4140,"
         "'chargingRateUnit':'W'}"},
        {PROFILE_AMPERES, "Relative",
         "{'chargingSchedulePeriod':[{'limit':1000,'startPeriod':0,'numberPhases':2}],"
         "'chargingRateUnit':'W'}",
         "Relative",
         "{'chargingSchedulePeriod':[{'limit':1000,'startPeriod':0,'numberPhases':2}],"
         "'chargingRateUnit':'W'}"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char want[4096];
        talk_begin(OCPP_16);
        talk.link.quirks.learned = QUIRK_BIT(QUIRK_PROFILES);
        talk.link.quirks.profile = rows[i].bits;
        talk.link.quirks_version = quirks_version(tokens_quirks(talk.world.tokens));
        snprintf(want, sizeof want, "> [2,'x','SetChargingProfile',%s]\n",
                 profile(rows[i].want_kind, rows[i].want_schedule));
        const char *told =
            talk_command("x", ACTION_SetChargingProfile, profile(rows[i].kind, rows[i].schedule));
        CHECK_STR(str_make(told, strlen(want)), want);
    }
}

TEST(an_empty_or_odd_list_is_left_as_it_is)
{
    static const char *const requests[] = {"{}", "{'key':[]}", "{'key':['a']}",
                                           "{'key':['\\u0061','b \\' c']}"};
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        char want[256];
        talk_begin(OCPP_16);
        talk.link.quirks.items_max = 2;
        talk.link.quirks_version = quirks_version(tokens_quirks(talk.world.tokens));
        snprintf(want, sizeof want, "> [2,'x','GetConfiguration',%s]\n", requests[i]);
        const char *told = talk_command("x", ACTION_GetConfiguration, requests[i]);
        CHECK_STR(str_make(told, strlen(want)), want);
    }
}

TEST(every_request_keeps_to_its_rows_with_everything_learned)
{
    /* talk_tell holds each call that goes out against its rows, strictly. */
    unsigned n = 0;
    for (unsigned v = OCPP_16; v <= OCPP_21; v++)
        for (unsigned a = ACTION_NONE + 1; a < ACTION_COUNT; a++) {
            enum ocpp_version version = (enum ocpp_version)v;
            enum ocpp_action action = (enum ocpp_action)a;
            if (!(ocpp_action_direction(version, action) & OCPP_DOWN))
                continue;
            for (unsigned size = SIZE_LEAST; size <= SIZE_MOST; size++) {
                talk_begin(version);
                talk.link.quirks.learned = QUIRK_ALL;
                talk.link.quirks.profile = 7;
                talk.link.quirks.items_max = 1;
                talk.link.quirks_version = quirks_version(tokens_quirks(talk.world.tokens));
                struct str request = made(version, action, (enum size)size);
                char *text = strndup(request.p, request.n);
                const char *told = talk_command("c", action, text);
                bool forbidden = strstr(told, "Forbidden") != NULL; /* see ocpp_vet_test */
                CHECK(forbidden || !strncmp(told, "> [2,'c','", 10));
                free(text);
                n += !forbidden;
            }
        }
    CHECK(n > 100);
}

TEST(rejects_without_end_come_to_an_end)
{
    talk_begin(OCPP_16);
    const char *told = talk_command("c", ACTION_GetConfiguration,
                                    "{'key':['a','b','c','d','e','f','g','h','i','j','k','l']}");
    unsigned n = 1;
    for (; talk.link.flight && n < 100; n++) {
        char frame[64], id[8];
        snprintf(id, sizeof id, n > 1 ? "c.%u" : "c", n);
        snprintf(frame, sizeof frame, "[4,'%s','GenericError','no',{}]", id);
        told = talk_say(frame);
    }
    CHECK(n <= 10);
    CHECK(strstr(told, "state=error") != NULL);
    CHECK(talk.station.info.learned == 0);
    told = talk_say("[4,'c','GenericError','late',{}]");
    CHECK(strstr(told, "UNEXPECTED_ID") != NULL);
}

int main(void)
{
    return check_main();
}
