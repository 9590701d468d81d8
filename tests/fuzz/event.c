/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the records of a batch: what can be read as an event says the same once packed and
 * read again, and folds into a station that can be kept and read back. */
#include <string.h>

#include "base/assert.h"
#include "base/time.h"
#include "csms/station.h"
#include "store/journal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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
    ASSERT(str_eq(told(e, first, sizeof first), told(&again, second, sizeof second)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct station station, again;
    static char stowed[1 << 20];
    struct str records = str_make((const char *)data, size), bytes;
    uint8_t kind;
    int64_t at_us = INT64_C(1795572946123000);
    station_init(&station, STR("CS001"));
    while (journal_record(&records, &kind, &bytes)) {
        struct event e;
        if (!event_unpack((enum event_kind)kind, bytes, &e))
            continue;
        there_and_back(&e, size);
        station_apply(&station, at_us += US_PER_S, &e);
    }
    if (station_broken(&station))
        return 0;
    struct buf out = buf_over(stowed, sizeof stowed);
    station_pack(&station, &out);
    ASSERT(!out.full && station_unpack(buf_str(&out), &again));
    ASSERT(again.n_sessions == station.n_sessions && again.n_connectors == station.n_connectors);
    return 0;
}
