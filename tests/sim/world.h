/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of a simulation: what its files share. */
#pragma once

#include "apps/follow.h"
#include "apps/jobs.h"
#include "apps/recover.h"
#include "apps/shard.h"
#include "base/time.h"
#include "fleet/charger.h"
#include "sim/sim.h"
#include "sim/simdisk.h"
#include "wire/ws.h"

#define SIM_BEGIN_US (INT64_C(1795608000) * US_PER_S)
#define SIM_TRUTH_MAX 512

struct sim;
struct checks;

/* -- agenda.c: what happens when -- */
typedef void happening(struct sim *s, void *ctx, uint64_t arg);

struct entry {
    int64_t at_us;
    uint64_t order; /* among those of one time */
    happening *fn;
    void *ctx;
    uint64_t arg;
};

struct agenda {
    struct entry *heap;
    size_t n, cap;
    uint64_t order;
};

void agenda_put(struct agenda *a, int64_t at_us, happening *fn, void *ctx, uint64_t arg);
/* Take the earliest; false where there is none. */
bool agenda_take(struct agenda *a, struct entry *out);

/* -- net.c: connections; struct tcp is the server's end as os/tcp.h has it -- */

/* Bytes on their way. */
struct chunk {
    struct chunk *next;
    size_t n;
    char bytes[];
};

/* One direction: what was sent comes in order, or not at all. */
struct lane {
    struct chunk *first, **last;
    int64_t last_us; /* when the last chunk comes */
    size_t bytes;
    bool dead; /* nothing comes through any more */
};

struct tcp {
    struct sim *sim;
    struct tcp *next;
    uint64_t number, epoch; /* of the server that accepted it */
    struct site *site;      /* who opened it; also after it was left */
    bool left;              /* the station does not listen any more */
    const struct tcp_events *events;
    void *owner;
    bool closed; /* by the server */
    bool paused, ended;
    struct lane up, down;
    int64_t lag_us; /* chunks take so much longer */
    /* what a watcher of the server's bytes knows */
    struct ws ws;
    char *head;
    size_t head_n;
    bool upgraded, close_seen;
};

struct net {
    struct tcp *all;
    uint64_t count;
    struct loop *loop; /* of the server that runs, or NULL */
    void (*accepted)(void *ctx, struct tcp *t);
    void *ctx;
    size_t open_now;
};

/* A station opens a connection; NULL where nobody listens. */
struct tcp *net_connect(struct sim *s, struct site *site);
/* It sends bytes. */
void net_send(struct tcp *t, struct str bytes);
/* It goes; the server hears of it, or not. */
void net_leave(struct tcp *t, bool told);
/* The connection breaks. */
void net_break(struct tcp *t, bool server_told, bool station_told);
/* The server's process or machine is gone: its connections break. */
void net_server_gone(struct sim *s, bool told);
void net_free(struct sim *s);
/* One more turn of the server's loop. */
void net_turn(struct sim *s);

/* -- kernel.c, writer.c: os/ and apps/writer.h on virtual time -- */

/* Let the loop of the server work until it has stopped, with a writer that stores nothing: what a
 * dead process's memory is taken apart by. */
void kernel_bury(struct sim *s);
void kernel_spin(struct loop *l);
/* Of a dead process: tell the owners of all that was handed over, and store nothing. */
void writer_let_go(struct writer *w);
bool kernel_stopped(const struct loop *l);

/* -- site.c: stations -- */
enum site_state { SITE_OFF, SITE_UPGRADING, SITE_OPEN };

struct site {
    struct sim *sim;
    struct charger charger;
    enum site_state state;
    struct tcp *tcp;
    struct ws ws;
    char head[1024];
    size_t head_n;
    int64_t retry_us, heard_us;
    struct charger_truth truth[SIM_TRUTH_MAX];
    size_t n_truth;
    bool sample_lost[SIM_TRUTH_MAX]; /* by session */
};

void site_open_all(struct sim *s);
/* Bytes of the server came, or the connection ended. */
void site_data(struct site *site, char *p, size_t n);
void site_ended(struct site *site);
/* Drop the connection; the server is told, or not. */
void site_drop(struct site *site, bool told);
void site_wind_down(struct sim *s);
bool site_all_quiet(const struct sim *s);
/* Connect anew, and leave the old connection open with what is on its way there. */
void site_twin(struct site *site);
void site_close_all(struct sim *s);

/* -- house.c: the server -- */
struct house {
    struct server *server; /* NULL: it does not run */
    struct follow follow;
    uint64_t snapshot, epoch;
    bool ghost;           /* dead: what is left of it stores and sends nothing */
    bool draining, power; /* power: it died with the power */
    bool full, sync_fails;
    int64_t slow_until_us;
    char why[256];
};

void house_start(struct sim *s);
/* The process dies: by a kill, or with the power. */
void house_dies(struct sim *s, bool power, const char *how);
/* SIGTERM. */
void house_drain(struct sim *s);
/* Views at the end of the journal, stored. */
bool house_view(struct sim *s);
void house_close(struct sim *s);

/* -- orders.c: commands of the operator -- */
struct errand {
    struct sim *sim;
    struct job job;
    struct job_group *group;
    uint64_t number, epoch;
    char payload[256];
    char station[64];
    int finished;
    struct errand *next;
};

void orders_send(struct sim *s);
size_t orders_open(const struct sim *s);
void orders_free(struct sim *s);

/* -- checks.c -- */
struct checks *checks_new(struct sim *s);
void checks_free(struct checks *c);
/* The journal has grown: look at what is durable now. */
void checks_durable(struct sim *s);
/* The server is up again: everything that was durable still is, and its state is what the journal
 * folds to. */
void checks_recovered(struct sim *s);
/* The server sends bytes on a connection. */
void checks_sent(struct tcp *t, struct str bytes);
/* Everything has its bounds. */
void checks_bounds(struct sim *s);
/* All is quiet: everything is known, once, to the watt-hour. */
void checks_settled(struct sim *s);
void checks_count(const struct sim *s, struct sim_result *out);

/* -- troubles.c -- */
void troubles_begin(struct sim *s);

struct sim {
    struct sim_options o;
    struct random random;
    int64_t now_us, end_us; /* end_us: from then on nothing goes wrong */
    struct agenda agenda;
    struct simdisk *disk;
    struct options options;
    struct house house;
    struct net net;
    struct site *sites;
    unsigned n_sites;
    struct errand *orders;
    uint64_t n_orders, crashes, happened;
    struct checks *checks;
    uint64_t digest;
    bool calm, failed;
    char told[SIM_EVENTS_TOLD][160]; /* the last events, in a ring */
    uint64_t n_told;
};

/* The simulation that runs: the kernel's calls have no other way to it. */
extern struct sim *sim_now;

/* Note what happens. */
__attribute__((format(printf, 2, 3))) void sim_tell(struct sim *s, const char *format, ...);
/* A check failed; the first one is printed, and the run ends. */
__attribute__((format(printf, 3, 4))) void sim_fail(struct sim *s, const char *check,
                                                    const char *format, ...);
/* A moment from low to high from now. */
int64_t sim_soon(struct sim *s, int64_t low_us, int64_t high_us);
bool sim_off(const struct sim *s, enum trouble t);
