/* SPDX-License-Identifier: Apache-2.0 */
/* One try of an order: the command that carries it, in the version of the connection. */
#pragma once

#include "csms/order.h"
#include "ocpp/link.h"

/* Room that a command for this order needs behind its struct. */
size_t attempt_room(const struct order *o);
/* Fill a zeroed command with attempt_room(o) bytes of payload: the order's, with a requestId of
 * ours where the version wants one that is not there. */
void attempt_make(struct link_command *c, enum ocpp_version version, const struct station *s,
                  const struct order *o, struct arena *arena);
/* The key of an order that is given none, by the rows of ocpp/tbl/keys.h: the action and the fields
 * that say what it sets. Empty where the action has no row. It lives in the arena. */
struct str attempt_key(enum ocpp_action action, struct str payload, struct arena *arena);
/* The action of that name that some version sends to stations; ACTION_NONE where there is none. */
enum ocpp_action attempt_action(struct str name);
