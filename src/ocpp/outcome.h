/* SPDX-License-Identifier: Apache-2.0 */
/* Filling a link's outcome: events (applied to the station as they are made), findings, frames. */
#pragma once

#include "ocpp/link.h"
#include "ocpp/rpc.h"

#define OUTCOME_TEXT_MAX 128 /* bytes of what was written wrongly that a finding shows */

/* What one call of the link was given, handed down to its functions. */
struct pass {
    struct link *l;
    struct station *s;
    const struct world *w;
    int64_t now_us;
    struct arena *arena;
    struct link_outcome *out;
    const struct link_verdict *verdict; /* of a message that is taken again, else NULL */
    char *reserve;     /* room for one short error frame, whatever becomes of the arena */
    unsigned unlisted; /* findings for which there was no room */
};

/* A finding: all spans but rule may be long or empty; they are cut. */
struct outcome_finding {
    struct str rule, action, path, text;
    bool refused;
};

/* Empty an outcome without touching its large arrays. */
void outcome_reset(struct link_outcome *out);
/* Begin: empty the outcome and lay the reserve aside. */
void outcome_begin(struct pass *p);
/* End: say when the link wants to be woken. */
void outcome_end(struct pass *p);
/* The quirks that are not repaired for this station, a bit each: their breaches are refused. */
uint64_t outcome_off(const struct pass *p);
/* Is this one repaired? */
bool outcome_repairs(const struct pass *p, enum quirk quirk);
/* Look up anew what goes for the station; only where the operator has changed his rows. */
void outcome_resolve(struct pass *p);
void outcome_refresh(struct pass *p);
/* Do one step and add what came of it. A station that is to go gets its close. */
void outcome_step(struct pass *p, const struct input *in);
/* May a further step find room for its events? */
bool outcome_has_room(const struct pass *p);
/* Add an event and apply it to the station. */
void outcome_event(struct pass *p, const struct event *e);
/* Add a finding, or count it where room runs out; and, at the end, say how many were counted. */
void outcome_find(struct pass *p, const struct outcome_finding *f);
void outcome_find_fault(struct pass *p, enum rpc_fault fault, struct str action, struct str text,
                        bool refused);
void outcome_find_end(struct pass *p, struct str action);
/* Where a finding of the rows lies; empty for the payload itself. Lives in the arena. */
struct str outcome_path(struct pass *p, const struct ocpp_message *m, const struct ocpp_finding *f);
/* "NAME at path: text", or "NAME: text" without a path. */
struct str outcome_describe(struct pass *p, struct str name, struct str path, struct str text);
/* The same of the rule that a message is refused for. */
struct str outcome_refusal(struct pass *p, const struct ocpp_message *m);
/* Add a frame that was written to the arena's tail; false where it did not fit. */
bool outcome_frame(struct pass *p, const struct buf *tail);
/* Add a CALLERROR or CALLRESULTERROR; where the arena is full a short one in the reserve. */
void outcome_error(struct pass *p, enum rpc_type type, struct str written_id, struct str code,
                   struct str text);
