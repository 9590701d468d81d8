/* SPDX-License-Identifier: Apache-2.0 */
/* The packed list of readings, and its JSON. A reading is a byte that says which of the fields
 * below are there, the time, the value, and those fields. */
#include "event/reading.h"

#include "base/le.h"
#include "event/record.h"
#include "wire/decimal.h"

/* What the first byte says is there, in this order; a byte each but for the two texts. */
enum part {
    PART_MEASURAND = 1, /* absent: Energy.Active.Import.Register */
    PART_PHASE = 2,
    PART_LOCATION = 4,
    PART_CONTEXT = 8,
    PART_FLAGS = 16,
    PART_NAME = 32,
    PART_TEXT = 64,
    PART_ALL = 127
};

/* Its parts that differ from what absence stands for. */
static unsigned parts_of(const struct reading *r)
{
    return (r->measurand != MEASURAND_ENERGY_ACTIVE_IMPORT_REGISTER ? PART_MEASURAND : 0u) |
           (r->phase != 0 ? PART_PHASE : 0u) | (r->location != 0 ? PART_LOCATION : 0u) |
           (r->context != 0 ? PART_CONTEXT : 0u) | (r->flags != 0 ? PART_FLAGS : 0u) |
           (r->name.n > 0 ? PART_NAME : 0u) | (r->text.n > 0 ? PART_TEXT : 0u);
}

/* Write a byte at p[n] where the part is there; the next n. */
static size_t put_part(char *p, size_t n, unsigned parts, enum part part, uint8_t value)
{
    if (parts & part)
        p[n++] = (char)value;
    return n;
}

void reading_pack(const struct reading *r, struct buf *out)
{
    char head[1 + 2 * LE_VARINT_MAX + 5];
    unsigned parts = parts_of(r);
    size_t n = 0;
    head[n++] = (char)parts;
    n += le_put_varint(head + n, zigzag(r->at_us));
    n += le_put_varint(head + n, zigzag(r->value));
    n = put_part(head, n, parts, PART_MEASURAND, r->measurand);
    n = put_part(head, n, parts, PART_PHASE, r->phase);
    n = put_part(head, n, parts, PART_LOCATION, r->location);
    n = put_part(head, n, parts, PART_CONTEXT, r->context);
    n = put_part(head, n, parts, PART_FLAGS, r->flags);
    buf_put(out, head, n);
    if (parts & PART_NAME) {
        varint_put(out, r->name.n);
        buf_puts(out, r->name);
    }
    if (parts & PART_TEXT) {
        varint_put(out, r->text.n);
        buf_puts(out, r->text);
    }
}

/* Take a byte below `limit` off in, where the part is there. */
static bool take_part(struct str *in, unsigned parts, enum part part, unsigned limit, uint8_t *out)
{
    if (!(parts & part))
        return true;
    if (in->n == 0 || (unsigned char)in->p[0] >= limit)
        return false;
    *out = (uint8_t)in->p[0];
    *in = str_skip(*in, 1);
    return true;
}

/* Take a length and a text off in, where the part is there. */
static bool take_text(struct str *in, unsigned parts, enum part part, struct str *out)
{
    uint64_t n;
    if (!(parts & part))
        return true;
    if (!le_get_varint(in, &n) || n > in->n)
        return false;
    *out = str_make(in->p, (size_t)n);
    *in = str_skip(*in, out->n);
    return true;
}

/* Take a zigzag varint off in. */
static bool take_int(struct str *in, int64_t *out)
{
    uint64_t v;
    if (!le_get_varint(in, &v))
        return false;
    *out = unzigzag(v);
    return true;
}

bool reading_unpack(struct str *in, struct reading *out)
{
    struct str rest = str_skip(*in, 1);
    if (in->n == 0 || (unsigned char)in->p[0] > PART_ALL)
        return false;
    unsigned parts = (unsigned char)in->p[0];
    *out = (struct reading){.measurand = MEASURAND_ENERGY_ACTIVE_IMPORT_REGISTER};
    if (!take_int(&rest, &out->at_us) || !take_int(&rest, &out->value) ||
        !take_part(&rest, parts, PART_MEASURAND, MEASURAND_COUNT, &out->measurand) ||
        !take_part(&rest, parts, PART_PHASE, PHASE_COUNT, &out->phase) ||
        !take_part(&rest, parts, PART_LOCATION, LOCATION_COUNT, &out->location) ||
        !take_part(&rest, parts, PART_CONTEXT, CONTEXT_COUNT, &out->context) ||
        !take_part(&rest, parts, PART_FLAGS, READING_FLAGS + 1, &out->flags) ||
        !take_text(&rest, parts, PART_NAME, &out->name) ||
        !take_text(&rest, parts, PART_TEXT, &out->text))
        return false;
    *in = rest;
    return true;
}

/* Write a key and a text, or null where it is empty. */
static void json_text(struct json_writer *w, const char *key, struct str text)
{
    json_key(w, str_of(key));
    if (text.n > 0)
        json_string(w, text);
    else
        json_null(w);
}

/* Write the value as a decimal in its base unit. */
static void json_value(const struct reading *r, enum quantity q, struct json_writer *w)
{
    char digits[24];
    struct buf number = buf_over(digits, sizeof digits);
    json_key(w, STR("value"));
    decimal_write(&number, r->value, q == QUANTITY_PERCENT ? 2 : 3);
    json_raw(w, r->flags & READING_NOT_NUMBER ? STR("null") : buf_str(&number));
}

/* Write the flags as an array of words. */
static void json_flags(unsigned flags, struct json_writer *w)
{
    static const char *const names[] = {"rounded",       "not-number", "unknown-unit",
                                        "time-repaired", "signed",     "set-aside"};
    json_key(w, STR("flags"));
    json_array(w);
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
        if (flags >> i & 1)
            json_string(w, str_of(names[i]));
    json_array_end(w);
}

/* Write one reading as an object. */
static void json_reading(const struct reading *r, struct json_writer *w)
{
    enum measurand m = (enum measurand)r->measurand;
    bool about_text = r->flags & (READING_NOT_NUMBER | READING_UNKNOWN_UNIT | READING_SIGNED);
    bool unit_is_text = measurand_quantity(m) == QUANTITY_NUMBER && !about_text;
    json_object(w);
    json_pair_time(w, "at", r->at_us);
    json_pair(w, "measurand", m == MEASURAND_OTHER ? r->name : measurand_text(m));
    json_value(r, measurand_quantity(m), w);
    json_text(w, "unit", unit_is_text ? r->text : measurand_unit(m));
    json_text(w, "phase", phase_text((enum reading_phase)r->phase));
    json_pair(w, "location", location_text((enum reading_location)r->location));
    json_pair(w, "context", context_text((enum reading_context)r->context));
    if (r->flags != 0)
        json_flags(r->flags, w);
    if (r->text.n > 0 && !unit_is_text)
        json_pair(w, "text", r->text);
    json_object_end(w);
}

void readings_json(struct str list, struct json_writer *w)
{
    struct reading r;
    json_array(w);
    while (reading_unpack(&list, &r))
        json_reading(&r, w);
    if (list.n > 0) {
        json_object(w);
        json_pair_bool(w, "damaged", true);
        json_object_end(w);
    }
    json_array_end(w);
}
