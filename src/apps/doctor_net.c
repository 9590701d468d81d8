/* SPDX-License-Identifier: Apache-2.0 */
/* Ports and what lies before them. */
#include <inttypes.h>
#include <string.h>

#include "apps/doctor.h"
#include "os/dial.h"
#include "os/machine.h"
#include "os/tcp.h"

#define BACKLOG_WANTED 4096

/* The doors that the options open. */
struct doors {
    const char *address[3];
    size_t n;
};

/* Ocpp, tls and admin, as far as they are wanted. */
static struct doors doors_of(const struct options *o)
{
    struct doors d = {.n = 0};
    const char *all[] = {o->ocpp, o->tls, o->admin};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i][0] != '\0')
            d.address[d.n++] = all[i];
    return d;
}

/* The port of an address; 0 where it has none of its own. */
static int64_t port_of(const char *address)
{
    char host[256], port[6];
    int64_t n = 0;
    return dial_split(str_of(address), host, port) && str_int(str_of(port), &n) ? n : 0;
}

void doctor_net_ports(const struct doctor *d, struct doctor_finding *f)
{
    struct doors doors = doors_of(d->o);
    struct buf b = buf_over(f->value, sizeof f->value - 1);
    for (size_t i = 0; i < doors.n; i++) {
        char why[256];
        enum err e = tcp_try(doors.address[i], why);
        bool ours = e == ERR_BUSY && d->server_pid != 0;
        buf_printf(&b, "%s%.60s %s", i ? ", " : "", doors.address[i],
                   e == ERR_OK ? "free"
                   : ours      ? "in use, a server runs"
                               : err_text(e));
        if (e == ERR_OK || ours)
            continue;
        f->verdict = DOCTOR_FAIL;
        doctor_advise(f, "%s: %s", why,
                      e == ERR_RIGHTS ? "a port below 1024 takes CAP_NET_BIND_SERVICE, or a "
                                        "socket unit that hands it over"
                                      : "see who has it: ss -ltnp");
    }
    f->value[b.n] = '\0';
}

void doctor_net_port_range(const struct doctor *d, struct doctor_finding *f)
{
    int64_t range[2];
    struct doors doors = doors_of(d->o);
    if (machine_numbers("/proc/sys/net/ipv4/ip_local_port_range", range, 2) != 2) {
        doctor_say(f, DOCTOR_WARN, "can't be read");
        return;
    }
    doctor_say(f, DOCTOR_OK, "net.ipv4.ip_local_port_range %" PRId64 " %" PRId64, range[0],
               range[1]);
    for (size_t i = 0; i < doors.n; i++) {
        int64_t port = port_of(doors.address[i]);
        if (port < range[0] || port > range[1])
            continue;
        f->verdict = DOCTOR_WARN;
        doctor_advise(f,
                      "port %" PRId64 " may be taken by a connection to elsewhere while we are "
                      "down: sysctl -w net.ipv4.ip_local_reserved_ports=%" PRId64,
                      port, port);
    }
}

void doctor_net_backlog(const struct doctor *d, struct doctor_finding *f)
{
    int64_t most, half;
    (void)d;
    if (machine_numbers("/proc/sys/net/core/somaxconn", &most, 1) != 1 ||
        machine_numbers("/proc/sys/net/ipv4/tcp_max_syn_backlog", &half, 1) != 1) {
        doctor_say(f, DOCTOR_WARN, "can't be read");
        return;
    }
    bool enough = most >= BACKLOG_WANTED;
    doctor_say(f, enough ? DOCTOR_OK : DOCTOR_WARN,
               "net.core.somaxconn %" PRId64 ", net.ipv4.tcp_max_syn_backlog %" PRId64, most, half);
    if (!enough)
        doctor_advise(f,
                      "when all stations come back at once they wait here: sysctl -w "
                      "net.core.somaxconn=%d",
                      BACKLOG_WANTED);
}

void doctor_net_tracking(const struct doctor *d, struct doctor_finding *f)
{
    int64_t most;
    if (machine_numbers("/proc/sys/net/netfilter/nf_conntrack_max", &most, 1) != 1) {
        doctor_say(f, DOCTOR_OK, "not used");
        return;
    }
    bool enough = most >= d->o->max_stations + d->o->max_stations / 4;
    doctor_say(f, enough ? DOCTOR_OK : DOCTOR_WARN, "nf_conntrack_max %" PRId64, most);
    if (!enough)
        doctor_advise(f,
                      "connections beyond it are dropped without a word: sysctl -w "
                      "net.netfilter.nf_conntrack_max=%" PRId64 ", or notrack for our ports",
                      d->o->max_stations * 2);
}
