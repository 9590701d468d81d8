/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of views.db: made from the record rows, and known again by a version and a hash of
 * those rows. */
#pragma once

#include "views/table.h"

/* Raise it where a fold or a table changes without a change of the rows: the views are then built
 * again. */
#define SCHEMA_VERSION 2

enum list_kind {
#define LIST_BEGIN(name, key, merge, doc) LIST_##name,
#define LIST_END(name)
#include "event/rows_none.h"
#include "views/tbl/lists.h"
#include "event/rows_end.h"
#undef LIST_BEGIN
#undef LIST_END
    LIST_COUNT
};

#include "event/rows_struct.h"
#define LIST_BEGIN(name, key, merge, doc) struct row_##name {
#define LIST_END(name)                                                                             \
    }                                                                                              \
    ;
#include "views/tbl/lists.h"
#undef LIST_BEGIN
#undef LIST_END
#include "event/rows_end.h"

struct list {
    const char *key, *merge; /* see views/tbl/lists.h */
    struct record_type type;
};

/* The list of that kind; the kind of that name, or LIST_COUNT. */
const struct list *schema_list(enum list_kind kind);
enum list_kind schema_list_find(const char *name);

/* What is shown of a session, a station, a connector: the columns. It is also what makes a change
 * of the change stream, but for a station's counters. */
struct schema {
    struct table session, station, connector;
    struct table station_image;
    struct table lists[LIST_COUNT];
};

/* Fill in the tables; the same in each process of one build. */
void schema_init(struct schema *s);
/* Is the database of this version and these rows? ERR_VERSION where it is of another, or empty. */
enum err schema_check(struct db *d) MUST_CHECK;
/* Drop whatever is there and make the tables anew, in one transaction. */
enum err schema_create(struct db *d, const struct schema *s) MUST_CHECK;
/* The names of all tables with their order by key, for the digest; NULL ends the list. */
struct schema_order {
    const char *table, *order;
};
const struct schema_order *schema_orders(void);
