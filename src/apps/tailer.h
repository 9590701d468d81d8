/* SPDX-License-Identifier: Apache-2.0 */
/* The view thread: tails the journal and folds it into the views. It lags behind and catches up,
 * and nobody waits for it; where the database fails it says so, waits and begins again from what is
 * stored. */
#pragma once

#include "apps/server.h"

struct tailer;

/* Start it; committed(ctx) is called in its thread after each commit (server.viewed says how far).
 * On failure why is one line. */
enum err tailer_open(struct server *s, void (*committed)(void *ctx), void *ctx, struct tailer **out,
                     char why[256]) MUST_CHECK;
/* Fold what is left until the monotonic time `until_us`, commit, end the thread. */
void tailer_close(struct tailer *t, int64_t until_us);
