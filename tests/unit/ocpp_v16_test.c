/* SPDX-License-Identifier: Apache-2.0 */
/* Conversations in OCPP 1.6: the frame in, the frames and events out. */
#include "ocpp_talk.h"

#define ANSWERED "> [3,'1',{}]\n"
#define NUMBER "1369208324" /* of the station's first transaction */
#define SESSION "gnjodcf85bpjkhuj"

/* A transaction of GOOD on connector 1, opened at 02:15:00. */
static void start(void)
{
    const char *told =
        talk_call("StartTransaction", "{'connectorId':1,'idTag':'GOOD','meterStart':1000,"
                                      "'timestamp':'2026-11-25T02:15:00Z'}");
    TALK(told, "> [3,'1',{'idTagInfo':{'status':'Accepted'},'transactionId':" NUMBER "}]\n"
               "* session_started session_id=" SESSION " transaction_id=" NUMBER
               " protocol=1.6 evse_id=1 connector_id=1 id_token=GOOD token_status=Accepted"
               " started_at_us=2026-11-25T02:15:00.000Z meter_start_mwh=1000000 has_meter_start=1"
               " content=# site_id=SITE rated_power_mw=350000000\n");
}

TEST(boot_is_answered_with_time_and_interval)
{
    talk_begin(OCPP_16);
    TALK(talk_say(
             "[2,'19223201','BootNotification',{'chargePointVendor':'Acme',"
             "'chargePointModel':'HPC 400','chargePointSerialNumber':'S-1',"
             "'chargeBoxSerialNumber':'B-1','firmwareVersion':'1.2','iccid':'89','imsi':'26'}]"),
         "> [3,'19223201',{'currentTime':'2026-11-25T02:15:46.123Z','interval':300,"
         "'status':'Accepted'}]\n"
         "* booted status=Accepted protocol=1.6 vendor=Acme model=HPC 400 serial=S-1 firmware=1.2"
         " interval_s=300 iccid=89 imsi=26\n");
    TALK(talk_call("BootNotification", "{'chargePointVendor':'Acme','chargePointModel':'X',"
                                       "'chargeBoxSerialNumber':'B-1'}"),
         "> [3,'1',{'currentTime':'2026-11-25T02:15:46.123Z','interval':300,"
         "'status':'Accepted'}]\n"
         "* booted status=Accepted protocol=1.6 vendor=Acme model=X serial=B-1 interval_s=300\n");
}

TEST(too_long_a_serial_is_kept_whole_and_recorded)
{
    talk_begin(OCPP_16);
    TALK(talk_call("BootNotification", "{'chargePointVendor':'A vendor of many many words',"
                                       "'chargePointModel':'X','chargePointSerialNumber':null}"),
         "> [3,'1',{'currentTime':'2026-11-25T02:15:46.123Z','interval':300,"
         "'status':'Accepted'}]\n"
         "* booted status=Accepted protocol=1.6 vendor=A vendor of many many words model=X"
         " interval_s=300\n"
         "* finding rule=TOO_LONG action=BootNotification path=chargePointVendor"
         " text=A vendor of many many words\n"
         "* finding rule=NULL_VALUE action=BootNotification path=chargePointSerialNumber"
         " text=null\n");
}

TEST(a_quarantined_station_is_pending_with_an_interval)
{
    talk_begin(OCPP_16);
    talk.station.info.standing = standing_QUARANTINED;
    TALK(talk_call("BootNotification", "{'chargePointVendor':'A','chargePointModel':'X'}"),
         "> [3,'1',{'currentTime':'2026-11-25T02:15:46.123Z','interval':60,"
         "'status':'Pending'}]\n"
         "* booted status=Pending protocol=1.6 vendor=A model=X interval_s=60\n");
    talk.world.policy.unknown_boot = boot_REJECTED;
    talk.world.policy.pending_interval_s = 0; /* must never go out as 0 */
    TALK(talk_call("BootNotification", "{'chargePointVendor':'A','chargePointModel':'X'}"),
         "> [3,'1',{'currentTime':'2026-11-25T02:15:46.123Z','interval':300,"
         "'status':'Rejected'}]\n"
         "* booted status=Rejected protocol=1.6 vendor=A model=X interval_s=300\n");
}

TEST(a_clean_heartbeat_leaves_no_trace)
{
    talk_begin(OCPP_16);
    TALK(talk_call("Heartbeat", "{}"), "> [3,'1',{'currentTime':'2026-11-25T02:15:46.123Z'}]\n");
    CHECK(!talk.out.journal_frame);
    CHECK_INT(talk.out.step.n_events, 0);
    TALK(talk_call("Heartbeat", "null"), "> [3,'1',{'currentTime':'2026-11-25T02:15:46.123Z'}]\n");
    CHECK(!talk.out.journal_frame);
    TALK(talk_call("Heartbeat", "{'a':1}"),
         "> [3,'1',{'currentTime':'2026-11-25T02:15:46.123Z'}]\n"
         "* finding rule=UNKNOWN_FIELD action=Heartbeat path=a text=a\n");
    CHECK(talk.out.journal_frame);
}

TEST(status_is_of_an_evse_with_one_connector)
{
    talk_begin(OCPP_16);
    TALK(talk_call("StatusNotification",
                   "{'connectorId':2,'errorCode':'OtherError','status':'Faulted',"
                   "'timestamp':'2026-11-25T02:15:00Z','info':'fan \\u00b0','vendorId':'A',"
                   "'vendorErrorCode':'E7'}"),
         ANSWERED "* connector_changed evse_id=2 connector_id=1 status=Faulted"
                  " error_code=OtherError info=fan \xC2\xB0 vendor_error_code=E7"
                  " reported_at_us=2026-11-25T02:15:00.000Z\n");
    CHECK(talk.out.journal_frame);
    TALK(talk_call("StatusNotification",
                   "{'connectorId':0,'errorCode':'NoError','status':'Available'}"),
         ANSWERED "* connector_changed connector_id=1 status=Available error_code=NoError\n");
}

TEST(unknown_words_are_kept_as_text)
{
    talk_begin(OCPP_16);
    TALK(talk_call("StatusNotification",
                   "{'connectorId':'1','errorCode':'Error','status':'Sleeping',"
                   "'timestamp':'1970-01-01T00:00:00Z'}"),
         ANSWERED
         "* connector_changed evse_id=1 connector_id=1 error_code=Error"
         " reported_at_us=2026-11-25T02:15:46.123Z status_text=Sleeping\n"
         "* finding rule=OTHER_TYPE action=StatusNotification path=connectorId text=1\n"
         "* finding rule=UNKNOWN_VALUE action=StatusNotification path=errorCode text=Error\n"
         "* finding rule=UNKNOWN_VALUE action=StatusNotification path=status text=Sleeping\n"
         "* finding rule=IMPLAUSIBLE_TIME action=StatusNotification path=timestamp"
         " text=1970-01-01T00:00:00Z\n");
}

TEST(where_our_own_clock_is_before_2015_the_station_knows_better)
{
    talk_begin(OCPP_16);
    talk.now_us = 7 * US_PER_S;
    TALK(talk_call("StatusNotification",
                   "{'connectorId':1,'errorCode':'NoError','status':'Available',"
                   "'timestamp':'2026-11-25T02:00:00Z'}"),
         ANSWERED "* connector_changed evse_id=1 connector_id=1 status=Available"
                  " error_code=NoError reported_at_us=2026-11-25T02:00:00.000Z\n");
}

TEST(tokens_are_answered_in_the_five_words)
{
    static const struct {
        const char *token, *answer, *event;
    } rows[] = {
        {"GOOD", "'status':'Accepted'", "Accepted"},
        {"FLEET",
         "'status':'Accepted','expiryDate':'2026-11-25T03:15:46.123Z','parentIdTag':'GROUP-7'",
         "Accepted group_id=GROUP-7"},
        {"BLOCKED", "'status':'Blocked'", "Blocked"},
        {"BROKE", "'status':'Blocked'", "NoCredit"},
        {"STRANGER", "'status':'Invalid'", "Invalid"},
    };
    talk_begin(OCPP_16);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char call[128], want[256];
        snprintf(call, sizeof call, "{'idTag':'%s'}", rows[i].token);
        snprintf(want, sizeof want,
                 "> [3,'1',{'idTagInfo':{%s}}]\n* authorized id_token=%s status=%s\n",
                 rows[i].answer, rows[i].token, rows[i].event);
        TALK(talk_call("Authorize", call), want);
    }
    talk.now_us += 2 * US_PER_HOUR;
    TALK(talk_call("Authorize", "{'idTag':'FLEET'}"),
         "> [3,'1',{'idTagInfo':{'status':'Expired','parentIdTag':'GROUP-7'}}]\n"
         "* authorized id_token=FLEET status=Expired group_id=GROUP-7\n");
}

TEST(a_group_too_long_for_1_6_is_left_out)
{
    struct tokens *tokens = tokens_open(4);
    talk_begin(OCPP_16);
    talk_token(tokens, "T", "a group of more than twenty", token_status_ACCEPTED, 0);
    talk.world.tokens = tokens;
    TALK(talk_call("Authorize", "{'idTag':'T'}"),
         "> [3,'1',{'idTagInfo':{'status':'Accepted'}}]\n"
         "* authorized id_token=T status=Accepted group_id=a group of more than twenty\n");
    tokens_close(tokens);
}

TEST(a_start_sent_again_gets_the_same_number)
{
    talk_begin(OCPP_16);
    start();
    TALK(talk_say("[2,'another id','StartTransaction', {'idTag':'GOOD','connectorId':1,"
                  "'timestamp':'2026-11-25T02:15:00Z','meterStart':1000}]"),
         "> [3,'another id',{'idTagInfo':{'status':'Accepted'},'transactionId':" NUMBER "}]\n"
         "* session_repeated session_id=" SESSION " action=StartTransaction content=#\n");
    TALK(talk_call("StartTransaction", "{'connectorId':2,'idTag':'BLOCKED','meterStart':1,"
                                       "'reservationId':5,'timestamp':'2026-11-25T02:15:00'}"),
         "> [3,'1',{'idTagInfo':{'status':'Blocked'},'transactionId':1369208325}]\n"
         "* session_started session_id=udi72d2nn31et85v transaction_id=1369208325 protocol=1.6"
         " evse_id=2 connector_id=1 id_token=BLOCKED token_status=Blocked"
         " started_at_us=2026-11-25T02:15:00.000Z meter_start_mwh=1000 has_meter_start=1 content=#"
         " flags=[time-repaired] site_id=SITE rated_power_mw=350000000 reservation_id=5\n"
         "* finding rule=ODD_TIME action=StartTransaction path=timestamp "
         "text=2026-11-25T02:15:00\n");
}

TEST(meter_values_are_exact_whatever_their_unit)
{
    talk_begin(OCPP_16);
    start();
    TALK(talk_call("MeterValues",
                   "{'connectorId':1,'transactionId':" NUMBER ",'meterValue':["
                   "{'timestamp':'2026-11-25T02:15:30Z','sampledValue':["
                   "{'value':'1010.5'},"
                   "{'value':'1.5','unit':'kWh','context':'Sample.Clock'},"
                   "{'value':'349.99','measurand':'Power.Active.Import','unit':'kW'},"
                   "{'value':'300.15','measurand':'Temperature','unit':'K','location':'Cable'},"
                   "{'value':'42','measurand':'SoC','unit':'Percent','location':'EV'},"
                   "{'value':'230.1','measurand':'Voltage','phase':'L1-N'}]}]}"),
         ANSWERED
         "* session_updated session_id=" SESSION " transaction_id=" NUMBER
         " happened_at_us=2026-11-25T02:15:30.000Z content=# readings=["
         "{'at':'2026-11-25T02:15:30.000Z','measurand':'Energy.Active.Import.Register',"
         "'value':1010.5,'unit':'Wh','phase':null,'location':'Outlet','context':'Sample.Periodic'},"
         "{'at':'2026-11-25T02:15:30.000Z','measurand':'Energy.Active.Import.Register',"
         "'value':1500,'unit':'Wh','phase':null,'location':'Outlet','context':'Sample.Clock'},"
         "{'at':'2026-11-25T02:15:30.000Z','measurand':'Power.Active.Import','value':349990,"
         "'unit':'W','phase':null,'location':'Outlet','context':'Sample.Periodic'},"
         "{'at':'2026-11-25T02:15:30.000Z','measurand':'Temperature','value':27,"
         "'unit':'Celsius','phase':null,'location':'Cable','context':'Sample.Periodic'},"
         "{'at':'2026-11-25T02:15:30.000Z','measurand':'SoC','value':42,"
         "'unit':'Percent','phase':null,'location':'EV','context':'Sample.Periodic'},"
         "{'at':'2026-11-25T02:15:30.000Z','measurand':'Voltage','value':230.1,"
         "'unit':'V','phase':'L1-N','location':'Outlet','context':'Sample.Periodic'}]\n");
}

TEST(signed_values_are_kept_byte_for_byte)
{
    talk_begin(OCPP_16);
    TALK(talk_call("MeterValues",
                   "{'connectorId':0,'meterValue':[{'timestamp':'2026-11-25T02:15:30Z',"
                   "'sampledValue':[{'format':'SignedData','context':'Transaction.End',"
                   "'value':'{\\'signedMeterData\\':\\'T0NNRg==\\', \\'x\\':\\'\\\\\\\\\\'}'}]}]}"),
         ANSWERED
         "* measured readings=[{'at':'2026-11-25T02:15:30.000Z',"
         "'measurand':'Energy.Active.Import.Register','value':null,'unit':'Wh','phase':null,"
         "'location':'Outlet','context':'Transaction.End','flags':['not-number','signed'],"
         "'text':'{\\'signedMeterData\\':\\'T0NNRg==\\', \\'x\\':\\'\\\\\\\\\\'}'}]\n");
}

TEST(odd_readings_are_kept_as_they_can_be)
{
    talk_begin(OCPP_16);
    TALK(talk_call("MeterValues",
                   "{'connectorId':1,'meterValue':[{'timestamp':'nonsense','sampledValue':["
                   "{'value':12.5,'unit':'furlong'},{'value':'n/a','measurand':'Horses'},"
                   "{'value':'50','measurand':'Frequency','unit':'Hz'}]}]}"),
         ANSWERED
         "* measured evse_id=1 readings=["
         "{'at':'2026-11-25T02:15:46.123Z','measurand':'Energy.Active.Import.Register',"
         "'value':12.5,'unit':'Wh','phase':null,'location':'Outlet','context':'Sample.Periodic',"
         "'flags':['unknown-unit','time-repaired'],'text':'furlong'},"
         "{'at':'2026-11-25T02:15:46.123Z','measurand':'Horses','value':null,"
         "'unit':null,'phase':null,'location':'Outlet','context':'Sample.Periodic',"
         "'flags':['not-number','time-repaired'],'text':'n/a'},"
         "{'at':'2026-11-25T02:15:46.123Z','measurand':'Frequency','value':50,"
         "'unit':'Hz','phase':null,'location':'Outlet','context':'Sample.Periodic',"
         "'flags':['time-repaired']}]\n"
         "* finding rule=BAD_TIME action=MeterValues path=meterValue[0].timestamp text=nonsense\n"
         "* finding rule=OTHER_TYPE action=MeterValues path=meterValue[0].sampledValue[0].value"
         " text=12.5\n"
         "* finding rule=UNKNOWN_VALUE action=MeterValues path=meterValue[0].sampledValue[0].unit"
         " text=furlong\n"
         "* finding rule=UNKNOWN_VALUE action=MeterValues"
         " path=meterValue[0].sampledValue[1].measurand text=Horses\n"
         "* finding rule=UNKNOWN_VALUE action=MeterValues path=meterValue[0].sampledValue[2].unit"
         " text=Hz\n");
}

TEST(a_list_without_samples_is_answered)
{
    talk_begin(OCPP_16);
    TALK(talk_call("MeterValues", "{'connectorId':1,'meterValue':[{'timestamp':"
                                  "'2026-11-25T02:15:30Z','sampledValue':[]}]}"),
         ANSWERED "* measured evse_id=1\n");
}

TEST(a_stop_ends_the_session_and_comes_twice)
{
    static const char stop[] =
        "{'transactionId':" NUMBER ",'idTag':'GOOD','meterStop':1500,'reason':'EVDisconnected',"
        "'timestamp':'2026-11-25T02:15:45Z','transactionData':[{'timestamp':"
        "'2026-11-25T02:15:45Z','sampledValue':[{'value':'1500','context':'Transaction.End'}]}]}";
    talk_begin(OCPP_16);
    start();
    TALK(talk_call("StopTransaction", stop),
         "> [3,'1',{'idTagInfo':{'status':'Accepted'}}]\n"
         "* session_ended session_id=" SESSION " transaction_id=" NUMBER
         " ended_at_us=2026-11-25T02:15:45.000Z reason=EVDisconnected meter_stop_mwh=1500000"
         " has_meter_stop=1 content=# id_token=GOOD token_status=Accepted readings=["
         "{'at':'2026-11-25T02:15:45.000Z','measurand':'Energy.Active.Import.Register',"
         "'value':1500,'unit':'Wh','phase':null,'location':'Outlet',"
         "'context':'Transaction.End'}]\n");
    TALK(talk_call("StopTransaction", stop),
         "> [3,'1',{'idTagInfo':{'status':'Accepted'}}]\n"
         "* session_repeated session_id=" SESSION " action=StopTransaction content=#\n");
}

TEST(a_stop_without_tag_gets_no_tag_info)
{
    talk_begin(OCPP_16);
    start();
    TALK(talk_call("StopTransaction", "{'transactionId':'" NUMBER "','meterStop':1500,"
                                      "'timestamp':'2026-11-25T02:15:45Z'}"),
         ANSWERED "* session_ended session_id=" SESSION " transaction_id=" NUMBER
                  " ended_at_us=2026-11-25T02:15:45.000Z meter_stop_mwh=1500000 has_meter_stop=1"
                  " content=#\n"
                  "* finding rule=OTHER_TYPE action=StopTransaction path=transactionId text=" NUMBER
                  "\n");
}

TEST(a_stop_is_never_refused_for_its_meter)
{
    talk_begin(OCPP_16);
    start();
    TALK(talk_call("StopTransaction", "{'transactionId':-1,'meterStop':-1,"
                                      "'timestamp':'2026-11-25T02:15:45Z'}"),
         ANSWERED
         "* session_ended session_id=" SESSION " transaction_id=" NUMBER
         " ended_at_us=2026-11-25T02:15:45.000Z content=#\n"
         "* finding rule=IMPLAUSIBLE_METER action=StopTransaction path=meterStop text=-1\n");
    talk_begin(OCPP_16);
    start();
    TALK(talk_call("StopTransaction", "{'transactionId':" NUMBER ".0,'meterStop':1500.25,"
                                      "'timestamp':'2026-11-25T02:15:45Z'}"),
         ANSWERED "* session_ended session_id=" SESSION " transaction_id=" NUMBER
                  " ended_at_us=2026-11-25T02:15:45.000Z meter_stop_mwh=1500250 has_meter_stop=1"
                  " content=#\n"
                  "* finding rule=FRACTION action=StopTransaction path=meterStop text=1500.25\n");
}

TEST(a_stop_without_meter_and_time_is_kept_but_by_a_strict_link)
{
    talk_begin(OCPP_16);
    start();
    TALK(talk_call("StopTransaction", "{'transactionId':" NUMBER "}"),
         ANSWERED "* session_ended session_id=" SESSION " transaction_id=" NUMBER
                  " ended_at_us=2026-11-25T02:15:46.123Z content=# flags=[time-repaired]\n"
                  "* finding rule=MISSING_FIELD action=StopTransaction path=meterStop"
                  " text={'transactionId':" NUMBER "}\n"
                  "* finding rule=MISSING_FIELD action=StopTransaction path=timestamp"
                  " text={'transactionId':" NUMBER "}\n");
    talk.link.strict = true;
    TALK(talk_call("StopTransaction", "{'transactionId':7}"),
         "> [4,'1','OccurenceConstraintViolation','MISSING_FIELD at meterStop: a required field is"
         " missing',{}]\n"
         "* finding rule=MISSING_FIELD action=StopTransaction path=meterStop"
         " text={'transactionId':7} refused=1\n"
         "* finding rule=MISSING_FIELD action=StopTransaction path=timestamp"
         " text={'transactionId':7} refused=1\n");
    talk.link.strict = false;
    TALK(talk_call("StopTransaction", "{'meterStop':7,'timestamp':'2026-11-25T02:15:45Z'}"),
         "> [4,'1','OccurenceConstraintViolation','MISSING_FIELD at transactionId: a required field"
         " is missing',{}]\n"
         "* finding rule=MISSING_FIELD action=StopTransaction path=transactionId"
         " text={'meterStop':7,'timestamp':'2026-11-25T02:15:45Z'} refused=1\n");
}

TEST(another_serial_than_the_registered_ends_the_connection)
{
    talk_begin(OCPP_16);
    strcpy(talk.station.info.expected_serial, "S-1");
    TALK(talk_call("BootNotification", "{'chargePointVendor':'A','chargePointModel':'X',"
                                       "'chargePointSerialNumber':'S-2'}"),
         "> [3,'1',{'currentTime':'2026-11-25T02:15:46.123Z','interval':60,"
         "'status':'Rejected'}]\n"
         "* finding rule=SERIAL_MISMATCH action=BootNotification path=serialNumber text=S-2"
         " refused=1\n"
         "! 1008 the serial number is not the one registered\n");
    TALK(talk_call("Heartbeat", "{}"), "> [3,'1',{'currentTime':'2026-11-25T02:15:46.123Z'}]\n");
}

TEST(broken_meter_values_are_salvaged)
{
    talk_begin(OCPP_16);
    start();
    TALK(talk_call("MeterValues", "{'connectorId':1,'meterValue':[{'timestamp':"
                                  "'2026-11-25T02:15:30Z','sampledValue':[,{'value':'1100'}]}]}"),
         ANSWERED "* session_updated session_id=" SESSION " transaction_id=" NUMBER
                  " happened_at_us=2026-11-25T02:15:30.000Z content=# readings=["
                  "{'at':'2026-11-25T02:15:30.000Z','measurand':'Energy.Active.Import.Register',"
                  "'value':1100,'unit':'Wh','phase':null,'location':'Outlet',"
                  "'context':'Sample.Periodic'}]\n"
                  "* finding rule=SALVAGED action=MeterValues text={'connectorId':1,'meterValue':"
                  "[{'timestamp':'2026-11-25T02:15:30Z','sampledValue':[,{'value':'1100'}]}]}]\n");
    CHECK(talk.out.journal_frame);
    talk.link.last_id = 0;
    TALK(talk_say("[2,'1','MeterValues',{'connectorId':1,'meterValue':[{'timestamp':"
                  "'2026-11-25T02:15:40Z','sampledValue':[{'value':'1200'},{'value':'230','measu"),
         ANSWERED "* session_updated session_id=" SESSION " transaction_id=" NUMBER
                  " happened_at_us=2026-11-25T02:15:40.000Z content=# readings=["
                  "{'at':'2026-11-25T02:15:40.000Z','measurand':'Energy.Active.Import.Register',"
                  "'value':1200,'unit':'Wh','phase':null,'location':'Outlet',"
                  "'context':'Sample.Periodic'}]\n"
                  "* finding rule=SALVAGED action=MeterValues text={'connectorId':1,'meterValue':"
                  "[{'timestamp':'2026-11-25T02:15:40Z','sampledValue':[{'value':'1200'},"
                  "{'value':'230','measu\n");
}

TEST(salvage_is_for_meter_values_of_a_tolerant_link_only)
{
    talk_begin(OCPP_16);
    TALK(talk_call("Authorize", "{'idTag':}"),
         "> [4,'1','FormationViolation','BROKEN_PAYLOAD: the payload is not JSON',{}]\n"
         "* finding rule=BROKEN_PAYLOAD action=Authorize text={'idTag':}] refused=1\n");
    talk.link.strict = true;
    TALK(talk_call("MeterValues", "{'connectorId':1,'meterValue':[,]}"),
         "> [4,'1','FormationViolation','BROKEN_PAYLOAD: the payload is not JSON',{}]\n"
         "* finding rule=BROKEN_PAYLOAD action=MeterValues text={'connectorId':1,'meterValue':"
         "[,]}] refused=1\n");
}

TEST(other_messages_are_noted_and_answered)
{
    static const struct talk_noted rows[] = {
        {"DataTransfer", "{'vendorId':'com.acme','messageId':'m','data':'d'}",
         "{'status':'UnknownVendorId'}"},
        {"DiagnosticsStatusNotification", "{'status':'Idle'}", "{}"},
        {"FirmwareStatusNotification", "{'status':'Installed'}", "{}"},
        {"LogStatusNotification", "{'status':'Idle'}", "{}"},
        {"SecurityEventNotification", "{'type':'T','timestamp':'2026-11-25T02:15:00Z'}", "{}"},
        {"SignCertificate", "{'csr':'PEM'}", "{'status':'Rejected'}"},
        {"SignedFirmwareStatusNotification", "{'status':'Idle'}", "{}"},
    };
    talk_begin(OCPP_16);
    talk_all_noted(rows, sizeof rows / sizeof *rows);
}

int main(void)
{
    return check_main();
}
