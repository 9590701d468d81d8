/* SPDX-License-Identifier: Apache-2.0 */
/* Commands vetted: what the standard forbids us to send although its rows allow it. */
#pragma once

#include "csms/station.h"
#include "ocpp/message.h"

enum vet_rule {
    VET_NONE,
#define VET(name, part, text) VET_##name,
#include "ocpp/tbl/vets.h"
#undef VET
    VET_COUNT
};

/* A breach: which rule, at which field of which object of the message. */
struct vet_breach {
    enum vet_rule rule;
    uint32_t node;
    enum ocpp_field field; /* FIELD_NONE: the object itself */
};

/* The first rule that a command to the station breaks; VET_NONE where it may be sent. The message
 * is decoded and keeps to its rows; texts are unescaped into the arena. */
struct vet_breach vet_command(const struct ocpp_message *m, const struct station *s,
                              struct arena *arena);
/* The rule's name, its part of the standard, and its sentence. */
struct str vet_name(enum vet_rule rule);
struct str vet_part(enum vet_rule rule);
struct str vet_text(enum vet_rule rule);
