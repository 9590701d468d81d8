/* SPDX-License-Identifier: Apache-2.0 */
/* This very program once more, as a process of its own. */
#pragma once

#include <sys/types.h>

/* Start it with these arguments, its output appended to a file; -1 where that fails. */
pid_t spawn_self(const char *log, const char *const argv[]);
