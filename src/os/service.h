/* SPDX-License-Identifier: Apache-2.0 */
/* What a service manager (systemd) has told us, and how to tell it: the protocols of sd_notify(3)
 * and sd_listen_fds(3), without its library. Without a manager all of it is quiet. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

#define SERVICE_SOCKETS_MAX 16

struct service {
    char address[108];   /* of the manager; "" where there is none */
    int socket;          /* to the manager; -1 */
    int64_t watchdog_us; /* it wants a sign of life within so long; 0: it does not */
    bool journald;       /* what we write on standard error goes to the system's journal */
    int n_sockets;       /* handed over */
    struct {
        char name[32];
        int fd; /* -1: taken */
    } sockets[SERVICE_SOCKETS_MAX];
};

/* Read what the environment says, and take it out of there. Call it before other threads run. */
void service_open(struct service *s);
/* The listening socket that was handed over under this name, ours from now on; -1: there is none.
 */
int service_take(struct service *s, const char *name);
/* Is there one of this name that nobody took? */
bool service_has(const struct service *s, const char *name);
/* Tell the manager: lines like "READY=1". Any thread. */
void service_tell(const struct service *s, const char *text);
/* Close what is left. */
void service_close(struct service *s);
