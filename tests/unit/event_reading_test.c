/* SPDX-License-Identifier: Apache-2.0 */
/* Meter values: words, exact scaling, packed lists and JSON. */
#include "check.h"
#include "base/random.h"
#include "event/reading.h"

#include <dirent.h>

/* -- words -- */

TEST(the_words_of_the_standards_are_found)
{
    for (int m = 1; m < MEASURAND_COUNT; m++)
        CHECK_INT(measurand_find(measurand_text((enum measurand)m)), m);
    for (int p = 0; p < PHASE_COUNT; p++)
        CHECK_INT(phase_find(phase_text((enum reading_phase)p)), p);
    for (int l = 0; l < LOCATION_COUNT; l++)
        CHECK_INT(location_find(location_text((enum reading_location)l)), l);
    for (int c = 0; c < CONTEXT_COUNT; c++)
        CHECK_INT(context_find(context_text((enum reading_context)c)), c);
}

TEST(the_words_of_chargers_are_found_too)
{
    CHECK_INT(measurand_find(STR("soc")), MEASURAND_SOC);
    CHECK_INT(measurand_find(STR("energy.active.import.REGISTER")),
              MEASURAND_ENERGY_ACTIVE_IMPORT_REGISTER);
    CHECK_INT(measurand_find(STR("EnergyActiveImportRegister")),
              MEASURAND_ENERGY_ACTIVE_IMPORT_REGISTER);
    CHECK_INT(measurand_find(STR("Power_Active_Import ")), MEASURAND_POWER_ACTIVE_IMPORT);
    CHECK_INT(phase_find(STR("l1-n")), PHASE_L1_N);
    CHECK_INT(phase_find(STR("L1N")), PHASE_L1_N);
    CHECK_INT(phase_find(STR("L2/L1")), PHASE_L1_L2);
    CHECK_INT(phase_find(STR("L1-L3")), PHASE_L3_L1);
    CHECK_INT(location_find(STR("OUTLET")), LOCATION_OUTLET);
    CHECK_INT(location_find(STR("ev")), LOCATION_EV);
    CHECK_INT(context_find(STR("transaction.begin")), CONTEXT_BEGIN);
    CHECK_INT(context_find(STR("TransactionEnd")), CONTEXT_END);
    CHECK_INT(context_find(STR("Transaction.Start")), CONTEXT_BEGIN);
}

TEST(nothing_is_the_default_and_the_unknown_has_its_place)
{
    CHECK_INT(measurand_find((struct str){0}), MEASURAND_ENERGY_ACTIVE_IMPORT_REGISTER);
    CHECK_INT(phase_find((struct str){0}), PHASE_NONE);
    CHECK_INT(location_find((struct str){0}), LOCATION_OUTLET);
    CHECK_INT(context_find((struct str){0}), CONTEXT_PERIODIC);
    CHECK_INT(measurand_find(STR("Energy")), MEASURAND_OTHER);
    CHECK_INT(measurand_find(STR("Energy.Active.Import")), MEASURAND_OTHER);
    CHECK_INT(measurand_find(STR("--")), MEASURAND_OTHER);
    CHECK_INT(measurand_find(STR("S\xC3\xB6"
                                 "C")),
              MEASURAND_OTHER);
    CHECK_INT(phase_find(STR("L4")), PHASE_NONE);
    CHECK_INT(phase_find(STR("...")), PHASE_NONE);
    CHECK_INT(location_find(STR("Roof")), LOCATION_OUTLET);
    CHECK_INT(context_find(STR("Sample")), CONTEXT_OTHER);
    CHECK_STR(measurand_text((enum measurand)200), "");
    CHECK_STR(phase_text(PHASE_COUNT), "");
    CHECK_INT(measurand_quantity((enum measurand)200), QUANTITY_NUMBER);
}

/* -- the schema files, where the test data are -- */

static char schema[1 << 20];

/* The text of one schema file, or the empty span. */
static struct str read_schema(const char *folder, const char *name)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file)
        return (struct str){0};
    size_t n = fread(schema, 1, sizeof schema, file);
    fclose(file);
    return str_make(schema, n);
}

/* Go behind the next key of that name whose value is an object or array, or to the end. */
static bool seek_key(struct json_reader *r, const char *name, struct json_token *value)
{
    enum json_kind kind;
    while ((kind = json_next(r, value)) != JSON_END && kind != JSON_BAD) {
        if (kind != JSON_KEY || !str_is(value->text, name))
            continue;
        kind = json_next(r, value);
        if (kind == JSON_OBJECT || kind == JSON_ARRAY)
            return true;
    }
    return false;
}

/* Check each word of the "enum" behind `key` by `known`; the number of words seen. */
static int check_words(struct str text, const char *key, bool (*known)(struct str word))
{
    struct json_reader r, inside;
    struct json_token value;
    struct str whole;
    int n = 0;
    json_open(&r, text);
    while (seek_key(&r, key, &value)) {
        struct json_token words;
        if (!json_skip(&r, &value, &whole))
            break;
        json_open(&inside, whole);
        if (!seek_key(&inside, "enum", &words))
            continue;
        for (; json_next(&inside, &words) == JSON_STRING; n++)
            if (!known(words.text))
                CHECK_FAIL("%s: \"%.*s\" has no row", key, STR_ARG(words.text));
    }
    return n;
}

static bool seen[MEASURAND_COUNT];

static bool known_measurand(struct str word)
{
    enum measurand m = measurand_find(word);
    seen[m] = true;
    return str_eq(measurand_text(m), word) && m != MEASURAND_OTHER;
}

static bool known_phase(struct str word)
{
    return str_eq(phase_text(phase_find(word)), word);
}

static bool known_location(struct str word)
{
    return str_eq(location_text(location_find(word)), word);
}

static bool known_context(struct str word)
{
    return str_eq(context_text(context_find(word)), word);
}

static bool known_unit(struct str word)
{
    /* A unit that is known fits some measurand without a flag. */
    for (int m = 0; m < MEASURAND_COUNT; m++) {
        struct reading r = {.measurand = (uint8_t)m};
        reading_scale(&r, STR("1"), word, 0);
        if (measurand_quantity((enum measurand)m) != QUANTITY_NUMBER &&
            !(r.flags & READING_UNKNOWN_UNIT))
            return true;
    }
    return false;
}

TEST(every_word_of_the_schemas_has_a_row)
{
    static const struct {
        const char *folder, *name, *measurand, *phase, *location, *context;
        int measurands;
    } files[] = {
        {"v16", "MeterValues.json", "measurand", "phase", "location", "context", 22},
        {"v201", "MeterValuesRequest.json", "MeasurandEnumType", "PhaseEnumType",
         "LocationEnumType", "ReadingContextEnumType", 25},
        {"v21", "MeterValuesRequest.json", "MeasurandEnumType", "PhaseEnumType", "LocationEnumType",
         "ReadingContextEnumType", 56},
    };
    const char *root = getenv("BUSBAR_SCHEMAS");
    if (!root)
        root = BUSBAR_SOURCE_DIR "/../shared/ocpp-schemas";
    DIR *there = opendir(root);
    if (!there)
        SKIP("no OCPP schema files; set BUSBAR_SCHEMAS to their folder");
    closedir(there);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char folder[768];
        snprintf(folder, sizeof folder, "%s/%s", root, files[i].folder);
        struct str text = read_schema(folder, files[i].name);
        CHECK(text.n > 0);
        CHECK_INT(check_words(text, files[i].measurand, known_measurand), files[i].measurands);
        CHECK_INT(check_words(text, files[i].phase, known_phase), 10);
        CHECK(check_words(text, files[i].location, known_location) >= 5);
        CHECK_INT(check_words(text, files[i].context, known_context), 8);
    }
    CHECK_INT(check_words(read_schema(root, "v16/MeterValues.json"), "unit", known_unit), 17);
    for (int m = 1; m < MEASURAND_COUNT; m++)
        if (!seen[m])
            CHECK_FAIL("%.*s is in no schema", STR_ARG(measurand_text((enum measurand)m)));
}

/* -- scaling -- */

struct scaled {
    enum measurand measurand;
    const char *number, *unit;
    int64_t multiplier, value;
    unsigned flags;
    const char *text;
};

#define ENERGY MEASURAND_ENERGY_ACTIVE_IMPORT_REGISTER

/* Check rows of number, unit and multiplier against what is stored. */
static void check_scaled(const struct scaled *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct reading r = {.measurand = (uint8_t)rows[i].measurand, .value = -1, .flags = 7};
        reading_scale(&r, str_of(rows[i].number), str_of(rows[i].unit), rows[i].multiplier);
        check_count++;
        if (r.value != rows[i].value || r.flags != rows[i].flags)
            CHECK_FAIL("%s %s e%d: got %lld flags %u", rows[i].number, rows[i].unit,
                       (int)rows[i].multiplier, (long long)r.value, r.flags);
        CHECK_STR(r.text, rows[i].text ? rows[i].text : "");
    }
}
#define CHECK_SCALED(rows) check_scaled(rows, sizeof(rows) / sizeof *(rows))

TEST(one_energy_in_every_dress_is_one_number)
{
    static const struct scaled rows[] = {
        {ENERGY, "12.5", "kWh", 0, 12500000, 0, NULL},
        {ENERGY, "12500", "Wh", 0, 12500000, 0, NULL},
        {ENERGY, "12500", "", 0, 12500000, 0, NULL},
        {ENERGY, "12.5", "Wh", 3, 12500000, 0, NULL},
        {ENERGY, "125", "Wh", 2, 12500000, 0, NULL},
        {ENERGY, "0.0125", "MWh", 0, 12500000, 0, NULL},
        {ENERGY, "1.25e4", "wh", 0, 12500000, 0, NULL},
        {ENERGY, "12500000", "mWh", 0, 12500000, 0, NULL},
        {ENERGY, "12500000", "kWh", -6, 12500000, 0, NULL},
        {ENERGY, " +12.500000 ", " KWH ", 0, 12500000, 0, NULL},
        {ENERGY, "-12.5", "kWh", 0, -12500000, 0, NULL},
        {ENERGY, "0", "kWh", 900, 0, 0, NULL},
        {MEASURAND_ENERGY_REACTIVE_IMPORT_REGISTER, "1.5", "kvarh", 0, 1500000, 0, NULL},
        {MEASURAND_ENERGY_APPARENT_NET, "1.5", "kVAh", 0, 1500000, 0, NULL},
    };
    CHECK_SCALED(rows);
}

TEST(every_quantity_has_its_unit)
{
    static const struct scaled rows[] = {
        {MEASURAND_POWER_ACTIVE_IMPORT, "350.25", "kW", 0, 350250000, 0, NULL},
        {MEASURAND_POWER_ACTIVE_IMPORT, "3.75", "MW", 0, 3750000000, 0, NULL},
        {MEASURAND_POWER_ACTIVE_IMPORT, "3750000000", "mW", 0, 3750000000, 0, NULL},
        {MEASURAND_POWER_REACTIVE_IMPORT, "2", "kvar", 0, 2000000, 0, NULL},
        {MEASURAND_POWER_OFFERED, "2", "kVA", 0, 2000000, 0, NULL},
        {MEASURAND_CURRENT_IMPORT, "499.5", "A", 0, 499500, 0, NULL},
        {MEASURAND_CURRENT_IMPORT, "499500", "mA", 0, 499500, 0, NULL},
        {MEASURAND_CURRENT_IMPORT, "499.5", "", 0, 499500, 0, NULL},
        {MEASURAND_VOLTAGE, "0.9", "kV", 0, 900000, 0, NULL},
        {MEASURAND_SOC, "80.5", "Percent", 0, 8050, 0, NULL},
        {MEASURAND_SOC, "80.5", "%", 0, 8050, 0, NULL},
        {MEASURAND_SOC, "80", "", 0, 8000, 0, NULL},
        {MEASURAND_FREQUENCY, "50.01", "Hz", 0, 50010, 0, "Hz"},
        {MEASURAND_FREQUENCY, "50.01", "", 0, 50010, 0, NULL},
        {MEASURAND_POWER_FACTOR, "0.98", "", 0, 980, 0, NULL},
        {MEASURAND_RPM, "1200", "rpm", 0, 1200000, 0, "rpm"},
        {MEASURAND_OTHER, "7", "kWh", 0, 7000, 0, "kWh"},
    };
    CHECK_SCALED(rows);
}

TEST(temperatures_become_celsius_exactly)
{
#define T MEASURAND_TEMPERATURE
#define R READING_ROUNDED
    static const struct scaled rows[] = {
        {T, "21.5", "Celsius", 0, 21500, 0, NULL},
        {T, "21.5", "Celcius", 0, 21500, 0, NULL},
        {T, "21.5", "", 0, 21500, 0, NULL},
        {T, "-40",
         "\xC2\xB0"
         "C",
         0, -40000, 0, NULL},
        {T, "294.65", "K", 0, 21500, 0, NULL},
        {T, "0", "K", 0, -273150, 0, NULL},
        {T, "29465", "K", -2, 21500, 0, NULL},
        {T, "273.1505", "K", 0, 0, R, NULL},
        {T, "273.1515", "K", 0, 2, R, NULL},
        {T, "-9223372036854775808", "K", -3, 0, READING_NOT_NUMBER, "-9223372036854775808"},
        {T, "32", "Fahrenheit", 0, 0, 0, NULL},
        {T, "-40", "fahrenheit", 0, -40000, 0, NULL},
        {T, "212", "F", 0, 100000, 0, NULL},
        {T, "2.12", "F", 2, 100000, 0, NULL},
        {T, "100", "F", 0, 37778, R, NULL},
        {T, "0", "F", 0, -17778, R, NULL},
        {T, "1e-30", "F", 0, -17778, R, NULL},
        {T, "32.0018", "F", 0, 1, 0, NULL},
        {T, "32.0009", "F", 0, 0, R, NULL},
        {T, "32.0027", "F", 0, 2, R, NULL},
        {T, "31.9991", "F", 0, 0, R, NULL},
        {T, "31.9973", "F", 0, -2, R, NULL},
        {T, "32.00090000000001", "F", 0, 1, R, NULL},
        {T, "1e30", "F", 0, 0, READING_NOT_NUMBER, "1e30"},
        {T, "warm", "F", 0, 0, READING_NOT_NUMBER, "warm"},
    };
    CHECK_SCALED(rows);
#undef T
#undef R
}

TEST(more_digits_than_are_kept_round_half_to_even)
{
    static const struct scaled rows[] = {
        {ENERGY, "0.0005", "Wh", 0, 0, READING_ROUNDED, NULL},
        {ENERGY, "0.0015", "Wh", 0, 2, READING_ROUNDED, NULL},
        {ENERGY, "0.00050000000000000000000001", "Wh", 0, 1, READING_ROUNDED, NULL},
        {ENERGY, "-0.0025", "Wh", 0, -2, READING_ROUNDED, NULL},
        {ENERGY, "1", "Wh", -900, 0, READING_ROUNDED, NULL},
        {ENERGY, "922337203685477.587", "Wh", 0, 922337203685477587, 0, NULL},
        {MEASURAND_SOC, "80.555", "Percent", 0, 8056, READING_ROUNDED, NULL},
    };
    CHECK_SCALED(rows);
}

TEST(a_unit_that_does_not_fit_is_flagged_and_kept)
{
    enum { U = READING_UNKNOWN_UNIT };
    static const struct scaled rows[] = {
        {ENERGY, "5", "W", 0, 5000, U, "W"},
        {ENERGY, "5", "furlong", 0, 5000, U, "furlong"},
        {MEASURAND_POWER_ACTIVE_IMPORT, "5", "kWh", 0, 5000, U, "kWh"},
        {MEASURAND_SOC, "55", "Wh", 0, 5500, U, "Wh"},
        {MEASURAND_TEMPERATURE, "20", "V", 0, 20000, U, "V"},
        {MEASURAND_VOLTAGE, "400", "K", 0, 400000, U, "K"},
        {MEASURAND_FREQUENCY, "50", "Wh", 0, 50000, U, "Wh"},
    };
    CHECK_SCALED(rows);
}

TEST(what_is_no_number_is_flagged_and_kept)
{
    enum { N = READING_NOT_NUMBER };
    static const struct scaled rows[] = {
        {ENERGY, "NaN", "Wh", 0, 0, N, "NaN"},
        {ENERGY, "", "Wh", 0, 0, N, ""},
        {ENERGY, "12,5", "kWh", 0, 0, N, "12,5"},
        {ENERGY, "0x10", "Wh", 0, 0, N, "0x10"},
        {ENERGY, "1e", "Wh", 0, 0, N, "1e"},
        {ENERGY, "Infinity", "Wh", 0, 0, N, "Infinity"},
        {ENERGY, "12 kWh", "", 0, 0, N, "12 kWh"},
        {ENERGY, "nan", "furlong", 0, 0, N | READING_UNKNOWN_UNIT, "nan"},
        {ENERGY, "1e300", "Wh", 0, 0, N, "1e300"},
        {ENERGY, "9223372036854775.808", "Wh", 0, 0, N, "9223372036854775.808"},
        {ENERGY, "1", "Wh", INT64_MAX, 0, N, "1"},
        {ENERGY, "1", "Wh", INT64_MIN, 0, N, "1"},
    };
    CHECK_SCALED(rows);
}

TEST(scaling_leaves_signed_text_and_time_flags_alone)
{
    struct reading r = {.measurand = ENERGY,
                        .flags = READING_SIGNED | READING_TIME_REPAIRED | READING_ROUNDED,
                        .text = STR_INIT("OCMF|{}|{}")};
    reading_scale(&r, STR("1.5"), STR("furlong"), 0);
    CHECK_INT(r.value, 1500);
    CHECK_INT(r.flags, READING_SIGNED | READING_TIME_REPAIRED | READING_UNKNOWN_UNIT);
    CHECK_STR(r.text, "OCMF|{}|{}");
}

/* Multiply and divide by ten in every way that leaves the number the same. */
TEST(unit_and_multiplier_never_disagree)
{
    static const char *const units[] = {"mWh", "Wh", "kWh", "MWh"};
    struct random random = {7};
    for (int i = 0; i < 5000; i++) {
        int64_t mwh = random_between(&random, -999999999999999, 999999999999999);
        int unit = (int)random_below(&random, 4), multiplier = (int)random_between(&random, -9, 9);
        char number[64];
        snprintf(number, sizeof number, "%llde%d", (long long)mwh, -3 * unit - multiplier);
        struct reading r = {.measurand = ENERGY};
        reading_scale(&r, str_of(number), str_of(units[unit]), multiplier);
        CHECK_INT(r.value, mwh);
        CHECK_INT(r.flags, 0);
    }
}

/* -- packed lists -- */

static bool same_reading(const struct reading *a, const struct reading *b)
{
    return a->at_us == b->at_us && a->value == b->value && a->measurand == b->measurand &&
           a->phase == b->phase && a->location == b->location && a->context == b->context &&
           a->flags == b->flags && str_eq(a->name, b->name) && str_eq(a->text, b->text);
}

/* A reading with random contents; most have none of what is rare. */
static struct reading random_reading(struct random *r)
{
    static const struct str texts[] = {STR_INIT(""), STR_INIT(""), STR_INIT("x"),
                                       STR_INIT("eyJzaWduZWQiOnRydWV9")};
    return (struct reading){
        .at_us = (int64_t)(random_next(r) >> random_below(r, 64)),
        .value = (int64_t)(random_next(r) >> random_below(r, 64)),
        .measurand = (uint8_t)random_below(r, MEASURAND_COUNT),
        .phase = (uint8_t)random_below(r, PHASE_COUNT),
        .location = (uint8_t)random_below(r, LOCATION_COUNT),
        .context = (uint8_t)random_below(r, CONTEXT_COUNT),
        .flags = (uint8_t)random_below(r, READING_FLAGS + 1),
        .name = texts[random_below(r, 4)],
        .text = texts[random_below(r, 4)],
    };
}

TEST(a_list_comes_back_as_it_went)
{
    static char space[1 << 16];
    struct reading sent[100], got;
    struct random r = {11};
    struct buf out = buf_over(space, sizeof space);
    for (int i = 0; i < 100; i++) {
        sent[i] = random_reading(&r);
        reading_pack(&sent[i], &out);
    }
    CHECK(!out.full);
    struct str list = buf_str(&out);
    for (int i = 0; i < 100; i++) {
        CHECK(reading_unpack(&list, &got));
        CHECK(same_reading(&sent[i], &got));
    }
    CHECK(!reading_unpack(&list, &got));
    CHECK_INT(list.n, 0);
}

TEST(a_plain_reading_is_small)
{
    char space[64];
    struct buf out = buf_over(space, sizeof space);
    struct reading r = {.at_us = INT64_C(1795572946123000), .value = 12500000, .measurand = ENERGY};
    reading_pack(&r, &out);
    CHECK_INT(out.n, 13);
}

TEST(a_cut_reading_is_refused_and_stays_in_the_list)
{
    char space[128];
    struct random random = {5};
    for (int i = 0; i < 200; i++) {
        struct reading r = random_reading(&random), got;
        struct buf out = buf_over(space, sizeof space);
        reading_pack(&r, &out);
        for (size_t n = 1; n < out.n; n++) {
            char *cut = malloc(n);
            memcpy(cut, space, n);
            struct str list = str_make(cut, n);
            CHECK(!reading_unpack(&list, &got));
            CHECK_INT(list.n, n);
            free(cut);
        }
    }
}

TEST(a_reading_of_unknown_words_is_refused)
{
    static const struct str rows[] = {STR_INIT("\x80\0\0"),
                                      STR_INIT("\x01\0\0\xC8"),
                                      STR_INIT("\x02\0\0\x0B"),
                                      STR_INIT("\x04\0\0\x06"),
                                      STR_INIT("\x08\0\0\x08"),
                                      STR_INIT("\x10\0\0\x40"),
                                      STR_INIT("\x20\0\0\x02x"),
                                      STR_INIT("\x40\0\0\x7Fxx"),
                                      STR_INIT("\x40\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01")};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct str list = rows[i];
        struct reading got;
        CHECK(!reading_unpack(&list, &got));
        CHECK_INT(list.n, rows[i].n);
    }
}

TEST(flipped_bits_never_hurt)
{
    char space[256], text[8192];
    struct random random = {6};
    for (int i = 0; i < 3000; i++) {
        struct buf out = buf_over(space, sizeof space), json = buf_over(text, sizeof text);
        struct json_writer w;
        for (int k = 0; k < 3; k++) {
            struct reading r = random_reading(&random);
            reading_pack(&r, &out);
        }
        space[random_below(&random, out.n)] ^= (char)(1 << random_below(&random, 8));
        char *copy = malloc(out.n);
        memcpy(copy, space, out.n);
        json_begin(&w, &json);
        readings_json(str_make(copy, out.n), &w);
        free(copy);
        CHECK(!json.full && json.n >= 2);
    }
}

/* -- JSON -- */

TEST(json_shows_decimals_in_base_units)
{
    char space[512], text[2048];
    struct buf out = buf_over(space, sizeof space), json = buf_over(text, sizeof text);
    struct json_writer w;
    struct reading a = {.at_us = INT64_C(1795572946123000), .measurand = ENERGY};
    struct reading b = {.at_us = a.at_us, .measurand = MEASURAND_SOC, .location = LOCATION_EV};
    struct reading c = {.at_us = a.at_us, .measurand = MEASURAND_OTHER, .name = STR_INIT("Fan")};
    struct reading d = {.at_us = a.at_us, .measurand = MEASURAND_VOLTAGE, .phase = PHASE_L1_N};
    reading_scale(&a, STR("12.5"), STR("kWh"), 0);
    reading_scale(&b, STR("80.25"), STR("Percent"), 0);
    reading_scale(&c, STR("1200"), STR("rpm"), 0);
    reading_scale(&d, STR("NaN"), STR("V"), 0);
    reading_pack(&a, &out);
    reading_pack(&b, &out);
    reading_pack(&c, &out);
    reading_pack(&d, &out);
    buf_putc(&out, '\x01');
    json_begin(&w, &json);
    readings_json(buf_str(&out), &w);
    CHECK_STR(buf_str(&json),
              "[{\"at\":\"2026-11-25T02:15:46.123Z\",\"measurand\":"
              "\"Energy.Active.Import.Register\",\"value\":12500,\"unit\":\"Wh\",\"phase\":null,"
              "\"location\":\"Outlet\",\"context\":\"Sample.Periodic\"},"
              "{\"at\":\"2026-11-25T02:15:46.123Z\",\"measurand\":\"SoC\",\"value\":80.25,"
              "\"unit\":\"Percent\",\"phase\":null,\"location\":\"EV\","
              "\"context\":\"Sample.Periodic\"},"
              "{\"at\":\"2026-11-25T02:15:46.123Z\",\"measurand\":\"Fan\",\"value\":1200,"
              "\"unit\":\"rpm\",\"phase\":null,\"location\":\"Outlet\","
              "\"context\":\"Sample.Periodic\"},"
              "{\"at\":\"2026-11-25T02:15:46.123Z\",\"measurand\":\"Voltage\",\"value\":null,"
              "\"unit\":\"V\",\"phase\":\"L1-N\",\"location\":\"Outlet\","
              "\"context\":\"Sample.Periodic\",\"flags\":[\"not-number\"],\"text\":\"NaN\"},"
              "{\"damaged\":true}]");
}

TEST(units_are_those_of_the_measurand)
{
    CHECK_STR(measurand_unit(ENERGY), "Wh");
    CHECK_STR(measurand_unit(MEASURAND_ENERGY_REACTIVE_NET), "varh");
    CHECK_STR(measurand_unit(MEASURAND_ENERGY_APPARENT_IMPORT), "VAh");
    CHECK_STR(measurand_unit(MEASURAND_POWER_REACTIVE_EXPORT), "var");
    CHECK_STR(measurand_unit(MEASURAND_POWER_ACTIVE_IMPORT), "W");
    CHECK_STR(measurand_unit(MEASURAND_CURRENT_OFFERED), "A");
    CHECK_STR(measurand_unit(MEASURAND_TEMPERATURE), "Celsius");
    CHECK_STR(measurand_unit(MEASURAND_RPM), "");
}

int main(void)
{
    return check_main();
}
