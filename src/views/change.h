/* SPDX-License-Identifier: Apache-2.0 */
/* The change stream's writer: one row per change, numbered without gaps in the order of the
 * journal. */
#pragma once

#include "views/db.h"

struct changes {
    struct db *db;
    sqlite3_stmt *insert;
    uint64_t n;    /* written so far = number of the last */
    int64_t at_us; /* of the batch that is being folded */
    uint64_t position;
};

/* Prepare; the table must be there. After a failure change_close is still due. */
enum err change_open(struct changes *c, struct db *d) MUST_CHECK;
/* Give the statement back. */
void change_close(struct changes *c);
/* Append a change from old to now; {NULL, 0} where there was none. */
enum err change_add(struct changes *c, const char *kind, struct str key, struct str old,
                    struct str now) MUST_CHECK;
