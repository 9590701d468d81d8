/* SPDX-License-Identifier: Apache-2.0 */
/* What stations tell of themselves, as rows (event/tbl/facts.h): packed into the event of the
 * message that told them, one table of the views for each kind. */
#pragma once

#include "event/record.h"

#include "event/rows_struct.h"
#define FACT_BEGIN(name, number, key, doc) struct fact_##name {
#define FACT_END(name)                                                                             \
    }                                                                                              \
    ;
#include "event/tbl/facts.h"
#undef FACT_BEGIN
#undef FACT_END
#include "event/rows_end.h"

enum fact_kind {
    FACT_NONE = 0,
#define FACT_BEGIN(name, number, key, doc) FACT_##name = number,
#define FACT_END(name)
#include "event/rows_none.h"
#include "event/tbl/facts.h"
#undef FACT_BEGIN
#undef FACT_END
#include "event/rows_end.h"
    FACT_KIND_MAX = 63
};

struct fact {
    enum fact_kind kind;
    uint64_t told; /* bit per tag: the columns that were told; the others say nothing */
    union {
#define FACT_BEGIN(name, number, key, doc) struct fact_##name name;
#define FACT_END(name)
#include "event/rows_none.h"
#include "event/tbl/facts.h"
#undef FACT_BEGIN
#undef FACT_END
#include "event/rows_end.h"
    } u;
};

/* The rows of a kind, or NULL for a kind that no row knows. */
const struct record_type *fact_type(enum fact_kind kind);
/* Its key as column names with commas between; empty where each telling is a row of its own. */
const char *fact_key(enum fact_kind kind);
/* The kind of that name, or FACT_NONE. */
enum fact_kind fact_find(struct str name);
/* Zero a fact and give it its kind. */
void fact_begin(struct fact *f, enum fact_kind kind);
/* Bytes that it takes in a packed list, at most. */
size_t fact_size(const struct fact *f);
/* Append one to a packed list. */
void fact_pack(const struct fact *f, struct buf *out);
/* Take the next off the list; false at its end or where it is damaged (then in->n > 0). One of a
 * kind that no row knows (of a newer build) has its kind and nothing else. Spans point into the
 * list. */
bool fact_unpack(struct str *in, struct fact *out);
/* Write a packed list as a JSON array of {"fact":name, the columns told}. Damage shows as a last
 * element
 * {"damaged":true}. */
void facts_json(struct str list, struct json_writer *w);
