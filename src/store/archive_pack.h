/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of the archive: a segment file packed, and unpacked, in pieces. */
#pragma once

#include "store/archive.h"

/* Pack the segment that the entry names by its positions; fills name, sizes and hashes. */
enum err archive_pack(struct disk *d, struct disk *journal, struct archive_entry *e,
                      char why[256]) MUST_CHECK;
/* Unpack it, check it; see archive_unpack. */
enum err archive_unpack_entry(struct disk *d, const struct archive_entry *e, struct disk *to,
                              char why[256]) MUST_CHECK;
