/* SPDX-License-Identifier: Apache-2.0 */
/* Structs described by rows: pack, unpack and JSON from the same descriptors. A key is one byte, as
 * tags end at 63; numbers are zigzag LEB128, texts and words a length and bytes. */
#include "event/record.h"

#include "base/le.h"
#include "event/enums.h"
#include "event/reading.h"

#include <string.h>

#define KEY_MAX 127 /* the highest tag, 63, with its is-bytes bit */

uint64_t zigzag(int64_t v)
{
    return (uint64_t)v << 1 ^ (v < 0 ? UINT64_MAX : 0);
}

int64_t unzigzag(uint64_t v)
{
    return (int64_t)(v >> 1 ^ (0 - (v & 1)));
}

void varint_put(struct buf *out, uint64_t v)
{
    char bytes[LE_VARINT_MAX];
    buf_put(out, bytes, le_put_varint(bytes, v));
}

bool varint_get(struct str *in, uint64_t *out)
{
    return le_get_varint(in, out);
}

/* The integer at p. */
static int64_t load_int(const char *p)
{
    int64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* The span at p. */
static struct str load_str(const char *p)
{
    struct str s;
    memcpy(&s, p, sizeof s);
    return s;
}

/* Append a key and a number, in place where the buffer surely has room for the longest. */
static void put_number(struct buf *out, unsigned tag, uint64_t v)
{
    char spare[1 + LE_VARINT_MAX];
    bool roomy = !out->full && out->cap - out->n >= sizeof spare;
    char *p = roomy ? out->p + out->n : spare;
    p[0] = (char)(tag << 1);
    size_t n = 1 + le_put_varint(p + 1, v);
    if (roomy)
        out->n += n;
    else
        buf_put(out, spare, n);
}

/* Append a key, a length and the room for that many bytes; NULL where they do not fit. */
static char *take_bytes(struct buf *out, unsigned tag, size_t n)
{
    char head[1 + LE_VARINT_MAX];
    head[0] = (char)(tag << 1 | 1);
    size_t n_head = 1 + le_put_varint(head + 1, n);
    char *p = buf_take(out, n_head + n);
    if (!p)
        return NULL;
    memcpy(p, head, n_head);
    return p + n_head;
}

/* Append a key, a length and bytes; nothing for the empty span. */
static void put_bytes(struct buf *out, unsigned tag, struct str s)
{
    char *p = s.n > 0 ? take_bytes(out, tag, s.n) : NULL;
    if (p)
        memcpy(p, s.p, s.n);
}

/* Append words up to the last that is not zero. */
static void put_words(struct buf *out, unsigned tag, const char *words, size_t size)
{
    size_t n = size / 8;
    while (n > 0 && load_int(words + 8 * (n - 1)) == 0)
        n--;
    char *p = n > 0 ? take_bytes(out, tag, 8 * n) : NULL;
    for (size_t i = 0; p && i < n; i++)
        le_put64(p + 8 * i, (uint64_t)load_int(words + 8 * i));
}

/* Append one field unless it is zero or empty. */
static void pack_field(const struct record_field *f, const char *p, struct buf *out)
{
    switch ((enum record_kind)f->kind) {
    case RECORD_INT:
    case RECORD_TIME:
    case RECORD_BOOL:
    case RECORD_ENUM:
    case RECORD_FLAGS: {
        int64_t v = load_int(p);
        if (v != 0)
            put_number(out, f->tag, zigzag(v));
        return;
    }
    case RECORD_TEXT:
        if (*p != '\0')
            put_bytes(out, f->tag, str_make(p, strnlen(p, f->size)));
        return;
    case RECORD_STR:
    case RECORD_READINGS:
        put_bytes(out, f->tag, load_str(p));
        return;
    case RECORD_WORDS:
        put_words(out, f->tag, p, f->size);
        return;
    }
}

void record_pack(const struct record_type *t, const void *object, struct buf *out)
{
    for (unsigned i = 0; i < t->n_fields; i++)
        pack_field(&t->fields[i], (const char *)object + t->fields[i].offset, out);
}

/* Does a field of this kind lie as a length and bytes? */
static bool kind_is_bytes(enum record_kind kind)
{
    return kind >= RECORD_TEXT;
}

/* Set a field of numbers. */
static void store_int(char *p, uint64_t v)
{
    int64_t number = unzigzag(v);
    memcpy(p, &number, sizeof number);
}

/* Set a field of bytes; false where they do not fit it. */
static bool store_bytes(const struct record_field *f, char *p, struct str s)
{
    if (f->kind == RECORD_STR || f->kind == RECORD_READINGS) {
        memcpy(p, &s, sizeof s);
        return true;
    }
    if (f->kind == RECORD_TEXT)
        return !memchr(s.p, '\0', s.n) && str_copy(p, f->size, s);
    if (s.n % 8 != 0 || s.n > f->size)
        return false;
    for (size_t i = 0; i < s.n; i += 8) {
        uint64_t word = le_get64(s.p + i);
        memcpy(p + i, &word, sizeof word);
    }
    return true;
}

/* The field of that tag or NULL; *next is where it most likely is, as fields are packed in row
 * order. */
static const struct record_field *field_of_tag(const struct record_type *t, unsigned tag,
                                               unsigned *next)
{
    for (unsigned k = 0; k < t->n_fields; k++) {
        unsigned i = *next + k < t->n_fields ? *next + k : *next + k - t->n_fields;
        if (t->fields[i].tag == tag) {
            *next = i + 1 < t->n_fields ? i + 1 : 0;
            return &t->fields[i];
        }
    }
    return NULL;
}

/* Take one packed value off in: *v is the number, or the length of *bytes. */
static bool take_value(struct str *in, bool is_bytes, uint64_t *v, struct str *bytes)
{
    if (!le_get_varint(in, v))
        return false;
    if (!is_bytes)
        return true;
    if (*v > in->n)
        return false;
    *bytes = str_make(in->p, (size_t)*v);
    *in = str_skip(*in, bytes->n);
    return true;
}

bool record_unpack(const struct record_type *t, struct str in, void *object)
{
    uint64_t seen = 0; /* bit per tag: one that comes twice is damage */
    unsigned next = 0;
    while (in.n > 0) {
        unsigned key = (unsigned char)in.p[0], tag = key >> 1;
        bool is_bytes = key & 1;
        struct str bytes = {0};
        uint64_t v;
        in = str_skip(in, 1);
        if (key > KEY_MAX || tag == 0 || seen >> tag & 1 || !take_value(&in, is_bytes, &v, &bytes))
            return false;
        seen |= UINT64_C(1) << tag;
        const struct record_field *f = field_of_tag(t, tag, &next);
        if (!f)
            continue;
        char *p = (char *)object + f->offset;
        if (kind_is_bytes((enum record_kind)f->kind) != is_bytes)
            return false;
        if (!is_bytes)
            store_int(p, v);
        else if (!store_bytes(f, p, bytes))
            return false;
    }
    return true;
}

/* Write the names of the bits that are set; a bit without a name is "?". */
static void json_flags(const struct record_names *names, int64_t v, struct json_writer *w)
{
    json_array(w);
    for (int i = 0; i < 64; i++)
        if ((uint64_t)v >> i & 1)
            json_string(w, enum_text(names, i));
    json_array_end(w);
}

/* Write a field of numbers as its member. */
static void json_number(const struct record_field *f, int64_t v, struct json_writer *w)
{
    if (f->kind == RECORD_TIME && v != 0) {
        json_pair_time(w, f->name, v);
        return;
    }
    json_key(w, str_of(f->name));
    if (f->kind == RECORD_TIME)
        json_null(w);
    else if (f->kind == RECORD_BOOL)
        json_bool(w, v != 0);
    else if (f->kind == RECORD_ENUM)
        json_string(w, enum_text(f->names, v));
    else if (f->kind == RECORD_FLAGS)
        json_flags(f->names, v, w);
    else
        json_int(w, v);
}

void record_json_fields(const struct record_type *t, const void *object, struct json_writer *w)
{
    for (unsigned i = 0; i < t->n_fields; i++) {
        const struct record_field *f = &t->fields[i];
        const char *p = (const char *)object + f->offset;
        if (!kind_is_bytes((enum record_kind)f->kind)) {
            json_number(f, load_int(p), w);
        } else if (f->kind == RECORD_TEXT) {
            json_pair(w, f->name, str_make(p, strnlen(p, f->size)));
        } else if (f->kind == RECORD_STR) {
            json_pair(w, f->name, load_str(p));
        } else if (f->kind == RECORD_READINGS) {
            json_key(w, str_of(f->name));
            readings_json(load_str(p), w);
        }
    }
}

void record_json(const struct record_type *t, const void *object, struct json_writer *w)
{
    json_object(w);
    record_json_fields(t, object, w);
    json_object_end(w);
}

const struct record_field *record_field(const struct record_type *t, struct str name)
{
    for (unsigned i = 0; i < t->n_fields; i++)
        if (str_is(name, t->fields[i].name))
            return &t->fields[i];
    return NULL;
}
