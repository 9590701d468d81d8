/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the journal from a position on, across segments, in large pieces. Where no batch is
 * found, the reader tells the end, the next segment, a torn tail and damage apart. */
#include "store/journal_segment.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

#define AHEAD_LEAST (16u << 10) /* bytes read at once; twice as much after each full read, ... */
#define AHEAD_MOST (256u << 10) /* ... up to this */

struct journal_reader {
    struct disk *disk;
    struct disk_file *file; /* the open segment, or NULL before one is there */
    uint64_t first;         /* its first position */
    uint64_t position;      /* where the next batch begins */
    uint64_t (*limit)(void *ctx);
    void *ctx;
    char *p; /* p[used..n) are bytes from `position` on */
    size_t used, n, cap;
    enum err failed; /* once damaged, always damaged */
    char why[256];
};

/* What a look at the place behind the last batch has found. */
enum gap {
    GAP_NONE,  /* there is a batch now */
    GAP_MOVED, /* the next segment has been opened: look again */
    GAP_END,   /* nothing more for now */
    GAP_FAILED /* see r->failed and r->why */
};

/* Remember a failure for good. */
static enum gap fail(struct journal_reader *r, enum err e)
{
    r->failed = e;
    return GAP_FAILED;
}

/* Remember that the bytes at the position are damaged. */
static enum gap damaged(struct journal_reader *r, const char *what)
{
    char path[48];
    journal_segment_path(r->first, path);
    return fail(r, journal_because(r->why, ERR_CORRUPT,
                                   "%s: offset %" PRIu64 " (position %" PRIu64 "): %s", path,
                                   r->position - r->first + JOURNAL_HEADER, r->position, what));
}

/* Remember that the disk failed. */
static enum gap disk_failed(struct journal_reader *r, enum err e)
{
    char path[48];
    journal_segment_path(r->first, path);
    return fail(r, journal_because(r->why, e, "%s: can't be read: %s", path, err_text(e)));
}

/* Make room for n bytes at once. */
static void grow(struct journal_reader *r, size_t n)
{
    ASSERT(n > 0);
    r->p = realloc(r->p, n);
    ASSERT(r->p);
    r->cap = n;
}

/* Read as much as fits from the position on, at most up to `limit`. */
static enum err fill(struct journal_reader *r, uint64_t limit)
{
    if (r->n == r->cap && r->cap < AHEAD_MOST)
        grow(r, 2 * r->cap);
    r->used = r->n = 0;
    uint64_t room = limit - r->position;
    return r->disk->ops->read(r->disk, r->file, r->position - r->first + JOURNAL_HEADER, r->p,
                              room < r->cap ? (size_t)room : r->cap, &r->n);
}

/* Fill the buffer so that it holds the next batch whole, if there is one. */
static enum err look(struct journal_reader *r, uint64_t limit, struct journal_batch *out,
                     enum journal_fit *fit)
{
    size_t need;
    uint64_t size;
    enum err e = fill(r, limit);
    if (e != ERR_OK)
        return e;
    *fit = journal_batch_fit(str_make(r->p, r->n), r->position, out, &need);
    if (*fit != JOURNAL_FIT_SHORT || need <= r->cap || need > limit - r->position)
        return ERR_OK;
    e = r->disk->ops->size(r->disk, r->file, &size);
    if (e != ERR_OK || size < r->position - r->first + JOURNAL_HEADER + need)
        return e;
    grow(r, need);
    e = fill(r, limit);
    *fit = journal_batch_fit(str_make(r->p, r->n), r->position, out, &need);
    return e;
}

/* Go on with the segment that begins at the position. */
static enum err move(struct journal_reader *r)
{
    struct disk_file *next;
    enum err e = journal_segment_open(r->disk, r->position, &next, r->why);
    if (e != ERR_OK)
        return e;
    if (r->file)
        r->disk->ops->close(r->disk, r->file);
    r->file = next;
    r->first = r->position;
    r->used = r->n = 0;
    return ERR_OK;
}

/* What stands where no batch could be read. */
static const char *what_is(enum journal_fit fit)
{
    return fit == JOURNAL_FIT_SHORT  ? "the batch reaches behind the end of the file"
           : fit == JOURNAL_FIT_ZERO ? "there are zeroes where a batch should begin"
                                     : "the checksum or length of the batch is wrong";
}

/* No batch at a position below the durable end: the segment has ended here, or the bytes are
 * damaged. */
static enum gap judge_durable(struct journal_reader *r, enum journal_fit fit)
{
    if (fit != JOURNAL_FIT_ZERO)
        return damaged(r, what_is(fit));
    if (r->position == r->first)
        return damaged(r, "the segment is empty");
    enum err e = move(r);
    if (e == ERR_OK)
        return GAP_MOVED;
    return e == ERR_NOT_FOUND ? damaged(r, r->n > 0 ? what_is(fit) : "the file is cut short")
                              : fail(r, e);
}

/* Is there a later segment that was ever used? */
static enum err later_segment(struct journal_reader *r, bool *later)
{
    struct journal_segments list;
    struct disk_file *f;
    char why[256];
    enum err e = journal_segments_list(r->disk, &list);
    if (e != ERR_OK)
        return e;
    *later = list.n > 0 && list.first[list.n - 1] > r->first;
    if (*later && (list.n < 2 || list.first[list.n - 2] <= r->first)) {
        e = journal_segment_open(r->disk, list.first[list.n - 1], &f, why);
        if (e == ERR_OK)
            r->disk->ops->close(r->disk, f);
        *later = e != ERR_NOT_FOUND;
    }
    journal_segments_free(&list);
    return ERR_OK;
}

/* Does a later commit begin in the open segment, behind the position? */
static enum err later_commit(struct journal_reader *r, bool *later)
{
    uint64_t size, at = r->position - r->first + JOURNAL_HEADER;
    size_t got;
    *later = false;
    enum err e = r->disk->ops->size(r->disk, r->file, &size);
    if (e != ERR_OK || size <= at + 1)
        return e;
    char *p = malloc((size_t)(size - at - 1));
    ASSERT(p);
    e = r->disk->ops->read(r->disk, r->file, at + 1, p, (size_t)(size - at - 1), &got);
    if (e == ERR_OK)
        *later = journal_batch_search(str_make(p, got), r->position + 1);
    free(p);
    return e;
}

/* No batch where the end is not known: the end for now, the next segment, or damage, of which a
 * later segment or commit is the proof. A writer may be at work at this moment, so damage must
 * still be there after the proof was seen. */
static enum gap judge_unknown(struct journal_reader *r, struct journal_batch *out,
                              enum journal_fit fit)
{
    enum err e;
    for (bool proof = false;; proof = true) {
        bool segment = false, commit = false, bare = fit == JOURNAL_FIT_ZERO;
        if (bare && r->position > r->first && (e = move(r)) != ERR_NOT_FOUND)
            return e == ERR_OK ? GAP_MOVED : fail(r, e);
        if (proof)
            return damaged(r, r->n == 0 ? "the file is cut short, or a segment is missing"
                                        : what_is(fit));
        e = later_segment(r, &segment);
        if (e == ERR_OK && !segment)
            e = later_commit(r, &commit);
        if (e != ERR_OK)
            return disk_failed(r, e);
        if (!segment && !commit)
            return GAP_END;
        if ((e = look(r, UINT64_MAX, out, &fit)) != ERR_OK)
            return disk_failed(r, e);
        if (fit == JOURNAL_FIT_WHOLE || fit == JOURNAL_FIT_COMMIT)
            return GAP_NONE;
    }
}

/* Get the next batch from the disk. */
static enum gap find(struct journal_reader *r, struct journal_batch *out)
{
    enum journal_fit fit;
    uint64_t limit = r->limit ? r->limit(r->ctx) : UINT64_MAX;
    if (limit <= r->position)
        return GAP_END;
    enum err e = look(r, limit, out, &fit);
    if (e != ERR_OK)
        return disk_failed(r, e);
    if (fit == JOURNAL_FIT_WHOLE || fit == JOURNAL_FIT_COMMIT)
        return GAP_NONE;
    return r->limit ? judge_durable(r, fit) : judge_unknown(r, out, fit);
}

enum err journal_reader_next(struct journal_reader *r, struct journal_batch *out)
{
    size_t need;
    if (r->failed != ERR_OK)
        return r->failed;
    struct str have = str_make(r->p + r->used, r->n - r->used);
    enum journal_fit fit = journal_batch_fit(have, r->position, out, &need);
    if (fit != JOURNAL_FIT_WHOLE && fit != JOURNAL_FIT_COMMIT) {
        enum gap gap;
        while ((gap = find(r, out)) == GAP_MOVED)
            ;
        if (gap != GAP_NONE) {
            r->used = r->n = 0;
            return gap == GAP_END ? ERR_NOT_FOUND : r->failed;
        }
    }
    r->used += (size_t)(out->next - out->position);
    r->position = out->next;
    return ERR_OK;
}

/* Find the segment that holds the position, which 0 makes the first one. */
static enum err find_segment(struct journal_reader *r, uint64_t position, char why[256])
{
    struct journal_segments list;
    enum err e = journal_segments_list(r->disk, &list);
    if (e != ERR_OK)
        return journal_because(why, e, "the folder " JOURNAL_FOLDER ": %s", err_text(e));
    if (list.n == 0) {
        e = journal_because(why, ERR_NOT_FOUND, "there is no journal");
    } else if (position > 0 && position < list.first[0]) {
        e = journal_because(why, ERR_NOT_FOUND,
                            "position %" PRIu64 " has been pruned: the journal begins at %" PRIu64,
                            position, list.first[0]);
    } else {
        size_t i = list.n - 1;
        while (i > 0 && list.first[i] > position)
            i--;
        r->first = list.first[i];
        r->position = position < r->first ? r->first : position;
        e = journal_segment_open(r->disk, r->first, &r->file, why);
        if (e == ERR_NOT_FOUND && i > 0 && i == list.n - 1) {
            r->first = list.first[i - 1];
            e = journal_segment_open(r->disk, r->first, &r->file, why);
        }
    }
    journal_segments_free(&list);
    return e;
}

/* Refuse a position behind the end. */
static enum err check_position(struct journal_reader *r, char why[256])
{
    uint64_t size, end;
    enum err e = r->disk->ops->size(r->disk, r->file, &size);
    if (e != ERR_OK)
        return journal_because(why, e, "the segment at %" PRIu64 ": %s", r->first, err_text(e));
    end = r->limit ? r->limit(r->ctx)
                   : r->first + (size < JOURNAL_HEADER ? 0 : size - JOURNAL_HEADER);
    if (r->position <= end)
        return ERR_OK;
    return journal_because(why, ERR_INVALID,
                           "position %" PRIu64 " lies behind the end of the journal, %" PRIu64,
                           r->position, end);
}

enum err journal_reader_open(struct disk *d, uint64_t position, uint64_t (*limit)(void *ctx),
                             void *ctx, struct journal_reader **out, char why[256])
{
    struct journal_reader *r = calloc(1, sizeof *r);
    ASSERT(r);
    r->disk = d;
    r->limit = limit;
    r->ctx = ctx;
    why[0] = '\0';
    enum err e = find_segment(r, position, why);
    if (e == ERR_OK)
        e = check_position(r, why);
    if (e != ERR_OK) {
        journal_reader_close(r);
        return e;
    }
    grow(r, AHEAD_LEAST);
    *out = r;
    return ERR_OK;
}

uint64_t journal_reader_position(const struct journal_reader *r)
{
    return r->position;
}

const char *journal_reader_why(const struct journal_reader *r)
{
    return r->why;
}

void journal_reader_close(struct journal_reader *r)
{
    if (!r)
        return;
    if (r->file)
        r->disk->ops->close(r->disk, r->file);
    free(r->p);
    free(r);
}
