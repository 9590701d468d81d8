/* SPDX-License-Identifier: Apache-2.0 */
/* sync_file_range piece by piece. */
#include "os/settle.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/clock.h"

#define PIECE ((off_t)512 << 10)
#define FILES 2
#define CLEAN_US 300        /* a piece that took less had nothing to write */
#define REST_MAX_US 20000   /* after a piece, however long it took */
#define PATIENCE_US 2000000 /* a disk that is this busy gets the rest at once */

struct settle {
    struct {
        char path[4096];
        int fd;
        dev_t device;
        ino_t inode;
    } files[FILES];
    unsigned n;
};

struct settle *settle_open(void)
{
    return calloc(1, sizeof(struct settle));
}

void settle_free(struct settle *s)
{
    free(s);
}

/* The descriptor of a path, opened where it is new or another file than it was; -1 = none. */
static int file_of(struct settle *s, const char *path, off_t *size)
{
    struct stat now;
    unsigned i = 0;
    while (i < s->n && strcmp(s->files[i].path, path) != 0)
        i++;
    if (i == FILES || strlen(path) >= sizeof s->files[i].path || stat(path, &now) != 0)
        return -1;
    *size = now.st_size;
    if (i < s->n && s->files[i].device == now.st_dev && s->files[i].inode == now.st_ino)
        return s->files[i].fd;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    if (i < s->n)
        close(s->files[i].fd); /* of a file that is gone */
    s->n += i == s->n;
    strcpy(s->files[i].path, path);
    s->files[i].fd = fd;
    s->files[i].device = now.st_dev;
    s->files[i].inode = now.st_ino;
    return fd;
}

void settle_file(struct settle *s, const char *path)
{
    off_t size = 0;
    int fd = file_of(s, path, &size);
    int64_t began_us = clock_mono_us();
    for (off_t at = 0; fd >= 0 && at < size; at += PIECE) {
        int64_t from_us = clock_mono_us();
        if (from_us - began_us > PATIENCE_US ||
            sync_file_range(fd, at, PIECE,
                            SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE |
                                SYNC_FILE_RANGE_WAIT_AFTER) != 0)
            return;
        int64_t took_us = clock_mono_us() - from_us;
        if (took_us > CLEAN_US)
            usleep((useconds_t)(took_us < REST_MAX_US ? took_us : REST_MAX_US));
    }
}
