/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes of a batch: building, checking, taking apart. */
#include "store/journal_segment.h"

#include <string.h>

#include "base/assert.h"
#include "base/hash.h"
#include "base/le.h"

void journal_build_begin(struct buf *out, int64_t at_us, struct str station)
{
    ASSERT(station.n <= UINT16_MAX);
    char fixed[JOURNAL_FIXED] = {0};
    le_put64(fixed + 8, (uint64_t)at_us);
    le_put16(fixed + 16, (uint16_t)station.n);
    buf_put(out, fixed, sizeof fixed);
    buf_puts(out, station);
}

void journal_build_add(struct buf *out, uint8_t kind, struct str bytes)
{
    char head[1 + LE_VARINT_MAX];
    head[0] = (char)kind;
    size_t n = 1 + le_put_varint(head + 1, bytes.n);
    buf_put(out, head, n);
    buf_puts(out, bytes);
}

/* Count the records in a batch under construction. */
static unsigned count_records(struct str records)
{
    unsigned n = 0;
    uint8_t kind;
    struct str bytes;
    while (journal_record(&records, &kind, &bytes))
        n++;
    ASSERT(records.n == 0);
    return n;
}

void journal_build_end(struct buf *out, size_t began_at)
{
    if (out->full)
        return;
    ASSERT(out->n >= began_at + JOURNAL_FIXED);
    char *p = out->p + began_at;
    size_t n = out->n - began_at, station = le_get16(p + 16);
    ASSERT(n - JOURNAL_HEAD <= JOURNAL_BATCH_MAX);
    unsigned records =
        count_records(str_make(p + JOURNAL_FIXED + station, n - JOURNAL_FIXED - station));
    ASSERT(records <= UINT16_MAX);
    le_put16(p + 18, (uint16_t)records);
    le_put32(p, (uint32_t)(n - JOURNAL_HEAD));
    le_put32(p + 4, crc32c(0, p + JOURNAL_HEAD, n - JOURNAL_HEAD));
}

bool journal_record(struct str *records, uint8_t *kind, struct str *bytes)
{
    uint64_t n;
    if (records->n < 2)
        return false;
    struct str rest = str_skip(*records, 1);
    if (!le_get_varint(&rest, &n) || n > rest.n)
        return false;
    *kind = (uint8_t)records->p[0];
    *bytes = str_make(rest.p, (size_t)n);
    *records = str_skip(rest, (size_t)n);
    return true;
}

/* The CRC that marks the first batch of a commit: it goes on over the position. */
static uint32_t marked(uint32_t crc, uint64_t position)
{
    char bytes[8];
    le_put64(bytes, position);
    return crc32c(crc, bytes, sizeof bytes);
}

void journal_batch_mark(char *p, uint64_t position)
{
    le_put32(p + 4, marked(le_get32(p + 4), position));
}

/* The length field at the front of `in`, as if zeroes followed where it is cut off. */
static uint32_t first_length(struct str in)
{
    char p[4] = {0};
    if (in.n >= sizeof p)
        return le_get32(in.p);
    if (in.n > 0)
        memcpy(p, in.p, in.n);
    return le_get32(p);
}

enum journal_fit journal_batch_fit(struct str in, uint64_t position, struct journal_batch *out,
                                   size_t *need)
{
    *need = JOURNAL_FIXED;
    uint32_t length = first_length(in);
    if (length == 0)
        return JOURNAL_FIT_ZERO;
    if (in.n < 4)
        return JOURNAL_FIT_SHORT;
    if (length < JOURNAL_FIXED - JOURNAL_HEAD || length > JOURNAL_BATCH_MAX)
        return JOURNAL_FIT_BROKEN;
    *need = JOURNAL_HEAD + length;
    if (in.n < *need)
        return JOURNAL_FIT_SHORT;
    uint32_t crc = crc32c(0, in.p + JOURNAL_HEAD, length), stored = le_get32(in.p + 4);
    if (crc != stored && marked(crc, position) != stored)
        return JOURNAL_FIT_BROKEN;
    size_t station = le_get16(in.p + 16);
    if (JOURNAL_FIXED + station > *need)
        return JOURNAL_FIT_BROKEN;
    out->position = position;
    out->next = position + *need;
    out->at_us = (int64_t)le_get64(in.p + 8);
    out->station = str_make(in.p + JOURNAL_FIXED, station);
    out->records = str_make(in.p + JOURNAL_FIXED + station, *need - JOURNAL_FIXED - station);
    out->n_records = le_get16(in.p + 18);
    out->begins_commit = crc != stored;
    return crc == stored ? JOURNAL_FIT_WHOLE : JOURNAL_FIT_COMMIT;
}

/* Is the front of `in` (20 bytes at least) a batch by its shape (lengths that fit together),
 * whatever the CRC says? */
static bool plausible(struct str in)
{
    uint64_t all = JOURNAL_HEAD + (uint64_t)le_get32(in.p);
    size_t behind_station = JOURNAL_FIXED + (size_t)le_get16(in.p + 16);
    if (all > in.n || behind_station > all)
        return false;
    struct str bytes, records = str_skip(str_make(in.p, (size_t)all), behind_station);
    unsigned left = le_get16(in.p + 18);
    uint8_t kind;
    while (left > 0 && journal_record(&records, &kind, &bytes))
        left--;
    return left == 0 && records.n == 0;
}

bool journal_batch_search(struct str in, uint64_t position)
{
    while (in.n >= JOURNAL_FIXED) {
        struct journal_batch batch;
        size_t need;
        /* After 8 zeroes no length can begin in the first 5 of them. */
        size_t step = le_get64(in.p) == 0 ? 5 : 1;
        if (step == 1 && plausible(in) &&
            journal_batch_fit(in, position, &batch, &need) == JOURNAL_FIT_COMMIT)
            return true;
        in = str_skip(in, step);
        position += step;
    }
    return false;
}
