/* SPDX-License-Identifier: Apache-2.0 */
/* A snapshot: keyed blobs that stand for everything up to a journal position. Only a shortcut:
 * where it is missing, damaged or of another version, the journal is folded from its beginning.
 * Written to a new file, synced, then renamed over the old one. File: a header of 32 bytes (8 bytes
 * magic, u32 format version, u32 0, u64 position, u32 0, u32 CRC32C of the 28 bytes before it),
 * entries (varint key length, key, varint length, bytes), a trailer of 12 bytes (u64 number of
 * entries, u32 CRC32C of all before it). Little-endian. */
#pragma once

#include "base/buf.h"
#include "base/disk.h"

struct snapshot_writer; /* one thread */

/* Begin a snapshot of what holds at `position`, in path.new; makes the folder of the path where it
 * is missing. */
enum err snapshot_begin(struct disk *d, const char *path, uint64_t position,
                        struct snapshot_writer **out) MUST_CHECK;
/* Add an entry (copied). After a failure commit fails with the same error. */
enum err snapshot_add(struct snapshot_writer *w, struct str key, struct str bytes) MUST_CHECK;
/* Finish and put in place; w is gone afterwards, also on failure. */
enum err snapshot_commit(struct snapshot_writer *w) MUST_CHECK;
/* Drop it; the old one stays. */
void snapshot_abort(struct snapshot_writer *w);
/* Read one: checks it whole first, then calls each(ctx, key, bytes); ERR_NOT_FOUND, ERR_CORRUPT or
 * ERR_VERSION leave nothing called. The spans live during the call only. */
enum err snapshot_read(struct disk *d, const char *path, uint64_t *position,
                       void (*each)(void *ctx, struct str key, struct str bytes),
                       void *ctx) MUST_CHECK;
/* Read only its position and its format, which is told for ERR_VERSION too; the rest is not looked
 * at. */
enum err snapshot_head(struct disk *d, const char *path, uint64_t *position,
                       unsigned *format) MUST_CHECK;
