/* SPDX-License-Identifier: Apache-2.0 */
/* How long decoding and checking one message takes. Build it with the release preset:
 *
 *     cmake --preset release && cmake --build build/release --target ocpp wire base
 *     cc -O2 -std=c17 -D_GNU_SOURCE -Isrc tests/bench/ocpp_decode_bench.c build/release/libocpp.a \
 *        build/release/libwire.a build/release/libbase.a -lz -lcrypto -o /tmp/bench && /tmp/bench
 *
 * It prints nanoseconds of processor time per message: the least and the median of 200 rounds. */
#include <stdio.h>
#include <stdlib.h>

#include "measure.h"
#include "ocpp/message.h"

#define ROUNDS 200
#define PER_ROUND 2000

static const char transaction_event[] =
    "{\"eventType\":\"Updated\",\"timestamp\":\"2026-03-01T10:15:30.000Z\","
    "\"triggerReason\":\"MeterValuePeriodic\",\"seqNo\":42,"
    "\"transactionInfo\":{\"transactionId\":\"0b7c1f3e-5d1a-4a0e-9a52-3f6f6c1d2e77\","
    "\"chargingState\":\"Charging\"},\"evse\":{\"id\":2,\"connectorId\":1},"
    "\"meterValue\":[{\"timestamp\":\"2026-03-01T10:15:30.000Z\",\"sampledValue\":["
    "{\"value\":123456.5,\"context\":\"Sample.Periodic\","
    "\"measurand\":\"Energy.Active.Import.Register\",\"unitOfMeasure\":{\"unit\":\"Wh\"}},"
    "{\"value\":348000,\"context\":\"Sample.Periodic\",\"measurand\":\"Power.Active.Import\","
    "\"unitOfMeasure\":{\"unit\":\"W\"}},"
    "{\"value\":435.2,\"measurand\":\"Current.Import\",\"unitOfMeasure\":{\"unit\":\"A\"}},"
    "{\"value\":799.5,\"measurand\":\"Voltage\",\"unitOfMeasure\":{\"unit\":\"V\"}},"
    "{\"value\":63,\"measurand\":\"SoC\",\"location\":\"EV\","
    "\"unitOfMeasure\":{\"unit\":\"Percent\"}}]}]}";

/* Decode many times, or only read the tokens, and print the time of one. */
static void measure(const char *name, struct str payload, bool tokens_only)
{
    static char space[65536];
    int64_t times[ROUNDS];
    uint64_t values = 0;
    for (int r = 0; r < ROUNDS; r++) {
        int64_t start = cpu_ns();
        for (int i = 0; i < PER_ROUND; i++) {
            struct arena arena = arena_over(space, sizeof space);
            struct ocpp_message m;
            struct json_reader reader;
            struct json_token t;
            if (tokens_only) {
                json_open(&reader, payload);
                while (json_next(&reader, &t) != JSON_END && t.kind != JSON_BAD)
                    values++;
                continue;
            }
            ocpp_decode(&m, OCPP_21, ACTION_TransactionEvent, false, payload, false, &arena);
            values += m.n_nodes;
            if (m.n_findings > 0)
                abort();
        }
        times[r] = (cpu_ns() - start) / PER_ROUND;
    }
    qsort(times, ROUNDS, sizeof *times, by_value);
    printf("%-20s %zu bytes  %lld ns least  %lld ns median  (%llu values or tokens)\n", name,
           payload.n, (long long)times[0], (long long)times[ROUNDS / 2],
           (unsigned long long)(values / ROUNDS / PER_ROUND));
}

int main(void)
{
    struct str payload = STR(transaction_event);
    measure("tokens only", payload, true);
    measure("decode and check", payload, false);
    return 0;
}
