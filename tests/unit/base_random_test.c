/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers from a seed: always the same ones, within their bounds, in about the right shares. */
#include "base/random.h"
#include "check.h"

TEST(a_seed_gives_the_same_numbers_everywhere)
{
    struct random r = {1234567};
    CHECK(random_next(&r) == 6457827717110365317u); /* the published sequence of splitmix64 */
    CHECK(random_next(&r) == 3203168211198807973u);
    CHECK(random_next(&r) == 9817491932198370423u);
}

TEST(draws_stay_within_their_bounds)
{
    struct random r = {7};
    bool low = false, high = false;
    CHECK_INT(random_below(&r, 0), 0);
    CHECK_INT(random_below(&r, 1), 0);
    CHECK_INT(random_between(&r, -3, -3), -3);
    for (int i = 0; i < 1000; i++) {
        int64_t v = random_between(&r, -2, 2);
        CHECK(v >= -2 && v <= 2);
        low |= v == -2;
        high |= v == 2;
    }
    CHECK(low && high);
}

TEST(chances_are_met)
{
    struct random r = {7};
    int hits = 0;
    for (int i = 0; i < 100000; i++) {
        CHECK(!random_chance(&r, 0));
        CHECK(random_chance(&r, 1000000));
        hits += random_chance(&r, 250000);
    }
    CHECK(hits > 24000 && hits < 26000);
}

int main(void)
{
    return check_main();
}
