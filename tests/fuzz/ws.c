/* SPDX-License-Identifier: Apache-2.0 */
/* WebSocket. Either any bytes as the stream of a peer, whole, byte by byte and in sevens: the same
 * events, memory bounded. Or any bytes as messages that one end writes and the other reads: the
 * same messages. The first byte chooses which, the side, and deflate; the second its windows. */
#include "base/hash.h"
#include "fuzz.h"
#include "wire/ws.h"

#define MESSAGE_MAX 4096
#define STREAM_MAX 65536

struct mode {
    bool server;
    struct ws_deflate deflate;
    struct ws_zlib *zlib;
};

/* Feed p[0..n) in pieces; a hash over all events. */
static uint64_t feed(const struct mode *m, struct str in, size_t step)
{
    struct ws ws;
    uint64_t hash = 1;
    char *bytes = fuzz_copy(in), *p = bytes;
    bool over = false;
    ws_init(&ws, m->server, m->deflate, MESSAGE_MAX, m->zlib);
    for (size_t left = in.n; left > 0 && !over;) {
        size_t piece = step < left ? step : left;
        left -= piece;
        for (;;) {
            struct ws_event e = ws_read(&ws, &p, &piece);
            if (e.kind == WS_EVENT_NEED_MORE)
                break;
            ASSERT(e.data.n <= MESSAGE_MAX && ws.message_cap <= MESSAGE_MAX);
            ASSERT(e.kind != WS_EVENT_MESSAGE || e.opcode != WS_TEXT || str_utf8(e.data));
            hash = hash_mix(hash, (uint64_t)e.kind << 32 | e.code);
            if (e.kind != WS_EVENT_FAIL)
                hash = hash_mix(hash, hash_str(e.data));
            over = e.kind == WS_EVENT_CLOSE || e.kind == WS_EVENT_FAIL;
            if (over)
                break;
        }
    }
    ws_fini(&ws);
    free(bytes);
    return hash;
}

/* One message from one end to the other, cut in two at a place. */
static void carry(const struct mode *m, enum ws_opcode opcode, struct str data, uint32_t key,
                  size_t cut)
{
    static char wire[4 * MESSAGE_MAX];
    struct ws from, to;
    struct buf out = buf_over(wire, sizeof wire);
    struct ws_event e = {0};
    ws_init(&from, m->server, m->deflate, MESSAGE_MAX, m->zlib);
    ws_init(&to, !m->server, m->deflate, MESSAGE_MAX, m->zlib);
    ws_write(&from, &out, opcode, data, m->server ? 0 : key);
    ASSERT(!out.full && out.n <= ws_write_bound(&from, data.n));
    char *p = wire;
    size_t n = cut % (out.n + 1), rest = out.n - n;
    e = ws_read(&to, &p, &n);
    while (e.kind == WS_EVENT_NEED_MORE && rest > 0) {
        n = rest;
        rest = 0;
        e = ws_read(&to, &p, &n);
    }
    if (opcode == WS_TEXT && !str_utf8(data)) {
        ASSERT(e.kind == WS_EVENT_FAIL && e.code == WS_CLOSE_BAD_DATA);
    } else {
        ASSERT(e.kind == (opcode == WS_PING ? WS_EVENT_PING : WS_EVENT_MESSAGE));
        ASSERT(str_eq(e.data, data));
    }
    ws_fini(&from);
    ws_fini(&to);
}

/* A close frame with any code and reason: what the other end must take it for. */
static void farewell(const struct mode *m, uint16_t code, struct str reason)
{
    char wire[160];
    struct ws from, to;
    struct buf out = buf_over(wire, sizeof wire);
    ws_init(&from, m->server, m->deflate, MESSAGE_MAX, m->zlib);
    ws_init(&to, !m->server, m->deflate, MESSAGE_MAX, m->zlib);
    ws_write_close(&from, &out, code, reason, 0x01020304);
    ASSERT(!out.full);
    char *p = wire;
    size_t n = out.n;
    struct ws_event e = ws_read(&to, &p, &n);
    ASSERT(e.kind == WS_EVENT_CLOSE || e.kind == WS_EVENT_FAIL);
    if (e.kind == WS_EVENT_CLOSE && code != 0 && code != WS_CLOSE_NO_STATUS)
        ASSERT(e.code == code && str_starts(reason, e.data));
    ASSERT(e.kind != WS_EVENT_CLOSE || str_utf8(e.data));
    ws_fini(&from);
    ws_fini(&to);
}

/* Messages out of the input: a byte for the kind, one for its length, one for the cut. */
static void messages(const struct mode *m, struct str in)
{
    while (in.n > 0) {
        unsigned kind = fuzz_byte(&in), cut = fuzz_byte(&in);
        size_t n = (size_t)fuzz_byte(&in) * (kind & 0x80 ? 16 : 1);
        struct str data = str_make(in.p, n < in.n ? n : in.n);
        data.n = data.n < MESSAGE_MAX ? data.n : MESSAGE_MAX;
        in = str_skip(in, data.n);
        switch (kind % 4) {
        case 0:
            carry(m, WS_TEXT, data, kind * 0x01010101U, cut);
            break;
        case 1:
            carry(m, WS_BINARY, data, kind * 0x010101U, cut);
            break;
        case 2:
            data.n = data.n < 125 ? data.n : 125;
            carry(m, WS_PING, data, kind, cut);
            break;
        default:
            farewell(m, (uint16_t)(kind * 256 + cut), data);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct ws_zlib *zlib;
    struct str in = str_make((const char *)data, size);
    if (!zlib)
        zlib = ws_zlib_open();
    if (size < 2 || size > STREAM_MAX)
        return 0;
    unsigned mode = fuzz_byte(&in), windows = fuzz_byte(&in);
    struct mode m = {.server = (mode & 2) == 0, .zlib = mode & 1 ? zlib : NULL};
    if (mode & 1)
        m.deflate =
            (struct ws_deflate){true, (uint8_t)(8 + windows % 8), (uint8_t)(8 + windows / 8 % 8)};
    if (mode & 4) {
        messages(&m, in);
        return 0;
    }
    uint64_t whole = feed(&m, in, in.n);
    ASSERT(feed(&m, in, 1) == whole && feed(&m, in, 7) == whole);
    return 0;
}
