/* SPDX-License-Identifier: Apache-2.0 */
/* Where the simulated chargers of `busbar load` and `busbar sim` connect, and how they ask for a
 * WebSocket there. */
#pragma once

#include "base/buf.h"
#include "base/random.h"

/* Sockets from one source address (poll_connect); more would run out of ports. */
#define TARGET_PER_ADDRESS 1000

struct target {
    char host_port[256], path[512]; /* the path without slashes at its end */
    bool tls;                       /* wss:// */
};

/* Split "ws://HOST:PORT/path" or "wss://..."; false where it is none. */
bool target_split(struct target *t, const char *url);
/* HOST of host_port, without the brackets of an IPv6 address. */
struct str target_host(const struct target *t);
/* Append the upgrade request of a charger; the key is drawn from r. */
void target_upgrade(const struct target *t, struct str identity, struct str protocol,
                    struct random *r, struct buf *out);
