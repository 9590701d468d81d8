/* SPDX-License-Identifier: Apache-2.0 */
/* Permessage-deflate: negotiation, whole and fragmented messages, and what a hostile peer sends. */
#include "check.h"

#include <sys/resource.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/random.h"
#include "wire/ws.h"

#define LIMIT (1U << 20)
#define BIG (2U << 20)

static char stream_bytes[BIG];
static struct buf stream;

/* Both ends with these windows, and the zlib streams they share. */
static struct ws server, client;
static struct ws_zlib *zlib;

/* Set both ends up. */
static void set_up(uint8_t server_bits, uint8_t client_bits, uint32_t limit)
{
    struct ws_deflate d = {true, server_bits, client_bits};
    ws_fini(&server);
    ws_fini(&client);
    if (!zlib)
        zlib = ws_zlib_open();
    CHECK(zlib);
    ws_init(&server, true, d, limit, zlib);
    ws_init(&client, false, d, limit, zlib);
    stream = buf_over(stream_bytes, sizeof stream_bytes);
}

/* Append an unmasked frame by hand. */
static void frame(uint8_t first, struct str payload)
{
    buf_putc(&stream, (char)first);
    unsigned bytes = payload.n < 126 ? 0 : payload.n < 65536 ? 2 : 8;
    buf_putc(&stream, (char)(bytes == 0 ? (int)payload.n : bytes == 2 ? 126 : 127));
    for (unsigned i = 0; i < bytes; i++)
        buf_putc(&stream, (char)((uint64_t)payload.n >> (8 * (bytes - 1 - i))));
    buf_puts(&stream, payload);
    CHECK(!stream.full);
}

/* The first event but "more" that ws makes of the bytes, cut into pieces of `step`. */
static struct ws_event read_event(struct ws *ws, struct str bytes, size_t step)
{
    static char copy[BIG];
    struct ws_event e = {0};
    CHECK(bytes.n <= sizeof copy);
    if (bytes.n > 0)
        memcpy(copy, bytes.p, bytes.n);
    for (size_t at = 0; e.kind == WS_EVENT_NEED_MORE && at < bytes.n; at += step) {
        char *p = copy + at;
        size_t n = step < bytes.n - at ? step : bytes.n - at;
        e = ws_read(ws, &p, &n);
    }
    return e;
}

/* The stream, read by a fresh client in every cut, is this text message. */
static void reads_as(const char *want)
{
    for (size_t step = 1; step <= stream.n; step++) {
        struct str bytes = buf_str(&stream);
        set_up(15, 15, LIMIT);
        struct ws_event e = read_event(&client, bytes, step);
        CHECK_INT(e.kind, WS_EVENT_MESSAGE);
        CHECK_INT(e.opcode, WS_TEXT);
        CHECK_STR(e.data, want);
        stream.n = bytes.n;
    }
}

/* The stream, read by a fresh client in every cut, fails with this code. */
static void fails_with(uint16_t code)
{
    for (size_t step = 1; step <= stream.n; step += step < 64 ? 1 : stream.n) {
        struct str bytes = buf_str(&stream);
        set_up(15, 15, LIMIT);
        struct ws_event e = read_event(&client, bytes, step);
        CHECK_INT(e.kind, WS_EVENT_FAIL);
        CHECK_INT(e.code, code);
        stream.n = bytes.n;
    }
}

TEST(examples_of_rfc_7692_section_7_2_3)
{
    set_up(15, 15, LIMIT);
    frame(0xC1, STR("\xf2\x48\xcd\xc9\xc9\x07\x00"));
    reads_as("Hello");
    set_up(15, 15, LIMIT);
    frame(0x41, STR("\xf2\x48\xcd"));
    frame(0x80, STR("\xc9\xc9\x07\x00"));
    reads_as("Hello");
    set_up(15, 15, LIMIT);
    frame(0xC1, STR("\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00"));
    reads_as("Hello");
    set_up(15, 15, LIMIT);
    frame(0xC1, STR("\xf3\x48\xcd\xc9\xc9\x07\x00\x00"));
    reads_as("Hello");
    set_up(15, 15, LIMIT);
    frame(0xC1, STR("\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00"));
    reads_as("Hello");
    set_up(15, 15, LIMIT);
    frame(0xC1, STR("\x00"));
    reads_as("");
}

TEST(senders_that_forget_the_last_block_are_understood)
{
    set_up(15, 15, LIMIT);
    frame(0xC1, STR("\xf3\x48\xcd\xc9\xc9\x07\x00"));
    reads_as("Hello");
    set_up(15, 15, LIMIT);
    frame(0xC1, STR(""));
    reads_as("");
}

TEST(messages_are_independent)
{
    /* Refers back to the message before, as only context takeover would allow. */
    set_up(15, 15, LIMIT);
    frame(0xC1, STR("\xf2\x48\xcd\xc9\xc9\x07\x00"));
    struct ws_event e = read_event(&client, buf_str(&stream), stream.n);
    CHECK_STR(e.data, "Hello");
    stream.n = 0;
    frame(0xC1, STR("\xf2\x00\x11\x00\x00"));
    e = read_event(&client, buf_str(&stream), stream.n);
    CHECK_INT(e.kind, WS_EVENT_FAIL);
    CHECK_INT(e.code, WS_CLOSE_BAD_DATA);
}

TEST(plain_and_control_frames_stay_what_they_are)
{
    set_up(15, 15, LIMIT);
    frame(0x81, STR("\xf2\x48"));
    fails_with(WS_CLOSE_BAD_DATA);
    set_up(15, 15, LIMIT);
    frame(0x81, STR("plain"));
    reads_as("plain");
    static const uint8_t bad[] = {0xC9, 0xCA, 0xC8, 0xC0, 0xE1, 0xD1};
    for (size_t i = 0; i < sizeof bad; i++) {
        set_up(15, 15, LIMIT);
        frame(0x41, STR("\xf2\x48\xcd"));
        frame(bad[i], STR("\x00"));
        fails_with(WS_CLOSE_PROTOCOL);
    }
}

TEST(broken_data_are_1007)
{
    static const struct str rows[] = {
        STR_INIT("\x06\x00"),                             /* block type 3 */
        STR_INIT("\x00\x05\x00\x00\x00Hello\x00"),        /* stored length does not check */
        STR_INIT("\xf2\x48\xcd"),                         /* cut inside a block */
        STR_INIT("\x00\x05\x00\xfa\xffHel"),              /* cut inside a stored block */
        STR_INIT("\xf3\x48\xcd\xc9\xc9\x07\x00\x06"),     /* rubbish behind the last block */
        STR_INIT("\x00\x03\x00\xfc\xff\xe2\x82\x28\x00"), /* inflates to bad UTF-8 */
        STR_INIT("\x00\x02\x00\xfd\xff\xe2\x82\x00"),     /* ends inside a character */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        set_up(15, 15, LIMIT);
        frame(0xC1, rows[i]);
        fails_with(WS_CLOSE_BAD_DATA);
    }
}

/* Data of a kind: 0 zeroes, 1 words as JSON has them, 2 random bytes. */
static void fill(struct random *r, int kind, char *p, size_t n)
{
    static const char *const words[] = {
        "\"timestamp\":",      "\"2026-11-25T02:15:46Z\",",  "{", "}",
        "\"value\":\"1234\",", "\"measurand\":\"Voltage\",", "17"};
    struct buf b = buf_over(p, n);
    while (b.n < n && kind == 1) {
        const char *word = words[random_below(r, sizeof words / sizeof *words)];
        buf_put(&b, word, strlen(word) < n - b.n ? strlen(word) : n - b.n);
    }
    while (b.n < n)
        buf_putc(&b, kind == 2 ? (char)random_next(r) : '\0');
}

/* Write on one end, read on the other, compare; bytes on the wire. */
static size_t round_trip(struct ws *from, struct ws *to, struct str data, size_t step)
{
    stream = buf_over(stream_bytes, ws_write_bound(from, data.n));
    ws_write(from, &stream, WS_BINARY, data, 0x12345678);
    CHECK(!stream.full);
    struct ws_event e = read_event(to, buf_str(&stream), step);
    CHECK_INT(e.kind, WS_EVENT_MESSAGE);
    CHECK(str_eq(e.data, data));
    return stream.n;
}

TEST(round_trips_of_many_sizes)
{
    static char data[300000];
    struct random r = {1};
    for (size_t n = 0; n < sizeof data; n += n < 700 ? 1 : n / 7) {
        for (int kind = 0; kind < 3; kind++) {
            set_up(15, 15, LIMIT);
            fill(&r, kind, data, n);
            size_t sent = round_trip(&server, &client, str_make(data, n), stream.cap);
            CHECK(n < 256 || kind == 2 || sent < n);
            CHECK(n >= 256 || sent == n + (n < 126 ? 2 : 4));
            round_trip(&client, &server, str_make(data, n), 1 + random_below(&r, 5000));
        }
    }
}

TEST(round_trips_of_all_windows)
{
    static char data[100000];
    struct random r = {2};
    for (uint8_t bits = 8; bits <= 15; bits++) {
        for (int kind = 0; kind < 3; kind++) {
            set_up(bits, (uint8_t)(23 - bits), LIMIT);
            fill(&r, kind, data, sizeof data);
            round_trip(&server, &client, str_make(data, sizeof data), stream.cap);
            round_trip(&client, &server, str_make(data, sizeof data), stream.cap);
            round_trip(&server, &client, str_make(data, 1000), 100);
        }
    }
}

/* Does a deflate stream of the stream's frame keep to a window of that size? Inflates one byte at
 * a time, so that zlib can look back into its window only. */
static bool fits_window(struct str payload, int bits, size_t n)
{
    z_stream s = {0};
    Bytef byte;
    size_t got = 0;
    int how;
    CHECK_INT(inflateInit2(&s, -bits), Z_OK);
    s.next_in = (Bytef *)(uintptr_t)payload.p;
    s.avail_in = (uInt)payload.n;
    do {
        s.next_out = &byte;
        s.avail_out = 1;
        how = inflate(&s, Z_SYNC_FLUSH);
        got += 1 - s.avail_out;
    } while (how == Z_OK);
    inflateEnd(&s);
    return how == Z_BUF_ERROR && got == n;
}

TEST(a_small_window_is_kept_to)
{
    static char data[60000];
    struct random r = {3};
    fill(&r, 2, data, 200);
    for (size_t at = 200; at < sizeof data; at++)
        data[at] =
            random_chance(&r, 100000) ? (char)random_next(&r) : data[at - 200 + (at % 7 == 0)];
    for (uint8_t bits = 8; bits <= 15; bits++) {
        set_up(bits, 15, LIMIT);
        ws_write(&server, &stream, WS_BINARY, str_make(data, sizeof data), 0);
        if (((uint8_t)stream.p[0] & 0x40) == 0) {
            CHECK_INT(bits, 8); /* nothing to gain by Huffman coding alone */
            continue;
        }
        size_t head = (uint8_t)stream.p[1] == 126 ? 4 : 10;
        CHECK(fits_window(str_skip(buf_str(&stream), head), bits, sizeof data));
    }
    set_up(8, 15, LIMIT);
    fill(&r, 1, data, sizeof data);
    ws_write(&server, &stream, WS_BINARY, str_make(data, sizeof data), 0);
    CHECK_INT((uint8_t)stream.p[0], 0xC2);
    size_t head = (uint8_t)stream.p[1] == 126 ? 4 : 10;
    CHECK(fits_window(str_skip(buf_str(&stream), head), 8, sizeof data));
}

TEST(compressed_fragments_with_pings_between)
{
    static char data[20000], packed[20000];
    for (uint64_t seed = 0; seed < 60; seed++) {
        struct random r = {seed};
        size_t n = 300 + (size_t)random_below(&r, sizeof data - 300);
        set_up(15, 15, LIMIT);
        fill(&r, 1, data, n);
        ws_write(&server, &stream, WS_TEXT, str_make(data, n), 0);
        CHECK_INT((uint8_t)stream.p[0], 0xC1);
        size_t head = (uint8_t)stream.p[1] < 126 ? 2 : 4, size = stream.n - head, pings = 0;
        memcpy(packed, stream.p + head, size);
        stream.n = 0;
        for (size_t at = 0, k; at < size; at += k) {
            k = 1 + (size_t)random_below(&r, size - at);
            frame((uint8_t)((at == 0 ? 0x41 : 0) | (at + k == size ? 0x80 : 0)),
                  str_make(packed + at, k));
            if (at + k < size && ++pings)
                frame(0x89, STR("ping"));
        }
        for (size_t at = 0; at < stream.n;) {
            char *p = stream.p + at;
            size_t step = 1 + (size_t)random_below(&r, 3000);
            step = step < stream.n - at ? step : stream.n - at;
            at += step;
            struct ws_event e;
            while ((e = ws_read(&client, &p, &step)).kind == WS_EVENT_PING) {
                CHECK_STR(e.data, "ping");
                pings--;
            }
            CHECK_INT(e.kind, at < stream.n ? WS_EVENT_NEED_MORE : WS_EVENT_MESSAGE);
            CHECK(at < stream.n || str_eq(e.data, str_make(data, n)));
        }
        CHECK_INT(pings, 0);
    }
}

/* Put n zero bytes, deflated, into p[0..cap); how many bytes that takes. */
static size_t bomb(size_t n, char *p, size_t cap)
{
    static Bytef zeroes[65536];
    z_stream s = {0};
    CHECK_INT(deflateInit2(&s, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), Z_OK);
    s.next_out = (Bytef *)p;
    s.avail_out = (uInt)cap;
    while (n > 0) {
        s.next_in = zeroes;
        s.avail_in = (uInt)(n < sizeof zeroes ? n : sizeof zeroes);
        n -= s.avail_in;
        CHECK_INT(deflate(&s, n > 0 ? Z_NO_FLUSH : Z_SYNC_FLUSH), Z_OK);
        CHECK(s.avail_in == 0 && s.avail_out > 0);
    }
    deflateEnd(&s);
    return cap - s.avail_out - 4;
}

/* Kilobytes that the process ever held. */
static long peak_kb(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return u.ru_maxrss;
}

TEST(bombs_end_at_the_limit_with_little_memory)
{
    static char packed[200000];
    size_t n = bomb(100U << 20, packed, sizeof packed);
    set_up(15, 15, LIMIT);
    frame(0xC2, str_make(packed, n));
    long before = peak_kb();
    for (size_t step = stream.n; step > 1000; step /= 2) {
        set_up(15, 15, LIMIT);
        stream.n = 0;
        frame(0xC2, str_make(packed, n));
        struct ws_event e = read_event(&client, buf_str(&stream), step);
        CHECK_INT(e.kind, WS_EVENT_FAIL);
        CHECK_INT(e.code, WS_CLOSE_TOO_BIG);
    }
    set_up(15, 15, LIMIT);
    CHECK(peak_kb() - before < 40000);
}

TEST(the_limit_is_exact_when_inflated)
{
    static char packed[200000];
    static const uint32_t limits[] = {0, 1, 1000, 1024, 4096, 5000, 65536, LIMIT};
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        for (uint32_t over = 0; over < 2; over++) {
            size_t n = limits[i] + over > 0 ? bomb(limits[i] + over, packed, sizeof packed) : 0;
            set_up(15, 15, limits[i] < 100 ? 100 : limits[i]);
            frame(0xC2, str_make(packed, n));
            client.message_max = limits[i] < n ? (uint32_t)n : limits[i];
            bool fits = limits[i] + over <= client.message_max;
            struct ws_event e = read_event(&client, buf_str(&stream), stream.n);
            CHECK_INT(e.kind, fits ? WS_EVENT_MESSAGE : WS_EVENT_FAIL);
            CHECK_INT(fits ? e.data.n : e.code, fits ? limits[i] + over : WS_CLOSE_TOO_BIG);
        }
    }
}

TEST(a_compressed_frame_counts_before_inflation_too)
{
    set_up(15, 15, 10);
    frame(0xC2, STR("\x00\x05\x00\xfa\xffHello\x00"));
    struct ws_event e = read_event(&client, buf_str(&stream), stream.n);
    CHECK_INT(e.code, WS_CLOSE_TOO_BIG);
}

TEST(many_last_blocks_take_no_long_time)
{
    static char packed[LIMIT];
    for (size_t i = 0; i + 1 < sizeof packed; i += 2)
        memcpy(packed + i, "\x03\x00", 2);
    set_up(15, 15, LIMIT);
    frame(0xC2, str_make(packed, sizeof packed));
    struct ws_event e = read_event(&client, buf_str(&stream), stream.n);
    CHECK_INT(e.kind, WS_EVENT_MESSAGE);
    CHECK_INT(e.data.n, 0);
}

TEST(random_compressed_bytes_never_crash)
{
    for (uint64_t seed = 0; seed < 20000; seed++) {
        struct random r = {seed};
        char bytes[300];
        size_t n = 1 + (size_t)random_below(&r, sizeof bytes);
        fill(&r, 2, bytes, n);
        if (random_chance(&r, 500000))
            bytes[0] = (char)(random_below(&r, 3) << 1);
        set_up(15, 15, 5000);
        frame(0xC1, str_make(bytes, n));
        struct ws_event e = read_event(&client, buf_str(&stream), stream.n);
        CHECK(e.kind == WS_EVENT_MESSAGE || e.kind == WS_EVENT_FAIL);
        CHECK(e.kind != WS_EVENT_MESSAGE || (e.data.n <= 5000 && str_utf8(e.data)));
    }
    ws_fini(&client);
    ws_fini(&server);
}

TEST(compression_needs_no_more_room_than_it_uses)
{
    static char data[1000];
    char small[100];
    struct buf b = buf_over(small, sizeof small);
    set_up(15, 15, LIMIT);
    ws_write(&server, &b, WS_BINARY, str_make(data, sizeof data), 0);
    CHECK(!b.full);
    CHECK(b.n > 2 && b.n < 30);
    CHECK_INT((uint8_t)b.p[1], b.n - 2);
    b = buf_over(small, 5);
    ws_write(&server, &b, WS_BINARY, str_make(data, sizeof data), 0);
    CHECK(b.full);
    CHECK_INT(b.n, 0);
}

#define BOTH "permessage-deflate; server_no_context_takeover; client_no_context_takeover"

/* An offer and what the server makes of it; NULL where it declines. */
struct offer {
    const char *offer, *answer;
    uint8_t server_bits, client_bits;
};

/* What ws_deflate_accept makes of the offer, from a block of its own size. */
static void check_offer(const struct offer *row)
{
    char text[256];
    size_t n = strlen(row->offer);
    char *block = malloc(n ? n : 1);
    if (!block)
        abort();
    memcpy(block, row->offer, n);
    struct buf b = buf_over(text, sizeof text);
    struct ws_deflate d = ws_deflate_accept(str_make(block, n), &b);
    free(block);
    if (!str_is(buf_str(&b), row->answer ? row->answer : ""))
        CHECK_FAIL("offer %s: answer %.*s", row->offer, STR_ARG(buf_str(&b)));
    CHECK_INT(d.on, row->answer != NULL);
    CHECK(!d.on ||
          (d.server_window_bits == row->server_bits && d.client_window_bits == row->client_bits));
}

TEST(offers_that_are_accepted)
{
    static const struct offer rows[] = {
        {"permessage-deflate", BOTH, 15, 15},
        {"  permessage-deflate  ", BOTH, 15, 15},
        {"permessage-deflate; client_max_window_bits", BOTH, 15, 15},
        {"permessage-deflate;client_max_window_bits;server_no_context_takeover;"
         "client_no_context_takeover",
         BOTH, 15, 15},
        {"permessage-deflate; server_max_window_bits=10", BOTH "; server_max_window_bits=10", 10,
         15},
        {"permessage-deflate; server_max_window_bits=8; client_max_window_bits=9",
         BOTH "; server_max_window_bits=8; client_max_window_bits=9", 8, 9},
        {"permessage-deflate; client_max_window_bits=\"12\"", BOTH "; client_max_window_bits=12",
         15, 12},
        {"permessage-deflate; client_max_window_bits=\"1\\2\"", BOTH "; client_max_window_bits=12",
         15, 12},
        {"permessage-deflate; server_max_window_bits = 15", BOTH "; server_max_window_bits=15", 15,
         15},
        {"x-webkit-deflate-frame, permessage-deflate", BOTH, 15, 15},
        {"foo; a=b; c=\"dddddddddddddddddddd\", permessage-deflate", BOTH, 15, 15},
        {"permessage-deflate; server_max_window_bits=10, permessage-deflate",
         BOTH "; server_max_window_bits=10", 10, 15},
        {"permessage-deflate; unknown, permessage-deflate", BOTH, 15, 15},
        {"permessage-deflate; server_max_window_bits=16,permessage-deflate", BOTH, 15, 15},
        {"permessage-deflate, permessage-deflate; unknown", BOTH, 15, 15},
        {", ,permessage-deflate,", BOTH, 15, 15},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_offer(&rows[i]);
}

TEST(offers_that_are_declined)
{
    static const char *const rows[] = {
        "",
        ",",
        "permessage-bzip2",
        "permessage-deflate2",
        "x-permessage-deflate",
        "permessage-deflate; unknown",
        "permessage-deflate; unknown=1",
        "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; client_no_context_takeover=true",
        "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
        "permessage-deflate; client_max_window_bits; client_max_window_bits=10",
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; server_max_window_bits=7",
        "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate; server_max_window_bits=08",
        "permessage-deflate; server_max_window_bits=+9",
        "permessage-deflate; server_max_window_bits=1x",
        "permessage-deflate; server_max_window_bits=10000000000000",
        "permessage-deflate; client_max_window_bits=0",
        "permessage-deflate; client_max_window_bits=\"\"",
        "permessage-deflate; client_max_window_bits=\"12",
        "permessage-deflate; client_max_window_bits=\"12\\",
        "permessage-deflate; client_max_window_bits=",
        "permessage-deflate;",
        "permessage-deflate; ; client_max_window_bits",
        "permessage-deflate client_max_window_bits",
        "permessage-deflate; client_max_window_bits=12 13",
        "permessage-deflate, (bad)",
        "; permessage-deflate",
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_offer(&(struct offer){rows[i], NULL, 0, 0});
}

TEST(our_offer_is_accepted_by_our_server)
{
    char text[256];
    struct buf b = buf_over(text, sizeof text);
    struct ws_deflate server_side = ws_deflate_accept(ws_deflate_offer(), &b), client_side;
    CHECK(server_side.on);
    CHECK(ws_deflate_agreed(buf_str(&b), &client_side));
    CHECK(memcmp(&server_side, &client_side, sizeof client_side) == 0);
}

TEST(answers_of_servers)
{
    static const struct {
        const char *answer;
        bool valid, on;
        uint8_t server_bits, client_bits;
    } rows[] = {
        {"", true, false, 0, 0},
        {"  ", true, false, 0, 0},
        {BOTH, true, true, 15, 15},
        {"permessage-deflate; server_no_context_takeover", true, true, 15, 15},
        {BOTH "; server_max_window_bits=9; client_max_window_bits=8", true, true, 9, 8},
        {"permessage-deflate", false, false, 0, 0},
        {"permessage-deflate; client_no_context_takeover", false, false, 0, 0},
        {BOTH "; client_max_window_bits", false, false, 0, 0},
        {BOTH "; server_max_window_bits", false, false, 0, 0},
        {BOTH "; server_max_window_bits=7", false, false, 0, 0},
        {BOTH "; unknown", false, false, 0, 0},
        {BOTH ", permessage-deflate", false, false, 0, 0},
        {BOTH " x", false, false, 0, 0},
        {"other", false, false, 0, 0},
        {"(", false, false, 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ws_deflate d;
        CHECK_INT(ws_deflate_agreed(str_of(rows[i].answer), &d), rows[i].valid);
        CHECK_INT(d.on, rows[i].on);
        CHECK(!d.on || (d.server_window_bits == rows[i].server_bits &&
                        d.client_window_bits == rows[i].client_bits));
    }
}

int main(void)
{
    int bad = check_main();
    ws_fini(&server);
    ws_fini(&client);
    ws_zlib_close(zlib);
    return bad;
}
