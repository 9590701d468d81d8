/* SPDX-License-Identifier: Apache-2.0 */
/* The WebSocket writer: one message, one frame. */
#include "base/assert.h"
#include "wire/ws_deflate.h"
#include "wire/ws_mask.h"

#define COMPRESS_MIN 256 /* smaller messages gain too little */
#define HEADER_MAX 14
#define REASON_MAX 123

size_t ws_write_bound(const struct ws *ws, size_t n)
{
    (void)ws;
    return n + HEADER_MAX;
}

/* Bytes of a header before a payload of n bytes. */
static size_t header_length(const struct ws *ws, size_t n)
{
    return 2U + (n < 126 ? 0U : n <= UINT16_MAX ? 2U : 8U) + (ws->server ? 0U : 4U);
}

/* Lay a header and the mask down in front of the n bytes that follow it, and mask those. */
static void put_header(const struct ws *ws, char *at, uint8_t first, size_t n, uint32_t mask_key)
{
    uint8_t h[HEADER_MAX] = {first, ws->server ? 0 : 0x80}, mask[4];
    unsigned bytes = n < 126 ? 0 : n <= UINT16_MAX ? 2 : 8;
    h[1] |= (uint8_t)(bytes == 0 ? n : bytes == 2 ? 126 : 127);
    for (unsigned i = 0; i < bytes; i++)
        h[2 + i] = (uint8_t)((uint64_t)n >> (8 * (bytes - 1 - i)));
    for (unsigned i = 0; i < 4; i++)
        mask[i] = (uint8_t)(mask_key >> (24 - 8 * i));
    memcpy(h + 2 + bytes, mask, 4);
    memcpy(at, h, header_length(ws, n));
    if (!ws->server)
        ws_mask_apply(at + header_length(ws, n), n, mask, 0);
}

/* Append the frame with its payload compressed; false (and nothing) where that does not pay. */
static bool write_compressed(struct ws *ws, struct buf *out, enum ws_opcode opcode, struct str data,
                             uint32_t mask_key)
{
    size_t head = header_length(ws, data.n), n, room = out->full ? 0 : out->cap - out->n;
    if (room <= head)
        return false;
    char *at = out->p + out->n;
    uint8_t bits = ws->server ? ws->deflate.server_window_bits : ws->deflate.client_window_bits;
    if (!ws_deflate_compress(ws->zlib, bits, data, at + head, room - head, &n))
        return false;
    size_t shorter = header_length(ws, n);
    memmove(at + shorter, at + head, n);
    put_header(ws, at, (uint8_t)(0xC0U | opcode), n, mask_key);
    out->n += shorter + n;
    return true;
}

void ws_write(struct ws *ws, struct buf *out, enum ws_opcode opcode, struct str data,
              uint32_t mask_key)
{
    bool message = opcode == WS_TEXT || opcode == WS_BINARY;
    ASSERT(message || (opcode >= WS_CLOSE && opcode <= WS_PONG && data.n <= 125));
    if (message && ws->deflate.on && data.n >= COMPRESS_MIN &&
        write_compressed(ws, out, opcode, data, mask_key))
        return;
    size_t head = header_length(ws, data.n);
    char *at = buf_take(out, head + data.n);
    if (!at)
        return;
    if (data.n > 0)
        memcpy(at + head, data.p, data.n);
    put_header(ws, at, (uint8_t)(0x80U | opcode), data.n, mask_key);
}

/* Cut s to at most max bytes, not inside a character. */
static struct str cut_text(struct str s, size_t max)
{
    size_t n = s.n < max ? s.n : max;
    if (n < s.n)
        while (n > 0 && ((unsigned char)s.p[n] & 0xC0) == 0x80)
            n--;
    return str_make(s.p, n);
}

void ws_write_close(struct ws *ws, struct buf *out, uint16_t code, struct str reason,
                    uint32_t mask_key)
{
    char body[2 + REASON_MAX];
    struct buf b = buf_over(body, sizeof body);
    if (code != 0 && code != WS_CLOSE_NO_STATUS) {
        buf_putc(&b, (char)(code >> 8));
        buf_putc(&b, (char)(code & 0xFF));
        buf_puts(&b, cut_text(reason, REASON_MAX));
    }
    ws_write(ws, out, WS_CLOSE, buf_str(&b), mask_key);
}
