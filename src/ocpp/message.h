/* SPDX-License-Identifier: Apache-2.0 */
/* Every message of OCPP 1.6 (with the security white paper), 2.0.1 and 2.1 as table rows
 * (ocpp/tbl/), and what falls out of the rows: decoder + validator in one pass, encoder, names, the
 * printed reference and fuzz dictionary. No tree, no malloc: a decoded message is an array of nodes
 * that point into the frame. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "wire/json.h"

enum ocpp_version { OCPP_NONE, OCPP_16, OCPP_201, OCPP_21 };

/* Field names, one id per distinct name over all versions: FIELD_connectorId, FIELD_idToken ... The
 * list is ocpp/tbl/fields.h: OCPP_FIELD(name). */
enum ocpp_field {
    FIELD_NONE, /* the root, an array element, or a property that no row knows */
#define OCPP_FIELD(name) FIELD_##name,
#include "ocpp/tbl/fields.h"
#undef OCPP_FIELD
    FIELD_COUNT
};

/* Actions, one id per name over all versions: ACTION_BootNotification ... ocpp/tbl/actions.h:
 * OCPP_ACTION(name, directions16, directions201, directions21) with OCPP_UP (station to CSMS),
 * OCPP_DOWN, OCPP_BOTH, OCPP_SEND (2.1, never answered), OCPP_NO (not in that version). */
enum ocpp_action {
    ACTION_NONE,
#define OCPP_ACTION(name, d16, d201, d21) ACTION_##name,
#include "ocpp/tbl/actions.h"
#undef OCPP_ACTION
    ACTION_COUNT
};

enum ocpp_direction {
    OCPP_NO = 0,
    OCPP_UP = 1,
    OCPP_DOWN = 2,
    OCPP_BOTH = 3,
    OCPP_SEND = 5 /* UP, unanswered */
};

/* Rules that a payload can break. ocpp/tbl/rules.h: OCPP_RULE(name, policy, code16, code2, text),
 * where policy is ACCEPT, RECORD or REFUSE and the codes are the CALLERROR spellings of each
 * family. */
enum ocpp_rule {
    RULE_NONE,
#define OCPP_RULE(name, policy, code16, code2, text) RULE_##name,
#include "ocpp/tbl/rules.h"
#undef OCPP_RULE
    RULE_COUNT
};

enum ocpp_policy { POLICY_ACCEPT, POLICY_RECORD, POLICY_REFUSE };

/* One breach: which rule, at which field, where in the frame. */
struct ocpp_finding {
    enum ocpp_rule rule;
    enum ocpp_field field; /* FIELD_NONE for an unknown property: then `where` is its key */
    struct str where;      /* the offending text as written */
    uint16_t node;         /* nearest node, for the path */
};

#define OCPP_FINDINGS_MAX 16 /* more are counted, not listed */
#define OCPP_NODES_MAX 16384 /* of one payload; past that the payload is refused as too large */

/* A decoded value, in document order: an object or array is followed by its content; `next` is the
 * index behind it all. */
struct ocpp_node {
    uint16_t field; /* enum ocpp_field; FIELD_NONE for elements of arrays and unknown properties */
    uint8_t kind;   /* enum json_kind: JSON_OBJECT, JSON_ARRAY, JSON_STRING, JSON_NUMBER ... */
    uint8_t flags;  /* bit 0: text has backslashes */
    uint32_t next;
    struct str text; /* a string without its quotes, a number as written, a bracket whole */
};

struct ocpp_message {
    enum ocpp_version version;
    enum ocpp_action action;
    bool response;
    const struct ocpp_node *nodes; /* nodes[0] is the payload object */
    uint32_t n_nodes;
    struct ocpp_finding findings[OCPP_FINDINGS_MAX];
    unsigned n_findings;       /* listed */
    unsigned dropped_findings; /* beyond the list */
    enum ocpp_rule refuse;     /* the first rule whose policy is REFUSE, or RULE_NONE */
    bool whole;                /* read to its end: the payload is one JSON value */
};

/* Decode and validate payload as `action` of `version`, request or response. Goes on after a breach
 * wherever JSON itself allows; nodes come from the arena. customData may hold anything besides its
 * vendorId (2.x). null and what comes twice is kept as nodes without field, so ocpp_find sees
 * neither: the first of two counts. The payload must outlive the message. `strict` makes every
 * RECORD rule REFUSE. */
void ocpp_decode(struct ocpp_message *m, enum ocpp_version version, enum ocpp_action action,
                 bool response, struct str payload, bool strict, struct arena *arena);
/* The same for a station some of whose quirks (event/quirk.h) are not repaired: the rules of those
 * in `off`, a bit each, are REFUSE; bit 0 stands for the rules of no quirk. */
void ocpp_decode_of(struct ocpp_message *m, enum ocpp_version version, enum ocpp_action action,
                    bool response, struct str payload, uint64_t off, struct arena *arena);
/* The quirk that a broken rule is a sign of; 0 = of none. */
unsigned ocpp_rule_quirk(enum ocpp_rule r);

/* Index of the child `field` of object node `at` (0 = payload); 0 where there is none. */
uint32_t ocpp_find(const struct ocpp_message *m, uint32_t at, enum ocpp_field field);
/* First child of object or array `at`, 0 where empty; and the sibling behind `child`, 0 at
 * the end. */
uint32_t ocpp_first(const struct ocpp_message *m, uint32_t at);
uint32_t ocpp_next(const struct ocpp_message *m, uint32_t at, uint32_t child);
/* Text of a string child, unescaped into the arena where needed; also takes the text of a number,
 * true or false (quirk 20). {NULL,0} where absent. */
struct str ocpp_text(const struct ocpp_message *m, uint32_t at, enum ocpp_field field,
                     struct arena *arena);
/* The same of a node that is at hand: an element of a list of strings. */
struct str ocpp_node_text(const struct ocpp_node *node, struct arena *arena);
/* An integer child, from a number or the text of a string (quirk 20; "3.0" and 3.0 are 3); false
 * where absent or not integral. A message that isn't refused may still hold a fraction or a huge
 * number here (RECORD): look at the result. */
bool ocpp_int(const struct ocpp_message *m, uint32_t at, enum ocpp_field field, int64_t *out);
/* The same of a node that is at hand. */
bool ocpp_node_int(const struct ocpp_node *node, int64_t *out);
/* Is it a string, a number, true or false? */
bool ocpp_node_scalar(const struct ocpp_node *node);
/* A boolean child, also from the text true, false, 1 or 0; false where absent. */
bool ocpp_bool(const struct ocpp_message *m, uint32_t at, enum ocpp_field field, bool *out);

/* The names behind the ids, and back (exact case). */
struct str ocpp_field_name(enum ocpp_field f);
struct str ocpp_action_name(enum ocpp_action a);
enum ocpp_action ocpp_action_find(enum ocpp_version v,
                                  struct str name); /* ACTION_NONE where that version has none */
enum ocpp_direction ocpp_action_direction(enum ocpp_version v, enum ocpp_action a);
struct str ocpp_rule_name(enum ocpp_rule r);
struct str ocpp_rule_text(enum ocpp_rule r);
enum ocpp_policy ocpp_rule_policy(enum ocpp_rule r);
/* The CALLERROR code of a broken rule in the spelling of that version. */
struct str ocpp_rule_code(enum ocpp_version v, enum ocpp_rule r);
/* "1.6", "2.0.1", "2.1"; and the WebSocket subprotocol "ocpp1.6" ...; and back (NONE for unknown).
 */
struct str ocpp_version_name(enum ocpp_version v);
struct str ocpp_subprotocol(enum ocpp_version v);
enum ocpp_version ocpp_version_find(struct str name_or_subprotocol);
/* Where a finding lies, "transactionInfo.transactionId" or "meterValue[0].sampledValue[1].value",
 * appended to out. */
void ocpp_finding_path(const struct ocpp_message *m, const struct ocpp_finding *f, struct buf *out);

/* A schema-valid answer to a station's request that nothing in particular handles: required fields
 * only, enums with the benign value of the row (Accepted, or the documented one;
 * ocpp/tbl/answers.h). Appends the payload object;
 * {} where that version has no such answer. */
void ocpp_default_answer(enum ocpp_version v, enum ocpp_action a, int64_t now_us, struct buf *out);

/* Print the tables: every message, field, type, enum and limit as Markdown (`busbar reference
 * ocpp`), and every name and enum value as a libFuzzer dictionary. `write` gets pieces of text in
 * order. */
void ocpp_print_reference(void (*write)(void *ctx, struct str text), void *ctx);
void ocpp_print_dictionary(void (*write)(void *ctx, struct str text), void *ctx);
