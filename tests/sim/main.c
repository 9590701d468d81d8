/* SPDX-License-Identifier: Apache-2.0 */
/* The simulation by hand: one seed, or many.
 *
 *     sim [--seed N] [--count N] [--seconds N] [--minutes N] [--stations N] [--twice] [--all]
 * [--verbose]
 *         [--no-TROUBLE]... [--no-faults] [--no-quirks] [--dir DIR]
 *
 * --count runs so many seeds from --seed on; --seconds as many as so much time allows; --twice each
 * of them twice, and the same must happen; --all goes on after a failure. Without --no-TROUBLE all
 * of tbl/troubles.h may happen.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sim/sim.h"

struct wish {
    struct sim_options o;
    uint64_t count;
    int64_t seconds;
    bool twice, all;
};

/* A flag without a value; false where it is none. */
static bool take_switch(struct wish *w, const char *flag)
{
    if (strcmp(flag, "--verbose") == 0)
        w->o.verbose = true;
    else if (strcmp(flag, "--twice") == 0)
        w->twice = true;
    else if (strcmp(flag, "--all") == 0)
        w->all = true;
    else if (strcmp(flag, "--no-faults") == 0)
        w->o.no_faults = true;
    else if (strcmp(flag, "--no-quirks") == 0)
        w->o.no_quirks = true;
    else if (strncmp(flag, "--no-", 5) == 0) {
        for (unsigned t = 0; t < TROUBLE_COUNT; t++)
            if (strcmp(flag + 5, sim_trouble((enum trouble)t)) == 0) {
                w->o.off |= 1u << t;
                return true;
            }
        return false;
    } else {
        return false;
    }
    return true;
}

/* A flag with its value; false where it is none. */
static bool take_value(struct wish *w, const char *flag, const char *value)
{
    if (strcmp(flag, "--dir") == 0)
        w->o.dir = value;
    else if (strcmp(flag, "--seed") == 0)
        w->o.seed = strtoull(value, NULL, 10);
    else if (strcmp(flag, "--count") == 0)
        w->count = strtoull(value, NULL, 10);
    else if (strcmp(flag, "--seconds") == 0)
        w->seconds = strtoll(value, NULL, 10);
    else if (strcmp(flag, "--minutes") == 0)
        w->o.minutes = strtoll(value, NULL, 10);
    else if (strcmp(flag, "--stations") == 0)
        w->o.stations = (unsigned)strtoul(value, NULL, 10);
    else
        return false;
    return true;
}

/* Run one seed, and say how it went; false where a check failed. */
static bool run(const struct wish *w)
{
    struct sim_result r, again;
    sim_run(&w->o, &r);
    printf("seed %" PRIu64 ": %s, digest %016" PRIx64 ", %" PRIu64 " batches, %" PRIu64
           " frames, %" PRIu64 " sessions, %" PRIu64 " commands, %" PRIu64 " deaths, %" PRIu64
           " events\n",
           w->o.seed, r.failed ? "FAILED" : "ok", r.digest, r.batches, r.frames, r.sessions,
           r.commands, r.crashes, r.events);
    fflush(stdout);
    if (r.failed || !w->twice)
        return !r.failed;
    sim_run(&w->o, &again);
    if (!again.failed && again.digest == r.digest)
        return true;
    printf("# seed %" PRIu64 ": the second time the digest is %016" PRIx64 "\n", w->o.seed,
           again.digest);
    return false;
}

int main(int argc, char **argv)
{
    struct wish w = {.o = {.seed = 1, .minutes = SIM_MINUTES}, .count = 1};
    uint64_t good = 0, bad = 0;
    time_t began = time(NULL);
    for (int i = 1; i < argc; i++) {
        if (take_switch(&w, argv[i]))
            continue;
        if (i + 1 >= argc || !take_value(&w, argv[i], argv[i + 1])) {
            fprintf(stderr, "sim: no such flag, or no value: %s\n", argv[i]);
            return 2;
        }
        i++;
    }
    if (!w.o.dir && !(w.o.dir = sim_dir()))
        return 2;
    while (w.seconds > 0 ? time(NULL) - began < w.seconds : good + bad < w.count) {
        if (run(&w))
            good++;
        else if (++bad > 0 && !w.all)
            break;
        w.o.seed++;
    }
    printf("%" PRIu64 " passed, %" PRIu64 " failed\n", good, bad);
    sim_clean(w.o.dir);
    return bad > 0;
}
