/* SPDX-License-Identifier: Apache-2.0 */
/* What the checks share. */
#include "apps/doctor.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "os/machine.h"

const struct doctor_check doctor_checks[] = {
#define CHECK(group, name, meaning) {#group, #name, meaning, doctor_##group##_##name},
#include "apps/tbl/checks.h"
#undef CHECK
};
const size_t doctor_n = sizeof doctor_checks / sizeof *doctor_checks;

/* Go up from a path to a folder that is there. */
static void find_place(struct doctor *d)
{
    struct machine_path p;
    str_copy(d->place, sizeof d->place, str_of(d->o->data));
    d->there = machine_path(d->place, &p) == ERR_OK;
    for (bool there = d->there; !there;) {
        char *slash = strrchr(d->place, '/');
        if (!slash)
            strcpy(d->place, ".");
        else if (slash == d->place)
            d->place[1] = '\0';
        else
            *slash = '\0';
        there = !slash || slash == d->place || (machine_path(d->place, &p) == ERR_OK && p.folder);
    }
}

void doctor_begin(struct doctor *d, const struct options *o, int64_t now_us)
{
    char lock[4200];
    memset(d, 0, sizeof *d);
    d->o = o;
    d->now_us = now_us;
    find_place(d);
    snprintf(lock, sizeof lock, "%s/lock", o->data);
    d->server_pid = machine_lock_holder(lock);
}

void doctor_say(struct doctor_finding *f, enum doctor_verdict verdict, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    f->verdict = verdict;
    vsnprintf(f->value, sizeof f->value, format, args);
    va_end(args);
}

void doctor_advise(struct doctor_finding *f, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(f->advice, sizeof f->advice, format, args);
    va_end(args);
}

const char *doctor_word(enum doctor_verdict verdict)
{
    static const char *const words[] = {"ok", "warn", "fail"};
    return words[verdict];
}

const char *doctor_bytes(int64_t bytes, char out[24])
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB"};
    double v = (double)bytes;
    unsigned u = 0;
    for (; v >= 1000 && u + 1 < sizeof units / sizeof *units; u++)
        v /= 1000;
    snprintf(out, 24, u ? "%.1f %s" : "%.0f %s", v, units[u]);
    return out;
}
