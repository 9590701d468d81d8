/* SPDX-License-Identifier: Apache-2.0 */
/* Making the tables and indexes, and dropping those of another version. */
#include "views/schema.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/assert.h"
#include "base/hash.h"
#include "csms/station.h"
#include "views/facts.h"

#include "event/rows_field.h"
#define LIST_BEGIN(name, key, merge, doc) static const struct record_field fields_##name[] = {
#define LIST_END(name)                                                                             \
    }                                                                                              \
    ;
#include "views/tbl/lists.h"
#undef LIST_BEGIN
#undef LIST_END
#include "event/rows_end.h"

#define LIST_BEGIN(list, by, into, text)                                                           \
    {.key = by,                                                                                    \
     .merge = into,                                                                                \
     .type = {.name = #list,                                                                       \
              .doc = text,                                                                         \
              .fields = fields_##list,                                                             \
              .n_fields = sizeof fields_##list / sizeof *fields_##list,                            \
              .size = sizeof(struct row_##list)}},
#define LIST_END(name)
static const struct list lists[LIST_COUNT] = {
#include "event/rows_none.h"
#include "views/tbl/lists.h"
#include "event/rows_end.h"
};
#undef LIST_BEGIN
#undef LIST_END

/* Sessions are looked up by each of these, newest start first. */
static const char *const session_indexes[] = {"station",  "site_id", "cpo_id",        "tariff_id",
                                              "id_token", "state",   "transaction_id"};

const struct list *schema_list(enum list_kind kind)
{
    ASSERT((unsigned)kind < LIST_COUNT);
    return &lists[kind];
}

enum list_kind schema_list_find(const char *name)
{
    for (unsigned i = 0; i < LIST_COUNT; i++)
        if (str_is(str_of(name), lists[i].type.name))
            return (enum list_kind)i;
    return LIST_COUNT;
}

/* The memory of the session's fold: kept in `packed`, shown nowhere. */
static const char *const fold_memory[] = {"register_seen",
                                          "register_first_mwh",
                                          "register_last_mwh",
                                          "register_first_at_us",
                                          "register_last_at_us",
                                          "register_location",
                                          "segments_mwh",
                                          "interval_mwh",
                                          "interval_clock_mwh",
                                          "register_phases",
                                          "register_readings",
                                          "register_oldest_mwh",
                                          "register_oldest_at_us",
                                          "register_before_mwh",
                                          "register_before_at_us",
                                          "token_rank",
                                          NULL};

void schema_init(struct schema *s)
{
    static const char *const station_noise[] = {"transactions", "findings", "csrs", NULL};
    table_of(&s->session, &session_type, fold_memory);
    table_of(&s->station, &station_type, NULL);
    table_of(&s->station_image, &station_type, station_noise);
    table_of(&s->connector, &connector_type, NULL);
    for (unsigned i = 0; i < LIST_COUNT; i++)
        table_of(&s->lists[i], &lists[i].type, NULL);
}

/* One number for everything that decides what the tables hold: rows of state, lists and events. */
static uint64_t rows_hash(void)
{
    uint64_t h = hash_mix(SCHEMA_VERSION, STATION_CONNECTORS_MAX);
    h = table_hash(h, &session_type);
    h = table_hash(h, &station_type);
    h = table_hash(h, &connector_type);
    for (unsigned i = 0; i < LIST_COUNT; i++) {
        h = table_hash(h, &lists[i].type);
        h = hash_mix(h, hash_str(str_of(lists[i].key)));
        h = hash_mix(h, hash_str(str_of(lists[i].merge)));
    }
    for (unsigned kind = 0; kind <= EVENT_KIND_MAX; kind++)
        if (event_type((enum event_kind)kind))
            h = table_hash(h, event_type((enum event_kind)kind));
    return facts_hash(h);
}

/* Read the one integer that a statement returns. */
static enum err read_int(struct db *d, const char *sql, int64_t *out)
{
    sqlite3_stmt *s;
    bool row = false;
    *out = 0;
    enum err e = db_prepare(d, sql, &s);
    if (e != ERR_OK)
        return e;
    e = db_next(d, s, &row);
    if (row)
        *out = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return e;
}

enum err schema_check(struct db *d)
{
    int64_t version, tables, hash;
    enum err e = read_int(d, "PRAGMA user_version", &version);
    if (e != ERR_OK)
        return e;
    e = read_int(d, "SELECT count(*) FROM sqlite_master WHERE name='view_position'", &tables);
    if (e != ERR_OK)
        return e;
    if (version != SCHEMA_VERSION || tables == 0)
        return ERR_VERSION;
    e = read_int(d, "SELECT schema FROM view_position", &hash);
    if (e != ERR_OK)
        return e == ERR_DATABASE ? ERR_VERSION : e;
    return hash == (int64_t)rows_hash() ? ERR_OK : ERR_VERSION;
}

/* Drop one table that is there; *more says whether there was one. */
static enum err drop_one(struct db *d, bool *more)
{
    char sql[512];
    sqlite3_stmt *s;
    enum err e = db_prepare(d,
                            "SELECT 'DROP '||type||' \"'||replace(name,'\"','\"\"')||'\"'"
                            " FROM sqlite_master WHERE type IN ('table','view')"
                            " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
                            &s);
    if (e != ERR_OK)
        return e;
    e = db_next(d, s, more);
    bool fits = !*more || str_copy(sql, sizeof sql, db_column(s, 0));
    sqlite3_finalize(s);
    if (e != ERR_OK || !*more)
        return e;
    return fits ? db_exec(d, sql) : ERR_CORRUPT;
}

/* Make session, its unique key and its lookup indexes. */
static void session_sql(const struct schema *s, struct buf *out)
{
    buf_putz(out, "CREATE TABLE session(id INTEGER PRIMARY KEY,");
    table_definition(&s->session, out);
    buf_putz(out, ",packed BLOB NOT NULL,changed INTEGER NOT NULL);"
                  "CREATE UNIQUE INDEX session_key ON session(session_id);"
                  "CREATE INDEX session_by_start ON session(started_at_us,session_id);");
    for (size_t i = 0; i < sizeof session_indexes / sizeof *session_indexes; i++)
        buf_printf(out, "CREATE INDEX session_by_%s ON session(%s,started_at_us,session_id);",
                   session_indexes[i], session_indexes[i]);
}

/* Make station and connector. */
static void station_sql(const struct schema *s, struct buf *out)
{
    buf_putz(out, "CREATE TABLE station(id INTEGER PRIMARY KEY,");
    table_definition(&s->station, out);
    buf_putz(out, ",packed BLOB NOT NULL);CREATE UNIQUE INDEX station_key ON station(identity);"
                  "CREATE INDEX station_by_site ON station(site_id,identity);"
                  "CREATE INDEX station_by_cpo ON station(cpo_id,identity);"
                  "CREATE TABLE connector(station TEXT NOT NULL,");
    table_definition(&s->connector, out);
    buf_putz(out, ",PRIMARY KEY(station,evse_id,connector_id)) WITHOUT ROWID;");
}

/* Make one list. */
static void list_sql(const struct schema *s, unsigned i, struct buf *out)
{
    const char *name = lists[i].type.name;
    buf_printf(out, "CREATE TABLE %s(id INTEGER PRIMARY KEY,position INTEGER NOT NULL,", name);
    table_definition(&s->lists[i], out);
    buf_putz(out, ");");
    if (lists[i].key[0] != '\0')
        buf_printf(out, "CREATE UNIQUE INDEX %s_key ON %s(%s);", name, name, lists[i].key);
    if (record_field(&lists[i].type, STR("station")))
        buf_printf(out, "CREATE INDEX %s_by_station ON %s(station,id);", name, name);
    if (record_field(&lists[i].type, STR("batch_id")))
        buf_printf(out, "CREATE INDEX %s_by_batch ON %s(batch_id,state,id);", name, name);
}

/* Make everything, inside a transaction. */
static enum err create_all(struct db *d, const struct schema *s, struct buf *sql)
{
    session_sql(s, sql);
    station_sql(s, sql);
    for (unsigned i = 0; i < LIST_COUNT; i++)
        list_sql(s, i, sql);
    facts_sql(sql);
    buf_printf(sql,
               "CREATE TABLE changes(first INTEGER PRIMARY KEY,bytes BLOB NOT NULL);"
               "CREATE TABLE view_position(position INTEGER NOT NULL,changes INTEGER NOT NULL,"
               "schema INTEGER NOT NULL);INSERT INTO view_position VALUES(0,0,%lld);"
               "PRAGMA user_version=%d",
               (long long)rows_hash(), SCHEMA_VERSION);
    buf_putc(sql, '\0');
    ASSERT(!sql->full);
    bool more = true;
    while (more) {
        enum err e = drop_one(d, &more);
        if (e != ERR_OK)
            return e;
    }
    return db_exec(d, sql->p);
}

enum err schema_create(struct db *d, const struct schema *s)
{
    struct buf sql = buf_over(malloc(65536), 65536);
    if (!sql.p)
        return ERR_MEMORY;
    enum err e = db_exec(d, "BEGIN IMMEDIATE");
    if (e == ERR_OK) {
        e = create_all(d, s, &sql);
        enum err ended = db_exec(d, e == ERR_OK ? "COMMIT" : "ROLLBACK");
        e = e == ERR_OK ? ended : e;
    }
    free(sql.p);
    return e;
}

const struct schema_order *schema_orders(void)
{
    static const struct schema_order orders[] = {{"session", "session_id"},
                                                 {"station", "identity"},
                                                 {"connector", "station,evse_id,connector_id"},
                                                 {"site", "id"},
                                                 {"token", "id"},
                                                 {"refused", "id"},
                                                 {"finding", "id"},
                                                 {"repair", "id"},
                                                 {"quirk", "id"},
                                                 {"command", "id"},
                                                 {"orders", "id"},
                                                 {"connection", "id"},
                                                 {"csr", "id"},
                                                 {"station_certificate", "id"},
#define FACT_BEGIN(name, number, key, doc) {#name, "id"},
#define FACT_END(name)
#include "event/rows_none.h"
#include "event/tbl/facts.h"
#undef FACT_BEGIN
#undef FACT_END
#include "event/rows_end.h"
                                                 {"changes", "first"},
                                                 {"view_position", "position"},
                                                 {NULL, NULL}};
    return orders;
}
