/* SPDX-License-Identifier: Apache-2.0 */
/* What the core needs from outside: an errand runs in a thread of the pool and comes back to its
 * station's loop as an input. What is lost with the process is asked for again by the station; a
 * request that was approved and not signed stays so until then (docs/pki.md). */
#pragma once

#include "apps/shard.h"

/* The outcome of a message asks for something (outcome->ask): find it out, then take the message
 * again, if that connection still is there. */
void errand_find_out(struct shard *sh, struct slot *slot, int64_t generation, struct str text);
/* The step wants a request signed (outcome->step.answer.sign). */
void errand_sign(struct shard *sh, struct slot *slot);
