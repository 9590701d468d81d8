/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with a server that runs: sentences for /healthz, from gauges that others set. */
#pragma once

#include "apps/server.h"
#include "doors/admin.h"

/* The troubles of this moment, at most ADMIN_TROUBLES; how many there are. */
size_t health_troubles(struct server *s, const char *out[ADMIN_TROUBLES]);
