/* SPDX-License-Identifier: Apache-2.0 */
/* The one program: what it does is named by its first argument (apps/tbl/tools.h). */
#include "apps/tool.h"

int main(int argc, char **argv)
{
    return tool_main(argc, argv);
}
