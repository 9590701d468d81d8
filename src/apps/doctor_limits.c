/* SPDX-License-Identifier: Apache-2.0 */
/* Open files and memory. */
#include <inttypes.h>

#include "apps/doctor.h"
#include "os/machine.h"

#define SPARE_FILES 256      /* segments, database, admin clients, what is on its way */
#define PLAIN_BYTES 2500     /* an idle station in the process, docs/performance.md */
#define TLS_BYTES 24500      /* the same on the TLS door */
#define TOKEN_BYTES 200      /* an id token */
#define BASE_BYTES 100000000 /* the rest of the server */

void doctor_limits_open_files(const struct doctor *d, struct doctor_finding *f)
{
    struct machine_files m;
    int64_t want = d->o->max_stations + SPARE_FILES;
    bool of_server = d->server_pid > 0 && machine_files(d->server_pid, &m);
    if (!of_server && !machine_files(0, &m)) {
        doctor_say(f, DOCTOR_WARN, "can't be read");
        return;
    }
    bool enough = m.hard < 0 || m.hard >= want;
    doctor_say(f,
               enough          ? DOCTOR_OK
               : m.hard < 1024 ? DOCTOR_FAIL
                               : DOCTOR_WARN,
               "at most %" PRId64 "%s for max_stations %" PRId64, m.hard,
               of_server ? " of the running server" : "", d->o->max_stations);
    if (!enough)
        doctor_advise(f,
                      "stations beyond it are turned away: LimitNOFILE=%" PRId64
                      " in the unit (or ulimit -n), or a lower max_stations",
                      want);
}

void doctor_limits_system_files(const struct doctor *d, struct doctor_finding *f)
{
    int64_t most, each, want = d->o->max_stations + SPARE_FILES;
    if (machine_numbers("/proc/sys/fs/file-max", &most, 1) != 1 ||
        machine_numbers("/proc/sys/fs/nr_open", &each, 1) != 1) {
        doctor_say(f, DOCTOR_WARN, "can't be read");
        return;
    }
    bool enough = most >= want && each >= want;
    doctor_say(f, enough ? DOCTOR_OK : DOCTOR_WARN, "fs.file-max %" PRId64 ", fs.nr_open %" PRId64,
               most, each);
    if (!enough)
        doctor_advise(f, "sysctl -w fs.file-max=%" PRId64 " fs.nr_open=%" PRId64, want * 2,
                      want * 2);
}

void doctor_limits_memory(const struct doctor *d, struct doctor_finding *f)
{
    struct machine_memory m;
    char have[24], need[24];
    int64_t station = d->o->tls[0] ? TLS_BYTES : PLAIN_BYTES;
    int64_t want =
        BASE_BYTES + d->o->max_stations * station * 2; /* twice: a snapshot folds beside us */
    if (!machine_memory(&m)) {
        doctor_say(f, DOCTOR_WARN, "can't be read");
        return;
    }
    int64_t most = m.limit > 0 && m.limit < m.total ? m.limit : m.total;
    bool enough = most >= want;
    doctor_say(f, enough ? DOCTOR_OK : DOCTOR_WARN,
               "%s%s; max_stations may need %s (and %" PRId64 " bytes per token)",
               doctor_bytes(most, have), most == m.limit ? " by the control group" : "",
               doctor_bytes(want, need), (int64_t)TOKEN_BYTES);
    if (!enough)
        doctor_advise(f, "more memory, or a max_stations that is what you have");
}

void doctor_limits_overcommit(const struct doctor *d, struct doctor_finding *f)
{
    int64_t mode;
    (void)d;
    if (machine_numbers("/proc/sys/vm/overcommit_memory", &mode, 1) != 1) {
        doctor_say(f, DOCTOR_WARN, "can't be read");
        return;
    }
    doctor_say(f, mode == 2 ? DOCTOR_WARN : DOCTOR_OK, "vm.overcommit_memory %" PRId64, mode);
    if (mode == 2)
        doctor_advise(f, "each loop reserves 40 times message_max and uses little of it: "
                         "sysctl -w vm.overcommit_memory=0");
}
