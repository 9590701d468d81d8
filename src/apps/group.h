/* SPDX-License-Identifier: Apache-2.0 */
/* What group commit does, without a thread: the writer's does it on the kernel's clock, the
 * simulation (tests/sim) on a virtual one. */
#pragma once

#include "apps/writer.h"

/* Append a list of requests in its order and make them durable with one sync; fills in `behind`.
 * After a failure none of them is promised. */
enum err group_commit(struct journal *j, struct counters *k, struct write_request *list) MUST_CHECK;
/* Try the commit of that list once more, which a full disk (ERR_NO_SPACE) has left in memory. */
enum err group_commit_again(struct journal *j, struct counters *k,
                            const struct write_request *list) MUST_CHECK;
/* Tell the owners of a list that is durable. An owner that watches `stored` may use its request
 * again at once. */
void group_tell(struct write_request *list);
