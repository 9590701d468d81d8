/* SPDX-License-Identifier: Apache-2.0 */
/* The stations of one shard (or of one fold): identity -> slot with the stowed station. Found by
 * the identity as written first, then in any case. Its thread alone changes it; stations_seen may
 * be asked by others. */
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "base/secret.h"
#include "csms/station_stow.h"

struct conn;

struct slot {
    uint64_t hash;
    char *stowed; /* station_stow; owned */
    uint32_t stowed_n, stowed_cap;
    struct conn *conn;               /* the newest connection, or NULL */
    _Atomic int64_t seen_us;         /* when a frame last came; 0 = not since the start */
    struct secret_digest credential; /* of the last password that was right; zero = none */
    uint32_t watch;                  /* place in the shard's list of stations with orders, plus 1 */
    bool ready;                      /* it is in the list of those to be looked at */
    bool other_form;                 /* it was right in another form (quirk 6) */
    uint8_t n;
    char identity[]; /* n bytes */
};

struct stations {
    struct slot **table; /* open addressing, a power of two */
    size_t cap, n;
    pthread_mutex_t lock; /* held to change the table and to look from another thread */
};

/* The hash that spreads stations over shards and tables: the same for any case of letters. */
uint64_t stations_hash(struct str identity);
/* An empty table. */
void stations_init(struct stations *t);
/* Free it with its slots. */
void stations_fini(struct stations *t);
/* The slot of an identity, as written or else in any case; NULL where there is none. */
struct slot *stations_find(const struct stations *t, struct str identity);
/* The slot of exactly that identity, made (with an empty station) where there is none; NULL where
 * memory is out. */
struct slot *stations_take(struct stations *t, struct str identity);
/* The same where the hash is known. */
struct slot *stations_take_hashed(struct stations *t, struct str identity, uint64_t hash);
/* That station will be taken soon: get its memory near, in stages some time apart (0 to
 * STATIONS_STAGES - 1). */
#define STATIONS_STAGES 3
void stations_expect(const struct stations *t, uint64_t hash, unsigned stage);
/* Move a slot of another table in. False where memory is out. */
bool stations_insert(struct stations *t, struct slot *s);
/* Empty a table without freeing its slots: they were moved. */
void stations_forget(struct stations *t);
/* Call each(ctx, slot) for all, in no order. */
void stations_each(const struct stations *t, void (*each)(void *ctx, struct slot *s), void *ctx);
/* When a frame of that station last came: any thread. */
int64_t stations_seen(struct stations *t, struct str identity);

/* The identity of a slot. */
struct str slot_identity(const struct slot *s);
/* Has its station neither open sessions nor open orders? */
bool slot_rests(const struct slot *s);
/* Has its station open orders? */
bool slot_has_orders(const struct slot *s);
/* Get its station out. */
void slot_load(const struct slot *s, struct station *out);
/* Put the station into the slot, by way of `scratch` of STATION_STOWED_MAX bytes. */
void slot_store(struct slot *s, const struct station *station, char *scratch);
