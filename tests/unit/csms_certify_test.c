/* SPDX-License-Identifier: Apache-2.0 */
/* Requests for certificates on their way: policy, operator, CA, station; and that a station made of
 * the events alone is the same at each step (trace_feed checks it). */
#include "csms_trace.h"

#include "csms/certify.h"

#define SECOND US_PER_S

/* The trace of a station whose requests are approved at once, or by hand. */
static struct trace *begin(bool by_hand)
{
    struct trace *t = trace_begin("CP1");
    t->world.policy.csr_by_hand = by_hand;
    t->silent = true;
    return t;
}

/* A request of that type comes; a rule means that it is refused. */
static void ask(struct trace *t, const char *type, const char *rule)
{
    struct input in = {.kind = INPUT_CSR, .protocol = protocol_OCPP21};
    in.u.csr.moved = (struct ev_csr_moved){.type = str_of(type),
                                           .request_id = 8,
                                           .name = STR("CP1"),
                                           .csr = STR("PEM"),
                                           .rule = str_of(rule)};
    trace_feed(t, T0, &in);
}

/* A word of the operator, the CA or the station. */
static void word(struct trace *t, enum input_kind kind, const char *id, enum csr_state state,
                 const char *type)
{
    struct input in = {.kind = kind, .protocol = protocol_OCPP21};
    in.u.csr.moved = (struct ev_csr_moved){.csr_id = str_of(id),
                                           .state = (int64_t)state,
                                           .type = str_of(type),
                                           .request_id = 8,
                                           .serial = STR("4A"),
                                           .csr = STR("PEM")};
    in.u.csr.chain = STR("CHAIN");
    in.u.csr.offer = STR("{\"certificateChain\":\"CHAIN\"}");
    trace_feed(t, T0 + SECOND, &in);
}

/* The last request's move that the step made; NULL where it made none. */
static const struct ev_csr_moved *last_move(const struct trace *t)
{
    for (unsigned i = t->step.n_events; i > 0; i--)
        if (t->step.events[i - 1].kind == EVENT_csr_moved)
            return &t->step.events[i - 1].u.csr_moved;
    return NULL;
}

/* The order that the step placed; NULL where there is none. */
static const struct ev_order_placed *order(const struct trace *t)
{
    for (unsigned i = 0; i < t->step.n_events; i++)
        if (t->step.events[i].kind == EVENT_order_placed)
            return &t->step.events[i].u.order_placed;
    return NULL;
}

TEST(a_request_is_signed_and_offered_by_an_order)
{
    char id[17];
    struct trace *t = begin(false);
    certify_name(&t->live.info, 1, id);
    ask(t, "V2GCertificate", "");
    CHECK(t->step.answer.csr_accepted);
    CHECK_STR(t->step.answer.sign, id);
    CHECK_INT(last_move(t)->state, csr_state_APPROVED);
    word(t, INPUT_CSR_SIGNED, id, csr_state_OFFERED, "");
    CHECK_INT(last_move(t)->state, csr_state_OFFERED);
    CHECK_STR(order(t)->payload, "{\"certificateChain\":\"CHAIN\",\"certificateType\":"
                                 "\"V2GCertificate\",\"requestId\":7}");
    word(t, INPUT_CSR_SIGNED, id, csr_state_OFFERED, "");
    CHECK(!last_move(t)); /* it is not signed twice */
    word(t, INPUT_CSR_OFFERED, "", csr_state_INSTALLED, "V2GCertificate");
    CHECK_INT(last_move(t)->state, csr_state_INSTALLED);
    CHECK_INT(t->live.info.csr[4], 0);
}

TEST(a_refused_request_is_a_finding_and_leaves_the_one_before)
{
    char id[17];
    struct trace *t = begin(true);
    certify_name(&t->live.info, 1, id);
    ask(t, "", "");
    CHECK_INT(last_move(t)->state, csr_state_WAITING);
    ask(t, "", "CSR_FOREIGN_IDENTITY");
    CHECK(!t->step.answer.csr_accepted);
    CHECK_INT(last_move(t)->state, csr_state_REFUSED);
    CHECK_INT(t->step.events[t->step.n_events - 1].kind, EVENT_finding);
    word(t, INPUT_CSR_JUDGED, id, csr_state_APPROVED, "");
    CHECK_STR(t->step.answer.sign, id);
    word(t, INPUT_CSR_JUDGED, id, csr_state_APPROVED, "");
    CHECK(t->step.answer.why_not.n > 0); /* it waits no more */
}

TEST(a_newer_request_replaces_the_older_of_its_use)
{
    char first[17], other[17];
    struct trace *t = begin(true);
    certify_name(&t->live.info, 1, first);
    certify_name(&t->live.info, 2, other);
    ask(t, "", "");
    ask(t, "V2GCertificate", "");
    ask(t, "", "");
    CHECK_INT(certify_find(&t->live.info, str_of(first)), CERTIFY_USES);
    CHECK_INT(certify_find(&t->live.info, str_of(other)), 2);
    word(t, INPUT_CSR_JUDGED, first, csr_state_APPROVED, "");
    CHECK(t->step.answer.why_not.n > 0);
    word(t, INPUT_CSR_JUDGED, other, csr_state_DENIED, "");
    CHECK_INT(last_move(t)->state, csr_state_DENIED);
    CHECK_INT(t->live.info.csr[4], 0);
}

TEST(what_the_station_does_not_take_is_offered_three_times)
{
    char id[17];
    struct trace *t = begin(false);
    certify_name(&t->live.info, 1, id);
    ask(t, "", "");
    word(t, INPUT_CSR_SIGNED, id, csr_state_OFFERED, "");
    word(t, INPUT_CSR_OFFERED, "", csr_state_REJECTED, "");
    CHECK_INT(last_move(t)->offers, 2);
    CHECK(order(t)->not_before_us > T0 + 30 * SECOND);
    word(t, INPUT_CSR_OFFERED, "", csr_state_REJECTED, "");
    CHECK_INT(last_move(t)->offers, 3);
    word(t, INPUT_CSR_OFFERED, "", csr_state_REJECTED, "");
    CHECK_INT(last_move(t)->state, csr_state_REJECTED);
    CHECK(!order(t));
    word(t, INPUT_CSR_OFFERED, "", csr_state_INSTALLED, "");
    CHECK(!last_move(t)); /* one that the operator sent by hand */
}

TEST(a_ca_that_fails_ends_the_request)
{
    char id[17];
    struct trace *t = begin(false);
    certify_name(&t->live.info, 1, id);
    ask(t, "", "");
    word(t, INPUT_CSR_SIGNED, id, csr_state_FAILED, "");
    CHECK_INT(last_move(t)->state, csr_state_FAILED);
    CHECK(!order(t));
}

int main(void)
{
    return check_main();
}
