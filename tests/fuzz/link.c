/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a conversation: the first byte chooses version and strictness, a NUL ends a message.
 * What holds whatever comes: a call whose id can be read gets at most one answer, which repeats it;
 * other messages get no CALLRESULT; the station keeps its invariants. */
#include "base/assert.h"
#include "ocpp/link.h"
#include "ocpp/rpc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct link_outcome out;

/* Look at what came of a message. */
static void check(const struct link *l, const struct station *s, struct str text)
{
    struct rpc in, answer;
    rpc_parse(&in, l->version, text);
    ASSERT(out.n_frames <= 1 + (in.type == RPC_RESULT));
    ASSERT(in.type != RPC_SEND || out.n_frames == 0);
    for (unsigned i = 0; i < out.n_frames; i++) {
        rpc_parse(&answer, l->version, out.frames[i]);
        ASSERT(answer.fault == FAULT_NONE && answer.type != RPC_NONE);
        if (answer.type == RPC_RESULT || answer.type == RPC_ERROR)
            ASSERT(str_eq(answer.id, in.has_id ? in.id : STR("-1")));
        ASSERT(answer.type != RPC_RESULT || in.type == RPC_CALL);
    }
    ASSERT(out.step.n_events <= STEP_EVENTS_MAX && !station_broken(s));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static _Alignas(16) char memory[4 << 20];
    static struct station station;
    static const struct world world = {.policy = {.heartbeat_interval_s = 300}};
    struct arena arena = arena_over(memory, sizeof memory);
    struct link link;
    int64_t now_us = INT64_C(1795572946123000);
    if (size == 0)
        return 0;
    station_init(&station, STR("CS001"));
    struct link_hello hello = {(enum ocpp_version)(OCPP_16 + data[0] % 3), (data[0] & 4) != 0,
                               STR("peer"), 1};
    link_open(&link, &hello, &station, &world, now_us, &arena, &out);
    struct str rest = str_make((const char *)data + 1, size - 1);
    while (rest.n > 0) {
        struct str text = str_cut(&rest, '\0');
        arena_reset(&arena);
        now_us += US_PER_S;
        link_frame(&link, &station, &world, now_us, text, &arena, &out);
        check(&link, &station, text);
    }
    return 0;
}
