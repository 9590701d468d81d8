/* SPDX-License-Identifier: Apache-2.0 */
/* The archive's manifest: opened, checked, added to. */
#include "store/archive.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "store/archive_entry.h"
#include "store/archive_pack.h"
#include "store/journal_segment.h"

#define NEW_ENTRY "manifest/new" /* an entry that is not in place yet */

static const char no_hash[SHA256_HEX] =
    "0000000000000000000000000000000000000000000000000000000000000000";

struct archive {
    struct disk *disk;
    struct archive_entry *entry;
    size_t n, cap;
    char head[SHA256_HEX];
};

size_t archive_n(const struct archive *a)
{
    return a->n;
}

const struct archive_entry *archive_at(const struct archive *a, size_t i)
{
    ASSERT(i < a->n);
    return &a->entry[i];
}

uint64_t archive_end(const struct archive *a)
{
    return a->n > 0 ? a->entry[a->n - 1].end : 0;
}

const char *archive_head(const struct archive *a)
{
    return a->head;
}

void archive_close(struct archive *a)
{
    if (!a)
        return;
    free(a->entry);
    free(a);
}

/* Put an entry behind the others. */
static void keep(struct archive *a, const struct archive_entry *e, struct str line)
{
    if (a->n == a->cap) {
        a->cap = a->cap ? 2 * a->cap : 64;
        a->entry = realloc(a->entry, a->cap * sizeof *a->entry);
        ASSERT(a->entry);
    }
    a->entry[a->n++] = *e;
    sha256_of(line, a->head);
}

/* Read a file of at most cap bytes. */
static enum err read_small(struct disk *d, const char *path, char *p, size_t cap, size_t *n)
{
    struct disk_file *f;
    enum err e = d->ops->open(d, path, false, &f);
    if (e != ERR_OK)
        return e;
    e = d->ops->read(d, f, 0, p, cap, n);
    d->ops->close(d, f);
    return e;
}

/* Does an entry go on where the last one ends? */
static enum err follows(const struct archive *a, const struct archive_entry *e, const char *path,
                        char why[256])
{
    if (e->number != a->n)
        return journal_because(why, ERR_CORRUPT, "%s: says that it is number %" PRIu64, path,
                               e->number);
    if (strcmp(e->previous, a->head) != 0)
        return journal_because(
            why, ERR_CORRUPT,
            "%s: the chain is broken: it follows %.16s..., the entry before it is "
            "%.16s...",
            path, e->previous, a->head);
    if (a->n > 0 && e->first != archive_end(a))
        return journal_because(why, ERR_CORRUPT, "%s: begins at %" PRIu64 ", not at %" PRIu64, path,
                               e->first, archive_end(a));
    return ERR_OK;
}

/* Read the next entry; ERR_NOT_FOUND behind the last. */
static enum err read_entry(struct archive *a, char why[256])
{
    char path[ARCHIVE_NAME_MAX], line[ARCHIVE_LINE_MAX];
    size_t n = 0;
    struct archive_entry entry;
    archive_entry_path(a->n, path);
    enum err e = read_small(a->disk, path, line, sizeof line, &n);
    if (e == ERR_NOT_FOUND)
        return e;
    if (e != ERR_OK)
        return journal_because(why, e, "%s: can't be read: %s", path, err_text(e));
    if (n == sizeof line || !archive_entry_read(str_make(line, n), &entry))
        return journal_because(why, ERR_CORRUPT, "%s: is no entry of a manifest", path);
    e = follows(a, &entry, path, why);
    if (e == ERR_OK)
        keep(a, &entry, str_make(line, n));
    return e;
}

/* The highest number in the manifest's folder, plus 1. */
static void count_entry(void *ctx, const char *name)
{
    uint64_t *n = ctx;
    int64_t number;
    struct str left = str_of(name), digits = str_cut(&left, '.');
    if (str_is(left, "json") && str_int(digits, &number) && number >= 0 &&
        (uint64_t)number + 1 > *n)
        *n = (uint64_t)number + 1;
}

/* No entry is missing before the last. */
static enum err check_count(struct archive *a, char why[256])
{
    uint64_t n = 0;
    enum err e = a->disk->ops->list(a->disk, "manifest", count_entry, &n);
    if (e == ERR_NOT_FOUND)
        return ERR_OK;
    if (e != ERR_OK)
        return journal_because(why, e, "manifest: can't be listed: %s", err_text(e));
    if (n <= a->n)
        return ERR_OK;
    return journal_because(why, ERR_CORRUPT,
                           "manifest: entry %zu is missing, entry %" PRIu64 " is there", a->n,
                           n - 1);
}

/* Make the folders. */
static enum err make_folders(struct disk *d, char why[256])
{
    enum err e = d->ops->mkdir(d, "segments");
    e = e == ERR_OK ? d->ops->mkdir(d, "manifest") : e;
    e = e == ERR_OK ? d->ops->sync_dir(d, "") : e;
    return e == ERR_OK ? e : journal_because(why, e, "the folders can't be made: %s", err_text(e));
}

enum err archive_open(struct disk *d, bool read_only, struct archive **out, char why[256])
{
    struct archive *a = calloc(1, sizeof *a);
    ASSERT(a);
    a->disk = d;
    memcpy(a->head, no_hash, sizeof a->head);
    why[0] = '\0';
    enum err e = read_only ? ERR_OK : make_folders(d, why);
    while (e == ERR_OK)
        e = read_entry(a, why);
    if (e == ERR_NOT_FOUND)
        e = check_count(a, why);
    if (e == ERR_OK) {
        *out = a;
        return e;
    }
    archive_close(a);
    return e;
}

/* Read a segment's batches: checksums, times, how many. */
static enum err survey(struct disk *journal, struct archive_entry *e, char why[256])
{
    struct journal_reader *r;
    struct journal_batch b;
    enum err err = journal_reader_open(journal, e->first, NULL, NULL, &r, why);
    if (err != ERR_OK)
        return err;
    while (journal_reader_position(r) < e->end && (err = journal_reader_next(r, &b)) == ERR_OK) {
        e->from_us = e->batches == 0 ? b.at_us : e->from_us;
        e->upto_us = b.at_us > e->upto_us ? b.at_us : e->upto_us;
        e->batches++;
    }
    if (err == ERR_NOT_FOUND || (err == ERR_OK && journal_reader_position(r) != e->end))
        err = journal_because(why, ERR_CORRUPT, "position %" PRIu64 ": no segment ends there",
                              e->end);
    else if (err != ERR_OK)
        journal_because(why, err, "%s", journal_reader_why(r));
    journal_reader_close(r);
    return err;
}

/* Write the entry, then put it in its place: durable, and whole or not at all. */
static enum err write_entry(struct archive *a, const struct archive_entry *entry, char why[256])
{
    char path[ARCHIVE_NAME_MAX], line[ARCHIVE_LINE_MAX];
    struct buf b = buf_over(line, sizeof line);
    struct disk *d = a->disk;
    struct disk_file *f;
    archive_entry_write(entry, &b);
    ASSERT(!b.full);
    archive_entry_path(entry->number, path);
    enum err e = d->ops->open(d, NEW_ENTRY, true, &f);
    if (e == ERR_OK) {
        e = d->ops->truncate(d, f, 0);
        e = e == ERR_OK ? d->ops->write(d, f, 0, b.p, b.n) : e;
        e = e == ERR_OK ? d->ops->sync(d, f) : e;
        d->ops->close(d, f);
    }
    e = e == ERR_OK ? d->ops->rename(d, NEW_ENTRY, path) : e;
    if (e != ERR_OK)
        return journal_because(why, e, "%s: can't be written: %s", path, err_text(e));
    keep(a, entry, buf_str(&b));
    return ERR_OK;
}

enum err archive_add(struct archive *a, struct disk *journal, uint64_t first, uint64_t end,
                     char why[256])
{
    struct archive_entry entry = {.number = a->n, .first = first, .end = end};
    ASSERT(end > first);
    if (a->n > 0 && first != archive_end(a))
        return journal_because(why, ERR_EXISTS,
                               "the archive ends at position %" PRIu64
                               ", the segment begins at %" PRIu64,
                               archive_end(a), first);
    memcpy(entry.previous, a->head, sizeof entry.previous);
    enum err e = survey(journal, &entry, why);
    e = e == ERR_OK ? archive_pack(a->disk, journal, &entry, why) : e;
    return e == ERR_OK ? write_entry(a, &entry, why) : e;
}

enum err archive_unpack(const struct archive *a, size_t i, struct disk *to, char why[256])
{
    return archive_unpack_entry(a->disk, archive_at(a, i), to, why);
}
