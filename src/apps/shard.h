/* SPDX-License-Identifier: Apache-2.0 */
/* One event loop with its thread and its share of the stations. Only its thread touches what is in
 * it, but for the inbox; every message takes the scratch memory of the shard, so a connection holds
 * none. */
#pragma once

#include "apps/gate.h"
#include "apps/orders.h"
#include "apps/server.h"
#include "apps/stations.h"
#include "apps/wheel.h"
#include "ocpp/link.h"
#include "os/loop.h"
#include "os/tcp.h"
#include "wire/ws.h"

struct conn;
struct upgrade;
struct job_run;

/* A message to a shard. */
struct post {
    struct post *next;
    /* Called in the shard's thread; frees the post. */
    void (*arrived)(struct shard *sh, struct post *p);
};

/* How many refusals are stored per second in the long run, and at once; more are counted. */
#define REFUSALS_PER_S 200
#define REFUSALS_BURST 2000

struct shard {
    struct server *server;
    unsigned number;
    pthread_t thread;
    struct loop *loop;
    struct tcp_listener *door, *tls_door, *legacy_door; /* of shard 0 */
    unsigned next_shaker; /* of shard 0: who takes the next TLS path */
    struct gate *gate;
    struct counters counters;
    struct stations stations;
    struct wheel conn_wheel, upgrade_wheel;
    struct ws_zlib *zlib;
    struct conn *conns;
    struct upgrade *upgrades;
    size_t n_conns;
    struct job_run *jobs, **last_job; /* waiting to be run */
    struct order_desk desk;           /* stations with orders */
    unsigned n_errands;               /* on their way outside */
    bool draining;
    int64_t drain_until_us;
    int64_t utc_ahead_us; /* of the clock that is never set, at the last tick */
    int64_t refusals_at_us, refusals_left;
    uint64_t refusals_dropped;
    uint64_t turned_away; /* peers for which no file was left */
    int64_t turned_away_at_us;
    int64_t rested_us; /* when memory was last given back */
    /* the inbox */
    pthread_mutex_t lock;
    struct post *inbox, **last_post;
    /* scratch: one input at a time */
    struct station *station;
    struct link_outcome *outcome;
    struct arena arena;
    struct buf direct; /* frames that leave at once */
    char *scratch;     /* of slot_store */
    char *front;       /* FRONT_MEMORY */
};

/* Make a shard of the server, not running yet. */
enum err shard_open(struct server *s, unsigned number, struct shard **out) MUST_CHECK;
/* Listen for stations on "HOST:PORT", or on a socket that was handed over (`taken`; else -1); the
 * connections go to the shards that own them. */
enum err shard_listen(struct shard *sh, const char *address, int taken, int *port,
                      char why[256]) MUST_CHECK;
/* The same for stations that speak TLS, by the server's certificates. */
enum err shard_listen_tls(struct shard *sh, const char *address, bool legacy, int taken, int *port,
                          char why[256]) MUST_CHECK;
/* Start its thread. */
enum err shard_start(struct shard *sh) MUST_CHECK;
/* Send a message: any thread. */
void shard_post(struct shard *sh, struct post *p);
/* Let nobody in any more, and listen no more; any thread. Comes before shard_drain. */
void shard_close_doors(struct shard *sh);
/* End all connections, and the thread when all is stored and sent, at the latest until_us (UTC) but
 * for what must be stored; any thread. */
void shard_drain(struct shard *sh, int64_t until_us);
/* Wait for the thread to end. */
void shard_join(struct shard *sh);
/* Free it; its thread must have ended, or never started. */
void shard_close(struct shard *sh);

/* -- for the files of the shard's thread -- */
/* No file is left for a station that knocks: log it, but not each time. */
void shard_turned_away(struct shard *sh);
/* The slot of exactly that identity, made where it is missing; NULL where max_stations is reached.
 */
struct slot *shard_take(struct shard *sh, struct str identity);
/* Load the slot's station and empty the scratch: before each link_* or station_step. Takes the
 * world for reading. */
void shard_begin(struct shard *sh, const struct slot *slot);
/* Store what came of it: the batch goes into this turn (with frame_in where the outcome wants it),
 * the station back into its slot. True where there was anything to store. Gives the world back. */
bool shard_end(struct shard *sh, struct slot *slot, int64_t now_us, struct str frame_in);
