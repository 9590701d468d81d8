/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "base/hash.h"
#include "base/le.h"
#include "base/random.h"
#include "sim/simdisk.h"
#include "store/snapshot.h"

#define PATH "snapshot/stations"

/* What a read told. */
struct told {
    unsigned entries;
    uint32_t crc;
};

/* Count an entry and mix it into the sum. */
static void tell(void *ctx, struct str key, struct str bytes)
{
    struct told *t = ctx;
    t->entries++;
    t->crc = crc32c(t->crc, key.p, key.n);
    t->crc = crc32c(t->crc, "=", 1);
    t->crc = crc32c(t->crc, bytes.p, bytes.n);
}

/* Write a snapshot of n entries; *want is what reading it should tell. */
static enum err write_one(struct disk *d, unsigned n, uint64_t position, struct told *want)
{
    struct snapshot_writer *w = NULL;
    static char bytes[70000];
    *want = (struct told){0};
    enum err e = snapshot_begin(d, PATH, position, &w);
    for (unsigned i = 0; e == ERR_OK && i < n; i++) {
        char key[24];
        size_t size = i % 7 == 0 ? sizeof bytes : i;
        memset(bytes, (int)i, sizeof bytes);
        snprintf(key, sizeof key, "station-%u", i);
        tell(want, str_of(key), str_make(bytes, size));
        if ((e = snapshot_add(w, str_of(key), str_make(bytes, size))) != ERR_OK) {
            snapshot_abort(w);
            return e;
        }
    }
    return e == ERR_OK ? snapshot_commit(w) : e;
}

/* Read it; expect that an error tells nothing. */
static enum err read_one(struct disk *d, uint64_t *position, struct told *told)
{
    *told = (struct told){0};
    enum err e = snapshot_read(d, PATH, position, tell, told);
    CHECK(e == ERR_OK || told->entries == 0);
    return e;
}

TEST(what_was_written_is_read)
{
    static const unsigned counts[] = {0, 1, 2, 100, 1000};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct simdisk *s = simdisk_new(1);
        struct told want, got;
        uint64_t position = 0;
        CHECK_INT(read_one(simdisk_disk(s), &position, &got), ERR_NOT_FOUND);
        CHECK_INT(write_one(simdisk_disk(s), counts[i], 77 + i, &want), ERR_OK);
        CHECK_INT(read_one(simdisk_disk(s), &position, &got), ERR_OK);
        CHECK_INT(position, 77 + i);
        CHECK_INT(got.entries, counts[i]);
        CHECK_INT(got.crc, want.crc);
        simdisk_free(s);
    }
}

TEST(damage_anywhere_tells_nothing)
{
    struct simdisk *s = simdisk_new(1);
    struct disk *d = simdisk_disk(s);
    struct snapshot_writer *w;
    struct str bytes;
    struct told got;
    uint64_t position = 5;
    CHECK_INT(snapshot_begin(d, PATH, 9, &w), ERR_OK);
    CHECK_INT(snapshot_add(w, STR("a"), STR("one")), ERR_OK);
    CHECK_INT(snapshot_add(w, STR(""), STR("")), ERR_OK);
    CHECK_INT(snapshot_add(w, STR("key"), STR("some more bytes")), ERR_OK);
    CHECK_INT(snapshot_commit(w), ERR_OK);
    CHECK(simdisk_get(s, PATH, &bytes));
    char copy[256];
    size_t n = bytes.n;
    CHECK(n < sizeof copy);
    memcpy(copy, bytes.p, n);
    for (size_t bit = 0; bit < 8 * n; bit++) {
        copy[bit / 8] ^= (char)(1 << bit % 8);
        simdisk_put(s, PATH, str_make(copy, n));
        CHECK_INT(read_one(d, &position, &got), ERR_CORRUPT);
        copy[bit / 8] ^= (char)(1 << bit % 8);
    }
    for (size_t cut = 0; cut < n; cut++) {
        simdisk_put(s, PATH, str_make(copy, cut));
        CHECK_INT(read_one(d, &position, &got), ERR_CORRUPT);
    }
    copy[n] = 0;
    simdisk_put(s, PATH, str_make(copy, n + 1));
    CHECK_INT(read_one(d, &position, &got), ERR_CORRUPT);
    CHECK_INT(position, 5);
    le_put32(copy + 8, 2);
    le_put32(copy + 28, crc32c(0, copy, 28));
    simdisk_put(s, PATH, str_make(copy, n));
    CHECK_INT(read_one(d, &position, &got), ERR_VERSION);
    unsigned format;
    CHECK_INT(snapshot_head(d, PATH, &position, &format), ERR_VERSION);
    CHECK_INT(format, 2);
    simdisk_free(s);
}

TEST(an_aborted_or_failed_one_leaves_the_old_one)
{
    struct simdisk *s = simdisk_new(1);
    struct disk *d = simdisk_disk(s);
    struct snapshot_writer *w;
    struct told old, got, ignored;
    struct str bytes;
    uint64_t position;
    CHECK_INT(write_one(d, 50, 1, &old), ERR_OK);
    CHECK_INT(snapshot_begin(d, PATH, 2, &w), ERR_OK);
    CHECK_INT(snapshot_add(w, STR("new"), STR("entry")), ERR_OK);
    snapshot_abort(w);
    for (unsigned space = 0; space < 1500000; space += 9973) {
        simdisk_set_space(s, space);
        if (write_one(d, 50, 2, &ignored) == ERR_OK)
            break;
        CHECK_INT(read_one(d, &position, &got), ERR_OK);
        CHECK(got.crc == old.crc && position == 1);
        CHECK(!simdisk_get(s, PATH ".new", &bytes));
    }
    CHECK_INT(read_one(d, &position, &got), ERR_OK);
    CHECK_INT(position, 2);
    simdisk_set_space(s, UINT64_MAX);
    simdisk_sync_fails_in(s, 1);
    CHECK_INT(write_one(d, 51, 3, &ignored), ERR_IO);
    CHECK_INT(read_one(d, &position, &got), ERR_OK);
    CHECK_INT(position, 2);
    simdisk_free(s);
}

TEST(after_a_crash_the_old_or_the_new_one_is_there)
{
    unsigned news = 0, olds = 0;
    for (uint64_t seed = 0; seed < 1000; seed++) {
        struct simdisk *s = simdisk_new(seed);
        struct disk *d = simdisk_disk(s);
        struct random r = {seed};
        struct told old, new, got;
        uint64_t position;
        CHECK_INT(write_one(d, 5, 1, &old), ERR_OK);
        simdisk_power_fails_in(s, 1 + (unsigned)random_below(&r, 9));
        enum err e = write_one(d, 9, 2, &new);
        simdisk_restart(s);
        CHECK_INT(read_one(d, &position, &got), ERR_OK);
        CHECK(position == 2 || (position == 1 && e != ERR_OK));
        CHECK_INT(got.crc, position == 1 ? old.crc : new.crc);
        news += position == 2;
        olds += position == 1;
        simdisk_free(s);
    }
    CHECK(news > 100 && olds > 100);
}

int main(void)
{
    return check_main();
}
