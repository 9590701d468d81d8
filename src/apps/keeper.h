/* SPDX-License-Identifier: Apache-2.0 */
/* The housekeeper: a thread of the lowest priority that looks after the disk. It watches the room
 * that is left, checks the sums of what an earlier run has written, at a bounded rate, packs closed
 * segments into the archive, and prunes those that nobody needs. Charging never waits for it. */
#pragma once

#include "apps/server.h"

struct keeper;

/* Start it, once the stations are recovered. */
enum err keeper_open(struct server *s, struct keeper **out) MUST_CHECK;
/* End it. NULL is fine. */
void keeper_close(struct keeper *k);
