/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the last segment of a journal: opening ends, what it keeps can be read, appended to,
 * and read again. */
#include "base/assert.h"
#include "sim/simdisk.h"
#include "store/journal.h"

#define SEGMENT "journal/00000000000000000000.seg"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Count the batches up to the end, and those of their records that are well formed. */
static unsigned count(struct disk *d, uint64_t *end)
{
    struct journal_reader *r;
    struct journal_batch b;
    char why[256];
    unsigned n = 0;
    ASSERT(journal_reader_open(d, 0, NULL, NULL, &r, why) == ERR_OK);
    enum err e;
    while ((e = journal_reader_next(r, &b)) == ERR_OK) {
        struct str bytes;
        uint8_t kind;
        while (journal_record(&b.records, &kind, &bytes))
            ASSERT(bytes.p >= b.station.p && bytes.n < b.next - b.position);
        n++;
    }
    ASSERT(e == ERR_NOT_FOUND);
    *end = journal_reader_position(r);
    journal_reader_close(r);
    return n;
}

/* A disk with these bytes as the only segment. */
static struct simdisk *disk_with(struct str bytes)
{
    struct simdisk *s = simdisk_new(1);
    ASSERT(simdisk_disk(s)->ops->mkdir(simdisk_disk(s), "journal") == ERR_OK);
    simdisk_put(s, SEGMENT, bytes);
    return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct simdisk *s = disk_with(str_make((const char *)data, size));
    struct journal *j;
    struct journal_options o = {.segment_bytes = 4096};
    char why[256];
    uint64_t end, again;
    if (journal_open(simdisk_disk(s), o, &j, why) == ERR_OK) {
        unsigned n = count(simdisk_disk(s), &end);
        ASSERT(end == journal_tail(j));
        journal_begin(j, 1, STR("station"));
        journal_end(j);
        ASSERT(journal_commit(j) == ERR_OK);
        again = journal_tail(j);
        journal_close(j);
        ASSERT(count(simdisk_disk(s), &end) == n + 1 && end == again);
    } else {
        ASSERT(why[0] != '\0');
    }
    simdisk_free(s);
    return 0;
}
