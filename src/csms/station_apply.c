/* SPDX-License-Identifier: Apache-2.0 */
/* How events change a station: one function per kind that does.
 *
 *   boot        NONE --booted--> PENDING, ACCEPTED, REJECTED --booted--> any of the three;
 *               any --station_removed--> REJECTED. It outlives connections.
 *
 *   connection  closed --opened (generation g)--> open --closed (g)--> closed; a newer opening
 *               replaces the older connection, whose close is then ignored.
 *
 *   sessions    session.c; what ends leaves the station and is remembered in info.ended, so that
 *               what comes late is known as late and opens nothing.
 *
 *   orders      order.h. */
#include "csms/station.h"

#include <string.h>

#include "base/assert.h"
#include "csms/certify.h"
#include "csms/memory.h"
#include "csms/order.h"
#include "event/quirk.h"

/* The allowed moves of the boot machine: from, to. */
static const bool boot_moves[4][4] = {
    [boot_NONE] = {false, true, true, true},
    [boot_PENDING] = {false, true, true, true},
    [boot_ACCEPTED] = {false, true, true, true},
    [boot_REJECTED] = {false, true, true, true},
};

/* Copy a text into a field of the info, cut to its room. */
#define SET(field, text) str_copy(s->info.field, sizeof s->info.field, text)

/* What the operator says of the station. */
static void apply_registered(struct station *s, int64_t at_us, const struct event *e)
{
    const struct ev_station_registered *r = &e->u.station_registered;
    (void)at_us;
    s->info.standing = r->standing;
    s->info.rated_power_mw = r->rated_power_mw;
    SET(site_id, r->site_id);
    SET(cpo_id, r->cpo_id);
    SET(tariff_id, r->tariff_id);
    SET(secret, r->secret);
    SET(expected_serial, r->serial);
}

static void apply_removed(struct station *s, int64_t at_us, const struct event *e)
{
    (void)at_us, (void)e;
    s->info.standing = standing_REMOVED;
    s->info.boot = boot_REJECTED;
    s->info.secret[0] = '\0';
}

/* A newer connection stands. */
static void apply_opened(struct station *s, int64_t at_us, const struct event *e)
{
    const struct ev_connection_opened *o = &e->u.connection_opened;
    if (o->generation <= s->info.generation)
        return;
    s->info.generation = o->generation;
    s->info.protocol = o->protocol;
    s->info.connected = 1;
    s->info.connection_at_us = at_us;
    SET(remote, o->remote);
    SET(certificate, o->certificate);
    s->info.certificate_ends_us = o->certificate_ends_us;
}

/* The newest connection ended; the end of an older one changes nothing. */
static void apply_closed(struct station *s, int64_t at_us, const struct event *e)
{
    const struct ev_connection_closed *c = &e->u.connection_closed;
    if (c->generation != s->info.generation)
        return;
    s->info.connected = 0;
    s->info.connection_at_us = at_us;
    s->info.close_code = c->code;
}

/* A move of the boot machine, and who the station says it is. */
static void apply_booted(struct station *s, int64_t at_us, const struct event *e)
{
    const struct ev_booted *b = &e->u.booted;
    if (b->status < boot_NONE || b->status > boot_REJECTED || !boot_moves[s->info.boot][b->status])
        return;
    s->info.boot = b->status;
    s->info.booted_at_us = at_us;
    order_apply_booted(s);
    char firmware[sizeof s->info.firmware];
    memcpy(firmware, s->info.firmware, sizeof firmware);
    SET(vendor, b->vendor);
    SET(model, b->model);
    SET(serial, b->serial);
    SET(firmware, b->firmware);
    if (firmware[0] != '\0' && strcmp(firmware, s->info.firmware) != 0) /* may take more now */
        s->info.learned = s->info.profile_limits = s->info.items_max = 0;
}

static void apply_finding(struct station *s, int64_t at_us, const struct event *e)
{
    (void)at_us, (void)e;
    s->info.findings++;
}

/* What a reject of the station has taught. */
static void apply_learned(struct station *s, int64_t at_us, const struct event *e)
{
    const struct ev_quirk_learned *l = &e->u.quirk_learned;
    (void)at_us;
    if (l->quirk <= QUIRK_OTHER || l->quirk >= QUIRKS_END)
        return;
    s->info.learned |= (int64_t)QUIRK_BIT(l->quirk);
    s->info.findings++;
    if (l->quirk == QUIRK_PROFILES)
        s->info.profile_limits = l->value & 255;
    if (l->quirk == QUIRK_CONFIGURATION || l->quirk == QUIRK_LARGE_MESSAGES)
        s->info.items_max = l->value & 65535;
}

/* The connector of those numbers, made in its place where there is room; NULL where there is none:
 * then only the journal has it. */
static struct connector *connector_at(struct station *s, int64_t evse_id, int64_t connector_id)
{
    unsigned i = 0;
    while (i < s->n_connectors &&
           (s->connectors[i].evse_id < evse_id ||
            (s->connectors[i].evse_id == evse_id && s->connectors[i].connector_id < connector_id)))
        i++;
    struct connector *c = &s->connectors[i];
    if (i < s->n_connectors && c->evse_id == evse_id && c->connector_id == connector_id)
        return c;
    if (s->n_connectors == STATION_CONNECTORS_MAX)
        return NULL;
    memmove(c + 1, c, (s->n_connectors - i) * sizeof *c);
    s->n_connectors++;
    memset(c, 0, sizeof *c);
    c->evse_id = evse_id;
    c->connector_id = connector_id;
    return c;
}

/* A status of a connector, which may be a new one. */
static void apply_connector(struct station *s, int64_t at_us, const struct event *e)
{
    const struct ev_connector_changed *x = &e->u.connector_changed;
    struct connector *c = connector_at(s, x->evse_id, x->connector_id);
    if (!c)
        return;
    if (c->status != x->status || c->received_us == 0) {
        c->since_us = x->reported_at_us != 0 ? x->reported_at_us : at_us;
        c->received_us = at_us;
    }
    c->status = x->status;
    str_copy(c->error_code, sizeof c->error_code, x->error_code);
    str_copy(c->info, sizeof c->info, x->info);
    str_copy(c->vendor_error_code, sizeof c->vendor_error_code, x->vendor_error_code);
}

/* An ended session leaves the list. */
static void session_leave(struct station *s, struct session *x, int64_t content)
{
    memory_end(&s->info, str_of(x->session_id), content);
    size_t behind = (size_t)(&s->sessions[s->n_sessions] - (x + 1));
    memmove(x, x + 1, behind * sizeof *x);
    s->n_sessions--;
}

/* Count a 1.6 transaction whose number we gave, and remember what asked for it. */
static void count_start(struct station *s, const struct ev_session_started *e)
{
    int64_t number;
    if (e->protocol != protocol_OCPP16 || !str_int(e->transaction_id, &number) ||
        number != memory_number(&s->info, s->info.transactions))
        return;
    s->info.transactions++;
    if (e->content != 0)
        memory_start(&s->info, e->content, number);
}

/* A session begins, or is merged into the open one of that id. */
static void apply_started(struct station *s, int64_t at_us, const struct event *e)
{
    const struct ev_session_started *x = &e->u.session_started;
    struct session *open = station_session(s, x->session_id);
    int64_t content;
    count_start(s, x);
    if (!open && memory_ended(&s->info, x->session_id, &content))
        return;
    if (!open && s->n_sessions == STATION_SESSIONS_MAX)
        return;
    if (!open) {
        open = &s->sessions[s->n_sessions++];
        memset(open, 0, sizeof *open);
    }
    session_fold(open, str_of(s->info.identity), at_us, e);
}

static void apply_updated(struct station *s, int64_t at_us, const struct event *e)
{
    struct session *open = station_session(s, event_session(e));
    if (open)
        session_fold(open, str_of(s->info.identity), at_us, e);
}

/* A session ends and leaves the station. */
static void apply_ended(struct station *s, int64_t at_us, const struct event *e)
{
    const struct ev_session_ended *x = &e->u.session_ended;
    struct session *open = station_session(s, x->session_id);
    if (!open) {
        memory_end(&s->info, x->session_id, x->content);
        return;
    }
    session_fold(open, str_of(s->info.identity), at_us, e);
    if (open->state == session_state_ENDED)
        session_leave(s, open, x->content);
}

/* A request for a certificate went on. */
static void apply_csr(struct station *s, int64_t at_us, const struct event *e)
{
    (void)at_us;
    certify_apply(&s->info, &e->u.csr_moved);
}

static void (*const apply[EVENT_KIND_MAX + 1])(struct station *, int64_t, const struct event *) = {
    [EVENT_station_registered] = apply_registered,
    [EVENT_station_removed] = apply_removed,
    [EVENT_connection_opened] = apply_opened,
    [EVENT_connection_closed] = apply_closed,
    [EVENT_booted] = apply_booted,
    [EVENT_connector_changed] = apply_connector,
    [EVENT_finding] = apply_finding,
    [EVENT_quirk_learned] = apply_learned,
    [EVENT_csr_moved] = apply_csr,
    [EVENT_session_started] = apply_started,
    [EVENT_session_updated] = apply_updated,
    [EVENT_session_ended] = apply_ended,
    [EVENT_session_repeated] = apply_updated,
    [EVENT_order_placed] = order_apply_placed,
    [EVENT_order_moved] = order_apply_moved,
};

void station_apply(struct station *s, int64_t at_us, const struct event *e)
{
    ASSERT(e->kind <= EVENT_KIND_MAX);
    if (apply[e->kind])
        apply[e->kind](s, at_us, e);
}
