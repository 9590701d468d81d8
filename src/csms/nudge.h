/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked of a station once more when nothing comes: the boot that it never sent (quirk 13),
 * the start that it accepted and never began (quirk 39). Each is an order with a time before which
 * it is not sent; what was awaited takes it back. */
#pragma once

#include "csms/order.h"

#define NUDGE_BOOT "nudge boot"
#define NUDGE_START "nudge start "

/* Is it the order that asks for the first boot? It is sent although the station is not booted. */
bool nudge_is_boot(const struct order *o);
/* Is it the second try of a start? */
bool nudge_is_start(const struct order *o);
