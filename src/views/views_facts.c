/* SPDX-License-Identifier: Apache-2.0 */
/* Reading facts as JSON, page by page. */
#include <stdio.h>

#include "event/fact.h"
#include "views/reader.h"

/* Add "AND column=?" for a filter that is given; false where the kind has no such column. */
static bool and_equal(struct query *q, const struct table *t, const char *column, struct str value)
{
    char sql[64];
    if (value.n == 0)
        return true;
    if (!record_field(&t->type, str_of(column)))
        return false;
    snprintf(sql, sizeof sql, " AND %s=?", column);
    reader_and_text(q, sql, value);
    return true;
}

/* Turn the filter into a query. */
static enum err fact_sql(struct views_reader *r, const struct table *t, const struct fact_query *f,
                         struct str pattern, struct query *q)
{
    reader_query(q, "SELECT id,position,station,told_at_us,");
    table_names(t, "", "", &q->sql);
    buf_printf(&q->sql, " FROM %s WHERE 1", t->type.name);
    if (f->before != 0)
        reader_and_int(q, " AND id<?", f->before);
    if (f->station.n > 0)
        reader_and_text(q, " AND station=?", f->station);
    if (!and_equal(q, t, "component", f->component) || !and_equal(q, t, "variable", f->variable))
        return reader_invalid(r, "facts of this kind have no component and variable");
    if (f->has_request && !record_field(&t->type, STR("request_id")))
        return reader_invalid(r, "facts of this kind have no request_id");
    if (f->has_request)
        reader_and_int(q, " AND request_id=?", f->request);
    if (f->drift) {
        if (f->kind != FACT_variable)
            return reader_invalid(r, "only a variable can drift from what was wanted");
        buf_putz(&q->sql, " AND wanted<>'' AND value<>wanted");
    }
    if (pattern.n > 2)
        reader_and_anywhere(q, &t->type, pattern);
    return ERR_OK;
}

enum err views_facts(struct views_reader *r, const struct fact_query *f,
                     void (*each)(void *ctx, int64_t rowid, struct str json), void *ctx)
{
    char like[1024];
    struct buf pattern = buf_over(like, sizeof like);
    struct query q;
    struct table t;
    struct fact fact;
    sqlite3_stmt *s = NULL;
    int64_t limit = f->limit;
    if (!fact_type(f->kind))
        return reader_invalid(r, "there are no facts of this kind");
    if (!reader_pattern(f->text, &pattern))
        return reader_invalid(r, "text is too long to search for");
    table_of(&t, fact_type(f->kind), NULL);
    enum err e = reader_limit(r, &limit);
    if (e == ERR_OK)
        e = fact_sql(r, &t, f, buf_str(&pattern), &q);
    if (e != ERR_OK)
        return e;
    reader_and_int(&q, " ORDER BY id DESC LIMIT ?", limit);
    e = reader_prepare(r, &q, &s);
    if (e == ERR_OK)
        e = reader_page(r, s, &(struct reader_row){.table = &t, .object = &fact.u, .told = true},
                        each, ctx);
    sqlite3_finalize(s);
    return e;
}
