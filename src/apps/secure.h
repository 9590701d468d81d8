/* SPDX-License-Identifier: Apache-2.0 */
/* The certificates of the TLS door, from the options: opened at the start, loaded again on SIGHUP.
 */
#pragma once

#include "apps/server.h"

/* Load what the options name; the TLS door must be wanted. On failure why is one line. */
enum err secure_load(const struct options *o, struct tls **out, char why[256]) MUST_CHECK;
/* Load what the options name into s->tls; the TLS door must be wanted. On failure why is one line.
 */
enum err secure_open(struct server *s, char why[256]) MUST_CHECK;
/* Load it again; a failure is logged and leaves all as it was. */
void secure_reload(struct server *s);
/* Free it. */
void secure_close(struct server *s);
