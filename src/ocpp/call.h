/* SPDX-License-Identifier: Apache-2.0 */
/* A station calls (or sends): from its frame to steps, findings and the answer. */
#pragma once

#include "ocpp/outcome.h"

/* Handle a CALL or SEND, or a message whose type could not be read (RPC_NONE). */
void call_take(struct pass *p, const struct rpc *r);
