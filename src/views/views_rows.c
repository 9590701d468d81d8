/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the lists and the change stream as JSON. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

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

struct row_json {
    const struct table *table;
    int64_t id, position;
    union any_row row;
};

/* Write one row of a list. */
static void make_row(void *ctx, struct json_writer *w)
{
    const struct row_json *j = ctx;
    json_object(w);
    json_pair_int(w, "row", j->id);
    json_pair_int(w, "position", j->position);
    record_json_fields(&j->table->type, &j->row, w);
    json_object_end(w);
}

/* Step through the rows of a page. */
static enum err row_page(struct views_reader *r, const struct table *t, sqlite3_stmt *s,
                         void (*each)(void *ctx, int64_t rowid, struct str json), void *ctx)
{
    for (;;) {
        struct row_json j = {.table = t};
        struct str json;
        bool row;
        enum err e = db_next(&r->db, s, &row);
        if (e != ERR_OK || !row)
            return e;
        j.id = sqlite3_column_int64(s, 0);
        j.position = sqlite3_column_int64(s, 1);
        table_read(t, s, 2, &j.row);
        e = reader_json(r, make_row, &j, &json);
        if (e != ERR_OK)
            return e;
        each(ctx, j.id, json);
    }
}

/* Build the query of a list. */
static enum err row_sql(struct views_reader *r, const struct table *t, struct str station,
                        struct str pattern, int64_t before_rowid, struct query *q)
{
    reader_query(q, "SELECT id,position,");
    table_names(t, "", "", &q->sql);
    buf_printf(&q->sql, " FROM %s WHERE 1", t->type.name);
    if (before_rowid != 0)
        reader_and_int(q, " AND id<?", before_rowid);
    if (station.n > 0) {
        if (!record_field(&t->type, STR("station")))
            return reader_invalid(r, "these rows belong to no station: station cannot filter them");
        reader_and_text(q, " AND station=?", station);
    }
    if (pattern.n > 2)
        reader_and_anywhere(q, &t->type, pattern);
    return ERR_OK;
}

enum err views_rows(struct views_reader *r, const char *table, struct str station, struct str text,
                    int64_t limit, int64_t before_rowid,
                    void (*each)(void *ctx, int64_t rowid, struct str json), void *ctx)
{
    char like[1024];
    struct buf pattern = buf_over(like, sizeof like);
    struct query q;
    sqlite3_stmt *s = NULL;
    enum list_kind kind = schema_list_find(table);
    if (kind == LIST_COUNT)
        return reader_invalid(r, "there is no such list");
    if (!reader_pattern(text, &pattern))
        return reader_invalid(r, "text is too long to search for");
    const struct table *t = &r->schema.lists[kind];
    enum err e = reader_limit(r, &limit);
    if (e == ERR_OK)
        e = row_sql(r, t, station, buf_str(&pattern), before_rowid, &q);
    if (e != ERR_OK)
        return e;
    reader_and_int(&q, " ORDER BY id DESC LIMIT ?", limit);
    e = reader_prepare(r, &q, &s);
    if (e == ERR_OK)
        e = row_page(r, t, s, each, ctx);
    sqlite3_finalize(s);
    return e;
}

struct change_json {
    struct views_reader *r;
    sqlite3_stmt *s;
    const struct record_type *type;
    void *scratch;
    bool bad;
};

/* Write one image of a change. */
static void make_image(struct change_json *j, const char *name, int column, struct json_writer *w)
{
    struct str packed = db_column(j->s, column);
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
    json_object(w);
    json_pair_int(w, "seq", sqlite3_column_int64(j->s, 0));
    json_pair_int(w, "position", sqlite3_column_int64(j->s, 1));
    json_pair_time(w, "at", sqlite3_column_int64(j->s, 2));
    json_pair(w, "kind", db_column(j->s, 3));
    json_pair(w, "key", db_column(j->s, 4));
    make_image(j, "old", 5, w);
    make_image(j, "new", 6, w);
    json_object_end(w);
}

/* Choose type and scratch by the kind of the change in the current row. */
static bool choose(struct change_json *j)
{
    struct str kind = db_column(j->s, 3);
    struct views_reader *r = j->r;
    if (str_is(kind, "session")) {
        j->type = &r->schema.session.type;
        j->scratch = &r->session;
    } else if (str_is(kind, "station")) {
        j->type = &r->schema.station_image.type;
        j->scratch = &r->station->info;
    } else if (str_is(kind, "connector")) {
        j->type = &r->schema.connector.type;
        j->scratch = &r->station->connectors[0];
    } else {
        return false;
    }
    return true;
}

/* Step through the changes of a page. */
static enum err change_page(struct views_reader *r, sqlite3_stmt *s,
                            bool (*each)(void *ctx, uint64_t seq, struct str json), void *ctx)
{
    for (;;) {
        struct change_json j = {.r = r, .s = s};
        struct str json;
        bool row;
        enum err e = db_next(&r->db, s, &row);
        if (e != ERR_OK || !row)
            return e;
        if (!choose(&j))
            return ERR_CORRUPT;
        e = reader_json(r, make_change, &j, &json);
        if (e == ERR_OK && j.bad)
            e = ERR_CORRUPT;
        if (e != ERR_OK || !each(ctx, (uint64_t)sqlite3_column_int64(s, 0), json))
            return e;
    }
}

enum err views_changes_read(struct views_reader *r, uint64_t seq, int64_t limit,
                            bool (*each)(void *ctx, uint64_t seq, struct str json), void *ctx)
{
    struct query q;
    sqlite3_stmt *s = NULL;
    enum err e = reader_limit(r, &limit);
    if (e != ERR_OK)
        return e;
    reader_query(&q, "SELECT seq,position,at_us,kind,key,old,new FROM changes");
    reader_and_int(&q, " WHERE seq>=?", seq > INT64_MAX ? INT64_MAX : (int64_t)seq);
    reader_and_int(&q, " ORDER BY seq LIMIT ?", limit);
    e = reader_prepare(r, &q, &s);
    if (e == ERR_OK)
        e = change_page(r, s, each, ctx);
    sqlite3_finalize(s);
    return e;
}
