/* SPDX-License-Identifier: Apache-2.0 */
/* Structs described by rows: from one list of fields come the struct, its packed form (journal,
 * snapshots, change images), its JSON and its database columns. Packed fields carry their tag, so a
 * newer program reads an older one's bytes (unknown tags are skipped, missing ones are zero). */
#pragma once

#include <string.h>

#include "base/buf.h"
#include "wire/json.h"

enum record_kind {
    RECORD_INT,      /* int64_t */
    RECORD_OPT,      /* int64_t >= 0, kept plus 1; 0 = none (JSON null) */
    RECORD_TIME,     /* int64_t, UTC; 0 = none (JSON null); JSON drops the _us of its name */
    RECORD_BOOL,     /* int64_t, 0 or 1 */
    RECORD_ENUM,     /* int64_t, an index into names */
    RECORD_FLAGS,    /* int64_t, bit i stands for names[i]; JSON: an array of names */
    RECORD_TEXT,     /* char[size], NUL-ended */
    RECORD_STR,      /* struct str, borrowed */
    RECORD_WORDS,    /* uint64_t[size / 8]: packed raw up to the last non-zero word; not in JSON */
    RECORD_READINGS, /* struct str, borrowed: packed readings (event/reading.h); JSON: an array */
    RECORD_FACTS     /* struct str, borrowed: packed facts (event/fact.h); JSON: an array */
};

struct record_names {
    const char *const *names;
    size_t n;
};

struct record_field {
    const char *name;
    uint8_t tag; /* 1..63, never reused within a record */
    uint8_t kind;
    uint16_t offset, size;
    const struct record_names *names; /* of RECORD_ENUM and RECORD_FLAGS */
    const char *doc;
    bool secret; /* ROW_SECRET: packed; JSON only says whether there is one; in no table */
};

struct record_type {
    const char *name;
    const char *doc;
    const struct record_field *fields;
    uint16_t n_fields, size; /* size of the struct */
};

/* Append the packed form: per field that is not zero or empty a varint (tag << 1 | is-bytes), then
 * a zigzag varint or a length and bytes. */
void record_pack(const struct record_type *t, const void *object, struct buf *out);
/* Read a packed form over a zeroed object. RECORD_STR fields point into `in`. False where it is
 * damaged or a text does not fit. */
bool record_unpack(const struct record_type *t, struct str in, void *object);
/* Write the object as a JSON object (all fields, in row order). */
void record_json(const struct record_type *t, const void *object, struct json_writer *w);
/* Write the fields as members of an object that is already open. */
void record_json_fields(const struct record_type *t, const void *object, struct json_writer *w);
/* The field of that name, or NULL. */
const struct record_field *record_field(const struct record_type *t, struct str name);

/* The integer, or the span, that lies at p: a field at its offset. */
static inline int64_t record_int(const char *p)
{
    int64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}
static inline struct str record_str(const char *p)
{
    struct str s;
    memcpy(&s, p, sizeof s);
    return s;
}

/* LEB128 and zigzag. */
void varint_put(struct buf *out, uint64_t v);
bool varint_get(struct str *in, uint64_t *out);
uint64_t zigzag(int64_t v);
int64_t unzigzag(uint64_t v);

/* For tables of rows (see event.c for the use). Each row is one of
 *
 *     ROW_INT(rec, name, tag, doc)          alike: _OPT, _TIME, _BOOL, _STR, _SECRET_STR,
 * _READINGS, _FACTS ROW_ENUM(rec, name, tag, names, doc)  alike: ROW_FLAGS ROW_TEXT(rec, name, tag,
 * bytes, doc)  alike: ROW_SECRET, which is never shown ROW_WORDS(rec, name, tag, count, doc)
 *
 * Include event/rows_struct.h before a table to get members, event/rows_field.h to get descriptors,
 * event/rows_tags.h in a struct of its own to have the tags checked, event/rows_none.h to get
 * nothing, and event/rows_end.h behind it. */
