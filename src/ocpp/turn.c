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

bool turn_energy(struct turn *t, uint32_t at, enum ocpp_field field, int64_t *mwh)
{
    struct str text = turn_text(t, at, field);
    if (text.n == 0)
        return false;
    if (decimal_read(text, 3, mwh) < DECIMAL_BAD && *mwh >= 0)
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

int64_t turn_content(const struct turn *t)
{
    return turn_content_of(hash_content(t->payload));
}
