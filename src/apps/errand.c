/* SPDX-License-Identifier: Apache-2.0 */
/* Errands: a block that goes to the pool and comes back; it owns copies of all it needs. */
#include "apps/errand.h"

#include <stdlib.h>
#include <string.h>

#include "apps/conn.h"
#include "base/assert.h"
#include "os/clock.h"
#include "pki/request.h"

#define CHAIN_MAX 16384

struct errand {
    struct shard *shard;
    char identity[129];
    int64_t generation; /* of the connection that waits */
    /* Runs in the pool, then in the loop. */
    void (*work)(struct errand *e);
    void (*done)(struct errand *e, struct slot *slot, int64_t now_us);
    struct str text, pem, csr_id, type; /* of the message; copies */
    char serial[51];                    /* the station's, as registered */
    int64_t protocol, request_id;
    /* what was found out */
    struct request request;
    enum request_fault fault;
    struct cert_facts facts;
    struct buf chain;
    bool ok;
    char why[256];
    char bytes[];
};

/* In the pool. */
static void work(void *item)
{
    struct errand *e = item;
    (*e->work)(e);
}

/* Back in the loop. */
static void done(void *item)
{
    struct errand *e = item;
    struct shard *sh = e->shard;
    struct slot *slot = stations_find(&sh->stations, str_of(e->identity));
    sh->n_errands--;
    if (slot)
        (*e->done)(e, slot, clock_utc_us());
    free(e->chain.p);
    free(e);
}

/* Copy a text into the errand's own bytes. */
static struct str keep(struct errand *e, size_t *at, struct str text)
{
    char *to = e->bytes + *at;
    if (text.n > 0)
        memcpy(to, text.p, text.n);
    *at += text.n;
    return str_make(to, text.n);
}

/* An errand of a station, with room for so many bytes of texts. */
static struct errand *begin(struct shard *sh, const struct slot *slot, size_t bytes)
{
    struct errand *e = calloc(1, sizeof *e + bytes);
    ASSERT(e);
    e->shard = sh;
    str_copy(e->identity, sizeof e->identity, slot_identity(slot));
    str_copy(e->serial, sizeof e->serial, str_of(sh->station->info.expected_serial));
    e->protocol = sh->station->info.protocol;
    return e;
}

/* Off it goes. */
static void send(struct errand *e)
{
    e->shard->n_errands++;
    ASSERT(loop_work(e->shard->loop, work, done, e) == ERR_OK);
}

/* -- a request for a certificate -- */

/* Judge it: does it keep the rules, and is it the station's own? */
static void csr_work(struct errand *e)
{
    const struct options *o = e->shard->server->options;
    bool by_serial = str_is(STR("serial"), o->tls_identity), v2g = str_starts(e->type, STR("V2G"));
    struct str identity = str_of(e->identity), serial = str_of(e->serial);
    struct request_rules rules = {.name = by_serial && serial.n > 0 ? serial : identity,
                                  .other_name = v2g ? (by_serial ? identity : serial) : STR(""),
                                  .organization = str_of(e->shard->server->sign.organization)};
    e->fault = request_judge(e->pem, &rules, &e->request, NULL);
}

/* Take the message again. */
static void csr_done(struct errand *e, struct slot *slot, int64_t now_us)
{
    bool fine = e->fault == REQUEST_FINE;
    struct link_verdict v = {
        .rule = fine ? STR("") : str_of(request_fault_name(e->fault)),
        .reason = fine ? STR("") : str_of(request_fault_text(e->fault)),
        .name = str_of(e->request.name),
        .key = str_of(e->request.key),
    };
    if (conn_is(slot->conn, e->generation))
        conn_resume(slot->conn, e->text, &v, now_us);
}

void errand_find_out(struct shard *sh, struct slot *slot, int64_t generation, struct str text)
{
    const struct link_ask *ask = &sh->outcome->ask;
    size_t at = 0;
    struct errand *e = begin(sh, slot, text.n + ask->pem.n + ask->type.n);
    e->generation = generation;
    e->text = keep(e, &at, text);
    e->pem = keep(e, &at, ask->pem);
    e->type = keep(e, &at, ask->type);
    switch (ask->what) {
    case OUTSIDE_NONE:
    case OUTSIDE_CSR:
        e->work = csr_work;
        e->done = csr_done;
        break;
    }
    send(e);
}

/* -- signing -- */

/* What a certificate of that type is for; one without a type serves all uses where there are
 * several. */
static enum cert_use use_of(const struct errand *e)
{
    if (str_starts(e->type, STR("V2G")))
        return CERT_V2G;
    return e->type.n == 0 && e->protocol != protocol_OCPP16 ? CERT_COMBINED : CERT_STATION;
}

static void sign_work(struct errand *e)
{
    const struct server *s = e->shard->server;
    e->chain = buf_over(malloc(CHAIN_MAX), CHAIN_MAX);
    ASSERT(e->chain.p);
    e->ok = casign_certify(&s->sign, s->options, use_of(e), e->pem, &e->chain, &e->facts, e->why);
}

/* Tell the station's step. */
static void sign_done(struct errand *e, struct slot *slot, int64_t now_us)
{
    struct shard *sh = e->shard;
    char quoted[300];
    struct input in = {.kind = INPUT_CSR_SIGNED};
    in.u.csr.moved = (struct ev_csr_moved){.csr_id = e->csr_id,
                                           .state = e->ok ? csr_state_OFFERED : csr_state_FAILED,
                                           .request_id = e->request_id,
                                           .reason = e->ok ? STR("") : str_of(e->why),
                                           .serial = str_of(e->facts.serial),
                                           .expires_at_us = e->facts.to_us};
    in.u.csr.chain = buf_str(&e->chain);
    shard_begin(sh, slot);
    station_step(sh->station, &sh->server->world, now_us, &in, &sh->arena, &sh->outcome->step);
    shard_end(sh, slot, now_us, (struct str){0});
    if (e->ok)
        log_line(&sh->server->log, LOG_INFO, "certificate-signed", slot_identity(slot),
                 "serial=%s csr=%.*s", e->facts.serial, STR_ARG(e->csr_id));
    else
        log_line(&sh->server->log, LOG_ERROR, "certificate-not-signed", slot_identity(slot),
                 "csr=%.*s why=%s", STR_ARG(e->csr_id), log_quote(str_of(e->why), quoted));
}

void errand_sign(struct shard *sh, struct slot *slot)
{
    const struct step *step = &sh->outcome->step;
    const struct ev_csr_moved *m = NULL;
    for (unsigned i = 0; i < step->n_events; i++)
        if (step->events[i].kind == EVENT_csr_moved && step->events[i].u.csr_moved.csr.n > 0)
            m = &step->events[i].u.csr_moved;
    if (!m || !sh->server->sign.on)
        return;
    size_t at = 0;
    struct errand *e = begin(sh, slot, m->csr.n + m->csr_id.n + m->type.n);
    e->pem = keep(e, &at, m->csr);
    e->csr_id = keep(e, &at, m->csr_id);
    e->type = keep(e, &at, m->type);
    e->request_id = m->request_id;
    e->work = sign_work;
    e->done = sign_done;
    send(e);
}
