/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite with our errors. A wrong parameter number is a bug of ours and asserts; what the disk does
 * is an error with a sentence. */
#include "views/db.h"

#include <stdio.h>
#include <string.h>

#include "base/assert.h"

/* Our error for a result of SQLite. */
static enum err err_of(int result)
{
    static const struct {
        int result;
        enum err e;
    } row[] = {{SQLITE_OK, ERR_OK},           {SQLITE_FULL, ERR_NO_SPACE},
               {SQLITE_BUSY, ERR_BUSY},       {SQLITE_LOCKED, ERR_BUSY},
               {SQLITE_CORRUPT, ERR_CORRUPT}, {SQLITE_NOTADB, ERR_CORRUPT},
               {SQLITE_NOMEM, ERR_MEMORY},    {SQLITE_READONLY, ERR_READ_ONLY},
               {SQLITE_PERM, ERR_RIGHTS},     {SQLITE_AUTH, ERR_RIGHTS},
               {SQLITE_IOERR, ERR_IO},        {SQLITE_CANTOPEN, ERR_NOT_FOUND}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        if (row[i].result == (result & 0xFF))
            return row[i].e;
    return ERR_DATABASE;
}

enum err db_failed(struct db *d, const char *what)
{
    int result = d->h ? sqlite3_errcode(d->h) : SQLITE_NOMEM;
    const char *text = d->h ? sqlite3_errmsg(d->h) : "out of memory";
    snprintf(d->why, sizeof d->why, "views.db: %s: %s", what, text);
    return err_of(result);
}

/* How each connection works: readers wait for a checkpoint, the writer keeps its log short. */
static enum err configure(struct db *d, bool read_only)
{
    sqlite3_busy_timeout(d->h, 5000);
    if (read_only)
        return db_exec(d, "PRAGMA query_only=1; PRAGMA cache_size=-8192");
    return db_exec(d, "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                      "PRAGMA wal_autocheckpoint=2048; PRAGMA journal_size_limit=67108864;"
                      "PRAGMA cache_size=-32768; PRAGMA temp_store=MEMORY;"
                      "PRAGMA foreign_keys=0");
}

enum err db_open(struct db *d, const char *path, const char *vfs, bool read_only)
{
    int flags = SQLITE_OPEN_NOMUTEX |
                (read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    *d = (struct db){0};
    if (sqlite3_open_v2(path, &d->h, flags, vfs) != SQLITE_OK)
        return db_failed(d, "open");
    return configure(d, read_only);
}

void db_close(struct db *d)
{
    int result = sqlite3_close(d->h);
    ASSERT(result == SQLITE_OK);
    d->h = NULL;
}

enum err db_exec(struct db *d, const char *sql)
{
    if (sqlite3_exec(d->h, sql, NULL, NULL, NULL) != SQLITE_OK)
        return db_failed(d, "statement");
    return ERR_OK;
}

enum err db_prepare(struct db *d, const char *sql, sqlite3_stmt **out)
{
    if (sqlite3_prepare_v3(d->h, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) != SQLITE_OK)
        return db_failed(d, "prepare");
    return ERR_OK;
}

enum err db_run(struct db *d, sqlite3_stmt *s)
{
    enum err e = ERR_OK;
    if (sqlite3_step(s) != SQLITE_DONE)
        e = db_failed(d, "write");
    sqlite3_reset(s);
    return e;
}

enum err db_next(struct db *d, sqlite3_stmt *s, bool *row)
{
    int result = sqlite3_step(s);
    *row = result == SQLITE_ROW;
    if (*row)
        return ERR_OK;
    enum err e = result == SQLITE_DONE ? ERR_OK : db_failed(d, "read");
    sqlite3_reset(s);
    return e;
}

void db_bind_null(sqlite3_stmt *s, int at)
{
    sqlite3_bind_null(s, at);
}

void db_bind_int(sqlite3_stmt *s, int at, int64_t v)
{
    int result = sqlite3_bind_int64(s, at, v);
    ASSERT(result == SQLITE_OK);
}

void db_bind_text(sqlite3_stmt *s, int at, struct str v)
{
    int result = sqlite3_bind_text64(s, at, v.n > 0 ? v.p : "", v.n, SQLITE_STATIC, SQLITE_UTF8);
    ASSERT(result == SQLITE_OK);
}

void db_bind_blob(sqlite3_stmt *s, int at, struct str v)
{
    int result =
        v.p ? sqlite3_bind_blob64(s, at, v.p, v.n, SQLITE_STATIC) : sqlite3_bind_null(s, at);
    ASSERT(result == SQLITE_OK);
}

struct str db_column(sqlite3_stmt *s, int at)
{
    const void *p = sqlite3_column_blob(s, at);
    return str_make(p, (size_t)sqlite3_column_bytes(s, at));
}
