/* SPDX-License-Identifier: Apache-2.0 */
/* The test harness: CHECK lines, TEST functions, TAP on standard output.
 *
 *     TEST(parse_refuses_rubbish) { CHECK(!parse(...)); CHECK_INT(n, 3); CHECK_STR(s, "x"); }
 *     int main(void) { return check_main(); }
 *
 * Each TEST registers itself. A failed CHECK prints file, line and values and ends that test.
 * SKIP("why") ends it as skipped, loudly. */
#pragma once

#include <inttypes.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

struct check_test {
    const char *name;
    void (*run)(void);
    struct check_test *next;
};

static struct check_test *check_first, **check_last = &check_first;
static jmp_buf check_out;
static const char *check_skipped = "";
static int64_t check_count;

#define TEST(name)                                                                                 \
    static void test_##name(void);                                                                 \
    static struct check_test check_entry_##name = {#name, test_##name, NULL};                      \
    __attribute__((constructor)) static void check_register_##name(void)                           \
    {                                                                                              \
        *check_last = &check_entry_##name;                                                         \
        check_last = &check_entry_##name.next;                                                     \
    }                                                                                              \
    static void test_##name(void)

#define CHECK_FAIL(...)                                                                            \
    (printf("# %s:%d: ", __FILE__, __LINE__), printf(__VA_ARGS__), printf("\n"),                   \
     longjmp(check_out, 1))
#define CHECK(x) (check_count++, (x) ? (void)0 : CHECK_FAIL("%s", #x))
#define CHECK_INT(got, want)                                                                       \
    do {                                                                                           \
        int64_t check_got = (int64_t)(got), check_want = (int64_t)(want);                          \
        check_count++;                                                                             \
        if (check_got != check_want)                                                               \
            CHECK_FAIL("%s: got %" PRId64 ", want %" PRId64, #got, check_got, check_want);         \
    } while (0)
#define CHECK_STR(got, want)                                                                       \
    do {                                                                                           \
        struct str check_got = (got), check_want = str_of(want);                                   \
        check_count++;                                                                             \
        if (!str_eq(check_got, check_want))                                                        \
            CHECK_FAIL("%s: got \"%.*s\", want \"%.*s\"", #got, STR_ARG(check_got),                \
                       STR_ARG(check_want));                                                       \
    } while (0)
#define SKIP(why) (check_skipped = (why), longjmp(check_out, 2))

/* Run one test; 0 passed, 1 failed, 2 skipped. */
static int check_run(const struct check_test *t)
{
    int how = setjmp(check_out);
    if (how != 0)
        return how;
    check_count = 0;
    t->run();
    if (check_count > 0)
        return 0;
    printf("# %s checks nothing\n", t->name);
    return 1;
}

/* Run all tests, or those whose name contains $BUSBAR_TEST; 0 where none failed. */
static int check_main(void)
{
    const char *only = getenv("BUSBAR_TEST");
    int n = 0, bad = 0;
    for (const struct check_test *t = check_first; t; t = t->next) {
        if (only && !strstr(t->name, only))
            continue;
        int how = check_run(t);
        bad += how == 1;
        printf("%s %d - %s%s%s\n", how == 1 ? "not ok" : "ok", ++n, t->name,
               how == 2 ? " # SKIP " : "", how == 2 ? check_skipped : "");
        fflush(stdout);
    }
    printf("1..%d\n", n);
    return bad ? 1 : 0;
}
