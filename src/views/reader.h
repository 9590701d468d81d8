/* SPDX-License-Identifier: Apache-2.0 */
/* What the reading files of the views share: a connection, scratch memory, and a query in the
 * making. */
#pragma once

#include "views/schema.h"
#include "views/views.h"

#define READER_LIMIT 100      /* rows of a page where none is asked for */
#define READER_LIMIT_MAX 1000 /* rows of a page at most */

struct views_reader {
    struct db db;
    struct schema schema;
    struct session session; /* scratch */
    struct station *station;
    char *json; /* grows as needed */
    size_t n_json;
};

#define READER_VALUES 24

/* A SELECT in the making: its text, and the values to bind in order. */
struct query {
    char text[4096];
    struct buf sql;
    struct {
        bool is_text;
        struct str text;
        int64_t number;
    } values[READER_VALUES];
    unsigned n_values;
};

/* Begin with a text. */
void reader_query(struct query *q, const char *sql);
/* Add a text with one mark, and its value. */
void reader_and_text(struct query *q, const char *sql, struct str value);
void reader_and_int(struct query *q, const char *sql, int64_t value);
/* Write a LIKE pattern that finds text anywhere; false where it does not fit. */
bool reader_pattern(struct str text, struct buf *out) MUST_CHECK;
/* Ask for a pattern in any of the text columns of a table. */
void reader_and_anywhere(struct query *q, const struct record_type *t, struct str pattern);
/* Prepare and bind; values must live until the statement is finalized. */
enum err reader_prepare(struct views_reader *r, struct query *q, sqlite3_stmt **out) MUST_CHECK;
/* The rows of a page: where one is read to, and what stands before the columns of its table. */
struct reader_row {
    const struct table *table;
    void *object; /* of the table's type */
    bool told;    /* station and told_at_us stand behind id and position */
    int64_t id, position, told_at_us;
    struct str station;
};
/* Step through a SELECT of id, position, [station, told_at_us,] and the table's columns: each(ctx,
 * id, JSON). */
enum err reader_page(struct views_reader *r, sqlite3_stmt *s, struct reader_row *row,
                     void (*each)(void *ctx, int64_t rowid, struct str json), void *ctx) MUST_CHECK;
/* Check a limit, 0 = READER_LIMIT; ERR_INVALID with a sentence. */
enum err reader_limit(struct views_reader *r, int64_t *limit) MUST_CHECK;
/* ERR_INVALID with that sentence. */
enum err reader_invalid(struct views_reader *r, const char *why) MUST_CHECK;
/* Write JSON with make(ctx, w) into the scratch buffer, however long it becomes. */
enum err reader_json(struct views_reader *r, void (*make)(void *ctx, struct json_writer *w),
                     void *ctx, struct str *out) MUST_CHECK;
