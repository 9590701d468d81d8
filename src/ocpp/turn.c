/* SPDX-License-Identifier: Apache-2.0 */
/* Values out of a decoded message, leniently: exact where they can be read, noted where not. */
#include "ocpp/turn.h"

#include "base/hash.h"
#include "base/time.h"
#include "wire/decimal.h"

#define EARLIEST_US (INT64_C(1420070400) * US_PER_S) /* 2015: OCPP 1.6 itself is of that year */
#define AHEAD_US (24 * US_PER_HOUR)                  /* a clock may be so far ahead of ours */
#define PACKED_READING_MAX 64                        /* bytes of a packed reading but its texts */

void turn_note(struct turn *t, enum rpc_fault fault, uint32_t node, enum ocpp_field field,
               struct str text)
{
    if (t->n_notes == TURN_NOTES_MAX)
        t->more_notes++;
    else
        t->notes[t->n_notes++] = (struct turn_note){fault, node, field, text};
}

uint32_t turn_child(const struct turn *t, uint32_t at, enum ocpp_field field)
{
    uint32_t child = at == TURN_NOWHERE ? 0 : ocpp_find(&t->m, at, field);
    return child == 0 ? TURN_NOWHERE : child;
}

void turn_pick(const struct turn *t, uint32_t at, const enum ocpp_field *fields, unsigned n,
               uint32_t *children)
{
    for (unsigned k = 0; k < n; k++)
        children[k] = TURN_NOWHERE;
    if (at == TURN_NOWHERE || t->m.nodes[at].kind != JSON_OBJECT)
        return;
    const struct ocpp_node *nodes = t->m.nodes;
    for (uint32_t i = at + 1; i < nodes[at].next; i = nodes[i].next) {
        unsigned k = 0;
        while (k < n && nodes[i].field != fields[k])
            k++;
        if (k < n)
            children[k] = i;
    }
}

struct str turn_text_at(struct turn *t, uint32_t node)
{
    if (node == TURN_NOWHERE || !ocpp_node_scalar(&t->m.nodes[node]))
        return (struct str){0};
    const struct ocpp_node *x = &t->m.nodes[node];
    struct str text = ocpp_node_text(x, t->arena);
    if (!text.p && x->flags)
        t->no_room = true;
    return text;
}

struct str turn_text(struct turn *t, uint32_t at, enum ocpp_field field)
{
    return turn_text_at(t, turn_child(t, at, field));
}

int64_t turn_int(struct turn *t, uint32_t at, enum ocpp_field field)
{
    int64_t value;
    uint32_t child = turn_child(t, at, field);
    if (child == TURN_NOWHERE || !ocpp_node_int(&t->m.nodes[child], &value))
        return 0;
    if (value >= INT32_MIN && value <= INT32_MAX)
        return value;
    turn_note(t, FAULT_OUT_OF_RANGE, at, field, t->m.nodes[child].text);
    return 0;
}

int64_t turn_time(struct turn *t, uint32_t at, enum ocpp_field field, bool *repaired)
{
    int64_t at_us;
    unsigned repairs;
    struct str text = str_trim(turn_text(t, at, field));
    if (!time_parse(text, &at_us, &repairs)) {
        *repaired = true; /* the rows have found it */
        return t->now_us;
    }
    bool we_know = t->now_us >= EARLIEST_US; /* else it is our clock that is wrong */
    if (at_us < EARLIEST_US || (we_know && at_us - t->now_us > AHEAD_US)) {
        turn_note(t, FAULT_IMPLAUSIBLE_TIME, at, field, text);
        *repaired = true;
        return t->now_us;
    }
    if (repairs & TIME_NO_ZONE && t->quirks && t->quirks->has_zone) {
        turn_note(t, FAULT_OWN_ZONE, at, field, text);
        at_us -= t->quirks->zone_min * US_PER_MIN;
        *repaired = true;
        return at_us;
    }
    if (repairs != TIME_EXACT)
        *repaired = true;
    return at_us;
}

int64_t turn_time_if(struct turn *t, uint32_t at, enum ocpp_field field)
{
    bool repaired = false;
    bool there = turn_child(t, at, field) != TURN_NOWHERE;
    return there ? turn_time(t, at, field, &repaired) : 0;
}

/* Note a fault that each reading of a message may have: the first is enough. */
static void note_once(struct turn *t, enum rpc_fault fault, uint32_t node, enum ocpp_field field,
                      struct str text)
{
    for (unsigned i = 0; i < t->n_notes; i++)
        if (t->notes[i].fault == fault)
            return;
    turn_note(t, fault, node, field, text);
}

/* Is it an energy? */
static bool is_energy(unsigned measurand)
{
    return measurand_quantity((enum measurand)measurand) == QUANTITY_ENERGY;
}

struct str turn_unit(struct turn *t, uint32_t node, struct str unit, unsigned measurand)
{
    if (!t->quirks || !t->quirks->energy_kwh || !is_energy(measurand) ||
        (unit.n > 0 && !str_eq_nocase(unit, STR("Wh"))))
        return unit;
    note_once(t, FAULT_OTHER_UNIT, node, FIELD_value, unit);
    return STR("kWh");
}

/* The tag without the station's serial number behind a mark; n of it all where it does not end so.
 */
static size_t before_serial(const struct turn *t, struct str tag)
{
    struct str serial = t->serial ? str_of(t->serial) : (struct str){0};
    if (serial.n == 0 || tag.n < serial.n + 2 || !str_ends(tag, serial))
        return tag.n;
    size_t n = tag.n - serial.n - 1;
    return str_find(STR("_-:./"), tag.p[n]) < 5 ? n : tag.n;
}

struct str turn_tag(struct turn *t, uint32_t at, enum ocpp_field field)
{
    struct str tag = turn_text(t, at, field);
    if (tag.n == 0 || !t->quirks || t->quirks->off >> QUIRK_ODD_TAGS & 1)
        return tag;
    size_t n = before_serial(t, tag);
    if (t->quirks->tag_end != '\0' && str_find(tag, t->quirks->tag_end) < n)
        n = str_find(tag, t->quirks->tag_end);
    if (n == tag.n || n == 0)
        return tag;
    turn_note(t, FAULT_ODD_TAG, at, field, tag);
    return str_make(tag.p, n);
}

/* A phase where it means nothing: an energy of the neutral or between two lines, a current between
 * two lines. */
static bool is_odd_phase(const struct reading *r)
{
    bool across = r->phase == PHASE_L1_L2 || r->phase == PHASE_L2_L3 || r->phase == PHASE_L3_L1;
    if (is_energy(r->measurand))
        return across || r->phase == PHASE_N;
    return across && measurand_quantity((enum measurand)r->measurand) == QUANTITY_CURRENT;
}

/* Read a reading as what is known of the station says. */
static void repair_reading(struct turn *t, uint32_t node, struct reading *r)
{
    const struct quirks *q = t->quirks;
    bool tagged = r->phase != PHASE_NONE;
    if (tagged && ((q && q->dc) || is_odd_phase(r))) {
        note_once(t, FAULT_ODD_PHASE, node, FIELD_phase, phase_text((enum reading_phase)r->phase));
        if (q && q->dc)
            r->phase = PHASE_NONE;
    }
    if (q && q->off >> QUIRK_CLOCK_READINGS & 1 && r->context == CONTEXT_CLOCK) {
        note_once(t, FAULT_CLOCK_SET_ASIDE, node, FIELD_context, STR("Sample.Clock"));
        r->flags |= READING_SET_ASIDE;
    }
}

bool turn_energy(struct turn *t, uint32_t at, enum ocpp_field field, int64_t *mwh)
{
    struct str text = turn_text(t, at, field);
    if (text.n == 0)
        return false;
    bool kwh = t->quirks && t->quirks->energy_kwh;
    if (kwh)
        note_once(t, FAULT_OTHER_UNIT, at, field, text);
    if (decimal_read(text, kwh ? 6 : 3, mwh) < DECIMAL_BAD && *mwh >= 0)
        return true;
    *mwh = 0;
    turn_note(t, FAULT_IMPLAUSIBLE_METER, at, field, text);
    return false;
}

/* Bytes that the readings of the list need at most: their texts are in the payload. */
static size_t readings_room(const struct turn *t, uint32_t list)
{
    size_t room = 0;
    for (uint32_t v = ocpp_first(&t->m, list); v; v = ocpp_next(&t->m, list, v)) {
        uint32_t samples = turn_child(t, v, FIELD_sampledValue);
        if (samples == TURN_NOWHERE)
            continue;
        for (uint32_t s = ocpp_first(&t->m, samples); s; s = ocpp_next(&t->m, samples, s))
            room += PACKED_READING_MAX + t->m.nodes[s].text.n;
    }
    return room;
}

/* Pack the samples of one MeterValue. */
static void pack_value(struct turn *t, uint32_t value, turn_sample *sample, struct buf *out)
{
    bool repaired = false;
    int64_t at_us = turn_time(t, value, FIELD_timestamp, &repaired);
    uint32_t samples = turn_child(t, value, FIELD_sampledValue);
    if (samples == TURN_NOWHERE)
        return;
    for (uint32_t s = ocpp_first(&t->m, samples); s; s = ocpp_next(&t->m, samples, s)) {
        if (turn_child(t, s, FIELD_value) == TURN_NOWHERE)
            continue; /* only in messages that are kept in spite of it */
        struct reading r = {.at_us = at_us, .flags = repaired ? READING_TIME_REPAIRED : 0};
        sample(t, s, &r);
        if (r.phase != PHASE_NONE || r.context == CONTEXT_CLOCK)
            repair_reading(t, s, &r);
        reading_pack(&r, out);
    }
}

struct str turn_readings(struct turn *t, uint32_t list, turn_sample *sample)
{
    size_t room = list == TURN_NOWHERE ? 0 : readings_room(t, list);
    if (room == 0)
        return (struct str){0};
    char *space = arena_take(t->arena, room);
    if (!space) {
        t->no_room = true;
        return (struct str){0};
    }
    struct buf out = buf_over(space, room);
    for (uint32_t v = ocpp_first(&t->m, list); v; v = ocpp_next(&t->m, list, v))
        pack_value(t, v, sample, &out);
    t->no_room |= out.full;
    return buf_str(&out);
}

int64_t turn_content_of(uint64_t hash)
{
    return hash == 0 ? 1 : (int64_t)hash;
}

int64_t turn_content(struct turn *t)
{
    if (t->content == 0)
        t->content = turn_content_of(hash_content(t->payload));
    return t->content;
}
