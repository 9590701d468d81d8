/* SPDX-License-Identifier: Apache-2.0 */
/* The step as narrated traces: each test tells what a station sends and wants the events, the
 * sessions that come of them, and the answers. Lessons and quirks are numbered as in docs/csms.md.
 * Every input also proves recovery, packing and the view (csms_trace.h). */
#include "csms_trace.h"

#include "base/random.h"
#include "csms/memory.h"

static struct tokens *tokens;

/* A station that is registered, connected and booted, in a world with tokens T1 (accepted, group
 * G), T2 (blocked) and T3 (expired since T0). */
static struct trace *fresh(void)
{
    struct trace *t = trace_begin("CP1");
    static const struct ev_token_set rows[] = {
        {.id_token = STR_INIT("T1"),
         .status = token_status_ACCEPTED,
         .group_id = STR_INIT("G"),
         .expires_at_us = T0 + INT64_C(1000) * US_PER_HOUR},
        {.id_token = STR_INIT("T2"), .status = token_status_BLOCKED},
        {.id_token = STR_INIT("T3"), .status = token_status_ACCEPTED, .expires_at_us = T0}};
    if (!tokens) {
        tokens = tokens_open(8);
        for (size_t i = 0; i < 3; i++)
            CHECK(tokens_apply(tokens,
                               &(struct event){.kind = EVENT_token_set, .u.token_set = rows[i]}));
    }
    t->world.tokens = tokens;
    return t;
}

/* Feed an input given by its kind, version, member and rows. */
#define FEED(min, kind_, protocol_, member, ...)                                                   \
    trace_feed(                                                                                    \
        t, MIN(min),                                                                               \
        &(struct input){.kind = (kind_), .protocol = (protocol_), .u.member = {__VA_ARGS__}})
#define REGISTERED(min, ...) FEED(min, INPUT_REGISTER, 0, registered, __VA_ARGS__)
#define OPENED(min, p) FEED(min, INPUT_OPENED, p, opened, .protocol = (p))
#define CLOSED(min, g) FEED(min, INPUT_CLOSED, 0, closed, .generation = (g))
#define BOOT(min, ...) FEED(min, INPUT_BOOT, 0, boot, __VA_ARGS__)
#define HEARTBEAT(min) trace_feed(t, MIN(min), &(struct input){.kind = INPUT_HEARTBEAT})
#define STATUS(min, evse, s)                                                                       \
    FEED(min, INPUT_STATUS, 0, status, .evse_id = (evse), .connector_id = 1,                       \
         .status = connector_status_##s, .reported_at_us = MIN(min))
#define START(min, ...) FEED(min, INPUT_START, protocol_OCPP16, start, __VA_ARGS__)
#define STOP(min, ...) FEED(min, INPUT_STOP, protocol_OCPP16, stop, __VA_ARGS__)
#define METER(min, ...) FEED(min, INPUT_METER, 0, meter, __VA_ARGS__)
#define EVENT(min, ...) FEED(min, INPUT_TRANSACTION, protocol_OCPP201, transaction, __VA_ARGS__)

/* Registered at site, opened and booted at minute -60; nothing of it is left in the trace. */
static struct trace *booted(int64_t protocol)
{
    struct trace *t = fresh();
    REGISTERED(-60, .site_id = STR("site"), .cpo_id = STR("cpo"), .tariff_id = STR("tariff"),
               .rated_power_mw = INT64_C(350000000));
    OPENED(-60, protocol);
    BOOT(-60, .vendor = STR("V"));
    t->out.n = 0;
    return t;
}

/* The number answered last, as text. */
static struct str number_of(struct trace *t, int64_t number)
{
    static char rooms[8][24];
    static unsigned next;
    char *z = rooms[next++ % 8];
    snprintf(z, 24, "%" PRId64, number == 0 ? t->step.answer.transaction_number : number);
    return str_of(z);
}

/* -- boot and connections -- */

TEST(boot_is_answered_by_standing)
{
    struct trace *t = fresh();
    OPENED(0, protocol_OCPP201);
    BOOT(1, .vendor = STR("V"));
    CHECK_INT(t->step.answer.boot, boot_PENDING);
    CHECK_INT(t->step.answer.interval_s, 60);
    t->world.policy.unknown_boot = boot_REJECTED;
    BOOT(2, .vendor = STR("V"));
    CHECK_INT(t->step.answer.boot, boot_REJECTED);
    CHECK_INT(t->step.answer.interval_s, 60);
    REGISTERED(3, .site_id = STR("site"));
    BOOT(4, .vendor = STR("V"), .serial = STR("N1"));
    CHECK_INT(t->step.answer.boot, boot_ACCEPTED);
    CHECK_INT(t->step.answer.interval_s, 300);
    trace_feed(t, MIN(5), &(struct input){.kind = INPUT_REMOVE});
    CHECK(t->step.answer.close);
    BOOT(6, .vendor = STR("V"));
    CHECK_INT(t->step.answer.boot, boot_REJECTED);
    trace_want(t, "0:00 station_registered quarantined\n"
                  "0:00 connection_opened 1\n"
                  "0:01 booted Pending\n"
                  "0:02 booted Rejected\n"
                  "0:03 station_registered registered\n"
                  "0:04 booted Accepted\n"
                  "0:05 station_removed\n"
                  "0:06 booted Rejected\n");
    CHECK_STR(str_of(t->live.info.vendor), "V");
}

TEST(boot_interval_is_never_zero)
{
    struct trace *t = fresh();
    t->world.policy.heartbeat_interval_s = t->world.policy.pending_interval_s = 0;
    OPENED(0, protocol_OCPP16);
    BOOT(0, .vendor = STR("V"));
    CHECK(t->step.answer.interval_s > 0);
    REGISTERED(1, .site_id = STR("site"));
    BOOT(2, .vendor = STR("V"));
    CHECK(t->step.answer.interval_s > 0);
}

TEST(boot_with_another_serial_ends_the_connection)
{
    struct trace *t = booted(protocol_OCPP201);
    REGISTERED(0, .site_id = STR("site"), .serial = STR("N1"));
    BOOT(1, .serial = STR("N2"));
    CHECK(t->step.answer.close && t->step.answer.close_reason.n > 0);
    CHECK_INT(t->step.answer.boot, boot_REJECTED);
    BOOT(2, .vendor = STR("V"));
    CHECK(t->step.answer.close);
    BOOT(3, .serial = STR("N1"));
    CHECK(!t->step.answer.close);
    trace_want(t, "0:00 station_registered registered\n"
                  "0:01 finding SERIAL_MISMATCH BootNotification N2\n"
                  "0:02 finding SERIAL_MISMATCH BootNotification \n"
                  "0:03 booted Accepted\n");
    CHECK_INT(t->live.info.findings, 2);
}

TEST(boot_belongs_to_the_station_not_to_its_connection)
{
    struct trace *t = booted(protocol_OCPP16);
    t->world.policy.boot_required = true;
    CLOSED(0, 1);
    OPENED(1, protocol_OCPP16);
    HEARTBEAT(2);
    CHECK(!t->step.answer.refuse_security);
    trace_want(t, "0:00 connection_closed 1\n"
                  "0:01 connection_opened 2\n");
}

TEST(quirk_13_calls_before_a_boot_are_served_unless_it_is_required)
{
    struct trace *t = fresh();
    OPENED(0, protocol_OCPP16);
    STATUS(1, 1, AVAILABLE);
    CHECK(!t->step.answer.refuse_security);
    t->world.policy.boot_required = true;
    STATUS(2, 1, CHARGING);
    CHECK(t->step.answer.refuse_security);
    START(3, .connector_id = 1, .content = 1);
    CHECK(t->step.answer.refuse_security);
    BOOT(4, .vendor = STR("V")); /* pending: the unknown */
    CHECK(!t->step.answer.refuse_security);
    FEED(5, INPUT_NOTE, 0, note, .action = STR("NotifyReport"));
    CHECK(!t->step.answer.refuse_security);
    FEED(6, INPUT_NOTE, 0, note, .action = STR("FirmwareStatusNotification"));
    CHECK(t->step.answer.refuse_security);
    trace_feed(t, MIN(7),
               &(struct input){.kind = INPUT_STATUS,
                               .asked = true,
                               .u.status = {.evse_id = 1, .connector_id = 1}});
    CHECK(!t->step.answer.refuse_security);
    t->world.policy.unknown_boot = boot_REJECTED;
    BOOT(8, .vendor = STR("V"));
    FEED(9, INPUT_NOTE, 0, note, .action = STR("NotifyReport"));
    CHECK(t->step.answer.refuse_security);
    trace_want(t, "0:00 station_registered quarantined\n"
                  "0:00 connection_opened 1\n"
                  "0:01 connector_changed 1 Available\n"
                  "0:02 finding NOT_BOOTED StatusNotification \n"
                  "0:03 finding NOT_BOOTED StartTransaction \n"
                  "0:04 booted Pending\n"
                  "0:05 message_noted\n"
                  "0:06 finding NOT_BOOTED FirmwareStatusNotification \n"
                  "0:07 connector_changed 1 Unknown\n"
                  "0:08 booted Rejected\n"
                  "0:09 finding NOT_BOOTED NotifyReport \n");
    CHECK_INT(t->live.n_sessions, 0);
}

TEST(lesson_23_closing_an_old_connection_leaves_the_new_one)
{
    struct trace *t = booted(protocol_OCPP16);
    OPENED(0, protocol_OCPP201);
    CLOSED(1, 1);
    CHECK(t->live.info.connected);
    CLOSED(2, 2);
    CHECK(!t->live.info.connected);
    trace_want(t, "0:00 connection_opened 2\n"
                  "0:01 connection_closed 1\n"
                  "0:02 connection_closed 2\n");
}

TEST(lesson_30_unknown_stations_are_kept_apart_and_served)
{
    struct trace *t = fresh();
    OPENED(0, protocol_OCPP16);
    START(1, .connector_id = 1, .id_token = STR("T1"), .started_at_us = MIN(1), .content = 1);
    trace_want(t, "0:00 station_registered quarantined\n"
                  "0:00 connection_opened 1\n"
                  "0:01 session_started A: open r1 0:01.. 0.000 none T1 Accepted\n");
}

/* -- tokens -- */

TEST(authorize_answers_from_the_table)
{
    struct trace *t = booted(protocol_OCPP201);
    FEED(0, INPUT_AUTHORIZE, 0, authorize, .id_token = STR("T1"));
    CHECK(t->step.answer.has_token);
    CHECK_INT(t->step.answer.token_status, token_status_ACCEPTED);
    CHECK_STR(t->step.answer.group_id, "G");
    CHECK_INT(t->step.answer.token_expires_at_us, T0 + INT64_C(1000) * US_PER_HOUR);
    FEED(1, INPUT_AUTHORIZE, 0, authorize, .id_token = STR("T2"));
    FEED(2, INPUT_AUTHORIZE, 0, authorize, .id_token = STR("T3"));
    FEED(3, INPUT_AUTHORIZE, 0, authorize, .id_token = STR("T4"));
    FEED(4, INPUT_AUTHORIZE, 0, authorize, .token_type = STR("NoAuthorization"));
    trace_want(t, "0:00 authorized Accepted\n"
                  "0:01 authorized Blocked\n"
                  "0:02 authorized Expired\n"
                  "0:03 authorized Invalid\n"
                  "0:04 authorized Accepted\n");
}

TEST(lesson_20_a_refused_token_is_recorded_with_its_session)
{
    struct trace *t = booted(protocol_OCPP16);
    START(0, .connector_id = 1, .id_token = STR("T2"), .started_at_us = MIN(0), .content = 1);
    CHECK_INT(t->step.answer.token_status, token_status_BLOCKED);
    CHECK(t->step.answer.transaction_number > 0);
    trace_want(t, "0:00 session_started A: open r1 0:00.. 0.000 none T2 Blocked token-refused\n");
}

/* -- 1.6 -- */

TEST(transaction16_from_start_to_stop)
{
    struct trace *t = booted(protocol_OCPP16);
    START(0, .connector_id = 2, .id_token = STR("T1"), .started_at_us = MIN(0),
          .meter_start_mwh = 1000000, .content = 1);
    int64_t number = t->step.answer.transaction_number;
    CHECK(number > 0 && number <= INT32_MAX);
    METER(5, .evse_id = 2, .transaction_id = number_of(t, number), .content = 2,
          .readings = READINGS(REGISTER(5, 11000)));
    STOP(10, .transaction_id = number_of(t, number), .ended_at_us = MIN(10), .content = 3,
         .meter_stop_mwh = 21000000, .has_meter_stop = true, .reason = STR("EVDisconnected"));
    CHECK(!t->step.answer.has_token);
    trace_want(t, "0:00 session_started A: open r1 0:00.. 0.000 none T1 Accepted\n"
                  "0:05 session_updated A: open r1 0:00.. 10.000 register T1 Accepted\n"
                  "0:10 session_ended A: ended r1 0:00..0:10 20.000 register T1 Accepted "
                  "EVDisconnected\n");
    const struct session *s = &t->view[0];
    CHECK_STR(str_of(s->site_id), "site");
    CHECK_STR(str_of(s->cpo_id), "cpo");
    CHECK_STR(str_of(s->tariff_id), "tariff");
    CHECK_INT(s->rated_power_mw, 350000000);
    CHECK_INT(s->evse_id, 2);
    CHECK_INT(s->protocol, protocol_OCPP16);
    START(11, .connector_id = 2, .started_at_us = MIN(11), .content = 4);
    CHECK_INT(t->step.answer.transaction_number, number + 1);
}

TEST(lesson_13_and_14_retries_get_the_same_answer)
{
    struct trace *t = booted(protocol_OCPP16);
    START(0, .connector_id = 1, .id_token = STR("T1"), .started_at_us = MIN(0), .content = 1);
    int64_t number = t->step.answer.transaction_number;
    START(1, .connector_id = 1, .id_token = STR("T1"), .started_at_us = MIN(0), .content = 1);
    CHECK_INT(t->step.answer.transaction_number, number);
    CHECK_INT(t->step.answer.token_status, token_status_ACCEPTED);
    STOP(5, .transaction_id = number_of(t, number), .ended_at_us = MIN(5), .content = 2);
    STOP(6, .transaction_id = number_of(t, number), .ended_at_us = MIN(5), .content = 2);
    START(7, .connector_id = 1, .id_token = STR("T1"), .started_at_us = MIN(0), .content = 1);
    CHECK_INT(t->step.answer.transaction_number, number);
    STOP(8, .transaction_id = number_of(t, number), .ended_at_us = MIN(7), .content = 3);
    trace_want(t, "0:00 session_started A: open r1 0:00.. 0.000 none T1 Accepted\n"
                  "0:01 session_repeated A: open r1 0:00.. 0.000 none T1 Accepted\n"
                  "0:05 session_ended A: ended r1 0:00..0:05 0.000 none T1 Accepted Local\n"
                  "0:06 session_repeated A: ended r1 0:00..0:05 0.000 none T1 Accepted Local\n"
                  "0:07 session_repeated A: ended r1 0:00..0:05 0.000 none T1 Accepted Local\n"
                  "0:08 session_ended A: ended r2 0:00..0:05 0.000 none T1 Accepted Local late "
                  "stop-conflict\n");
    CHECK_INT(t->view[0].repeats, 3);
}

TEST(lesson_15_a_stop_without_a_number_is_matched_by_time_token_and_meter)
{
    struct trace *t = booted(protocol_OCPP16);
    START(0, .connector_id = 1, .id_token = STR("T1"), .started_at_us = MIN(0),
          .meter_start_mwh = 5000000, .content = 1);
    START(1, .connector_id = 2, .id_token = STR("T2"), .started_at_us = MIN(1),
          .meter_start_mwh = 90000000, .content = 2);
    STOP(5, .transaction_id = STR("-1"), .id_token = STR("T1"), .ended_at_us = MIN(5),
         .meter_stop_mwh = 7000000, .has_meter_stop = true, .content = 3);
    STOP(6, .transaction_id = STR("-1"), .id_token = STR("T1"), .ended_at_us = MIN(5),
         .meter_stop_mwh = 7000000, .has_meter_stop = true, .content = 3);
    STOP(7, .transaction_id = STR("0"), .ended_at_us = MIN(7), .meter_stop_mwh = 91000000,
         .has_meter_stop = true, .content = 4);
    trace_want(t, "0:00 session_started A: open r1 0:00.. 0.000 none T1 Accepted\n"
                  "0:01 session_started B: open r1 0:01.. 0.000 none T2 Blocked token-refused\n"
                  "0:05 session_ended A: ended r1 0:00..0:05 2.000 declared T1 Accepted Local\n"
                  "0:06 session_repeated A: ended r1 0:00..0:05 2.000 declared T1 Accepted Local\n"
                  "0:07 session_ended B: ended r1 0:01..0:07 1.000 declared T2 Blocked Local "
                  "token-refused\n");
}

TEST(lesson_12_a_stop_that_fits_nothing_is_an_orphan_of_its_own)
{
    struct trace *t = booted(protocol_OCPP16);
    START(10, .connector_id = 1, .id_token = STR("T1"), .started_at_us = MIN(10), .content = 1);
    STOP(11, .transaction_id = STR("4711"), .id_token = STR("T9"), .ended_at_us = MIN(11),
         .content = 2, .reason = STR("PowerLoss"),
         .readings = READINGS(REGISTER(3, 1000), REGISTER(9, 9000)));
    CHECK_INT(t->step.answer.token_status, token_status_INVALID);
    STOP(12, .transaction_id = STR("-1"), .ended_at_us = MIN(9), .content = 3); /* before A */
    STOP(13, .transaction_id = STR("4711"), .id_token = STR("T9"), .ended_at_us = MIN(11),
         .content = 2, .reason = STR("PowerLoss"),
         .readings = READINGS(REGISTER(3, 1000), REGISTER(9, 9000)));
    STOP(14, .transaction_id = STR("garbage"), .ended_at_us = MIN(9), .content = 4);
    trace_want(t, "0:10 session_started A: open r1 0:10.. 0.000 none T1 Accepted\n"
                  "0:11 session_started B: open r1 0:03.. 0.000 none start-inferred orphan\n"
                  "0:11 session_ended B: ended r1 0:03..0:11 8.000 register T9 Invalid PowerLoss "
                  "start-inferred orphan\n"
                  "0:12 session_started C: open r1 0:09.. 0.000 none start-inferred orphan\n"
                  "0:12 session_ended C: ended r1 0:09..0:09 0.000 none Local start-inferred "
                  "orphan\n"
                  "0:13 session_repeated B: ended r1 0:03..0:11 8.000 register T9 Invalid "
                  "PowerLoss start-inferred orphan\n"
                  "0:14 session_started D: open r1 0:09.. 0.000 none start-inferred orphan\n"
                  "0:14 session_ended D: ended r1 0:09..0:09 0.000 none Local start-inferred "
                  "orphan\n");
    CHECK_INT(t->live.n_sessions, 1);
}

TEST(lesson_15_two_that_fit_alike_are_not_guessed)
{
    struct trace *t = booted(protocol_OCPP16);
    START(0, .connector_id = 1, .id_token = STR("T1"), .started_at_us = MIN(0), .content = 1);
    START(1, .connector_id = 2, .id_token = STR("T1"), .started_at_us = MIN(1), .content = 2);
    t->out.n = 0;
    STOP(5, .transaction_id = STR("-1"), .ended_at_us = MIN(5), .content = 3);
    trace_want(t, "0:05 session_started C: open r1 0:05.. 0.000 none start-inferred orphan\n"
                  "0:05 session_ended C: ended r1 0:05..0:05 0.000 none Local start-inferred "
                  "orphan\n");
    CHECK_INT(t->live.n_sessions, 2);
}

TEST(transaction16_a_stop_long_after_the_end_is_still_told_to_its_session)
{
    struct trace *t = booted(protocol_OCPP16);
    START(0, .connector_id = 1, .started_at_us = MIN(0), .content = 1000);
    int64_t number = t->step.answer.transaction_number;
    STOP(1, .transaction_id = number_of(t, number), .ended_at_us = MIN(1), .content = 1001);
    for (int i = 1; i < 12; i++) {
        START(i + 1, .connector_id = 1, .started_at_us = MIN(i + 1), .content = i * 2);
        STOP(i + 1, .transaction_id = number_of(t, 0), .ended_at_us = MIN(i + 1),
             .content = i * 2 + 1);
    }
    t->out.n = 0;
    STOP(20, .transaction_id = number_of(t, number), .ended_at_us = MIN(1), .content = 1001);
    STOP(21, .transaction_id = number_of(t, number), .ended_at_us = MIN(2), .content = 1002);
    METER(22, .transaction_id = number_of(t, number), .evse_id = 1, .content = 1003,
          .readings = READINGS(REGISTER(1, 5)));
    trace_want(t, "0:20 session_ended A: ended r1 0:00..0:01 0.000 none Local\n"
                  "0:21 session_ended A: ended r2 0:00..0:01 0.000 none Local late "
                  "stop-conflict\n"
                  "0:22 session_updated A: ended r3 0:00..0:01 0.005 register Local late "
                  "stop-conflict\n");
    CHECK_INT(t->view[0].repeats, 1);
    CHECK_INT(t->live.n_sessions, 0);
}

TEST(lesson_21_a_new_start_ends_what_was_left_open)
{
    struct trace *t = booted(protocol_OCPP16);
    START(0, .connector_id = 1, .started_at_us = MIN(0), .content = 1);
    int64_t number = t->step.answer.transaction_number;
    METER(5, .transaction_id = number_of(t, number), .evse_id = 1, .content = 2,
          .readings = READINGS(REGISTER(5, 10000)));
    START(20, .connector_id = 1, .started_at_us = MIN(20), .content = 3);
    STOP(30, .transaction_id = number_of(t, number), .ended_at_us = MIN(8), .content = 4,
         .meter_stop_mwh = 12000000, .has_meter_stop = true);
    trace_want(t, "0:00 session_started A: open r1 0:00.. 0.000 none\n"
                  "0:05 session_updated A: open r1 0:00.. 10.000 register\n"
                  "0:20 session_ended A: ended r1 0:00..0:05 10.000 register end-inferred\n"
                  "0:20 session_started B: open r1 0:20.. 0.000 none\n"
                  "0:30 session_ended A: ended r2 0:00..0:08 12.000 register Local late\n");
}

TEST(transaction16_a_late_old_start_ends_nothing_newer)
{
    struct trace *t = booted(protocol_OCPP16);
    START(20, .connector_id = 1, .started_at_us = MIN(20), .content = 1);
    START(21, .connector_id = 1, .started_at_us = MIN(5), .content = 2, .flags = 1);
    STOP(22, .transaction_id = number_of(t, 0), .ended_at_us = MIN(10), .content = 3);
    trace_want(t, "0:20 session_started A: open r1 0:20.. 0.000 none\n"
                  "0:21 session_started B: open r1 0:05.. 0.000 none offline\n"
                  "0:22 session_ended B: ended r1 0:05..0:10 0.000 none Local offline\n");
}

TEST(quirk_32_available_ends_a_session_only_when_no_stop_comes)
{
    struct trace *t = booted(protocol_OCPP16);
    START(0, .connector_id = 1, .started_at_us = MIN(0), .content = 1);
    int64_t first = t->step.answer.transaction_number;
    STATUS(10, 1, AVAILABLE);
    STOP(11, .transaction_id = number_of(t, first), .ended_at_us = MIN(10), .content = 2);
    START(20, .connector_id = 1, .started_at_us = MIN(20), .content = 3);
    int64_t second = t->step.answer.transaction_number;
    STATUS(20, 1, CHARGING);
    METER(25, .transaction_id = number_of(t, second), .evse_id = 1, .content = 4,
          .readings = READINGS(REGISTER(25, 10)));
    STATUS(30, 1, AVAILABLE);
    STATUS(36, 1, AVAILABLE);
    HEARTBEAT(44);
    HEARTBEAT(45);
    STOP(50, .transaction_id = number_of(t, second), .ended_at_us = MIN(29), .content = 5);
    trace_want(t, "0:00 session_started A: open r1 0:00.. 0.000 none\n"
                  "0:10 connector_changed 1 Available\n"
                  "0:11 session_ended A: ended r1 0:00..0:10 0.000 none Local\n"
                  "0:20 session_started B: open r1 0:20.. 0.000 none\n"
                  "0:20 connector_changed 1 Charging\n"
                  "0:25 session_updated B: open r1 0:20.. 0.010 register\n"
                  "0:30 connector_changed 1 Available\n"
                  "0:36 connector_changed 1 Available\n"
                  "0:45 session_ended B: ended r1 0:20..0:25 0.010 register end-inferred\n"
                  "0:50 session_ended B: ended r2 0:20..0:29 0.010 register Local late\n");
}

TEST(quirk_15_a_session_waits_for_its_stop_after_reconnect_and_boot)
{
    struct trace *t = booted(protocol_OCPP16);
    START(0, .connector_id = 1, .started_at_us = MIN(0), .content = 1);
    STATUS(10, 1, AVAILABLE);
    CLOSED(11, 1);
    OPENED(100, protocol_OCPP16); /* power loss: all stands still for long */
    BOOT(101, .vendor = STR("V"));
    STATUS(101, 1, AVAILABLE);
    HEARTBEAT(115);
    CHECK_INT(t->live.n_sessions, 1);
    HEARTBEAT(116);
    STOP(117, .transaction_id = number_of(t, memory_number(&t->live.info, 0)),
         .ended_at_us = MIN(9), .content = 2, .reason = STR("PowerLoss"));
    trace_want(t, "0:00 session_started A: open r1 0:00.. 0.000 none\n"
                  "0:10 connector_changed 1 Available\n"
                  "0:11 connection_closed 1\n"
                  "1:40 connection_opened 2\n"
                  "1:41 booted Accepted\n"
                  "1:41 connector_changed 1 Available\n"
                  "1:56 session_ended A: ended r1 0:00..0:00 0.000 none end-inferred\n"
                  "1:57 session_ended A: ended r2 0:00..0:09 0.000 none PowerLoss late\n");
}

TEST(quirk_32_a_session_that_goes_on_in_spite_of_available_lives)
{
    struct trace *t = booted(protocol_OCPP16);
    START(0, .connector_id = 1, .started_at_us = MIN(0), .content = 1);
    STATUS(1, 1, AVAILABLE);
    for (int i = 5; i < 60; i += 5)
        METER(i, .transaction_id = number_of(t, memory_number(&t->live.info, 0)), .evse_id = 1,
              .content = i, .readings = READINGS(REGISTER(i, 0)));
    CHECK_INT(t->live.n_sessions, 1);
}

TEST(quirk_14_boots_again_and_again_end_nothing)
{
    struct trace *t = booted(protocol_OCPP16);
    START(0, .connector_id = 1, .started_at_us = MIN(0), .content = 1);
    STATUS(1, 1, CHARGING);
    for (int i = 2; i < 100; i += 7)
        BOOT(i, .vendor = STR("V"));
    CHECK_INT(t->live.n_sessions, 1);
}

/* -- meter values -- */

TEST(lesson_3_values_without_a_transaction_find_their_session_by_evse_and_time)
{
    struct trace *t = booted(protocol_OCPP201);
    EVENT(10, .phase = TRANSACTION_STARTED, .transaction_id = STR("X"), .evse_id = 1,
          .happened_at_us = MIN(10), .seq_no = 1, .content = 1);
    METER(11, .evse_id = 1, .content = 2, .readings = READINGS(REGISTER(11, 100)));
    METER(12, .evse_id = 1, .content = 2, .readings = READINGS(REGISTER(11, 100)));
    METER(13, .evse_id = 1, .content = 3, .readings = READINGS(REGISTER(2, 90)));
    METER(14, .evse_id = 2, .content = 4, .readings = READINGS(REGISTER(14, 90)));
    METER(15, .evse_id = 0, .content = 5, .readings = READINGS(REGISTER(15, 90)));
    METER(16, .evse_id = 1, .content = 6, .readings = READINGS(REGISTER(16, 600)));
    trace_want(t, "0:10 session_started A: open r1 0:10.. 0.000 none\n"
                  "0:11 session_updated A: open r1 0:10.. 0.000 register\n"
                  "0:12 session_repeated A: open r1 0:10.. 0.000 register\n"
                  "0:13 measured\n"
                  "0:14 measured\n"
                  "0:15 measured\n"
                  "0:16 session_updated A: open r1 0:10.. 0.500 register\n");
}

TEST(quirk_30_values_with_a_number_that_is_not_ours_find_it_too)
{
    struct trace *t = booted(protocol_OCPP16);
    METER(0, .transaction_id = STR("-1"), .evse_id = 1, .content = 1,
          .readings = READINGS(REGISTER(0, 1)));
    START(1, .connector_id = 1, .started_at_us = MIN(1), .content = 2);
    METER(2, .transaction_id = STR("-1"), .evse_id = 1, .content = 3,
          .readings = READINGS(REGISTER(2, 1)));
    METER(3, .transaction_id = STR("0"), .evse_id = 1, .content = 4,
          .readings = READINGS(REGISTER(3, 501)));
    METER(4, .transaction_id = STR("99"), .evse_id = 1, .content = 5,
          .readings = READINGS(REGISTER(4, 1001)));
    STOP(5, .transaction_id = number_of(t, memory_number(&t->live.info, 0)), .ended_at_us = MIN(5),
         .content = 6);
    METER(6, .transaction_id = STR("0"), .evse_id = 1, .content = 7,
          .readings = READINGS(REGISTER(5, 1001)));
    trace_want(t, "0:00 measured\n"
                  "0:01 session_started A: open r1 0:01.. 0.000 none\n"
                  "0:02 session_updated A: open r1 0:01.. 0.001 register\n"
                  "0:03 session_updated A: open r1 0:01.. 0.501 register\n"
                  "0:04 session_updated A: open r1 0:01.. 1.001 register\n"
                  "0:05 session_ended A: ended r1 0:01..0:05 1.001 register Local\n"
                  "0:06 measured\n");
}

/* -- 2.x -- */

TEST(transaction2_fields_sent_once_are_merged)
{
    struct trace *t = booted(protocol_OCPP201);
    EVENT(0, .phase = TRANSACTION_STARTED, .transaction_id = STR("X"), .seq_no = 1,
          .happened_at_us = MIN(0), .content = 1, .trigger = STR("CablePluggedIn"));
    EVENT(1, .phase = TRANSACTION_UPDATED, .transaction_id = STR("X"), .seq_no = 2, .evse_id = 3,
          .connector_id = 1, .happened_at_us = MIN(1), .content = 2, .id_token = STR("T1"),
          .token_type = STR("ISO14443"), .reservation_id = 7, .remote_start_id = 9);
    CHECK(t->step.answer.has_token);
    CHECK_INT(t->step.answer.token_status, token_status_ACCEPTED);
    EVENT(2, .phase = TRANSACTION_UPDATED, .transaction_id = STR("X"), .seq_no = 3,
          .happened_at_us = MIN(2), .content = 3, .readings = READINGS(REGISTER(2, 100)));
    CHECK(!t->step.answer.has_token);
    EVENT(9, .phase = TRANSACTION_ENDED, .transaction_id = STR("X"), .seq_no = 4,
          .happened_at_us = MIN(9), .content = 4, .stop_reason = STR("EVDisconnected"),
          .id_token = STR("T1"), .readings = READINGS(REGISTER(9, 5100)));
    CHECK(t->step.answer.has_token);
    trace_want(t, "0:00 session_started A: open r1 0:00.. 0.000 none\n"
                  "0:01 session_updated A: open r1 0:00.. 0.000 none T1 Accepted\n"
                  "0:02 session_updated A: open r1 0:00.. 0.000 register T1 Accepted\n"
                  "0:09 session_ended A: ended r1 0:00..0:09 5.000 register T1 Accepted "
                  "EVDisconnected\n");
    CHECK_INT(t->view[0].evse_id, 3);
    CHECK_INT(t->view[0].reservation_id, 7);
    CHECK_INT(t->view[0].remote_start_id, 9);
    CHECK_STR(str_of(t->view[0].site_id), "site");
    CHECK_INT(t->view[0].rated_power_mw, 350000000);
    CHECK_INT(t->view[0].protocol, protocol_OCPP201);
}

TEST(transaction2_gaps_are_flagged_at_the_end_and_repeats_answered)
{
    struct trace *t = booted(protocol_OCPP201);
    EVENT(0, .phase = TRANSACTION_STARTED, .transaction_id = STR("X"), .seq_no = 1, .evse_id = 1,
          .happened_at_us = MIN(0), .content = 1);
    EVENT(2, .phase = TRANSACTION_UPDATED, .transaction_id = STR("X"), .seq_no = 3,
          .happened_at_us = MIN(2), .content = 3, .flags = 1);
    EVENT(2, .phase = TRANSACTION_UPDATED, .transaction_id = STR("X"), .seq_no = 3,
          .happened_at_us = MIN(2), .content = 3, .flags = 1);
    EVENT(3, .phase = TRANSACTION_ENDED, .transaction_id = STR("X"), .seq_no = 4,
          .happened_at_us = MIN(3), .content = 4);
    EVENT(4, .phase = TRANSACTION_ENDED, .transaction_id = STR("X"), .seq_no = 4,
          .happened_at_us = MIN(3), .content = 4);
    EVENT(5, .phase = TRANSACTION_UPDATED, .transaction_id = STR("X"), .seq_no = 2,
          .happened_at_us = MIN(1), .content = 2);
    trace_want(t, "0:00 session_started A: open r1 0:00.. 0.000 none\n"
                  "0:02 session_updated A: open r1 0:00.. 0.000 none offline\n"
                  "0:02 session_repeated A: open r1 0:00.. 0.000 none offline\n"
                  "0:03 session_ended A: ended r1 0:00..0:03 0.000 none Local offline seq-gap\n"
                  "0:04 session_repeated A: ended r1 0:00..0:03 0.000 none Local offline "
                  "seq-gap\n"
                  "0:05 session_updated A: ended r2 0:00..0:03 0.000 none Local offline late\n");
    CHECK_INT(t->live.n_sessions, 0);
}

TEST(transaction2_out_of_order_gives_the_same_session)
{
    struct trace *t = booted(protocol_OCPP201);
    EVENT(3, .phase = TRANSACTION_ENDED, .transaction_id = STR("X"), .seq_no = 3,
          .happened_at_us = MIN(3), .content = 3, .readings = READINGS(REGISTER(3, 3000)));
    EVENT(4, .phase = TRANSACTION_UPDATED, .transaction_id = STR("X"), .seq_no = 2,
          .happened_at_us = MIN(2), .content = 2, .readings = READINGS(REGISTER(2, 2000)));
    EVENT(5, .phase = TRANSACTION_STARTED, .transaction_id = STR("X"), .seq_no = 1, .evse_id = 1,
          .happened_at_us = MIN(0), .content = 1, .readings = READINGS(REGISTER(0, 0)));
    EVENT(6, .phase = TRANSACTION_UPDATED, .transaction_id = STR("Y"), .seq_no = 2, .evse_id = 1,
          .happened_at_us = MIN(6), .content = 5);
    EVENT(7, .phase = TRANSACTION_STARTED, .transaction_id = STR("Y"), .seq_no = 1, .evse_id = 1,
          .happened_at_us = MIN(5), .content = 6);
    trace_want(t, "0:03 session_started A: open r1 0:03.. 0.000 none start-inferred\n"
                  "0:03 session_ended A: ended r1 0:03..0:03 0.000 register Local start-inferred\n"
                  "0:04 session_updated A: ended r2 0:02..0:03 1.000 register Local start-inferred "
                  "late\n"
                  "0:05 session_started A: ended r3 0:00..0:03 3.000 register Local late\n"
                  "0:06 session_started B: open r1 0:06.. 0.000 none start-inferred\n"
                  "0:06 session_updated B: open r1 0:06.. 0.000 none start-inferred\n"
                  "0:07 session_started B: open r1 0:05.. 0.000 none\n");
}

TEST(lesson_11_a_queued_end_is_waited_for)
{
    struct trace *t = booted(protocol_OCPP201);
    EVENT(0, .phase = TRANSACTION_STARTED, .transaction_id = STR("X"), .seq_no = 1, .evse_id = 1,
          .happened_at_us = MIN(0), .content = 1);
    STATUS(10, 1, AVAILABLE); /* 2.x: a transaction may outlast it */
    CLOSED(11, 1);
    OPENED(200, protocol_OCPP201);
    HEARTBEAT(210);
    HEARTBEAT(300);
    EVENT(301, .phase = TRANSACTION_ENDED, .transaction_id = STR("X"), .seq_no = 2,
          .happened_at_us = MIN(9), .content = 2, .flags = SESSION_FLAG(OFFLINE));
    trace_want(t, "0:00 session_started A: open r1 0:00.. 0.000 none\n"
                  "0:10 connector_changed 1 Available\n"
                  "0:11 connection_closed 1\n"
                  "3:20 connection_opened 2\n"
                  "5:01 session_ended A: ended r1 0:00..0:09 0.000 none Local offline\n");
}

TEST(lesson_16_readings_resent_whole_are_counted_once)
{
    struct trace *t = booted(protocol_OCPP16);
    START(0, .connector_id = 1, .started_at_us = MIN(0), .content = 1);
    struct str number = number_of(t, 0);
    METER(3, .transaction_id = number, .evse_id = 1, .content = 2,
          .readings = READINGS(REGISTER(1, 1000), REGISTER(2, 2000), REGISTER(3, 3000)));
    CLOSED(3, 1);
    OPENED(4, protocol_OCPP16);
    METER(5, .transaction_id = number, .evse_id = 1, .content = 3,
          .readings =
              READINGS(REGISTER(1, 1000), REGISTER(2, 2000), REGISTER(3, 3000), REGISTER(4, 4000)));
    METER(6, .transaction_id = number, .evse_id = 1, .content = 3,
          .readings =
              READINGS(REGISTER(1, 1000), REGISTER(2, 2000), REGISTER(3, 3000), REGISTER(4, 4000)));
    trace_want(t, "0:00 session_started A: open r1 0:00.. 0.000 none\n"
                  "0:03 session_updated A: open r1 0:00.. 3.000 register\n"
                  "0:03 connection_closed 1\n"
                  "0:04 connection_opened 2\n"
                  "0:05 session_updated A: open r1 0:00.. 4.000 register\n"
                  "0:06 session_repeated A: open r1 0:00.. 4.000 register\n");
}

TEST(quirk_24_starts_of_a_station_without_clock_are_told_apart)
{
    struct trace *t = booted(protocol_OCPP16);
    START(0, .connector_id = 1, .started_at_us = MIN(0), .content = 1,
          .flags = SESSION_FLAG(TIME_REPAIRED));
    int64_t number = t->step.answer.transaction_number;
    START(1, .connector_id = 1, .started_at_us = MIN(1), .content = 1,
          .flags = SESSION_FLAG(TIME_REPAIRED)); /* a retry */
    CHECK_INT(t->step.answer.transaction_number, number);
    STOP(2, .transaction_id = number_of(t, number), .ended_at_us = MIN(2), .content = 2);
    START(3, .connector_id = 1, .started_at_us = MIN(3), .content = 1,
          .flags = SESSION_FLAG(TIME_REPAIRED));
    CHECK(t->step.answer.transaction_number != number);
    CHECK_INT(t->live.n_sessions, 1);
}

TEST(lesson_17_replayed_events_revive_nothing)
{
    struct trace *t = booted(protocol_OCPP201);
    EVENT(0, .phase = TRANSACTION_STARTED, .transaction_id = STR("X"), .seq_no = 1, .evse_id = 1,
          .happened_at_us = MIN(0), .content = 1);
    EVENT(1, .phase = TRANSACTION_UPDATED, .transaction_id = STR("X"), .seq_no = 2,
          .happened_at_us = MIN(1), .content = 2);
    EVENT(2, .phase = TRANSACTION_ENDED, .transaction_id = STR("X"), .seq_no = 3,
          .happened_at_us = MIN(2), .content = 3);
    t->out.n = 0;
    EVENT(10, .phase = TRANSACTION_STARTED, .transaction_id = STR("X"), .seq_no = 1, .evse_id = 1,
          .happened_at_us = MIN(0), .content = 1);
    EVENT(11, .phase = TRANSACTION_UPDATED, .transaction_id = STR("X"), .seq_no = 2,
          .happened_at_us = MIN(1), .content = 2);
    EVENT(12, .phase = TRANSACTION_ENDED, .transaction_id = STR("X"), .seq_no = 3,
          .happened_at_us = MIN(2), .content = 3);
    trace_want(t, "0:10 session_started A: ended r1 0:00..0:02 0.000 none Local\n"
                  "0:11 session_updated A: ended r1 0:00..0:02 0.000 none Local\n"
                  "0:12 session_repeated A: ended r1 0:00..0:02 0.000 none Local\n");
    CHECK_INT(t->live.n_sessions, 0);
    CHECK_INT(t->view[0].repeats, 3);
}

TEST(lesson_17_old_updates_of_a_forgotten_transaction_open_nothing)
{
    struct trace *t = booted(protocol_OCPP201);
    EVENT(20, .phase = TRANSACTION_STARTED, .transaction_id = STR("NEW"), .evse_id = 1,
          .happened_at_us = MIN(20), .content = 1);
    EVENT(21, .phase = TRANSACTION_UPDATED, .transaction_id = STR("OLD"), .evse_id = 1,
          .happened_at_us = MIN(5), .content = 2);
    EVENT(22, .phase = TRANSACTION_ENDED, .transaction_id = STR("OLD"), .evse_id = 1,
          .happened_at_us = MIN(6), .content = 3);
    trace_want(t, "0:20 session_started A: open r1 0:20.. 0.000 none\n"
                  "0:21 session_updated B: open r1 0:05.. 0.000 none start-inferred\n"
                  "0:22 session_started B: open r1 0:05.. 0.000 none start-inferred\n"
                  "0:22 session_ended B: ended r1 0:05..0:06 0.000 none Local start-inferred\n");
    CHECK_INT(t->live.n_sessions, 1);
}

TEST(transaction2_an_evse_has_one_transaction)
{
    struct trace *t = booted(protocol_OCPP201);
    EVENT(0, .phase = TRANSACTION_STARTED, .transaction_id = STR("X"), .evse_id = 1,
          .happened_at_us = MIN(0), .content = 1);
    EVENT(5, .phase = TRANSACTION_UPDATED, .transaction_id = STR("X"), .happened_at_us = MIN(5),
          .content = 2);
    EVENT(10, .phase = TRANSACTION_STARTED, .transaction_id = STR("Y"), .evse_id = 1,
          .happened_at_us = MIN(10), .content = 3);
    EVENT(20, .phase = TRANSACTION_STARTED, .transaction_id = STR("Z"), .happened_at_us = MIN(20),
          .content = 4);
    EVENT(21, .phase = TRANSACTION_UPDATED, .transaction_id = STR("Z"), .evse_id = 1,
          .happened_at_us = MIN(21), .content = 5);
    EVENT(30, .phase = TRANSACTION_ENDED, .transaction_id = STR("X"), .happened_at_us = MIN(7),
          .content = 6);
    trace_want(t, "0:00 session_started A: open r1 0:00.. 0.000 none\n"
                  "0:05 session_updated A: open r1 0:00.. 0.000 none\n"
                  "0:10 session_ended A: ended r1 0:00..0:05 0.000 none end-inferred\n"
                  "0:10 session_started B: open r1 0:10.. 0.000 none\n"
                  "0:20 session_started C: open r1 0:20.. 0.000 none\n"
                  "0:21 session_ended B: ended r1 0:10..0:10 0.000 none end-inferred\n"
                  "0:21 session_updated C: open r1 0:20.. 0.000 none\n"
                  "0:30 session_ended A: ended r2 0:00..0:07 0.000 none Local late\n");
}

TEST(transaction2_without_authorization_is_accepted)
{
    struct trace *t = booted(protocol_OCPP201);
    EVENT(0, .phase = TRANSACTION_STARTED, .transaction_id = STR("X"), .evse_id = 1,
          .happened_at_us = MIN(0), .content = 1, .token_type = STR("NoAuthorization"));
    CHECK_INT(t->step.answer.token_status, token_status_ACCEPTED);
    trace_want(t, "0:00 session_started A: open r1 0:00.. 0.000 none NoAuthorization Accepted\n");
}

TEST(transaction2_a_bad_time_is_the_time_of_receipt)
{
    struct trace *t = booted(protocol_OCPP201);
    EVENT(5, .phase = TRANSACTION_STARTED, .transaction_id = STR("X"), .evse_id = 1,
          .happened_at_us = INT64_MAX, .content = 1);
    EVENT(6, .phase = TRANSACTION_ENDED, .transaction_id = STR("X"), .happened_at_us = INT64_MIN,
          .content = 2);
    trace_want(t, "0:05 session_started A: open r1 0:05.. 0.000 none time-repaired\n"
                  "0:06 session_ended A: ended r1 0:05..0:06 0.000 none Local time-repaired\n");
}

TEST(step_never_drops_a_transaction_where_all_places_are_taken)
{
    struct trace *t = booted(protocol_OCPP201);
    char id[16];
    for (int i = 0; i < STATION_SESSIONS_MAX; i++) {
        snprintf(id, sizeof id, "X%d", i);
        EVENT(i, .phase = TRANSACTION_STARTED, .transaction_id = str_of(id), .evse_id = i + 1,
              .happened_at_us = MIN(i), .content = i + 1);
    }
    t->out.n = 0;
    EVENT(50, .phase = TRANSACTION_UPDATED, .transaction_id = STR("X0"), .happened_at_us = MIN(50),
          .content = 99);
    EVENT(51, .phase = TRANSACTION_STARTED, .transaction_id = STR("more"), .evse_id = 40,
          .happened_at_us = MIN(51), .content = 100);
    trace_want(t, "0:50 session_updated A: open r1 0:00.. 0.000 none\n"
                  "0:51 session_ended B: ended r1 0:01..0:01 0.000 none end-inferred\n"
                  "0:51 session_started ?: open r1 0:51.. 0.000 none\n");
    CHECK_INT(t->live.n_sessions, STATION_SESSIONS_MAX);
}

TEST(step_ends_all_that_was_left_at_once)
{
    struct trace *t = booted(protocol_OCPP16);
    t->silent = true;
    for (int i = 0; i < STATION_SESSIONS_MAX; i++) {
        START(0, .connector_id = i + 1, .started_at_us = MIN(0), .content = i + 1);
        STATUS(1, i + 1, AVAILABLE);
    }
    START(16, .connector_id = 40, .started_at_us = MIN(16), .content = 99);
    CHECK_INT(t->step.n_events, STATION_SESSIONS_MAX + 1);
    CHECK_INT(t->live.n_sessions, 1);
}

/* -- properties -- */

TEST(property_any_order_of_2x_messages_gives_the_same_energy)
{
    struct random r = {5};
    for (int round = 0; round < 300; round++) {
        struct trace *t = booted(protocol_OCPP201);
        struct input in[10];
        int order[20];
        int64_t wh = random_between(&r, 0, 100000), first = wh;
        t->silent = true;
        for (int i = 0; i < 10; i++) {
            wh += i == 0 ? 0 : random_between(&r, 0, 5000);
            in[i] = (struct input){.kind = INPUT_TRANSACTION, .protocol = protocol_OCPP201};
            in[i].u.transaction = (struct in_transaction){.phase = i == 0   ? TRANSACTION_STARTED
                                                                   : i == 9 ? TRANSACTION_ENDED
                                                                            : TRANSACTION_UPDATED,
                                                          .transaction_id = STR("X"),
                                                          .evse_id = i == 0 ? 2 : 0,
                                                          .seq_no = i + 1,
                                                          .content = i + 1,
                                                          .happened_at_us = MIN(i),
                                                          .readings = READINGS(REGISTER(i, wh))};
        }
        for (int i = 0; i < 20; i++)
            order[i] = i % 10;
        for (int i = 19; i > 0; i--) {
            int k = (int)random_below(&r, (uint64_t)i + 1), x = order[i];
            order[i] = order[k];
            order[k] = x;
        }
        for (int i = 0; i < 20; i++)
            trace_feed(t, MIN(20 + i), &in[order[i]]);
        CHECK_INT(t->n_view, 1);
        CHECK_INT(t->live.n_sessions, 0);
        const struct session *s = &t->view[0];
        CHECK_INT(s->energy_mwh, (wh - first) * 1000);
        CHECK_INT(s->messages, 10);
        CHECK_INT(s->repeats, 10);
        CHECK_INT(s->started_at_us, MIN(0));
        CHECK_INT(s->ended_at_us, MIN(9));
        CHECK_INT(s->evse_id, 2);
        CHECK_INT(s->flags & ~SESSION_FLAG(LATE), 0);
    }
}

int main(void)
{
    return check_main();
}
