/* SPDX-License-Identifier: Apache-2.0 */
/* The writer of the journal: batches gather in a buffer; a commit is one write and one sync. The
 * segment file is made longer ahead of the writes (with a hole, which costs nothing), so that most
 * syncs need not change its size. */
#include "store/journal_segment.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/le.h"

#define SEGMENT_DEFAULT (64u << 20)
#define AHEAD_PART 16          /* a segment file is made longer by this part of segment_bytes */
#define BUFFER_KEEP (8u << 20) /* a buffer that grew past this is given back after the commit */

struct journal {
    struct disk *disk;
    struct journal_options o;
    struct journal_segments segments; /* as opening has found them */
    _Atomic uint64_t last;            /* first position of the last segment, which is durable */
    struct disk_file *file;           /* the last segment; NULL when read_only */
    _Atomic uint64_t durable;         /* the position behind the last commit: where w begins */
    _Atomic uint64_t first;
    int64_t begun_us;      /* of the first batch of the last segment; 0: none that we know of */
    uint64_t size;         /* of its file */
    uint64_t torn;         /* bytes that opening cut off */
    struct buf w;          /* batches that are not written yet */
    size_t began;          /* where the open batch begins in w */
    bool building, marked; /* a batch is open; the first of w has its mark */
    enum err dead;
    char why[256]; /* the sentence of the last commit that failed */
};

/* The first position of the last segment. */
static uint64_t last_first(const struct journal *j)
{
    return j->segments.first[j->segments.n - 1];
}

/* Add a segment behind the others. */
static void add_segment(struct journal *j, uint64_t first)
{
    struct journal_segments *s = &j->segments;
    if (s->n == s->cap) {
        s->cap = s->cap ? 2 * s->cap : 64;
        s->first = realloc(s->first, s->cap * sizeof *s->first);
        ASSERT(s->first);
    }
    s->first[s->n++] = first;
}

/* Check that a segment reaches up to the one behind it. */
static enum err check_reach(struct journal *j, size_t i, struct disk_file *f, char why[256])
{
    char path[48];
    uint64_t size, first = j->segments.first[i], next = j->segments.first[i + 1];
    journal_segment_path(first, path);
    enum err e = j->disk->ops->size(j->disk, f, &size);
    if (e != ERR_OK)
        return journal_because(why, e, "%s: %s", path, err_text(e));
    if (size >= JOURNAL_HEADER + (next - first))
        return ERR_OK;
    return journal_because(why, ERR_CORRUPT,
                           "%s: offset %" PRIu64 ": positions %" PRIu64 " to %" PRIu64
                           " are missing (the file is cut short, or a segment is gone)",
                           path, size, first + (size < JOURNAL_HEADER ? 0 : size - JOURNAL_HEADER),
                           next);
}

/* Check the header of each segment, and that none is missing between two. *unused: the last one was
 * never used. */
static enum err check_segments(struct journal *j, bool *unused, char why[256])
{
    *unused = false;
    for (size_t i = 0; i < j->segments.n; i++) {
        struct disk_file *f;
        bool last = i + 1 == j->segments.n;
        enum err e = journal_segment_open(j->disk, j->segments.first[i], &f, why);
        if (e == ERR_NOT_FOUND && last) {
            *unused = true;
            return ERR_OK;
        }
        if (e != ERR_OK)
            return e == ERR_NOT_FOUND ? ERR_CORRUPT : e;
        if (!last)
            e = check_reach(j, i, f, why);
        j->disk->ops->close(j->disk, f);
        if (e != ERR_OK)
            return e;
    }
    return ERR_OK;
}

/* Take a segment that was never used off the end of the list and the disk: a crash has cut its
 * making short. */
static enum err drop_unused(struct journal *j, char why[256])
{
    char path[48];
    journal_segment_path(last_first(j), path);
    j->segments.n--;
    if (j->o.read_only)
        return ERR_OK;
    enum err e = j->disk->ops->remove(j->disk, path);
    e = e == ERR_OK ? j->disk->ops->sync_dir(j->disk, JOURNAL_FOLDER) : e;
    return e == ERR_OK ? e : journal_because(why, e, "%s: can't be removed: %s", path, err_text(e));
}

/* Find the position behind the last whole batch, and where the last commit begins. */
static enum err find_end(struct journal *j, uint64_t *commit, uint64_t *end, char why[256])
{
    struct journal_reader *r;
    struct journal_batch batch;
    enum err e = journal_reader_open(j->disk, last_first(j), NULL, NULL, &r, why);
    if (e != ERR_OK)
        return e;
    *commit = last_first(j);
    while ((e = journal_reader_next(r, &batch)) == ERR_OK)
        if (batch.begins_commit)
            *commit = batch.position;
    *end = journal_reader_position(r);
    if (e != ERR_NOT_FOUND)
        journal_because(why, e, "%s", journal_reader_why(r));
    journal_reader_close(r);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* Write a part of the last segment's file anew, as it is. */
static enum err write_again(struct journal *j, uint64_t at, uint64_t n)
{
    const struct disk_ops *ops = j->disk->ops;
    size_t got = 0;
    char *p = malloc((size_t)n + 1);
    ASSERT(p);
    enum err e = ops->read(j->disk, j->file, at, p, (size_t)n, &got);
    e = e == ERR_OK && got < n ? ERR_IO : e;
    e = e == ERR_OK ? ops->write(j->disk, j->file, at, p, (size_t)n) : e;
    free(p);
    return e;
}

/* Count the bytes of the last segment's file from `at` on, up to the last that is not zero: the
 * room that was made ahead is no torn write. */
static enum err measure_torn(struct journal *j, uint64_t at)
{
    static const size_t piece = 64u << 10;
    size_t got = 1;
    char *p = malloc(piece);
    enum err e = ERR_OK;
    ASSERT(p);
    for (uint64_t from = at; e == ERR_OK && got > 0; from += got) {
        e = j->disk->ops->read(j->disk, j->file, from, p, piece, &got);
        for (size_t i = e == ERR_OK ? got : 0; i > 0; i--)
            if (p[i - 1] != '\0') {
                j->torn = from + i - at;
                break;
            }
    }
    free(p);
    return e;
}

/* Open the last segment for appending at `end`: cut off what is behind it, and make durable what a
 * process that died before its sync, or by its failure, has left in the system's cache only. After
 * a failed sync the system may take those pages for clean; so the header and the last commit (all
 * before it is proven durable by it) are written anew. */
static enum err open_end(struct journal *j, uint64_t commit, uint64_t end, char why[256])
{
    const struct disk_ops *ops = j->disk->ops;
    uint64_t first = last_first(j), wanted = end - first + JOURNAL_HEADER;
    char path[48];
    enum err e = journal_segment_open(j->disk, first, &j->file, why);
    if (e != ERR_OK)
        return e;
    e = ops->size(j->disk, j->file, &j->size);
    if (e == ERR_OK && j->size > wanted)
        e = measure_torn(j, wanted);
    if (e == ERR_OK && j->size > wanted)
        e = ops->truncate(j->disk, j->file, j->size = wanted);
    e = e == ERR_OK ? write_again(j, 0, JOURNAL_HEADER) : e;
    e = e == ERR_OK ? write_again(j, commit - first + JOURNAL_HEADER, end - commit) : e;
    e = e == ERR_OK ? ops->sync(j->disk, j->file) : e;
    e = e == ERR_OK ? ops->sync_dir(j->disk, JOURNAL_FOLDER) : e;
    journal_segment_path(first, path);
    return e == ERR_OK ? e
                       : journal_because(why, e, "%s: can't be made ready: %s", path, err_text(e));
}

/* Make the folder and the first segment of a new journal. */
static enum err make_first(struct journal *j, uint64_t first, char why[256])
{
    enum err e = journal_segment_make(j->disk, first, &j->file);
    if (e == ERR_OK)
        add_segment(j, first);
    j->size = JOURNAL_HEADER;
    return e == ERR_OK ? e : journal_because(why, e, "a segment can't be made: %s", err_text(e));
}

/* Make the folder where it is missing, and list the segments. */
static enum err open_folder(struct journal *j, char why[256])
{
    const struct disk_ops *ops = j->disk->ops;
    enum err e = j->o.read_only ? ERR_OK : ops->mkdir(j->disk, JOURNAL_FOLDER);
    if (e == ERR_OK && !j->o.read_only)
        e = ops->sync_dir(j->disk, "");
    e = e == ERR_OK ? journal_segments_list(j->disk, &j->segments) : e;
    if (e != ERR_OK)
        return journal_because(why, e, "the folder " JOURNAL_FOLDER ": %s", err_text(e));
    return ERR_OK;
}

/* Find the end of the segments that are there and get ready to append to the last one. */
static enum err open_last(struct journal *j, uint64_t *end, char why[256])
{
    bool unused;
    uint64_t commit = 0;
    enum err e = check_segments(j, &unused, why);
    uint64_t begun = last_first(j);
    if (e == ERR_OK && unused)
        e = drop_unused(j, why);
    if (e != ERR_OK || j->segments.n == 0) {
        *end = begun;
        return e;
    }
    e = find_end(j, &commit, end, why);
    if (e == ERR_OK && unused && *end != begun)
        e = journal_because(why, ERR_CORRUPT,
                            "positions %" PRIu64 " to %" PRIu64
                            " are missing before the last segment",
                            *end, begun);
    return e == ERR_OK && !j->o.read_only ? open_end(j, commit, *end, why) : e;
}

/* Bring up a journal whose folder is there. */
static enum err open_segments(struct journal *j, char why[256])
{
    uint64_t end = 0;
    enum err e = j->segments.n > 0 ? open_last(j, &end, why) : ERR_OK;
    if (e == ERR_OK && j->segments.n == 0 && j->o.read_only)
        e = journal_because(why, ERR_NOT_FOUND, "there is no journal");
    if (e == ERR_OK && j->segments.n == 0)
        e = make_first(j, end, why);
    if (e == ERR_OK) {
        atomic_store(&j->last, last_first(j));
        atomic_store(&j->first, j->segments.first[0]);
        atomic_store(&j->durable, end);
    }
    return e;
}

enum err journal_open(struct disk *d, struct journal_options o, struct journal **out, char why[256])
{
    struct journal *j = calloc(1, sizeof *j);
    ASSERT(j);
    j->disk = d;
    j->o = o;
    if (j->o.segment_bytes == 0)
        j->o.segment_bytes = SEGMENT_DEFAULT;
    why[0] = '\0';
    enum err e = open_folder(j, why);
    if (e == ERR_OK)
        e = open_segments(j, why);
    if (e != ERR_OK) {
        j->dead = e; /* where its end is, is not known: closing must not cut the file */
        journal_close(j);
        return e;
    }
    why[0] = '\0';
    *out = j;
    return ERR_OK;
}

/* Close the last segment without the room that was made ahead. Where that does not work the zeroes
 * stay, which every reader understands. */
static void close_segment(struct journal *j)
{
    uint64_t used = atomic_load(&j->durable) - j->last + JOURNAL_HEADER;
    if (j->dead == ERR_OK && j->size > used &&
        j->disk->ops->truncate(j->disk, j->file, used) == ERR_OK)
        j->size = used;
    j->disk->ops->close(j->disk, j->file);
    j->file = NULL;
}

void journal_close(struct journal *j)
{
    if (!j)
        return;
    if (j->file)
        close_segment(j);
    journal_segments_free(&j->segments);
    free(j->w.p);
    free(j);
}

/* Make room for n more bytes in the write buffer. */
static void reserve(struct journal *j, size_t n)
{
    ASSERT(!j->o.read_only);
    if (j->w.cap - j->w.n >= n)
        return;
    size_t cap = j->w.cap ? 2 * j->w.cap : 64u << 10;
    while (cap - j->w.n < n)
        cap *= 2;
    j->w.p = realloc(j->w.p, cap);
    ASSERT(j->w.p);
    j->w.cap = cap;
}

void journal_begin(struct journal *j, int64_t at_us, struct str station)
{
    ASSERT(!j->building);
    reserve(j, JOURNAL_FIXED + station.n);
    j->building = true;
    j->began = j->w.n;
    journal_build_begin(&j->w, at_us, station);
}

void journal_add(struct journal *j, uint8_t kind, struct str bytes)
{
    ASSERT(j->building);
    reserve(j, 1 + LE_VARINT_MAX + bytes.n);
    journal_build_add(&j->w, kind, bytes);
}

uint64_t journal_end(struct journal *j)
{
    ASSERT(j->building);
    j->building = false;
    journal_build_end(&j->w, j->began);
    return journal_tail(j);
}

uint64_t journal_put(struct journal *j, struct str batches)
{
    ASSERT(!j->building);
    for (struct str left = batches; left.n > 0;) {
        struct journal_batch batch;
        size_t need;
        ASSERT(journal_batch_fit(left, 0, &batch, &need) == JOURNAL_FIT_WHOLE);
        left = str_skip(left, need);
    }
    reserve(j, batches.n);
    buf_puts(&j->w, batches);
    return journal_tail(j);
}

/* Note why a commit failed. A full disk may be tried again, but not after a sync: what that failed
 * to keep can't be known. */
static enum err commit_failed(struct journal *j, enum err e, uint64_t segment, const char *what)
{
    char path[48];
    journal_segment_path(segment, path);
    if (e != ERR_NO_SPACE)
        j->dead = e;
    return journal_because(j->why, e, "%s: can't be %s: %s", path, what, err_text(e));
}

/* Is the last segment to be closed: for its size, or its age by the times of the batches? */
static bool full(const struct journal *j, uint64_t bytes, int64_t now_us)
{
    return bytes >= j->o.segment_bytes ||
           (j->o.segment_us > 0 && bytes > 0 && now_us - j->begun_us >= j->o.segment_us);
}

/* Begin a new segment where the last one has reached its size or age. */
static enum err roll(struct journal *j)
{
    struct disk_file *next;
    uint64_t at = atomic_load(&j->durable);
    int64_t now_us = (int64_t)le_get64(j->w.p + JOURNAL_HEAD);
    if (at == j->last || j->begun_us == 0)
        j->begun_us = now_us;
    if (!full(j, at - j->last, now_us))
        return ERR_OK;
    j->begun_us = now_us;
    enum err e = journal_segment_make(j->disk, at, &next);
    if (e != ERR_OK)
        return commit_failed(j, e, at, "made");
    close_segment(j);
    j->file = next;
    j->size = JOURNAL_HEADER;
    atomic_store(&j->last, at);
    return ERR_OK;
}

/* Write the buffer to the last segment and sync it. */
static enum err write_buffer(struct journal *j)
{
    const struct disk_ops *ops = j->disk->ops;
    uint64_t durable = atomic_load(&j->durable), at = durable - j->last + JOURNAL_HEADER;
    if (!j->marked)
        journal_batch_mark(j->w.p, durable);
    j->marked = true;
    enum err e = ERR_OK;
    if (at + j->w.n > j->size) {
        j->size = at + j->w.n + j->o.segment_bytes / AHEAD_PART;
        e = ops->truncate(j->disk, j->file, j->size);
    }
    e = e == ERR_OK ? ops->write(j->disk, j->file, at, j->w.p, j->w.n) : e;
    if (e != ERR_OK)
        return commit_failed(j, e, j->last, "written");
    e = ops->sync(j->disk, j->file);
    if (e == ERR_OK)
        return ERR_OK;
    (void)commit_failed(j, e, j->last, "synced");
    j->dead = ERR_IO; /* whatever it was, a full disk too: the caller must not try again */
    return j->dead;
}

enum err journal_commit(struct journal *j)
{
    ASSERT(!j->building);
    if (j->dead != ERR_OK)
        return j->dead;
    if (j->w.n == 0)
        return ERR_OK;
    enum err e = roll(j);
    e = e == ERR_OK ? write_buffer(j) : e;
    if (e != ERR_OK)
        return e;
    atomic_store(&j->durable, atomic_load(&j->durable) + j->w.n);
    j->w.n = 0;
    j->marked = false;
    if (j->w.cap > BUFFER_KEEP) {
        free(j->w.p);
        j->w = (struct buf){0};
    }
    return ERR_OK;
}

const char *journal_why(const struct journal *j)
{
    return j->why;
}

uint64_t journal_first(const struct journal *j)
{
    return atomic_load(&j->first);
}

uint64_t journal_durable(const struct journal *j)
{
    return atomic_load(&j->durable);
}

uint64_t journal_tail(const struct journal *j)
{
    return atomic_load(&j->durable) + j->w.n;
}

uint64_t journal_torn(const struct journal *j)
{
    return j->torn;
}

/* Remove one segment, durably. */
static enum err remove_segment(struct journal *j, uint64_t first)
{
    char path[48];
    journal_segment_path(first, path);
    enum err e = j->disk->ops->remove(j->disk, path);
    return e == ERR_OK || e == ERR_NOT_FOUND ? j->disk->ops->sync_dir(j->disk, JOURNAL_FOLDER) : e;
}

enum err journal_prune(struct journal *j, uint64_t position)
{
    struct journal_segments list;
    uint64_t last = atomic_load(&j->last); /* what the folder shows behind it may not last */
    ASSERT(!j->o.read_only);
    enum err e = journal_segments_list(j->disk, &list);
    for (size_t i = 0; e == ERR_OK && i + 1 < list.n; i++) {
        uint64_t next = list.first[i + 1];
        if (next > position || next > last)
            break;
        e = remove_segment(j, list.first[i]);
        if (e == ERR_OK)
            atomic_store(&j->first, next);
    }
    journal_segments_free(&list);
    return e;
}
