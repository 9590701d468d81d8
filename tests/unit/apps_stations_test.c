/* SPDX-License-Identifier: Apache-2.0 */
/* The table of stations and its slots. */
#include "apps/stations.h"
#include "check.h"

static struct station station, other;
static char scratch[STATION_STOWED_MAX];

static struct str name_of(int i, char out[32])
{
    return str_make(out, (size_t)snprintf(out, 32, "Station-%d", i));
}

TEST(found_as_written_and_in_any_case)
{
    struct stations t;
    stations_init(&t);
    CHECK(stations_find(&t, STR("CP1")) == NULL);
    struct slot *upper = stations_take(&t, STR("CP1")), *lower = stations_take(&t, STR("cp1"));
    CHECK(upper && lower && upper != lower);
    CHECK(stations_take(&t, STR("CP1")) == upper);
    CHECK(stations_find(&t, STR("CP1")) == upper);
    CHECK(stations_find(&t, STR("cp1")) == lower);
    struct slot *any = stations_find(&t, STR("Cp1"));
    CHECK(any == upper || any == lower);
    CHECK(stations_find(&t, STR("CP10")) == NULL);
    CHECK_INT(t.n, 2);
    CHECK_INT(stations_hash(STR("CP1")), stations_hash(STR("cP1")));
    stations_fini(&t);
}

TEST(many_stay_where_they_are)
{
    enum { N = 20000 };
    static struct slot *slots[N];
    struct stations t;
    char name[32];
    stations_init(&t);
    for (int i = 0; i < N; i++)
        slots[i] = stations_take(&t, name_of(i, name));
    CHECK_INT(t.n, N);
    for (int i = 0; i < N; i++) {
        CHECK(stations_find(&t, name_of(i, name)) == slots[i]);
        CHECK_STR(slot_identity(slots[i]), name);
    }
    CHECK(stations_find(&t, name_of(N, name)) == NULL);
    stations_fini(&t);
}

TEST(slot_keeps_a_station)
{
    struct stations t;
    stations_init(&t);
    struct slot *s = stations_take(&t, STR("CP1"));
    slot_load(s, &station);
    CHECK_STR(str_of(station.info.identity), "CP1");
    CHECK_INT(station.info.standing, standing_UNKNOWN);
    struct event e = {
        .kind = EVENT_station_registered,
        .u.station_registered = {.standing = standing_REGISTERED, .site_id = STR("S1")}};
    station_apply(&station, 1000, &e);
    slot_store(s, &station, scratch);
    memset(&other, 0xAA, sizeof other);
    slot_load(s, &other);
    CHECK_INT(other.info.standing, standing_REGISTERED);
    CHECK_STR(str_of(other.info.site_id), "S1");
    CHECK(s->stowed_n <= s->stowed_cap && s->stowed_cap < 512);
    stations_fini(&t);
}

TEST(seen_is_told_by_identity)
{
    struct stations t;
    stations_init(&t);
    CHECK_INT(stations_seen(&t, STR("CP1")), 0);
    atomic_store(&stations_take(&t, STR("CP1"))->seen_us, 42);
    CHECK_INT(stations_seen(&t, STR("CP1")), 42);
    CHECK_INT(stations_seen(&t, STR("cp1")), 42);
    stations_fini(&t);
}

int main(void)
{
    return check_main();
}
