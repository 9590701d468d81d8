/* SPDX-License-Identifier: Apache-2.0 */
/* How long one message of a station takes from its text to events and answer: frame, rows, step,
 * answer. Build target bench_ocpp_link of the release preset. It prints nanoseconds of processor
 * time per message, the least and the median of 100 rounds. No two messages of a kind are alike, so
 * none is a repeat. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure.h"
#include "ocpp/link.h"

#define ROUNDS 100
#define PER_ROUND 1000
#define NOW_US INT64_C(1795572946123000)

static const char heartbeat[] = "[2,\"%d\",\"Heartbeat\",{}]";
static const char status[] = "[2,\"%d\",\"StatusNotification\",{\"timestamp\":"
                             "\"2026-11-25T02:15:00Z\",\"connectorStatus\":\"Occupied\","
                             "\"evseId\":1,\"connectorId\":1}]";
static const char event[] =
    "[2,\"%1$d\",\"TransactionEvent\",{\"eventType\":\"Updated\",\"timestamp\":"
    "\"2026-11-25T02:15:30.000Z\",\"triggerReason\":\"MeterValuePeriodic\",\"seqNo\":%1$d,"
    "\"transactionInfo\":{\"transactionId\":\"0b7c1f3e-5d1a-4a0e-9a52-3f6f6c1d2e77\","
    "\"chargingState\":\"Charging\"},\"evse\":{\"id\":2,\"connectorId\":1},"
    "\"meterValue\":[{\"timestamp\":\"2026-11-25T02:15:30.000Z\",\"sampledValue\":["
    "{\"value\":123456.5,\"context\":\"Sample.Periodic\","
    "\"measurand\":\"Energy.Active.Import.Register\",\"unitOfMeasure\":{\"unit\":\"Wh\"}},"
    "{\"value\":348000,\"context\":\"Sample.Periodic\",\"measurand\":\"Power.Active.Import\","
    "\"unitOfMeasure\":{\"unit\":\"W\"}},"
    "{\"value\":435.2,\"measurand\":\"Current.Import\",\"unitOfMeasure\":{\"unit\":\"A\"}},"
    "{\"value\":799.5,\"measurand\":\"Voltage\",\"unitOfMeasure\":{\"unit\":\"V\"}},"
    "{\"value\":63,\"measurand\":\"SoC\",\"location\":\"EV\","
    "\"unitOfMeasure\":{\"unit\":\"Percent\"}}]}]}]";

static _Alignas(16) char space[1 << 18];
static struct station station;
static struct link_outcome out;

/* Take many messages of one kind, and print the time of one. */
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void measure(const char *name, const char *format)
{
    static char texts[PER_ROUND][1024];
    const struct world world = {.policy = {.heartbeat_interval_s = 300}};
    int64_t times[ROUNDS];
    struct link link;
    station_init(&station, STR("CS001"));
    struct arena arena = arena_over(space, sizeof space);
    link_open(&link,
              &(struct link_hello){.version = OCPP_21,
                                   .strict = false,
                                   .remote = STR(""),
                                   .security_profile = 1,
                                   .pending = false},
              &station, &world, NOW_US, &arena, &out);
    for (int r = 0; r < ROUNDS; r++) {
        for (int i = 0; i < PER_ROUND; i++)
            snprintf(texts[i], sizeof texts[i], format, r * PER_ROUND + i);
        int64_t start = cpu_ns();
        for (int i = 0; i < PER_ROUND; i++) {
            arena_reset(&arena);
            link_frame(&link, &station, &world, NOW_US, str_of(texts[i]), &arena, &out);
            if (out.n_frames != 1 || out.frames[0].p[1] != '3')
                abort();
        }
        times[r] = (cpu_ns() - start) / PER_ROUND;
    }
    qsort(times, ROUNDS, sizeof *times, by_value);
    printf("%-20s %zu bytes  %lld ns least  %lld ns median\n", name, strlen(texts[0]),
           (long long)times[0], (long long)times[ROUNDS / 2]);
}

int main(void)
{
    measure("Heartbeat", heartbeat);
    measure("StatusNotification", status);
    measure("TransactionEvent", event);
    return 0;
}
