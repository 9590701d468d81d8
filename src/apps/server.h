/* SPDX-License-Identifier: Apache-2.0 */
/* What the threads of `busbar serve` share. Written while it starts; then read-only but for what
 * says so. */
#pragma once

#include <pthread.h>

#include "apps/casign.h"
#include "apps/front.h"
#include "apps/options.h"
#include "apps/writer.h"
#include "csms/world.h"
#include "os/service.h"

#define SERVER_SHARDS_MAX 64

/* The room on the disk, by the options room_warn and room_least. */
enum server_room { SERVER_ROOM_ENOUGH, SERVER_ROOM_LITTLE, SERVER_ROOM_SHORT };

/* CLOSING: nobody is let in any more, but who is on the way in still gets there. */
enum server_stage { SERVER_STARTING, SERVER_READY, SERVER_CLOSING, SERVER_DRAINING };

/* Whose pulse is where. */
enum { PULSE_MAIN, PULSE_WRITER, PULSE_VIEWS, PULSE_ADMIN, PULSE_LOOPS };
#define PULSES_MAX (PULSE_LOOPS + SERVER_SHARDS_MAX)

/* Files have numbers from 0 on, and a new one gets the lowest that is free. A station whose file
 * has not a lower one than this is refused, or turned away unheard; an admin client is turned away.
 * What is above is the journal's, the snapshots' and the views'. */
struct server_files {
    int station, unheard, admin;
};

struct shard;
struct tls;

struct server {
    const struct options *options;
    struct log log;
    struct disk *disk;
    struct journal *journal;
    struct writer *writer; /* a queue of its own */
    /* Tokens change in the writer's thread, behind their event; steps read them. */
    struct tokens *tokens;
    struct running *running; /* open sessions by token; the loops change it */
    struct world world;
    pthread_rwlock_t world_lock;
    struct front_rules front;
    struct casign sign;     /* the CA that signs stations' requests */
    struct tls *tls;        /* NULL: no TLS door */
    struct tls *tls_legacy; /* NULL: no door for old stations */
    unsigned char
        credential_key[16]; /* of the cache of checked passwords; lives as long as the process */
    struct shard *shards[SERVER_SHARDS_MAX];
    unsigned n_shards;
    bool threads; /* this is the real server, which may use more than one while it starts */
    struct counters counters; /* of the threads that are no shard */
    struct counters *blocks[SERVER_SHARDS_MAX + 1];
    size_t n_blocks;
    struct pulse pulses[PULSES_MAX];
    struct service service;
    struct server_files files;
    _Atomic size_t n_stations;
    _Atomic unsigned room;     /* enum server_room */
    _Atomic size_t n_upgrades; /* peers that are neither connected nor refused yet */
    _Atomic int stage;         /* enum server_stage */
    _Atomic uint64_t viewed;   /* position that the views have stored */
    /* For whoever watches; monotonic but for viewed_at_us. */
    int64_t began_us;
    _Atomic int64_t viewed_at_us;   /* UTC: of the last batch that the views have stored */
    _Atomic int64_t views_level_us; /* when the views were last level with the journal */
    _Atomic int64_t snapshot_us;    /* of the last snapshot; 0 = none since the start */
};

/* The shard that owns an identity. */
struct shard *server_shard(const struct server *s, struct str identity);
/* Divide the numbers of files below `most`. */
struct server_files server_files(uint64_t most);
/* Set from the options what the steps and the front door go by. */
void server_rules(struct server *s);
