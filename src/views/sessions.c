/* SPDX-License-Identifier: Apache-2.0 */
/* The session view. A session lives in memory while it is hot; its row is written when the views
 * are committed or when it is the one touched longest ago. Late events load it again, however old.
 */
#include "views/sessions.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/hash.h"

#define PACKED_MAX                                                                                 \
    4096 /* of a session: its texts and words are below 1 KB, its 40 numbers below 0.5 */

struct held {
    struct hold hold;
    int64_t id;       /* row; 0 = the session has not begun */
    uint64_t indexed; /* hash of the indexed columns as stored, but for the state */
    int64_t state;    /* as stored */
    uint64_t changed; /* number of its last change, 0 = none */
    bool stored, dirty;
    struct session s;
    char key[sizeof((struct session *)0)->session_id];
    size_t n_image;
    char image[]; /* as last written to the change stream */
};

/* Columns that are in an index: SQLite rewrites each index of which a column is set, the same value
 * or not. The state is the one that always changes, once, so there is a statement with it too. */
static const char *const indexed[] = {"session_id", "station",  "site_id",        "cpo_id",
                                      "tariff_id",  "id_token", "transaction_id", "started_at_us",
                                      "state",      NULL};
static const char *const indexed_but_state[] = {"session_id",     "station",       "site_id",
                                                "cpo_id",         "tariff_id",     "id_token",
                                                "transaction_id", "started_at_us", NULL};

/* Most bytes that the packed form of a record can take. */
static size_t packed_max(const struct record_type *t)
{
    size_t n = 0;
    for (unsigned i = 0; i < t->n_fields; i++)
        n += 11u + (t->fields[i].kind >= RECORD_TEXT ? t->fields[i].size : 0u);
    return n;
}

/* The highest row id there is. */
static enum err read_last_id(struct sessions *v)
{
    sqlite3_stmt *s;
    bool row = false;
    enum err e = db_prepare(v->db, "SELECT ifnull(max(id),0) FROM session", &s);
    if (e == ERR_OK)
        e = db_next(v->db, s, &row);
    if (row)
        v->last_id = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return e;
}

enum err sessions_open(struct sessions *v, struct db *d, const struct schema *s, struct changes *c)
{
    *v = (struct sessions){.db = d, .schema = s, .changes = c};
    v->image_max = packed_max(&s->session.type);
    ASSERT(packed_max(&session_type) <= PACKED_MAX);
    table_of(&v->plain, &s->session.type, indexed);
    table_of(&v->with_state, &s->session.type, indexed_but_state);
    if (!holds_open(&v->holds, SESSIONS_HELD))
        return ERR_MEMORY;
    enum err e = read_last_id(v);
    if (e == ERR_OK)
        e = db_prepare(d, "SELECT id,packed,changed FROM session WHERE session_id=?", &v->find);
    if (e == ERR_OK)
        e = table_insert(&s->session, "session", true, d, &v->insert);
    if (e == ERR_OK)
        e = table_update(&s->session, "session", true, d, &v->update_all);
    if (e == ERR_OK)
        e = table_update(&v->with_state, "session", true, d, &v->update_state);
    return e == ERR_OK ? table_update(&v->plain, "session", true, d, &v->update_plain) : e;
}

/* Free a held session. */
static void let_go(struct hold *x)
{
    free(x);
}

void sessions_close(struct sessions *v)
{
    sqlite3_finalize(v->find);
    sqlite3_finalize(v->insert);
    sqlite3_finalize(v->update_all);
    sqlite3_finalize(v->update_state);
    sqlite3_finalize(v->update_plain);
    holds_close(&v->holds, let_go);
}

/* A hash over what the indexes are made of, but for the state. */
static uint64_t indexed_hash(const struct session *s)
{
    uint64_t h = hash_str(str_of(s->station));
    h = hash_mix(h, hash_str(str_of(s->site_id)));
    h = hash_mix(h, hash_str(str_of(s->cpo_id)));
    h = hash_mix(h, hash_str(str_of(s->tariff_id)));
    h = hash_mix(h, hash_str(str_of(s->id_token)));
    h = hash_mix(h, hash_str(str_of(s->transaction_id)));
    return hash_mix(h, (uint64_t)s->started_at_us);
}

/* The statement that writes a session, and its columns: no more of them than must be. */
static sqlite3_stmt *statement(const struct sessions *v, const struct held *x, uint64_t now_indexed,
                               const struct table **columns)
{
    *columns = &v->schema->session;
    if (!x->stored)
        return v->insert;
    if (now_indexed != x->indexed)
        return v->update_all;
    bool same_state = x->s.state == x->state;
    *columns = same_state ? &v->plain : &v->with_state;
    return same_state ? v->update_plain : v->update_state;
}

/* Write the row of a held session. */
static enum err write_one(struct sessions *v, struct held *x)
{
    char packed[PACKED_MAX], words[1024];
    struct buf out = buf_over(packed, sizeof packed), scratch = buf_over(words, sizeof words);
    uint64_t now_indexed = indexed_hash(&x->s);
    const struct table *columns;
    sqlite3_stmt *s = statement(v, x, now_indexed, &columns);
    record_pack(&session_type, &x->s, &out);
    ASSERT(!out.full);
    int at = table_bind(columns, s, 1, &x->s, &scratch);
    db_bind_blob(s, at, buf_str(&out));
    db_bind_int(s, at + 1, (int64_t)x->changed);
    db_bind_int(s, at + 2, x->id);
    enum err e = db_run(v->db, s);
    if (e != ERR_OK)
        return e;
    x->stored = true;
    x->dirty = false;
    x->indexed = now_indexed;
    x->state = x->s.state;
    return ERR_OK;
}

/* Make room for one more in memory. */
static enum err make_room(struct sessions *v)
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

/* Fill a new entry from its row, if it has one. */
static enum err load(struct sessions *v, struct held *x)
{
    bool row;
    db_bind_text(v->find, 1, x->hold.key);
    enum err e = db_next(v->db, v->find, &row);
    if (e != ERR_OK || !row)
        return e;
    x->id = sqlite3_column_int64(v->find, 0);
    x->changed = (uint64_t)sqlite3_column_int64(v->find, 2);
    bool good = record_unpack(&session_type, db_column(v->find, 1), &x->s);
    sqlite3_reset(v->find);
    if (!good)
        return ERR_CORRUPT;
    struct buf image = buf_over(x->image, v->image_max);
    record_pack(&v->schema->session.type, &x->s, &image);
    x->n_image = image.n;
    x->indexed = indexed_hash(&x->s);
    x->state = x->s.state;
    x->stored = true;
    return ERR_OK;
}

/* The session of that id, from memory or from its row, or a new one that has not begun. */
static enum err hold_session(struct sessions *v, struct str id, struct held **out)
{
    *out = (struct held *)holds_find(&v->holds, id);
    if (*out)
        return ERR_OK;
    enum err e = make_room(v);
    if (e != ERR_OK)
        return e;
    struct held *x = calloc(1, sizeof *x + v->image_max);
    if (!x)
        return ERR_MEMORY;
    str_copy(x->key, sizeof x->key, id);
    x->hold.key = str_make(x->key, id.n);
    e = load(v, x);
    if (e != ERR_OK) {
        free(x);
        return e;
    }
    holds_add(&v->holds, &x->hold);
    *out = x;
    return ERR_OK;
}

enum err sessions_apply(struct sessions *v, struct str station, const struct event *e)
{
    struct str id = event_session(e);
    struct held *x;
    if (id.n == 0 || id.n >= sizeof x->key || memchr(id.p, '\0', id.n))
        return ERR_CORRUPT;
    enum err failed = hold_session(v, id, &x);
    if (failed != ERR_OK)
        return failed;
    int64_t flags = x->s.flags, method = x->s.energy_method, phases = x->s.register_phases;
    session_fold(&x->s, station, v->changes->at_us, e);
    v->gain = (struct session_gain){.session = &x->s,
                                    .flags = x->s.flags & ~flags,
                                    .phases = phases == 0 && x->s.register_phases != 0,
                                    .intervals = method != x->s.energy_method &&
                                                 x->s.energy_method == energy_method_INTERVAL};
    if (x->s.state == session_state_NONE)
        return ERR_OK;
    x->dirty = true;
    char bytes[PACKED_MAX];
    struct buf image = buf_over(bytes, sizeof bytes);
    record_pack(&v->schema->session.type, &x->s, &image);
    struct str now = buf_str(&image), old = str_make(x->n_image > 0 ? x->image : NULL, x->n_image);
    if (x->id == 0)
        x->id = ++v->last_id;
    if (str_eq(now, old))
        return ERR_OK;
    failed = change_add(v->changes, CHANGE_SESSION, x->hold.key, x->changed, old, now);
    x->changed = v->changes->n;
    memcpy(x->image, bytes, now.n);
    x->n_image = now.n;
    return failed;
}

enum err sessions_write(struct sessions *v)
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
