/* SPDX-License-Identifier: Apache-2.0 */
/* Reading what is known of certificates, for whoever acts on it. */
#include <string.h>

#include "views/reader.h"

enum err views_csrs(struct views_reader *r, const struct csr_query *q,
                    void (*each)(void *ctx, struct str station, const struct ev_csr_moved *m),
                    void *ctx)
{
    const struct table *t = &r->schema.lists[LIST_csr];
    struct query query;
    struct row_csr row;
    sqlite3_stmt *s = NULL;
    int64_t limit = q->limit;
    bool more = true;
    enum err e = reader_limit(r, &limit);
    if (e != ERR_OK)
        return e;
    reader_query(&query, "SELECT ");
    table_names(t, "", "", &query.sql);
    buf_putz(&query.sql, " FROM csr WHERE 1");
    if (q->csr_id.n > 0)
        reader_and_text(&query, " AND csr_id=?", q->csr_id);
    if (q->state != csr_state_NONE)
        reader_and_text(&query, " AND state=?", enum_text(&names_csr_state, q->state));
    reader_and_int(&query, " ORDER BY id LIMIT ?", limit);
    e = reader_prepare(r, &query, &s);
    while (e == ERR_OK && more) {
        e = db_next(&r->db, s, &more);
        if (e != ERR_OK || !more)
            continue;
        memset(&row, 0, sizeof row);
        table_read(t, s, 0, &row);
        each(ctx, row.station,
             &(struct ev_csr_moved){.csr_id = row.csr_id,
                                    .state = row.state,
                                    .type = row.type,
                                    .request_id = row.request_id,
                                    .csr = row.csr,
                                    .serial = row.serial,
                                    .expires_at_us = row.expires_at_us});
    }
    sqlite3_finalize(s);
    return e;
}
