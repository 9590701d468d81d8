/* SPDX-License-Identifier: Apache-2.0 */
/* What is decided about orders: placing, superseding, cancelling, what time and the end of a
 * connection do to them. Each decision is an event. */
#include "csms/order.h"

#include "base/assert.h"
#include "base/time.h"
#include "csms/work.h"

/* One step of an order; its text fields live as long as the event. */
static void moved(struct work *w, struct str order_id, enum order_state state, struct str reason)
{
    struct ev_order_moved *m = &work_event(w, EVENT_order_moved)->u.order_moved;
    m->order_id = work_text(w, order_id);
    m->state = state;
    m->reason = reason;
    work_apply(w);
}

/* Is it waiting to be sent? */
static bool waits(const struct order *o)
{
    return o->state == order_state_SCHEDULED || o->state == order_state_QUEUED;
}

/* Older ones of the same key that are not sent yet are not needed any more. */
static void supersede(struct work *w, struct str key)
{
    unsigned i = 0;
    while (key.n > 0 && i < w->s->n_orders) {
        const struct order *o = &w->s->orders[i];
        if (waits(o) && str_is(key, o->key))
            moved(w, str_of(o->order_id), order_state_SUPERSEDED, STR("a newer one of its key"));
        else
            i++;
    }
}

/* Why there is no place for it; empty where there is. */
static struct str refusal(const struct work *w, const struct ev_order_placed *p)
{
    const struct station *s = w->s;
    if (s->info.standing == standing_REMOVED)
        return STR("the station's registration was withdrawn");
    if (p->action.n == 0 || p->action.n >= sizeof s->orders->action)
        return STR("there is no action of this name");
    if (p->key.n >= sizeof s->orders->key)
        return STR("the key is longer than 64 bytes");
    if (p->expires_at_us <= w->now_us || p->expires_at_us <= p->not_before_us)
        return STR("it would expire before it could be sent");
    if (s->n_orders == STATION_ORDERS_MAX)
        return STR("too many orders wait for this station");
    if (p->payload.n > STATION_TEXTS_MAX - s->n_texts)
        return STR("the payloads that wait for this station are too long");
    return (struct str){0};
}

enum order_state work_order(struct work *w, const struct ev_order_placed *given)
{
    char id[17];
    order_name(w->s, id);
    supersede(w, given->key);
    struct ev_order_placed *p = &work_event(w, EVENT_order_placed)->u.order_placed;
    *p = *given;
    p->order_id = work_text(w, str_of(id));
    if (p->not_before_us != 0 && p->not_before_us <= w->now_us)
        p->not_before_us = 0;
    if (p->expires_at_us == 0)
        p->expires_at_us = (p->not_before_us ? p->not_before_us : w->now_us) + ORDER_LIFE_US;
    struct str why = refusal(w, p), order_id = p->order_id;
    enum order_state state = p->not_before_us ? order_state_SCHEDULED : order_state_QUEUED;
    if (why.n > 0)
        p->payload = (struct str){0}; /* no place is taken for it */
    work_apply(w);
    if (why.n > 0)
        moved(w, order_id, state = order_state_REFUSED, why);
    w->out->answer.order_id = order_id;
    w->out->answer.order_state = (int64_t)state;
    w->out->answer.order_reason = why;
    return state;
}

void order_step_place(struct work *w)
{
    work_order(w, &w->in->u.order);
}

void order_step_cancel(struct work *w)
{
    const struct in_cancel *c = &w->in->u.cancel;
    const struct order *o = order_find(w->s, c->order_id);
    w->out->answer.order_id = c->order_id;
    w->out->answer.order_state = o ? o->state : (int64_t)order_state_NONE;
    if (!o || o->state == order_state_SENT)
        return;
    moved(w, c->order_id, order_state_CANCELLED, c->reason);
    w->out->answer.order_state = order_state_CANCELLED;
}

/* What time makes of one order: true where it was moved. */
static bool lapse(struct work *w, const struct order *o)
{
    struct str id = str_of(o->order_id);
    if (waits(o) && o->expires_at_us <= w->now_us)
        moved(w, id, order_state_EXPIRED, STR("it could not be sent in time"));
    else if (o->state == order_state_SCHEDULED && o->not_before_us <= w->now_us) {
        nudge_due(w, o);
        moved(w, id, order_state_QUEUED, (struct str){0});
    } else if (o->state == order_state_ANSWERED && o->until_us <= w->now_us)
        moved(w, id, order_state_TIMED_OUT, STR("its report did not come to its end in time"));
    else
        return false;
    return true;
}

void order_step_time(struct work *w)
{
    for (unsigned i = 0; i < w->s->n_orders && w->out->n_events + 4 <= STEP_EVENTS_MAX;) {
        unsigned n = w->s->n_orders; /* what is left over is due again at once */
        lapse(w, &w->s->orders[i]);
        i += w->s->n_orders == n;
    }
}

void order_cut(struct work *w, int64_t generation)
{
    for (unsigned i = 0; i < w->s->n_orders;) {
        const struct order *o = &w->s->orders[i];
        unsigned n = w->s->n_orders;
        if (o->state == order_state_SENT && o->generation <= generation) {
            bool again = order_again(str_of(o->action)) && o->tries < ORDER_TRIES_MAX;
            moved(w, str_of(o->order_id), again ? order_state_QUEUED : order_state_FAILED,
                  STR("the connection ended before the answer"));
        }
        i += w->s->n_orders == n;
    }
}

void order_cancel_all(struct work *w, struct str reason)
{
    while (w->s->n_orders > 0)
        moved(w, str_of(w->s->orders[0].order_id), order_state_CANCELLED, reason);
}
