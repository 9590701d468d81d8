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

struct loop {
    uv_loop_t uv;
    uv_prepare_t prepare;
    uv_async_t async;
    uv_timer_t timer, linger;
    struct tcp *
        lingering; /* finished by their owners: the rest leaves, the end is waited for (os/tcp.c) */
    struct loop_hook turn, wake, tick;
    char *buffer; /* every read of the loop lands here: an idle connection holds no buffer */
};

/* Our error for one of libuv's (negative errno values). */
enum err loop_err(int uv_error);
