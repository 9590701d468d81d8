/* SPDX-License-Identifier: Apache-2.0 */
/* Queries with bound values, and JSON of any length. */
#include "views/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

void reader_query(struct query *q, const char *sql)
{
    q->n_values = 0;
    q->sql = buf_over(q->text, sizeof q->text);
    buf_putz(&q->sql, sql);
}

void reader_and_text(struct query *q, const char *sql, struct str value)
{
    ASSERT(q->n_values < READER_VALUES);
    buf_putz(&q->sql, sql);
    q->values[q->n_values].is_text = true;
    q->values[q->n_values++].text = value;
}

void reader_and_int(struct query *q, const char *sql, int64_t value)
{
    ASSERT(q->n_values < READER_VALUES);
    buf_putz(&q->sql, sql);
    q->values[q->n_values].is_text = false;
    q->values[q->n_values++].number = value;
}

bool reader_pattern(struct str text, struct buf *out)
{
    buf_putc(out, '%');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '%' || text.p[i] == '_' || text.p[i] == '\\')
            buf_putc(out, '\\');
        buf_putc(out, text.p[i]);
    }
    buf_putc(out, '%');
    return !out->full;
}

void reader_and_anywhere(struct query *q, const struct record_type *t, struct str pattern)
{
    const char *before = " AND (";
    for (unsigned i = 0; i < t->n_fields; i++) {
        uint8_t kind = t->fields[i].kind;
        if (kind != RECORD_STR && kind != RECORD_ENUM)
            continue;
        buf_printf(&q->sql, "%s%s", before, t->fields[i].name);
        reader_and_text(q, " LIKE ? ESCAPE '\\'", pattern);
        before = " OR ";
    }
    buf_putc(&q->sql, ')');
}

enum err reader_prepare(struct views_reader *r, struct query *q, sqlite3_stmt **out)
{
    buf_putc(&q->sql, '\0');
    ASSERT(!q->sql.full);
    enum err e = db_prepare(&r->db, q->text, out);
    for (unsigned i = 0; e == ERR_OK && i < q->n_values; i++) {
        if (q->values[i].is_text)
            db_bind_text(*out, (int)i + 1, q->values[i].text);
        else
            db_bind_int(*out, (int)i + 1, q->values[i].number);
    }
    return e;
}

enum err reader_invalid(struct views_reader *r, const char *why)
{
    snprintf(r->db.why, sizeof r->db.why, "%s", why);
    return ERR_INVALID;
}

enum err reader_limit(struct views_reader *r, int64_t *limit)
{
    if (*limit == 0)
        *limit = READER_LIMIT;
    if (*limit < 0 || *limit > READER_LIMIT_MAX)
        return reader_invalid(r, "limit must be 1 to 1000");
    return ERR_OK;
}

enum err reader_json(struct views_reader *r, void (*make)(void *ctx, struct json_writer *w),
                     void *ctx, struct str *out)
{
    for (;;) {
        struct buf b = buf_over(r->json, r->n_json);
        struct json_writer w;
        json_begin(&w, &b);
        make(ctx, &w);
        *out = buf_str(&b);
        if (!b.full)
            return ERR_OK;
        size_t more = r->n_json > 0 ? 2 * r->n_json : 16384;
        char *p = realloc(r->json, more);
        if (!p)
            return ERR_MEMORY;
        r->json = p;
        r->n_json = more;
    }
}

/* Write one row of a page. */
static void make_row(void *ctx, struct json_writer *w)
{
    const struct reader_row *row = ctx;
    json_object(w);
    json_pair_int(w, "row", row->id);
    json_pair_int(w, "position", row->position);
    if (row->told) {
        json_pair(w, "station", row->station);
        json_pair_time(w, "told_at", row->told_at_us);
    }
    record_json_fields(&row->table->type, row->object, w);
    json_object_end(w);
}

enum err reader_page(struct views_reader *r, sqlite3_stmt *s, struct reader_row *row,
                     void (*each)(void *ctx, int64_t rowid, struct str json), void *ctx)
{
    for (;;) {
        struct str json;
        bool more;
        enum err e = db_next(&r->db, s, &more);
        if (e != ERR_OK || !more)
            return e;
        memset(row->object, 0, row->table->type.size);
        row->id = sqlite3_column_int64(s, 0);
        row->position = sqlite3_column_int64(s, 1);
        if (row->told) {
            row->station = db_column(s, 2);
            row->told_at_us = sqlite3_column_int64(s, 3);
        }
        table_read(row->table, s, row->told ? 4 : 2, row->object);
        e = reader_json(r, make_row, row, &json);
        if (e != ERR_OK)
            return e;
        each(ctx, row->id, json);
    }
}
