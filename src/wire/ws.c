/* SPDX-License-Identifier: Apache-2.0 */
/* The WebSocket reader: bytes in any cut -> messages and control frames. A frame is a header, read
 * byte by byte, and a payload, taken in as long pieces as the input has. */
#include "wire/ws.h"

#include <stdlib.h>

#include "base/assert.h"
#include "base/utf8.h"
#include "wire/ws_deflate.h"
#include "wire/ws_mask.h"

#define CONTROL_MAX 125
#define GATHER_MIN 512U /* a first block; it doubles from there */

void ws_init(struct ws *ws, bool server, struct ws_deflate deflate, uint32_t message_max,
             struct ws_zlib *zlib)
{
    ASSERT(!deflate.on || zlib);
    *ws = (struct ws){.server = server,
                      .deflate = deflate,
                      .message_max = message_max,
                      .zlib = zlib,
                      .header_need = 2};
}

/* Give the gathered message back. */
static void drop_message(struct ws *ws)
{
    free(ws->message);
    ws->message = NULL;
    ws->message_n = ws->message_cap = 0;
}

/* Give the gathered control payload back. */
static void drop_control(struct ws *ws)
{
    free(ws->control);
    ws->control = NULL;
    ws->control_n = 0;
}

void ws_fini(struct ws *ws)
{
    drop_message(ws);
    drop_control(ws);
}

/* Is it the opcode of a control frame? */
static bool is_control(uint8_t opcode)
{
    return (opcode & 8) != 0;
}

/* Give back what the event before handed out. */
static void release(struct ws *ws)
{
    if (!ws->message_open)
        drop_message(ws);
    if (!ws->in_payload || !is_control(ws->opcode))
        drop_control(ws);
}

/* A breach: fill the event and read nothing more. True, so that callers can return it. */
static bool fail(struct ws *ws, struct ws_event *e, uint16_t code, const char *text)
{
    *e = (struct ws_event){.kind = WS_EVENT_FAIL, .code = code, .data = str_of(text)};
    ws->over = true;
    return true;
}

/* What breaks RFC 6455 sections 5.2 and 5.5 in the first two bytes of a header, or NULL. */
static const char *check_opcode(const struct ws *ws, uint8_t opcode, bool fin)
{
    if (is_control(opcode)) {
        if (opcode > WS_PONG)
            return "reserved control opcode";
        if (!fin)
            return "fragmented control frame";
        return (ws->header[1] & 0x7F) > CONTROL_MAX ? "control frame over 125 bytes" : NULL;
    }
    if (opcode > WS_BINARY)
        return "reserved data opcode";
    if (opcode == WS_CONTINUATION)
        return ws->message_open ? NULL : "continuation of nothing";
    return ws->message_open ? "a new message inside a fragmented one" : NULL;
}

/* What is wrong with the reserved bits, or NULL. */
static const char *check_reserved(const struct ws *ws)
{
    uint8_t first = ws->header[0], opcode = first & 0x0F;
    if ((first & 0x30) != 0)
        return "reserved bit set";
    if ((first & 0x40) != 0 && (!ws->deflate.on || is_control(opcode) || opcode == WS_CONTINUATION))
        return "compression bit where it may not be";
    return NULL;
}

/* What breaks the rest of the first two bytes, with the side that must mask, or NULL. */
static const char *check_start(const struct ws *ws)
{
    uint8_t first = ws->header[0], opcode = first & 0x0F;
    bool masked = (ws->header[1] & 0x80) != 0;
    if (masked != ws->server)
        return ws->server ? "frame of a client without a mask" : "frame of a server with a mask";
    return check_opcode(ws, opcode, (first & 0x80) != 0);
}

/* The length of the whole header, by its first two bytes. */
static uint8_t header_length(uint8_t second)
{
    uint8_t length = second & 0x7F;
    return (uint8_t)(2 + (length == 126 ? 2 : length == 127 ? 8 : 0) + (second & 0x80 ? 4 : 0));
}

/* The payload length that a whole header tells; NULL in *error unless it is badly written. */
static uint64_t payload_length(const uint8_t *header, const char **error)
{
    uint8_t short_form = header[1] & 0x7F;
    unsigned bytes = short_form == 126 ? 2 : short_form == 127 ? 8 : 0;
    uint64_t length = bytes > 0 ? 0 : short_form;
    for (unsigned i = 0; i < bytes; i++)
        length = length << 8 | header[2 + i];
    *error = NULL;
    if (length > INT64_MAX)
        *error = "length with its highest bit set";
    else if ((bytes == 2 && length < 126) || (bytes == 8 && length <= UINT16_MAX))
        *error = "length not in its shortest form";
    return length;
}

/* The first frame of a message begins. */
static void open_message(struct ws *ws)
{
    ws->message_open = true;
    ws->message_opcode = ws->opcode;
    ws->compressed = (ws->header[0] & 0x40) != 0;
    ws->utf8 = 0;
}

/* A whole header is there: take it apart. True with an event where it is a breach. */
static bool finish_header(struct ws *ws, struct ws_event *e)
{
    const char *error;
    uint64_t length = payload_length(ws->header, &error);
    if (error)
        return fail(ws, e, WS_CLOSE_PROTOCOL, error);
    ws->opcode = ws->header[0] & 0x0F;
    ws->fin = (ws->header[0] & 0x80) != 0;
    if (!is_control(ws->opcode) && length > ws->message_max - ws->message_n)
        return fail(ws, e, WS_CLOSE_TOO_BIG, "message over the limit");
    if (ws->opcode == WS_TEXT || ws->opcode == WS_BINARY)
        open_message(ws);
    if (ws->server)
        memcpy(ws->mask, ws->header + ws->header_need - 4, 4);
    ws->mask_at = 0;
    ws->payload_left = length;
    ws->in_payload = true;
    ws->header_n = 0;
    ws->header_need = 2;
    return false;
}

/* Gather a header. True with an event (a breach, or no more input); false where it is whole. */
static bool read_header(struct ws *ws, char **p, size_t *n, struct ws_event *e)
{
    while (ws->header_n < ws->header_need) {
        if (*n == 0)
            return true;
        ws->header[ws->header_n++] = (uint8_t) * *p;
        ++*p;
        --*n;
        if (ws->header_n != 2)
            continue;
        const char *reserved = check_reserved(ws), *error = reserved ? reserved : check_start(ws);
        if (error) {
            fail(ws, e, WS_CLOSE_PROTOCOL, error);
            e->reserved = reserved != NULL;
            return true;
        }
        ws->header_need = header_length(ws->header[1]);
    }
    return finish_header(ws, e);
}

/* Take as much of the payload as the input has, unmasked. */
static struct str take_payload(struct ws *ws, char **p, size_t *n)
{
    size_t take = *n < ws->payload_left ? *n : (size_t)ws->payload_left;
    char *from = *p;
    if (ws->server)
        ws->mask_at = ws_mask_apply(from, take, ws->mask, ws->mask_at);
    if (take > 0)
        *p += take;
    *n -= take;
    ws->payload_left -= take;
    return str_make(from, take);
}

/* May that code stand in a close frame? RFC 6455 section 7.4 and the IANA registry. */
static bool close_code_valid(unsigned code)
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
           (code >= 3000 && code <= 4999);
}

/* The event of a close frame. */
static bool read_close(struct ws *ws, struct str body, struct ws_event *e)
{
    *e = (struct ws_event){.kind = WS_EVENT_CLOSE, .opcode = WS_CLOSE, .code = WS_CLOSE_NO_STATUS};
    ws->over = true;
    if (body.n == 0)
        return true;
    if (body.n == 1)
        return fail(ws, e, WS_CLOSE_PROTOCOL, "close frame of one byte");
    e->code = (uint16_t)((uint8_t)body.p[0] << 8 | (uint8_t)body.p[1]);
    e->data = str_skip(body, 2);
    if (!close_code_valid(e->code))
        return fail(ws, e, WS_CLOSE_PROTOCOL, "close code that may not be sent");
    if (!str_utf8(e->data))
        return fail(ws, e, WS_CLOSE_BAD_DATA, "close reason is not valid UTF-8");
    return true;
}

/* Take the payload of a control frame in; true with its event, or where there is no more input. */
static bool read_control(struct ws *ws, char **p, size_t *n, struct ws_event *e)
{
    struct str body = take_payload(ws, p, n);
    if (ws->payload_left > 0 || ws->control) {
        if (!ws->control && !(ws->control = malloc(CONTROL_MAX)))
            return fail(ws, e, WS_CLOSE_INTERNAL, "out of memory");
        ASSERT(ws->control_n + body.n <= CONTROL_MAX);
        if (body.n > 0)
            memcpy(ws->control + ws->control_n, body.p, body.n);
        ws->control_n = (uint8_t)(ws->control_n + body.n);
        body = str_make(ws->control, ws->control_n);
    }
    if (ws->payload_left > 0)
        return true;
    ws->in_payload = false;
    if (ws->opcode == WS_CLOSE)
        return read_close(ws, body, e);
    *e = (struct ws_event){.kind = ws->opcode == WS_PING ? WS_EVENT_PING : WS_EVENT_PONG,
                           .opcode = (enum ws_opcode)ws->opcode,
                           .data = body};
    return true;
}

/* Keep a piece of a message that isn't whole; false where memory is out. The block doubles with
 * what really came, so that a big length alone costs nothing. */
static bool gather(struct ws *ws, struct str piece)
{
    size_t need = ws->message_n + piece.n;
    ASSERT(need <= ws->message_max);
    if (need > ws->message_cap) {
        size_t cap = 2 * (size_t)ws->message_cap;
        cap = cap < GATHER_MIN ? GATHER_MIN : cap;
        cap = cap > ws->message_max ? ws->message_max : cap;
        cap = cap < need ? need : cap;
        char *grown = realloc(ws->message, cap);
        if (!grown)
            return false;
        ws->message = grown;
        ws->message_cap = (uint32_t)cap;
    }
    if (piece.n > 0)
        memcpy(ws->message + ws->message_n, piece.p, piece.n);
    ws->message_n = (uint32_t)need;
    return true;
}

/* Replace the compressed message by what it stands for. True with an event on a breach. */
static bool expand(struct ws *ws, struct str *whole, struct ws_event *e)
{
    char *out;
    uint32_t n;
    switch (ws_deflate_expand(ws->zlib, *whole, ws->message_max, &out, &n)) {
    case WS_EXPAND_OK:
        break;
    case WS_EXPAND_BAD:
        return fail(ws, e, WS_CLOSE_BAD_DATA, "compressed data are broken");
    case WS_EXPAND_TOO_BIG:
        return fail(ws, e, WS_CLOSE_TOO_BIG, "message over the limit when inflated");
    case WS_EXPAND_NO_MEMORY:
        return fail(ws, e, WS_CLOSE_INTERNAL, "out of memory");
    }
    drop_message(ws);
    ws->message = out;
    ws->message_n = ws->message_cap = n;
    *whole = str_make(out, n);
    return false;
}

/* Check a piece of text; false where it can't go on like that, or ends inside a character. */
static bool text_valid(struct ws *ws, struct str piece, bool last)
{
    utf8_feed(&ws->utf8, piece);
    return ws->utf8 != UTF8_BAD && (!last || ws->utf8 == 0);
}

/* The last byte of a message is there: hand it out. */
static bool finish_message(struct ws *ws, struct str whole, struct ws_event *e)
{
    ws->message_open = false;
    if (ws->compressed) {
        if (expand(ws, &whole, e))
            return true;
        if (ws->message_opcode == WS_TEXT && !text_valid(ws, whole, true))
            return fail(ws, e, WS_CLOSE_BAD_DATA, "text is not valid UTF-8");
    }
    *e = (struct ws_event){
        .kind = WS_EVENT_MESSAGE, .opcode = (enum ws_opcode)ws->message_opcode, .data = whole};
    return true;
}

/* Take payload of a data frame in; true with an event or where there is no more input, false where
 * a fragment is through and the next frame may begin. */
static bool read_data(struct ws *ws, char **p, size_t *n, struct ws_event *e)
{
    struct str piece = take_payload(ws, p, n);
    bool frame_done = ws->payload_left == 0, last = frame_done && ws->fin;
    if (ws->message_opcode == WS_TEXT && !ws->compressed && !text_valid(ws, piece, last))
        return fail(ws, e, WS_CLOSE_BAD_DATA, "text is not valid UTF-8");
    if (!last || ws->message_n > 0) {
        if (!gather(ws, piece))
            return fail(ws, e, WS_CLOSE_INTERNAL, "out of memory");
        piece = str_make(ws->message, ws->message_n);
    }
    ws->in_payload = !frame_done;
    return last ? finish_message(ws, piece, e) : !frame_done;
}

struct ws_event ws_read(struct ws *ws, char **p, size_t *n)
{
    struct ws_event e = {.kind = WS_EVENT_NEED_MORE};
    release(ws);
    while (!ws->over) {
        if (!ws->in_payload && read_header(ws, p, n, &e))
            return e;
        if (is_control(ws->opcode) ? read_control(ws, p, n, &e) : read_data(ws, p, n, &e))
            return e;
    }
    if (*n > 0)
        *p += *n;
    *n = 0;
    return e;
}
