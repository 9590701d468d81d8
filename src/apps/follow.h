/* SPDX-License-Identifier: Apache-2.0 */
/* The views on their way behind the journal, without a thread: the tailer's drives it on the
 * kernel's clock, the simulation (tests/sim) on a virtual one. */
#pragma once

#include "apps/server.h"
#include "views/views.h"

struct follow {
    struct server *server;
    struct views *views;
    struct journal_reader *reader;
    struct views_pace pace; /* before_sync NULL: none */
    unsigned pending;       /* batches folded and not committed */
    int64_t commit_us;      /* when the last commit was, monotonic */
    int64_t at_us;          /* of the last batch folded, UTC */
    uint64_t changes;
    char failed[132]; /* station of the batch that could not be folded; "" where none */
};

/* Open the views, and a reader from where they stand; views that a journal does not reach to are of
 * another one: they are built anew. Their syncs go by `pace`, where that has a function. On failure
 * why is one line. */
enum err follow_open(struct follow *f, struct server *s, struct views_pace pace,
                     char why[256]) MUST_CHECK;
/* The same after a failure, over views that are open still. */
enum err follow_again(struct follow *f, char why[256]) MUST_CHECK;
/* Fold the next durable batch; ERR_NOT_FOUND where there is none for now. */
enum err follow_next(struct follow *f) MUST_CHECK;
/* Store what was folded, together with its position, and tell the server how far they are. */
enum err follow_commit(struct follow *f) MUST_CHECK;
/* Close all; what was not committed is lost, and folded again. */
void follow_close(struct follow *f);
