/* SPDX-License-Identifier: Apache-2.0 */
/* What a simulated station has to say, in order: one in flight, repeats with back-off, and room
 * made as the standard allows when it is full (samples first, starts and stops never; OCPP 2.0.1
 * E04). */
#pragma once

#include "fleet/charger.h"

/* Is there so much that may not be dropped that no further session may begin? What the sessions at
 * hand still have to say has room then. */
bool outbox_crowded(const struct charger *c);
/* Put a saying at the end. */
void outbox_add(struct charger *c, const struct saying *s);
/* Send the first one if nothing is in flight and the station may speak. */
void outbox_send(struct charger *c, int64_t net_us, struct charger_out *out);
/* The answer to the one in flight came: drop it and go on. */
void outbox_done(struct charger *c);
/* No answer came in time: again, or dropped after three tries (never what is vital). */
void outbox_timeout(struct charger *c, int64_t net_us, struct charger_out *out);
/* The connection is gone: what was in flight will be sent again. */
void outbox_cut(struct charger *c);
