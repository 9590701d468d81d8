/* SPDX-License-Identifier: Apache-2.0 */
/* ws:// URLs and upgrade requests of simulated chargers. */
#include "apps/target.h"

#include "wire/http.h"

bool target_split(struct target *t, const char *url)
{
    struct str rest = str_of(url);
    if (!str_starts(rest, STR("ws://")))
        return false;
    rest = str_skip(rest, 5);
    struct str host = str_make(rest.p, str_find(rest, '/')), path = str_skip(rest, host.n);
    while (str_ends(path, STR("/")))
        path.n--;
    return str_copy(t->host_port, sizeof t->host_port, host) &&
           str_copy(t->path, sizeof t->path, path);
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
