/* SPDX-License-Identifier: Apache-2.0 */
/* URLs of the load generator and the simulation, and the upgrades they send. */
#include "apps/target.h"
#include "check.h"
#include "wire/http.h"

TEST(target_splits_a_url)
{
    struct target t;
    CHECK(target_split(&t, "ws://127.0.0.1:9000/ocpp/"));
    CHECK_STR(str_of(t.host_port), "127.0.0.1:9000");
    CHECK_STR(str_of(t.path), "/ocpp");
    CHECK(target_split(&t, "ws://[::1]:80"));
    CHECK_STR(str_of(t.host_port), "[::1]:80");
    CHECK_STR(str_of(t.path), "");
    CHECK(target_split(&t, "ws://h:1//"));
    CHECK_STR(str_of(t.path), "");
}

TEST(target_refuses_what_is_no_url)
{
    struct target t;
    char url[600] = "ws://h:1/";
    CHECK(!target_split(&t, "wss://h:1/ocpp"));
    CHECK(!target_split(&t, "127.0.0.1:9000"));
    CHECK(!target_split(&t, ""));
    memset(url + 9, 'x', 590);
    CHECK(!target_split(&t, url));
}

TEST(target_asks_for_an_upgrade)
{
    struct target t;
    struct random r = {7};
    char memory[1024], key[64];
    struct buf out = buf_over(memory, sizeof memory), bytes = buf_over(key, sizeof key);
    struct http_head head;
    CHECK(target_split(&t, "ws://127.0.0.1:9000/ocpp"));
    target_upgrade(&t, STR("S00001"), STR("ocpp2.0.1"), &r, &out);
    CHECK(!out.full);
    CHECK_INT(http_request(buf_str(&out), &head), HTTP_OK);
    CHECK_STR(head.path, "/ocpp/S00001");
    CHECK_STR(http_header(&head, "Host"), "127.0.0.1:9000");
    CHECK_STR(http_header(&head, "Sec-WebSocket-Protocol"), "ocpp2.0.1");
    CHECK(http_base64_decode(http_header(&head, "Sec-WebSocket-Key"), &bytes));
    CHECK_INT(bytes.n, 16);
}

int main(void)
{
    return check_main();
}
