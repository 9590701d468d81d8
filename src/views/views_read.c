/* SPDX-License-Identifier: Apache-2.0 */
/* Reading sessions and stations, page by page. A page ends in a cursor that names its last row, so
 * pages neither skip nor repeat what stays in place. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "views/reader.h"

enum err views_reader_open(const char *dir, struct views_reader **out, char why[256])
{
    char path[4096];
    *out = NULL;
    struct views_reader *r = calloc(1, sizeof *r);
    enum err e = r ? ERR_OK : ERR_MEMORY;
    if (r && !(r->station = malloc(sizeof *r->station)))
        e = ERR_MEMORY;
    if (e == ERR_OK && snprintf(path, sizeof path, "%s/views.db", dir) >= (int)sizeof path)
        e = ERR_INVALID;
    if (e == ERR_OK)
        e = db_open(&r->db, path, NULL, true);
    if (e == ERR_OK)
        e = schema_check(&r->db);
    if (e == ERR_OK) {
        schema_init(&r->schema);
        *out = r;
        return ERR_OK;
    }
    snprintf(why, 256, "%s", r && r->db.why[0] != '\0' ? r->db.why : err_text(e));
    views_reader_close(r);
    return e;
}

void views_reader_close(struct views_reader *r)
{
    if (!r)
        return;
    db_close(&r->db);
    free(r->station);
    free(r->json);
    free(r);
}

const char *views_reader_why(const struct views_reader *r)
{
    return r->db.why;
}

const struct record_type *views_session_type(const struct views_reader *r)
{
    return &r->schema.session.type;
}

/* Read "<started_at_us>.<session_id>". */
static bool session_cursor(struct str text, int64_t *started_at_us, struct str *session_id)
{
    struct str number = str_cut(&text, '.');
    *session_id = text;
    return text.n > 0 && str_int(number, started_at_us);
}

/* Turn the filter into a query. */
static enum err session_sql(struct views_reader *r, const struct session_query *f, struct query *q)
{
    const struct {
        struct str value;
        const char *sql;
    } equal[] = {{f->session_id, " AND session_id=?"},
                 {f->station, " AND station=?"},
                 {f->site_id, " AND site_id=?"},
                 {f->cpo_id, " AND cpo_id=?"},
                 {f->tariff_id, " AND tariff_id=?"},
                 {f->id_token, " AND id_token=?"},
                 {f->transaction_id, " AND transaction_id=?"}};
    reader_query(q, "SELECT packed FROM session WHERE 1");
    for (size_t i = 0; i < sizeof equal / sizeof *equal; i++)
        if (equal[i].value.n > 0)
            reader_and_text(q, equal[i].sql, equal[i].value);
    if (f->state != session_state_NONE)
        reader_and_text(q, " AND state=?", enum_text(&names_session_state, f->state));
    if (f->from_us != 0)
        reader_and_int(q, " AND started_at_us>=?", f->from_us);
    if (f->to_us != 0)
        reader_and_int(q, " AND started_at_us<?", f->to_us);
    if (f->after.n > 0) {
        int64_t started_at_us;
        struct str id;
        if (!session_cursor(f->after, &started_at_us, &id))
            return reader_invalid(r, "after is not a cursor of ours");
        reader_and_int(q, " AND (started_at_us,session_id)<(?,", started_at_us);
        reader_and_text(q, "?)", id);
    }
    return ERR_OK;
}

/* Step through the sessions of a page; *more says whether there is another behind it. */
static enum err session_page(struct views_reader *r, sqlite3_stmt *s, int64_t limit,
                             void (*each)(void *ctx, const struct session *s), void *ctx,
                             char cursor[64])
{
    bool row = true;
    for (int64_t n = 0;; n++) {
        enum err e = db_next(&r->db, s, &row);
        if (e != ERR_OK || !row) {
            cursor[0] = '\0';
            return e;
        }
        if (n == limit) {
            snprintf(cursor, 64, "%" PRId64 ".%s", r->session.started_at_us, r->session.session_id);
            return ERR_OK;
        }
        memset(&r->session, 0, sizeof r->session);
        if (!record_unpack(&session_type, db_column(s, 0), &r->session))
            return ERR_CORRUPT;
        each(ctx, &r->session);
    }
}

enum err views_sessions(struct views_reader *r, const struct session_query *q,
                        void (*each)(void *ctx, const struct session *s), void *ctx,
                        char cursor[64])
{
    struct query query;
    sqlite3_stmt *s = NULL;
    int64_t limit = q->limit;
    enum err e = reader_limit(r, &limit);
    if (e == ERR_OK)
        e = session_sql(r, q, &query);
    if (e != ERR_OK) {
        cursor[0] = '\0';
        return e;
    }
    reader_and_int(&query, " ORDER BY started_at_us DESC,session_id DESC LIMIT ?", limit + 1);
    e = reader_prepare(r, &query, &s);
    if (e == ERR_OK)
        e = session_page(r, s, limit, each, ctx, cursor);
    sqlite3_finalize(s);
    if (e != ERR_OK)
        cursor[0] = '\0';
    return e;
}

/* Turn the filter into a query. A station's cursor is the number of its row, as identities may be
 * long. */
static enum err station_sql(struct views_reader *r, const struct station_query *f, struct query *q)
{
    int64_t row = 0;
    reader_query(q, "SELECT packed,id FROM station WHERE 1");
    if (f->identity.n > 0)
        reader_and_text(q, " AND identity=?", f->identity);
    if (f->site_id.n > 0)
        reader_and_text(q, " AND site_id=?", f->site_id);
    if (f->cpo_id.n > 0)
        reader_and_text(q, " AND cpo_id=?", f->cpo_id);
    if (f->connected != 0)
        reader_and_int(q, " AND connected=?", f->connected > 0);
    if (f->standing != standing_UNKNOWN)
        reader_and_text(q, " AND standing=?", enum_text(&names_standing, f->standing));
    if (f->after.n > 0) {
        if (!str_int(f->after, &row))
            return reader_invalid(r, "after is not a cursor of ours");
        reader_and_int(q, " AND identity>(SELECT identity FROM station WHERE id=?)", row);
    }
    return ERR_OK;
}

/* Step through the stations of a page. */
static enum err station_page(struct views_reader *r, sqlite3_stmt *s, int64_t limit,
                             void (*each)(void *ctx, const struct station_info *info,
                                          const struct connector *c, size_t n),
                             void *ctx, char cursor[64])
{
    bool row = true;
    int64_t last = 0;
    for (int64_t n = 0;; n++) {
        enum err e = db_next(&r->db, s, &row);
        if (e != ERR_OK || !row) {
            cursor[0] = '\0';
            return e;
        }
        if (n == limit) {
            snprintf(cursor, 64, "%" PRId64, last);
            return ERR_OK;
        }
        if (!station_unpack(db_column(s, 0), r->station))
            return ERR_CORRUPT;
        last = sqlite3_column_int64(s, 1);
        each(ctx, &r->station->info, r->station->connectors, r->station->n_connectors);
    }
}

enum err views_stations(struct views_reader *r, const struct station_query *q,
                        void (*each)(void *ctx, const struct station_info *info,
                                     const struct connector *c, size_t n),
                        void *ctx, char cursor[64])
{
    struct query query;
    sqlite3_stmt *s = NULL;
    int64_t limit = q->limit;
    enum err e = reader_limit(r, &limit);
    if (e == ERR_OK)
        e = station_sql(r, q, &query);
    if (e != ERR_OK) {
        cursor[0] = '\0';
        return e;
    }
    reader_and_int(&query, " ORDER BY identity LIMIT ?", limit + 1);
    e = reader_prepare(r, &query, &s);
    if (e == ERR_OK)
        e = station_page(r, s, limit, each, ctx, cursor);
    sqlite3_finalize(s);
    if (e != ERR_OK)
        cursor[0] = '\0';
    return e;
}
