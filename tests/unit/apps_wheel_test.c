/* SPDX-License-Identifier: Apache-2.0 */
/* The timing wheel against a plain list of times. */
#include "apps/wheel.h"
#include "base/random.h"
#include "check.h"

#define N 500
#define MS INT64_C(1000)

static struct wheel wheel;
static int64_t now_us, due_at[N], ran_at[N];
static struct wheel_node nodes[N];
static int ran;

static void on_due(void *ctx, struct wheel_node *n)
{
    (void)ctx;
    CHECK(n >= nodes && n < nodes + N);
    ran_at[n - nodes] = now_us;
    ran++;
}

/* Let time go by in ticks of 100 ms up to `until`. */
static void run_until(int64_t until)
{
    for (; now_us < until; now_us += 100 * MS)
        wheel_run(&wheel, now_us, on_due, NULL);
}

static void begin(int64_t at)
{
    now_us = at;
    ran = 0;
    memset(nodes, 0, sizeof nodes);
    memset(ran_at, 0, sizeof ran_at);
    wheel_init(&wheel, now_us);
}

TEST(none_is_early_or_late_or_lost)
{
    struct random r = {7};
    begin(INT64_C(1700000000000000));
    int64_t start = now_us;
    for (int i = 0; i < N; i++) { /* up to three rounds of the wheel ahead, some in the past */
        due_at[i] = start + random_between(&r, -1000 * MS, 200000 * MS);
        wheel_set(&wheel, &nodes[i], due_at[i]);
    }
    run_until(start + 202000 * MS);
    CHECK_INT(ran, N);
    for (int i = 0; i < N; i++) {
        CHECK(ran_at[i] >= due_at[i]);
        int64_t from = due_at[i] > start ? due_at[i] : start;
        CHECK(ran_at[i] - from <= 400 * MS);
    }
}

TEST(when_the_clock_is_set_what_waits_waits_as_long_as_it_should)
{
    static const int64_t jumps[] = {-3600000 * MS, 3600000 * MS, INT64_C(-1700000000000) * MS,
                                    INT64_C(2500000000000) * MS};
    for (size_t k = 0; k < sizeof jumps / sizeof *jumps; k++) {
        struct random r = {k};
        begin(INT64_C(1700000000000000));
        int64_t start = now_us;
        for (int i = 0; i < N; i++) {
            due_at[i] = start + random_between(&r, 10 * MS, 100000 * MS);
            wheel_set(&wheel, &nodes[i], due_at[i]);
        }
        run_until(start + 20000 * MS);
        int64_t was = now_us;
        now_us += jumps[k];
        wheel_shift(&wheel, was, now_us);
        run_until(now_us + 82000 * MS);
        CHECK_INT(ran, N);
        for (int i = 0; i < N; i++) {
            int64_t at =
                ran_at[i] >= was + jumps[k] && (jumps[k] < 0 ? ran_at[i] < start : ran_at[i] > was)
                    ? ran_at[i] - jumps[k]
                    : ran_at[i];
            CHECK(at >= due_at[i] && at - due_at[i] <= 400 * MS);
        }
    }
    CHECK_INT(wheel_shifted(0, 5, 100), 0);
    CHECK_INT(wheel_shifted(7, 5, 100), 102);
    CHECK_INT(wheel_shifted(99, 5, 100), 99); /* told by the new clock already */
}

TEST(set_again_replaces_and_remove_removes)
{
    begin(1000 * MS);
    wheel_set(&wheel, &nodes[0], 2000 * MS);
    wheel_set(&wheel, &nodes[0], 10000 * MS);
    wheel_set(&wheel, &nodes[1], 3000 * MS);
    wheel_remove(&nodes[1]);
    wheel_remove(&nodes[1]);
    run_until(9000 * MS);
    CHECK_INT(ran, 0);
    run_until(11000 * MS);
    CHECK_INT(ran, 1);
    CHECK(ran_at[0] >= 10000 * MS);
}

static void set_again(void *ctx, struct wheel_node *n)
{
    (void)ctx;
    ran++;
    wheel_set(&wheel, n, now_us + 1000 * MS);
}

TEST(may_be_set_while_due)
{
    begin(1000 * MS);
    wheel_set(&wheel, &nodes[0], now_us);
    for (; now_us < 12000 * MS; now_us += 100 * MS)
        wheel_run(&wheel, now_us, set_again, NULL);
    CHECK(ran >= 7 && ran <= 11);
}

TEST(a_long_pause_runs_everything_once)
{
    begin(1000 * MS);
    for (int i = 0; i < N; i++)
        wheel_set(&wheel, &nodes[i], now_us + i * 400 * MS);
    now_us += 3600 * 1000 * MS;
    wheel_run(&wheel, now_us, on_due, NULL);
    CHECK_INT(ran, N);
}

int main(void)
{
    return check_main();
}
