/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as one message of OCPP-J: the quick reader agrees with the careful one, the quick
 * Heartbeat with the link, what is mended is JSON, and what is written of it is read again. The
 * first byte chooses the version. */
#include "fuzz_json.h"
#include "ocpp/link.h"
#include "ocpp/rpc.h"
#include "ocpp/salvage.h"

#define TEXT_MAX 16384

static _Alignas(16) char memory[1 << 20];

/* Is s a part of the text? */
static bool of(struct str s, struct str text)
{
    return s.n == 0 || (s.p >= text.p && s.p + s.n <= text.p + text.n);
}

/* What rpc_parse_head takes must be what rpc_parse takes, where the payload is one value. */
static void both_readers(const struct rpc *r, enum ocpp_version version, struct str text)
{
    struct rpc quick;
    if (!rpc_parse_head(&quick, version, text) || !fuzz_json_whole(quick.payload))
        return;
    ASSERT(quick.type == r->type && quick.fault == r->fault && quick.tolerated == r->tolerated);
    ASSERT(str_eq(quick.id, r->id) && str_eq(quick.action, r->action) &&
           str_eq(quick.payload, r->payload));
    ASSERT(quick.has_id == r->has_id && quick.id_escaped == r->id_escaped &&
           quick.action_escaped == r->action_escaped);
}

/* Put the same message into words of ours; it must be read alike. */
static void again(const struct rpc *r, enum ocpp_version version)
{
    struct rpc other;
    struct buf out = buf_over(memory, sizeof memory);
    if (r->fault != FAULT_NONE || r->type != RPC_RESULT)
        return;
    rpc_write_result(&out, r->id);
    buf_puts(&out, r->payload);
    rpc_write_end(&out);
    rpc_parse(&other, version, buf_str(&out));
    ASSERT(other.type == RPC_RESULT && other.fault == FAULT_NONE);
    ASSERT(str_eq(other.id, r->id) && str_eq(other.payload, r->payload));
}

/* Mending gives JSON; mending that changes nothing. */
static void mend(struct str broken)
{
    static _Alignas(16) char second[1 << 20];
    struct arena arena = arena_over(memory, sizeof memory),
                 more = arena_over(second, sizeof second);
    struct str whole, same;
    if (!salvage_json(broken, &arena, &whole))
        return;
    ASSERT(fuzz_json_whole(whole) && whole.n <= 6 * broken.n + 64);
    ASSERT(salvage_json(whole, &more, &same) && str_eq(whole, same));
}

/* The way without the station gives what the link gives. */
static void heartbeat(enum ocpp_version version, struct str text)
{
    static struct station station;
    static struct link_outcome out;
    static const struct world world = {.policy = {.heartbeat_interval_s = 300}};
    char quick[LINK_HEARTBEAT_MAX];
    int64_t now_us = INT64_C(1795572946123000);
    struct arena arena = arena_over(memory, sizeof memory);
    struct link_hello hello = {.version = version,
                               .strict = false,
                               .remote = STR("peer"),
                               .security_profile = 1,
                               .pending = false};
    struct link link;
    struct buf frame = buf_over(quick, sizeof quick);
    if (!link_heartbeat(&world, now_us, text, &frame))
        return;
    station_init(&station, STR("CS001"));
    link_open(&link, &hello, &station, &world, now_us, &arena, &out);
    link_frame(&link, &station, &world, now_us, text, &arena, &out);
    ASSERT(out.n_frames == 1 && str_eq(out.frames[0], buf_str(&frame)));
    ASSERT(out.step.n_events == 0 && out.wake_at_us == 0 && out.close_code == 0 &&
           !out.journal_frame);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str in = str_make((const char *)data, size);
    struct rpc r;
    if (size > TEXT_MAX)
        return 0;
    enum ocpp_version version = (enum ocpp_version)(OCPP_16 + fuzz_byte(&in) % 3);
    char *copy = fuzz_copy(in);
    in.p = copy;
    rpc_parse(&r, version, in);
    ASSERT(of(r.id, in) && of(r.action, in) && of(r.payload, in) && of(r.code, in) &&
           of(r.text, in) && of(r.details, in));
    ASSERT(r.id.n <= RPC_ID_BYTES && (r.has_id || r.id.n == 0));
    ASSERT(r.fault != FAULT_NONE || (r.type != RPC_NONE && r.has_id));
    both_readers(&r, version, in);
    again(&r, version);
    mend(in);
    if (str_utf8(in))
        heartbeat(version, in);
    free(copy);
    return 0;
}
