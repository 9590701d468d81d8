/* SPDX-License-Identifier: Apache-2.0 */
/* zstd in a stream: what is held in memory is two pieces, however long the segment. */
#include "store/archive_pack.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "base/assert.h"
#include "store/journal_segment.h"

#define PIECE ((size_t)256 << 10)
#define LEVEL                                                                                      \
    3 /* measured: 1 packs a seventh worse, 9 takes six times the time for a tenth less            \
       */
#define NEW_SEGMENT "segments/new" /* a packed segment that is not in place yet */

/* A file that is read or written from front to end, and hashed. */
struct stream {
    struct disk *disk;
    struct disk_file *file; /* NULL: nowhere */
    const char *path;
    uint64_t at;
    struct sha256 *sha;
    char *piece;
};

/* Open one; a file that is written is cut to nothing first. */
static enum err stream_open(struct stream *s, struct disk *d, const char *path, bool write,
                            char why[256])
{
    *s = (struct stream){.disk = d, .path = path, .sha = sha256_begin(), .piece = malloc(PIECE)};
    ASSERT(s->piece);
    if (!d)
        return ERR_OK;
    enum err e = d->ops->open(d, path, write, &s->file);
    if (e == ERR_OK && write)
        e = d->ops->truncate(d, s->file, 0);
    return e == ERR_OK ? e : journal_because(why, e, "%s: can't be opened: %s", path, err_text(e));
}

/* Close it; the hash of what went through. */
static void stream_close(struct stream *s, char sha[SHA256_HEX])
{
    if (s->file)
        s->disk->ops->close(s->disk, s->file);
    sha256_end(s->sha, sha);
    free(s->piece);
}

/* Read the next piece, of at most `most` bytes. */
static enum err stream_read(struct stream *s, uint64_t most, size_t *got, char why[256])
{
    size_t n = most < PIECE ? (size_t)most : PIECE;
    enum err e = s->disk->ops->read(s->disk, s->file, s->at, s->piece, n, got);
    if (e != ERR_OK)
        return journal_because(why, e, "%s: can't be read: %s", s->path, err_text(e));
    sha256_add(s->sha, str_make(s->piece, *got));
    s->at += *got;
    return ERR_OK;
}

/* Write n bytes of the piece. */
static enum err stream_write(struct stream *s, size_t n, char why[256])
{
    enum err e = s->file ? s->disk->ops->write(s->disk, s->file, s->at, s->piece, n) : ERR_OK;
    if (e != ERR_OK)
        return journal_because(why, e, "%s: can't be written: %s", s->path, err_text(e));
    sha256_add(s->sha, str_make(s->piece, n));
    s->at += n;
    return ERR_OK;
}

/* Make what was written durable. */
static enum err stream_sync(struct stream *s, char why[256])
{
    enum err e = s->file ? s->disk->ops->sync(s->disk, s->file) : ERR_OK;
    return e == ERR_OK ? e
                       : journal_because(why, e, "%s: can't be synced: %s", s->path, err_text(e));
}

/* Pack all of `from`, which has so many bytes, into `to`. */
static enum err pack(struct stream *from, uint64_t bytes, struct stream *to, char why[256])
{
    ZSTD_CCtx *z = ZSTD_createCCtx();
    enum err e = ERR_OK;
    size_t got = 0, left = 1;
    ASSERT(z);
    ASSERT(!ZSTD_isError(ZSTD_CCtx_setParameter(z, ZSTD_c_compressionLevel, LEVEL)));
    ASSERT(!ZSTD_isError(ZSTD_CCtx_setParameter(z, ZSTD_c_checksumFlag, 1)));
    while (e == ERR_OK && left > 0) {
        e = stream_read(from, bytes - from->at, &got, why);
        ZSTD_inBuffer in = {from->piece, got, 0};
        bool last = from->at == bytes || got == 0;
        do {
            ZSTD_outBuffer out = {to->piece, PIECE, 0};
            left = ZSTD_compressStream2(z, &out, &in, last ? ZSTD_e_end : ZSTD_e_continue);
            ASSERT(!ZSTD_isError(left));
            e = e == ERR_OK ? stream_write(to, out.pos, why) : e;
        } while (e == ERR_OK && (last ? left > 0 : in.pos < in.size));
        left = last ? 0 : 1;
    }
    ZSTD_freeCCtx(z);
    if (e == ERR_OK && from->at != bytes)
        return journal_because(why, ERR_CORRUPT, "%s: ends at offset %" PRIu64 ", not %" PRIu64,
                               from->path, from->at, bytes);
    return e;
}

enum err archive_pack(struct disk *d, struct disk *journal, struct archive_entry *e, char why[256])
{
    char path[48];
    struct stream from, to;
    journal_segment_path(e->first, path);
    e->bytes = e->end - e->first + JOURNAL_HEADER;
    enum err err = stream_open(&from, journal, path, false, why);
    enum err opened = stream_open(&to, d, NEW_SEGMENT, true, err == ERR_OK ? why : (char[256]){0});
    err = err == ERR_OK ? opened : err;
    err = err == ERR_OK ? pack(&from, e->bytes, &to, why) : err;
    err = err == ERR_OK ? stream_sync(&to, why) : err;
    e->packed = to.at;
    stream_close(&from, e->sha);
    stream_close(&to, e->packed_sha);
    if (err != ERR_OK)
        return err;
    (void)snprintf(e->name, sizeof e->name, "segments/%020" PRIu64 "-%.16s.seg.zst", e->first,
                   e->sha);
    err = d->ops->rename(d, NEW_SEGMENT, e->name);
    return err == ERR_OK
               ? err
               : journal_because(why, err, "%s: can't be put in place: %s", e->name, err_text(err));
}

/* Unpack all of `from` into `to`. */
static enum err unpack(struct stream *from, const struct archive_entry *entry, struct stream *to,
                       char why[256])
{
    ZSTD_DCtx *z = ZSTD_createDCtx();
    enum err e = ERR_OK;
    size_t got = 1, left = 1;
    ASSERT(z);
    while (e == ERR_OK && got > 0) {
        e = stream_read(from, PIECE, &got, why);
        ZSTD_inBuffer in = {from->piece, got, 0};
        while (e == ERR_OK && in.pos < in.size) {
            ZSTD_outBuffer out = {to->piece, PIECE, 0};
            left = ZSTD_decompressStream(z, &out, &in);
            if (ZSTD_isError(left) || to->at + out.pos > entry->bytes)
                e = journal_because(why, ERR_CORRUPT, "%s: is damaged: %s", from->path,
                                    ZSTD_isError(left) ? ZSTD_getErrorName(left)
                                                       : "longer than its entry says");
            else
                e = stream_write(to, out.pos, why);
        }
    }
    ZSTD_freeDCtx(z);
    if (e == ERR_OK && (left != 0 || to->at != entry->bytes))
        return journal_because(why, ERR_CORRUPT, "%s: ends too early", from->path);
    return e;
}

/* Do both hashes agree with the entry? */
static enum err agree(const struct archive_entry *e, const char *sha, const char *packed_sha,
                      char why[256])
{
    if (strcmp(packed_sha, e->packed_sha) != 0)
        return journal_because(why, ERR_CORRUPT, "%s: its SHA-256 is not that of its entry",
                               e->name);
    if (strcmp(sha, e->sha) != 0)
        return journal_because(why, ERR_CORRUPT,
                               "%s: what it holds has not the SHA-256 of its entry", e->name);
    return ERR_OK;
}

enum err archive_unpack_entry(struct disk *d, const struct archive_entry *e, struct disk *to,
                              char why[256])
{
    char path[48], sha[SHA256_HEX], packed_sha[SHA256_HEX];
    struct stream from, out;
    journal_segment_path(e->first, path);
    enum err err = stream_open(&from, d, e->name, false, why);
    enum err opened = stream_open(&out, to, path, true, err == ERR_OK ? why : (char[256]){0});
    err = err == ERR_OK ? opened : err;
    err = err == ERR_OK ? unpack(&from, e, &out, why) : err;
    err = err == ERR_OK ? stream_sync(&out, why) : err;
    stream_close(&from, packed_sha);
    stream_close(&out, sha);
    err = err == ERR_OK ? agree(e, sha, packed_sha, why) : err;
    if (err == ERR_OK && to)
        err = to->ops->sync_dir(to, JOURNAL_FOLDER);
    return err;
}
