/* SPDX-License-Identifier: Apache-2.0 */
/* How many sessions are open with a token, and with the tokens of a group, over all stations: what
 * the rule of concurrent transactions is judged by. It is derived from the stations' open sessions
 * alone, so it need not be stored. Whoever holds it takes care of threads. */
#pragma once

#include "csms/station.h"
#include "csms/world.h"

/* An empty table; NULL where memory is out. */
struct running *running_open(void);
void running_close(struct running *r);
/* May this event change what running_follow has to know? */
bool running_concerns(const struct event *e);
/* An event was applied to the station: take what it made of its session. Memory is grown as needed;
 * where it is out the program ends. */
void running_follow(struct running *r, const struct tokens *tokens, const struct station *s,
                    const struct event *e);
/* Take all open sessions of a station: after recovery. */
void running_station(struct running *r, const struct tokens *tokens, const struct station *s);
/* Open sessions with that token, that of but_session left out; r may be NULL. */
size_t running_count(const struct running *r, struct str id_token, struct str but_session);
/* The same of a group. */
size_t running_group(const struct running *r, struct str group_id, struct str but_session);
