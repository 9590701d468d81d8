/* SPDX-License-Identifier: Apache-2.0 */
/* The rule of a named time zone, from the machine's zone files (TZif, RFC 8536). */
#pragma once

#include "base/buf.h"

#define ZONEFILE_RULE_MAX 64

/* The rule of zone NAME ("Europe/Berlin"), or NAME itself where it is a rule already. False with
 * why[256] where there is none, or where clocks still change by a table after now_us, which no rule
 * can say. */
bool zonefile_rule(const char *name, int64_t now_us, char rule[ZONEFILE_RULE_MAX], char why[256]);
