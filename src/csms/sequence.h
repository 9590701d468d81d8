/* SPDX-License-Identifier: Apache-2.0 */
/* The seqNo of 2.x within a session: which were seen. Private to csms/. All numbers are seqNo plus
 * 1, 0 is none. */
#pragma once

#include "csms/session.h"

/* Is it known to have been seen (within 64 of the highest)? */
bool sequence_has(const struct session *s, int64_t seq_no);
/* Note a number; one that was seen before is SEQ_CONFLICT where `comparable`, as its content was
 * another. */
void sequence_take(struct session *s, int64_t seq_no, bool comparable);
/* Do numbers lack between the first and the last? */
bool sequence_gap(const struct session *s);
/* NULL where the invariants hold, else the sentence that says which is broken. */
const char *sequence_broken(const struct session *s);
