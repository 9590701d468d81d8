/* SPDX-License-Identifier: Apache-2.0 */
/* Thousands of lives of a journal on a disk that loses power at any call: what was committed is
 * there afterwards, in order, and nothing is there by half. BUSBAR_SEEDS sets how many, BUSBAR_SEED
 * runs one alone. */
#include "check.h"
#include "base/hash.h"
#include "base/random.h"
#include "sim/simdisk.h"
#include "store/journal.h"

#define BATCHES_MAX 4096

struct life {
    struct simdisk *sim;
    struct disk *disk;
    struct random random;
    struct journal *j;
    uint64_t segment_bytes, seed;
    /* batches by number: where each began, as far as it is still known */
    uint64_t at[BATCHES_MAX + 1];
    unsigned first, n,
        committed; /* pruned below first; n appended; the first `committed` are durable */
    unsigned crashes, kept, torn;
};

static char why[256];

/* The journal's durable end, for readers. */
static uint64_t durable(void *ctx)
{
    return journal_durable(ctx);
}

/* The bytes of record k of batch n: both can be told from the bytes alone. */
static struct str record_of(const struct life *l, unsigned n, unsigned k, char p[3000])
{
    struct random r = {.state = l->seed ^ (uint64_t)n << 20 ^ k};
    size_t size = (size_t)random_below(&r, random_below(&r, 8) ? 100 : 3000);
    for (size_t i = 0; i < size; i++)
        p[i] = (char)random_below(&r, 4); /* many zeroes, as if sectors were missing */
    return str_make(p, size);
}

/* How many records batch n has. */
static unsigned records_of(const struct life *l, unsigned n)
{
    struct random r = {.state = l->seed ^ (uint64_t)n << 40};
    return (unsigned)random_below(&r, 4);
}

/* Append batch number l->n. */
static void append(struct life *l)
{
    char p[3000], station[16];
    unsigned n = l->n++;
    snprintf(station, sizeof station, "%u", n);
    journal_begin(l->j, (int64_t)n, str_of(station));
    for (unsigned k = 0; k < records_of(l, n); k++)
        journal_add(l->j, (uint8_t)(1 + k), record_of(l, n, k, p));
    l->at[n + 1] = journal_end(l->j);
}

/* Is this batch number n, as append wrote it? */
static bool is_batch(const struct life *l, const struct journal_batch *b, unsigned n)
{
    char p[3000], station[16];
    struct str records = b->records, bytes;
    uint8_t kind;
    snprintf(station, sizeof station, "%u", n);
    if (!str_is(b->station, station) || b->at_us != (int64_t)n || b->n_records != records_of(l, n))
        return false;
    for (unsigned k = 0; k < b->n_records; k++)
        if (!journal_record(&records, &kind, &bytes) || kind != 1 + k ||
            !str_eq(bytes, record_of(l, n, k, p)))
            return false;
    return records.n == 0 && b->position == l->at[n] && b->next == l->at[n + 1];
}

/* Read from batch number `from` on; the number behind the last one. With a limit, or up to the end
 * of the disk. */
static unsigned read_from(struct life *l, unsigned from, bool limit)
{
    struct journal_reader *r = NULL;
    struct journal_batch b;
    enum err e = journal_reader_open(l->disk, l->at[from], limit ? durable : NULL, l->j, &r, why);
    if (e != ERR_OK)
        printf("# seed %" PRIu64 ": %s\n", l->seed, why);
    CHECK_INT(e, ERR_OK);
    while ((e = journal_reader_next(r, &b)) == ERR_OK) {
        CHECK(from < l->n);
        CHECK(is_batch(l, &b, from));
        from++;
    }
    if (e != ERR_NOT_FOUND)
        printf("# seed %" PRIu64 ": %s\n", l->seed, journal_reader_why(r));
    CHECK_INT(e, ERR_NOT_FOUND);
    journal_reader_close(r);
    return from;
}

/* The number of the first batch that is still there. */
static unsigned find_first(const struct life *l)
{
    unsigned k = 0;
    while (k < l->n && l->at[k] < journal_first(l->j))
        k++;
    return k;
}

/* Bring the journal up again, through further power failures, and see what is in it. */
static void recover(struct life *l)
{
    for (;;) {
        if (random_below(&l->random, 4) == 0)
            simdisk_resume(l->sim); /* only the process has died */
        else
            simdisk_restart(l->sim);
        l->crashes++;
        simdisk_power_fails_in(
            l->sim, random_below(&l->random, 3) ? 0 : 1 + (unsigned)random_below(&l->random, 8));
        struct journal_options o = {.segment_bytes = l->segment_bytes};
        enum err e = journal_open(l->disk, o, &l->j, why);
        if (e == ERR_OK)
            break;
        if (!simdisk_is_off(l->sim))
            printf("# seed %" PRIu64 ": %s\n", l->seed, why);
        CHECK(simdisk_is_off(l->sim));
    }
    simdisk_power_fails_in(l->sim, 0);
    l->first = find_first(l);
    unsigned n = read_from(l, l->first, true);
    if (n < l->committed)
        printf("# seed %" PRIu64 ": %u of %u committed batches\n", l->seed, n, l->committed);
    CHECK(n >= l->committed);
    CHECK_INT(journal_tail(l->j), l->at[n]);
    CHECK_INT(read_from(l, l->first, false), n);
    l->kept += n - l->committed;
    l->torn += l->n - n;
    l->n = l->committed = n;
}

/* One step of an ordinary life. False where it has ended. */
static bool live(struct life *l)
{
    for (uint64_t k = random_below(&l->random, 6); k > 0 && l->n < BATCHES_MAX - 1; k--)
        append(l);
    enum err e = journal_commit(l->j);
    if (e != ERR_OK && e != ERR_NO_SPACE) {
        append(l);
        CHECK(journal_commit(l->j) != ERR_OK); /* dead, even where the disk lives */
        return false;
    }
    if (e == ERR_OK)
        l->committed = l->n;
    simdisk_set_space(l->sim,
                      random_below(&l->random, 10) ? UINT64_MAX : random_below(&l->random, 2000));
    if (random_below(&l->random, 12) == 0) {
        e = journal_prune(l->j,
                          l->at[l->first + random_below(&l->random, l->committed - l->first + 1)]);
        l->first = find_first(l);
        if (e != ERR_OK)
            return false;
    }
    if (random_below(&l->random, 8) == 0 && !simdisk_is_off(l->sim))
        CHECK_INT(read_from(l, l->first, true), l->committed);
    return !simdisk_is_off(l->sim);
}

/* Some lives of one journal. */
static void run(struct life *l, uint64_t seed)
{
    *l = (struct life){.sim = simdisk_new(seed), .seed = seed, .random = {seed * 7919 + 1}};
    l->disk = simdisk_disk(l->sim);
    for (int life = 0; life < 5; life++) {
        l->segment_bytes = 1 + random_below(&l->random, random_below(&l->random, 2) ? 3000 : 40000);
        recover(l);
        simdisk_power_fails_in(l->sim, 1 + (unsigned)random_below(&l->random, 60));
        if (random_below(&l->random, 4) == 0)
            simdisk_sync_fails_in(l->sim, 1 + (unsigned)random_below(&l->random, 10));
        while (live(l) && l->n < BATCHES_MAX - 1)
            ;
        journal_close(l->j);
        l->j = NULL;
        simdisk_set_space(l->sim, UINT64_MAX);
    }
    recover(l);
    journal_close(l->j);
    simdisk_free(l->sim);
}

/* A number from the environment. */
static uint64_t setting(const char *name, uint64_t otherwise)
{
    int64_t v;
    const char *text = getenv(name);
    return text && str_int(str_of(text), &v) && v >= 0 ? (uint64_t)v : otherwise;
}

TEST(committed_batches_outlive_any_crash)
{
    static struct life l;
    uint64_t alone = setting("BUSBAR_SEED", UINT64_MAX), seeds = setting("BUSBAR_SEEDS", 3000);
    unsigned crashes = 0, kept = 0, torn = 0, batches = 0;
    for (uint64_t seed = 0; seed < seeds; seed++) {
        if (alone != UINT64_MAX && seed != alone)
            continue;
        run(&l, seed);
        crashes += l.crashes;
        kept += l.kept;
        torn += l.torn;
        batches += l.n;
    }
    printf("# %u crashes, %u batches; %u that were not committed were kept, %u were lost\n",
           crashes, batches, kept, torn);
    CHECK(alone != UINT64_MAX || seeds < 100 || (kept > 0 && torn > 0));
}

int main(void)
{
    return check_main();
}
