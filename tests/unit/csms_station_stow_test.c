/* SPDX-License-Identifier: Apache-2.0 */
/* The stowed form gives back every word, takes no more room than promised, and little for a
 * station that idles. */
#include "csms/station_stow.h"
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "base/random.h"

static struct station a, b;
static char room[STATION_STOWED_MAX + 8];

/* Stow a, fetch it as b, and compare what is in use; the bytes it took. */
static size_t there_and_back(void)
{
    memset(room, 0x55, sizeof room);
    memset(&b, 0xAA, sizeof b);
    size_t n = station_stow(&a, room);
    CHECK(n <= STATION_STOWED_MAX);
    for (size_t i = STATION_STOWED_MAX; i < sizeof room; i++)
        CHECK_INT(room[i], 0x55);
    char *exact = malloc(n); /* so that the sanitizer sees a step too far */
    memcpy(exact, room, n);
    station_stow_fetch(str_make(exact, n), &b);
    free(exact);
    CHECK_INT(b.n_connectors, a.n_connectors);
    CHECK_INT(b.n_sessions, a.n_sessions);
    CHECK(memcmp(&a.info, &b.info, sizeof a.info) == 0);
    CHECK(memcmp(a.connectors, b.connectors, a.n_connectors * sizeof *a.connectors) == 0);
    CHECK(memcmp(a.sessions, b.sessions, a.n_sessions * sizeof *a.sessions) == 0);
    CHECK_INT(b.n_orders, a.n_orders);
    CHECK(memcmp(a.orders, b.orders, a.n_orders * sizeof *a.orders) == 0);
    CHECK_INT(b.n_texts, a.n_texts);
    CHECK(memcmp(a.texts, b.texts, a.n_texts) == 0);
    return n;
}

/* Fill n bytes: of every `one_in` words one is not zero. */
static void scatter(void *p, size_t n, struct random *random, uint64_t one_in)
{
    for (size_t i = 0; i < n; i += 8) {
        uint64_t word = random_below(random, one_in) == 0 ? random_next(random) : 0;
        memcpy((char *)p + i, &word, 8);
    }
}

TEST(every_word_comes_back)
{
    struct random random = {3};
    for (int round = 0; round < 600; round++) {
        uint64_t one_in = 1 + random_below(&random, 20);
        scatter(&a.info, sizeof a.info, &random, one_in);
        scatter(a.connectors, sizeof a.connectors, &random, one_in);
        scatter(a.sessions, sizeof a.sessions, &random, one_in);
        a.n_connectors = (unsigned)random_below(&random, STATION_CONNECTORS_MAX + 1);
        a.n_sessions = (unsigned)random_below(&random, STATION_SESSIONS_MAX + 1);
        scatter(a.orders, sizeof a.orders, &random, one_in);
        a.n_orders = (unsigned)random_below(&random, STATION_ORDERS_MAX + 1);
        a.n_texts = a.n_orders > 0 ? (unsigned)random_below(&random, STATION_TEXTS_MAX + 1) : 0;
        there_and_back();
    }
}

TEST(a_station_full_of_everything_fits)
{
    memset(&a, 0xFF, sizeof a);
    a.n_connectors = STATION_CONNECTORS_MAX;
    a.n_sessions = STATION_SESSIONS_MAX;
    a.n_orders = STATION_ORDERS_MAX;
    a.n_texts = STATION_TEXTS_MAX;
    there_and_back();
}

TEST(an_idle_station_takes_little_and_a_charging_one_not_much_more)
{
    memset(&a, 0, sizeof a);
    station_init(&a, STR("DE*ABC*E000123*1"));
    struct event booted = {.kind = EVENT_booted,
                           .u.booted = {.vendor = STR("Vendor"),
                                        .model = STR("Model-350"),
                                        .serial = STR("SN-000123-2026"),
                                        .firmware = STR("1.24.3-rc2"),
                                        .status = boot_ACCEPTED}};
    station_apply(&a, 1000, &booted);
    CHECK(there_and_back() < 256);
    struct event started = {.kind = EVENT_session_started,
                            .u.session_started = {.session_id = STR("0123456789abcdef"),
                                                  .transaction_id = STR("tx-000000000000000000001"),
                                                  .id_token = STR("DE8ACC12E46L89"),
                                                  .started_at_us = 1000000,
                                                  .evse_id = 1,
                                                  .content = 5}};
    station_apply(&a, 1000, &started);
    CHECK_INT(a.n_sessions, 1);
    CHECK(there_and_back() < 768);
}

int main(void)
{
    return check_main();
}
