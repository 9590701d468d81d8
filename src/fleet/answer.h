/* SPDX-License-Identifier: Apache-2.0 */
/* What a simulated station makes of the server's messages: answers to its own calls, and calls to
 * it. */
#pragma once

#include "fleet/charger.h"

struct answer_frame {
    int64_t type;
    struct str id, action, payload;
};

/* Take an OCPP-J frame apart; false where it is none. */
bool answer_parse(struct str text, struct answer_frame *out);
/* Is the first "status" member of the payload, however deep, "Accepted"? */
bool answer_accepted(struct str payload);
/* The first member of that name that is a whole number. */
bool answer_number(struct str payload, const char *name, int64_t *out);

/* What a call of the server makes the station do. */
struct answer_wish {
    unsigned start_evse, stop_evse;
    struct str token;
    bool reset;
};

/* Answer a call: the frame is appended to out, with its NUL; what has to happen is in *wish. */
void answer_call(struct charger *c, const struct answer_frame *f, struct answer_wish *wish,
                 struct buf *out);
