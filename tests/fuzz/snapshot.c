/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a snapshot file: told as damaged, or read; what was read is written again and read
 * as the same. The first byte says whether the checksums are mended first, so that what lies behind
 * them is reached. */
#include "base/hash.h"
#include "base/le.h"
#include "fuzz.h"
#include "sim/simdisk.h"
#include "store/snapshot.h"

#define HEADER 32
#define TRAILER 12

struct told {
    struct snapshot_writer *w; /* may be NULL */
    uint64_t entries, hash, bytes;
};

/* One entry. */
static void entry(void *ctx, struct str key, struct str bytes)
{
    struct told *t = ctx;
    t->entries++;
    t->bytes += key.n + bytes.n;
    t->hash = hash_mix(hash_mix(t->hash, hash_str(key)), hash_str(bytes));
    if (t->w)
        ASSERT(snapshot_add(t->w, key, bytes) == ERR_OK);
}

/* Put right checksums where they belong. */
static void mend(char *p, size_t n)
{
    if (n < HEADER + TRAILER)
        return;
    memcpy(p, "BusSnap\n", 8);
    le_put32(p + 28, crc32c(0, p, 28));
    le_put32(p + n - 4, crc32c(0, p, n - 4));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str in = str_make((const char *)data, size);
    bool mended = (fuzz_byte(&in) & 1) != 0;
    struct simdisk *s = simdisk_new(1);
    char *copy = fuzz_copy(in);
    uint64_t position = 0, again = 0;
    if (mended)
        mend(copy, in.n);
    simdisk_put(s, "snapshot", str_make(copy, in.n));
    free(copy);
    struct told first = {0}, second = {0};
    struct disk *d = simdisk_disk(s);
    enum err e = snapshot_read(d, "snapshot", &position, entry, &first);
    if (e == ERR_OK) {
        ASSERT(first.bytes <= in.n);
        struct told writer = {0};
        ASSERT(snapshot_begin(d, "other", position, &writer.w) == ERR_OK);
        ASSERT(snapshot_read(d, "snapshot", &position, entry, &writer) == ERR_OK);
        ASSERT(snapshot_commit(writer.w) == ERR_OK);
        ASSERT(snapshot_read(d, "other", &again, entry, &second) == ERR_OK);
        ASSERT(again == position && second.entries == first.entries && second.hash == first.hash);
    } else {
        ASSERT((e == ERR_CORRUPT || e == ERR_VERSION) && first.entries == 0);
    }
    simdisk_free(s);
    return 0;
}
