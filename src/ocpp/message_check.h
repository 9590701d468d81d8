/* SPDX-License-Identifier: Apache-2.0 */
/* Does one scalar value keep to its row? Private to the message files of this room. */
#pragma once

#include "ocpp/table.h"

#define MESSAGE_CHECK_MAX 3 /* rules that one value can break at once */

/* Check the scalar token (no bracket, not null) against row; the broken rules go to broken[], their
 * number is returned. */
unsigned message_check(const struct ocpp_table *table, const struct ocpp_row *row,
                       const struct json_token *token, enum ocpp_rule broken[MESSAGE_CHECK_MAX]);
/* Read number text as an integer: RULE_NONE and *out, or FRACTION, HUGE_NUMBER, or WRONG_TYPE where
 * it is no number. */
enum ocpp_rule message_integer(struct str text, int64_t *out);
/* Read the text of a truth value: true, false (in any case), 1, 0. */
bool message_truth(struct str text, bool *out);
