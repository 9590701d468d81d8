/* SPDX-License-Identifier: Apache-2.0 */
/* Spans: comparing, cutting, copying, numbers, UTF-8. */
#include "base/str.h"
#include "check.h"

TEST(spans_compare_by_bytes)
{
    CHECK(str_eq(STR(""), (struct str){0}));
    CHECK(!str_eq(STR("a"), STR("A")));
    CHECK(str_eq_nocase(STR("CS-001"), STR("cs-001")));
    CHECK(!str_eq_nocase(STR("a["), STR("a{"))); /* only letters have a case */
    CHECK(str_is(STR("x\0y"), "x") == false);
    CHECK(str_cmp(STR("ab"), STR("abc")) < 0 && str_cmp(STR("b"), STR("abc")) > 0);
    CHECK(str_cmp(STR("\xff"), STR("a")) > 0 && str_cmp(STR(""), STR("")) == 0);
    CHECK(str_starts(STR("ocpp1.6"), STR("ocpp")) && !str_starts(STR("oc"), STR("ocpp")));
    CHECK(str_ends(STR("a/b"), STR("/b")) && !str_ends(STR("b"), STR("/b")));
}

TEST(spans_are_cut)
{
    struct str rest = STR("a=b=c");
    CHECK_STR(str_cut(&rest, '='), "a");
    CHECK_STR(rest, "b=c");
    CHECK_STR(str_cut(&rest, ';'), "b=c");
    CHECK_INT(rest.n, 0);
    CHECK_STR(str_cut(&rest, ';'), "");
    CHECK_STR(str_trim(STR(" \t a b\r\n")), "a b");
    CHECK_INT(str_trim(STR(" \r\n")).n, 0);
    CHECK_STR(str_skip(STR("abc"), 2), "c");
    CHECK_INT(str_skip(STR("abc"), 4).n, 0);
    CHECK_INT(str_find(STR("abc"), 'c'), 2);
    CHECK_INT(str_find(STR("abc"), 'x'), 3);
}

TEST(spans_are_copied)
{
    char z[4], low[3];
    CHECK(str_copy(z, sizeof z, STR("abc")));
    CHECK_STR(str_of(z), "abc");
    CHECK(!str_copy(z, sizeof z, STR("abcd")));
    CHECK_STR(str_of(z), "abc");
    CHECK(str_copy(z, sizeof z, (struct str){0}));
    CHECK_STR(str_of(z), "");
    CHECK_INT(str_lower(STR("AbZ\xc3"), low, sizeof low), 3);
    CHECK_STR(str_make(low, 3), "abz");
    CHECK_INT(str_lower(STR(""), low, sizeof low), 0);
}

TEST(whole_numbers_and_nothing_else_are_read)
{
    static const char *const bad[] = {"",
                                      "-",
                                      "+",
                                      " 1",
                                      "1 ",
                                      "1.0",
                                      "0x1",
                                      "9223372036854775808",
                                      "1e3",
                                      "--1",
                                      "-9223372036854775809"};
    int64_t v = 0;
    CHECK(str_int(STR("9223372036854775807"), &v) && v == INT64_MAX);
    CHECK(str_int(STR("-9223372036854775808"), &v) && v == INT64_MIN);
    CHECK(str_int(STR("007"), &v) && v == 7);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (str_int(str_of(bad[i]), &v))
            CHECK_FAIL("%s was read as %" PRId64, bad[i], v);
}

TEST(hexadecimal_digits)
{
    int digits = 0;
    for (int c = -128; c < 128; c++) {
        bool is = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        CHECK((str_hex((char)c) >= 0) == is);
        digits += is;
    }
    CHECK_INT(digits, 22);
    CHECK_INT(str_hex('0'), 0);
    CHECK_INT(str_hex('9'), 9);
    CHECK_INT(str_hex('a'), 10);
    CHECK_INT(str_hex('F'), 15);
}

TEST(utf8_is_that_of_the_standard)
{
    static const char *const good[] = {"",
                                       "a",
                                       "\xc2\x80",
                                       "\xe0\xa0\x80",
                                       "\xed\x9f\xbf",
                                       "\xf0\x90\x80\x80",
                                       "\xf4\x8f\xbf\xbf"};
    static const char *const bad[] = {"\x80",         "\xc0\xaf",         "\xc1\xbf",
                                      "\xe0\x9f\xbf", "\xed\xa0\x80",     "\xf0\x8f\xbf\xbf",
                                      "\xf5\x80",     "\xf4\x90\x80\x80", "a\xc2"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        CHECK(str_utf8(str_of(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(!str_utf8(str_of(bad[i])));
}

int main(void)
{
    return check_main();
}
