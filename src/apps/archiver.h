/* SPDX-License-Identifier: Apache-2.0 */
/* The archive of a running server: closed segments of the journal are packed into the folder of
 * option `archive`, one at a time, by the housekeeper. It may fail for days: charging never waits
 * for it, the journal keeps what is not archived, and the next try goes on. */
#pragma once

#include "apps/server.h"

struct archiver;

/* Begin; NULL where there is no archive by the options, or no memory. */
struct archiver *archiver_open(struct server *s);
void archiver_close(struct archiver *a);
/* Archive the next closed segment, if there is one. True where there may be more. */
bool archiver_step(struct archiver *a);
