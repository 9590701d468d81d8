/* SPDX-License-Identifier: Apache-2.0 */
#include "store/archive.h"

#include "base/random.h"
#include "check.h"
#include "sim/simdisk.h"

#define SEGMENT 8192 /* bytes of a segment in these tests */
#define SECOND INT64_C(1000000)

/* A journal and an archive on two disks. */
struct scene {
    struct simdisk *data, *shelf;
    struct journal *journal;
    struct archive *archive;
    char why[256];
};

/* Open the journal. */
static void open_journal(struct scene *s)
{
    CHECK_INT(journal_open(simdisk_disk(s->data),
                           (struct journal_options){.segment_bytes = SEGMENT}, &s->journal, s->why),
              ERR_OK);
}

/* Commit n batches, one a second, whose content is by the seed. */
static void write_batches(struct scene *s, int from, int n)
{
    char text[200];
    struct random r = {7 + (uint64_t)from};
    for (int i = from; i < from + n; i++) {
        for (size_t k = 0; k < sizeof text; k++)
            text[k] = (char)('a' + random_below(&r, 6));
        journal_begin(s->journal, i * SECOND, STR("CP1"));
        journal_add(s->journal, JOURNAL_FRAME_IN, str_make(text, sizeof text));
        (void)journal_end(s->journal);
        CHECK_INT(journal_commit(s->journal), ERR_OK);
    }
}

/* Begin with a journal of several segments and an empty archive. */
static void begin(struct scene *s, uint64_t seed)
{
    *s = (struct scene){.data = simdisk_new(seed), .shelf = simdisk_new(seed + 1)};
    open_journal(s);
    write_batches(s, 0, 200);
}

/* Let all go. */
static void end(struct scene *s)
{
    archive_close(s->archive);
    journal_close(s->journal);
    simdisk_free(s->data);
    simdisk_free(s->shelf);
}

/* Open the archive anew. */
static enum err open_archive(struct scene *s)
{
    archive_close(s->archive);
    s->archive = NULL;
    return archive_open(simdisk_disk(s->shelf), false, &s->archive, s->why);
}

/* Add all closed segments that are not there; the first error. */
static enum err add_all(struct scene *s)
{
    struct journal_segment *list;
    size_t n;
    enum err e = journal_list(simdisk_disk(s->data), &list, &n, s->why);
    for (size_t i = 0; e == ERR_OK && i + 1 < n; i++)
        if (list[i].first >= archive_end(s->archive))
            e = archive_add(s->archive, simdisk_disk(s->data), list[i].first, list[i + 1].first,
                            s->why);
    free(list);
    return e;
}

/* Unpack all into a new disk: the segments there are those of the journal. */
static void same_as_journal(struct scene *s)
{
    struct simdisk *to = simdisk_new(99);
    CHECK_INT(simdisk_disk(to)->ops->mkdir(simdisk_disk(to), "journal"), ERR_OK);
    for (size_t i = 0; i < archive_n(s->archive); i++) {
        const struct archive_entry *e = archive_at(s->archive, i);
        char path[64];
        struct str ours, theirs;
        CHECK_INT(archive_unpack(s->archive, i, simdisk_disk(to), s->why), ERR_OK);
        (void)snprintf(path, sizeof path, "journal/%020llu.seg", (unsigned long long)e->first);
        CHECK(simdisk_get(s->data, path, &theirs));
        theirs.n = e->bytes;
        CHECK(simdisk_get(to, path, &ours));
        CHECK(str_eq(ours, theirs));
    }
    simdisk_free(to);
}

TEST(closed_segments_come_back_as_they_were)
{
    struct scene s;
    begin(&s, 1);
    CHECK_INT(open_archive(&s), ERR_OK);
    CHECK_INT(archive_n(s.archive), 0);
    CHECK_INT(archive_end(s.archive), 0);
    CHECK_INT(add_all(&s), ERR_OK);
    CHECK_INT(archive_n(s.archive), 5);
    const struct archive_entry *e = archive_at(s.archive, 1);
    CHECK_INT(e->first, archive_at(s.archive, 0)->end);
    CHECK_INT(e->batches, archive_at(s.archive, 0)->batches);
    CHECK_INT(e->from_us, (int64_t)e->batches * SECOND);
    CHECK_INT(e->upto_us, (2 * (int64_t)e->batches - 1) * SECOND);
    CHECK(e->packed < e->bytes * 2 / 3);
    same_as_journal(&s);
    char head[SHA256_HEX];
    memcpy(head, archive_head(s.archive), sizeof head);
    CHECK_INT(open_archive(&s), ERR_OK);
    CHECK_INT(archive_n(s.archive), 5);
    CHECK_STR(str_of(archive_head(s.archive)), head);
    write_batches(&s, 200, 100);
    CHECK_INT(add_all(&s), ERR_OK);
    CHECK_INT(archive_n(s.archive), 8);
    same_as_journal(&s);
    end(&s);
}

TEST(another_history_is_refused)
{
    struct scene s;
    begin(&s, 2);
    CHECK_INT(open_archive(&s), ERR_OK);
    CHECK_INT(add_all(&s), ERR_OK);
    uint64_t first = archive_at(s.archive, 0)->first, end_of = archive_at(s.archive, 0)->end;
    CHECK_INT(archive_add(s.archive, simdisk_disk(s.data), first, end_of, s.why), ERR_EXISTS);
    CHECK_INT(archive_add(s.archive, simdisk_disk(s.data), archive_end(s.archive) + 8,
                          archive_end(s.archive) + 800, s.why),
              ERR_EXISTS);
    CHECK_INT(archive_n(s.archive), 5);
    end(&s);
}

TEST(a_damaged_segment_of_the_journal_is_not_archived)
{
    struct scene s;
    struct str bytes;
    static char copy[SEGMENT * 2];
    begin(&s, 3);
    CHECK_INT(open_archive(&s), ERR_OK);
    CHECK(simdisk_get(s.data, "journal/00000000000000000000.seg", &bytes) && bytes.n < sizeof copy);
    memcpy(copy, bytes.p, bytes.n);
    copy[3000] ^= 1;
    simdisk_put(s.data, "journal/00000000000000000000.seg", str_make(copy, bytes.n));
    CHECK_INT(add_all(&s), ERR_CORRUPT);
    CHECK_INT(archive_n(s.archive), 0);
    end(&s);
}

/* Flip one bit of a file of the archive. */
static void flip(struct scene *s, const char *path, size_t at)
{
    static char copy[SEGMENT];
    struct str bytes;
    CHECK(simdisk_get(s->shelf, path, &bytes) && bytes.n < sizeof copy);
    memcpy(copy, bytes.p, bytes.n);
    copy[at % bytes.n] ^= 4;
    simdisk_put(s->shelf, path, str_make(copy, bytes.n));
}

TEST(any_bit_changed_in_a_packed_segment_is_found)
{
    struct scene s;
    begin(&s, 4);
    CHECK_INT(open_archive(&s), ERR_OK);
    CHECK_INT(add_all(&s), ERR_OK);
    const struct archive_entry *e = archive_at(s.archive, 2);
    for (size_t at = 0; at < e->packed; at += 37) {
        flip(&s, e->name, at);
        CHECK_INT(archive_unpack(s.archive, 2, NULL, s.why), ERR_CORRUPT);
        CHECK(strstr(s.why, e->name));
        flip(&s, e->name, at);
    }
    CHECK_INT(archive_unpack(s.archive, 2, NULL, s.why), ERR_OK);
    CHECK(simdisk_drop(s.shelf, e->name));
    CHECK_INT(archive_unpack(s.archive, 2, NULL, s.why), ERR_NOT_FOUND);
    end(&s);
}

TEST(any_bit_changed_in_the_manifest_breaks_the_chain)
{
    struct scene s;
    char head[SHA256_HEX];
    begin(&s, 5);
    CHECK_INT(open_archive(&s), ERR_OK);
    CHECK_INT(add_all(&s), ERR_OK);
    memcpy(head, archive_head(s.archive), sizeof head);
    struct str line;
    CHECK(simdisk_get(s.shelf, "manifest/0000000001.json", &line));
    size_t n = line.n;
    for (size_t at = 0; at < n; at++) {
        flip(&s, "manifest/0000000001.json", at);
        CHECK(open_archive(&s) != ERR_OK);
        CHECK(strstr(s.why, "manifest"));
        flip(&s, "manifest/0000000001.json", at);
    }
    /* Of the last one nobody knows but who has kept the head. */
    flip(&s, "manifest/0000000004.json", 40);
    if (open_archive(&s) == ERR_OK)
        CHECK(strcmp(archive_head(s.archive), head) != 0);
    flip(&s, "manifest/0000000004.json", 40);
    CHECK(simdisk_drop(s.shelf, "manifest/0000000002.json"));
    CHECK_INT(open_archive(&s), ERR_CORRUPT);
    CHECK(strstr(s.why, "entry 2 is missing"));
    end(&s);
}

TEST(a_crash_at_any_moment_loses_no_entry_and_leaves_none_half)
{
    for (unsigned n = 1; n < 90; n++) {
        struct scene s;
        begin(&s, 100 + n);
        CHECK_INT(open_archive(&s), ERR_OK);
        simdisk_power_fails_in(s.shelf, n);
        size_t told = 0;
        enum err e = add_all(&s);
        told = archive_n(s.archive);
        archive_close(s.archive);
        s.archive = NULL;
        CHECK(e != ERR_OK || !simdisk_is_off(s.shelf));
        simdisk_restart(s.shelf);
        CHECK_INT(open_archive(&s), ERR_OK);
        CHECK(archive_n(s.archive) >= told);
        CHECK_INT(add_all(&s), ERR_OK);
        CHECK_INT(archive_n(s.archive), 5);
        same_as_journal(&s);
        end(&s);
    }
}

TEST(a_full_disk_is_told_and_tried_again)
{
    struct scene s;
    begin(&s, 6);
    CHECK_INT(open_archive(&s), ERR_OK);
    simdisk_set_space(s.shelf, 9000);
    CHECK_INT(add_all(&s), ERR_NO_SPACE);
    simdisk_set_space(s.shelf, UINT64_MAX);
    CHECK_INT(add_all(&s), ERR_OK);
    CHECK_INT(archive_n(s.archive), 5);
    same_as_journal(&s);
    end(&s);
}

int main(void)
{
    return check_main();
}
