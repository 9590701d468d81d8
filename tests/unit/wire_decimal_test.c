/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "base/random.h"
#include "wire/decimal.h"

TEST(parse_keeps_the_exact_value)
{
    static const struct {
        const char *text;
        int64_t digits;
        int exponent;
    } rows[] = {
        {"0", 0, 0},
        {"-0", 0, 0},
        {"0.000", 0, 0},
        {"0e999999999999", 0, 0},
        {"12.50", 125, -1},
        {"-3e2", -3, 2},
        {"1E-3", 1, -3},
        {"+7", 7, 0},
        {" \t42\r\n", 42, 0},
        {"100", 1, 2},
        {"0.00000000000000000000000123", 123, -26},
        {"1000000000000000000000000", 1, 24},
        {"1.000000000000000000000000", 1, 0},
        {"123456789012345678", 123456789012345678, 0},
        {"-0.123456789012345678", -123456789012345678, -18},
        {"1e400", 1, 400},
        {"-1.5e-400", -15, -401},
        {"999999999999999999000e+0", 999999999999999999, 3},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct decimal d;
        CHECK_INT(decimal_parse(str_of(rows[i].text), &d), DECIMAL_OK);
        CHECK_INT(d.digits, rows[i].digits);
        CHECK_INT(d.exponent, rows[i].exponent);
    }
}

TEST(parse_rounds_half_to_even_behind_18_digits)
{
    static const struct {
        const char *text;
        int64_t digits;
        int exponent;
    } rows[] = {
        {"1234567890123456785", 123456789012345678, 1},
        {"1234567890123456775", 123456789012345678, 1},
        {"1234567890123456765", 123456789012345676, 1},
        {"12345678901234567650000001", 123456789012345677, 8},
        {"1234567890123456789", 123456789012345679, 1},
        {"0.1234567890123456784999", 123456789012345678, -18},
        {"9999999999999999995", 1, 19},
        {"-9999999999999999994", -999999999999999999, 1},
        {"9223372036854775807", 922337203685477581, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct decimal d;
        CHECK_INT(decimal_parse(str_of(rows[i].text), &d), DECIMAL_ROUNDED);
        CHECK_INT(d.digits, rows[i].digits);
        CHECK_INT(d.exponent, rows[i].exponent);
    }
}

TEST(parse_refuses_what_is_no_number)
{
    static const char *const bad[] = {"",    " ",    "-",     "+",     ".",    ".5",    "5.",
                                      "01",  "-01",  "1e",    "1e+",   "1 2",  "0x10",  "1,5",
                                      "NaN", "inf",  "--1",   "+-1",   "1.e5", "1e5.0", "1_0",
                                      "e5",  "1ee5", "1.2.3", "\"1\"", "true", "١",     "1\v"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct decimal d;
        int64_t v;
        CHECK_INT(decimal_parse(str_of(bad[i]), &d), DECIMAL_BAD);
        CHECK_INT(decimal_read(str_of(bad[i]), 3, &v), DECIMAL_BAD);
        CHECK_INT(v, 0);
    }
    struct decimal d;
    CHECK_INT(decimal_parse(str_make("1\0", 2), &d), DECIMAL_BAD);
    CHECK_INT(decimal_parse((struct str){NULL, 0}, &d), DECIMAL_BAD);
}

TEST(parse_has_an_end_to_exponents)
{
    struct decimal d;
    CHECK_INT(decimal_parse(STR("1e99999999999999999999999999"), &d), DECIMAL_RANGE);
    CHECK_INT(decimal_parse(STR("1e-99999999999999999999999999"), &d), DECIMAL_ROUNDED);
    CHECK_INT(d.digits, 0);
    CHECK_INT(decimal_parse(STR("1e1000000000"), &d), DECIMAL_OK);
    CHECK_INT(decimal_parse(STR("1e1000000001"), &d), DECIMAL_RANGE);
}

TEST(read_scales_exactly)
{
    static const struct {
        const char *text;
        int places;
        enum decimal_result result;
        int64_t value;
    } rows[] = {
        {"1.25", 3, DECIMAL_OK, 1250},
        {"230.1", 0, DECIMAL_ROUNDED, 230},
        {"0.5", 0, DECIMAL_ROUNDED, 0},
        {"1.5", 0, DECIMAL_ROUNDED, 2},
        {"2.5", 0, DECIMAL_ROUNDED, 2},
        {"-2.5", 0, DECIMAL_ROUNDED, -2},
        {"-3.5", 0, DECIMAL_ROUNDED, -4},
        {"2.5000000000000000000000001", 0, DECIMAL_ROUNDED, 3},
        {"0.5000000000000000000000001", 0, DECIMAL_ROUNDED, 1},
        {"0.49999999999999999999999", 0, DECIMAL_ROUNDED, 0},
        {"1e400", 0, DECIMAL_RANGE, 0},
        {"1e-400", 18, DECIMAL_ROUNDED, 0},
        {"0e400", 18, DECIMAL_OK, 0},
        {"1e-400", 400, DECIMAL_OK, 1},
        {"1e18", 0, DECIMAL_OK, 1000000000000000000},
        {"9e18", 0, DECIMAL_OK, 9000000000000000000},
        {"1e19", 0, DECIMAL_RANGE, 0},
        {"9.22337203685477580e18", 0, DECIMAL_OK, 9223372036854775800},
        {"-9.22337203685477580e18", 0, DECIMAL_OK, -9223372036854775800},
        {"9223372036854775807", 0, DECIMAL_RANGE, 0},
        {"92233720368547758.07", 2, DECIMAL_RANGE, 0},
        {"9223372036854775.80", 3, DECIMAL_OK, 9223372036854775800},
        {"123456", -3, DECIMAL_ROUNDED, 123},
        {"123500", -3, DECIMAL_ROUNDED, 124},
        {"5e17", -18, DECIMAL_ROUNDED, 0},
        {"500000000000000001", -18, DECIMAL_ROUNDED, 1},
        {"15e17", -18, DECIMAL_ROUNDED, 2},
        {"7e18", -19, DECIMAL_ROUNDED, 1},
        {"7e18", -20, DECIMAL_ROUNDED, 0},
        {"100", -2, DECIMAL_OK, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t v = -1;
        CHECK_INT(decimal_read(str_of(rows[i].text), rows[i].places, &v), rows[i].result);
        CHECK_INT(v, rows[i].value);
    }
}

TEST(scale_takes_any_int64)
{
    int64_t v;
    CHECK_INT(decimal_scale((struct decimal){INT64_MAX, 0}, 0, &v), DECIMAL_OK);
    CHECK_INT(v, INT64_MAX);
    CHECK_INT(decimal_scale((struct decimal){INT64_MIN, 0}, 0, &v), DECIMAL_OK);
    CHECK_INT(v, INT64_MIN);
    CHECK_INT(decimal_scale((struct decimal){INT64_MIN, 0}, 1, &v), DECIMAL_RANGE);
    CHECK_INT(decimal_scale((struct decimal){INT64_MIN, -19}, 0, &v), DECIMAL_ROUNDED);
    CHECK_INT(v, -1);
    CHECK_INT(decimal_scale((struct decimal){1, INT32_MAX}, INT32_MAX, &v), DECIMAL_RANGE);
    CHECK_INT(decimal_scale((struct decimal){1, INT32_MIN}, INT32_MIN, &v), DECIMAL_ROUNDED);
}

/* What decimal_write makes of value. */
static struct str written(int64_t value, int places)
{
    static char text[64];
    struct buf b = buf_over(text, sizeof text);
    decimal_write(&b, value, places);
    return buf_str(&b);
}

TEST(write_drops_trailing_zeroes)
{
    CHECK_STR(written(1250, 3), "1.25");
    CHECK_STR(written(0, 0), "0");
    CHECK_STR(written(0, 18), "0");
    CHECK_STR(written(-5, 3), "-0.005");
    CHECK_STR(written(5000, 3), "5");
    CHECK_STR(written(-7, 0), "-7");
    CHECK_STR(written(INT64_MIN, 0), "-9223372036854775808");
    CHECK_STR(written(INT64_MIN, 18), "-9.223372036854775808");
    CHECK_STR(written(INT64_MAX, 1), "922337203685477580.7");
    CHECK_STR(written(1, 18), "0.000000000000000001");
}

TEST(write_then_read_is_the_same_value)
{
    struct random r = {7};
    for (int i = 0; i < 200000; i++) {
        int places = (int)random_below(&r, 19);
        int64_t limit = INT64_C(999999999999999999) >> random_below(&r, 59), back;
        int64_t v = random_between(&r, -limit, limit);
        CHECK_INT(decimal_read(written(v, places), places, &back), DECIMAL_OK);
        CHECK_INT(back, v);
    }
}

TEST(parse_then_scale_agrees_with_read_up_to_18_digits)
{
    struct random r = {8};
    for (int i = 0; i < 200000; i++) {
        int64_t v = random_between(&r, -INT64_C(999999999999999999), INT64_C(999999999999999999));
        int places = (int)random_between(&r, -19, 19);
        struct str text = written(v >> random_below(&r, 60), (int)random_below(&r, 19));
        struct decimal d;
        int64_t once, twice;
        CHECK_INT(decimal_parse(text, &d), DECIMAL_OK);
        CHECK_INT(decimal_read(text, places, &once), decimal_scale(d, places, &twice));
        CHECK_INT(once, twice);
    }
}

int main(void)
{
    return check_main();
}
