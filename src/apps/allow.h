/* SPDX-License-Identifier: Apache-2.0 */
/* What the front door repairs for a station (quirks 1 to 8 and 43), as far as the operator's rows
 * let it: other names, user names, what a proxy tells. */
#pragma once

#include "apps/server.h"
#include "csms/station.h"

/* The station that an identity is another name of, copied into memory; else the identity itself. */
struct str allow_alias(struct server *s, struct str identity, struct buf *memory);
/* What a proxy of ours (option proxies), which is our peer, tells of who is behind it: *remote
 * becomes that, *secured true where it came by TLS. Another peer's word counts for nothing. */
void allow_proxy(const struct server *s, const struct http_head *head, struct front *f,
                 const char *peer, char remote[64], bool *secured);
/* May the station log in by that user name, which is not its identity? */
bool allow_user(struct server *s, const struct station_info *info, struct front *f);
/* Is everything that was repaired on for the station? Else false, with the refusal. */
bool allow_repairs(struct server *s, const struct station_info *info, struct front *f);
