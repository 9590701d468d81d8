/* SPDX-License-Identifier: Apache-2.0 */
/* One event: a kind and its struct, all from event/tbl/events.h. */
#pragma once

#include "event/enums.h"

#include "event/rows_struct.h"
#define EVENT_BEGIN(name, number, doc) struct ev_##name {
#define EVENT_END(name)                                                                            \
    }                                                                                              \
    ;
#include "event/tbl/events.h"
#undef EVENT_BEGIN
#undef EVENT_END
#include "event/rows_end.h"

enum event_kind {
    EVENT_NONE = 0,
#define EVENT_BEGIN(name, number, doc) EVENT_##name = number,
#define EVENT_END(name)
#include "event/rows_none.h"
#include "event/tbl/events.h"
#undef EVENT_BEGIN
#undef EVENT_END
#include "event/rows_end.h"
    EVENT_KIND_MAX = 63
};

struct event {
    enum event_kind kind;
    union {
#define EVENT_BEGIN(name, number, doc) struct ev_##name name;
#define EVENT_END(name)
#include "event/rows_none.h"
#include "event/tbl/events.h"
#undef EVENT_BEGIN
#undef EVENT_END
#include "event/rows_end.h"
    } u;
};

/* The rows of a kind, or NULL for a kind that no row knows. */
const struct record_type *event_type(enum event_kind kind);
/* Append the packed form of e's struct (not its kind). */
void event_pack(const struct event *e, struct buf *out);
/* Read one; spans point into `in`. False where it is damaged or of no known kind. */
bool event_unpack(enum event_kind kind, struct str in, struct event *out);
/* Write the event as {"event":"name", fields...}. */
void event_json(const struct event *e, struct json_writer *w);
/* The session_id of a session event, else the empty span. */
struct str event_session(const struct event *e);
