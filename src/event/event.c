/* SPDX-License-Identifier: Apache-2.0 */
/* The descriptors of every event, from event/tbl/events.h, and what is done with an event by its
 * kind. */
#include "event/event.h"

#include "base/assert.h"

#include <string.h>

/* Two rows of an event with one tag, or a tag out of range, do not compile. */
#include "event/rows_tags.h"
#define EVENT_BEGIN(name, number, doc) struct tags_##name {
#define EVENT_END(name)                                                                            \
    }                                                                                              \
    ;
#include "event/tbl/events.h"
#undef EVENT_BEGIN
#undef EVENT_END
#include "event/rows_end.h"

/* Fields of each event. */
#include "event/rows_field.h"
#define EVENT_BEGIN(name, number, doc) static const struct record_field fields_##name[] = {
#define EVENT_END(name)                                                                            \
    }                                                                                              \
    ;
#include "event/tbl/events.h"
#undef EVENT_BEGIN
#undef EVENT_END
#include "event/rows_end.h"

/* The events by number; the gaps are zero, and a number given twice does not compile. */
#define EVENT_BEGIN(event, number, text)                                                           \
    [number] = {.name = #event,                                                                    \
                .doc = text,                                                                       \
                .fields = fields_##event,                                                          \
                .n_fields = sizeof fields_##event / sizeof *fields_##event,                        \
                .size = sizeof(struct ev_##event)},
#define EVENT_END(name)
static const struct record_type types[EVENT_KIND_MAX + 1] = {
#include "event/rows_none.h"
#include "event/tbl/events.h"
#include "event/rows_end.h"
};
#undef EVENT_BEGIN
#undef EVENT_END

const struct record_type *event_type(enum event_kind kind)
{
    unsigned i = (unsigned)kind;
    return i <= EVENT_KIND_MAX && types[i].name ? &types[i] : NULL;
}

void event_pack(const struct event *e, struct buf *out)
{
    const struct record_type *t = event_type(e->kind);
    ASSERT(t);
    record_pack(t, &e->u, out);
}

bool event_unpack(enum event_kind kind, struct str in, struct event *out)
{
    const struct record_type *t = event_type(kind);
    if (!t)
        return false;
    out->kind = kind;
    memset(&out->u, 0, t->size);
    return record_unpack(t, in, &out->u);
}

void event_json(const struct event *e, struct json_writer *w)
{
    const struct record_type *t = event_type(e->kind);
    ASSERT(t);
    json_object(w);
    json_pair(w, "event", str_of(t->name));
    record_json_fields(t, &e->u, w);
    json_object_end(w);
}

struct str event_session(const struct event *e)
{
    if (e->kind == EVENT_session_started)
        return e->u.session_started.session_id;
    if (e->kind == EVENT_session_updated)
        return e->u.session_updated.session_id;
    if (e->kind == EVENT_session_ended)
        return e->u.session_ended.session_id;
    if (e->kind == EVENT_session_repeated)
        return e->u.session_repeated.session_id;
    return (struct str){0};
}
