/* SPDX-License-Identifier: Apache-2.0 */
/* What every thread may ask of the server, and what the options make of it. */
#include "apps/server.h"

#include <limits.h>

#include "apps/shard.h"

#define FILES_KEPT_LEAST 24
#define FILES_KEPT_MOST 64

struct shard *server_shard(const struct server *s, struct str identity)
{
    return s->shards[s->n_shards == 1 ? 0 : stations_hash(identity) % s->n_shards];
}

struct server_files server_files(uint64_t most)
{
    int all = most > INT_MAX ? INT_MAX : (int)most, kept = all / 8;
    if (kept < FILES_KEPT_LEAST)
        kept = FILES_KEPT_LEAST;
    if (kept > FILES_KEPT_MOST)
        kept = FILES_KEPT_MOST;
    return (struct server_files){
        .station = all - kept, .unheard = all - kept / 2, .admin = all - kept / 4};
}

void server_rules(struct server *s)
{
    const struct options *o = s->options;
    s->world.policy = (struct policy){
        .unknown_tokens =
            str_is(STR("accept"), o->unknown_tokens) ? token_status_ACCEPTED : token_status_INVALID,
        .unknown_boot = boot_PENDING,
        .heartbeat_interval_s = o->heartbeat_interval,
        .pending_interval_s = o->pending_interval,
        .strict = o->strict,
        .report_timeout_s = o->report_timeout,
        .update_timeout_s = o->update_timeout,
        .deaf_after = o->deaf_after,
        .boot_required = o->boot_required,
        .direct_payment =
            str_is(STR("refuse"), o->direct_payment) ? token_status_INVALID : token_status_ACCEPTED,
        .token_sessions = o->token_sessions,
        .token_cache_s = o->token_cache,
        .master_group = str_of(o->master_pass_group),
        .ev_needs = str_of(o->ev_needs),
        .vendors = str_of(o->vendors),
        .event_streams = str_is(STR("accept"), o->event_streams),
        .vat_numbers = str_is(STR("accept"), o->vat_numbers),
        .outside = s->sign.on ? 1u << OUTSIDE_CSR : 0,
        .csr_by_hand = str_is(STR("manual"), o->sign_approval)};
    s->front = (struct front_rules){.path = str_of(o->ocpp_path),
                                    .fallback = ocpp_version_find(str_of(o->default_version))};
}
