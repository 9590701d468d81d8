/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the packed form of a station: what is taken says the same packed again, comes back
 * from the stowed form word by word, and goes on taking events; what is damaged is told, and leaves
 * nothing half made. */
#include "csms/station_stow.h"
#include "csms/step.h"
#include "fuzz.h"

static struct station station, again;
static char stowed[STATION_STOWED_MAX];

/* Stow and fetch: every word that is in use. */
static void stow(void)
{
    size_t n = station_stow(&station, stowed);
    ASSERT(n <= sizeof stowed);
    char *exact = fuzz_copy(str_make(stowed, n));
    ASSERT(station_stow_sessions(str_make(exact, n)) == station.n_sessions);
    memset(&again, 0xAA, sizeof again);
    station_stow_fetch(str_make(exact, n), &again);
    free(exact);
    ASSERT(again.n_connectors == station.n_connectors && again.n_sessions == station.n_sessions);
    ASSERT(memcmp(&station.info, &again.info, sizeof station.info) == 0);
    ASSERT(memcmp(station.connectors, again.connectors,
                  station.n_connectors * sizeof *station.connectors) == 0);
    ASSERT(memcmp(station.sessions, again.sessions,
                  station.n_sessions * sizeof *station.sessions) == 0);
}

/* Pack, read, pack: the same bytes. */
static void pack(void)
{
    static char first[2 * STATION_PACKED_MAX], second[2 * STATION_PACKED_MAX];
    struct buf one = buf_over(first, sizeof first), two = buf_over(second, sizeof second);
    station_pack(&station, &one);
    ASSERT(!one.full && one.n <= STATION_PACKED_MAX);
    ASSERT(station_unpack(buf_str(&one), &again));
    station_pack(&again, &two);
    ASSERT(str_eq(buf_str(&one), buf_str(&two)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct world world = {.policy = {.heartbeat_interval_s = 300}};
    static _Alignas(16) char memory[2 * STEP_ARENA_MIN];
    static struct step step;
    struct arena arena = arena_over(memory, sizeof memory);
    struct input opened = {.kind = INPUT_OPENED, .protocol = protocol_OCPP21};
    struct input boot = {.kind = INPUT_BOOT, .protocol = protocol_OCPP21};
    station_init(&station, STR("CS001"));
    char *copy = fuzz_copy(str_make((const char *)data, size));
    bool good = station_unpack(str_make(copy, size), &station);
    free(copy);
    if (!good)
        return 0;
    ASSERT(!station_broken(&station));
    stow();
    pack();
    station_step(&station, &world, INT64_C(1795572946123000), &opened, &arena, &step);
    arena_reset(&arena);
    station_step(&station, &world, INT64_C(1795572947123000), &boot, &arena, &step);
    ASSERT(!station_broken(&station) && step.n_events <= STEP_EVENTS_MAX);
    stow();
    return 0;
}
