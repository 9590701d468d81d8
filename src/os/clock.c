/* SPDX-License-Identifier: Apache-2.0 */
/* clock_gettime, in microseconds. */
#include "os/clock.h"

#include <sys/timex.h>
#include <time.h>

/* One clock in microseconds. */
static int64_t clock_us(clockid_t which)
{
    struct timespec t;
    clock_gettime(which, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t clock_utc_us(void)
{
    return clock_us(CLOCK_REALTIME);
}

int64_t clock_mono_us(void)
{
    return clock_us(CLOCK_MONOTONIC);
}

int64_t clock_cpu_us(void)
{
    return clock_us(CLOCK_PROCESS_CPUTIME_ID);
}

bool clock_synchronised(int64_t *error_us)
{
    struct timex t = {.modes = 0};
    int state = adjtimex(&t);
    *error_us = t.maxerror;
    return state >= 0 && state != TIME_ERROR && !(t.status & STA_UNSYNC);
}
