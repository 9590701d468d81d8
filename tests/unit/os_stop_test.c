/* SPDX-License-Identifier: Apache-2.0 */
/* Threads that rest, and are asked to end. */
#include "check.h"

#include "os/clock.h"
#include "os/stop.h"

/* Rests for an hour at a time until it is asked to end; how often it woke without that. */
static void *rests(void *ctx)
{
    intptr_t woken = 0;
    while (!stop_rest(ctx, INT64_C(3600000000)))
        woken++;
    return (void *)woken;
}

TEST(who_rests_is_woken_when_the_end_is_asked_for)
{
    struct stop s;
    pthread_t thread;
    void *woken = NULL;
    stop_init(&s);
    CHECK_INT(pthread_create(&thread, NULL, rests, &s), 0);
    CHECK(!stop_rest(&s, 20000));
    stop_ask(&s);
    CHECK_INT(pthread_join(thread, &woken), 0);
    CHECK(woken == NULL);
    CHECK(stop_rest(&s, INT64_C(3600000000))); /* from then on nobody rests */
    stop_fini(&s);
}

TEST(a_rest_is_not_shorter_than_it_was_to_be)
{
    struct stop s;
    stop_init(&s);
    int64_t began = clock_mono_us();
    CHECK(!stop_rest(&s, 1500));
    CHECK(clock_mono_us() - began >= 1500);
    CHECK(!stop_rest(&s, 0));
    stop_fini(&s);
}

int main(void)
{
    return check_main();
}
