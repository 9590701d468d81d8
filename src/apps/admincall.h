/* SPDX-License-Identifier: Apache-2.0 */
/* One request on its way through the admin door: its jobs, if any, run in the shards and the
 * writer; its answer waits a moment for the views, so that who wrote can read it. */
#pragma once

#include "apps/adminclient.h"

/* A request is complete: call the door. The head and the body stay in place until the call ended.
 */
void admincall_begin(struct adminclient *c, const struct http_head *head, struct str body);
/* A request's body is larger than the door takes: answer it unread. */
void admincall_too_large(struct adminclient *c, const struct http_head *head);
/* Where its jobs are through and the views know of them (monotonic now_us), answer. True where it
 * was answered. */
bool admincall_go_on(struct admincall *k, int64_t now_us);
