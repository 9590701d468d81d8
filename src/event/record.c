/* SPDX-License-Identifier: Apache-2.0 */
/* Structs described by rows: pack, unpack and JSON from the same descriptors. A key is one byte, as
 * tags end at 63; numbers are zigzag LEB128, texts and words a length and bytes. */
#include "event/record.h"

#include "base/assert.h"
#include "base/le.h"
#include "base/time.h"
#include "event/enums.h"
#include "event/fact.h"
#include "event/reading.h"

#include <endian.h>
#include <string.h>

#define WORD 8
#define LOW_BITS UINT64_C(0x0101010101010101)
#define SHORT_TEXT 64 /* a length below 128 is one byte */
#define KEY_MAX 127   /* the highest tag, 63, with its is-bytes bit */

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

/* Write the varint of v < 2^56 at p, where 8 bytes may be written; its length. The groups of 7 bits
 * are spread to bytes by halves, all at once. */
static size_t put_groups(char *p, uint64_t v)
{
    size_t n = (size_t)(63 - __builtin_clzll(v | 1)) / 7 + 1;
    v = (v & 0x00FFFFFFF0000000) << 4 | (v & 0x000000000FFFFFFF);
    v = (v & 0x0FFFC0000FFFC000) << 2 | (v & 0x00003FFF00003FFF);
    v = (v & 0x3F803F803F803F80) << 1 | (v & 0x007F007F007F007F);
    v |= (LOW_BITS << 7) & ((UINT64_C(1) << 8 * (n - 1)) - 1);
    v = htole64(v);
    memcpy(p, &v, sizeof v);
    return n;
}

/* Append a key and a number; NULL where they do not fit. */
static char *put_number(char *p, const char *end, unsigned tag, int64_t number)
{
    char bytes[1 + LE_VARINT_MAX];
    uint64_t v = zigzag(number);
    if ((size_t)(end - p) >= sizeof bytes && v >> 56 == 0) {
        p[0] = (char)(tag << 1);
        return p + 1 + put_groups(p + 1, v);
    }
    bytes[0] = (char)(tag << 1);
    size_t n = 1 + le_put_varint(bytes + 1, v);
    if (n > (size_t)(end - p))
        return NULL;
    memcpy(p, bytes, n);
    return p + n;
}

/* Append a key and a length, with room behind them for that many bytes; NULL where they do not fit.
 */
static char *put_head(char *p, const char *end, unsigned tag, size_t n)
{
    char head[1 + LE_VARINT_MAX];
    head[0] = (char)(tag << 1 | 1);
    size_t n_head = 1 + le_put_varint(head + 1, n), room = (size_t)(end - p);
    if (n > room || n_head > room - n)
        return NULL;
    memcpy(p, head, n_head);
    return p + n_head;
}

/* Append a key, a length and bytes; NULL where they do not fit. */
static char *put_bytes(char *p, const char *end, unsigned tag, struct str s)
{
    p = put_head(p, end, tag, s.n);
    if (!p)
        return NULL;
    memcpy(p, s.p, s.n);
    return p + s.n;
}

/* Append a NUL-ended text of a field of `size` bytes; NULL where it does not fit. Most are short:
 * those are measured and copied in one pass, a word at a time, which may leave rubbish behind the
 * new end. */
static char *put_text(char *p, const char *end, unsigned tag, const char *text, size_t size)
{
    if ((size_t)(end - p) >= 2 + SHORT_TEXT + WORD) {
        char *to = p + 2;
        for (size_t n = 0; n + WORD <= size && n < SHORT_TEXT; n += WORD) {
            uint64_t word = (uint64_t)record_int(text + n);
            memcpy(to + n, &word, sizeof word);
            word = le64toh(word);
            uint64_t zeroes = (word - LOW_BITS) & ~word & (LOW_BITS << 7);
            if (zeroes == 0)
                continue;
            n += (size_t)__builtin_ctzll(zeroes) / 8;
            p[0] = (char)(tag << 1 | 1);
            p[1] = (char)n;
            return to + n;
        }
    }
    return put_bytes(p, end, tag, str_make(text, strnlen(text, size)));
}

/* Append words up to the last that is not zero; NULL where they do not fit. */
static char *put_words(char *p, const char *end, unsigned tag, const char *words, size_t size)
{
    size_t n = size / WORD;
    while (n > 0 && record_int(words + WORD * (n - 1)) == 0)
        n--;
    if (n == 0)
        return p;
    p = put_head(p, end, tag, WORD * n);
    for (size_t i = 0; p && i < n; i++, p += WORD)
        le_put64(p, (uint64_t)record_int(words + WORD * i));
    return p;
}

/* Append one field at p unless it is zero or empty; the new end, or NULL where it does not fit. */
static char *pack_field(const struct record_field *f, const char *from, char *p, const char *end)
{
    switch ((enum record_kind)f->kind) {
    case RECORD_INT:
    case RECORD_OPT:
    case RECORD_TIME:
    case RECORD_BOOL:
    case RECORD_ENUM:
    case RECORD_FLAGS: {
        int64_t v = record_int(from);
        return v != 0 ? put_number(p, end, f->tag, v) : p;
    }
    case RECORD_TEXT:
        return *from != '\0' ? put_text(p, end, f->tag, from, f->size) : p;
    case RECORD_STR:
    case RECORD_READINGS:
    case RECORD_FACTS: {
        struct str s = record_str(from);
        return s.n > 0 ? put_bytes(p, end, f->tag, s) : p;
    }
    case RECORD_WORDS:
        return put_words(p, end, f->tag, from, f->size);
    }
    return p;
}

void record_pack(const struct record_type *t, const void *object, struct buf *out)
{
    if (out->full || t->n_fields == 0)
        return;
    ASSERT(out->p);
    const struct record_field *last = t->fields + t->n_fields;
    const char *end = out->p + out->cap;
    char *p = out->p + out->n;
    for (const struct record_field *f = t->fields; f < last; f++) {
        char *next = pack_field(f, (const char *)object + f->offset, p, end);
        if (next)
            p = next;
        else
            out->full = true;
    }
    out->n = (size_t)(p - out->p);
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
    if (f->kind == RECORD_STR || f->kind >= RECORD_READINGS) {
        memcpy(p, &s, sizeof s);
        return true;
    }
    if (f->kind == RECORD_TEXT) {
        if (s.n >= f->size || memchr(s.p, '\0', s.n))
            return false;
        memcpy(p, s.p, s.n);
        return true;
    }
    if (s.n % 8 != 0 || s.n > f->size)
        return false;
    for (size_t i = 0; i < s.n; i += 8) {
        uint64_t word = le_get64(s.p + i);
        memcpy(p + i, &word, sizeof word);
    }
    return true;
}

/* The field of that tag or NULL, looked for from `from` on, as fields are packed in row order. */
static const struct record_field *field_of_tag(const struct record_type *t, unsigned tag,
                                               const struct record_field *from)
{
    const struct record_field *last = t->fields + t->n_fields;
    for (const struct record_field *f = from; f < last; f++)
        if (f->tag == tag)
            return f;
    for (const struct record_field *f = t->fields; f < from; f++)
        if (f->tag == tag)
            return f;
    return NULL;
}

/* A value taken off: the number, or the length of bytes. */
struct value {
    uint64_t number;
    struct str bytes;
};

/* Take one packed value off in. */
static bool take_value(struct str *in, bool is_bytes, struct value *out)
{
    if (!le_get_varint(in, &out->number))
        return false;
    if (!is_bytes)
        return true;
    if (out->number > in->n)
        return false;
    out->bytes = str_make(in->p, (size_t)out->number);
    in->p += out->number;
    in->n -= out->number;
    return true;
}

/* Set the field; false where its value is of the other shape or does not fit. */
static bool store_value(const struct record_field *f, void *object, bool is_bytes,
                        const struct value *v)
{
    char *p = (char *)object + f->offset;
    if (kind_is_bytes((enum record_kind)f->kind) != is_bytes)
        return false;
    if (is_bytes)
        return store_bytes(f, p, v->bytes);
    store_int(p, v->number);
    return true;
}

bool record_unpack(const struct record_type *t, struct str in, void *object)
{
    const struct record_field *next = t->fields;
    uint64_t seen = 0; /* bit per tag: one that comes twice is damage */
    while (in.n > 0) {
        struct value v;
        unsigned key = (unsigned char)in.p[0], tag = key >> 1;
        bool is_bytes = key & 1;
        in.p++;
        in.n--;
        if (key > KEY_MAX || tag == 0 || seen >> tag & 1 || !take_value(&in, is_bytes, &v))
            return false;
        seen |= UINT64_C(1) << tag;
        const struct record_field *f = field_of_tag(t, tag, next);
        if (f && !store_value(f, object, is_bytes, &v))
            return false;
        if (f)
            next = f + 1;
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

/* The member's name: a time is text in JSON, so its name goes without the unit. */
static struct str json_name(const struct record_field *f)
{
    struct str name = str_of(f->name);
    if (f->kind == RECORD_TIME && str_ends(name, STR("_us")))
        name.n -= 3;
    return name;
}

/* Write a field of numbers as its member. */
static void json_number(const struct record_field *f, int64_t v, struct json_writer *w)
{
    json_key(w, json_name(f));
    if (f->kind == RECORD_TIME && v != 0) {
        char text[25];
        time_format(v, text);
        json_string(w, str_of(text));
        return;
    }
    if (f->kind == RECORD_TIME || (f->kind == RECORD_OPT && v == 0))
        json_null(w);
    else if (f->kind == RECORD_OPT)
        json_int(w, v - 1);
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
            json_number(f, record_int(p), w);
        } else if (f->secret) {
            json_pair_bool(w, f->name, f->kind == RECORD_TEXT ? *p != '\0' : record_str(p).n > 0);
        } else if (f->kind == RECORD_TEXT) {
            json_pair(w, f->name, str_make(p, strnlen(p, f->size)));
        } else if (f->kind == RECORD_STR) {
            json_pair(w, f->name, record_str(p));
        } else if (f->kind == RECORD_READINGS) {
            json_key(w, str_of(f->name));
            readings_json(record_str(p), w);
        } else if (f->kind == RECORD_FACTS) {
            json_key(w, str_of(f->name));
            facts_json(record_str(p), w);
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
