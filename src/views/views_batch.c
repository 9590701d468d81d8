/* SPDX-License-Identifier: Apache-2.0 */
/* Which stations a selector means, and how far the orders of a batch are. */
#include <stdio.h>

#include "views/reader.h"

/* Step through the rows of a query whose first columns are texts. */
static enum err each_row(struct views_reader *r, struct query *q,
                         void (*each)(void *ctx, struct str first, struct str second), void *ctx)
{
    sqlite3_stmt *s;
    bool row = true;
    enum err e = reader_prepare(r, q, &s);
    while (e == ERR_OK && row) {
        e = db_next(&r->db, s, &row);
        if (e == ERR_OK && row)
            each(ctx, db_column(s, 0), db_column(s, 1));
    }
    sqlite3_finalize(s);
    return e;
}

enum err views_select(struct views_reader *r, const struct row_filter *filters, size_t n,
                      struct str glob,
                      void (*each)(void *ctx, struct str identity, struct str standing), void *ctx)
{
    struct query q;
    reader_query(&q, "SELECT identity,standing FROM station WHERE standing NOT IN"
                     "('unknown','removed')");
    for (size_t i = 0; i < n; i++) {
        char sql[64];
        if (filters[i].value.n == 0)
            continue;
        snprintf(sql, sizeof sql, " AND %s=?", filters[i].column);
        reader_and_text(&q, sql, filters[i].value);
    }
    if (glob.n > 0)
        reader_and_text(&q, " AND identity GLOB ?", glob);
    buf_putz(&q.sql, " ORDER BY identity");
    return each_row(r, &q, each, ctx);
}

enum err views_batch(struct views_reader *r, struct str batch_id,
                     void (*each)(void *ctx, struct str state, struct str count), void *ctx)
{
    struct query q;
    reader_query(&q, "SELECT iif(state='answered' AND until_us<>0,'awaited',state) AS s,"
                     "CAST(count(*) AS TEXT) FROM orders WHERE 1");
    reader_and_text(&q, " AND batch_id=?", batch_id);
    buf_putz(&q.sql, " GROUP BY s ORDER BY s");
    return each_row(r, &q, each, ctx);
}

enum err views_batch_waiting(struct views_reader *r, struct str batch_id,
                             void (*each)(void *ctx, struct str order_id, struct str station),
                             void *ctx)
{
    struct query q;
    reader_query(&q, "SELECT order_id,station FROM orders WHERE state IN('scheduled','queued')");
    reader_and_text(&q, " AND batch_id=?", batch_id);
    buf_putz(&q.sql, " ORDER BY id");
    return each_row(r, &q, each, ctx);
}
