/* SPDX-License-Identifier: Apache-2.0 */
/* Simulated stations against the server's own core, in process, on virtual time: what a station's
 * meter counted is what the events say, with every fault and quirk on. */
#include "check.h"

#include "base/hash.h"
#include "base/time.h"
#include "fleet/charger.h"
#include "ocpp/link.h"

#define SESSIONS_MAX 512
#define BEGIN_US (INT64_C(1795572946) * US_PER_S)

struct site {
    struct charger charger;
    struct station station;
    struct link link;
    struct world world;
    struct session sessions[SESSIONS_MAX]; /* as the session view folds them */
    size_t n_sessions;
    struct charger_truth truth[SESSIONS_MAX];
    size_t n_truth;
    int64_t now_us;
    uint64_t events, digest;
    bool open;
};

static char arena_bytes[8 << 20], frame_bytes[1 << 20], answer_bytes[1 << 20];
static struct link_outcome outcome;
static struct site site;

/* The stored session of that id, made where it is new. */
static struct session *stored(struct site *s, struct str id)
{
    for (size_t i = 0; i < s->n_sessions; i++)
        if (str_is(id, s->sessions[i].session_id))
            return &s->sessions[i];
    CHECK(s->n_sessions < SESSIONS_MAX);
    return memset(&s->sessions[s->n_sessions++], 0, sizeof *s->sessions);
}

/* Fold the events of an outcome as the session view does. */
static void fold(struct site *s)
{
    static char packed[1 << 16];
    for (unsigned i = 0; i < outcome.step.n_events; i++) {
        const struct event *e = &outcome.step.events[i];
        struct str id = event_session(e);
        struct buf out = buf_over(packed, sizeof packed);
        event_pack(e, &out);
        s->digest = hash_mix(s->digest, hash_str(buf_str(&out)));
        s->events++;
        if (id.n > 0)
            session_fold(stored(s, id), STR("S1"), s->now_us, e);
    }
}

/* Take the sessions that the station ended. */
static void take_truth(struct site *s)
{
    for (unsigned i = 0; i < s->charger.n_truth; i++) {
        CHECK(s->n_truth < SESSIONS_MAX);
        s->truth[s->n_truth++] = s->charger.truth[i];
    }
    s->charger.n_truth = 0;
}

/* Bring what the station said to the server and the answers back, until both are silent; the
 * network may cut in between. */
static void talk(struct site *s, struct buf *frames, struct charger_out *made)
{
    for (int turn = 0; turn < 100 && (frames->n > 0 || made->disconnect); turn++) {
        struct buf answers = buf_over(answer_bytes, sizeof answer_bytes);
        struct str texts = buf_str(frames);
        while (texts.n > 0 && s->open) {
            struct arena arena = arena_over(arena_bytes, sizeof arena_bytes);
            link_outcome_reset(&outcome);
            link_frame(&s->link, &s->station, &s->world, s->now_us, str_cut(&texts, '\0'), &arena,
                       &outcome);
            fold(s);
            for (unsigned i = 0; i < outcome.n_frames; i++) {
                buf_puts(&answers, outcome.frames[i]);
                buf_putc(&answers, '\0');
            }
        }
        take_truth(s);
        if (made->disconnect && s->open) {
            struct arena arena = arena_over(arena_bytes, sizeof arena_bytes);
            link_outcome_reset(&outcome);
            link_closed(&s->link, &s->station, &s->world, s->now_us, 1006, STR("cut"), &arena,
                        &outcome);
            fold(s);
            s->open = false;
            charger_disconnected(&s->charger, s->now_us);
        }
        *made = (struct charger_out){.frames = frames};
        frames->n = 0;
        for (struct str rest = buf_str(&answers); rest.n > 0 && s->open;)
            charger_received(&s->charger, s->now_us, s->now_us, str_cut(&rest, '\0'), made);
        take_truth(s);
    }
}

/* One second of the world. */
static void second(struct site *s)
{
    struct buf frames = buf_over(frame_bytes, sizeof frame_bytes);
    struct charger_out made = {.frames = &frames};
    s->now_us += US_PER_S;
    if (charger_wants(&s->charger, s->now_us)) {
        struct arena arena = arena_over(arena_bytes, sizeof arena_bytes);
        link_outcome_reset(&outcome);
        struct link_hello hello = {.version = s->charger.o.version,
                                   .strict = false,
                                   .remote = STR("127.0.0.1:1"),
                                   .security_profile = 1,
                                   .pending = false};
        link_open(&s->link, &hello, &s->station, &s->world, s->now_us, &arena, &outcome);
        fold(s);
        s->open = true;
        charger_connected(&s->charger, s->now_us, s->now_us, &made);
        talk(s, &frames, &made);
    }
    made = (struct charger_out){.frames = &frames};
    frames.n = 0;
    charger_tick(&s->charger, s->now_us, s->now_us, &made);
    talk(s, &frames, &made);
}

/* Run one station for so many hours, then wind it down. */
static void run_site(enum ocpp_version version, uint64_t seed, uint32_t faults_percent,
                     uint32_t quirks, int hours)
{
    static const uint32_t normal[FAULT_COUNT] = {
#define FAULT(name, ppm, help) ppm,
#include "fleet/tbl/faults.h"
#undef FAULT
    };
    struct charger_options o = {.version = version,
                                .evses = 2,
                                .rated_w = 1000000,
                                .truck_ppm = 300000,
                                .gap_us = 600 * US_PER_S,
                                .sample_us = 30 * US_PER_S,
                                .answer_us = 10 * US_PER_S,
                                .quirks = quirks};
    for (unsigned f = 0; f < FAULT_COUNT; f++)
        o.faults[f] = normal[f] * faults_percent / 100;
    memset(&site, 0, sizeof site);
    site.world.policy = (struct policy){.unknown_tokens = token_status_ACCEPTED,
                                        .unknown_boot = boot_PENDING,
                                        .heartbeat_interval_s = 300,
                                        .pending_interval_s = 60};
    site.now_us = BEGIN_US;
    station_init(&site.station, STR("S1"));
    site.station.info.standing = standing_REGISTERED;
    charger_init(&site.charger, "S1", &o, seed, site.now_us);
    for (int i = 0; i < hours * 3600; i++)
        second(&site);
    struct buf frames = buf_over(frame_bytes, sizeof frame_bytes);
    struct charger_out made = {.frames = &frames};
    charger_wind_down(&site.charger, site.now_us, site.now_us, &made);
    talk(&site, &frames, &made);
    for (int i = 0; i < 3600 && !charger_quiet(&site.charger); i++)
        second(&site);
    CHECK(charger_quiet(&site.charger));
}

/* Every session that the station ended is stored once, ended, with the energy of the station's own
 * meter. */
static void check_truth(void)
{
    CHECK(site.n_truth > 3);
    for (size_t i = 0; i < site.n_truth; i++) {
        const struct charger_truth *t = &site.truth[i];
        size_t found = 0;
        for (size_t k = 0; k < site.n_sessions; k++) {
            const struct session *s = &site.sessions[k];
            if (s->evse_id != t->evse || s->started_at_us / US_PER_MS != t->started_us / US_PER_MS)
                continue;
            found++;
            CHECK(session_broken(s) == NULL);
            if (t->flawed)
                continue;
            if (llabs(s->energy_mwh - t->energy_wh * 1000) > 1000)
                printf("# session %u of EVSE %u: flags %llx\n", t->session, t->evse,
                       (unsigned long long)s->flags);
            CHECK_INT(s->state, session_state_ENDED);
            CHECK(llabs(s->energy_mwh - t->energy_wh * 1000) <= 1000);
        }
        if (found != 1)
            printf("# session %u of EVSE %u is stored %zu times\n", t->session, t->evse, found);
        CHECK_INT(found, 1);
    }
}

TEST(vehicles_take_power_as_their_curve_says)
{
    CHECK(vehicle_count() >= 30);
    for (size_t i = 0; i < vehicle_count(); i++) {
        const struct vehicle *v = vehicle_at(i);
        for (int64_t soc_bp = 0; soc_bp <= 10000; soc_bp += 50) {
            CHECK(vehicle_power_w(v, soc_bp) > 0);
            CHECK(vehicle_power_w(v, soc_bp) <= 1200000);
        }
        CHECK_INT(vehicle_power_w(v, v->points[0].soc_percent * 100), v->points[0].power_w);
    }
    CHECK(vehicle_at(vehicle_count()) == NULL);
}

TEST(a_faultless_station_is_recorded_to_the_watt_hour)
{
    static const enum ocpp_version versions[] = {OCPP_16, OCPP_201, OCPP_21};
    for (unsigned v = 0; v < 3; v++) {
        run_site(versions[v], 11 + v, 0, 0, 6);
        check_truth();
        CHECK_INT(site.charger.count.errors, 0);
    }
}

TEST(faults_lose_nothing_and_double_nothing)
{
    static const enum ocpp_version versions[] = {OCPP_16, OCPP_201, OCPP_21};
    for (uint64_t seed = 1; seed <= 12; seed++) {
        run_site(versions[seed % 3], seed, 300, 0, 8);
        check_truth();
    }
}

TEST(each_quirk_is_taken)
{
    static const enum ocpp_version versions[] = {OCPP_16, OCPP_201, OCPP_21};
    for (unsigned q = 0; q < QUIRK_COUNT; q++)
        for (unsigned v = 0; v < 3; v++) {
            run_site(versions[v], 100 + q, 0, 1u << q, 8);
            check_truth();
            CHECK_INT(site.charger.count.errors, 0);
        }
}

TEST(a_station_that_nobody_answers_takes_no_more_vehicles_than_it_can_tell_of)
{
    for (enum ocpp_version version = OCPP_16; version <= OCPP_21; version++) {
        struct charger_options o = {.version = version,
                                    .evses = CHARGER_EVSES_MAX,
                                    .rated_w = 400000,
                                    .gap_us = 60 * US_PER_S,
                                    .sample_us = 30 * US_PER_S,
                                    .answer_us = 10 * US_PER_S};
        int64_t now_us = BEGIN_US;
        struct buf frames = buf_over(frame_bytes, sizeof frame_bytes);
        struct charger_out made = {.frames = &frames};
        charger_init(&site.charger, "S1", &o, 5, now_us);
        for (int i = 0; i < 4 * 86400; i++) {
            now_us += US_PER_S;
            frames.n = 0;
            made.disconnect = false;
            if (i % 7200 == 0)
                charger_connected(&site.charger, now_us, now_us, &made);
            charger_tick(&site.charger, now_us, now_us, &made);
            if (i % 7200 == 7199 || made.disconnect)
                charger_disconnected(&site.charger, now_us);
        }
        CHECK(site.charger.n_outbox <= CHARGER_OUTBOX_MAX && site.charger.sessions > 5);
    }
}

TEST(the_same_seed_does_the_same)
{
    run_site(OCPP_201, 5, 200, 3, 4);
    uint64_t digest = site.digest, events = site.events;
    CHECK(events > 100);
    run_site(OCPP_201, 5, 200, 3, 4);
    CHECK_INT(site.digest, digest);
    CHECK_INT(site.events, events);
    run_site(OCPP_201, 6, 200, 3, 4);
    CHECK(site.digest != digest);
}

TEST(energy_is_unknown_only_where_a_reset_and_a_lost_sample_meet)
{
    struct charger_truth whole = {0}, reset = {.reset = true}, flawed = {.flawed = true};
    CHECK(charger_energy_known(&whole, false) && charger_energy_known(&whole, true));
    CHECK(charger_energy_known(&reset, false) && !charger_energy_known(&reset, true));
    CHECK(!charger_energy_known(&flawed, false));
}

int main(void)
{
    return check_main();
}
