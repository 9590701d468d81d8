/* SPDX-License-Identifier: Apache-2.0 */
/* Segments are unpacked and copied whole; then the journal is cut where the time is reached. */
#include "store/restore.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/assert.h"
#include "store/journal_segment.h"

#define PIECE ((size_t)256 << 10)

/* Say what failed, and pass e on. */
static enum err because(char why[256], enum err e, const char *what)
{
    return journal_because(why, e, "%s: %s", what, err_text(e));
}

/* Copy bytes from one file to another. */
static enum err copy_bytes(struct disk *from, struct disk_file *f, struct disk *to,
                           struct disk_file *g, uint64_t bytes)
{
    char *p = malloc(PIECE);
    enum err e = ERR_OK;
    size_t got = 1;
    ASSERT(p);
    for (uint64_t at = 0; e == ERR_OK && at < bytes && got > 0; at += got) {
        size_t n = bytes - at < PIECE ? (size_t)(bytes - at) : PIECE;
        e = from->ops->read(from, f, at, p, n, &got);
        e = e == ERR_OK && got == 0 ? ERR_IO : e;
        e = e == ERR_OK ? to->ops->write(to, g, at, p, got) : e;
    }
    free(p);
    return e == ERR_OK ? to->ops->sync(to, g) : e;
}

/* Copy the beginning of a segment file. */
static enum err copy_segment(struct disk *from, uint64_t first, uint64_t bytes, struct disk *to,
                             char why[256])
{
    char path[48];
    struct disk_file *f, *g;
    journal_segment_path(first, path);
    enum err e = from->ops->open(from, path, false, &f);
    if (e != ERR_OK)
        return because(why, e, path);
    e = to->ops->open(to, path, true, &g);
    if (e == ERR_OK) {
        e = copy_bytes(from, f, to, g, bytes);
        to->ops->close(to, g);
    }
    from->ops->close(from, f);
    e = e == ERR_OK ? to->ops->sync_dir(to, JOURNAL_FOLDER) : e;
    return e == ERR_OK ? e : because(why, e, path);
}

/* The position behind the last whole batch of a journal, from `first` on. */
static enum err end_of(struct disk *journal, uint64_t first, uint64_t *end, char why[256])
{
    struct journal_reader *r;
    struct journal_batch b;
    enum err e = journal_reader_open(journal, first, NULL, NULL, &r, why);
    if (e != ERR_OK)
        return e;
    do
        e = journal_reader_next(r, &b);
    while (e == ERR_OK);
    *end = journal_reader_position(r);
    if (e != ERR_NOT_FOUND)
        snprintf(why, 256, "%s", journal_reader_why(r));
    journal_reader_close(r);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* Copy what the archive does not hold yet. */
static enum err copy_rest(const struct archive *a, struct disk *journal, struct disk *to,
                          char why[256])
{
    struct journal_segment *list;
    size_t n;
    uint64_t have = archive_end(a), end = 0;
    enum err e = journal_list(journal, &list, &n, why);
    if (e != ERR_OK)
        return e;
    if (n > 0 && archive_n(a) > 0 && list[0].first > have)
        e = because(why, ERR_NOT_FOUND, "the journal begins behind the end of the archive");
    for (size_t i = 0; e == ERR_OK && i < n; i++) {
        if (list[i].first < have)
            continue;
        if (i + 1 < n)
            end = list[i + 1].first;
        else
            e = end_of(journal, list[i].first, &end, why);
        if (e == ERR_OK)
            e = copy_segment(journal, list[i].first, end - list[i].first + JOURNAL_HEADER, to, why);
    }
    free(list);
    return e;
}

/* Unpack what begins before the time. */
static enum err unpack_all(const struct archive *a, int64_t at_us, struct disk *to, bool *all,
                           char why[256])
{
    enum err e = ERR_OK;
    *all = true;
    for (size_t i = 0; e == ERR_OK && i < archive_n(a); i++) {
        if (i > 0 && archive_at(a, i - 1)->upto_us > at_us) {
            *all = false;
            break;
        }
        e = archive_unpack(a, i, to, why);
    }
    return e;
}

/* Read what is there up to the time; where the journal is to be cut. */
static enum err find_cut(struct disk *to, int64_t at_us, uint64_t *cut, struct restored *out,
                         char why[256])
{
    struct journal_reader *r;
    struct journal_batch b;
    enum err e = journal_reader_open(to, 0, NULL, NULL, &r, why);
    if (e != ERR_OK)
        return e;
    *cut = UINT64_MAX;
    while ((e = journal_reader_next(r, &b)) == ERR_OK) {
        if (b.at_us > at_us) {
            *cut = b.position;
            break;
        }
        out->batches++;
        out->tail = b.next;
        out->last_at_us = b.at_us;
    }
    if (e != ERR_OK && e != ERR_NOT_FOUND)
        snprintf(why, 256, "%s", journal_reader_why(r));
    journal_reader_close(r);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* Cut a segment file, or remove it where nothing is left in it. */
static enum err cut_segment(struct disk *to, const struct journal_segment *s, uint64_t cut,
                            char why[256])
{
    char path[48];
    struct disk_file *f;
    journal_segment_path(s->first, path);
    if (cut <= s->first) {
        enum err e = to->ops->remove(to, path);
        return e == ERR_OK ? e : because(why, e, path);
    }
    enum err e = to->ops->open(to, path, false, &f);
    if (e == ERR_OK) {
        e = to->ops->truncate(to, f, cut - s->first + JOURNAL_HEADER);
        e = e == ERR_OK ? to->ops->sync(to, f) : e;
        to->ops->close(to, f);
    }
    return e == ERR_OK ? e : because(why, e, path);
}

/* Drop everything from a position on; the last segments first, so that it is a journal at any
 * moment. */
static enum err cut_at(struct disk *to, uint64_t cut, struct restored *out, char why[256])
{
    struct journal_segment *list;
    size_t n;
    enum err e = journal_list(to, &list, &n, why);
    if (e != ERR_OK)
        return e;
    out->segments = n;
    for (size_t i = n; e == ERR_OK && cut != UINT64_MAX && i-- > 0;) {
        if (list[i].first < cut) {
            e = cut_segment(to, &list[i], cut, why);
            break;
        }
        e = cut_segment(to, &list[i], cut, why);
        out->segments--;
    }
    free(list);
    return e == ERR_OK ? to->ops->sync_dir(to, JOURNAL_FOLDER) : e;
}

enum err restore_run(const struct archive *a, struct disk *journal, int64_t at_us, struct disk *to,
                     struct restored *out, char why[256])
{
    uint64_t cut;
    bool all;
    *out = (struct restored){0};
    enum err e = to->ops->mkdir(to, JOURNAL_FOLDER);
    e = e == ERR_OK ? to->ops->sync_dir(to, "") : e;
    if (e != ERR_OK)
        return because(why, e, "the folder journal can't be made");
    e = unpack_all(a, at_us, to, &all, why);
    if (e == ERR_OK && all && journal)
        e = copy_rest(a, journal, to, why);
    e = e == ERR_OK ? find_cut(to, at_us, &cut, out, why) : e;
    return e == ERR_OK ? cut_at(to, cut, out, why) : e;
}
