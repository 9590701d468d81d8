/* SPDX-License-Identifier: Apache-2.0 */
/* The order book as state: what its events make of it, and what it says about what comes next. Who
 * decides is order_step.c. */
#include "csms/order.h"

#include "csms/nudge.h"

#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "base/hash.h"
#include "base/time.h"

enum { ORDERS, REQUESTS, BOOTED_ON }; /* in info.counted */

#define REQUEST_MAX INT64_C(1073741823) /* ours; what an operator counts beyond is left to him */

static const struct rule {
    const char *action;
    bool once, booted;
} rules[] = {
#define AGAIN false
#define ONCE true
#define PENDING false
#define BOOTED true
#define ORDER_RULE(action, again, pending) {#action, again, pending},
#include "csms/tbl/order_rules.h"
#undef ORDER_RULE
};

/* The row of an action; NULL where it is as usual. */
static const struct rule *rule_of(struct str action)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (str_is(action, rules[i].action))
            return &rules[i];
    return NULL;
}

bool order_again(struct str action)
{
    const struct rule *r = rule_of(action);
    return !r || !r->once;
}

bool order_while_pending(struct str action)
{
    const struct rule *r = rule_of(action);
    return !r || !r->booted;
}

void order_name(const struct station *s, char out[17])
{
    char both[17 + 32];
    hash_name(str_of(s->info.identity), both);
    int n_tail = snprintf(both + 17, sizeof both - 17, "order %llu",
                          (unsigned long long)s->info.counted[ORDERS]);
    hash_name(str_make(both, 17 + (size_t)n_tail), out);
}

bool order_is_end(int64_t state)
{
    return state > order_state_ANSWERED;
}

struct order *order_find(struct station *s, struct str order_id)
{
    for (unsigned i = 0; i < s->n_orders; i++)
        if (str_is(order_id, s->orders[i].order_id))
            return &s->orders[i];
    return NULL;
}

struct str order_payload(const struct station *s, const struct order *o)
{
    size_t at = 0;
    for (const struct order *x = s->orders; x < o; x++)
        at += (size_t)x->payload_n;
    return str_make(s->texts + at, (size_t)o->payload_n);
}

int64_t order_request(const struct station *s)
{
    int64_t id = (int64_t)s->info.counted[REQUESTS];
    bool taken = true;
    while (taken) {
        id = id >= REQUEST_MAX ? 1 : id + 1;
        taken = false;
        for (unsigned i = 0; i < s->n_orders; i++)
            taken |= s->orders[i].request_id == id;
    }
    return id;
}

/* -- what comes next -- */

/* May the station be sent something? */
static bool can_take(const struct station *s, int64_t now_us)
{
    const struct station_info *info = &s->info;
    if (!info->connected || info->boot == boot_REJECTED)
        return false;
    return (int64_t)info->counted[BOOTED_ON] == info->generation ||
           now_us - info->connection_at_us >= ORDER_SETTLE_US;
}

/* Is it waiting to be sent? */
static bool waits(const struct order *o)
{
    return o->state == order_state_SCHEDULED || o->state == order_state_QUEUED;
}

/* Does the boot of the station let an order go? Without any only one that asks for it. */
static bool may_go(const struct station *s, const struct order *o)
{
    if (s->info.boot == boot_NONE)
        return nudge_is_boot(o);
    return s->info.boot == boot_ACCEPTED || order_while_pending(str_of(o->action));
}

const struct order *order_due(const struct station *s, int64_t now_us)
{
    const struct order *first = NULL;
    if (s->n_orders == 0 || !can_take(s, now_us))
        return NULL;
    for (unsigned i = 0; i < s->n_orders; i++) {
        const struct order *o = &s->orders[i];
        if (o->state == order_state_SENT)
            return NULL;
        if (!first && o->state == order_state_QUEUED && o->expires_at_us > now_us && may_go(s, o))
            first = o;
    }
    return first;
}

/* The earlier of two times, where 0 is never. */
static int64_t earlier(int64_t a, int64_t b)
{
    return a == 0 || (b != 0 && b < a) ? b : a;
}

int64_t order_wake(const struct station *s, int64_t now_us)
{
    int64_t wake = 0;
    bool queued = false;
    for (unsigned i = 0; i < s->n_orders; i++) {
        const struct order *o = &s->orders[i];
        queued |= o->state == order_state_QUEUED;
        if (waits(o))
            wake = earlier(wake, o->expires_at_us);
        if (o->state == order_state_SCHEDULED)
            wake = earlier(wake, o->not_before_us);
        if (o->state == order_state_ANSWERED)
            wake = earlier(wake, o->until_us);
    }
    if (queued && s->info.connected && s->info.connection_at_us + ORDER_SETTLE_US > now_us)
        wake = earlier(wake, s->info.connection_at_us + ORDER_SETTLE_US);
    return wake;
}

/* -- what events make of it -- */

/* A requestId is used: those that we make come behind it. */
static void count_request(struct station *s, int64_t request_id)
{
    if (request_id > (int64_t)s->info.counted[REQUESTS] && request_id <= REQUEST_MAX)
        s->info.counted[REQUESTS] = (uint64_t)request_id;
}

void order_apply_booted(struct station *s)
{
    s->info.counted[BOOTED_ON] = (uint64_t)s->info.generation;
}

void order_apply_placed(struct station *s, int64_t at_us, const struct event *e)
{
    const struct ev_order_placed *p = &e->u.order_placed;
    s->info.counted[ORDERS]++;
    count_request(s, p->request_id);
    if (s->n_orders == STATION_ORDERS_MAX || p->payload.n > STATION_TEXTS_MAX - s->n_texts)
        return; /* it is refused in the same breath */
    struct order *o = &s->orders[s->n_orders++];
    memset(o, 0, sizeof *o);
    str_copy(o->order_id, sizeof o->order_id, p->order_id);
    str_copy(o->action, sizeof o->action, p->action);
    str_copy(o->key, sizeof o->key, p->key);
    str_copy(o->batch_id, sizeof o->batch_id, p->batch_id);
    o->state = p->not_before_us > at_us ? order_state_SCHEDULED : order_state_QUEUED;
    o->request_id = p->request_id;
    o->placed_at_us = at_us;
    o->not_before_us = p->not_before_us;
    o->expires_at_us = p->expires_at_us;
    o->origin = p->origin;
    o->payload_n = (int64_t)p->payload.n;
    if (p->payload.n > 0)
        memcpy(s->texts + s->n_texts, p->payload.p, p->payload.n);
    s->n_texts += (unsigned)p->payload.n;
}

/* An order that is through leaves the book. */
static void leave(struct station *s, struct order *o)
{
    struct str text = order_payload(s, o);
    char *at = s->texts + (text.p - s->texts);
    size_t behind = s->n_texts - (size_t)(at - s->texts) - text.n;
    memmove(at, at + text.n, behind);
    s->n_texts -= (unsigned)text.n;
    memmove(o, o + 1, (size_t)(&s->orders[s->n_orders] - (o + 1)) * sizeof *o);
    s->n_orders--;
}

void order_apply_moved(struct station *s, int64_t at_us, const struct event *e)
{
    const struct ev_order_moved *m = &e->u.order_moved;
    struct order *o = order_find(s, m->order_id);
    (void)at_us;
    if (!o)
        return;
    if (order_is_end(m->state) || (m->state == order_state_ANSWERED && m->until_us == 0)) {
        leave(s, o);
        return;
    }
    o->state = m->state;
    o->until_us = m->until_us;
    if (m->state != order_state_SENT)
        return;
    o->tries++;
    o->generation = m->generation;
    o->request_id = m->request_id;
    count_request(s, m->request_id);
}

const char *order_broken(const struct station *s)
{
    uint64_t texts = 0;
    if (s->n_orders > STATION_ORDERS_MAX || s->n_texts > STATION_TEXTS_MAX)
        return "no more orders than there is room for";
    for (unsigned i = 0; i < s->n_orders; i++) {
        const struct order *o = &s->orders[i];
        if (o->state < order_state_SCHEDULED || o->state > order_state_ANSWERED)
            return "a station holds open orders only";
        if (o->payload_n < 0 || o->payload_n > STATION_TEXTS_MAX)
            return "a payload has a length";
        texts += (uint64_t)o->payload_n;
        for (unsigned k = 0; k < i; k++)
            if (memcmp(s->orders[k].order_id, o->order_id, sizeof o->order_id) == 0)
                return "an order is open once";
    }
    return texts == s->n_texts ? NULL : "the texts are those of the orders";
}
