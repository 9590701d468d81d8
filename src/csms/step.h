/* SPDX-License-Identifier: Apache-2.0 */
/* The step: one station, one input, the time in; events and an answer out. Knows no version, no
 * wire, no disk. Returns nothing that can fail: what the other side did wrong is data. */
#pragma once

#include "base/arena.h"
#include "csms/station.h"
#include "csms/world.h"

enum input_kind {
    INPUT_REGISTER,    /* the operator registers the station: u.registered */
    INPUT_REMOVE,      /* the operator withdraws it */
    INPUT_OPENED,      /* a WebSocket was accepted: u.opened */
    INPUT_CLOSED,      /* it ended: u.closed; an older generation's is recorded only */
    INPUT_BOOT,        /* BootNotification: u.boot */
    INPUT_HEARTBEAT,   /* nothing to record: liveness is the shell's */
    INPUT_STATUS,      /* connector status: u.status */
    INPUT_AUTHORIZE,   /* u.authorize */
    INPUT_START,       /* 1.6 StartTransaction: u.start */
    INPUT_STOP,        /* 1.6 StopTransaction: u.stop */
    INPUT_METER,       /* meter values: u.meter; 1.6 with or without transaction, 2.x without */
    INPUT_TRANSACTION, /* 2.x TransactionEvent: u.transaction */
    INPUT_OVER,        /* the station says that a transaction of 2.x runs no more: u.over */
    INPUT_NOTE,        /* any other message: u.note.action is recorded */
    INPUT_ORDER,  /* place an order: u.order; order_id and a missing expires_at_us are filled in */
    INPUT_CANCEL, /* take an order back that is not on the wire: u.cancel */
    INPUT_ORDERS, /* time has passed (order_wake): orders expire, or their time has come */
    INPUT_CSR,    /* a request for a certificate, judged: u.csr */
    INPUT_CSR_JUDGED, /* the operator's word on one that waits: u.csr.moved APPROVED or DENIED */
    INPUT_CSR_SIGNED, /* the CA's: u.csr.moved OFFERED or FAILED, u.csr.chain */
    INPUT_CSR_OFFERED /* the station's: u.csr.moved INSTALLED, or REJECTED to try again */
};

struct in_start {
    int64_t connector_id, reservation_id, started_at_us, meter_start_mwh, content, flags;
    struct str id_token;
    bool no_meter_start; /* meterStart was absent or no energy */
};
struct in_stop {
    struct str transaction_id; /* number as sent: may be -1, 0 or unknown */
    struct str id_token, reason, readings;
    int64_t ended_at_us, meter_stop_mwh, content, flags;
    bool has_meter_stop;
};
struct in_meter {
    int64_t evse_id;           /* 1.6: connectorId */
    struct str transaction_id; /* empty = none */
    struct str readings;
    int64_t content;
};
enum transaction_phase { TRANSACTION_STARTED, TRANSACTION_UPDATED, TRANSACTION_ENDED };
struct in_transaction {
    enum transaction_phase phase;
    struct str transaction_id, id_token, token_type, trigger, stop_reason, readings;
    int64_t happened_at_us, evse_id, connector_id, seq_no; /* seq_no plus 1; 0 = none */
    int64_t charging_state, reservation_id, remote_start_id, content;
    int64_t flags; /* OFFLINE, TIME_REPAIRED ... */
};

struct in_cancel {
    struct str order_id, reason;
};

/* What a message says of a request of ours; zero where it says nothing. */
struct in_report {
    int64_t request_id;
    bool has_id, last; /* it names a request; no further part follows */
    bool known;        /* a command that is no order asked for it */
    struct str status; /* of a status notification */
};

struct in_csr {
    struct ev_csr_moved moved; /* INPUT_CSR: without id and state; a rule = refused */
    struct str facts;          /* INPUT_CSR: what the message tells */
    struct str chain;          /* INPUT_CSR_SIGNED: PEM, leaf first */
    struct str offer;          /* INPUT_CSR_OFFERED: the payload that was sent */
};

/* Spans of an input live as long as the step. */
struct input {
    enum input_kind kind;
    int64_t protocol; /* enum protocol of the connection; 0 for operator's inputs */
    uint64_t off;     /* quirks that are not repaired for the station, a bit each */
    bool asked;   /* answers our TriggerMessage, GetReport or GetBaseReport: served while Pending */
    bool pending; /* the connection is let in to renew its certificate: Accepted becomes Pending */
    struct in_report report;
    union {
        struct ev_station_registered registered; /* standing UNKNOWN becomes REGISTERED */
        struct ev_station_removed removed;
        struct ev_connection_opened opened; /* generation is filled in by the step */
        struct ev_connection_closed closed;
        struct ev_booted boot; /* status and interval are filled in by the step */
        struct ev_connector_changed status;
        struct ev_authorized authorize;
        struct ev_message_noted note;
        struct in_start start;
        struct in_stop stop;
        struct in_meter meter;
        struct in_transaction transaction;
        struct ev_order_placed order;
        struct in_cancel cancel;
        struct {
            struct str transaction_id;
        } over;
        struct in_csr csr;
    } u;
};

#define STEP_EVENTS_MAX 40
#define STEP_ARENA_MIN 16384 /* free bytes that a step may need in its arena */

/* What came of it. Spans live in the arena or in the input. */
struct step {
    struct event events[STEP_EVENTS_MAX]; /* applied already; to be journaled in this order */
    unsigned n_events;
    struct {
        int64_t boot, interval_s;   /* BOOT: enum boot */
        int64_t transaction_number; /* START */
        bool has_token;             /* a token was judged: */
        int64_t token_status;
        struct str group_id;
        struct str evses;            /* "1,2": where it is good; empty = everywhere */
        int64_t token_expires_at_us; /* 0 = none */
        int64_t balance_micro;       /* plus 1: what the session that it begins may cost; 0 = any */
        bool csr_accepted;           /* CSR */
        struct str why_not;   /* CSR: the rule; CSR_JUDGED: a sentence, where nothing was done */
        struct str sign;      /* id of a request that the CA is to sign */
        bool refuse_security; /* answer SecurityError: not booted (a finding NOT_BOOTED is made) */
        bool close;           /* end the connection: close_reason says why */
        struct str close_reason;
        struct str order_id;     /* ORDER, CANCEL */
        int64_t order_state;     /* where it is now; CANCEL of an unknown one: NONE */
        struct str order_reason; /* why it was refused */
    } answer;
};

/* Do one step. Events are applied to the station as they are made. The arena holds the texts made;
 * it must have STEP_ARENA_MIN bytes left. Of *out only what is used is written. */
void station_step(struct station *s, const struct world *w, int64_t now_us, const struct input *in,
                  struct arena *arena, struct step *out);
