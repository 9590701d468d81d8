/* SPDX-License-Identifier: Apache-2.0 */
/* busbar serve: read the options, run the server. */
#include "apps/tool.h"

#include <stdio.h>

#include "apps/options.h"
#include "apps/serve.h"

int tool_serve(int argc, char **argv)
{
    struct options o;
    char why[256] = "";
    if (!options_read(&o, argc, argv, why)) {
        fprintf(stderr, "busbar serve: %s\n", why);
        return TOOL_WRONG_USE;
    }
    return serve_run(&o);
}

void tool_serve_help(void)
{
    options_print(OPTIONS_HELP);
    printf("\nEach option may also be given in the environment (BUSBAR_DATA for --data) or in the file named by --config\n"
           "(data = DIR). The command line wins over the environment, that over the file.\n");
}
