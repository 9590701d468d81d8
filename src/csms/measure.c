/* SPDX-License-Identifier: Apache-2.0 */
/* MeterValues: given to the session they name, else to the open one of that EVSE whose time they
 * fit, else recorded as values of the station (field lessons 3, 15 and 16). */
#include "base/time.h"
#include "csms/memory.h"
#include "csms/work.h"

#define BEFORE_START_US US_PER_MIN /* clocks of a meter and its station differ by less */

/* The open session of that EVSE, the latest begun before the newest reading. */
static struct session *fitting(struct work *w, int64_t evse_id, int64_t newest_us)
{
    struct session *found = NULL;
    for (unsigned i = 0; evse_id > 0 && i < w->s->n_sessions; i++) {
        struct session *x = &w->s->sessions[i];
        if (x->evse_id == evse_id && x->started_at_us - BEFORE_START_US <= newest_us &&
            (!found || x->started_at_us >= found->started_at_us))
            found = x;
    }
    return found;
}

/* Tell the session of that id. */
static void update(struct work *w, struct str session_id, struct str transaction_id, int64_t at_us)
{
    const struct in_meter *in = &w->in->u.meter;
    struct ev_session_updated *e = &work_event(w, EVENT_session_updated)->u.session_updated;
    e->session_id = session_id;
    e->transaction_id = transaction_id;
    e->happened_at_us = at_us;
    e->content = in->content;
    e->readings = in->readings;
    work_apply(w);
}

/* Record values that belong to no session. */
static void measured(struct work *w)
{
    struct ev_measured *e = &work_event(w, EVENT_measured)->u.measured;
    e->evse_id = w->in->u.meter.evse_id;
    e->readings = w->in->u.meter.readings;
    work_apply(w);
}

void measure_step(struct work *w)
{
    const struct in_meter *in = &w->in->u.meter;
    int64_t oldest_us, newest_us, number = 0;
    struct str id = {0};
    work_reading_times(w, in->readings, &oldest_us, &newest_us);
    if (str_int(in->transaction_id, &number))
        id = work_session_id(w, work_number(w, number));
    const struct session *open = station_session(w->s, id);
    if (!open && id.n > 0 && memory_number_given(&w->s->info, number)) {
        update(w, id, in->transaction_id, newest_us); /* late: only the view has it */
        return;
    }
    if (!open)
        open = fitting(w, in->evse_id, newest_us);
    if (!open)
        measured(w);
    else if (session_has(open, in->content))
        work_repeated(w, work_text(w, str_of(open->session_id)), "MeterValues", in->content);
    else
        update(w, work_text(w, str_of(open->session_id)),
               work_text(w, str_of(open->transaction_id)), newest_us);
}
