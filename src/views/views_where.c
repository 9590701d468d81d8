/* SPDX-License-Identifier: Apache-2.0 */
/* How far the views are, and how far a consumer of their changes is, in positions of the journal.
 */
#include "views/change.h"
#include "views/reader.h"

enum err views_where(struct views_reader *r, uint64_t *position, uint64_t *changes)
{
    sqlite3_stmt *s;
    bool row = false;
    *position = *changes = 0;
    enum err e = db_prepare(&r->db, "SELECT position,changes FROM view_position", &s);
    if (e == ERR_OK)
        e = db_next(&r->db, s, &row);
    if (row) {
        *position = (uint64_t)sqlite3_column_int64(s, 0);
        *changes = (uint64_t)sqlite3_column_int64(s, 1);
    }
    sqlite3_finalize(s);
    return e == ERR_OK && !row ? ERR_CORRUPT : e;
}

/* The position of change `seq` in the bytes of its row. */
static enum err position_in(struct str bytes, uint64_t seq, uint64_t *position)
{
    struct change c = {0};
    for (uint64_t at = change_row(seq); at <= seq; at++)
        if (!change_take(&bytes, &c))
            return ERR_CORRUPT;
    *position = c.position;
    return ERR_OK;
}

enum err views_change_position(struct views_reader *r, uint64_t seq, uint64_t *position)
{
    uint64_t changes;
    enum err e = views_where(r, position, &changes);
    if (e != ERR_OK || seq > changes)
        return e;
    sqlite3_stmt *s;
    bool row = false;
    e = db_prepare(&r->db, "SELECT bytes FROM changes WHERE first=?", &s);
    if (e != ERR_OK)
        return e;
    db_bind_int(s, 1, (int64_t)change_row(seq > 0 ? seq : 1));
    e = db_next(&r->db, s, &row);
    if (e == ERR_OK)
        e = row ? position_in(db_column(s, 0), seq > 0 ? seq : 1, position) : ERR_CORRUPT;
    sqlite3_finalize(s);
    return e;
}
