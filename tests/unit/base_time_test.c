/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "base/time.h"
#include "base/hash.h"

struct row {
    const char *text;
    int64_t at_us;
    unsigned repairs;
};

TEST(time_parse_reads_what_chargers_send)
{
    static const struct row rows[] = {
        {"1970-01-01T00:00:00Z", 0, TIME_EXACT},
        {"2026-11-25T02:15:46.123Z", INT64_C(1795572946123000), TIME_EXACT},
        {"2026-11-25T03:15:46.1230000+01:00", INT64_C(1795572946123000), TIME_EXACT},
        {"2026-11-25T02:15:46.123", INT64_C(1795572946123000), TIME_NO_ZONE},
        {"2026-11-25 03:15:46.123+01", INT64_C(1795572946123000), TIME_SHORT_ZONE},
        {"2024-02-29T23:59:60Z", INT64_C(1709251200000000), TIME_EXACT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t at_us;
        unsigned repairs;
        CHECK(time_parse(str_of(rows[i].text), &at_us, &repairs));
        CHECK_INT(at_us, rows[i].at_us);
        CHECK_INT(repairs, rows[i].repairs);
    }
}

TEST(time_parse_refuses_what_is_no_time)
{
    static const char *const bad[] = {"",
                                      "2026-11-25T02:15:46+14:", /* found by a second opinion */
                                      "9999-12-31T23:59:59-00:01",
                                      "now",
                                      "2026-13-01T00:00:00Z",
                                      "2026-02-30T00:00:00Z",
                                      "2025-02-29T00:00:00Z",
                                      "2026-11-25",
                                      "2026-11-25T25:00:00Z",
                                      "2026-11-25T02:15:46.Z",
                                      "2026-11-25T02:15:46ZZ"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t at_us;
        unsigned repairs;
        CHECK(!time_parse(str_of(bad[i]), &at_us, &repairs));
    }
}

TEST(time_format_is_the_inverse)
{
    char text[25];
    time_format(INT64_C(1795572946123999), text);
    CHECK_STR(str_of(text), "2026-11-25T02:15:46.123Z");
    for (int64_t at = 0; at < INT64_C(4102444800000000); at += INT64_C(86399123000)) {
        int64_t back;
        unsigned repairs;
        time_format(at, text);
        CHECK(time_parse(str_of(text), &back, &repairs));
        CHECK_INT(back, at);
    }
}

TEST(time_format_stays_within_its_years)
{
    char text[25];
    time_format(INT64_C(253402300799999999), text);
    CHECK_STR(str_of(text), "9999-12-31T23:59:59.999Z");
    time_format(INT64_MAX, text);
    CHECK_STR(str_of(text), "9999-12-31T23:59:59.999Z");
    time_format(INT64_MIN, text);
    CHECK_STR(str_of(text), "1970-01-01T00:00:00.000Z");
}

TEST(crc32c_has_the_published_value)
{
    /* RFC 3720 B.4: 32 bytes of zeroes; and the usual check string. */
    char zero[32] = {0};
    CHECK_INT(crc32c(0, zero, 32), 0x8A9136AA);
    CHECK_INT(crc32c(0, "123456789", 9), 0xE3069283);
    CHECK_INT(crc32c(crc32c(0, "1234", 4), "56789", 5), 0xE3069283);
}

TEST(dates_and_weekdays_go_there_and_back)
{
    for (int64_t day = -800000; day < 2000000; day += 61) {
        struct time_date d = time_date(day);
        CHECK(d.day >= 1 && d.day <= time_month_days(d.year, d.month));
        CHECK_INT(time_days(d), day);
        CHECK_INT(time_weekday(day + 7), time_weekday(day));
    }
    CHECK_INT(time_weekday(time_days((struct time_date){2026, 11, 25})), 2); /* a Wednesday */
    CHECK_INT(time_weekday(-1), 2);                                          /* 1969-12-31 too */
    CHECK_INT(time_month_days(2000, 2), 29);
    CHECK_INT(time_month_days(2100, 2), 28);
}

int main(void)
{
    return check_main();
}
