/* SPDX-License-Identifier: Apache-2.0 */
#include "rate/tariff.h"

#include "base/time.h"
#include "check.h"

static char memory[1 << 17], text[4096];

/* Read it; what is wrong as "path: why", or "". */
static const char *fault_of(const char *json)
{
    static char out[256];
    struct arena a = arena_over(memory, sizeof memory);
    struct tariff t;
    struct walk_fault fault;
    if (tariff_read(str_of(json), &a, &t, &fault))
        return "";
    CHECK(fault.why);
    (void)snprintf(out, sizeof out, "%s: %s", fault.path, fault.why);
    return out;
}

#define WITH(element) "{\"id\":\"T\",\"currency\":\"EUR\",\"elements\":[" element "]}"
#define PLAIN "{\"price_components\":[{\"type\":\"ENERGY\",\"price\":0.25,\"step_size\":1}]}"
#define LIMITED(limits)                                                                            \
    "{\"price_components\":[{\"type\":\"ENERGY\",\"price\":0.25,\"step_size\":1}],"                \
    "\"restrictions\":{" limits "}}"

TEST(a_tariff_written_and_read_again_is_the_same)
{
    static const char full[] =
        "{\"country_code\":\"DE\",\"party_id\":\"VLT\",\"id\":\"FAST-1\",\"currency\":\"EUR\","
        "\"type\":\"REGULAR\",\"min_price\":{\"excl_vat\":0.5,\"incl_vat\":0.55},"
        "\"max_price\":{\"excl_vat\":100},\"elements\":[{\"price_components\":["
        "{\"type\":\"ENERGY\",\"price\":0.499999,\"vat\":19,\"step_size\":1},"
        "{\"type\":\"FLAT\",\"price\":0.5,\"vat\":0,\"step_size\":1},"
        "{\"type\":\"PARKING_TIME\",\"price\":6,\"step_size\":60},"
        "{\"type\":\"TIME\",\"price\":-1.5,\"vat\":7.25,\"step_size\":300}],"
        "\"restrictions\":{\"start_time\":\"22:00\",\"end_time\":\"06:30\","
        "\"start_date\":\"2026-11-01\",\"end_date\":\"2027-02-28\",\"min_kwh\":1.5,"
        "\"max_kwh\":50,\"min_current\":16.5,\"max_current\":500,\"min_power\":11,"
        "\"max_power\":350.001,\"min_duration\":60,\"max_duration\":7200,"
        "\"day_of_week\":[\"MONDAY\",\"SUNDAY\"]}},{\"price_components\":["
        "{\"type\":\"TIME\",\"price\":5,\"step_size\":60}],"
        "\"restrictions\":{\"reservation\":\"RESERVATION_EXPIRES\"}}],"
        "\"start_date_time\":\"2026-11-01T00:00:00.000Z\","
        "\"end_date_time\":\"2027-11-01T00:00:00.000Z\"}";
    struct arena a = arena_over(memory, sizeof memory);
    struct buf b = buf_over(text, sizeof text);
    struct tariff t;
    struct walk_fault fault;
    CHECK(tariff_read(STR(full), &a, &t, &fault));
    tariff_write(&t, &b);
    CHECK_STR(buf_str(&b), full);
    CHECK_INT(t.elements[0].limit[TARIFF_END_TIME], 390 * US_PER_MIN);
    CHECK_INT(t.elements[0].limit[TARIFF_MAX_POWER], 350001000);
    CHECK_INT(t.elements[0].limit[TARIFF_MIN_CURRENT], 16500);
    CHECK_INT(t.elements[0].component[TARIFF_TIME].tax_ppm, 72500);
    CHECK(!t.elements[0].component[TARIFF_PARKING_TIME].taxed);
}

TEST(the_newer_version_says_taxes_where_the_older_says_vat)
{
    static const char json[] =
        "{\"id\":\"N\",\"currency\":\"USD\",\"tax_included\":\"YES\","
        "\"min_price\":{\"before_taxes\":1,\"after_taxes\":1.1},\"elements\":[" PLAIN "]}";
    struct arena a = arena_over(memory, sizeof memory);
    struct buf b = buf_over(text, sizeof text);
    struct tariff t;
    struct walk_fault fault;
    CHECK(tariff_read(STR(json), &a, &t, &fault));
    CHECK_INT(t.tax, TARIFF_TAX_INCLUDED);
    CHECK_INT(t.least.incl_micro, 1100000);
    tariff_write(&t, &b);
    CHECK_STR(buf_str(&b), json);
}

TEST(what_pricing_does_not_use_is_passed_over)
{
    CHECK_STR(str_of(fault_of(
                  "{\"id\":\"T\",\"currency\":\"EUR\",\"tariff_alt_text\":[{\"language\":\"en\","
                  "\"text\":\"x\"}],\"energy_mix\":{\"is_green_energy\":true},"
                  "\"last_updated\":\"2026-11-25T00:00:00Z\",\"elements\":[" PLAIN "]}")),
              "");
    CHECK_STR(str_of(fault_of(WITH(LIMITED("\"min_kwh\":null")))), "");
}

TEST(each_fault_is_told_with_its_path)
{
    static const struct {
        const char *json, *fault;
    } cases[] = {
        {"", ": a value must stand here"},
        {"[]", ": must be an object"},
        {"{\"id\":\"T\",\"currency\":\"EUR\"}", "elements: is missing"},
        {"{\"currency\":\"EUR\",\"elements\":[" PLAIN "]}", "id: is missing"},
        {"{\"id\":\"T\",\"id\":\"T\",\"currency\":\"EUR\",\"elements\":[" PLAIN "]}",
         "id: is there twice"},
        {"{\"id\":\"T\",\"currency\":\"eur\",\"elements\":[" PLAIN "]}",
         "currency: must be three capital letters (ISO 4217)"},
        {WITH(""), "elements: must not be empty"},
        {WITH("{\"price_components\":[]}"), "elements[0].price_components: must not be empty"},
        {WITH(PLAIN "," LIMITED("\"max_kWh\":5")),
         "elements[1].restrictions.max_kWh: is not known: what it asks for could not be priced"},
        {WITH(LIMITED("\"start_time\":\"24:00\"")),
         "elements[0].restrictions.start_time: must be a time of day as 13:30"},
        {WITH(LIMITED("\"start_time\":\"9:00\"")),
         "elements[0].restrictions.start_time: must be a time of day as 13:30"},
        {WITH(LIMITED("\"end_date\":\"2026-02-29\"")),
         "elements[0].restrictions.end_date: must be a date as 2026-11-25"},
        {WITH(LIMITED("\"min_kwh\":-1")), "elements[0].restrictions.min_kwh: is too small"},
        {WITH(LIMITED("\"min_kwh\":\"1\"")), "elements[0].restrictions.min_kwh: must be a number"},
        {WITH(LIMITED("\"day_of_week\":[\"MONDAY\",\"FUNDAY\"]")),
         "elements[0].restrictions.day_of_week[1]: is none of the words allowed here"},
        {WITH(LIMITED("\"reservation\":\"RESERVATION\"")),
         "elements[0]: is for a reservation: it can have FLAT and TIME only"},
        {WITH("{\"price_components\":[{\"type\":\"ENERGY\",\"price\":0.1234567,\"step_size\":1}]}"),
         "elements[0].price_components[0].price: has more decimals than are counted"},
        {WITH("{\"price_components\":[{\"type\":\"ENERGY\",\"price\":0.1,\"step_size\":0}]}"),
         "elements[0].price_components[0]: needs a step_size of at least 1"},
        {WITH("{\"price_components\":[{\"type\":\"WATER\",\"price\":0.1,\"step_size\":1}]}"),
         "elements[0].price_components[0].type: must be ENERGY, FLAT, PARKING_TIME or TIME"},
        {WITH("{\"price_components\":[{\"type\":\"FLAT\",\"price\":1,\"step_size\":1},"
              "{\"type\":\"FLAT\",\"price\":2,\"step_size\":1}]}"),
         "elements[0].price_components[1]: is the second price of the element for that dimension"},
        {"{\"id\":\"T\",\"currency\":\"EUR\",\"min_price\":{\"excl_vat\":2},"
         "\"max_price\":{\"excl_vat\":1},\"elements\":[" PLAIN "]}",
         ": has a min_price above its max_price"},
        {"{\"id\":\"T\",\"currency\":\"EUR\",\"min_price\":{\"total\":2},\"elements\":[" PLAIN "]}",
         "min_price.total: is not known here"},
        {"{\"id\":\"T\",\"currency\":\"EUR\",\"start_date_time\":\"2026-11-25T00:00:00Z\","
         "\"end_date_time\":\"2026-11-25T00:00:00Z\",\"elements\":[" PLAIN "]}",
         ": ends before it begins"},
        {WITH(PLAIN) "x", ": nothing may follow the value"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_STR(str_of(fault_of(cases[i].json)), cases[i].fault);
}

TEST(too_many_elements_are_an_error_and_not_cut)
{
    static char json[32768];
    struct buf b = buf_over(json, sizeof json);
    buf_putz(&b, "{\"id\":\"T\",\"currency\":\"EUR\",\"elements\":[");
    for (int i = 0; i < TARIFF_ELEMENTS_MAX + 1; i++)
        buf_printf(&b, "%s%s", i > 0 ? "," : "", PLAIN);
    buf_putz(&b, "]}");
    buf_putc(&b, '\0');
    CHECK(!b.full);
    CHECK_STR(str_of(fault_of(json)),
              "elements[128]: is one too many: a tariff has at most 128 elements");
}

int main(void)
{
    return check_main();
}
