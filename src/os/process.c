/* SPDX-License-Identifier: Apache-2.0 */
/* /proc/self, read with plain calls. */
#include "os/process.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "os/clock.h"

/* A small file of /proc as NUL-ended text; "" where it can't be read. */
static const char *proc_text(const char *path, char *out, size_t cap)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, out, cap - 1) : -1;
    if (fd >= 0)
        close(fd);
    out[n > 0 ? n : 0] = '\0';
    return out;
}

/* The open files: newer kernels tell the number as the folder's size. */
static uint64_t count_files(void)
{
    struct stat st;
    uint64_t n = 0;
    if (stat("/proc/self/fd", &st) == 0 && st.st_size > 0)
        return (uint64_t)st.st_size;
    DIR *d = opendir("/proc/self/fd");
    if (!d)
        return 0;
    for (const struct dirent *e; (e = readdir(d));)
        n += e->d_name[0] != '.';
    closedir(d);
    return n - 1; /* but for the folder itself */
}

/* The n-th number of /proc/self/stat behind the name (which is field 2). */
static uint64_t stat_field(const char *text, unsigned number)
{
    const char *p = strrchr(text, ')');
    for (unsigned i = 2; p && i < number; i++) {
        p = strchr(p, ' ');
        p = p ? p + 1 : NULL;
    }
    return p ? strtoull(p, NULL, 10) : 0;
}

/* When the machine was started, UTC. */
static int64_t boot_us(void)
{
    struct timespec up = {0};
    clock_gettime(CLOCK_BOOTTIME, &up);
    return clock_utc_us() - (int64_t)up.tv_sec * 1000000 - up.tv_nsec / 1000;
}

void process_read(struct process_facts *out)
{
    char text[1024];
    struct rlimit r = {0};
    uint64_t ticks = (uint64_t)sysconf(_SC_CLK_TCK), page = (uint64_t)sysconf(_SC_PAGESIZE);
    proc_text("/proc/self/stat", text, sizeof text);
    getrlimit(RLIMIT_NOFILE, &r);
    *out = (struct process_facts){.cpu_us = clock_cpu_us(),
                                  .start_us =
                                      boot_us() + (int64_t)(stat_field(text, 22) * 1000000 / ticks),
                                  .resident_bytes = stat_field(text, 24) * page,
                                  .virtual_bytes = stat_field(text, 23),
                                  .open_files = count_files(),
                                  .most_files = r.rlim_cur,
                                  .threads = stat_field(text, 20)};
}
