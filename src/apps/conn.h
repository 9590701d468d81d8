/* SPDX-License-Identifier: Apache-2.0 */
/* One WebSocket connection of a station: bytes -> codec -> link -> journal, gate -> codec -> bytes.
 *
 *     OPEN --we end it--> CLOSING --their close, or 5 s--> FINISHING --all sent--> gone
 *        `--their close------------------------------------^
 *     any --the path breaks--> gone
 *
 * A frame that must not leave before its batch is stored goes behind the gate; while one of a
 * connection waits there, every later one waits behind it, so the order stays. Whatever the way,
 * the link is closed exactly once. */
#pragma once

#include "apps/shard.h"

/* What the front door found out about a new connection. */
struct conn_hello {
    const struct front *front;
    struct str remote;
    int64_t security_profile;
    bool pending;           /* let in by an expired certificate */
    struct str certificate; /* its serial number; empty = none was shown */
    int64_t certificate_ends_us;
    struct str early; /* bytes that came behind the upgrade */
};

/* Take over an upgraded path: the station's older connection, if any, ends. The 101 answer leaves
 * when it is stored. */
void conn_open(struct shard *sh, struct slot *slot, struct tcp *tcp, const struct conn_hello *hello,
               int64_t now_us);
/* End it from our side: close frame, then the path. Nothing happens where it is ending already. */
void conn_end(struct conn *c, uint16_t code, struct str reason, int64_t now_us);
/* Give it a command (command->owner is a struct job_run, or NULL where it is of an order). */
void conn_command(struct conn *c, struct link_command *command, int64_t now_us);
/* May a command be sent on it at once? */
bool conn_idle(const struct conn *c);
/* The version that it speaks. */
enum ocpp_version conn_version(const struct conn *c);
/* Is it the connection of that generation, and open? */
bool conn_is(const struct conn *c, int64_t generation);
/* Take a message again, now that what it asked for outside is known. */
void conn_resume(struct conn *c, struct str text, const struct link_verdict *verdict,
                 int64_t now_us);
/* End all connections of the shard; with `at_once` also those that are still closing. */
void conn_end_all(struct shard *sh, struct str reason, bool at_once, int64_t now_us);
/* The clock was set: what the shard's connections wait for moves along (their timers have moved).
 */
void conn_clock_set(struct shard *sh, int64_t was_us, int64_t now_us);
/* The node of a connection in the shard's wheel is due. */
void conn_due(void *shard, struct wheel_node *n);
