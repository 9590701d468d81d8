/* SPDX-License-Identifier: Apache-2.0 */
/* A data directory as a struct disk: openat, pread, pwrite, fdatasync. Interrupted calls are
 * repeated, short reads and writes continued. */
#include "os/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/assert.h"

#define WHY_MAX 256
#define PATH_LONGEST 512 /* of a path inside the data directory */

/* What a folder of ours is for, and what its file VERSION says. */
struct layout {
    const char *what, *version;
};

static const struct layout data_layout = {"data directory", "busbar-data 1"};
static const struct layout archive_layout = {"archive", "busbar-archive 1"};

struct file_disk {
    struct disk disk; /* first, so that a struct disk * is one of these */
    int dir, lock;
};

struct disk_file {
    int fd;
    bool read_only;
};

/* The system's side of a struct disk. */
static struct file_disk *of(struct disk *d)
{
    return (struct file_disk *)d;
}

/* The error that errno stands for, a name too long or a loop of links being ERR_INVALID. */
static enum err failed(void)
{
    enum err e = errno == ENAMETOOLONG || errno == ELOOP ? ERR_INVALID : err_from_errno(errno);
    ASSERT(e != ERR_OK);
    return e;
}

/* openat that repeats interrupted calls. */
static int open_at(int dir, const char *path, int flags)
{
    int fd;
    do
        fd = openat(dir, path, flags | O_CLOEXEC, 0600);
    while (fd < 0 && errno == EINTR);
    return fd;
}

/* Write all of p[0..n) at `at`. */
static enum err write_all(int fd, uint64_t at, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t k = pwrite(fd, p, n, (off_t)at);
        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0)
            return failed();
        if (k == 0)
            return ERR_IO;
        p += k;
        n -= (size_t)k;
        at += (uint64_t)k;
    }
    return ERR_OK;
}

/* Read up to n bytes at `at`, fewer only at the end of the file. */
static enum err read_all(int fd, uint64_t at, char *p, size_t n, size_t *got)
{
    *got = 0;
    while (*got < n) {
        ssize_t k = pread(fd, p + *got, n - *got, (off_t)(at + *got));
        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0)
            return failed();
        if (k == 0)
            break;
        *got += (size_t)k;
    }
    return ERR_OK;
}

/* fsync (or fdatasync) that repeats interrupted calls. */
static enum err sync_fd(int fd, bool data_only)
{
    int rc;
    do
        rc = data_only ? fdatasync(fd) : fsync(fd);
    while (rc < 0 && errno == EINTR);
    return rc < 0 ? failed() : ERR_OK;
}

/* disk_ops.open */
static enum err file_open(struct disk *d, const char *path, bool create, struct disk_file **out)
{
    bool read_only = false;
    int fd = open_at(of(d)->dir, path, O_RDWR | (create ? O_CREAT : 0));
    if (fd < 0 && !create && (errno == EACCES || errno == EROFS)) {
        read_only = true;
        fd = open_at(of(d)->dir, path, O_RDONLY);
    }
    if (fd < 0)
        return failed();
    struct disk_file *f = malloc(sizeof *f);
    ASSERT(f);
    *f = (struct disk_file){.fd = fd, .read_only = read_only};
    *out = f;
    return ERR_OK;
}

/* disk_ops.close; Linux gives the descriptor back even where close was interrupted. */
static void file_close(struct disk *d, struct disk_file *f)
{
    (void)d;
    close(f->fd);
    free(f);
}

/* disk_ops.read */
static enum err file_read(struct disk *d, struct disk_file *f, uint64_t at, void *p, size_t n,
                          size_t *got)
{
    (void)d;
    return read_all(f->fd, at, p, n, got);
}

/* disk_ops.write */
static enum err file_write(struct disk *d, struct disk_file *f, uint64_t at, const void *p,
                           size_t n)
{
    (void)d;
    return f->read_only ? ERR_READ_ONLY : write_all(f->fd, at, p, n);
}

/* disk_ops.sync */
static enum err file_sync(struct disk *d, struct disk_file *f)
{
    (void)d;
    return f->read_only ? ERR_READ_ONLY : sync_fd(f->fd, true);
}

/* disk_ops.size */
static enum err file_size(struct disk *d, struct disk_file *f, uint64_t *out)
{
    (void)d;
    struct stat st;
    if (fstat(f->fd, &st) < 0)
        return failed();
    *out = (uint64_t)st.st_size;
    return ERR_OK;
}

/* disk_ops.truncate */
static enum err file_truncate(struct disk *d, struct disk_file *f, uint64_t n)
{
    (void)d;
    if (f->read_only)
        return ERR_READ_ONLY;
    int rc;
    do
        rc = ftruncate(f->fd, (off_t)n);
    while (rc < 0 && errno == EINTR);
    return rc < 0 ? failed() : ERR_OK;
}

/* Open a folder; "" and "." are the data directory itself. */
static int open_folder(struct disk *d, const char *path)
{
    return open_at(of(d)->dir, *path ? path : ".", O_RDONLY | O_DIRECTORY);
}

/* disk_ops.sync_dir */
static enum err file_sync_dir(struct disk *d, const char *path)
{
    int fd = open_folder(d, path);
    if (fd < 0)
        return failed();
    enum err e = sync_fd(fd, false);
    close(fd);
    return e;
}

/* Make the entries of the folder that `path` lies in durable. */
static enum err sync_folder_of(struct disk *d, const char *path)
{
    char folder[PATH_LONGEST];
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) : 0;
    if (!str_copy(folder, sizeof folder, str_make(path, n)))
        return ERR_INVALID;
    return file_sync_dir(d, folder);
}

/* disk_ops.rename: the new entry is made durable first, then the loss of the old one. */
static enum err file_rename(struct disk *d, const char *from, const char *to)
{
    if (renameat(of(d)->dir, from, of(d)->dir, to) < 0)
        return failed();
    enum err e = sync_folder_of(d, to);
    return e == ERR_OK ? sync_folder_of(d, from) : e;
}

/* disk_ops.remove */
static enum err file_remove(struct disk *d, const char *path)
{
    return unlinkat(of(d)->dir, path, 0) < 0 ? failed() : ERR_OK;
}

/* disk_ops.mkdir */
static enum err file_mkdir(struct disk *d, const char *path)
{
    if (mkdirat(of(d)->dir, path, 0700) == 0)
        return ERR_OK;
    struct stat st;
    if (errno != EEXIST)
        return failed();
    if (fstatat(of(d)->dir, path, &st, 0) < 0)
        return failed();
    return S_ISDIR(st.st_mode) ? ERR_OK : ERR_EXISTS;
}

/* disk_ops.list */
static enum err file_list(struct disk *d, const char *path,
                          void (*each)(void *ctx, const char *name), void *ctx)
{
    int fd = open_folder(d, path);
    if (fd < 0)
        return failed();
    DIR *dir = fdopendir(fd);
    if (!dir) {
        enum err e = failed();
        close(fd);
        return e;
    }
    struct dirent *entry;
    while ((void)(errno = 0), (entry = readdir(dir)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            each(ctx, entry->d_name);
    enum err e = errno ? failed() : ERR_OK;
    closedir(dir);
    return e;
}

/* disk_ops.space */
static enum err file_space(struct disk *d, uint64_t *out)
{
    struct statvfs st;
    if (fstatvfs(of(d)->dir, &st) < 0)
        return failed();
    *out = (uint64_t)st.f_bavail * (uint64_t)st.f_frsize;
    return ERR_OK;
}

static const struct disk_ops file_ops = {
    .open = file_open,
    .close = file_close,
    .read = file_read,
    .write = file_write,
    .sync = file_sync,
    .size = file_size,
    .truncate = file_truncate,
    .rename = file_rename,
    .remove = file_remove,
    .mkdir = file_mkdir,
    .list = file_list,
    .sync_dir = file_sync_dir,
    .space = file_space,
};

/* Say why, and pass e on. */
__attribute__((format(printf, 3, 4))) static enum err because(char why[WHY_MAX], enum err e,
                                                              const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(why, WHY_MAX, format, args);
    va_end(args);
    return e;
}

/* Count the entries that a directory of somebody else's would have. */
static void count_strangers(void *ctx, const char *name)
{
    unsigned *n = ctx;
    *n += strcmp(name, "VERSION.new") != 0 && strcmp(name, "lost+found") != 0;
}

/* Write VERSION into a directory that is empty so far. */
static enum err version_make(struct disk *d, const char *dir, const struct layout *l,
                             char why[WHY_MAX])
{
    char text[32];
    unsigned strangers = 0;
    (void)snprintf(text, sizeof text, "%s\n", l->version);
    enum err e = file_list(d, "", count_strangers, &strangers);
    if (e != ERR_OK)
        return because(why, e, "%s: can't be listed: %s", dir, err_text(e));
    if (strangers > 0)
        return because(why, ERR_EXISTS,
                       "%s: is no %s (no file VERSION in it) and holds other files", dir, l->what);
    struct disk_file *f;
    if ((e = file_open(d, "VERSION.new", true, &f)) == ERR_OK) {
        e = file_truncate(d, f, 0);
        e = e == ERR_OK ? file_write(d, f, 0, text, strlen(text)) : e;
        e = e == ERR_OK ? file_sync(d, f) : e;
        file_close(d, f);
    }
    e = e == ERR_OK ? file_rename(d, "VERSION.new", "VERSION") : e;
    return e == ERR_OK ? e : because(why, e, "%s: VERSION can't be written: %s", dir, err_text(e));
}

/* Read VERSION, or make it; anything but the text of this layout is refused. */
static enum err version_check(struct disk *d, const char *dir, const struct layout *l, bool create,
                              char why[WHY_MAX])
{
    char text[64];
    size_t got = 0;
    struct disk_file *f;
    enum err e = file_open(d, "VERSION", false, &f);
    if (e == ERR_NOT_FOUND && create)
        return version_make(d, dir, l, why);
    if (e == ERR_NOT_FOUND)
        return because(why, e, "%s: is no %s (no file VERSION in it)", dir, l->what);
    if (e == ERR_OK) {
        e = file_read(d, f, 0, text, sizeof text, &got);
        file_close(d, f);
    }
    if (e != ERR_OK)
        return because(why, e, "%s/VERSION: can't be read: %s", dir, err_text(e));
    struct str line = str_make(text, got);
    if (str_is(str_cut(&line, '\n'), l->version) && line.n == 0 && got > strlen(l->version))
        return ERR_OK;
    struct str said = str_trim(str_make(text, got < 40 ? got : 40));
    for (size_t i = 0; i < said.n; i++)
        if (text[i] < ' ' || text[i] > '~')
            said = STR("something else");
    return because(why, ERR_VERSION,
                   "%s/VERSION: says \"%.*s\", but this program reads \"%s\" here: use the version "
                   "of the program that wrote it",
                   dir, STR_ARG(said), l->version);
}

/* Make the directory and the entry of it in its own folder durable. */
static enum err make_dir(const char *dir, char why[WHY_MAX])
{
    if (mkdir(dir, 0700) < 0) {
        if (errno == EEXIST)
            return ERR_OK;
        enum err e = failed();
        return because(why, e, "%s: can't be made: %s", dir, err_text(e));
    }
    char above[4096];
    snprintf(above, sizeof above, "%s/..", dir);
    int fd = open_at(AT_FDCWD, above, O_RDONLY | O_DIRECTORY);
    enum err e = fd < 0 ? failed() : sync_fd(fd, false);
    if (fd >= 0)
        close(fd);
    return e == ERR_OK ? e : because(why, e, "%s: can't be synced: %s", above, err_text(e));
}

/* Open a folder of a layout. */
static enum err open_as(const char *dir, const struct layout *l, bool create, struct disk **out,
                        char why[256])
{
    why[0] = '\0';
    enum err e = create ? make_dir(dir, why) : ERR_OK;
    if (e != ERR_OK)
        return e;
    int fd = open_at(AT_FDCWD, dir, O_RDONLY | O_DIRECTORY);
    if (fd < 0) {
        e = errno == ENOTDIR ? ERR_INVALID : failed();
        return because(why, e, "%s: can't be opened: %s", dir,
                       e == ERR_INVALID ? "not a directory" : err_text(e));
    }
    struct file_disk *d = malloc(sizeof *d);
    ASSERT(d);
    *d = (struct file_disk){.disk = {&file_ops}, .dir = fd, .lock = -1};
    if ((e = version_check(&d->disk, dir, l, create, why)) != ERR_OK) {
        file_disk_close(&d->disk);
        return e;
    }
    *out = &d->disk;
    return ERR_OK;
}

enum err file_disk_open(const char *dir, bool create, struct disk **out, char why[256])
{
    return open_as(dir, &data_layout, create, out, why);
}

enum err file_disk_open_archive(const char *dir, bool create, struct disk **out, char why[256])
{
    return open_as(dir, &archive_layout, create, out, why);
}

void file_disk_close(struct disk *d)
{
    if (!d)
        return;
    if (of(d)->lock >= 0)
        close(of(d)->lock);
    close(of(d)->dir);
    free(of(d));
}

enum err file_disk_lock(struct disk *d, char why[256])
{
    ASSERT(of(d)->lock < 0);
    int rc, fd = open_at(of(d)->dir, "lock", O_RDWR | O_CREAT);
    if (fd < 0) {
        enum err e = failed();
        return because(why, e, "the file lock can't be opened: %s", err_text(e));
    }
    do
        rc = flock(fd, LOCK_EX | LOCK_NB);
    while (rc < 0 && errno == EINTR);
    if (rc < 0) {
        enum err e = errno == EWOULDBLOCK ? ERR_BUSY : failed();
        close(fd);
        return because(why, e, "the data directory is %s%s",
                       e == ERR_BUSY ? "" : "not lockable: ", err_text(e));
    }
    of(d)->lock = fd;
    return ERR_OK;
}
