/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite's view of the disk with one addition: before it syncs a file it says so. Whoever listens
 * may write back bit by bit what is dirty, so that the sync itself finds little to do and the
 * journal, which shares the disk, need not wait behind it. What is synced when stays SQLite's
 * affair. */
#pragma once

#include <sqlite3.h>

#include "views/views.h"

struct paced {
    sqlite3_vfs vfs, *base;
    struct views_pace pace;
    char name[32];
    bool registered;
};

/* Register it under a name of its own; ERR_DATABASE where SQLite can't be used. */
enum err paced_open(struct paced *p, const struct views_pace *pace) MUST_CHECK;
/* Take it back; all that was opened by it must be closed. */
void paced_close(struct paced *p);
