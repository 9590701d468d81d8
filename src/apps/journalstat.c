/* SPDX-License-Identifier: Apache-2.0 */
/* Times lead to positions by the first batch of each segment, and a walk through one of them. */
#include "apps/journalstat.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/time.h"
#include "wire/json.h"

#define JSON_MAX 65536

/* A walk through batches: what it has come by. */
struct walk {
    uint64_t batches, events, position;
    int64_t at_us; /* of the last batch */
};

/* Walk from a position to the first batch that is not older than `until_us`, or to the end. */
static enum err walk(struct disk *d, uint64_t from, int64_t until_us, struct walk *w, char why[256])
{
    struct journal_reader *r;
    struct journal_batch b;
    *w = (struct walk){0};
    enum err e = journal_reader_open(d, from, NULL, NULL, &r, why);
    if (e != ERR_OK)
        return e;
    while ((e = journal_reader_next(r, &b)) == ERR_OK && b.at_us < until_us) {
        struct str records = b.records, bytes;
        uint8_t kind;
        while (journal_record(&records, &kind, &bytes))
            w->events += kind < JOURNAL_FRAME_IN;
        w->batches++;
        w->at_us = b.at_us;
    }
    w->position = e == ERR_OK ? b.position : journal_reader_position(r);
    if (e != ERR_OK && e != ERR_NOT_FOUND)
        snprintf(why, 256, "%s", journal_reader_why(r));
    journal_reader_close(r);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* The position of the first batch that is not older than a time. */
static enum err since(struct disk *d, const struct journal_segment *s, size_t n, int64_t at_us,
                      uint64_t *position, char why[256])
{
    struct walk w;
    size_t i = n - 1;
    while (i > 0 && (s[i].at_us == 0 || s[i].at_us >= at_us))
        i--;
    enum err e = walk(d, s[i].first, at_us, &w, why);
    *position = w.position;
    return e;
}

/* Sizes, and what is in the newest segment. */
static enum err measure(struct disk *d, struct journalstat *s, char why[256])
{
    struct walk w;
    size_t last = (size_t)s->segments - 1;
    for (size_t i = 0; i < s->segments; i++)
        s->bytes += s->list[i].bytes;
    s->first = s->list[0].first;
    s->first_at_us = s->list[0].at_us;
    if (last > 0 && s->list[last].at_us == 0)
        last--;
    enum err e = walk(d, s->list[last].first, INT64_MAX, &w, why);
    s->tail = w.position;
    s->last_at_us = w.at_us;
    s->sample_events = w.events;
    s->sample_bytes = w.position - s->list[last].first;
    return e;
}

/* What came lately. */
static enum err measure_rates(struct disk *d, struct journalstat *s, int64_t now_us, char why[256])
{
    struct walk w;
    uint64_t minute, hour;
    size_t n = (size_t)s->segments;
    enum err e = since(d, s->list, n, now_us - 60 * US_PER_S, &minute, why);
    if (e == ERR_OK)
        e = since(d, s->list, n, now_us - 3600 * US_PER_S, &hour, why);
    if (e == ERR_OK)
        e = walk(d, minute, INT64_MAX, &w, why);
    if (e != ERR_OK)
        return e;
    s->minute_bytes = minute < s->tail ? s->tail - minute : 0;
    s->hour_bytes = hour < s->tail ? s->tail - hour : 0;
    s->minute_events = w.events;
    return ERR_OK;
}

enum err journalstat_read(struct disk *d, const char *dir, int64_t now_us, struct journalstat *out,
                          char why[256])
{
    size_t n;
    *out = (struct journalstat){0};
    enum err e = journal_list(d, &out->list, &n, why);
    if (e != ERR_OK)
        return e;
    out->segments = n;
    if (n > 0)
        e = measure(d, out, why);
    if (n > 0 && e == ERR_OK)
        e = measure_rates(d, out, now_us, why);
    if (e == ERR_OK)
        consumers_read(d, dir, &out->consumers);
    return e;
}

void journalstat_free(struct journalstat *s)
{
    free(s->list);
    s->list = NULL;
}

/* How far a consumer is behind the tail. */
static uint64_t lag(const struct journalstat *s, size_t i)
{
    uint64_t at = s->consumers.row[i].position;
    return at < s->tail ? s->tail - at : 0;
}

/* The bytes that an event takes, with its frames and what is around it. */
static uint64_t bytes_per_event(const struct journalstat *s)
{
    return s->sample_events > 0 ? s->sample_bytes / s->sample_events : 0;
}

/* The state as JSON. */
static bool print_json(const struct journalstat *s)
{
    char *text = malloc(JSON_MAX);
    if (!text)
        return false;
    struct buf out = buf_over(text, JSON_MAX);
    struct json_writer w;
    json_begin(&w, &out);
    json_object(&w);
    json_pair_int(&w, "segments", (int64_t)s->segments);
    json_pair_int(&w, "bytes", (int64_t)s->bytes);
    json_pair_int(&w, "first_position", (int64_t)s->first);
    json_pair_int(&w, "tail_position", (int64_t)s->tail);
    json_pair_time(&w, "first_at", s->first_at_us);
    json_pair_time(&w, "last_at", s->last_at_us);
    json_pair_int(&w, "last_minute_bytes", (int64_t)s->minute_bytes);
    json_pair_int(&w, "last_minute_events", (int64_t)s->minute_events);
    json_pair_int(&w, "last_hour_bytes", (int64_t)s->hour_bytes);
    json_pair_int(&w, "bytes_per_event", (int64_t)bytes_per_event(s));
    json_key(&w, STR("consumers"));
    json_array(&w);
    for (size_t i = 0; i < s->consumers.n; i++) {
        json_object(&w);
        json_pair(&w, "name", str_of(s->consumers.row[i].name));
        json_pair_int(&w, "position", (int64_t)s->consumers.row[i].position);
        json_pair_int(&w, "lag_bytes", (int64_t)lag(s, i));
        json_object_end(&w);
    }
    json_array_end(&w);
    json_pair_bool(&w, "archived", s->consumers.archived);
    json_object_end(&w);
    buf_putc(&out, '\n');
    bool ok = !out.full && fwrite(out.p, 1, out.n, stdout) == out.n;
    free(text);
    return ok;
}

bool journalstat_print(const struct journalstat *s, bool json)
{
    char first[25] = "-", last[25] = "-";
    if (json)
        return print_json(s);
    if (s->first_at_us != 0)
        time_format(s->first_at_us, first);
    if (s->last_at_us != 0)
        time_format(s->last_at_us, last);
    printf("segments         %" PRIu64 "\nbytes            %" PRIu64
           "\noldest           position %" PRIu64 ", %s\nnewest           position %" PRIu64
           ", %s\n",
           s->segments, s->bytes, s->first, first, s->tail, last);
    printf("last minute      %" PRIu64 " bytes, %" PRIu64 " events (%" PRIu64
           " a second)\nlast hour        %" PRIu64 " bytes (%" PRIu64 " a second)\n",
           s->minute_bytes, s->minute_events, s->minute_events / 60, s->hour_bytes,
           s->hour_bytes / 3600);
    printf("bytes per event  %" PRIu64 "\n\n%-40s %20s %16s\n", bytes_per_event(s), "consumer",
           "position", "bytes behind");
    for (size_t i = 0; i < s->consumers.n; i++)
        printf("%-40s %20" PRIu64 " %16" PRIu64 "\n", s->consumers.row[i].name,
               s->consumers.row[i].position, lag(s, i));
    if (!s->consumers.archived)
        printf("\nthere is no archive: nothing is pruned\n");
    return !ferror(stdout);
}
