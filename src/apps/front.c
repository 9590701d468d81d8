/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 6455 section 4.2 and OCPP-J: path, identity, subprotocol, Basic credentials. */
#include "apps/front.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/assert.h"

#define IDENTITY_MAX 128

void front_deny(struct front_refusal *r, enum refusal reason, int status, const char *headers,
                const char *format, ...)
{
    va_list args;
    va_start(args, format);
    r->reason = reason;
    r->status = status;
    r->headers = headers;
    vsnprintf(r->detail, sizeof r->detail, format, args);
    va_end(args);
}

/* The path of the target, also where a station sends a whole URL as the target. */
static struct str path_of(const struct http_head *head)
{
    struct str path = head->path;
    for (size_t i = 0; i + 3 <= path.n && path.p[0] != '/'; i++) {
        if (memcmp(path.p + i, "://", 3) != 0)
            continue;
        path = str_skip(path, i + 3);
        return str_skip(path, str_find(path, '/'));
    }
    return path;
}

/* Take the configured prefix off the path, runs of slashes counting as one; false where it does not
 * begin so. */
static bool strip_prefix(struct str *path, struct str prefix)
{
    while (prefix.n > 0 && prefix.p[prefix.n - 1] == '/')
        prefix.n--;
    struct str rest = *path;
    while (prefix.n > 0) {
        if (rest.n == 0 || rest.p[0] != prefix.p[0])
            return false;
        bool slash = prefix.p[0] == '/';
        rest = str_skip(rest, 1);
        prefix = str_skip(prefix, 1);
        while (slash && rest.n > 0 && rest.p[0] == '/')
            rest = str_skip(rest, 1);
    }
    *path = rest;
    return true;
}

/* The last segment that is not empty. */
static struct str last_segment(struct str path)
{
    while (path.n > 0 && path.p[path.n - 1] == '/')
        path.n--;
    size_t at = path.n;
    while (at > 0 && path.p[at - 1] != '/')
        at--;
    return str_skip(path, at);
}

/* What is odd about a path that led to a segment, as bits of quirks. */
static uint64_t path_quirks(struct str path, struct str prefix, struct str segment)
{
    uint64_t odd = 0;
    while (prefix.n > 0 && prefix.p[prefix.n - 1] == '/')
        prefix.n--;
    bool plain = path.n == prefix.n + 1 + segment.n && str_starts(path, prefix) &&
                 path.p[prefix.n] == '/' && str_ends(path, segment);
    if (!plain)
        odd |= QUIRK_BIT(QUIRK_ODD_PATH);
    for (size_t i = 0; i < segment.n; i++)
        if (segment.p[i] <= ' ' || segment.p[i] > '~' || strchr("|\"<>\\^`{}", segment.p[i]))
            odd |= QUIRK_BIT(QUIRK_ODD_IDENTITY); /* RFC 3986 section 3.3: to be encoded */
    return odd;
}

/* Find the identity, or say what is wrong with the path. */
static bool read_identity(const struct front_rules *rules, const struct http_head *head,
                          struct buf *memory, struct front *f)
{
    struct front_refusal *r = &f->refusal;
    struct str path = path_of(head);
    if (!strip_prefix(&path, rules->path)) {
        front_deny(r, refusal_BAD_PATH, 404, "", "path %.*s does not begin with %.*s",
                   (int)(head->path.n < 80 ? head->path.n : 80), head->path.p,
                   STR_ARG(rules->path));
        return false;
    }
    struct str segment = last_segment(path);
    size_t began = memory->n;
    if (segment.n == 0) {
        front_deny(r, refusal_BAD_IDENTITY, 404, "", "the path names no station");
        return false;
    }
    if (!http_decode(segment, false, memory)) {
        front_deny(r, refusal_BAD_IDENTITY, 400, "",
                   "the identity is not percent-encoded as it should be");
        return false;
    }
    struct str decoded = str_make(memory->p + began, memory->n - began);
    if (decoded.n > IDENTITY_MAX || !str_utf8(decoded)) {
        front_deny(r, refusal_BAD_IDENTITY, 400, "", "the identity is %s",
                   decoded.n > IDENTITY_MAX ? "longer than 128 bytes" : "not UTF-8");
        return false;
    }
    f->identity = f->written = decoded;
    f->repaired |= path_quirks(head->path, rules->path, segment);
    return true;
}

struct str front_identity(const struct front_rules *rules, const struct http_head *head,
                          struct buf *memory)
{
    struct front f = {0};
    return read_identity(rules, head, memory, &f) ? f.identity : (struct str){0};
}

/* Is it a WebSocket upgrade as RFC 6455 section 4.2.1 wants it? */
static bool read_handshake(const struct http_head *head, struct front *f)
{
    struct str key = http_header(head, "Sec-WebSocket-Key"),
               version = http_header(head, "Sec-WebSocket-Version");
    struct front_refusal *r = &f->refusal;
    if (!str_is(head->method, "GET"))
        front_deny(r, refusal_BAD_REQUEST, 405, "Allow: GET\r\n", "method %.*s instead of GET",
                   (int)(head->method.n < 32 ? head->method.n : 32), head->method.p);
    else if (head->minor < 1)
        front_deny(r, refusal_BAD_REQUEST, 400, "", "HTTP/1.0 can't be upgraded");
    else if (!http_has_token(head, "Upgrade", "websocket") ||
             !http_has_token(head, "Connection", "upgrade"))
        front_deny(
            r, refusal_BAD_REQUEST, 426, FRONT_WANT_WEBSOCKET,
            "no WebSocket upgrade (a proxy may have taken the headers Upgrade and Connection off)");
    else if (!str_is(version, "13"))
        front_deny(r, refusal_BAD_REQUEST, 426, FRONT_WANT_WEBSOCKET,
                   "WebSocket version %.*s instead of 13", (int)(version.n < 32 ? version.n : 32),
                   version.n ? version.p : "");
    else if (!ws_key_valid(key))
        front_deny(r, refusal_BAD_REQUEST, 400, "", "Sec-WebSocket-Key is not base64 of 16 bytes");
    else
        ws_accept_key(key, f->accept);
    return r->reason == refusal_NONE;
}

/* The highest version that both sides speak. */
static bool read_version(const struct front_rules *rules, const struct http_head *head,
                         struct buf *memory, struct front *f)
{
    struct str offers = http_joined(head, "Sec-WebSocket-Protocol", memory), rest = offers;
    while (rest.n > 0) {
        struct str offer = str_trim(str_cut(&rest, ','));
        enum ocpp_version v = str_starts(offer, STR("ocpp")) ? ocpp_version_find(offer) : OCPP_NONE;
        if (v > f->version)
            f->version = v;
    }
    f->offered = f->version != OCPP_NONE;
    if (!f->offered && str_trim(offers).n == 0) {
        f->version = rules->fallback;
        f->repaired |= QUIRK_BIT(QUIRK_NO_SUBPROTOCOL);
    }
    if (f->version != OCPP_NONE)
        return true;
    front_deny(&f->refusal, refusal_NO_SUBPROTOCOL, 400, "",
               "subprotocols offered: %.*s; spoken here: ocpp2.1, ocpp2.0.1, ocpp1.6",
               offers.n == 0   ? 4
               : offers.n < 64 ? (int)offers.n
                               : 64,
               offers.n == 0 ? "none" : offers.p);
    return false;
}

/* Basic credentials, where there are any: the user ends at the first colon, the password may hold
 * more of them. */
static bool read_credentials(const struct http_head *head, struct buf *memory, struct front *f)
{
    struct str header = http_header(head, "Authorization"), scheme = str_cut(&header, ' ');
    if (!str_eq_nocase(scheme, STR("Basic")))
        return true;
    size_t began = memory->n;
    if (!http_base64_decode(str_trim(header), memory)) {
        front_deny(&f->refusal, refusal_BAD_CREDENTIALS, 401, FRONT_WANT_BASIC,
                   "the Authorization header is not base64");
        return false;
    }
    f->password = str_make(memory->p + began, memory->n - began);
    f->user = str_cut(&f->password, ':');
    f->basic = true;
    return true;
}

bool front_read(const struct front_rules *rules, const struct http_head *head, struct buf *memory,
                struct front *out)
{
    memset(out, 0, sizeof *out);
    out->target = head->path;
    if (!read_identity(rules, head, memory, out) || !read_handshake(head, out) ||
        !read_version(rules, head, memory, out) || !read_credentials(head, memory, out))
        return false;
    struct buf answer = buf_over(out->extensions, sizeof out->extensions - 1);
    out->deflate =
        ws_deflate_accept(http_joined(head, "Sec-WebSocket-Extensions", memory), &answer);
    ASSERT(!answer.full);
    out->extensions[answer.n] = '\0';
    return true;
}

void front_answer(const struct front *f, struct buf *out)
{
    buf_printf(out,
               "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
               "Sec-WebSocket-Accept: %s\r\n",
               f->accept);
    if (f->offered)
        buf_printf(out, "Sec-WebSocket-Protocol: %.*s\r\n", STR_ARG(ocpp_subprotocol(f->version)));
    if (f->extensions[0] != '\0')
        buf_printf(out, "Sec-WebSocket-Extensions: %s\r\n", f->extensions);
    buf_putz(out, "\r\n");
}

void front_answer_refusal(const struct front_refusal *r, struct buf *out)
{
    http_reply(out, r->status, "text/plain; charset=utf-8", str_of(r->headers), str_of(r->detail),
               false);
}
