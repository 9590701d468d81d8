/* SPDX-License-Identifier: Apache-2.0 */
/* The state of a journal as a data directory tells it, with or without a server on it: sizes,
 * rates, and how far each consumer is. */
#pragma once

#include "apps/consumers.h"

struct journalstat {
    uint64_t first, tail, segments, bytes;            /* positions; files, and bytes in them */
    int64_t first_at_us, last_at_us;                  /* of the oldest and newest batch; 0: none */
    uint64_t minute_bytes, minute_events, hour_bytes; /* that came in the last ... */
    uint64_t sample_bytes, sample_events; /* of the newest segment, for bytes per event */
    struct consumers consumers;
    struct journal_segment *list; /* owned */
};

/* Read it; on failure why is one line. */
enum err journalstat_read(struct disk *d, const char *dir, int64_t now_us, struct journalstat *out,
                          char why[256]) MUST_CHECK;
void journalstat_free(struct journalstat *s);
/* Print it for people, or as one JSON object; false where that failed. */
bool journalstat_print(const struct journalstat *s, bool json);
