/* SPDX-License-Identifier: Apache-2.0 */
/* Reading what was repaired, summed up by vendor, model and firmware or coarser. */
#include <stdio.h>

#include "event/quirk.h"
#include "views/reader.h"

/* The columns that a summary is by, as many of them as it goes down to. */
static const char *const columns[REPAIRS_BY] = {[REPAIRS_BY_QUIRK] = "",
                                                [REPAIRS_BY_VENDOR] = "vendor",
                                                [REPAIRS_BY_MODEL] = "vendor,model",
                                                [REPAIRS_BY_FIRMWARE] = "vendor,model,firmware",
                                                [REPAIRS_BY_STATION] = "station"};

/* Turn the question into a query. */
static void summary_sql(const struct repair_query *f, struct query *q)
{
    static const char *const all[] = {"vendor", "model", "firmware", "station"};
    const char *by = columns[f->by];
    reader_query(q, "SELECT ");
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        buf_printf(&q->sql, "%s,", str_has(str_of(by), str_of(all[i])) ? all[i] : "''");
    buf_putz(&q->sql, "quirk,rule,count(DISTINCT station),sum(repaired),sum(refused),"
                      "min(first_at_us),max(last_at_us) FROM repair WHERE 1");
    if (f->station.n > 0)
        reader_and_text(q, " AND station=?", f->station);
    if (f->vendor.n > 0)
        reader_and_text(q, " AND vendor=?", f->vendor);
    if (f->model.n > 0)
        reader_and_text(q, " AND model=?", f->model);
    if (f->quirk > 0)
        reader_and_int(q, " AND quirk=?", f->quirk);
    buf_printf(&q->sql,
               " GROUP BY %s%squirk,rule ORDER BY %s%ssum(repaired)+sum(refused) DESC,rule", by,
               by[0] ? "," : "", by, by[0] ? "," : "");
    reader_and_int(q, " LIMIT ?", f->limit);
    reader_and_int(q, " OFFSET ?", f->skip);
}

/* Write one row. */
static void make_row(void *ctx, struct json_writer *w)
{
    sqlite3_stmt *s = ctx;
    static const char *const texts[] = {"vendor", "model", "firmware", "station"};
    struct str rule = db_column(s, 5);
    const struct repair_row *repair = repair_of(rule, false);
    int64_t quirk = sqlite3_column_int64(s, 4);
    const struct quirk_row *row =
        quirk > 0 && quirk < QUIRKS_END ? quirk_row((unsigned)quirk) : NULL;
    json_object(w);
    for (int i = 0; i < 4; i++)
        json_pair(w, texts[i], db_column(s, i));
    json_pair_int(w, "quirk", quirk);
    json_pair(w, "name", str_of(row ? row->name : ""));
    json_pair(w, "rule", rule);
    json_pair_int(w, "stations", sqlite3_column_int64(s, 6));
    json_pair_int(w, "repaired", sqlite3_column_int64(s, 7));
    json_pair_int(w, "refused", sqlite3_column_int64(s, 8));
    json_pair_time(w, "since", sqlite3_column_int64(s, 9));
    json_pair_time(w, "last", sqlite3_column_int64(s, 10));
    json_pair(w, "why", str_of(row ? row->station : repair ? repair->text : ""));
    json_pair(w, "done", str_of(row ? row->we : ""));
    json_object_end(w);
}

enum err views_repairs(struct views_reader *r, const struct repair_query *f,
                       void (*each)(void *ctx, int64_t number, struct str json), void *ctx)
{
    struct repair_query asked = *f;
    struct query q;
    sqlite3_stmt *s = NULL;
    bool row = true;
    int64_t number = f->skip;
    enum err e = reader_limit(r, &asked.limit);
    if (e != ERR_OK)
        return e;
    summary_sql(&asked, &q);
    e = reader_prepare(r, &q, &s);
    while (e == ERR_OK && row) {
        struct str json;
        e = db_next(&r->db, s, &row);
        if (e == ERR_OK && row)
            e = reader_json(r, make_row, s, &json);
        if (e == ERR_OK && row)
            each(ctx, ++number, json);
    }
    sqlite3_finalize(s);
    return e;
}

enum err views_models(struct views_reader *r,
                      bool (*each)(void *ctx, struct str vendor, struct str model,
                                   struct str firmware),
                      void *ctx)
{
    sqlite3_stmt *s = NULL;
    bool row = true;
    enum err e = db_prepare(&r->db, "SELECT DISTINCT vendor,model,firmware FROM station", &s);
    while (e == ERR_OK && row) {
        e = db_next(&r->db, s, &row);
        if (e == ERR_OK && row && !each(ctx, db_column(s, 0), db_column(s, 1), db_column(s, 2)))
            break;
    }
    sqlite3_finalize(s);
    return e;
}
