/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of os/ share of a loop; nobody else includes this. */
#pragma once

#include <uv.h>

#include "os/loop.h"

#define LOOP_BUFFER 65536 /* bytes one read may bring */

struct loop_hook {
    void (*fn)(void *ctx);
    void *ctx;
};

/* A path that its owner has finished: the rest leaves, then the peer's end is waited for. */
struct loop_linger {
    struct tcp *path;
    uint64_t until_ms; /* of the loop's clock; 0 = something is still to be sent */
};

struct loop {
    uv_loop_t uv; /* its data is this struct */
    uv_prepare_t prepare;
    uv_async_t async;
    uv_timer_t timer, linger;
    struct loop_linger *lingers; /* os/tcp.c; memory only while there are any */
    size_t n_lingers, cap_lingers;
    struct loop_hook turn, wake, tick;
    char *buffer; /* every read of the loop lands here: an idle connection holds no buffer */
};

/* Our error for one of libuv's (negative errno values). */
enum err loop_err(int uv_error);
