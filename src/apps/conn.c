/* SPDX-License-Identifier: Apache-2.0 */
/* The life of a connection. */
#include "apps/conn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/errand.h"
#include "apps/grow.h"
#include "apps/jobs.h"
#include "base/assert.h"
#include "base/time.h"
#include "os/clock.h"

#define UNSENT_MAX                                                                                 \
    (256u << 10) /* bytes behind the gate or in the kernel's way: past that we stop reading */
#define CLOSING_US (5 * US_PER_S)
#define CLOSE_REASON_MAX 124

enum conn_state { CONN_OPEN, CONN_CLOSING, CONN_FINISHING, CONN_GONE };

struct conn {                /* what a message touches comes first */
    struct wheel_node timer; /* first: its address is ours */
    struct shard *shard;
    struct slot *slot;
    struct tcp *tcp; /* NULL when GONE */
    int64_t wake_us;
    uint32_t gated, gated_bytes; /* entries behind the gate (see UNSENT_MAX), their bytes */
    uint8_t state;               /* enum conn_state */
    bool paused;
    struct ws ws;
    struct link link;
    int64_t heard_us; /* when a message last came */
    union {
        int64_t pinged_us;  /* while OPEN */
        int64_t closing_us; /* from CLOSING on: when patience ends */
    };
    struct conn *prev, *next;
};

static const struct tcp_events conn_events;
static void gate_opens(void *owner, struct str bytes, int64_t came_us);

/* When a frame of the station last came. */
static int64_t seen_us(const struct conn *c)
{
    return atomic_load_explicit(&c->slot->seen_us, memory_order_relaxed);
}

/* -- out -- */

/* Is too much on its way out? Then read no more, until half of it is gone. */
static void brake(struct conn *c)
{
    if (!c->tcp)
        return;
    size_t unsent = (size_t)c->gated_bytes + tcp_waiting(c->tcp);
    bool pause = unsent > (c->paused ? UNSENT_MAX / 2 : UNSENT_MAX);
    if (pause != c->paused) {
        c->paused = pause;
        tcp_read(c->tcp, !pause);
    }
}

/* Hand bytes to the path. Where it is broken, reading on tells us. */
static void send_bytes(struct conn *c, struct str bytes)
{
    counter_add(&c->shard->counters, COUNTER_bytes_out_total, bytes.n);
    if (tcp_send(c->tcp, bytes) != ERR_OK)
        tcp_read(c->tcp, true);
}

/* Send what gathered in the shard's direct buffer. */
static void flush(struct conn *c)
{
    struct buf *direct = &c->shard->direct;
    if (direct->n > 0 && c->tcp)
        send_bytes(c, buf_str(direct));
    direct->n = 0;
}

/* The buffer that the next n bytes of this connection belong into. */
static struct buf *out_room(struct conn *c, size_t n, bool gated)
{
    if (gated)
        return gate_room(c->shard->gate, n);
    grow_room(&c->shard->direct, n);
    return &c->shard->direct;
}

/* What was written into out_room(gated) since it held `began` bytes goes its way. */
static void out_put(struct conn *c, const struct buf *b, size_t began, bool gated, int64_t came_us)
{
    ASSERT(!b->full);
    if (!gated)
        return;                                          /* flush sends it */
    ASSERT(b->n - began <= UINT32_MAX - c->gated_bytes); /* reading has stopped long before */
    c->gated_bytes += (uint32_t)(b->n - began);
    c->gated += gate_put(c->shard->gate, gate_opens, c, came_us);
}

/* Send one frame: behind the gate where it must, or where one before it waits there. */
static void out_frame(struct conn *c, enum ws_opcode opcode, struct str data, bool gated,
                      int64_t came_us)
{
    gated = gated || c->gated > 0;
    struct buf *b = out_room(c, ws_write_bound(&c->ws, data.n), gated);
    size_t began = b->n;
    ws_write(&c->ws, b, opcode, data, 0);
    out_put(c, b, began, gated, came_us);
}

/* Send a close frame, in its order. */
static void out_close(struct conn *c, uint16_t code, struct str reason, bool gated, int64_t now_us)
{
    gated = gated || c->gated > 0;
    struct buf *b = out_room(c, ws_write_bound(&c->ws, 125), gated);
    size_t began = b->n;
    ws_write_close(&c->ws, b, code, reason, 0);
    out_put(c, b, began, gated, now_us);
}

/* -- the end -- */

/* Forget a connection that is gone, once nothing of it lies behind the gate. */
static void free_if_done(struct conn *c)
{
    if (c->state != CONN_GONE || c->gated > 0)
        return;
    struct shard *sh = c->shard;
    wheel_remove(&c->timer);
    ws_fini(&c->ws);
    if (c->prev)
        c->prev->next = c->next;
    else
        sh->conns = c->next;
    if (c->next)
        c->next->prev = c->prev;
    sh->n_conns--;
    free(c);
}

/* The path is no more. */
static void gone(struct conn *c, bool send_rest)
{
    if (c->tcp && send_rest)
        tcp_finish(c->tcp);
    else if (c->tcp)
        tcp_close(c->tcp);
    c->tcp = NULL;
    c->state = CONN_GONE;
}

/* Where all has left, the path may end. */
static void finish_if_sent(struct conn *c)
{
    if (c->state == CONN_FINISHING && c->gated == 0)
        gone(c, true);
}

/* What came of an input: store it, send its frames, hand back commands, note when to wake. */
static void carry_out(struct conn *c, struct str frame_in, int64_t now_us);

/* The link's end is an input too, of every connection exactly once. */
static void link_end(struct conn *c, uint16_t code, struct str reason, int64_t now_us)
{
    struct shard *sh = c->shard;
    char quoted[160];
    shard_begin(sh, c->slot);
    link_closed(&c->link, sh->station, &sh->server->world, now_us, code, reason, &sh->arena,
                sh->outcome);
    if (c->slot->conn == c) {
        c->slot->conn = NULL;
        counter_set(
            &sh->counters, COUNTER_connections,
            atomic_load_explicit(&sh->counters.v[COUNTER_connections], memory_order_relaxed) - 1);
    }
    log_line(&sh->server->log, LOG_INFO, "disconnected", slot_identity(c->slot),
             "code=%u reason=%s generation=%lld", code, log_quote(reason, quoted),
             (long long)c->link.generation);
    c->state = CONN_FINISHING; /* whatever the outcome says about closing is done already */
    carry_out(c, (struct str){0}, now_us);
}

void conn_end(struct conn *c, uint16_t code, struct str reason, int64_t now_us)
{
    char kept[CLOSE_REASON_MAX];
    if (c->state != CONN_OPEN)
        return;
    str_copy(kept, sizeof kept, reason);
    link_end(c, code, str_of(kept), now_us);
    out_close(c, code, str_of(kept), true, now_us);
    c->state = CONN_CLOSING;
    c->closing_us = now_us + CLOSING_US;
    wheel_set(&c->shard->conn_wheel, &c->timer, c->closing_us);
}

/* The peer began to close, or answers our close. */
static void peer_closes(struct conn *c, const struct ws_event *e, int64_t now_us)
{
    char reason[CLOSE_REASON_MAX + 32];
    if (c->state == CONN_OPEN) {
        snprintf(reason, sizeof reason, "closed by the station%s%.*s", e->data.n ? ": " : "",
                 STR_ARG(e->data));
        uint16_t code = e->code;
        link_end(c, code, str_of(reason), now_us);
        out_close(c, code, STR(""), false, now_us);
    }
    c->state = CONN_FINISHING;
}

/* A breach of the protocol below OCPP: stored as a finding of that rule, then the connection ends.
 */
static void breach(struct conn *c, uint16_t code, struct str rule, struct str text, int64_t now_us)
{
    struct shard *sh = c->shard;
    struct event e = {.kind = EVENT_finding,
                      .u.finding = {.rule = rule, .text = text, .refused = 1}};
    char kept[CLOSE_REASON_MAX];
    str_copy(kept, sizeof kept, text);
    shard_begin(sh, c->slot);
    station_apply(sh->station, now_us, &e);
    sh->outcome->step.events[0] = e;
    sh->outcome->step.n_events = 1;
    shard_end(sh, c->slot, now_us, (struct str){0});
    counter_add(&sh->counters, COUNTER_protocol_failures_total, 1);
    conn_end(c, code, str_of(kept), now_us);
}

/* -- in -- */

/* Count what the outcome tells. */
static void count(struct conn *c, const struct link_outcome *o)
{
    struct counters *k = &c->shard->counters;
    for (unsigned i = 0; i < o->step.n_events; i++)
        if (o->step.events[i].kind == EVENT_finding)
            counter_add(k, COUNTER_findings_total, 1);
    for (unsigned i = 0; i < o->step.n_events; i++)
        if (o->step.events[i].kind == EVENT_finding &&
            str_is(o->step.events[i].u.finding.rule, "DEAF"))
            counter_add(k, COUNTER_deaf_total, 1);
    for (unsigned i = 0; i < o->n_frames; i++)
        if (o->frames[i].n > 2 && o->frames[i].p[1] == '4')
            counter_add(k, COUNTER_call_errors_total, 1);
    if (o->n_frames > 0)
        counter_add(k, COUNTER_frames_out_total, o->n_frames);
}

static void carry_out(struct conn *c, struct str frame_in, int64_t now_us)
{
    const struct link_outcome *o = c->shard->outcome;
    bool gated = shard_end(c->shard, c->slot, now_us, frame_in);
    count(c, o);
    for (unsigned i = 0; i < o->n_frames && c->tcp; i++)
        out_frame(c, WS_TEXT, o->frames[i], gated, now_us);
    for (unsigned i = 0; i < o->n_done; i++)
        job_command_done(c->shard, &o->done[i], now_us);
    c->wake_us = o->wake_at_us;
    if (c->wake_us != 0 && c->state == CONN_OPEN &&
        (!c->timer.next || c->wake_us < c->timer.due_us))
        wheel_set(&c->shard->conn_wheel, &c->timer, c->wake_us);
}

/* The same, and the end of the connection where it is to end. */
static void outcome(struct conn *c, struct str frame_in, int64_t now_us)
{
    const struct link_outcome *o = c->shard->outcome;
    char reason[CLOSE_REASON_MAX];
    if (o->ask.what != OUTSIDE_NONE)
        errand_find_out(c->shard, c->slot, c->link.generation, frame_in);
    carry_out(c, frame_in, now_us);
    if (o->close_code == 0 || c->state != CONN_OPEN)
        return;
    uint16_t code = o->close_code;
    str_copy(reason, sizeof reason, o->close_reason);
    conn_end(c, code, str_of(reason), now_us); /* uses the outcome again */
}

/* Answer a plain Heartbeat of a station without sessions, which needs nothing of it; false where it
 * is something else. */
static bool heartbeat(struct conn *c, struct str text, int64_t now_us)
{
    char space[LINK_HEARTBEAT_MAX];
    struct buf frame = buf_over(space, sizeof space);
    if (!slot_rests(c->slot) || !link_heartbeat(&c->shard->server->world, now_us, text, &frame))
        return false;
    counter_add(&c->shard->counters, COUNTER_frames_out_total, 1);
    out_frame(c, WS_TEXT, buf_str(&frame), false, now_us);
    return true;
}

/* One OCPP-J message. */
static void message(struct conn *c, struct str text, int64_t now_us)
{
    struct shard *sh = c->shard;
    counter_add(&sh->counters, COUNTER_frames_in_total, 1);
    c->heard_us = now_us;
    if (heartbeat(c, text, now_us))
        return;
    shard_begin(sh, c->slot);
    link_frame(&c->link, sh->station, &sh->server->world, now_us, text, &sh->arena, sh->outcome);
    outcome(c, text, now_us);
}

/* One event of the codec; false where nothing more can follow. */
static bool codec_event(struct conn *c, const struct ws_event *e, int64_t now_us)
{
    bool open = c->state == CONN_OPEN;
    switch (e->kind) {
    case WS_EVENT_NEED_MORE:
        return false;
    case WS_EVENT_MESSAGE:
        if (open && e->opcode == WS_TEXT)
            message(c, e->data, now_us);
        else if (open)
            breach(c, WS_CLOSE_UNSUPPORTED, STR("websocket"), STR("binary message: OCPP-J is text"),
                   now_us);
        return true;
    case WS_EVENT_PING:
        if (open)
            out_frame(c, WS_PONG, e->data, false, now_us);
        return true;
    case WS_EVENT_PONG:
        return true;
    case WS_EVENT_CLOSE:
        peer_closes(c, e, now_us);
        return false;
    case WS_EVENT_FAIL:
        if (open)
            breach(c, e->code, e->reserved ? STR("RSV_BITS") : STR("websocket"), e->data, now_us);
        c->state = CONN_FINISHING; /* nothing can be read any more, their close neither */
        return false;
    }
    return false;
}

/* Bytes came: take frame by frame off them, then send at once what waits for no batch. */
static void on_data(void *owner, char *p, size_t n)
{
    struct conn *c = owner;
    int64_t now_us = clock_utc_us();
    counter_add(&c->shard->counters, COUNTER_bytes_in_total, n);
    atomic_store_explicit(&c->slot->seen_us, now_us, memory_order_relaxed);
    for (bool more = true; more && c->tcp;) {
        struct ws_event e = ws_read(&c->ws, &p, &n);
        more = codec_event(c, &e, now_us);
    }
    if (c->shard->direct.n > 0) {
        flush(c);
        histogram_add(&c->shard->counters, HISTOGRAM_answer, clock_utc_us() - now_us);
    }
    finish_if_sent(c);
    brake(c);
    free_if_done(c);
}

/* The path is gone: the link ends, and the connection with it. */
static void on_ended(void *owner, enum err e)
{
    struct conn *c = owner;
    if (c->state == CONN_OPEN)
        link_end(c, 1006, e == ERR_CLOSED ? STR("cut by the peer") : STR("the path broke"),
                 clock_utc_us());
    c->shard->direct.n = 0;
    gone(c, false);
    free_if_done(c);
}

static void on_sent(void *owner)
{
    brake(owner);
}

static const struct tcp_events conn_events = {on_data, on_ended, on_sent};

/* What waited for the journal may leave. */
static void gate_opens(void *owner, struct str bytes, int64_t came_us)
{
    struct conn *c = owner;
    c->gated--;
    c->gated_bytes -= (uint32_t)bytes.n;
    if (c->tcp) {
        send_bytes(c, bytes);
        histogram_add(&c->shard->counters, HISTOGRAM_answer, clock_utc_us() - came_us);
    }
    finish_if_sent(c);
    brake(c);
    free_if_done(c);
}

/* -- beginning, commands, time -- */

/* The earlier of two times, where 0 is never. */
static int64_t earlier(int64_t a, int64_t b)
{
    return a == 0 || (b != 0 && b < a) ? b : a;
}

/* Set the timer to what comes first: the link's wake, a ping, the end of patience. */
static void arm(struct conn *c)
{
    const struct options *o = c->shard->server->options;
    int64_t seen = seen_us(c), quiet = c->pinged_us > seen ? c->pinged_us : seen, due = c->wake_us;
    if (o->ping_interval > 0)
        due = earlier(due, quiet + o->ping_interval * US_PER_S);
    if (o->idle_timeout > 0)
        due = earlier(due, seen + o->idle_timeout * US_PER_S);
    if (c->link.quirks.pong_s > 0)
        due = earlier(due, c->heard_us + c->link.quirks.pong_s * US_PER_S);
    if (due == 0)
        wheel_remove(&c->timer);
    else
        wheel_set(&c->shard->conn_wheel, &c->timer, due);
}

/* The new one is the connection of its station; what it replaces ends. */
static void take_over(struct conn *c, int64_t now_us)
{
    struct conn *old = c->slot->conn;
    struct counters *k = &c->shard->counters;
    c->slot->conn = c;
    if (!old) {
        counter_set(k, COUNTER_connections,
                    atomic_load_explicit(&k->v[COUNTER_connections], memory_order_relaxed) + 1);
        return;
    }
    counter_add(k, COUNTER_connections_replaced_total, 1);
    conn_end(old, WS_CLOSE_POLICY, STR("replaced by a newer connection of this station"), now_us);
}

void conn_open(struct shard *sh, struct slot *slot, struct tcp *tcp, const struct conn_hello *hello,
               int64_t now_us)
{
    struct conn *c = calloc(1, sizeof *c);
    const struct options *o = sh->server->options;
    ASSERT(c);
    c->shard = sh;
    c->slot = slot;
    c->tcp = tcp;
    c->heard_us = now_us;
    c->next = sh->conns;
    if (c->next)
        c->next->prev = c;
    sh->conns = c;
    sh->n_conns++;
    ws_init(&c->ws, true, hello->front->deflate, (uint32_t)o->message_max, sh->zlib);
    atomic_store_explicit(&slot->seen_us, now_us, memory_order_relaxed);
    struct buf *b = gate_room(sh->gate, 512);
    size_t began = b->n;
    front_answer(hello->front, b);
    out_put(c, b, began, true, now_us);
    shard_begin(sh, slot);
    link_open(&c->link,
              &(struct link_hello){.version = hello->front->version,
                                   .strict = sh->server->world.policy.strict,
                                   .remote = hello->remote,
                                   .security_profile = hello->security_profile,
                                   .pending = hello->pending,
                                   .certificate = hello->certificate,
                                   .certificate_ends_us = hello->certificate_ends_us},
              sh->station, &sh->server->world, now_us, &sh->arena, sh->outcome);
    link_repaired(&c->link, sh->station, &sh->server->world, now_us, hello->front->repaired,
                  hello->front->target, &sh->arena, sh->outcome);
    outcome(c, (struct str){0}, now_us);
    log_line(&sh->server->log, LOG_INFO, "connected", slot_identity(slot),
             "version=%.*s remote=%.*s profile=%lld generation=%lld%s",
             STR_ARG(ocpp_version_name(hello->front->version)), STR_ARG(hello->remote),
             (long long)hello->security_profile, (long long)c->link.generation,
             hello->pending ? " certificate=expired" : "");
    take_over(c, now_us);
    arm(c);
    tcp_own(tcp, &conn_events, c);
    counter_add(&sh->counters, COUNTER_upgrades_total, 1);
    if (hello->early.n > 0) {
        char *p = malloc(hello->early.n);
        ASSERT(p);
        memcpy(p, hello->early.p, hello->early.n);
        on_data(c, p, hello->early.n);
        free(p);
    }
}

bool conn_idle(const struct conn *c)
{
    return c->state == CONN_OPEN && !c->link.flight && !c->link.queue;
}

enum ocpp_version conn_version(const struct conn *c)
{
    return c->link.version;
}

void conn_command(struct conn *c, struct link_command *command, int64_t now_us)
{
    struct shard *sh = c->shard;
    counter_add(&sh->counters, COUNTER_commands_total, 1);
    shard_begin(sh, c->slot);
    link_command(&c->link, sh->station, &sh->server->world, now_us, command, &sh->arena,
                 sh->outcome);
    outcome(c, (struct str){0}, now_us);
    flush(c);
}

bool conn_is(const struct conn *c, int64_t generation)
{
    return c && c->state == CONN_OPEN && c->link.generation == generation;
}

void conn_resume(struct conn *c, struct str text, const struct link_verdict *verdict,
                 int64_t now_us)
{
    struct shard *sh = c->shard;
    shard_begin(sh, c->slot);
    link_resume(&c->link, sh->station, &sh->server->world, now_us, text, verdict, &sh->arena,
                sh->outcome);
    outcome(c, text, now_us);
    flush(c);
}

/* Time for the link, for a ping, or for the end. */
static void conn_wake(struct conn *c, int64_t now_us)
{
    struct shard *sh = c->shard;
    const struct options *o = sh->server->options;
    char reason[64];
    if (c->wake_us != 0 && now_us >= c->wake_us) {
        shard_begin(sh, c->slot);
        link_timer(&c->link, sh->station, &sh->server->world, now_us, &sh->arena, sh->outcome);
        outcome(c, (struct str){0}, now_us);
    }
    int64_t silent = now_us - seen_us(c);
    if (o->idle_timeout > 0 && silent >= o->idle_timeout * US_PER_S && c->state == CONN_OPEN) {
        snprintf(reason, sizeof reason, "silent for %lld s", (long long)(silent / US_PER_S));
        conn_end(c, WS_CLOSE_POLICY, str_of(reason), now_us);
    }
    int64_t unheard = now_us - c->heard_us;
    if (c->link.quirks.pong_s > 0 && unheard >= c->link.quirks.pong_s * US_PER_S &&
        c->state == CONN_OPEN) {
        snprintf(reason, sizeof reason, "only pongs for %lld s", (long long)(unheard / US_PER_S));
        breach(c, WS_CLOSE_POLICY, STR("PONG_ONLY"), str_of(reason), now_us);
    }
    if (c->state != CONN_OPEN)
        return;
    if (o->ping_interval > 0 && silent >= o->ping_interval * US_PER_S &&
        now_us - c->pinged_us >= o->ping_interval * US_PER_S) {
        c->pinged_us = now_us;
        out_frame(c, WS_PING, STR(""), false, now_us);
    }
    arm(c);
}

void conn_due(void *shard, struct wheel_node *n)
{
    struct conn *c = (struct conn *)(void *)n;
    int64_t now_us = clock_utc_us();
    (void)shard;
    if (c->state == CONN_OPEN)
        conn_wake(c, now_us);
    else if (now_us >= c->closing_us)
        gone(c, false);
    flush(c);
    free_if_done(c);
}

void conn_clock_set(struct shard *sh, int64_t was_us, int64_t now_us)
{
    for (struct conn *c = sh->conns; c; c = c->next) {
        c->wake_us = wheel_shifted(c->wake_us, was_us, now_us);
        c->heard_us = wheel_shifted(c->heard_us, was_us, now_us);
        c->link.deadline_us = wheel_shifted(c->link.deadline_us, was_us, now_us);
        if (c->state == CONN_OPEN)
            c->pinged_us = wheel_shifted(c->pinged_us, was_us, now_us);
        else
            c->closing_us = wheel_shifted(c->closing_us, was_us, now_us);
        atomic_store_explicit(&c->slot->seen_us, wheel_shifted(seen_us(c), was_us, now_us),
                              memory_order_relaxed);
    }
}

void conn_end_all(struct shard *sh, struct str reason, bool at_once, int64_t now_us)
{
    for (struct conn *c = sh->conns, *next; c; c = next) {
        next = c->next;
        conn_end(c, WS_CLOSE_GOING_AWAY, reason, now_us);
        if (at_once && c->tcp)
            gone(c, false);
        free_if_done(c);
    }
}
