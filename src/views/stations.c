/* SPDX-License-Identifier: Apache-2.0 */
/* The station and connector views. Between events a station is held packed; the event is applied to
 * it unpacked, and what became different is a change. */
#include "views/stations.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

#define IMAGE_MAX                                                                                  \
    2048 /* of station_info or a connector: texts are below 1 KB, numbers below 300 bytes */

struct held {
    struct hold hold;
    int64_t id; /* row; 0 = nothing was applied to it yet */
    bool stored, dirty;
    bool all_connectors; /* write every connector anew */
    uint64_t connectors; /* bit i: connector i is to be written */
    char *packed;
    size_t n_packed;
    char key[];
};

_Static_assert(STATION_CONNECTORS_MAX <= 64, "a bit per connector");

/* Prepare the writes of connector rows. */
static enum err prepare_connector(struct stations *v)
{
    char text[2048];
    struct buf sql = buf_over(text, sizeof text);
    buf_putz(&sql, "REPLACE INTO connector(");
    table_names(&v->schema->connector, "", "", &sql);
    buf_putz(&sql, ",station) VALUES(");
    table_marks(&v->schema->connector, &sql);
    buf_puts(&sql, STR(",?)\0"));
    ASSERT(!sql.full);
    enum err e = db_prepare(v->db, text, &v->connector);
    return e != ERR_OK ? e : db_prepare(v->db, "DELETE FROM connector WHERE station=?", &v->clear);
}

/* The highest row id there is. */
static enum err read_last_id(struct stations *v)
{
    sqlite3_stmt *s;
    bool row = false;
    enum err e = db_prepare(v->db, "SELECT ifnull(max(id),0) FROM station", &s);
    if (e == ERR_OK)
        e = db_next(v->db, s, &row);
    if (row)
        v->last_id = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return e;
}

enum err stations_open(struct stations *v, struct db *d, const struct schema *s, struct changes *c)
{
    *v = (struct stations){.db = d, .schema = s, .changes = c};
    v->now = malloc(sizeof *v->now);
    v->before = malloc(sizeof *v->before);
    v->packed = malloc(STATION_PACKED_MAX);
    if (v->now)
        station_init(v->now, STR(""));
    if (!v->now || !v->before || !v->packed || !holds_open(&v->holds, STATIONS_HELD))
        return ERR_MEMORY;
    enum err e = read_last_id(v);
    if (e == ERR_OK)
        e = db_prepare(d, "SELECT id,packed FROM station WHERE identity=?", &v->find);
    if (e == ERR_OK)
        e = table_insert(&v->schema->station, "station", false, v->db, &v->insert);
    if (e == ERR_OK)
        e = table_update(&v->schema->station, "station", false, v->db, &v->update);
    return e == ERR_OK ? prepare_connector(v) : e;
}

/* Free a held station. */
static void let_go(struct hold *x)
{
    free(((struct held *)x)->packed);
    free(x);
}

void stations_close(struct stations *v)
{
    sqlite3_finalize(v->find);
    sqlite3_finalize(v->insert);
    sqlite3_finalize(v->update);
    sqlite3_finalize(v->connector);
    sqlite3_finalize(v->clear);
    holds_close(&v->holds, let_go);
    free(v->now);
    free(v->before);
    free(v->packed);
}

/* Write the connector rows that are due; v->now is the station. */
static enum err write_connectors(struct stations *v, const struct held *x)
{
    enum err e = ERR_OK;
    if (x->all_connectors) {
        db_bind_text(v->clear, 1, x->hold.key);
        e = db_run(v->db, v->clear);
    }
    for (unsigned i = 0; e == ERR_OK && i < v->now->n_connectors; i++) {
        if (!x->all_connectors && !(x->connectors >> i & 1))
            continue;
        struct buf none = {0};
        int at = table_bind(&v->schema->connector, v->connector, 1, &v->now->connectors[i], &none);
        db_bind_text(v->connector, at, x->hold.key);
        e = db_run(v->db, v->connector);
    }
    return e;
}

/* Write the rows of a held station. */
static enum err write_one(struct stations *v, struct held *x)
{
    struct buf none = {0};
    struct str packed = str_make(x->packed, x->n_packed);
    if (!station_unpack(packed, v->now))
        return ERR_CORRUPT;
    sqlite3_stmt *s = x->stored ? v->update : v->insert;
    int at = table_bind(&v->schema->station, s, 1, &v->now->info, &none);
    db_bind_blob(s, at, packed);
    db_bind_int(s, at + 1, x->id);
    enum err e = db_run(v->db, s);
    if (e == ERR_OK)
        e = write_connectors(v, x);
    if (e != ERR_OK)
        return e;
    x->stored = true;
    x->dirty = x->all_connectors = false;
    x->connectors = 0;
    return ERR_OK;
}

/* Make room for one more in memory. */
static enum err make_room(struct stations *v)
{
    struct hold *oldest = holds_surplus(&v->holds);
    if (!oldest)
        return ERR_OK;
    struct held *x = (struct held *)oldest;
    enum err e = x->dirty ? write_one(v, x) : ERR_OK;
    if (e != ERR_OK)
        return e;
    holds_remove(&v->holds, oldest);
    let_go(oldest);
    return ERR_OK;
}

/* Keep these bytes as the packed form of an entry. */
static enum err keep(struct held *x, struct str packed)
{
    if (packed.n == 0)
        return ERR_CORRUPT;
    if (packed.n > x->n_packed) {
        char *p = realloc(x->packed, packed.n);
        if (!p)
            return ERR_MEMORY;
        x->packed = p;
    }
    memcpy(x->packed, packed.p, packed.n);
    x->n_packed = packed.n;
    return ERR_OK;
}

/* Fill a new entry from its row, if it has one. */
static enum err load(struct stations *v, struct held *x)
{
    bool row;
    db_bind_text(v->find, 1, x->hold.key);
    enum err e = db_next(v->db, v->find, &row);
    if (e != ERR_OK || !row)
        return e;
    x->id = sqlite3_column_int64(v->find, 0);
    x->stored = true;
    e = keep(x, db_column(v->find, 1));
    sqlite3_reset(v->find);
    return e;
}

/* The station of that identity, from memory or from its row, or a new one with id 0. */
static enum err hold_station(struct stations *v, struct str identity, struct held **out)
{
    *out = (struct held *)holds_find(&v->holds, identity);
    if (*out)
        return ERR_OK;
    enum err e = make_room(v);
    if (e != ERR_OK)
        return e;
    struct held *x = calloc(1, sizeof *x + identity.n);
    if (!x)
        return ERR_MEMORY;
    memcpy(x->key, identity.p, identity.n);
    x->hold.key = str_make(x->key, identity.n);
    e = load(v, x);
    if (e != ERR_OK) {
        let_go(&x->hold);
        return e;
    }
    holds_add(&v->holds, &x->hold);
    *out = x;
    return ERR_OK;
}

/* Write the change of one image where it is one, and say so; `was` and `is` are objects of t, was
 * NULL = none. */
static enum err add_change(struct stations *v, enum change_kind kind, const struct record_type *t,
                           struct str key, const void *was, const void *is, bool *changed)
{
    char old_bytes[IMAGE_MAX], now_bytes[IMAGE_MAX];
    struct buf old = buf_over(old_bytes, sizeof old_bytes);
    struct buf now = buf_over(now_bytes, sizeof now_bytes);
    if (was)
        record_pack(t, was, &old);
    record_pack(t, is, &now);
    ASSERT(!old.full && !now.full);
    *changed = !was || !str_eq(buf_str(&old), buf_str(&now));
    if (!*changed)
        return ERR_OK;
    return change_add(v->changes, kind, key, 0, was ? buf_str(&old) : (struct str){0},
                      buf_str(&now));
}

/* The connector of the station before that has the ids of c, or NULL. */
static const struct connector *counterpart(const struct stations *v, const struct connector *c)
{
    for (unsigned i = 0; i < v->before->n_connectors; i++) {
        const struct connector *b = &v->before->connectors[i];
        if (b->evse_id == c->evse_id && b->connector_id == c->connector_id)
            return b;
    }
    return NULL;
}

/* Write the changes of the connectors, and note which rows are due. */
static enum err compare_connectors(struct stations *v, struct held *x)
{
    if (v->now->n_connectors != v->before->n_connectors)
        x->all_connectors = true;
    for (unsigned i = 0; i < v->now->n_connectors; i++) {
        const struct connector *c = &v->now->connectors[i];
        char text[256];
        struct buf key = buf_over(text, sizeof text);
        bool changed;
        buf_puts(&key, x->hold.key);
        buf_printf(&key, "/%" PRId64 "/%" PRId64, c->evse_id, c->connector_id);
        ASSERT(!key.full);
        enum err e = add_change(v, CHANGE_CONNECTOR, &v->schema->connector.type, buf_str(&key),
                                counterpart(v, c), c, &changed);
        if (e != ERR_OK)
            return e;
        if (changed)
            x->connectors |= UINT64_C(1) << i;
    }
    return ERR_OK;
}

/* Unpack a held station (or begin a new one) into now, and copy what is compared into before. */
static bool unfold(struct stations *v, const struct held *x)
{
    station_init(v->now, x->hold.key);
    if (x->id != 0 && !station_unpack(str_make(x->packed, x->n_packed), v->now))
        return false;
    v->before->info = v->now->info;
    v->before->n_connectors = v->now->n_connectors;
    memcpy(v->before->connectors, v->now->connectors,
           v->now->n_connectors * sizeof *v->now->connectors);
    return true;
}

/* Fold what is in now back into the held form, without sessions and without the password hash. */
static enum err fold(struct stations *v, struct held *x)
{
    struct buf packed = buf_over(v->packed, STATION_PACKED_MAX);
    if (v->now->info.secret[0] != '\0')
        snprintf(v->now->info.secret, sizeof v->now->info.secret, "set");
    v->now->n_sessions = 0;
    station_pack(v->now, &packed);
    ASSERT(!packed.full);
    x->dirty = true;
    return keep(x, buf_str(&packed));
}

enum err stations_apply(struct stations *v, struct str identity, const struct event *e)
{
    struct held *x;
    if (identity.n == 0 || identity.n >= sizeof v->now->info.identity)
        return ERR_CORRUPT;
    enum err failed = hold_station(v, identity, &x);
    if (failed != ERR_OK)
        return failed;
    if (!unfold(v, x))
        return ERR_CORRUPT;
    station_apply(v->now, v->changes->at_us, e);
    failed = fold(v, x);
    if (failed != ERR_OK)
        return failed;
    bool fresh = x->id == 0, changed;
    if (fresh)
        x->id = ++v->last_id;
    failed = add_change(v, CHANGE_STATION, &v->schema->station_image.type, x->hold.key,
                        fresh ? NULL : &v->before->info, &v->now->info, &changed);
    return failed == ERR_OK ? compare_connectors(v, x) : failed;
}

const struct station_info *stations_info(struct stations *v, struct str identity)
{
    struct held *x;
    if (str_is(identity, v->now->info.identity))
        return &v->now->info;
    if (identity.n == 0 || identity.n >= sizeof v->now->info.identity ||
        hold_station(v, identity, &x) != ERR_OK || x->id == 0)
        return NULL;
    return station_unpack(str_make(x->packed, x->n_packed), v->now) ? &v->now->info : NULL;
}

enum err stations_write(struct stations *v)
{
    for (struct hold *x = holds_touched(&v->holds, NULL); x; x = holds_touched(&v->holds, x)) {
        struct held *held = (struct held *)x;
        enum err e = held->dirty ? write_one(v, held) : ERR_OK;
        if (e != ERR_OK)
            return e;
    }
    holds_next_epoch(&v->holds);
    return ERR_OK;
}
