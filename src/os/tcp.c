/* SPDX-License-Identifier: Apache-2.0 */
/* Byte paths: the loop tells when a socket is ready, and recv(2) and send(2) do the rest. TLS sits
 * here. */
#include "os/tcp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/assert.h"
#include "os/loop_uv.h"
#include "os/tcp_uv.h"
#include "os/tls_path.h"

#define USER_TIMEOUT_MS 30000 /* unacknowledged data for so long: the path is broken */
#define KEEPALIVE_S 60
#define LINGER_MS 2000 /* for the peer's end, after ours */
#define LINGER_CHECK_MS 250
#define READS_A_TURN 8 /* of a TLS path: a record each, at most 16 KiB */
#define LINGERS_FIRST 64

/* What the kernel did not take yet: bytes [at, n). */
struct rest {
    size_t at, n;
    char bytes[];
};

/* Each idle station holds one of these, so what is rarely there lies elsewhere: 72 bytes, with the
 * allocator's 80. */
struct tcp {
    struct loop_watch watch; /* first: its address is ours */
    struct loop *loop;
    void *owner;
    const struct tcp_events *events; /* NULL: nobody is told any more */
    struct rest *rest;               /* NULL: nothing waits to be sent */
    struct tls_path *tls;            /* NULL: plain */
    uint32_t place;                  /* among the loop's finished ones; only with `finishing` */
    bool reading : 1, broken : 1;
    bool pending : 1;     /* TLS holds bytes that the socket's readiness does not tell of */
    bool read_writes : 1; /* TLS must write before it can read on */
    bool finishing : 1;   /* the owner is gone: send the rest, then linger */
    bool lingering : 1;   /* all was sent, and our end: only the peer's is waited for */
};

static void on_ready(struct loop_watch *w, unsigned events);

/* Watch for what is wanted: something to read, room to send. */
static void watch(struct tcp *t)
{
    bool write = t->rest || (t->reading && (t->pending || t->read_writes));
    unsigned want = (t->reading ? LOOP_READ : 0u) | (write ? LOOP_WRITE : 0u);
    loop_watch_want(t->loop, &t->watch, want);
}

enum err tcp_adopt(struct loop *l, struct tcp_moved moved, struct tcp **out)
{
    struct tcp *t = *out = calloc(1, sizeof *t);
    enum err e = t ? loop_watch_open(l, &t->watch, moved.socket, on_ready) : ERR_MEMORY;
    if (e != ERR_OK) {
        free(t);
        tls_path_close(moved.tls);
        close(moved.socket);
        *out = NULL;
        return e;
    }
    t->loop = l;
    t->tls = moved.tls;
    t->pending = t->tls && tls_path_pending(t->tls);
    return ERR_OK;
}

int tcp_file(const struct tcp *t)
{
    return t->watch.socket;
}

void tcp_tune(int socket)
{
    static const struct {
        int level, name, value;
    } row[] = {{IPPROTO_TCP, TCP_NODELAY, 1},
               {SOL_SOCKET, SO_KEEPALIVE, 1},
               {IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_S},
               {IPPROTO_TCP, TCP_USER_TIMEOUT, USER_TIMEOUT_MS}};
    for (size_t i = 0; i < sizeof row / sizeof *row;
         i++) /* a kernel without one of them is fine too */
        (void)setsockopt(socket, row[i].level, row[i].name, &row[i].value, sizeof row[i].value);
}

/* Take a path off the finished ones. */
static void linger_end(struct tcp *t)
{
    struct loop *l = t->loop;
    if (!t->finishing)
        return;
    t->finishing = t->lingering = false;
    l->lingers[t->place] = l->lingers[--l->n_lingers];
    l->lingers[t->place].path->place = t->place;
    if (l->n_lingers > 0)
        return;
    uv_timer_stop(&l->linger);
    free(l->lingers);
    l->lingers = NULL;
    l->cap_lingers = 0;
}

/* Stop watching and give the handle back; the socket stays as it is. */
static void let_go(struct tcp *t)
{
    linger_end(t);
    t->events = NULL;
    t->reading = false;
    free(t->rest);
    t->rest = NULL;
    loop_watch_free(t->loop, &t->watch);
}

void tcp_close(struct tcp *t)
{
    let_go(t);
    tls_path_close(t->tls);
    t->tls = NULL;
    close(t->watch.socket); /* the kernel watches it no more; t itself goes when the turn ends */
}

struct tcp_moved tcp_detach(struct tcp *t)
{
    struct tcp_moved moved = {t->watch.socket, t->tls};
    loop_watch_leave(t->loop, &t->watch);
    let_go(t);
    t->tls = NULL;
    return moved;
}

/* -- reading -- */

/* Tell the owner once that the path is over. */
static void tcp_break(struct tcp *t, enum err e)
{
    if (t->finishing) {
        tcp_close(t);
        return;
    }
    if (t->broken || !t->events)
        return;
    t->broken = true;
    t->reading = false;
    free(t->rest);
    t->rest = NULL;
    watch(t);
    t->events->ended(t->owner, e);
}

/* Are bytes in TLS now? Not where it failed, nor where only the peer's end is waited for. */
static bool in_tls(const struct tcp *t)
{
    return t->tls && !t->tls->failed && !t->lingering;
}

/* Hands could not be shaken: the owner decides what is sent, then finishes the path. */
static void refused(struct tcp *t)
{
    t->pending = t->read_writes = false;
    tcp_read(t, false);
    if (t->events)
        t->events->ended(t->owner, ERR_INVALID);
}

/* Some reads through TLS into the loop's buffer; the owner may close the path in any of them. */
static void receive_tls(struct tcp *t)
{
    const struct loop *l = t->loop;
    for (int i = 0; i < READS_A_TURN && t->reading; i++) {
        ssize_t n = tls_path_read(t->tls, l->buffer, LOOP_BUFFER);
        t->pending = n > 0 && tls_path_pending(t->tls);
        t->read_writes = n == TLS_WANTS_WRITE;
        if (n > 0) {
            t->events->data(t->owner, l->buffer, (size_t)n);
            if (!t->pending)
                break;
            continue;
        }
        if (t->tls->failed)
            refused(t);
        else if (n <= TLS_ENDED)
            tcp_break(t, n == TLS_ENDED ? ERR_CLOSED : ERR_IO);
        break;
    }
    if (t->events)
        watch(t);
}

/* One read into the loop's buffer. */
static void receive(struct tcp *t)
{
    const struct loop *l = t->loop;
    ssize_t n = recv(t->watch.socket, l->buffer, LOOP_BUFFER, MSG_DONTWAIT);
    if (n > 0 && t->events)
        t->events->data(t->owner, l->buffer, (size_t)n);
    else if (n > 0)
        return; /* it lingers: what still comes is dropped */
    else if (n == 0)
        tcp_break(t, ERR_CLOSED);
    else if (errno != EAGAIN && errno != EINTR)
        tcp_break(t, err_from_errno(errno));
}

void tcp_own(struct tcp *t, const struct tcp_events *events, void *owner)
{
    t->events = events;
    t->owner = owner;
    tcp_read(t, true);
}

void tcp_read(struct tcp *t, bool on)
{
    t->reading = on && !t->broken;
    watch(t);
}

/* -- sending -- */

/* What the kernel takes at once of these bytes; -1 where the path is broken. */
static ssize_t send_some(struct tcp *t, const char *p, size_t n)
{
    if (in_tls(t)) {
        ssize_t wrote = tls_path_write(t->tls, p, n);
        errno = EPIPE;
        return wrote < 0 ? -1 : wrote;
    }
    ssize_t sent = send(t->watch.socket, p, n, MSG_DONTWAIT | MSG_NOSIGNAL);
    return sent < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : sent;
}

/* Keep a copy of what the kernel did not take, to be sent when it does. */
static enum err keep_rest(struct tcp *t, struct str bytes)
{
    size_t left = tcp_waiting(t);
    if (t->rest && t->rest->at > 0)
        memmove(t->rest->bytes, t->rest->bytes + t->rest->at, left);
    struct rest *r = realloc(t->rest, sizeof *r + left + bytes.n);
    if (!r)
        return ERR_MEMORY;
    memcpy(r->bytes + left, bytes.p, bytes.n);
    r->at = 0;
    r->n = left + bytes.n;
    t->rest = r;
    watch(t);
    return ERR_OK;
}

enum err tcp_send(struct tcp *t, struct str bytes)
{
    if (t->broken)
        return ERR_CLOSED;
    if (bytes.n == 0)
        return ERR_OK;
    ssize_t sent = t->rest ? 0 : send_some(t, bytes.p, bytes.n);
    if (sent < 0)
        return err_from_errno(errno);
    bytes = str_skip(bytes, (size_t)sent);
    return bytes.n > 0 ? keep_rest(t, bytes) : ERR_OK;
}

size_t tcp_waiting(const struct tcp *t)
{
    return t->rest ? t->rest->n - t->rest->at : 0;
}

/* Close the paths that have lingered long enough. */
static void on_linger(uv_timer_t *timer)
{
    struct loop *l = timer->data;
    for (size_t i = l->n_lingers; i-- > 0;) /* backwards: the last one takes a closed one's place */
        if (l->lingers[i].until_ms != 0 && uv_now(&l->uv) >= l->lingers[i].until_ms)
            tcp_close(l->lingers[i].path);
}

/* All was sent: tell our end, wait for the peer's, and drop what still comes. To close while
 * something is unread would reset the path, and the peer might lose what it has not read yet. */
static void linger(struct tcp *t)
{
    struct loop *l = t->loop;
    if (in_tls(t))
        tls_path_goodbye(t->tls);
    if (shutdown(t->watch.socket, SHUT_WR) != 0) {
        tcp_close(t);
        return;
    }
    t->lingering = true;
    l->lingers[t->place].until_ms = uv_now(&l->uv) + LINGER_MS;
    t->pending = t->read_writes = false;
    tcp_read(t, true);
}

/* From now on the path is the loop's; false where there is no memory to note it. */
static bool join_finished(struct tcp *t)
{
    struct loop *l = t->loop;
    if (l->n_lingers == l->cap_lingers) {
        size_t cap = l->cap_lingers ? l->cap_lingers * 2 : LINGERS_FIRST;
        struct loop_linger *more = realloc(l->lingers, cap * sizeof *more);
        if (!more)
            return false;
        l->lingers = more;
        l->cap_lingers = cap;
    }
    if (l->n_lingers == 0)
        ASSERT(uv_timer_start(&l->linger, on_linger, LINGER_CHECK_MS, LINGER_CHECK_MS) == 0);
    t->finishing = true;
    t->place = (uint32_t)l->n_lingers;
    l->lingers[l->n_lingers++] = (struct loop_linger){t, 0};
    return true;
}

/* There is room to send. */
static void send_rest(struct tcp *t)
{
    ssize_t sent = send_some(t, t->rest->bytes + t->rest->at, tcp_waiting(t));
    if (sent < 0) {
        tcp_break(t, err_from_errno(errno));
        return;
    }
    t->rest->at += (size_t)sent;
    if (t->rest->at < t->rest->n)
        return;
    free(t->rest);
    t->rest = NULL;
    watch(t);
    if (t->finishing)
        linger(t);
    else if (t->events)
        t->events->sent(t->owner);
}

void tcp_finish(struct tcp *t)
{
    if (t->broken || !join_finished(t)) {
        tcp_close(t);
        return;
    }
    t->events = NULL;
    tcp_read(t, false);
    if (!t->rest)
        linger(t);
}

/* The socket is broken, and nothing more will be told. Where hands are being shaken, what came
 * before may say why: an alert of TLS. */
static void socket_broken(struct tcp *t)
{
    loop_watch_want(t->loop, &t->watch, 0);
    if (t->reading && tcp_tls_state(t) == TCP_SHAKING) {
        receive_tls(t);
        if (!t->events || t->tls->failed)
            return;
    }
    tcp_break(t, ERR_IO);
}

/* The socket is ready for something, or broken. */
static void on_ready(struct loop_watch *w, unsigned events)
{
    struct tcp *t = (struct tcp *)(void *)w;
    if (events == LOOP_BROKEN) {
        socket_broken(t);
        return;
    }
    if (events & LOOP_WRITE && t->rest)
        send_rest(t);
    if (!t->reading) /* false also where it was closed just now */
        return;
    if (in_tls(t))
        receive_tls(t);
    else if (events & LOOP_READ)
        receive(t);
}

enum err tcp_secure(struct tcp *t, struct tls *tls)
{
    ASSERT(!t->tls);
    t->tls = tls_path_open(tls, t->watch.socket);
    return t->tls ? ERR_OK : ERR_MEMORY;
}

enum tcp_tls tcp_tls_state(const struct tcp *t)
{
    if (!t->tls)
        return TCP_PLAIN;
    return t->tls->failed ? TCP_REFUSED : t->tls->secured ? TCP_SECURED : TCP_SHAKING;
}

void tcp_tls_peer(const struct tcp *t, struct tls_peer *out)
{
    tls_path_peer(t->tls, out);
}

bool tcp_tls_resumed(const struct tcp *t)
{
    return SSL_session_reused(t->tls->ssl) == 1;
}

bool tcp_tls_legacy(const struct tcp *t)
{
    return t->tls && t->tls->load->legacy;
}

bool tcp_tls_failure(const struct tcp *t, char out[512])
{
    tls_path_failure(t->tls, out);
    return t->tls->plain_http;
}

void tcp_peer(const struct tcp *t, char out[64])
{
    struct sockaddr_storage a = {0};
    socklen_t n = sizeof a;
    char host[INET6_ADDRSTRLEN] = "?";
    (void)getpeername(t->watch.socket, (struct sockaddr *)&a, &n);
    if (a.ss_family == AF_INET6) {
        const struct sockaddr_in6 *in = (const struct sockaddr_in6 *)(const void *)&a;
        inet_ntop(AF_INET6, &in->sin6_addr, host, sizeof host);
        snprintf(out, 64, "[%s]:%u", host, ntohs(in->sin6_port));
    } else {
        struct sockaddr_in in;
        memcpy(&in, &a, sizeof in);
        if (a.ss_family == AF_INET)
            inet_ntop(AF_INET, &in.sin_addr, host, sizeof host);
        snprintf(out, 64, "%s:%u", host, ntohs(in.sin_port));
    }
}
