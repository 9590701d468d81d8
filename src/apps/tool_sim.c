/* SPDX-License-Identifier: Apache-2.0 */
/* busbar sim: simulated stations against any server, and the check at the end. */
#include "apps/tool.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "apps/flags.h"
#include "apps/sim.h"

static struct sim_options o;
static const char *versions;
static bool no_quirks;
static volatile int stop;

static const struct flag flags[] = {
    {"url", "URL", "ws:// or wss://HOST:PORT/ocpp; identities are appended", FLAG_TEXT, &o.url, 0,
     0},
    {"ca", "FILE", "wss: whom to trust to vouch for the server", FLAG_TEXT, &o.tls.ca, 0, 0},
    {"cert", "FILE", "wss: the stations' certificates; {identity} in the name is each one's own",
     FLAG_TEXT, &o.tls.cert, 0, 0},
    {"key", "FILE", "wss: their keys, likewise", FLAG_TEXT, &o.tls.key, 0, 0},
    {"resume", NULL, "wss: a connection that comes again takes up its TLS session", FLAG_SWITCH,
     &o.tls.resume, 0, 0},
    {"admin", "HOST:PORT",
     "Busbar's admin door: hold its records against the chargers' own meters at the end", FLAG_TEXT,
     &o.admin, 0, 0},
    {"key-file", "FILE", "file with its API key", FLAG_TEXT, &o.key_file, 0, 0},
    {"stations", "N", "stations [20]", FLAG_INT, &o.stations, 1, 1000000},
    {"evses", "N", "EVSEs of each, 1 to 4 [2]", FLAG_INT, &o.evses, 1, CHARGER_EVSES_MAX},
    {"ocpp", "LIST", "versions, station by station in turn [1.6,2.0.1,2.1]", FLAG_TEXT, &versions,
     0, 0},
    {"speed", "N",
     "times as fast as the world, until it has caught up with the clock (it begins 20 h back) [1]",
     FLAG_INT, &o.speed, 1, 3600},
    {"seed", "N", "the same seed, the same vehicles and faults [1]", FLAG_INT, &o.seed, 0,
     INT64_MAX},
    {"seconds", "N", "end after N seconds of real time; 0 = on a signal [60]", FLAG_INT, &o.seconds,
     0, 31536000},
    {"gap", "SECONDS", "mean simulated time between visits at an EVSE [900]", FLAG_INT, &o.gap_s, 1,
     864000},
    {"sample", "SECONDS", "simulated time between meter values [30]", FLAG_INT, &o.sample_s, 1,
     3600},
    {"rated-kw", "KW", "rated power of an EVSE [400]", FLAG_INT, &o.rated_kw, 1, 4000},
    {"trucks", "PERCENT", "share of trucks [10]", FLAG_INT, &o.trucks_percent, 0, 100},
    {"faults", "PERCENT", "of the normal rate of faults [100]", FLAG_INT, &o.faults_percent, 0,
     10000},
    {"no-quirks", NULL, "stations without vendor quirks", FLAG_SWITCH, &no_quirks, 0, 0},
    {"storm", "SECONDS", "all connections end at once every so many seconds; 0 = never [0]",
     FLAG_INT, &o.storm_s, 0, 86400},
    {"prefix", "TEXT", "identities are TEXT00001 and so on [SIM]", FLAG_TEXT, &o.prefix, 0, 0},
    {"quiet", NULL, "no progress, only the summary", FLAG_SWITCH, &o.quiet, 0, 0},
};
#define N_FLAGS (sizeof flags / sizeof *flags)

static void on_signal(int number)
{
    (void)number;
    stop = 1;
}

/* "1.6,2.1" -> the list of versions. */
static bool read_versions(struct str list)
{
    o.n_versions = 0;
    while (list.n > 0 && o.n_versions < 3) {
        enum ocpp_version v = ocpp_version_find(str_cut(&list, ','));
        if (v == OCPP_NONE)
            return false;
        o.versions[o.n_versions++] = v;
    }
    return o.n_versions > 0 && list.n == 0;
}

static int wrong(const char *why)
{
    fprintf(stderr, "busbar sim: %s\n", why);
    return TOOL_WRONG_USE;
}

/* The summary; the exit code. */
static int summary(const struct sim_result *r, bool ok)
{
    printf("\nmessages sent %llu, answered %llu, repeated %llu, dropped by stations %llu, connects "
           "%llu\n"
           "sessions ended %llu, energy %lld.%03lld kWh by the stations' own meters\n",
           (unsigned long long)r->sent, (unsigned long long)r->answers,
           (unsigned long long)r->repeats, (unsigned long long)r->dropped,
           (unsigned long long)r->connects, (unsigned long long)r->sessions,
           (long long)(r->energy_wh / 1000), (long long)(r->energy_wh % 1000));
    if (r->checked)
        printf("held against the server: %llu match, %llu left out (their stop, or a sample around "
               "a reset of the meter, was never sent), "
               "%llu missing, %llu doubled, %llu with "
               "wrong energy, %llu still open\n",
               (unsigned long long)r->matched, (unsigned long long)r->flawed,
               (unsigned long long)r->missing, (unsigned long long)r->doubled,
               (unsigned long long)r->wrong_energy, (unsigned long long)r->open);
    fflush(stdout);
    if (r->why[0])
        fprintf(stderr, "busbar sim: %s\n", r->why);
    return ok && r->missing + r->doubled + r->wrong_energy + r->open == 0 ? 0 : TOOL_FAILED;
}

int tool_sim(int argc, char **argv)
{
    o = (struct sim_options){.prefix = "SIM",
                             .stations = 20,
                             .evses = 2,
                             .speed = 1,
                             .seed = 1,
                             .seconds = 60,
                             .gap_s = 900,
                             .sample_s = 30,
                             .rated_kw = 400,
                             .trucks_percent = 10,
                             .faults_percent = 100};
    versions = "1.6,2.0.1,2.1";
    no_quirks = false;
    int n = flags_read("sim", flags, N_FLAGS, argc, argv);
    if (n < 0)
        return TOOL_WRONG_USE;
    if (n > 0)
        return wrong("takes flags only");
    if (!o.url)
        return wrong("--url is missing");
    if (str_starts(str_of(o.url), STR("wss://")) && !o.tls.ca)
        return wrong("a wss:// url wants --ca FILE");
    if (!read_versions(str_of(versions)))
        return wrong("--ocpp wants a list of 1.6, 2.0.1, 2.1");
    o.quirks = !no_quirks;
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    static struct sim_result result;
    bool ok = sim_run(&o, &stop, &result);
    return summary(&result, ok);
}

void tool_sim_help(void)
{
    flags_print(flags, N_FLAGS);
    printf("\nFaults at 100 %%:\n");
#define FAULT(name, ppm, help) printf("  %-12s %s\n", #name, help);
#include "fleet/tbl/faults.h"
#undef FAULT
    printf("\nQuirks of some stations:\n");
#define QUIRK(name, ppm, help) printf("  %-16s %s\n", #name, help);
#include "fleet/tbl/quirks.h"
#undef QUIRK
}
