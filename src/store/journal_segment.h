/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of the journal: the bytes of a segment file and the list of those that are there. Only
 * journal*.c include this. */
#pragma once

#include "store/journal.h"

#define JOURNAL_FOLDER "journal"
#define JOURNAL_HEADER 32 /* bytes before the first batch of a segment */
#define JOURNAL_HEAD 8    /* length and CRC of a batch */
#define JOURNAL_FIXED 20  /* all of a batch but station and records */

enum journal_fit {
    JOURNAL_FIT_WHOLE,  /* a batch */
    JOURNAL_FIT_COMMIT, /* a batch, and the first of a commit */
    JOURNAL_FIT_SHORT,  /* may be one, but more bytes are needed */
    JOURNAL_FIT_ZERO,   /* its length is 0, as far as it is there: nothing was written here */
    JOURNAL_FIT_BROKEN  /* no batch */
};

/* Is there a batch at the front of `in`, which stands for `position`? Fills *out (spans into `in`)
 * where there is, and *need, the bytes that it takes, for JOURNAL_FIT_SHORT too. */
enum journal_fit journal_batch_fit(struct str in, uint64_t position, struct journal_batch *out,
                                   size_t *need);
/* Mark the batch at p, which stands for `position`, as the first of its commit. */
void journal_batch_mark(char *p, uint64_t position);
/* Does the first batch of a commit begin anywhere in `in`, whose front stands for `position`? */
bool journal_batch_search(struct str in, uint64_t position);

struct journal_segments {
    uint64_t *first; /* in ascending order */
    size_t n, cap;
};

/* The path of a segment in the data directory. */
void journal_segment_path(uint64_t first, char path[48]);
/* List the segments; other files are passed over. ERR_NOT_FOUND where there is no folder. */
enum err journal_segments_list(struct disk *d, struct journal_segments *out) MUST_CHECK;
void journal_segments_free(struct journal_segments *s);
/* The bytes of a segment's header. */
void journal_segment_header(uint64_t first, char out[JOURNAL_HEADER]);
/* Make a new segment with nothing but its header, durable in all respects. */
enum err journal_segment_make(struct disk *d, uint64_t first, struct disk_file **out) MUST_CHECK;
/* Open a segment and check its header. ERR_NOT_FOUND: there is no such file, or none that was ever
 * used (its making was cut short: no header, and nothing but zeroes behind it). */
enum err journal_segment_open(struct disk *d, uint64_t first, struct disk_file **out,
                              char why[256]) MUST_CHECK;
/* Write a sentence and pass e on. */
__attribute__((format(printf, 3, 4))) enum err journal_because(char why[256], enum err e,
                                                               const char *format, ...);
