/* SPDX-License-Identifier: Apache-2.0 */
/* The disk as the store sees it: a table of functions that os/file.c fills with system calls and
 * the simulator with a disk that tears, fills up and dies. Paths are relative to the data
 * directory. All calls block. */
#pragma once

#include "base/err.h"
#include "base/str.h"

struct disk;
struct disk_file; /* opaque; owned by the disk that opened it */

struct disk_ops {
    /* Open for reading and writing; with `create` a missing file is made (mode 0600). */
    enum err (*open)(struct disk *d, const char *path, bool create, struct disk_file **out);
    /* Close; f is gone afterwards. */
    void (*close)(struct disk *d, struct disk_file *f);
    /* Read up to n bytes at offset; *got is less than n only at the end of the file. */
    enum err (*read)(struct disk *d, struct disk_file *f, uint64_t at, void *p, size_t n,
                     size_t *got);
    /* Write all n bytes at offset, or fail. */
    enum err (*write)(struct disk *d, struct disk_file *f, uint64_t at, const void *p, size_t n);
    /* Make what was written durable (fdatasync). After a failure nothing may be promised again. */
    enum err (*sync)(struct disk *d, struct disk_file *f);
    /* The length of the file. */
    enum err (*size)(struct disk *d, struct disk_file *f, uint64_t *out);
    /* Cut the file at this length. */
    enum err (*truncate)(struct disk *d, struct disk_file *f, uint64_t n);
    /* Replace `to` by `from` at once, and make that durable (rename + fsync of the folder). */
    enum err (*rename)(struct disk *d, const char *from, const char *to);
    /* Remove a file. */
    enum err (*remove)(struct disk *d, const char *path);
    /* Make a folder (one that is there already is fine). */
    enum err (*mkdir)(struct disk *d, const char *path);
    /* Make the entries of a folder durable (fsync of the folder). */
    enum err (*sync_dir)(struct disk *d, const char *path);
    /* Call each(ctx, name) for every entry of a folder, in any order. */
    enum err (*list)(struct disk *d, const char *path, void (*each)(void *ctx, const char *name),
                     void *ctx);
    /* Bytes free on the device. */
    enum err (*space)(struct disk *d, uint64_t *out);
};

struct disk {
    const struct disk_ops *ops;
};
