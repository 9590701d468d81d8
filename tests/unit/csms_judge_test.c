/* SPDX-License-Identifier: Apache-2.0 */
/* What tokens are worth: by row, place, time, balance and the sessions that run. */
#include "check.h"
#include "base/time.h"
#include "csms/judge.h"
#include "csms/running.h"

/* Set a token of that id and status, with a group. */
static bool set(struct tokens *t, struct str id, int64_t status, struct str group)
{
    struct event e = {.kind = EVENT_token_set};
    e.u.token_set = (struct ev_token_set){.id_token = id, .status = status, .group_id = group};
    return tokens_apply(t, &e);
}

/* Ask the world; the group goes to *group. */
static int64_t ask(const struct world *w, const char *id, const char *type, int64_t now_us,
                   struct str *group)
{
    char space[1024];
    struct arena arena = arena_over(space, sizeof space);
    struct judge_ask a = {.id_token = str_of(id), .token_type = str_of(type)};
    struct judge_verdict v = judge_token(w, &a, now_us, &arena);
    *group = v.group_id;
    return v.status;
}

TEST(authorize_answers_by_the_table)
{
    struct tokens *t = tokens_open(10);
    struct world w = {.tokens = t, .policy.unknown_tokens = token_status_INVALID};
    struct event e = {.kind = EVENT_token_set};
    struct str group;
    e.u.token_set = (struct ev_token_set){.id_token = STR("card"),
                                          .token_type = STR("ISO14443"),
                                          .status = token_status_ACCEPTED,
                                          .group_id = STR("fleet"),
                                          .expires_at_us = 1000};
    CHECK(tokens_apply(t, &e));
    CHECK(set(t, STR("blocked"), token_status_BLOCKED, STR("fleet")));
    CHECK(set(t, STR("odd"), 77, STR("")));
    CHECK_INT(ask(&w, "card", "", 1000, &group), token_status_ACCEPTED);
    CHECK_STR(group, "fleet");
    CHECK_INT(ask(&w, "CARD", "iso14443", 0, &group), token_status_ACCEPTED);
    CHECK_INT(ask(&w, "card", "", 1001, &group), token_status_EXPIRED);
    CHECK_STR(group, "fleet");
    CHECK_INT(ask(&w, "card", "eMAID", 0, &group), token_status_INVALID);
    CHECK_STR(group, "");
    CHECK_INT(ask(&w, "blocked", "Central", INT64_MAX, &group), token_status_BLOCKED);
    CHECK_STR(group, "fleet");
    CHECK_INT(ask(&w, "odd", "", 0, &group), token_status_INVALID);
    CHECK_INT(ask(&w, "stranger", "", 0, &group), token_status_INVALID);
    CHECK_STR(group, "");
    w.policy.unknown_tokens = token_status_ACCEPTED;
    CHECK_INT(ask(&w, "stranger", "", 0, &group), token_status_ACCEPTED);
    tokens_close(t);
}

TEST(no_authorization_is_always_accepted)
{
    struct tokens *t = tokens_open(10);
    struct world w = {.tokens = t, .policy.unknown_tokens = token_status_INVALID};
    struct str group = STR("stale");
    CHECK(set(t, STR(""), token_status_BLOCKED, STR("fleet")));
    CHECK_INT(ask(&w, "", "NoAuthorization", 0, &group), token_status_ACCEPTED);
    CHECK_STR(group, "");
    CHECK_INT(ask(&w, "", "", 0, &group), token_status_BLOCKED);
    w.tokens = NULL;
    CHECK_INT(ask(&w, "", "NoAuthorization", 0, &group), token_status_ACCEPTED);
    CHECK_INT(ask(&w, "any", "", 0, &group), token_status_INVALID);
    tokens_close(t);
}

#define NOON (INT64_C(1795608000) * US_PER_S) /* 2026-11-25T12:00:00Z */

/* One accepted token of those rules in a table of its own. */
#define RULED(...)                                                                                 \
    struct tokens *t = tokens_open(10);                                                            \
    struct event e = {.kind = EVENT_token_set};                                                    \
    struct world w = {.tokens = t, .policy.unknown_tokens = token_status_INVALID};                 \
    e.u.token_set =                                                                                \
        (struct ev_token_set){.id_token = STR("T"), .status = token_status_ACCEPTED, __VA_ARGS__}; \
    CHECK(tokens_apply(t, &e))

/* Judge token T, at station CP1 where none is named. */
static struct judge_verdict judge_at(const struct world *w, struct judge_ask a, int64_t at_us)
{
    static char space[1024];
    struct arena arena = arena_over(space, sizeof space);
    a.id_token = STR("T");
    a.station = a.station.n > 0 ? a.station : STR("CP1");
    return judge_token(w, &a, at_us, &arena);
}

/* The same of what is asked. */
#define JUDGE(at_us, ...) judge_at(&w, (struct judge_ask){__VA_ARGS__}, at_us)

TEST(a_token_is_good_at_its_sites)
{
    RULED(.sites = STR("s-1, s-2"));
    CHECK_INT(JUDGE(NOON, .site_id = STR("s-1")).status, token_status_ACCEPTED);
    CHECK_INT(JUDGE(NOON, .site_id = STR("s-2")).status, token_status_ACCEPTED);
    CHECK_INT(JUDGE(NOON, .site_id = STR("s-3")).status, token_status_NOT_AT_THIS_LOCATION);
    CHECK_INT(JUDGE(NOON, .site_id = STR("")).status, token_status_NOT_AT_THIS_LOCATION);
    tokens_close(t);
}

TEST(a_token_is_good_at_its_evses_which_are_told)
{
    RULED(.evses = STR("CP2:1,CP1:2, CP1:3,a:b:9"));
    CHECK_INT(JUDGE(NOON, .evse_id = 0).status, token_status_ACCEPTED);
    CHECK_STR(JUDGE(NOON, .evse_id = 0).evses, "2,3");
    CHECK_INT(JUDGE(NOON, .evse_id = 3).status, token_status_ACCEPTED);
    CHECK_INT(JUDGE(NOON, .evse_id = 1).status, token_status_NOT_AT_THIS_LOCATION);
    CHECK_INT(JUDGE(NOON, .station = STR("CP3")).status, token_status_NOT_AT_THIS_LOCATION);
    CHECK_STR(JUDGE(NOON, .station = STR("a:b")).evses, "9");
    tokens_close(t);
}

TEST(a_token_is_good_up_to_its_power)
{
    RULED(.max_power_mw = 22000000);
    CHECK_INT(JUDGE(NOON, .rated_power_mw = 22000000).status, token_status_ACCEPTED);
    CHECK_INT(JUDGE(NOON, .rated_power_mw = 0).status, token_status_ACCEPTED);
    CHECK_INT(JUDGE(NOON, .rated_power_mw = 22000001).status, token_status_NOT_ALLOWED_TYPE_EVSE);
    tokens_close(t);
}

TEST(a_token_is_good_in_its_hours)
{
    RULED(.hours = STR("06:00-12:00"));
    CHECK_INT(JUDGE(NOON - 1, .evse_id = 0).status, token_status_ACCEPTED);
    CHECK_INT(JUDGE(NOON, .evse_id = 0).status, token_status_NOT_AT_THIS_TIME);
    CHECK_INT(JUDGE(NOON - 6 * US_PER_HOUR, .evse_id = 0).status, token_status_ACCEPTED);
    CHECK_INT(JUDGE(NOON - 6 * US_PER_HOUR - 1, .evse_id = 0).status,
              token_status_NOT_AT_THIS_TIME);
    e.u.token_set.hours = STR("22:00-06:00"); /* over midnight */
    CHECK(tokens_apply(t, &e));
    CHECK_INT(JUDGE(NOON, .evse_id = 0).status, token_status_NOT_AT_THIS_TIME);
    CHECK_INT(JUDGE(NOON + 11 * US_PER_HOUR, .evse_id = 0).status, token_status_ACCEPTED);
    CHECK_INT(JUDGE(NOON + 17 * US_PER_HOUR, .evse_id = 0).status, token_status_ACCEPTED);
    CHECK(judge_hours(STR("")) && judge_hours(STR("00:00-24:00")) && !judge_hours(STR("6-7")));
    CHECK(!judge_hours(STR("06:60-07:00")) && !judge_hours(STR("24:01-07:00")));
    CHECK(judge_evses(STR("A:1,B:2")) && !judge_evses(STR("A")) && !judge_evses(STR("A:0")));
    CHECK(!judge_evses(STR(":1")) && !judge_evses(STR("A:1,,")));
    tokens_close(t);
}

TEST(a_prepaid_token_without_balance_has_no_credit)
{
    RULED(.balance_micro = 1);
    CHECK_INT(JUDGE(NOON, .begins = true).status, token_status_NO_CREDIT);
    e.u.token_set.balance_micro = 12500001;
    CHECK(tokens_apply(t, &e));
    CHECK_INT(JUDGE(NOON, .begins = true).status, token_status_ACCEPTED);
    CHECK_INT(JUDGE(NOON, .begins = true).balance_micro, 12500001);
    tokens_close(t);
}

TEST(a_masters_token_begins_nothing)
{
    RULED(.group_id = STR("MASTER"));
    w.policy.master_group = STR("master");
    CHECK_INT(JUDGE(NOON, .begins = false).status, token_status_ACCEPTED);
    CHECK_INT(JUDGE(NOON, .begins = true).status, token_status_INVALID);
    tokens_close(t);
}

TEST(payments_at_the_station_are_taken_by_policy)
{
    RULED(.group_id = STR(""));
    CHECK_INT(ask(&w, "psp-1", "DirectPayment", 0, &e.u.token_set.group_id), token_status_INVALID);
    w.policy.direct_payment = token_status_ACCEPTED;
    CHECK_INT(ask(&w, "psp-1", "DirectPayment", 0, &e.u.token_set.group_id), token_status_ACCEPTED);
    CHECK_INT(ask(&w, "psp-1", "Central", 0, &e.u.token_set.group_id), token_status_INVALID);
    tokens_close(t);
}

TEST(stations_may_keep_a_token_for_so_long)
{
    RULED(.expires_at_us = NOON + US_PER_HOUR);
    CHECK_INT(JUDGE(NOON, .evse_id = 0).expires_at_us, NOON + US_PER_HOUR);
    w.policy.token_cache_s = 60;
    CHECK_INT(JUDGE(NOON, .evse_id = 0).expires_at_us, NOON + 60 * US_PER_S);
    w.policy.token_cache_s = 7200;
    CHECK_INT(JUDGE(NOON, .evse_id = 0).expires_at_us, NOON + US_PER_HOUR);
    tokens_close(t);
}

/* Begin, or end, a session of that name with a token at a station. */
static void session(struct running *r, const struct tokens *t, struct station *s, const char *name,
                    const char *token, bool ends)
{
    struct event e = {.kind = ends ? EVENT_session_ended : EVENT_session_started};
    if (ends)
        e.u.session_ended =
            (struct ev_session_ended){.session_id = str_of(name), .ended_at_us = NOON};
    else
        e.u.session_started = (struct ev_session_started){.session_id = str_of(name),
                                                          .transaction_id = str_of(name),
                                                          .protocol = protocol_OCPP21,
                                                          .id_token = str_of(token),
                                                          .token_status = token_status_ACCEPTED,
                                                          .started_at_us = NOON};
    station_apply(s, NOON, &e);
    running_follow(r, t, s, &e);
}

TEST(sessions_that_run_are_counted_by_token_and_group)
{
    static struct station s;
    RULED(.group_id = STR("G"), .max_sessions = 1, .group_sessions = 2);
    struct running *r = running_open();
    w.running = r;
    CHECK(set(t, STR("U"), token_status_ACCEPTED, STR("G")));
    station_init(&s, STR("CP1"));
    CHECK_INT(JUDGE(NOON, .begins = true).status, token_status_ACCEPTED);
    session(r, t, &s, "s1", "t", false);
    CHECK_INT(running_count(r, STR("T"), STR("")), 1);
    CHECK_INT(JUDGE(NOON, .begins = true, .session_id = STR("s2")).status,
              token_status_CONCURRENT_TX);
    CHECK_INT(JUDGE(NOON, .begins = true, .session_id = STR("s1")).status, token_status_ACCEPTED);
    CHECK_INT(JUDGE(NOON, .begins = false).status, token_status_ACCEPTED);
    session(r, t, &s, "s1", "", true);
    CHECK_INT(JUDGE(NOON, .begins = true).status, token_status_ACCEPTED);
    session(r, t, &s, "s2", "U", false);
    session(r, t, &s, "s3", "U", false);
    CHECK_INT(running_group(r, STR("g"), STR("")), 2);
    CHECK_INT(JUDGE(NOON, .begins = true).status, token_status_CONCURRENT_TX);
    struct running *again = running_open();
    running_station(again, t, &s);
    CHECK_INT(running_group(again, STR("G"), STR("s3")), 1);
    running_close(again);
    running_close(r);
    tokens_close(t);
}

TEST(many_sessions_come_and_go)
{
    static struct station s;
    struct running *r = running_open();
    char name[32];
    for (unsigned i = 0; i < 20000; i++) {
        station_init(&s, STR("CP1"));
        snprintf(name, sizeof name, "s%u", i);
        session(r, NULL, &s, name, i % 2 ? "odd" : "even", false);
    }
    CHECK_INT(running_count(r, STR("odd"), STR("s1")), 9999);
    for (unsigned i = 0; i < 20000; i += 4) {
        station_init(&s, STR("CP1"));
        snprintf(name, sizeof name, "s%u", i);
        session(r, NULL, &s, name, "", true);
    }
    CHECK_INT(running_count(r, STR("odd"), STR("")), 10000);
    CHECK_INT(running_count(r, STR("even"), STR("")), 5000);
    CHECK_INT(running_count(NULL, STR("even"), STR("")), 0);
    running_close(r);
}

int main(void)
{
    return check_main();
}
