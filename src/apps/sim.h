/* SPDX-License-Identifier: Apache-2.0 */
/* The simulation of a fleet against a real server: fleet/ chargers on sockets, a clock that may run
 * faster than the world's, and at the end a check of what the server recorded against the chargers'
 * own meters. */
#pragma once

#include "base/str.h"
#include "fleet/charger.h"
#include "os/line.h"

struct sim_options {
    const char *url, *admin, *key_file, *prefix;
    struct line_rules tls; /* of a wss:// url */
    enum ocpp_version versions[3];
    unsigned n_versions;
    int64_t stations, evses, speed, seed,
        seconds; /* seconds of real time before it winds down; 0 = until a signal */
    int64_t gap_s, sample_s, rated_kw, trucks_percent;
    int64_t storm_s; /* every so many real seconds all stations lose their connection at once; 0 =
                        never */
    int64_t faults_percent; /* of the normal rates of fleet/tbl/faults.h */
    bool quirks, quiet;
};

struct sim_result {
    uint64_t sent, answers, errors, repeats, dropped, connects, sessions;
    int64_t energy_wh;
    bool checked; /* held against the server */
    uint64_t matched, flawed, missing, doubled, wrong_energy, open;
    char why[256]; /* the first difference, or why it could not run */
};

/* Run until the time is over or *stop is set; false where it could not run. Prints progress unless
 * quiet. */
bool sim_run(const struct sim_options *o, const volatile int *stop, struct sim_result *result);

/* One session as a charger knows it. */
struct sim_truth {
    uint32_t station;
    struct charger_truth t;
};
/* A session of which a sample was never said. */
struct sim_lost {
    uint32_t station, session;
};
/* Hold n sessions against the server's records; fills the counts of result. False where the server
 * can't be asked. */
bool sim_check(const struct sim_options *o, struct sim_truth *truth, size_t n,
               struct sim_lost *lost, size_t n_lost, struct sim_result *result);
/* The identity of the i-th station. */
void sim_identity(const struct sim_options *o, uint32_t i, char out[64]);
