/* SPDX-License-Identifier: Apache-2.0 */
/* Broken JSON made whole, and the unwrapping of signed messages. */
#include "check.h"

#include "base/random.h"
#include "ocpp/salvage.h"
#include "ocpp/signed.h"
#include "wire/json.h"

static _Alignas(16) char memory[1 << 16];
static struct arena arena;

/* Repair text, with ' for ". */
static bool salvage(const char *text, struct str *whole)
{
    static char quoted[4096];
    arena = arena_over(memory, sizeof memory);
    CHECK(strlen(text) < sizeof quoted);
    strcpy(quoted, text);
    for (char *c = strchr(quoted, '\''); c; c = strchr(c, '\''))
        *c = '"';
    return salvage_json(str_of(quoted), &arena, whole);
}

TEST(what_is_broken_is_made_whole)
{
    static const struct {
        const char *broken, *whole;
    } rows[] = {
        {"{'a':[,1]}", "{'a':[1]}"},
        {"{'a':[1,,2,]}", "{'a':[1,2]}"},
        {"{,'a':1,}", "{'a':1}"},
        {"{'a':}", "{'a':null}"},
        {"{'a':,'b':2}", "{'a':null,'b':2}"},
        {"{'a'}", "{'a':null}"},
        {"{'a','b':1}", "{'a':null,'b':1}"},
        {"{'a' 1}", "{'a':null}"},
        {"{'a':1 'b':2}", "{'a':1,'b':2}"},
        {"{'a':NaN,'b':+1,'c':.5,'d':0x10,'e':-1.5e3}",
         "{'a':null,'b':null,'c':null,'d':null,'e':-1.5e3}"},
        {"{'a':true,'b':'x\\'y\\\\'}", "{'a':true,'b':'x\\'y\\\\'}"},
        {"{'a':[{'b':1]}", "{'a':[{'b':1}]}"},
        {"{'a':1]}", "{'a':1}"},
        {"{'a':1}}]", "{'a':1}"},
        {"{1:2}", "{}"},
        {" {'a':1}", NULL},
        {"", NULL},
        {"[1]", NULL},
        {"'a'", NULL},
        {"{'a':'\x01'}", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct str whole;
        char want[128];
        bool good = salvage(rows[i].broken, &whole);
        if (good != (rows[i].whole != NULL))
            printf("# %s\n", rows[i].broken);
        CHECK(good == (rows[i].whole != NULL));
        if (!good)
            continue;
        strcpy(want, rows[i].whole);
        for (char *c = strchr(want, '\''); c; c = strchr(c, '\''))
            *c = '"';
        CHECK_STR(whole, want);
    }
}

TEST(what_the_end_may_have_cut_is_left_out)
{
    static const struct {
        const char *broken, *whole;
    } rows[] = {
        {"{'a':12", "{\"a\":null}"},
        {"{'a':1,'b", "{\"a\":1}"},
        {"{'a':[{'v':'1'},{'v':'2','u':'k", "{\"a\":[{\"v\":\"1\"}]}"},
        {"{'a':[{'v':'1'},{'v':'2'", "{\"a\":[{\"v\":\"1\"}]}"},
        {"{'a':[{'v':'1'", "{\"a\":[]}"},
        {"{'a':[{'t':1,'s':[{'v':'1'},{'v", "{\"a\":[{\"t\":1,\"s\":[{\"v\":\"1\"}]}]}"},
        {"{'a':[{'t':1,'s':[{'v':'1'}],'x':", "{\"a\":[]}"},
        {"{'a':[1,2", "{\"a\":[1]}"},
        {"{'a':{'b':1,'c':2", "{\"a\":{\"b\":1,\"c\":null}}"},
        {"{", "{}"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct str whole;
        CHECK(salvage(rows[i].broken, &whole));
        CHECK_STR(whole, rows[i].whole);
    }
}

TEST(depth_is_bounded)
{
    char deep[600] = "";
    struct str whole;
    for (int i = 0; i < 100; i++)
        strcat(deep, "{'a':");
    salvage(deep, &whole);
    CHECK(arena.n <= sizeof memory);
}

TEST(a_salvaged_text_is_json_or_none)
{
    static const char seed[] = "{'c':1,'m':[{'t':'2026','s':[{'v':'1','u':'kWh'},{'v':2.5}]}]}";
    static const char bytes[] = "[]{},:'\\0123456789eE+-.aunltrfs \x01\x80\xC3";
    struct random random = {5};
    unsigned repaired = 0;
    for (int round = 0; round < 40000; round++) {
        char text[128];
        struct str whole;
        struct json_reader r;
        struct json_token t;
        strcpy(text, seed);
        for (uint64_t k = random_below(&random, 4); k > 0; k--)
            text[1 + random_below(&random, strlen(seed) - 1)] =
                bytes[random_below(&random, sizeof bytes - 1)];
        if (random_below(&random, 2))
            text[1 + random_below(&random, strlen(seed))] = '\0';
        if (!salvage(text, &whole))
            continue;
        repaired++;
        json_open(&r, whole);
        CHECK(json_next(&r, &t) == JSON_OBJECT && json_skip(&r, &t, NULL));
        CHECK(json_next(&r, &t) == JSON_END);
        CHECK(whole.n < 256);
    }
    CHECK(repaired > 20000);
}

TEST(a_full_arena_is_no_result)
{
    struct str whole;
    for (size_t cap = 0; cap < 11; cap++) {
        struct arena small = arena_over(memory, cap);
        CHECK(!salvage_json(STR("{\"a\":[{\"b\":"), &small, &whole));
    }
}

TEST(a_flattened_jws_is_unwrapped)
{
    struct str payload;
    arena = arena_over(memory, sizeof memory);
    CHECK(signed_unpack(STR("{\"protected\":\"e30\",\"header\":{\"a\":[1]},\"payload\":"
                            "\"eyJhIjoiw7_DvsO-In0\",\"signature\":\"AA\"}"),
                        &arena, &payload));
    CHECK_STR(payload, "{\"a\":\"\xC3\xBF\xC3\xBE\xC3\xBE\"}");
    static const char *const bad[] = {
        "",
        "[]",
        "{}",
        "{\"payload\":\"e30\"}",
        "{\"signature\":\"AA\"}",
        "{\"payload\":\"\",\"signature\":\"AA\"}",
        "{\"payload\":1,\"signature\":\"AA\"}",
        "{\"payload\":\"e3!\",\"signature\":\"AA\"}",
        "{\"payload\":\"e30\",\"signature\":\"AA\"",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(!signed_unpack(str_of(bad[i]), &arena, &payload));
}

int main(void)
{
    return check_main();
}
