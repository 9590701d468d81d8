/* SPDX-License-Identifier: Apache-2.0 */
/* What a station remembers of its requests for certificates: one under way for each use of a
 * certificate, in two words: number; state, offers. Private to csms/. */
#pragma once

#include "csms/station.h"

#define CERTIFY_USES 4 /* by certificateType: none, ChargingStation-, V2G-, V2G20Certificate */

struct certify {
    uint64_t number; /* of the request; 0 = none is under way */
    enum csr_state state;
    int64_t offers;
};

/* The use that a certificateType names; an unknown word is none. */
unsigned certify_use(struct str type);
/* What is under way for a use. */
struct certify certify_of(const struct station_info *info, unsigned use);
/* The use that a request's id is under way for; CERTIFY_USES where it is not. */
unsigned certify_find(const struct station_info *info, struct str csr_id);
/* Our id of the n-th request of a station. */
void certify_name(const struct station_info *info, uint64_t number, char out[17]);
/* csr_moved: remember it. */
void certify_apply(struct station_info *info, const struct ev_csr_moved *m);
