/* SPDX-License-Identifier: Apache-2.0 */
/* The gate of one loop: what a turn of the loop wants stored, and what may only happen behind that.
 * Answers, refusals and results of jobs are put behind the gate; at the end of the turn its batches
 * go to the writer as one request, and when they are durable everything behind the gate happens, in
 * the order in which it was put there. */
#pragma once

#include "apps/writer.h"
#include "event/event.h"

/* What happens behind the gate, with the bytes that were put there and the time at which their
 * cause came. */
typedef void gate_fn(void *owner, struct str bytes, int64_t came_us);

struct gate;

/* A gate before `writer`; wake(ctx) is called in the writer's thread when gate_release has
 * something to do. */
enum err gate_open(struct writer *writer, struct counters *counters, void (*wake)(void *ctx),
                   void *ctx, struct gate **out) MUST_CHECK;
/* Free it; nothing may be on its way, and the writer must be closed: a turn is marked stored just
 * before its wake() is called. */
void gate_close(struct gate *g);

/* One batch of records for the journal, as a list of what goes into it. */
struct gate_batch {
    int64_t at_us;
    struct str station;
    struct str frame_in; /* empty: none */
    const struct event *events;
    unsigned n_events;
    const struct str *frames_out;
    unsigned n_frames_out;
};
/* Have a batch stored with this turn. */
void gate_store(struct gate *g, const struct gate_batch *batch);
/* Room for up to n bytes that go behind the gate; end with gate_put of the same owner and fn.
 * Asserts that memory is there. */
struct buf *gate_room(struct gate *g, size_t n);
/* Put behind the gate what was written into gate_room (or nothing); adds to the entry before where
 * that has the same owner and fn, so several frames of a connection leave in one write. True where
 * a new entry was made. */
bool gate_put(struct gate *g, gate_fn *fn, void *owner, int64_t came_us);

/* The turn ends: hand its batches to the writer. Blocks while far too much waits for the disk. */
void gate_turn(struct gate *g);
/* Let happen what lies behind turns that are durable; in the loop's thread. */
void gate_release(struct gate *g);
/* Called about once a second: where nothing has come since the last call, the buffers go back. */
void gate_rest(struct gate *g);
/* Is nothing on its way? */
bool gate_idle(const struct gate *g);
