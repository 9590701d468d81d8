/* SPDX-License-Identifier: Apache-2.0 */
/* What may be pruned, and that a crash at any step of it leaves a journal that all consumers can
 * read on from. */
#include "check.h"
#include "sim/simdisk.h"
#include "store/cursor.h"
#include "store/retain.h"
#include "store/snapshot.h"

#include <stdlib.h>

#define DAY INT64_C(86400000000)
#define NOW (100 * DAY)

static char why[256];

/* Five segments of 1000 positions, begun on days 10, 20, 30, 40, 50; the tail is at 4500. */
static const struct journal_segment five[] = {{0, 1032, 10 * DAY},
                                              {1000, 1032, 20 * DAY},
                                              {2000, 1032, 30 * DAY},
                                              {3000, 1032, 40 * DAY},
                                              {4000, 532, 50 * DAY}};

static struct retain decide(struct retain_rules rules, const struct consumer *c, size_t n)
{
    rules.now_us = NOW;
    return retain_decide(five, 5, 4500, rules, c, n);
}

static const struct consumer done[] = {{"views", 4500}, {"snapshot", 4500}};

TEST(nothing_goes_without_a_rule_or_a_consumer)
{
    CHECK_INT(decide((struct retain_rules){0}, done, 2).segments, 0);
    CHECK_INT(decide((struct retain_rules){.keep_us = 1}, NULL, 0).segments, 0);
    struct retain r = retain_decide(NULL, 0, 0, (struct retain_rules){.keep_us = 1}, done, 2);
    CHECK_INT(r.segments, 0);
    CHECK_INT(r.position, 0);
}

TEST(a_segment_is_old_when_the_next_one_is)
{
    /* Younger than 65 days is what came after day 35: segment 2000 holds days 30 to 40, so stays.
     */
    struct retain r = decide((struct retain_rules){.keep_us = 65 * DAY}, done, 2);
    CHECK_INT(r.position, 2000);
    CHECK_INT(r.segments, 2);
    CHECK_INT(r.bytes, 2064);
    CHECK(!r.held);
    CHECK_INT(decide((struct retain_rules){.keep_us = 60 * DAY}, done, 2).position, 2000);
    CHECK_INT(decide((struct retain_rules){.keep_us = 60 * DAY - 1}, done, 2).position, 3000);
    CHECK_INT(decide((struct retain_rules){.keep_us = 1}, done, 2).position, 4000);
}

TEST(so_many_bytes_stay)
{
    CHECK_INT(decide((struct retain_rules){.keep_bytes = 500}, done, 2).position, 4000);
    CHECK_INT(decide((struct retain_rules){.keep_bytes = 501}, done, 2).position, 3000);
    CHECK_INT(decide((struct retain_rules){.keep_bytes = 3501}, done, 2).position, 0);
    struct retain_rules both = {.keep_bytes = 3500, .keep_us = 65 * DAY};
    CHECK_INT(decide(both, done, 2).position, 2000);
}

TEST(each_consumer_holds_and_the_last_one_is_named)
{
    struct consumer c[] = {{"views", 4500}, {"archive", 2999}, {"slow", 1000}};
    struct retain r = decide((struct retain_rules){.keep_us = 1}, c, 3);
    CHECK_INT(r.position, 1000);
    CHECK_INT(r.wanted, 4000);
    CHECK(r.held && strcmp(r.held->name, "slow") == 0);
    c[2].position = 3000;
    r = decide((struct retain_rules){.keep_us = 1}, c, 3);
    CHECK_INT(r.position, 2000);
    CHECK(r.held && strcmp(r.held->name, "archive") == 0);
    c[1].position = 0;
    r = decide((struct retain_rules){.keep_us = 1}, c, 3);
    CHECK_INT(r.segments, 0);
    CHECK(r.held && strcmp(r.held->name, "archive") == 0);
}

/* A journal of many small segments; the position behind it. */
static uint64_t fill(struct disk *d)
{
    struct journal *j;
    CHECK_INT(journal_open(d, (struct journal_options){.segment_bytes = 256}, &j, why), ERR_OK);
    for (int i = 0; i < 60; i++) {
        journal_begin(j, i, STR("CP1"));
        journal_add(j, JOURNAL_FRAME_IN, STR("sixteen bytes ab"));
        journal_end(j);
        CHECK_INT(journal_commit(j), ERR_OK);
    }
    uint64_t end = journal_durable(j);
    journal_close(j);
    return end;
}

/* Prune up to `to` with the power failing in the n-th changing call; true where it did. */
static bool prune(struct simdisk *s, uint64_t to, unsigned n)
{
    struct journal *j;
    CHECK_INT(
        journal_open(simdisk_disk(s), (struct journal_options){.segment_bytes = 256}, &j, why),
        ERR_OK);
    simdisk_power_fails_in(s, n);
    enum err e = journal_prune(j, to);
    bool off = simdisk_is_off(s);
    CHECK(off || e == ERR_OK);
    if (!off)
        simdisk_power_fails_in(s, 0);
    journal_close(j);
    return off;
}

/* Everything from `from` to `end` can be read, and nothing is missing in between. */
static void check_readable(struct disk *d, uint64_t from, uint64_t end)
{
    struct journal_reader *r;
    struct journal_batch b;
    struct journal_stat stat;
    CHECK_INT(journal_verify(d, &stat, why), ERR_OK);
    CHECK_INT(stat.tail, end);
    CHECK_INT(journal_reader_open(d, from, NULL, NULL, &r, why), ERR_OK);
    CHECK_INT(journal_reader_position(r), from);
    while (journal_reader_next(r, &b) == ERR_OK)
        ;
    CHECK_INT(journal_reader_position(r), end);
    journal_reader_close(r);
}

TEST(a_crash_at_any_step_of_pruning_leaves_a_journal)
{
    unsigned crashes = 0;
    for (uint64_t seed = 1; seed <= 20; seed++)
        for (unsigned n = 1, off = 1; off; n++) {
            struct simdisk *s = simdisk_new(seed);
            struct disk *d = simdisk_disk(s);
            uint64_t end = fill(d);
            struct journal_segment *list;
            size_t count, last;
            CHECK_INT(journal_list(d, &list, &count, why), ERR_OK);
            CHECK(count > 8);
            last = count - 2;
            const struct consumer c[] = {{"views", list[last].first + 5}, {"snapshot", end}};
            struct retain r =
                retain_decide(list, count, end, (struct retain_rules){.keep_bytes = 1}, c, 2);
            CHECK_INT(r.position, list[last].first);
            off = prune(s, r.position, n);
            crashes += off;
            if (off)
                simdisk_restart(s);
            check_readable(d, r.position, end);
            free(list);
            CHECK(!prune(s, r.position, 0)); /* and it can be gone on with */
            CHECK_INT(journal_list(d, &list, &count, why), ERR_OK);
            CHECK_INT(list[0].first, r.position);
            free(list);
            simdisk_free(s);
        }
    CHECK(crashes > 100);
}

TEST(lists_segments_and_cursors)
{
    struct simdisk *s = simdisk_new(3);
    struct disk *d = simdisk_disk(s);
    struct journal_segment *list;
    size_t n;
    CHECK_INT(journal_list(d, &list, &n, why), ERR_NOT_FOUND);
    uint64_t end = fill(d), at = 0;
    CHECK_INT(journal_list(d, &list, &n, why), ERR_OK);
    for (size_t i = 0; i < n; i++) {
        CHECK_INT(list[i].first, at);
        at += list[i].bytes - 32;
        CHECK(i == 0 || list[i].at_us > list[i - 1].at_us);
    }
    CHECK_INT(at, end);
    free(list);
    simdisk_free(s);
}

/* Note a name. */
static void note(void *ctx, const char *name)
{
    strcat(ctx, name);
    strcat(ctx, " ");
}

TEST(cursors_are_listed_by_name)
{
    char names[256] = "";
    struct simdisk *s = simdisk_new(4);
    struct disk *d = simdisk_disk(s);
    CHECK_INT(cursor_save(d, "archive", 7), ERR_OK);
    CHECK_INT(cursor_save(d, "changes.billing", 9), ERR_OK);
    simdisk_put(s, "cursors/~half", STR("1"));
    CHECK_INT(cursor_each(d, note, names), ERR_OK);
    CHECK(strstr(names, "archive ") && strstr(names, "changes.billing ") && !strstr(names, "half"));
    simdisk_free(s);
}

int main(void)
{
    return check_main();
}
