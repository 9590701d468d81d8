/* SPDX-License-Identifier: Apache-2.0 */
/* Registration and connections of a station (diagram: station_apply.c). */
#include "csms/order.h"
#include "csms/work.h"

void connection_register(struct work *w)
{
    struct event *e = work_event(w, EVENT_station_registered);
    e->u.station_registered = w->in->u.registered;
    if (e->u.station_registered.standing == standing_UNKNOWN)
        e->u.station_registered.standing = standing_REGISTERED;
    work_apply(w);
}

void connection_remove(struct work *w)
{
    work_event(w, EVENT_station_removed)->u.station_removed = w->in->u.removed;
    work_apply(w);
    order_cancel_all(w, STR("the station's registration was withdrawn"));
    w->out->answer.close = true;
    w->out->answer.close_reason = STR("the station's registration was withdrawn");
}

void connection_open(struct work *w)
{
    if (w->s->info.standing == standing_UNKNOWN) { /* into the inventory, apart */
        work_event(w, EVENT_station_registered)->u.station_registered.standing =
            standing_QUARANTINED;
        work_apply(w);
    }
    struct event *e = work_event(w, EVENT_connection_opened);
    e->u.connection_opened = w->in->u.opened;
    e->u.connection_opened.generation = w->s->info.generation + 1;
    work_apply(w);
}

void connection_close(struct work *w)
{
    work_event(w, EVENT_connection_closed)->u.connection_closed = w->in->u.closed;
    work_apply(w);
    order_cut(w, w->in->u.closed.generation);
}
