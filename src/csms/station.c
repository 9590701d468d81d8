/* SPDX-License-Identifier: Apache-2.0 */
/* What a station is between two steps: its packed form, its parts by key, its invariants. How
 * events change it is in station_apply.c. Packed: a version byte, then length and record of the
 * info, a count and the connectors, a count and the open sessions; and, where there are any, a
 * count and the open orders, and their texts. */
#include "csms/station.h"

#include <stddef.h>
#include <string.h>

#include "base/assert.h"
#include "csms/order.h"

#define VERSION 1

#include "event/rows_field.h"
static const struct record_field station_fields[] = {
#include "csms/tbl/station.h"
};
static const struct record_field connector_fields[] = {
#include "csms/tbl/connector.h"
};
static const struct record_field order_fields[] = {
#include "csms/tbl/order.h"
};
#include "event/rows_end.h"

const struct record_type station_type = {
    "station", "One station but for its connectors and sessions.", station_fields,
    sizeof station_fields / sizeof *station_fields, sizeof(struct station_info)};
const struct record_type connector_type = {
    "connector", "One connector as last reported.", connector_fields,
    sizeof connector_fields / sizeof *connector_fields, sizeof(struct connector)};
const struct record_type order_type = {"order", "One open order but for its payload.", order_fields,
                                       sizeof order_fields / sizeof *order_fields,
                                       sizeof(struct order)};

void station_init(struct station *s, struct str identity)
{
    memset(&s->info, 0, sizeof s->info);
    str_copy(s->info.identity, sizeof s->info.identity, identity);
    s->n_connectors = 0;
    s->n_sessions = 0;
    s->n_orders = s->n_texts = 0;
}

/* Append a record behind its length. The length takes two bytes always, so that it can be set
 * afterwards. */
static void put(const struct record_type *t, const void *object, struct buf *out)
{
    char *head = buf_take(out, 2);
    size_t began = out->n;
    record_pack(t, object, out);
    size_t n = out->n - began;
    if (out->full)
        return;
    ASSERT(n < 1u << 16);
    head[0] = (char)(n & 255);
    head[1] = (char)(n >> 8);
}

/* Take a record off `in` over an object, which is zeroed first. */
static bool take(const struct record_type *t, struct str *in, void *object)
{
    if (in->n < 2)
        return false;
    size_t n = (size_t)(unsigned char)in->p[0] | (size_t)(unsigned char)in->p[1] << 8;
    *in = str_skip(*in, 2);
    if (n > in->n)
        return false;
    memset(object, 0, t->size);
    bool good = record_unpack(t, str_make(in->p, n), object);
    *in = str_skip(*in, n);
    return good;
}

/* Take a count of at most max. */
static bool take_count(struct str *in, unsigned max, unsigned *out)
{
    uint64_t n;
    if (!varint_get(in, &n) || n > max)
        return false;
    *out = (unsigned)n;
    return true;
}

/* Append the orders and their texts, where there are any. */
static void put_orders(const struct station *s, struct buf *out)
{
    if (s->n_orders == 0)
        return;
    varint_put(out, s->n_orders);
    for (unsigned i = 0; i < s->n_orders; i++)
        put(&order_type, &s->orders[i], out);
    buf_put(out, s->texts, s->n_texts);
}

/* Read them back: they are the last, and their lengths say how long the texts are. */
static bool take_orders(struct str in, struct station *s)
{
    s->n_orders = s->n_texts = 0;
    if (in.n == 0)
        return true;
    if (!take_count(&in, STATION_ORDERS_MAX, &s->n_orders) || s->n_orders == 0)
        return false;
    for (unsigned i = 0; i < s->n_orders; i++)
        if (!take(&order_type, &in, &s->orders[i]))
            return false;
    if (in.n > STATION_TEXTS_MAX)
        return false;
    s->n_texts = (unsigned)in.n;
    memcpy(s->texts, in.p, in.n);
    return true;
}

void station_pack(const struct station *s, struct buf *out)
{
    buf_putc(out, VERSION);
    put(&station_type, &s->info, out);
    varint_put(out, s->n_connectors);
    for (unsigned i = 0; i < s->n_connectors; i++)
        put(&connector_type, &s->connectors[i], out);
    varint_put(out, s->n_sessions);
    for (unsigned i = 0; i < s->n_sessions; i++)
        put(&session_type, &s->sessions[i], out);
    put_orders(s, out);
}

bool station_unpack(struct str in, struct station *s)
{
    if (in.n == 0 || in.p[0] != VERSION)
        return false;
    in = str_skip(in, 1);
    s->n_connectors = s->n_sessions = 0;
    if (!take(&station_type, &in, &s->info) ||
        !take_count(&in, STATION_CONNECTORS_MAX, &s->n_connectors))
        return false;
    for (unsigned i = 0; i < s->n_connectors; i++)
        if (!take(&connector_type, &in, &s->connectors[i]))
            return false;
    if (!take_count(&in, STATION_SESSIONS_MAX, &s->n_sessions))
        return false;
    for (unsigned i = 0; i < s->n_sessions; i++)
        if (!take(&session_type, &in, &s->sessions[i]))
            return false;
    return take_orders(in, s) && !station_broken(s);
}

struct session *station_session(struct station *s, struct str session_id)
{
    for (unsigned i = 0; i < s->n_sessions; i++)
        if (str_is(session_id, s->sessions[i].session_id))
            return &s->sessions[i];
    return NULL;
}

struct session *station_session_at(struct station *s, int64_t evse_id)
{
    struct session *found = NULL;
    if (evse_id == 0)
        return s->n_sessions == 1 ? &s->sessions[0] : NULL;
    for (unsigned i = 0; i < s->n_sessions; i++)
        if (s->sessions[i].evse_id == evse_id &&
            (!found || s->sessions[i].started_at_us >= found->started_at_us))
            found = &s->sessions[i];
    return found;
}

/* Order of connectors: by EVSE, then by number. */
static bool connector_before(const struct connector *a, const struct connector *b)
{
    return a->evse_id != b->evse_id ? a->evse_id < b->evse_id : a->connector_id < b->connector_id;
}

/* The same for the open sessions. */
static const char *sessions_broken(const struct station *s)
{
    for (unsigned i = 0; i < s->n_sessions; i++) {
        const char *broken = session_broken(&s->sessions[i]);
        if (broken)
            return broken;
        if (s->sessions[i].state != session_state_OPEN)
            return "a station holds open sessions only";
        for (unsigned k = 0; k < i; k++)
            if (strcmp(s->sessions[k].session_id, s->sessions[i].session_id) == 0)
                return "a session is open once";
    }
    return NULL;
}

const char *station_broken(const struct station *s)
{
    if (s->info.boot < boot_NONE || s->info.boot > boot_REJECTED)
        return "boot is a state of the boot machine";
    if (s->info.generation < 0 || s->info.transactions < 0 || s->info.findings < 0)
        return "counts are never negative";
    if (s->info.connected && s->info.generation == 0)
        return "what is connected was opened";
    if (s->n_connectors > STATION_CONNECTORS_MAX || s->n_sessions > STATION_SESSIONS_MAX)
        return "no more connectors and sessions than there is room for";
    for (unsigned i = 1; i < s->n_connectors; i++)
        if (!connector_before(&s->connectors[i - 1], &s->connectors[i]))
            return "connectors are in order and each is there once";
    const char *broken = s->n_orders > 0 || s->n_texts > 0 ? order_broken(s) : NULL;
    return broken ? broken : sessions_broken(s);
}
