/* SPDX-License-Identifier: Apache-2.0 */
/* What a station remembers of starts answered and sessions ended, in the word rings of
 * station_info, and the numbers of 1.6 transactions. Private to csms/. */
#pragma once

#include "csms/station.h"

/* The number of the n-th 1.6 transaction of that station (from 0): 1 to 2^31 - 1, no number twice
 * before all were given, counted on from a place that the identity names, so that two stations
 * rarely share one. */
int64_t memory_number(const struct station_info *info, int64_t n);
/* Was this number given to one of its transactions? */
bool memory_number_given(const struct station_info *info, int64_t number);

/* Remember the number answered to a start of that content; the number, or 0 for one not remembered.
 */
void memory_start(struct station_info *info, int64_t content, int64_t number);
int64_t memory_started(const struct station_info *info, int64_t content);

/* Remember that a session ended with a message of that content (0: inferred); a session that is
 * there already is moved to the front. */
void memory_end(struct station_info *info, struct str session_id, int64_t content);
/* Did that session end lately? *content gets what ended it. */
bool memory_ended(const struct station_info *info, struct str session_id, int64_t *content);
/* The session that a message of that content ended lately, or false. */
bool memory_ended_by(const struct station_info *info, int64_t content, char session_id[17]);
