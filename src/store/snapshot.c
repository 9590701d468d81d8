/* SPDX-License-Identifier: Apache-2.0 */
/* Snapshots: written through a buffer, read twice (once to check, once to tell). */
#include "store/snapshot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/hash.h"
#include "base/le.h"

#define FORMAT_OLDEST 1 /* formats that are read; all are written as the newest */
#define FORMAT 1
#define HEADER 32
#define TRAILER 12
#define PIECE (256u << 10) /* bytes written or read at once */
#define PATH_LONGEST 128

static const char magic[8] = {'B', 'u', 's', 'S', 'n', 'a', 'p', '\n'};

struct snapshot_writer {
    struct disk *disk;
    struct disk_file *file;
    char path[PATH_LONGEST], path_new[PATH_LONGEST + 4];
    char *p; /* bytes that are not written yet */
    size_t n, cap;
    uint64_t at, entries; /* where p goes in the file; entries so far */
    uint32_t crc;         /* of all before p */
    enum err failed;
};

/* Make the folder of a path, if it names one. */
static enum err make_folder(struct disk *d, const char *path)
{
    char folder[PATH_LONGEST];
    const char *slash = strrchr(path, '/');
    if (!slash)
        return ERR_OK;
    str_copy(folder, sizeof folder, str_make(path, (size_t)(slash - path)));
    enum err e = d->ops->mkdir(d, folder);
    return e == ERR_OK ? d->ops->sync_dir(d, "") : e;
}

/* Append to the buffer, which grows as needed. */
static void put(struct snapshot_writer *w, const void *p, size_t n)
{
    if (w->cap - w->n < n) {
        w->cap = 2 * (w->n + n);
        w->p = realloc(w->p, w->cap);
        ASSERT(w->p);
    }
    if (n > 0)
        memcpy(w->p + w->n, p, n);
    w->n += n;
}

/* Write the buffer out. */
static enum err flush(struct snapshot_writer *w)
{
    if (w->failed == ERR_OK)
        w->failed = w->disk->ops->write(w->disk, w->file, w->at, w->p, w->n);
    w->crc = crc32c(w->crc, w->p, w->n);
    w->at += w->n;
    w->n = 0;
    return w->failed;
}

enum err snapshot_begin(struct disk *d, const char *path, uint64_t position,
                        struct snapshot_writer **out)
{
    ASSERT(strlen(path) < PATH_LONGEST);
    struct snapshot_writer *w = calloc(1, sizeof *w);
    ASSERT(w);
    w->disk = d;
    snprintf(w->path, sizeof w->path, "%s", path);
    snprintf(w->path_new, sizeof w->path_new, "%s.new", path);
    enum err e = make_folder(d, path);
    e = e == ERR_OK ? d->ops->open(d, w->path_new, true, &w->file) : e;
    e = e == ERR_OK ? d->ops->truncate(d, w->file, 0) : e;
    if (e != ERR_OK) {
        snapshot_abort(w);
        return e;
    }
    char header[HEADER] = {0};
    memcpy(header, magic, sizeof magic);
    le_put32(header + 8, FORMAT);
    le_put64(header + 16, position);
    le_put32(header + 28, crc32c(0, header, 28));
    put(w, header, sizeof header);
    *out = w;
    return ERR_OK;
}

enum err snapshot_add(struct snapshot_writer *w, struct str key, struct str bytes)
{
    char length[LE_VARINT_MAX];
    put(w, length, le_put_varint(length, key.n));
    put(w, key.p, key.n);
    put(w, length, le_put_varint(length, bytes.n));
    put(w, bytes.p, bytes.n);
    w->entries++;
    return w->n >= PIECE ? flush(w) : w->failed;
}

/* Free the writer; the new file goes too unless it has been put in place. */
static void end(struct snapshot_writer *w, bool in_place)
{
    if (w->file)
        w->disk->ops->close(w->disk, w->file);
    if (w->file && !in_place) {
        /* Where the removal fails the next snapshot_begin writes over the file. */
        enum err e = w->disk->ops->remove(w->disk, w->path_new);
        (void)e;
    }
    free(w->p);
    free(w);
}

enum err snapshot_commit(struct snapshot_writer *w)
{
    char trailer[TRAILER];
    le_put64(trailer, w->entries);
    put(w, trailer, 8);
    le_put32(trailer + 8, crc32c(w->crc, w->p, w->n));
    put(w, trailer + 8, 4);
    enum err e = flush(w);
    e = e == ERR_OK ? w->disk->ops->sync(w->disk, w->file) : e;
    e = e == ERR_OK ? w->disk->ops->rename(w->disk, w->path_new, w->path) : e;
    end(w, e == ERR_OK);
    return e;
}

void snapshot_abort(struct snapshot_writer *w)
{
    end(w, false);
}

/* A walk through the entries of a file. */
struct walk {
    struct disk *disk;
    struct disk_file *file;
    char *p; /* p[used..n) are bytes that stand before `at` in the file */
    size_t used, n, cap;
    uint64_t at, end; /* next byte to read; where the trailer begins */
    uint32_t crc;     /* of all that was taken so far */
};

/* Make sure that n bytes are there at once; false where the entries end before (or the disk
 * failed). */
static bool want(struct walk *w, uint64_t n, enum err *e)
{
    size_t have = w->n - w->used, got;
    if (have >= n)
        return true;
    if (n - have > w->end - w->at)
        return false;
    if (have > 0)
        memmove(w->p, w->p + w->used, have);
    w->used = 0;
    w->n = have;
    if (w->cap < n || w->cap == 0) {
        w->cap = n < PIECE ? PIECE : (size_t)n;
        w->p = realloc(w->p, w->cap);
        ASSERT(w->p);
    }
    size_t room = w->cap - have;
    room = room < w->end - w->at ? room : (size_t)(w->end - w->at);
    *e = w->disk->ops->read(w->disk, w->file, w->at, w->p + have, room, &got);
    w->n += got;
    w->at += got;
    return *e == ERR_OK && w->n >= n;
}

/* Take n bytes that are there. */
static struct str take(struct walk *w, size_t n)
{
    struct str s = str_make(w->p + w->used, n);
    w->crc = crc32c(w->crc, s.p, n);
    w->used += n;
    return s;
}

/* Read a length of which the first `skip` bytes from here on are something else; *size is what it
 * takes. */
static bool peek_length(struct walk *w, uint64_t skip, uint64_t *length, size_t *size, enum err *e)
{
    for (size_t n = 1; n <= LE_VARINT_MAX && want(w, skip + n, e); n++) {
        struct str in = str_make(w->p + w->used + skip, n);
        if (le_get_varint(&in, length)) {
            *size = n;
            return *length <= w->end;
        }
    }
    return false;
}

/* Walk through all entries. */
static enum err walk_entries(struct walk *w, uint64_t *entries,
                             void (*each)(void *ctx, struct str key, struct str bytes), void *ctx)
{
    enum err e = ERR_OK;
    for (*entries = 0; w->at < w->end || w->used < w->n; ++*entries) {
        uint64_t key_n, bytes_n;
        size_t a, b;
        if (!peek_length(w, 0, &key_n, &a, &e) || !peek_length(w, a + key_n, &bytes_n, &b, &e) ||
            !want(w, a + key_n + b + bytes_n, &e))
            return e == ERR_OK ? ERR_CORRUPT : e;
        struct str all = take(w, a + (size_t)key_n + b + (size_t)bytes_n);
        if (each)
            each(ctx, str_make(all.p + a, (size_t)key_n),
                 str_make(all.p + a + key_n + b, (size_t)bytes_n));
    }
    return ERR_OK;
}

/* Check the header and remember its CRC as the beginning of the whole file's. */
static enum err check_header(struct walk *w, uint64_t *position, unsigned *format)
{
    char p[HEADER];
    *format = 0;
    size_t got;
    enum err e = w->disk->ops->read(w->disk, w->file, 0, p, sizeof p, &got);
    if (e != ERR_OK)
        return e;
    if (got < HEADER || memcmp(p, magic, sizeof magic) != 0 || le_get32(p + 28) != crc32c(0, p, 28))
        return ERR_CORRUPT;
    *format = le_get32(p + 8);
    if (*format < FORMAT_OLDEST || *format > FORMAT)
        return ERR_VERSION;
    *position = le_get64(p + 16);
    w->crc = crc32c(0, p, sizeof p);
    w->at = HEADER;
    return ERR_OK;
}

/* Check the whole file. */
static enum err check_all(struct walk *w, uint64_t *position)
{
    char trailer[TRAILER];
    uint64_t size, entries;
    size_t got;
    unsigned format;
    enum err e = w->disk->ops->size(w->disk, w->file, &size);
    e = e == ERR_OK ? check_header(w, position, &format) : e;
    if (e != ERR_OK)
        return e;
    if (size < HEADER + TRAILER)
        return ERR_CORRUPT;
    w->end = size - TRAILER;
    if ((e = walk_entries(w, &entries, NULL, NULL)) != ERR_OK)
        return e;
    e = w->disk->ops->read(w->disk, w->file, w->end, trailer, sizeof trailer, &got);
    if (e != ERR_OK)
        return e;
    bool fits = got == TRAILER && le_get64(trailer) == entries &&
                le_get32(trailer + 8) == crc32c(w->crc, trailer, 8);
    return fits ? ERR_OK : ERR_CORRUPT;
}

enum err snapshot_read(struct disk *d, const char *path, uint64_t *position,
                       void (*each)(void *ctx, struct str key, struct str bytes), void *ctx)
{
    struct walk w = {.disk = d};
    uint64_t entries, at = 0;
    enum err e = d->ops->open(d, path, false, &w.file);
    if (e != ERR_OK)
        return e;
    e = check_all(&w, &at);
    if (e == ERR_OK) {
        *position = at;
        w.at = HEADER;
        w.used = w.n = 0;
        e = walk_entries(&w, &entries, each, ctx);
    }
    d->ops->close(d, w.file);
    free(w.p);
    return e;
}

enum err snapshot_head(struct disk *d, const char *path, uint64_t *position, unsigned *format)
{
    struct walk w = {.disk = d};
    *position = 0;
    *format = 0;
    enum err e = d->ops->open(d, path, false, &w.file);
    if (e != ERR_OK)
        return e;
    e = check_header(&w, position, format);
    d->ops->close(d, w.file);
    return e;
}
