/* SPDX-License-Identifier: Apache-2.0 */
/* URLs of servers that simulated chargers connect to. */
#include "check.h"

#include "apps/target.h"

TEST(urls_are_split)
{
    struct target t;
    CHECK(target_split(&t, "ws://127.0.0.1:8180/ocpp/"));
    CHECK(!t.tls);
    CHECK_STR(str_of(t.host_port), "127.0.0.1:8180");
    CHECK_STR(str_of(t.path), "/ocpp");
    CHECK_STR(target_host(&t), "127.0.0.1");
    CHECK(target_split(&t, "wss://[::1]:8443"));
    CHECK(t.tls);
    CHECK_STR(str_of(t.host_port), "[::1]:8443");
    CHECK_STR(str_of(t.path), "");
    CHECK_STR(target_host(&t), "::1");
}

TEST(what_is_no_url_is_refused)
{
    static const char *const bad[] = {"", "http://a:1/", "localhost:1", "ws:/a:1", "WSS://a:1"};
    struct target t;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(!target_split(&t, bad[i]));
}

int main(void)
{
    return check_main();
}
