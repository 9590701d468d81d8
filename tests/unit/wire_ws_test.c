/* SPDX-License-Identifier: Apache-2.0 */
/* The WebSocket reader and writer without compression. Every stream is read whole, byte by byte and
 * cut in two at every place, and must tell the same story each time. */
#include "check.h"
#include "base/buf.h"
#include "base/random.h"
#include "wire/ws.h"

#define LIMIT 70000

static const struct ws_deflate plain = {0};

/* Append one event to a story. */
static void tell(struct buf *story, const struct ws_event *e)
{
    static const char *const names[] = {"more", "message", "ping", "pong", "close", "fail"};
    buf_printf(story, "%s op=%d code=%d n=%zu ", names[e->kind], (int)e->opcode, e->code,
               e->data.n);
    if (e->data.n <= 200)
        buf_puts(story, e->data);
    else
        buf_puts(story, str_make(e->data.p + e->data.n - 20, 20));
    buf_putc(story, '\n');
}

/* Feed the piece from a block of its own size and tell all events; false after close and failure.
 */
static bool feed(struct ws *ws, struct str piece, struct buf *story)
{
    char *block = malloc(piece.n ? piece.n : 1), *p = block;
    size_t n = piece.n;
    struct ws_event e;
    if (!block)
        abort();
    if (n > 0)
        memcpy(block, piece.p, n);
    while ((e = ws_read(ws, &p, &n)).kind != WS_EVENT_NEED_MORE) {
        tell(story, &e);
        if (e.kind == WS_EVENT_CLOSE || e.kind == WS_EVENT_FAIL)
            break;
    }
    bool open = e.kind == WS_EVENT_NEED_MORE;
    CHECK(!open || n == 0);
    free(block);
    return open;
}

/* The story of a stream cut into pieces of `step` bytes, the first being of `first`. */
static struct str story(struct ws *ws, struct str stream, size_t first, size_t step, char *to,
                        size_t cap)
{
    struct buf b = buf_over(to, cap);
    bool open = true;
    for (size_t at = 0, n = first; open && at < stream.n; at += n, n = step) {
        n = n < stream.n - at ? n : stream.n - at;
        open = feed(ws, str_make(stream.p + at, n), &b);
    }
    ws_fini(ws);
    CHECK(!b.full);
    return buf_str(&b);
}

/* The same story in every cut; what it is. */
static struct str every_cut(bool server, struct str stream, uint32_t limit)
{
    static char whole[65536], cut[65536];
    struct ws ws;
    ws_init(&ws, server, plain, limit, NULL);
    struct str want = story(&ws, stream, stream.n, stream.n, whole, sizeof whole);
    ws_init(&ws, server, plain, limit, NULL);
    struct str got = story(&ws, stream, 1, 1, cut, sizeof cut);
    CHECK(str_eq(got, want));
    for (size_t at = 0; at <= stream.n; at += stream.n > 2000 ? 37 : 1) {
        ws_init(&ws, server, plain, limit, NULL);
        got = story(&ws, stream, at, stream.n, cut, sizeof cut);
        CHECK(str_eq(got, want));
    }
    return want;
}

static char stream_bytes[400000];
static struct buf stream;

/* Begin a stream. */
static void begin(void)
{
    stream = buf_over(stream_bytes, sizeof stream_bytes);
}

/* Append a frame by hand: first byte, length in the form of `bytes` bytes (0, 2, 8), payload. */
static void raw(uint8_t first, bool masked, unsigned bytes, uint64_t length, struct str payload)
{
    static const uint8_t mask[4] = {0x37, 0xFA, 0x21, 0x3D};
    buf_putc(&stream, (char)first);
    buf_putc(&stream, (char)((masked ? 0x80 : 0) | (bytes == 0   ? (int)length
                                                    : bytes == 2 ? 126
                                                                 : 127)));
    for (unsigned i = 0; i < bytes; i++)
        buf_putc(&stream, (char)(length >> (8 * (bytes - 1 - i))));
    if (masked)
        buf_put(&stream, mask, 4);
    for (size_t i = 0; i < payload.n; i++)
        buf_putc(&stream, (char)(payload.p[i] ^ (masked ? mask[i & 3] : 0)));
    CHECK(!stream.full);
}

/* Append a masked frame in the right form. */
static void frame(uint8_t first, struct str payload)
{
    raw(first, true, payload.n < 126 ? 0 : payload.n < 65536 ? 2 : 8, payload.n, payload);
}

/* The story of the stream so far, read by a server. */
static struct str told(void)
{
    return every_cut(true, buf_str(&stream), LIMIT);
}

TEST(the_struct_stays_small)
{
    CHECK(sizeof(struct ws) <= 80);
}

TEST(examples_of_rfc_6455_section_5_7)
{
    CHECK_STR(every_cut(false, STR("\x81\x05Hello"), LIMIT), "message op=1 code=0 n=5 Hello\n");
    CHECK_STR(every_cut(true, STR("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"), LIMIT),
              "message op=1 code=0 n=5 Hello\n");
    CHECK_STR(every_cut(false, STR("\x01\x03Hel\x80\x02lo"), LIMIT),
              "message op=1 code=0 n=5 Hello\n");
    CHECK_STR(every_cut(false, STR("\x89\x05Hello"), LIMIT), "ping op=9 code=0 n=5 Hello\n");
    CHECK_STR(every_cut(true, STR("\x8a\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"), LIMIT),
              "pong op=10 code=0 n=5 Hello\n");
}

TEST(lengths_of_every_form)
{
    static char payload[70001];
    static const size_t lengths[] = {0, 1, 125, 126, 127, 128, 65535, 65536, 70000};
    memset(payload, 'x', sizeof payload);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        char want[80];
        begin();
        frame(0x82, str_make(payload, lengths[i]));
        snprintf(want, sizeof want, "message op=2 code=0 n=%zu ", lengths[i]);
        CHECK(str_starts(told(), str_of(want)));
    }
    begin();
    frame(0x82, str_make(payload, 70001));
    CHECK_STR(told(), "fail op=0 code=1009 n=22 message over the limit\n");
}

TEST(fragments_with_control_frames_between)
{
    begin();
    frame(0x01, STR("one "));
    frame(0x89, STR("ping"));
    frame(0x00, STR(""));
    frame(0x8A, STR(""));
    frame(0x00, STR("two "));
    frame(0x89, STR(""));
    frame(0x80, STR("three"));
    frame(0x82, STR("next"));
    frame(0x02, STR(""));
    frame(0x80, STR(""));
    frame(0x01, STR(""));
    frame(0x80, STR("direct"));
    CHECK_STR(told(), "ping op=9 code=0 n=4 ping\n"
                      "pong op=10 code=0 n=0 \n"
                      "ping op=9 code=0 n=0 \n"
                      "message op=1 code=0 n=13 one two three\n"
                      "message op=2 code=0 n=4 next\n"
                      "message op=2 code=0 n=0 \n"
                      "message op=1 code=0 n=6 direct\n");
}

TEST(breaches_of_framing_are_1002)
{
    static char zeroes[70000];
    static const struct {
        uint8_t first;
        bool masked;
        unsigned bytes;
        uint64_t length;
        const char *text;
    } rows[] = {
        {0x81, false, 0, 1, "frame of a client without a mask"},
        {0x83, true, 0, 1, "reserved data opcode"},
        {0x87, true, 0, 1, "reserved data opcode"},
        {0x8B, true, 0, 1, "reserved control opcode"},
        {0x8F, true, 0, 1, "reserved control opcode"},
        {0x91, true, 0, 1, "reserved bit set"},
        {0xA1, true, 0, 1, "reserved bit set"},
        {0xC1, true, 0, 1, "compression bit where it may not be"},
        {0x09, true, 0, 1, "fragmented control frame"},
        {0x08, true, 0, 0, "fragmented control frame"},
        {0x89, true, 2, 126, "control frame over 125 bytes"},
        {0x88, true, 8, 66000, "control frame over 125 bytes"},
        {0x89, true, 2, 5, "control frame over 125 bytes"},
        {0x80, true, 0, 1, "continuation of nothing"},
        {0x00, true, 0, 1, "continuation of nothing"},
        {0x81, true, 2, 125, "length not in its shortest form"},
        {0x81, true, 2, 0, "length not in its shortest form"},
        {0x81, true, 8, 65535, "length not in its shortest form"},
        {0x81, true, 8, 5, "length not in its shortest form"},
        {0x82, true, 8, UINT64_C(1) << 63, "length with its highest bit set"},
        {0x82, true, 8, UINT64_MAX, "length with its highest bit set"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char want[128];
        begin();
        frame(0x82, STR("before"));
        raw(rows[i].first, rows[i].masked, rows[i].bytes, rows[i].length,
            str_make(zeroes, rows[i].length < 70000 ? (size_t)rows[i].length : 1));
        frame(0x82, STR("behind"));
        snprintf(want, sizeof want,
                 "message op=2 code=0 n=6 before\nfail op=0 code=1002 n=%zu %s\n",
                 strlen(rows[i].text), rows[i].text);
        CHECK_STR(told(), want);
    }
    CHECK_STR(every_cut(false, STR("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"), LIMIT),
              "fail op=0 code=1002 n=29 frame of a server with a mask\n");
    begin();
    frame(0x01, STR("a"));
    frame(0x81, STR("b"));
    CHECK_STR(told(), "fail op=0 code=1002 n=37 a new message inside a fragmented one\n");
}

TEST(a_breach_is_told_with_the_second_byte)
{
    struct ws ws;
    char bytes[] = "\x83\x80", *p = bytes;
    size_t n = 2;
    ws_init(&ws, true, plain, LIMIT, NULL);
    CHECK_INT(ws_read(&ws, &p, &n).kind, WS_EVENT_FAIL);
    ws_fini(&ws);
}

TEST(nothing_is_read_behind_an_end)
{
    struct ws ws;
    char bytes[] = "\x83\x80 garbage", *p = bytes;
    size_t n = sizeof bytes - 1;
    ws_init(&ws, true, plain, LIMIT, NULL);
    CHECK_INT(ws_read(&ws, &p, &n).kind, WS_EVENT_FAIL);
    CHECK_INT(ws_read(&ws, &p, &n).kind, WS_EVENT_NEED_MORE);
    CHECK_INT(n, 0);
    CHECK(p == bytes + sizeof bytes - 1);
    ws_fini(&ws);
}

TEST(close_frames)
{
    static const struct {
        struct str body;
        const char *want;
    } rows[] = {
        {STR_INIT(""), "close op=8 code=1005 n=0 \n"},
        {STR_INIT("\x03\xE8"), "close op=8 code=1000 n=0 \n"},
        {STR_INIT("\x03\xE8"
                  "bye \xE2\x82\xAC"),
         "close op=8 code=1000 n=7 bye \xE2\x82\xAC\n"},
        {STR_INIT("\x0F\xA0"), "close op=8 code=4000 n=0 \n"},
        {STR_INIT("\x03"), "fail op=0 code=1002 n=23 close frame of one byte\n"},
        {STR_INIT("\x03\xE8\xFF"), "fail op=0 code=1007 n=31 close reason is not valid UTF-8\n"},
        {STR_INIT("\x03\xE8"
                  "a\xE2\x82"),
         "fail op=0 code=1007 n=31 close reason is not valid UTF-8\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        begin();
        frame(0x88, rows[i].body);
        frame(0x81, STR("dropped"));
        CHECK_STR(told(), rows[i].want);
    }
}

TEST(close_codes)
{
    for (unsigned code = 0; code < 65536; code += code < 1100 || code > 2990 ? 1 : 7) {
        struct ws ws;
        char body[2] = {(char)(code >> 8), (char)(code & 0xFF)};
        bool good = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
                    (code >= 3000 && code <= 4999);
        begin();
        frame(0x88, str_make(body, 2));
        char *p = stream_bytes;
        size_t n = stream.n;
        ws_init(&ws, true, plain, LIMIT, NULL);
        struct ws_event e = ws_read(&ws, &p, &n);
        CHECK_INT(e.kind, good ? WS_EVENT_CLOSE : WS_EVENT_FAIL);
        CHECK_INT(e.code, good ? code : WS_CLOSE_PROTOCOL);
        ws_fini(&ws);
    }
}

TEST(text_may_be_cut_inside_characters)
{
    static const char text[] = "k\xC3\xB6 \xE2\x82\xAC \xF0\x9F\x98\x80 \xF4\x8F\xBF\xBF";
    size_t n = sizeof text - 1;
    for (size_t a = 0; a <= n; a++) {
        for (size_t b = a; b <= n; b += 3) {
            begin();
            frame(0x01, str_make(text, a));
            frame(0x89, STR("\xFF"));
            frame(0x00, str_make(text + a, b - a));
            frame(0x80, str_make(text + b, n - b));
            char want[128];
            snprintf(want, sizeof want, "ping op=9 code=0 n=1 \xFF\nmessage op=1 code=0 n=%zu %s\n",
                     n, text);
            CHECK_STR(told(), want);
        }
    }
}

TEST(bad_text_is_told_at_its_first_bad_byte)
{
    static const struct {
        const char *text;
        size_t bad;
    } rows[] = {{"a\xFFzz", 1},          {"\xC0\xAFzz", 0},       {"\xE0\x80\x80", 1},
                {"\xED\xA0\x80", 1},     {"\xF4\x90\x80\x80", 1}, {"\xF0\x8F\xBF\xBF", 1},
                {"abcdefgh\xC3(", 9},    {"\xE2\x82(zz", 2},      {"\xF0\x9F\x98(", 3},
                {"\xF8\x88\x80\x80", 0}, {"\xF5zzz", 0},          {"0123456789abcdef\x80", 16}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t n = strlen(rows[i].text);
        for (size_t at = 0; at < n; at++) {
            struct ws ws;
            begin();
            frame(0x01, str_make(rows[i].text, at));
            frame(0x00, str_make(rows[i].text + at, n - at));
            ws_init(&ws, true, plain, LIMIT, NULL);
            /* One byte at a time; the headers are 6 bytes each. */
            size_t want = rows[i].bad + (rows[i].bad >= at ? 12 : 6), got = 0;
            for (;; got++) {
                char *p = stream_bytes + got;
                size_t left = 1;
                CHECK(got < stream.n);
                struct ws_event e = ws_read(&ws, &p, &left);
                if (e.kind == WS_EVENT_NEED_MORE)
                    continue;
                CHECK_INT(e.kind, WS_EVENT_FAIL);
                CHECK_INT(e.code, WS_CLOSE_BAD_DATA);
                break;
            }
            CHECK_INT(got, want);
            ws_fini(&ws);
        }
    }
}

TEST(text_that_ends_inside_a_character_is_bad)
{
    begin();
    frame(0x01, STR("a\xE2"));
    frame(0x80, STR("\x82"));
    CHECK_STR(told(), "fail op=0 code=1007 n=23 text is not valid UTF-8\n");
    begin();
    frame(0x81, STR("\xF0\x9F\x98"));
    CHECK_STR(told(), "fail op=0 code=1007 n=23 text is not valid UTF-8\n");
    begin();
    frame(0x01, STR("a\xE2"));
    frame(0x80, STR(""));
    CHECK_STR(told(), "fail op=0 code=1007 n=23 text is not valid UTF-8\n");
    /* The next text starts afresh. */
    begin();
    frame(0x82, STR("\xE2"));
    frame(0x81, STR("a"));
    CHECK_STR(told(), "message op=2 code=0 n=1 \xE2\nmessage op=1 code=0 n=1 a\n");
}

TEST(the_limit_counts_whole_messages)
{
    begin();
    frame(0x02, STR("12345"));
    frame(0x00, STR("67890"));
    frame(0x89, STR("a ping may be longer"));
    frame(0x80, STR(""));
    frame(0x82, STR("1234567890"));
    CHECK_STR(every_cut(true, buf_str(&stream), 10),
              "ping op=9 code=0 n=20 a ping may be longer\n"
              "message op=2 code=0 n=10 1234567890\nmessage op=2 code=0 n=10 1234567890\n");
    begin();
    frame(0x02, STR("12345"));
    frame(0x80, STR("678901"));
    CHECK_STR(every_cut(true, buf_str(&stream), 10),
              "fail op=0 code=1009 n=22 message over the limit\n");
    begin();
    raw(0x82, true, 8, INT64_MAX, STR(""));
    CHECK_STR(told(), "fail op=0 code=1009 n=22 message over the limit\n");
}

TEST(a_big_length_alone_holds_no_memory)
{
    struct ws ws;
    begin();
    raw(0x82, true, 8, 70000, STR("just a little"));
    char *p = stream_bytes;
    size_t n = stream.n;
    ws_init(&ws, true, plain, LIMIT, NULL);
    CHECK_INT(ws_read(&ws, &p, &n).kind, WS_EVENT_NEED_MORE);
    CHECK(ws.message_cap <= 1024);
    ws_fini(&ws);
    CHECK(!ws.message);
}

TEST(a_whole_message_is_handed_out_in_place)
{
    struct ws ws;
    begin();
    frame(0x81, STR("in place"));
    char *p = stream_bytes;
    size_t n = stream.n;
    ws_init(&ws, true, plain, LIMIT, NULL);
    struct ws_event e = ws_read(&ws, &p, &n);
    CHECK_STR(e.data, "in place");
    CHECK(e.data.p == stream_bytes + 6);
    CHECK(!ws.message);
    ws_fini(&ws);
}

/* What ws_write makes, in a buffer of exactly the bound. */
static struct str written(struct ws *ws, enum ws_opcode opcode, struct str data, uint32_t key)
{
    static char block[80000];
    struct buf b = buf_over(block, ws_write_bound(ws, data.n));
    CHECK(b.cap <= sizeof block);
    ws_write(ws, &b, opcode, data, key);
    CHECK(!b.full);
    return buf_str(&b);
}

TEST(writer_makes_the_examples_of_the_rfc)
{
    struct ws server, client;
    ws_init(&server, true, plain, LIMIT, NULL);
    ws_init(&client, false, plain, LIMIT, NULL);
    CHECK_STR(written(&server, WS_TEXT, STR("Hello"), 0), "\x81\x05Hello");
    CHECK_STR(written(&client, WS_TEXT, STR("Hello"), 0x37fa213d),
              "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58");
    CHECK_STR(written(&client, WS_PONG, STR("Hello"), 0x37fa213d),
              "\x8a\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58");
    CHECK(str_eq(written(&server, WS_PING, STR(""), 0), STR("\x89\0")));
    CHECK_INT(written(&server, WS_BINARY, str_make(stream_bytes, 256), 0).n, 256 + 4);
    CHECK_INT(written(&server, WS_BINARY, str_make(stream_bytes, 65535), 0).n, 65535 + 4);
    CHECK_INT(written(&server, WS_BINARY, str_make(stream_bytes, 65536), 0).n, 65536 + 10);
    CHECK_INT(written(&client, WS_BINARY, str_make(stream_bytes, 65536), 0).n, 65536 + 14);
}

TEST(writer_needs_room_for_all_of_a_frame)
{
    struct ws server;
    char small[6];
    struct buf b = buf_over(small, sizeof small);
    ws_init(&server, true, plain, LIMIT, NULL);
    ws_write(&server, &b, WS_TEXT, STR("Hello"), 0);
    CHECK(b.full);
    CHECK_INT(b.n, 0);
}

/* What ws_write_close makes. */
static struct str closing(uint16_t code, const char *reason)
{
    static char block[256];
    struct ws server;
    struct buf b = buf_over(block, sizeof block);
    ws_init(&server, true, plain, LIMIT, NULL);
    ws_write_close(&server, &b, code, str_of(reason), 0);
    CHECK(!b.full);
    return buf_str(&b);
}

TEST(writer_closes)
{
    char reason[200], want[256];
    CHECK(str_eq(closing(0, "dropped"), STR("\x88\0")));
    CHECK(str_eq(closing(WS_CLOSE_NO_STATUS, ""), STR("\x88\0")));
    CHECK_STR(closing(1000, ""), "\x88\x02\x03\xE8");
    CHECK_STR(closing(1008, "why"), "\x88\x05\x03\xF0why");
    memset(reason, 'r', sizeof reason);
    memcpy(reason + 121, "\xE2\x82\xAC", 3);
    reason[150] = '\0';
    snprintf(want, sizeof want, "\x88\x7B\x03\xE8%.121s", reason);
    CHECK_STR(closing(1000, reason), want);
    reason[123] = '\0';
    memcpy(reason + 121, "\xC3\xA9", 2);
    snprintf(want, sizeof want, "\x88\x7D\x03\xE8%s", reason);
    CHECK_STR(closing(1000, reason), want);
}

/* Append a message in random fragments with pings between. */
static void write_fragments(struct random *r, uint8_t opcode, struct str data, struct buf *want)
{
    size_t at = 0;
    uint8_t first = opcode;
    do {
        size_t n =
            random_chance(r, 300000) ? data.n - at : (size_t)random_below(r, data.n - at + 1);
        bool last = at + n == data.n && random_chance(r, 700000);
        frame((uint8_t)(first | (last ? 0x80 : 0)), str_make(data.p + at, n));
        at += n;
        first = 0;
        if (last)
            break;
        if (random_chance(r, 300000)) {
            frame(0x89, STR("between"));
            tell(want, &(struct ws_event){
                           .kind = WS_EVENT_PING, .opcode = WS_PING, .data = STR("between")});
        }
    } while (true);
    tell(want, &(struct ws_event){
                   .kind = WS_EVENT_MESSAGE, .opcode = (enum ws_opcode)opcode, .data = data});
}

TEST(random_messages_in_random_fragments_and_cuts)
{
    static char want_text[65536], got_text[65536], data[5000];
    for (uint64_t seed = 0; seed < 300; seed++) {
        struct random r = {seed};
        struct buf want = buf_over(want_text, sizeof want_text);
        struct buf got = buf_over(got_text, sizeof got_text);
        struct ws ws;
        begin();
        for (size_t i = 0; i < sizeof data; i++)
            data[i] = (char)random_next(&r);
        for (int i = 0; i < 20; i++)
            write_fragments(&r, WS_BINARY, str_make(data, random_below(&r, sizeof data)), &want);
        ws_init(&ws, true, plain, LIMIT, NULL);
        for (size_t at = 0; at < stream.n;) {
            size_t n = (size_t)random_below(&r, random_chance(&r, 500000) ? 10 : 4000);
            n = n < stream.n - at ? n : stream.n - at;
            CHECK(feed(&ws, str_make(stream_bytes + at, n), &got));
            at += n;
        }
        ws_fini(&ws);
        CHECK(str_eq(buf_str(&got), buf_str(&want)));
    }
}

TEST(what_the_writer_writes_the_reader_reads)
{
    static char data[70000];
    struct random r = {5};
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (char)random_next(&r);
    for (int round = 0; round < 2000; round++) {
        struct ws writer, reader;
        bool server = random_chance(&r, 500000);
        size_t n = (size_t)random_below(&r, round % 10 == 0 ? sizeof data : 300);
        ws_init(&writer, !server, plain, LIMIT, NULL);
        ws_init(&reader, server, plain, LIMIT, NULL);
        struct str wire = written(&writer, WS_BINARY, str_make(data, n), (uint32_t)random_next(&r));
        char *p = (char *)(uintptr_t)wire.p;
        size_t left = wire.n;
        struct ws_event e = ws_read(&reader, &p, &left);
        CHECK_INT(e.kind, WS_EVENT_MESSAGE);
        CHECK(str_eq(e.data, str_make(data, n)));
        CHECK_INT(left, 0);
        ws_fini(&reader);
    }
}

TEST(rubbish_never_crashes)
{
    static char text[65536];
    for (uint64_t seed = 0; seed < 20000; seed++) {
        struct random r = {seed};
        struct ws ws;
        struct buf b = buf_over(text, sizeof text);
        char bytes[64];
        for (size_t i = 0; i < sizeof bytes; i++)
            bytes[i] = (char)random_next(&r);
        if (random_chance(&r, 700000))
            memcpy(
                bytes,
                (char[]){(char)(0x80 | random_below(&r, 11)), (char)(0x80 | random_below(&r, 20))},
                2);
        ws_init(&ws, true, plain, 1000, NULL);
        feed(&ws, str_make(bytes, sizeof bytes), &b);
        ws_fini(&ws);
        CHECK(!b.full);
    }
}

TEST(accept_key_of_the_rfc)
{
    char out[29];
    ws_accept_key(STR("dGhlIHNhbXBsZSBub25jZQ=="), out);
    CHECK_STR(str_of(out), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    CHECK(ws_key_valid(STR("dGhlIHNhbXBsZSBub25jZQ==")));
    CHECK(ws_key_valid(STR("AAAAAAAAAAAAAAAAAAAAAA==")));
    CHECK(!ws_key_valid(STR("AAAAAAAAAAAAAAAAAAAAAB==")));
    CHECK(!ws_key_valid(STR("dGhlIHNhbXBsZSBub25jZQ=")));
    CHECK(!ws_key_valid(STR("dGhlIHNhbXBsZSBub25jZQ")));
    CHECK(!ws_key_valid(STR("dGhlIHNhbXBsZSBub25jZQ===")));
    CHECK(!ws_key_valid(STR("dGhlIHNhbXBsZSBub25jZQA=")));
    CHECK(!ws_key_valid(STR("dGhlIHNhbXBsZSBub25j ZQ=")));
    CHECK(!ws_key_valid(STR("")));
    CHECK(!ws_key_valid((struct str){NULL, 0}));
}

int main(void)
{
    return check_main();
}
