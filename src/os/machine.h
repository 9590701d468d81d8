/* SPDX-License-Identifier: Apache-2.0 */
/* What the machine grants and how files lie on it: read for advice, never relied upon. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* The first numbers of a small text file (/proc/sys/..., /sys/fs/cgroup/...); how many were found,
 * 0 where it can't be read or begins with a word. */
size_t machine_numbers(const char *path, int64_t *out, size_t most);
/* The first word of a small text file; "" where it can't be read. */
void machine_word(const char *path, char *out, size_t cap);

/* A limit of open files; -1 stands for none. */
struct machine_files {
    int64_t soft, hard;
};
/* Of a process (0: this one); false where it can't be read. */
bool machine_files(int64_t pid, struct machine_files *out);

/* Memory in bytes: free for use, installed, and the least limit of our control groups (0: none). */
struct machine_memory {
    int64_t available, total, limit;
};
bool machine_memory(struct machine_memory *out);

/* How a path lies there. */
struct machine_path {
    bool folder;
    unsigned mode, uid, gid; /* mode: the twelve bits */
    int64_t changed_us;      /* of its content, UTC */
    char owner[32];          /* the user's name, or the number */
};
enum err machine_path(const char *path, struct machine_path *out) MUST_CHECK;
/* The process that holds the flock of a file; 0: nobody, -1: somebody we can't see. */
int64_t machine_lock_holder(const char *path);
/* Who we are. */
unsigned machine_user(void);
