/* SPDX-License-Identifier: Apache-2.0 */
/* The one way in which a bug ends the process. */
#include "base/assert.h"

#include <stdio.h>
#include <stdlib.h>

void assert_failed(const char *file, int line, const char *text)
{
    fprintf(stderr, "busbar: bug: %s:%d: %s\n", file, line, text);
    abort();
}
