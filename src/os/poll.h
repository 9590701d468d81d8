/* SPDX-License-Identifier: Apache-2.0 */
/* Many non-blocking client sockets in one thread, for the load generator: the thinnest layer over
 * epoll, so that the generator is not what is measured. Servers use os/loop. */
#pragma once

#include "base/err.h"
#include "base/str.h"

struct poll;

struct poll_event {
    void *data; /* as given to poll_connect */
    bool readable, writable, broken;
};

/* NULL where the kernel gives none. */
struct poll *poll_open(void);
void poll_close(struct poll *p);
/* Resolve "HOST:PORT" once, to an address of IPv4 where there is one; the connects go there. */
enum err poll_target(struct poll *p, const char *host_port) MUST_CHECK;
/* Begin to connect a socket (TCP_NODELAY); it becomes writable when it stands. `from` numbers the
 * source address 127.0.0.(1 + from) where the target is on the loopback, so that more than 28,000
 * sockets fit. -1 where it fails. */
int poll_connect(struct poll *p, unsigned from, void *data);
/* Ask for (or stop asking for) writability. */
void poll_want_write(struct poll *p, int fd, void *data, bool want);
/* Wait up to timeout_us (-1: for ever) for events; how many. */
int poll_wait(struct poll *p, struct poll_event *events, int max, int64_t timeout_us);
/* Send or receive what goes at once: bytes, 0 where it would block, -1 at the end or on failure. */
int64_t poll_send(int fd, struct str data);
int64_t poll_receive(int fd, void *p, size_t n);
void poll_drop(int fd);
