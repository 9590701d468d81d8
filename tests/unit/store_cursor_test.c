/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "base/random.h"
#include "sim/simdisk.h"
#include "store/cursor.h"

TEST(a_saved_position_is_loaded)
{
    struct simdisk *s = simdisk_new(1);
    struct disk *d = simdisk_disk(s);
    static const uint64_t positions[] = {0, 1, 42, UINT64_MAX, 9};
    uint64_t position = 5;
    struct str bytes;
    CHECK_INT(cursor_load(d, "archive", &position), ERR_NOT_FOUND);
    CHECK_INT(position, 0);
    for (size_t i = 0; i < 5; i++) {
        CHECK_INT(cursor_save(d, "archive", positions[i]), ERR_OK);
        CHECK_INT(cursor_save(d, "other", i), ERR_OK);
        CHECK_INT(cursor_load(d, "archive", &position), ERR_OK);
        CHECK(position == positions[i]);
        CHECK_INT(cursor_load(d, "other", &position), ERR_OK);
        CHECK_INT(position, i);
    }
    CHECK(simdisk_get(s, "cursors/archive", &bytes));
    CHECK_INT(bytes.n, 11);
    CHECK(!simdisk_get(s, "cursors/~archive", &bytes));
    simdisk_free(s);
}

TEST(names_that_are_none_are_refused)
{
    struct simdisk *s = simdisk_new(1);
    static const char *const bad[] = {
        "",    ".",          "..",
        "a/b", "../VERSION", "a b",
        "~a",  "\xc3\xa4",   "01234567890123456789012345678901234567890123456789012345678901234",
    };
    static const char *const good[] = {
        "a",
        "...",
        "-A.z_9",
        "0123456789012345678901234567890123456789012345678901234567890123",
    };
    uint64_t position;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CHECK_INT(cursor_save(simdisk_disk(s), bad[i], 1), ERR_INVALID);
        CHECK_INT(cursor_load(simdisk_disk(s), bad[i], &position), ERR_INVALID);
    }
    CHECK_INT(simdisk_changes(s), 0);
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        CHECK_INT(cursor_save(simdisk_disk(s), good[i], i), ERR_OK);
        CHECK_INT(cursor_load(simdisk_disk(s), good[i], &position), ERR_OK);
        CHECK_INT(position, i);
    }
    simdisk_free(s);
}

TEST(damage_is_found)
{
    struct simdisk *s = simdisk_new(1);
    struct disk *d = simdisk_disk(s);
    struct str bytes;
    uint64_t position;
    CHECK_INT(cursor_save(d, "c", 1234567), ERR_OK);
    CHECK(simdisk_get(s, "cursors/c", &bytes));
    char copy[64] = {0};
    size_t n = bytes.n;
    memcpy(copy, bytes.p, n);
    for (size_t bit = 0; bit < 8 * n; bit++) {
        copy[bit / 8] ^= (char)(1 << bit % 8);
        simdisk_put(s, "cursors/c", str_make(copy, n));
        CHECK_INT(cursor_load(d, "c", &position), ERR_CORRUPT);
        CHECK_INT(position, 0);
        copy[bit / 8] ^= (char)(1 << bit % 8);
    }
    for (size_t cut = 0; cut < sizeof copy; cut++) {
        simdisk_put(s, "cursors/c", str_make(copy, cut));
        CHECK_INT(cursor_load(d, "c", &position), cut == n ? ERR_OK : ERR_CORRUPT);
    }
    CHECK_INT(cursor_save(d, "c", 3), ERR_OK);
    CHECK_INT(cursor_load(d, "c", &position), ERR_OK);
    CHECK_INT(position, 3);
    simdisk_free(s);
}

TEST(a_crash_leaves_the_old_or_the_new_position)
{
    unsigned news = 0, olds = 0;
    for (uint64_t seed = 0; seed < 2000; seed++) {
        struct simdisk *s = simdisk_new(seed);
        struct disk *d = simdisk_disk(s);
        struct random r = {seed};
        uint64_t position, saved = random_below(&r, 3);
        if (saved)
            CHECK_INT(cursor_save(d, "c", saved), ERR_OK);
        simdisk_power_fails_in(s, 1 + (unsigned)random_below(&r, 10));
        enum err e = cursor_save(d, "c", 10);
        simdisk_restart(s);
        enum err loaded = cursor_load(d, "c", &position);
        CHECK(loaded == ERR_OK || (loaded == ERR_NOT_FOUND && saved == 0 && e != ERR_OK));
        CHECK(position == 10 || (position == saved && e != ERR_OK));
        news += position == 10;
        olds += position == saved;
        CHECK_INT(cursor_save(d, "c", 11), ERR_OK);
        CHECK_INT(cursor_load(d, "c", &position), ERR_OK);
        CHECK_INT(position, 11);
        simdisk_free(s);
    }
    CHECK(news > 200 && olds > 200);
}

int main(void)
{
    return check_main();
}
