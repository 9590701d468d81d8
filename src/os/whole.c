/* SPDX-License-Identifier: Apache-2.0 */
/* Whole files at once, so that a reader or a crash never meets half of one. */
#include "os/whole.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* The sentence for errno, and its error. */
static enum err failed(const char *path, char why[256])
{
    int number = errno;
    snprintf(why, 256, "%.160s: %.80s", path, strerror(number));
    return err_from_errno(number);
}

enum err whole_read(const char *path, struct buf *to, char why[256])
{
    char piece[4096];
    ssize_t n;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return failed(path, why);
    while ((n = read(fd, piece, sizeof piece)) > 0 && !to->full)
        buf_put(to, piece, (size_t)n);
    enum err e = n < 0 ? failed(path, why) : ERR_OK;
    close(fd);
    explicit_bzero(piece, sizeof piece);
    if (e == ERR_OK && to->full) {
        snprintf(why, 256, "%.160s: the file is too large", path);
        e = ERR_FULL;
    }
    return e;
}

/* Write all bytes and make them durable. */
static bool put(int fd, struct str bytes)
{
    while (bytes.n > 0) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        bytes = str_skip(bytes, (size_t)n);
    }
    return fsync(fd) == 0;
}

/* Make the entry of a path durable: fsync of its folder. */
static bool sync_folder(const char *path)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t n = slash == path ? 1 : slash ? (size_t)(slash - path) : 0;
    str_copy(folder, sizeof folder, n > 0 ? str_make(path, n) : STR("."));
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return ok;
}

/* Give the temporary file its name. */
static bool settle(const char *temporary, const char *path, bool replace)
{
    if (replace)
        return rename(temporary, path) == 0;
    return link(temporary, path) == 0 && unlink(temporary) == 0;
}

enum err whole_write(const char *path, struct str bytes, unsigned mode, bool replace, char why[256])
{
    char temporary[PATH_MAX];
    int n = snprintf(temporary, sizeof temporary, "%s.%ld.tmp", path, (long)getpid());
    if (n < 0 || (size_t)n >= sizeof temporary) {
        errno = ENAMETOOLONG;
        return failed(path, why);
    }
    int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return failed(path, why);
    bool ok = fchmod(fd, mode) == 0 && put(fd, bytes);
    int number = errno;
    ok = close(fd) == 0 && ok;
    if (ok) {
        ok = settle(temporary, path, replace) && sync_folder(path);
        number = errno;
    }
    if (ok)
        return ERR_OK;
    (void)unlink(temporary);
    errno = number;
    return failed(path, why);
}

bool whole_exists(const char *path)
{
    struct stat s;
    return lstat(path, &s) == 0;
}

/* Is nothing in the folder? */
static bool empty(const char *path)
{
    DIR *d = opendir(path);
    struct dirent *e;
    bool none = d != NULL;
    while (d && (e = readdir(d)) != NULL)
        none = none && (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0);
    if (d)
        closedir(d);
    return none;
}

enum err whole_folder(const char *path, char why[256])
{
    if (mkdir(path, 0700) == 0)
        return sync_folder(path) ? ERR_OK : failed(path, why);
    if (errno != EEXIST)
        return failed(path, why);
    if (!empty(path)) {
        snprintf(why, 256, "%.160s: there is something already", path);
        return ERR_EXISTS;
    }
    return chmod(path, 0700) == 0 ? ERR_OK : failed(path, why);
}

enum err whole_lock(const char *path, int *lock, char why[256])
{
    *lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*lock < 0)
        return failed(path, why);
    while (flock(*lock, LOCK_EX) != 0)
        if (errno != EINTR) {
            enum err e = failed(path, why);
            close(*lock);
            *lock = -1;
            return e;
        }
    return ERR_OK;
}

void whole_unlock(int lock)
{
    if (lock >= 0)
        close(lock);
}
