/* SPDX-License-Identifier: Apache-2.0 */
/* The one program: everything is a subcommand (apps/tbl/tools.h). */
#include "apps/tool.h"

int main(int argc, char **argv)
{
    return tool_main(argc, argv);
}
