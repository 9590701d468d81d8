/* SPDX-License-Identifier: Apache-2.0 */
/* Cursors: small files that are written anew, synced and renamed over the old ones. */
#include "store/cursor.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"

#define FOLDER "cursors"
#define NAME_LONGEST 64
#define TEXT_MAX 32 /* 20 digits, a blank, 8 digits, a line end, and the NUL */

/* Is it a name for a cursor? */
static bool is_name(const char *name)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    size_t n = strlen(name);
    return n > 0 && n <= NAME_LONGEST && strspn(name, allowed) == n && strcmp(name, ".") != 0 &&
           strcmp(name, "..") != 0;
}

/* The text of a cursor file. */
static size_t text_of(uint64_t position, char text[TEXT_MAX])
{
    int n = snprintf(text, TEXT_MAX, "%" PRIu64, position);
    n += snprintf(text + n, TEXT_MAX - (size_t)n, " %08" PRIx32 "\n", crc32c(0, text, (size_t)n));
    return (size_t)n;
}

/* Read the position out of a file's text: only what text_of would write counts. */
static bool text_parse(struct str text, uint64_t *position)
{
    char again[TEXT_MAX];
    uint64_t v = 0;
    for (size_t i = 0; i < text.n && text.p[i] != ' '; i++) {
        unsigned digit = (unsigned)(unsigned char)text.p[i] - '0';
        if (digit > 9 || v > (UINT64_MAX - digit) / 10)
            return false;
        v = v * 10 + digit;
    }
    *position = v;
    return str_eq(text, str_make(again, text_of(v, again)));
}

enum err cursor_load(struct disk *d, const char *name, uint64_t *position)
{
    char path[NAME_LONGEST + 16], text[TEXT_MAX];
    struct disk_file *f;
    size_t got;
    *position = 0;
    if (!is_name(name))
        return ERR_INVALID;
    snprintf(path, sizeof path, FOLDER "/%s", name);
    enum err e = d->ops->open(d, path, false, &f);
    if (e != ERR_OK)
        return e;
    e = d->ops->read(d, f, 0, text, sizeof text, &got);
    d->ops->close(d, f);
    if (e != ERR_OK)
        return e;
    uint64_t v;
    if (!text_parse(str_make(text, got), &v))
        return ERR_CORRUPT;
    *position = v;
    return ERR_OK;
}

/* Open the file for the new text; makes the folder where it is missing. */
static enum err open_new(struct disk *d, const char *path, struct disk_file **out)
{
    enum err e = d->ops->open(d, path, true, out);
    if (e != ERR_NOT_FOUND)
        return e;
    e = d->ops->mkdir(d, FOLDER);
    e = e == ERR_OK ? d->ops->sync_dir(d, "") : e;
    return e == ERR_OK ? d->ops->open(d, path, true, out) : e;
}

enum err cursor_save(struct disk *d, const char *name, uint64_t position)
{
    char path[NAME_LONGEST + 16], path_new[NAME_LONGEST + 16], text[TEXT_MAX];
    struct disk_file *f;
    if (!is_name(name))
        return ERR_INVALID;
    /* '~' can't be in a name, so the new file is nobody's cursor. */
    snprintf(path, sizeof path, FOLDER "/%s", name);
    snprintf(path_new, sizeof path_new, FOLDER "/~%s", name);
    enum err e = open_new(d, path_new, &f);
    if (e != ERR_OK)
        return e;
    e = d->ops->truncate(d, f, 0);
    e = e == ERR_OK ? d->ops->write(d, f, 0, text, text_of(position, text)) : e;
    e = e == ERR_OK ? d->ops->sync(d, f) : e;
    d->ops->close(d, f);
    return e == ERR_OK ? d->ops->rename(d, path_new, path) : e;
}

struct listing {
    void (*each)(void *ctx, const char *name);
    void *ctx;
};

/* Pass names of cursors on; what is half written is none. */
static void pass_on(void *ctx, const char *name)
{
    struct listing *l = ctx;
    if (is_name(name))
        l->each(l->ctx, name);
}

enum err cursor_each(struct disk *d, void (*each)(void *ctx, const char *name), void *ctx)
{
    struct listing l = {each, ctx};
    return d->ops->list(d, FOLDER, pass_on, &l);
}
