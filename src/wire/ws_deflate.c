/* SPDX-License-Identifier: Apache-2.0 */
/* Permessage-deflate without context takeover: each message is a deflate stream of its own, so one
 * inflater and one deflater for each window size serve every connection of a loop. */
#include "wire/ws_deflate.h"

#include <stdlib.h>
#include <string.h>

#define ZLIB_CONST
#include <zlib.h>

#include "base/assert.h"

#define WINDOW_MIN 8
#define WINDOW_MAX 15
#define EXPAND_MIN 1024U

/* A sync flush ends so; RFC 7692 section 7.2.1 takes it off and 7.2.2 puts it back. */
static const unsigned char tail[4] = {0x00, 0x00, 0xFF, 0xFF};

struct ws_zlib {
    z_stream inflater;
    z_stream deflaters[WINDOW_MAX - WINDOW_MIN + 1]; /* opened when first needed */
    bool opened[WINDOW_MAX - WINDOW_MIN + 1];
};

struct ws_zlib *ws_zlib_open(void)
{
    struct ws_zlib *z = calloc(1, sizeof *z);
    /* The largest window reads what was written with any smaller one. */
    if (z && inflateInit2(&z->inflater, -WINDOW_MAX) != Z_OK) {
        free(z);
        return NULL;
    }
    return z;
}

void ws_zlib_close(struct ws_zlib *z)
{
    if (!z)
        return;
    for (size_t i = 0; i < sizeof z->opened / sizeof *z->opened; i++)
        if (z->opened[i])
            deflateEnd(&z->deflaters[i]);
    inflateEnd(&z->inflater);
    free(z);
}

/* Make the block larger, up to max; false where memory is out. */
static bool grow(char **out, size_t *cap, size_t max)
{
    size_t larger = *cap > max / 2 ? max : 2 * *cap;
    char *grown = realloc(*out, larger > 0 ? larger : 1);
    if (!grown)
        return false;
    *out = grown;
    *cap = larger;
    return true;
}

/* The output being made. */
struct expansion {
    char *out;
    size_t n, cap, max;
};

/* Inflate once: into the block, or, where that has all the bytes it may have, into one spare byte
 * that tells whether there are more. */
static int inflate_some(z_stream *s, struct expansion *x, enum ws_expand_result *result)
{
    Bytef spare;
    if (x->n == x->cap && x->cap < x->max && !grow(&x->out, &x->cap, x->max)) {
        *result = WS_EXPAND_NO_MEMORY;
        return Z_MEM_ERROR;
    }
    bool full = x->n == x->cap;
    size_t room = full ? 1 : x->cap - x->n;
    s->next_out = full ? &spare : (Bytef *)x->out + x->n;
    s->avail_out = (uInt)room;
    int how = inflate(s, Z_SYNC_FLUSH);
    size_t made = room - s->avail_out;
    if (full && made > 0)
        *result = WS_EXPAND_TOO_BIG;
    else if (how == Z_MEM_ERROR)
        *result = WS_EXPAND_NO_MEMORY;
    else if (how != Z_OK && how != Z_STREAM_END && how != Z_BUF_ERROR)
        *result = WS_EXPAND_BAD;
    else
        x->n += made;
    return how;
}

/* Inflate in[0..n) as far as it goes. A block marked as the last one of its stream may be followed
 * by a further stream (RFC 7692 section 7.2.3.4); *ended says that nothing follows such a block. */
static enum ws_expand_result inflate_all(z_stream *s, const void *in, size_t n, struct expansion *x,
                                         bool *ended)
{
    enum ws_expand_result result = WS_EXPAND_OK;
    s->next_in = in;
    s->avail_in = (uInt)n;
    *ended = false;
    while (result == WS_EXPAND_OK) {
        int how = inflate_some(s, x, &result);
        if (how == Z_STREAM_END) {
            inflateReset(s);
            *ended = s->avail_in == 0;
        }
        if (s->avail_in == 0 && (s->avail_out > 0 || *ended))
            break;
    }
    return result;
}

/* Inflate the message and the tail that its sender took off. */
static enum ws_expand_result expand_message(z_stream *s, struct str in, struct expansion *x)
{
    bool ended;
    enum ws_expand_result result = inflate_all(s, in.p, in.n, x, &ended);
    if (result != WS_EXPAND_OK || ended)
        return result;
    result = inflate_all(s, tail, sizeof tail, x, &ended);
    /* 128: zlib stands between two blocks; else the data were cut inside one. */
    if (result == WS_EXPAND_OK && !ended && (s->data_type & 128) == 0)
        return WS_EXPAND_BAD;
    return result;
}

enum ws_expand_result ws_deflate_expand(struct ws_zlib *z, struct str in, uint32_t max, char **out,
                                        uint32_t *n)
{
    size_t guess = in.n > max / 4 ? max : 4 * in.n;
    guess = guess < EXPAND_MIN ? EXPAND_MIN : guess;
    struct expansion x = {.cap = guess < max ? guess : max, .max = max};
    *out = NULL;
    *n = 0;
    x.out = malloc(x.cap > 0 ? x.cap : 1);
    if (!x.out)
        return WS_EXPAND_NO_MEMORY;
    inflateReset(&z->inflater);
    enum ws_expand_result result = in.n > 0 ? expand_message(&z->inflater, in, &x) : WS_EXPAND_OK;
    if (result != WS_EXPAND_OK) {
        free(x.out);
        return result;
    }
    *out = x.out;
    *n = (uint32_t)x.n;
    return WS_EXPAND_OK;
}

/* The deflater for a window, ready for a new message; NULL where memory is out. zlib has no raw
 * deflate with a window of 8 bits: Huffman coding alone looks back at nothing and suits any. */
static z_stream *deflater(struct ws_zlib *z, uint8_t window_bits)
{
    ASSERT(window_bits >= WINDOW_MIN && window_bits <= WINDOW_MAX);
    z_stream *s = &z->deflaters[window_bits - WINDOW_MIN];
    bool *opened = &z->opened[window_bits - WINDOW_MIN];
    if (*opened)
        return deflateReset(s) == Z_OK ? s : NULL;
    int bits = window_bits == WINDOW_MIN ? WINDOW_MIN + 1 : window_bits;
    int strategy = window_bits == WINDOW_MIN ? Z_HUFFMAN_ONLY : Z_DEFAULT_STRATEGY;
    *opened = deflateInit2(s, Z_BEST_SPEED, Z_DEFLATED, -bits, 8, strategy) == Z_OK;
    return *opened ? s : NULL;
}

bool ws_deflate_compress(struct ws_zlib *z, uint8_t window_bits, struct str in, char *to,
                         size_t room, size_t *n)
{
    z_stream *s = in.n <= UINT32_MAX / 2 ? deflater(z, window_bits) : NULL;
    if (!s)
        return false;
    size_t most = in.n + sizeof tail < room ? in.n + sizeof tail : room;
    s->next_in = (const Bytef *)in.p;
    s->avail_in = (uInt)in.n;
    s->next_out = (Bytef *)to;
    s->avail_out = (uInt)most;
    /* Where the output is used up to its last byte, the flush may not be complete. */
    if (deflate(s, Z_SYNC_FLUSH) != Z_OK || s->avail_out == 0)
        return false;
    *n = most - s->avail_out;
    ASSERT(*n >= sizeof tail && memcmp(to + *n - sizeof tail, tail, sizeof tail) == 0);
    *n -= sizeof tail;
    return true;
}
