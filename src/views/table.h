/* SPDX-License-Identifier: Apache-2.0 */
/* Tables whose columns are the rows of a record: the SQL texts and the binding fall out of the
 * rows. A column is TEXT for texts, enums (their word) and flags (words, comma between), else
 * INTEGER; times are microseconds, 0 = none. Words and readings have no column. */
#pragma once

#include "event/record.h"
#include "views/db.h"

#define TABLE_FIELDS_MAX 64

/* Some of the rows of a record, as a record type of its own over the same struct. */
struct table {
    struct record_type type;
    struct record_field fields[TABLE_FIELDS_MAX];
};

/* All rows that have a column, but for the names in `without` (NULL-ended list, or NULL). */
void table_of(struct table *t, const struct record_type *from, const char *const *without);
/* Append "name TEXT NOT NULL,other INTEGER NOT NULL". */
void table_definition(const struct table *t, struct buf *out);
/* Append "name,other", each behind `before` and `after`: ("", "=?") gives "name=?,other=?". */
void table_names(const struct table *t, const char *before, const char *after, struct buf *out);
/* Append "?,?,?". */
void table_marks(const struct table *t, struct buf *out);
/* Prepare "INSERT INTO name" and "UPDATE name ... WHERE id" of the columns, then packed, then
 * changed where `counted`, then id. */
enum err table_insert(const struct table *t, const char *name, bool counted, struct db *d,
                      sqlite3_stmt **out) MUST_CHECK;
enum err table_update(const struct table *t, const char *name, bool counted, struct db *d,
                      sqlite3_stmt **out) MUST_CHECK;
/* Bind the object's columns from parameter `at` on; the number behind the last. Flag words are
 * written to scratch; texts are borrowed from the object. Both must live until the statement is
 * run. */
int table_bind(const struct table *t, sqlite3_stmt *s, int at, const void *object,
               struct buf *scratch);
/* Read columns from `at` on into a zeroed object whose texts are RECORD_STR; spans live until the
 * next step. */
void table_read(const struct table *t, sqlite3_stmt *s, int at, void *object);
/* Mix everything that decides how the record lies on disk (names, tags, kinds, sizes, words) into a
 * hash. */
uint64_t table_hash(uint64_t h, const struct record_type *t);
