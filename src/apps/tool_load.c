/* SPDX-License-Identifier: Apache-2.0 */
/* busbar load: measure a server from the charger's side. */
#include "apps/tool.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "apps/flags.h"
#include "apps/load.h"

static struct load_options o;
static const char *message;
static bool as_json, hold;

static const struct flag flags[] = {
    {"url", "URL", "ws:// or wss://HOST:PORT/ocpp", FLAG_TEXT, &o.url, 0, 0},
    {"ca", "FILE", "wss: whom to trust to vouch for the server", FLAG_TEXT, &o.tls.ca, 0, 0},
    {"cert", "FILE", "wss: the chargers' certificates; {identity} in the name is each one's own",
     FLAG_TEXT, &o.tls.cert, 0, 0},
    {"key", "FILE", "wss: their keys, likewise", FLAG_TEXT, &o.tls.key, 0, 0},
    {"resume", NULL, "wss: a connection that comes again takes up its TLS session", FLAG_SWITCH,
     &o.tls.resume, 0, 0},
    {"message", "WHAT", "heartbeat, transaction (2.x) or connect (boot, stay idle) [heartbeat]",
     FLAG_TEXT, &message, 0, 0},
    {"ocpp", "VERSION", "1.6, 2.0.1 or 2.1 [2.0.1]", FLAG_TEXT, &o.ocpp, 0, 0},
    {"chargers", "N", "connections [1000]", FLAG_INT, &o.chargers, 1, 1000000},
    {"seconds", "N", "length of the measured part [10]", FLAG_INT, &o.seconds, 0, 86400},
    {"warmup", "N", "seconds before it [2]", FLAG_INT, &o.warmup_s, 0, 3600},
    {"rate", "N", "messages per second over all chargers; 0 = as fast as answers come [0]",
     FLAG_INT, &o.rate, 0, 10000000},
    {"prefix", "TEXT", "identities are TEXT000001 and so on [LOAD]", FLAG_TEXT, &o.prefix, 0, 0},
    {"server-pid", "PID", "measure the CPU time of this process too", FLAG_INT, &o.server_pid, 1,
     INT64_MAX},
    {"again", NULL, "once all are connected, drop all and measure how they connect again",
     FLAG_SWITCH, &o.again, 0, 0},
    {"hold", NULL,
     "connect: print \"holding N\" when all are idle; on a line of input each sends a Heartbeat",
     FLAG_SWITCH, &hold, 0, 0},
    {"connecting", "N", "connections on their way in at the same time [256]", FLAG_INT,
     &o.connecting, 1, 1000000},
    {"in-flight", "N", "calls of a charger that may wait for their answers [1]", FLAG_INT,
     &o.in_flight, 1, 10000},
    {"tcp", NULL, "no WebSocket, to an echo of bytes (with --echo)", FLAG_SWITCH, &o.tcp, 0, 0},
    {"echo", NULL, "the server is an echo: don't look at its answers", FLAG_SWITCH, &o.echo, 0, 0},
    {"json", NULL, "print one JSON object", FLAG_SWITCH, &as_json, 0, 0},
};
#define N_FLAGS (sizeof flags / sizeof *flags)

/* Say that all are held, once; then: is there a line (or the end) on standard input? */
static bool released(int64_t held)
{
    static bool said;
    char line[64];
    if (!said) {
        printf("holding %lld\n", (long long)held);
        fflush(stdout);
        said = true;
    }
    struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
    if (poll(&in, 1, 0) <= 0)
        return false;
    (void)!read(STDIN_FILENO, line, sizeof line);
    return true;
}

/* Print what was measured: one JSON object, or a line for each figure. */
static void print(const struct load_result *r)
{
    int64_t rate =
        r->measured_us > 0 ? (int64_t)(r->messages * 1000000 / (uint64_t)r->measured_us) : 0;
    int64_t ns = r->messages > 0 ? (int64_t)((uint64_t)r->server_cpu_us * 1000 / r->messages) : 0;
    const struct {
        const char *name, *text;
        int64_t value;
    } rows[] = {
        {"messages", "messages answered", (int64_t)r->messages},
        {"errors", "errors", (int64_t)r->errors},
        {"lost", "connections lost", (int64_t)r->lost},
        {"rate", "messages per second", rate},
        {"p50_us", "latency p50, us", latency_at(&r->latency, 500000)},
        {"p99_us", "latency p99, us", latency_at(&r->latency, 990000)},
        {"p999_us", "latency p99.9, us", latency_at(&r->latency, 999000)},
        {"max_us", "latency max, us", r->latency.max_us},
        {"connect_us", "connected in, us", r->connect_us},
        {"connect_cpu_us", "server's CPU for that, us", r->connect_cpu_us},
        {"again_us", "connected again in, us", r->again_us},
        {"again_cpu_us", "server's CPU for that, us", r->again_cpu_us},
        {"resumed", "TLS sessions taken up", (int64_t)r->resumed},
        {"load_cpu_us", "CPU of the load, us", r->load_cpu_us},
        {"server_cpu_us", "CPU of the server, us", r->server_cpu_us},
        {"server_ns_per_message", "server's CPU per message, ns", ns},
        {"server_peak_kb", "peak memory of the server, kB", r->server_peak_kb},
        {"sent", "calls sent", (int64_t)r->sent},
        {"unanswered", "calls on their way at the end", (int64_t)r->unanswered},
        {"bytes_per_call", "bytes a call", (int64_t)(r->sent > 0 ? r->sent_bytes / r->sent : 0)}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (as_json)
            printf("%s\"%s\":%lld", i == 0 ? "{" : ",", rows[i].name, (long long)rows[i].value);
        else
            printf("%-30s %lld\n", rows[i].text, (long long)rows[i].value);
    }
    if (as_json)
        printf("}\n");
}

int tool_load(int argc, char **argv)
{
    static const char *const words[] = {"heartbeat", "transaction", "connect"};
    o = (struct load_options){.prefix = "LOAD",
                              .ocpp = "2.0.1",
                              .chargers = 1000,
                              .seconds = 10,
                              .warmup_s = 2,
                              .connecting = 256,
                              .in_flight = 1};
    message = words[0];
    as_json = hold = false;
    int n = flags_read("load", flags, N_FLAGS, argc, argv);
    size_t word = 0;
    while (word < 3 && strcmp(message, words[word]) != 0)
        word++;
    if (n != 0 || !o.url || word == 3 || (word == 1 && strcmp(o.ocpp, "1.6") == 0)) {
        if (n >= 0)
            fprintf(stderr, "busbar load: %s\n",
                    n > 0       ? "takes flags only"
                    : !o.url    ? "--url is missing"
                    : word == 3 ? "--message wants heartbeat, transaction or connect"
                                : "transactions are those of 2.x");
        return TOOL_WRONG_USE;
    }
    if (str_starts(str_of(o.url), STR("wss://")) && !o.tls.ca) {
        fprintf(stderr, "busbar load: a wss:// url wants --ca FILE\n");
        return TOOL_WRONG_USE;
    }
    o.message = (enum load_message)word;
    if (hold && o.message != LOAD_CONNECT) {
        fprintf(stderr, "busbar load: --hold is for --message connect\n");
        return TOOL_WRONG_USE;
    }
    o.released = hold ? released : NULL;
    static struct load_result result;
    bool ok = load_run(&o, &result);
    if (ok)
        print(&result);
    if (result.why[0])
        fprintf(stderr, "busbar load: %s\n", result.why);
    return ok && result.errors == 0 ? 0 : TOOL_FAILED;
}

void tool_load_help(void)
{
    flags_print(flags, N_FLAGS);
}
