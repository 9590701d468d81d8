/* SPDX-License-Identifier: Apache-2.0 */
/* A JSON list as a table for people: the objects of the first array in a document, chosen members
 * as columns. */
#pragma once

#include "base/str.h"

struct grid_column {
    const char *member, *title;
    int places; /* of an integer member: shown divided by 10^places, to three places at most */
};

/* Print the table to standard output; how many rows it had, or -1 where the text is not such JSON.
 * Times lose their fraction, null and "" show as "-". */
int grid_print(struct str json, const struct grid_column *columns, size_t n);
