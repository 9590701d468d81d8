/* SPDX-License-Identifier: Apache-2.0 */
/* The messages about certificates, of all versions: what must be found out for them outside, their
 * inputs, their answers. */
#pragma once

#include "ocpp/turn.h"

/* SignCertificate */
void certify_outside(struct turn *t, struct link_ask *ask);
bool certify_sign(struct turn *t, struct input *in);
void certify_sign_answer(const struct turn *t, const struct step *step, struct json_writer *w);
