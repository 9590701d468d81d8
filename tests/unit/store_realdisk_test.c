/* SPDX-License-Identifier: Apache-2.0 */
/* The store over the system's files: readers in other threads beside the writer, and a writer that
 * is killed. */
#include "check.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kit/folder.h"
#include "os/file.h"
#include "store/cursor.h"
#include "store/journal.h"
#include "store/snapshot.h"

#define BATCHES 20000u
#define READERS 3

static char why[256], root[FOLDER_MAX];

/* A new folder for one test, opened as a data directory. */
static struct disk *opened(void)
{
    struct disk *d = NULL;
    CHECK(folder_make(root));
    CHECK_INT(file_disk_open(root, true, &d, why), ERR_OK);
    return d;
}

/* Append batch number n. */
static void append(struct journal *j, unsigned n)
{
    char text[1024];
    memset(text, (int)n, sizeof text);
    journal_begin(j, (int64_t)n, STR("station"));
    journal_add(j, JOURNAL_FRAME_IN, str_make(text, n % sizeof text));
    journal_end(j);
}

/* Is this batch number n, as append wrote it? */
static bool is_batch(const struct journal_batch *b, unsigned n)
{
    char text[1024];
    struct str records = b->records, bytes;
    uint8_t kind;
    memset(text, (int)n, sizeof text);
    return b->at_us == (int64_t)n && b->n_records == 1 && journal_record(&records, &kind, &bytes) &&
           str_eq(bytes, str_make(text, n % sizeof text));
}

struct tail {
    pthread_t thread;
    struct disk *disk;
    struct journal *j; /* NULL: without a limit, as another process would */
    unsigned read;
    enum err e;
    char why[256];
};

/* The journal's durable end, for readers. */
static uint64_t durable(void *ctx)
{
    return journal_durable(ctx);
}

/* Read all batches while they are being written. */
static void *follow(void *ctx)
{
    struct tail *t = ctx;
    struct journal_reader *r;
    struct journal_batch b;
    t->e = journal_reader_open(t->disk, 0, t->j ? durable : NULL, t->j, &r, t->why);
    if (t->e != ERR_OK)
        return NULL;
    while (t->read < BATCHES) {
        t->e = journal_reader_next(r, &b);
        if (t->e == ERR_NOT_FOUND) {
            sched_yield();
        } else if (t->e != ERR_OK || !is_batch(&b, t->read)) {
            str_copy(t->why, sizeof t->why, str_of(journal_reader_why(r)));
            break;
        } else {
            t->read++;
        }
    }
    journal_reader_close(r);
    return NULL;
}

TEST(readers_follow_in_other_threads)
{
    struct disk *d = opened();
    struct journal *j;
    static struct tail tails[READERS];
    struct journal_options o = {.segment_bytes = 200000};
    CHECK_INT(journal_open(d, o, &j, why), ERR_OK);
    for (int i = 0; i < READERS; i++) {
        tails[i] = (struct tail){.disk = d, .j = i == 0 ? NULL : j};
        CHECK_INT(pthread_create(&tails[i].thread, NULL, follow, &tails[i]), 0);
    }
    enum err e = ERR_OK;
    for (unsigned n = 0; e == ERR_OK && n < BATCHES; n++) {
        append(j, n);
        if (n % 97 == 0 || n % 101 == 0 || n + 1 == BATCHES)
            e = journal_commit(j);
    }
    CHECK_INT(e, ERR_OK);
    for (int i = 0; i < READERS; i++) {
        CHECK_INT(pthread_join(tails[i].thread, NULL), 0);
        if (tails[i].read != BATCHES)
            printf("# reader %d stopped at %u: %s\n", i, tails[i].read, tails[i].why);
        CHECK_INT(tails[i].read, BATCHES);
    }
    struct journal_stat stat;
    CHECK_INT(journal_verify(d, &stat, why), ERR_OK);
    CHECK_INT(stat.batches, BATCHES);
    CHECK(stat.segments > 10);
    journal_close(j);
    file_disk_close(d);
    CHECK(folder_remove(root));
}

/* A writer that tells by a pipe what it has committed, until it is killed. */
static void write_until_killed(struct disk *d, int pipe_end)
{
    struct journal *j;
    struct journal_options o = {.segment_bytes = 100000};
    unsigned n = 0;
    if (file_disk_lock(d, why) != ERR_OK || journal_open(d, o, &j, why) != ERR_OK)
        _exit(1);
    for (;; n++) {
        append(j, n);
        if (n % 7 == 0 &&
            (journal_commit(j) != ERR_OK || write(pipe_end, &n, sizeof n) != (ssize_t)sizeof n))
            _exit(1);
    }
}

TEST(a_killed_writer_loses_nothing_committed)
{
    for (useconds_t wait = 2000; wait < 60000; wait = wait * 3 / 2) {
        struct disk *d = opened();
        struct journal *j;
        struct journal_reader *r;
        struct journal_batch b;
        unsigned told = 0, read_back = 0;
        int ends[2];
        CHECK_INT(pipe(ends), 0);
        pid_t pid = fork();
        if (pid == 0)
            write_until_killed(d, ends[1]);
        close(ends[1]);
        usleep(wait);
        CHECK_INT(kill(pid, SIGKILL), 0);
        CHECK_INT(waitpid(pid, NULL, 0), pid);
        for (unsigned n; read(ends[0], &n, sizeof n) == (ssize_t)sizeof n;)
            told = n + 1;
        close(ends[0]);
        CHECK_INT(file_disk_lock(d, why), ERR_OK); /* the dead one's lock has gone with it */
        CHECK_INT(journal_open(d, (struct journal_options){0}, &j, why), ERR_OK);
        CHECK_INT(journal_reader_open(d, 0, durable, j, &r, why), ERR_OK);
        while (journal_reader_next(r, &b) == ERR_OK)
            CHECK(is_batch(&b, read_back++));
        CHECK(read_back >= told);
        journal_reader_close(r);
        journal_close(j);
        file_disk_close(d);
        CHECK(folder_remove(root));
    }
}

/* Count the entries of a snapshot. */
static void count(void *ctx, struct str key, struct str bytes)
{
    unsigned *n = ctx;
    *n += str_is(key, "key") && str_is(bytes, "bytes");
}

TEST(snapshots_and_cursors_lie_beside_it)
{
    struct disk *d = opened();
    struct snapshot_writer *w;
    uint64_t position;
    unsigned n = 0;
    CHECK_INT(snapshot_read(d, "snapshot/views", &position, count, &n), ERR_NOT_FOUND);
    for (uint64_t k = 0; k < 3; k++) {
        CHECK_INT(snapshot_begin(d, "snapshot/views", k, &w), ERR_OK);
        CHECK_INT(snapshot_add(w, STR("key"), STR("bytes")), ERR_OK);
        CHECK_INT(snapshot_commit(w), ERR_OK);
        CHECK_INT(snapshot_read(d, "snapshot/views", &position, count, &n), ERR_OK);
        CHECK(position == k && n == k + 1);
        CHECK_INT(cursor_save(d, "sender", k), ERR_OK);
        CHECK_INT(cursor_load(d, "sender", &position), ERR_OK);
        CHECK_INT(position, k);
    }
    file_disk_close(d);
    CHECK(folder_remove(root));
}

int main(void)
{
    return check_main();
}
