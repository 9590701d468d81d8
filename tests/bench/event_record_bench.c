/* SPDX-License-Identifier: Apache-2.0 */
/* How long packing, unpacking and printing take: a session of 36 filled fields, an event with five
 * readings, the scaling of one meter value, and a token looked up among 100,000. It prints
 * nanoseconds of processor time for one: the least and the median of 200 rounds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "csms/session.h"
#include "csms/world.h"
#include "event/event.h"
#include "event/reading.h"
#include "measure.h"

#define ROUNDS 200
#define PER_ROUND 1000
#define TOKENS 100000

#include "event/rows_field.h"
static const struct record_field fields[] = {
#include "csms/tbl/session.h"
};
#include "event/rows_end.h"

static const struct record_type type = {"session", "", fields, sizeof fields / sizeof *fields,
                                        sizeof(struct session)};

/* All that is worked on. */
static struct session session;
static struct event event;
static struct tokens *tokens;
static char space[65536], packed_session[4096], packed_event[4096], list[1024];
static struct str session_bytes, event_bytes;
static uint64_t sum; /* so that nothing is optimised away */

/* Run a piece of work many times and print the time of one. */
static void measure(const char *name, void (*work)(int i))
{
    int64_t times[ROUNDS];
    for (int r = 0; r < ROUNDS; r++) {
        int64_t start = cpu_ns();
        for (int i = 0; i < PER_ROUND; i++)
            work(i);
        times[r] = cpu_ns() - start;
    }
    qsort(times, ROUNDS, sizeof *times, by_value);
    printf("%-22s least %6.1f ns, median %6.1f ns\n", name, (double)times[0] / PER_ROUND,
           (double)times[ROUNDS / 2] / PER_ROUND);
}

/* Fill the session: the first fields of each kind as a session under way has them. */
static void fill_session(void)
{
    unsigned filled = 0;
    for (unsigned i = 0; i < type.n_fields && filled < 36; i++) {
        char *p = (char *)&session + fields[i].offset;
        if (fields[i].kind == RECORD_TEXT)
            memcpy(p, "a-text-of-some-length", fields[i].size > 21 ? 22 : 8);
        else if (fields[i].kind == RECORD_WORDS)
            memset(p, 0x5A, fields[i].size);
        else
            memcpy(p, &(int64_t){fields[i].kind == RECORD_TIME ? 1795572946123000 : 12345678}, 8);
        filled++;
    }
}

/* Fill the event with five readings of a TransactionEvent. */
static void fill_event(void)
{
    static const uint8_t measurands[] = {MEASURAND_ENERGY_ACTIVE_IMPORT_REGISTER,
                                         MEASURAND_POWER_ACTIVE_IMPORT, MEASURAND_CURRENT_IMPORT,
                                         MEASURAND_VOLTAGE, MEASURAND_SOC};
    struct buf b = buf_over(list, sizeof list);
    for (size_t i = 0; i < sizeof measurands; i++) {
        struct reading r = {.at_us = 1795572946123000, .measurand = measurands[i]};
        reading_scale(&r, STR("12345.6"), (struct str){0}, 0);
        reading_pack(&r, &b);
    }
    event.kind = EVENT_session_updated;
    event.u.session_updated =
        (struct ev_session_updated){.session_id = STR("0123456789abcdef"),
                                    .transaction_id = STR("0b7c1f3e-5d1a-4a0e-9a52-3f6f6c1d2e77"),
                                    .happened_at_us = 1795572946123000,
                                    .seq_no = 43,
                                    .content = 0x1234567812345678,
                                    .trigger = STR("MeterValuePeriodic"),
                                    .charging_state = charging_state_CHARGING,
                                    .readings = buf_str(&b)};
}

/* The id of token i. */
static struct str token_id(int i, char out[16])
{
    snprintf(out, 16, "04A1B2%06X", (unsigned)i * 7919);
    return str_of(out);
}

static void pack_session(int i)
{
    struct buf out = buf_over(space, sizeof space);
    session.messages = i + 1;
    record_pack(&type, &session, &out);
    sum += out.n;
}

static void unpack_session(int i)
{
    static struct session back;
    memset(&back, 0, sizeof back);
    sum += record_unpack(&type, session_bytes, &back) + (unsigned)i;
}

static void pack_event(int i)
{
    struct buf out = buf_over(space, sizeof space);
    event.u.session_updated.seq_no = i;
    event_pack(&event, &out);
    sum += out.n;
}

static void unpack_event(int i)
{
    static struct event back;
    sum += event_unpack(EVENT_session_updated, event_bytes, &back) + (unsigned)i;
}

static void print_event(int i)
{
    struct buf out = buf_over(space, sizeof space);
    struct json_writer w;
    json_begin(&w, &out);
    event_json(&event, &w);
    sum += out.n + (unsigned)i;
}

static void scale_reading(int i)
{
    struct reading r = {.measurand = (uint8_t)measurand_find(STR("Voltage"))};
    reading_scale(&r, STR("799.5"), STR("V"), i & 1);
    sum += (uint64_t)r.value;
}

static void find_token(int i)
{
    char id[16];
    sum += tokens_find(tokens, token_id(i * 97 % TOKENS, id)) != NULL;
}

/* Keep a copy of what lies in space. */
static struct str keep(char *copy, struct buf out)
{
    memcpy(copy, out.p, out.n);
    return str_make(copy, out.n);
}

int main(void)
{
    struct buf out = buf_over(space, sizeof space);
    fill_session();
    record_pack(&type, &session, &out);
    session_bytes = keep(packed_session, out);
    fill_event();
    out.n = 0;
    event_pack(&event, &out);
    event_bytes = keep(packed_event, out);
    tokens = tokens_open(TOKENS);
    for (int i = 0; i < TOKENS; i++) {
        char id[16];
        struct event e = {.kind = EVENT_token_set};
        e.u.token_set.id_token = token_id(i, id);
        if (!tokens || !tokens_apply(tokens, &e))
            return 1;
    }
    printf("session %zu bytes packed of %zu, event %zu bytes\n", session_bytes.n, sizeof session,
           event_bytes.n);
    measure("session pack", pack_session);
    measure("session unpack", unpack_session);
    measure("event pack", pack_event);
    measure("event unpack", unpack_event);
    measure("event JSON", print_event);
    measure("reading find and scale", scale_reading);
    measure("token find, id printed", find_token);
    tokens_close(tokens);
    return sum == 0;
}
