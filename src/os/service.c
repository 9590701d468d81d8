/* SPDX-License-Identifier: Apache-2.0 */
/* Environment variables in, datagrams out. */
#include "os/service.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define FIRST_FD 3 /* the manager's word: sockets begin here */

/* A variable as a number; 0 where it is none. */
static int64_t number_of(const char *name)
{
    int64_t v;
    const char *text = getenv(name);
    return text && str_int(str_of(text), &v) && v >= 0 ? v : 0;
}

/* Is the number that of this process? Variables may have been meant for our parent. */
static bool for_us(const char *name)
{
    return number_of(name) == getpid();
}

/* Note the sockets that were handed over. */
static void note_sockets(struct service *s)
{
    const char *names = getenv("LISTEN_FDNAMES");
    struct str rest = str_of(names ? names : "");
    int64_t n = for_us("LISTEN_PID") ? number_of("LISTEN_FDS") : 0;
    for (int i = 0; i < n && i < SERVICE_SOCKETS_MAX; i++) {
        int fd = FIRST_FD + i, flags = fcntl(fd, F_GETFL);
        str_copy(s->sockets[i].name, sizeof s->sockets[i].name, str_cut(&rest, ':'));
        s->sockets[i].fd = fd;
        s->n_sockets++;
        (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
        (void)fcntl(fd, F_SETFL, flags | O_NONBLOCK);
    }
}

/* Does standard error lead into the system's journal? JOURNAL_STREAM says "device:inode". */
static bool leads_to_journal(void)
{
    unsigned long long device, inode;
    struct stat st;
    const char *text = getenv("JOURNAL_STREAM");
    return text && sscanf(text, "%llu:%llu", &device, &inode) == 2 &&
           fstat(STDERR_FILENO, &st) == 0 && st.st_dev == device && st.st_ino == inode;
}

void service_open(struct service *s)
{
    static const char *const names[] = {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID",
                                        "LISTEN_PID",    "LISTEN_FDS",    "LISTEN_FDNAMES"};
    const char *address = getenv("NOTIFY_SOCKET");
    memset(s, 0, sizeof *s);
    s->socket = -1;
    s->journald = leads_to_journal();
    if (address && (address[0] == '/' || address[0] == '@') && strlen(address) < sizeof s->address)
        strcpy(s->address, address);
    if (s->address[0] != '\0')
        s->socket = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (!getenv("WATCHDOG_PID") || for_us("WATCHDOG_PID"))
        s->watchdog_us = number_of("WATCHDOG_USEC");
    note_sockets(s);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unsetenv(names[i]);
}

/* The first of this name that nobody took; -1: there is none. */
static int find(const struct service *s, const char *name)
{
    for (int i = 0; i < s->n_sockets; i++)
        if (s->sockets[i].fd >= 0 && strcmp(s->sockets[i].name, name) == 0)
            return i;
    return -1;
}

bool service_has(const struct service *s, const char *name)
{
    return find(s, name) >= 0;
}

int service_take(struct service *s, const char *name)
{
    int i = find(s, name), fd = i >= 0 ? s->sockets[i].fd : -1;
    if (i >= 0)
        s->sockets[i].fd = -1;
    return fd;
}

void service_tell(const struct service *s, const char *text)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    size_t n = strlen(s->address);
    if (s->socket < 0)
        return;
    memcpy(to.sun_path, s->address, n);
    if (to.sun_path[0] == '@')
        to.sun_path[0] = '\0'; /* a name that is no file */
    ssize_t sent =
        sendto(s->socket, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT, (struct sockaddr *)&to,
               (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n));
    (void)sent; /* a manager that does not listen will see to it */
}

void service_close(struct service *s)
{
    for (int i = 0; i < s->n_sockets; i++)
        if (s->sockets[i].fd >= 0)
            close(s->sockets[i].fd);
    if (s->socket >= 0)
        close(s->socket);
    s->n_sockets = 0;
    s->socket = -1;
}
