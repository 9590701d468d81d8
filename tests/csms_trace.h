/* SPDX-License-Identifier: Apache-2.0 */
/* Narrated traces of the step: each input is fed to a station, each event is printed as one line
 * together with the session as a view that folds the same events has it; a test compares the whole
 * text. At each step it is also checked that a station recovered from the events alone is the same
 * byte for byte, that packing loses nothing, and that the station's open sessions are those of the
 * view. */
#pragma once

#include "check.h"
#include "base/time.h"
#include "csms/step.h"
#include "event/reading.h"

#define TRACE_SESSIONS 4096
#define T0 INT64_C(1795572000000000) /* 2026-11-25T02:00:00Z */

struct trace {
    struct station live, again, unpacked;
    struct world world;
    struct step step;
    struct session view[TRACE_SESSIONS];
    unsigned n_view, n_events;
    bool silent;
    char arena[65536], text[65536], packed[2][STATION_PACKED_MAX];
    struct buf out;
};

/* A trace of a station of that identity that starts with nothing. One at a time. */
static inline struct trace *trace_begin(const char *identity)
{
    static struct trace t;
    t.world = (struct world){.policy = {.unknown_tokens = token_status_INVALID,
                                        .unknown_boot = boot_PENDING,
                                        .heartbeat_interval_s = 300,
                                        .pending_interval_s = 60}};
    t.n_view = t.n_events = 0;
    t.silent = false;
    t.out = buf_over(t.text, sizeof t.text);
    station_init(&t.live, str_of(identity));
    station_init(&t.again, str_of(identity));
    return &t;
}

/* The view's session of that id, made where it is new; its letter is its place. */
static inline struct session *trace_session(struct trace *t, struct str id)
{
    for (unsigned i = 0; i < t->n_view; i++)
        if (str_is(id, t->view[i].session_id) || t->view[i].session_id[0] == '\0')
            return &t->view[i];
    CHECK(t->n_view < TRACE_SESSIONS);
    memset(&t->view[t->n_view], 0, sizeof *t->view);
    return &t->view[t->n_view++];
}

/* "1.250 kWh" */
static inline void trace_energy(struct buf *out, int64_t mwh)
{
    buf_printf(out, "%" PRId64 ".%03" PRId64, mwh / 1000000, mwh / 1000 % 1000);
}

/* A time as hours and minutes since T0, with seconds where there are any. */
static inline void trace_time(struct buf *out, int64_t at_us)
{
    int64_t s = (at_us - T0) / US_PER_S;
    buf_putz(out, s < 0 ? "-" : "");
    s = s < 0 ? -s : s;
    buf_printf(out, "%" PRId64 ":%02" PRId64, s / 3600, s / 60 % 60);
    if (s % 60 != 0)
        buf_printf(out, ":%02" PRId64, s % 60);
}

/* What is known of a session, in one line. */
static inline void trace_image(struct buf *out, const struct session *s)
{
    struct str state = enum_text(&names_session_state, s->state);
    buf_printf(out, "%.*s r%" PRId64 " ", STR_ARG(state), s->revision);
    trace_time(out, s->started_at_us);
    buf_putz(out, "..");
    if (s->ended_at_us != 0)
        trace_time(out, s->ended_at_us);
    buf_putc(out, ' ');
    trace_energy(out, s->energy_mwh);
    struct str method = enum_text(&names_energy_method, s->energy_method);
    buf_printf(out, " %.*s", STR_ARG(method));
    if (s->quarantined_mwh != 0) {
        buf_putz(out, " quarantined ");
        trace_energy(out, s->quarantined_mwh);
    }
    if (s->id_token[0] || s->token_type[0])
        buf_printf(out, " %s %s", s->id_token[0] ? s->id_token : s->token_type,
                   names_token_status.names[s->token_status]);
    if (s->stop_reason[0])
        buf_printf(out, " %s", s->stop_reason);
    for (size_t i = 0; i < names_session_flag.n; i++)
        if (s->flags >> i & 1)
            buf_printf(out, " %s", names_session_flag.names[i]);
}

/* One event as a line; session events with what they made of the session. */
static inline void trace_event(struct trace *t, int64_t at_us, const struct event *e)
{
    struct buf *out = &t->out;
    struct str id = event_session(e);
    trace_time(out, at_us);
    buf_printf(out, " %s", event_type(e->kind)->name);
    if (id.n > 0) {
        struct session *s = trace_session(t, id);
        unsigned i = (unsigned)(s - t->view);
        buf_printf(out, " %c: ", i < 26 ? 'A' + (char)i : '?');
        trace_image(out, s);
    } else if (e->kind == EVENT_finding) {
        buf_printf(out, " %.*s %.*s %.*s", STR_ARG(e->u.finding.rule), STR_ARG(e->u.finding.action),
                   STR_ARG(e->u.finding.text));
    } else if (e->kind == EVENT_booted) {
        buf_printf(out, " %s", names_boot.names[e->u.booted.status]);
    } else if (e->kind == EVENT_connector_changed) {
        buf_printf(out, " %" PRId64 " %s", e->u.connector_changed.evse_id,
                   names_connector_status.names[e->u.connector_changed.status]);
    } else if (e->kind == EVENT_station_registered) {
        buf_printf(out, " %s", names_standing.names[e->u.station_registered.standing]);
    } else if (e->kind == EVENT_connection_opened) {
        buf_printf(out, " %" PRId64, e->u.connection_opened.generation);
    } else if (e->kind == EVENT_connection_closed) {
        buf_printf(out, " %" PRId64, e->u.connection_closed.generation);
    } else if (e->kind == EVENT_authorized) {
        buf_printf(out, " %s", names_token_status.names[e->u.authorized.status]);
    }
    buf_putc(out, '\n');
}

/* The packed form of a station. */
static inline struct str trace_pack(struct trace *t, int i, const struct station *s)
{
    struct buf b = buf_over(t->packed[i], sizeof t->packed[i]);
    station_pack(s, &b);
    CHECK(!b.full);
    return buf_str(&b);
}

/* Recovery, packing and the view agree with the live station. */
static inline void trace_check(struct trace *t)
{
    char a[8192], b[8192];
    struct str live = trace_pack(t, 0, &t->live);
    CHECK(str_eq(live, trace_pack(t, 1, &t->again)));
    CHECK(station_unpack(live, &t->unpacked));
    CHECK(str_eq(live, trace_pack(t, 1, &t->unpacked)));
    for (unsigned i = 0; i < t->live.n_sessions; i++) {
        const struct session *open = &t->live.sessions[i];
        const struct session *view = trace_session(t, str_of(open->session_id));
        if (view->state == session_state_ENDED)
            continue; /* ended so long ago that the station has forgotten it */
        struct buf x = buf_over(a, sizeof a), y = buf_over(b, sizeof b);
        record_pack(&session_type, open, &x);
        record_pack(&session_type, view, &y);
        CHECK(!x.full && str_eq(buf_str(&x), buf_str(&y)));
    }
}

/* Feed one input at a time, print its events. */
static inline void trace_feed(struct trace *t, int64_t at_us, const struct input *in)
{
    struct arena arena = arena_over(t->arena, sizeof t->arena);
    station_step(&t->live, &t->world, at_us, in, &arena, &t->step);
    for (unsigned i = 0; i < t->step.n_events; i++) {
        char bytes[16384];
        struct event e;
        struct buf b = buf_over(bytes, sizeof bytes);
        event_pack(&t->step.events[i], &b); /* as the journal gives it back */
        CHECK(!b.full && event_unpack(t->step.events[i].kind, buf_str(&b), &e));
        station_apply(&t->again, at_us, &e);
        if (event_session(&e).n > 0) {
            struct session *s = trace_session(t, event_session(&e));
            session_fold(s, str_of(t->live.info.identity), at_us, &e);
            const char *broken = session_broken(s);
            if (broken)
                CHECK_FAIL("%s", broken);
        }
        t->n_events++;
        if (!t->silent)
            trace_event(t, at_us, &e);
    }
    trace_check(t);
}

/* The text so far is the one expected; it begins anew. The first line that differs is told. */
static inline void trace_want(struct trace *t, const char *want)
{
    struct str got = buf_str(&t->out);
    t->out.n = 0;
    check_count++;
    if (str_is(got, want))
        return;
    printf("# -- got --\n");
    for (struct str rest = got; rest.n > 0;) {
        struct str line = str_cut(&rest, '\n');
        printf("#   \"%.*s\\n\"\n", STR_ARG(line));
    }
    CHECK_FAIL("the trace differs");
}

/* -- readings -- */

/* One reading of a list being packed. */
struct told_reading {
    int64_t at_us, value;
    uint8_t measurand, phase, location, context, flags;
};

/* A list packed from rows; a few live at a time. */
static inline struct str readings_of(const struct told_reading *rows, size_t n)
{
    static char rooms[16][4096];
    static unsigned next;
    struct buf b = buf_over(rooms[next], sizeof rooms[next]);
    next = (next + 1) % 16;
    for (size_t i = 0; i < n; i++) {
        struct reading r = {.at_us = rows[i].at_us,
                            .value = rows[i].value,
                            .measurand = rows[i].measurand,
                            .phase = rows[i].phase,
                            .location = rows[i].location,
                            .context = rows[i].context,
                            .flags = rows[i].flags};
        reading_pack(&r, &b);
    }
    CHECK(!b.full);
    return buf_str(&b);
}
#define READINGS(...)                                                                              \
    readings_of((const struct told_reading[]){__VA_ARGS__},                                        \
                sizeof((const struct told_reading[]){__VA_ARGS__}) / sizeof(struct told_reading))

/* A register of so many Wh at minutes after T0. */
#define REGISTER(min, wh)                                                                          \
    {                                                                                              \
        .at_us = T0 + (min)*US_PER_MIN, .value = (wh)*INT64_C(1000),                               \
        .measurand = MEASURAND_ENERGY_ACTIVE_IMPORT_REGISTER                                       \
    }
#define MIN(n) (T0 + (n)*US_PER_MIN)
