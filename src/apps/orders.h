/* SPDX-License-Identifier: Apache-2.0 */
/* The dispatcher of a shard: looks at stations with open orders whenever something of them has
 * changed or their time has come, and sends what is due (csms/order.h). Costs nothing for stations
 * without. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct shard;
struct slot;

/* A station with orders, and when to look at it again. */
struct order_watch {
    struct slot *slot;
    int64_t due_us;
};

struct order_desk {
    struct slot **ready; /* to be looked at in this turn */
    size_t n_ready, cap_ready;
    struct order_watch *watches; /* to be looked at when their time comes */
    size_t n_watches, cap_watches;
};

/* An empty desk; and its memory given back. */
void orders_init(struct order_desk *d);
void orders_fini(struct order_desk *d);
/* Look at that station before the turn ends. */
void orders_ready(struct shard *sh, struct slot *slot);
/* Look at all that are ready; at the end of a turn. */
void orders_run(struct shard *sh);
/* Look at those whose time has come. */
void orders_tick(struct shard *sh, int64_t now_us);
