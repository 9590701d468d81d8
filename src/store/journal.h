/* SPDX-License-Identifier: Apache-2.0 */
/* The journal: append-only segments of batches, the only durable path of the house. A batch is all
 * that one input led to (raw frames and events) and takes effect whole or not at all.
 *
 * A position is an offset in the one endless stream of batches; segment files are named by their
 * first position (journal/%020llu.seg) and begin with a 32-byte header: 8 bytes magic, u32 format
 * version, u32 0, u64 first position, u32 0, u32 CRC32C of the 28 bytes before it. A batch has a
 * head of 8 bytes and what follows it: u32 length of what follows the head, u32 CRC32C of what
 * follows the head, i64 at_us, u16 station length, u16 number of records, station, then per record:
 * u8 kind, varint length, bytes. In the first batch of each commit the CRC goes on over the batch's
 * position (u64): so damage that lies before a later commit is told from a write that was torn.
 * Little-endian. The next batch follows at once; zeroes or a torn batch at the end of the last
 * segment are dropped at opening; a broken batch anywhere else is ERR_CORRUPT, with file and offset
 * in the message. */
#pragma once

#include "base/buf.h"
#include "base/disk.h"

enum journal_record_kind {
    /* 1..63: an event of that number, packed (event/event.h) */
    JOURNAL_FRAME_IN = 64, /* raw bytes of a frame from the station */
    JOURNAL_FRAME_OUT = 65 /* raw bytes of a frame to the station */
};

/* The most bytes of a batch behind its head; to build a longer one is a bug (ASSERT), as are more
 * than 65535 records in one or a station longer than 65535 bytes. */
#define JOURNAL_BATCH_MAX (64u << 20)

struct journal; /* one writer; any number of readers, in other threads too */

struct journal_options {
    uint64_t segment_bytes; /* a new segment is begun past this; 64 MiB by default */
    int64_t segment_us;     /* or where its first batch is older than that; 0: however old */
    bool read_only;
};

struct journal_batch {
    uint64_t position, next; /* where it begins, where the next one does */
    int64_t at_us;
    struct str station;
    struct str records; /* for journal_record */
    unsigned n_records;
    bool begins_commit; /* it is the first batch of its commit */
};

/* Open or create the journal in folder "journal" of the disk; drops a torn tail. read_only changes
 * nothing on the disk (and has no commit, put or prune); it passes over a torn tail, and is
 * ERR_NOT_FOUND where there is no journal. On failure *why names the file, the offset and what is
 * wrong: ERR_CORRUPT (damage before the last commit, a segment missing), ERR_VERSION (of a newer
 * program), or what the disk said. Reads the last segment only; journal_verify reads all. */
enum err journal_open(struct disk *d, struct journal_options o, struct journal **out,
                      char why[256]) MUST_CHECK;
/* Close it; what was not committed is lost. NULL is fine. */
void journal_close(struct journal *j);

/* -- writing: one thread -- */
/* Begin a batch in the write buffer (which grows as needed). */
void journal_begin(struct journal *j, int64_t at_us, struct str station);
/* Add a record (copied) to the batch. */
void journal_add(struct journal *j, uint8_t kind, struct str bytes);
/* End the batch; the position behind it (not durable yet). */
uint64_t journal_end(struct journal *j);
/* Append whole batches that were built elsewhere (journal_build_*; they carry no position).
 * Anything else is a bug and asserts. The position behind them (not durable yet). */
uint64_t journal_put(struct journal *j, struct str batches);
/* Write what is buffered and make it durable: all of it with one write and one sync. ERR_NO_SPACE
 * leaves everything buffered, and the next commit tries again. After any other failure, a sync's
 * above all, the journal is dead: every further commit fails, and the caller must stop the server.
 */
enum err journal_commit(struct journal *j) MUST_CHECK;
/* The sentence of the last commit that failed. */
const char *journal_why(const struct journal *j);
/* First position still there; position behind the last durable batch; behind the last appended. */
uint64_t journal_first(const struct journal *j);   /* atomic: any thread */
uint64_t journal_durable(const struct journal *j); /* atomic: any thread */
uint64_t journal_tail(const struct journal *j);
/* Bytes behind the last whole batch that opening dropped (the room made ahead does not count): 0,
 * or a write that a crash has torn. */
uint64_t journal_torn(const struct journal *j);

/* Build a batch into a buffer without a journal (a loop builds, the writer appends). Where it does
 * not fit out->full is set, and the caller drops what came behind began_at. */
void journal_build_begin(struct buf *out, int64_t at_us, struct str station);
void journal_build_add(struct buf *out, uint8_t kind, struct str bytes);
void journal_build_end(struct buf *out, size_t began_at); /* began_at: out->n before begin */

/* -- reading: any thread, up to the durable position -- */
struct journal_reader;
/* Read from position on (0 = from the beginning; else a batch's own position or its `next`).
 * `limit` is asked before each read for the position up to which it may go; NULL: up to the end of
 * what is on disk (which a crash may still take away). *why tells a failure: ERR_NOT_FOUND (no
 * journal, or the position has been pruned), ERR_INVALID (behind the end). A reader belongs to one
 * thread; it has its own open file, so the journal may go before it. */
enum err journal_reader_open(struct disk *d, uint64_t position, uint64_t (*limit)(void *ctx),
                             void *ctx, struct journal_reader **out, char why[256]) MUST_CHECK;
/* The next batch, its CRC checked; ERR_NOT_FOUND at the end for now (try again later); spans live
 * until the next call. Any other error stays: the reader stands before what it could not read. */
enum err journal_reader_next(struct journal_reader *r, struct journal_batch *out) MUST_CHECK;
/* Where it stands. */
uint64_t journal_reader_position(const struct journal_reader *r);
const char *journal_reader_why(const struct journal_reader *r); /* the sentence of the last error */
void journal_reader_close(struct journal_reader *r);
/* Take the next record off a batch's records; false at the end. */
bool journal_record(struct str *records, uint8_t *kind, struct str *bytes);

/* Remove whole segments that lie before position, the oldest first, each durably (one thread, which
 * need not be the writer's). What is left is a journal at any moment of it. A reader that is still
 * in one of them reads it to its end, and fails then if the next one is gone too. */
enum err journal_prune(struct journal *j, uint64_t position) MUST_CHECK;

struct journal_segment {
    uint64_t first, bytes; /* position of its first batch; bytes of the file */
    int64_t at_us;         /* of its first batch, as it stands there; 0: it has none */
};
/* List the segments in their order; *out (NULL where there are none) is the caller's to free. */
enum err journal_list(struct disk *d, struct journal_segment **out, size_t *n,
                      char why[256]) MUST_CHECK;

struct journal_stat {
    /* positions, bytes in the segment files up to the tail, and counts */
    uint64_t first, tail, bytes, segments, batches, records, frames, events;
    int64_t first_at_us, last_at_us;
};
/* Read it all, check every CRC; why names the first fault. A torn tail is no fault. */
enum err journal_verify(struct disk *d, struct journal_stat *out, char why[256]) MUST_CHECK;
