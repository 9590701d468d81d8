/* SPDX-License-Identifier: Apache-2.0 */
/* The options of `busbar serve`, from apps/tbl/options.h: command line before environment before
 * file before default. */
#pragma once

#include "base/buf.h"

struct options {
#define OPTION_TEXT(name, fallback, argument, help) const char *name;
#define OPTION_INT(name, fallback, low, high, argument, help) int64_t name;
#define OPTION_WORD(name, fallback, words, help) const char *name;
#define OPTION_BOOL(name, help) bool name;
#include "apps/tbl/options.h"
#undef OPTION_TEXT
#undef OPTION_INT
#undef OPTION_WORD
#undef OPTION_BOOL
};

/* Fill in defaults, file, environment and argv[0..argc). False on a wrong option: *why (256 bytes)
 * is one line that names it, where it stands and what is allowed. Texts point into argv, the
 * environment or memory that lives as long as the process. --help is the caller's. */
bool options_read(struct options *o, int argc, char **argv, char why[256]);
/* Print the options as help text, as man page rows, as Markdown, or as words for shell completion.
 */
enum options_style { OPTIONS_HELP, OPTIONS_MAN, OPTIONS_MARKDOWN, OPTIONS_WORDS };
void options_print(enum options_style style);
