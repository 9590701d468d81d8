/* SPDX-License-Identifier: Apache-2.0 */
/* The facts: one table for each kind (event/tbl/facts.h), written as messages tell them. Each table
 * has id, position, station and told_at_us before the columns of the kind. */
#pragma once

#include "event/fact.h"
#include "store/journal.h"
#include "views/table.h"

struct fact_writer;

struct facts {
    struct db *db;
    struct fact_writer *writers[FACT_KIND_MAX + 1]; /* made when a kind is first told */
};

/* Append the SQL that makes the tables of all kinds. */
void facts_sql(struct buf *out);
/* Mix the rows of all kinds into a hash. */
uint64_t facts_hash(uint64_t h);
void facts_open(struct facts *v, struct db *d);
void facts_close(struct facts *v);
/* Write a packed list of facts that the station of this batch told. With a key, only the columns
 * told replace what was there. */
enum err facts_apply(struct facts *v, const struct journal_batch *b, struct str list) MUST_CHECK;
