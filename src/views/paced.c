/* SPDX-License-Identifier: Apache-2.0 */
/* A copy of the system's VFS whose files have one method of ours. A file is the system's, with a
 * note of ours behind it. */
#include "views/paced.h"

#include <stdio.h>

#include "base/assert.h"

/* What lies behind the system's file. */
struct note {
    sqlite3_io_methods methods;           /* the system's, but for xSync */
    int (*sync)(sqlite3_file *, int how); /* the system's */
    const struct paced *paced;
    const char *path; /* SQLite's own, lives as long as the file */
};

/* The note of a file: its methods are the first in it. */
static const struct note *note_of(const sqlite3_file *f)
{
    return (const struct note *)(const void *)f->pMethods;
}

/* Say that a file is to be synced, then sync it. */
static int sync_file(sqlite3_file *f, int how)
{
    const struct note *n = note_of(f);
    n->paced->pace.before_sync(n->paced->pace.ctx, n->path);
    return n->sync(f, how);
}

/* Where the note lies behind the system's file, aligned. */
static size_t note_at(const sqlite3_vfs *base)
{
    return ((size_t)base->szOsFile + _Alignof(max_align_t) - 1) & ~(_Alignof(max_align_t) - 1);
}

/* Open a file; the database and its log get our xSync. */
static int open_file(sqlite3_vfs *vfs, sqlite3_filename path, sqlite3_file *f, int flags, int *out)
{
    const struct paced *p = vfs->pAppData;
    int result = p->base->xOpen(p->base, path, f, flags, out);
    if (result != SQLITE_OK || !f->pMethods || !(flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)))
        return result;
    struct note *n = (struct note *)(void *)((char *)f + note_at(p->base));
    *n = (struct note){
        .methods = *f->pMethods, .sync = f->pMethods->xSync, .paced = p, .path = path};
    n->methods.xSync = sync_file;
    f->pMethods = &n->methods;
    return SQLITE_OK;
}

enum err paced_open(struct paced *p, const struct views_pace *pace)
{
    *p = (struct paced){.base = sqlite3_vfs_find(NULL), .pace = *pace};
    if (!p->base)
        return ERR_DATABASE;
    snprintf(p->name, sizeof p->name, "paced-%p", (void *)p);
    p->vfs = *p->base;
    p->vfs.pNext = NULL;
    p->vfs.zName = p->name;
    p->vfs.pAppData = p;
    p->vfs.szOsFile = (int)(note_at(p->base) + sizeof(struct note));
    p->vfs.xOpen = open_file;
    p->registered = sqlite3_vfs_register(&p->vfs, 0) == SQLITE_OK;
    return p->registered ? ERR_OK : ERR_DATABASE;
}

void paced_close(struct paced *p)
{
    if (p->registered)
        sqlite3_vfs_unregister(&p->vfs);
    p->registered = false;
}
