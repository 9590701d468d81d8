/* SPDX-License-Identifier: Apache-2.0 */
/* The seqNo of 2.x within a session: which were seen, and with what content. Private to csms/. All
 * numbers are seqNo plus 1, 0 is none. */
#pragma once

#include "csms/session.h"

/* Was this number (of the newest 64) seen with that content? Wrong in one of 255 contents. */
bool sequence_has(const struct session *s, int64_t seq_no, int64_t content);
/* Note a number; one that was seen with another content is SEQ_CONFLICT. */
void sequence_take(struct session *s, int64_t seq_no, int64_t content);
/* Do numbers lack between the first and the last? */
bool sequence_gap(const struct session *s);
/* NULL where the invariants hold, else the sentence that says which is broken. */
const char *sequence_broken(const struct session *s);
