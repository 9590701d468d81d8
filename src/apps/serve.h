/* SPDX-License-Identifier: Apache-2.0 */
/* `busbar serve`: start everything, run until a signal, end everything. */
#pragma once

#include "apps/options.h"

/* Run the server; its exit code: 0 after SIGTERM or SIGINT, 1 where it could not start (one line on
 * standard error says why). */
int serve_run(const struct options *o);
