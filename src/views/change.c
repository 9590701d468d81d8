/* SPDX-License-Identifier: Apache-2.0 */
/* Appending to the change stream. */
#include "views/change.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/assert.h"

#define COLUMNS 6 /* besides seq */

/* Prepare the insert of n rows. SQLite gives each the number behind the highest there is, which is
 * the one it is to have; to append so is much cheaper than to look for the place of a number. */
static enum err prepare(struct db *d, unsigned n, sqlite3_stmt **out)
{
    char text[1024];
    struct buf sql = buf_over(text, sizeof text);
    buf_putz(&sql, "INSERT INTO changes(position,at_us,kind,key,old,new) VALUES");
    for (unsigned i = 0; i < n; i++)
        buf_putz(&sql, i > 0 ? ",(?,?,?,?,?,?)" : "(?,?,?,?,?,?)");
    buf_putc(&sql, '\0');
    ASSERT(!sql.full);
    return db_prepare(d, text, out);
}

enum err change_open(struct changes *c, struct db *d)
{
    *c = (struct changes){.db = d};
    enum err e = prepare(d, 1, &c->insert_one);
    return e == ERR_OK ? prepare(d, CHANGES_AT_ONCE, &c->insert_many) : e;
}

void change_close(struct changes *c)
{
    sqlite3_finalize(c->insert_one);
    sqlite3_finalize(c->insert_many);
    free(c->bytes.p);
    *c = (struct changes){.n = c->n};
}

/* Make room for n more bytes. */
static bool make_room(struct buf *b, size_t n)
{
    if (b->cap - b->n >= n)
        return true;
    size_t cap = 2 * (b->n + n);
    char *p = realloc(b->p, cap);
    if (!p)
        return false;
    b->p = p;
    b->cap = cap;
    return true;
}

enum err change_add(struct changes *c, const char *kind, struct str key, struct str old,
                    struct str now)
{
    if (!make_room(&c->bytes, key.n + old.n + now.n))
        return ERR_MEMORY;
    buf_puts(&c->bytes, key);
    buf_puts(&c->bytes, old);
    buf_puts(&c->bytes, now);
    c->n++;
    c->rows[c->n_rows++] =
        (struct change_row){c->position, c->at_us, kind, key.n, old.n, now.n, old.p != NULL};
    return c->n_rows == CHANGES_AT_ONCE ? change_write(c) : ERR_OK;
}

/* Bind a row from parameter `at` on, its texts at p. */
static void bind(sqlite3_stmt *s, int at, const struct change_row *r, const char *p)
{
    const char *old = p + r->key_n;
    db_bind_int(s, at, (int64_t)r->position);
    db_bind_int(s, at + 1, r->at_us);
    db_bind_text(s, at + 2, str_of(r->kind));
    db_bind_text(s, at + 3, str_make(p, r->key_n));
    db_bind_blob(s, at + 4, str_make(r->has_old ? old : NULL, r->old_n));
    db_bind_blob(s, at + 5, str_make(old + r->old_n, r->now_n));
}

enum err change_write(struct changes *c)
{
    bool many = c->n_rows == CHANGES_AT_ONCE;
    const char *p = c->bytes.p;
    enum err e = ERR_OK;
    for (unsigned i = 0; i < c->n_rows && e == ERR_OK; i++) {
        const struct change_row *r = &c->rows[i];
        bind(many ? c->insert_many : c->insert_one, many ? 1 + (int)i * COLUMNS : 1, r, p);
        p += r->key_n + r->old_n + r->now_n;
        if (!many)
            e = db_run(c->db, c->insert_one);
    }
    if (many)
        e = db_run(c->db, c->insert_many);
    bool ours = c->n_rows == 0 || sqlite3_last_insert_rowid(c->db->h) == (int64_t)c->n;
    c->n_rows = 0;
    c->bytes.n = 0;
    if (e != ERR_OK || ours)
        return e;
    snprintf(c->db->why, sizeof c->db->why, "the change stream has other rows than it should: remove views.db");
    return ERR_CORRUPT;
}
