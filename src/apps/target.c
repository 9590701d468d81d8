/* SPDX-License-Identifier: Apache-2.0 */
/* ws:// and wss:// URLs and upgrade requests of simulated chargers. */
#include "apps/target.h"

#include "wire/http.h"

bool target_split(struct target *t, const char *url)
{
    struct str rest = str_of(url);
    t->tls = str_starts(rest, STR("wss://"));
    if (!t->tls && !str_starts(rest, STR("ws://")))
        return false;
    rest = str_skip(rest, t->tls ? 6 : 5);
    struct str host = str_make(rest.p, str_find(rest, '/')), path = str_skip(rest, host.n);
    while (str_ends(path, STR("/")))
        path.n--;
    return str_copy(t->host_port, sizeof t->host_port, host) &&
           str_copy(t->path, sizeof t->path, path);
}

struct str target_host(const struct target *t)
{
    struct str host = str_of(t->host_port);
    while (host.n > 0 && host.p[host.n - 1] != ':')
        host.n--;
    host.n -= host.n > 0;
    if (host.n >= 2 && host.p[0] == '[' && host.p[host.n - 1] == ']')
        host = str_make(host.p + 1, host.n - 2);
    return host;
}

void target_upgrade(const struct target *t, struct str identity, struct str protocol,
                    struct random *r, struct buf *out)
{
    uint64_t nonce[2] = {random_next(r), random_next(r)};
    buf_printf(out,
               "GET %s/%.*s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
               "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ",
               t->path, STR_ARG(identity), t->host_port);
    http_base64_encode(str_make((const char *)nonce, sizeof nonce), out);
    buf_printf(out, "\r\nSec-WebSocket-Protocol: %.*s\r\n\r\n", STR_ARG(protocol));
}
