/* SPDX-License-Identifier: Apache-2.0 */
#include "rate/tariff.h"

#include "check.h"

static char memory[1 << 18], text[4096], again[4096], third[4096];

/* Read OCPP 2.1; what is wrong as "path: why", or "". */
static const char *fault_of(const char *json, struct tariff *t)
{
    static char out[256];
    struct arena a = arena_over(memory, sizeof memory);
    struct walk_fault fault;
    if (tariff_ocpp_read(str_of(json), &a, t, &fault))
        return "";
    CHECK(fault.why);
    (void)snprintf(out, sizeof out, "%s: %s", fault.path, fault.why);
    return out;
}

TEST(prices_become_elements_in_the_order_of_their_kind)
{
    static const char json[] =
        "{\"tariffId\":\"T21\",\"currency\":\"EUR\",\"energy\":{\"prices\":["
        "{\"priceKwh\":0.39,\"conditions\":{\"startTimeOfDay\":\"22:00\",\"endTimeOfDay\":\"06:"
        "00\","
        "\"maxEnergy\":50000,\"minPower\":11000.5,\"minIdleTime\":60,\"dayOfWeek\":[\"Monday\","
        "\"Sunday\"]}},{\"priceKwh\":0.59}],\"taxRates\":[{\"type\":\"VAT\",\"tax\":19}]},"
        "\"chargingTime\":{\"prices\":[{\"priceMinute\":0.033333333}]},"
        "\"idleTime\":{\"prices\":[{\"priceMinute\":0.1}],\"taxRates\":[{\"type\":\"VAT\","
        "\"tax\":7.5}]},\"fixedFee\":{\"prices\":[{\"priceFixed\":0.5}]},"
        "\"reservationTime\":{\"prices\":[{\"priceMinute\":0.05}]},"
        "\"reservationFixed\":{\"prices\":[{\"priceFixed\":2}]},"
        "\"validFrom\":\"2026-11-25T00:00:00.000Z\",\"minCost\":{\"exclTax\":1},"
        "\"maxCost\":{\"exclTax\":50,\"inclTax\":59.5}}";
    struct tariff t;
    struct walk_fault fault;
    struct buf b = buf_over(text, sizeof text);
    CHECK_STR(str_of(fault_of(json, &t)), "");
    CHECK_INT(t.n_elements, 7);
    CHECK_INT(t.elements[0].component[TARIFF_ENERGY].tax_ppm, 190000);
    CHECK_INT(t.elements[0].limit[TARIFF_MAX_KWH], 50000000);
    CHECK_INT(t.elements[0].limit[TARIFF_MIN_POWER], 11000500);
    CHECK_INT(t.elements[0].limit[TARIFF_MIN_PARKING], 60000000);
    CHECK_INT(t.elements[2].component[TARIFF_TIME].price_micro, 2000000); /* 2.00 an hour */
    CHECK_INT(t.elements[5].reservation, TARIFF_RESERVATION);
    CHECK(tariff_ocpp_write(&t, &b, &fault));
    CHECK_STR(buf_str(&b), json);
}

TEST(a_tariff_of_ocpi_and_its_form_in_ocpp_are_read_alike)
{
    struct arena a = arena_over(memory, sizeof memory);
    struct buf b = buf_over(text, sizeof text), c = buf_over(again, sizeof again);
    struct walk_fault fault;
    struct tariff t, u;
    CHECK(tariff_read(
        STR("{\"id\":\"O\",\"currency\":\"EUR\",\"elements\":[{\"price_components\":["
            "{\"type\":\"ENERGY\",\"price\":0.5,\"vat\":19,\"step_size\":1}],\"restrictions\":"
            "{\"max_duration\":3600}},{\"price_components\":[{\"type\":\"ENERGY\",\"price\":0.7,"
            "\"vat\":19,\"step_size\":1}]}]}"),
        &a, &t, &fault));
    CHECK(tariff_ocpp_write(&t, &b, &fault));
    CHECK(tariff_ocpp_read(buf_str(&b), &a, &u, &fault));
    struct buf d = buf_over(third, sizeof third);
    tariff_write(&t, &d);
    tariff_write(&u, &c);
    CHECK(str_eq(buf_str(&c), buf_str(&d)));
}

TEST(taxes_on_taxes_are_stacked)
{
    struct tariff t;
    CHECK_STR(
        str_of(fault_of(
            "{\"tariffId\":\"T\",\"currency\":\"CAD\",\"energy\":{\"prices\":[{\"priceKwh\":1}],"
            "\"taxRates\":[{\"type\":\"a\",\"tax\":5},{\"type\":\"b\",\"tax\":5},"
            "{\"type\":\"c\",\"tax\":10,\"stack\":1}]}}",
            &t)),
        "");
    CHECK_INT(t.elements[0].component[TARIFF_ENERGY].tax_ppm, 210000); /* 1.10 x 1.10 */
}

TEST(what_pricing_does_not_know_is_refused)
{
    static const struct {
        const char *json, *fault;
    } cases[] = {
        {"{\"currency\":\"EUR\"}", "tariffId: is missing"},
        {"{\"tariffId\":\"T\",\"currency\":\"EUR\",\"energy\":{\"prices\":[{\"priceKwh\":1,"
         "\"conditions\":{\"evseKind\":\"DC\"}}]}}",
         "energy.prices[0].conditions.evseKind: is not known: what it asks for could not be "
         "priced"},
        {"{\"tariffId\":\"T\",\"currency\":\"EUR\",\"idleTime\":{\"prices\":[]}}",
         "idleTime.prices: must not be empty"},
        {"{\"tariffId\":\"T\",\"currency\":\"EUR\",\"fixedFee\":{\"prices\":[{\"priceKwh\":1}]}}",
         "fixedFee.prices[0].priceFixed: is missing"},
        {"{\"tariffId\":\"T\",\"currency\":\"EUR\",\"minCost\":{}}", "minCost: has no amount"},
    };
    struct tariff t;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_STR(str_of(fault_of(cases[i].json, &t)), cases[i].fault);
}

TEST(what_ocpp_cannot_say_is_told)
{
    static const struct {
        const char *more, *elements, *path, *why;
    } cases[] = {
        {"", "{\"price_components\":[{\"type\":\"TIME\",\"price\":1,\"step_size\":60}]}",
         "elements[0]", "has a step_size, which OCPP 2.1 has not"},
        {"\"tax_included\":\"YES\",",
         "{\"price_components\":[{\"type\":\"TIME\",\"price\":1,\"step_size\":1}]}", "",
         "has prices with tax: OCPP 2.1 wants them without"},
        {"",
         "{\"price_components\":[{\"type\":\"TIME\",\"price\":1,\"step_size\":1}],"
         "\"restrictions\":{\"reservation\":\"RESERVATION_EXPIRES\"}}",
         "elements[0]", "prices a reservation that expires: OCPP 2.1 cannot"},
        {"",
         "{\"price_components\":[{\"type\":\"FLAT\",\"price\":1,\"step_size\":1}],"
         "\"restrictions\":{\"min_kwh\":5}}",
         "elements[0]", "limits a fee by more than time: OCPP 2.1 cannot"},
        {"",
         "{\"price_components\":[{\"type\":\"TIME\",\"price\":1,\"step_size\":1}]},"
         "{\"price_components\":[{\"type\":\"TIME\",\"price\":1,\"vat\":5,\"step_size\":1}]}",
         "elements[1]", "has another tax than the price before it: OCPP 2.1 has one a kind"},
        {"\"end_date_time\":\"2027-01-01T00:00:00Z\",",
         "{\"price_components\":[{\"type\":\"TIME\",\"price\":1,\"step_size\":1}]}", "",
         "ends at a time, which OCPP 2.1 cannot say"},
    };
    char json[1024];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = arena_over(memory, sizeof memory);
        struct buf b = buf_over(text, sizeof text);
        struct walk_fault fault;
        struct tariff t;
        (void)snprintf(json, sizeof json, "{\"id\":\"T\",\"currency\":\"EUR\",%s\"elements\":[%s]}",
                       cases[i].more, cases[i].elements);
        CHECK(tariff_read(str_of(json), &a, &t, &fault));
        CHECK(!tariff_ocpp_write(&t, &b, &fault));
        CHECK_STR(str_of(fault.path), cases[i].path);
        CHECK_STR(str_of(fault.why), cases[i].why);
    }
}

int main(void)
{
    return check_main();
}
