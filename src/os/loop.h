/* SPDX-License-Identifier: Apache-2.0 */
/* One event loop of one thread: a hook per turn, a wake-up from other threads, a tick, and work
 * that may block. All calls but loop_wake belong to the loop's own thread (or come before it runs).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct loop;

/* Make a loop; nothing runs yet. */
enum err loop_open(struct loop **out) MUST_CHECK;
/* Run until loop_stop. */
void loop_run(struct loop *l);
/* Let loop_run return at the end of this turn. */
void loop_stop(struct loop *l);
/* Close what is still open on the loop and free it. Must not run. */
void loop_close(struct loop *l);

/* Call fn(ctx) once per turn, when all that was ready has been handled and before the loop waits
 * again. */
void loop_on_turn(struct loop *l, void (*fn)(void *ctx), void *ctx);
/* Call fn(ctx) in the loop some time after loop_wake; several wakes may become one call. */
void loop_on_wake(struct loop *l, void (*fn)(void *ctx), void *ctx);
/* Wake the loop: any thread. */
void loop_wake(struct loop *l);
/* Call fn(ctx) about every so many milliseconds. */
void loop_on_tick(struct loop *l, uint64_t every_ms, void (*fn)(void *ctx), void *ctx);

/* Run work(item) in a thread of the pool and then done(item) in the loop. */
enum err loop_work(struct loop *l, void (*work)(void *item), void (*done)(void *item),
                   void *item) MUST_CHECK;
