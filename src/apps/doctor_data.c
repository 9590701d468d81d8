/* SPDX-License-Identifier: Apache-2.0 */
/* The data directory. */
#include <inttypes.h>

#include "apps/doctor.h"
#include "os/file.h"
#include "os/machine.h"
#include "store/journal.h"

void doctor_data_directory(const struct doctor *d, struct doctor_finding *f)
{
    struct machine_path p;
    enum err e = machine_path(d->o->data, &p);
    if (e == ERR_NOT_FOUND) {
        doctor_say(f, DOCTOR_OK, "%.160s: not there yet, it is made at the start", d->o->data);
        return;
    }
    if (e != ERR_OK || !p.folder) {
        doctor_say(f, DOCTOR_FAIL, "%.160s: %s", d->o->data, e ? err_text(e) : "not a directory");
        doctor_advise(f, "choose another one by option data");
        return;
    }
    unsigned me = machine_user();
    bool mine = p.uid == me || me == 0, open = (p.mode & 07) != 0;
    doctor_say(f,
               !mine  ? DOCTOR_FAIL
               : open ? DOCTOR_WARN
                      : DOCTOR_OK,
               "%.160s: of %s, mode %04o", d->o->data, p.owner, p.mode);
    if (!mine)
        doctor_advise(f, "run doctor and the server as %s, or give it to the server's user",
                      p.owner);
    else if (open)
        doctor_advise(f, "others can look into it, and it holds password hashes: chmod 0700");
}

void doctor_data_lock(const struct doctor *d, struct doctor_finding *f)
{
    if (d->server_pid == 0)
        doctor_say(f, DOCTOR_OK, "free");
    else if (d->server_pid < 0)
        doctor_say(f, DOCTOR_OK, "a process that can't be seen from here has it");
    else
        doctor_say(f, DOCTOR_OK, "process %" PRId64 " has it", d->server_pid);
}

void doctor_data_journal(const struct doctor *d, struct doctor_finding *f)
{
    struct disk *disk = NULL;
    struct journal *j = NULL;
    char why[256] = "", size[24];
    if (!d->there) {
        doctor_say(f, DOCTOR_OK, "none yet");
        return;
    }
    enum err e = file_disk_open(d->o->data, false, &disk, why);
    if (e == ERR_OK)
        e = journal_open(disk, (struct journal_options){.read_only = true}, &j, why);
    if (e == ERR_OK) {
        uint64_t first = journal_first(j), end = journal_durable(j), torn = journal_torn(j);
        doctor_say(f, DOCTOR_OK, "positions %" PRIu64 " to %" PRIu64 ", %s%s", first, end,
                   doctor_bytes((int64_t)(end - first), size),
                   torn && d->server_pid == 0
                       ? "; a write that a crash left is dropped at the start"
                       : "");
    } else if (e == ERR_NOT_FOUND) {
        doctor_say(f, DOCTOR_OK, "none yet");
    } else {
        doctor_say(f, DOCTOR_FAIL, "%s", why[0] ? why : err_text(e));
        doctor_advise(f, e == ERR_CORRUPT
                             ? "restore a backup beside it and compare: busbar journal "
                               "verify (docs/operations.md, restore)"
                             : "see docs/operations.md, troubleshooting");
    }
    journal_close(j);
    file_disk_close(disk);
}
