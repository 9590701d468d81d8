/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of the archive: an entry of the manifest as a line of JSON. */
#pragma once

#include "store/archive.h"

#define ARCHIVE_LINE_MAX 1024

/* The path of an entry. */
void archive_entry_path(uint64_t number, char path[ARCHIVE_NAME_MAX]);
/* Append the line. */
void archive_entry_write(const struct archive_entry *e, struct buf *out);
/* Read a line; false where it is none, or lacks something. */
bool archive_entry_read(struct str line, struct archive_entry *out);
