/* SPDX-License-Identifier: Apache-2.0 */
/* Signed messages of OCPP 2.x (part 4, 7): the payload is wrapped in a flattened JWS (RFC
 * 7515, 7.2.2),
 *
 *     {"payload":"<base64url>","protected":"<base64url>","header":{...},"signature":"<base64url>"}
 *
 * It is unwrapped here. The signature is not checked; the standard leaves that free. */
#pragma once

#include "base/arena.h"

/* The payload inside; it lives in the arena. False where jws isn't one. */
bool signed_unpack(struct str jws, struct arena *arena, struct str *payload);
