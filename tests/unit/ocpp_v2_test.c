/* SPDX-License-Identifier: Apache-2.0 */
/* Conversations in OCPP 2.0.1 and 2.1: the frame in, the frames and events out. */
#include "ocpp_talk.h"

#define ANSWERED "> [3,'1',{}]\n"
#define SESSION "m33f88sl3r8fn15u" /* of transaction T1 */
#define TIME "'timestamp':'2026-11-25T02:15:30Z'"

/* The first event of T1 on EVSE 1, by GOOD. */
static const char *start(void)
{
    return talk_call("TransactionEvent",
                     "{'eventType':'Started','timestamp':'2026-11-25T02:15:00Z',"
                     "'triggerReason':'Authorized','seqNo':0,'transactionInfo':"
                     "{'transactionId':'T1','chargingState':'EVConnected','remoteStartId':9},"
                     "'evse':{'id':1,'connectorId':2},'reservationId':4,"
                     "'idToken':{'idToken':'GOOD','type':'ISO14443'}}");
}

/* Do the same in both versions. */
static void in_both(void (*test)(enum ocpp_version version))
{
    static const enum ocpp_version versions[] = {OCPP_201, OCPP_21};
    for (size_t i = 0; i < 2; i++) {
        talk_begin(versions[i]);
        test(versions[i]);
    }
}

static void boot(enum ocpp_version version)
{
    char want[512];
    snprintf(want, sizeof want,
             "> [3,'1',{'currentTime':'2026-11-25T02:15:46.123Z','interval':300,"
             "'status':'Accepted'}]\n"
             "* booted status=Accepted protocol=%s vendor=Acme model=HPC serial=S-1 firmware=1.2"
             " reason=PowerUp interval_s=300 iccid=89 imsi=26\n",
             ocpp_version_name(version).p);
    TALK(talk_call("BootNotification",
                   "{'reason':'PowerUp','chargingStation':{'vendorName':'Acme','model':'HPC',"
                   "'serialNumber':'S-1','firmwareVersion':'1.2','modem':{'iccid':'89',"
                   "'imsi':'26'}},'customData':{'vendorId':'v','any':[1,{}]}}"),
         want);
    TALK(talk_call("Heartbeat", "{}"), "> [3,'1',{'currentTime':'2026-11-25T02:15:46.123Z'}]\n");
    CHECK(!talk.out.journal_frame);
}

TEST(boot_and_heartbeat)
{
    in_both(boot);
}

static void status(enum ocpp_version version)
{
    (void)version;
    TALK(talk_call("StatusNotification", "{'timestamp':'2026-11-25T02:15:30Z','connectorStatus':"
                                         "'Occupied','evseId':3,'connectorId':2}"),
         ANSWERED "* connector_changed evse_id=3 connector_id=2 status=Occupied"
                  " reported_at_us=2026-11-25T02:15:30.000Z\n");
    TALK(talk_call("StatusNotification", "{'timestamp':'2026-11-27T02:15:30Z','connectorStatus':"
                                         "'Snoring','evseId':3,'connectorId':2}"),
         ANSWERED "* connector_changed evse_id=3 connector_id=2"
                  " reported_at_us=2026-11-25T02:15:46.123Z status_text=Snoring\n"
                  "* finding rule=UNKNOWN_VALUE action=StatusNotification path=connectorStatus"
                  " text=Snoring\n"
                  "* finding rule=IMPLAUSIBLE_TIME action=StatusNotification path=timestamp"
                  " text=2026-11-27T02:15:30Z\n");
}

TEST(status_of_connectors)
{
    in_both(status);
}

/* One eventData about component and variable. */
#define EVENT(id, component, evse, variable, value)                                                \
    "{'eventId':" #id ",'timestamp':'2026-11-25T02:15:30Z','trigger':'Delta','actualValue':"       \
    "'" value "','eventNotificationType':'HardWiredNotification','component':{'name':"             \
    "'" component "','evse':{'id':" #evse ",'connectorId':1}},'variable':{'name':'" variable "'}}"

static void events(enum ocpp_version version)
{
    (void)version;
    TALK(talk_call(
             "NotifyEvent",
             "{'generatedAt':'2026-11-25T02:15:30Z','seqNo':0,'eventData':[" EVENT(
                 1, "Connector", 1, "AvailabilityState",
                 "Occupied") "," EVENT(2, "connector", 2, "availabilityState", "Faulted") "]}"),
         ANSWERED "* connector_changed evse_id=1 connector_id=1 status=Occupied"
                  " reported_at_us=2026-11-25T02:15:30.000Z\n"
                  "* connector_changed evse_id=2 connector_id=1 status=Faulted"
                  " reported_at_us=2026-11-25T02:15:30.000Z\n");
    TALK(talk_call("NotifyEvent",
                   "{'generatedAt':'2026-11-25T02:15:30Z','seqNo':0,'eventData':[" EVENT(
                       1, "EVSE", 1, "AvailabilityState",
                       "Occupied") "," EVENT(2, "Connector", 2, "AvailabilityState",
                                             "Available") "," EVENT(3, "Connector", 2,
                                                                    "Temperature", "40") "]}"),
         ANSWERED "* connector_changed evse_id=2 connector_id=1 status=Available"
                  " reported_at_us=2026-11-25T02:15:30.000Z\n"
                  "* message_noted action=NotifyEvent\n");
    TALK(talk_call("NotifyEvent",
                   "{'generatedAt':'2026-11-25T02:15:30Z','seqNo':0,'eventData':[" EVENT(
                       1, "Connector", 1, "Problem", "true") "]}"),
         ANSWERED "* message_noted action=NotifyEvent\n");
}

TEST(availability_comes_by_events_too)
{
    in_both(events);
}

TEST(events_beyond_what_one_message_may_do_are_told)
{
    static char call[1 << 15];
    talk_begin(OCPP_21);
    strcpy(call, "{'generatedAt':'2026-11-25T02:15:30Z','seqNo':0,'eventData':[");
    for (int i = 0; i < 40; i++) {
        strcat(call, i > 0 ? "," : "");
        strcat(call, EVENT(1, "Connector", 1, "AvailabilityState", "Occupied"));
    }
    strcat(call, "]}");
    const char *told = talk_call("NotifyEvent", call);
    CHECK(strstr(told, "> [3,'1',{}]\n") == told);
    CHECK(strstr(told, "* finding rule=TOO_MANY action=NotifyEvent\n") != NULL);
    CHECK_INT(talk.out.step.n_events, 30);
}

static void authorize(enum ocpp_version version)
{
    (void)version;
    TALK(talk_call("Authorize", "{'idToken':{'idToken':'FLEET','type':'ISO14443'}}"),
         "> [3,'1',{'idTokenInfo':{'status':'Accepted','cacheExpiryDateTime':"
         "'2026-11-25T03:15:46.123Z','groupIdToken':{'idToken':'GROUP-7','type':'Central'}}}]\n"
         "* authorized id_token=FLEET token_type=ISO14443 status=Accepted group_id=GROUP-7\n");
    TALK(talk_call("Authorize", "{'idToken':{'idToken':'BROKE','type':'ISO14443'}}"),
         "> [3,'1',{'idTokenInfo':{'status':'NoCredit'}}]\n"
         "* authorized id_token=BROKE token_type=ISO14443 status=NoCredit\n");
    TALK(talk_call("Authorize", "{'idToken':{'idToken':'','type':'NoAuthorization'}}"),
         "> [3,'1',{'idTokenInfo':{'status':'Accepted'}}]\n"
         "* authorized token_type=NoAuthorization status=Accepted\n");
}

TEST(tokens_are_answered)
{
    in_both(authorize);
}

static void transaction(enum ocpp_version version)
{
    char want[1024];
    snprintf(want, sizeof want,
             "> [3,'1',{'idTokenInfo':{'status':'Accepted'}}]\n"
             "* session_started session_id=" SESSION " transaction_id=T1 protocol=%s evse_id=1"
             " connector_id=2 id_token=GOOD token_type=ISO14443 token_status=Accepted"
             " started_at_us=2026-11-25T02:15:00.000Z seq_no=1 content=# trigger=Authorized"
             " charging_state=EVConnected site_id=SITE rated_power_mw=350000000 reservation_id=4"
             " remote_start_id=9\n",
             ocpp_version_name(version).p);
    TALK(start(), want);
    TALK(start(), "> [3,'1',{'idTokenInfo':{'status':'Accepted'}}]\n"
                  "* session_repeated session_id=" SESSION " action=TransactionEvent content=#\n");
    TALK(talk_call("TransactionEvent",
                   "{'eventType':'Updated','timestamp':'2026-11-25T02:15:10+01:00',"
                   "'triggerReason':'ChargingStateChanged','seqNo':1,'offline':false,"
                   "'transactionInfo':{'transactionId':'T1','chargingState':'Charging'}}"),
         ANSWERED "* session_updated session_id=" SESSION " transaction_id=T1"
                  " happened_at_us=2026-11-25T01:15:10.000Z seq_no=2 content=#"
                  " trigger=ChargingStateChanged charging_state=Charging\n");
    TALK(talk_call("TransactionEvent",
                   "{'eventType':'Ended','timestamp':'2026-11-25T02:15:40Z','triggerReason':"
                   "'StopAuthorized','seqNo':2,'offline':true,'transactionInfo':{'transactionId':"
                   "'T1','stoppedReason':'Local'},'idToken':{'idToken':'FLEET','type':'eMAID'}}"),
         "> [3,'1',{'idTokenInfo':{'status':'Accepted','cacheExpiryDateTime':"
         "'2026-11-25T03:15:46.123Z','groupIdToken':{'idToken':'GROUP-7','type':'Central'}}}]\n"
         "* session_ended session_id=" SESSION " transaction_id=T1"
         " ended_at_us=2026-11-25T02:15:40.000Z reason=Local trigger=StopAuthorized seq_no=3"
         " content=# id_token=FLEET token_type=eMAID token_status=Accepted flags=[offline]\n");
}

TEST(a_transaction_from_start_to_end)
{
    in_both(transaction);
}

/* A transaction event with these meter values. */
static const char *meter(const char *samples)
{
    static char call[2048];
    snprintf(call, sizeof call,
             "{'eventType':'Updated','timestamp':'2026-11-25T02:15:30Z','triggerReason':"
             "'MeterValuePeriodic','seqNo':1,'transactionInfo':{'transactionId':'T1'},"
             "'meterValue':[{'timestamp':'2026-11-25T02:15:29Z','sampledValue':[%s]}]}",
             samples);
    return talk_call("TransactionEvent", call);
}

/* How such an event is told. */
#define METERED                                                                                    \
    ANSWERED "* session_updated session_id=" SESSION                                               \
             " transaction_id=T1 happened_at_us=2026-11-25T02:15:30.000Z seq_no=2 content=#"       \
             " trigger=MeterValuePeriodic readings="
#define REGISTER(value)                                                                            \
    "{'at':'2026-11-25T02:15:29.000Z','measurand':'Energy.Active.Import.Register','value':" value  \
    ",'unit':'Wh','phase':null,'location':'Outlet','context':'Sample.Periodic'"

static void values(enum ocpp_version version)
{
    (void)version;
    start();
    TALK(meter("{'value':12.5,'unitOfMeasure':{'unit':'kWh'}},{'value':12.5,'unitOfMeasure':"
               "{'multiplier':3}},{'value':125,'unitOfMeasure':{'unit':'Wh','multiplier':2}},"
               "{'value':12500}"),
         METERED "[" REGISTER("12500") "}," REGISTER("12500") "}," REGISTER("12500") "}," REGISTER(
             "12500") "}]\n");
    TALK(meter("{'value':1e-4,'measurand':'Power.Active.Import','location':'EV','phase':'L1',"
               "'context':'Trigger'}"),
         METERED "[{'at':'2026-11-25T02:15:29.000Z','measurand':'Power.Active.Import','value':0,"
                 "'unit':'W','phase':'L1','location':'EV','context':'Trigger','flags':"
                 "['rounded']}]\n");
}

TEST(values_are_exact_whatever_their_unit_and_multiplier)
{
    in_both(values);
}

static void signed_values(enum ocpp_version version)
{
    (void)version;
    start();
    TALK(meter("{'value':7,'signedMeterValue': { 'signedMeterData':'T0\\/N\\u0041==',"
               " 'signingMethod':'','encodingMethod':'OCMF','publicKey':'' }}"),
         METERED "[" REGISTER("7") ",'flags':['signed'],'text':'{ \\'signedMeterData\\':"
                                   "\\'T0\\\\/N\\\\u0041==\\', \\'signingMethod\\':\\'\\',"
                                   "\\'encodingMethod\\':\\'OCMF\\',\\'publicKey\\':\\'\\' }'}]\n");
}

TEST(signed_values_are_kept_byte_for_byte)
{
    in_both(signed_values);
}

TEST(meter_values_outside_transactions)
{
    talk_begin(OCPP_201);
    TALK(talk_call("MeterValues", "{'evseId':0,'meterValue':[{'timestamp':'2026-11-25T02:15:29Z',"
                                  "'sampledValue':[{'value':7}]}]}"),
         ANSWERED "* measured readings=[" REGISTER("7") "}]\n");
}

TEST(odd_numbers_do_no_harm)
{
    talk_begin(OCPP_21);
    TALK(talk_call("TransactionEvent",
                   "{'eventType':'Began','timestamp':'2026-11-25T02:15:30Z','triggerReason':'Why',"
                   "'seqNo':9223372036854775807,'transactionInfo':{'transactionId':'T1',"
                   "'chargingState':'Flying','remoteStartId':-99999999999},'evse':{'id':1e300}}"),
         ANSWERED
         "* session_started session_id=" SESSION " transaction_id=T1 protocol=2.1"
         " started_at_us=2026-11-25T02:15:30.000Z flags=[start-inferred] site_id=SITE"
         " rated_power_mw=350000000\n"
         "* session_updated session_id=" SESSION " transaction_id=T1"
         " happened_at_us=2026-11-25T02:15:30.000Z content=# trigger=Why\n"
         "* finding rule=UNKNOWN_VALUE action=TransactionEvent path=eventType text=Began\n"
         "* finding rule=UNKNOWN_VALUE action=TransactionEvent path=triggerReason text=Why\n"
         "* finding rule=UNKNOWN_VALUE action=TransactionEvent"
         " path=transactionInfo.chargingState text=Flying\n"
         "* finding rule=HUGE_NUMBER action=TransactionEvent path=evse.id text=1e300\n"
         "* finding rule=OUT_OF_RANGE action=TransactionEvent path=seqNo"
         " text=9223372036854775807\n"
         "* finding rule=OUT_OF_RANGE action=TransactionEvent"
         " path=transactionInfo.remoteStartId text=-99999999999\n");
}

TEST(an_unusable_event_is_refused_by_rule_and_path)
{
    talk_begin(OCPP_201);
    TALK(talk_call("TransactionEvent", "{'eventType':'Started'," TIME ",'triggerReason':"
                                       "'Authorized','seqNo':0,'transactionInfo':{}}"),
         "> [4,'1','OccurrenceConstraintViolation','MISSING_FIELD at"
         " transactionInfo.transactionId: a required field is missing',{}]\n"
         "* finding rule=MISSING_FIELD action=TransactionEvent path=transactionInfo.transactionId"
         " text={} refused=1\n");
    TALK(talk_call("TransactionEvent", "{'eventType':'Started'," TIME ",'triggerReason':"
                                       "'Authorized','seqNo':[],'transactionInfo':"
                                       "{'transactionId':'T1'}}"),
         "> [4,'1','TypeConstraintViolation','WRONG_TYPE at seqNo: the value is of another type and"
         " cannot be read',{}]\n"
         "* finding rule=WRONG_TYPE action=TransactionEvent path=seqNo text=[] refused=1\n");
}

TEST(a_stream_is_sent_and_never_answered)
{
    talk_begin(OCPP_21);
    TALK(talk_say("[6,'s','NotifyPeriodicEventStream',{'id':1,'pending':0,'basetime':"
                  "'2026-11-25T02:15:30Z','data':[{'t':0,'v':'1'}]}]"),
         "* message_noted action=NotifyPeriodicEventStream\n");
    TALK(talk_say("[6,'s','NotifyPeriodicEventStream',{'pending':0}]"),
         "* finding rule=MISSING_FIELD action=NotifyPeriodicEventStream path=data"
         " text={'pending':0}\n"
         "* finding rule=MISSING_FIELD action=NotifyPeriodicEventStream path=id"
         " text={'pending':0}\n"
         "* finding rule=MISSING_FIELD action=NotifyPeriodicEventStream path=basetime"
         " text={'pending':0}\n");
    TALK(talk_say("[6,'s','Heartbeat',{}]"),
         "* finding rule=NOT_A_SEND action=Heartbeat text=[6,'s','Heartbeat',{}]\n");
    TALK(talk_say("[6,'s','Reset',{}]"),
         "* finding rule=WRONG_DIRECTION action=Reset text=[6,'s','Reset',{}]\n");
    TALK(talk_call("NotifyPeriodicEventStream", "{}"),
         "> [4,'1','NotSupported','NOT_A_CALL: this action is sent as message type 6, not"
         " called',{}]\n"
         "* finding rule=NOT_A_CALL action=NotifyPeriodicEventStream"
         " text=[2,'1','NotifyPeriodicEventStream',{}] refused=1\n");
}

TEST(signed_messages_are_unwrapped)
{
    talk_begin(OCPP_201);
    /* {"connectorStatus":"Available","evseId":1,"connectorId":1,"timestamp":...} in base64url */
    TALK(talk_call("StatusNotification-Signed",
                   "{'payload':'eyJjb25uZWN0b3JTdGF0dXMiOiJBdmFpbGFibGUiLCJldnNlSWQiOjEsImNvbm5lY"
                   "3RvcklkIjoxLCJ0aW1lc3RhbXAiOiIyMDI2LTExLTI1VDAyOjE1OjMwWiJ9','protected':'e30',"
                   "'header':{},'signature':'AA'}"),
         ANSWERED "* connector_changed evse_id=1 connector_id=1 status=Available"
                  " reported_at_us=2026-11-25T02:15:30.000Z\n"
                  "* finding rule=UNCHECKED action=StatusNotification\n");
    TALK(talk_call("StatusNotification-Signed", "{'payload':'e30'}"),
         "> [4,'1','FormatViolation','NOT_SIGNED: the payload of a signed message is not a"
         " flattened JWS',{}]\n"
         "* finding rule=NOT_SIGNED action=StatusNotification text={'payload':'e30'} refused=1\n");
    TALK(talk_call("Party-Signed", "{}"),
         "> [4,'1','NotImplemented','UNKNOWN_ACTION: this version has no such action',{}]\n"
         "* finding rule=UNKNOWN_ACTION action=Party text=[2,'1','Party-Signed',{}] refused=1\n");
}

TEST(other_messages_are_noted_and_answered)
{
    static const struct talk_noted rows[] = {
        {"DataTransfer", "{'vendorId':'com.acme','data':{'any':[1]}}",
         "{'status':'UnknownVendorId'}"},
        {"SignCertificate", "{'csr':'PEM'}", "{'status':'Rejected'}"},
        {"SecurityEventNotification", "{'type':'T'," TIME "}", "{}"},
        {"FirmwareStatusNotification", "{'status':'Installed'}", "{}"},
        {"NotifyReport", "{'requestId':1,'generatedAt':'2026-11-25T02:15:30Z','seqNo':0}", "{}"},
        {"ReservationStatusUpdate", "{'reservationId':1,'reservationUpdateStatus':'Expired'}",
         "{}"},
        {"ClearedChargingLimit", "{'chargingLimitSource':'EMS'}", "{}"},
        {"GetCertificateStatus",
         "{'ocspRequestData':{'hashAlgorithm':'SHA256','issuerNameHash':'a','issuerKeyHash':'b',"
         "'serialNumber':'c','responderURL':'http://x'}}",
         "{'status':'Failed'}"},
        {"Get15118EVCertificate",
         "{'iso15118SchemaVersion':'v','action':'Install','exiRequest':'x'}",
         "{'status':'Failed','exiResponse':''}"},
    };
    talk_begin(OCPP_201);
    talk.link.requests[0] = 1; /* the report was asked for */
    talk_all_noted(rows, sizeof rows / sizeof *rows);
}

int main(void)
{
    return check_main();
}
