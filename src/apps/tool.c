/* SPDX-License-Identifier: Apache-2.0 */
/* From a subcommand's name to its function, and help for all of them. */
#include "apps/tool.h"

#include <stdio.h>
#include <string.h>

#ifndef BUSBAR_VERSION
#define BUSBAR_VERSION "0.1.0"
#endif

const struct tool tools[] = {
#define TOOL(name, arguments, summary) {#name, arguments, summary, tool_##name, tool_##name##_help},
#include "apps/tbl/tools.h"
#undef TOOL
};
const size_t tools_n = sizeof tools / sizeof *tools;

const char *tool_release(void)
{
    return BUSBAR_VERSION;
}

static const struct tool *find(const char *name)
{
    for (size_t i = 0; i < tools_n; i++)
        if (strcmp(tools[i].name, name) == 0)
            return &tools[i];
    return NULL;
}

/* Print what there is to be run. */
static void print_help(void)
{
    printf("busbar %s: the backend of an ultra-fast EV charging network\n\nusage: busbar COMMAND "
           "[ARGUMENT...]\n\n",
           BUSBAR_VERSION);
    for (size_t i = 0; i < tools_n; i++)
        printf("  %-11s %s\n", tools[i].name, tools[i].summary);
    printf("\n\"busbar help COMMAND\" and \"busbar COMMAND --help\" tell more.\n");
}

static void print_tool_help(const struct tool *t)
{
    printf("usage: busbar %s %s\n\n%s\n\n", t->name, t->arguments, t->summary);
    t->help();
}

/* Is --help among the arguments before a lone "--"? */
static bool asks_help(int argc, char **argv)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

int tool_main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    bool help = strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0;
    const struct tool *t = find(help && argc > 2                 ? argv[2]
                                : strcmp(name, "--version") == 0 ? "version"
                                                                 : name);
    if (help && argc <= 2) {
        print_help();
        return 0;
    }
    if (!t) {
        fprintf(stderr, "busbar: %s%s%s (see busbar --help)\n",
                name[0] ? "no command is called \"" : "a command is missing",
                name[0] ? (help ? argv[2] : name) : "", name[0] ? "\"" : "");
        return TOOL_WRONG_USE;
    }
    if (help || asks_help(argc - 2, argv + 2)) {
        print_tool_help(t);
        return 0;
    }
    return t->run(argc - 2, argv + 2);
}
