/* SPDX-License-Identifier: Apache-2.0 */
/* A snapshot: keyed blobs that stand for everything up to a journal position. Only a shortcut:
 * where it is missing, damaged or of another version, the journal is folded from its beginning.
 * Written to a new file, synced, then renamed over the old one. File snapshot: header (magic,
 * format, position, CRC), entries (varint key length, key, varint length, bytes), trailer (count,
 * CRC32C of all). */
#pragma once

#include "base/buf.h"
#include "base/disk.h"

struct snapshot_writer;
enum err snapshot_begin(struct disk *d, const char *path, uint64_t position,
                        struct snapshot_writer **out) MUST_CHECK;
enum err snapshot_add(struct snapshot_writer *w, struct str key, struct str bytes) MUST_CHECK;
/* Finish and put in place; w is gone afterwards, also on failure. */
enum err snapshot_commit(struct snapshot_writer *w) MUST_CHECK;
void snapshot_abort(struct snapshot_writer *w);
/* Read one: checks it whole first, then calls each(ctx, key, bytes); ERR_NOT_FOUND, ERR_CORRUPT or
 * ERR_VERSION leave nothing called. */
enum err snapshot_read(struct disk *d, const char *path, uint64_t *position,
                       void (*each)(void *ctx, struct str key, struct str bytes),
                       void *ctx) MUST_CHECK;
