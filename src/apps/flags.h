/* SPDX-License-Identifier: Apache-2.0 */
/* The flags of a subcommand: a small table each, read and printed here. */
#pragma once

#include "base/str.h"

enum flag_kind { FLAG_TEXT, FLAG_INT, FLAG_SWITCH };

struct flag {
    const char *name;     /* "data" for --data */
    const char *argument; /* "DIR"; NULL for a switch */
    const char *help;
    enum flag_kind kind;
    void *to;          /* const char ** (TEXT), int64_t * (INT), bool * (SWITCH) */
    int64_t low, high; /* of INT */
};

/* Read argv; what is no flag is gathered in argv[0..returned). -1 on a wrong flag, with one line on
 * standard error that begins with "busbar `command`: ". */
int flags_read(const char *command, const struct flag *flags, size_t n, int argc, char **argv);
/* Print the flags as help lines. */
void flags_print(const struct flag *flags, size_t n);
