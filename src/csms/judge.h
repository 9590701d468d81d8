/* SPDX-License-Identifier: Apache-2.0 */
/* What a token is worth: here, now, and for what it is shown. */
#pragma once

#include "base/arena.h"
#include "csms/world.h"

/* Who asks, and for what. Empty and 0 where it is not known: then it is not judged by. */
struct judge_ask {
    struct str id_token, token_type;
    struct str station, site_id;
    int64_t evse_id, rated_power_mw;
    bool begins;           /* it is to begin a session, session_id */
    struct str session_id; /* left out of the count of sessions that run */
};

struct judge_verdict {
    enum token_status status;
    struct str group_id, evses; /* EVSEs of the station that it is good at, "1,2"; empty = all */
    int64_t expires_at_us;      /* stations may keep it until then; 0 = no word of it */
    int64_t balance_micro;      /* plus 1: what a prepaid one has left; 0 = not prepaid */
};

/* Judge a token at now_us. Type NoAuthorization is always ACCEPTED (OCPP 2.0.1 C02.FR.02); a token
 * in no table, or in it with another type (an empty one on either side fits any), is
 * policy.direct_payment where its type is DirectPayment (UNKNOWN: no policy of its own), else
 * policy.unknown_tokens. Else what its
 * row says, in the order of expiry, status, site, EVSE, power, hours, balance, and, where it
 * begins a session, master group and sessions that run. Spans point into the table or the arena;
 * w->tokens may be NULL. */
struct judge_verdict judge_token(const struct world *w, const struct judge_ask *ask, int64_t now_us,
                                 struct arena *arena);
/* Is that text a time of day from and to, "06:00-22:00", or empty? */
bool judge_hours(struct str text);
/* Is that text a list of station:evse with commas between, or empty? */
bool judge_evses(struct str text);
