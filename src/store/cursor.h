/* SPDX-License-Identifier: Apache-2.0 */
/* Cursors: the durable, named positions of consumers that keep no store of their own, a file
 * cursors/NAME each (the position in decimal, a blank, its CRC32C in hexadecimal). A name is 1 to
 * 64 of [A-Za-z0-9._-], but not
 * "." or ".."; anything else is ERR_INVALID. Different names may be used by different threads. */
#pragma once

#include "base/disk.h"

/* Load a position; ERR_NOT_FOUND (and *position 0) where none was ever saved, ERR_CORRUPT where it
 * is damaged. */
enum err cursor_load(struct disk *d, const char *name, uint64_t *position) MUST_CHECK;
/* Save a position: durable when it returns; after a crash before that the old or the new one is
 * there. */
enum err cursor_save(struct disk *d, const char *name, uint64_t position) MUST_CHECK;
/* Call each(ctx, name) for every cursor, in no order; ERR_NOT_FOUND where there never was one. */
enum err cursor_each(struct disk *d, void (*each)(void *ctx, const char *name),
                     void *ctx) MUST_CHECK;
