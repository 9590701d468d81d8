/* SPDX-License-Identifier: Apache-2.0 */
/* The simulation in make test: some hundred seeds, some of them twice. */
#include "check.h"

#include "sim/sim.h"

#define SEEDS 200
#define TWICE_EVERY 20

static const char *dir;

/* Run one seed; false where a check failed (and was printed). */
static bool run(uint64_t seed, struct sim_result *r)
{
    struct sim_options o = {.seed = seed, .minutes = SIM_MINUTES, .dir = dir};
    sim_run(&o, r);
    return !r->failed;
}

TEST(hundreds_of_seeds_keep_every_promise)
{
    struct sim_result r, again;
    uint64_t sessions = 0, deaths = 0;
    CHECK((dir = sim_dir()) != NULL);
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        CHECK(run(seed, &r));
        sessions += r.sessions;
        deaths += r.crashes;
        if (seed % TWICE_EVERY != 0)
            continue;
        CHECK(run(seed, &again));
        CHECK_INT(again.digest, r.digest);
    }
    sim_clean(dir);
    CHECK(sessions > SEEDS && deaths > SEEDS);
}

int main(void)
{
    return check_main();
}
