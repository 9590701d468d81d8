/* SPDX-License-Identifier: Apache-2.0 */
/* Blocking sockets with a time limit. */
#include "os/dial.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

bool dial_split(struct str host_port, char host[256], char port[6])
{
    int64_t number;
    size_t colon = host_port.n;
    while (colon > 0 && host_port.p[colon - 1] != ':')
        colon--;
    if (colon == 0)
        return false;
    struct str name = str_make(host_port.p, colon - 1), digits = str_skip(host_port, colon);
    if (name.n >= 2 && name.p[0] == '[' && name.p[name.n - 1] == ']')
        name = str_make(name.p + 1, name.n - 2);
    if (name.n == 0 || !str_int(digits, &number) || number < 0 || number > 65535)
        return false;
    return str_copy(host, 256, name) && str_copy(port, 6, digits);
}

/* Connect one socket within timeout_ms; -1 with errno set where it fails. */
static int connect_one(const struct addrinfo *a, int timeout_ms)
{
    struct timeval limit = {timeout_ms / 1000, timeout_ms % 1000 * 1000L};
    int fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    if (connect(fd, a->ai_addr, a->ai_addrlen) == 0)
        return fd;
    int kept = errno == EINPROGRESS ? ETIMEDOUT : errno;
    close(fd);
    errno = kept;
    return -1;
}

enum err dial_resolve(const char *host_port, struct addrinfo **list)
{
    char host[256], port[6];
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    if (!dial_split(str_of(host_port), host, port))
        return ERR_INVALID;
    return getaddrinfo(host, port, &hints, list) == 0 ? ERR_OK : ERR_NOT_FOUND;
}

enum err dial_open(const char *host_port, int timeout_ms, int *fd)
{
    struct addrinfo *list = NULL;
    enum err e = dial_resolve(host_port, &list);
    if (e != ERR_OK)
        return e;
    *fd = -1;
    for (const struct addrinfo *a = list; a && *fd < 0; a = a->ai_next)
        *fd = connect_one(a, timeout_ms);
    int kept = errno;
    freeaddrinfo(list);
    if (*fd >= 0)
        return ERR_OK;
    return kept == ECONNREFUSED ? ERR_CLOSED : err_from_errno(kept);
}

enum err dial_write(int fd, struct str data)
{
    while (data.n > 0) {
        ssize_t n = send(fd, data.p, data.n, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno == EAGAIN ? ERR_TIMEOUT : err_from_errno(errno);
        data = str_skip(data, (size_t)n);
    }
    return ERR_OK;
}

enum err dial_read(int fd, void *p, size_t n, size_t *got)
{
    ssize_t r;
    do
        r = recv(fd, p, n, 0);
    while (r < 0 && errno == EINTR);
    if (r < 0)
        return errno == EAGAIN ? ERR_TIMEOUT : err_from_errno(errno);
    *got = (size_t)r;
    return ERR_OK;
}

void dial_close(int fd)
{
    close(fd);
}
