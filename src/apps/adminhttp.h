/* SPDX-License-Identifier: Apache-2.0 */
/* The admin door's HTTP server, in a thread of its own: database reads may block there without
 * holding a station up. */
#pragma once

#include "apps/server.h"

struct adminhttp;

/* Listen on option admin and start the thread; the database of the views must exist. On failure why
 * is one line. */
enum err adminhttp_open(struct server *s, struct adminhttp **out, int *port,
                        char why[256]) MUST_CHECK;
/* The views have stored more: any thread. */
void adminhttp_viewed(struct adminhttp *h);
/* Stop listening, answer what is on its way for a short while, end the thread. Shards and writer
 * must have ended. */
void adminhttp_close(struct adminhttp *h);
