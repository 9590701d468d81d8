/* SPDX-License-Identifier: Apache-2.0 */
/* A consumer of the change stream counts changes; its position is that of the batch whose change it
 * wants next. */
#include "apps/consumers.h"

#include <stdio.h>
#include <string.h>

#include "apps/fold.h"
#include "store/cursor.h"
#include "views/views.h"

#define CHANGES "changes."

struct reading {
    struct consumers *out;
    struct disk *disk;
    struct views_reader *views; /* NULL: there are none that can be read */
};

/* Add a row. */
static void add(struct consumers *c, const char *name, uint64_t position)
{
    if (c->n == CONSUMERS_MAX) {
        c->more = true;
        return;
    }
    struct consumer *row = &c->row[c->n++];
    row->position = position;
    str_copy(row->name, sizeof row->name, str_of(name));
}

/* A cursor: of journal positions, or of changes. */
static void add_cursor(void *ctx, const char *name)
{
    struct reading *r = ctx;
    uint64_t at, position = 0;
    if (cursor_load(r->disk, name, &at) != ERR_OK)
        at = 0;
    if (strcmp(name, CONSUMERS_ARCHIVE) == 0) {
        r->out->archived = true;
        position = at;
    } else if (strncmp(name, CHANGES, sizeof CHANGES - 1) != 0) {
        position = at;
    } else if (!r->views || views_change_position(r->views, at, &position) != ERR_OK) {
        position = 0;
    }
    add(r->out, name, position);
}

void consumers_read(struct disk *d, const char *dir, struct consumers *out)
{
    struct reading r = {.out = out, .disk = d};
    uint64_t position, changes;
    unsigned format;
    char why[256];
    *out = (struct consumers){0};
    if (snapshot_head(d, FOLD_SNAPSHOT, &position, &format) != ERR_OK)
        position = 0;
    add(out, "snapshot", position);
    if (views_reader_open(dir, &r.views, why) != ERR_OK)
        r.views = NULL;
    if (!r.views || views_where(r.views, &position, &changes) != ERR_OK)
        position = 0;
    add(out, "views", position);
    enum err e = cursor_each(d, add_cursor, &r);
    if (e != ERR_OK && e != ERR_NOT_FOUND)
        add(out, "cursors that can't be listed", 0);
    if (!out->archived)
        add(out, CONSUMERS_ARCHIVE, 0);
    if (r.views)
        views_reader_close(r.views);
}

/* Sync a file, if it is there. */
static enum err sync_file(struct disk *d, const char *path)
{
    struct disk_file *f;
    enum err e = d->ops->open(d, path, false, &f);
    if (e != ERR_OK)
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    e = d->ops->sync(d, f);
    d->ops->close(d, f);
    return e;
}

enum err consumers_sync(struct disk *d)
{
    static const char *const folders[] = {"", "snapshot", "cursors"};
    enum err e = sync_file(d, "views.db-wal");
    e = e == ERR_OK ? sync_file(d, "views.db") : e;
    for (size_t i = 0; e == ERR_OK && i < sizeof folders / sizeof *folders; i++) {
        e = d->ops->sync_dir(d, folders[i]);
        e = e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    return e;
}
