/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite with our errors: opened the one way we use it, and what fails leaves a sentence in `why`.
 */
#pragma once

#include <sqlite3.h>

#include "base/err.h"
#include "base/str.h"

struct db {
    sqlite3 *h;
    char why[256]; /* the sentence of the last error */
};

/* Open or create for writing (WAL, synchronous NORMAL), or open what is there read-only, by the VFS
 * of that name (NULL: the system's). */
enum err db_open(struct db *d, const char *path, const char *vfs, bool read_only) MUST_CHECK;
/* Close; also after a failed db_open. Statements must be finalized before. */
void db_close(struct db *d);
/* Run statements that take and return nothing. */
enum err db_exec(struct db *d, const char *sql) MUST_CHECK;
/* Prepare one statement; NULL in *out where it fails. */
enum err db_prepare(struct db *d, const char *sql, sqlite3_stmt **out) MUST_CHECK;
/* Run a bound statement that returns no rows, and make it ready for the next time. */
enum err db_run(struct db *d, sqlite3_stmt *s) MUST_CHECK;
/* Step a bound statement: *row says whether there is one more row; at the end it is reset. */
enum err db_next(struct db *d, sqlite3_stmt *s, bool *row) MUST_CHECK;
/* Put the sentence of the connection's last error into why. */
enum err db_failed(struct db *d, const char *what) MUST_CHECK;

/* Bind by number, from 1; spans must live until the statement is run. */
void db_bind_int(sqlite3_stmt *s, int at, int64_t v);
void db_bind_null(sqlite3_stmt *s, int at);
void db_bind_text(sqlite3_stmt *s, int at, struct str v);
void db_bind_blob(sqlite3_stmt *s, int at, struct str v); /* {NULL, 0} is NULL */
/* A column of the current row as a span that lives until the next step. */
struct str db_column(sqlite3_stmt *s, int at);
