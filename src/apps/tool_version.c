/* SPDX-License-Identifier: Apache-2.0 */
/* busbar version: what this build is, and what it speaks. */
#include "apps/tool.h"

#include <stdio.h>

int tool_version(int argc, char **argv)
{
    (void)argv;
    if (argc > 0) {
        fprintf(stderr, "busbar version: takes no arguments\n");
        return TOOL_WRONG_USE;
    }
    printf("busbar %s (OCPP 1.6-J, 2.0.1, 2.1)\n", tool_release());
    return 0;
}

void tool_version_help(void)
{
    printf("No flags.\n");
}
