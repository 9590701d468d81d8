/* SPDX-License-Identifier: Apache-2.0 */
/* The change stream: changes numbered from 1 without gaps in the order of the journal, 64 of them
 * in a row of the table, as SQLite takes longer over a row than all else takes over a change.
 *
 * A change in a row's bytes: position, at_us, kind, key, prev, old, new; numbers as varints (at_us
 * zigzag), texts and images a length and bytes. `old` is an image, or empty where it is the new one
 * of change `prev`, or where there was none (prev is 0 then too). */
#pragma once

#include "base/buf.h"
#include "views/db.h"

#define CHANGES_IN_ROW 64

enum change_kind { CHANGE_NONE, CHANGE_SESSION, CHANGE_STATION, CHANGE_CONNECTOR, CHANGE_KINDS };

/* One change, spans into the row's bytes. */
struct change {
    uint64_t position, prev;
    int64_t at_us;
    enum change_kind kind;
    struct str key, old, now;
};

struct changes {
    struct db *db;
    sqlite3_stmt *put, *get;
    uint64_t n;    /* added so far = number of the last */
    int64_t at_us; /* of the batch that is being folded */
    uint64_t position;
    struct buf row; /* owned: the changes of the row that is not full yet */
    bool dirty;     /* the row has changes that are not in the table */
};

/* The number of the first change in the row that holds change `seq` (from 1). */
static inline uint64_t change_row(uint64_t seq)
{
    return seq - (seq - 1) % CHANGES_IN_ROW;
}

/* Prepare; the table must be there. After a failure change_close is still due. */
enum err change_open(struct changes *c, struct db *d) MUST_CHECK;
/* Go on behind the n changes that are in the table. */
enum err change_resume(struct changes *c, uint64_t n) MUST_CHECK;
/* Give statements and memory back; what waits is forgotten. */
void change_close(struct changes *c);
/* Append a change from old to now: old is the new image of change `prev`, or where prev is 0 the
 * one given, {NULL, 0} where there was none. Its number is c->n. */
enum err change_add(struct changes *c, enum change_kind kind, struct str key, uint64_t prev,
                    struct str old, struct str now) MUST_CHECK;
/* Write what waits: due before a commit. */
enum err change_write(struct changes *c) MUST_CHECK;
/* Take one change off the front of a row's bytes; false where there is none, or damage (then bytes
 * are left). */
bool change_take(struct str *bytes, struct change *out);
/* The word of a kind. */
const char *change_word(enum change_kind kind);
