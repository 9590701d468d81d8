/* SPDX-License-Identifier: Apache-2.0 */
/* The WebSocket codec (RFC 6455) with permessage-deflate (RFC 7692): bytes in any cut -> messages,
 * messages -> bytes. No socket, no clock. Serves both ends: a server reads masked frames, a client
 * unmasked ones. An idle connection costs only this struct (no buffers, no zlib state unless
 * context takeover was negotiated). */
#pragma once

#include "base/buf.h"

enum ws_opcode {
    WS_CONTINUATION = 0,
    WS_TEXT = 1,
    WS_BINARY = 2,
    WS_CLOSE = 8,
    WS_PING = 9,
    WS_PONG = 10
};

/* Close codes, RFC 6455 section 7.4.1. */
enum ws_close {
    WS_CLOSE_NORMAL = 1000,
    WS_CLOSE_GOING_AWAY = 1001,
    WS_CLOSE_PROTOCOL = 1002,
    WS_CLOSE_UNSUPPORTED = 1003,
    WS_CLOSE_NO_STATUS = 1005, /* never on the wire: the close frame was empty */
    WS_CLOSE_BAD_DATA = 1007,
    WS_CLOSE_POLICY = 1008,
    WS_CLOSE_TOO_BIG = 1009,
    WS_CLOSE_INTERNAL = 1011
};

/* Permessage-deflate as negotiated. Busbar always negotiates no_context_takeover both ways, so
 * that one pair of zlib streams per loop serves every connection. */
struct ws_deflate {
    bool on;
    uint8_t server_window_bits, client_window_bits; /* 8..15 */
};

struct ws_zlib; /* one inflate and one deflate stream, shared by all connections of one loop */
struct ws_zlib *ws_zlib_open(void); /* NULL where memory is out */
void ws_zlib_close(struct ws_zlib *z);

/* One connection; 80 bytes, as 100,000 idle ones each hold it. What is cut in the middle is
 * gathered on the heap: a message in a block that grows by realloc up to the message limit and
 * exists only while a message is incomplete, fragmented or compressed; a control frame in a block
 * of 125 bytes. */
struct ws {
    bool server; /* we are the server end */
    struct ws_deflate deflate;
    uint32_t message_max; /* bytes of one message, before and after inflation */
    struct ws_zlib *zlib; /* shared, not owned; may be NULL where deflate is off */
    /* private: state of the reader */
    uint8_t header[14], header_n, header_need;
    uint64_t payload_left;
    char *message; /* gathered bytes, or NULL */
    uint32_t message_n, message_cap;
    char *control; /* gathered payload of a control frame, or NULL */
    uint8_t mask[4], mask_at;
    uint8_t opcode, message_opcode;
    uint8_t control_n;
    uint8_t utf8; /* where the check stands inside a character, also across fragments */
    bool fin, compressed, in_payload, message_open;
    bool over; /* a close frame or a breach was seen: what follows is dropped */
};

enum ws_event_kind {
    WS_EVENT_NEED_MORE, /* all input is used up */
    WS_EVENT_MESSAGE,   /* data = a whole message, opcode TEXT (valid UTF-8) or BINARY */
    WS_EVENT_PING,      /* data = application data: answer with ws_write(WS_PONG) */
    WS_EVENT_PONG,
    WS_EVENT_CLOSE, /* the peer closes: code, data = reason; answer with ws_write_close, then end */
    WS_EVENT_FAIL   /* breach of protocol: code to close with, data = sentence for the log */
};

struct ws_event {
    enum ws_event_kind kind;
    enum ws_opcode opcode;
    uint16_t code;
    bool reserved;   /* FAIL: for the reserved bits of a frame, that of compression among them */
    struct str data; /* valid until the next call of ws_read; may point into the input */
};

/* Begin; deflate, message_max and zlib as negotiated and configured. */
void ws_init(struct ws *ws, bool server, struct ws_deflate deflate, uint32_t message_max,
             struct ws_zlib *zlib);
/* Give back what an incomplete message holds. */
void ws_fini(struct ws *ws);
/* Take bytes from p[0..n) (both advanced) and say what they make up. Call until NEED_MORE, CLOSE or
 * FAIL. The input is unmasked in place, so it must be writable. A whole unfragmented, uncompressed
 * message that lies in it is handed out without a copy. Nothing but zlib and the gathering buffers
 * allocates; out of memory is FAIL with WS_CLOSE_INTERNAL. A breach: 1002 for framing, reserved
 * bits, wrong mask side, control frames over 125 bytes or fragmented, bad close codes; 1007 bad
 * UTF-8 (found at the first bad byte across fragments), bad deflate data; 1009 over message_max,
 * also while inflating. After CLOSE or FAIL the rest of the input is dropped. */
struct ws_event ws_read(struct ws *ws, char **p, size_t *n);
/* Bytes that ws_write may need for a message of n bytes. */
size_t ws_write_bound(const struct ws *ws, size_t n);
/* Append one whole message or control frame; compresses text and binary of 256 bytes or more where
 * negotiated (and keeps the plain form where that is smaller). A client masks with mask_key (which
 * its caller draws at random per frame, RFC 6455 section 10.3); a server passes 0. */
void ws_write(struct ws *ws, struct buf *out, enum ws_opcode opcode, struct str data,
              uint32_t mask_key);
/* Append a close frame; code 0 and WS_CLOSE_NO_STATUS make an empty one. The reason is cut to 123
 * bytes at a character. */
void ws_write_close(struct ws *ws, struct buf *out, uint16_t code, struct str reason,
                    uint32_t mask_key);

/* Sec-WebSocket-Accept for a key (RFC 6455 section 4.2.2); out gets 28 characters and a NUL. */
void ws_accept_key(struct str key, char out[29]);
/* Is key base64 of 16 bytes? */
bool ws_key_valid(struct str key);
/* Server: pick from a Sec-WebSocket-Extensions header; writes the answer's header value, at most
 * WS_DEFLATE_ANSWER_MAX bytes, into `answer` (empty where none is acceptable). RFC 7692
 * section 7.1.
 */
#define WS_DEFLATE_ANSWER_MAX 159
struct ws_deflate ws_deflate_accept(struct str offers, struct buf *answer);
/* Client: the offer to send, and reading the server's answer (false: the answer is not valid). */
struct str ws_deflate_offer(void);
bool ws_deflate_agreed(struct str answer, struct ws_deflate *out);
