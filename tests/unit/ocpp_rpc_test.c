/* SPDX-License-Identifier: Apache-2.0 */
/* The frame of OCPP-J: what is read of good, odd and broken ones, and what is written. */
#include "check.h"

#include "base/random.h"
#include "ocpp/rpc.h"

static struct rpc r;

/* Read text, which must be a literal or static, as that version. */
static void parse(enum ocpp_version version, const char *text)
{
    rpc_parse(&r, version, str_of(text));
}

/* Were exactly these faults passed over? */
static bool tolerated(enum rpc_fault a, enum rpc_fault b)
{
    uint64_t bits = a == FAULT_NONE ? 0 : UINT64_C(1) << a;
    return r.tolerated == (bits | (b == FAULT_NONE ? 0 : UINT64_C(1) << b));
}

TEST(a_call_is_spans_of_the_text)
{
    parse(OCPP_16, " [ 2 , \"19223201\" , \"Heartbeat\" , { \"a\" : [1, {}] } ] \r\n");
    CHECK_INT(r.type, RPC_CALL);
    CHECK_INT(r.fault, FAULT_NONE);
    CHECK(tolerated(FAULT_NONE, FAULT_NONE));
    CHECK(r.has_id && !r.id_escaped && !r.action_escaped);
    CHECK_STR(r.id, "19223201");
    CHECK_STR(r.action, "Heartbeat");
    CHECK_STR(r.payload, "{ \"a\" : [1, {}] }");
}

TEST(answers_and_sends_are_read)
{
    parse(OCPP_16, "[3,\"a\",{\"x\":1}]");
    CHECK_INT(r.type, RPC_RESULT);
    CHECK_STR(r.payload, "{\"x\":1}");
    parse(OCPP_201, "[4,\"a\",\"GenericError\",\"no \\\"way\\\"\",{\"k\":2}]");
    CHECK_INT(r.type, RPC_ERROR);
    CHECK_STR(r.code, "GenericError");
    CHECK_STR(r.text, "no \\\"way\\\"");
    CHECK_STR(r.details, "{\"k\":2}");
    parse(OCPP_21, "[5,\"a\",\"FormatViolation\",\"\",{}]");
    CHECK_INT(r.type, RPC_RESULT_ERROR);
    CHECK_STR(r.code, "FormatViolation");
    parse(OCPP_21, "[6,\"s\",\"NotifyPeriodicEventStream\",{}]");
    CHECK_INT(r.type, RPC_SEND);
    CHECK_STR(r.action, "NotifyPeriodicEventStream");
    CHECK(tolerated(FAULT_NONE, FAULT_NONE));
}

TEST(any_value_is_a_payload_here)
{
    static const char *const values[] = {"null", "true", "12.5e3", "[]", "[[1]]", "\"text\""};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char text[64];
        snprintf(text, sizeof text, "[2,\"1\",\"Heartbeat\",%s]", values[i]);
        parse(OCPP_21, text);
        CHECK_INT(r.fault, FAULT_NONE);
        CHECK_STR(r.payload, values[i]);
    }
}

TEST(faults_are_told_apart)
{
    static const struct {
        const char *text, *id;
        enum rpc_fault fault;
    } rows[] = {
        {"", NULL, FAULT_NOT_JSON},
        {"hello", NULL, FAULT_NOT_JSON},
        {"[", NULL, FAULT_NOT_JSON},
        {"[2,", NULL, FAULT_NOT_JSON},
        {"[2,\"7", NULL, FAULT_NOT_JSON},
        {"[2,\"7\",\"Hea", "7", FAULT_NOT_JSON},
        {"{}", NULL, FAULT_NOT_ARRAY},
        {"null", NULL, FAULT_NOT_ARRAY},
        {"\"[2]\"", NULL, FAULT_NOT_ARRAY},
        {"[]", NULL, FAULT_NO_TYPE},
        {"[\"2\",\"7\",\"Heartbeat\",{}]", NULL, FAULT_NO_TYPE},
        {"[-2,\"7\",\"Heartbeat\",{}]", NULL, FAULT_NO_TYPE},
        {"[2.5,\"7\",\"Heartbeat\",{}]", NULL, FAULT_NO_TYPE},
        {"[{},\"7\",\"Heartbeat\",{}]", NULL, FAULT_NO_TYPE},
        {"[2]", NULL, FAULT_NO_ID},
        {"[2,7,\"Heartbeat\",{}]", NULL, FAULT_NO_ID},
        {"[2,null,\"Heartbeat\",{}]", NULL, FAULT_NO_ID},
        {"[2,[\"7\"],\"Heartbeat\",{}]", NULL, FAULT_NO_ID},
        {"[3,7,{}]", NULL, FAULT_NO_ID},
        {"[4]", NULL, FAULT_NO_ID},
        {"[2,\"7\"]", "7", FAULT_NO_ACTION},
        {"[2,\"7\",1,{}]", "7", FAULT_NO_ACTION},
        {"[2,\"7\",{}]", "7", FAULT_NO_ACTION},
        {"[2,\"7\",\"Heartbeat\"]", "7", FAULT_NO_PAYLOAD},
        {"[3,\"7\"]", "7", FAULT_NO_PAYLOAD},
        {"[2,\"7\",\"Heartbeat\",{\"a\":}]", "7", FAULT_BROKEN_PAYLOAD},
        {"[2,\"7\",\"Heartbeat\",{", "7", FAULT_BROKEN_PAYLOAD},
        {"[2,\"7\",\"Heartbeat\",", "7", FAULT_BROKEN_PAYLOAD},
        {"[2,\"7\",\"Heartbeat\",+]", "7", FAULT_BROKEN_PAYLOAD},
        {"[0,\"7\",\"Heartbeat\",{}]", "7", FAULT_UNKNOWN_TYPE},
        {"[1,\"7\"]", "7", FAULT_UNKNOWN_TYPE},
        {"[99,\"7\",{}]", "7", FAULT_UNKNOWN_TYPE},
        {"[9223372036854775807,\"7\"]", "7", FAULT_UNKNOWN_TYPE},
        {"[7]", NULL, FAULT_UNKNOWN_TYPE},
        {"[7,7]", NULL, FAULT_UNKNOWN_TYPE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        parse(OCPP_201, rows[i].text);
        if (r.fault != rows[i].fault)
            printf("# %s\n", rows[i].text);
        CHECK_INT(r.fault, rows[i].fault);
        CHECK_INT(r.has_id, rows[i].id != NULL);
        CHECK_STR(r.id, rows[i].id);
    }
}

TEST(types_5_and_6_are_of_2_1_only)
{
    static const enum ocpp_version older[] = {OCPP_16, OCPP_201};
    for (size_t i = 0; i < 2; i++) {
        parse(older[i], "[5,\"a\",\"FormatViolation\",\"\",{}]");
        CHECK_INT(r.fault, FAULT_UNKNOWN_TYPE);
        CHECK_INT(r.type, RPC_NONE);
        parse(older[i], "[6,\"s\",\"NotifyPeriodicEventStream\",{}]");
        CHECK_INT(r.fault, FAULT_UNKNOWN_TYPE);
        CHECK_STR(r.id, "s");
    }
}

TEST(the_text_of_a_broken_payload_is_kept_from_its_beginning)
{
    parse(OCPP_16, "[2,\"7\",\"MeterValues\",{\"connectorId\":1,\"meterValue\":[,{}]}]");
    CHECK_INT(r.fault, FAULT_BROKEN_PAYLOAD);
    CHECK_STR(r.payload, "{\"connectorId\":1,\"meterValue\":[,{}]}]");
    parse(OCPP_16, "[2,\"7\",\"MeterValues\",\"cut");
    CHECK_INT(r.fault, FAULT_BROKEN_PAYLOAD);
    CHECK_STR(r.payload, "\"cut");
}

TEST(long_ids_are_read_as_far_as_they_can_be_repeated)
{
    char text[400];
    static const struct {
        int length;
        bool has_id, odd;
    } rows[] = {{36, true, false}, {37, true, true}, {255, true, true}, {256, false, false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        snprintf(text, sizeof text, "[2,\"%0*d\",\"Heartbeat\",{}]", rows[i].length, 7);
        parse(OCPP_16, text);
        CHECK_INT(r.has_id, rows[i].has_id);
        CHECK_INT(r.fault, rows[i].has_id ? FAULT_NONE : FAULT_ENDLESS_ID);
        CHECK(tolerated(rows[i].odd ? FAULT_LONG_ID : FAULT_NONE, FAULT_NONE));
        CHECK_INT(r.id.n, rows[i].has_id ? rows[i].length : 0);
    }
    /* 36 characters of two bytes each are not too many. */
    char two[36 * 2 + 1] = "";
    for (int i = 0; i < 36; i++)
        strcat(two, "\xC3\xA9");
    snprintf(text, sizeof text, "[2,\"%s\",\"Heartbeat\",{}]", two);
    parse(OCPP_16, text);
    CHECK(tolerated(FAULT_NONE, FAULT_NONE));
    CHECK_STR(r.id, two);
}

TEST(what_is_too_much_is_passed_over)
{
    parse(OCPP_16, "[2,\"7\",\"Heartbeat\",{},1,{\"a\":[]}]");
    CHECK_INT(r.fault, FAULT_NONE);
    CHECK(tolerated(FAULT_EXTRA_ELEMENTS, FAULT_NONE));
    parse(OCPP_16, "[2,\"7\",\"Heartbeat\",{}] x");
    CHECK_INT(r.fault, FAULT_NONE);
    CHECK(tolerated(FAULT_TRAILING_TEXT, FAULT_NONE));
    parse(OCPP_16, "[2,\"7\",\"Heartbeat\",{}");
    CHECK(tolerated(FAULT_TRAILING_TEXT, FAULT_NONE));
    parse(OCPP_16, "[2,\"7\",\"Heartbeat\",{},[1,}");
    CHECK(tolerated(FAULT_TRAILING_TEXT, FAULT_NONE));
    rpc_parse(&r, OCPP_16, STR("[2,\"7\",\"Heartbeat\",{}]\0"));
    CHECK(tolerated(FAULT_TRAILING_TEXT, FAULT_NONE));
    CHECK_INT(r.fault, FAULT_NONE);
}

TEST(errors_may_lack_anything_but_an_id)
{
    parse(OCPP_16, "[4,\"7\"]");
    CHECK_INT(r.fault, FAULT_NONE);
    CHECK(tolerated(FAULT_ODD_ERROR, FAULT_NONE));
    CHECK_INT(r.code.n, 0);
    parse(OCPP_16, "[4,\"7\",\"GenericError\"]");
    CHECK(tolerated(FAULT_ODD_ERROR, FAULT_NONE));
    CHECK_STR(r.code, "GenericError");
    parse(OCPP_16, "[4,\"7\",\"GenericError\",\"text\"]");
    CHECK(tolerated(FAULT_ODD_ERROR, FAULT_NONE));
    CHECK_STR(r.text, "text");
    parse(OCPP_16, "[4,\"7\",12,null,\"d\"]");
    CHECK(tolerated(FAULT_ODD_ERROR, FAULT_NONE));
    CHECK_INT(r.code.n + r.text.n + r.details.n, 0);
    parse(OCPP_16, "[4,\"7\",\"A\",\"b\",{},0]");
    CHECK(tolerated(FAULT_EXTRA_ELEMENTS, FAULT_NONE));
    parse(OCPP_16, "[4,\"7\",\"A\",{\"b\":");
    CHECK_INT(r.fault, FAULT_NOT_JSON);
    CHECK_STR(r.id, "7");
}

TEST(codes_are_those_of_the_version)
{
    CHECK_STR(rpc_fault_code(OCPP_16, FAULT_NO_ACTION), "FormationViolation");
    CHECK_STR(rpc_fault_code(OCPP_201, FAULT_NO_ACTION), "RpcFrameworkError");
    CHECK_STR(rpc_fault_code(OCPP_16, FAULT_BROKEN_PAYLOAD), "FormationViolation");
    CHECK_STR(rpc_fault_code(OCPP_21, FAULT_BROKEN_PAYLOAD), "FormatViolation");
    CHECK_STR(rpc_fault_code(OCPP_16, FAULT_UNKNOWN_TYPE), "");
    CHECK_STR(rpc_fault_code(OCPP_201, FAULT_UNKNOWN_TYPE), "MessageTypeNotSupported");
    CHECK_STR(rpc_fault_code(OCPP_21, FAULT_UNKNOWN_TYPE), "");
    CHECK_STR(rpc_fault_name(FAULT_NO_ID), "NO_ID");
    for (unsigned f = FAULT_NONE + 1; f < FAULT_COUNT; f++)
        CHECK(rpc_fault_text((enum rpc_fault)f).n > 0);
}

TEST(frames_are_written)
{
    char space[1024];
    struct buf out = buf_over(space, sizeof space);
    rpc_write_call(&out, STR("4-1"), STR("Reset"), STR("{\"type\":\"Soft\"}"));
    CHECK_STR(buf_str(&out), "[2,\"4-1\",\"Reset\",{\"type\":\"Soft\"}]");
    out.n = 0;
    rpc_write_call(&out, STR("a\"b"), STR("Reset"), STR("{}"));
    CHECK_STR(buf_str(&out), "[2,\"a\\\"b\",\"Reset\",{}]");
    out.n = 0;
    rpc_write_result(&out, STR("a\\u0041"));
    buf_putz(&out, "{}");
    rpc_write_end(&out);
    CHECK_STR(buf_str(&out), "[3,\"a\\u0041\",{}]");
    out.n = 0;
    rpc_write_error(&out, RPC_ERROR, STR("7"), STR("NotSupported"), STR("a \"b\""));
    CHECK_STR(buf_str(&out), "[4,\"7\",\"NotSupported\",\"a \\\"b\\\"\",{}]");
    out.n = 0;
    rpc_write_error(&out, RPC_RESULT_ERROR, STR("7"), STR("FormatViolation"), STR(""));
    CHECK_STR(buf_str(&out), "[5,\"7\",\"FormatViolation\",\"\",{}]");
}

TEST(descriptions_are_cut_between_characters)
{
    char space[2048], long_text[300];
    struct buf out = buf_over(space, sizeof space);
    memset(long_text, 'x', sizeof long_text);
    memcpy(long_text + 254, "\xC3\xA9", 2); /* would be cut in half */
    rpc_write_error(&out, RPC_ERROR, STR("7"), STR("GenericError"),
                    str_make(long_text, sizeof long_text));
    rpc_parse(&r, OCPP_16, buf_str(&out));
    CHECK_INT(r.text.n, 254);
    CHECK_STR(rpc_clip(STR("abc"), 3), "abc");
    CHECK_STR(rpc_clip(STR("abc"), 2), "ab");
    CHECK_STR(rpc_clip(STR("a\xE2\x82\xAC"), 3), "a");
    CHECK_STR(rpc_clip(STR("\xE2\x82\xAC"), 2), "");
}

/* Whatever comes, spans stay inside the text and there is an id only where it was read. */
static void check_bounds(struct str text)
{
    const struct str spans[] = {r.id, r.action, r.payload, r.code, r.text, r.details};
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
        CHECK(spans[i].n == 0 ||
              (spans[i].p >= text.p && spans[i].p + spans[i].n <= text.p + text.n));
    CHECK(r.has_id || r.id.n == 0);
    CHECK(r.type != RPC_NONE || r.fault != FAULT_NONE);
    CHECK(r.fault < FAULT_COUNT);
}

TEST(mutations_and_cuts_never_leave_the_text)
{
    static const char *const seeds[] = {
        "[2,\"19223201\",\"BootNotification\",{\"chargePointVendor\":\"V\",\"x\":[1,2,{}]}]",
        "[3,\"a\\u0041b\",{\"status\":\"Accepted\"}]",
        "[4,\"7\",\"GenericError\",\"text\",{\"a\":[true,null]}]",
        "[6,\"s\",\"NotifyPeriodicEventStream\",{\"id\":1}]",
    };
    static const char bytes[] = "[]{},:\"\\0123456789eE+-.aunltrfs \x01\x80\xC3";
    struct random random = {7};
    for (int round = 0; round < 40000; round++) {
        char text[128];
        const char *seed = seeds[random_below(&random, 4)];
        size_t n = strlen(seed);
        memcpy(text, seed, n);
        for (uint64_t k = random_below(&random, 4); k > 0; k--)
            text[random_below(&random, n)] = bytes[random_below(&random, sizeof bytes)];
        n -= random_below(&random, 3) == 0 ? random_below(&random, n) : 0;
        char *exact = malloc(n + 1); /* so that the sanitizer sees a step too far */
        memcpy(exact, text, n);
        struct str in = str_make(exact, n);
        rpc_parse(&r, (enum ocpp_version)(1 + random_below(&random, 3)), in);
        check_bounds(in);
        free(exact);
    }
}

/* Is text one JSON value, as the decoder will find? */
static bool one_value(struct str text)
{
    struct json_reader in;
    struct json_token t;
    json_open(&in, text);
    while (json_next(&in, &t) != JSON_END)
        if (t.kind == JSON_BAD)
            return false;
    return true;
}

/* The head of a call, where it can be read and its payload is JSON, is that of the whole parse. */
static void check_head(struct str text, enum ocpp_version version, unsigned *seen)
{
    struct rpc head;
    if (!rpc_parse_head(&head, version, text) || !one_value(head.payload))
        return;
    rpc_parse(&r, version, text);
    CHECK_INT(head.fault, r.fault);
    CHECK_INT(head.type, r.type);
    CHECK(head.tolerated == r.tolerated);
    CHECK(head.has_id == r.has_id && head.id_escaped == r.id_escaped);
    CHECK(head.action_escaped == r.action_escaped);
    CHECK(str_eq(head.id, r.id) && str_eq(head.action, r.action));
    CHECK(str_eq(head.payload, r.payload) && head.payload.p == r.payload.p);
    ++*seen;
}

TEST(the_head_alone_tells_what_the_whole_parse_tells)
{
    static const char *const seeds[] = {
        "[2,\"19223201\",\"BootNotification\",{\"chargePointVendor\":\"V\",\"x\":[1,2,{}]}]",
        " [ 2 , \"a\\u0041b\" , \"Heart\\nbeat\" , { } ] \n",
        "[2,\"7\",\"DataTransfer\",{\"a\":\"],\"}] , [\"b\"]",
        "[2,\"7\",\"A\",{}],{}]",
        "[6,\"s\",\"NotifyPeriodicEventStream\",[]]",
    };
    static const char bytes[] = "[]{},:\"\\019eE+-. \n\x0B\x01\x80\xC3";
    struct random random = {11};
    unsigned seen = 0;
    for (int round = 0; round < 40000; round++) {
        char text[128];
        const char *seed = seeds[random_below(&random, sizeof seeds / sizeof *seeds)];
        size_t n = strlen(seed);
        memcpy(text, seed, n);
        for (uint64_t k = random_below(&random, 3); k > 0; k--)
            text[random_below(&random, n)] = bytes[random_below(&random, sizeof bytes - 1)];
        char *exact = malloc(n);
        memcpy(exact, text, n);
        check_head(str_make(exact, n), (enum ocpp_version)(1 + random_below(&random, 3)), &seen);
        free(exact);
    }
    CHECK(seen > 5000);
}

TEST(only_calls_and_sends_have_a_head_of_their_own)
{
    struct rpc head;
    CHECK(rpc_parse_head(&head, OCPP_16, STR("[2,\"7\",\"Heartbeat\",{}]")));
    CHECK(!rpc_parse_head(&head, OCPP_16, STR("[3,\"7\",{}]")));
    CHECK(!rpc_parse_head(&head, OCPP_16, STR("[6,\"7\",\"X\",{}]")));
    CHECK(!rpc_parse_head(&head, OCPP_16, STR("[2,7,\"Heartbeat\",{}]")));
    CHECK(!rpc_parse_head(&head, OCPP_16, STR("[2,\"7\",\"Heartbeat\"]")));
    CHECK(!rpc_parse_head(&head, OCPP_16, STR("[2,\"7\",\"Heartbeat\",{}")));
    CHECK(!rpc_parse_head(&head, OCPP_16, STR("")));
}

int main(void)
{
    return check_main();
}
