/* SPDX-License-Identifier: Apache-2.0 */
/* One message of a station on its way from rows to inputs of the step: its decoded form, and the
 * reading of values out of it. What can't be taken as it stands is noted; it becomes a finding. */
#pragma once

#include "csms/quirks.h"
#include "csms/step.h"
#include "event/reading.h"
#include "ocpp/link.h"
#include "ocpp/message.h"
#include "ocpp/rpc.h"

#define TURN_NOTES_MAX 8        /* more are counted, not listed */
#define TURN_NOWHERE UINT32_MAX /* the node of an object that is absent: so are its fields */

/* Something of the message that could not be taken as it stands. */
struct turn_note {
    enum rpc_fault fault;
    uint32_t node;         /* the object */
    enum ocpp_field field; /* and its field; FIELD_NONE for the object itself */
    struct str text;
};

struct turn {
    struct ocpp_message m;
    const struct link_verdict *verdict; /* what was found out for it, or NULL */
    struct str payload;                 /* as written */
    int64_t now_us;
    struct arena *arena;
    const struct policy *policy;
    const struct quirks *quirks; /* of the station; NULL = nothing is set */
    const char *serial;          /* of the station, as booted */
    struct turn_note notes[TURN_NOTES_MAX];
    unsigned n_notes, more_notes;
    unsigned inputs; /* made of this message so far */
    int64_t content; /* turn_content, once it was asked for */
    uint32_t at;     /* where a message of several inputs goes on */
    bool no_room;    /* the arena was full: what was read is not whole */
};

/* One sampled value of a version family: measurand, unit, value ... of `node` into r, whose time is
 * set. */
typedef void turn_sample(struct turn *t, uint32_t node, struct reading *r);

/* Note a fault at a field of object `node`. */
void turn_note(struct turn *t, enum rpc_fault fault, uint32_t node, enum ocpp_field field,
               struct str text);
/* The child `field` of object `at`, TURN_NOWHERE where there is none. */
uint32_t turn_child(const struct turn *t, uint32_t at, enum ocpp_field field);
/* The children of those n fields at once, TURN_NOWHERE for each that there is none of. */
void turn_pick(const struct turn *t, uint32_t at, const enum ocpp_field *fields, unsigned n,
               uint32_t *children);
/* A text (or the text of a number); empty where absent. The same of a node that is at hand. */
struct str turn_text(struct turn *t, uint32_t at, enum ocpp_field field);
struct str turn_text_at(struct turn *t, uint32_t node);
/* An integer of 32 bits; 0 where absent, with a note where it is larger. */
int64_t turn_int(struct turn *t, uint32_t at, enum ocpp_field field);
/* A time; where it is absent, unreadable, before 2015 or more than a day ahead, that of receipt.
 * *repaired becomes true where it is not as the standard wants it. */
int64_t turn_time(struct turn *t, uint32_t at, enum ocpp_field field, bool *repaired);
/* The same for a time that may be absent: then 0. */
int64_t turn_time_if(struct turn *t, uint32_t at, enum ocpp_field field);
/* Watt-hours, with a fraction or not, as milliwatt-hours; false where absent, or below 0 or beyond
 * measure, with a note. */
bool turn_energy(struct turn *t, uint32_t at, enum ocpp_field field, int64_t *mwh);
/* An id token without what the station appends to it (quirk 31). */
struct str turn_tag(struct turn *t, uint32_t at, enum ocpp_field field);
/* The unit of an energy, as it is by the operator's word (quirk 27), else as it was given. */
struct str turn_unit(struct turn *t, uint32_t node, struct str unit, unsigned measurand);
/* A list of MeterValue as packed readings; empty where absent. */
struct str turn_readings(struct turn *t, uint32_t list, turn_sample *sample);
/* What the message's content is named by: a hash of its payload, never 0. */
int64_t turn_content(struct turn *t);
/* The same of a hash made otherwise. */
int64_t turn_content_of(uint64_t hash);
