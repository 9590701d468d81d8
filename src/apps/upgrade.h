/* SPDX-License-Identifier: Apache-2.0 */
/* A path from its acceptance until it is a station's connection, belongs to another shard, or was
 * refused. Passwords are checked in the thread pool; every refusal is stored before it is answered.
 */
#pragma once

#include "apps/shard.h"

/* Begin with a path that was accepted. */
void upgrade_begin(struct shard *sh, struct tcp *tcp);
/* Go on with a path that another shard accepted, and what it had read of it. */
void upgrade_adopt(struct shard *sh, struct tcp_moved moved, struct str bytes);
/* The node of an upgrade in the shard's wheel is due. */
void upgrade_due(void *shard, struct wheel_node *n);
/* Drop all that are on their way. */
void upgrade_drop_all(struct shard *sh);
