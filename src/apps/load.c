/* SPDX-License-Identifier: Apache-2.0 */
/* The engine of the load generator: sockets of all chargers on one epoll. A charger goes connecting
 * -> upgrading -> idle <-> waiting, and back to connecting when its connection ends. */
#include "apps/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "apps/target.h"
#include "base/time.h"
#include "os/clock.h"
#include "os/poll.h"
#include "wire/http.h"
#include "wire/ws.h"

#define PATIENCE_US (300 * US_PER_S) /* until all are connected */

enum state { STATE_CONNECTING, STATE_SHAKING, STATE_UPGRADING, STATE_IDLE, STATE_WAITING };

struct charger {
    struct line line;
    enum state state;
    bool booted;
    int64_t due_us;
    int64_t *sent_us;        /* a ring of in_flight times */
    unsigned oldest, flying; /* calls on their way: where in the ring, how many */
    uint64_t answered;       /* calls of this connection: answers come in this order */
    size_t left;             /* bytes of a plain echo that are to come */
    struct buf rest;         /* what the socket did not take yet, owned */
    struct ws ws;
    struct load_course course;
};

struct run {
    const struct load_options *o;
    struct load_result *result;
    struct poll *poll;
    struct line_tls *tls;
    struct charger *chargers;
    struct random random;
    struct target target;
    int64_t n, opened, ready, connecting; /* begun so far, now idle or waiting, now on their way */
    int64_t failures;                     /* before the first upgrade was granted */
    bool measuring;
    bool held;      /* an overload begins when all are there, as it would not let them in */
    uint64_t calls; /* of a LOAD_CONNECT: what each charger has to say in all */
    int64_t beaten; /* chargers that got the answer to the last of it */
    int64_t began_us;
    char *in, *out;
};

#define IN_BYTES ((size_t)256 * 1024)
#define OUT_BYTES ((size_t)64 * 1024)

/* Note the first thing that went wrong. */
static void complain(struct run *r, const char *what, const char *detail)
{
    r->result->errors++;
    if (r->result->why[0] == '\0')
        snprintf(r->result->why, sizeof r->result->why, "%.80s%.160s", what, detail);
}

/* The identity of a charger. */
static void identity_of(const struct run *r, const struct charger *c, char out[64])
{
    snprintf(out, 64, "%.40s%06lld", r->o->prefix, (long long)(c - r->chargers + 1));
}

/* Open the socket of a charger. */
static bool begin_connect(struct run *r, struct charger *c)
{
    int64_t index = c - r->chargers;
    c->state = STATE_CONNECTING;
    char why[256] = "", identity[64];
    int fd = poll_connect(r->poll, (unsigned)(index / TARGET_PER_ADDRESS), c);
    if (fd < 0)
        return false;
    r->connecting++;
    identity_of(r, c, identity);
    if (line_open(&c->line, r->tls, fd, str_of(identity), why))
        return true;
    complain(r, "TLS: ", why); /* the handshake then fails too */
    return true;
}

/* Did nobody get in, however often they tried? */
static bool hopeless(const struct run *r)
{
    return r->failures >= 3 * (r->n < 100 ? r->n : 100);
}

/* Drop a connection, and forget what was on its way on it. */
static void hang_up(struct charger *c)
{
    line_drop(&c->line);
    ws_fini(&c->ws);
    free(c->rest.p);
    c->rest = (struct buf){0};
    c->flying = 0;
    c->left = 0;
    c->answered = c->course.n;
}

/* End a charger's connection, and connect again. */
static void lose(struct run *r, struct charger *c, const char *why)
{
    if (r->measuring) {
        r->result->lost++;
        complain(r, "a connection ended: ", why);
    } else if (r->result->connects == 0) {
        r->failures++;
        complain(r, "a connection failed: ", why);
    }
    if (c->state <= STATE_UPGRADING)
        r->connecting--;
    else if (c->booted)
        r->ready--;
    hang_up(c);
    if (!begin_connect(r, c))
        complain(r, "no socket can be opened", "");
}

/* Ask for the upgrade. */
static void send_upgrade(struct run *r, struct charger *c)
{
    char identity[64], protocol[16];
    struct buf out = buf_over(r->out, OUT_BYTES);
    identity_of(r, c, identity);
    snprintf(protocol, sizeof protocol, "ocpp%.8s", r->o->ocpp);
    target_upgrade(&r->target, str_of(identity), str_of(protocol), &r->random, &out);
    if (line_send(&c->line, buf_str(&out)) != (int64_t)out.n) {
        lose(r, c, "the upgrade could not be sent");
        return;
    }
    poll_want_write(r->poll, c->line.fd, c, false);
    c->state = STATE_UPGRADING;
}

/* The socket stands: shake hands, then ask for the WebSocket. */
static void shake(struct run *r, struct charger *c)
{
    char why[256] = "";
    c->state = STATE_SHAKING;
    switch (line_shake(&c->line, why)) {
    case LINE_STANDS:
        r->result->resumed += line_resumed(&c->line);
        send_upgrade(r, c);
        break;
    case LINE_WAITS_READ:
        poll_want_write(r->poll, c->line.fd, c, false);
        break;
    case LINE_WAITS_WRITE:
        poll_want_write(r->poll, c->line.fd, c, true);
        break;
    case LINE_FAILED:
        lose(r, c, why);
        break;
    }
}

/* When the next call of a charger is due: at once, or spread evenly for a fixed rate. */
static int64_t next_due(const struct run *r, const struct charger *c, int64_t now_us)
{
    if (r->o->rate == 0)
        return now_us;
    int64_t interval = r->n * US_PER_S / r->o->rate;
    return c->due_us == 0 ? now_us + (int64_t)((uint64_t)(c - r->chargers) * (uint64_t)interval /
                                               (uint64_t)r->n)
                          : c->due_us + interval;
}

/* Send what the socket takes, and keep the rest for later. */
static bool send_all(struct run *r, struct charger *c, struct str bytes)
{
    int64_t sent = line_send(&c->line, bytes);
    if (sent < 0)
        return false;
    bytes = str_skip(bytes, (size_t)sent);
    if (bytes.n == c->rest.n && bytes.n > 0)
        return true; /* it was the rest, and nothing went */
    char *p = bytes.n > 0 ? malloc(bytes.n) : NULL;
    if (p)
        memcpy(p, bytes.p, bytes.n);
    free(c->rest.p);
    c->rest = (struct buf){.p = p, .n = p ? bytes.n : 0, .cap = bytes.n};
    poll_want_write(r->poll, c->line.fd, c, p != NULL);
    return bytes.n == 0 || p;
}

/* May this charger call now? */
static bool may_call(const struct run *r, const struct charger *c)
{
    return c->flying < (c->booted ? r->o->in_flight : 1) && c->rest.n == 0;
}

/* Send the charger's next call. */
static void send_next(struct run *r, struct charger *c, int64_t now_us)
{
    static char text[8192];
    struct buf body = buf_over(text, sizeof text), out = buf_over(r->out, OUT_BYTES);
    bool v16 = strcmp(r->o->ocpp, "1.6") == 0;
    if (r->o->released)
        load_compose_held(&body, v16, &c->course);
    else if (!c->booted)
        load_compose_boot(&body, v16, &c->course);
    else
        load_compose(&body, r->o->message, &c->course);
    if (r->o->tcp)
        buf_puts(&out, buf_str(&body));
    else
        ws_write(&c->ws, &out, WS_TEXT, buf_str(&body), (uint32_t)random_next(&r->random) | 1);
    if (r->measuring) {
        r->result->sent++;
        r->result->sent_bytes += body.n;
    }
    c->left += r->o->tcp ? out.n : 0;
    bool paced = r->o->rate > 0 && r->o->in_flight == 1 && c->booted; /* late calls count as such */
    c->sent_us[(c->oldest + c->flying++) % r->o->in_flight] = paced ? c->due_us : now_us;
    if (r->o->rate > 0 && r->o->in_flight > 1 && c->booted)
        c->due_us = next_due(r, c, now_us);
    if (!send_all(r, c, buf_str(&out))) {
        lose(r, c, "a message could not be sent");
        return;
    }
    c->state = may_call(r, c) ? STATE_IDLE : STATE_WAITING;
}

/* Does this text answer the oldest call that is on its way? */
static bool answers_oldest(const struct charger *c, struct str text)
{
    char head[32];
    int n = snprintf(head, sizeof head, "[3,\"%s%llu\"", c->booted ? "" : "b",
                     (unsigned long long)c->answered + 1);
    return str_starts(text, str_make(head, (size_t)n));
}

/* One whole message came for a charger that waits for an answer. */
static void take_answer(struct run *r, struct charger *c, struct str text, int64_t now_us)
{
    if (c->flying == 0)
        return;
    if (!r->o->echo && !answers_oldest(c, text)) {
        char shown[120];
        str_copy(shown, sizeof shown, text);
        complain(r, "answered, out of order or with ", shown);
    } else if (r->measuring && c->booted) {
        r->result->messages++;
        latency_add(&r->result->latency, now_us - c->sent_us[c->oldest]);
    }
    c->answered++;
    c->flying--;
    r->beaten += c->answered == r->calls;
    c->oldest = (unsigned)((c->oldest + 1) % r->o->in_flight);
    bool first = !c->booted;
    if (first) {
        c->booted = true;
        r->ready++;
        c->due_us = 0;
    }
    if (first || r->o->rate == 0 || r->o->in_flight == 1)
        c->due_us = next_due(r, c, now_us);
    c->state = may_call(r, c) ? STATE_IDLE : STATE_WAITING;
}

/* The connection stands: what is to be said first is due. */
static void begin_talk(struct run *r, struct charger *c, int64_t now_us)
{
    r->connecting--;
    r->result->connects++;
    c->state = STATE_IDLE;
    if (c->booted || (r->o->echo && r->o->message != LOAD_CONNECT)) {
        c->booted = true;
        r->ready++;
        c->due_us = next_due(r, c, now_us);
    } else {
        c->due_us = now_us;
    }
}

/* The answer to the upgrade, whole in one piece as every server here sends it. */
static bool take_upgrade(struct run *r, struct charger *c, struct str in, int64_t now_us)
{
    struct http_head head;
    if (http_response(in, &head) != HTTP_OK || head.status != 101) {
        char shown[80];
        str_copy(shown, sizeof shown, str_make(in.p, str_find(in, '\r')));
        complain(r, "the upgrade was answered with ", shown);
        return false;
    }
    ws_init(&c->ws, false, (struct ws_deflate){0}, 1 << 20, NULL);
    begin_talk(r, c, now_us);
    return true;
}

/* Bytes came. */
static void read_some(struct run *r, struct charger *c, int64_t now_us)
{
    int64_t got = line_receive(&c->line, r->in, IN_BYTES);
    if (got < 0) {
        lose(r, c, "by the server");
        return;
    }
    if (got == 0)
        return;
    if (c->state == STATE_UPGRADING) {
        if (!take_upgrade(r, c, str_make(r->in, (size_t)got), now_us))
            lose(r, c, "the upgrade was refused");
        return;
    }
    if (r->o->tcp) {
        c->left -= (size_t)got < c->left ? (size_t)got : c->left;
        if (c->left == 0)
            take_answer(r, c, (struct str){0}, now_us);
        return;
    }
    char *p = r->in;
    size_t n = (size_t)got;
    for (;;) {
        struct ws_event e = ws_read(&c->ws, &p, &n);
        if (e.kind == WS_EVENT_NEED_MORE)
            return;
        if (e.kind == WS_EVENT_MESSAGE)
            take_answer(r, c, e.data, now_us);
        if (e.kind == WS_EVENT_CLOSE || e.kind == WS_EVENT_FAIL) {
            lose(r, c, "closed by the server");
            return;
        }
    }
}

/* Does this charger say nothing for now? */
static bool silent(const struct run *r, const struct charger *c)
{
    if (r->o->message == LOAD_CONNECT)
        return c->booted && c->course.n >= r->calls;
    return c->booted && r->held;
}

/* Send for every charger whose time has come: the closed loop sends right after an answer, so this
 * matters at a fixed rate. */
static void send_due(struct run *r, int64_t now_us)
{
    for (int64_t i = 0; i < r->opened; i++) {
        struct charger *c = &r->chargers[i];
        while (c->state == STATE_IDLE && c->due_us <= now_us && !silent(r, c))
            send_next(r, c, now_us);
    }
}

/* One event of the poll. */
static void handle(struct run *r, struct poll_event *e, int64_t now_us)
{
    struct charger *c = e->data;
    if (c->state == STATE_CONNECTING) {
        if (e->broken)
            lose(r, c, "it could not be opened");
        else if (e->writable && r->o->tcp)
            poll_want_write(r->poll, c->line.fd, c, false), begin_talk(r, c, now_us);
        else if (e->writable)
            shake(r, c);
        return;
    }
    if (c->state == STATE_SHAKING) {
        shake(r, c);
        return;
    }
    if (e->writable && c->rest.n > 0 && !send_all(r, c, buf_str(&c->rest)))
        lose(r, c, "a message could not be sent");
    if (c->state == STATE_WAITING && may_call(r, c))
        c->state = STATE_IDLE;
    if (e->readable || e->broken)
        read_some(r, c, now_us);
    while (c->state == STATE_IDLE && r->o->rate == 0 && !silent(r, c))
        send_next(r, c, now_us);
}

/* Are all connected and booted (or is there no hope that they will be)? */
static bool all_ready(const struct run *r)
{
    return r->ready == r->n || hopeless(r);
}

/* Had all the last of their Heartbeats answered? */
static bool all_beaten(const struct run *r)
{
    return r->beaten == r->n;
}

/* Serve events until end_us, or until there is enough. */
static void serve(struct run *r, int64_t end_us, bool (*enough)(const struct run *r))
{
    struct poll_event events[256];
    int64_t now_us = clock_mono_us(), swept_us = 0;
    while (now_us < end_us && !(enough && enough(r))) {
        while (r->opened < r->n && r->connecting < r->o->connecting)
            if (!begin_connect(r, &r->chargers[r->opened++]))
                complain(r, "no socket can be opened (see ulimit -n)", "");
        int got = poll_wait(r->poll, events, 256, r->o->rate > 0 ? 500 : 10000);
        now_us = clock_mono_us();
        for (int i = 0; i < got; i++)
            handle(r, &events[i], now_us);
        if (now_us - swept_us > (r->o->rate > 0 ? 500 : 50000)) {
            send_due(r, now_us);
            swept_us = now_us;
        }
    }
}

/* The most memory that another process has had, in kB; 0 where it can't be read. */
static int64_t peak_of(int64_t pid)
{
    char name[64], line[256];
    int64_t kb = 0;
    snprintf(name, sizeof name, "/proc/%lld/status", (long long)pid);
    FILE *f = pid > 0 ? fopen(name, "re") : NULL;
    while (f && fgets(line, sizeof line, f)) {
        struct str left = str_of(line);
        if (str_is(str_cut(&left, ':'), "VmHWM")) {
            left = str_trim(left);
            if (!str_int(str_cut(&left, ' '), &kb))
                kb = 0;
        }
    }
    if (f)
        fclose(f);
    return kb;
}

/* CPU time of another process (utime + stime of /proc/PID/stat), 0 where it can't be read. */
static int64_t cpu_of(int64_t pid)
{
    char name[64], line[1024];
    snprintf(name, sizeof name, "/proc/%lld/stat", (long long)pid);
    FILE *f = pid > 0 ? fopen(name, "re") : NULL;
    if (!f)
        return 0;
    const char *name_end = fgets(line, sizeof line, f) ? strrchr(line, ')') : NULL;
    fclose(f);
    struct str rest = str_of(name_end ? name_end + 2 : NULL);
    for (int field = 3; field < 14; field++)
        str_cut(&rest, ' ');
    int64_t user, system;
    if (!str_int(str_cut(&rest, ' '), &user) || !str_int(str_cut(&rest, ' '), &system))
        return 0;
    return (user + system) * US_PER_S / sysconf(_SC_CLK_TCK);
}

/* Wait until all are ready; false with a sentence where some are not in time. */
static bool connect_all(struct run *r, int64_t *us, int64_t *cpu_us)
{
    int64_t began_us = clock_mono_us(), cpu_began_us = cpu_of(r->o->server_pid);
    serve(r, began_us + PATIENCE_US, all_ready);
    *us = clock_mono_us() - began_us;
    *cpu_us = cpu_of(r->o->server_pid) - cpu_began_us;
    if (r->ready == r->n)
        return true;
    char first[sizeof r->result->why];
    memcpy(first, r->result->why, sizeof first);
    snprintf(r->result->why, sizeof r->result->why,
             "%lld of %lld chargers are ready after %lld s; %.160s", (long long)r->ready,
             (long long)r->n, (long long)(*us / US_PER_S), first);
    return false;
}

/* End all connections; they begin to connect again with the next events. Who only connects boots
 * again. */
static void drop_all(struct run *r)
{
    for (int64_t i = 0; i < r->n; i++) {
        hang_up(&r->chargers[i]);
        r->chargers[i].booted = r->o->message != LOAD_CONNECT;
    }
    r->opened = r->ready = r->connecting = 0;
}

/* Let each charger say so many things in all, the last a Heartbeat; false with a sentence where
 * some are not answered. */
static bool say_all(struct run *r, uint64_t calls)
{
    r->calls = calls;
    r->beaten = 0;
    serve(r, clock_mono_us() + PATIENCE_US, all_beaten);
    if (all_beaten(r))
        return true;
    snprintf(r->result->why, sizeof r->result->why, "only %lld of %lld chargers were answered",
             (long long)r->beaten, (long long)r->n);
    return false;
}

/* All are connected: what a charger says at first, silence until we are released, one Heartbeat
 * more. */
static bool hold(struct run *r)
{
    if (!say_all(r, 1 + LOAD_CONNECTORS + 1))
        return false;
    r->measuring = true;
    while (!r->o->released(r->ready))
        serve(r, clock_mono_us() + US_PER_S / 10, NULL);
    int64_t start_us = clock_mono_us();
    bool ok = say_all(r, r->calls + 1);
    r->result->measured_us = clock_mono_us() - start_us;
    return ok;
}

/* Connect, warm up, measure. */
static bool run_all(struct run *r)
{
    const struct load_options *o = r->o;
    r->held = o->in_flight > 1;
    if (!connect_all(r, &r->result->connect_us, &r->result->connect_cpu_us))
        return false;
    if (o->again) {
        drop_all(r);
        if (!connect_all(r, &r->result->again_us, &r->result->again_cpu_us))
            return false;
    }
    if (o->released)
        return hold(r);
    for (int64_t i = 0; r->held && i < r->n; i++) {
        r->chargers[i].due_us = 0;
        r->chargers[i].due_us = next_due(r, &r->chargers[i], clock_mono_us());
    }
    r->held = false;
    serve(r, clock_mono_us() + o->warmup_s * US_PER_S, NULL);
    int64_t load_us = clock_cpu_us(), server_us = cpu_of(o->server_pid), start_us = clock_mono_us();
    r->measuring = true;
    serve(r, start_us + o->seconds * US_PER_S, NULL);
    r->result->measured_us = clock_mono_us() - start_us;
    r->result->load_cpu_us = clock_cpu_us() - load_us;
    r->result->server_cpu_us = cpu_of(o->server_pid) - server_us;
    r->result->server_peak_kb = peak_of(o->server_pid);
    for (int64_t i = 0; i < r->n; i++)
        r->result->unanswered += r->chargers[i].flying;
    return true;
}

bool load_run(const struct load_options *o, struct load_result *result)
{
    struct run r = {.o = o, .result = result, .n = o->chargers, .random = {1}};
    memset(result, 0, sizeof *result);
    r.chargers = calloc((size_t)o->chargers, sizeof *r.chargers);
    r.in = malloc(IN_BYTES);
    r.out = malloc(OUT_BYTES);
    r.poll = poll_open();
    int64_t *times = calloc((size_t)(o->chargers * o->in_flight), sizeof *times);
    bool ok = r.chargers && r.in && r.out && r.poll && times;
    if (!ok) {
        snprintf(result->why, sizeof result->why, "out of memory");
    } else if (!target_split(&r.target, o->url) ||
               poll_target(r.poll, r.target.host_port) != ERR_OK) {
        snprintf(result->why, sizeof result->why,
                 "%.128s: not a ws:// or wss://HOST:PORT/path that can be resolved", o->url);
        ok = false;
    } else if (r.target.tls &&
               line_tls_open(&o->tls, target_host(&r.target), &r.tls, result->why) != ERR_OK) {
        ok = false;
    } else {
        for (int64_t i = 0; i < r.n; i++) {
            r.chargers[i].sent_us = times + i * o->in_flight;
            r.chargers[i].course.who = (uint64_t)i + 1;
            r.chargers[i].course.transaction = (uint64_t)time(NULL) * 100;
            r.chargers[i].course.at_us = (int64_t)time(NULL) * US_PER_S;
        }
        ok = run_all(&r);
    }
    for (int64_t i = 0; i < r.opened; i++) {
        hang_up(&r.chargers[i]);
        line_forget(&r.chargers[i].line);
    }
    free(times);
    line_tls_close(r.tls);
    if (r.poll)
        poll_close(r.poll);
    free(r.chargers);
    free(r.in);
    free(r.out);
    return ok;
}
