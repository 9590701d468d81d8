/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the records of a batch: what can be read as an event says the same once packed and
 * read again, its readings one by one too, and folds into a station that can be kept and read back,
 * and folds the same twice. */
#include "base/time.h"
#include "csms/station.h"
#include "event/reading.h"
#include "fuzz_json.h"
#include "store/journal.h"

/* The event as JSON, in memory. */
static struct str told(const struct event *e, char *memory, size_t n)
{
    struct buf out = buf_over(memory, n);
    struct json_writer w;
    json_begin(&w, &out);
    event_json(e, &w);
    return buf_str(&out);
}

/* Pack it, read it back, compare. */
static void there_and_back(const struct event *e, size_t size)
{
    static char packed[1 << 20], first[8 << 20], second[8 << 20];
    struct buf out = buf_over(packed, sizeof packed);
    struct event again;
    event_pack(e, &out);
    ASSERT(!out.full || size > sizeof packed / 8);
    if (out.full)
        return;
    ASSERT(event_unpack(e->kind, buf_str(&out), &again));
    struct str text = told(e, first, sizeof first);
    ASSERT(fuzz_json_whole(text) && str_eq(text, told(&again, second, sizeof second)));
}

/* The same bytes as a list of readings: what is read one by one is packed as the same list. */
static void readings(struct str list)
{
    static char packed[1 << 20], again[1 << 20];
    struct reading r;
    struct buf out = buf_over(packed, sizeof packed), twice = buf_over(again, sizeof again);
    struct str rest = list;
    unsigned n = 0, m = 0;
    for (; reading_unpack(&rest, &r); n++)
        reading_pack(&r, &out);
    ASSERT(rest.n <= list.n && n <= list.n);
    if (out.full)
        return;
    for (rest = buf_str(&out); reading_unpack(&rest, &r); m++)
        reading_pack(&r, &twice);
    ASSERT(rest.n == 0 && m == n && str_eq(buf_str(&out), buf_str(&twice)));
}

/* Fold all records. */
static void fold(struct str records, struct station *s, bool look)
{
    uint8_t kind;
    struct str bytes;
    int64_t at_us = INT64_C(1795572946123000);
    size_t size = records.n;
    station_init(s, STR("CS001"));
    while (journal_record(&records, &kind, &bytes)) {
        struct event e;
        if (look)
            readings(bytes);
        if (!event_unpack((enum event_kind)kind, bytes, &e))
            continue;
        if (look)
            there_and_back(&e, size);
        station_apply(s, at_us += US_PER_S, &e);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct station station, again;
    static char first[1 << 20], second[1 << 20];
    struct str records = str_make((const char *)data, size);
    struct buf out = buf_over(first, sizeof first), twice = buf_over(second, sizeof second);
    fold(records, &station, true);
    fold(records, &again, false);
    station_pack(&station, &out);
    station_pack(&again, &twice);
    ASSERT(!out.full && str_eq(buf_str(&out), buf_str(&twice)));
    if (station_broken(&station))
        return 0;
    ASSERT(station_unpack(buf_str(&out), &again));
    ASSERT(again.n_sessions == station.n_sessions && again.n_connectors == station.n_connectors);
    return 0;
}
