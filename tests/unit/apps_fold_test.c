/* SPDX-License-Identifier: Apache-2.0 */
/* Recovery: a fold of the whole journal, and one from a snapshot on, come to the same state. */
#include "apps/fold.h"
#include "check.h"
#include "kit/folder.h"
#include "os/file.h"

#include <stdlib.h>

static struct disk *disk;
static struct journal *journal;
static const struct log quiet = {.level = LOG_ERROR};
static char folder[FOLDER_MAX], why[256];
static struct station station;

static void begin(void)
{
    CHECK(folder_make(folder));
    CHECK_INT(file_disk_open(folder, true, &disk, why), ERR_OK);
    CHECK_INT(journal_open(disk, (struct journal_options){0}, &journal, why), ERR_OK);
}

static void end(void)
{
    journal_close(journal);
    file_disk_close(disk);
    CHECK(folder_remove(folder));
}

/* Append one event in a batch of its own. */
static void append(const char *identity, const struct event *e)
{
    char packed[1024];
    struct buf b = buf_over(packed, sizeof packed);
    event_pack(e, &b);
    journal_begin(journal, 1000, str_of(identity));
    journal_add(journal, (uint8_t)e->kind, buf_str(&b));
    journal_end(journal);
    CHECK_INT(journal_commit(journal), ERR_OK);
}

static void append_station(int i, const char *site)
{
    char identity[32];
    snprintf(identity, sizeof identity, "CP%d", i);
    append(identity, &(struct event){.kind = EVENT_station_registered,
                                     .u.station_registered = {.standing = standing_REGISTERED,
                                                              .site_id = str_of(site)}});
}

static void append_token(const char *id, int64_t status)
{
    append("", &(struct event){.kind = EVENT_token_set,
                               .u.token_set = {.id_token = str_of(id), .status = status}});
}

/* A fold of what is there. */
static struct fold *fold(size_t max_tokens)
{
    struct fold *f;
    CHECK_INT(fold_open(max_tokens, &f), ERR_OK);
    CHECK_INT(fold_snapshot(f, disk, &quiet), ERR_OK);
    CHECK_INT(fold_journal(f, disk, NULL, NULL, NULL, why), ERR_OK);
    return f;
}

static const char *site_of(struct fold *f, const char *identity)
{
    struct slot *s = stations_find(&f->stations, str_of(identity));
    if (!s)
        return "?";
    slot_load(s, &station);
    return station.info.site_id;
}

TEST(folds_all_and_from_a_snapshot_on)
{
    begin();
    for (int i = 0; i < 100; i++)
        append_station(i, "old");
    append_token("T1", token_status_ACCEPTED);
    append_token("T2", token_status_ACCEPTED);
    struct fold *f = fold(100);
    CHECK_INT(f->stations.n, 100);
    CHECK_INT(f->batches, 102);
    CHECK_INT(f->position, journal_durable(journal));
    CHECK_INT(fold_check(f, &quiet), 0);
    CHECK_INT(fold_save(f, disk), ERR_OK);
    fold_close(f);

    append_station(7, "new");
    append_station(100, "new");
    append("", &(struct event){.kind = EVENT_token_removed, .u.token_removed.id_token = STR("T1")});
    f = fold(100);
    CHECK_INT(f->batches, 3); /* the rest came from the snapshot */
    CHECK(f->began > 0);
    CHECK_INT(f->stations.n, 101);
    CHECK_STR(str_of(site_of(f, "CP6")), "old");
    CHECK_STR(str_of(site_of(f, "CP7")), "new");
    CHECK_STR(str_of(site_of(f, "CP100")), "new");
    CHECK_INT(tokens_count(f->tokens), 1);
    CHECK(tokens_find(f->tokens, STR("T2")) != NULL);
    fold_close(f);
    end();
}

TEST(a_damaged_snapshot_is_only_slower)
{
    begin();
    append_station(1, "a");
    struct fold *f = fold(10);
    CHECK_INT(fold_save(f, disk), ERR_OK);
    fold_close(f);
    struct disk_file *file;
    CHECK_INT(disk->ops->open(disk, "snapshot/stations", false, &file), ERR_OK);
    CHECK_INT(disk->ops->write(disk, file, 40, "\xff", 1), ERR_OK);
    disk->ops->close(disk, file);
    f = NULL;
    CHECK_INT(fold_open(10, &f), ERR_OK);
    CHECK_INT(fold_snapshot(f, disk, &quiet), ERR_OK);
    CHECK_INT(f->position, 0);
    CHECK_INT(f->stations.n, 0);
    CHECK_INT(fold_journal(f, disk, NULL, NULL, NULL, why), ERR_OK);
    CHECK_STR(str_of(site_of(f, "CP1")), "a");
    fold_close(f);
    end();
}

static bool stop_at_once(void *ctx)
{
    (void)ctx;
    return true;
}

TEST(can_be_stopped_and_counts_lost_tokens)
{
    begin();
    append_token("T1", token_status_ACCEPTED);
    append_token("T2", token_status_ACCEPTED);
    append_token("T1", token_status_BLOCKED);
    struct fold *f;
    CHECK_INT(fold_open(10, &f), ERR_OK);
    CHECK_INT(fold_journal(f, disk, NULL, stop_at_once, NULL, why), ERR_CLOSED);
    fold_close(f);
    f = fold(1);
    CHECK_INT(f->lost, 1);
    CHECK_INT(tokens_find(f->tokens, STR("T1"))->status, token_status_BLOCKED);
    fold_close(f);
    end();
}

TEST(an_event_that_is_none_is_told)
{
    begin();
    journal_begin(journal, 1000, STR("CP1"));
    journal_add(journal, EVENT_station_registered, STR("\xff\xff\xff"));
    journal_end(journal);
    CHECK_INT(journal_commit(journal), ERR_OK);
    struct fold *f;
    CHECK_INT(fold_open(10, &f), ERR_OK);
    CHECK_INT(fold_journal(f, disk, NULL, NULL, NULL, why), ERR_CORRUPT);
    CHECK(strstr(why, "position 0") != NULL);
    fold_close(f);
    end();
}

TEST(what_a_newer_program_wrote)
{
    char packed[256];
    struct buf b = buf_over(packed, sizeof packed);
    struct fold *f;
    begin();
    event_pack(&(struct event){.kind = EVENT_station_registered,
                               .u.station_registered = {.standing = standing_REGISTERED,
                                                        .site_id = STR("S")}},
               &b);
    buf_puts(&b, STR("\x7c\x02"));    /* a number of tag 62, which no row has */
    buf_puts(&b, STR("\x7b\x03new")); /* and a text of tag 61 */
    journal_begin(journal, 1000, STR("CP1"));
    journal_add(journal, EVENT_station_registered, buf_str(&b));
    journal_end(journal);
    CHECK_INT(journal_commit(journal), ERR_OK);
    f = fold(10);
    CHECK_STR(str_of(site_of(f, "CP1")), "S");
    fold_close(f);

    /* An event that is not known may mean anything, so the state can't be folded. */
    journal_begin(journal, 1000, STR("CP1"));
    journal_add(journal, 63, STR("?"));
    journal_end(journal);
    CHECK_INT(journal_commit(journal), ERR_OK);
    CHECK_INT(fold_open(10, &f), ERR_OK);
    CHECK_INT(fold_journal(f, disk, NULL, NULL, NULL, why), ERR_VERSION);
    CHECK(strstr(why, "kind 63") != NULL);
    fold_close(f);
    end();
}

/* Append 5,000 events of 300 stations, with frames among them, and batches that have nothing else.
 */
static void append_many(void)
{
    static char frame[3000];
    for (int i = 0; i < 5000; i++) {
        char packed[256], identity[32], site[32];
        struct buf b = buf_over(packed, sizeof packed);
        snprintf(identity, sizeof identity, "CP%d", i * 7 % 300);
        snprintf(site, sizeof site, "site-%d", i);
        event_pack(&(struct event){.kind = EVENT_station_registered,
                                   .u.station_registered = {.standing = standing_REGISTERED,
                                                            .site_id = str_of(site)}},
                   &b);
        journal_begin(journal, 1000 + i, str_of(identity));
        journal_add(journal, JOURNAL_FRAME_IN, str_make(frame, (size_t)i % sizeof frame));
        if (i % 10 != 9)
            journal_add(journal, EVENT_station_registered, buf_str(&b));
        journal_add(journal, JOURNAL_FRAME_OUT, STR("x"));
        journal_end(journal);
    }
    CHECK_INT(journal_commit(journal), ERR_OK);
}

/* What a fold holds, in a snapshot's file. */
static size_t saved(struct fold *f, char *bytes, size_t cap)
{
    struct disk_file *file;
    size_t n;
    CHECK_INT(fold_save(f, disk), ERR_OK);
    CHECK_INT(disk->ops->open(disk, "snapshot/stations", false, &file), ERR_OK);
    CHECK_INT(disk->ops->read(disk, file, 0, bytes, cap, &n), ERR_OK);
    disk->ops->close(disk, file);
    return n;
}

TEST(a_thread_that_reads_ahead_changes_nothing)
{
    static char one[1 << 20], two[1 << 20];
    struct fold *f;
    begin();
    append_many();
    CHECK_INT(fold_open(10, &f), ERR_OK);
    CHECK_INT(fold_journal(f, disk, NULL, NULL, NULL, why), ERR_OK);
    size_t n = saved(f, one, sizeof one);
    fold_close(f);
    CHECK_INT(fold_open(10, &f), ERR_OK);
    f->ahead = true;
    CHECK_INT(fold_journal(f, disk, NULL, NULL, NULL, why), ERR_OK);
    CHECK_INT(f->batches, 5000);
    CHECK_INT(f->position, journal_durable(journal));
    CHECK_INT(saved(f, two, sizeof two), n);
    CHECK(n > 1000 && memcmp(one, two, n) == 0);
    fold_close(f);
    end();
}

TEST(a_thread_that_reads_ahead_ends_where_the_fold_does)
{
    struct fold *f;
    begin();
    append_many();
    CHECK_INT(fold_open(10, &f), ERR_OK);
    f->ahead = true;
    CHECK_INT(fold_journal(f, disk, NULL, stop_at_once, NULL, why), ERR_CLOSED);
    fold_close(f);

    struct disk_file *file;
    CHECK_INT(disk->ops->open(disk, "journal/00000000000000000000.seg", false, &file), ERR_OK);
    CHECK_INT(disk->ops->write(disk, file, 3000000, "damage", 6), ERR_OK);
    disk->ops->close(disk, file);
    append_station(1, "a"); /* so it is no torn end */
    CHECK_INT(fold_open(10, &f), ERR_OK);
    f->ahead = true;
    CHECK_INT(fold_journal(f, disk, NULL, NULL, NULL, why), ERR_CORRUPT);
    CHECK(strstr(why, ".seg: offset") != NULL);
    fold_close(f);
    end();
}

TEST(a_fold_from_the_beginning_wants_the_beginning)
{
    struct fold *f;
    begin();
    journal_close(journal);
    CHECK_INT(journal_open(disk, (struct journal_options){.segment_bytes = 65536}, &journal, why),
              ERR_OK);
    append_many();
    append_station(1, "a");
    CHECK_INT(journal_prune(journal, journal_durable(journal)), ERR_OK);
    CHECK(journal_first(journal) > 0);
    CHECK_INT(fold_open(10, &f), ERR_OK);
    CHECK_INT(fold_journal(f, disk, NULL, NULL, NULL, why), ERR_NOT_FOUND);
    CHECK(strstr(why, "pruned") != NULL);
    fold_close(f);
    end();
}

int main(void)
{
    return check_main();
}
