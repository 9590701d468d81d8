/* SPDX-License-Identifier: Apache-2.0 */
/* Segment files: their names, headers, making and opening. */
#include "store/journal_segment.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/hash.h"
#include "base/le.h"

#define FORMAT_OLDEST 1 /* formats that are read; all are written as the newest */
#define FORMAT 1
#define WHY_MAX 256

static const char magic[8] = {'B', 'u', 's', 'J', 'r', 'n', 'l', '\n'};

enum err journal_because(char why[256], enum err e, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(why, WHY_MAX, format, args);
    va_end(args);
    return e;
}

void journal_segment_path(uint64_t first, char path[48])
{
    snprintf(path, 48, JOURNAL_FOLDER "/%020" PRIu64 ".seg", first);
}

/* Take a name of the folder into the list where it is a segment's. */
static void take_name(void *ctx, const char *name)
{
    struct journal_segments *s = ctx;
    struct str left = str_of(name);
    if (left.n != 24 || !str_ends(left, STR(".seg")))
        return;
    uint64_t first = 0;
    for (size_t i = 0; i < 20; i++) {
        unsigned digit = (unsigned)(unsigned char)name[i] - '0';
        if (digit > 9 || first > (UINT64_MAX - digit) / 10)
            return;
        first = first * 10 + digit;
    }
    if (s->n == s->cap) {
        s->cap = s->cap ? 2 * s->cap : 64;
        s->first = realloc(s->first, s->cap * sizeof *s->first);
        ASSERT(s->first);
    }
    s->first[s->n++] = first;
}

/* qsort's order of positions. */
static int by_position(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

enum err journal_segments_list(struct disk *d, struct journal_segments *out)
{
    *out = (struct journal_segments){0};
    enum err e = d->ops->list(d, JOURNAL_FOLDER, take_name, out);
    if (e != ERR_OK)
        journal_segments_free(out);
    else if (out->n > 0)
        qsort(out->first, out->n, sizeof *out->first, by_position);
    return e;
}

void journal_segments_free(struct journal_segments *s)
{
    free(s->first);
    *s = (struct journal_segments){0};
}

void journal_segment_header(uint64_t first, char out[JOURNAL_HEADER])
{
    memset(out, 0, JOURNAL_HEADER);
    memcpy(out, magic, sizeof magic);
    le_put32(out + 8, FORMAT);
    le_put64(out + 16, first);
    le_put32(out + 28, crc32c(0, out, 28));
}

enum err journal_segment_make(struct disk *d, uint64_t first, struct disk_file **out)
{
    char path[48], header[JOURNAL_HEADER];
    struct disk_file *f;
    journal_segment_path(first, path);
    journal_segment_header(first, header);
    enum err e = d->ops->open(d, path, true, &f);
    if (e != ERR_OK)
        return e;
    e = d->ops->truncate(d, f, 0);
    e = e == ERR_OK ? d->ops->write(d, f, 0, header, sizeof header) : e;
    e = e == ERR_OK ? d->ops->sync(d, f) : e;
    e = e == ERR_OK ? d->ops->sync_dir(d, JOURNAL_FOLDER) : e;
    if (e == ERR_OK)
        *out = f;
    else
        d->ops->close(d, f);
    return e;
}

/* Is there nothing but zeroes in the file from `at` on? */
static enum err only_zeroes(struct disk *d, struct disk_file *f, uint64_t at, bool *out)
{
    char p[4096];
    size_t got;
    *out = true;
    do {
        enum err e = d->ops->read(d, f, at, p, sizeof p, &got);
        if (e != ERR_OK)
            return e;
        for (size_t i = 0; i < got; i++)
            if (p[i] != 0)
                *out = false;
        at += got;
    } while (got == sizeof p && *out);
    return ERR_OK;
}

/* Judge a header of which `got` bytes could be read. */
static enum err check_header(struct disk *d, struct disk_file *f, uint64_t first, const char *p,
                             size_t got, const char *path, char why[WHY_MAX])
{
    bool unused = false, whole = got == JOURNAL_HEADER && le_get32(p + 28) == crc32c(0, p, 28);
    enum err e = whole ? ERR_OK : only_zeroes(d, f, JOURNAL_HEADER, &unused);
    if (e != ERR_OK)
        return journal_because(why, e, "%s: can't be read: %s", path, err_text(e));
    if (!whole && unused)
        return journal_because(why, ERR_NOT_FOUND, "%s: was never used, its header is cut short",
                               path);
    if (!whole || memcmp(p, magic, sizeof magic) != 0)
        return journal_because(why, ERR_CORRUPT, "%s: offset 0: the header is damaged", path);
    if (le_get32(p + 8) < FORMAT_OLDEST || le_get32(p + 8) > FORMAT)
        return journal_because(why, ERR_VERSION,
                               "%s: is of journal format %u, this program reads formats %d to %d",
                               path, le_get32(p + 8), FORMAT_OLDEST, FORMAT);
    if (le_get64(p + 16) != first)
        return journal_because(why, ERR_CORRUPT, "%s: offset 16: the header says position %" PRIu64,
                               path, le_get64(p + 16));
    return ERR_OK;
}

enum err journal_segment_open(struct disk *d, uint64_t first, struct disk_file **out, char why[256])
{
    char path[48], header[JOURNAL_HEADER];
    size_t got;
    struct disk_file *f;
    journal_segment_path(first, path);
    enum err e = d->ops->open(d, path, false, &f);
    if (e != ERR_OK)
        return journal_because(why, e, "%s: can't be opened: %s", path, err_text(e));
    e = d->ops->read(d, f, 0, header, sizeof header, &got);
    if (e != ERR_OK)
        journal_because(why, e, "%s: can't be read: %s", path, err_text(e));
    else
        e = check_header(d, f, first, header, got, path, why);
    if (e == ERR_OK)
        *out = f;
    else
        d->ops->close(d, f);
    return e;
}
