/* SPDX-License-Identifier: Apache-2.0 */
/* The queue of a simulated station. */
#include "fleet/outbox.h"

#include <string.h>

#include "base/assert.h"
#include "fleet/say.h"

#define ATTEMPTS 3
#define RESERVE (4 * CHARGER_EVSES_MAX + 4) /* of an EVSE: its stop, and a whole session */

/* Take the i-th saying out. */
static void take_out(struct charger *c, unsigned i)
{
    memmove(&c->outbox[i], &c->outbox[i + 1], (c->n_outbox - i - 1) * sizeof *c->outbox);
    c->n_outbox--;
}

/* The i-th saying is never said. */
static void lose(struct charger *c, unsigned i)
{
    const struct saying *s = &c->outbox[i];
    if (s->what == SAY_SAMPLE && c->past[s->session % CHARGER_PAST_MAX].session == s->session)
        c->past[s->session % CHARGER_PAST_MAX].sample_lost = true;
    c->count.dropped++;
    take_out(c, i);
}

/* Make room for one: the oldest sample or heartbeat that is not in flight goes, else the oldest
 * status. */
static void make_room(struct charger *c)
{
    for (int pass = 0; pass < 2; pass++)
        for (unsigned i = c->flight ? 1 : 0; i < c->n_outbox; i++) {
            uint8_t what = c->outbox[i].what;
            if (what == SAY_SAMPLE || what == SAY_HEARTBEAT || (pass == 1 && what == SAY_STATUS)) {
                lose(c, i);
                return;
            }
        }
}

bool outbox_crowded(const struct charger *c)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < c->n_outbox; i++) {
        uint8_t what = c->outbox[i].what;
        kept += what != SAY_SAMPLE && what != SAY_HEARTBEAT && what != SAY_STATUS;
    }
    return kept > CHARGER_OUTBOX_MAX - RESERVE;
}

void outbox_add(struct charger *c, const struct saying *s)
{
    if (c->n_outbox == CHARGER_OUTBOX_MAX)
        make_room(c);
    ASSERT(c->n_outbox < CHARGER_OUTBOX_MAX);
    c->outbox[c->n_outbox++] = *s;
}

/* By fault, let the first two change places where both belong to one 2.x transaction. */
static void maybe_swap(struct charger *c)
{
    struct saying *a = &c->outbox[0], *b = &c->outbox[1];
    if (c->n_outbox < 2 || c->o.version == OCPP_16 || a->attempts || b->attempts ||
        a->session != b->session || !say_of_transaction(a) || !say_of_transaction(b) ||
        !random_chance(&c->random, c->o.faults[FAULT_swap]))
        return;
    struct saying kept = *a;
    *a = *b;
    *b = kept;
}

void outbox_send(struct charger *c, int64_t net_us, struct charger_out *out)
{
    if (!c->connected || c->flight || c->n_outbox == 0 ||
        (!c->booted && c->outbox[0].what != SAY_BOOT))
        return;
    maybe_swap(c);
    struct saying *s = &c->outbox[0];
    if (s->id == 0 || random_chance(&c->random, c->o.faults[FAULT_new_id]))
        s->id = ++c->ids;
    c->count.repeats += s->attempts > 0;
    s->attempts++;
    c->flight = true;
    c->deadline_us = net_us + c->o.answer_us * s->attempts;
    for (int copies = random_chance(&c->random, c->o.faults[FAULT_duplicate]) ? 2 : 1; copies > 0;
         copies--) {
        say_compose(c, s, out->frames);
        buf_putc(out->frames, '\0');
        c->count.sent++;
    }
}

void outbox_done(struct charger *c)
{
    c->flight = false;
    take_out(c, 0);
}

void outbox_timeout(struct charger *c, int64_t net_us, struct charger_out *out)
{
    struct saying *s = &c->outbox[0];
    c->flight = false;
    if (s->attempts >= ATTEMPTS && !say_vital(s) && s->what != SAY_BOOT) {
        lose(c, 0);
    } else if (s->attempts >= 200) {
        s->attempts = ATTEMPTS;
    }
    outbox_send(c, net_us, out);
}

void outbox_cut(struct charger *c)
{
    c->flight = false;
}
