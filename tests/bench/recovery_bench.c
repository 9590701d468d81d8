/* SPDX-License-Identifier: Apache-2.0 */
/* Measures recovery on a real disk: bench_recovery FOLDER [SESSIONS] [STATIONS] [UPDATES] [FRAME].
 * Makes FOLDER/data where it is missing: a journal of SESSIONS sessions (start, UPDATES updates
 * with three readings, end) on STATIONS stations that take turns, each batch with a frame of FRAME
 * bytes and its answer; one in ten of the last sessions stays open. Then it takes the journal out
 * of the page cache and folds it from its beginning, writes a snapshot, and reads that. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "apps/fold.h"
#include "charge.h"
#include "measure.h"
#include "os/file.h"

#define START_US INT64_C(1790000000000000)
#define STEP_US 50000 /* between two batches */

struct bench {
    struct disk *disk;
    struct journal *journal;
    const char *dir;
    int64_t sessions, stations, updates, frame, batches;
};

static char why[256];

/* Stop with a sentence. */
_Noreturn static void stop(const char *what)
{
    fprintf(stderr, "bench_recovery: %s %s\n", what, why);
    exit(1);
}

/* Stop where something failed. */
static void must(enum err e, const char *what)
{
    if (e != ERR_OK)
        stop(what);
}

/* Append an event of a station as a batch, with its frames. */
static void append(struct bench *b, int64_t station, const struct event *e)
{
    static const char frame[4096];
    char packed[2048], name[32];
    struct buf out = buf_over(packed, sizeof packed);
    event_pack(e, &out);
    snprintf(name, sizeof name, "DE*BUS*E%06" PRId64, station);
    journal_begin(b->journal, START_US + b->batches * STEP_US, str_of(name));
    journal_add(b->journal, JOURNAL_FRAME_IN, str_make(frame, (size_t)b->frame));
    journal_add(b->journal, (uint8_t)e->kind, buf_str(&out));
    journal_add(b->journal, JOURNAL_FRAME_OUT, str_make(frame, (size_t)b->frame / 10));
    journal_end(b->journal);
    if (++b->batches % 4096 == 0)
        must(journal_commit(b->journal), "a commit failed:");
}

/* Register, connect and boot a station. */
static void begin_station(struct bench *b, int64_t i)
{
    append(b, i,
           &(struct event){.kind = EVENT_station_registered,
                           .u.station_registered = {.standing = standing_REGISTERED,
                                                    .site_id = STR("site-17"),
                                                    .cpo_id = STR("DE8AA"),
                                                    .tariff_id = STR("standard-2026"),
                                                    .rated_power_mw = 300000000}});
    append(b, i,
           &(struct event){.kind = EVENT_connection_opened,
                           .u.connection_opened = {.generation = 1,
                                                   .protocol = protocol_OCPP201,
                                                   .remote = STR("10.20.30.40:50607")}});
    append(b, i,
           &(struct event){.kind = EVENT_booted,
                           .u.booted = {.vendor = STR("Vendor"),
                                        .model = STR("HPC 300"),
                                        .serial = STR("SN-00123456"),
                                        .firmware = STR("4.2.1-rc7")}});
}

/* Message k of a session: the first starts it, the last ends it. */
static void append_message(struct bench *b, int64_t station, int64_t round, int64_t k)
{
    char list[512], number[40], identity[32], id[17];
    struct buf out = buf_over(list, sizeof list);
    int64_t at_us = START_US + b->batches * STEP_US;
    struct str measured = charge_readings(at_us, k, 5000000, &out);
    struct event e = {0};
    snprintf(number, sizeof number, "t%" PRId64, round);
    snprintf(identity, sizeof identity, "DE*BUS*E%06" PRId64, station);
    session_name(str_of(identity), str_of(number), id);
    if (k == 0)
        e = (struct event){.kind = EVENT_session_started,
                           .u.session_started = {.session_id = str_of(id),
                                                 .transaction_id = str_of(number),
                                                 .protocol = protocol_OCPP201,
                                                 .evse_id = 1,
                                                 .connector_id = 1,
                                                 .id_token = STR("DE8ACC12E46L89"),
                                                 .token_status = token_status_ACCEPTED,
                                                 .started_at_us = at_us,
                                                 .seq_no = 1,
                                                 .content = b->batches,
                                                 .trigger = STR("Authorized"),
                                                 .site_id = STR("site-17"),
                                                 .cpo_id = STR("DE8AA"),
                                                 .tariff_id = STR("standard-2026"),
                                                 .charging_state = charging_state_CHARGING,
                                                 .readings = measured}};
    else if (k <= b->updates)
        e = (struct event){.kind = EVENT_session_updated,
                           .u.session_updated = {.session_id = str_of(id),
                                                 .transaction_id = str_of(number),
                                                 .happened_at_us = at_us,
                                                 .seq_no = k + 1,
                                                 .content = b->batches,
                                                 .trigger = STR("MeterValuePeriodic"),
                                                 .charging_state = charging_state_CHARGING,
                                                 .readings = measured}};
    else
        e = (struct event){.kind = EVENT_session_ended,
                           .u.session_ended = {.session_id = str_of(id),
                                               .transaction_id = str_of(number),
                                               .ended_at_us = at_us,
                                               .seq_no = k + 1,
                                               .content = b->batches,
                                               .trigger = STR("StopAuthorized"),
                                               .readings = measured}};
    append(b, station, &e);
}

/* Write the journal. */
static void make(struct bench *b)
{
    must(file_disk_open(b->dir, true, &b->disk, why), "the folder:");
    must(journal_open(b->disk, (struct journal_options){0}, &b->journal, why), "the journal:");
    for (int64_t i = 0; i < b->stations; i++)
        begin_station(b, i);
    int64_t rounds = (b->sessions + b->stations - 1) / b->stations;
    for (int64_t r = 0; r < rounds; r++)
        for (int64_t k = 0; k < b->updates + 2; k++)
            for (int64_t i = 0; i < b->stations; i++)
                if (r + 1 < rounds || k <= b->updates || i % 10 != 0)
                    append_message(b, i, r, k);
    must(journal_commit(b->journal), "the last commit failed:");
    journal_close(b->journal);
    printf("journal: %" PRId64 " sessions, %" PRId64 " stations, %" PRId64 " batches\n",
           rounds * b->stations, b->stations, b->batches);
}

/* Take a file out of the page cache. */
static void forget(void *ctx, const char *name)
{
    const struct bench *b = ctx;
    char path[4096];
    snprintf(path, sizeof path, "%s/journal/%s", b->dir, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fdatasync(fd) != 0 || posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED) != 0)
        stop("a segment can't be taken out of the cache");
    close(fd);
}

/* Fold the journal from its beginning. */
static void fold_all(struct bench *b, bool ahead, const char *how)
{
    struct fold *f;
    must(fold_open(1000000, &f), "memory:");
    f->ahead = ahead;
    double began = seconds_on(CLOCK_MONOTONIC), cpu = seconds_on(CLOCK_PROCESS_CPUTIME_ID);
    must(fold_journal(f, b->disk, NULL, NULL, NULL, why), "the fold:");
    double took = seconds_on(CLOCK_MONOTONIC) - began;
    cpu = seconds_on(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    printf("fold, %s: %" PRIu64 " events in %.2f s, %.0f events/s, %.2f us CPU each, %.0f MB/s\n",
           how, f->batches, took, (double)f->batches / took, cpu * 1e6 / (double)f->batches,
           (double)f->position / took / 1e6);
    began = seconds_on(CLOCK_MONOTONIC);
    must(fold_save(f, b->disk), "the snapshot:");
    printf("snapshot written: %zu stations in %.3f s\n", f->stations.n,
           seconds_on(CLOCK_MONOTONIC) - began);
    fold_close(f);
}

/* Read the snapshot. */
static void read_snapshot(struct bench *b)
{
    static const struct log log = {.level = LOG_ERROR};
    struct fold *f;
    must(fold_open(1000000, &f), "memory:");
    double began = seconds_on(CLOCK_MONOTONIC);
    must(fold_snapshot(f, b->disk, &log), "the snapshot:");
    double read = seconds_on(CLOCK_MONOTONIC);
    size_t broken = fold_check(f, &log);
    printf("snapshot read: %zu stations in %.3f s, checked in %.3f s\n", f->stations.n,
           read - began, seconds_on(CLOCK_MONOTONIC) - read);
    if (broken > 0 || f->stations.n == 0)
        stop("stations are broken");
    fold_close(f);
}

int main(int argc, char **argv)
{
    char dir[4000];
    if (argc < 2)
        stop("usage: bench_recovery FOLDER [SESSIONS] [STATIONS] [UPDATES] [FRAME]");
    snprintf(dir, sizeof dir, "%s/data", argv[1]);
    struct bench b = {.dir = dir,
                      .sessions = argc > 2 ? atoll(argv[2]) : 200000,
                      .stations = argc > 3 ? atoll(argv[3]) : 10000,
                      .updates = argc > 4 ? atoll(argv[4]) : 3,
                      .frame = argc > 5 ? atoll(argv[5]) : 500};
    if (b.sessions < 1 || b.stations < 1 || b.updates < 0 || b.frame < 0 || b.frame > 4096)
        stop("a figure is out of range");
    if (file_disk_open(dir, false, &b.disk, why) != ERR_OK)
        make(&b);
    must(b.disk->ops->list(b.disk, "journal", forget, &b), "the journal:");
    fold_all(&b, true, "cold");
    fold_all(&b, true, "from the page cache");
    fold_all(&b, false, "from the page cache, in one thread");
    read_snapshot(&b);
    file_disk_close(b.disk);
    return 0;
}
