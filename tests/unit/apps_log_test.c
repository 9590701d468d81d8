/* SPDX-License-Identifier: Apache-2.0 */
/* Values from outside in log lines. */
#include "apps/log.h"
#include "check.h"

static char out[160];

TEST(plain_values_stand_bare)
{
    CHECK_STR(str_of(log_quote(STR("CP-1_x.y"), out)), "CP-1_x.y");
    CHECK_STR(str_of(log_quote(STR("\xC3\xBC"), out)), "\"\xC3\xBC\"");
}

TEST(others_are_quoted_and_escaped)
{
    CHECK_STR(str_of(log_quote(STR(""), out)), "\"\"");
    CHECK_STR(str_of(log_quote(STR("a b"), out)), "\"a b\"");
    CHECK_STR(str_of(log_quote(STR("a=b"), out)), "\"a=b\"");
    CHECK_STR(str_of(log_quote(STR("a\"b\\"), out)), "\"a\\x22b\\x5c\"");
    CHECK_STR(str_of(log_quote(STR("a\nlevel=error"), out)), "\"a\\x0alevel=error\"");
}

TEST(long_values_are_cut)
{
    char text[1000];
    memset(text, '\n', sizeof text);
    log_quote(str_make(text, sizeof text), out);
    CHECK(strlen(out) < sizeof out);
    CHECK(out[0] == '"' && out[strlen(out) - 1] == '"');
    memset(text, 'x', sizeof text);
    log_quote(str_make(text, sizeof text), out);
    CHECK(strlen(out) < sizeof out);
}

TEST(levels_are_words)
{
    CHECK_INT(log_of("error").level, LOG_ERROR);
    CHECK_INT(log_of("debug").level, LOG_DEBUG);
    CHECK_INT(log_of("info").level, LOG_INFO);
}

int main(void)
{
    return check_main();
}
