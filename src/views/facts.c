/* SPDX-License-Identifier: Apache-2.0 */
/* Writing facts: a statement for each kind, made when the kind is first told. */
#include "views/facts.h"

#include <stdlib.h>

#include "base/assert.h"
#include "base/hash.h"

#define FIRST_COLUMN                                                                               \
    4U /* parameters: position, station, told_at_us, then the columns, then the mask */

struct fact_writer {
    struct table table;
    sqlite3_stmt *put;
};

/* Is the column one of the key's? */
static bool in_key(enum fact_kind kind, const char *column)
{
    struct str key = str_of(fact_key(kind));
    while (key.n > 0)
        if (str_is(str_cut(&key, ','), column))
            return true;
    return false;
}

void facts_sql(struct buf *out)
{
    for (unsigned kind = 1; kind <= FACT_KIND_MAX; kind++) {
        const struct record_type *type = fact_type((enum fact_kind)kind);
        struct table t;
        if (!type)
            continue;
        const char *key = fact_key((enum fact_kind)kind);
        table_of(&t, type, NULL);
        ASSERT(t.type.n_fields == type->n_fields); /* all rows of a fact are columns */
        buf_printf(out,
                   "CREATE TABLE %s(id INTEGER PRIMARY KEY,position INTEGER NOT NULL,station TEXT "
                   "NOT NULL,told_at_us INTEGER NOT NULL,",
                   type->name);
        table_definition(&t, out);
        if (key[0] != '\0')
            buf_printf(out, ");CREATE UNIQUE INDEX %s_key ON %s(station,%s);", type->name,
                       type->name, key);
        else
            buf_printf(out, ");CREATE INDEX %s_by_station ON %s(station,id);", type->name,
                       type->name);
    }
}

uint64_t facts_hash(uint64_t h)
{
    for (unsigned kind = 1; kind <= FACT_KIND_MAX; kind++) {
        if (!fact_type((enum fact_kind)kind))
            continue;
        h = table_hash(h, fact_type((enum fact_kind)kind));
        h = hash_mix(h, hash_str(str_of(fact_key((enum fact_kind)kind))));
    }
    return h;
}

/* Append "col=iif(?MASK&bit,excluded.col,col)" of every column that is not of the key. */
static void merge_sql(enum fact_kind kind, const struct table *t, struct buf *sql)
{
    buf_printf(sql,
               " ON CONFLICT(station,%s) DO UPDATE SET position=excluded.position,"
               "told_at_us=excluded.told_at_us",
               fact_key(kind));
    for (unsigned i = 0; i < t->type.n_fields; i++) {
        const char *name = t->fields[i].name;
        if (!in_key(kind, name))
            buf_printf(sql, ",%s=iif(?%u&%llu,excluded.%s,%s)", name,
                       FIRST_COLUMN + t->type.n_fields, 1ULL << t->fields[i].tag, name, name);
    }
}

/* Prepare the statement of a kind. */
static enum err make_writer(struct facts *v, enum fact_kind kind)
{
    char text[4096];
    struct buf sql = buf_over(text, sizeof text);
    struct fact_writer *w = v->writers[kind] = calloc(1, sizeof *w);
    if (!w)
        return ERR_MEMORY;
    table_of(&w->table, fact_type(kind), NULL);
    buf_printf(&sql, "INSERT INTO %s(position,station,told_at_us,", w->table.type.name);
    table_names(&w->table, "", "", &sql);
    buf_putz(&sql, ") VALUES(?1");
    for (unsigned i = 1; i < FIRST_COLUMN - 1 + w->table.type.n_fields; i++)
        buf_printf(&sql, ",?%u", i + 1);
    buf_putc(&sql, ')');
    if (fact_key(kind)[0] != '\0')
        merge_sql(kind, &w->table, &sql);
    buf_putc(&sql, '\0');
    ASSERT(!sql.full);
    return db_prepare(v->db, text, &w->put);
}

void facts_open(struct facts *v, struct db *d)
{
    *v = (struct facts){.db = d};
}

void facts_close(struct facts *v)
{
    for (unsigned i = 0; i <= FACT_KIND_MAX; i++) {
        if (!v->writers[i])
            continue;
        sqlite3_finalize(v->writers[i]->put);
        free(v->writers[i]);
        v->writers[i] = NULL;
    }
}

/* Write one. */
static enum err put(struct facts *v, const struct journal_batch *b, const struct fact *f)
{
    enum err e = v->writers[f->kind] ? ERR_OK : make_writer(v, f->kind);
    if (e != ERR_OK)
        return e;
    struct fact_writer *w = v->writers[f->kind];
    struct buf none = {0};
    db_bind_int(w->put, 1, (int64_t)b->position);
    db_bind_text(w->put, 2, b->station);
    db_bind_int(w->put, 3, b->at_us);
    int mask = table_bind(&w->table, w->put, (int)FIRST_COLUMN, &f->u, &none);
    if (fact_key(f->kind)[0] != '\0')
        db_bind_int(w->put, mask, (int64_t)f->told);
    return db_run(v->db, w->put);
}

enum err facts_apply(struct facts *v, const struct journal_batch *b, struct str list)
{
    struct fact f;
    while (fact_unpack(&list, &f)) {
        enum err e = fact_type(f.kind) ? put(v, b, &f) : ERR_OK;
        if (e != ERR_OK)
            return e;
    }
    return list.n == 0 ? ERR_OK : ERR_CORRUPT;
}
