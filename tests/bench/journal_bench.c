/* SPDX-License-Identifier: Apache-2.0 */
/* Measures the journal on a real disk: bench_journal FOLDER [SECONDS]. Writes into
 * FOLDER/busbar-bench.*, with a real sync per commit, by the number of batches per commit; then
 * reads everything back as a tailing view does. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "measure.h"
#include "os/file.h"
#include "store/journal.h"

static char why[256];

/* The journal's durable end, for readers. */
static uint64_t durable(void *ctx)
{
    return journal_durable(ctx);
}

/* Stop with a sentence. */
_Noreturn static void stop(const char *what)
{
    fprintf(stderr, "bench_journal: %s\n", what);
    exit(1);
}

/* The batch of one frame: the frame, what was derived from it, and the answer. */
static void append(struct journal *j, int64_t at_us, size_t frame)
{
    static char bytes[4096];
    memset(bytes, 'x', sizeof bytes);
    journal_begin(j, at_us, STR("CP-0001234"));
    journal_add(j, JOURNAL_FRAME_IN, str_make(bytes, frame));
    journal_add(j, 5, str_make(bytes, frame / 8));
    journal_add(j, JOURNAL_FRAME_OUT, str_make(bytes, frame / 12));
    journal_end(j);
}

/* Write commits of `size` batches for some seconds, then read them back. */
static void measure(const char *folder, unsigned size, size_t frame, double seconds)
{
    char dir[4096];
    struct disk *d;
    struct journal *j;
    struct journal_reader *r;
    struct journal_batch b;
    snprintf(dir, sizeof dir, "%s/busbar-bench.%ld.%u.%zu", folder, (long)getpid(), size, frame);
    if (file_disk_open(dir, true, &d, why) != ERR_OK ||
        journal_open(d, (struct journal_options){0}, &j, why) != ERR_OK)
        stop(why);
    unsigned long batches = 0, commits = 0, read_back = 0;
    double begin = seconds_on(CLOCK_MONOTONIC), cpu = seconds_on(CLOCK_PROCESS_CPUTIME_ID), took;
    while ((took = seconds_on(CLOCK_MONOTONIC) - begin) < seconds) {
        for (unsigned i = 0; i < size; i++)
            append(j, (int64_t)batches++, frame);
        if (journal_commit(j) != ERR_OK)
            stop("the commit failed");
        commits++;
    }
    cpu = seconds_on(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    printf("%8u %8zu %9.0f %11.0f %9.2f %8.0f", size, frame, (double)commits / took,
           (double)batches / took, cpu / (double)batches * 1e6,
           (double)journal_tail(j) / (double)batches);
    begin = seconds_on(CLOCK_MONOTONIC);
    if (journal_reader_open(d, 0, durable, j, &r, why) != ERR_OK)
        stop(why);
    while (journal_reader_next(r, &b) == ERR_OK)
        read_back++;
    took = seconds_on(CLOCK_MONOTONIC) - begin;
    if (read_back != batches)
        stop(journal_reader_why(r));
    printf(" %13.0f %9.0f\n", (double)read_back / took, (double)journal_tail(j) / took / 1e6);
    fflush(stdout);
    journal_reader_close(r);
    /* Clear up: prune leaves the last segment, which goes by hand. */
    if (journal_prune(j, journal_durable(j)) != ERR_OK)
        stop("the old segments can't be removed");
    char path[64];
    snprintf(path, sizeof path, "journal/%020llu.seg", (unsigned long long)journal_first(j));
    journal_close(j);
    if (d->ops->remove(d, path) != ERR_OK || d->ops->remove(d, "VERSION") != ERR_OK)
        stop("the last segment can't be removed");
    file_disk_close(d);
    snprintf(path, sizeof path, "/journal");
    strncat(dir, path, sizeof dir - strlen(dir) - 1);
    rmdir(dir);
    *strrchr(dir, '/') = '\0';
    rmdir(dir);
}

int main(int argc, char **argv)
{
    static const unsigned sizes[] = {1, 64, 512, 4096};
    static const size_t frames[] = {40, 500};
    double seconds = argc > 2 ? atof(argv[2]) : 2;
    if (argc < 2)
        stop("usage: bench_journal FOLDER [SECONDS]");
    printf("%8s %8s %9s %11s %9s %8s %13s %9s\n", "batches", "bytes of", "commits", "batches",
           "us CPU", "bytes", "batches/s", "MB/s");
    printf("%8s %8s %9s %11s %9s %8s %13s %9s\n", "a commit", "a frame", "/s", "/s", "a batch",
           "a batch", "read", "read");
    for (size_t f = 0; f < sizeof frames / sizeof *frames; f++)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
            measure(argv[1], sizes[i], frames[f], seconds);
    return 0;
}
