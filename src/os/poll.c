/* SPDX-License-Identifier: Apache-2.0 */
/* epoll and non-blocking sockets. */
#include "os/poll.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "os/dial.h"

struct poll {
    int fd;
    struct sockaddr_storage target;
    socklen_t target_n;
};

struct poll *poll_open(void)
{
    struct poll *p = calloc(1, sizeof *p);
    if (p && (p->fd = epoll_create1(EPOLL_CLOEXEC)) >= 0)
        return p;
    free(p);
    return NULL;
}

void poll_close(struct poll *p)
{
    close(p->fd);
    free(p);
}

enum err poll_target(struct poll *p, const char *host_port)
{
    struct addrinfo *list = NULL;
    enum err e = dial_resolve(host_port, &list);
    if (e != ERR_OK)
        return e;
    const struct addrinfo *a = list;
    while (a && a->ai_family != AF_INET)
        a = a->ai_next;
    a = a ? a : list;
    memcpy(&p->target, a->ai_addr, a->ai_addrlen);
    p->target_n = a->ai_addrlen;
    freeaddrinfo(list);
    return ERR_OK;
}

/* Bind to 127.0.0.(1 + from) where the target is there too. */
static bool bind_source(const struct poll *p, int fd, unsigned from)
{
    struct sockaddr_in to;
    memcpy(&to, &p->target, sizeof to);
    if (p->target.ss_family != AF_INET || ntohl(to.sin_addr.s_addr) >> 24 != 127)
        return true;
    struct sockaddr_in source = {.sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl(0x7F000001u + from)};
    int one = 1;
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    return bind(fd, (struct sockaddr *)&source, sizeof source) == 0;
}

int poll_connect(struct poll *p, unsigned from, void *data)
{
    int one = 1, fd = socket(p->target.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct epoll_event e = {.events = EPOLLIN | EPOLLOUT, .data.ptr = data};
    if (bind_source(p, fd, from) &&
        (connect(fd, (struct sockaddr *)&p->target, p->target_n) == 0 || errno == EINPROGRESS) &&
        epoll_ctl(p->fd, EPOLL_CTL_ADD, fd, &e) == 0)
        return fd;
    close(fd);
    return -1;
}

void poll_want_write(struct poll *p, int fd, void *data, bool want)
{
    struct epoll_event e = {.events = want ? EPOLLIN | EPOLLOUT : EPOLLIN, .data.ptr = data};
    epoll_ctl(p->fd, EPOLL_CTL_MOD, fd, &e);
}

int poll_wait(struct poll *p, struct poll_event *events, int max, int64_t timeout_us)
{
    struct epoll_event raw[256];
    struct timespec limit = {timeout_us / 1000000, timeout_us % 1000000 * 1000};
    int n = epoll_pwait2(p->fd, raw, max < 256 ? max : 256, timeout_us < 0 ? NULL : &limit, NULL);
    for (int i = 0; i < n; i++)
        events[i] = (struct poll_event){raw[i].data.ptr, (raw[i].events & EPOLLIN) != 0,
                                        (raw[i].events & EPOLLOUT) != 0,
                                        (raw[i].events & (EPOLLERR | EPOLLHUP)) != 0};
    return n < 0 ? 0 : n;
}

int64_t poll_send(int fd, struct str data)
{
    ssize_t n = send(fd, data.p, data.n, MSG_NOSIGNAL);
    return n >= 0 ? n : errno == EAGAIN || errno == EINTR || errno == ENOTCONN ? 0 : -1;
}

int64_t poll_receive(int fd, void *p, size_t n)
{
    ssize_t got = recv(fd, p, n, 0);
    return got > 0 ? got : got < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

void poll_drop(int fd)
{
    close(fd);
}
