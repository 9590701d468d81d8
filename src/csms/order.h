/* SPDX-License-Identifier: Apache-2.0 */
/* The orders of a station: what it is to be sent as soon as it can take it. They are part of the
 * station, so they outlive connections and restarts; each ends exactly once.
 *
 *      scheduled --its time--> queued --link--> sent --> answered, failed, timed out
 *          |                    |  ^              |
 *          `--------------------+  `--cut off-----+--> failed (cut off, and not to be sent twice)
 *          superseded, cancelled, expired, refused
 *      answered, with a report awaited --> reported, failed, timed out, cancelled */
#pragma once

#include "base/time.h"
#include "csms/station.h"
#include "csms/world.h"

#define ORDER_TRIES_MAX 3 /* where the connection ends before the answer */
#define ORDER_LIFE_US (24 * US_PER_HOUR)
#define ORDER_SETTLE_US (10 * US_PER_S) /* so long a new connection is left to boot first */

/* The open order of that id, or NULL. */
struct order *order_find(struct station *s, struct str order_id);
/* Its payload; good until the next event of its station. */
struct str order_payload(const struct station *s, const struct order *o);
/* The id of the next order. */
void order_name(const struct station *s, char out[17]);
/* Is an order in that state through, whatever comes? (ANSWERED is, where no report is awaited.) */
bool order_is_end(int64_t state);
/* May an action that was cut off be sent again? May it be sent while the boot is Pending? */
bool order_again(struct str action);
bool order_while_pending(struct str action);
/* The order that is to be sent now: the oldest whose time has come, where the station is connected,
 * booted, and none of its orders is on the wire. NULL: none. */
const struct order *order_due(const struct station *s, int64_t now_us);
/* When to look at them again although nothing comes (INPUT_ORDERS, then order_due); 0 = never. */
int64_t order_wake(const struct station *s, int64_t now_us);
/* So long the report of an order of that action is awaited once it is answered; 0 = it has none. */
int64_t order_report_us(const struct policy *p, struct str action);
/* A requestId that no open order has. */
int64_t order_request(const struct station *s);

/* -- for station_apply -- */
void order_apply_placed(struct station *s, int64_t at_us, const struct event *e);
void order_apply_moved(struct station *s, int64_t at_us, const struct event *e);
void order_apply_booted(struct station *s);
/* NULL where the invariants of the orders hold, else the sentence that says which is broken. */
const char *order_broken(const struct station *s);
