/* SPDX-License-Identifier: Apache-2.0 */
/* What the kernel says of this process. */
#pragma once

#include <stdint.h>

struct process_facts {
    int64_t cpu_us;                           /* user and system time used */
    int64_t start_us;                         /* UTC */
    uint64_t resident_bytes, virtual_bytes;   /* memory */
    uint64_t open_files, most_files, threads; /* most_files: the limit in force */
};

/* Read them; what can't be read is 0. Counting open files takes a while where there are very many
 * and the kernel is older than 6.2. */
void process_read(struct process_facts *out);
