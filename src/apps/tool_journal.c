/* SPDX-License-Identifier: Apache-2.0 */
/* busbar journal cat|verify|stat: reads a data directory, also while a server runs on it. */
#include "apps/tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/flags.h"
#include "base/time.h"
#include "event/event.h"
#include "os/file.h"
#include "store/journal.h"

struct view {
    const char *data, *station;
    int64_t from, limit;
    bool no_frames;
};

static struct view view;

static const struct flag flags[] = {
    {"data", "DIR", "data directory [data]", FLAG_TEXT, &view.data, 0, 0},
    {"station", "IDENTITY", "only what concerns this station", FLAG_TEXT, &view.station, 0, 0},
    {"from", "POSITION", "begin at this position [the oldest]", FLAG_INT, &view.from, 0, INT64_MAX},
    {"limit", "N", "end after N batches [all]", FLAG_INT, &view.limit, 1, INT64_MAX},
    {"no-frames", NULL, "leave the raw frames out", FLAG_SWITCH, &view.no_frames, 0, 0},
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

int tool_journal(int argc, char **argv)
{
    view = (struct view){.data = "data", .limit = INT64_MAX};
    int n = flags_read("journal", flags, N_FLAGS, argc, argv);
    if (n < 0)
        return TOOL_WRONG_USE;
    const char *verb = n == 1 ? argv[0] : "";
    if (strcmp(verb, "cat") != 0 && strcmp(verb, "verify") != 0 && strcmp(verb, "stat") != 0) {
        fprintf(stderr, "busbar journal: wants one of cat, verify, stat\n");
        return TOOL_WRONG_USE;
    }
    struct disk *d;
    char why[256] = "";
    enum err e = file_disk_open(view.data, false, &d, why);
    if (e != ERR_OK)
        return fail(why[0] ? why : err_text(e));
    int code = verb[0] == 'c' ? cat(d) : verify(d, verb[0] == 's');
    file_disk_close(d);
    return fflush(stdout) == 0 ? code : TOOL_FAILED;
}

void tool_journal_help(void)
{
    printf("  cat     print batches as JSON lines: position, time, station, raw frames and events\n"
           "  verify  read everything and check every checksum\n  stat    sizes, positions and "
           "times\n\n");
    flags_print(flags, N_FLAGS);
}
