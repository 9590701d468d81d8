/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the lists and the change stream as JSON. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "views/change.h"
#include "views/reader.h"

/* A row of any list. */
union any_row {
#define LIST_BEGIN(name, key, merge, doc) struct row_##name name;
#define LIST_END(name)
#include "event/rows_none.h"
#include "views/tbl/lists.h"
#include "event/rows_end.h"
#undef LIST_BEGIN
#undef LIST_END
};

/* Build the query of a list. */
static enum err row_sql(struct views_reader *r, const struct table *t,
                        const struct row_filter *filters, size_t n, struct str pattern,
                        int64_t before_rowid, struct query *q)
{
    reader_query(q, "SELECT id,position,");
    table_names(t, "", "", &q->sql);
    buf_printf(&q->sql, " FROM %s WHERE 1", t->type.name);
    if (before_rowid != 0)
        reader_and_int(q, " AND id<?", before_rowid);
    for (size_t i = 0; i < n; i++) {
        char sql[64];
        if (filters[i].value.n == 0)
            continue;
        if (!record_field(&t->type, str_of(filters[i].column)))
            return reader_invalid(r, "these rows belong to no station: station cannot filter them");
        snprintf(sql, sizeof sql, " AND %s=?", filters[i].column);
        reader_and_text(q, sql, filters[i].value);
    }
    if (pattern.n > 2)
        reader_and_anywhere(q, &t->type, pattern);
    return ERR_OK;
}

enum err views_order(struct views_reader *r, struct str order_id, char station[129], int64_t *state)
{
    sqlite3_stmt *s;
    bool row = false;
    enum err e = db_prepare(&r->db, "SELECT station,state FROM orders WHERE order_id=?", &s);
    if (e != ERR_OK)
        return e;
    db_bind_text(s, 1, order_id);
    e = db_next(&r->db, s, &row);
    if (row) {
        str_copy(station, 129, db_column(s, 0));
        *state = enum_find(&names_order_state, db_column(s, 1));
    }
    sqlite3_finalize(s);
    return e == ERR_OK && !row ? ERR_NOT_FOUND : e;
}

enum err views_rows(struct views_reader *r, const char *table, const struct row_filter *filters,
                    size_t n, struct str text, int64_t limit, int64_t before_rowid,
                    void (*each)(void *ctx, int64_t rowid, struct str json), void *ctx)
{
    char like[1024];
    struct buf pattern = buf_over(like, sizeof like);
    struct query q;
    union any_row row;
    sqlite3_stmt *s = NULL;
    enum list_kind kind = schema_list_find(table);
    if (kind == LIST_COUNT)
        return reader_invalid(r, "there is no such list");
    if (!reader_pattern(text, &pattern))
        return reader_invalid(r, "text is too long to search for");
    const struct table *t = &r->schema.lists[kind];
    enum err e = reader_limit(r, &limit);
    if (e == ERR_OK)
        e = row_sql(r, t, filters, n, buf_str(&pattern), before_rowid, &q);
    if (e != ERR_OK)
        return e;
    reader_and_int(&q, " ORDER BY id DESC LIMIT ?", limit);
    e = reader_prepare(r, &q, &s);
    if (e == ERR_OK)
        e = reader_page(r, s, &(struct reader_row){.table = t, .object = &row}, each, ctx);
    sqlite3_finalize(s);
    return e;
}

struct change_json {
    struct views_reader *r;
    const struct change *change;
    uint64_t seq;
    const struct record_type *type;
    void *scratch;
    bool bad;
};

/* Write one image of a change. */
static void make_image(struct change_json *j, const char *name, struct str packed,
                       struct json_writer *w)
{
    json_key(w, str_of(name));
    if (packed.n == 0) {
        json_null(w);
        return;
    }
    memset(j->scratch, 0, j->type->size);
    j->bad |= !record_unpack(j->type, packed, j->scratch);
    record_json(j->type, j->scratch, w);
}

/* Write one change. */
static void make_change(void *ctx, struct json_writer *w)
{
    struct change_json *j = ctx;
    const struct change *c = j->change;
    json_object(w);
    json_pair_int(w, "seq", (int64_t)j->seq);
    json_pair_int(w, "position", (int64_t)c->position);
    json_pair_time(w, "at", c->at_us);
    json_pair(w, "kind", str_of(change_word(c->kind)));
    json_pair(w, "key", c->key);
    make_image(j, "old", c->old, w);
    make_image(j, "new", c->now, w);
    json_object_end(w);
}

/* Choose type and scratch by the kind of the change. */
static void choose(struct change_json *j)
{
    struct views_reader *r = j->r;
    switch (j->change->kind) {
    case CHANGE_SESSION:
        j->type = &r->schema.session.type;
        j->scratch = &r->session;
        return;
    case CHANGE_STATION:
        j->type = &r->schema.station_image.type;
        j->scratch = &r->station->info;
        return;
    case CHANGE_CONNECTOR:
        j->type = &r->schema.connector.type;
        j->scratch = &r->station->connectors[0];
        return;
    case CHANGE_NONE:
    case CHANGE_KINDS:
        return;
    }
}

/* The change of that number in its row's bytes. */
static bool change_in(struct str bytes, uint64_t seq, struct change *out)
{
    for (uint64_t at = change_row(seq); at <= seq; at++)
        if (!change_take(&bytes, out))
            return false;
    return true;
}

struct change_page {
    struct views_reader *r;
    sqlite3_stmt *rows, *one; /* rows from there on; the row of a number */
    uint64_t seq;             /* the next to be told */
    int64_t left;
    bool (*each)(void *ctx, uint64_t seq, struct str json);
    void *ctx;
    bool end; /* as many as wanted were told */
};

/* Tell one change, the next one; where its old image is the new one of another, with that. */
static enum err tell_change(struct change_page *p, struct change *c)
{
    struct change before;
    struct change_json j = {.r = p->r, .change = c, .seq = p->seq};
    bool row = true, good = true;
    enum err e = ERR_OK;
    if (c->prev != 0) {
        db_bind_int(p->one, 1, (int64_t)change_row(c->prev));
        e = db_next(&p->r->db, p->one, &row);
        good = e == ERR_OK && row && change_in(db_column(p->one, 0), c->prev, &before);
        c->old = good ? before.now : c->old;
    }
    struct str json;
    choose(&j);
    if (e == ERR_OK)
        e = good ? reader_json(p->r, make_change, &j, &json) : ERR_CORRUPT;
    if (e == ERR_OK && j.bad)
        e = ERR_CORRUPT;
    sqlite3_reset(p->one);
    if (e != ERR_OK)
        return e;
    p->end = !p->each(p->ctx, p->seq, json) || --p->left == 0;
    p->seq++;
    return ERR_OK;
}

/* Tell the changes of one row, from the one wanted on. */
static enum err tell_row(struct change_page *p, uint64_t first, struct str bytes)
{
    struct change c;
    uint64_t at = first;
    for (; bytes.n > 0 && !p->end; at++) {
        if (!change_take(&bytes, &c))
            return ERR_CORRUPT;
        if (at < p->seq)
            continue;
        enum err e = at == p->seq ? tell_change(p, &c) : ERR_CORRUPT;
        if (e != ERR_OK)
            return e;
    }
    return ERR_OK;
}

/* Step through the rows of a page. */
static enum err change_rows(struct change_page *p)
{
    bool row = true;
    while (!p->end) {
        enum err e = db_next(&p->r->db, p->rows, &row);
        if (e != ERR_OK || !row)
            return e;
        e = tell_row(p, (uint64_t)sqlite3_column_int64(p->rows, 0), db_column(p->rows, 1));
        if (e != ERR_OK)
            return e;
    }
    return ERR_OK;
}

enum err views_changes_read(struct views_reader *r, uint64_t seq, int64_t limit,
                            bool (*each)(void *ctx, uint64_t seq, struct str json), void *ctx)
{
    struct query q;
    struct change_page p = {.r = r, .seq = seq > 0 ? seq : 1, .each = each, .ctx = ctx};
    enum err e = reader_limit(r, &limit);
    if (e != ERR_OK || p.seq > INT64_MAX)
        return e;
    p.left = limit;
    reader_query(&q, "SELECT first,bytes FROM changes");
    reader_and_int(&q, " WHERE first>=?", (int64_t)change_row(p.seq));
    buf_putz(&q.sql, " ORDER BY first");
    e = reader_prepare(r, &q, &p.rows);
    if (e == ERR_OK)
        e = db_prepare(&r->db, "SELECT bytes FROM changes WHERE first=?", &p.one);
    if (e == ERR_OK)
        e = change_rows(&p);
    sqlite3_finalize(p.rows);
    sqlite3_finalize(p.one);
    return e;
}
