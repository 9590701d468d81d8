/* SPDX-License-Identifier: Apache-2.0 */
/* /proc, /sys, stat and getrlimit. */
#include "os/machine.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define GROUP_ROOT "/sys/fs/cgroup"

/* The first line of a file; false where there is none. */
static bool first_line(const char *path, char *out, size_t cap)
{
    FILE *f = fopen(path, "re");
    bool there = f && fgets(out, (int)cap, f);
    if (f)
        fclose(f);
    if (!there)
        out[0] = '\0';
    out[strcspn(out, "\n")] = '\0';
    return there;
}

size_t machine_numbers(const char *path, int64_t *out, size_t most)
{
    char line[256], *p = line, *end;
    size_t n = 0;
    first_line(path, line, sizeof line);
    for (; n < most; n++, p = end) {
        out[n] = strtoll(p, &end, 10);
        if (end == p)
            break;
    }
    return n;
}

void machine_word(const char *path, char *out, size_t cap)
{
    first_line(path, out, cap);
    out[strcspn(out, " \t")] = '\0';
}

/* A limit as we tell it. */
static int64_t limit_of(rlim_t v)
{
    return v == RLIM_INFINITY ? -1 : (int64_t)v;
}

bool machine_files(int64_t pid, struct machine_files *out)
{
    struct rlimit r;
    if (prlimit((pid_t)pid, RLIMIT_NOFILE, NULL, &r) != 0)
        return false;
    *out = (struct machine_files){limit_of(r.rlim_cur), limit_of(r.rlim_max)};
    return true;
}

/* A line "name: 123 kB" of /proc/meminfo in bytes. */
static bool memory_line(const char *line, const char *name, int64_t *out)
{
    size_t n = strlen(name);
    if (strncmp(line, name, n) != 0 || line[n] != ':')
        return false;
    *out = strtoll(line + n + 1, NULL, 10) * 1024;
    return true;
}

/* The least memory.max from our control group up to the root; 0: none. */
static int64_t group_limit(void)
{
    char line[512], path[1024];
    int64_t least = 0, v;
    if (!first_line("/proc/self/cgroup", line, sizeof line) || strncmp(line, "0::", 3) != 0)
        return 0;
    char *group = line + 3;
    for (;;) {
        snprintf(path, sizeof path, GROUP_ROOT "%s/memory.max", strcmp(group, "/") ? group : "");
        if (machine_numbers(path, &v, 1) == 1 && (least == 0 || v < least))
            least = v;
        char *slash = strrchr(group, '/');
        if (!slash)
            return least;
        *slash = '\0';
    }
}

bool machine_memory(struct machine_memory *out)
{
    FILE *f = fopen("/proc/meminfo", "re");
    char line[256];
    memset(out, 0, sizeof *out);
    while (f && fgets(line, sizeof line, f))
        if (!memory_line(line, "MemAvailable", &out->available))
            memory_line(line, "MemTotal", &out->total);
    if (f)
        fclose(f);
    out->limit = group_limit();
    return out->total > 0;
}

enum err machine_path(const char *path, struct machine_path *out)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return err_from_errno(errno);
    *out = (struct machine_path){.folder = S_ISDIR(st.st_mode),
                                 .mode = st.st_mode & 07777,
                                 .uid = st.st_uid,
                                 .gid = st.st_gid,
                                 .changed_us = (int64_t)st.st_mtim.tv_sec * 1000000 +
                                               st.st_mtim.tv_nsec / 1000};
    const struct passwd *who = getpwuid(st.st_uid);
    if (who)
        snprintf(out->owner, sizeof out->owner, "%s", who->pw_name);
    else
        snprintf(out->owner, sizeof out->owner, "%u", st.st_uid);
    return ERR_OK;
}

/* The process of a line of /proc/locks that locks this file; 0 where it is another one's. */
static int64_t holder_in(const char *line, const struct stat *st)
{
    char kind[16];
    long long pid;
    unsigned major, minor;
    unsigned long long inode;
    if (sscanf(line, "%*d: %15s %*s %*s %lld %x:%x:%llu", kind, &pid, &major, &minor, &inode) != 5)
        return 0;
    bool same = strcmp(kind, "FLOCK") == 0 && inode == st->st_ino && major == major(st->st_dev) &&
                minor == minor(st->st_dev);
    return same ? (pid > 0 ? pid : -1) : 0;
}

int64_t machine_lock_holder(const char *path)
{
    struct stat st;
    char line[256];
    int64_t pid = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    bool taken = flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    bool known = fstat(fd, &st) == 0;
    close(fd);
    FILE *f = taken && known ? fopen("/proc/locks", "re") : NULL;
    while (f && pid == 0 && fgets(line, sizeof line, f))
        pid = holder_in(line, &st);
    if (f)
        fclose(f);
    return taken && pid == 0 ? -1 : pid;
}

unsigned machine_user(void)
{
    return geteuid();
}
