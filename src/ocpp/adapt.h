/* SPDX-License-Identifier: Apache-2.0 */
/* What we send, as the station takes it (quirks 34, 36, 37, 38, 41). A reject is answered by asking
 * again in another way; where that is taken, it is learned for the station (event quirk_learned)
 * and asked so from then on. Where nothing is taken, nothing is learned and the reject is the
 * answer. */
#pragma once

#include "ocpp/outcome.h"

/* How often a request is asked in other ways at most; parts of a list are not counted. */
#define ADAPT_TRIES 8

/* The request of a command as this station is to get it, or the next part of it. It lives in the
 * arena, or is `payload` itself. */
struct str adapt_request(struct pass *p, const struct link_command *c, struct str payload);
/* The station has answered: `reply`, or NULL for an error of that code. True where the command is
 * to be sent again: another way is tried, or the next part is due. */
bool adapt_again(struct pass *p, struct link_command *c, struct str payload,
                 const struct ocpp_message *reply, struct str code);
/* Is the answer, of which adapt_again said that another follows, the answer to a part? */
bool adapt_is_part(const struct link_command *c);
