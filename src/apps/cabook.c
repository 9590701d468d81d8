/* SPDX-License-Identifier: Apache-2.0 */
/* The book of a CA: a text file, one certificate a line, its parts between tabs. */
#include "apps/cabook.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "os/whole.h"

#define HEAD "busbar-ca 1"
#define INDEX_MAX (64u << 20)
#define LINE_MAX_BYTES 640

/* The path of a file of the folder; false where it is too long. */
static bool path_of(const struct cabook *b, const char *file, char path[PATH_MAX], char why[256])
{
    int n = snprintf(path, PATH_MAX, "%s/%s", b->folder, file);
    if (n > 0 && n < PATH_MAX)
        return true;
    snprintf(why, 256, "the name of the folder is too long");
    return false;
}

bool cabook_load(const struct cabook *b, const char *file, struct buf *to, char why[256])
{
    char path[PATH_MAX];
    return path_of(b, file, path, why) && whole_read(path, to, why) == ERR_OK;
}

bool cabook_store(const struct cabook *b, const char *file, struct str bytes, unsigned mode,
                  char why[256])
{
    char path[PATH_MAX];
    return path_of(b, file, path, why) && whole_write(path, bytes, mode, false, why) == ERR_OK;
}

/* Room for one row more. */
static struct cabook_row *add(struct cabook *b)
{
    if (!b->rows || b->n == b->cap) {
        size_t cap = b->cap ? b->cap * 2 : 64;
        struct cabook_row *rows = realloc(b->rows, cap * sizeof *rows);
        if (!rows)
            return NULL;
        b->rows = rows;
        b->cap = cap;
    }
    b->rows[b->n] = (struct cabook_row){0};
    return &b->rows[b->n++];
}

/* Read one line: serial, state, expiry, subject, file, use, time and reason of the revocation. */
static bool read_row(struct str line, struct cabook_row *r)
{
    struct str serial = str_cut(&line, '\t'), state = str_cut(&line, '\t');
    struct str expires = str_cut(&line, '\t'), subject = str_cut(&line, '\t');
    struct str file = str_cut(&line, '\t'), use = str_cut(&line, '\t');
    struct str revoked = str_cut(&line, '\t'), reason = str_cut(&line, '\t');
    unsigned repairs;
    r->revoked = str_is(state, "revoked");
    return serial.n > 0 && file.n > 0 && str_copy(r->serial, sizeof r->serial, serial) &&
           str_copy(r->subject, sizeof r->subject, subject) &&
           str_copy(r->file, sizeof r->file, file) && str_copy(r->use, sizeof r->use, use) &&
           str_copy(r->reason, sizeof r->reason, reason) &&
           (r->revoked || str_is(state, "valid")) &&
           time_parse(expires, &r->expires_us, &repairs) &&
           (!r->revoked || time_parse(revoked, &r->revoked_us, &repairs));
}

/* Read the text of the index. */
static bool read_index(struct cabook *b, struct str text, char why[256])
{
    size_t number = 1;
    if (!str_is(str_cut(&text, '\n'), HEAD)) {
        snprintf(why, 256, "%.160s/" CABOOK_INDEX " does not begin with \"" HEAD "\"", b->folder);
        return false;
    }
    while (text.n > 0) {
        struct str line = str_cut(&text, '\n');
        struct cabook_row *r = add(b);
        number++;
        if (!r || !read_row(line, r)) {
            snprintf(why, 256, "%.160s/" CABOOK_INDEX ": line %zu %s", b->folder, number,
                     r ? "is malformed" : "does not fit into memory");
            return false;
        }
    }
    return true;
}

bool cabook_create(struct cabook *b, const char *folder, char why[256])
{
    char certs[PATH_MAX];
    *b = (struct cabook){.folder = folder, .lock = -1};
    return whole_folder(folder, why) == ERR_OK && whole_lock(folder, &b->lock, why) == ERR_OK &&
           path_of(b, CABOOK_CERTS, certs, why) && whole_folder(certs, why) == ERR_OK;
}

bool cabook_open(struct cabook *b, const char *folder, bool write, char why[256])
{
    *b = (struct cabook){.folder = folder, .lock = -1};
    if (write && whole_lock(folder, &b->lock, why) != ERR_OK)
        return false;
    char path[PATH_MAX];
    if (!path_of(b, CABOOK_INDEX, path, why))
        return false;
    if (!whole_exists(path)) {
        snprintf(why, 256, "%.160s holds no CA (busbar ca init makes one)", folder);
        return false;
    }
    char *text = malloc(INDEX_MAX);
    struct buf in = buf_over(text, text ? INDEX_MAX : 0);
    bool ok = whole_read(path, &in, why) == ERR_OK && read_index(b, buf_str(&in), why);
    free(text);
    return ok;
}

void cabook_close(struct cabook *b)
{
    whole_unlock(b->lock);
    free(b->rows);
    *b = (struct cabook){.lock = -1};
}

/* Append the line of a row. */
static void write_row(const struct cabook_row *r, struct buf *out)
{
    char expires[25], revoked[25] = "";
    time_format(r->expires_us, expires);
    if (r->revoked)
        time_format(r->revoked_us, revoked);
    buf_printf(out, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", r->serial, r->revoked ? "revoked" : "valid",
               expires, r->subject, r->file, r->use, revoked, r->reason);
}

bool cabook_save(const struct cabook *b, char why[256])
{
    char path[PATH_MAX];
    size_t cap = sizeof HEAD + b->n * LINE_MAX_BYTES;
    char *text = cap <= INDEX_MAX ? malloc(cap) : NULL;
    struct buf out = buf_over(text, text ? cap : 0);
    buf_putz(&out, HEAD "\n");
    for (size_t i = 0; i < b->n; i++)
        write_row(&b->rows[i], &out);
    bool ok = !out.full;
    if (!ok)
        snprintf(why, 256, "the index of %.160s does not fit into memory", b->folder);
    ok = ok && path_of(b, CABOOK_INDEX, path, why) &&
         whole_write(path, buf_str(&out), 0600, true, why) == ERR_OK;
    free(text);
    return ok;
}

bool cabook_enter(struct cabook *b, enum cert_use use, struct str pem, char why[256])
{
    struct cert_facts f;
    if (!cert_read(pem, &f, why))
        return false;
    if (cabook_find(b, str_of(f.serial))) {
        snprintf(why, 256, "the serial number %s was issued before", f.serial);
        return false;
    }
    struct cabook_row *r = add(b);
    if (!r) {
        snprintf(why, 256, "out of memory");
        return false;
    }
    str_copy(r->serial, sizeof r->serial, str_of(f.serial));
    str_copy(r->subject, sizeof r->subject, str_of(f.subject));
    str_copy(r->use, sizeof r->use, str_of(cert_use_name(use)));
    snprintf(r->file, sizeof r->file, CABOOK_CERTS "/%s.pem", f.serial);
    r->expires_us = f.to_us;
    return cabook_store(b, r->file, pem, 0600, why) && cabook_save(b, why);
}

struct cabook_row *cabook_find(struct cabook *b, struct str serial)
{
    for (size_t i = 0; i < b->n; i++)
        if (str_eq_nocase(str_of(b->rows[i].serial), serial))
            return &b->rows[i];
    return NULL;
}
