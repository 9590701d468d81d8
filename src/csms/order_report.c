/* SPDX-License-Identifier: Apache-2.0 */
/* Reports: which message of the station ends which order. A report is tied by its requestId; where
 * it has none (1.6, and what a station says without one), by the newest order that awaits such a
 * message. */
#include "csms/order.h"

#include <stdio.h>

#include "csms/work.h"

static const struct rule {
    const char *order, *report;
    bool slow;
} rules[] = {
#define QUICK false
#define SLOW true
#define REPORT_RULE(order, report, pace) {#order, #report, pace},
#include "csms/tbl/report_rules.h"
#undef REPORT_RULE
};

static const struct end {
    const char *word;
    bool good;
} ends[] = {
#define REPORT_END(word, good) {#word, good},
#include "csms/tbl/report_ends.h"
#undef REPORT_END
};

/* The row of an order's action; NULL where it has no report. */
static const struct rule *rule_of(struct str action)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (str_is(action, rules[i].order))
            return &rules[i];
    return NULL;
}

/* Is it the action of a message that is asked for by TriggerMessage? */
static bool is_trigger(struct str action)
{
    return str_is(action, "TriggerMessage") || str_is(action, "ExtendedTriggerMessage");
}

int64_t order_report_us(const struct policy *p, struct str action)
{
    const struct rule *r = rule_of(action);
    if (!r && !is_trigger(action))
        return 0;
    int64_t s = r && r->slow ? p->update_timeout_s : p->report_timeout_s;
    return (s > 0 ? s : 600) * US_PER_S;
}

/* Does this order await that message? */
static bool awaits(const struct station *s, const struct order *o, struct str action)
{
    char word[64];
    if (o->state != order_state_ANSWERED && o->state != order_state_SENT)
        return false;
    const struct rule *r = rule_of(str_of(o->action));
    if (r)
        return str_is(action, r->report);
    if (!is_trigger(str_of(o->action)))
        return false;
    int n = snprintf(word, sizeof word, "\"%.*s\"", STR_ARG(action));
    struct str payload = order_payload(s, o);
    return str_has(payload, str_make(word, (size_t)n)) ||
           (str_is(action, "SignCertificate") && str_has(payload, STR("\"Sign")));
}

/* The order that a message belongs to, or NULL. */
static const struct order *find(const struct work *w, struct str action)
{
    const struct in_report *r = &w->in->report;
    for (unsigned i = w->s->n_orders; i-- > 0;) {
        const struct order *o = &w->s->orders[i];
        if (awaits(w->s, o, action) && (is_trigger(str_of(o->action)) || !r->has_id ||
                                        o->request_id == 0 || o->request_id == r->request_id))
            return o;
    }
    return NULL;
}

/* The row of a status that says that it is over, or NULL. */
static const struct end *end_of(struct str status)
{
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (str_is(status, ends[i].word))
            return &ends[i];
    return NULL;
}

/* An order came to its end by a report. */
static void reported(struct work *w, const struct order *o, bool good, struct str status)
{
    struct str id = work_text(w, str_of(o->order_id));
    struct ev_order_moved *m = &work_event(w, EVENT_order_moved)->u.order_moved;
    m->order_id = id;
    m->state = good ? order_state_REPORTED : order_state_FAILED;
    m->reason = status;
    work_apply(w);
}

/* The last part of a report that nobody asked for, or whose order is through. */
static void unknown(struct work *w, struct str action)
{
    const struct in_report *r = &w->in->report;
    if (!r->has_id || r->known || !r->last || r->request_id == 0)
        return;
    if (r->status.n > 0 && !end_of(r->status))
        return;
    struct ev_finding *f = &work_event(w, EVENT_finding)->u.finding;
    f->rule = STR("UNKNOWN_REQUEST_ID");
    f->action = action;
    f->path = STR("requestId");
    f->text = work_number(w, r->request_id);
    work_apply(w);
}

void order_report(struct work *w, struct str action)
{
    const struct in_report *r = &w->in->report;
    const struct order *o = w->s->n_orders > 0 ? find(w, action) : NULL;
    if (!o) {
        unknown(w, action);
        return;
    }
    const struct end *end = r->status.n > 0 ? end_of(r->status) : NULL;
    if (is_trigger(str_of(o->action)))
        reported(w, o, true, (struct str){0});
    else if (end)
        reported(w, o, end->good, r->status);
    else if (r->status.n == 0 && r->last)
        reported(w, o, true, (struct str){0});
}
