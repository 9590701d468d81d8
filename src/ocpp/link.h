/* SPDX-License-Identifier: Apache-2.0 */
/* One connection of a station: OCPP-J in, steps, OCPP-J out. Here the three versions end. Sans-IO
 * like the step: state, input and time in; events, frames, next wake time and a close out. A link
 * lives as long as its WebSocket; what must survive is in the station. It allocates nothing:
 * commands are the caller's blocks, given back when they are through. */
#pragma once

#include "base/err.h"
#include "base/time.h"
#include "csms/quirks.h"
#include "csms/step.h"
#include "ocpp/message.h"

#define LINK_ID_MAX 36 /* characters of an id we make; longer ones of stations are answered too */
#define LINK_QUEUE_MAX 32 /* commands waiting behind the one in flight */
#define LINK_FRAMES_MAX 4
#define LINK_TIMEOUT_US (30 * US_PER_S)
#define LINK_DONE_MAX (LINK_QUEUE_MAX + 2)
#define LINK_ARENA_MIN 65536 /* bytes of an arena, besides 20 for each of the text or payload */

/* A command to a station; one block of memory made by the caller (link_command_new in apps).
 * Between link_command and its appearance in `done` it belongs to the link. */
struct link_command {
    struct link_command *next;
    char id[37];        /* command id = message id of the CALL; where empty the link makes one */
    char order_id[17];  /* the order that it is a try of (ocpp/attempt.h), or "" */
    int64_t request_id; /* of the order's payload, 0 = none */
    bool reports;       /* of an order: it was accepted, and a report is to follow */
    enum ocpp_action action;
    int64_t timeout_us; /* from when it is sent; where it is not above 0, LINK_TIMEOUT_US */
    void *owner;        /* the caller's, untouched */
    /* -- the link's own: how it is asked in other ways (ocpp/adapt.h); zero at the start -- */
    uint64_t trial;               /* adaptions that are tried, a bit each */
    uint16_t sends;               /* how often it was sent */
    uint16_t from, part;          /* of a list: the first element sent now, and how many */
    uint8_t tries, trial_profile; /* other ways so far; what of a profile is changed */
    bool answered_part;           /* the answer was to a part of it */
    char rejected[33];            /* the first reject, as a word */
    size_t n;
    char payload[]; /* JSON object, n bytes */
};

struct link {
    enum ocpp_version version;
    bool strict;
    bool pending;    /* of the hello */
    bool told_reuse; /* that it uses ids again was told */
    int64_t generation;
    struct link_command *flight; /* sent, not answered */
    int64_t deadline_us;         /* of the one in flight */
    struct link_command *queue;  /* oldest first */
    unsigned n_queue;
    unsigned unanswered;  /* calls in a row that timed out: a "deaf" station */
    uint64_t asked[2];    /* bit per enum ocpp_action: messages we asked for by TriggerMessage */
    unsigned made;        /* ids made by us: "<generation>-<made>" */
    uint32_t requests[4]; /* requestIds of commands that are no orders, newest first; 0 = none */
    uint32_t last_id, last_content; /* hashes of the newest call's id and payload; 0 = none */
    uint32_t quirks_version;        /* of the operator's rows, when these were looked up: */
    struct quirks quirks;           /* which repairs are on for the station */
};

/* A command that is through: its state and the answer's payload, or the error as
 * {"code","description","details"}. Where it is no error of the station's, the code says why:
 * TimedOut, Cancelled, QueueFull, NotSupported, or that of the rule which the request broke. Events
 * speak of the command by spans into its block: journal them before it goes. */
struct link_done {
    struct link_command *command; /* the caller's again */
    enum command_state state;
    struct str payload;
};

/* What is to be found out for a message, and what the message says of it. */
struct link_ask {
    enum outside what;
    struct str pem;  /* CSR: the request */
    struct str type; /* CSR: what the certificate is for */
};

/* What the shell found out for a message (enum outside). A rule means no; texts live as long as
 * the call. */
struct link_verdict {
    struct str rule, reason; /* why not: a finding's name, a sentence */
    struct str name, key;    /* CSR: its CN, the kind of its key */
};

struct link_outcome {
    struct step step; /* events to journal (findings, command changes and the step's own) */
    struct str frames[LINK_FRAMES_MAX]; /* whole OCPP-J texts to send, in order */
    unsigned n_frames;
    struct link_done done[LINK_DONE_MAX];
    unsigned n_done;
    struct link_ask ask; /* not NONE: nothing was done; find it out, then link_resume the text */
    bool journal_frame;  /* the raw frame in belongs to the batch (all but clean Heartbeats) */
    int64_t wake_at_us;  /* call link_timer then; 0 = never */
    uint16_t close_code; /* not 0: send what there is, then close */
    struct str close_reason;
};
/* Where step.n_events > 0 or journal_frame is set, no frame may leave before the batch is
 * durable. */

/* Who connected, and how. */
struct link_hello {
    enum ocpp_version version;
    bool strict;       /* breaches of the standard are refused where they could be repaired */
    struct str remote; /* "address:port" */
    int64_t security_profile;
    bool pending;           /* to renew its certificate only: no boot is Accepted */
    struct str certificate; /* serial number of what it showed; empty = none */
    int64_t certificate_ends_us;
};

/* The connection was accepted (it is the newest): INPUT_OPENED. */
void link_open(struct link *l, const struct link_hello *hello, struct station *s,
               const struct world *w, int64_t now_us, struct arena *arena,
               struct link_outcome *out);
/* Behind link_open, into the same outcome: a finding for each quirk (a bit each) that the front
 * door had to repair to let the station in; they show `target`. */
void link_repaired(struct link *l, struct station *s, const struct world *w, int64_t now_us,
                   uint64_t repaired, struct str target, struct arena *arena,
                   struct link_outcome *out);
/* One text message of the station (valid UTF-8). Never ends the connection because of what it
 * holds, but where out->close_code says so (serial mismatch). */
void link_frame(struct link *l, struct station *s, const struct world *w, int64_t now_us,
                struct str text, struct arena *arena, struct link_outcome *out);
/* The same for a text whose outcome asked for something outside, now that it is known. */
void link_resume(struct link *l, struct station *s, const struct world *w, int64_t now_us,
                 struct str text, const struct link_verdict *verdict, struct arena *arena,
                 struct link_outcome *out);
/* Answer a Heartbeat as nearly all are written, `[2,"id","Heartbeat",{}]`, without looking at the
 * station: true where `frame` (LINK_HEARTBEAT_MAX bytes) got the answer. Only for a station without
 * open sessions; then it is what link_frame would do: one frame, no event, the same wake time. */
#define LINK_HEARTBEAT_MAX 128
bool link_heartbeat(const struct world *w, int64_t now_us, struct str text,
                    struct buf *frame) MUST_CHECK;
/* Send a command, or queue it behind the one in flight; a payload that breaks the tables of the
 * station's version, a full queue, or an action that isn't CSMS-to-station there comes back in
 * `done` as REFUSED with the reason. */
void link_command(struct link *l, struct station *s, const struct world *w, int64_t now_us,
                  struct link_command *command, struct arena *arena, struct link_outcome *out);
/* The time asked for in wake_at_us has come. */
void link_timer(struct link *l, struct station *s, const struct world *w, int64_t now_us,
                struct arena *arena, struct link_outcome *out);
/* The WebSocket ended: INPUT_CLOSED; commands in flight and waiting come back as CANCELLED. */
void link_closed(struct link *l, struct station *s, const struct world *w, int64_t now_us,
                 uint16_t code, struct str reason, struct arena *arena, struct link_outcome *out);
/* Empty an outcome without touching its large arrays. */
void link_outcome_reset(struct link_outcome *out);
