/* SPDX-License-Identifier: Apache-2.0 */
/* The quirks of stations as rows (tbl/quirks.h), and the findings that belong to them
 * (tbl/repairs.h). */
#pragma once

#include "base/str.h"

/* Numbers of the rows: QUIRK_ALIAS = 5 ...; 0 is any breach that no row is about. */
enum quirk {
    QUIRK_OTHER = 0,
#define QUIRK(number, name, known, control, versions, page, station, we) QUIRK_##name = number,
#include "event/tbl/quirks.h"
#undef QUIRK
    QUIRKS_END /* one more than the last */
};

#define QUIRK_BIT(quirk) (UINT64_C(1) << (quirk))
#define QUIRK_ALL (QUIRK_BIT(QUIRKS_END) - 1) /* every bit, that of QUIRK_OTHER too */

enum quirk_known { KNOWN_ALWAYS, KNOWN_RULE, KNOWN_LEARNED, KNOWN_OPTION };
enum quirk_control { CONTROL_FIXED, CONTROL_SWITCH, CONTROL_VALUE, CONTROL_LEARN };

struct quirk_row {
    const char *name, *versions, *page; /* page: of tests/scenario, without .scn */
    const char *station, *we;           /* what the station does, what we do */
    enum quirk_known known;
    enum quirk_control control;
};

/* Where a finding comes from. */
enum repair_kind {
    REPAIR_BY_RULE,
    REPAIR_BY_FAULT,
    REPAIR_BY_DOOR,
    REPAIR_BY_SENT,
    REPAIR_BY_SEEN
};

struct repair_row {
    const char *rule; /* of the finding */
    const char *text; /* empty where the rule's own table has it */
    uint8_t quirk;
    uint8_t kind; /* enum repair_kind */
};

/* The codes of the last three kinds, REPAIR_ALIAS ...: indexes of repair_row. */
enum repair {
#define REPAIR_RULE(number, name) REPAIR_OF_RULE_##name,
#define REPAIR_FAULT(number, name) REPAIR_OF_FAULT_##name,
#define REPAIR_DOOR(number, name, text) REPAIR_##name,
#define REPAIR_SENT(number, name, text) REPAIR_##name,
#define REPAIR_SEEN(number, name, text) REPAIR_##name,
#include "event/tbl/repairs.h"
    REPAIR_COUNT
};

/* The row of a quirk 1 to QUIRKS_END - 1. */
const struct quirk_row *quirk_row(unsigned number);
/* The number that a text names: "24", "ODD_TIMES" in any case, "all" (0); -1 where it is none. */
int quirk_find(struct str text);
/* "always" ..., "fixed" .... */
const char *quirk_known_text(enum quirk_known k);
const char *quirk_control_text(enum quirk_control c);
/* A row of the findings. */
const struct repair_row *repair_row(enum repair r);
/* The row of a finding's rule, or NULL. A message that was refused for a rule which is only
 * tolerated where it must be (MISSING_FIELD, WRONG_TYPE) has none. */
const struct repair_row *repair_of(struct str rule, bool refused);
/* Does the pattern fit all of the text? * is any bytes, ? is one; letters in any case. */
bool quirk_glob(struct str pattern, struct str text);
