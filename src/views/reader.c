/* SPDX-License-Identifier: Apache-2.0 */
/* Queries with bound values, and JSON of any length. */
#include "views/reader.h"

#include <stdio.h>
#include <stdlib.h>

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
