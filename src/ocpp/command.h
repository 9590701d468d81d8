/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of a link: one in flight, the others in line. */
#pragma once

#include "ocpp/outcome.h"

/* Send it, or put it in line, or give it back as refused. */
void command_take(struct pass *p, struct link_command *c);
/* A CALLRESULT or CALLERROR of the station: the answer to the one in flight, or to nothing. */
void command_answer(struct pass *p, const struct rpc *r);
/* Has a command that is no order asked for a report of that requestId lately, on this connection?
 */
bool command_asked(const struct link *l, int64_t request_id);
/* Give up waiting where the time is over, and go on with the next. */
void command_timeout(struct pass *p);
/* Give all back: the connection has ended. */
void command_cancel(struct pass *p);
