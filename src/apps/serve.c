/* SPDX-License-Identifier: Apache-2.0 */
/* The order of things. Up: data directory, journal, writer, views, admin door, fold, shards,
 * stations' door. Down: door and connections, writer, admin door, views, snapshot. The main thread
 * then only waits for signals and, at its interval, makes snapshots. */
#include "apps/serve.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "apps/adminhttp.h"
#include "apps/keeper.h"
#include "apps/loglimit.h"
#include "apps/recover.h"
#include "apps/secure.h"
#include "apps/shard.h"
#include "apps/tailer.h"
#include "apps/tool.h"
#include "apps/watch.h"
#include "base/assert.h"
#include "csms/running.h"
#include "ocpp/grant.h"
#include "base/time.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "os/heap.h"
#include "os/file.h"
#include "os/tcp.h"
#include "os/thread.h"

#define ENTRY_US US_PER_S /* at the end, for who is on the way in */
#define LOG_SPAN_US (60 * US_PER_S)
#define SNAPSHOT_NICE 10 /* a snapshot may take its time */

/* What serve_run holds beside what the threads share. */
struct serve {
    struct server server;
    struct tailer *tailer;
    struct keeper *keeper;
    struct adminhttp *admin;
    struct watch *watch;
    _Atomic(struct adminhttp *) admin_told;           /* whom the tailer tells */
    int ocpp_port, tls_port, legacy_port, admin_port; /* 0: there is no such door */
    uint64_t snapshot;                                /* position of the newest one */
    char why[256];
};

/* -- up -- */

/* Signals are for the main thread to wait for; neither a peer that is gone nor a file at its limit
 * is a reason to die. */
static void take_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    ASSERT(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

/* Every station is an open file: take as many as the system allows. */
static void raise_files(struct server *s)
{
    struct rlimit r;
    if (getrlimit(RLIMIT_NOFILE, &r) != 0)
        return;
    rlim_t was = r.rlim_cur;
    r.rlim_cur = r.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &r) != 0)
        r.rlim_cur = was;
    else
        log_line(&s->log, LOG_DEBUG, "files", STR(""), "limit=%llu",
                 (unsigned long long)r.rlim_cur);
    s->files = server_files(r.rlim_cur);
}

/* Open what lies on the disk. */
static enum err open_data(struct serve *v)
{
    struct server *s = &v->server;
    enum err e = file_disk_open(s->options->data, true, &s->disk, v->why);
    if (e == ERR_OK)
        e = file_disk_lock(s->disk, v->why);
    if (e == ERR_OK)
        e = journal_open(s->disk,
                         (struct journal_options){
                             .segment_bytes = (uint64_t)s->options->segment_size,
                             /* Without an archive nobody waits for a segment to be closed. */
                             .segment_us = s->options->archive[0] == '\0'
                                               ? 0
                                               : s->options->segment_age * US_PER_S},
                         &s->journal, v->why);
    if (e == ERR_OK && journal_torn(s->journal) > 0)
        log_line(&s->log, LOG_WARNING, "journal-cut", STR(""),
                 "position=%" PRIu64 " bytes=%" PRIu64
                 " note=\"a write that a crash left unfinished\"",
                 journal_durable(s->journal), journal_torn(s->journal));
    return e;
}

/* In the tailer's thread. */
static void on_viewed(void *ctx)
{
    struct serve *v = ctx;
    struct adminhttp *h = atomic_load(&v->admin_told);
    if (h)
        adminhttp_viewed(h);
}

/* Start the threads that can work before the stations are known. */
static enum err open_back(struct serve *v)
{
    struct server *s = &v->server;
    s->blocks[s->n_blocks++] = &s->counters;
    counter_set(&s->counters, COUNTER_journal_tail_position, journal_durable(s->journal));
    enum err e =
        writer_open(s->journal, &s->log, &s->counters, &s->pulses[PULSE_WRITER], &s->writer);
    if (e == ERR_OK)
        e = tailer_open(s, on_viewed, v, &v->tailer, v->why);
    if (e == ERR_OK)
        e = adminhttp_open(s, &v->admin, &v->admin_port, v->why);
    atomic_store(&v->admin_told, v->admin);
    return e;
}

/* Say where we listen, in one move. */
static enum err write_ports(struct serve *v)
{
    const char *name = v->server.options->ports_file;
    char temporary[4096];
    if (name[0] == '\0')
        return ERR_OK;
    snprintf(temporary, sizeof temporary, "%s.new", name);
    FILE *f = fopen(temporary, "we");
    bool ok = f != NULL;
    if (ok && v->ocpp_port != 0)
        ok = fprintf(f, "ocpp=%d\n", v->ocpp_port) > 0;
    if (ok)
        ok = fprintf(f, "admin=%d\n", v->admin_port) > 0;
    if (ok && v->tls_port != 0)
        ok = fprintf(f, "tls=%d\n", v->tls_port) > 0;
    if (ok && v->legacy_port != 0)
        ok = fprintf(f, "tls_legacy=%d\n", v->legacy_port) > 0;
    if (f && fclose(f) != 0)
        ok = false;
    if (ok && rename(temporary, name) == 0)
        return ERR_OK;
    enum err e = err_from_errno(errno);
    snprintf(v->why, sizeof v->why, "ports_file %.128s can't be written: %s", name, err_text(e));
    return e;
}

/* Let the stations in. */
static enum err open_front(struct serve *v)
{
    struct server *s = &v->server;
    const struct options *o = s->options;
    enum err e = ERR_OK;
    int plain = service_take(&s->service, "ocpp"), tls = service_take(&s->service, "tls"),
        legacy = service_take(&s->service, "tls_legacy");
    if (o->ocpp[0] != '\0' || !s->tls || plain >= 0)
        e = shard_listen(s->shards[0], o->ocpp, plain, &v->ocpp_port, v->why);
    if (e == ERR_OK && s->tls)
        e = shard_listen_tls(s->shards[0], o->tls, false, tls, &v->tls_port, v->why);
    if (e == ERR_OK && s->tls_legacy)
        e = shard_listen_tls(s->shards[0], o->tls_legacy, true, legacy, &v->legacy_port, v->why);
    for (unsigned i = 0; e == ERR_OK && i < s->n_shards; i++)
        e = shard_start(s->shards[i]);
    if (e != ERR_OK)
        return e;
    atomic_store_explicit(&s->stage, SERVER_READY, memory_order_release);
    return write_ports(v);
}

/* -- running -- */

/* A signal to end waits. */
static bool end_pending(void *ctx)
{
    sigset_t set;
    (void)ctx;
    return sigpending(&set) == 0 &&
           (sigismember(&set, SIGTERM) == 1 || sigismember(&set, SIGINT) == 1);
}

static bool fold_stop(void *ctx)
{
    return recover_beat(ctx) || end_pending(ctx);
}

/* SIGHUP: read the files of the certificates again, and tell the manager. */
static void reload(struct server *s)
{
    char text[64];
    snprintf(text, sizeof text, "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)clock_mono_us());
    service_tell(&s->service, text);
    if (s->tls)
        secure_reload(s);
    else
        log_line(&s->log, LOG_INFO, "reload", STR(""),
                 "note=\"there is no TLS door, so no certificates: nothing to load again\"");
    service_tell(&s->service, "READY=1");
}

/* Wait for a signal to end; make snapshots meanwhile, and load certificates again on SIGHUP. */
static int wait_for_end(struct serve *v)
{
    struct timespec interval = {.tv_sec = (time_t)v->server.options->snapshot_interval};
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    thread_yield_to_others(SNAPSHOT_NICE);
    for (;;) {
        int signal_number = sigtimedwait(&set, NULL, &interval);
        if (signal_number == SIGHUP)
            reload(&v->server);
        else if (signal_number > 0)
            return signal_number;
        else if (errno == EAGAIN)
            recover_snapshot(&v->server, &v->snapshot, fold_stop);
    }
}

/* -- down -- */

/* Close the doors, and leave who is on the way in a moment to get there: a station that was
 * accepted is not to be turned away by a restart. What knocks from now on waits at the sockets that
 * the service manager holds. */
static void close_doors(struct server *s, int64_t until_us)
{
    static const struct timespec pause = {.tv_nsec = 2000000};
    atomic_store_explicit(&s->stage, SERVER_CLOSING, memory_order_release);
    for (unsigned i = 0; i < s->n_shards; i++)
        shard_close_doors(s->shards[i]);
    while (atomic_load(&s->n_upgrades) > 0 && clock_utc_us() < until_us)
        nanosleep(&pause, NULL);
}

/* End what runs, in the order in which nothing is lost; whatever was opened is closed. */
static void shut(struct serve *v, bool ran)
{
    struct server *s = &v->server;
    int64_t patience = s->options->drain_timeout * US_PER_S, until = clock_utc_us() + patience;
    service_tell(&s->service, "STOPPING=1\nSTATUS=connections end");
    if (ran)
        close_doors(s, clock_utc_us() + (patience < ENTRY_US ? patience : ENTRY_US));
    atomic_store_explicit(&s->stage, SERVER_DRAINING, memory_order_release);
    watch_settle(v->watch);
    writer_hurry(s->writer, clock_mono_us() + patience);
    for (unsigned i = 0; ran && i < s->n_shards; i++)
        shard_drain(s->shards[i], until);
    for (unsigned i = 0; ran && i < s->n_shards; i++)
        shard_join(s->shards[i]);
    atomic_store(&v->admin_told, NULL);
    keeper_close(v->keeper);
    tailer_close(v->tailer, clock_mono_us() + patience);
    adminhttp_close(v->admin);
    writer_close(s->writer); /* before the shards: its thread wakes their loops */
    for (unsigned i = 0; i < s->n_shards; i++)
        shard_close(s->shards[i]);
    if (ran)
        recover_snapshot(s, &v->snapshot, recover_beat);
    secure_close(s);
    if (s->tokens)
        tokens_close(s->tokens);
    running_close(s->running);
    journal_close(s->journal);
    file_disk_close(s->disk);
    watch_close(v->watch);
    service_close(&s->service);
}

/* What the service manager may hand over: one listening socket for each of our doors. */
static enum err check_sockets(struct serve *v)
{
    static const char *const doors[] = {"ocpp", "tls", "tls_legacy", "admin"};
    const struct service *s = &v->server.service;
    const struct options *o = v->server.options;
    for (int i = 0; i < s->n_sockets; i++) {
        bool fits = false;
        for (size_t k = 0; k < sizeof doors / sizeof *doors; k++)
            fits |= strcmp(s->sockets[i].name, doors[k]) == 0;
        for (int k = 0; k < i; k++)
            fits &= strcmp(s->sockets[i].name, s->sockets[k].name) != 0;
        if (!fits) {
            snprintf(v->why, sizeof v->why,
                     "a socket called \"%s\" was handed over: one each is taken that is called "
                     "ocpp, tls, tls_legacy or admin (FileDescriptorName=)",
                     s->sockets[i].name);
            return ERR_INVALID;
        }
        if (o->admin_key_file[0] == '\0' && strcmp(s->sockets[i].name, "admin") == 0 &&
            !tcp_socket_loopback(s->sockets[i].fd)) {
            snprintf(v->why, sizeof v->why,
                     "the admin socket that was handed over is not on a loopback address: it needs "
                     "a key (option admin_key_file)");
            return ERR_INVALID;
        }
    }
    return ERR_OK;
}

/* A door for old stations stands beside the one for all others. */
static enum err no_tls_beside(char why[256])
{
    snprintf(
        why, 256,
        "a socket called \"tls_legacy\" was handed over: it is for old stations beside tls, so "
        "set tls, or hand over a socket for it too");
    return ERR_INVALID;
}

/* Is the table of vendors one? */
static enum err check_vendors(struct serve *v)
{
    if (grant_vendors(str_of(v->server.options->vendors)))
        return ERR_OK;
    snprintf(v->why, sizeof v->why,
             "vendors must be VENDOR/MESSAGE=STATUS or VENDOR=STATUS with commas between; a status "
             "is Accepted, Rejected, UnknownMessageId or UnknownVendorId");
    return ERR_INVALID;
}

/* Start all; where that fails, v->why says why. */
static enum err start(struct serve *v)
{
    const struct options *o = v->server.options;
    enum err e = check_vendors(v);
    if (e == ERR_OK)
        e = check_sockets(v);
    if (e != ERR_OK)
        return e;
    if (o->admin_key_file[0] == '\0' && !service_has(&v->server.service, "admin") &&
        !tcp_loopback(o->admin)) {
        snprintf(v->why, sizeof v->why,
                 "admin %.96s is no loopback address: it needs a key (option admin_key_file), or "
                 "listen on 127.0.0.1",
                 o->admin);
        return ERR_INVALID;
    }
    e = casign_open(&v->server.sign, o, v->why);
    server_rules(&v->server);
    if (e == ERR_OK)
        e = watch_open(&v->server, &v->watch);
    if (e == ERR_OK && (o->tls[0] != '\0' || service_has(&v->server.service, "tls")))
        e = secure_open(&v->server, v->why);
    else if (e == ERR_OK && service_has(&v->server.service, "tls_legacy"))
        e = no_tls_beside(v->why);
    if (e == ERR_OK)
        e = open_data(v);
    if (e == ERR_OK)
        e = open_back(v);
    if (e == ERR_OK)
        e = recover_stations(&v->server, &v->snapshot, v->why);
    if (e == ERR_OK)
        e = keeper_open(&v->server, &v->keeper);
    return e;
}

/* Steps hold it all the time for a moment; who wants to write must not wait for a pause among them.
 */
static void init_world_lock(pthread_rwlock_t *lock)
{
    pthread_rwlockattr_t a;
    ASSERT(pthread_rwlockattr_init(&a) == 0);
    pthread_rwlockattr_setkind_np(&a, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    ASSERT(pthread_rwlock_init(lock, &a) == 0);
    pthread_rwlockattr_destroy(&a);
}

/* The log, by the options. */
static void open_log(struct server *s)
{
    const struct options *o = s->options;
    s->log = log_of(o->log_level);
    s->log.json = str_is(STR("json"), o->log_format);
    s->log.limit = log_limit_open(o->log_rate == 0 ? UINT_MAX : (unsigned)o->log_rate, LOG_SPAN_US,
                                  &s->counters);
}

int serve_run(const struct options *o)
{
    heap_tune();
    struct serve *v = calloc(1, sizeof *v);
    if (!v) {
        fprintf(stderr, "busbar: out of memory\n");
        return 1;
    }
    struct server *s = &v->server;
    s->options = o;
    s->threads = true;
    open_log(s);
    s->began_us = clock_mono_us();
    init_world_lock(&s->world_lock);
    entropy_fill(s->credential_key, sizeof s->credential_key);
    take_signals();
    service_open(&s->service);
    s->log.priority = s->service.journald;
    raise_files(s);
    enum err e = start(v);
    bool ran = false;
    if (e == ERR_OK) {
        e = open_front(v);
        ran = atomic_load(&s->stage) == SERVER_READY;
    }
    if (e == ERR_OK) {
        log_line(&s->log, LOG_INFO, "ready", STR(""),
                 "version=%s ocpp_port=%d tls_port=%d admin_port=%d loops=%u stations=%zu",
                 tool_release(), v->ocpp_port, v->tls_port, v->admin_port, s->n_shards,
                 atomic_load(&s->n_stations));
        service_tell(&s->service, "READY=1\nSTATUS=takes stations in");
        int number = wait_for_end(v);
        log_line(&s->log, LOG_INFO, "draining", STR(""), "signal=%s",
                 number == SIGTERM ? "TERM" : "INT");
    } else {
        fprintf(stderr, "busbar: %s\n", v->why[0] ? v->why : err_text(e));
    }
    shut(v, ran);
    log_left_out(&s->log, true);
    if (e == ERR_OK)
        log_line(&s->log, LOG_INFO, "stopped", STR(""), "position=%" PRIu64, v->snapshot);
    log_limit_close(s->log.limit);
    pthread_rwlock_destroy(&s->world_lock);
    free(v);
    return e == ERR_OK ? 0 : 1;
}
