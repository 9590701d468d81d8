/* SPDX-License-Identifier: Apache-2.0 */
/* Placing the orders that ask once more, and taking them back. */
#include "csms/nudge.h"

#include <stdio.h>

#include "csms/work.h"
#include "event/quirk.h"

#define BOOT_AFTER_US (30 * US_PER_S)
#define BOOT_LIFE_US (10 * US_PER_MIN)

bool nudge_is_boot(const struct order *o)
{
    return str_is(str_of(o->key), NUDGE_BOOT);
}

bool nudge_is_start(const struct order *o)
{
    return str_starts(str_of(o->key), STR(NUDGE_START));
}

/* Take back what waits under a key. */
static void take_back(struct work *w, struct str key, struct str reason)
{
    for (unsigned i = 0; i < w->s->n_orders;) {
        const struct order *o = &w->s->orders[i];
        bool waits = o->state == order_state_SCHEDULED || o->state == order_state_QUEUED;
        if (!waits || !str_is(key, o->key)) {
            i++;
            continue;
        }
        struct ev_order_moved *m = &work_event(w, EVENT_order_moved)->u.order_moved;
        m->order_id = work_text(w, str_of(o->order_id));
        m->state = order_state_CANCELLED;
        m->reason = reason;
        work_apply(w);
    }
}

/* Does an order of that key exist? */
static bool is_there(const struct station *s, const char *key)
{
    for (unsigned i = 0; i < s->n_orders; i++)
        if (str_is(str_of(s->orders[i].key), key))
            return true;
    return false;
}

/* A station that has never booted says something else (a Heartbeat leaves no trace): after half a
 * minute it is asked to boot, once a connection. */
static void ask_for_boot(struct work *w)
{
    int64_t since_us = w->s->info.connection_at_us;
    if (!w->s->info.connected || w->now_us < since_us || w->now_us - since_us >= BOOT_AFTER_US ||
        w->in->off >> QUIRK_NO_BOOT & 1 || is_there(w->s, NUDGE_BOOT))
        return;
    work_order(
        w, &(struct ev_order_placed){.action = STR("TriggerMessage"),
                                     .payload = STR("{\"requestedMessage\":\"BootNotification\"}"),
                                     .not_before_us = since_us + BOOT_AFTER_US,
                                     .expires_at_us = since_us + BOOT_AFTER_US + BOOT_LIFE_US,
                                     .key = STR(NUDGE_BOOT),
                                     .origin = order_origin_CORE});
}

/* A session began: the start that was asked for need not be asked for again. */
static void take_back_start(struct work *w, int64_t evse_id)
{
    char key[48];
    snprintf(key, sizeof key, NUDGE_START "%lld", (long long)evse_id);
    take_back(w, str_of(key), STR("the session has begun"));
    take_back(w, STR(NUDGE_START "0"), STR("the session has begun"));
}

void nudge_message(struct work *w)
{
    unsigned n = w->out->n_events;
    if (w->in->kind == INPUT_BOOT)
        take_back(w, STR(NUDGE_BOOT), STR("it has booted"));
    else if (w->s->info.boot == boot_NONE && w->in->kind != INPUT_HEARTBEAT)
        ask_for_boot(w);
    for (unsigned i = 0; i < n && w->s->n_orders > 0; i++)
        if (w->out->events[i].kind == EVENT_session_started)
            take_back_start(w, w->out->events[i].u.session_started.evse_id);
}

void nudge_due(struct work *w, const struct order *o)
{
    const struct repair_row *row = repair_row(REPAIR_NO_START);
    struct str action = work_text(w, str_of(o->action));
    if (!nudge_is_start(o))
        return;
    struct ev_finding *f = &work_event(w, EVENT_finding)->u.finding;
    f->rule = str_of(row->rule);
    f->action = action;
    f->text = str_of(row->text);
    work_apply(w);
}
