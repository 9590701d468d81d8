/* SPDX-License-Identifier: Apache-2.0 */
/* Appending to the change stream, and taking its rows apart. */
#include "views/change.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/assert.h"
#include "base/le.h"
#include "event/record.h"

#define HEAD_MAX (7u * LE_VARINT_MAX) /* the numbers and lengths of a change */

enum err change_open(struct changes *c, struct db *d)
{
    *c = (struct changes){.db = d};
    enum err e = db_prepare(d, "REPLACE INTO changes(first,bytes) VALUES(?,?)", &c->put);
    return e == ERR_OK ? db_prepare(d, "SELECT bytes FROM changes WHERE first=?", &c->get) : e;
}

void change_close(struct changes *c)
{
    sqlite3_finalize(c->put);
    sqlite3_finalize(c->get);
    free(c->row.p);
    *c = (struct changes){.n = c->n};
}

/* Make room for n more bytes. */
static bool make_room(struct buf *b, size_t n)
{
    if (b->cap - b->n >= n)
        return true;
    size_t cap = 2 * (b->n + n);
    char *p = realloc(b->p, cap);
    if (!p)
        return false;
    b->p = p;
    b->cap = cap;
    return true;
}

/* Are there exactly n changes in these bytes? */
static bool holds(struct str bytes, uint64_t n)
{
    struct change x;
    while (n > 0 && change_take(&bytes, &x))
        n--;
    return n == 0 && bytes.n == 0;
}

enum err change_resume(struct changes *c, uint64_t n)
{
    bool row;
    c->n = n;
    c->row.n = 0;
    c->dirty = false;
    if (n % CHANGES_IN_ROW == 0)
        return ERR_OK;
    db_bind_int(c->get, 1, (int64_t)change_row(n));
    enum err e = db_next(c->db, c->get, &row);
    if (e != ERR_OK)
        return e;
    struct str bytes = row ? db_column(c->get, 0) : (struct str){0};
    bool good = holds(bytes, n % CHANGES_IN_ROW), room = good && make_room(&c->row, bytes.n);
    if (room)
        buf_puts(&c->row, bytes);
    sqlite3_reset(c->get);
    if (!good)
        snprintf(c->db->why, sizeof c->db->why,
                 "the change stream has other rows than it should: remove views.db");
    return !good ? ERR_CORRUPT : room ? ERR_OK : ERR_MEMORY;
}

/* Append a length and bytes. */
static void put_bytes(struct buf *out, struct str s)
{
    varint_put(out, s.n);
    buf_puts(out, s);
}

enum err change_add(struct changes *c, enum change_kind kind, struct str key, uint64_t prev,
                    struct str old, struct str now)
{
    struct buf *row = &c->row;
    if (!make_room(row, HEAD_MAX + key.n + old.n + now.n))
        return ERR_MEMORY;
    varint_put(row, c->position);
    varint_put(row, zigzag(c->at_us));
    varint_put(row, kind);
    put_bytes(row, key);
    varint_put(row, prev);
    put_bytes(row, prev == 0 ? old : (struct str){0});
    put_bytes(row, now);
    c->dirty = true;
    if (++c->n % CHANGES_IN_ROW != 0)
        return ERR_OK;
    enum err e = change_write(c);
    row->n = 0;
    return e;
}

enum err change_write(struct changes *c)
{
    if (!c->dirty)
        return ERR_OK;
    db_bind_int(c->put, 1, (int64_t)change_row(c->n));
    db_bind_blob(c->put, 2, buf_str(&c->row));
    c->dirty = false;
    return db_run(c->db, c->put);
}

/* Take a length and bytes. */
static bool take_bytes(struct str *in, struct str *out)
{
    uint64_t n;
    if (!varint_get(in, &n) || n > in->n)
        return false;
    *out = str_make(in->p, (size_t)n);
    *in = str_skip(*in, (size_t)n);
    return true;
}

bool change_take(struct str *bytes, struct change *out)
{
    struct str in = *bytes;
    uint64_t at, kind;
    if (!varint_get(&in, &out->position) || !varint_get(&in, &at) || !varint_get(&in, &kind) ||
        kind == CHANGE_NONE || kind >= CHANGE_KINDS || !take_bytes(&in, &out->key) ||
        !varint_get(&in, &out->prev) || !take_bytes(&in, &out->old) || !take_bytes(&in, &out->now))
        return false;
    out->at_us = unzigzag(at);
    out->kind = (enum change_kind)kind;
    *bytes = in;
    return true;
}

const char *change_word(enum change_kind kind)
{
    static const char *const words[CHANGE_KINDS] = {[CHANGE_SESSION] = "session",
                                                    [CHANGE_STATION] = "station",
                                                    [CHANGE_CONNECTOR] = "connector"};
    ASSERT(kind != CHANGE_NONE && kind < CHANGE_KINDS);
    return words[kind];
}
