/* SPDX-License-Identifier: Apache-2.0 */
/* The change stream's writer: one row per change, numbered without gaps in the order of the
 * journal. Rows are gathered and inserted several at once, which SQLite does at half the price. */
#pragma once

#include "base/buf.h"
#include "views/db.h"

#define CHANGES_AT_ONCE 32

/* A row that waits; its texts lie in a row in changes.bytes. */
struct change_row {
    uint64_t position;
    int64_t at_us;
    const char *kind;
    size_t key_n, old_n, now_n;
    bool has_old;
};

struct changes {
    struct db *db;
    sqlite3_stmt *insert_one, *insert_many;
    uint64_t n;    /* added so far = number of the last */
    int64_t at_us; /* of the batch that is being folded */
    uint64_t position;
    struct change_row rows[CHANGES_AT_ONCE];
    unsigned n_rows;
    struct buf bytes; /* owned */
};

/* Prepare; the table must be there. After a failure change_close is still due. */
enum err change_open(struct changes *c, struct db *d) MUST_CHECK;
/* Give statements and memory back; what waits is forgotten. */
void change_close(struct changes *c);
/* Append a change from old to now; {NULL, 0} where there was none. */
enum err change_add(struct changes *c, const char *kind, struct str key, struct str old,
                    struct str now) MUST_CHECK;
/* Insert what waits: due before a commit. */
enum err change_write(struct changes *c) MUST_CHECK;
