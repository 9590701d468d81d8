/* SPDX-License-Identifier: Apache-2.0 */
/* Requests for certificates: what the step makes of the words of station, operator and CA.
 *
 *     asked --> REFUSED (by policy)
 *       `-----> WAITING --operator--> APPROVED, DENIED
 *       `-----> APPROVED --CA--> OFFERED, FAILED
 *               OFFERED --station--> INSTALLED; OFFERED again, later; at last REJECTED
 *     a newer request for the same use: REPLACED. A station has one under way for each use. */
#include "csms/certify.h"

#include "csms/session.h"
#include "csms/work.h"
#include "wire/json.h"

#define OFFERS_MAX 3
#define OFFER_AGAIN_US (60 * INT64_C(1000000)) /* doubled each time */

static const char *const uses[CERTIFY_USES] = {"", "ChargingStationCertificate", "V2GCertificate",
                                               "V2G20Certificate"};

unsigned certify_use(struct str type)
{
    unsigned use = CERTIFY_USES - 1;
    while (use > 0 && !str_is(type, uses[use]))
        use--;
    return use;
}

struct certify certify_of(const struct station_info *info, unsigned use)
{
    uint64_t word = info->csr[2 * use + 1];
    return (struct certify){info->csr[2 * use], (enum csr_state)(word & 0xff),
                            (int64_t)(word >> 8 & 0xff)};
}

void certify_name(const struct station_info *info, uint64_t number, char out[17])
{
    char text[32];
    struct buf b = buf_over(text, sizeof text);
    buf_putz(&b, "csr ");
    buf_int(&b, (int64_t)number);
    session_name(str_of(info->identity), buf_str(&b), out);
}

unsigned certify_find(const struct station_info *info, struct str csr_id)
{
    char name[17];
    for (unsigned use = 0; use < CERTIFY_USES; use++) {
        if (info->csr[2 * use] == 0)
            continue;
        certify_name(info, info->csr[2 * use], name);
        if (str_is(csr_id, name))
            return use;
    }
    return CERTIFY_USES;
}

/* Is it under way in this state? */
static bool under_way(int64_t state)
{
    return state == csr_state_WAITING || state == csr_state_APPROVED || state == csr_state_OFFERED;
}

void certify_apply(struct station_info *info, const struct ev_csr_moved *m)
{
    char next[17];
    unsigned use = certify_find(info, m->csr_id);
    certify_name(info, (uint64_t)info->csrs + 1, next);
    if (use == CERTIFY_USES && str_is(m->csr_id, next)) {
        info->csrs++;
        use = under_way(m->state) ? certify_use(m->type) : CERTIFY_USES;
        if (use < CERTIFY_USES)
            info->csr[2 * use] = (uint64_t)info->csrs;
    }
    if (use == CERTIFY_USES)
        return;
    if (!under_way(m->state))
        info->csr[2 * use] = 0;
    info->csr[2 * use + 1] =
        under_way(m->state) ? (uint64_t)m->state | (uint64_t)(m->offers & 0xff) << 8 : 0;
}

/* Record a move. */
static void move(struct work *w, const struct ev_csr_moved *m, enum csr_state state)
{
    struct ev_csr_moved *e = &work_event(w, EVENT_csr_moved)->u.csr_moved;
    *e = *m;
    e->state = (int64_t)state;
    work_apply(w);
}

/* The id of a number as a text in the arena. */
static struct str id_of(struct work *w, uint64_t number)
{
    char name[17];
    certify_name(&w->s->info, number, name);
    return work_text(w, str_of(name));
}

/* A newer request takes the place of the one that is under way. */
static void replace(struct work *w, unsigned use)
{
    struct certify old = certify_of(&w->s->info, use);
    if (old.number == 0)
        return;
    struct ev_csr_moved m = {.csr_id = id_of(w, old.number),
                             .reason = STR("the station asked anew")};
    move(w, &m, csr_state_REPLACED);
}

void certify_asked(struct work *w)
{
    const struct in_csr *in = &w->in->u.csr;
    struct ev_csr_moved m = in->moved;
    struct ev_message_noted *note = &work_event(w, EVENT_message_noted)->u.message_noted;
    note->action = STR("SignCertificate");
    note->facts = in->facts;
    work_apply(w);
    bool refused = m.rule.n > 0;
    if (!refused)
        replace(w, certify_use(m.type));
    m.csr_id = id_of(w, (uint64_t)w->s->info.csrs + 1);
    enum csr_state state = refused                        ? csr_state_REFUSED
                           : w->world->policy.csr_by_hand ? csr_state_WAITING
                                                          : csr_state_APPROVED;
    move(w, &m, state);
    if (refused)
        work_find(w, in->moved.rule.p, STR("SignCertificate"), "csr", m.name);
    w->out->answer.csr_accepted = !refused;
    w->out->answer.why_not = m.rule;
    if (state == csr_state_APPROVED)
        w->out->answer.sign = m.csr_id;
}

void certify_judged(struct work *w)
{
    const struct ev_csr_moved *m = &w->in->u.csr.moved;
    unsigned use = certify_find(&w->s->info, m->csr_id);
    if (use == CERTIFY_USES || certify_of(&w->s->info, use).state != csr_state_WAITING) {
        w->out->answer.why_not = STR("no request of this id waits for a word");
        return;
    }
    move(w, m, (enum csr_state)m->state);
    if (m->state == csr_state_APPROVED)
        w->out->answer.sign = m->csr_id;
}

/* Have the station sent a certificate; false where there is no place for the order. */
static bool offer(struct work *w, struct str type, struct str payload, int64_t not_before_us)
{
    char key[64];
    struct buf b = buf_over(key, sizeof key);
    buf_putz(&b, "CertificateSigned ");
    buf_puts(&b, type);
    struct ev_order_placed order = {.action = STR("CertificateSigned"),
                                    .payload = payload,
                                    .not_before_us = not_before_us,
                                    .key = work_text(w, buf_str(&b)),
                                    .origin = order_origin_CORE};
    return work_order(w, &order) != order_state_REFUSED;
}

/* The payload of CertificateSigned, in the arena; empty where that is full. */
static struct str payload_of(struct work *w, const struct in_csr *in, struct str type)
{
    struct json_writer j;
    struct buf out = arena_tail(w->arena);
    out.cap = out.cap > STEP_ARENA_MIN / 2 ? out.cap - STEP_ARENA_MIN / 2 : 0;
    json_begin(&j, &out);
    json_object(&j);
    json_pair(&j, "certificateChain", in->chain);
    if (type.n > 0)
        json_pair(&j, "certificateType", type);
    if (in->moved.request_id > 0)
        json_pair_int(&j, "requestId", in->moved.request_id - 1);
    json_object_end(&j);
    return arena_keep(w->arena, &out);
}

void certify_signed(struct work *w)
{
    const struct in_csr *in = &w->in->u.csr;
    struct ev_csr_moved m = in->moved;
    unsigned use = certify_find(&w->s->info, m.csr_id);
    if (use == CERTIFY_USES || certify_of(&w->s->info, use).state != csr_state_APPROVED)
        return; /* it was replaced meanwhile */
    struct str payload = {0};
    if (m.state == csr_state_OFFERED) {
        payload = payload_of(w, in, str_of(uses[use]));
        m.offers = 1;
    }
    bool offered = payload.n > 0 && offer(w, str_of(uses[use]), payload, 0);
    if (m.state == csr_state_OFFERED && !offered)
        m.reason = STR("the certificate can't be sent: no place for the order");
    move(w, &m, offered ? csr_state_OFFERED : csr_state_FAILED);
}

void certify_offered(struct work *w)
{
    const struct in_csr *in = &w->in->u.csr;
    unsigned use = certify_use(in->moved.type);
    struct certify c = certify_of(&w->s->info, use);
    if (c.number == 0 || c.state != csr_state_OFFERED)
        return; /* sent by the operator */
    struct ev_csr_moved m = {.csr_id = id_of(w, c.number), .offers = c.offers};
    if (in->moved.state == csr_state_INSTALLED) {
        move(w, &m, csr_state_INSTALLED);
        return;
    }
    m.reason = in->moved.reason;
    int64_t at_us = w->now_us + (OFFER_AGAIN_US << (c.offers - 1));
    bool again = c.offers < OFFERS_MAX && offer(w, str_of(uses[use]), in->offer, at_us);
    m.offers += again;
    move(w, &m, again ? csr_state_OFFERED : csr_state_REJECTED);
    if (!again)
        work_find(w, "CERTIFICATE_REJECTED", STR("CertificateSigned"), "status", m.reason);
}
