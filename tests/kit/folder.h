/* SPDX-License-Identifier: Apache-2.0 */
/* A folder of the real disk for one test. */
#pragma once

#include <stdbool.h>

#define FOLDER_MAX 256

/* Make an empty one below $TMPDIR, or where temporary files go; false where none can be made. */
bool folder_make(char path[FOLDER_MAX]);
/* Remove it and all that is in it; false where that failed. */
bool folder_remove(const char *path);
