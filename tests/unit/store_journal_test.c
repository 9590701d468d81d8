/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "base/hash.h"
#include "base/le.h"
#include "sim/simdisk.h"
#include "store/journal.h"

#define ONE 100000 /* segment_bytes that make one segment of what most tests write */
#define SEGMENT0 "journal/00000000000000000000.seg"

static char why[256];

/* The journal's durable end, for readers. */
static uint64_t durable(void *ctx)
{
    return journal_durable(ctx);
}

/* Open a journal for writing, or end the test. */
static struct journal *opened(struct simdisk *s, uint64_t segment_bytes)
{
    struct journal *j = NULL;
    struct journal_options o = {.segment_bytes = segment_bytes};
    enum err e = journal_open(simdisk_disk(s), o, &j, why);
    if (e != ERR_OK)
        printf("# %s\n", why);
    CHECK_INT(e, ERR_OK);
    return j;
}

/* Append batch number n: two records, of which the second is n bytes long. */
static uint64_t append(struct journal *j, unsigned n)
{
    char text[16], filler[400];
    memset(filler, 'a' + (int)(n % 26), sizeof filler);
    snprintf(text, sizeof text, "CP-%u", n);
    journal_begin(j, (int64_t)n * 1000, str_of(text));
    journal_add(j, 1 + (uint8_t)(n % 63), str_of(text));
    journal_add(j, JOURNAL_FRAME_IN, str_make(filler, n % sizeof filler));
    return journal_end(j);
}

/* Is this batch number n, as append wrote it? */
static bool is_batch(const struct journal_batch *b, unsigned n)
{
    char text[16];
    struct str records = b->records, first, second;
    uint8_t kind1, kind2;
    snprintf(text, sizeof text, "CP-%u", n);
    return b->at_us == (int64_t)n * 1000 && str_is(b->station, text) && b->n_records == 2 &&
           journal_record(&records, &kind1, &first) && kind1 == 1 + n % 63 && str_is(first, text) &&
           journal_record(&records, &kind2, &second) && kind2 == JOURNAL_FRAME_IN &&
           second.n == n % 400 &&
           (second.n == 0 || second.p[second.n - 1] == 'a' + (int)(n % 26)) &&
           !journal_record(&records, &kind1, &first) && records.n == 0;
}

/* Read from a position on and expect batches `from`, from + 1, ...; how many there are. *e is what
 * ended it. */
static unsigned read_on(struct disk *d, uint64_t position, struct journal *limit, unsigned from,
                        enum err *e)
{
    struct journal_reader *r = NULL;
    struct journal_batch b;
    unsigned n = 0;
    uint64_t expect = position;
    *e = journal_reader_open(d, position, limit ? durable : NULL, limit, &r, why);
    if (*e != ERR_OK)
        return 0;
    while ((*e = journal_reader_next(r, &b)) == ERR_OK) {
        CHECK(is_batch(&b, from + n));
        CHECK(position == 0 || b.position == expect);
        expect = b.next;
        CHECK_INT(journal_reader_position(r), b.next);
        n++;
    }
    if (*e != ERR_NOT_FOUND)
        str_copy(why, sizeof why, str_of(journal_reader_why(r)));
    journal_reader_close(r);
    return n;
}

/* Commits with 1, 2, 3 ... batches, numbered from 0; the number of batches. *last: where the last
 * commit begins. */
static unsigned write_commits(struct simdisk *s, unsigned commits, uint64_t segment_bytes,
                              uint64_t *last)
{
    struct journal *j = opened(s, segment_bytes);
    unsigned n = 0;
    for (unsigned c = 0; c < commits; c++) {
        *last = journal_durable(j);
        for (unsigned k = 0; k <= c; k++)
            append(j, n++);
        CHECK_INT(journal_commit(j), ERR_OK);
    }
    journal_close(j);
    return n;
}

/* A disk whose first segment file holds these bytes. */
static struct simdisk *disk_with(struct str bytes)
{
    struct simdisk *s = simdisk_new(1);
    CHECK_INT(simdisk_disk(s)->ops->mkdir(simdisk_disk(s), "journal"), ERR_OK);
    simdisk_put(s, SEGMENT0, bytes);
    return s;
}

TEST(what_is_committed_is_read_back)
{
    struct simdisk *s = simdisk_new(1);
    struct journal *j = opened(s, ONE);
    enum err e;
    CHECK_INT(journal_tail(j), 0);
    CHECK_INT(journal_commit(j), ERR_OK); /* nothing to do */
    unsigned syncs = simdisk_syncs(s);
    for (unsigned n = 0; n < 500; n++)
        CHECK_INT(append(j, n), journal_tail(j));
    CHECK_INT(journal_durable(j), 0);
    CHECK_INT(read_on(simdisk_disk(s), 0, j, 0, &e), 0);
    CHECK_INT(e, ERR_NOT_FOUND);
    CHECK_INT(journal_commit(j), ERR_OK);
    CHECK_INT(simdisk_syncs(s), syncs + 1);
    CHECK_INT(journal_durable(j), journal_tail(j));
    CHECK_INT(read_on(simdisk_disk(s), 0, j, 0, &e), 500);
    CHECK_INT(e, ERR_NOT_FOUND);
    CHECK_INT(read_on(simdisk_disk(s), 0, NULL, 0, &e), 500);
    uint64_t tail = journal_tail(j);
    append(j, 500); /* not committed: lost when it is closed */
    journal_close(j);
    j = opened(s, ONE);
    CHECK_INT(journal_tail(j), tail);
    CHECK_INT(read_on(simdisk_disk(s), 0, j, 0, &e), 500);
    journal_close(j);
    simdisk_free(s);
}

TEST(batches_that_were_built_elsewhere_are_the_same)
{
    struct simdisk *s = simdisk_new(1);
    struct journal *j = opened(s, ONE);
    static char memory[4096];
    struct buf out = buf_over(memory, sizeof memory);
    for (unsigned n = 0; n < 3; n++) {
        size_t began = out.n;
        char text[16], filler[4] = {0};
        snprintf(text, sizeof text, "CP-%u", n);
        memset(filler, 'a' + (int)n, sizeof filler);
        journal_build_begin(&out, (int64_t)n * 1000, str_of(text));
        journal_build_add(&out, 1 + (uint8_t)n, str_of(text));
        journal_build_add(&out, JOURNAL_FRAME_IN, str_make(filler, n));
        journal_build_end(&out, began);
    }
    enum err e;
    CHECK_INT(journal_put(j, STR("")), 0);
    CHECK_INT(journal_put(j, buf_str(&out)), out.n);
    append(j, 3);
    CHECK_INT(journal_put(j, STR("")), journal_tail(j));
    CHECK_INT(journal_commit(j), ERR_OK);
    CHECK_INT(read_on(simdisk_disk(s), 0, j, 0, &e), 4);
    struct buf small = buf_over(memory, 30);
    journal_build_begin(&small, 1, STR("CP"));
    journal_build_add(&small, 1, STR("more than fits into it"));
    journal_build_end(&small, 0);
    CHECK(small.full);
    journal_close(j);
    simdisk_free(s);
}

TEST(a_reader_begins_at_any_batch_of_any_segment)
{
    struct simdisk *s = simdisk_new(1);
    struct journal *j = opened(s, 2000);
    uint64_t at[201];
    enum err e;
    for (unsigned n = 0; n < 200; n++) {
        at[n] = journal_tail(j);
        append(j, n);
        if (n % 3 == 2)
            CHECK_INT(journal_commit(j), ERR_OK);
    }
    CHECK_INT(journal_commit(j), ERR_OK);
    at[200] = journal_tail(j);
    for (unsigned n = 0; n <= 200; n++) {
        CHECK_INT(read_on(simdisk_disk(s), at[n], j, n, &e), 200 - n);
        CHECK_INT(e, ERR_NOT_FOUND);
        CHECK_INT(read_on(simdisk_disk(s), at[n], NULL, n, &e), 200 - n);
        CHECK_INT(e, ERR_NOT_FOUND);
    }
    CHECK_INT(read_on(simdisk_disk(s), at[200] + 1, j, 200, &e), 0);
    CHECK_INT(e, ERR_INVALID);
    CHECK(strstr(why, "lies behind the end"));
    CHECK_INT(read_on(simdisk_disk(s), at[100] + 1, j, 100, &e), 0);
    CHECK_INT(e, ERR_CORRUPT);
    struct journal_stat stat;
    CHECK_INT(journal_verify(simdisk_disk(s), &stat, why), ERR_OK);
    CHECK_INT(stat.batches, 200);
    CHECK_INT(stat.records, 400);
    CHECK_INT(stat.frames, 200);
    CHECK_INT(stat.events, 200);
    CHECK(stat.segments > 5);
    CHECK_INT(stat.first, 0);
    CHECK_INT(stat.tail, at[200]);
    CHECK_INT(stat.bytes, at[200] + 32 * stat.segments);
    CHECK_INT(stat.first_at_us, 0);
    CHECK_INT(stat.last_at_us, 199000);
    journal_close(j);
    simdisk_free(s);
}

TEST(pruned_positions_are_told)
{
    struct simdisk *s = simdisk_new(1);
    uint64_t last, first;
    enum err e;
    unsigned n = write_commits(s, 20, 2000, &last);
    struct journal *j = opened(s, 2000);
    CHECK_INT(journal_prune(j, 1), ERR_OK);
    CHECK_INT(journal_first(j), 0);
    CHECK_INT(journal_prune(j, last), ERR_OK);
    first = journal_first(j);
    CHECK(first > 0 && first <= last);
    CHECK_INT(read_on(simdisk_disk(s), 1, j, 0, &e), 0);
    CHECK_INT(e, ERR_NOT_FOUND);
    CHECK(strstr(why, "position 1 has been pruned: the journal begins at"));
    unsigned left = read_on(simdisk_disk(s), last, j, n - 20, &e);
    CHECK_INT(left, 20);
    CHECK_INT(journal_prune(j, UINT64_MAX), ERR_OK); /* never the last one */
    journal_close(j);
    j = opened(s, 2000);
    CHECK_INT(journal_first(j), first);
    append(j, n);
    CHECK_INT(journal_commit(j), ERR_OK);
    CHECK_INT(read_on(simdisk_disk(s), last, j, n - 20, &e), 21);
    journal_close(j);
    simdisk_free(s);
}

TEST(a_journal_cut_at_any_byte_keeps_what_is_whole)
{
    struct simdisk *whole = simdisk_new(1);
    uint64_t last;
    struct str bytes;
    unsigned all = write_commits(whole, 5, ONE, &last);
    CHECK(simdisk_get(whole, SEGMENT0, &bytes));
    unsigned before = 0;
    for (size_t cut = 0; cut <= bytes.n; cut++) {
        enum err e;
        struct simdisk *s = disk_with(str_make(bytes.p, cut));
        struct journal *j = opened(s, ONE);
        unsigned n = read_on(simdisk_disk(s), 0, j, 0, &e);
        CHECK_INT(e, ERR_NOT_FOUND);
        CHECK(n == before || n == before + 1);
        before = n;
        append(j, n);
        CHECK_INT(journal_commit(j), ERR_OK);
        CHECK_INT(read_on(simdisk_disk(s), 0, j, 0, &e), n + 1);
        journal_close(j);
        CHECK_INT(read_on(simdisk_disk(s), 0, NULL, 0, &e), n + 1);
        simdisk_free(s);
    }
    CHECK_INT(before, all);
    simdisk_free(whole);
}

/* Flip each bit of a journal of five commits, of which all but the last are protected. */
TEST(every_flipped_bit_before_the_last_commit_is_damage)
{
    struct simdisk *whole = simdisk_new(1);
    uint64_t last;
    struct str bytes;
    unsigned all = write_commits(whole, 5, ONE, &last);
    CHECK(simdisk_get(whole, SEGMENT0, &bytes));
    char *copy = malloc(bytes.n);
    memcpy(copy, bytes.p, bytes.n);
    for (size_t bit = 0; bit < 8 * bytes.n; bit++) {
        struct journal *j = NULL;
        struct journal_stat stat;
        enum err e;
        copy[bit / 8] ^= (char)(1 << bit % 8);
        struct simdisk *s = disk_with(str_make(copy, bytes.n));
        enum err opening = journal_open(simdisk_disk(s), (struct journal_options){0}, &j, why);
        if (bit / 8 < 32 + last) {
            CHECK_INT(opening, ERR_CORRUPT);
            CHECK(strstr(why, SEGMENT0 ": offset "));
            CHECK_INT(journal_verify(simdisk_disk(s), &stat, why), ERR_CORRUPT);
            CHECK(strstr(why, SEGMENT0 ": offset "));
        } else {
            CHECK_INT(opening, ERR_OK);
            unsigned n = read_on(simdisk_disk(s), 0, j, 0, &e);
            CHECK(n >= all - 5 && n < all);
            journal_close(j);
        }
        simdisk_free(s);
        copy[bit / 8] ^= (char)(1 << bit % 8);
    }
    free(copy);
    simdisk_free(whole);
}

TEST(a_reader_below_the_durable_end_finds_each_flipped_bit)
{
    struct simdisk *s = simdisk_new(1);
    struct journal *j = opened(s, ONE);
    struct str bytes;
    enum err e;
    for (unsigned n = 0; n < 4; n++)
        append(j, n);
    CHECK_INT(journal_commit(j), ERR_OK);
    CHECK(simdisk_get(s, SEGMENT0, &bytes));
    size_t used = 32 + (size_t)journal_durable(j);
    char *copy = malloc(bytes.n);
    memcpy(copy, bytes.p, bytes.n);
    for (size_t bit = 0; bit < 8 * used; bit++) {
        copy[bit / 8] ^= (char)(1 << bit % 8);
        simdisk_put(s, SEGMENT0, str_make(copy, bytes.n));
        CHECK(read_on(simdisk_disk(s), 0, j, 0, &e) < 4);
        CHECK_INT(e, ERR_CORRUPT);
        CHECK(strstr(why, SEGMENT0 ": offset "));
        copy[bit / 8] ^= (char)(1 << bit % 8);
    }
    for (size_t cut = 32; cut < used; cut++) {
        simdisk_put(s, SEGMENT0, str_make(copy, cut));
        CHECK(read_on(simdisk_disk(s), 0, j, 0, &e) < 4);
        CHECK_INT(e, ERR_CORRUPT);
    }
    free(copy);
    journal_close(j);
    simdisk_free(s);
}

/* Damage in a segment that is not the last one, at each byte. */
TEST(damage_in_an_older_segment_is_found_on_reading)
{
    struct simdisk *s = simdisk_new(1);
    uint64_t last;
    struct str bytes;
    enum err e;
    unsigned all = write_commits(s, 12, 1000, &last);
    CHECK(simdisk_get(s, SEGMENT0, &bytes));
    char *copy = malloc(bytes.n);
    memcpy(copy, bytes.p, bytes.n);
    size_t n = bytes.n;
    for (size_t i = 32; i < n; i++) {
        struct journal_stat stat;
        copy[i] ^= 0x40;
        simdisk_put(s, SEGMENT0, str_make(copy, n));
        CHECK_INT(journal_verify(simdisk_disk(s), &stat, why), ERR_CORRUPT);
        CHECK(strstr(why, SEGMENT0 ": offset "));
        copy[i] ^= 0x40;
    }
    simdisk_put(s, SEGMENT0, str_make(copy, n));
    CHECK_INT(read_on(simdisk_disk(s), 0, NULL, 0, &e), all);
    /* Zeroes that were made ahead and stayed behind the last batch do no harm. */
    copy = realloc(copy, n + 5000);
    memset(copy + n, 0, 5000);
    simdisk_put(s, SEGMENT0, str_make(copy, n + 5000));
    struct journal *j = opened(s, 1000);
    CHECK_INT(read_on(simdisk_disk(s), 0, NULL, 0, &e), all);
    CHECK_INT(read_on(simdisk_disk(s), 0, j, 0, &e), all);
    journal_close(j);
    /* A shorter file is noticed at opening. */
    simdisk_put(s, SEGMENT0, str_make(copy, n - 1));
    CHECK_INT(journal_open(simdisk_disk(s), (struct journal_options){0}, &j, why), ERR_CORRUPT);
    CHECK(strstr(why, SEGMENT0 ": offset "));
    CHECK(strstr(why, "are missing"));
    free(copy);
    simdisk_free(s);
}

/* Take down the names of the segments. */
static void take_name(void *ctx, const char *name)
{
    char(*names)[48] = ctx;
    unsigned n = 0;
    while (names[n][0])
        n++;
    snprintf(names[n], sizeof names[n], "journal/%s", name);
}

/* For qsort. */
static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

TEST(a_missing_segment_is_told)
{
    for (unsigned gone = 0; gone < 3; gone++) {
        struct simdisk *s = simdisk_new(1);
        struct disk *d = simdisk_disk(s);
        uint64_t last;
        enum err e;
        struct journal *j;
        static char names[64][48];
        memset(names, 0, sizeof names);
        unsigned all = write_commits(s, 20, 1000, &last), n = 0;
        CHECK_INT(d->ops->list(d, "journal", take_name, names), ERR_OK);
        while (names[n][0])
            n++;
        CHECK(n > 4);
        qsort(names, n, sizeof *names, by_name);
        CHECK(simdisk_drop(s, names[1 + gone]));
        CHECK_INT(journal_open(d, (struct journal_options){0}, &j, why), ERR_CORRUPT);
        CHECK(strstr(why, names[gone]));
        CHECK(strstr(why, "are missing"));
        unsigned got = read_on(d, 0, NULL, 0, &e);
        CHECK(got > 0 && got < all);
        CHECK_INT(e, ERR_CORRUPT);
        CHECK(strstr(why, "a segment is missing"));
        simdisk_free(s);
    }
}

TEST(a_new_segment_that_a_crash_left_unfinished_is_made_again)
{
    for (size_t cut = 0; cut <= 64; cut++) {
        struct simdisk *s = simdisk_new(1);
        uint64_t last;
        enum err e;
        char path[48], header[64] = {0};
        struct str bytes;
        unsigned all = write_commits(s, 4, ONE, &last);
        struct journal *j = opened(s, 100);
        uint64_t tail = journal_tail(j);
        append(j, all);
        CHECK_INT(journal_commit(j), ERR_OK); /* rolls: the header is copied from this one */
        journal_close(j);
        snprintf(path, sizeof path, "journal/%020" PRIu64 ".seg", tail);
        CHECK(simdisk_get(s, path, &bytes));
        memcpy(header, bytes.p, cut < 32 ? cut : cut - 32);
        simdisk_put(s, path, str_make(header, cut < 32 ? cut : 64));

        struct journal_options o = {.read_only = true};
        CHECK_INT(journal_open(simdisk_disk(s), o, &j, why), ERR_OK);
        CHECK_INT(journal_tail(j), tail);
        journal_close(j);
        CHECK_INT(read_on(simdisk_disk(s), 0, NULL, 0, &e), all);
        CHECK_INT(e, ERR_NOT_FOUND);
        CHECK_INT(read_on(simdisk_disk(s), tail, NULL, 0, &e), 0);
        CHECK_INT(e, ERR_NOT_FOUND);
        j = opened(s, cut % 2 ? ONE : 100);
        CHECK_INT(journal_tail(j), tail);
        append(j, all);
        CHECK_INT(journal_commit(j), ERR_OK);
        append(j, all + 1);
        CHECK_INT(journal_commit(j), ERR_OK);
        journal_close(j);
        j = opened(s, ONE);
        CHECK_INT(read_on(simdisk_disk(s), 0, j, 0, &e), all + 2);
        journal_close(j);
        simdisk_free(s);
    }
}

TEST(a_damaged_header_of_a_used_segment_is_damage)
{
    struct simdisk *s = simdisk_new(1);
    uint64_t last;
    struct str bytes;
    struct journal *j;
    write_commits(s, 1, ONE, &last);
    CHECK(simdisk_get(s, SEGMENT0, &bytes));
    char copy[512];
    CHECK(bytes.n <= sizeof copy);
    size_t n = bytes.n;
    memcpy(copy, bytes.p, n);
    memset(copy, 0, 32);
    simdisk_put(s, SEGMENT0, str_make(copy, n));
    CHECK_INT(journal_open(simdisk_disk(s), (struct journal_options){0}, &j, why), ERR_CORRUPT);
    CHECK_STR(str_of(why), SEGMENT0 ": offset 0: the header is damaged");
    simdisk_free(s);
}

TEST(a_newer_format_is_refused)
{
    struct simdisk *s = simdisk_new(1);
    uint64_t last;
    struct str bytes;
    struct journal *j;
    write_commits(s, 1, ONE, &last);
    CHECK(simdisk_get(s, SEGMENT0, &bytes));
    char copy[512];
    size_t n = bytes.n;
    CHECK(n <= sizeof copy);
    memcpy(copy, bytes.p, n);
    le_put32(copy + 8, 2);
    le_put32(copy + 28, crc32c(0, copy, 28));
    simdisk_put(s, SEGMENT0, str_make(copy, n));
    CHECK_INT(journal_open(simdisk_disk(s), (struct journal_options){0}, &j, why), ERR_VERSION);
    CHECK_STR(str_of(why), SEGMENT0 ": is of journal format 2, this program reads formats 1 to 1");
    CHECK(simdisk_get(s, SEGMENT0, &bytes));
    CHECK(bytes.n == n && memcmp(bytes.p, copy, n) == 0);
    /* The same in a segment of the wrong name. */
    le_put32(copy + 8, 1);
    le_put64(copy + 16, 77);
    le_put32(copy + 28, crc32c(0, copy, 28));
    simdisk_put(s, SEGMENT0, str_make(copy, n));
    CHECK_INT(journal_open(simdisk_disk(s), (struct journal_options){0}, &j, why), ERR_CORRUPT);
    CHECK_STR(str_of(why), SEGMENT0 ": offset 16: the header says position 77");
    simdisk_free(s);
}

/* Open a journal behind whose last batch there is `tail`; expect that it is dropped and the place
 * used again. */
static void check_dropped(struct str whole, unsigned all, struct str tail)
{
    char *bytes = malloc(whole.n + tail.n);
    enum err e;
    memcpy(bytes, whole.p, whole.n);
    memcpy(bytes + whole.n, tail.p, tail.n);
    struct simdisk *s = disk_with(str_make(bytes, whole.n + tail.n));
    free(bytes);
    CHECK_INT(read_on(simdisk_disk(s), 0, NULL, 0, &e), all);
    CHECK_INT(e, ERR_NOT_FOUND);
    struct journal *j = opened(s, ONE);
    CHECK_INT(journal_tail(j), whole.n - 32);
    append(j, all);
    CHECK_INT(journal_commit(j), ERR_OK);
    journal_close(j);
    j = opened(s, ONE);
    CHECK_INT(read_on(simdisk_disk(s), 0, j, 0, &e), all + 1);
    journal_close(j);
    simdisk_free(s);
}

TEST(garbage_at_the_end_is_dropped)
{
    struct simdisk *w = simdisk_new(1);
    uint64_t last;
    struct str whole;
    unsigned all = write_commits(w, 3, ONE, &last);
    static const uint32_t lengths[] = {
        0, 1, 11, 12, 13, 400, 4096, 1u << 20, 64u << 20, (64u << 20) + 1, UINT32_MAX};
    CHECK(simdisk_get(w, SEGMENT0, &whole));
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        for (size_t n = 1; n < 700; n += 33) {
            char tail[700];
            memset(tail, n % 2 ? 0x5a : 0, sizeof tail);
            le_put32(tail, lengths[i]);
            check_dropped(whole, all, str_make(tail, n));
        }
    simdisk_free(w);
}

TEST(what_was_dropped_is_counted)
{
    struct simdisk *w = simdisk_new(1);
    uint64_t last;
    struct str whole;
    write_commits(w, 3, ONE, &last);
    CHECK(simdisk_get(w, SEGMENT0, &whole));
    static const struct {
        size_t zeroes, garbage, more;
        uint64_t torn;
    } rows[] = {{0, 0, 0, 0},    {5000, 0, 0, 0},          {0, 7, 0, 7},
                {9, 1, 300, 10}, {70000, 3, 70000, 70003}, {0, 131072, 1, 131072}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t n = whole.n + rows[i].zeroes + rows[i].garbage + rows[i].more;
        char *bytes = calloc(1, n);
        memcpy(bytes, whole.p, whole.n);
        memset(bytes + whole.n + rows[i].zeroes, 0x7f, rows[i].garbage);
        struct simdisk *s = disk_with(str_make(bytes, n));
        struct journal *j = opened(s, ONE);
        CHECK_INT(journal_torn(j), rows[i].torn);
        journal_close(j);
        j = opened(s, ONE);
        CHECK_INT(journal_torn(j), 0);
        journal_close(j);
        simdisk_free(s);
        free(bytes);
    }
    simdisk_free(w);
}

/* A torn write may leave whole batches behind the tear: they were never promised, and must not come
 * back. */
TEST(whole_batches_behind_a_tear_are_dropped)
{
    struct simdisk *w = simdisk_new(1);
    uint64_t last;
    struct str bytes;
    write_commits(w, 4, ONE, &last); /* 10 batches; 6 before the last commit */
    CHECK(simdisk_get(w, SEGMENT0, &bytes));
    char tail[1024];
    size_t at = 32 + (size_t)last, n = bytes.n - at;
    CHECK(n <= sizeof tail);
    memcpy(tail, bytes.p + at, n);
    tail[21] ^= 1; /* in its first batch */
    check_dropped(str_make(bytes.p, at), 6, str_make(tail, n));
    memset(tail, 0, 24);
    check_dropped(str_make(bytes.p, at), 6, str_make(tail, n));
    /* The bytes of an older commit, even its first batch, prove nothing at another place. */
    memcpy(tail, "garbage!", 8);
    memcpy(tail + 8, bytes.p + 32, at - 32);
    check_dropped(str_make(bytes.p, at), 6, str_make(tail, 8 + at - 32));
    simdisk_free(w);
}

TEST(a_failed_sync_kills_the_journal)
{
    struct simdisk *s = simdisk_new(1);
    struct journal *j = opened(s, ONE);
    append(j, 0);
    CHECK_INT(journal_commit(j), ERR_OK);
    uint64_t was = journal_durable(j);
    append(j, 1);
    simdisk_sync_fails_in(s, 1);
    CHECK_INT(journal_commit(j), ERR_IO);
    CHECK_STR(str_of(journal_why(j)), SEGMENT0 ": can't be synced: input/output error");
    CHECK_INT(journal_durable(j), was);
    append(j, 2);
    CHECK_INT(journal_commit(j), ERR_IO); /* although the disk works again */
    CHECK_INT(journal_durable(j), was);
    journal_close(j);
    simdisk_free(s);
}

TEST(a_sync_that_finds_no_room_kills_the_journal_too)
{
    struct simdisk *s = simdisk_new(1);
    struct journal *j = opened(s, ONE);
    append(j, 0);
    simdisk_sync_fails_with(s, 1, ERR_NO_SPACE);
    CHECK_INT(journal_commit(j), ERR_IO); /* not NO_SPACE: the caller would try again, for ever */
    CHECK(strstr(journal_why(j), "can't be synced: ") != NULL);
    CHECK_INT(journal_commit(j), ERR_IO);
    CHECK_INT(journal_durable(j), 0);
    journal_close(j);
    simdisk_free(s);
}

TEST(a_full_disk_is_survived)
{
    struct simdisk *s = simdisk_new(1);
    struct journal *j = opened(s, 500);
    unsigned n = 0, full = 0;
    enum err e;
    for (uint64_t space = 0; space < 3000; space += 37) {
        simdisk_set_space(s, space);
        append(j, n++);
        while ((e = journal_commit(j)) == ERR_OK)
            append(j, n++);
        CHECK_INT(e, ERR_NO_SPACE);
        CHECK(str_ends(str_of(journal_why(j)), STR(": no space left on the device")));
        full++;
        simdisk_set_space(s, UINT64_MAX);
        CHECK_INT(journal_commit(j), ERR_OK);
        CHECK_INT(journal_durable(j), journal_tail(j));
    }
    CHECK(full > 50);
    CHECK_INT(read_on(simdisk_disk(s), 0, j, 0, &e), n);
    simdisk_set_space(s, 20);
    append(j, n);
    CHECK_INT(journal_commit(j), ERR_NO_SPACE);
    journal_close(j);
    simdisk_set_space(s, UINT64_MAX);
    j = opened(s, 500);
    CHECK_INT(read_on(simdisk_disk(s), 0, j, 0, &e), n);
    journal_close(j);
    simdisk_free(s);
}

TEST(an_opening_that_fails_takes_nothing_away)
{
    struct simdisk *s = simdisk_new(1);
    struct journal *j = NULL;
    uint64_t last;
    enum err e;
    unsigned n = write_commits(s, 3, ONE, &last);
    for (uint64_t space = 0; space < 40; space += 20) {
        simdisk_set_space(s, space);
        CHECK_INT(journal_open(simdisk_disk(s), (struct journal_options){0}, &j, why),
                  ERR_NO_SPACE);
    }
    simdisk_set_space(s, UINT64_MAX);
    simdisk_sync_fails_in(s, 1);
    CHECK_INT(journal_open(simdisk_disk(s), (struct journal_options){0}, &j, why), ERR_IO);
    j = opened(s, ONE);
    CHECK_INT(read_on(simdisk_disk(s), 0, j, 0, &e), n);
    journal_close(j);
    simdisk_free(s);
}

TEST(read_only_changes_nothing)
{
    struct simdisk *s = simdisk_new(1);
    struct journal_options o = {.read_only = true};
    struct journal *j = NULL;
    uint64_t last;
    struct str bytes;
    enum err e;
    CHECK_INT(journal_open(simdisk_disk(s), o, &j, why), ERR_NOT_FOUND);
    CHECK_STR(str_of(why), "the folder journal: not found");
    CHECK_INT(simdisk_changes(s), 0);
    unsigned all = write_commits(s, 5, ONE, &last);
    CHECK(simdisk_get(s, SEGMENT0, &bytes));
    char *torn = malloc(bytes.n - 3);
    size_t n = bytes.n - 3;
    memcpy(torn, bytes.p, n);
    simdisk_put(s, SEGMENT0, str_make(torn, n));
    unsigned changes = simdisk_changes(s);
    CHECK_INT(journal_open(simdisk_disk(s), o, &j, why), ERR_OK);
    CHECK_INT(read_on(simdisk_disk(s), 0, j, 0, &e), all - 1);
    CHECK_INT(journal_tail(j), journal_durable(j));
    journal_close(j);
    struct journal_stat stat;
    CHECK_INT(journal_verify(simdisk_disk(s), &stat, why), ERR_OK);
    CHECK_INT(stat.batches, all - 1);
    CHECK_INT(simdisk_changes(s), changes);
    CHECK(simdisk_get(s, SEGMENT0, &bytes));
    CHECK(bytes.n == n && memcmp(bytes.p, torn, n) == 0);
    free(torn);
    simdisk_free(s);
    /* A folder without a segment, or with one that was never used, is no journal either. */
    s = disk_with(STR("Bus"));
    CHECK_INT(journal_open(simdisk_disk(s), o, &j, why), ERR_NOT_FOUND);
    CHECK_STR(str_of(why), "there is no journal");
    CHECK(simdisk_drop(s, SEGMENT0));
    CHECK_INT(journal_open(simdisk_disk(s), o, &j, why), ERR_NOT_FOUND);
    CHECK_INT(read_on(simdisk_disk(s), 0, NULL, 0, &e), 0);
    CHECK_STR(str_of(why), "there is no journal");
    simdisk_free(s);
}

TEST(other_files_in_the_folder_are_left_alone)
{
    struct simdisk *s = simdisk_new(1);
    uint64_t last;
    struct str bytes;
    enum err e;
    unsigned all = write_commits(s, 3, ONE, &last);
    static const char *const names[] = {"journal/notes.txt", "journal/0000000000000000000x.seg",
                                        "journal/99999999999999999999.seg", "journal/5.seg"};
    for (size_t i = 0; i < 4; i++)
        simdisk_put(s, names[i], STR("mine"));
    struct journal *j = opened(s, ONE);
    CHECK_INT(read_on(simdisk_disk(s), 0, j, 0, &e), all);
    journal_close(j);
    for (size_t i = 0; i < 4; i++) {
        CHECK(simdisk_get(s, names[i], &bytes));
        CHECK_STR(bytes, "mine");
    }
    simdisk_free(s);
}

TEST(batches_of_any_size)
{
    struct simdisk *s = simdisk_new(1);
    struct journal *j = opened(s, ONE);
    struct journal_reader *r;
    struct journal_batch b;
    static char big[9 << 20];
    memset(big, 'x', sizeof big);
    static const size_t sizes[] = {0,      1,      127,    128,     16383, 16384,
                                   262100, 262144, 300000, 9 << 20, 5};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        journal_begin(j, INT64_MIN, str_make(big, sizes[i] < 65535 ? sizes[i] : 65535));
        journal_add(j, 255, str_make(big, sizes[i]));
        journal_end(j);
        if (i % 2)
            CHECK_INT(journal_commit(j), ERR_OK);
    }
    journal_begin(j, -1, STR(""));
    for (unsigned i = 0; i < 65535; i++)
        journal_add(j, 7, STR(""));
    journal_end(j);
    journal_begin(j, -1, STR("")); /* no record at all */
    journal_end(j);
    CHECK_INT(journal_commit(j), ERR_OK);
    CHECK_INT(journal_reader_open(simdisk_disk(s), 0, durable, j, &r, why), ERR_OK);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        uint8_t kind;
        struct str bytes;
        CHECK_INT(journal_reader_next(r, &b), ERR_OK);
        CHECK_INT(b.at_us, INT64_MIN);
        CHECK_INT(b.station.n, sizes[i] < 65535 ? sizes[i] : 65535);
        CHECK_INT(b.n_records, 1);
        CHECK(journal_record(&b.records, &kind, &bytes));
        CHECK_INT(kind, 255);
        CHECK(str_eq(bytes, str_make(big, sizes[i])));
    }
    CHECK_INT(journal_reader_next(r, &b), ERR_OK);
    CHECK_INT(b.n_records, 65535);
    CHECK_INT(journal_reader_next(r, &b), ERR_OK);
    CHECK_INT(b.n_records, 0);
    CHECK_INT(journal_reader_next(r, &b), ERR_NOT_FOUND);
    journal_reader_close(r);
    journal_close(j);
    simdisk_free(s);
}

TEST(a_broken_record_ends_the_list)
{
    static const struct {
        const char *p;
        size_t n;
    } bad[] = {{"", 0},
               {"\1", 1},
               {"\1\5abc", 5},
               {"\1\x80", 2},
               {"\1\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f", 11}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct str records = str_make(bad[i].p, bad[i].n), bytes;
        uint8_t kind;
        CHECK(!journal_record(&records, &kind, &bytes));
        CHECK_INT(records.n, bad[i].n);
    }
}

TEST(a_reader_follows_the_writer)
{
    struct simdisk *s = simdisk_new(1);
    struct journal *j = opened(s, 1500);
    struct journal_reader *a, *b;
    struct journal_batch batch;
    CHECK_INT(journal_reader_open(simdisk_disk(s), 0, durable, j, &a, why), ERR_OK);
    CHECK_INT(journal_reader_open(simdisk_disk(s), 0, NULL, NULL, &b, why), ERR_OK);
    for (unsigned n = 0; n < 300; n++) {
        CHECK_INT(journal_reader_next(a, &batch), ERR_NOT_FOUND);
        CHECK_INT(journal_reader_next(b, &batch), ERR_NOT_FOUND);
        append(j, n);
        CHECK_INT(journal_reader_next(a, &batch), ERR_NOT_FOUND);
        CHECK_INT(journal_commit(j), ERR_OK);
        CHECK_INT(journal_reader_next(a, &batch), ERR_OK);
        CHECK(is_batch(&batch, n));
        CHECK_INT(journal_reader_next(b, &batch), ERR_OK);
        CHECK(is_batch(&batch, n));
    }
    journal_reader_close(a);
    journal_reader_close(b);
    journal_close(j);
    simdisk_free(s);
}

int main(void)
{
    return check_main();
}
