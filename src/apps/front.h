/* SPDX-License-Identifier: Apache-2.0 */
/* The front door's judgement of one upgrade request, without any I/O: who asks, for which version,
 * with which credentials, and what is wrong with it. Whether the station is known and the password
 * right is the caller's. */
#pragma once

#include "event/enums.h"
#include "event/quirk.h"
#include "ocpp/message.h"
#include "wire/http.h"
#include "wire/ws.h"

#define FRONT_MEMORY 65536 /* bytes that front_read may need for decoded texts */

struct front_rules {
    struct str path;            /* option ocpp_path */
    enum ocpp_version fallback; /* for stations that offer no subprotocol; NONE: refuse */
};

/* Why an upgrade is refused, as it will be answered and stored. */
struct front_refusal {
    enum refusal reason; /* refusal_NONE: it is not */
    int status;
    const char *headers; /* whole lines with CRLF */
    char detail[640];
};

struct front {
    struct str identity; /* decoded; may be set although the request is refused */
    struct str written;  /* the same, however it became another */
    enum ocpp_version version;
    bool offered; /* the version was among the subprotocols: echo it */
    struct ws_deflate deflate;
    char accept[29], extensions[WS_DEFLATE_ANSWER_MAX + 1];
    bool basic; /* credentials were given: */
    struct str user, password;
    uint64_t repaired; /* a bit per quirk (event/quirk.h) that was repaired to let it in */
    struct str target; /* the request's, for the findings of those */
    struct front_refusal refusal;
};

/* Judge a request. Decoded texts lie in memory. False: out->refusal says why not. */
bool front_read(const struct front_rules *rules, const struct http_head *head, struct buf *memory,
                struct front *out);
/* Only the identity that the request's path leads to, for finding the loop that owns it; {NULL, 0}
 * where there is none. */
struct str front_identity(const struct front_rules *rules, const struct http_head *head,
                          struct buf *memory);
/* Note a refusal. */
__attribute__((format(printf, 5, 6))) void front_deny(struct front_refusal *r, enum refusal reason,
                                                      int status, const char *headers,
                                                      const char *format, ...);
/* Append the 101 answer, or that of a refusal. */
void front_answer(const struct front *f, struct buf *out);
void front_answer_refusal(const struct front_refusal *r, struct buf *out);

/* Header lines of refusals. */
#define FRONT_WANT_BASIC "WWW-Authenticate: Basic realm=\"busbar\", charset=\"UTF-8\"\r\n"
#define FRONT_WANT_WEBSOCKET "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
