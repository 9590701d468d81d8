/* SPDX-License-Identifier: Apache-2.0 */
/* How a simulated station puts a saying into words of its version. */
#pragma once

#include "fleet/charger.h"

/* Append `[2,"id","Action",{...}]` for a saying. */
void say_compose(const struct charger *c, const struct saying *s, struct buf *out);
/* The transactionId of a session as text: 2.x its own, 1.6 the number learnt (-1 where none). */
void say_transaction(const struct charger *c, uint32_t session, char out[40]);
/* Is it one that must not be lost (start and stop), or one of a transaction at all? */
bool say_vital(const struct saying *s);
bool say_of_transaction(const struct saying *s);
