/* SPDX-License-Identifier: Apache-2.0 */
/* The load generator: many chargers in one thread, one call in flight each (or more, to overload a
 * server on purpose), closed loop or at a fixed rate. Answers must come in the order of the calls.
 * Any WebSocket server that answers each message with one message can be measured, an echo server
 * too. */
#pragma once

#include "apps/latency.h"
#include "base/err.h"
#include "base/str.h"
#include "os/line.h"

enum load_message { LOAD_HEARTBEAT, LOAD_TRANSACTION, LOAD_CONNECT };

struct load_options {
    const char *url;       /* ws:// or wss://HOST:PORT/path; the identity is appended */
    struct line_rules tls; /* of a wss:// url */
    const char *prefix;    /* identities are prefix00001 ... */
    enum load_message message;
    const char *ocpp; /* subprotocol version: "1.6", "2.0.1", "2.1" */
    int64_t chargers, seconds, warmup_s;
    int64_t rate;       /* messages per second over all chargers; 0 = closed loop */
    int64_t server_pid; /* its CPU time is measured too; 0 = none */
    bool again;         /* once all are ready, drop all and let them connect again */
    /* Of LOAD_CONNECT, or NULL: called when each charger has booted, told the state of its
     * connectors and had a Heartbeat answered, and again and again until it is true; then each
     * sends one more Heartbeat. */
    bool (*released)(int64_t held);
    int64_t connecting; /* connections that are on their way in at the same time */
    int64_t in_flight; /* calls of a charger that may be unanswered; a real one has 1 */
    bool echo;         /* the server is an echo: its answers are not looked at */
    bool tcp;          /* the same bytes without WebSocket, to an echo of bytes */
};

struct load_result {
    uint64_t messages, errors, connects, lost; /* lost: connections that ended */
    uint64_t resumed;                          /* TLS sessions taken up */
    int64_t measured_us, connect_us;           /* time of the measured part; of connecting all */
    int64_t connect_cpu_us;                    /* of the server, for connecting all */
    int64_t again_us, again_cpu_us;            /* the same of connecting all again */
    int64_t load_cpu_us, server_cpu_us;
    int64_t server_peak_kb;    /* VmHWM of the server at the end; 0 = not known */
    uint64_t sent, sent_bytes; /* calls and the bytes of their texts, while it was measured */
    uint64_t unanswered;       /* calls that were on their way at the end */
    struct latency latency;
    char why[256]; /* the first error */
};

/* Run; false with result->why where it could not even begin. */
bool load_run(const struct load_options *o, struct load_result *result);
/* Append the text of the n-th message of charger `who`: a Heartbeat, or the course of a 2.x
 * transaction (779-byte updates). */
struct load_course {
    uint64_t who, n, transaction, seq;
    int64_t at_us, energy_wh;
};
struct buf;
void load_compose(struct buf *out, enum load_message message, struct load_course *c);
/* What a charger says that is held: boot, state of each connector, then Heartbeats. */
#define LOAD_CONNECTORS 2
void load_compose_held(struct buf *out, bool v16, struct load_course *c);
void load_compose_boot(struct buf *out, bool v16, struct load_course *c);
