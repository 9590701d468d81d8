/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the step share: one step at work, and how it makes events. Private to csms/. */
#pragma once

#include "csms/judge.h"
#include "csms/step.h"

struct work {
    struct station *s;
    const struct world *world;
    int64_t now_us;
    const struct input *in;
    struct arena *arena;
    struct step *out;
};

/* Begin the next event: its struct, zeroed. */
struct event *work_event(struct work *w, enum event_kind kind);
/* Apply the event begun last to the station, and check what both promise. */
void work_apply(struct work *w);
/* A copy of a text in the arena. */
struct str work_text(struct work *w, struct str text);
/* A number as text, and the id of the session of that transaction, in the arena. */
struct str work_number(struct work *w, int64_t number);
struct str work_session_id(struct work *w, struct str transaction_id);
/* Judge a token and answer it; the status. A token without id and type is none: UNKNOWN, no answer.
 * The station is filled in. */
int64_t work_judge(struct work *w, struct judge_ask ask);
/* A finding about a message that was answered all the same. */
void work_find(struct work *w, const char *rule, struct str action, const char *path,
               struct str text);
/* A finding that was refused. */
void work_refused(struct work *w, const char *rule, struct str action, const char *path,
                  struct str text);
/* A message of a session came again. */
void work_repeated(struct work *w, struct str session_id, const char *action, int64_t content);
/* Version spoken, of the input or else of the connection. */
int64_t work_protocol(const struct work *w);
/* Oldest and newest time in a packed list of readings (both `now` where it is empty). */
void work_reading_times(const struct work *w, struct str readings, int64_t *oldest_us,
                        int64_t *newest_us);

/* The time of a message that ends a session: where that lies before its told start, the station's
 * clock has fallen back in between, and the time of receipt counts (TIME_REPAIRED); of the readings
 * in the message too. */
struct work_told {
    int64_t at_us, flags;
    struct str readings;
};
void work_fallen_back(struct work *w, const struct session *x, struct work_told *t);

/* The parts: each does the inputs it is named by. */
void connection_register(struct work *w);
void connection_remove(struct work *w);
void connection_open(struct work *w);
void connection_close(struct work *w);
void boot_step(struct work *w);
/* Is this input to be answered with SecurityError, as the station is not booted? */
bool boot_refuses(const struct work *w);
void status_step(struct work *w);
void status_authorize(struct work *w);
void status_note(struct work *w);
void order_step_place(struct work *w);
void order_step_cancel(struct work *w);
void order_step_time(struct work *w);
void transaction16_start(struct work *w);
void transaction16_stop(struct work *w);
void transaction2_step(struct work *w);
void measure_step(struct work *w);

/* Place an order of the core: what the dispatcher sends as soon as the station can take it
 * (csms/order.h). order_id is filled in, and expires_at_us where it is 0; up to 3 events, and one
 * more for each order that it supersedes by its key. QUEUED, SCHEDULED or REFUSED. */
enum order_state work_order(struct work *w, const struct ev_order_placed *given);
/* A message was done (nudge.h): what it makes to be asked for again, or not any more. */
void nudge_message(struct work *w);
/* The time of an order has come. */
void nudge_due(struct work *w, const struct order *o);
/* A connection ended: what was sent on it, or on older ones, is sent again or has failed. */
void order_cut(struct work *w, int64_t generation);
/* A message of the station came: does it end an order? */
void order_report(struct work *w, struct str action);
/* All open orders end: the station is not ours any more. */
void order_cancel_all(struct work *w, struct str reason);
/* Requests for certificates: asked, judged by the operator, signed, offered to the station. */
void certify_asked(struct work *w);
void certify_judged(struct work *w);
void certify_signed(struct work *w);
void certify_offered(struct work *w);

/* Ends that are inferred. */
/* End the open sessions of an EVSE that began up to `at_us`, but for the one named. */
void lapse_older(struct work *w, int64_t evse_id, int64_t at_us, struct str but_session_id);
/* Make room for one more open session: the oldest ends. */
void lapse_room(struct work *w);
/* End the open session of a transaction that the station says is over (GetTransactionStatus). */
void lapse_over(struct work *w);
/* End 1.6 sessions whose connector has been Available for long and whose stop has not come. */
void lapse_sweep(struct work *w);
