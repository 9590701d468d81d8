/* SPDX-License-Identifier: Apache-2.0 */
/* Frames as they come: what is read out of good ones, what is found in bad ones, the spellings of
 * each version, names, answers and printed pages. The exhaustive part is
 * ocpp_message_decode_test.c. */
#include "check.h"
#include "ocpp/message.h"

static char arena_space[1 << 20];
static struct arena arena;

/* Decode text as a request. */
static struct ocpp_message *decode(enum ocpp_version v, enum ocpp_action a, const char *text)
{
    static struct ocpp_message m;
    arena = arena_over(arena_space, sizeof arena_space);
    ocpp_decode(&m, v, a, false, str_of(text), false, &arena);
    return &m;
}

/* The path of finding i. */
static struct str path(const struct ocpp_message *m, unsigned i)
{
    static char space[256];
    struct buf out = buf_over(space, sizeof space);
    CHECK(i < m->n_findings);
    ocpp_finding_path(m, &m->findings[i], &out);
    return buf_str(&out);
}

#define START_16                                                                                   \
    "{\"connectorId\":1,\"idTag\":\"04AABB\",\"meterStart\":1500,"                                 \
    "\"timestamp\":\"2026-11-25T02:15:46Z\"}"

TEST(a_start_of_16_is_read)
{
    const struct ocpp_message *m = decode(OCPP_16, ACTION_StartTransaction, START_16);
    int64_t n;
    CHECK_INT(m->refuse, RULE_NONE);
    CHECK_INT(m->n_findings, 0);
    CHECK_INT(m->n_nodes, 5);
    CHECK(ocpp_int(m, 0, FIELD_meterStart, &n));
    CHECK_INT(n, 1500);
    CHECK_STR(ocpp_text(m, 0, FIELD_idTag, &arena), "04AABB");
    CHECK_STR(ocpp_text(m, 0, FIELD_connectorId, &arena), "1");
    CHECK(ocpp_text(m, 0, FIELD_reservationId, &arena).p == NULL);
    CHECK(!ocpp_int(m, 0, FIELD_reservationId, &n));
    CHECK_INT(ocpp_find(m, 0, FIELD_reservationId), 0);
}

TEST(a_transaction_event_of_21_is_walked)
{
    const struct ocpp_message *m = decode(
        OCPP_21, ACTION_TransactionEvent,
        "{ \"eventType\" : \"Started\", \"timestamp\":\"2026-11-25T02:15:46.123Z\","
        "\"triggerReason\":\"CablePluggedIn\",\"seqNo\":0,\"offline\":true,"
        "\"transactionInfo\":{\"transactionId\":\"a-1\"},\"evse\":{\"id\":2},"
        "\"meterValue\":[{\"timestamp\":\"2026-11-25T02:15:46Z\",\"sampledValue\":["
        "{\"value\":1.5,\"measurand\":\"Energy.Active.Import.CableLoss\"},{\"value\":2}]}]}");
    bool offline = false;
    int64_t id;
    unsigned samples = 0;
    CHECK_INT(m->refuse, RULE_NONE);
    CHECK_INT(m->n_findings, 0);
    CHECK(ocpp_bool(m, 0, FIELD_offline, &offline) && offline);
    uint32_t evse = ocpp_find(m, 0, FIELD_evse), list = ocpp_find(m, 0, FIELD_meterValue);
    CHECK(evse > 0 && ocpp_int(m, evse, FIELD_id, &id));
    CHECK_INT(id, 2);
    CHECK_STR(m->nodes[evse].text, "{\"id\":2}");
    CHECK(list > 0 && m->nodes[list].kind == JSON_ARRAY);
    uint32_t value = ocpp_first(m, list);
    CHECK_INT(ocpp_next(m, list, value), 0);
    uint32_t sampled = ocpp_find(m, value, FIELD_sampledValue);
    for (uint32_t i = ocpp_first(m, sampled); i > 0; i = ocpp_next(m, sampled, i), samples++)
        CHECK_STR(ocpp_text(m, i, FIELD_value, &arena), samples == 0 ? "1.5" : "2");
    CHECK_INT(samples, 2);
    CHECK_INT(ocpp_find(m, list, FIELD_value), 0);
}

/* One payload and the one rule that it breaks. */
struct row {
    enum ocpp_version version;
    enum ocpp_action action;
    const char *text;
    enum ocpp_rule rule;
    const char *path, *where, *code;
};

#define STOP(rest) "{\"transactionId\":7,\"timestamp\":\"2026-11-25T02:15:46Z\"," rest "}"
#define STATUS(rest)                                                                               \
    "{\"connectorId\":1,\"timestamp\":\"2026-11-25T02:15:46Z\",\"evseId\":1," rest "}"
#define PROFILE(limit)                                                                             \
    "{\"connectorId\":1,\"csChargingProfiles\":{\"chargingProfileId\":1,\"stackLevel\":0,"         \
    "\"chargingProfilePurpose\":\"TxProfile\",\"chargingProfileKind\":\"Absolute\","               \
    "\"chargingSchedule\":{\"chargingRateUnit\":\"A\",\"chargingSchedulePeriod\":["                \
    "{\"startPeriod\":0,\"limit\":" limit "}]}}}"

static const struct row rows[] = {
    {OCPP_16, ACTION_StopTransaction, STOP("\"meterStop\":1,\"idTag\":1234"), RULE_OTHER_TYPE,
     "idTag", "1234", "TypeConstraintViolation"},
    {OCPP_16, ACTION_StopTransaction, STOP("\"meterStop\":\"15\""), RULE_OTHER_TYPE, "meterStop",
     "15", "TypeConstraintViolation"},
    {OCPP_16, ACTION_StopTransaction, STOP("\"meterStop\":15.25"), RULE_FRACTION, "meterStop",
     "15.25", "TypeConstraintViolation"},
    {OCPP_16, ACTION_StopTransaction, STOP("\"reason\":\"Local\""), RULE_MISSING_FIELD, "meterStop",
     NULL, "OccurenceConstraintViolation"},
    {OCPP_16, ACTION_StopTransaction, STOP("\"meterStop\":null"), RULE_MISSING_FIELD, "meterStop",
     NULL, "OccurenceConstraintViolation"},
    {OCPP_16, ACTION_StopTransaction, STOP("\"meterStop\":1,\"idTag\":null"), RULE_NULL_VALUE,
     "idTag", "null", "TypeConstraintViolation"},
    {OCPP_16, ACTION_StopTransaction, STOP("\"meterStop\":{\"Wh\":1}"), RULE_WRONG_TYPE,
     "meterStop", "{\"Wh\":1}", "TypeConstraintViolation"},
    {OCPP_16, ACTION_StopTransaction, STOP("\"meterStop\":\"much\""), RULE_WRONG_TYPE, "meterStop",
     "much", "TypeConstraintViolation"},
    {OCPP_16, ACTION_StopTransaction, STOP("\"meterStop\":1,\"reason\":\"Whim\""),
     RULE_UNKNOWN_VALUE, "reason", "Whim", "PropertyConstraintViolation"},
    {OCPP_16, ACTION_StopTransaction, STOP("\"meterStop\":1,\"info\":{\"x\":[]}"),
     RULE_UNKNOWN_FIELD, "info", "info", "FormationViolation"},
    {OCPP_16, ACTION_StopTransaction, STOP("\"meterStop\":1,\"idTag\":\"123456789012345678901\""),
     RULE_TOO_LONG, "idTag", "123456789012345678901", "PropertyConstraintViolation"},
    {OCPP_16, ACTION_StopTransaction,
     STOP("\"meterStop\":1,\"transactionData\":[{\"timestamp\":\"2026-11-25T02:15:46+01\","
          "\"sampledValue\":[{\"value\":\"1\"}]}]"),
     RULE_ODD_TIME, "transactionData[0].timestamp", "2026-11-25T02:15:46+01",
     "PropertyConstraintViolation"},
    {OCPP_16, ACTION_StopTransaction,
     STOP("\"meterStop\":1,\"transactionData\":[{\"timestamp\":\"2026-11-25T02:15:46Z\","
          "\"sampledValue\":[{\"value\":\"1\"},{\"value\":2.5}]}]"),
     RULE_OTHER_TYPE, "transactionData[0].sampledValue[1].value", "2.5", "TypeConstraintViolation"},
    {OCPP_16, ACTION_SetChargingProfile, PROFILE("16.15"), RULE_NOT_MULTIPLE,
     "csChargingProfiles.chargingSchedule.chargingSchedulePeriod[0].limit", "16.15",
     "PropertyConstraintViolation"},
    {OCPP_16, ACTION_UpdateFirmware,
     "{\"location\":\"here\",\"retrieveDate\":\"2026-11-25T02:15:46Z\"}", RULE_BAD_URI, "location",
     "here", "PropertyConstraintViolation"},
    {OCPP_16, ACTION_Heartbeat, "[2]", RULE_WRONG_TYPE, "", "[2]", "TypeConstraintViolation"},
    {OCPP_16, ACTION_Heartbeat, "\"\"", RULE_WRONG_TYPE, "", "", "TypeConstraintViolation"},
    {OCPP_16, ACTION_Heartbeat, "", RULE_NOT_JSON, "", "", "FormationViolation"},
    {OCPP_16, ACTION_Heartbeat, "{} {}", RULE_NOT_JSON, "", "{}", "FormationViolation"},
    {OCPP_16, ACTION_Heartbeat, "{\"customData\":{\"vendorId\":\"x\"}}", RULE_UNKNOWN_FIELD,
     "customData", "customData", "FormationViolation"},
    {OCPP_201, ACTION_StatusNotification, STATUS("\"connectorStatus\":\"Preparing\""),
     RULE_UNKNOWN_VALUE, "connectorStatus", "Preparing", "PropertyConstraintViolation"},
    {OCPP_201, ACTION_StatusNotification,
     STATUS("\"x\":\"Available\",\"connectorStatus\":\"Faulted\""), RULE_UNKNOWN_FIELD, "x", "x",
     "ProtocolError"},
    {OCPP_201, ACTION_StatusNotification, STATUS("\"connectorStatus\":\"Faulted\",\"evseId\":2"),
     RULE_REPEATED_FIELD, "evseId", "evseId", "ProtocolError"},
    {OCPP_21, ACTION_StatusNotification, STATUS("\"customData\":{\"vendorId\":\"a\"}"),
     RULE_MISSING_FIELD, "connectorStatus", NULL, "OccurrenceConstraintViolation"},
    {OCPP_21, ACTION_StatusNotification,
     STATUS("\"connectorStatus\":\"Faulted\",\"customData\":{\"mine\":1}"), RULE_NO_VENDOR,
     "customData.vendorId", "{\"mine\":1}", "OccurrenceConstraintViolation"},
    {OCPP_21, ACTION_MeterValues, "{\"evseId\":1,\"meterValue\":[]}", RULE_TOO_FEW_ITEMS,
     "meterValue", "[]", "OccurrenceConstraintViolation"},
    {OCPP_21, ACTION_MeterValues,
     "{\"evseId\":-1,\"meterValue\":[{\"timestamp\":"
     "\"2026-11-25T02:15:46Z\",\"sampledValue\":[{\"value\":1}]}]}",
     RULE_TOO_SMALL, "evseId", "-1", "PropertyConstraintViolation"},
    {OCPP_21, ACTION_MeterValues,
     "{\"evseId\":1e400,\"meterValue\":[{\"timestamp\":"
     "\"2026-11-25T02:15:46Z\",\"sampledValue\":[{\"value\":1e400}]}]}",
     RULE_HUGE_NUMBER, "evseId", "1e400", "PropertyConstraintViolation"},
    {OCPP_21, ACTION_MeterValues, "{\"evseId\":1,\"meterValue\":{\"timestamp\":1}}",
     RULE_WRONG_TYPE, "meterValue", "{\"timestamp\":1}", "TypeConstraintViolation"},
    {OCPP_21, ACTION_MeterValues, "{\"evseId\":1,\"meterValue\":[null]}", RULE_NULL_VALUE,
     "meterValue[0]", "null", "TypeConstraintViolation"},
    {OCPP_21, ACTION_Heartbeat, "{\"customData\":7}", RULE_WRONG_TYPE, "customData", "7",
     "TypeConstraintViolation"},
    {OCPP_21, ACTION_Heartbeat, "{\"customData\":{\"vendorId\":\"x\"}", RULE_NOT_JSON, "", "",
     "FormatViolation"},
    {OCPP_201, ACTION_SetDERControl, "{}", RULE_UNKNOWN_MESSAGE, "", "", "NotImplemented"},
};

TEST(each_breach_has_its_rule_place_and_code)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *r = &rows[i];
        const struct ocpp_message *m = decode(r->version, r->action, r->text);
        bool refused = ocpp_rule_policy(r->rule) == POLICY_REFUSE;
        if (m->n_findings != 1 || m->findings[0].rule != r->rule)
            printf("# row %zu: %s: %u findings, %.*s\n", i, r->text, m->n_findings,
                   STR_ARG(ocpp_rule_name(m->findings[0].rule)));
        CHECK_INT(m->n_findings, 1);
        CHECK_INT(m->findings[0].rule, r->rule);
        CHECK_STR(path(m, 0), r->path);
        if (r->where)
            CHECK_STR(m->findings[0].where, r->where);
        CHECK_STR(ocpp_rule_code(r->version, r->rule), r->code);
        CHECK_INT(m->refuse, refused ? r->rule : RULE_NONE);
    }
}

TEST(a_breach_does_not_end_the_reading)
{
    const struct ocpp_message *m =
        decode(OCPP_16, ACTION_StartTransaction,
               "{\"idTag\":{\"a\":[1]},\"extra\":[{\"idTag\":1}],\"meterStart\":\"x\","
               "\"timestamp\":\"soon\",\"reservationId\":null}");
    static const enum ocpp_rule want[] = {RULE_WRONG_TYPE, RULE_UNKNOWN_FIELD, RULE_WRONG_TYPE,
                                          RULE_BAD_TIME,   RULE_NULL_VALUE,    RULE_MISSING_FIELD};
    CHECK_INT(m->n_findings, 6);
    for (unsigned i = 0; i < 6; i++)
        CHECK_INT(m->findings[i].rule, want[i]);
    CHECK_INT(m->refuse, RULE_WRONG_TYPE);
    CHECK_STR(path(m, 5), "connectorId");
}

TEST(strict_refuses_what_is_else_recorded)
{
    static const char text[] = "{\"connectorId\":1,\"idTag\":\"a\",\"meterStart\":1.5,"
                               "\"timestamp\":\"2026-11-25T02:15:46Z\",\"x\":1}";
    struct ocpp_message m;
    arena = arena_over(arena_space, sizeof arena_space);
    ocpp_decode(&m, OCPP_16, ACTION_StartTransaction, false, STR(text), true, &arena);
    CHECK_INT(m.n_findings, 2);
    CHECK_INT(m.refuse, RULE_FRACTION);
    CHECK_INT(decode(OCPP_16, ACTION_StartTransaction, text)->refuse, RULE_NONE);
}

TEST(lengths_count_characters)
{
    /* 20 characters in 40 bytes, then written as escapes; then one more. */
    static const char *const good[] = {
        "{\"idTag\":"
        "\"\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9"
        "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\"}",
        "{\"idTag\":\"\\u00e9\\ud83d\\ude00\\n\\\\345678901234567\\\"\"}"};
    for (size_t i = 0; i < 2; i++) {
        const struct ocpp_message *m = decode(OCPP_16, ACTION_Authorize, good[i]);
        CHECK_INT(m->n_findings, 0);
    }
    CHECK_INT(ocpp_text(decode(OCPP_16, ACTION_Authorize, good[1]), 0, FIELD_idTag, &arena).n, 24);
    const struct ocpp_message *m =
        decode(OCPP_16, ACTION_Authorize, "{\"idTag\":\"\\u00e9\\u00e9345678901234567890\\n\"}");
    CHECK_INT(m->n_findings, 1);
    CHECK_INT(m->findings[0].rule, RULE_TOO_LONG);
}

TEST(escapes_are_undone_in_keys_values_and_lists)
{
    const struct ocpp_message *m =
        decode(OCPP_16, ACTION_StopTransaction,
               "{\"tr\\u0061nsactionId\":1,\"meterStop\":2,\"timestamp\":\"2026-11-25T02:15:46Z\","
               "\"reason\":\"Loc\\u0061l\",\"idTag\":\"a\\/b\"}");
    int64_t n;
    CHECK_INT(m->n_findings, 0);
    CHECK(ocpp_int(m, 0, FIELD_transactionId, &n));
    CHECK_STR(ocpp_text(m, 0, FIELD_idTag, &arena), "a/b");
    CHECK_STR(ocpp_text(m, 0, FIELD_reason, &arena), "Local");
    struct arena none = arena_over(arena_space, 0);
    CHECK(ocpp_text(m, 0, FIELD_idTag, &none).p == NULL);
}

/* A request with one integer field and its reading. */
static bool read_int(const char *number, int64_t *out)
{
    char text[128];
    snprintf(text, sizeof text, "{\"transactionId\":%s}", number);
    return ocpp_int(decode(OCPP_16, ACTION_RemoteStopTransaction, text), 0, FIELD_transactionId,
                    out);
}

TEST(integers_are_read_from_whatever_holds_one)
{
    static const struct {
        const char *text;
        int64_t value;
    } good[] = {{"3", 3},
                {"-1", -1},
                {"3.0", 3},
                {"\"3.0\"", 3},
                {"\" 12 \"", 12},
                {"1e3", 1000},
                {"9223372036854775807", INT64_MAX},
                {"-9223372036854775808", INT64_MIN}};
    static const char *const bad[] = {
        "3.5", "1e19", "9223372036854775808", "\"x\"", "\"\"", "true", "null", "[1]", "1e-400"};
    int64_t n;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        CHECK(read_int(good[i].text, &n));
        CHECK_INT(n, good[i].value);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(!read_int(bad[i], &n));
    CHECK_INT(decode(OCPP_16, ACTION_RemoteStopTransaction, "{\"transactionId\":3.0}")->n_findings,
              0);
}

TEST(tenths_are_exact)
{
    static const char *const good[] = {"16.1",  "0.3",    "1e3",  "7",
                                       "16.10", "160e-1", "-0.1", "0.70000"};
    static const char *const bad[] = {"16.11", "0.05", "1e-2", "0.1000000000000000000001"};
    char text[1024];
    for (size_t i = 0; i < 8 + 4; i++) {
        const char *limit = i < 8 ? good[i] : bad[i - 8];
        snprintf(text, sizeof text, PROFILE("%s"), limit);
        const struct ocpp_message *m = decode(OCPP_16, ACTION_SetChargingProfile, text);
        CHECK_INT(m->n_findings, i >= 8);
    }
}

TEST(ranges_are_exact)
{
    static const struct {
        const char *soc;
        enum ocpp_rule rule;
    } cases[] = {{"0", RULE_NONE},
                 {"100", RULE_NONE},
                 {"100.0", RULE_NONE},
                 {"1e2", RULE_NONE},
                 {"99.99999", RULE_NONE},
                 {"100.000000000000001", RULE_TOO_BIG},
                 {"-1e-30", RULE_TOO_SMALL},
                 {"1e-30", RULE_NONE},
                 {"1e30", RULE_TOO_BIG},
                 {"-1e30", RULE_TOO_SMALL},
                 {"1e9999999999", RULE_HUGE_NUMBER},
                 {"-0.0", RULE_NONE}};
    char text[512];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(text, sizeof text,
                 "{\"eventType\":\"BatteryIn\",\"requestId\":1,\"idToken\":{\"idToken\":\"a\","
                 "\"type\":\"Local\"},\"batteryData\":[{\"evseId\":1,\"serialNumber\":\"s\","
                 "\"soC\":%s,\"soH\":50}]}",
                 cases[i].soc);
        const struct ocpp_message *m = decode(OCPP_21, ACTION_BatterySwap, text);
        CHECK_INT(m->n_findings, cases[i].rule != RULE_NONE);
        if (m->n_findings > 0)
            CHECK_INT(m->findings[0].rule, cases[i].rule);
    }
}

TEST(of_two_fields_the_first_counts)
{
    const struct ocpp_message *m = decode(
        OCPP_16, ACTION_Authorize, "{\"idTag\":\"first\",\"idTag\":\"second\",\"idTag\":[]}");
    CHECK_INT(m->refuse, RULE_NONE);
    CHECK_INT(m->n_findings, 2);
    CHECK_INT(m->findings[1].rule, RULE_REPEATED_FIELD);
    CHECK_STR(ocpp_text(m, 0, FIELD_idTag, &arena), "first");
}

TEST(null_stands_for_no_payload_where_none_is_needed)
{
    CHECK_INT(decode(OCPP_16, ACTION_Heartbeat, "null")->n_findings, 0);
    CHECK_INT(decode(OCPP_16, ACTION_GetConfiguration, " null ")->refuse, RULE_NONE);
    const struct ocpp_message *m = decode(OCPP_16, ACTION_StartTransaction, "null");
    CHECK_INT(m->refuse, RULE_MISSING_FIELD);
    CHECK_INT(m->n_findings, 4);
    CHECK_INT(ocpp_find(m, 0, FIELD_idTag), 0);
    CHECK_INT(ocpp_first(m, 0), 0);
}

TEST(custom_data_is_kept)
{
    const struct ocpp_message *m =
        decode(OCPP_21, ACTION_Heartbeat,
               "{\"customData\":{\"vendorId\":\"v\",\"idToken\":5,\"deep\":{\"x\":[1,{}]}}}");
    CHECK_INT(m->n_findings, 0);
    uint32_t custom = ocpp_find(m, 0, FIELD_customData);
    CHECK(custom > 0);
    CHECK_STR(ocpp_text(m, custom, FIELD_vendorId, &arena), "v");
    CHECK_INT(ocpp_find(m, custom, FIELD_idToken), 0);
    CHECK_INT(m->n_nodes, 8);
    CHECK_STR(m->nodes[4].text, "{\"x\":[1,{}]}");
}

TEST(data_transfer_takes_any_data_in_2x)
{
    static const char *const any[] = {"null", "1", "\"x\"", "[1,[2]]", "{\"a\":{}}", "true"};
    char text[128];
    for (size_t i = 0; i < sizeof any / sizeof *any; i++) {
        snprintf(text, sizeof text, "{\"vendorId\":\"v\",\"data\":%s}", any[i]);
        const struct ocpp_message *m = decode(OCPP_201, ACTION_DataTransfer, text);
        CHECK_INT(m->n_findings, 0);
        CHECK(ocpp_find(m, 0, FIELD_data) > 0);
    }
    CHECK_INT(decode(OCPP_16, ACTION_DataTransfer, "{\"vendorId\":\"v\",\"data\":{}}")->refuse,
              RULE_WRONG_TYPE);
}

TEST(values_of_21_are_unknown_in_201)
{
    static const char text[] = "{\"evseId\":1,\"meterValue\":[{\"timestamp\":"
                               "\"2026-11-25T02:15:46Z\",\"sampledValue\":[{\"value\":1,"
                               "\"location\":\"Upstream\"}]}]}";
    CHECK_INT(decode(OCPP_21, ACTION_MeterValues, text)->n_findings, 0);
    const struct ocpp_message *m = decode(OCPP_201, ACTION_MeterValues, text);
    CHECK_INT(m->n_findings, 1);
    CHECK_STR(path(m, 0), "meterValue[0].sampledValue[0].location");
}

TEST(findings_beyond_the_list_are_counted)
{
    char text[4096];
    struct buf out = buf_over(text, sizeof text);
    buf_putz(&out, "{");
    for (int i = 0; i < 100; i++)
        buf_printf(&out, "\"x%d\":%d,", i, i);
    buf_putz(&out, "\"idTag\":[]}");
    arena = arena_over(arena_space, sizeof arena_space);
    struct ocpp_message m;
    ocpp_decode(&m, OCPP_16, ACTION_Authorize, false, buf_str(&out), false, &arena);
    CHECK_INT(m.n_findings, OCPP_FINDINGS_MAX);
    CHECK_INT(m.dropped_findings, 101 - OCPP_FINDINGS_MAX);
    CHECK_INT(m.refuse, RULE_WRONG_TYPE);
}

/* Decode a payload of n times `piece` inside customData. */
static enum ocpp_rule decode_many(const char *piece, size_t n, struct ocpp_message *m)
{
    static char text[1 << 20];
    struct buf out = buf_over(text, sizeof text);
    buf_putz(&out, "{\"customData\":{\"vendorId\":\"v\",\"x\":");
    for (size_t i = 0; i < n; i++)
        buf_putz(&out, piece);
    if (piece[0] == '[')
        for (size_t i = 0; i < n; i++)
            buf_putc(&out, ']');
    else
        buf_putz(&out, "0]");
    buf_putz(&out, "}}");
    CHECK(!out.full);
    arena = arena_over(arena_space, sizeof arena_space);
    ocpp_decode(m, OCPP_21, ACTION_Heartbeat, false, buf_str(&out), false, &arena);
    return m->refuse;
}

TEST(depth_and_size_are_bounded)
{
    struct ocpp_message m;
    static char text[200000];
    CHECK_INT(decode_many("[", JSON_DEPTH_MAX - 2, &m), RULE_NONE);
    CHECK_INT(decode_many("[", JSON_DEPTH_MAX - 1, &m), RULE_TOO_DEEP);
    CHECK_INT(decode_many("[", 100000, &m), RULE_TOO_DEEP);
    CHECK_INT(m.n_findings, 1);
    struct buf out = buf_over(text, sizeof text);
    buf_putz(&out, "{\"customData\":{\"vendorId\":\"v\",\"x\":[0");
    for (int i = 0; i < OCPP_NODES_MAX - 5; i++)
        buf_putz(&out, ",0");
    size_t fits = out.n;
    buf_putz(&out, "]}}");
    arena = arena_over(arena_space, sizeof arena_space);
    ocpp_decode(&m, OCPP_21, ACTION_Heartbeat, false, buf_str(&out), false, &arena);
    CHECK_INT(m.refuse, RULE_NONE);
    CHECK_INT(m.n_nodes, OCPP_NODES_MAX);
    out.n = fits;
    buf_putz(&out, ",0]}}");
    arena = arena_over(arena_space, sizeof arena_space);
    ocpp_decode(&m, OCPP_21, ACTION_Heartbeat, false, buf_str(&out), false, &arena);
    CHECK_INT(m.refuse, RULE_TOO_LARGE);
    CHECK_INT(m.n_nodes, OCPP_NODES_MAX);
}

TEST(names_lead_to_ids_and_back)
{
    CHECK_INT(ocpp_action_find(OCPP_16, STR("BootNotification")), ACTION_BootNotification);
    CHECK_INT(ocpp_action_find(OCPP_16, STR("bootNotification")), ACTION_NONE);
    CHECK_INT(ocpp_action_find(OCPP_16, STR("TransactionEvent")), ACTION_NONE);
    CHECK_INT(ocpp_action_find(OCPP_201, STR("TransactionEvent")), ACTION_TransactionEvent);
    CHECK_INT(ocpp_action_find(OCPP_201, STR("BatterySwap")), ACTION_NONE);
    CHECK_INT(ocpp_action_find(OCPP_21, STR("BatterySwap")), ACTION_BatterySwap);
    CHECK_INT(ocpp_action_find(OCPP_21, STR("")), ACTION_NONE);
    CHECK_INT(ocpp_action_find(OCPP_NONE, STR("Heartbeat")), ACTION_NONE);
    for (unsigned a = ACTION_NONE + 1; a < ACTION_COUNT; a++)
        for (unsigned v = OCPP_16; v <= OCPP_21; v++)
            CHECK_INT(ocpp_action_find((enum ocpp_version)v, ocpp_action_name((enum ocpp_action)a)),
                      ocpp_action_direction((enum ocpp_version)v, (enum ocpp_action)a) == OCPP_NO
                          ? ACTION_NONE
                          : a);
    CHECK_STR(ocpp_field_name(FIELD_idToken), "idToken");
    CHECK_STR(ocpp_rule_name(RULE_TOO_LONG), "TOO_LONG");
    CHECK(ocpp_rule_text(RULE_TOO_LONG).n > 0);
    CHECK_INT(ocpp_version_find(STR("ocpp2.0.1")), OCPP_201);
    CHECK_INT(ocpp_version_find(STR("1.6")), OCPP_16);
    CHECK_INT(ocpp_version_find(STR("ocpp2.0")), OCPP_NONE);
    CHECK_INT(ocpp_version_find(STR("")), OCPP_NONE);
    CHECK_STR(ocpp_version_name(OCPP_21), "2.1");
    CHECK_STR(ocpp_subprotocol(OCPP_16), "ocpp1.6");
}

/* The value of a field in a default answer. */
static struct str answer(enum ocpp_version v, enum ocpp_action a, enum ocpp_field field)
{
    static char space[4096];
    static struct ocpp_message m;
    struct buf out = buf_over(space, sizeof space);
    ocpp_default_answer(v, a, INT64_C(1795572946123000), &out);
    CHECK(!out.full);
    arena = arena_over(arena_space, sizeof arena_space);
    ocpp_decode(&m, v, a, true, buf_str(&out), true, &arena);
    if (m.n_findings > 0)
        printf("# %.*s: %.*s\n", STR_ARG(ocpp_action_name(a)), STR_ARG(buf_str(&out)));
    CHECK_INT(m.n_findings, 0);
    CHECK_INT(m.refuse, RULE_NONE);
    return field == FIELD_NONE ? (struct str){0} : ocpp_text(&m, 0, field, &arena);
}

TEST(default_answers_are_valid)
{
    unsigned n = 0;
    for (unsigned v = OCPP_16; v <= OCPP_21; v++) {
        for (unsigned a = ACTION_NONE + 1; a < ACTION_COUNT; a++) {
            enum ocpp_direction way =
                ocpp_action_direction((enum ocpp_version)v, (enum ocpp_action)a);
            if (way == OCPP_NO || way == OCPP_SEND)
                continue;
            answer((enum ocpp_version)v, (enum ocpp_action)a, FIELD_NONE);
            n += way == OCPP_UP || way == OCPP_BOTH;
        }
    }
    CHECK_INT(n, 14 + 25 + 36);
    CHECK_STR(answer(OCPP_16, ACTION_BootNotification, FIELD_interval), "300");
    CHECK_STR(answer(OCPP_21, ACTION_BootNotification, FIELD_status), "Accepted");
    CHECK_STR(answer(OCPP_21, ACTION_Heartbeat, FIELD_currentTime), "2026-11-25T02:15:46.123Z");
    CHECK_STR(answer(OCPP_201, ACTION_DataTransfer, FIELD_status), "UnknownVendorId");
    CHECK_STR(answer(OCPP_16, ACTION_DataTransfer, FIELD_status), "UnknownVendorId");
    CHECK_STR(answer(OCPP_21, ACTION_OpenPeriodicEventStream, FIELD_status), "Rejected");
    char space[64];
    struct buf out = buf_over(space, sizeof space);
    ocpp_default_answer(OCPP_21, ACTION_NotifyPeriodicEventStream, 0, &out);
    CHECK_STR(buf_str(&out), "{}");
    out.n = 0;
    ocpp_default_answer(OCPP_16, ACTION_Authorize, 0, &out);
    CHECK_STR(buf_str(&out), "{\"idTagInfo\":{\"status\":\"Invalid\"}}");
}

/* Printed text. */
struct page {
    struct buf text;
};

/* Append a piece to the page. */
static void keep(void *ctx, struct str text)
{
    struct page *page = ctx;
    buf_puts(&page->text, text);
}

/* Is z in the page? */
static bool page_has(const struct page *page, const char *z)
{
    return memmem(page->text.p, page->text.n, z, strlen(z)) != NULL;
}

TEST(the_pages_have_all_names)
{
    static char space[1 << 20];
    struct page page = {.text = buf_over(space, sizeof space)};
    ocpp_print_reference(keep, &page);
    CHECK(!page.text.full);
    CHECK(page_has(&page, "| NotifyPeriodicEventStream |  |  | station to CSMS, unanswered |"));
    CHECK(page_has(&page, "| idToken | text | required |  | at most 36 characters |"));
    CHECK(page_has(&page, "| seqNo | integer |  | required | at least 0 |"));
    CHECK(page_has(&page, "| limit | number | required | in tenths |"));
    CHECK(page_has(&page, "- Upstream (2.1 only)"));
    CHECK(page_has(&page, "| MISSING_FIELD | a required field is missing | refused | "
                          "OccurenceConstraintViolation | OccurrenceConstraintViolation |"));
    for (unsigned f = FIELD_NONE + 1; f < FIELD_COUNT; f++) {
        char row[80];
        snprintf(row, sizeof row, "\n| %.*s | ", STR_ARG(ocpp_field_name((enum ocpp_field)f)));
        CHECK(page_has(&page, row));
    }
    page.text.n = 0;
    ocpp_print_dictionary(keep, &page);
    CHECK(page_has(&page, "\n\"\\\"Energy.Active.Import.Register\\\"\"\n"));
    CHECK(page_has(&page, "\n\"\\\"connectorId\\\"\"\n"));
    CHECK(page_has(&page, "\n\"\\\"BootNotification\\\"\"\n"));
    const char *once = memmem(page.text.p, page.text.n, "\"\\\"Accepted\\\"\"", 14);
    CHECK(once != NULL);
    CHECK(memmem(once + 1, page.text.n - (size_t)(once + 1 - page.text.p), "\"\\\"Accepted\\\"\"",
                 14) == NULL);
}

int main(void)
{
    return check_main();
}
