/* SPDX-License-Identifier: Apache-2.0 */
/* busbar demo: a server and a simulated site as two processes of this very program, and their
 * sessions as a table that lives. */
#include "apps/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "apps/demo_certs.h"
#include "apps/fetch.h"
#include "apps/flags.h"
#include "apps/grid.h"
#include "apps/spawn.h"

extern char **environ;

static const char *data_dir, *ocpp, *admin;
static int64_t stations, speed, seconds, seed;
static bool tls;
static volatile sig_atomic_t stop;

static const struct flag flags[] = {
    {"data", "DIR", "keep the data there [a new folder under /tmp, removed at the end]", FLAG_TEXT,
     &data_dir, 0, 0},
    {"ocpp", "HOST:PORT", "charging stations connect here [127.0.0.1:8180, with --tls 8443]",
     FLAG_TEXT, &ocpp, 0, 0},
    {"tls", NULL, "make a private CA and certificates; stations connect by mutual TLS", FLAG_SWITCH,
     &tls, 0, 0},
    {"admin", "HOST:PORT", "the admin door [127.0.0.1:8181]", FLAG_TEXT, &admin, 0, 0},
    {"stations", "N", "simulated stations, two EVSEs each [12]", FLAG_INT, &stations, 1, 10000},
    {"speed", "N", "times as fast as the world [30]", FLAG_INT, &speed, 1, 3600},
    {"seed", "N", "of the vehicles and faults [7]", FLAG_INT, &seed, 0, INT64_MAX},
    {"seconds", "N", "end after N seconds; 0 = on Ctrl-C [0]", FLAG_INT, &seconds, 0, 31536000},
};
#define N_FLAGS (sizeof flags / sizeof *flags)

struct demo {
    char folder[512], data[600], ports[600], log[600], admin[64], ocpp[64], url[96];
    struct demo_certs certs; /* with --tls */
    bool temporary;
    pid_t server, sim;
};

static void on_signal(int number)
{
    (void)number;
    stop = 1;
}

/* Append arguments, up to a NULL, to a list of them. */
static void append(const char **argv, size_t max, const char *const more[])
{
    size_t n = 0;
    while (argv[n])
        n++;
    for (size_t i = 0; more[i]; i++) {
        if (n + 1 == max)
            abort();
        argv[n++] = more[i];
    }
}

#define ARGUMENTS 40

/* Start this program as a server. */
static bool start_server(struct demo *d)
{
    const char *argv[ARGUMENTS] = {"busbar",
                                   "serve",
                                   "--data",
                                   d->data,
                                   "--admin",
                                   admin,
                                   "--ports-file",
                                   d->ports,
                                   "--ocpp",
                                   tls ? "" : ocpp,
                                   "--unknown-tokens",
                                   "accept",
                                   "--unknown-stations",
                                   "accept"};
    const char *secure[] = {"--tls",
                            ocpp,
                            "--tls-client-certs",
                            "required",
                            "--tls-organization",
                            "Demo",
                            "--tls-cert",
                            d->certs.file[DEMO_SERVER_CERT],
                            "--tls-key",
                            d->certs.file[DEMO_SERVER_KEY],
                            "--tls-ca",
                            d->certs.file[DEMO_ROOT],
                            "--tls-crl",
                            d->certs.file[DEMO_CRL],
                            NULL};
    if (tls)
        append(argv, ARGUMENTS, secure);
    d->server = spawn_self(d->log, argv);
    return d->server > 0;
}

/* Start this program as a simulated site. */
static bool start_sim(struct demo *d)
{
    char numbers[3][24];
    snprintf(numbers[0], 24, "%lld", (long long)stations);
    snprintf(numbers[1], 24, "%lld", (long long)speed);
    snprintf(numbers[2], 24, "%lld", (long long)seed);
    const char *argv[ARGUMENTS] = {"busbar",    "sim",        "--url",    d->url,   "--stations",
                                   numbers[0],  "--speed",    numbers[1], "--seed", numbers[2],
                                   "--seconds", "0",          "--gap",    "600",    "--trucks",
                                   "20",        "--rated-kw", "1000",     "--quiet"};
    const char *secure[] = {
        "--ca",  d->certs.file[DEMO_ROOT],         "--cert",   d->certs.file[DEMO_STATIONS_CERT],
        "--key", d->certs.file[DEMO_STATIONS_KEY], "--resume", NULL};
    if (tls)
        append(argv, ARGUMENTS, secure);
    d->sim = spawn_self(d->log, argv);
    return d->sim > 0;
}

/* Has a child ended? Then it is reaped. */
static bool ended(pid_t pid)
{
    int status;
    return pid > 0 && waitpid(pid, &status, WNOHANG) == pid;
}

/* A line of the ports file: ocpp=PORT or admin=PORT. */
static void take_port(struct demo *d, struct str line)
{
    struct str name = str_cut(&line, '=');
    if (tls && str_is(name, "tls"))
        snprintf(d->url, sizeof d->url, "wss://localhost:%.*s/ocpp", STR_ARG(line));
    else if (!tls && str_is(name, "ocpp"))
        snprintf(d->url, sizeof d->url, "ws://127.0.0.1:%.*s/ocpp", STR_ARG(line));
    else if (str_is(name, "admin"))
        snprintf(d->admin, sizeof d->admin, "127.0.0.1:%.*s", STR_ARG(line));
}

/* Wait until the server has written its ports; false where it ends first or takes 20 s. */
static bool wait_ready(struct demo *d)
{
    for (int i = 0; i < 400 && !stop; i++) {
        char line[64];
        FILE *f = fopen(d->ports, "re");
        if (f) {
            d->url[0] = d->admin[0] = '\0';
            while (fgets(line, sizeof line, f))
                take_port(d, str_trim(str_of(line)));
            fclose(f);
            if (d->url[0] != '\0' && d->admin[0] != '\0')
                return true;
        }
        if (ended(d->server)) {
            d->server = 0;
            return false;
        }
        usleep(50000);
    }
    return false;
}

/* Register two sites and the stations, the way an operator would: by a CSV. */
static bool register_site(struct demo *d)
{
    size_t cap = 4096 + (size_t)stations * 160;
    char *csv = malloc(cap);
    struct buf out = buf_over(csv, cap);
    struct fetch f = {.host_port = d->admin, .timeout_ms = 20000};
    if (!csv)
        return false;
    buf_putz(
        &out,
        "kind,identity,site_id,cpo_id,tariff_id,rated_power_kw,name,latitude,longitude,time_zone,"
        "power_limit_kw\r\n"
        "site,,HUB-NORTH,NLBUS,,,Harbour truck stop,53.5461,9.9661,Europe/Berlin,6000\r\n"
        "site,,HUB-SOUTH,NLBUS,,,Motorway south,48.1372,11.5756,Europe/Berlin,4000\r\n");
    for (int64_t i = 1; i <= stations; i++)
        buf_printf(&out, "station,SIM%05lld,%s,NLBUS,%s,1000,,,,,\r\n", (long long)i,
                   i % 2 ? "HUB-NORTH" : "HUB-SOUTH", i % 2 ? "TRUCK-2026" : "CAR-2026");
    bool ok =
        fetch_do(&f, "POST", "/api/import", "text/csv", buf_str(&out)) == ERR_OK && f.status == 200;
    if (!ok)
        fprintf(stderr, "busbar demo: the stations can't be registered: %s%s\n", f.why,
                f.body ? f.body : "");
    free(f.body);
    free(csv);
    return ok;
}

/* Print one list of the admin door. */
static bool show(struct demo *d, const char *path, const struct grid_column *columns, size_t n)
{
    struct fetch f = {.host_port = d->admin, .timeout_ms = 5000};
    bool ok = fetch_do(&f, "GET", path, NULL, (struct str){0}) == ERR_OK && f.status == 200 &&
              grid_print(str_make(f.body, f.body_n), columns, n) >= 0;
    free(f.body);
    return ok;
}

/* Draw the sessions once. */
static void draw(struct demo *d, int64_t second)
{
    static const struct grid_column columns[] = {
        {"station", "station", 0},  {"evse_id", "evse", 0},        {"protocol", "ocpp", 0},
        {"state", "state", 0},      {"started_at", "started", 0},  {"energy_mwh", "kWh", 6},
        {"power_mw", "kW", 6},      {"soc_bp", "SoC %", 2},        {"site_id", "site", 0},
        {"tariff_id", "tariff", 0}, {"stop_reason", "stopped", 0}, {"flags", "flags", 0},
    };
    bool screen = isatty(STDOUT_FILENO);
    printf("%sBusbar demo: %lld stations on %s, admin door http://%s, log %s\n",
           screen ? "\033[H\033[2J" : "", (long long)stations, d->url, d->admin, d->log);
    printf("%lld s, the simulated world runs %lld times as fast. Newest sessions first%s\n\n",
           (long long)second, (long long)speed, screen ? " (Ctrl-C ends it):" : ":");
    if (!show(d, "/api/sessions?limit=25", columns, sizeof columns / sizeof *columns))
        printf("(no answer)\n");
    if (tls)
        printf("\nMutual TLS: each station has shown its certificate. busbar ca list --dir %s\n",
               d->certs.file[DEMO_CA]);
    printf("\nTry: busbar ctl --admin %s sessions --state open | busbar ctl --admin %s stations | "
           "busbar changes --data %s --follow\n",
           d->admin, d->admin, d->data);
    fflush(stdout);
}

/* End a child and wait for it. */
static void end_child(pid_t pid)
{
    if (pid > 0 && kill(pid, SIGTERM) == 0)
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
            ;
}

/* Print the tail of the log of a child that ended by itself. */
static void print_log(const struct demo *d)
{
    char line[1024];
    FILE *f = fopen(d->log, "re");
    while (f && fgets(line, sizeof line, f))
        fputs(line, stderr);
    if (f)
        fclose(f);
}

/* Start both, then draw the table every second until the end of either or of the time. */
static int run(struct demo *d)
{
    if (tls && !demo_certs_make(&d->certs, d->log, stations, &stop)) {
        print_log(d);
        fprintf(stderr, "busbar demo: the certificates can't be made\n");
        return TOOL_FAILED;
    }
    if (!start_server(d) || !wait_ready(d)) {
        print_log(d);
        fprintf(stderr, "busbar demo: the server did not start\n");
        return TOOL_FAILED;
    }
    if (!register_site(d) || !start_sim(d))
        return TOOL_FAILED;
    bool screen = isatty(STDOUT_FILENO);
    for (int64_t second = 1; !stop && (seconds == 0 || second <= seconds); second++) {
        sleep(1);
        if (ended(d->server) || ended(d->sim)) {
            print_log(d);
            fprintf(stderr, "busbar demo: a part of it ended by itself\n");
            return TOOL_FAILED;
        }
        if (screen || second % 5 == 0 || second == seconds)
            draw(d, second);
    }
    return 0;
}

/* Where its files go. */
static bool make_folder(struct demo *d)
{
    d->temporary = data_dir == NULL;
    snprintf(d->folder, sizeof d->folder, "%.500s",
             data_dir ? data_dir : "/tmp/busbar-demo-XXXXXX");
    if (d->temporary ? !mkdtemp(d->folder) : mkdir(d->folder, 0700) != 0 && errno != EEXIST)
        return false;
    demo_certs_name(&d->certs, d->folder);
    snprintf(d->data, sizeof d->data, "%s/data", d->folder);
    snprintf(d->ports, sizeof d->ports, "%s/ports", d->folder);
    snprintf(d->log, sizeof d->log, "%s/log", d->folder);
    (void)unlink(d->ports); /* of an earlier run, if there was one */
    return true;
}

int tool_demo(int argc, char **argv)
{
    static struct demo d;
    ocpp = NULL;
    tls = false;
    admin = "127.0.0.1:8181";
    stations = 12;
    speed = 30;
    seed = 7;
    int n = flags_read("demo", flags, N_FLAGS, argc, argv);
    if (n != 0) {
        if (n > 0)
            fprintf(stderr, "busbar demo: takes flags only\n");
        return TOOL_WRONG_USE;
    }
    if (!ocpp)
        ocpp = tls ? "127.0.0.1:8443" : "127.0.0.1:8180";
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    if (!make_folder(&d)) {
        fprintf(stderr, "busbar demo: %s can't be made: %s\n", d.folder, strerror(errno));
        return TOOL_FAILED;
    }
    int code = run(&d);
    end_child(d.sim);
    end_child(d.server);
    if (d.temporary) {
        char rm[] = "rm", all[] = "-rf", end[] = "--";
        char *remove[] = {rm, all, end, d.folder, NULL};
        pid_t pid;
        if (posix_spawnp(&pid, "rm", NULL, NULL, remove, environ) == 0)
            waitpid(pid, NULL, 0);
    }
    return code;
}

void tool_demo_help(void)
{
    flags_print(flags, N_FLAGS);
}
