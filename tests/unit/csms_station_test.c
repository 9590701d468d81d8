/* SPDX-License-Identifier: Apache-2.0 */
/* The station: packing, damage, keys, what it remembers, and recovery from events after random
 * inputs. */
#include "csms_trace.h"

#include "base/random.h"
#include "csms/memory.h"
#include "csms/order.h"

/* A station with something in every part. */
static void fill(struct station *s)
{
    static const int64_t evses[] = {2, 1, 3, 1};
    station_init(s, STR("CP/1"));
    station_apply(s, MIN(0),
                  &(struct event){.kind = EVENT_station_registered,
                                  .u.station_registered = {.standing = standing_REGISTERED,
                                                           .site_id = STR("site"),
                                                           .cpo_id = STR("cpo"),
                                                           .tariff_id = STR("tariff"),
                                                           .rated_power_mw = 1}});
    for (unsigned i = 0; i < 4; i++)
        station_apply(
            s, MIN(i),
            &(struct event){.kind = EVENT_connector_changed,
                            .u.connector_changed = {.evse_id = evses[i],
                                                    .connector_id = i == 3 ? 2 : 1,
                                                    .status = connector_status_AVAILABLE}});
    for (unsigned i = 0; i < 3; i++) {
        struct event e = {.kind = EVENT_session_started};
        char id[] = "session-0";
        id[8] = (char)('0' + i);
        e.u.session_started = (struct ev_session_started){.session_id = str_of(id),
                                                          .transaction_id = STR("t"),
                                                          .evse_id = (int64_t)i + 1,
                                                          .started_at_us = MIN(i),
                                                          .content = 5};
        station_apply(s, MIN(i), &e);
    }
}

/* Pack into one of two static rooms. */
static struct str pack(const struct station *s, int i)
{
    static char room[2][STATION_PACKED_MAX];
    struct buf b = buf_over(room[i], sizeof room[i]);
    station_pack(s, &b);
    CHECK(!b.full);
    return buf_str(&b);
}

TEST(station_packs_and_unpacks)
{
    static struct station a, b;
    fill(&a);
    CHECK(!station_broken(&a));
    struct str packed = pack(&a, 0);
    CHECK(packed.n < 700);
    CHECK(station_unpack(packed, &b));
    CHECK(str_eq(packed, pack(&b, 1)));
    CHECK_INT(b.n_connectors, 4);
    CHECK_INT(b.n_sessions, 3);
    CHECK_STR(str_of(b.info.site_id), "site");
    CHECK_INT(b.connectors[1].evse_id, 1);
    CHECK_INT(b.connectors[1].connector_id, 2);
    station_init(&a, STR("CP2"));
    CHECK(pack(&a, 0).n < 24);
}

TEST(station_unpack_refuses_damage)
{
    static struct station a, b;
    char bytes[1024];
    fill(&a);
    struct str packed = pack(&a, 0);
    for (size_t n = 0; n < packed.n; n++)
        CHECK(!station_unpack(str_make(packed.p, n), &b));
    struct random r = {3};
    for (int i = 0; i < 20000; i++) { /* never a crash, never a broken station */
        memcpy(bytes, packed.p, packed.n);
        for (int k = 0; k < 3; k++)
            bytes[random_below(&r, packed.n)] = (char)random_next(&r);
        if (station_unpack(str_make(bytes, packed.n), &b))
            CHECK(!station_broken(&b));
    }
    memcpy(bytes, packed.p, packed.n);
    bytes[packed.n] = 0;
    CHECK(!station_unpack(str_make(bytes, packed.n + 1), &b));
    bytes[0] = 9;
    CHECK(!station_unpack(str_make(bytes, packed.n), &b));
}

TEST(station_pack_into_too_little_room_is_full)
{
    static struct station a;
    char small[100];
    fill(&a);
    struct buf b = buf_over(small, sizeof small);
    station_pack(&a, &b);
    CHECK(b.full);
}

TEST(station_finds_sessions_by_id_and_evse)
{
    static struct station a;
    fill(&a);
    CHECK(station_session(&a, STR("session-1")) == &a.sessions[1]);
    CHECK(!station_session(&a, STR("session")));
    CHECK(station_session_at(&a, 3) == &a.sessions[2]);
    CHECK(!station_session_at(&a, 4));
    CHECK(!station_session_at(&a, 0));
    a.n_sessions = 1;
    CHECK(station_session_at(&a, 0) == &a.sessions[0]);
}

TEST(station_keeps_as_many_connectors_as_it_has_room_for)
{
    static struct station a;
    station_init(&a, STR("CP1"));
    for (int i = 99; i >= 0; i--)
        station_apply(&a, MIN(0),
                      &(struct event){.kind = EVENT_connector_changed,
                                      .u.connector_changed = {.evse_id = i % 70}});
    CHECK_INT(a.n_connectors, STATION_CONNECTORS_MAX);
    CHECK(!station_broken(&a));
}

TEST(station_connector_since_is_the_first_report)
{
    static struct station a;
    station_init(&a, STR("CP1"));
    struct event e = {.kind = EVENT_connector_changed};
    e.u.connector_changed = (struct ev_connector_changed){
        .evse_id = 1,
        .status = connector_status_FAULTED,
        .reported_at_us = MIN(1),
        .error_code = STR("a code of more than fifty characters, which is cut where it ends up")};
    station_apply(&a, MIN(2), &e);
    e.u.connector_changed.reported_at_us = MIN(5);
    station_apply(&a, MIN(6), &e);
    CHECK_INT(a.connectors[0].since_us, MIN(1));
    CHECK_INT(a.connectors[0].received_us, MIN(2));
    CHECK_INT(strlen(a.connectors[0].error_code), 50);
    e.u.connector_changed.status = connector_status_AVAILABLE;
    e.u.connector_changed.reported_at_us = 0;
    station_apply(&a, MIN(7), &e);
    CHECK_INT(a.connectors[0].since_us, MIN(7));
}

TEST(station_numbers_are_positive_and_its_own)
{
    static struct station a, b;
    station_init(&a, STR("CP1"));
    station_init(&b, STR("CP2"));
    int64_t first = memory_number(&a.info, 0);
    CHECK(first >= 1 && first <= INT32_MAX);
    CHECK_INT(memory_number(&a.info, 0), first);
    CHECK(first != memory_number(&b.info, 0));
    CHECK_INT(memory_number(&a.info, INT32_MAX), first); /* after all were given */
    CHECK(!memory_number_given(&a.info, first));
    a.info.transactions = 3;
    for (int64_t i = -1; i < 5; i++)
        CHECK(memory_number_given(&a.info, memory_number(&a.info, i < 0 ? 7 : i)) ==
              (i >= 0 && i < 3));
    CHECK(!memory_number_given(&a.info, 0));
    CHECK(!memory_number_given(&a.info, -1));
    CHECK(!memory_number_given(&a.info, INT64_MAX));
    CHECK(!memory_number_given(&a.info, INT64_MIN));
}

TEST(station_remembers_the_newest_eight)
{
    static struct station a;
    int64_t content;
    char id[17], text[32];
    station_init(&a, STR("CP1"));
    for (int i = 1; i <= 10; i++) {
        snprintf(text, sizeof text, "session%09d", i);
        memory_start(&a.info, 100 + i, i);
        memory_end(&a.info, str_of(text), 200 + i);
    }
    CHECK_INT(memory_started(&a.info, 102), 0);
    CHECK_INT(memory_started(&a.info, 103), 3);
    CHECK_INT(memory_started(&a.info, 110), 10);
    CHECK(!memory_ended(&a.info, STR("session000000002"), &content));
    CHECK(memory_ended(&a.info, STR("session000000003"), &content));
    CHECK_INT(content, 203);
    memory_end(&a.info, STR("session000000003"), 999); /* moves to the front */
    memory_end(&a.info, STR("another"), 5);
    CHECK(memory_ended(&a.info, STR("session000000003"), &content));
    CHECK_INT(content, 999);
    CHECK(!memory_ended(&a.info, STR("session000000004"), &content));
    CHECK(memory_ended_by(&a.info, 210, id));
    CHECK_STR(str_of(id), "session000000010");
    CHECK(!memory_ended_by(&a.info, 0, id));
    CHECK(!memory_ended_by(&a.info, 204, id));
}

TEST(station_older_generations_change_nothing)
{
    static struct station a;
    station_init(&a, STR("CP1"));
    struct event open = {.kind = EVENT_connection_opened,
                         .u.connection_opened = {.generation = 2, .protocol = protocol_OCPP21}};
    struct event close = {.kind = EVENT_connection_closed,
                          .u.connection_closed = {.generation = 1}};
    station_apply(&a, MIN(0), &open);
    station_apply(&a, MIN(1), &close);
    CHECK(a.info.connected);
    open.u.connection_opened.generation = 1;
    open.u.connection_opened.protocol = protocol_OCPP16;
    station_apply(&a, MIN(2), &open);
    CHECK_INT(a.info.protocol, protocol_OCPP21);
    close.u.connection_closed.generation = 2;
    close.u.connection_closed.code = 1006;
    station_apply(&a, MIN(3), &close);
    CHECK(!a.info.connected);
    CHECK_INT(a.info.close_code, 1006);
    CHECK_INT(a.info.connection_at_us, MIN(3));
}

/* -- recovery over random inputs -- */

/* A text out of few, so that the same ones meet again. */
static struct str some(struct random *r, char kind, uint64_t n)
{
    static char rooms[8][8];
    static unsigned next;
    char *z = rooms[next++ % 8];
    snprintf(z, 8, "%c%d", kind, (int)random_below(r, n));
    return str_of(z);
}

/* A list of up to three readings of times near `at`. */
static struct str some_readings(struct random *r, int64_t at)
{
    struct told_reading rows[3];
    uint64_t n = random_below(r, 4);
    for (uint64_t i = 0; i < n; i++)
        rows[i] = (struct told_reading){
            .at_us = at + random_between(r, -5, 1) * US_PER_MIN,
            .value = random_chance(r, 100000) ? (int64_t)random_next(r)
                                              : random_between(r, 0, 100) * 1000000,
            .measurand = random_chance(r, 800000) ? MEASURAND_ENERGY_ACTIVE_IMPORT_REGISTER
                                                  : (uint8_t)random_below(r, MEASURAND_COUNT),
            .phase = random_chance(r, 900000) ? 0 : (uint8_t)random_below(r, PHASE_COUNT),
            .location = random_chance(r, 900000) ? 0 : (uint8_t)random_below(r, LOCATION_COUNT),
            .context = (uint8_t)random_below(r, CONTEXT_COUNT)};
    return n == 0 ? (struct str){0} : readings_of(rows, n);
}

/* One of the numbers answered so far, as text; or what stations send instead. */
static struct str some_number(struct random *r, const struct station *s)
{
    static char rooms[4][24];
    static unsigned next;
    char *z = rooms[next++ % 4];
    int64_t n = random_between(r, -1, 0);
    if (random_chance(r, 700000) && s->info.transactions > 0)
        n = memory_number(&s->info, s->info.transactions - 1 -
                                        (int64_t)random_below(r, (uint64_t)s->info.transactions));
    else if (random_chance(r, 300000))
        n = random_between(r, 1, 100000);
    snprintf(z, 24, "%" PRId64, n);
    return str_of(z);
}

/* Any input at all. */
static struct input some_input(struct random *r, const struct station *s, int64_t now)
{
    int64_t at = now - random_between(r, 0, 90) * US_PER_S;
    struct input in = {.kind = (enum input_kind)random_below(r, INPUT_NOTE + 1),
                       .protocol = s->info.protocol,
                       .asked = random_chance(r, 500000)};
    if (random_chance(r, 600000))
        in.kind = (enum input_kind)(random_chance(r, 500000)
                                        ? INPUT_TRANSACTION
                                        : random_between(r, INPUT_START, INPUT_METER));
    switch (in.kind) {
    case INPUT_REGISTER:
        in.u.registered = (struct ev_station_registered){
            .standing = (int64_t)random_below(r, 5),
            .site_id = some(r, 's', 3),
            .serial = random_chance(r, 200000) ? some(r, 'n', 3) : (struct str){0},
            .rated_power_mw = random_between(r, 0, 1) * 350000000};
        break;
    case INPUT_REMOVE:
        in.u.removed = (struct ev_station_removed){.reason = some(r, 'r', 2)};
        break;
    case INPUT_OPENED:
        in.u.opened = (struct ev_connection_opened){.protocol = random_between(r, 1, 3)};
        break;
    case INPUT_CLOSED:
        in.u.closed = (struct ev_connection_closed){.generation = s->info.generation -
                                                                  random_between(r, 0, 1)};
        break;
    case INPUT_BOOT:
        in.u.boot = (struct ev_booted){.serial = some(r, 'n', 3), .vendor = some(r, 'v', 2)};
        break;
    case INPUT_HEARTBEAT:
        break;
    case INPUT_STATUS:
        in.u.status = (struct ev_connector_changed){.evse_id = random_between(r, 0, 40),
                                                    .connector_id = random_between(r, 1, 3),
                                                    .status = random_between(r, 0, 10),
                                                    .info = some(r, 'i', 5),
                                                    .reported_at_us = at};
        break;
    case INPUT_AUTHORIZE:
        in.u.authorize = (struct ev_authorized){.id_token = some(r, 'k', 4)};
        break;
    case INPUT_START:
        in.u.start = (struct in_start){.connector_id = random_between(r, 0, 36),
                                       .started_at_us = at,
                                       .meter_start_mwh = random_between(r, -1, 100) * 1000000,
                                       .content = random_between(r, 0, 400),
                                       .id_token = some(r, 'k', 4)};
        break;
    case INPUT_STOP:
        in.u.stop = (struct in_stop){.transaction_id = some_number(r, s),
                                     .ended_at_us = at,
                                     .meter_stop_mwh = random_between(r, -1, 100) * 1000000,
                                     .has_meter_stop = random_chance(r, 800000),
                                     .content = random_between(r, 0, 400),
                                     .readings = some_readings(r, at)};
        if (random_chance(r, 500000))
            in.u.stop.id_token = some(r, 'k', 4);
        break;
    case INPUT_METER:
        in.u.meter = (struct in_meter){.evse_id = random_between(r, 0, 36),
                                       .content = random_between(r, 0, 400),
                                       .readings = some_readings(r, at)};
        if (random_chance(r, 500000))
            in.u.meter.transaction_id = some_number(r, s);
        break;
    case INPUT_OVER:
        in.u.over.transaction_id = some(r, 't', 60);
        break;
    case INPUT_TRANSACTION:
        in.u.transaction = (struct in_transaction){
            .phase = (enum transaction_phase)random_below(r, 3),
            .transaction_id = some(r, 't', 60),
            .happened_at_us = random_chance(r, 20000) ? (int64_t)random_next(r) : at,
            .evse_id = random_between(r, 0, 36),
            .seq_no = random_between(r, 0, 100),
            .content = random_between(r, 0, 400),
            .charging_state = random_between(r, 0, 5),
            .flags = random_chance(r, 100000) ? SESSION_FLAG(OFFLINE) : 0,
            .readings = some_readings(r, at)};
        if (random_chance(r, 300000))
            in.u.transaction.id_token = some(r, 'k', 4);
        break;
    case INPUT_ORDER:
    case INPUT_CANCEL:
    case INPUT_ORDERS:
        break; /* some_order */
    case INPUT_CSR:
    case INPUT_CSR_JUDGED:
    case INPUT_CSR_SIGNED:
    case INPUT_CSR_OFFERED:
        break; /* csms_certify_test */
    case INPUT_NOTE:
        in.u.note = (struct ev_message_noted){.action = STR("NotifyReport")};
        break;
    }
    return in;
}

/* Something about orders, with numbers of its own. */
static struct input some_order(struct random *r, const struct station *s, int64_t now)
{
    struct input in = {.kind = INPUT_ORDERS};
    unsigned kind = (unsigned)random_below(r, 10);
    if (kind < 7) {
        in.kind = INPUT_ORDER;
        in.u.order = (struct ev_order_placed){
            .action = random_chance(r, 500000) ? STR("Reset") : STR("ClearCache"),
            .payload = some(r, 'p', 100000),
            .not_before_us =
                random_chance(r, 500000) ? 0 : now + random_between(r, -9, 900) * US_PER_S,
            .key = random_chance(r, 500000) ? (struct str){0} : some(r, 'k', 4),
            .request_id = random_between(r, 0, 5)};
    } else if (kind < 9) {
        in.kind = INPUT_CANCEL;
        in.u.cancel = (struct in_cancel){
            .order_id = s->n_orders > 0 ? str_of(s->orders[random_below(r, s->n_orders)].order_id)
                                        : STR("none"),
            .reason = some(r, 'r', 2)};
    }
    return in;
}

/* What the dispatcher does: one due order is sent, and sometimes answered. */
static void send_order(struct trace *t, struct random *r, int64_t now)
{
    const struct order *o = order_due(&t->live, now);
    char id[17];
    if (!o)
        return;
    str_copy(id, sizeof id, str_of(o->order_id));
    struct event e = {.kind = EVENT_order_moved,
                      .u.order_moved = {.order_id = str_of(id),
                                        .state = order_state_SENT,
                                        .request_id = order_request(&t->live),
                                        .generation = t->live.info.generation}};
    station_apply(&t->live, now, &e);
    station_apply(&t->again, now, &e);
    if (random_chance(r, 300000))
        return;
    e.u.order_moved.state = order_state_ANSWERED;
    e.u.order_moved.until_us = random_chance(r, 500000) ? 0 : now + US_PER_HOUR;
    station_apply(&t->live, now, &e);
    station_apply(&t->again, now, &e);
}

TEST(station_recovers_to_the_same_bytes_after_any_inputs)
{
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct trace *t = trace_begin("CP1");
        struct random r = {seed}, orders = {seed + 1000};
        int64_t now = MIN(0);
        t->silent = true;
        t->world.policy.boot_required = seed % 4 == 0;
        t->world.policy.unknown_tokens = seed % 2 ? token_status_ACCEPTED : token_status_INVALID;
        for (int i = 0; i < 1000; i++) {
            struct input in = some_input(&r, &t->live, now);
            trace_feed(t, now, &in); /* checks recovery, packing, view and invariants */
            in = some_order(&orders, &t->live, now);
            trace_feed(t, now, &in);
            send_order(t, &orders, now);
            now += random_between(&r, 0, 120) * US_PER_S;
        }
        CHECK(t->n_events > 500);
        CHECK(t->n_view > 100 || t->world.policy.boot_required);
    }
}

int main(void)
{
    return check_main();
}
