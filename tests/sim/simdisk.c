/* SPDX-License-Identifier: Apache-2.0 */
/* The simulated disk: each file has what can be read, what would last, and the changes between the
 * two. */
#include "sim/simdisk.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/random.h"

#define PATH_LONGEST 128
#define SECTOR 512

struct bytes {
    char *p;
    size_t n, cap;
};

/* A change of a file that is not durable yet. */
struct change {
    bool cut; /* a truncate to `at`, else a write of p[0..n) at `at` */
    size_t at, n;
    char *p;
    struct change *next;
};

struct inode {
    struct bytes now, lasting;
    struct change *changes, **last;
    unsigned refs; /* names now, names that last, pending entries, open files */
};

struct name {
    char path[PATH_LONGEST];
    struct inode *inode; /* NULL for a folder */
};

struct names {
    struct name *p;
    size_t n, cap;
};

/* A change of a folder that is not durable yet: `path` becomes `inode`, or goes. */
struct entry {
    char path[PATH_LONGEST];
    struct inode *inode;
    bool gone;
    struct entry *next;
};

struct simdisk {
    struct disk disk;
    pthread_mutex_t lock;
    struct random random;
    struct names now, lasting;
    struct entry *entries, **last;
    unsigned power_in, sync_in, syncs, changes;
    enum err sync_error; /* of the sync that fails */
    uint64_t space;
    bool off;
};

struct disk_file {
    struct inode *inode;
};

/* The simulator's side of a struct disk. */
static struct simdisk *of(struct disk *d)
{
    return (struct simdisk *)d;
}

/* Memory, or the end of the test. */
static void *must(void *p)
{
    ASSERT(p);
    return p;
}

/* -- bytes -- */

/* Set the length, with zeroes where it grows. */
static void bytes_resize(struct bytes *b, size_t n)
{
    if (n > b->cap) {
        b->cap = n * 2;
        b->p = must(realloc(b->p, b->cap));
    }
    if (n > b->n)
        memset(b->p + b->n, 0, n - b->n);
    b->n = n;
}

/* Write p[0..n) at `at`. */
static void bytes_write(struct bytes *b, size_t at, const char *p, size_t n)
{
    if (n == 0)
        return;
    if (b->n < at + n)
        bytes_resize(b, at + n);
    memcpy(b->p + at, p, n);
}

/* -- inodes -- */

/* A file without a name. */
static struct inode *inode_new(void)
{
    struct inode *i = must(calloc(1, sizeof *i));
    i->last = &i->changes;
    return i;
}

/* Forget what is pending. */
static void inode_forget(struct inode *i)
{
    while (i->changes) {
        struct change *c = i->changes;
        i->changes = c->next;
        free(c->p);
        free(c);
    }
    i->last = &i->changes;
}

/* One user less. */
static void inode_drop(struct inode *i)
{
    if (!i || --i->refs > 0)
        return;
    inode_forget(i);
    free(i->now.p);
    free(i->lasting.p);
    free(i);
}

/* One user more. */
static struct inode *inode_hold(struct inode *i)
{
    if (i)
        i->refs++;
    return i;
}

/* Note a change and make it visible. */
static void inode_change(struct inode *i, bool cut, uint64_t at, const char *p, size_t n)
{
    struct change *c = must(calloc(1, sizeof *c));
    *c = (struct change){.cut = cut, .at = (size_t)at, .n = n};
    if (n > 0)
        memcpy(c->p = must(malloc(n)), p, n);
    *i->last = c;
    i->last = &c->next;
    if (cut)
        bytes_resize(&i->now, c->at);
    else
        bytes_write(&i->now, c->at, p, n);
}

/* Make the first n bytes of a change lasting. */
static void change_last(struct inode *i, const struct change *c, size_t n)
{
    if (c->cut)
        bytes_resize(&i->lasting, c->at);
    else
        bytes_write(&i->lasting, c->at, c->p, n);
}

/* Make sectors of a change lasting here and there. */
static void change_scatter(struct inode *i, const struct change *c, struct random *r)
{
    if (c->cut && random_below(r, 2))
        bytes_resize(&i->lasting, c->at);
    for (size_t k = 0; k < c->n;) {
        size_t n = SECTOR - (c->at + k) % SECTOR;
        n = n < c->n - k ? n : c->n - k;
        if (random_below(r, 2))
            bytes_write(&i->lasting, c->at + k, c->p + k, n);
        k += n;
    }
}

/* Decide what of the pending changes lasts. */
static void inode_tear(struct inode *i, struct random *r)
{
    size_t n = 0, keep;
    for (struct change *c = i->changes; c; c = c->next)
        n++;
    uint64_t how = random_below(r, 5);
    keep = how == 0 ? 0 : how == 1 ? n : how == 2 ? random_below(r, n + 1) : 0;
    for (struct change *c = i->changes; c; c = c->next) {
        if (how == 3)
            change_scatter(i, c, r);
        else if (how == 4 && !c->cut && i->lasting.n < c->at + c->n)
            bytes_resize(&i->lasting, c->at + c->n);
        else if (keep > 0 && keep--)
            change_last(i, c, c->n);
        else if (how == 2)
            change_last(i, c, c->cut ? 0 : random_below(r, c->n + 1)), how = 0;
    }
    inode_forget(i);
}

/* Make all pending changes last. */
static void inode_sync(struct inode *i)
{
    for (struct change *c = i->changes; c; c = c->next)
        change_last(i, c, c->n);
    inode_forget(i);
}

/* -- names -- */

/* The place of a path in a table; NULL where it is not there. */
static struct name *names_find(struct names *t, const char *path)
{
    for (size_t k = 0; k < t->n; k++)
        if (strcmp(t->p[k].path, path) == 0)
            return &t->p[k];
    return NULL;
}

/* Remove a path from a table. */
static void names_remove(struct names *t, const char *path)
{
    struct name *n = names_find(t, path);
    if (!n)
        return;
    inode_drop(n->inode);
    *n = t->p[--t->n];
}

/* Let a path stand for an inode. */
static void names_set(struct names *t, const char *path, struct inode *i)
{
    inode_hold(i);
    names_remove(t, path);
    ASSERT(strlen(path) < PATH_LONGEST);
    if (t->n == t->cap) {
        t->cap = t->cap ? 2 * t->cap : 8;
        t->p = must(realloc(t->p, t->cap * sizeof *t->p));
    }
    struct name *n = &t->p[t->n++];
    snprintf(n->path, sizeof n->path, "%s", path);
    n->inode = i;
}

/* The folder that a path lies in. */
static struct str folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return str_make(path, slash ? (size_t)(slash - path) : 0);
}

/* Note a change of a name that sync_dir will make last. */
static void entry_add(struct simdisk *s, const char *path, struct inode *i, bool gone)
{
    struct entry *e = must(calloc(1, sizeof *e));
    snprintf(e->path, sizeof e->path, "%s", path);
    e->inode = inode_hold(i);
    e->gone = gone;
    *s->last = e;
    s->last = &e->next;
    if (gone)
        names_remove(&s->now, path);
    else
        names_set(&s->now, path, i);
}

/* Make the pending entries last: those of one folder, or (NULL) the first `most` of all. */
static void entries_last(struct simdisk *s, const struct str *folder, uint64_t most)
{
    struct entry **at = &s->entries;
    while (*at && most > 0) {
        struct entry *e = *at;
        if (folder && !str_eq(folder_of(e->path), *folder)) {
            at = &e->next;
            continue;
        }
        if (e->gone)
            names_remove(&s->lasting, e->path);
        else
            names_set(&s->lasting, e->path, e->inode);
        inode_drop(e->inode);
        *at = e->next;
        free(e);
        most--;
    }
    for (s->last = &s->entries; *s->last;)
        s->last = &(*s->last)->next;
}

/* Forget the pending entries. */
static void entries_forget(struct simdisk *s)
{
    while (s->entries) {
        struct entry *e = s->entries;
        s->entries = e->next;
        inode_drop(e->inode);
        free(e);
    }
    s->last = &s->entries;
}

/* Make pending entries last here and there, whatever their order. */
static void entries_scatter(struct simdisk *s)
{
    for (struct entry **at = &s->entries; *at;) {
        struct entry *e = *at;
        if (random_below(&s->random, 2)) {
            at = &e->next;
            continue;
        }
        *at = e->next;
        inode_drop(e->inode);
        free(e);
    }
    entries_last(s, NULL, UINT64_MAX);
}

/* -- the calls -- */

/* Enter a call; `changes`: one that the power may fail in. True where it failed before or now. */
static bool enter(struct simdisk *s, bool changes, bool *now)
{
    pthread_mutex_lock(&s->lock);
    *now = false;
    if (s->off || !changes)
        return s->off;
    s->changes++;
    if (s->power_in > 0 && --s->power_in == 0)
        s->off = *now = true;
    return s->off;
}

/* Leave a call. */
static enum err leave(struct simdisk *s, enum err e)
{
    pthread_mutex_unlock(&s->lock);
    return e;
}

/* disk_ops.open */
static enum err sim_open(struct disk *d, const char *path, bool create, struct disk_file **out)
{
    struct simdisk *s = of(d);
    bool now, off = enter(s, create, &now);
    struct name *n = names_find(&s->now, path);
    struct str folder = folder_of(path);
    char above[PATH_LONGEST];
    str_copy(above, sizeof above, folder);
    if (off && !now)
        return leave(s, ERR_IO);
    if (!n && (!create || (folder.n > 0 && !names_find(&s->now, above))))
        return leave(s, ERR_NOT_FOUND);
    if (!n)
        entry_add(s, path, inode_new(), false);
    if (off)
        return leave(s, ERR_IO);
    struct disk_file *f = must(malloc(sizeof *f));
    f->inode = inode_hold(names_find(&s->now, path)->inode);
    *out = f;
    return leave(s, f->inode ? ERR_OK : ERR_INVALID);
}

/* disk_ops.close */
static void sim_close(struct disk *d, struct disk_file *f)
{
    struct simdisk *s = of(d);
    pthread_mutex_lock(&s->lock);
    inode_drop(f->inode);
    free(f);
    pthread_mutex_unlock(&s->lock);
}

/* disk_ops.read */
static enum err sim_read(struct disk *d, struct disk_file *f, uint64_t at, void *p, size_t n,
                         size_t *got)
{
    struct simdisk *s = of(d);
    bool now;
    *got = 0;
    if (enter(s, false, &now))
        return leave(s, ERR_IO);
    const struct bytes *b = &f->inode->now;
    if (at < b->n) {
        *got = n < b->n - at ? n : b->n - (size_t)at;
        memcpy(p, b->p + at, *got);
    }
    return leave(s, ERR_OK);
}

/* disk_ops.write; a full disk takes what still fits. */
static enum err sim_write(struct disk *d, struct disk_file *f, uint64_t at, const void *p, size_t n)
{
    struct simdisk *s = of(d);
    bool now, off = enter(s, true, &now);
    if (off && !now)
        return leave(s, ERR_IO);
    size_t fits = n < s->space ? n : (size_t)s->space;
    if (s->space != UINT64_MAX)
        s->space -= fits;
    inode_change(f->inode, false, at, p, off ? (size_t)random_below(&s->random, fits + 1) : fits);
    return leave(s, off ? ERR_IO : fits < n ? ERR_NO_SPACE : ERR_OK);
}

/* disk_ops.sync */
static enum err sim_sync(struct disk *d, struct disk_file *f)
{
    struct simdisk *s = of(d);
    bool now;
    if (enter(s, true, &now))
        return leave(s, ERR_IO);
    s->syncs++;
    if (s->sync_in > 0 && --s->sync_in == 0) {
        inode_tear(f->inode, &s->random);
        return leave(s, s->sync_error);
    }
    inode_sync(f->inode);
    return leave(s, ERR_OK);
}

/* disk_ops.size */
static enum err sim_size(struct disk *d, struct disk_file *f, uint64_t *out)
{
    struct simdisk *s = of(d);
    bool now;
    if (enter(s, false, &now))
        return leave(s, ERR_IO);
    *out = f->inode->now.n;
    return leave(s, ERR_OK);
}

/* disk_ops.truncate */
static enum err sim_truncate(struct disk *d, struct disk_file *f, uint64_t n)
{
    struct simdisk *s = of(d);
    bool now, off = enter(s, true, &now);
    if (!off || now)
        inode_change(f->inode, true, n, NULL, 0);
    return leave(s, off ? ERR_IO : ERR_OK);
}

/* disk_ops.rename: in a power failure the rename happens or not, but never half. */
static enum err sim_rename(struct disk *d, const char *from, const char *to)
{
    struct simdisk *s = of(d);
    bool now, off = enter(s, true, &now);
    struct str folders[2] = {folder_of(to), folder_of(from)};
    if (off && !now)
        return leave(s, ERR_IO);
    struct name *n = names_find(&s->now, from);
    if (!n)
        return leave(s, ERR_NOT_FOUND);
    if (off && random_below(&s->random, 2))
        return leave(s, ERR_IO);
    struct inode *i = inode_hold(n->inode);
    entry_add(s, to, i, false);
    entry_add(s, from, NULL, true);
    inode_drop(i);
    for (int k = 0; k < 2; k++)
        entries_last(s, &folders[k], UINT64_MAX);
    return leave(s, off ? ERR_IO : ERR_OK);
}

/* disk_ops.remove */
static enum err sim_remove(struct disk *d, const char *path)
{
    struct simdisk *s = of(d);
    bool now, off = enter(s, true, &now);
    if (off && !now)
        return leave(s, ERR_IO);
    if (!names_find(&s->now, path))
        return leave(s, ERR_NOT_FOUND);
    entry_add(s, path, NULL, true);
    return leave(s, off ? ERR_IO : ERR_OK);
}

/* disk_ops.mkdir */
static enum err sim_mkdir(struct disk *d, const char *path)
{
    struct simdisk *s = of(d);
    bool now, off = enter(s, true, &now);
    if (off && !now)
        return leave(s, ERR_IO);
    struct name *n = names_find(&s->now, path);
    if (n && n->inode)
        return leave(s, ERR_EXISTS);
    if (!n)
        entry_add(s, path, NULL, false);
    return leave(s, off ? ERR_IO : ERR_OK);
}

/* disk_ops.sync_dir */
static enum err sim_sync_dir(struct disk *d, const char *path)
{
    struct simdisk *s = of(d);
    bool now, off = enter(s, true, &now);
    struct str folder = str_of(strcmp(path, ".") == 0 ? "" : path);
    if (off && !now)
        return leave(s, ERR_IO);
    entries_last(s, &folder, off ? random_below(&s->random, 4) : UINT64_MAX);
    return leave(s, off ? ERR_IO : ERR_OK);
}

/* disk_ops.list: the names are collected first, as `each` may call the disk. */
static enum err sim_list(struct disk *d, const char *path,
                         void (*each)(void *ctx, const char *name), void *ctx)
{
    struct simdisk *s = of(d);
    struct str folder = str_of(strcmp(path, ".") == 0 ? "" : path);
    bool now;
    if (enter(s, false, &now))
        return leave(s, ERR_IO);
    if (folder.n > 0 && !names_find(&s->now, path))
        return leave(s, ERR_NOT_FOUND);
    char(*names)[PATH_LONGEST] = must(calloc(s->now.n + 1, sizeof *names));
    size_t n = 0;
    for (size_t k = 0; k < s->now.n; k++)
        if (str_eq(folder_of(s->now.p[k].path), folder))
            str_copy(names[n++], PATH_LONGEST,
                     str_of(s->now.p[k].path + (folder.n ? folder.n + 1 : 0)));
    leave(s, ERR_OK);
    for (size_t k = 0; k < n; k++)
        each(ctx, names[k]);
    free(names);
    return ERR_OK;
}

/* disk_ops.space */
static enum err sim_space(struct disk *d, uint64_t *out)
{
    struct simdisk *s = of(d);
    bool now;
    if (enter(s, false, &now))
        return leave(s, ERR_IO);
    *out = s->space;
    return leave(s, ERR_OK);
}

static const struct disk_ops sim_ops = {
    .open = sim_open,
    .close = sim_close,
    .read = sim_read,
    .write = sim_write,
    .sync = sim_sync,
    .size = sim_size,
    .truncate = sim_truncate,
    .rename = sim_rename,
    .remove = sim_remove,
    .mkdir = sim_mkdir,
    .list = sim_list,
    .sync_dir = sim_sync_dir,
    .space = sim_space,
};

/* -- what tests do -- */

struct simdisk *simdisk_new(uint64_t seed)
{
    struct simdisk *s = must(calloc(1, sizeof *s));
    s->disk.ops = &sim_ops;
    s->random.state = seed;
    s->space = UINT64_MAX;
    s->last = &s->entries;
    pthread_mutex_init(&s->lock, NULL);
    return s;
}

void simdisk_free(struct simdisk *s)
{
    entries_forget(s);
    while (s->now.n > 0)
        names_remove(&s->now, s->now.p[0].path);
    while (s->lasting.n > 0)
        names_remove(&s->lasting, s->lasting.p[0].path);
    free(s->now.p);
    free(s->lasting.p);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

struct disk *simdisk_disk(struct simdisk *s)
{
    return &s->disk;
}

void simdisk_power_fails_in(struct simdisk *s, unsigned n)
{
    s->power_in = n;
}

bool simdisk_is_off(const struct simdisk *s)
{
    return s->off;
}

void simdisk_resume(struct simdisk *s)
{
    s->off = false;
    s->power_in = s->sync_in = 0;
}

/* Drop the names that lie in folders which are gone. */
static void drop_orphans(struct simdisk *s)
{
    for (size_t k = 0; k < s->lasting.n;) {
        char above[PATH_LONGEST];
        struct str folder = folder_of(s->lasting.p[k].path);
        str_copy(above, sizeof above, folder);
        if (folder.n > 0 && !names_find(&s->lasting, above)) {
            names_remove(&s->lasting, s->lasting.p[k].path);
            k = 0;
        } else {
            k++;
        }
    }
}

void simdisk_restart(struct simdisk *s)
{
    size_t pending = 0;
    for (struct entry *e = s->entries; e; e = e->next)
        pending++;
    if (random_below(&s->random, 2))
        entries_scatter(s);
    else
        entries_last(s, NULL, random_below(&s->random, pending + 1));
    entries_forget(s);
    drop_orphans(s);
    while (s->now.n > 0)
        names_remove(&s->now, s->now.p[0].path);
    for (size_t k = 0; k < s->lasting.n; k++) {
        struct inode *i = s->lasting.p[k].inode;
        names_set(&s->now, s->lasting.p[k].path, i);
        if (!i)
            continue;
        inode_tear(i, &s->random);
        bytes_resize(&i->now, 0);
        bytes_write(&i->now, 0, i->lasting.p, i->lasting.n);
    }
    simdisk_resume(s);
}

void simdisk_sync_fails_in(struct simdisk *s, unsigned n)
{
    simdisk_sync_fails_with(s, n, ERR_IO);
}

void simdisk_sync_fails_with(struct simdisk *s, unsigned n, enum err e)
{
    s->sync_in = n;
    s->sync_error = e;
}

void simdisk_set_space(struct simdisk *s, uint64_t bytes)
{
    s->space = bytes;
}

unsigned simdisk_syncs(const struct simdisk *s)
{
    return s->syncs;
}

unsigned simdisk_changes(const struct simdisk *s)
{
    return s->changes;
}

bool simdisk_get(struct simdisk *s, const char *path, struct str *out)
{
    struct name *n = names_find(&s->now, path);
    if (!n || !n->inode)
        return false;
    *out = str_make(n->inode->now.p, n->inode->now.n);
    return true;
}

void simdisk_put(struct simdisk *s, const char *path, struct str bytes)
{
    struct inode *i = inode_new();
    bytes_write(&i->now, 0, bytes.p, bytes.n);
    bytes_write(&i->lasting, 0, bytes.p, bytes.n);
    names_set(&s->now, path, i);
    names_set(&s->lasting, path, i);
}

bool simdisk_drop(struct simdisk *s, const char *path)
{
    bool there = names_find(&s->now, path);
    names_remove(&s->now, path);
    names_remove(&s->lasting, path);
    return there;
}

struct simdisk *simdisk_copy(struct simdisk *s, uint64_t seed)
{
    struct simdisk *copy = simdisk_new(seed);
    for (size_t k = 0; k < s->now.n; k++) {
        const struct name *n = &s->now.p[k];
        if (n->inode)
            simdisk_put(copy, n->path, str_make(n->inode->now.p, n->inode->now.n));
        else
            names_set(&copy->now, n->path, NULL), names_set(&copy->lasting, n->path, NULL);
    }
    return copy;
}
