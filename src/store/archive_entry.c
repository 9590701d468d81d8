/* SPDX-License-Identifier: Apache-2.0 */
/* The members of an entry by a table, read and written. */
#include "store/archive_entry.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "wire/json.h"

#define FORMAT 1

enum member_kind { MEMBER_INT, MEMBER_TEXT };

static const struct {
    const char *name;
    enum member_kind kind;
    size_t at, cap;
} members[] = {
#define MEMBER(name, kind, field)                                                                  \
    {                                                                                              \
        name, MEMBER_##kind, offsetof(struct archive_entry, field),                                \
            sizeof(((struct archive_entry *)NULL)->field)                                          \
    }
    MEMBER("number", INT, number),
    MEMBER("first", INT, first),
    MEMBER("end", INT, end),
    MEMBER("from_us", INT, from_us),
    MEMBER("upto_us", INT, upto_us),
    MEMBER("batches", INT, batches),
    MEMBER("bytes", INT, bytes),
    MEMBER("packed", INT, packed),
    MEMBER("name", TEXT, name),
    MEMBER("sha256", TEXT, sha),
    MEMBER("packed_sha256", TEXT, packed_sha),
    MEMBER("previous", TEXT, previous),
#undef MEMBER
};
#define MEMBERS (sizeof members / sizeof *members)

void archive_entry_path(uint64_t number, char path[ARCHIVE_NAME_MAX])
{
    (void)snprintf(path, ARCHIVE_NAME_MAX, "manifest/%010" PRIu64 ".json", number);
}

void archive_entry_write(const struct archive_entry *e, struct buf *out)
{
    struct json_writer w;
    int64_t number;
    json_begin(&w, out);
    json_object(&w);
    json_pair_int(&w, "format", FORMAT);
    for (size_t i = 0; i < MEMBERS; i++) {
        const char *p = (const char *)e + members[i].at;
        switch (members[i].kind) {
        case MEMBER_INT:
            memcpy(&number, p, sizeof number);
            json_pair_int(&w, members[i].name, number);
            break;
        case MEMBER_TEXT:
            json_pair(&w, members[i].name, str_of(p));
            break;
        }
    }
    json_object_end(&w);
    buf_putc(out, '\n');
}

/* Take the value of a member. */
static bool take(size_t i, const struct json_token *v, struct archive_entry *out)
{
    int64_t number;
    char *p = (char *)out + members[i].at;
    if (members[i].kind == MEMBER_TEXT)
        return v->kind == JSON_STRING && !v->escaped && str_copy(p, members[i].cap, v->text);
    if (v->kind != JSON_NUMBER || !str_int(v->text, &number) || number < 0)
        return false;
    memcpy(p, &number, sizeof number);
    return true;
}

/* Does the name stay in its folder? */
static bool harmless(const char *name)
{
    return strncmp(name, "segments/", 9) == 0 && !strstr(name, "..") && !strchr(name + 9, '/');
}

bool archive_entry_read(struct str line, struct archive_entry *out)
{
    struct json_reader r;
    struct json_token key, v;
    unsigned seen = 0;
    int64_t format = 0;
    *out = (struct archive_entry){0};
    json_open(&r, line);
    if (json_next(&r, &key) != JSON_OBJECT)
        return false;
    while (json_next(&r, &key) == JSON_KEY) {
        if (json_next(&r, &v) == JSON_BAD)
            return false;
        if (str_is(key.text, "format") && !str_int(v.text, &format))
            return false;
        for (size_t i = 0; i < MEMBERS; i++) {
            if (!str_is(key.text, members[i].name))
                continue;
            if (!take(i, &v, out))
                return false;
            seen |= 1u << i;
        }
        if ((v.kind == JSON_OBJECT || v.kind == JSON_ARRAY) && !json_skip(&r, &v, NULL))
            return false;
    }
    return key.kind == JSON_OBJECT_END && json_next(&r, &v) == JSON_END && format == FORMAT &&
           seen == (1u << MEMBERS) - 1 && harmless(out->name) && out->end > out->first;
}
