/* SPDX-License-Identifier: Apache-2.0 */
/* The link itself: errors in the spelling of each version, commands, and that nothing a station can
 * send does harm. */
#include "ocpp_talk.h"

#include "base/random.h"
#include "event/fact.h"

static const char *const names[] = {"", "1.6", "2.0.1", "2.1"};

TEST(an_opened_link_is_an_event_with_a_generation)
{
    talk_begin(OCPP_21);
    CHECK_INT(talk.link.generation, 1);
    CHECK_INT(talk.link.version, OCPP_21);
    TALK(talk_close(1006, "cut"), "* connection_closed generation=1 code=1006 reason=cut\n");
    TALK(talk_open(OCPP_16, true), "* connection_opened generation=2 protocol=1.6"
                                   " remote=192.0.2.7:4711 security_profile=1\n");
    CHECK(talk.link.strict);
    CHECK_INT(talk.link.generation, 2);
}

/* What is answered to a text in one version: code, or NULL for silence, and the rule recorded. */
struct refused {
    enum ocpp_version version;
    const char *text, *id, *code, *rule;
};

/* The three codes of a fault, by version. */
static void check_refusal(const struct refused *row)
{
    char want[128];
    talk_begin(row->version);
    const char *told = talk_say(row->text);
    snprintf(want, sizeof want, "> [4,'%s','%s','%s", row->id, row->code ? row->code : "",
             row->rule);
    bool answered = !strncmp(told, want, strlen(want));
    if (row->code ? !answered : talk.out.n_frames != 0)
        printf("# %s: %s\n%s", names[row->version], row->text, told);
    CHECK(row->code ? answered : talk.out.n_frames == 0);
    snprintf(want, sizeof want, "* finding rule=%s", row->rule);
    CHECK(strstr(told, want) != NULL);
    CHECK((strstr(told, " refused=1\n") != NULL) == (row->code != NULL));
    CHECK(talk.out.journal_frame);
    CHECK_INT(talk.out.close_code, 0);
}

TEST(every_error_has_the_spelling_of_its_version)
{
    static const struct refused rows[] = {
        {OCPP_16, "hello", "", NULL, "NOT_JSON"},
        {OCPP_201, "hello", "-1", "RpcFrameworkError", "NOT_JSON"},
        {OCPP_21, "", "-1", "RpcFrameworkError", "NOT_JSON"},
        {OCPP_16, "{}", "", NULL, "NOT_ARRAY"},
        {OCPP_201, "{}", "-1", "RpcFrameworkError", "NOT_ARRAY"},
        {OCPP_16, "[]", "", NULL, "NO_TYPE"},
        {OCPP_21, "['2','7','Heartbeat',{}]", "-1", "RpcFrameworkError", "NO_TYPE"},
        {OCPP_16, "[9,'7','Heartbeat',{}]", "", NULL, "UNKNOWN_TYPE"},
        {OCPP_201, "[9,'7','Heartbeat',{}]", "7", "MessageTypeNotSupported", "UNKNOWN_TYPE"},
        {OCPP_201, "[9,7,'Heartbeat',{}]", "-1", "MessageTypeNotSupported", "UNKNOWN_TYPE"},
        {OCPP_201, "[6,'7','Heartbeat',{}]", "7", "MessageTypeNotSupported", "UNKNOWN_TYPE"},
        {OCPP_21, "[9,'7','Heartbeat',{}]", "", NULL, "UNKNOWN_TYPE"},
        {OCPP_16, "[2,7,'Heartbeat',{}]", "", NULL, "NO_ID"},
        {OCPP_201, "[2,7,'Heartbeat',{}]", "-1", "RpcFrameworkError", "NO_ID"},
        {OCPP_21, "[2]", "-1", "RpcFrameworkError", "NO_ID"},
        {OCPP_16, "[2,'7']", "7", "FormationViolation", "NO_ACTION"},
        {OCPP_201, "[2,'7',{},{}]", "7", "RpcFrameworkError", "NO_ACTION"},
        {OCPP_16, "[2,'7','Heartbeat']", "7", "FormationViolation", "NO_PAYLOAD"},
        {OCPP_21, "[2,'7','Heartbeat']", "7", "RpcFrameworkError", "NO_PAYLOAD"},
        {OCPP_16, "[2,'7','Heartbeat',{'a':}]", "7", "FormationViolation", "BROKEN_PAYLOAD"},
        {OCPP_201, "[2,'7','Heartbeat',{'a':}]", "7", "FormatViolation", "BROKEN_PAYLOAD"},
        {OCPP_16, "[2,'7','Party',{}]", "7", "NotImplemented", "UNKNOWN_ACTION"},
        {OCPP_201, "[2,'7','',{}]", "7", "NotImplemented", "UNKNOWN_ACTION"},
        {OCPP_21, "[2,'7','heartbeat',{}]", "7", "NotImplemented", "UNKNOWN_ACTION"},
        {OCPP_16, "[2,'7','TransactionEvent',{}]", "7", "NotImplemented", "UNKNOWN_ACTION"},
        {OCPP_201, "[2,'7','StartTransaction',{}]", "7", "NotImplemented", "UNKNOWN_ACTION"},
        {OCPP_201, "[2,'7','BatterySwap',{}]", "7", "NotImplemented", "UNKNOWN_ACTION"},
        {OCPP_16, "[2,'7','Reset',{}]", "7", "NotSupported", "WRONG_DIRECTION"},
        {OCPP_21, "[2,'7','SetDERControl',{}]", "7", "NotSupported", "WRONG_DIRECTION"},
        {OCPP_16, "[2,'7','Authorize',{}]", "7", "OccurenceConstraintViolation", "MISSING_FIELD"},
        {OCPP_201, "[2,'7','Authorize',{}]", "7", "OccurrenceConstraintViolation", "MISSING_FIELD"},
        {OCPP_21, "[2,'7','Authorize',null]", "7", "OccurrenceConstraintViolation",
         "MISSING_FIELD"},
        {OCPP_16, "[2,'7','Authorize',{'idTag':{}}]", "7", "TypeConstraintViolation", "WRONG_TYPE"},
        {OCPP_16, "[2,'7','Authorize',[]]", "7", "TypeConstraintViolation", "WRONG_TYPE"},
        {OCPP_201, "[2,'7','Authorize',{'idToken':'GOOD'}]", "7", "TypeConstraintViolation",
         "WRONG_TYPE"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_refusal(&rows[i]);
}

TEST(a_strict_link_refuses_what_is_else_recorded)
{
    static const struct {
        enum ocpp_version version;
        const char *text, *code, *rule;
    } rows[] = {
        {OCPP_16, "[2,'7','Authorize',{'idTag':'GOOD','x':1}]", "FormationViolation",
         "UNKNOWN_FIELD at x"},
        {OCPP_201, "[2,'7','Heartbeat',{'x':1}]", "ProtocolError", "UNKNOWN_FIELD at x"},
        {OCPP_16, "[2,'7','Authorize',{'idTag':'123456789012345678901'}]",
         "PropertyConstraintViolation", "TOO_LONG at idTag"},
        {OCPP_16, "[2,'7','Authorize',{'idTag':12}]", "TypeConstraintViolation",
         "OTHER_TYPE at idTag"},
        {OCPP_16, "[2,'7','FirmwareStatusNotification',{'status':'Done'}]",
         "PropertyConstraintViolation", "UNKNOWN_VALUE at status"},
        {OCPP_21,
         "[2,'7','NotifyEvent',{'generatedAt':'2026-11-25T02:15:30Z','seqNo':0,"
         "'eventData':[]}]",
         "OccurrenceConstraintViolation", "TOO_FEW_ITEMS at eventData"},
        {OCPP_16, "[2,'7','Heartbeat',{},1]", "FormationViolation", "EXTRA_ELEMENTS"},
        {OCPP_21, "[2,'7','Heartbeat',{}] x", "RpcFrameworkError", "TRAILING_TEXT"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char want[128];
        snprintf(want, sizeof want, "> [4,'7','%s','%s: ", rows[i].code, rows[i].rule);
        for (int how = 0; how < 2; how++) {
            talk_begin(rows[i].version);
            const char *told = talk_say(rows[i].text);
            CHECK(!strncmp(told, "> [3,'7',", 9));
            CHECK(strstr(told, "* finding ") && !strstr(told, "refused=1"));
            (how ? &talk.link.strict : &talk.world.policy.strict)[0] = true;
            told = talk_say(rows[i].text);
            if (strncmp(told, want, strlen(want)) != 0)
                printf("# want %s\n# got %s\n", want, told);
            CHECK(!strncmp(told, want, strlen(want)));
            CHECK(strstr(told, "refused=1") != NULL);
        }
    }
}

TEST(odd_frames_are_served_and_recorded)
{
    talk_begin(OCPP_16);
    TALK(talk_say("[2,'7','Heartbeat',{},'more']"),
         "> [3,'7',{'currentTime':'2026-11-25T02:15:46.123Z'}]\n"
         "* finding rule=EXTRA_ELEMENTS action=Heartbeat\n");
    TALK(talk_raw(STR("[2,\"7\",\"Heartbeat\",{}]\0")),
         "> [3,'7',{'currentTime':'2026-11-25T02:15:46.123Z'}]\n"
         "* finding rule=TRAILING_TEXT action=Heartbeat\n");
    TALK(talk_say("[2,'1234567890123456789012345678901234567','Heartbeat',{}]"),
         "> [3,'1234567890123456789012345678901234567',{'currentTime':"
         "'2026-11-25T02:15:46.123Z'}]\n"
         "* finding rule=LONG_ID action=Heartbeat text=1234567890123456789012345678901234567\n");
    TALK(talk_say("[2,'','Heartbeat',{}]"),
         "> [3,'',{'currentTime':'2026-11-25T02:15:46.123Z'}]\n");
    TALK(talk_say("[2,'a\\u0041\\'','Heart\\u0062eat',{}]"),
         "> [3,'a\\u0041\\'',{'currentTime':'2026-11-25T02:15:46.123Z'}]\n");
}

TEST(before_a_boot_nothing_is_served_where_the_policy_says_so)
{
    talk_begin(OCPP_201);
    talk.world.policy.boot_required = true;
    TALK(talk_call("Heartbeat", "{}"),
         "> [4,'1','SecurityError','NOT_BOOTED: no BootNotification was accepted yet',{}]\n"
         "* finding rule=NOT_BOOTED action=Heartbeat refused=1\n");
    CHECK(talk.out.journal_frame);
    TALK(talk_call("Authorize", "{'idToken':{'idToken':'GOOD','type':'Local'}}"),
         "> [4,'1','SecurityError','NOT_BOOTED: no BootNotification was accepted yet',{}]\n"
         "* finding rule=NOT_BOOTED action=Authorize refused=1\n");
    talk_call("BootNotification",
              "{'reason':'PowerUp','chargingStation':{'vendorName':'A','model':'B'}}");
    TALK(talk_call("Heartbeat", "{}"), "> [3,'1',{'currentTime':'2026-11-25T02:15:46.123Z'}]\n");
}

TEST(while_pending_only_what_was_asked_for_is_served)
{
    talk_begin(OCPP_201);
    talk.world.policy.boot_required = true;
    talk.station.info.standing = standing_QUARANTINED;
    talk_call("BootNotification",
              "{'reason':'PowerUp','chargingStation':{'vendorName':'A','model':'B'}}");
    CHECK_INT(talk.station.info.boot, boot_PENDING);
    CHECK(strstr(talk_call("Heartbeat", "{}"), "SecurityError") != NULL);
    talk_command("t", ACTION_TriggerMessage, "{'requestedMessage':'Heartbeat'}");
    TALK(talk_call("Heartbeat", "{}"), "> [3,'1',{'currentTime':'2026-11-25T02:15:46.123Z'}]\n");
    CHECK(strstr(talk_call("FirmwareStatusNotification", "{'status':'Idle'}"), "SecurityError"));
    talk_say("[3,'t',{'status':'Accepted'}]");
    talk_command("t", ACTION_TriggerMessage, "{'requestedMessage':'SignV2GCertificate'}");
    TALK(talk_call("SignCertificate", "{'csr':'x'}"),
         "> [3,'1',{'status':'Rejected'}]\n* message_noted action=SignCertificate\n");
    talk.link.requests[0] = 1; /* the report was asked for */
    TALK(talk_call("NotifyReport", "{'requestId':1,'generatedAt':'2026-11-25T02:15:30Z',"
                                   "'seqNo':0}"),
         "> [3,'1',{}]\n* message_noted action=NotifyReport\n");
}

TEST(a_command_goes_out_and_its_answer_comes_back)
{
    talk_begin(OCPP_16);
    TALK(talk_command("c1", ACTION_Reset, "{'type':'Soft'}"),
         "> [2,'c1','Reset',{'type':'Soft'}]\n"
         "* command_changed command_id=c1 action=Reset state=sent payload={'type':'Soft'}\n");
    CHECK_INT(talk.out.wake_at_us, talk.now_us + 30 * US_PER_S);
    TALK(talk_say("[3,'c1',{'status':'Accepted'}]"),
         "* command_changed command_id=c1 action=Reset state=answered"
         " payload={'status':'Accepted'}\n"
         "= c1 answered {'status':'Accepted'}\n");
    CHECK(talk.out.journal_frame);
    CHECK_INT(talk.out.wake_at_us, 0);
    CHECK(talk.out.done[0].command == talk.commands[0]);
}

/* The first fact of a list; its kind is NONE where there is none. */
static struct fact first_fact(struct str list)
{
    struct fact f = {0};
    return fact_unpack(&list, &f) ? f : (struct fact){0};
}

TEST(what_a_message_and_an_answer_tell_goes_into_their_events)
{
    talk_begin(OCPP_16);
    talk_call("SecurityEventNotification",
              "{'type':'TamperDetectionActivated','timestamp':'2026-09-21T14:13:20Z'}");
    CHECK_INT(talk.out.step.events[0].kind, EVENT_message_noted);
    struct fact f = first_fact(talk.out.step.events[0].u.message_noted.facts);
    CHECK_INT(f.kind, FACT_security_event);
    CHECK_STR(f.u.security_event.type, "TamperDetectionActivated");
    talk_command("c1", ACTION_GetLocalListVersion, "{}");
    CHECK_INT(talk.out.step.events[0].u.command_changed.facts.n, 0);
    talk_say("[3,'c1',{'listVersion':12}]");
    CHECK_INT(talk.out.step.events[0].kind, EVENT_command_changed);
    f = first_fact(talk.out.step.events[0].u.command_changed.facts);
    CHECK_INT(f.kind, FACT_local_list);
    CHECK_INT(f.u.local_list.version, 12);
}

TEST(an_error_of_the_station_ends_the_command)
{
    talk_begin(OCPP_201);
    talk_command("c1", ACTION_ClearCache, "");
    TALK(talk_say("[4,'c1','OccurenceConstraintViolation','no \\'cache\\'',{'a':[1]}]"),
         "* command_changed command_id=c1 action=ClearCache state=error"
         " payload={'code':'OccurenceConstraintViolation','description':'no \\'cache\\'',"
         "'details':{'a':[1]}}\n"
         "= c1 error {'code':'OccurenceConstraintViolation','description':'no \\'cache\\'',"
         "'details':{'a':[1]}}\n");
    talk_command("c2", ACTION_ClearCache, "null");
    TALK(talk_say("[4,'c2','NotSupported']"),
         "* finding rule=ODD_ERROR action=ClearCache text=[4,'c2','NotSupported']\n"
         "* command_changed command_id=c2 action=ClearCache state=error"
         " payload={'code':'NotSupported','description':'','details':{}}\n"
         "= c2 error {'code':'NotSupported','description':'','details':{}}\n");
}

TEST(an_answer_that_breaks_its_rows_is_an_answer)
{
    static const enum ocpp_version versions[] = {OCPP_16, OCPP_201, OCPP_21};
    for (size_t i = 0; i < 3; i++) {
        talk_begin(versions[i]);
        talk_command("c1", ACTION_ClearCache, "{}");
        const char *told = talk_say("[3,'c1',{'status':'Perhaps','why':1}]");
        TALK(told, "* finding rule=UNKNOWN_VALUE action=ClearCache path=status text=Perhaps\n"
                   "* finding rule=UNKNOWN_FIELD action=ClearCache path=why text=why\n"
                   "* command_changed command_id=c1 action=ClearCache state=answered"
                   " payload={'status':'Perhaps','why':1}\n"
                   "= c1 answered {'status':'Perhaps','why':1}\n");
        talk_command("c2", ACTION_ClearCache, "{}");
        told = talk_say("[3,'c2',{}]");
        bool told_station = versions[i] == OCPP_21;
        CHECK_INT(talk.out.n_frames, told_station);
        if (told_station)
            CHECK(strstr(told, "> [5,'c2','OccurrenceConstraintViolation','MISSING_FIELD at status:"
                               " a required field is missing',{}]\n") == told);
        CHECK(strstr(told, "* finding rule=MISSING_FIELD action=ClearCache path=status text={}\n"));
        CHECK(strstr(told, "= c2 answered {}\n") != NULL);
        CHECK_INT(talk.out.close_code, 0);
    }
}

TEST(an_answer_without_payload_or_without_json_ends_the_command)
{
    talk_begin(OCPP_21);
    talk_command("c1", ACTION_ClearCache, "{}");
    const char *told = talk_say("[3,'c1']");
    CHECK(strstr(told, "* finding rule=NO_PAYLOAD action=ClearCache text=[3,'c1']\n") != NULL);
    CHECK(strstr(told, "= c1 answered {}\n") != NULL);
    talk_command("c2", ACTION_ClearCache, "{}");
    TALK(talk_say("[3,'c2',{'status':]"),
         "> [5,'c2','FormatViolation','the payload is not JSON',{}]\n"
         "* finding rule=BROKEN_PAYLOAD action=ClearCache text=[3,'c2',{'status':]\n"
         "* command_changed command_id=c2 action=ClearCache state=error"
         " payload={'code':'FormatViolation','description':'the payload is not JSON',"
         "'details':{}}\n"
         "= c2 error {'code':'FormatViolation','description':'the payload is not JSON',"
         "'details':{}}\n");
}

TEST(an_id_with_escapes_is_the_same_id)
{
    talk_begin(OCPP_16);
    talk_command("cA", ACTION_ClearCache, "{}");
    CHECK(strstr(talk_say("[3,'c\\u0041',{'status':'Accepted'}]"), "= cA answered ") != NULL);
}

TEST(answers_to_nothing_are_ignored_and_recorded)
{
    static const enum ocpp_version versions[] = {OCPP_16, OCPP_201, OCPP_21};
    for (size_t i = 0; i < 3; i++) {
        talk_begin(versions[i]);
        TALK(talk_say("[3,'x',{}]"), "* finding rule=UNEXPECTED_ID text=x\n");
        talk_command("c1", ACTION_ClearCache, "{}");
        TALK(talk_say("[3,'c',{}]"), "* finding rule=UNEXPECTED_ID text=c\n");
        TALK(talk_say("[4,'c11','GenericError','',{}]"), "* finding rule=UNEXPECTED_ID text=c11\n");
        TALK(talk_say("[4,'-1','GenericError','',{}]"), "* finding rule=UNEXPECTED_ID text=-1\n");
        TALK(talk_say("[3,7,{}]"), "* finding rule=NO_ID text=[3,7,{}]\n");
        CHECK(talk.link.flight != NULL);
        CHECK_INT(talk.out.n_frames, 0);
    }
    TALK(talk_say("[5,'1','FormatViolation','',{}]"),
         "* finding rule=ANSWER_REFUSED text=[5,'1','FormatViolation','',{}]\n");
}

TEST(calls_of_both_sides_cross)
{
    talk_begin(OCPP_16);
    talk_command("c1", ACTION_ClearCache, "{}");
    TALK(talk_say("[2,'c1','Heartbeat',{}]"),
         "> [3,'c1',{'currentTime':'2026-11-25T02:15:46.123Z'}]\n");
    CHECK(talk.link.flight == talk.commands[0]);
    CHECK(strstr(talk_say("[3,'c1',{'status':'Accepted'}]"), "= c1 answered ") != NULL);
}

TEST(commands_wait_in_line)
{
    talk_begin(OCPP_16);
    talk_command("c1", ACTION_ClearCache, "{}");
    TALK(talk_command("c2", ACTION_GetLocalListVersion, "{}"),
         "* command_changed command_id=c2 action=GetLocalListVersion state=queued\n");
    talk_command("c3", ACTION_Reset, "{'type':'Hard'}");
    TALK(talk_say("[3,'c2',{'listVersion':1}]"), "* finding rule=UNEXPECTED_ID text=c2\n");
    TALK(talk_say("[3,'c1',{'status':'Accepted'}]"),
         "> [2,'c2','GetLocalListVersion',{}]\n"
         "* command_changed command_id=c1 action=ClearCache state=answered"
         " payload={'status':'Accepted'}\n"
         "* command_changed command_id=c2 action=GetLocalListVersion state=sent payload={}\n"
         "= c1 answered {'status':'Accepted'}\n");
    CHECK(strstr(talk_say("[4,'c2','NotSupported','',{}]"), "> [2,'c3','Reset',") != NULL);
    CHECK(strstr(talk_say("[3,'c3',{'status':'Rejected'}]"), "= c3 answered ") != NULL);
    CHECK_INT(talk.link.n_queue, 0);
}

TEST(the_line_is_bounded_and_cancelled_at_the_end)
{
    char id[16];
    talk_begin(OCPP_16);
    for (int i = 0; i <= LINK_QUEUE_MAX; i++) {
        snprintf(id, sizeof id, "c%d", i);
        CHECK(strstr(talk_command(id, ACTION_ClearCache, "{}"), i == 0 ? "sent" : "queued"));
    }
    TALK(talk_command("full", ACTION_ClearCache, "{}"),
         "* command_changed command_id=full action=ClearCache state=refused payload={'code':"
         "'QueueFull','description':'too many commands wait for this station','details':{}}\n"
         "= full refused {'code':'QueueFull','description':'too many commands wait for this"
         " station','details':{}}\n");
    const char *told = talk_close(1001, "bye");
    CHECK(!strncmp(told, "* connection_closed generation=1 code=1001 reason=bye\n", 54));
    CHECK_INT(talk.out.n_done, LINK_QUEUE_MAX + 1);
    for (unsigned i = 0; i < talk.out.n_done; i++) {
        CHECK(talk.out.done[i].command == talk.commands[i]);
        CHECK_INT(talk.out.done[i].state, command_state_CANCELLED);
        CHECK_INT(talk.out.step.events[i + 1].u.command_changed.state, command_state_CANCELLED);
    }
    CHECK(!talk.link.flight && !talk.link.queue && talk.link.n_queue == 0);
    TALK(talk_close(1006, ""), "* connection_closed generation=1 code=1006\n");
}

TEST(a_silent_station_times_out_and_a_late_answer_is_ignored)
{
    talk_begin(OCPP_16);
    talk_command("c1", ACTION_ClearCache, "{}");
    talk_command("c2", ACTION_ClearCache, "{}");
    TALK(talk_wait(30 * US_PER_S - 1), "");
    TALK(talk_wait(1), "> [2,'c2','ClearCache',{}]\n"
                       "* command_changed command_id=c1 action=ClearCache state=timed-out"
                       " payload={'code':'TimedOut','description':'the station did not answer in"
                       " time','details':{}}\n"
                       "* command_changed command_id=c2 action=ClearCache state=sent payload={}\n"
                       "= c1 timed-out {'code':'TimedOut','description':'the station did not"
                       " answer in time','details':{}}\n");
    CHECK_INT(talk.link.unanswered, 1);
    TALK(talk_say("[3,'c1',{'status':'Accepted'}]"), "* finding rule=UNEXPECTED_ID text=c1\n");
    talk_wait(30 * US_PER_S);
    CHECK_INT(talk.link.unanswered, 2);
    talk_command("c3", ACTION_ClearCache, "{}");
    talk_say("[3,'c3',{'status':'Accepted'}]");
    CHECK_INT(talk.link.unanswered, 0);
    TALK(talk_wait(US_PER_HOUR), "");
}

TEST(a_timeout_of_nothing_is_the_usual_one)
{
    talk_begin(OCPP_16);
    talk_command("c1", ACTION_ClearCache, "{}");
    talk_command("c2", ACTION_ClearCache, "{}");
    talk.commands[1]->timeout_us = 0;
    talk_say("[3,'c1',{'status':'Accepted'}]");
    CHECK_INT(talk.out.wake_at_us, talk.now_us + LINK_TIMEOUT_US);
}

TEST(ids_are_made_where_none_is_given)
{
    talk_begin(OCPP_16);
    CHECK(!strncmp(talk_command("", ACTION_ClearCache, "{}"), "> [2,'1-1','ClearCache',{}]\n", 28));
    talk_command("", ACTION_ClearCache, "{}");
    CHECK_STR(str_of(talk.commands[1]->id), "1-2");
    talk_close(1006, "");
    talk_open(OCPP_16, false);
    CHECK(!strncmp(talk_command("", ACTION_ClearCache, "{}"), "> [2,'2-1','ClearCache',{}]\n", 28));
}

TEST(a_bad_command_is_never_sent)
{
    static const struct {
        enum ocpp_version version;
        enum ocpp_action action;
        const char *payload, *code, *description;
    } rows[] = {
        {OCPP_16, ACTION_Heartbeat, "{}", "NotSupported", "stations of this version"},
        {OCPP_16, ACTION_GetVariables, "{}", "NotSupported", "stations of this version"},
        {OCPP_201, ACTION_RemoteStartTransaction, "{}", "NotSupported", "stations of this version"},
        {OCPP_21, ACTION_NotifyPeriodicEventStream, "{}", "NotSupported", "stations of"},
        {OCPP_16, ACTION_Reset, "{}", "OccurenceConstraintViolation", "MISSING_FIELD at type: "},
        {OCPP_201, ACTION_Reset, "{'type':'Soft'}", "PropertyConstraintViolation",
         "UNKNOWN_VALUE at type: "},
        {OCPP_201, ACTION_Reset, "{'type':'Immediate','x':1}", "ProtocolError",
         "UNKNOWN_FIELD at x: "},
        {OCPP_21, ACTION_Reset, "{'type':", "FormatViolation", "NOT_JSON: "},
        {OCPP_21, ACTION_Reset, "[]", "TypeConstraintViolation", "WRONG_TYPE: "},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char want[128];
        talk_begin(rows[i].version);
        const char *told = talk_command("c", rows[i].action, rows[i].payload);
        snprintf(want, sizeof want, "= c refused {'code':'%s','description':'%s", rows[i].code,
                 rows[i].description);
        if (!strstr(told, want))
            printf("# want %s\n# got %s", want, told);
        CHECK(strstr(told, want) != NULL);
        CHECK(strstr(told, "state=refused") != NULL);
        CHECK_INT(talk.out.n_frames, 0);
        CHECK(talk.link.flight == NULL);
    }
}

TEST(findings_are_bounded_and_cut)
{
    static char call[8192];
    talk_begin(OCPP_16);
    talk.station.info.boot = boot_ACCEPTED;
    strcpy(call, "{'idTag':'GOOD'");
    for (int i = 0; i < 30; i++)
        snprintf(call + strlen(call), 64, ",'x%d':%d", i, i);
    strcat(call, "}");
    const char *told = talk_call("Authorize", call);
    CHECK_INT(talk.out.step.n_events, 1 + OCPP_FINDINGS_MAX + 1);
    CHECK(strstr(told, "* finding rule=MORE_FINDINGS action=Authorize text=14\n") != NULL);
    memset(call, 'y', 400);
    memcpy(call, "{'idTag':'", 10);
    memcpy(call + 9 + 127, "\xC3\xA9", 2);
    strcpy(call + 400, "'}");
    told = talk_call("Authorize", call);
    const struct ev_finding *f = &talk.out.step.events[1].u.finding;
    CHECK_STR(f->rule, "TOO_LONG");
    CHECK(f->text.n <= 128 && str_utf8(f->text));
    memcpy(call, "{'longname", 10);
    strcpy(call + 400, "':1,'idTag':'GOOD'}");
    talk_call("Authorize", call);
    f = &talk.out.step.events[1].u.finding;
    CHECK_STR(f->rule, "UNKNOWN_FIELD");
    CHECK(f->path.n <= 128 && f->path.n > 0);
}

TEST(a_description_has_at_most_255_characters)
{
    static char call[8192];
    struct rpc r;
    talk_begin(OCPP_16);
    talk.link.strict = true;
    memset(call, 'y', 400);
    memcpy(call, "{'longname", 10);
    strcpy(call + 400, "':1,'idTag':'GOOD'}");
    talk_call("Authorize", call);
    rpc_parse(&r, OCPP_16, talk.out.frames[0]);
    CHECK_STR(r.code, "FormationViolation");
    CHECK(r.text.n <= 255);
}

TEST(what_does_not_fit_is_refused_before_it_is_done)
{
    talk_begin(OCPP_16);
    talk.arena.cap = 20000;
    TALK(talk_call("Authorize", "{'idTag':'GOOD'}"),
         "> [4,'1','GenericError','NO_ROOM: the message is too large to be handled',{}]\n"
         "* finding rule=NO_ROOM action=Authorize text=[2,'1','Authorize',{'idTag':'GOOD'}]"
         " refused=1\n");
    talk.arena.cap = 800;
    TALK(talk_call("Authorize", "{'idTag':'GOOD'}"),
         "> [4,'1','GenericError','the message is too large to be handled',{}]\n"
         "* finding rule=TOO_LARGE action=Authorize refused=1\n");
}

/* A text made of a seed by changing, cutting and doubling pieces of it. */
static size_t mutate(struct random *random, const char *seed, char *out, size_t cap)
{
    static const char bytes[] = "[]{},:'\\0123456789eE+-.aunltrfs \x01\x80\xC3";
    size_t n = strlen(seed);
    memcpy(out, seed, n);
    for (uint64_t k = random_below(random, 5); k > 0; k--)
        out[random_below(random, n)] = bytes[random_below(random, sizeof bytes)];
    if (random_below(random, 4) == 0)
        n -= random_below(random, n);
    uint64_t from = random_below(random, n ? n : 1), more = random_below(random, n - from + 1);
    if (random_below(random, 6) == 0 && n + more < cap) {
        memmove(out + from + more, out + from, n - from);
        n += more;
    }
    for (size_t i = 0; i < n; i++)
        if (out[i] == '\'')
            out[i] = '"';
    return n;
}

/* What holds whatever came: a call that can be read gets one answer with its id; answers get none.
 */
static void check_answers(struct str text)
{
    struct rpc in, out;
    rpc_parse(&in, talk.link.version, text);
    if (in.type == RPC_CALL && in.has_id) {
        CHECK_INT(talk.out.n_frames,
                  in.fault == FAULT_NOT_JSON && talk.link.version == OCPP_16 ? 0 : 1);
    }
    if (in.type == RPC_SEND || in.type == RPC_RESULT_ERROR || in.type == RPC_ERROR)
        CHECK_INT(talk.out.n_frames, 0);
    for (unsigned i = 0; i < talk.out.n_frames; i++) {
        rpc_parse(&out, talk.link.version, talk.out.frames[i]);
        CHECK_INT(out.fault, FAULT_NONE);
        CHECK(out.type == RPC_RESULT || out.type == RPC_ERROR || out.type == RPC_RESULT_ERROR);
        CHECK(str_eq(out.id, in.has_id ? in.id : STR("-1")));
        CHECK(talk.out.frames[i].n < 1200);
    }
    CHECK(talk.out.step.n_events <= STEP_EVENTS_MAX);
    CHECK(!station_broken(&talk.station));
}

static const char *const seeds[] = {
    "[2,'7','BootNotification',{'chargePointVendor':'A','chargePointModel':'X'}]",
    "[2,'7','BootNotification',{'reason':'PowerUp','chargingStation':{'vendorName':'A','model':"
    "'B'}}]",
    "[2,'7','StartTransaction',{'connectorId':1,'idTag':'GOOD','meterStart':1000,'timestamp':"
    "'2026-11-25T02:15:00Z'}]",
    "[2,'7','StopTransaction',{'transactionId':1,'meterStop':1500,'timestamp':"
    "'2026-11-25T02:15:45Z','transactionData':[{'timestamp':'2026-11-25T02:15:45Z',"
    "'sampledValue':[{'value':'1500','format':'SignedData'}]}]}]",
    "[2,'7','MeterValues',{'connectorId':1,'transactionId':1,'meterValue':[{'timestamp':"
    "'2026-11-25T02:15:30Z','sampledValue':[{'value':'1010.5','unit':'kWh','phase':'L1'},"
    "{'value':'3','measurand':'SoC'}]}]}]",
    "[2,'7','TransactionEvent',{'eventType':'Started','timestamp':'2026-11-25T02:15:00Z',"
    "'triggerReason':'Authorized','seqNo':0,'transactionInfo':{'transactionId':'T1'},'evse':{'id':"
    "1},'idToken':{'idToken':'GOOD','type':'Local'},'meterValue':[{'timestamp':"
    "'2026-11-25T02:15:00Z','sampledValue':[{'value':1e3,'unitOfMeasure':{'unit':'kWh',"
    "'multiplier':-2},'signedMeterValue':{'signedMeterData':'a','encodingMethod':'b'}}]}]}]",
    "[2,'7','NotifyEvent',{'generatedAt':'2026-11-25T02:15:30Z','seqNo':0,'eventData':["
    "{'eventId':1,'timestamp':'2026-11-25T02:15:30Z','trigger':'Delta','actualValue':'Occupied',"
    "'eventNotificationType':'HardWiredNotification','component':{'name':'Connector','evse':{'id':"
    "1,'connectorId':1}},'variable':{'name':'AvailabilityState'}}]}]",
    "[2,'7','StatusNotification-Signed',{'payload':'e30','signature':'AA'}]",
    "[3,'c',{'status':'Accepted'}]",
    "[4,'c','GenericError','text',{'a':1}]",
    "[6,'7','NotifyPeriodicEventStream',{'id':1,'pending':0,'basetime':'2026-11-25T02:15:30Z',"
    "'data':[{'t':0,'v':'1'}]}]",
};

TEST(whatever_comes_does_no_harm)
{
    struct random random = {11};
    for (int round = 0; round < 24000; round++) {
        char text[2048];
        if (round % 200 == 0)
            talk_begin((enum ocpp_version)(1 + round / 200 % 3));
        size_t n = mutate(&random, seeds[random_below(&random, sizeof seeds / sizeof *seeds)], text,
                          sizeof text);
        char *exact = malloc(n + 1); /* so that the sanitizer sees a step too far */
        memcpy(exact, text, n);
        talk.link.strict = random_below(&random, 4) == 0;
        talk.now_us += (int64_t)random_below(&random, US_PER_MIN);
        arena_reset(&talk.arena);
        link_frame(&talk.link, &talk.station, &talk.world, talk.now_us, str_make(exact, n),
                   &talk.arena, &talk.out);
        check_answers(str_make(exact, n));
        free(exact);
    }
}

TEST(every_cut_of_a_good_text_does_no_harm)
{
    for (unsigned v = OCPP_16; v <= OCPP_21; v++) {
        talk_begin((enum ocpp_version)v);
        for (size_t i = 0; i < sizeof seeds / sizeof *seeds; i++) {
            const char *text = talk_quote(seeds[i], '\'', '"');
            for (size_t n = 0; n <= strlen(text); n++) {
                char *exact = malloc(n + 1);
                memcpy(exact, text, n);
                arena_reset(&talk.arena);
                link_frame(&talk.link, &talk.station, &talk.world, talk.now_us, str_make(exact, n),
                           &talk.arena, &talk.out);
                check_answers(str_make(exact, n));
                free(exact);
            }
        }
    }
}

TEST(a_small_arena_does_no_harm)
{
    static const size_t caps[] = {64, 800, 2000, 17000, 25600, 26000, 26500, 27000, 40000};
    for (size_t c = 0; c < sizeof caps / sizeof *caps; c++)
        for (unsigned v = OCPP_16; v <= OCPP_21; v++) {
            talk_begin((enum ocpp_version)v);
            talk.arena.cap = caps[c];
            for (size_t i = 0; i < sizeof seeds / sizeof *seeds; i++) {
                const char *text = talk_quote(seeds[i], '\'', '"');
                arena_reset(&talk.arena);
                link_frame(&talk.link, &talk.station, &talk.world, talk.now_us, str_of(text),
                           &talk.arena, &talk.out);
                if (caps[c] >= 800)
                    check_answers(str_of(text));
            }
        }
}

/* The whole of a conversation as one text. */
static const char *converse(void)
{
    static char all[1 << 18];
    all[0] = '\0';
    talk_begin(OCPP_16);
    for (size_t i = 0; i < sizeof seeds / sizeof *seeds; i++) {
        strcat(all, talk_say(seeds[i]));
        strcat(all, talk_command("", ACTION_ClearCache, "{}"));
    }
    strcat(all, talk_wait(US_PER_MIN));
    strcat(all, talk_close(1006, ""));
    return all;
}

TEST(the_short_way_of_heartbeats_is_the_long_way)
{
    static const char seed[] = "[2,\"1234567890-1234567890-1234567890-123\",\"Heartbeat\",{}]";
    static const char bytes[] = "[]{},:\"\\019eE \n\x01\x80\xC3";
    struct random random = {5};
    talk_begin(OCPP_201);
    unsigned before = talk.n_short, seen = 0;
    for (int round = 0; round < 20000; round++) {
        char text[sizeof seed];
        size_t id = random_below(&random, 38), n = sizeof seed - 1 - id;
        memcpy(text, seed, 4);
        memcpy(text + 4, seed + 4 + id, n - 4);
        if (random_below(&random, 2) == 0)
            text[random_below(&random, n)] = bytes[random_below(&random, sizeof bytes - 1)];
        if (str_utf8(str_make(text, n)))
            talk_raw(str_make(text, n));
        seen++;
    }
    CHECK(talk.n_short - before > 10000 && talk.n_short - before < seen);
    talk.world.policy.boot_required = true;
    before = talk.n_short;
    talk_say("[2,'1','Heartbeat',{}]");
    CHECK_INT(talk.n_short, before);
}

TEST(the_same_bytes_in_give_the_same_bytes_out)
{
    char *first = strdup(converse());
    CHECK(first && !strcmp(first, converse()));
    CHECK(strlen(first) > 2000);
    free(first);
}

int main(void)
{
    return check_main();
}
