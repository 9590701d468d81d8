/* SPDX-License-Identifier: Apache-2.0 */
/* Folds session events of hot sessions into views.db and prints events per second and CPU per
 * event.
 *
 *     bench_views FOLDER [events] [sessions] [batches per commit]
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/random.h"
#include "charge.h"
#include "views/views.h"

#define START_US INT64_C(1790000000000000)

struct bench {
    struct random random;
    int64_t sessions, events, per_commit;
    char ids[65536][17];
    char bytes[8192]; /* one batch */
    uint64_t position;
};

/* What one clock says, in microseconds. */
static int64_t clock_us(clockid_t which)
{
    struct timespec t;
    clock_gettime(which, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* The i-th event: session i modulo n, started at first, then updated. */
static struct event make_event(struct bench *b, int64_t i, struct str list, char *number)
{
    int64_t at_us = START_US + i * 1000, k = i / b->sessions;
    struct str id = str_of(b->ids[i % b->sessions]);
    struct event e = {.kind = k == 0 ? EVENT_session_started : EVENT_session_updated};
    snprintf(number, 32, "%" PRId64, 100000 + i % b->sessions);
    if (k == 0)
        e.u.session_started = (struct ev_session_started){.session_id = id,
                                                          .transaction_id = str_of(number),
                                                          .protocol = protocol_OCPP201,
                                                          .evse_id = 1,
                                                          .connector_id = 1,
                                                          .id_token = STR("DE8ACC12E46L89"),
                                                          .token_status = token_status_ACCEPTED,
                                                          .started_at_us = at_us,
                                                          .seq_no = 1,
                                                          .content = i + 1,
                                                          .trigger = STR("Authorized"),
                                                          .site_id = STR("site-17"),
                                                          .cpo_id = STR("DE8AA"),
                                                          .tariff_id = STR("standard-2026"),
                                                          .charging_state = charging_state_CHARGING,
                                                          .readings = list};
    else
        e.u.session_updated = (struct ev_session_updated){.session_id = id,
                                                          .transaction_id = str_of(number),
                                                          .happened_at_us = at_us,
                                                          .seq_no = k + 1,
                                                          .content = i + 1,
                                                          .trigger = STR("MeterValuePeriodic"),
                                                          .charging_state = charging_state_CHARGING,
                                                          .readings = list};
    return e;
}

/* Build the i-th batch. */
static struct journal_batch make_batch(struct bench *b, int64_t i, char *station)
{
    char list[512], packed[2048], number[32];
    struct buf readings_out = buf_over(list, sizeof list), event = buf_over(packed, sizeof packed);
    struct buf out = buf_over(b->bytes, sizeof b->bytes);
    struct event e = make_event(
        b, i, charge_readings(START_US + i * 1000, i / b->sessions, 5000, &readings_out), number);
    static const char frame[600];
    event_pack(&e, &event);
    snprintf(station, 64, "charger-%06" PRId64, i % b->sessions);
    journal_build_begin(&out, START_US + i * 1000, str_of(station));
    journal_build_add(&out, JOURNAL_FRAME_IN, str_make(frame, sizeof frame));
    journal_build_add(&out, (uint8_t)e.kind, buf_str(&event));
    journal_build_end(&out, 0);
    struct journal_batch batch = {
        .position = b->position,
        .at_us = START_US + i * 1000,
        .station = str_of(station),
        .records = str_make(b->bytes + 20 + strlen(station), out.n - 20 - strlen(station)),
        .n_records = 2};
    b->position = batch.next = batch.position + out.n;
    return batch;
}

/* Stop where something failed. */
static void must(struct views *v, enum err e)
{
    if (e == ERR_OK)
        return;
    fprintf(stderr, "bench_views: %s: %s\n", err_text(e), views_why(v));
    exit(1);
}

/* Fold them all; the time that making the batches took (sampled) is told apart and not counted. */
static void run(struct bench *b, struct views *v)
{
    int64_t wall = clock_us(CLOCK_MONOTONIC), cpu = clock_us(CLOCK_PROCESS_CPUTIME_ID);
    int64_t began = wall, began_cpu = cpu, making = 0;
    char station[64];
    for (int64_t i = 0; i < b->events; i++) {
        int64_t t = i % 16 == 0 ? clock_us(CLOCK_PROCESS_CPUTIME_ID) : 0;
        struct journal_batch batch = make_batch(b, i, station);
        if (i % 16 == 0)
            making += 16 * (clock_us(CLOCK_PROCESS_CPUTIME_ID) - t);
        must(v, views_apply(v, &batch));
        if ((i + 1) % b->per_commit == 0)
            must(v, views_commit(v));
    }
    must(v, views_commit(v));
    wall = clock_us(CLOCK_MONOTONIC) - began;
    cpu = clock_us(CLOCK_PROCESS_CPUTIME_ID) - began_cpu;
    printf("events=%" PRId64 " sessions=%" PRId64 " per_commit=%" PRId64 " events_per_s=%" PRId64
           " cpu_ns_per_event=%" PRId64 " making_ns_per_event=%" PRId64 " changes=%" PRIu64 "\n",
           b->events, b->sessions, b->per_commit, b->events * 1000000 / (wall - making),
           (cpu - making) * 1000 / b->events, making * 1000 / b->events, views_changes(v));
}

int main(int argc, char **argv)
{
    static struct bench b = {.events = 1000000, .sessions = 1000, .per_commit = 4096};
    struct views *v;
    char why[256] = "", key[32];
    if (argc < 2) {
        fprintf(stderr, "usage: bench_views FOLDER [events] [sessions] [batches per commit]\n");
        return 2;
    }
    b.events = argc > 2 ? atoll(argv[2]) : b.events;
    b.sessions = argc > 3 ? atoll(argv[3]) : b.sessions;
    b.per_commit = argc > 4 ? atoll(argv[4]) : b.per_commit;
    if (b.events < 1 || b.per_commit < 1 || b.sessions < 1 || b.sessions > 65536)
        return 2;
    for (int64_t i = 0; i < b.sessions; i++) {
        snprintf(key, sizeof key, "%" PRId64, i);
        session_name(str_of("charger"), str_of(key), b.ids[i]);
    }
    if (views_remove(argv[1]) != ERR_OK || views_open(argv[1], &v, why) != ERR_OK) {
        fprintf(stderr, "bench_views: %s can't be opened: %s\n", argv[1], why);
        return 1;
    }
    run(&b, v);
    views_close(v);
    return 0;
}
