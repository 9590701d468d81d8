/* SPDX-License-Identifier: Apache-2.0 */
/* busbar journal status|cat|verify|stat|prune|archived: looks after a data directory; all but prune
 * also while a server runs on it. */
#include "apps/tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/flags.h"
#include "apps/journalstat.h"
#include "base/time.h"
#include "event/event.h"
#include "os/clock.h"
#include "os/file.h"
#include "store/cursor.h"
#include "store/journal.h"

struct view {
    const char *data, *station;
    int64_t from, limit, keep_days, keep_bytes, upto;
    bool no_frames, json, dry_run;
};

static struct view view;

static const struct flag flags[] = {
    {"data", "DIR", "data directory [data]", FLAG_TEXT, &view.data, 0, 0},
    {"station", "IDENTITY", "only what concerns this station", FLAG_TEXT, &view.station, 0, 0},
    {"from", "POSITION", "begin at this position [the oldest]", FLAG_INT, &view.from, 0, INT64_MAX},
    {"limit", "N", "end after N batches [all]", FLAG_INT, &view.limit, 1, INT64_MAX},
    {"no-frames", NULL, "leave the raw frames out", FLAG_SWITCH, &view.no_frames, 0, 0},
    {"json", NULL, "the status as JSON", FLAG_SWITCH, &view.json, 0, 0},
    {"keep-days", "DAYS", "prune what is older", FLAG_INT, &view.keep_days, 1, 36500},
    {"keep-bytes", "BYTES", "prune what lies before the newest so many", FLAG_INT, &view.keep_bytes,
     1, INT64_MAX},
    {"dry-run", NULL, "prune: only tell what would go", FLAG_SWITCH, &view.dry_run, 0, 0},
    {"upto", "POSITION", "archived: all before it has been copied away", FLAG_INT, &view.upto, 1,
     INT64_MAX},
};
#define N_FLAGS (sizeof flags / sizeof *flags)

/* Write one record as the next element of the batch's "records" array. */
static void write_record(struct json_writer *w, uint8_t kind, struct str bytes)
{
    struct event e;
    if (kind == JOURNAL_FRAME_IN || kind == JOURNAL_FRAME_OUT) {
        json_object(w);
        json_pair(w, "frame", kind == JOURNAL_FRAME_IN ? STR("in") : STR("out"));
        json_pair(w, "text", bytes);
        json_object_end(w);
    } else if (event_unpack((enum event_kind)kind, bytes, &e)) {
        event_json(&e, w);
    } else {
        json_object(w);
        json_pair_int(w, "unknown", kind);
        json_pair_int(w, "bytes", (int64_t)bytes.n);
        json_object_end(w);
    }
}

/* Print one batch as a line of JSON; false where memory does not suffice. */
static bool print_batch(const struct journal_batch *b)
{
    size_t cap = b->records.n * 8 + 65536;
    char *text = malloc(cap);
    struct buf out = buf_over(text, cap);
    struct json_writer w;
    struct str records = b->records, bytes;
    uint8_t kind;
    if (!text)
        return false;
    json_begin(&w, &out);
    json_object(&w);
    json_pair_int(&w, "position", (int64_t)b->position);
    json_pair_time(&w, "at", b->at_us);
    json_pair(&w, "station", b->station);
    json_key(&w, STR("records"));
    json_array(&w);
    while (journal_record(&records, &kind, &bytes))
        if (kind < JOURNAL_FRAME_IN || !view.no_frames)
            write_record(&w, kind, bytes);
    json_array_end(&w);
    json_object_end(&w);
    buf_putc(&out, '\n');
    if (!out.full)
        fwrite(out.p, 1, out.n, stdout);
    free(text);
    return !out.full;
}

static int fail(const char *why)
{
    fprintf(stderr, "busbar journal: %s\n", why);
    return TOOL_FAILED;
}

/* Print the batches asked for as JSON lines. */
static int cat(struct disk *d)
{
    struct journal_reader *r;
    struct journal_batch b;
    char why[256] = "";
    if (journal_reader_open(d, (uint64_t)view.from, NULL, NULL, &r, why) != ERR_OK)
        return fail(why);
    enum err e = ERR_OK;
    for (int64_t n = 0; n < view.limit && (e = journal_reader_next(r, &b)) == ERR_OK;) {
        if (view.station && !str_is(b.station, view.station))
            continue;
        n++;
        if (!print_batch(&b) || ferror(stdout)) {
            e = ERR_IO;
            break;
        }
    }
    snprintf(why, sizeof why, "%s", journal_reader_why(r));
    journal_reader_close(r);
    return e == ERR_OK || e == ERR_NOT_FOUND ? 0 : fail(why[0] ? why : err_text(e));
}

/* Read everything, check every sum, print the figures. */
static int verify(struct disk *d, bool only_stat)
{
    struct journal_stat s;
    char why[256] = "", first[25], last[25];
    enum err e = journal_verify(d, &s, why);
    time_format(s.first_at_us, first);
    time_format(s.last_at_us, last);
    if (e == ERR_OK && !only_stat)
        printf("every checksum is right\n");
    if (e == ERR_OK || only_stat)
        printf("segments %llu\nbytes %llu\nfirst position %llu\ntail position %llu\nbatches "
               "%llu\nevents %llu\nframes %llu\n"
               "first at %s\nlast at %s\n",
               (unsigned long long)s.segments, (unsigned long long)s.bytes,
               (unsigned long long)s.first, (unsigned long long)s.tail,
               (unsigned long long)s.batches, (unsigned long long)s.events,
               (unsigned long long)s.frames, s.batches ? first : "-", s.batches ? last : "-");
    return e == ERR_OK ? 0 : fail(why[0] ? why : err_text(e));
}

/* Print sizes, rates and consumers. */
static int status(struct disk *d)
{
    struct journalstat s;
    char why[256] = "";
    enum err e = journalstat_read(d, view.data, clock_utc_us(), &s, why);
    bool ok = e == ERR_OK && journalstat_print(&s, view.json);
    journalstat_free(&s);
    return ok ? 0 : fail(e == ERR_OK ? "the output can't be written" : why[0] ? why : err_text(e));
}

/* Note that somebody has copied everything before --upto away. */
static int archived(struct disk *d)
{
    struct journalstat s;
    char why[256] = "";
    if (view.upto == 0)
        return fail("archived wants --upto POSITION");
    enum err e = journalstat_read(d, view.data, clock_utc_us(), &s, why);
    if (e == ERR_OK && (uint64_t)view.upto > s.tail) {
        snprintf(why, sizeof why, "the journal ends at %llu", (unsigned long long)s.tail);
        e = ERR_INVALID;
    }
    if (e == ERR_OK)
        e = cursor_save(d, CONSUMERS_ARCHIVE, (uint64_t)view.upto);
    journalstat_free(&s);
    return e == ERR_OK ? 0 : fail(why[0] ? why : err_text(e));
}

/* Remove the segments that were decided on, from a directory that no server runs on. */
static enum err prune_now(struct disk *d, uint64_t position, char why[256])
{
    struct journal *j;
    enum err e = file_disk_lock(d, why);
    if (e == ERR_BUSY)
        snprintf(why, 256,
                 "a server runs on it and prunes by its options journal_keep_days and "
                 "journal_keep_bytes");
    if (e == ERR_OK)
        e = consumers_sync(d);
    if (e != ERR_OK)
        return e;
    e = journal_open(d, (struct journal_options){0}, &j, why);
    if (e != ERR_OK)
        return e;
    e = journal_prune(j, position);
    journal_close(j);
    return e;
}

/* Prune by the rules of the flags, as far as all consumers are. */
static int prune(struct disk *d)
{
    struct journalstat s;
    char why[256] = "";
    if (view.keep_days == 0 && view.keep_bytes == 0)
        return fail("prune wants --keep-days or --keep-bytes");
    enum err e = journalstat_read(d, view.data, clock_utc_us(), &s, why);
    if (e != ERR_OK)
        return fail(why);
    struct retain_rules rules = {.keep_us = view.keep_days * 86400 * US_PER_S,
                                 .keep_bytes = (uint64_t)view.keep_bytes,
                                 .now_us = clock_utc_us()};
    struct retain r = retain_decide(s.list, (size_t)s.segments, s.tail, rules, s.consumers.row,
                                    s.consumers.more ? 0 : s.consumers.n);
    printf("%s %llu segments, %llu bytes: up to position %llu\n",
           view.dry_run ? "would prune" : "prunes", (unsigned long long)r.segments,
           (unsigned long long)r.bytes, (unsigned long long)r.position);
    if (r.held)
        printf("held by %s at position %llu; the rules would go up to %llu\n", r.held->name,
               (unsigned long long)r.held->position, (unsigned long long)r.wanted);
    if (!view.dry_run && r.segments > 0)
        e = prune_now(d, r.position, why);
    journalstat_free(&s);
    return e == ERR_OK ? 0 : fail(why[0] ? why : err_text(e));
}

/* Read everything; only figures, without a verdict. */
static int stat_all(struct disk *d)
{
    return verify(d, true);
}

/* Read everything and judge it. */
static int verify_all(struct disk *d)
{
    return verify(d, false);
}

static const struct {
    const char *name;
    int (*run)(struct disk *d);
    const char *help;
} verbs[] = {
    {"status", status, "sizes, rates, and how far all consumers are (the default)"},
    {"cat", cat, "print batches as JSON lines: position, time, station, raw frames and events"},
    {"verify", verify_all, "read everything and check every checksum"},
    {"stat", stat_all, "count all batches, events and frames"},
    {"prune", prune, "remove old segments that every consumer has passed (no server may run)"},
    {"archived", archived, "note that everything before --upto has been copied away"},
};
#define N_VERBS (sizeof verbs / sizeof *verbs)

int tool_journal(int argc, char **argv)
{
    view = (struct view){.data = "data", .limit = INT64_MAX};
    int n = flags_read("journal", flags, N_FLAGS, argc, argv);
    if (n < 0)
        return TOOL_WRONG_USE;
    size_t verb = 0;
    while (n > 0 && verb < N_VERBS && strcmp(argv[0], verbs[verb].name) != 0)
        verb++;
    if (n > 1 || verb == N_VERBS) {
        fprintf(stderr, "busbar journal: wants one of");
        for (size_t i = 0; i < N_VERBS; i++)
            fprintf(stderr, "%s %s", i > 0 ? "," : "", verbs[i].name);
        fprintf(stderr, "\n");
        return TOOL_WRONG_USE;
    }
    struct disk *d;
    char why[256] = "";
    enum err e = file_disk_open(view.data, false, &d, why);
    if (e != ERR_OK)
        return fail(why[0] ? why : err_text(e));
    int code = verbs[verb].run(d);
    file_disk_close(d);
    return fflush(stdout) == 0 ? code : TOOL_FAILED;
}

void tool_journal_help(void)
{
    for (size_t i = 0; i < N_VERBS; i++)
        printf("  %-9s %s\n", verbs[i].name, verbs[i].help);
    printf("\n");
    flags_print(flags, N_FLAGS);
}
