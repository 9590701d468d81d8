/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of quirks: every one whole, found by number and name; patterns. */
#include "check.h"
#include "event/quirk.h"

TEST(every_row_is_whole)
{
    CHECK_INT(QUIRKS_END, 45);
    for (unsigned i = 1; i < QUIRKS_END; i++) {
        const struct quirk_row *q = quirk_row(i);
        CHECK(q->name && q->name[0] && q->station[0] && q->we[0] && q->versions[0]);
        CHECK_INT(quirk_find(str_of(q->name)), i);
    }
}

TEST(a_quirk_is_found_by_number_and_name)
{
    CHECK_INT(quirk_find(STR("24")), QUIRK_ODD_TIMES);
    CHECK_INT(quirk_find(STR("odd_times")), QUIRK_ODD_TIMES);
    CHECK_INT(quirk_find(STR("ALL")), QUIRK_OTHER);
    static const struct str wrong[] = {STR_INIT("0"),
                                       STR_INIT("45"),
                                       STR_INIT("-1"),
                                       STR_INIT("24 "),
                                       STR_INIT(""),
                                       STR_INIT("ODD"),
                                       STR_INIT("99999999999999999999")};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK_INT(quirk_find(wrong[i]), -1);
}

TEST(a_finding_knows_its_quirk)
{
    CHECK_INT(repair_of(STR("ODD_TIME"), false)->quirk, QUIRK_ODD_TIMES);
    CHECK_INT(repair_of(STR("ODD_TIME"), true)->quirk, QUIRK_ODD_TIMES);
    CHECK_INT(repair_of(STR("MISSING_FIELD"), false)->quirk, QUIRK_ODD_STOP);
    CHECK(repair_of(STR("MISSING_FIELD"), true) == NULL);
    CHECK(repair_of(STR("TOO_BIG"), false) == NULL);
    CHECK(repair_of(STR(""), false) == NULL);
    for (unsigned r = 0; r < REPAIR_COUNT; r++)
        CHECK(repair_row((enum repair)r)->quirk > 0 &&
              repair_row((enum repair)r)->quirk < QUIRKS_END);
}

TEST(a_pattern_fits_all_of_a_text)
{
    static const struct {
        const char *pattern, *text;
        bool fits;
    } rows[] = {{"*", "", true},
                {"*", "anything", true},
                {"", "", true},
                {"", "x", false},
                {"terra*", "Terra 54", true},
                {"Terra ??", "Terra 54", true},
                {"Terra ??", "Terra 5", false},
                {"*54*", "Terra 54 CJG", true},
                {"*54", "Terra 54 CJG", false},
                {"a*b*c", "aXbXbYc", true},
                {"a*b*c", "aXbXbY", false},
                {"**x**", "x", true},
                {"[a]", "a", false},
                {"a*", "", false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK_INT(quirk_glob(str_of(rows[i].pattern), str_of(rows[i].text)), rows[i].fits);
}

int main(void)
{
    return check_main();
}
