/* SPDX-License-Identifier: Apache-2.0 */
/* One station: the aggregate of the house. Its state changes only by station_apply of an event; the
 * step (csms/step.h) decides which events. Between steps a station is kept packed (station_pack): a
 * few hundred bytes. */
#pragma once

#include "csms/session.h"

#include "event/rows_struct.h"
struct station_info {
#include "csms/tbl/station.h"
};
struct connector {
#include "csms/tbl/connector.h"
};
struct order {
#include "csms/tbl/order.h"
};
#include "event/rows_end.h"

extern const struct record_type station_type, connector_type, order_type;

#define STATION_CONNECTORS_MAX 64
#define STATION_SESSIONS_MAX 32
#define STATION_ORDERS_MAX 32
#define STATION_TEXTS_MAX 65536 /* bytes of the payloads of its orders, all together */
#define STATION_PACKED_MAX 147456

struct station {
    struct station_info info;
    struct connector connectors[STATION_CONNECTORS_MAX]; /* by evse_id, connector_id */
    struct session sessions[STATION_SESSIONS_MAX];       /* the open ones, oldest first */
    struct order orders[STATION_ORDERS_MAX];             /* the open ones, oldest first */
    unsigned n_connectors, n_sessions, n_orders, n_texts;
    char texts[STATION_TEXTS_MAX]; /* payloads of the orders, in their order */
};

/* An empty station of that identity. Only the parts in use are touched. */
void station_init(struct station *s, struct str identity);
/* Apply one event that was received at at_us: the only way in which a station changes, live and in
 * recovery. */
void station_apply(struct station *s, int64_t at_us, const struct event *e);
/* Append the packed form (version byte, info, connectors, sessions, orders where there are any). */
void station_pack(const struct station *s, struct buf *out);
/* Read it back; false where it is damaged or of another version. Does not touch unused slots. */
bool station_unpack(struct str in, struct station *s);
/* The open session of that id, of that EVSE (0: the only one), or NULL. */
struct session *station_session(struct station *s, struct str session_id);
struct session *station_session_at(struct station *s, int64_t evse_id);
/* NULL where the invariants hold, else the sentence that says which is broken. */
const char *station_broken(const struct station *s);
