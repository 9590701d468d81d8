/* SPDX-License-Identifier: Apache-2.0 */
/* Byte paths over libuv's TCP. */
#include "os/tcp.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/assert.h"
#include "os/dial.h"
#include "os/loop_uv.h"

#define USER_TIMEOUT_MS 30000 /* unacknowledged data for so long: the path is broken */
#define KEEPALIVE_S 60
#define LINGER_MS 2000 /* for the peer's end, after ours */
#define LINGER_CHECK_MS 250

struct tcp {
    uv_tcp_t uv; /* first: its address is ours */
    struct loop *loop;
    const struct tcp_events *events;
    void *owner;
    size_t waiting;
    struct tcp *prev, *next; /* of the lingering ones */
    uint64_t linger_until;   /* the loop's milliseconds; 0 = it does not linger */
    bool reading, broken;
};

struct tcp_write {
    uv_write_t uv;
    size_t n;
    char bytes[];
};

static void on_closed(uv_handle_t *handle)
{
    free(handle->data);
}

/* A path with no socket yet. */
static struct tcp *tcp_new(struct loop *l)
{
    struct tcp *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    ASSERT(uv_tcp_init(&l->uv, &t->uv) == 0);
    t->uv.data = t;
    t->loop = l;
    return t;
}

/* What every path wants of its socket. */
static void tcp_tune(struct tcp *t)
{
    int fd, ms = USER_TIMEOUT_MS;
    uv_tcp_nodelay(&t->uv, 1);
    uv_tcp_keepalive(&t->uv, 1, KEEPALIVE_S);
    if (uv_fileno((uv_handle_t *)&t->uv, &fd) == 0)
        setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, sizeof ms);
}

/* -- reading -- */

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
    struct tcp *t = handle->data;
    (void)suggested;
    *buf = uv_buf_init(t->loop->buffer, LOOP_BUFFER);
}

/* Tell the owner once that the path is over. */
static void tcp_break(struct tcp *t, enum err e)
{
    if (t->broken || !t->events)
        return;
    t->broken = true;
    tcp_read(t, false);
    t->events->ended(t->owner, e);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
    struct tcp *t = stream->data;
    if (n > 0 && t->events)
        t->events->data(t->owner, buf->base, (size_t)n);
    else if (n < 0 && t->linger_until > 0)
        tcp_close(t);
    else if (n < 0)
        tcp_break(t, loop_err((int)n));
}

void tcp_own(struct tcp *t, const struct tcp_events *events, void *owner)
{
    t->events = events;
    t->owner = owner;
    tcp_read(t, true);
}

void tcp_read(struct tcp *t, bool on)
{
    if (on == t->reading || (on && t->broken))
        return;
    t->reading = on;
    if (on)
        uv_read_start((uv_stream_t *)&t->uv, on_alloc, on_read);
    else
        uv_read_stop((uv_stream_t *)&t->uv);
}

/* -- sending -- */

static void on_written(uv_write_t *uv, int status)
{
    struct tcp_write *w = uv->data;
    struct tcp *t = uv->handle->data;
    t->waiting -= w->n;
    free(w);
    if (status < 0)
        tcp_break(t, loop_err(status));
    else if (t->waiting == 0 && t->events)
        t->events->sent(t->owner);
}

/* Keep a copy of what the kernel did not take, to be sent when it does. */
static enum err tcp_queue(struct tcp *t, struct str rest)
{
    struct tcp_write *w = malloc(sizeof *w + rest.n);
    if (!w)
        return ERR_MEMORY;
    w->n = rest.n;
    w->uv.data = w;
    memcpy(w->bytes, rest.p, rest.n);
    uv_buf_t buf = uv_buf_init(w->bytes, (unsigned)rest.n);
    int e = uv_write(&w->uv, (uv_stream_t *)&t->uv, &buf, 1, on_written);
    if (e != 0) {
        free(w);
        return loop_err(e);
    }
    t->waiting += rest.n;
    return ERR_OK;
}

enum err tcp_send(struct tcp *t, struct str bytes)
{
    if (t->broken)
        return ERR_CLOSED;
    if (bytes.n == 0)
        return ERR_OK;
    int n = 0;
    if (t->waiting == 0) {
        char *p; /* libuv's buffers are not const, but it does not write to them */
        memcpy(&p, &bytes.p, sizeof p);
        uv_buf_t buf = uv_buf_init(p, (unsigned)bytes.n);
        n = uv_try_write((uv_stream_t *)&t->uv, &buf, 1);
        if (n < 0 && n != UV_EAGAIN)
            return loop_err(n);
    }
    bytes = str_skip(bytes, n > 0 ? (size_t)n : 0);
    return bytes.n > 0 ? tcp_queue(t, bytes) : ERR_OK;
}

size_t tcp_waiting(const struct tcp *t)
{
    return t->waiting;
}

/* -- ending -- */

/* Take a path off the lingering ones. */
static void linger_end(struct tcp *t)
{
    struct loop *l = t->loop;
    if (t->prev)
        t->prev->next = t->next;
    else
        l->lingering = t->next;
    if (t->next)
        t->next->prev = t->prev;
    if (!l->lingering)
        uv_timer_stop(&l->linger);
    t->linger_until = 0;
}

void tcp_close(struct tcp *t)
{
    t->events = NULL;
    t->reading = false;
    if (t->linger_until > 0)
        linger_end(t);
    if (!uv_is_closing((uv_handle_t *)&t->uv))
        uv_close((uv_handle_t *)&t->uv, on_closed);
}

/* Close the paths that have lingered long enough. */
static void on_linger(uv_timer_t *timer)
{
    struct loop *l = timer->data;
    for (struct tcp *t = l->lingering, *next; t; t = next) {
        next = t->next;
        if (uv_now(&l->uv) >= t->linger_until)
            tcp_close(t);
    }
}

/* All was sent and our end is told: wait for the peer's, and drop what still comes. To close while
 * something is unread would reset the path, and the peer might lose what it has not read yet. */
static void linger(struct tcp *t)
{
    struct loop *l = t->loop;
    t->linger_until = uv_now(&l->uv) + LINGER_MS;
    t->next = l->lingering;
    if (t->next)
        t->next->prev = t;
    else
        ASSERT(uv_timer_start(&l->linger, on_linger, LINGER_CHECK_MS, LINGER_CHECK_MS) == 0);
    l->lingering = t;
    tcp_read(t, true);
}

static void on_shut(uv_shutdown_t *uv, int status)
{
    struct tcp *t = uv->handle->data;
    free(uv);
    if (status < 0)
        tcp_close(t);
    else
        linger(t);
}

void tcp_finish(struct tcp *t)
{
    uv_shutdown_t *uv = t->broken ? NULL : malloc(sizeof *uv);
    tcp_read(t, false);
    t->events = NULL;
    if (!uv || uv_shutdown(uv, (uv_stream_t *)&t->uv, on_shut) != 0) {
        free(uv);
        tcp_close(t);
    }
}

int tcp_detach(struct tcp *t)
{
    int fd, copy = -1;
    if (uv_fileno((uv_handle_t *)&t->uv, &fd) == 0)
        copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    tcp_close(t);
    return copy;
}

enum err tcp_adopt(struct loop *l, int socket, struct tcp **out)
{
    struct tcp *t = tcp_new(l);
    int e = t ? uv_tcp_open(&t->uv, socket) : UV_ENOMEM;
    *out = e == 0 ? t : NULL;
    if (e == 0)
        return ERR_OK;
    close(socket);
    if (t)
        tcp_close(t);
    return loop_err(e);
}

void tcp_peer(const struct tcp *t, char out[64])
{
    struct sockaddr_storage a;
    int n = sizeof a;
    char host[48] = "?";
    unsigned port = 0;
    if (uv_tcp_getpeername(&t->uv, (struct sockaddr *)&a, &n) == 0 && a.ss_family == AF_INET6) {
        struct sockaddr_in6 *in = (struct sockaddr_in6 *)(void *)&a;
        uv_ip6_name(in, host, sizeof host);
        port = ntohs(in->sin6_port);
        snprintf(out, 64, "[%s]:%u", host, port);
        return;
    }
    if (n > 0 && a.ss_family == AF_INET) {
        struct sockaddr_in *in = (struct sockaddr_in *)(void *)&a;
        uv_ip4_name(in, host, sizeof host);
        port = ntohs(in->sin_port);
    }
    snprintf(out, 64, "%s:%u", host, port);
}

/* -- doors -- */

struct tcp_listener {
    uv_tcp_t uv;
    struct loop *loop;
    void (*accepted)(void *ctx, struct tcp *t);
    void *ctx;
};

/* One more peer at the door. */
static void on_connection(uv_stream_t *door, int status)
{
    struct tcp_listener *l = door->data;
    struct tcp *t = status == 0 ? tcp_new(l->loop) : NULL;
    if (!t)
        return;
    if (uv_accept(door, (uv_stream_t *)&t->uv) != 0) {
        tcp_close(t);
        return;
    }
    tcp_tune(t);
    l->accepted(l->ctx, t);
}

/* The first address that the host stands for; NULL (and a sentence) where there is none. */
static struct addrinfo *resolve(const char *address, char why[256])
{
    char host[256], port[6];
    struct addrinfo hints = {.ai_flags = AI_PASSIVE | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM},
                    *found;
    if (!dial_split(str_of(address), host, port)) {
        snprintf(why, 256, "\"%.128s\" is not HOST:PORT", address);
        return NULL;
    }
    int e = getaddrinfo(host[0] ? host : NULL, port, &hints, &found);
    if (e == 0)
        return found;
    snprintf(why, 256, "can't listen on %.128s: %s", address, gai_strerror(e));
    return NULL;
}

/* The port a door was given. */
static int door_port(const uv_tcp_t *uv)
{
    struct sockaddr_storage a = {0};
    int n = sizeof a;
    if (uv_tcp_getsockname(uv, (struct sockaddr *)&a, &n) != 0)
        return 0;
    if (a.ss_family == AF_INET6)
        return ntohs(((struct sockaddr_in6 *)(void *)&a)->sin6_port);
    return ntohs(((struct sockaddr_in *)(void *)&a)->sin_port);
}

static void on_door_closed(uv_handle_t *handle)
{
    free(handle->data);
}

void tcp_unlisten(struct tcp_listener *l)
{
    if (l && !uv_is_closing((uv_handle_t *)&l->uv))
        uv_close((uv_handle_t *)&l->uv, on_door_closed);
}

enum err tcp_listen(struct loop *loop, const char *address,
                    void (*accepted)(void *ctx, struct tcp *t), void *ctx,
                    struct tcp_listener **out, int *port, char why[256])
{
    *out = NULL;
    struct addrinfo *a = resolve(address, why);
    if (!a)
        return ERR_INVALID;
    struct tcp_listener *l = calloc(1, sizeof *l);
    ASSERT(l && uv_tcp_init(&loop->uv, &l->uv) == 0);
    l->uv.data = l;
    l->loop = loop;
    l->accepted = accepted;
    l->ctx = ctx;
    int e = uv_tcp_bind(&l->uv, a->ai_addr, 0);
    if (e == 0)
        e = uv_listen((uv_stream_t *)&l->uv, SOMAXCONN, on_connection);
    freeaddrinfo(a);
    if (e != 0) {
        snprintf(why, 256, "can't listen on %.128s: %s", address, uv_strerror(e));
        tcp_unlisten(l);
        return loop_err(e);
    }
    *port = door_port(&l->uv);
    *out = l;
    return ERR_OK;
}

bool tcp_loopback(const char *address)
{
    char why[256];
    struct addrinfo *a = resolve(address, why);
    bool loopback = false;
    if (a && a->ai_family == AF_INET)
        loopback = ntohl(((struct sockaddr_in *)(void *)a->ai_addr)->sin_addr.s_addr) >> 24 == 127;
    if (a && a->ai_family == AF_INET6)
        loopback = IN6_IS_ADDR_LOOPBACK(&((struct sockaddr_in6 *)(void *)a->ai_addr)->sin6_addr);
    if (a)
        freeaddrinfo(a);
    return loopback;
}
