/* SPDX-License-Identifier: Apache-2.0 */
/* The device of the data directory. */
#include <inttypes.h>

#include "apps/doctor.h"
#include "os/device.h"

#define FREE_WARN INT64_C(5000000000)
#define SYNC_WARN_US 10000
#define SYNC_FAIL_US 200000
#define INODES_WARN 10000

/* Read the device; where that fails, say so. */
static bool look(const struct doctor *d, struct device_facts *dev, struct doctor_finding *f)
{
    enum err e = device_read(d->place, dev);
    if (e != ERR_OK)
        doctor_say(f, DOCTOR_FAIL, "%.160s: %s", d->place, err_text(e));
    return e == ERR_OK;
}

void doctor_disk_free(const struct doctor *d, struct doctor_finding *f)
{
    struct device_facts dev;
    char left[24], size[24];
    if (!look(d, &dev, f))
        return;
    int64_t room = (int64_t)dev.free_bytes, least = d->o->segment_size * 4;
    if (least < d->o->room_least)
        least = d->o->room_least; /* stations would be refused */
    bool low = room < FREE_WARN || room < d->o->room_warn || dev.free_bytes < dev.size_bytes / 20;
    doctor_say(f,
               room < least ? DOCTOR_FAIL
               : low        ? DOCTOR_WARN
                            : DOCTOR_OK,
               "%s free of %s", doctor_bytes(room, left),
               doctor_bytes((int64_t)dev.size_bytes, size));
    if (f->verdict != DOCTOR_OK)
        doctor_advise(f, "a full disk stops all answers: make room, or move the data "
                         "(docs/operations.md, sizes)");
}

void doctor_disk_inodes(const struct doctor *d, struct doctor_finding *f)
{
    struct device_facts dev;
    if (!look(d, &dev, f))
        return;
    if (dev.inodes == 0) {
        doctor_say(f, DOCTOR_OK, "no fixed number");
        return;
    }
    doctor_say(f, dev.free_inodes < INODES_WARN ? DOCTOR_WARN : DOCTOR_OK,
               "%" PRIu64 " of %" PRIu64 " free", dev.free_inodes, dev.inodes);
    if (f->verdict != DOCTOR_OK)
        doctor_advise(f, "remove small files from the device");
}

void doctor_disk_file_system(const struct doctor *d, struct doctor_finding *f)
{
    struct device_facts dev;
    if (!look(d, &dev, f))
        return;
    bool bad = dev.read_only || dev.in_memory;
    doctor_say(f,
               bad             ? DOCTOR_FAIL
               : dev.networked ? DOCTOR_WARN
                               : DOCTOR_OK,
               "%s%s", dev.type, dev.read_only ? ", read-only" : "");
    if (dev.read_only)
        doctor_advise(f, "mount it for writing, or choose another data directory");
    else if (dev.in_memory)
        doctor_advise(f, "it is gone when the machine restarts: use ext4 or xfs on a disk");
    else if (dev.networked)
        doctor_advise(f, "locks, syncs and SQLite are not to be trusted over a network: use ext4 "
                         "or xfs on a disk of this machine");
}

void doctor_disk_sync(const struct doctor *d, struct doctor_finding *f)
{
    struct device_pace p;
    enum err e = device_measure(d->place, &p);
    if (e != ERR_OK) {
        doctor_say(f, DOCTOR_FAIL, "%.160s: %s", d->place, err_text(e));
        doctor_advise(f, "the server must be able to write there: run doctor as its user");
        return;
    }
    doctor_say(f,
               p.median_us > SYNC_FAIL_US   ? DOCTOR_FAIL
               : p.median_us > SYNC_WARN_US ? DOCTOR_WARN
                                            : DOCTOR_OK,
               "median %" PRId64 " us, worst %" PRId64 " us of %d", p.median_us, p.worst_us,
               DEVICE_PACE_ROUNDS);
    if (f->verdict != DOCTOR_OK)
        doctor_advise(f, "every answer waits for a sync: a disk with power-loss protection, or "
                         "one that others leave alone");
}

void doctor_disk_preallocate(const struct doctor *d, struct doctor_finding *f)
{
    struct device_pace p;
    bool can = device_measure(d->place, &p) == ERR_OK && p.preallocates;
    doctor_say(f, can ? DOCTOR_OK : DOCTOR_WARN, "%s", can ? "yes" : "no");
    if (!can)
        doctor_advise(f, "it works without, but each sync also writes the file's length: ext4 or "
                         "xfs can");
}
