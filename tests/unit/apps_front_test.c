/* SPDX-License-Identifier: Apache-2.0 */
/* The front door's judgement: identities, handshakes, versions, credentials. */
#include "apps/front.h"
#include "check.h"

#define KEY "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
#define UPGRADE                                                                                    \
    "Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\n" KEY

static struct front front;
static char memory[FRONT_MEMORY], text[8192];
static struct http_head head;

/* Judge "METHOD TARGET" with these header lines; true where it is fine. */
static bool judge(const char *line, const char *headers, struct front_rules rules)
{
    struct buf b = buf_over(memory, sizeof memory);
    snprintf(text, sizeof text, "%s HTTP/1.1\r\nHost: x\r\n%s\r\n", line, headers);
    CHECK_INT(http_request(str_of(text), &head), HTTP_OK);
    return front_read(&rules, &head, &b, &front);
}

/* The same with a good handshake for 2.1 and the usual rules. */
static bool judge_path(const char *target)
{
    char line[512];
    snprintf(line, sizeof line, "GET %s", target);
    return judge(line, UPGRADE "Sec-WebSocket-Protocol: ocpp2.1\r\n",
                 (struct front_rules){.path = STR("/ocpp")});
}

static bool judge_headers(const char *headers)
{
    return judge("GET /ocpp/CP1", headers, (struct front_rules){.path = STR("/ocpp")});
}

TEST(identity_is_the_last_segment_decoded)
{
    static const char *const rows[][2] = {{"/ocpp/CP1", "CP1"},
                                          {"/ocpp/CP1/", "CP1"},
                                          {"//ocpp///CP1//", "CP1"},
                                          {"/ocpp/old/path/CP1", "CP1"},
                                          {"/ocppCP1", "CP1"},
                                          {"/ocpp/RDAM%20123", "RDAM 123"},
                                          {"/ocpp/a%2Fb", "a/b"},
                                          {"/ocpp/%C3%BC", "\xC3\xBC"},
                                          {"/ocpp/CP1?x=/y", "CP1"},
                                          {"/ocpp/ws://other/ocpp/CP1", "CP1"},
                                          {"http://host/ocpp/CP1", "CP1"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        CHECK(judge_path(rows[i][0]));
        CHECK_STR(front.identity, rows[i][1]);
    }
    CHECK(judge("GET /a/b//CP1", UPGRADE "Sec-WebSocket-Protocol: ocpp1.6\r\n",
                (struct front_rules){.path = STR("/a/b/")}));
    CHECK_STR(front.identity, "CP1");
    CHECK(judge("GET /CP1", UPGRADE "Sec-WebSocket-Protocol: ocpp1.6\r\n",
                (struct front_rules){.path = STR("/")}));
    CHECK_STR(front.identity, "CP1");
}

TEST(paths_without_an_identity_are_refused)
{
    char long_path[256] = "/ocpp/";
    memset(long_path + 6, 'x', 129);
    static const struct {
        const char *path;
        enum refusal reason;
        int status;
    } rows[] = {{"/other/CP1", refusal_BAD_PATH, 404},
                {"/", refusal_BAD_PATH, 404},
                {"/ocp", refusal_BAD_PATH, 404},
                {"/ocpp", refusal_BAD_IDENTITY, 404},
                {"/ocpp///", refusal_BAD_IDENTITY, 404},
                {"/ocpp/%", refusal_BAD_IDENTITY, 400},
                {"/ocpp/a%zz", refusal_BAD_IDENTITY, 400},
                {"/ocpp/%00", refusal_BAD_IDENTITY, 400},
                {"/ocpp/%ff%fe", refusal_BAD_IDENTITY, 400}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        CHECK(!judge_path(rows[i].path));
        CHECK_INT(front.refusal.reason, rows[i].reason);
        CHECK_INT(front.refusal.status, rows[i].status);
        CHECK(front.refusal.detail[0] != '\0');
    }
    CHECK(!judge_path(long_path));
    CHECK_INT(front.refusal.status, 400);
    long_path[6 + 128] = '\0';
    CHECK(judge_path(long_path));
}

TEST(handshake_must_be_whole)
{
    static const struct {
        const char *line, *headers;
        int status;
    } rows[] = {
        {"POST /ocpp/CP1", UPGRADE, 405},
        {"GET /ocpp/CP1", "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" KEY, 426},
        {"GET /ocpp/CP1", "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" KEY, 426},
        {"GET /ocpp/CP1",
         "Upgrade: h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" KEY, 426},
        {"GET /ocpp/CP1", "Upgrade: websocket\r\nConnection: Upgrade\r\n" KEY, 426},
        {"GET /ocpp/CP1",
         "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 8\r\n" KEY, 426},
        {"GET /ocpp/CP1",
         "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n", 400},
        {"GET /ocpp/CP1",
         "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: "
         "13\r\nSec-WebSocket-Key: short\r\n",
         400},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        CHECK(!judge(rows[i].line, rows[i].headers, (struct front_rules){.path = STR("/ocpp")}));
        CHECK_INT(front.refusal.reason, refusal_BAD_REQUEST);
        CHECK_INT(front.refusal.status, rows[i].status);
        CHECK_STR(front.identity, "CP1"); /* the refusal says whose it was */
    }
}

TEST(highest_common_version_wins)
{
    static const struct {
        const char *offers;
        enum ocpp_version version;
    } rows[] = {
        {"Sec-WebSocket-Protocol: ocpp1.6, ocpp2.0.1, ocpp2.1\r\n", OCPP_21},
        {"Sec-WebSocket-Protocol: ocpp2.0.1,ocpp1.6\r\n", OCPP_201},
        {"Sec-WebSocket-Protocol: ocpp2.0, ocpp1.6\r\n", OCPP_16},
        {"Sec-WebSocket-Protocol: ocpp1.6\r\nSec-WebSocket-Protocol: ocpp2.1\r\n", OCPP_21}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char headers[512];
        snprintf(headers, sizeof headers, "%s%s", UPGRADE, rows[i].offers);
        CHECK(judge_headers(headers));
        CHECK_INT(front.version, rows[i].version);
        CHECK(front.offered);
    }
    CHECK(!judge_headers(UPGRADE "Sec-WebSocket-Protocol: ocpp1.5, mqtt, 2.1\r\n"));
    CHECK_INT(front.refusal.reason, refusal_NO_SUBPROTOCOL);
    CHECK_INT(front.refusal.status, 400);
}

TEST(fallback_is_for_those_that_offer_nothing)
{
    struct front_rules rules = {.path = STR("/ocpp"), .fallback = OCPP_16};
    char out[1024];
    CHECK(!judge_headers(UPGRADE));
    CHECK_INT(front.refusal.reason, refusal_NO_SUBPROTOCOL);
    CHECK(judge("GET /ocpp/CP1", UPGRADE, rules));
    CHECK_INT(front.version, OCPP_16);
    struct buf b = buf_over(out, sizeof out - 1);
    front_answer(&front, &b);
    out[b.n] = '\0';
    CHECK(!strstr(out, "Sec-WebSocket-Protocol")); /* what was not offered must not be echoed */
    CHECK(!judge("GET /ocpp/CP1", UPGRADE "Sec-WebSocket-Protocol: ocpp1.5\r\n", rules));
}

TEST(answer_is_the_one_of_the_rfc)
{
    char out[1024];
    struct buf b = buf_over(out, sizeof out - 1);
    CHECK(judge("GET /ocpp/CP1",
                "Upgrade: WebSocket\r\nConnection: upgrade\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: ocpp1.6\r\n"
                "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n",
                (struct front_rules){.path = STR("/ocpp")}));
    front_answer(&front, &b);
    out[b.n] = '\0';
    CHECK(strstr(out, "HTTP/1.1 101 ") == out);
    CHECK(strstr(out, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    CHECK(strstr(out, "Sec-WebSocket-Protocol: ocpp1.6\r\n"));
    CHECK(strstr(out, "Sec-WebSocket-Extensions: permessage-deflate"));
    CHECK(front.deflate.on);
    CHECK_STR(str_make(out + b.n - 4, 4), "\r\n\r\n");
}

TEST(the_longest_answer_about_compression_fits)
{
    char out[1024];
    struct buf b = buf_over(out, sizeof out - 1);
    CHECK(judge_headers(UPGRADE "Sec-WebSocket-Protocol: ocpp1.6\r\nSec-WebSocket-Extensions: "
                                "permessage-deflate; server_max_window_bits=10; "
                                "client_max_window_bits=15\r\n"));
    front_answer(&front, &b);
    out[b.n] = '\0';
    CHECK(strstr(out, "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; "
                      "client_no_context_takeover; server_max_window_bits=10; "
                      "client_max_window_bits=15\r\n"));
}

TEST(credentials_are_split_at_the_first_colon)
{
    CHECK(judge_headers(
        UPGRADE "Sec-WebSocket-Protocol: ocpp1.6\r\nAuthorization: Basic Q1AxOmE6Yg==\r\n"));
    CHECK(front.basic);
    CHECK_STR(front.user, "CP1");
    CHECK_STR(front.password, "a:b");
    CHECK(
        judge_headers(UPGRADE "Sec-WebSocket-Protocol: ocpp1.6\r\nAuthorization: basic Q1Ax\r\n"));
    CHECK_STR(front.user, "CP1");
    CHECK_INT(front.password.n, 0);
    CHECK(judge_headers(UPGRADE "Sec-WebSocket-Protocol: ocpp1.6\r\nAuthorization: Bearer x\r\n"));
    CHECK(!front.basic);
    CHECK(
        !judge_headers(UPGRADE "Sec-WebSocket-Protocol: ocpp1.6\r\nAuthorization: Basic ***\r\n"));
    CHECK_INT(front.refusal.reason, refusal_BAD_CREDENTIALS);
    CHECK_INT(front.refusal.status, 401);
}

TEST(refusals_say_why)
{
    char out[1024];
    struct buf b = buf_over(out, sizeof out - 1);
    CHECK(!judge_headers(
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 8\r\n" KEY));
    front_answer_refusal(&front.refusal, &b);
    out[b.n] = '\0';
    CHECK(strstr(out, "HTTP/1.1 426 ") == out);
    CHECK(strstr(out, "Sec-WebSocket-Version: 13\r\n"));
    CHECK(strstr(out, "Connection: close\r\n"));
    CHECK(strstr(out, "WebSocket version 8 instead of 13"));
}

int main(void)
{
    return check_main();
}
