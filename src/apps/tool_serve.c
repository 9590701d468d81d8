/* SPDX-License-Identifier: Apache-2.0 */
/* busbar serve: read the options, run the server. */
#include <stdio.h>

#include "apps/options.h"
#include "apps/serve.h"
#include "apps/tool.h"

void tool_serve_help(void)
{
    options_print(OPTIONS_HELP);
}

int tool_serve(int argc, char **argv)
{
    struct options o;
    char why[256];
    if (!options_read(&o, argc, argv, why)) {
        fprintf(stderr, "busbar: %s\n", why);
        return TOOL_WRONG_USE;
    }
    return serve_run(&o);
}
