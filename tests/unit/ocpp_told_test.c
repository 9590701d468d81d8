/* SPDX-License-Identifier: Apache-2.0 */
/* What messages tell of stations: the rows against the tables of messages, and the facts of real
 * ones. */
#include "check.h"

#include "base/arena.h"
#include "ocpp/dispatch.h"
#include "ocpp/table.h"
#include "ocpp/told.h"

/* -- the rows themselves -- */

enum by { BY_UP, BY_ANSWER, BY_ASKED, BY_DONE };
enum family { IN_V16 = 1, IN_V2 = 2, IN_ALL = 3 };
enum from { OF_ROOT, OF_OUTER, OF_INNER, OF_REPLY };

struct row {
    int what; /* 0 begin, 1 a path, 2 a constant */
    int by, family, from, fact;
    enum ocpp_action action;
    const char *outer, *inner, *path[3], *column;
    bool text;
};

#define TOLD(by_, family_, action_, fact_, outer_, inner_)                                         \
    {.by = BY_##by_,                                                                               \
     .family = IN_##family_,                                                                       \
     .action = ACTION_##action_,                                                                   \
     .fact = FACT_##fact_,                                                                         \
     .outer = #outer_,                                                                             \
     .inner = #inner_},
#define COL(fact_, column_, from_, a, b, c)                                                        \
    {.what = 1, .fact = FACT_##fact_, .column = #column_, .from = OF_##from_, .path = {#a, #b, #c}},
#define NEED(fact_, column_, from_, a, b, c) COL(fact_, column_, from_, a, b, c)
#define LIT(fact_, column_, text_)                                                                 \
    {.what = 2, .fact = FACT_##fact_, .column = #column_, .text = true},
#define NUM(fact_, column_, n_) {.what = 2, .fact = FACT_##fact_, .column = #column_},
static const struct row rows[] = {
#include "ocpp/tbl/told.h"
};
#define N_ROWS (sizeof rows / sizeof *rows)

static bool none(const char *name)
{
    return strcmp(name, "NONE") == 0;
}

/* The type behind a field of a type; NULL where there is no such field or it is no object. */
static const struct ocpp_type *type_behind(const struct ocpp_table *t, const struct ocpp_type *type,
                                           const char *field)
{
    const struct ocpp_row *r = type ? ocpp_table_row(type, 0, str_of(field)) : NULL;
    return r && r->kind == KIND_OBJECT ? &t->types[r->ref] : NULL;
}

/* Does the column's kind fit the field's? */
static bool fits(const struct record_field *column, const struct ocpp_row *r)
{
    switch ((enum record_kind)column->kind) {
    case RECORD_STR:
        return true;
    case RECORD_TIME:
        return r->kind == KIND_TIME;
    case RECORD_BOOL:
        return r->kind == KIND_BOOL;
    case RECORD_INT:
    case RECORD_OPT:
        return r->kind == KIND_INT;
    case RECORD_ENUM:
    case RECORD_FLAGS:
    case RECORD_TEXT:
    case RECORD_WORDS:
    case RECORD_READINGS:
    case RECORD_FACTS:
        return false;
    }
    return false;
}

/* Does the path of a row lead somewhere in that version, and to what fits the column? */
static bool leads(const struct ocpp_table *t, const struct row *begin, const struct row *r,
                  const struct record_field *column)
{
    const struct ocpp_type *root = ocpp_table_message(t, begin->action, begin->by == BY_ANSWER);
    const struct ocpp_type *outer = none(begin->outer) ? NULL : type_behind(t, root, begin->outer);
    const struct ocpp_type *inner = none(begin->inner) ? NULL : type_behind(t, outer, begin->inner);
    const struct ocpp_type *of[] = {root, outer, inner, ocpp_table_message(t, begin->action, true)};
    const struct ocpp_type *type = of[r->from];
    if (none(r->path[0]))
        return type && column->kind == RECORD_STR;
    for (unsigned i = 0; i < 3 && type; i++) {
        const struct ocpp_row *field = ocpp_table_row(type, 0, str_of(r->path[i]));
        if (!field)
            return false;
        if (i == 2 || none(r->path[i + 1]))
            return fits(column, field);
        type = type_behind(t, type, r->path[i]);
    }
    return false;
}

TEST(every_path_leads_to_a_field_that_fits_its_column)
{
    static const struct {
        enum ocpp_version version;
        int family;
    } versions[] = {{OCPP_16, IN_V16}, {OCPP_201, IN_V2}, {OCPP_21, IN_V2}};
    const struct row *begin = NULL;
    int paths = 0;
    for (const struct row *r = rows; r < rows + N_ROWS; r++) {
        if (r->what == 0) {
            begin = r;
            continue;
        }
        CHECK_INT(r->fact, begin->fact);
        const struct record_field *column =
            record_field(fact_type((enum fact_kind)r->fact), str_of(r->column));
        CHECK(column != NULL);
        if (r->what == 2) {
            CHECK((column->kind == RECORD_STR) == r->text);
            continue;
        }
        int found = 0;
        for (unsigned i = 0; i < 3; i++)
            found += (begin->family & versions[i].family) &&
                     leads(ocpp_table(versions[i].version), begin, r, column);
        if (found == 0)
            printf("# %.*s %s\n", STR_ARG(ocpp_action_name(begin->action)), r->column);
        CHECK(found > 0);
        paths++;
    }
    CHECK(paths > 200);
}

TEST(every_column_of_every_fact_is_told_by_some_message)
{
    for (unsigned kind = 1; kind <= FACT_KIND_MAX; kind++) {
        const struct record_type *t = fact_type((enum fact_kind)kind);
        for (unsigned i = 0; t && i < t->n_fields; i++) {
            bool told = false;
            for (const struct row *r = rows; r < rows + N_ROWS; r++)
                told |= r->what != 0 && r->fact == (int)kind &&
                        strcmp(r->column, t->fields[i].name) == 0;
            if (!told)
                printf("# %s.%s\n", t->name, t->fields[i].name);
            CHECK(told);
        }
    }
}

/* Messages of stations that tell nothing to keep: questions that are answered, or what the step
 * knows.
 */
static const enum ocpp_action untold[] = {ACTION_Authorize,
                                          ACTION_BootNotification,
                                          ACTION_Heartbeat,
                                          ACTION_MeterValues,
                                          ACTION_StartTransaction,
                                          ACTION_StatusNotification,
                                          ACTION_StopTransaction,
                                          ACTION_TransactionEvent,
                                          ACTION_Get15118EVCertificate,
                                          ACTION_GetCertificateStatus,
                                          ACTION_GetCertificateChainStatus,
                                          ACTION_PullDynamicScheduleUpdate};

TEST(no_message_of_a_station_is_passed_over)
{
    static const enum ocpp_version versions[] = {OCPP_16, OCPP_201, OCPP_21};
    for (unsigned v = 0; v < 3; v++) {
        for (unsigned a = ACTION_NONE + 1; a < ACTION_COUNT; a++) {
            bool known = (ocpp_action_direction(versions[v], (enum ocpp_action)a) & OCPP_UP) == 0;
            for (unsigned i = 0; i < sizeof untold / sizeof *untold; i++)
                known |= untold[i] == (enum ocpp_action)a;
            for (const struct row *r = rows; r < rows + N_ROWS; r++)
                known |= r->what == 0 && r->by == BY_UP && r->action == (enum ocpp_action)a &&
                         (r->family & (versions[v] == OCPP_16 ? IN_V16 : IN_V2));
            if (!known)
                printf("# %.*s\n", STR_ARG(ocpp_action_name((enum ocpp_action)a)));
            CHECK(known);
        }
    }
}

/* -- facts of messages, as JSON with ' for " -- */

static char memory[1 << 20], answer[65536];

/* Decode a payload. */
static void decode(struct ocpp_message *m, enum ocpp_version v, const char *action, bool response,
                   const char *payload, struct arena *arena)
{
    enum ocpp_action a = ocpp_action_find(v, str_of(action));
    CHECK(a != ACTION_NONE);
    char *copy = arena_take(arena, strlen(payload) + 1);
    for (size_t i = 0; payload[i] != '\0'; i++)
        copy[i] = payload[i] == '\'' ? '"' : payload[i];
    ocpp_decode(m, v, a, response, str_of(copy), false, arena);
    CHECK(m->whole);
}

/* A list as JSON with ' for ". */
static const char *shown(struct str list)
{
    struct buf out = buf_over(answer, sizeof answer - 1);
    struct json_writer w;
    json_begin(&w, &out);
    facts_json(list, &w);
    CHECK(!out.full);
    answer[out.n] = '\0';
    for (size_t i = 0; i < out.n; i++)
        if (answer[i] == '"')
            answer[i] = '\'';
    return answer;
}

/* The facts of a station's message. */
static const char *told(enum ocpp_version v, const char *action, const char *payload)
{
    struct arena arena = arena_over(memory, sizeof memory);
    struct ocpp_message m;
    bool no_room = false;
    decode(&m, v, action, false, payload, &arena);
    struct str list = told_by(TOLD_UP, &m, NULL, &arena, &no_room);
    CHECK(!no_room);
    return shown(list);
}

/* The facts of a command and its answer. */
static const char *told_of(enum ocpp_version v, const char *action, const char *request,
                           const char *reply)
{
    struct arena arena = arena_over(memory, sizeof memory);
    struct ocpp_message m, r;
    bool no_room = false;
    decode(&m, v, action, false, request, &arena);
    decode(&r, v, action, true, reply, &arena);
    struct str list = told_by_command(&m, &r, &arena, &no_room);
    CHECK(!no_room);
    return shown(list);
}

TEST(a_report_tells_each_attribute_of_each_variable)
{
    CHECK_STR(str_of(told(
                  OCPP_201, "NotifyReport",
                  "{'requestId':7,'seqNo':1,'tbc':true,'generatedAt':'2026-11-25T00:00:00Z','"
                  "reportData':["
                  "{'component':{'name':'EVSE','evse':{'id':2,'connectorId':1}},'variable':{'name':"
                  "'Power','instance':'x'},"
                  "'variableAttribute':[{'value':'350'},{'type':'MaxSet','mutability':'ReadOnly'}],"
                  "'variableCharacteristics':{'dataType':'decimal','unit':'kW','maxLimit':350.5,'"
                  "supportsMonitoring':true}}]}")),
              "[{'fact':'variable','component':'EVSE','evse_id':2,'connector_id':1,'variable':'"
              "Power','variable_instance':'x',"
              "'attribute':'Actual','value':'350','mutability':'ReadWrite','data_type':'decimal','"
              "unit':'kW','max_limit':'350.5',"
              "'supports_monitoring':true,'request_id':7},"
              "{'fact':'variable','component':'EVSE','evse_id':2,'connector_id':1,'variable':'"
              "Power','variable_instance':'x',"
              "'attribute':'MaxSet','mutability':'ReadOnly','data_type':'decimal','unit':'kW','max_"
              "limit':'350.5',"
              "'supports_monitoring':true,'request_id':7},"
              "{'fact':'report','action':'NotifyReport','request_id':7,'seq_no':1,'more':true,"
              "'generated_at':'2026-11-25T00:00:00.000Z'}]");
}

TEST(texts_come_without_their_escapes)
{
    CHECK_STR(str_of(told(OCPP_16, "DataTransfer", "{'vendorId':'a\\u00e4','data':'\\\\x'}")),
              "[{'fact':'data_transfer','vendor_id':'a\xc3\xa4','data':'\\\\x'}]");
    CHECK_STR(str_of(told(OCPP_201, "DataTransfer", "{'vendorId':'v','data':{'a':[1,2]}}")),
              "[{'fact':'data_transfer','vendor_id':'v','data':'{\\'a\\':[1,2]}'}]");
}

TEST(what_can_not_be_read_is_not_told)
{
    CHECK_STR(
        str_of(told(OCPP_201, "NotifyEVChargingNeeds", "{'evseId':'many','chargingNeeds':{}}")),
        "[]");
    CHECK_STR(str_of(told(OCPP_21, "NotifyWebPaymentStarted", "{'evseId':1,'timeout':-5}")),
              "[{'fact':'web_payment','evse_id':1}]");
    CHECK_STR(
        str_of(told(OCPP_201, "SecurityEventNotification", "{'type':'T','timestamp':'yesterday'}")),
        "[{'fact':'security_event','type':'T'}]");
    CHECK_STR(str_of(told(OCPP_201, "NotifyReport", "{}")),
              "[{'fact':'report','action':'NotifyReport','more':false}]");
    CHECK_STR(
        str_of(told(OCPP_201, "NotifyReport", "{'reportData':{'component':3,'variable':null}}")),
        "[{'fact':'report','action':'NotifyReport','more':false}]");
}

TEST(an_answered_command_tells_what_was_wanted_and_what_came_of_it)
{
    CHECK_STR(
        str_of(told_of(OCPP_16, "ChangeConfiguration", "{'key':'HeartbeatInterval','value':'60'}",
                       "{'status':'RebootRequired'}")),
        "[{'fact':'variable','variable':'HeartbeatInterval','attribute':'Actual','wanted':'60',"
        "'set_status':'RebootRequired'}]");
    CHECK_STR(
        str_of(told_of(OCPP_16, "GetConfiguration", "{}",
                       "{'configurationKey':[{'key':'A','readonly':true,'value':'1'},{'key':'B','"
                       "readonly':false}]}")),
        "[{'fact':'variable','variable':'A','attribute':'Actual','value':'1','read_only':true},"
        "{'fact':'variable','variable':'B','attribute':'Actual','read_only':false}]");
    CHECK_STR(str_of(told_of(OCPP_201, "ChangeAvailability",
                             "{'operationalStatus':'Inoperative','evse':{'id':1}}",
                             "{'status':'Scheduled'}")),
              "[{'fact':'availability','evse_id':1,'wanted':'Inoperative','status':'Scheduled'}]");
}

TEST(only_an_accepted_command_changes_what_the_station_has)
{
    const char *profile = "{'connectorId':1,'csChargingProfiles':{'chargingProfileId':4,'"
                          "stackLevel':2,'chargingProfilePurpose':'TxProfile',"
                          "'chargingProfileKind':'Relative','chargingSchedule':{'chargingRateUnit':"
                          "'W','chargingSchedulePeriod':[]}}}";
    CHECK_STR(str_of(told_of(OCPP_16, "SetChargingProfile", profile, "{'status':'Rejected'}")),
              "[]");
    CHECK_STR(str_of(told_of(OCPP_16, "SetChargingProfile", profile, "{'status':'Accepted'}")),
              "[{'fact':'charging_profile','profile_id':4,'evse_id':1,'source':'CSO','stack_level':"
              "2,'purpose':'TxProfile',"
              "'kind':'Relative','recurrency':'','from':null,'to':null,'transaction_id':'',"
              "'schedule':'{\\'chargingRateUnit\\':\\'W\\',\\'chargingSchedulePeriod\\':[]}','"
              "cleared':false}]");
    CHECK_STR(str_of(told_of(OCPP_16, "ClearChargingProfile", "{'stackLevel':2}",
                             "{'status':'Accepted'}")),
              "[]");
    CHECK_STR(str_of(told_of(OCPP_16, "ClearChargingProfile", "{'id':4}", "{'status':'Accepted'}")),
              "[{'fact':'charging_profile','profile_id':4,'cleared':true}]");
}

TEST(secrets_are_not_told)
{
    const char *facts = told_of(
        OCPP_201, "SetVariables",
        "{'setVariableData':[{'attributeValue':'geheim','component':{'name':'SecurityCtrlr'},"
        "'variable':{'name':'basicauthpassword'}}]}",
        "{'setVariableResult':[{'attributeStatus':'Accepted','component':{'name':'SecurityCtrlr'},"
        "'variable':{'name':'basicauthpassword'}}]}");
    CHECK(strstr(facts, "geheim") == NULL);
    CHECK(strstr(facts, "'set_status':'Accepted'") != NULL);
    facts = told_of(OCPP_16, "ChangeConfiguration", "{'key':'AuthorizationKey','value':'c0ffee'}",
                    "{'status':'Accepted'}");
    CHECK(strstr(facts, "c0ffee") == NULL);
}

TEST(every_size_of_arena_tells_all_or_nothing)
{
    const char *payload =
        "{'generatedAt':'2026-11-25T00:00:00Z','seqNo':0,'eventData':["
        "{'eventId':1,'timestamp':'2026-11-25T00:00:00Z','trigger':'Delta','actualValue':'\\u0041',"
        "'component':{'name':'Fan'},'variable':{'name':'Speed'},'eventNotificationType':'"
        "CustomMonitor'},"
        "{'eventId':2,'timestamp':'2026-11-25T00:00:00Z','trigger':'Delta','actualValue':'\\u0042',"
        "'component':{'name':'Fan'},'variable':{'name':'Speed'},'eventNotificationType':'"
        "CustomMonitor'}]}";
    char want[4096];
    snprintf(want, sizeof want, "%s", told(OCPP_201, "NotifyEvent", payload));
    int whole = 0, nothing = 0;
    for (size_t room = 0; room < 1024; room += 8) {
        struct arena big = arena_over(memory, sizeof memory), small;
        struct ocpp_message m;
        bool no_room = false;
        decode(&m, OCPP_201, "NotifyEvent", false, payload, &big);
        small = arena_over(arena_take(&big, room + 16), room);
        struct str list = told_by(TOLD_UP, &m, NULL, &small, &no_room);
        CHECK(no_room == (list.n == 0));
        if (no_room)
            nothing++;
        else
            whole++;
        CHECK(no_room || strcmp(shown(list), want) == 0);
    }
    CHECK(whole > 10 && nothing > 10);
}

int main(void)
{
    return check_main();
}
