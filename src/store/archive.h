/* SPDX-License-Identifier: Apache-2.0 */
/* The archive: every segment of a journal, packed (zstd) and written once, on a disk of its own.
 *
 *     segments/POSITION-HASH.seg.zst   a segment file from its header to its last batch, packed;
 * HASH are the first 16 digits of the SHA-256 of what was packed manifest/NUMBER.json one line that
 * tells of a segment: positions, times, sizes, both SHA-256, and the SHA-256 of the entry before it
 *
 * So the entries are a chain: whoever knows the hash of the last one can prove all that lies before
 * it. Nothing is ever changed or written twice; a crash leaves a segment without entry, which the
 * next attempt replaces by the same bytes. One archive holds one history: what does not go on where
 * the last entry ends is refused. */
#pragma once

#include "base/sha256.h"
#include "store/journal.h"

#define ARCHIVE_NAME_MAX 64

struct archive_entry {
    uint64_t number;          /* from 0 */
    uint64_t first, end;      /* positions of its first batch and behind its last */
    int64_t from_us, upto_us; /* times of its first batch, and the latest of all */
    uint64_t batches, bytes, packed;
    char name[ARCHIVE_NAME_MAX];
    char sha[SHA256_HEX], packed_sha[SHA256_HEX];
    char previous[SHA256_HEX]; /* of the entry before; zeroes for the first */
};

struct archive;

/* Open or begin an archive on this disk; with read_only nothing is made. The whole manifest is read
 * and its chain checked: ERR_CORRUPT names the entry that breaks it. */
enum err archive_open(struct disk *d, bool read_only, struct archive **out,
                      char why[256]) MUST_CHECK;
void archive_close(struct archive *a);
/* How many segments it holds, and one of them. */
size_t archive_n(const struct archive *a);
const struct archive_entry *archive_at(const struct archive *a, size_t i);
/* The position behind the last; 0 where there is none. */
uint64_t archive_end(const struct archive *a);
/* The SHA-256 of the last entry: what proves the chain. Zeroes where there is none. */
const char *archive_head(const struct archive *a);

/* Add the closed segment of the journal on `journal` that begins at `first` and ends at `end`. Its
 * checksums are read before: ERR_CORRUPT, and nothing is added, where they are wrong. ERR_EXISTS:
 * the archive ends elsewhere (another history, or segments in between are gone). Durable when it
 * returns. */
enum err archive_add(struct archive *a, struct disk *journal, uint64_t first, uint64_t end,
                     char why[256]) MUST_CHECK;
/* Unpack a segment into folder "journal" of a disk, durably, or nowhere where `to` is NULL; both
 * hashes and the length are checked: ERR_CORRUPT says what is wrong with which file. */
enum err archive_unpack(const struct archive *a, size_t i, struct disk *to,
                        char why[256]) MUST_CHECK;
