/* SPDX-License-Identifier: Apache-2.0 */
/* The clock. */
#include <stdio.h>
#include <string.h>

#include "apps/doctor.h"
#include "base/time.h"
#include "os/clock.h"
#include "os/machine.h"

#define ERROR_MAX_US US_PER_S
#define BACK_US (5 * US_PER_S) /* this far behind the journal is odd */

void doctor_clock_synchronised(const struct doctor *d, struct doctor_finding *f)
{
    int64_t wrong_us;
    (void)d;
    bool good = clock_synchronised(&wrong_us);
    doctor_say(f, good && wrong_us < ERROR_MAX_US ? DOCTOR_OK : DOCTOR_WARN,
               "%s, wrong by at most %lld ms", good ? "synchronised" : "not synchronised",
               (long long)(wrong_us / 1000));
    if (f->verdict != DOCTOR_OK)
        doctor_advise(f, "run chrony or systemd-timesyncd (in a container: on the host); "
                         "stations are told this time");
}

void doctor_clock_plausible(const struct doctor *d, struct doctor_finding *f)
{
    struct machine_path p;
    char path[4200], now[25];
    time_format(d->now_us, now);
    snprintf(path, sizeof path, "%s/journal", d->o->data);
    bool back = machine_path(path, &p) == ERR_OK && p.changed_us > d->now_us + BACK_US;
    bool early = d->now_us < INT64_C(1735689600) * US_PER_S; /* 2025 */
    doctor_say(f, back || early ? DOCTOR_FAIL : DOCTOR_OK, "%s%s", now,
               back ? ", but the journal was written later than that" : "");
    if (f->verdict != DOCTOR_OK)
        doctor_advise(f, "set the clock before the server starts");
}

void doctor_clock_source(const struct doctor *d, struct doctor_finding *f)
{
    static const char *const slow[] = {"hpet", "acpi_pm", "jiffies", "refined-jiffies"};
    char name[64];
    (void)d;
    machine_word("/sys/devices/system/clocksource/clocksource0/current_clocksource", name,
                 sizeof name);
    doctor_say(f, DOCTOR_OK, "%s", name[0] ? name : "not told");
    for (size_t i = 0; i < sizeof slow / sizeof *slow; i++)
        if (strcmp(name, slow[i]) == 0) {
            f->verdict = DOCTOR_WARN;
            doctor_advise(f, "a microsecond for each look: the kernel distrusts the TSC, see its "
                             "log; in a guest kvm-clock or tsc");
        }
}
