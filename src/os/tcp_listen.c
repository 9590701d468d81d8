/* SPDX-License-Identifier: Apache-2.0 */
/* The doors that byte paths come in by. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/assert.h"
#include "os/dial.h"
#include "os/loop_uv.h"
#include "os/tcp_uv.h"

#define ACCEPTS_A_TURN 256 /* so that a storm at the door does not starve who is in */

struct tcp_listener {
    struct loop_watch watch; /* first: its address is ours */
    struct loop *loop;
    struct tcp_listener *prev, *next; /* of the loop */
    void (*accepted)(void *ctx, struct tcp *t);
    void *ctx;
    int spare; /* an open file to give up where no other is left, so that a peer can be turned away
                */
    int most;  /* a peer's file has a lower number, or it is turned away */
};

/* No file is left: take the peer in the spare one's place and turn it away, or it would knock for
 * ever. */
static void turn_away(struct tcp_listener *l)
{
    close(l->spare);
    int socket = accept4(l->watch.socket, NULL, NULL, SOCK_CLOEXEC);
    if (socket >= 0)
        close(socket);
    l->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
    l->accepted(l->ctx, NULL);
}

/* Take one peer in; false where there is none (or the door has been closed). */
static bool accept_one(struct tcp_listener *l)
{
    struct tcp *t;
    int socket = accept4(l->watch.socket, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    int e = errno;
    if (socket < 0 && (e == EMFILE || e == ENFILE))
        turn_away(l);
    if (socket < 0)
        return e == EINTR || e == ECONNABORTED;
    if (socket >= l->most) {
        close(socket);
        l->accepted(l->ctx, NULL);
        return true;
    }
    tcp_tune(socket);
    if (tcp_adopt(l->loop, (struct tcp_moved){socket, NULL}, &t) == ERR_OK)
        l->accepted(l->ctx, t);
    return true;
}

/* Peers wait at the door: take some of them, the rest at the next turn. */
static void on_knock(struct loop_watch *w, unsigned events)
{
    struct tcp_listener *l = (struct tcp_listener *)(void *)w;
    (void)events;
    for (int i = 0; i < ACCEPTS_A_TURN && !w->over && accept_one(l); i++)
        ;
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
    int e = getaddrinfo(host, port, &hints, &found);
    if (e == 0)
        return found;
    snprintf(why, 256, "can't listen on %.128s: %s", address, gai_strerror(e));
    return NULL;
}

/* The port a socket was given. */
static int port_of(int socket)
{
    struct sockaddr_storage a = {0};
    socklen_t n = sizeof a;
    if (getsockname(socket, (struct sockaddr *)&a, &n) != 0)
        return 0;
    if (a.ss_family == AF_INET6)
        return ntohs(((const struct sockaddr_in6 *)(const void *)&a)->sin6_port);
    struct sockaddr_in in;
    memcpy(&in, &a, sizeof in);
    return ntohs(in.sin_port);
}

/* A socket bound to that address; -1 with errno set where there is none. */
static int bind_at(const struct addrinfo *a)
{
    int one = 1, fd = socket(a->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, a->ai_addr, a->ai_addrlen) == 0)
        return fd;
    int kept = errno;
    close(fd);
    errno = kept;
    return -1;
}

/* A socket that listens there; -1 with one line in why. */
static enum err listen_at(const char *address, int *fd, char why[256])
{
    struct addrinfo *a = resolve(address, why);
    if (!a)
        return ERR_INVALID;
    *fd = bind_at(a);
    int e = *fd < 0 || listen(*fd, SOMAXCONN) != 0 ? errno : 0;
    freeaddrinfo(a);
    if (e == 0)
        return ERR_OK;
    if (*fd >= 0)
        close(*fd);
    snprintf(why, 256, "can't listen on %.128s: %s", address, strerror(e));
    return err_from_errno(e);
}

enum err tcp_try(const char *address, char why[256])
{
    int fd = -1;
    enum err e = listen_at(address, &fd, why);
    if (e == ERR_OK)
        close(fd);
    return e;
}

void tcp_turn_away_from(struct tcp_listener *l, int file)
{
    l->most = file;
}

void tcp_unlisten(struct tcp_listener *l)
{
    if (!l)
        return;
    *(l->prev ? &l->prev->next : &l->loop->doors) = l->next;
    if (l->next)
        l->next->prev = l->prev;
    loop_watch_leave(l->loop, &l->watch); /* it may be open elsewhere too: handed over */
    close(l->watch.socket);
    close(l->spare);
    loop_watch_free(l->loop, &l->watch);
}

/* A door over a socket that listens. */
static struct tcp_listener *door_over(struct loop *loop, int fd,
                                      void (*accepted)(void *ctx, struct tcp *t), void *ctx,
                                      int *port)
{
    struct tcp_listener *l = calloc(1, sizeof *l);
    ASSERT(l);
    ASSERT(loop_watch_open(loop, &l->watch, fd, on_knock) == ERR_OK);
    l->loop = loop;
    l->next = loop->doors;
    if (l->next)
        l->next->prev = l;
    loop->doors = l;
    l->accepted = accepted;
    l->ctx = ctx;
    l->most = INT_MAX;
    l->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
    *port = port_of(fd);
    return l;
}

enum err tcp_listen(struct loop *loop, const char *address,
                    void (*accepted)(void *ctx, struct tcp *t), void *ctx,
                    struct tcp_listener **out, int *port, char why[256])
{
    int fd = -1;
    *out = NULL;
    enum err e = listen_at(address, &fd, why);
    if (e == ERR_OK)
        *out = door_over(loop, fd, accepted, ctx, port);
    return e;
}

enum err tcp_listen_taken(struct loop *loop, int fd, void (*accepted)(void *ctx, struct tcp *t),
                          void *ctx, struct tcp_listener **out, int *port, char why[256])
{
    int listens = 0;
    socklen_t n = sizeof listens;
    *out = NULL;
    if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &n) != 0 || !listens) {
        snprintf(why, 256, "what was handed over as file %d is no socket that listens", fd);
        close(fd);
        return ERR_INVALID;
    }
    *out = door_over(loop, fd, accepted, ctx, port);
    return ERR_OK;
}

/* Is that a loopback address? */
static bool is_loopback(const struct sockaddr *a)
{
    if (a->sa_family == AF_INET)
        return ntohl(((const struct sockaddr_in *)(const void *)a)->sin_addr.s_addr) >> 24 == 127;
    return a->sa_family == AF_INET6 &&
           IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)(const void *)a)->sin6_addr);
}

bool tcp_loopback(const char *address)
{
    char why[256];
    struct addrinfo *a = resolve(address, why);
    bool loopback = a && is_loopback(a->ai_addr);
    if (a)
        freeaddrinfo(a);
    return loopback;
}

bool tcp_socket_loopback(int socket)
{
    struct sockaddr_storage a = {0};
    socklen_t n = sizeof a;
    return getsockname(socket, (struct sockaddr *)&a, &n) == 0 &&
           is_loopback((const struct sockaddr *)(const void *)&a);
}
