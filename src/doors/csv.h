/* SPDX-License-Identifier: Apache-2.0 */
/* CSV (RFC 4180), row by row: commas, quotes with "" inside, CRLF or LF, a byte-order mark in
 * front. Lines that are empty are passed over. */
#pragma once

#include "base/arena.h"

#define CSV_CELLS_MAX 32

struct csv {
    struct str rest;
    size_t next_line; /* number of the line that rest begins with */
    size_t line;      /* where the current row begins, from 1 */
    struct str cells[CSV_CELLS_MAX];
    unsigned n;
    const char *why; /* of CSV_BAD */
};

enum csv_result { CSV_ROW, CSV_END, CSV_BAD, CSV_FULL /* the arena is */ };

/* Begin to read a text. */
void csv_open(struct csv *c, struct str text);
/* Read the next row into cells; they point into the text, or where a quote had to be undone into
 * the arena. */
enum csv_result csv_next(struct csv *c, struct arena *arena);
