/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of quirks: whom they are for, which goes before which, what is wrong with them. */
#include "check.h"
#include "csms/quirks.h"

static struct quirk_rules *rules;
static struct station_info info;

/* A fresh table and a station of that vendor and model. */
static void begin(const char *vendor, const char *model)
{
    quirks_close(rules);
    rules = quirks_open();
    CHECK(rules);
    info = (struct station_info){.identity = "CP1"};
    str_copy(info.vendor, sizeof info.vendor, str_of(vendor));
    str_copy(info.model, sizeof info.model, str_of(model));
    str_copy(info.firmware, sizeof info.firmware, STR("1.2"));
}

/* A row for a vendor and model. */
static struct ev_quirk_ruled model_row(int64_t quirk, int64_t mode, const char *vendor,
                                       const char *model, const char *value)
{
    return (struct ev_quirk_ruled){.quirk = quirk,
                                   .mode = mode,
                                   .vendor = str_of(vendor),
                                   .model = str_of(model),
                                   .value = str_of(value)};
}

/* A row for a station. */
static struct ev_quirk_ruled station_row(int64_t quirk, int64_t mode, const char *station,
                                         const char *value)
{
    return (struct ev_quirk_ruled){
        .quirk = quirk, .mode = mode, .station = str_of(station), .value = str_of(value)};
}

/* Set a row, which must be right. */
static void set(struct ev_quirk_ruled row)
{
    CHECK(quirks_wrong(&row) == NULL);
    CHECK(quirks_apply(rules, &row));
}

/* What goes for the station. */
static struct quirks now(void)
{
    struct quirks q;
    quirks_resolve(rules, &info, &q);
    return q;
}

TEST(without_rows_all_repairs_are_on)
{
    begin("V", "M");
    struct quirks q = now(), zero = {0};
    CHECK(memcmp(&q, &zero, sizeof q) == 0);
    quirks_resolve(NULL, &info, &q);
    CHECK(memcmp(&q, &zero, sizeof q) == 0);
    CHECK(quirks_alias(NULL, STR("x")).n == 0);
    CHECK_INT(quirks_version(NULL), 0);
}

TEST(a_row_for_a_model_counts_where_all_of_it_fits)
{
    begin("Volt", "V100");
    set(model_row(QUIRK_ODD_TIMES, quirk_mode_OFF, "volt", "V1*", ""));
    set(model_row(QUIRK_LONG_TEXTS, quirk_mode_OFF, "volt", "W*", ""));
    struct ev_quirk_ruled firmware = model_row(QUIRK_EMPTY_AND_EXTRA, quirk_mode_OFF, "", "", "");
    firmware.firmware = STR("2.*");
    set(firmware);
    CHECK(now().off == QUIRK_BIT(QUIRK_ODD_TIMES));
    str_copy(info.firmware, sizeof info.firmware, STR("2.0"));
    CHECK(now().off == (QUIRK_BIT(QUIRK_ODD_TIMES) | QUIRK_BIT(QUIRK_EMPTY_AND_EXTRA)));
}

TEST(the_newer_row_goes_before_the_older_and_a_station_before_models)
{
    begin("Volt", "V100");
    set(model_row(QUIRK_ODD_TIMES, quirk_mode_OFF, "*", "", ""));
    set(model_row(QUIRK_ODD_TIMES, quirk_mode_ON, "", "V*", "+02:00"));
    struct quirks q = now();
    CHECK(q.off == 0 && q.has_zone && q.zone_min == 120);
    set(station_row(QUIRK_ODD_TIMES, quirk_mode_OFF, "cp1", ""));
    CHECK(now().off == QUIRK_BIT(QUIRK_ODD_TIMES));
    set(station_row(QUIRK_ODD_TIMES, quirk_mode_DEFAULT, "CP1", ""));
    CHECK(now().has_zone);
    set(model_row(QUIRK_ODD_TIMES, quirk_mode_DEFAULT, "", "V*", ""));
    set(model_row(QUIRK_ODD_TIMES, quirk_mode_DEFAULT, "*", "", ""));
    CHECK(now().off == 0 && !now().has_zone);
}

TEST(all_off_is_strict_and_one_row_opens_it)
{
    begin("V", "M");
    set(station_row(QUIRK_OTHER, quirk_mode_OFF, "CP1", ""));
    CHECK(now().off == QUIRKS_STRICT);
    set(station_row(QUIRK_ODD_TIMES, quirk_mode_ON, "CP1", ""));
    CHECK(now().off == (QUIRKS_STRICT & ~QUIRK_BIT(QUIRK_ODD_TIMES)));
    set(model_row(QUIRK_ODD_IDS, quirk_mode_ON, "*", "", ""));
    CHECK(now().off >> QUIRK_ODD_IDS & 1); /* the station's row for all goes before a model's */
    str_copy(info.identity, sizeof info.identity, STR("CP2"));
    CHECK(now().off == 0);
}

TEST(values_become_what_they_mean)
{
    begin("V", "M");
    set(station_row(QUIRK_ODD_TIMES, quirk_mode_ON, "CP1", "-0330"));
    set(station_row(QUIRK_ODD_PHASES, quirk_mode_ON, "CP1", "dc"));
    set(station_row(QUIRK_WRONG_UNIT, quirk_mode_ON, "CP1", "kWh"));
    set(station_row(QUIRK_ODD_TAGS, quirk_mode_ON, "CP1", "_"));
    set(station_row(QUIRK_PONG_ONLY, quirk_mode_ON, "CP1", "900"));
    set(station_row(QUIRK_CONFIGURATION, quirk_mode_ON, "CP1", "10"));
    set(station_row(QUIRK_PROFILES, quirk_mode_ON, "CP1", "stack0, watts"));
    struct quirks q = now();
    CHECK_INT(q.zone_min, -210);
    CHECK(q.dc && q.energy_kwh && q.tag_end == '_');
    CHECK_INT(q.pong_s, 900);
    CHECK_INT(q.items_max, 10);
    CHECK_INT(q.profile, PROFILE_STACK | PROFILE_AMPERES);
    CHECK(q.learned >> QUIRK_PROFILES & 1);
}

TEST(wrong_rows_are_told_why)
{
    begin("V", "M");
    static const struct {
        int64_t quirk;
        const char *station, *vendor, *value;
        int64_t mode;
    } rows[] = {{45, "CP1", "", "", quirk_mode_OFF},
                {-1, "CP1", "", "", quirk_mode_OFF},
                {QUIRK_REGISTER_RESETS, "CP1", "", "", quirk_mode_OFF},
                {QUIRK_ODD_TIMES, "", "", "", quirk_mode_OFF},
                {QUIRK_ODD_TIMES, "CP1", "V", "", quirk_mode_OFF},
                {QUIRK_ODD_TIMES, "CP1", "", "+02:00", quirk_mode_OFF},
                {QUIRK_ODD_TIMES, "CP1", "", "+25:00", quirk_mode_ON},
                {QUIRK_ODD_TIMES, "CP1", "", "2:00", quirk_mode_ON},
                {QUIRK_ODD_TIMES, "CP1", "", "+02:0", quirk_mode_ON},
                {QUIRK_ODD_TIMES, "CP1", "", "+2:000", quirk_mode_ON},
                {QUIRK_ODD_TAGS, "CP1", "", "", quirk_mode_ON},
                {QUIRK_ODD_TAGS, "CP1", "", "__", quirk_mode_ON},
                {QUIRK_LONG_TEXTS, "CP1", "", "x", quirk_mode_ON},
                {QUIRK_PROFILES, "CP1", "", "volts", quirk_mode_ON},
                {QUIRK_PONG_ONLY, "CP1", "", "0", quirk_mode_ON},
                {QUIRK_ALIAS, "", "V", "x", quirk_mode_ON},
                {QUIRK_OTHER, "CP1", "", "x", quirk_mode_OFF}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ev_quirk_ruled row = {.quirk = rows[i].quirk,
                                     .mode = rows[i].mode,
                                     .station = str_of(rows[i].station),
                                     .vendor = str_of(rows[i].vendor),
                                     .value = str_of(rows[i].value)};
        CHECK(quirks_wrong(&row) != NULL);
    }
}

TEST(other_names_lead_to_their_station)
{
    begin("V", "M");
    set(station_row(QUIRK_ALIAS, quirk_mode_ON, "CP1", "one two,three"));
    for (unsigned i = 0; i < 300; i++) {
        char station[16], names[32];
        snprintf(station, sizeof station, "S%u", i);
        snprintf(names, sizeof names, "serial-%u x%u", i, i);
        set(station_row(QUIRK_ALIAS, quirk_mode_ON, station, names));
    }
    CHECK_STR(quirks_alias(rules, STR("TWO")), "CP1");
    CHECK_STR(quirks_alias(rules, STR("three")), "CP1");
    CHECK_STR(quirks_alias(rules, STR("serial-299")), "S299");
    set(station_row(QUIRK_ALIAS, quirk_mode_ON, "CP1", "four"));
    CHECK_STR(quirks_alias(rules, STR("two")), "");
    CHECK_STR(quirks_alias(rules, STR("four")), "CP1");
    set(station_row(QUIRK_ALIAS, quirk_mode_OFF, "CP1", ""));
    CHECK_STR(quirks_alias(rules, STR("four")), "");
}

TEST(rows_for_models_are_bounded)
{
    begin("V", "M");
    struct ev_quirk_ruled row = {.quirk = QUIRK_ODD_TIMES, .mode = quirk_mode_OFF};
    char model[16];
    for (unsigned i = 0; i < QUIRKS_MODEL_ROWS; i++) {
        snprintf(model, sizeof model, "M%u", i);
        row.model = str_of(model);
        CHECK(quirks_apply(rules, &row));
    }
    CHECK(quirks_apply(rules, &row)); /* the same again is no new one */
    row.model = STR("one more");
    CHECK(!quirks_fit(rules, &row) && !quirks_apply(rules, &row));
    row.model = STR("M0");
    row.mode = quirk_mode_DEFAULT;
    CHECK(quirks_fit(rules, &row) && quirks_apply(rules, &row));
    row.model = STR("one more");
    row.mode = quirk_mode_OFF;
    CHECK(quirks_apply(rules, &row));
}

/* Set the row in another table too. */
static void copy(void *ctx, const struct ev_quirk_ruled *row)
{
    CHECK(quirks_apply(ctx, row));
}

TEST(a_table_made_from_the_rows_of_another_says_the_same)
{
    begin("Volt", "V100");
    set(model_row(QUIRK_ODD_TIMES, quirk_mode_ON, "", "V*", "+01:00"));
    set(model_row(QUIRK_OTHER, quirk_mode_OFF, "Volt", "", ""));
    set(model_row(QUIRK_ODD_TIMES, quirk_mode_ON, "*", "", "+02:00"));
    set(station_row(QUIRK_LONG_TEXTS, quirk_mode_ON, "CP1", ""));
    struct quirk_rules *again = quirks_open();
    struct quirks a = now(), b;
    quirks_each(rules, copy, again);
    quirks_resolve(again, &info, &b);
    CHECK(memcmp(&a, &b, sizeof a) == 0);
    CHECK(b.zone_min == 120);
    quirks_close(again);
}

TEST(what_was_learned_counts_unless_a_row_says_no)
{
    struct quirk_state s;
    begin("V", "M");
    info.learned = (int64_t)QUIRK_BIT(QUIRK_TRIGGER_BARE);
    quirks_state(rules, &info, QUIRK_TRIGGER_BARE, &s);
    CHECK(s.on && !strcmp(s.origin, "learned"));
    quirks_state(rules, &info, QUIRK_CONNECTOR_ZERO, &s);
    CHECK(!s.on && !strcmp(s.origin, "default"));
    set(model_row(QUIRK_TRIGGER_BARE, quirk_mode_OFF, "V", "", ""));
    quirks_state(rules, &info, QUIRK_TRIGGER_BARE, &s);
    CHECK(!s.on && !strcmp(s.origin, "model"));
    CHECK(now().learned == 0);
    quirks_state(rules, &info, QUIRK_REGISTER_RESETS, &s);
    CHECK(s.on && !strcmp(s.origin, "default"));
    quirks_close(rules);
    rules = NULL;
}

int main(void)
{
    return check_main();
}
