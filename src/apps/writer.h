/* SPDX-License-Identifier: Apache-2.0 */
/* The one thread that appends to the journal. Loops hand it whole turns; it takes all that wait,
 * appends them in the order they came, makes them durable with one sync, and then tells each owner.
 * Where the disk fails it ends the process at once: no answer leaves that was not stored. Where the
 * disk is full it tries again until there is room. */
#pragma once

#include <stdatomic.h>

#include "apps/log.h"
#include "apps/pulse.h"
#include "base/counters.h"
#include "store/journal.h"

struct writer;

/* Batches to be made durable; the caller's memory, until durable() was called. */
struct write_request {
    struct write_request *next;
    struct str batches;  /* journal_build_*; not empty */
    uint64_t behind;     /* filled in: position behind them */
    _Atomic bool stored; /* filled in */
    /* Called in the writer's thread when they are durable; must be quick. An owner that watches
     * `stored` must not look at r in here: it may be in use again. */
    void (*durable)(void *ctx, struct write_request *r);
    void *ctx;
};

/* Start the thread over an open journal; `pulse` is where it tells that it gets on. */
enum err writer_open(struct journal *j, const struct log *log, struct counters *counters,
                     struct pulse *pulse, struct writer **out) MUST_CHECK;
/* Hand over: any thread. */
void writer_put(struct writer *w, struct write_request *r);
/* Block until r is durable: the brake of a loop that is too far ahead of the disk. */
void writer_wait(struct writer *w, const struct write_request *r);
/* Block until the durable position is past `position`, or writer_close was called, or writer_wake,
 * or about max_us (whole seconds; 0: as long as it takes) are over: then false. Any thread. */
bool writer_await(struct writer *w, uint64_t position, int64_t max_us);
/* Let go who waits in writer_await, or will: for good, as a thread that is to end may look for the
 * last time whether it is, just before it waits. */
void writer_wake(struct writer *w);
/* From now on wait for room on a full disk only until the monotonic time `until_us`; then the
 * process ends, and what waits is not answered. NULL is fine. */
void writer_hurry(struct writer *w, int64_t until_us);
/* Store what was handed over, end the thread, free. */
void writer_close(struct writer *w);
