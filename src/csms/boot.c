/* SPDX-License-Identifier: Apache-2.0 */
/* BootNotification, and what a station may send before it was accepted.
 *
 *      standing                 answer
 *      registered, accepted     Accepted
 *      unknown, quarantined     policy.unknown_boot
 *      removed                  Rejected
 *      (accepted, but by an expired certificate: Pending)
 *
 * The state belongs to the station, not to its connection: after a reconnect no boot is due. */
#include "csms/work.h"

#define INTERVAL_DEFAULT_S 300 /* where the policy has none: 0 would make a station flood us */

/* What BootNotification is answered. */
static int64_t boot_status(const struct work *w)
{
    switch ((enum standing)w->s->info.standing) {
    case standing_REGISTERED:
    case standing_ACCEPTED:
        return w->in->pending ? boot_PENDING : boot_ACCEPTED;
    case standing_REMOVED:
        return boot_REJECTED;
    case standing_UNKNOWN:
    case standing_QUARANTINED:
        break;
    }
    return w->world->policy.unknown_boot == boot_NONE ? boot_PENDING
                                                      : w->world->policy.unknown_boot;
}

/* Set the answer: heartbeat interval where accepted, else when to boot again. */
static void boot_answer(struct work *w, int64_t status)
{
    const struct policy *p = &w->world->policy;
    int64_t s = status == boot_ACCEPTED ? p->heartbeat_interval_s : p->pending_interval_s;
    w->out->answer.boot = status;
    w->out->answer.interval_s = s > 0 ? s : INTERVAL_DEFAULT_S;
}

/* Is the serial number another than the operator expects (2.0.1 B01.FR.12)? */
static bool serial_differs(const struct work *w)
{
    const char *expected = w->s->info.expected_serial;
    return expected[0] != '\0' && !str_is(w->in->u.boot.serial, expected);
}

void boot_step(struct work *w)
{
    if (serial_differs(w)) {
        boot_answer(w, boot_REJECTED);
        w->out->answer.close = true;
        w->out->answer.close_reason = STR("the serial number is not the one registered");
        work_refused(w, "SERIAL_MISMATCH", STR("BootNotification"), "serialNumber",
                     w->in->u.boot.serial);
        return;
    }
    boot_answer(w, boot_status(w));
    struct event *e = work_event(w, EVENT_booted);
    e->u.booted = w->in->u.boot;
    e->u.booted.status = w->out->answer.boot;
    e->u.booted.interval_s = w->out->answer.interval_s;
    e->u.booted.protocol = work_protocol(w);
    work_apply(w);
}

/* What is served while Pending, asked for or not: what the two reports and a renewal of the
 * certificate need. */
static bool served_pending(const struct input *in)
{
    static const char *const actions[] = {"NotifyReport", "SignCertificate"};
    if (in->asked || in->kind == INPUT_CSR)
        return true;
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (in->kind == INPUT_NOTE && str_is(in->u.note.action, actions[i]))
            return true;
    return false;
}

bool boot_refuses(const struct work *w)
{
    int64_t boot = w->in->pending ? (int64_t)boot_PENDING : w->s->info.boot;
    if (!w->world->policy.boot_required || w->in->kind == INPUT_BOOT || boot == boot_ACCEPTED)
        return false;
    return boot != boot_PENDING || !served_pending(w->in);
}
