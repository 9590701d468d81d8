/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as segments of a journal: opening ends, what it keeps can be read, verified, appended
 * to and read again; damage before the last segment is told. The first byte says whether header and
 * checksums are mended first, so that what lies behind them is reached, and whether a good segment
 * follows. */
#include "base/hash.h"
#include "base/le.h"
#include "fuzz.h"
#include "sim/simdisk.h"
#include "store/journal_segment.h"

/* Count the batches up to the end, and see that their records lie within them; what ended it. */
static enum err count(struct disk *d, unsigned *n, uint64_t *end)
{
    struct journal_reader *r;
    struct journal_batch b;
    char why[256];
    *n = 0;
    enum err e = journal_reader_open(d, 0, NULL, NULL, &r, why);
    if (e != ERR_OK)
        return e;
    while ((e = journal_reader_next(r, &b)) == ERR_OK) {
        struct str bytes;
        uint8_t kind;
        ASSERT(b.next > b.position && b.records.n < b.next - b.position);
        while (journal_record(&b.records, &kind, &bytes))
            ASSERT(bytes.p >= b.station.p && bytes.n < b.next - b.position);
        ++*n;
    }
    ASSERT(e == ERR_NOT_FOUND || journal_reader_why(r)[0]);
    *end = journal_reader_position(r);
    journal_reader_close(r);
    return e;
}

/* Put right lengths and checksums where they belong; where the batches end. */
static uint64_t mend(char *p, size_t n)
{
    char header[JOURNAL_HEADER];
    uint64_t position = 0;
    if (n < JOURNAL_HEADER)
        return 0;
    journal_segment_header(0, header);
    memcpy(p, header, sizeof header);
    for (size_t at = JOURNAL_HEADER; n - at >= JOURNAL_FIXED;) {
        size_t left = n - at - JOURNAL_HEAD, length = le_get32(p + at) % 512;
        bool commit = (le_get32(p + at + 4) & 1) != 0;
        length = length < JOURNAL_FIXED - JOURNAL_HEAD ? JOURNAL_FIXED - JOURNAL_HEAD : length;
        length = length < left ? length : left;
        le_put32(p + at, (uint32_t)length);
        le_put32(p + at + 4, crc32c(0, p + at + JOURNAL_HEAD, length));
        if (commit || position == 0)
            journal_batch_mark(p + at, position);
        position += JOURNAL_HEAD + length;
        at += JOURNAL_HEAD + length;
    }
    return position;
}

/* A disk with these bytes as its first segment. */
static struct simdisk *disk_with(struct str bytes, bool mended, bool followed)
{
    struct simdisk *s = simdisk_new(1);
    char path[48], header[JOURNAL_HEADER];
    char *copy = fuzz_copy(bytes);
    uint64_t end = mended ? mend(copy, bytes.n) : bytes.n;
    ASSERT(simdisk_disk(s)->ops->mkdir(simdisk_disk(s), JOURNAL_FOLDER) == ERR_OK);
    journal_segment_path(0, path);
    simdisk_put(s, path, str_make(copy, bytes.n));
    if (followed && end > 0) {
        journal_segment_path(end, path);
        journal_segment_header(end, header);
        simdisk_put(s, path, str_make(header, sizeof header));
    }
    free(copy);
    return s;
}

/* It was opened: read, verify, append, read. */
static void use(struct simdisk *s, struct journal *j, bool followed)
{
    struct disk *d = simdisk_disk(s);
    struct journal_stat stat;
    char why[256];
    unsigned n, more;
    uint64_t end, again;
    enum err e = count(d, &n, &end);
    ASSERT(e == ERR_NOT_FOUND || followed); /* only the last segment was looked at */
    ASSERT(e != ERR_NOT_FOUND || end == journal_tail(j));
    journal_begin(j, 1, STR("station"));
    journal_add(j, JOURNAL_FRAME_IN, STR("[2]"));
    journal_end(j);
    ASSERT(journal_commit(j) == ERR_OK);
    again = journal_tail(j);
    journal_close(j);
    if (e != ERR_NOT_FOUND)
        return;
    ASSERT(count(d, &more, &end) == ERR_NOT_FOUND && more == n + 1 && end == again);
    e = journal_verify(d, &stat, why);
    ASSERT(e == ERR_OK ? stat.batches == more && stat.tail == again : why[0] != '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str in = str_make((const char *)data, size);
    unsigned mode = fuzz_byte(&in);
    bool followed = (mode & 6) == 6;
    struct simdisk *s = disk_with(in, (mode & 1) != 0, followed);
    struct journal *j;
    struct journal_options o = {.segment_bytes = 4096};
    char why[256] = "";
    if (journal_open(simdisk_disk(s), o, &j, why) == ERR_OK)
        use(s, j, followed);
    else
        ASSERT(why[0] != '\0');
    simdisk_free(s);
    return 0;
}
