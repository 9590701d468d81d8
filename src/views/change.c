/* SPDX-License-Identifier: Apache-2.0 */
/* Appending to the change stream. */
#include "views/change.h"

enum err change_open(struct changes *c, struct db *d)
{
    *c = (struct changes){.db = d};
    return db_prepare(d,
                      "INSERT INTO changes(seq,position,at_us,kind,key,old,new)"
                      " VALUES(?,?,?,?,?,?,?)",
                      &c->insert);
}

void change_close(struct changes *c)
{
    sqlite3_finalize(c->insert);
    c->insert = NULL;
}

enum err change_add(struct changes *c, const char *kind, struct str key, struct str old,
                    struct str now)
{
    db_bind_int(c->insert, 1, (int64_t)++c->n);
    db_bind_int(c->insert, 2, (int64_t)c->position);
    db_bind_int(c->insert, 3, c->at_us);
    db_bind_text(c->insert, 4, str_of(kind));
    db_bind_text(c->insert, 5, key);
    db_bind_blob(c->insert, 6, old);
    db_bind_blob(c->insert, 7, now);
    return db_run(c->db, c->insert);
}
