/* SPDX-License-Identifier: Apache-2.0 */
/* busbar man: the manual page, printed from the tables so that it can't drift. */
#include "apps/tool.h"

#include <stdio.h>

#include "apps/options.h"

int tool_man(int argc, char **argv)
{
    (void)argv;
    if (argc > 0) {
        fprintf(stderr, "busbar man: takes no arguments\n");
        return TOOL_WRONG_USE;
    }
    printf(".TH BUSBAR 1 \"\" \"busbar %s\" \"User Commands\"\n.SH NAME\nbusbar \\- backend of an "
           "ultra-fast EV charging "
           "network\n.SH SYNOPSIS\n.B busbar\n.I command\n[\\fIargument\\fR...]\n.SH "
           "DESCRIPTION\nOne program: the station "
           "server (CSMS) for OCPP 1.6-J, 2.0.1 and 2.1, its journal and views, and the tools "
           "around them.\n.SH COMMANDS\n",
           tool_release());
    for (size_t i = 0; i < tools_n; i++)
        printf(".TP\n\\fB%s\\fR %s\n%s\n", tools[i].name, tools[i].arguments, tools[i].summary);
    printf(".SH OPTIONS OF SERVE\nEach may also be given in the environment (BUSBAR_DATA for "
           "--data) or in the file named "
           "by --config (data = DIR). The command line wins over the environment, that over the "
           "file.\n");
    options_print(OPTIONS_MAN);
    printf(".SH EXIT STATUS\n0 done; 1 it failed, with one line on standard error; 2 wrong use. "
           "doctor: 0 all is well, 1 something "
           "to warn of, 2 something to change.\n");
    return 0;
}

void tool_man_help(void)
{
    printf("Read it with: busbar man | man -l -\n");
}
