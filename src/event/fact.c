/* SPDX-License-Identifier: Apache-2.0 */
/* Facts packed one behind the other: kind, columns told, length, record. */
#include "event/fact.h"

#include "base/assert.h"
#include "base/le.h"
#include "event/enums.h"

/* Two rows of a fact with one tag, or a tag out of range, do not compile. */
#include "event/rows_tags.h"
#define FACT_BEGIN(name, number, key, doc) struct fact_tags_##name {
#define FACT_END(name)                                                                             \
    }                                                                                              \
    ;
#include "event/tbl/facts.h"
#undef FACT_BEGIN
#undef FACT_END
#include "event/rows_end.h"

#include "event/rows_field.h"
#define FACT_BEGIN(name, number, key, doc) static const struct record_field fields_##name[] = {
#define FACT_END(name)                                                                             \
    }                                                                                              \
    ;
#include "event/tbl/facts.h"
#undef FACT_BEGIN
#undef FACT_END
#include "event/rows_end.h"

/* The facts by number; the gaps are zero, and a number given twice does not compile. */
#define FACT_BEGIN(fact, number, by, text)                                                         \
    [number] = {.key = by,                                                                         \
                .type = {.name = #fact,                                                            \
                         .doc = text,                                                              \
                         .fields = fields_##fact,                                                  \
                         .n_fields = sizeof fields_##fact / sizeof *fields_##fact,                 \
                         .size = sizeof(struct fact_##fact)}},
#define FACT_END(name)
static const struct {
    const char *key;
    struct record_type type;
} kinds[FACT_KIND_MAX + 1] = {
#include "event/rows_none.h"
#include "event/tbl/facts.h"
#include "event/rows_end.h"
};
#undef FACT_BEGIN
#undef FACT_END

const struct record_type *fact_type(enum fact_kind kind)
{
    unsigned i = (unsigned)kind;
    return i <= FACT_KIND_MAX && kinds[i].key ? &kinds[i].type : NULL;
}

const char *fact_key(enum fact_kind kind)
{
    ASSERT(fact_type(kind));
    return kinds[kind].key;
}

enum fact_kind fact_find(struct str name)
{
    for (unsigned i = 1; i <= FACT_KIND_MAX; i++)
        if (kinds[i].key && str_is(name, kinds[i].type.name))
            return (enum fact_kind)i;
    return FACT_NONE;
}

void fact_begin(struct fact *f, enum fact_kind kind)
{
    f->kind = kind;
    f->told = 0;
    memset(&f->u, 0, fact_type(kind)->size);
}

/* How many bytes the packed form of a record takes. */
static size_t record_size(const struct record_type *t, const void *object)
{
    size_t n = 0;
    for (unsigned i = 0; i < t->n_fields; i++) {
        const char *p = (const char *)object + t->fields[i].offset;
        bool text = t->fields[i].kind == RECORD_STR;
        char bytes[LE_VARINT_MAX];
        struct buf number = buf_over(bytes, sizeof bytes);
        if (text && record_str(p).n > 0) {
            varint_put(&number, record_str(p).n);
            n += 1 + number.n + record_str(p).n;
        } else if (!text && record_int(p) != 0) {
            varint_put(&number, zigzag(record_int(p)));
            n += 1 + number.n;
        }
    }
    return n;
}

size_t fact_size(const struct fact *f)
{
    return 3 * LE_VARINT_MAX + record_size(fact_type(f->kind), &f->u);
}

void fact_pack(const struct fact *f, struct buf *out)
{
    const struct record_type *t = fact_type(f->kind);
    ASSERT(t);
    varint_put(out, (uint64_t)f->kind);
    varint_put(out, f->told);
    size_t n = record_size(t, &f->u);
    varint_put(out, n);
    size_t from = out->n;
    record_pack(t, &f->u, out);
    ASSERT(out->full || out->n - from == n);
}

bool fact_unpack(struct str *in, struct fact *out)
{
    uint64_t kind, told, n;
    struct str rest = *in;
    if (!varint_get(&rest, &kind) || !varint_get(&rest, &told) || !varint_get(&rest, &n) ||
        n > rest.n || kind == 0)
        return false;
    struct str record = str_make(rest.p, (size_t)n);
    out->kind = kind > FACT_KIND_MAX ? FACT_NONE : (enum fact_kind)kind;
    out->told = told;
    const struct record_type *t = fact_type(out->kind);
    if (t)
        memset(&out->u, 0, t->size);
    if (t && !record_unpack(t, record, &out->u))
        return false;
    *in = str_make(record.p + n, rest.n - (size_t)n);
    return true;
}

/* Write the columns that were told. */
static void told_json(const struct fact *f, struct json_writer *w)
{
    const struct record_type *t = fact_type(f->kind);
    for (unsigned i = 0; i < t->n_fields; i++) {
        struct record_type one = *t;
        one.fields = &t->fields[i];
        one.n_fields = 1;
        if (f->told >> t->fields[i].tag & 1)
            record_json_fields(&one, &f->u, w);
    }
}

void facts_json(struct str list, struct json_writer *w)
{
    struct fact f;
    json_array(w);
    while (fact_unpack(&list, &f)) {
        if (!fact_type(f.kind))
            continue;
        json_object(w);
        json_pair(w, "fact", str_of(fact_type(f.kind)->name));
        told_json(&f, w);
        json_object_end(w);
    }
    if (list.n > 0) {
        json_object(w);
        json_pair_bool(w, "damaged", true);
        json_object_end(w);
    }
    json_array_end(w);
}
