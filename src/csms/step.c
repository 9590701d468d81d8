/* SPDX-License-Identifier: Apache-2.0 */
/* The step: routes an input to the part that does it. The parts are declared in work.h. */
#include "csms/step.h"

#include <string.h>

#include "base/assert.h"
#include "csms/work.h"

/* Nothing to record: that a station is alive is known where its socket is. */
static void heartbeat(struct work *w)
{
    (void)w;
}

/* Who does an input, and whether it is a message of the station. */
static const struct route {
    void (*run)(struct work *w);
    bool message;
} routes[] = {
    [INPUT_REGISTER] = {connection_register, false},
    [INPUT_REMOVE] = {connection_remove, false},
    [INPUT_OPENED] = {connection_open, false},
    [INPUT_CLOSED] = {connection_close, false},
    [INPUT_BOOT] = {boot_step, true},
    [INPUT_HEARTBEAT] = {heartbeat, true},
    [INPUT_STATUS] = {status_step, true},
    [INPUT_AUTHORIZE] = {status_authorize, true},
    [INPUT_START] = {transaction16_start, true},
    [INPUT_STOP] = {transaction16_stop, true},
    [INPUT_METER] = {measure_step, true},
    [INPUT_TRANSACTION] = {transaction2_step, true},
    [INPUT_OVER] = {lapse_over, false},
    [INPUT_NOTE] = {status_note, true},
    [INPUT_ORDER] = {order_step_place, false},
    [INPUT_CANCEL] = {order_step_cancel, false},
    [INPUT_ORDERS] = {order_step_time, false},
    [INPUT_CSR] = {certify_asked, true},
    [INPUT_CSR_JUDGED] = {certify_judged, false},
    [INPUT_CSR_SIGNED] = {certify_signed, false},
    [INPUT_CSR_OFFERED] = {certify_offered, false},
};

/* Name of the message that an input came by, for findings. */
static struct str action_of(const struct input *in)
{
    static const char *const names[] = {[INPUT_BOOT] = "BootNotification",
                                        [INPUT_HEARTBEAT] = "Heartbeat",
                                        [INPUT_STATUS] = "StatusNotification",
                                        [INPUT_AUTHORIZE] = "Authorize",
                                        [INPUT_START] = "StartTransaction",
                                        [INPUT_STOP] = "StopTransaction",
                                        [INPUT_METER] = "MeterValues",
                                        [INPUT_TRANSACTION] = "TransactionEvent",
                                        [INPUT_NOTE] = NULL,
                                        [INPUT_CSR] = "SignCertificate"};
    return in->kind == INPUT_NOTE ? in->u.note.action : str_of(names[in->kind]);
}

void station_step(struct station *s, const struct world *w, int64_t now_us, const struct input *in,
                  struct arena *arena, struct step *out)
{
    struct work work = {s, w, now_us, in, arena, out};
    ASSERT(in->kind < sizeof routes / sizeof *routes);
    ASSERT(arena->cap - arena->n >= STEP_ARENA_MIN);
    out->n_events = 0;
    memset(&out->answer, 0, sizeof out->answer);
    const struct route *route = &routes[in->kind];
    if (route->message && boot_refuses(&work)) {
        out->answer.refuse_security = true;
        work_refused(&work, "NOT_BOOTED", action_of(in), "", (struct str){0});
        return;
    }
    route->run(&work);
    if (!route->message)
        return;
    if (s->n_orders > 0 || in->report.has_id)
        order_report(&work, action_of(in));
    lapse_sweep(&work);
    if (s->n_orders > 0 || s->info.boot == boot_NONE)
        nudge_message(&work);
}
