/* SPDX-License-Identifier: Apache-2.0 */
/* OCPP 1.6: its messages to inputs of the step, and the step's answers back to payloads. One pair
 * of functions per message, named in the table of ocpp/dispatch.c; see there what they owe. */
#pragma once

#include "ocpp/turn.h"

/* From messages to inputs. */
bool v16_boot(struct turn *t, struct input *in);
bool v16_status(struct turn *t, struct input *in);
bool v16_authorize(struct turn *t, struct input *in);
bool v16_start(struct turn *t, struct input *in);
bool v16_stop(struct turn *t, struct input *in);
bool v16_meter(struct turn *t, struct input *in);

/* From the step to payloads of answers. */
void v16_authorize_answer(const struct turn *t, const struct step *step, struct json_writer *w);
void v16_start_answer(const struct turn *t, const struct step *step, struct json_writer *w);
void v16_stop_answer(const struct turn *t, const struct step *step, struct json_writer *w);
