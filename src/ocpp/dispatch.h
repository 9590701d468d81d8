/* SPDX-License-Identifier: Apache-2.0 */
/* Who handles what: one row per action that the step knows more of than that it came. */
#pragma once

#include "ocpp/turn.h"

struct handler {
    /* Make an input of the message. in->protocol is set already, the rest is zero. Where a message
     * makes `several`, it is called again until it says false; t->inputs counts those made before.
     */
    bool (*input)(struct turn *t, struct input *in);
    /* Write the payload of the answer; NULL for ocpp_default_answer. */
    void (*answer)(const struct turn *t, const struct step *step, struct json_writer *w);
    /* The field that makes the message worth keeping whatever else is missing or of a wrong type:
     * only a strict link refuses it then. FIELD_NONE where there is none. */
    enum ocpp_field key;
    bool several;
    /* What must be known outside before an input can be made of this message; NULL: nothing. */
    void (*outside)(struct turn *t, struct link_ask *ask);
};

/* The row of an action; where it has none, that of messages which are only noted. */
const struct handler *dispatch_find(enum ocpp_version version, enum ocpp_action action);
