/* SPDX-License-Identifier: Apache-2.0 */
/* Whole files, read and written at once: what a tool keeps outside of a data directory. Every why
 * is a sentence that names the path. */
#pragma once

#include "base/buf.h"
#include "base/err.h"

/* Append a whole file to a buffer; ERR_FULL where it does not fit. */
enum err whole_read(const char *path, struct buf *to, char why[256]) MUST_CHECK;
/* Write a whole file at once (temporary file, fsync, rename, fsync of the folder) with this mode.
 * Without `replace`, ERR_EXISTS where the path is taken. */
enum err whole_write(const char *path, struct str bytes, unsigned mode, bool replace,
                     char why[256]) MUST_CHECK;
/* Is there anything at this path? */
bool whole_exists(const char *path);
/* Make a folder with mode 0700, or take an empty one that is ours (its mode becomes 0700);
 * ERR_EXISTS where something is in it. */
enum err whole_folder(const char *path, char why[256]) MUST_CHECK;
/* Wait until this folder is ours alone among those who ask so; *lock is for whole_unlock. */
enum err whole_lock(const char *path, int *lock, char why[256]) MUST_CHECK;
/* Let the folder go; a lock below 0 is none. */
void whole_unlock(int lock);
