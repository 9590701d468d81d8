/* SPDX-License-Identifier: Apache-2.0 */
/* The baseline of the benchmark: a raw epoll WebSocket echo server, one thread, no parsing beyond
 * the frame's header, no state, no disk. With --tcp it echoes bytes without any framing. Not part
 * of the product. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "wire/ws.h"

#define BUFFER (64 * 1024)

static bool upgraded[1 << 20]; /* by file descriptor */
static bool plain_tcp;

/* Answer the upgrade with the accept key and the first subprotocol offered. */
static void upgrade(int fd, char *in)
{
    char out[512], accept_key[29], protocol[64] = "";
    char *key = strcasestr(in, "Sec-WebSocket-Key: "),
         *offered = strcasestr(in, "Sec-WebSocket-Protocol: ");
    if (!key)
        return;
    key += 19;
    ws_accept_key(str_make(key, strcspn(key, "\r\n")), accept_key);
    if (offered)
        snprintf(protocol, sizeof protocol, "%.*s", (int)strcspn(offered + 24, ",\r\n"),
                 offered + 24);
    int n =
        snprintf(out, sizeof out,
                 "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 "Sec-WebSocket-Accept: %s\r\nSec-WebSocket-Protocol: %s\r\n\r\n",
                 accept_key, protocol);
    upgraded[fd] = send(fd, out, (size_t)n, MSG_NOSIGNAL) == n;
}

/* Turn each masked frame in in[0..n) into the same one unmasked in out; the length of out. Frames
 * come whole here. */
static size_t echo_frames(unsigned char *in, size_t n, unsigned char *out)
{
    size_t made = 0, at = 0;
    while (n - at >= 6) {
        size_t length = in[at + 1] & 127, head = 2;
        if (length == 126) {
            length = (size_t)in[at + 2] << 8 | in[at + 3];
            head = 4;
        }
        if (length > 65535 - 8 || n - at < head + 4 + length)
            break;
        const unsigned char *mask = in + at + head;
        unsigned char *data = in + at + head + 4;
        out[made++] = in[at];
        out[made++] = (unsigned char)(in[at + 1] & 127);
        if (head == 4) {
            out[made++] = in[at + 2];
            out[made++] = in[at + 3];
        }
        for (size_t i = 0; i < length; i++)
            out[made++] = data[i] ^ mask[i & 3];
        at += head + 4 + length;
    }
    return made;
}

/* Bytes came from a client. */
static void serve(int fd)
{
    static unsigned char in[BUFFER + 1], out[BUFFER];
    ssize_t got = recv(fd, in, BUFFER, 0);
    if (got <= 0) {
        if (got < 0 && errno == EAGAIN)
            return;
        upgraded[fd] = false;
        close(fd);
        return;
    }
    in[got] = 0;
    if (plain_tcp) {
        (void)!send(fd, in, (size_t)got, MSG_NOSIGNAL);
    } else if (!upgraded[fd]) {
        upgrade(fd, (char *)in);
    } else {
        size_t n = echo_frames(in, (size_t)got, out);
        if (n > 0)
            (void)!send(fd, out, n, MSG_NOSIGNAL);
    }
}

/* Take every connection that waits. */
static void accept_all(int epoll, int listener)
{
    int fd, one = 1;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e);
    }
}

int main(int argc, char **argv)
{
    struct rlimit files;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct epoll_event events[256];
    int one = 1, epoll = epoll_create1(0);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    plain_tcp = argc > 2 && strcmp(argv[2], "--tcp") == 0;
    address.sin_port = htons((uint16_t)(argc > 1 ? atoi(argv[1]) : 0));
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    socklen_t n = sizeof address;
    if (bind(listener, (struct sockaddr *)&address, n) != 0 || listen(listener, 4096) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &n) != 0) {
        perror("echo");
        return 1;
    }
    struct epoll_event e = {.events = EPOLLIN, .data.fd = listener};
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &e);
    printf("ws://127.0.0.1:%d\n", ntohs(address.sin_port));
    fflush(stdout);
    for (;;) {
        int got = epoll_wait(epoll, events, 256, -1);
        for (int i = 0; i < got; i++)
            if (events[i].data.fd == listener)
                accept_all(epoll, listener);
            else
                serve(events[i].data.fd);
    }
}
