/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of views and doors share: a journal on a simulated disk, filled by random inputs
 * to the real step, and a folder to fold it into. */
#pragma once

#include "check.h"

#include <unistd.h>

#include "base/random.h"
#include "base/time.h"
#include "csms/step.h"
#include "event/fact.h"
#include "event/reading.h"
#include "sim/simdisk.h"
#include "views/views.h"

#define MAKE_START_US INT64_C(1790000000000000)
#define MAKE_STATIONS 5

struct make {
    struct random random;
    struct simdisk *sim;
    struct journal *journal;
    struct station *stations;
    struct world world;
    struct step *step;
    char *memory;
    struct arena arena;
    int64_t now_us, command;
    int64_t transactions[MAKE_STATIONS]; /* 2.x transactions begun */
};

/* The identity of a station; the last one has a blank and a slash in it. */
static const char *make_identity(int i)
{
    static const char *const names[MAKE_STATIONS] = {"alpha", "bravo", "charlie", "delta",
                                                     "Echo 1/2"};
    return names[i];
}

/* A folder of its own for a database. */
static void make_folder(char path[64])
{
    bool memory = access("/dev/shm", W_OK) == 0; /* many small syncs are slow on a disk */
    snprintf(path, 64, "%s/busbar-views-XXXXXX", memory ? "/dev/shm" : "/tmp");
    CHECK(mkdtemp(path) != NULL);
}

/* Remove the folder and the database in it. */
static void make_no_folder(const char *path)
{
    CHECK_INT(views_remove(path), ERR_OK);
    CHECK_INT(rmdir(path), 0);
}

static void make_open(struct make *m, uint64_t seed)
{
    char why[256] = "";
    *m = (struct make){.random = {seed}, .now_us = MAKE_START_US};
    m->sim = simdisk_new(seed);
    m->stations = calloc(MAKE_STATIONS, sizeof *m->stations);
    m->step = calloc(1, sizeof *m->step);
    m->memory = malloc(65536);
    m->world.policy = (struct policy){.unknown_tokens = token_status_ACCEPTED,
                                      .unknown_boot = boot_ACCEPTED,
                                      .heartbeat_interval_s = 300,
                                      .pending_interval_s = 60};
    CHECK(m->sim && m->stations && m->step && m->memory);
    for (int i = 0; i < MAKE_STATIONS; i++)
        station_init(&m->stations[i], str_of(make_identity(i)));
    struct journal_options options = {.segment_bytes = 65536};
    CHECK_INT(journal_open(simdisk_disk(m->sim), options, &m->journal, why), ERR_OK);
}

static void make_close(struct make *m)
{
    journal_close(m->journal);
    simdisk_free(m->sim);
    free(m->stations);
    free(m->step);
    free(m->memory);
}

/* Add one event to the batch that is open in the journal. */
static void make_add(struct make *m, const struct event *e)
{
    static char packed[65536];
    struct buf out = buf_over(packed, sizeof packed);
    event_pack(e, &out);
    CHECK(!out.full);
    journal_add(m->journal, (uint8_t)e->kind, buf_str(&out));
}

/* Journal one event that comes from no step. */
static void make_event(struct make *m, const char *station, const struct event *e)
{
    journal_begin(m->journal, m->now_us, str_of(station));
    make_add(m, e);
    journal_end(m->journal);
}

/* Give an input to a station and journal what comes of it, with a raw frame before it. */
static void make_input(struct make *m, int i, const struct input *in)
{
    m->arena = arena_over(m->memory, 65536);
    station_step(&m->stations[i], &m->world, m->now_us, in, &m->arena, m->step);
    journal_begin(m->journal, m->now_us, str_of(make_identity(i)));
    journal_add(m->journal, JOURNAL_FRAME_IN, STR("[2,\"1\",\"Some\",{}]"));
    for (unsigned k = 0; k < m->step->n_events; k++)
        make_add(m, &m->step->events[k]);
    journal_end(m->journal);
}

/* One or two readings; the register mostly rises. */
static struct str make_readings(struct make *m, char *bytes, size_t n)
{
    struct buf out = buf_over(bytes, n);
    int64_t rise = (m->now_us - MAKE_START_US) / 20000;
    struct reading energy = {.at_us = m->now_us,
                             .value = 1000000 + rise,
                             .measurand = MEASURAND_ENERGY_ACTIVE_IMPORT_REGISTER};
    struct reading power = {.at_us = m->now_us,
                            .value = random_between(&m->random, 0, 300000000),
                            .measurand = MEASURAND_POWER_ACTIVE_IMPORT};
    if (random_chance(&m->random, 50000))
        energy.value = random_between(&m->random, 0, 100000000000);
    reading_pack(&energy, &out);
    if (random_chance(&m->random, 500000))
        reading_pack(&power, &out);
    return buf_str(&out);
}

/* A 2.x transaction event: of the newest transaction mostly, now and then of one long gone. */
static void make_transaction(struct make *m, int i)
{
    char id[32], bytes[256];
    int64_t newest = m->transactions[i];
    bool begin = newest == 0 || random_chance(&m->random, 150000);
    int64_t which = begin                               ? ++m->transactions[i]
                    : random_chance(&m->random, 100000) ? random_between(&m->random, 1, newest)
                                                        : newest;
    snprintf(id, sizeof id, "tx-%d-%d", i, (int)which);
    struct input in = {.kind = INPUT_TRANSACTION, .protocol = protocol_OCPP201};
    in.u.transaction = (struct in_transaction){
        .phase = begin                               ? TRANSACTION_STARTED
                 : random_chance(&m->random, 150000) ? TRANSACTION_ENDED
                                                     : TRANSACTION_UPDATED,
        .transaction_id = str_of(id),
        .id_token = begin ? STR("DE8ACC12E46L89") : STR(""),
        .trigger = STR("MeterValuePeriodic"),
        .readings = make_readings(m, bytes, sizeof bytes),
        .happened_at_us = m->now_us - random_between(&m->random, 0, 5000000),
        .evse_id = 1 + which % 2,
        .connector_id = 1,
        .seq_no = random_between(&m->random, 1, 40),
        .charging_state = random_between(&m->random, 1, 5),
        .content = random_between(&m->random, 1, 1000)};
    make_input(m, i, &in);
}

/* A 1.6 start or stop. */
static void make_16(struct make *m, int i)
{
    char id[32];
    struct input in = {.kind = INPUT_START, .protocol = protocol_OCPP16};
    if (random_chance(&m->random, 500000)) {
        in.u.start = (struct in_start){.connector_id = random_between(&m->random, 1, 2),
                                       .started_at_us = m->now_us,
                                       .meter_start_mwh = (m->now_us - MAKE_START_US) / 20000,
                                       .content = random_between(&m->random, 1, 100000),
                                       .id_token = STR("TAG")};
    } else {
        int64_t last = m->stations[i].info.transactions;
        snprintf(id, sizeof id, "%d",
                 (int)random_between(&m->random, last > 2 ? last - 2 : 0, last));
        in.kind = INPUT_STOP;
        in.u.stop = (struct in_stop){.transaction_id = str_of(id),
                                     .reason = STR("EVDisconnected"),
                                     .ended_at_us = m->now_us,
                                     .meter_stop_mwh = (m->now_us - MAKE_START_US) / 20000,
                                     .has_meter_stop = true,
                                     .content = random_between(&m->random, 1, 100000)};
    }
    make_input(m, i, &in);
}

/* Status, boot, opening and closing, registration. */
static void make_station_input(struct make *m, int i)
{
    struct input in = {.kind = INPUT_STATUS, .protocol = protocol_OCPP16};
    switch (random_below(&m->random, 8)) {
    case 0:
        in.kind = INPUT_OPENED;
        in.u.opened = (struct ev_connection_opened){
            .protocol = protocol_OCPP201, .remote = STR("10.0.0.1:4711"), .security_profile = 1};
        break;
    case 1:
        in.kind = INPUT_CLOSED;
        in.u.closed = (struct ev_connection_closed){
            .generation = m->stations[i].info.generation, .code = 1006, .reason = STR("cut")};
        break;
    case 2:
        in.kind = INPUT_BOOT;
        in.u.boot = (struct ev_booted){.protocol = protocol_OCPP16,
                                       .vendor = STR("Volt"),
                                       .model = STR("M1"),
                                       .firmware = STR("1.2")};
        break;
    case 3:
        in.kind = INPUT_REGISTER;
        in.u.registered = (struct ev_station_registered){
            .standing = standing_REGISTERED,
            .site_id = STR("site-1"),
            .cpo_id = STR("DE8AA"),
            .tariff_id = random_chance(&m->random, 500000) ? STR("night") : STR("day"),
            .secret = STR("pbkdf2-sha256$10000$00$00"),
            .rated_power_mw = 400000000};
        break;
    default:
        in.u.status = (struct ev_connector_changed){.evse_id = random_between(&m->random, 0, 2),
                                                    .connector_id = 1,
                                                    .status = random_between(&m->random, 1, 10),
                                                    .error_code = STR("NoError"),
                                                    .reported_at_us = m->now_us};
    }
    make_input(m, i, &in);
}

/* Some variables, told in part, and a security event. */
static struct str make_facts(struct make *m, char *bytes, size_t n)
{
    static const char *const names[] = {"Power", "Voltage", "State"};
    struct buf out = buf_over(bytes, n);
    struct fact f;
    for (uint64_t k = random_below(&m->random, 4); k > 0; k--) {
        fact_begin(&f, FACT_variable);
        f.u.variable.component = STR("EVSE");
        f.u.variable.variable = str_of(names[random_below(&m->random, 3)]);
        f.u.variable.value = str_of(names[random_below(&m->random, 3)]);
        f.u.variable.wanted = str_of(names[random_below(&m->random, 3)]);
        f.u.variable.max_elements = random_between(&m->random, 0, 3);
        f.told = random_next(&m->random);
        fact_pack(&f, &out);
    }
    fact_begin(&f, FACT_security_event);
    f.u.security_event.type = STR("TamperDetectionActivated");
    f.u.security_event.happened_at_us = m->now_us;
    f.told = 1 << 1 | 1 << 2;
    fact_pack(&f, &out);
    CHECK(!out.full);
    return buf_str(&out);
}

/* Something that no step makes. */
static void make_other(struct make *m, int i)
{
    static const char *const tokens[] = {"AA", "BB", "CC"};
    struct str token = str_of(tokens[random_below(&m->random, 3)]);
    char id[32], facts[512];
    struct event e = {.kind = EVENT_NONE};
    switch (random_below(&m->random, 7)) {
    case 6:
        e.kind = EVENT_message_noted;
        e.u.message_noted = (struct ev_message_noted){.action = STR("NotifyReport"),
                                                      .facts = make_facts(m, facts, sizeof facts)};
        make_event(m, make_identity(i), &e);
        return;
    case 0:
        e.kind = EVENT_site_registered;
        e.u.site_registered = (struct ev_site_registered){.site_id = STR("site-1"),
                                                          .name = STR("Raststätte \"Süd\""),
                                                          .power_limit_mw = m->now_us};
        make_event(m, "", &e);
        return;
    case 1:
        e.kind = EVENT_token_set;
        e.u.token_set = (struct ev_token_set){
            .id_token = token, .status = token_status_ACCEPTED, .expires_at_us = m->now_us};
        make_event(m, "", &e);
        return;
    case 2:
        e.kind = EVENT_token_removed;
        e.u.token_removed.id_token = token;
        make_event(m, "", &e);
        return;
    case 3:
        e.kind = EVENT_connection_refused;
        e.u.connection_refused =
            (struct ev_connection_refused){.reason = refusal_BAD_CREDENTIALS,
                                           .remote = STR("10.9.9.9:1"),
                                           .detail = STR("the password is wrong"),
                                           .status = 401,
                                           .identity = STR("mallory")};
        make_event(m, "mallory", &e);
        return;
    case 4:
        e.kind = EVENT_finding;
        e.u.finding = (struct ev_finding){.rule = STR("TOO_LONG"),
                                          .action = STR("BootNotification"),
                                          .path = STR("chargePointModel"),
                                          .text = STR("100%_x")};
        station_apply(&m->stations[i], m->now_us, &e);
        break;
    default:
        snprintf(id, sizeof id, "c%d", (int)(m->command += random_chance(&m->random, 400000)));
        e.kind = EVENT_command_changed;
        e.u.command_changed = (struct ev_command_changed){.command_id = str_of(id),
                                                          .action = STR("Reset"),
                                                          .state = random_between(&m->random, 0, 6),
                                                          .payload = STR("{\"type\":\"Soft\"}")};
    }
    make_event(m, make_identity(i), &e);
}

/* Journal n random inputs and make them durable. */
static inline void make_random(struct make *m, int n)
{
    for (int k = 0; k < n; k++) {
        int i = (int)random_below(&m->random, MAKE_STATIONS);
        m->now_us += random_between(&m->random, 1000, 30000000);
        uint64_t what = random_below(&m->random, 10);
        if (what < 5)
            make_transaction(m, i);
        else if (what < 7)
            make_16(m, i);
        else if (what < 9)
            make_station_input(m, i);
        else
            make_other(m, i);
    }
    CHECK_INT(journal_commit(m->journal), ERR_OK);
}

/* Open the views of a folder. */
static struct views *make_views(const char *dir)
{
    struct views *v;
    char why[256] = "";
    if (views_open(dir, &v, why) != ERR_OK)
        CHECK_FAIL("views_open: %s", why);
    return v;
}

/* Open a reader of a folder. */
static inline struct views_reader *make_reader(const char *dir)
{
    struct views_reader *r;
    char why[256] = "";
    if (views_reader_open(dir, &r, why) != ERR_OK)
        CHECK_FAIL("views_reader_open: %s", why);
    return r;
}

/* Fold at most `most` batches from where the views stand, with a commit after each `every` of them
 * (0: none); how many were folded. */
static inline int make_fold(struct make *m, struct views *v, int most, int every)
{
    struct journal_reader *r;
    struct journal_batch batch;
    char why[256] = "";
    int n = 0;
    CHECK_INT(journal_reader_open(simdisk_disk(m->sim), views_position(v), NULL, NULL, &r, why),
              ERR_OK);
    while (n < most && journal_reader_next(r, &batch) == ERR_OK) {
        if (views_apply(v, &batch) != ERR_OK)
            CHECK_FAIL("views_apply: %s", views_why(v));
        n++;
        if (every > 0 && n % every == 0)
            CHECK_INT(views_commit(v), ERR_OK);
    }
    journal_reader_close(r);
    return n;
}
