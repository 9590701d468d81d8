/* SPDX-License-Identifier: Apache-2.0 */
/* A whole system from one seed on one virtual clock: the server's own code over a simulated kernel
 * (clock, loop, paths, writer) and a simulated disk, stations of src/fleet, and a network between
 * them that fails. What is simulated where: docs/simulation.md. */
#pragma once

#include "base/buf.h"
#include "base/random.h"

#define SIM_MINUTES 25     /* usually */
#define SIM_EVENTS_TOLD 40 /* the last events that a failure prints */

enum trouble {
#define TROUBLE(name, mean_s, help) TROUBLE_##name,
#include "sim/tbl/troubles.h"
#undef TROUBLE
    TROUBLE_COUNT
};

struct sim_options {
    uint64_t seed;
    int64_t minutes;   /* of virtual time in which things go wrong */
    unsigned stations; /* 0: by the seed */
    uint32_t off;      /* bits of enum trouble that do not happen */
    bool no_faults;    /* of the stations: fleet/tbl/faults.h */
    bool no_quirks;    /* fleet/tbl/quirks.h */
    bool verbose;      /* print each event as it comes */
    const char *dir;   /* for the views' databases; must be there */
};

struct sim_result {
    uint64_t digest; /* of the journal and of every byte that a connection carried */
    uint64_t batches, frames, sessions, commands, crashes, events;
    bool failed;
};

/* Run one seed. Where a check fails, *out says so, and what happened is printed. */
void sim_run(const struct sim_options *o, struct sim_result *out);
/* Make a folder for runs, in memory where there is such a place; NULL where that fails. The text is
 * good until the next call. */
const char *sim_dir(void);
/* Remove what runs left in the folder, and the folder. */
void sim_clean(const char *dir);
/* The name of a trouble, and what it is. */
const char *sim_trouble(enum trouble t);
const char *sim_trouble_help(enum trouble t);
