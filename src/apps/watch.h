/* SPDX-License-Identifier: Apache-2.0 */
/* The thread that sees whether all others get on with their work: it tells the service manager's
 * watchdog, and nobody else, that the server lives. A server whose writer or loop hangs looks alive
 * from outside and answers nobody; so the manager restarts it. */
#pragma once

#include "apps/server.h"

struct watch;

/* Start it; s->service must be open. */
enum err watch_open(struct server *s, struct watch **out) MUST_CHECK;
/* Wait until it no longer looks at what only a server in stage READY has: call it behind the end of
 * that stage, before closing any of it. NULL is fine. */
void watch_settle(struct watch *w);
/* End it. NULL is fine. */
void watch_close(struct watch *w);
/* The name of a pulse of the server ("writer", "loop-0", ...); NULL behind the last. */
const char *watch_name(const struct server *s, unsigned pulse, char out[16]);
