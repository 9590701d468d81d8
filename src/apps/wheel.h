/* SPDX-License-Identifier: Apache-2.0 */
/* Coarse timers of one loop: buckets of 131 ms, a round of 67 s; what is due later goes round
 * again. Setting and removing cost the same whatever their number. Nothing in a wheel costs
 * anything while it waits. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define WHEEL_BUCKETS 512
#define WHEEL_SHIFT 17 /* 2^17 us a bucket */

struct wheel_node {
    struct wheel_node *prev, *next; /* NULL while in no bucket */
    int64_t due_us;
};

struct wheel {
    struct wheel_node buckets[WHEEL_BUCKETS];
    int64_t turned; /* the last bucket number that was run */
};

/* An empty wheel at now_us. */
void wheel_init(struct wheel *w, int64_t now_us);
/* Be called at about due_us (never before it, up to 0.3 s after it); replaces an earlier setting.
 */
void wheel_set(struct wheel *w, struct wheel_node *n, int64_t due_us);
/* Be called no more. */
void wheel_remove(struct wheel_node *n);
/* The clock was set, from was_us to now_us: what waits is due that much earlier or later, so that
 * it waits as long as it should have. */
void wheel_shift(struct wheel *w, int64_t was_us, int64_t now_us);
/* A time of before the clock was set, by the new clock; one that is nearer to the new clock's time
 * already, and 0 (never), stay as they are. */
int64_t wheel_shifted(int64_t at_us, int64_t was_us, int64_t now_us);
/* Call due(ctx, node) for each whose time has come; it is out of the wheel then and may be set
 * again. */
void wheel_run(struct wheel *w, int64_t now_us, void (*due)(void *ctx, struct wheel_node *n),
               void *ctx);
