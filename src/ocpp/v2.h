/* SPDX-License-Identifier: Apache-2.0 */
/* OCPP 2.0.1 and 2.1: their messages to inputs of the step, and the step's answers back to
 * payloads. One pair of functions per message, named in the table of ocpp/dispatch.c; see there
 * what they owe. */
#pragma once

#include "ocpp/turn.h"

/* From messages to inputs. */
bool v2_boot(struct turn *t, struct input *in);
bool v2_status(struct turn *t, struct input *in);
bool v2_event(struct turn *t, struct input *in);
bool v2_authorize(struct turn *t, struct input *in);
bool v2_transaction(struct turn *t, struct input *in);
bool v2_meter(struct turn *t, struct input *in);

/* From the step to payloads of answers. */
void v2_authorize_answer(const struct turn *t, const struct step *step, struct json_writer *w);
void v2_transaction_answer(const struct turn *t, const struct step *step, struct json_writer *w);
