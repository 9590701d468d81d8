/* SPDX-License-Identifier: Apache-2.0 */
/* A station calls (or sends): from its frame to steps, findings and the answer. */
#pragma once

#include "ocpp/outcome.h"

/* Handle a plain CALL or SEND, reading its payload only once; false, with nothing done, where the
 * text is anything else, or anything is wrong with it but for the rows: see call_take. */
bool call_take_plain(struct pass *p, struct str text) MUST_CHECK;
/* Handle a CALL or SEND, or a message whose type could not be read (RPC_NONE). */
void call_take(struct pass *p, const struct rpc *r);
