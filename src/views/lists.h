/* SPDX-License-Identifier: Apache-2.0 */
/* The lists: sites, tokens, refusals, findings, commands, connections (views/tbl/lists.h), written
 * as their events come. */
#pragma once

#include "event/event.h"
#include "store/journal.h"
#include "views/schema.h"

struct lists {
    struct db *db;
    const struct schema *schema;
    sqlite3_stmt *put[LIST_COUNT], *token_removed, *quirk_removed;
};

/* Prepare; the tables must be there. After a failure lists_close is still due. */
enum err lists_open(struct lists *v, struct db *d, const struct schema *s) MUST_CHECK;
void lists_close(struct lists *v);
/* Write the row that an event of this batch stands for; events that no list is about are ignored.
 */
/* Write one row, of the struct of its kind. */
enum err lists_put(struct lists *v, enum list_kind kind, const struct journal_batch *b,
                   const void *row) MUST_CHECK;
enum err lists_apply(struct lists *v, const struct journal_batch *b,
                     const struct event *e) MUST_CHECK;
