/* SPDX-License-Identifier: Apache-2.0 */
#include "rate/money.h"

#include "check.h"

TEST(currencies_have_the_digits_of_the_standard)
{
    CHECK_INT(money_digits(STR("EUR")), 2);
    CHECK_INT(money_digits(STR("JPY")), 0);
    CHECK_INT(money_digits(STR("KWD")), 3);
    CHECK_INT(money_digits(STR("CLF")), 4);
    CHECK_INT(money_minor(STR("EUR")), 10000);
    CHECK_INT(money_minor(STR("JPY")), 1000000);
    CHECK_INT(money_minor(STR("KWD")), 1000);
    CHECK(money_code(STR("EUR")));
    CHECK(!money_code(STR("eur")));
    CHECK(!money_code(STR("EURO")));
    CHECK(!money_code(STR("")));
}

TEST(halves_are_rounded_away_from_zero)
{
    CHECK_INT(money_round(14125000, 10000), 14130000);
    CHECK_INT(money_round(-14125000, 10000), -14130000);
    CHECK_INT(money_round(14124999, 10000), 14120000);
    CHECK_INT(money_round(4, 9), 0);
    CHECK_INT(money_round(5, 9), 9);
    CHECK_INT(money_round(0, 1000000), 0);
}

TEST(products_go_by_128_bits)
{
    int64_t out;
    CHECK(money_scale(INT64_C(9000000000000000000), 7, 7, &out));
    CHECK_INT(out, INT64_C(9000000000000000000));
    CHECK(!money_scale(INT64_C(9000000000000000000), 2, 1, &out));
    CHECK(money_scale(1, 1, 2, &out) && out == 1);
    CHECK(money_scale(-1, 1, 2, &out) && out == -1);
    CHECK(money_scale(1, 1, 3, &out) && out == 0);
    CHECK(money_scale(2, 1, 3, &out) && out == 1);
}

int main(void)
{
    return check_main();
}
