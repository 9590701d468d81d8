/* SPDX-License-Identifier: Apache-2.0 */
/* SQL from record rows, and the way between a struct and a row of the database. */
#include "views/table.h"

#include <string.h>

#include "base/assert.h"
#include "base/hash.h"
#include "event/enums.h"

/* How a kind of field lies in the database: NULL where it has no column. */
static const char *column_type(enum record_kind kind)
{
    static const char *const types[] = {
        [RECORD_INT] = "INTEGER",  [RECORD_OPT] = "INTEGER", [RECORD_TIME] = "INTEGER",
        [RECORD_BOOL] = "INTEGER", [RECORD_ENUM] = "TEXT",   [RECORD_FLAGS] = "TEXT",
        [RECORD_TEXT] = "TEXT",    [RECORD_STR] = "TEXT",    [RECORD_WORDS] = NULL,
        [RECORD_READINGS] = NULL,  [RECORD_FACTS] = NULL};
    return types[kind];
}

/* Is name in the NULL-ended list? */
static bool listed(const char *const *list, const char *name)
{
    for (; list && *list; list++)
        if (strcmp(*list, name) == 0)
            return true;
    return false;
}

void table_of(struct table *t, const struct record_type *from, const char *const *without)
{
    t->type = *from;
    t->type.fields = t->fields;
    t->type.n_fields = 0;
    for (unsigned i = 0; i < from->n_fields; i++) {
        const struct record_field *f = &from->fields[i];
        if (!column_type((enum record_kind)f->kind) || f->secret || listed(without, f->name))
            continue;
        ASSERT(t->type.n_fields < TABLE_FIELDS_MAX);
        t->fields[t->type.n_fields++] = *f;
    }
}

void table_definition(const struct table *t, struct buf *out)
{
    for (unsigned i = 0; i < t->type.n_fields; i++)
        buf_printf(out, "%s%s %s%s", i > 0 ? "," : "", t->fields[i].name,
                   column_type((enum record_kind)t->fields[i].kind),
                   t->fields[i].kind == RECORD_OPT ? "" : " NOT NULL");
}

void table_names(const struct table *t, const char *before, const char *after, struct buf *out)
{
    for (unsigned i = 0; i < t->type.n_fields; i++)
        buf_printf(out, "%s%s%s%s", i > 0 ? "," : "", before, t->fields[i].name, after);
}

void table_marks(const struct table *t, struct buf *out)
{
    for (unsigned i = 0; i < t->type.n_fields; i++)
        buf_putz(out, i > 0 ? ",?" : "?");
}

enum err table_insert(const struct table *t, const char *name, bool counted, struct db *d,
                      sqlite3_stmt **out)
{
    char text[4096];
    struct buf sql = buf_over(text, sizeof text);
    buf_printf(&sql, "INSERT INTO %s(", name);
    table_names(t, "", "", &sql);
    buf_putz(&sql, counted ? ",packed,changed,id) VALUES(" : ",packed,id) VALUES(");
    table_marks(t, &sql);
    buf_puts(&sql, counted ? STR(",?,?,?)\0") : STR(",?,?)\0"));
    ASSERT(!sql.full);
    return db_prepare(d, text, out);
}

enum err table_update(const struct table *t, const char *name, bool counted, struct db *d,
                      sqlite3_stmt **out)
{
    char text[4096];
    struct buf sql = buf_over(text, sizeof text);
    buf_printf(&sql, "UPDATE %s SET ", name);
    table_names(t, "", "=?", &sql);
    buf_puts(&sql,
             counted ? STR(",packed=?,changed=? WHERE id=?\0") : STR(",packed=? WHERE id=?\0"));
    ASSERT(!sql.full);
    return db_prepare(d, text, out);
}

/* The words of the bits that are set, with commas, as a span of scratch. */
static struct str flag_words(const struct record_names *names, int64_t v, struct buf *scratch)
{
    size_t from = scratch->n;
    for (int i = 0; i < 64; i++) {
        if (!((uint64_t)v >> i & 1))
            continue;
        if (scratch->n > from)
            buf_putc(scratch, ',');
        buf_puts(scratch, enum_text(names, i));
    }
    ASSERT(!scratch->full);
    return str_make(scratch->p + from, scratch->n - from);
}

/* Bind one field. */
static void bind_field(const struct record_field *f, sqlite3_stmt *s, int at, const char *p,
                       struct buf *scratch)
{
    switch ((enum record_kind)f->kind) {
    case RECORD_OPT:
        if (record_int(p) > 0)
            db_bind_int(s, at, record_int(p) - 1);
        else
            db_bind_null(s, at);
        return;
    case RECORD_INT:
    case RECORD_TIME:
    case RECORD_BOOL:
        db_bind_int(s, at, record_int(p));
        return;
    case RECORD_ENUM:
        db_bind_text(s, at, enum_text(f->names, record_int(p)));
        return;
    case RECORD_FLAGS:
        db_bind_text(s, at, flag_words(f->names, record_int(p), scratch));
        return;
    case RECORD_TEXT:
        db_bind_text(s, at, str_make(p, strnlen(p, f->size)));
        return;
    case RECORD_STR:
        db_bind_text(s, at, record_str(p));
        return;
    case RECORD_WORDS:
    case RECORD_READINGS:
    case RECORD_FACTS:
        return;
    }
}

int table_bind(const struct table *t, sqlite3_stmt *s, int at, const void *object,
               struct buf *scratch)
{
    for (unsigned i = 0; i < t->type.n_fields; i++)
        bind_field(&t->fields[i], s, at++, (const char *)object + t->fields[i].offset, scratch);
    return at;
}

/* The bits of words with commas. */
static int64_t flag_bits(const struct record_names *names, struct str words)
{
    uint64_t bits = 0;
    while (words.n > 0) {
        int64_t bit = enum_find(names, str_cut(&words, ','));
        if (bit >= 0)
            bits |= UINT64_C(1) << bit;
    }
    return (int64_t)bits;
}

void table_read(const struct table *t, sqlite3_stmt *s, int at, void *object)
{
    for (unsigned i = 0; i < t->type.n_fields; i++, at++) {
        const struct record_field *f = &t->fields[i];
        char *p = (char *)object + f->offset;
        if (f->kind == RECORD_STR) {
            struct str text = db_column(s, at);
            memcpy(p, &text, sizeof text);
            continue;
        }
        ASSERT(f->kind != RECORD_TEXT);
        int64_t v = f->kind == RECORD_ENUM    ? enum_find(f->names, db_column(s, at))
                    : f->kind == RECORD_FLAGS ? flag_bits(f->names, db_column(s, at))
                                              : sqlite3_column_int64(s, at);
        if (f->kind == RECORD_OPT && sqlite3_column_type(s, at) != SQLITE_NULL)
            v++;
        memcpy(p, &v, sizeof v);
    }
}

uint64_t table_hash(uint64_t h, const struct record_type *t)
{
    h = hash_mix(h, hash_str(str_of(t->name)));
    for (unsigned i = 0; i < t->n_fields; i++) {
        const struct record_field *f = &t->fields[i];
        h = hash_mix(h, hash_str(str_of(f->name)));
        h = hash_mix(h, (uint64_t)f->tag << 32 | (uint64_t)f->kind << 16 | f->size);
        for (size_t k = 0; f->names && k < f->names->n; k++)
            h = hash_mix(h, hash_str(str_of(f->names->names[k])));
    }
    return h;
}
