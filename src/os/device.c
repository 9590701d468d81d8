/* SPDX-License-Identifier: Apache-2.0 */
/* statfs, and a small file that is written and synced. */
#include "os/device.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "os/clock.h"

#define BLOCK 4096

/* File systems by their magic number (linux/magic.h). */
static const struct {
    uint32_t magic;
    const char *name;
    bool networked, in_memory;
} types[] = {
    {0xEF53, "ext4", false, false},      {0x58465342, "xfs", false, false},
    {0x9123683E, "btrfs", false, false}, {0x2FC12FC1, "zfs", false, false},
    {0xF2F52010, "f2fs", false, false},  {0x794C7630, "overlay", false, false},
    {0x01021994, "tmpfs", false, true},  {0x858458F6, "ramfs", false, true},
    {0x6969, "nfs", true, false},        {0xFF534D42, "cifs", true, false},
    {0xFE534D42, "smb2", true, false},   {0x00C36400, "ceph", true, false},
    {0x01021997, "9p", true, false},     {0x65735546, "fuse", true, false},
};

enum err device_read(const char *path, struct device_facts *out)
{
    struct statvfs v;
    struct statfs f;
    memset(out, 0, sizeof *out);
    if (statvfs(path, &v) != 0 || statfs(path, &f) != 0)
        return err_from_errno(errno);
    out->size_bytes = (uint64_t)v.f_blocks * v.f_frsize;
    out->free_bytes = (uint64_t)v.f_bavail * v.f_frsize;
    out->inodes = v.f_files;
    out->free_inodes = v.f_favail;
    out->read_only = (v.f_flag & ST_RDONLY) != 0;
    snprintf(out->type, sizeof out->type, "0x%x", (unsigned)f.f_type);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (types[i].magic == (uint32_t)f.f_type) {
            snprintf(out->type, sizeof out->type, "%s", types[i].name);
            out->networked = types[i].networked;
            out->in_memory = types[i].in_memory;
        }
    return ERR_OK;
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

/* Append and sync a block DEVICE_PACE_ROUNDS times; how long each took. */
static enum err pace(int fd, int64_t took_us[DEVICE_PACE_ROUNDS])
{
    static const char block[BLOCK];
    for (int i = 0; i < DEVICE_PACE_ROUNDS; i++) {
        int64_t began = clock_mono_us();
        ssize_t n = pwrite(fd, block, BLOCK, (off_t)i * BLOCK);
        if (n != BLOCK)
            return n < 0 ? err_from_errno(errno) : ERR_NO_SPACE;
        if (fdatasync(fd) != 0)
            return err_from_errno(errno);
        took_us[i] = clock_mono_us() - began;
    }
    return ERR_OK;
}

enum err device_measure(const char *folder, struct device_pace *out)
{
    char name[4096];
    int64_t took_us[DEVICE_PACE_ROUNDS];
    memset(out, 0, sizeof *out);
    int n = snprintf(name, sizeof name, "%s/doctor-XXXXXX", folder);
    if (n < 0 || (size_t)n >= sizeof name)
        return ERR_INVALID;
    int fd = mkostemp(name, O_CLOEXEC);
    if (fd < 0)
        return err_from_errno(errno);
    out->preallocates = fallocate(fd, 0, 0, (off_t)DEVICE_PACE_ROUNDS * BLOCK) == 0;
    enum err e = pace(fd, took_us);
    close(fd);
    unlink(name);
    if (e != ERR_OK)
        return e;
    qsort(took_us, DEVICE_PACE_ROUNDS, sizeof *took_us, by_size);
    out->median_us = took_us[DEVICE_PACE_ROUNDS / 2];
    out->worst_us = took_us[DEVICE_PACE_ROUNDS - 1];
    return ERR_OK;
}
