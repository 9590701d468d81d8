/* SPDX-License-Identifier: Apache-2.0 */
/* Our codecs for somebody who wants a second opinion: questions on standard input, answers on
 * standard output. A question is a letter, a length of 4 bytes and so many bytes; an answer a
 * length of 4 bytes and so many bytes. Little-endian. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/le.h"
#include "base/time.h"
#include "kit/json_token.h"
#include "rate/usage.h"
#include "wire/decimal.h"
#include "wire/http.h"
#include "wire/ws.h"

#define QUESTION_MAX (4u << 20)
#define ANSWER_MAX (32u << 20)

static struct ws_zlib *zlib;

/* Take n bytes off the front. */
static const unsigned char *take(struct str *in, size_t n)
{
    ASSERT(in->n >= n);
    const unsigned char *p = (const unsigned char *)in->p;
    *in = str_skip(*in, n);
    return p;
}

/* A number of 4 bytes. */
static void put32(struct buf *out, uint32_t v)
{
    char bytes[4];
    le_put32(bytes, v);
    buf_put(out, bytes, sizeof bytes);
}

/* A string or a key of JSON, plain; of other tokens nothing. */
static struct str plain(const struct json_token *t)
{
    if (t->kind != JSON_KEY && t->kind != JSON_STRING)
        return (struct str){0};
    static char text[QUESTION_MAX];
    struct buf out = buf_over(text, sizeof text);
    json_unescape(t->text, &out);
    return buf_str(&out);
}

/* JSON: "+" and the same in other words, or "-" and the error. */
static void answer_json(struct str in, struct buf *out)
{
    struct json_reader r;
    struct json_token t;
    struct json_writer w;
    enum json_kind kind;
    json_open(&r, in);
    buf_putc(out, '+');
    json_begin(&w, out);
    while ((kind = json_next(&r, &t)) != JSON_END && kind != JSON_BAD)
        json_token_write(&w, &t, plain(&t));
    if (kind == JSON_END)
        return;
    out->n = 0;
    buf_putc(out, '-');
    buf_putz(out, r.error);
}

/* A decimal behind a byte for the places (plus 64): result and value. */
static void answer_decimal(struct str in, struct buf *out)
{
    static const char *const names[] = {"ok", "rounded", "bad", "range"};
    int places = *take(&in, 1) - 64;
    int64_t value;
    enum decimal_result result = decimal_read(in, places, &value);
    buf_printf(out, "%s %lld", names[result], (long long)value);
    if (result <= DECIMAL_ROUNDED && places >= 0 && places <= 18) {
        buf_putc(out, ' ');
        decimal_write(out, value, places);
    }
}

/* A time: "bad", or microseconds, repairs, and written again. */
static void answer_time(struct str in, struct buf *out)
{
    int64_t at_us;
    unsigned repairs;
    char text[25];
    if (!time_parse(in, &at_us, &repairs)) {
        buf_putz(out, "bad");
        return;
    }
    time_format(at_us, text);
    buf_printf(out, "%lld %u %s", (long long)at_us, repairs, text);
}

/* A request head: one line each for result, parts, headers. */
static void answer_http(struct str in, struct buf *out)
{
    static const char *const names[] = {"ok", "more", "bad", "large"};
    static struct http_head h;
    enum http_result result = http_request(in, &h);
    buf_printf(out, "%s\n", names[result]);
    if (result != HTTP_OK)
        return;
    buf_printf(out, "%.*s\n%.*s\n%d\n%zu\n%lld\n%d\n%d\n", STR_ARG(h.method), STR_ARG(h.target),
               h.minor, h.bytes, (long long)h.content_length, h.chunked, h.keep_alive);
    for (unsigned i = 0; i < h.n_headers; i++) {
        buf_puts(out, h.headers[i].name);
        buf_putz(out, ": ");
        buf_puts(out, h.headers[i].value);
        buf_putc(out, '\n');
    }
}

/* A chunked body: its result, what is left, and the payload. */
static void answer_chunks(struct str in, struct buf *out)
{
    static const char *const names[] = {"ok", "more", "bad", "large"};
    static char body[QUESTION_MAX];
    struct buf payload = buf_over(body, sizeof body);
    struct http_chunks c = {0};
    enum http_result result = http_chunks_read(&c, &in, &payload);
    buf_printf(out, "%s %zu\n", names[result], in.n);
    buf_puts(out, buf_str(&payload));
}

/* One end of a WebSocket: a byte of flags (1: server, 2: deflate), two for the windows. */
static void open_ws(struct ws *ws, struct str *in, uint32_t message_max)
{
    const unsigned char *p = take(in, 3);
    struct ws_deflate deflate = {(p[0] & 2) != 0, p[1], p[2]};
    ws_init(ws, (p[0] & 1) != 0, deflate, message_max, deflate.on ? zlib : NULL);
}

/* Write a message: opcode, 4 bytes of mask, then the payload. Opcode 8: 2 bytes of code, then the
 * reason. */
static void answer_write(struct str in, struct buf *out)
{
    struct ws ws;
    open_ws(&ws, &in, QUESTION_MAX);
    enum ws_opcode opcode = (enum ws_opcode) * take(&in, 1);
    uint32_t key = le_get32((const char *)take(&in, 4));
    if (opcode == WS_CLOSE) {
        uint16_t code = le_get16((const char *)take(&in, 2));
        ws_write_close(&ws, out, code, in, key);
    } else {
        ws_write(&ws, out, opcode, in, key);
    }
    ws_fini(&ws);
}

/* Read a stream: 4 bytes for the longest message, 2 for the cut (0: whole), then the bytes. Answer:
 * per event a letter, opcode, 2 bytes of code, 4 of length, data. */
static void answer_read(struct str in, struct buf *out)
{
    static const char letters[] = {'n', 'm', 'i', 'o', 'c', 'f'};
    struct str settings = str_make((const char *)take(&in, 3), 3);
    struct ws ws;
    open_ws(&ws, &settings, le_get32((const char *)take(&in, 4)));
    size_t cut = le_get16((const char *)take(&in, 2));
    char *bytes = calloc(1, in.n + 1), *p = bytes;
    ASSERT(bytes);
    memcpy(bytes, in.p, in.n);
    for (size_t left = in.n; left > 0;) {
        size_t piece = cut == 0 || cut > left ? left : cut;
        left -= piece;
        for (;;) {
            struct ws_event e = ws_read(&ws, &p, &piece);
            if (e.kind == WS_EVENT_NEED_MORE)
                break;
            buf_putc(out, letters[e.kind]);
            buf_putc(out, (char)e.opcode);
            buf_putc(out, (char)(e.code & 0xFF));
            buf_putc(out, (char)(e.code >> 8));
            put32(out, (uint32_t)e.data.n);
            buf_puts(out, e.data);
            if (e.kind == WS_EVENT_CLOSE || e.kind == WS_EVENT_FAIL) {
                left = 0;
                break;
            }
        }
    }
    ws_fini(&ws);
    free(bytes);
}

/* Offers of permessage-deflate: the answer, and what was agreed on. */
static void answer_offer(struct str in, struct buf *out)
{
    char text[WS_DEFLATE_ANSWER_MAX];
    struct buf answer = buf_over(text, sizeof text);
    struct ws_deflate d = ws_deflate_accept(in, &answer);
    buf_printf(out, "%d %d %d ", d.on, d.on ? d.server_window_bits : 0,
               d.on ? d.client_window_bits : 0);
    buf_puts(out, buf_str(&answer));
}

/* Small texts: the first byte says which. */
static void answer_text(struct str in, struct buf *out)
{
    char accept[29];
    unsigned which = *take(&in, 1);
    size_t began = out->n;
    bool good = true;
    buf_putc(out, '+');
    if (which == 'p' || which == 'q') {
        good = http_decode(in, which == 'q', out);
    } else if (which == 'e') {
        http_encode(in, out);
    } else if (which == 'b') {
        good = http_base64_decode(in, out);
    } else if (which == 'B') {
        http_base64_encode(in, out);
    } else if (which == 'k') {
        good = ws_key_valid(in);
    } else if (which == 'u') {
        good = str_utf8(in);
    } else {
        ws_accept_key(in, accept);
        buf_putz(out, accept);
    }
    if (!good) {
        out->n = began;
        buf_putc(out, '-');
    }
}

/* A zone: 8 bytes of time, then the rule: seconds ahead, and the next change of the clocks. */
static void answer_zone(struct str in, struct buf *out)
{
    struct zone z;
    int64_t at_us = (int64_t)le_get64((const char *)take(&in, 8));
    const char *why = zone_parse(in, &z);
    if (why)
        buf_putz(out, why);
    else
        buf_printf(out, "%d %lld", zone_ahead(&z, at_us), (long long)zone_change(&z, at_us));
}

/* A price: 4 bytes of the tariff's length, tariff, use: the price as JSON, or "-" and a reason. */
static void answer_price(struct str in, struct buf *out)
{
    static char memory[1 << 20];
    struct arena a = arena_over(memory, sizeof memory);
    struct walk_fault fault;
    struct tariff t;
    struct usage u;
    struct price p;
    size_t n = le_get32((const char *)take(&in, 4));
    struct str json = str_make((const char *)take(&in, n), n);
    const char *why = NULL;
    if (!tariff_read(json, &a, &t, &fault) || !usage_read(in, &a, &u, &fault))
        buf_printf(out, "-%s: %s", fault.path, fault.why);
    else if ((why = price_use(&t, &u, &a, &p)))
        buf_printf(out, "-%s", why);
    else
        price_write(&t, &p, out);
}

/* Which question is whose. */
static void answer(int letter, struct str in, struct buf *out)
{
    static const struct {
        int letter;
        void (*answer)(struct str in, struct buf *out);
    } rows[] = {{'j', answer_json}, {'d', answer_decimal}, {'t', answer_time},
                {'h', answer_http}, {'c', answer_chunks},  {'w', answer_write},
                {'r', answer_read}, {'o', answer_offer},   {'x', answer_text},
                {'z', answer_zone}, {'p', answer_price}};
    size_t i = 0;
    while (rows[i].letter != letter && i + 1 < sizeof rows / sizeof *rows)
        i++;
    ASSERT(rows[i].letter == letter);
    rows[i].answer(in, out);
}

int main(void)
{
    static char bytes[QUESTION_MAX], said[ANSWER_MAX];
    int letter;
    zlib = ws_zlib_open();
    while ((letter = getchar()) != EOF) {
        char head[4];
        ASSERT(fread(head, 1, 4, stdin) == 4 && le_get32(head) <= sizeof bytes);
        size_t n = le_get32(head);
        ASSERT(fread(bytes, 1, n, stdin) == n);
        char *exact = calloc(1, n > 0 ? n : 1); /* so that the sanitizer sees a step too far */
        ASSERT(exact);
        memcpy(exact, bytes, n);
        struct buf out = buf_over(said, sizeof said);
        answer(letter, str_make(exact, n), &out);
        ASSERT(!out.full);
        free(exact);
        le_put32(head, (uint32_t)out.n);
        fwrite(head, 1, 4, stdout);
        fwrite(said, 1, out.n, stdout);
        fflush(stdout);
    }
    ws_zlib_close(zlib);
    return 0;
}
