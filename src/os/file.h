/* SPDX-License-Identifier: Apache-2.0 */
/* The disk of the store (base/disk.h) over a data directory of the kernel's. Folders are made with
 * mode 0700, files with 0600. The calls of one disk may be made by any thread; those of one open
 * file must not overlap in bytes that are being written. A file that may only be read is opened for
 * reading, and every call that would change it fails with ERR_READ_ONLY. */
#pragma once

#include "base/disk.h"

/* Open the data directory `dir`. Its file VERSION must say "busbar-data 1"; with `create` a missing
 * or empty directory is made into one. On failure *why is a sentence that names the directory:
 * ERR_NOT_FOUND (no such directory, or none of ours), ERR_EXISTS (to be made, but other files are
 * in it), ERR_VERSION (another version of the layout), or what the kernel said. */
enum err file_disk_open(const char *dir, bool create, struct disk **out, char why[256]) MUST_CHECK;
/* The same with the folder of an archive, whose VERSION says "busbar-archive 1". */
enum err file_disk_open_archive(const char *dir, bool create, struct disk **out,
                                char why[256]) MUST_CHECK;
/* Close the directory and give up its lock; open files must have been closed. NULL is fine. */
void file_disk_close(struct disk *d);
/* Take the directory for this process alone, until file_disk_close or the end of the process;
 * ERR_BUSY where another one has it. Whoever writes must hold it; readers need not. */
enum err file_disk_lock(struct disk *d, char why[256]) MUST_CHECK;
