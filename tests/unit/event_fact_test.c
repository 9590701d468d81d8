/* SPDX-License-Identifier: Apache-2.0 */
/* Facts packed and taken off again; damage; JSON. */
#include "check.h"

#include "event/fact.h"

/* A list of a variable and a security event. */
static struct str two(char *memory, size_t n)
{
    struct buf out = buf_over(memory, n);
    struct fact f;
    fact_begin(&f, FACT_variable);
    f.u.variable.component = STR("Fan");
    f.u.variable.evse_id = -1;
    f.u.variable.value = STR("");
    f.told = 1 << 1 | 1 << 3 | 1 << 8;
    CHECK(fact_size(&f) <= n);
    fact_pack(&f, &out);
    fact_begin(&f, FACT_security_event);
    f.u.security_event.type = STR("TamperDetection");
    f.u.security_event.happened_at_us = 1790000000000000;
    f.told = 1 << 1 | 1 << 2;
    fact_pack(&f, &out);
    CHECK(!out.full);
    return buf_str(&out);
}

TEST(what_was_packed_comes_back)
{
    char memory[256];
    struct str list = two(memory, sizeof memory);
    struct fact f;
    CHECK(fact_unpack(&list, &f));
    CHECK_INT(f.kind, FACT_variable);
    CHECK_INT(f.told, 1 << 1 | 1 << 3 | 1 << 8);
    CHECK_STR(f.u.variable.component, "Fan");
    CHECK_INT(f.u.variable.evse_id, -1);
    CHECK_STR(f.u.variable.value, "");
    CHECK(fact_unpack(&list, &f));
    CHECK_INT(f.kind, FACT_security_event);
    CHECK_STR(f.u.security_event.type, "TamperDetection");
    CHECK_INT(f.u.security_event.happened_at_us, 1790000000000000);
    CHECK(!fact_unpack(&list, &f));
    CHECK_INT(list.n, 0);
}

TEST(size_is_enough_and_not_far_from_it)
{
    char memory[4096];
    for (size_t length = 0; length < 300; length += 7) {
        struct buf out = buf_over(memory, sizeof memory);
        struct fact f;
        fact_begin(&f, FACT_data_transfer);
        f.u.data_transfer.data = str_make(memory + 2048, length);
        memset(memory + 2048, 'x', length);
        f.told = UINT64_MAX;
        size_t size = fact_size(&f);
        fact_pack(&f, &out);
        CHECK(out.n <= size);
        CHECK(size <= out.n + 32);
    }
}

TEST(every_cut_is_damage_or_an_end)
{
    char memory[256], copy[256];
    struct str whole = two(memory, sizeof memory);
    for (size_t n = 0; n < whole.n; n++) {
        struct fact f;
        memcpy(copy, whole.p, n);
        struct str list = str_make(copy, n);
        int taken = 0;
        while (fact_unpack(&list, &f))
            taken++;
        CHECK(taken <= 1);
        CHECK(n == 0 || taken == 1 || list.n > 0); /* what is left says that it was not the end */
    }
}

TEST(a_kind_of_a_newer_build_is_passed_over)
{
    const char packed[] = {62, 2, 3, 'a', 'b', 'c', 5, 2, 3, 3, 1, 'T'};
    struct str list = str_make(packed, sizeof packed);
    struct fact f;
    CHECK(!fact_type((enum fact_kind)62));
    CHECK(fact_unpack(&list, &f));
    CHECK_INT(f.kind, 62);
    CHECK(fact_unpack(&list, &f));
    CHECK_INT(f.kind, FACT_security_event);
    CHECK_STR(f.u.security_event.type, "T");
}

TEST(json_shows_what_was_told_and_damage)
{
    char memory[256], text[1024];
    struct str list = two(memory, sizeof memory);
    struct buf out = buf_over(text, sizeof text);
    struct json_writer w;
    json_begin(&w, &out);
    facts_json(list, &w);
    CHECK_STR(buf_str(&out),
              "[{\"fact\":\"variable\",\"component\":\"Fan\",\"evse_id\":-1,\"value\":\"\"},"
              "{\"fact\":\"security_event\",\"type\":\"TamperDetection\","
              "\"happened_at\":\"2026-09-21T14:13:20.000Z\"}]");
    out = buf_over(text, sizeof text);
    json_begin(&w, &out);
    facts_json(str_make(list.p, list.n - 1), &w);
    CHECK(str_ends(buf_str(&out), STR(",{\"damaged\":true}]")));
}

TEST(names_lead_to_kinds)
{
    for (unsigned kind = 1; kind <= FACT_KIND_MAX; kind++) {
        const struct record_type *t = fact_type((enum fact_kind)kind);
        if (!t)
            continue;
        CHECK_INT(fact_find(str_of(t->name)), kind);
        struct str key = str_of(fact_key((enum fact_kind)kind));
        while (key.n > 0) {
            const struct record_field *f = record_field(t, str_cut(&key, ','));
            CHECK(f && f->kind != RECORD_OPT);
        }
    }
    CHECK_INT(fact_find(STR("nothing")), FACT_NONE);
    CHECK_INT(fact_find(STR("")), FACT_NONE);
}

int main(void)
{
    return check_main();
}
