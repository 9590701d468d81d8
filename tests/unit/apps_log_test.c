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

TEST(bytes_that_are_no_text_are_escaped)
{
    CHECK_STR(str_of(log_quote(STR("\xFF"), out)), "\"\\xff\"");
    CHECK_STR(str_of(log_quote(STR("\xC3"), out)), "\"\\xc3\"");
    CHECK_STR(str_of(log_quote(STR("\xC2"), out)), "\"\\xc2\"");
    CHECK_STR(str_of(log_quote(STR("\xE2\x82 x"), out)), "\"\\xe2\\x82 x\"");
    CHECK_STR(str_of(log_quote(STR("\xC2\x9B"), out)), "\"\\xc2\\x9b\""); /* a terminal obeys it */
    CHECK_STR(str_of(log_quote(STR("\xC2\xA0"), out)), "\"\xC2\xA0\"");
    CHECK_STR(str_of(log_quote(STR("\xF0\x9F\x98\x80"), out)), "\"\xF0\x9F\x98\x80\"");
    char text[400];
    for (size_t shift = 0; shift < 4; shift++) { /* never cut inside a character */
        memset(text, 'x', shift);
        for (size_t i = shift; i + 4 <= sizeof text; i += 4)
            memcpy(text + i, "\xF0\x9F\x98\x80", 4);
        log_quote(str_make(text, sizeof text - 4), out);
        CHECK(str_utf8(str_of(out)));
        CHECK(strlen(out) > 140);
    }
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

TEST(a_line_becomes_a_json_object)
{
    char json[512];
    struct buf b = buf_over(json, sizeof json);
    log_json(STR("at=2026-11-25T02:15:46.123Z what=refused station=\"a b\\x22\" status=404 id=007x "
                 "note=\"cut = \\ off"),
             &b);
    CHECK_STR(buf_str(&b),
              "{\"at\":\"2026-11-25T02:15:46.123Z\",\"what\":\"refused\",\"station\":"
              "\"a b\\\\x22\",\"status\":404,\"id\":\"007x\",\"note\":\"cut = \\\\ off\"}");
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
