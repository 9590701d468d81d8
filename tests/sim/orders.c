/* SPDX-License-Identifier: Apache-2.0 */
/* The operator: commands through the server's own jobs, each of which must come to one end. */
#include <stdio.h>
#include <stdlib.h>

#include "apps/jobs.h"
#include "base/assert.h"
#include "fleet/say.h"
#include "sim/world.h"

/* Also with a full queue before it and a slow disk behind it. */
#define END_US (20 * US_PER_MIN)

/* The payload of one command in the words of a version, %s being a transaction; NULL: it has no
 * such command. */
static const struct {
    const char *name16, *payload16, *name2, *payload2;
} rows[] = {
    {"Reset", "{\"type\":\"Soft\"}", "Reset", "{\"type\":\"Immediate\"}"},
    {"RemoteStartTransaction", "{\"idTag\":\"TAG0007\"}", "RequestStartTransaction",
     "{\"idToken\":{\"idToken\":\"TAG0007\",\"type\":\"ISO14443\"},\"remoteStartId\":5}"},
    {"RemoteStopTransaction", "{\"transactionId\":%s}", "RequestStopTransaction",
     "{\"transactionId\":\"%s\"}"},
    {"TriggerMessage", "{\"requestedMessage\":\"Heartbeat\"}", "TriggerMessage",
     "{\"requestedMessage\":\"Heartbeat\"}"},
    {"ChangeAvailability", "{\"connectorId\":0,\"type\":\"Operative\"}", "ChangeAvailability",
     "{\"operationalStatus\":\"Operative\"}"},
    {"GetConfiguration", "{}", "GetVariables",
     "{\"getVariableData\":[{\"component\":{\"name\":\"OCPPCommCtrlr\"},\"variable\":{\"name\":"
     "\"HeartbeatInterval\"}}]}"},
    {"ClearCache", "{}", "ClearCache", "{}"},
    {"UnlockConnector", "{\"connectorId\":1}", "UnlockConnector",
     "{\"evseId\":1,\"connectorId\":1}"},
};

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
/* Write the payload of a row. */
static void compose(struct errand *o, const char *format, const char *transaction)
{
    snprintf(o->payload, sizeof o->payload, format, transaction);
}
#pragma GCC diagnostic pop

/* It is through: look at how, and forget the group. */
static void order_done(struct sim *s, void *ctx, uint64_t arg)
{
    struct errand *o = ctx;
    char space[4096];
    struct arena arena = arena_over(space, sizeof space);
    (void)arg;
    jobs_finish(o->group, &arena);
    o->group = NULL;
    if (o->epoch != s->house.epoch || s->house.ghost)
        return;
    if (o->job.e == ERR_OK &&
        (o->job.state == command_state_QUEUED || o->job.state == command_state_SENT))
        sim_fail(s, "commands end once", "order %llu came back before it had ended",
                 (unsigned long long)o->number);
}

/* In the server: the jobs of the group are through. */
static void finished(void *ctx)
{
    struct errand *o = ctx;
    if (++o->finished > 1)
        sim_fail(o->sim, "commands end once", "order %llu came back %d times",
                 (unsigned long long)o->number, o->finished);
    else
        agenda_put(&o->sim->agenda, o->sim->now_us, order_done, o, 0);
}

/* It should have ended by now. */
static void order_late(struct sim *s, void *ctx, uint64_t arg)
{
    const struct errand *o = ctx;
    (void)arg;
    if (o->finished == 0)
        sim_fail(s, "commands end once", "order %llu to %s has no end after %lld s",
                 (unsigned long long)o->number, o->station, (long long)(END_US / US_PER_S));
}

void orders_send(struct sim *s)
{
    struct house *h = &s->house;
    struct site *site = &s->sites[random_below(&s->random, s->n_sites)];
    size_t row = (size_t)random_below(&s->random, sizeof rows / sizeof *rows);
    enum ocpp_version version = site->charger.o.version;
    bool old = version == OCPP_16;
    const struct charger_evse *e = &site->charger.evses[0];
    char transaction[40];
    if (!h->server || h->ghost || h->draining)
        return;
    struct errand *o = calloc(1, sizeof *o);
    ASSERT(o);
    say_transaction(&site->charger, e->session, transaction);
    compose(o, old ? rows[row].payload16 : rows[row].payload2, transaction);
    str_copy(o->station, sizeof o->station, str_of(site->charger.identity));
    o->sim = s;
    o->number = ++s->n_orders;
    o->epoch = h->epoch;
    o->job = (struct job){.kind = JOB_COMMAND,
                          .station = str_of(o->station),
                          .action_name = str_of(old ? rows[row].name16 : rows[row].name2),
                          .payload = str_of(o->payload)};
    o->job.action = ocpp_action_find(version, o->job.action_name);
    o->next = s->orders;
    s->orders = o;
    agenda_put(&s->agenda, s->now_us + END_US, order_late, o, 0);
    o->group = jobs_start(h->server, &o->job, 1, finished, o);
}

size_t orders_open(const struct sim *s)
{
    size_t n = 0;
    for (const struct errand *o = s->orders; o; o = o->next)
        n += o->finished == 0;
    return n;
}

void orders_free(struct sim *s)
{
    char space[4096];
    while (s->orders) {
        struct errand *o = s->orders;
        struct arena arena = arena_over(space, sizeof space);
        s->orders = o->next;
        if (o->group)
            jobs_finish(o->group, &arena);
        free(o);
    }
}
