/* SPDX-License-Identifier: Apache-2.0 */
/* What a message tells of its station beside sessions and connectors: facts (event/fact.h), read
 * out of the decoded message by the rows of ocpp/tbl/told.h. */
#pragma once

#include "event/fact.h"
#include "ocpp/message.h"

enum told_by {
    TOLD_UP,     /* a message of the station */
    TOLD_ANSWER, /* its answer to a command of ours */
    TOLD_ASKED,  /* the command, once it was answered */
    TOLD_DONE    /* the command, once it was answered Accepted */
};

/* The facts of message m as a packed list in the arena, empty where it tells none; `reply` is the
 * answer to a command, else NULL. *no_room becomes true where the arena is too small: then there
 * are none. */
struct str told_by(enum told_by by, const struct ocpp_message *m, const struct ocpp_message *reply,
                   struct arena *arena, bool *no_room);
/* The facts of a command that was answered: of its request and of the answer. */
struct str told_by_command(const struct ocpp_message *request, const struct ocpp_message *reply,
                           struct arena *arena, bool *no_room);
