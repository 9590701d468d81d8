/* SPDX-License-Identifier: Apache-2.0 */
/* The life of a session: which event moves it where, and how what is told late, twice or out of
 * order is merged. Energy is in meter.c, sequence numbers in sequence.c.
 *
 *               started, updated              ended
 *      NONE ----------------------> OPEN ----------> ENDED --.
 *        |                           |  ^              ^  ^  | anything: revision + 1, LATE
 *        |                           `--' updated      |  `--'
 *        `---------------------- ended ----------------'
 *
 * Invariant: session_broken. Two events are made by the step itself and carry no content: a start
 * with START_INFERRED (changes nothing where the session is known already) and an end with
 * END_INFERRED (changes nothing where it has ended). */
#include "csms/session.h"

#include <stddef.h>
#include <string.h>

#include "base/hash.h"
#include "base/time.h"
#include "csms/meter.h"
#include "csms/sequence.h"

#define AHEAD_MAX_US (24 * US_PER_HOUR)
#define CLOCK_EARLIEST_US                                                                          \
    (INT64_C(1420070400) * US_PER_S) /* 2015: before that no clock is right                        \
                                      */
#define CONTENTS 8                   /* content hashes that a session holds */

#include "event/rows_field.h"
static const struct record_field fields[] = {
#include "csms/tbl/session.h"
};
#include "event/rows_end.h"

const struct record_type session_type = {"session", "One charging session.", fields,
                                         sizeof fields / sizeof *fields, sizeof(struct session)};

enum phase { PHASE_OF_START, PHASE_OF_UPDATE, PHASE_OF_END };

/* The allowed moves: state, kind of event -> state. */
static const uint8_t moves[3][3] = {
    [session_state_NONE] = {session_state_OPEN, session_state_OPEN, session_state_ENDED},
    [session_state_OPEN] = {session_state_OPEN, session_state_OPEN, session_state_ENDED},
    [session_state_ENDED] = {session_state_ENDED, session_state_ENDED, session_state_ENDED},
};

/* What the three kinds of events tell alike. */
struct told {
    enum phase phase;
    int64_t at_us, flags, evse_id, connector_id, token_status, seq_no, content, charging_state,
        reservation_id, remote_start_id;
    struct str session_id, transaction_id, id_token, token_type, trigger, readings;
};

/* The members that have the same name in all three. */
#define TOLD_ALIKE(e)                                                                              \
    .flags = (e)->flags, .evse_id = (e)->evse_id, .connector_id = (e)->connector_id,               \
    .token_status = (e)->token_status, .seq_no = (e)->seq_no, .content = (e)->content,             \
    .charging_state = (e)->charging_state, .session_id = (e)->session_id,                          \
    .transaction_id = (e)->transaction_id, .id_token = (e)->id_token,                              \
    .token_type = (e)->token_type, .trigger = (e)->trigger, .readings = (e)->readings

/* What a start tells. */
static struct told told_start(const struct ev_session_started *e)
{
    return (struct told){.phase = PHASE_OF_START,
                         .at_us = e->started_at_us,
                         .reservation_id = e->reservation_id,
                         .remote_start_id = e->remote_start_id,
                         TOLD_ALIKE(e)};
}

/* What an update tells. */
static struct told told_update(const struct ev_session_updated *e)
{
    return (struct told){.phase = PHASE_OF_UPDATE,
                         .at_us = e->happened_at_us,
                         .reservation_id = e->reservation_id,
                         .remote_start_id = e->remote_start_id,
                         TOLD_ALIKE(e)};
}

/* What an end tells. */
static struct told told_end(const struct ev_session_ended *e)
{
    return (struct told){.phase = PHASE_OF_END, .at_us = e->ended_at_us, TOLD_ALIKE(e)};
}

/* What an event tells of a session; false for kinds that tell nothing new. */
static bool tell(const struct event *e, struct told *t)
{
    if (e->kind == EVENT_session_started)
        *t = told_start(&e->u.session_started);
    else if (e->kind == EVENT_session_updated)
        *t = told_update(&e->u.session_updated);
    else if (e->kind == EVENT_session_ended)
        *t = told_end(&e->u.session_ended);
    else
        return false;
    return true;
}

int64_t session_time(int64_t at_us, int64_t received_us, int64_t *flags)
{
    bool we_know = received_us >= CLOCK_EARLIEST_US; /* else our own clock was wrong */
    if (at_us > 0 && (!we_know || at_us - AHEAD_MAX_US <= received_us))
        return at_us;
    *flags |= SESSION_FLAG(TIME_REPAIRED);
    return received_us;
}

bool session_has(const struct session *s, int64_t content)
{
    for (int i = 0; content != 0 && i < CONTENTS; i++)
        if (s->contents[i] == (uint64_t)content)
            return true;
    return false;
}

/* Remember a content, the newest first. */
static void contents_add(struct session *s, int64_t content)
{
    memmove(s->contents + 1, s->contents, sizeof s->contents - sizeof *s->contents);
    s->contents[0] = (uint64_t)content;
}

/* Was this told already? By its content, or where that is forgotten by its number, the mark of its
 * content and a time that is not new. */
static bool is_repeat(const struct session *s, const struct told *t)
{
    return session_has(s, t->content) ||
           (sequence_has(s, t->seq_no, t->content) && t->at_us <= s->updated_at_us);
}

/* The session comes into being with its first event. */
static void begin(struct session *s, struct str station, const struct told *t)
{
    str_copy(s->session_id, sizeof s->session_id, t->session_id);
    str_copy(s->station, sizeof s->station, station);
    str_copy(s->transaction_id, sizeof s->transaction_id, t->transaction_id);
    s->revision = 1;
    s->started_at_us = t->at_us;
    s->flags |= SESSION_FLAG(START_INFERRED);
}

/* Set a text where one is given. */
static void set_text(char *to, size_t size, struct str text)
{
    if (text.n > 0)
        str_copy(to, size, text);
}

/* Set a number where one is given. */
static void set_number(int64_t *to, int64_t value)
{
    if (value != 0)
        *to = value;
}

/* What only a start tells. An inferred start gives no time and no meter. */
static void merge_start(struct session *s, const struct ev_session_started *e, const struct told *t)
{
    set_number(&s->protocol, e->protocol);
    set_text(s->site_id, sizeof s->site_id, e->site_id);
    set_text(s->cpo_id, sizeof s->cpo_id, e->cpo_id);
    set_text(s->tariff_id, sizeof s->tariff_id, e->tariff_id);
    set_number(&s->rated_power_mw, e->rated_power_mw);
    if (t->flags & SESSION_FLAG(START_INFERRED))
        return;
    if ((s->flags & SESSION_FLAG(START_INFERRED)) || t->at_us < s->started_at_us)
        s->started_at_us = t->at_us;
    s->flags &= ~SESSION_FLAG(START_INFERRED);
    if (e->has_meter_start && !s->has_meter_start)
        meter_declared(s, s->started_at_us, e->meter_start_mwh, false);
}

/* What only an end tells. `before`: the state it found. The first end counts, but one that was
 * inferred gives way to any. */
static void merge_end(struct session *s, const struct ev_session_ended *e, const struct told *t,
                      int64_t before)
{
    bool inferred = t->flags & SESSION_FLAG(END_INFERRED);
    if (before == session_state_ENDED && !(s->flags & SESSION_FLAG(END_INFERRED))) {
        s->flags |= SESSION_FLAG(STOP_CONFLICT);
        return;
    }
    s->flags &= ~SESSION_FLAG(END_INFERRED);
    s->flags |= inferred ? SESSION_FLAG(END_INFERRED) : 0;
    s->ended_at_us = t->at_us;
    str_copy(s->stop_reason, sizeof s->stop_reason, e->reason.n > 0 ? e->reason : STR("Local"));
    if (inferred && e->reason.n == 0)
        s->stop_reason[0] = '\0';
    if (e->has_meter_stop)
        meter_declared(s, s->ended_at_us, e->meter_stop_mwh, true);
}

/* How good a token is as that of the session: 1 stopped it, 2 was refused, 3 was accepted. */
static int64_t token_rank(const struct told *t)
{
    if (t->phase == PHASE_OF_END || str_is(t->trigger, "StopAuthorized"))
        return 1;
    return t->token_status == token_status_ACCEPTED ? 3 : 2;
}

/* The token of the session is the best, and among those the earliest. */
static void merge_token(struct session *s, const struct told *t)
{
    if (t->id_token.n == 0 && t->token_type.n == 0)
        return;
    int64_t rank = token_rank(t);
    uint64_t at = (uint64_t)t->at_us;
    if (rank < s->token_rank || (rank == s->token_rank && at >= s->times[TIME_OF_TOKEN]))
        return;
    s->token_rank = rank;
    s->times[TIME_OF_TOKEN] = at;
    s->token_status = t->token_status;
    str_copy(s->id_token, sizeof s->id_token, t->id_token);
    str_copy(s->token_type, sizeof s->token_type, t->token_type);
}

/* Is this the newest time of its kind? Then it is kept. */
static bool newest(struct session *s, enum meter_time of, int64_t at_us)
{
    if ((uint64_t)at_us < s->times[of])
        return false;
    s->times[of] = (uint64_t)at_us;
    return true;
}

/* What any event tells: what is given replaces, the newest by the station's clock where it changes
 * with time. */
static void merge(struct session *s, const struct told *t)
{
    if (t->charging_state != 0 && newest(s, TIME_OF_CHARGING, t->at_us))
        s->charging_state = t->charging_state;
    if (t->trigger.n > 0 && newest(s, TIME_OF_TRIGGER, t->at_us))
        set_text(s->last_trigger, sizeof s->last_trigger, t->trigger);
    set_number(&s->evse_id, t->evse_id);
    set_number(&s->connector_id, t->connector_id);
    set_number(&s->reservation_id, t->reservation_id);
    set_number(&s->remote_start_id, t->remote_start_id);
    merge_token(s, t);
    sequence_take(s, t->seq_no, t->content);
    if (t->content != 0) {
        contents_add(s, t->content);
        s->messages++;
    }
    if (t->at_us > s->updated_at_us)
        s->updated_at_us = t->at_us;
}

/* Keep a time of start or end that was only inferred abreast of what is told. */
static void stretch(struct session *s, const struct told *t)
{
    if ((s->flags & SESSION_FLAG(START_INFERRED)) && t->at_us < s->started_at_us)
        s->started_at_us = t->at_us;
    if (s->state == session_state_ENDED && (s->flags & SESSION_FLAG(END_INFERRED)) &&
        t->at_us > s->ended_at_us)
        s->ended_at_us = t->at_us;
}

/* Set or clear a flag. */
static void flag_put(struct session *s, int64_t flag, bool on)
{
    s->flags = on ? s->flags | flag : s->flags & ~flag;
}

/* Draw the conclusions from all that is known. */
static void conclude(struct session *s)
{
    bool ended = s->state == session_state_ENDED;
    if (ended && s->ended_at_us < s->started_at_us) {
        s->ended_at_us = s->started_at_us;
        s->flags |= SESSION_FLAG(TIME_REPAIRED);
    }
    flag_put(s, SESSION_FLAG(SEQ_GAP), ended && sequence_gap(s));
    flag_put(s, SESSION_FLAG(TOKEN_REFUSED), s->token_rank == 2);
    s->energy_mwh = meter_energy(s, &s->energy_method);
}

/* Is this an inference of the step that the session has outrun? */
static bool is_outrun(const struct session *s, const struct told *t)
{
    if (t->phase == PHASE_OF_START && (t->flags & SESSION_FLAG(START_INFERRED)))
        return s->state != session_state_NONE;
    if (t->phase == PHASE_OF_END && (t->flags & SESSION_FLAG(END_INFERRED)))
        return s->state == session_state_ENDED;
    return false;
}

void session_fold(struct session *s, struct str station, int64_t received_us, const struct event *e)
{
    const int64_t own = SESSION_FLAG(START_INFERRED) | SESSION_FLAG(END_INFERRED);
    struct told t;
    int64_t before = s->state;
    if (e->kind == EVENT_session_repeated && before != session_state_NONE)
        s->repeats++;
    if (!tell(e, &t) || is_outrun(s, &t))
        return;
    t.at_us = session_time(t.at_us, received_us, &t.flags);
    t.seq_no = t.seq_no < 0 ? 0 : t.seq_no;
    if (before != session_state_NONE && is_repeat(s, &t)) {
        s->repeats++;
        return;
    }
    if (before == session_state_NONE)
        begin(s, station, &t);
    s->state = moves[before][t.phase];
    s->flags |= t.flags & ~own;
    merge(s, &t);
    if (t.phase == PHASE_OF_START)
        merge_start(s, &e->u.session_started, &t);
    if (t.phase == PHASE_OF_END)
        merge_end(s, &e->u.session_ended, &t, before);
    stretch(s, &t);
    meter_fold(s, received_us, t.readings);
    if (before == session_state_ENDED) {
        s->revision++;
        s->flags |= SESSION_FLAG(LATE);
    }
    conclude(s);
}

void session_name(struct str station, struct str transaction_id, char out[17])
{
    char both[34];
    hash_name(station, both);
    hash_name(transaction_id, both + 17);
    hash_name(str_make(both, sizeof both), out);
}

const char *session_broken(const struct session *s)
{
    if (s->state == session_state_NONE)
        return s->session_id[0] == '\0' && s->revision == 0 ? NULL : "no session knows nothing";
    if (s->state != session_state_OPEN && s->state != session_state_ENDED)
        return "a session is open or ended";
    if (s->session_id[0] == '\0')
        return "a session has an id";
    if (s->revision < 1 || (s->state == session_state_OPEN && s->revision != 1))
        return "revisions count from 1, and on only after the end";
    if (s->state == session_state_OPEN && s->ended_at_us != 0)
        return "an open session has no end";
    if (s->state == session_state_ENDED && s->ended_at_us < s->started_at_us)
        return "a session ends after its start";
    if (s->repeats < 0 || s->messages < 0 || s->readings < 0)
        return "counts are never negative";
    const char *broken = sequence_broken(s);
    return broken ? broken : meter_broken(s);
}
