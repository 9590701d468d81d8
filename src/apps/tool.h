/* SPDX-License-Identifier: Apache-2.0 */
/* The subcommands of the one program. Exit codes: 0 done, 1 it failed (one line on standard error),
 * 2 wrong use. */
#pragma once

#include "base/buf.h"

#define TOOL_FAILED 1
#define TOOL_WRONG_USE 2

struct tool {
    const char *name, *arguments, *summary;
    int (*run)(int argc, char **argv); /* argv without program and subcommand */
    void (*help)(void);                /* prints its flags */
};

#define TOOL(name, arguments, summary)                                                             \
    int tool_##name(int argc, char **argv);                                                        \
    void tool_##name##_help(void);
/* tool_NAME runs it; tool_NAME_help prints its flags and what they mean. */
#include "apps/tbl/tools.h"
#undef TOOL

extern const struct tool tools[];
extern const size_t tools_n;

/* Run argv[1] with what follows; the whole of main. */
int tool_main(int argc, char **argv);
/* The version of this build. */
const char *tool_release(void);
