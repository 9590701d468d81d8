/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "base/random.h"
#include "wire/http.h"

/* Reads a request or response from a block of its own size; the head is valid until the next call.
 */
static enum http_result read_head(struct str in, bool request, struct http_head *h)
{
    static char *block;
    free(block);
    block = malloc(in.n ? in.n : 1);
    if (!block)
        abort();
    if (in.n > 0)
        memcpy(block, in.p, in.n);
    return request ? http_request(str_make(block, in.n), h)
                   : http_response(str_make(block, in.n), h);
}

/* A good head: each shorter beginning wants more, and what follows it is left alone. */
static void good(const char *text, bool request, struct http_head *h)
{
    size_t n = strlen(text);
    char longer[4096];
    for (size_t k = 0; k < n; k++)
        CHECK_INT(read_head(str_make(text, k), request, h), HTTP_MORE);
    int total = snprintf(longer, sizeof longer, "%s\r\n\x16rest\r\n\r\n", text);
    CHECK_INT(read_head(str_make(longer, (size_t)total), request, h), HTTP_OK);
    CHECK_INT(h->bytes, n);
    CHECK_INT(read_head(str_make(text, n), request, h), HTTP_OK);
    CHECK_INT(h->bytes, n);
}

/* A bad head: no beginning of it is taken for a good one, and once bad it stays bad. */
static void bad(struct str text, bool request)
{
    struct http_head h;
    bool was_bad = false;
    for (size_t k = 0; k < text.n; k++) {
        enum http_result got = read_head(str_make(text.p, k), request, &h);
        CHECK(got == HTTP_BAD || (got == HTTP_MORE && !was_bad));
        was_bad = got == HTTP_BAD;
    }
    if (read_head(text, request, &h) != HTTP_BAD)
        CHECK_FAIL("taken for good: %.*s", STR_ARG(text));
}

TEST(request_of_a_charger)
{
    struct http_head h;
    good("GET /ocpp/CP%20001?x=1&y HTTP/1.1\r\n"
         "Host: csms.example:8080\r\n"
         "Upgrade: websocket\r\n"
         "Connection: keep-alive,  Upgrade\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
         "sec-websocket-protocol:ocpp2.1\r\n"
         "Sec-WebSocket-Protocol: \t ocpp2.0.1 , ocpp1.6 \t\r\n"
         "X-Empty:\r\n"
         "\r\n",
         true, &h);
    CHECK_STR(h.method, "GET");
    CHECK_STR(h.target, "/ocpp/CP%20001?x=1&y");
    CHECK_STR(h.path, "/ocpp/CP%20001");
    CHECK_STR(h.query, "x=1&y");
    CHECK_INT(h.minor, 1);
    CHECK_INT(h.n_headers, 7);
    CHECK_INT(h.content_length, -1);
    CHECK(!h.chunked);
    CHECK(h.keep_alive);
    CHECK_STR(http_header(&h, "HOST"), "csms.example:8080");
    CHECK_STR(http_header(&h, "Sec-WebSocket-Protocol"), "ocpp2.1");
    CHECK(!http_header(&h, "Absent").p);
    CHECK(http_header(&h, "x-empty").p);
    CHECK_INT(http_header(&h, "x-empty").n, 0);
    CHECK(http_has_token(&h, "connection", "upgrade"));
    CHECK(!http_has_token(&h, "connection", "up"));
    CHECK(http_has_token(&h, "Sec-WebSocket-Protocol", "ocpp1.6"));
    CHECK(http_has_token(&h, "Sec-WebSocket-Protocol", "ocpp2.1"));
    CHECK(!http_has_token(&h, "Absent", "ocpp2.1"));
    char text[64];
    struct buf b = buf_over(text, sizeof text);
    CHECK_STR(http_joined(&h, "Sec-WebSocket-Protocol", &b), "ocpp2.1, ocpp2.0.1 , ocpp1.6");
    CHECK_STR(http_joined(&h, "Upgrade", &b), "websocket");
    CHECK(!http_joined(&h, "Absent", &b).p);
    b = buf_over(text, 10);
    CHECK(!http_joined(&h, "Sec-WebSocket-Protocol", &b).p);
    CHECK(b.full);
}

TEST(requests_of_other_forms)
{
    struct http_head h;
    good("GET / HTTP/1.0\r\n\r\n", true, &h);
    CHECK_INT(h.minor, 0);
    CHECK(!h.keep_alive);
    good("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true, &h);
    CHECK(h.keep_alive);
    good("GET / HTTP/1.1\r\nHost: a\r\nConnection: Close\r\n\r\n", true, &h);
    CHECK(!h.keep_alive);
    good("\r\nGET /a HTTP/1.1\r\nHost:\r\n\r\n", true, &h);
    CHECK_STR(h.path, "/a");
    CHECK_INT(h.query.n, 0);
    good("GET http://host:80/a/b?c=d?e HTTP/1.1\r\nHost: host\r\n\r\n", true, &h);
    CHECK_STR(h.path, "/a/b");
    CHECK_STR(h.query, "c=d?e");
    good("GET wss://host?c HTTP/1.1\r\nHost: host\r\n\r\n", true, &h);
    CHECK_STR(h.path, "/");
    CHECK_STR(h.query, "c");
    good("OPTIONS * HTTP/1.1\r\nHost: [2001:db8::1]:80\r\n\r\n", true, &h);
    CHECK_STR(h.path, "*");
    good("CONNECT host:443 HTTP/1.1\r\nHost: host:443\r\n\r\n", true, &h);
    CHECK_INT(h.path.n, 0);
    good("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 0012\r\n\r\n", true, &h);
    CHECK_INT(h.content_length, 12);
    good("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\ncontent-length:5\r\n\r\n", true,
         &h);
    CHECK_INT(h.content_length, 5);
    good("POST /x HTTP/1.1\r\nHost: a\r\ntransfer-encoding: Chunked\r\n\r\n", true, &h);
    CHECK(h.chunked);
    good("M-SEARCH / HTTP/1.1\r\nHost: a\r\nX: caf\xC3\xA9\r\n\r\n", true, &h);
    CHECK_STR(h.method, "M-SEARCH");
    CHECK_STR(http_header(&h, "x"), "caf\xC3\xA9");
}

TEST(requests_that_are_refused)
{
    static const char *const rows[] = {
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.0\r\nHost: a\r\nhost: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: user@a\r\n\r\n",
        "GET / HTTP/1.1\nHost: a\n\n",
        "GET / HTTP/1.1\r\nHost: a\n\r\n",
        "GET / HTTP/1.1\rHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n",
        "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost\t: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost\r\n\r\n",
        "GET / HTTP/1.1\r\n: a\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX(y): a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: \x01\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: \x7f\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 2\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1,\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: ,1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1 1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: X\r\n\r\n",
        "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
        "GET / HTTP/1.2\r\nHost: a\r\n\r\n",
        "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
        "GET / http/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1x\r\nHost: a\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /\r\n\r\n",
        "GET\r\n\r\n",
        " GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GE(T / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET a HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET * HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /caf\xC3\xA9 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http:/a HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http:///a HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET ://a HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET ht tp://a HTTP/1.1\r\nHost: a\r\n\r\n",
        "CONNECT / HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\x16\x03\x01\x02",
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        bad(str_of(rows[i]), true);
    bad(STR("GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n"), true);
    bad(STR("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
            "Transfer-Encoding: chunked\r\n\r\n"),
        true);
    bad(STR("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"), true);
    bad(STR("\0"), true);
}

TEST(heads_have_limits)
{
    static char text[2 * HTTP_HEAD_MAX];
    struct http_head h;
    struct buf b = buf_over(text, sizeof text);
    buf_putz(&b, "GET / HTTP/1.1\r\nHost: a\r\n");
    for (int i = 1; i < HTTP_HEADERS_MAX; i++)
        buf_putz(&b, "X: y\r\n");
    size_t n = b.n;
    buf_putz(&b, "\r\n");
    CHECK_INT(read_head(buf_str(&b), true, &h), HTTP_OK);
    CHECK_INT(h.n_headers, HTTP_HEADERS_MAX);
    b.n = n;
    buf_putz(&b, "X: y\r\n");
    CHECK_INT(read_head(buf_str(&b), true, &h), HTTP_TOO_LARGE);

    b = buf_over(text, sizeof text);
    buf_putz(&b, "GET / HTTP/1.1\r\nHost: a\r\nX: ");
    n = b.n;
    memset(text + n, 'x', sizeof text - n);
    memcpy(text + HTTP_HEAD_MAX - 4, "\r\n\r\n", 4);
    CHECK_INT(read_head(str_make(text, HTTP_HEAD_MAX), true, &h), HTTP_OK);
    CHECK_INT(read_head(str_make(text, HTTP_HEAD_MAX - 1), true, &h), HTTP_MORE);
    memcpy(text + HTTP_HEAD_MAX - 4, "x\r\n\r\n", 5);
    CHECK_INT(read_head(str_make(text, HTTP_HEAD_MAX + 1), true, &h), HTTP_TOO_LARGE);
    CHECK_INT(read_head(str_make(text, HTTP_HEAD_MAX), true, &h), HTTP_TOO_LARGE);
    memset(text, 'G', sizeof text);
    CHECK_INT(read_head(str_make(text, sizeof text), true, &h), HTTP_TOO_LARGE);
}

TEST(responses)
{
    struct http_head h;
    good("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
         false, &h);
    CHECK_INT(h.status, 101);
    CHECK_STR(h.reason, "Switching Protocols");
    good("HTTP/1.0 404 \r\nContent-Length: 3\r\n\r\n", false, &h);
    CHECK_INT(h.status, 404);
    CHECK_INT(h.reason.n, 0);
    CHECK_INT(h.content_length, 3);
    CHECK(!h.keep_alive);
    good("HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n", false, &h);
    CHECK_INT(h.status, 200);
    CHECK(h.chunked);
    CHECK(h.keep_alive);
    static const char *const rows[] = {
        "HTTP/1.1 99 x\r\n\r\n",
        "HTTP/1.1 0200 x\r\n\r\n",
        "HTTP/1.1 600 x\r\n\r\n",
        "HTTP/1.1 099 x\r\n\r\n",
        "HTTP/1.1 2x0 x\r\n\r\n",
        "HTTP/1.1  200 x\r\n\r\n",
        "HTTP/2 200 x\r\n\r\n",
        "HTTP/1.1\r\n\r\n",
        "\r\nHTTP/1.1 200 x\r\n\r\n",
        "HTTP/1.1 200 \x01\r\n\r\n",
        "HTTP/1.1 +20 x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        bad(str_of(rows[i]), false);
}

TEST(any_changed_byte_is_read_or_refused)
{
    static const char head[] = "POST /a?b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n";
    for (size_t at = 0; at < sizeof head - 1; at++) {
        for (int byte = 0; byte < 256; byte++) {
            char text[sizeof head];
            struct http_head h;
            memcpy(text, head, sizeof head);
            text[at] = (char)byte;
            enum http_result got = read_head(str_make(text, sizeof head - 1), true, &h);
            CHECK(got == HTTP_OK || got == HTTP_BAD || got == HTTP_MORE);
            CHECK(got != HTTP_OK || (byte != 0 && byte != 0x7F));
        }
    }
}

/* Reads the chunks in pieces of `step` bytes, the first of `first`; what is left of the text. */
static enum http_result chunks(struct str text, size_t first, size_t step, struct buf *out,
                               size_t *left)
{
    struct http_chunks c = {0};
    enum http_result got = HTTP_MORE;
    size_t at = 0;
    for (size_t n = first; got == HTTP_MORE && at < text.n; n = step) {
        n = n < text.n - at ? n : text.n - at;
        char *block = malloc(n ? n : 1);
        if (!block)
            abort();
        memcpy(block, text.p + at, n);
        struct str in = str_make(block, n);
        got = http_chunks_read(&c, &in, out);
        CHECK(got != HTTP_MORE || in.n == 0);
        at += n - in.n;
        free(block);
    }
    CHECK((got == HTTP_OK) == c.done);
    struct str rest = str_skip(text, at);
    CHECK(got != HTTP_OK || http_chunks_read(&c, &rest, out) == HTTP_OK);
    CHECK_INT(rest.n, text.n - at);
    *left = text.n - at;
    return got;
}

/* The same outcome in every cut. */
static enum http_result every_cut(struct str text, const char *want, size_t want_left)
{
    char out[4096];
    size_t left;
    struct buf b = buf_over(out, sizeof out);
    enum http_result whole = chunks(text, text.n, text.n, &b, &left);
    CHECK_STR(buf_str(&b), want);
    CHECK(whole != HTTP_OK || left == want_left);
    for (size_t at = 0; at <= text.n + 1; at++) {
        b = buf_over(out, sizeof out);
        /* One past the end stands for "byte by byte". */
        bool bytes = at > text.n;
        CHECK_INT(chunks(text, bytes ? 1 : at, bytes ? 1 : text.n, &b, &left), whole);
        CHECK_STR(buf_str(&b), want);
        CHECK(whole != HTTP_OK || left == want_left);
    }
    return whole;
}

TEST(chunked_bodies)
{
    CHECK_INT(every_cut(STR("0\r\n\r\n"), "", 0), HTTP_OK);
    CHECK_INT(every_cut(STR("4\r\nWiki\r\n6\r\npedia \r\nE\r\nin \r\n\r\nchunks.\r\n0\r\n\r\nnext"),
                        "Wikipedia in \r\n\r\nchunks.", 4),
              HTTP_OK);
    CHECK_INT(every_cut(STR("0a;name=value;q=\"x y\"\r\n0123456789\r\n000 ;last\r\n"
                            "Trailer: x\r\nOther: y\r\n\r\n0\r\n\r\n"),
                        "0123456789", 5),
              HTTP_OK);
    CHECK_INT(every_cut(STR("5\r\nhel"), "hel", 0), HTTP_MORE);
    CHECK_INT(every_cut(STR("0\r\nTrailer: x\r\n"), "", 0), HTTP_MORE);
}

TEST(chunked_bodies_that_are_refused)
{
    static const struct {
        struct str text;
        const char *want;
    } rows[] = {{STR_INIT("\r\n"), ""},
                {STR_INIT(";x\r\n"), ""},
                {STR_INIT("g\r\n"), ""},
                {STR_INIT("-1\r\n"), ""},
                {STR_INIT(" 1\r\n"), ""},
                {STR_INIT("0x1\r\n"), ""},
                {STR_INIT("1 \r\na\r\n"), ""},
                {STR_INIT("1\na\r\n"), ""},
                {STR_INIT("1\rxa\r\n"), ""},
                {STR_INIT("1;x\ny\r\na\r\n"), ""},
                {STR_INIT("1;\0\r\na\r\n"), ""},
                {STR_INIT("1\r\nab\r\n"), "a"},
                {STR_INIT("1\r\na\n"), "a"},
                {STR_INIT("1\r\na\r\r"), "a"},
                {STR_INIT("1\r\na\r\n\r\n"), "a"},
                {STR_INIT("0\r\nX\n\r\n"), ""},
                {STR_INIT("0\r\n\n"), ""},
                {STR_INIT("0\r\n\rx"), ""},
                {STR_INIT("0\r\nX: \0\r\n\r\n"), ""},
                {STR_INIT("ffffffffffffffff\r\n"), ""},
                {STR_INIT("10000000000000000\r\n"), ""}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK_INT(every_cut(rows[i].text, rows[i].want, 0), HTTP_BAD);
}

TEST(chunked_bodies_have_limits)
{
    static char text[2 * HTTP_HEAD_MAX];
    char out[8];
    size_t left;
    struct buf b = buf_over(out, sizeof out);
    CHECK_INT(chunks(STR("9\r\n123456789\r\n0\r\n\r\n"), 100, 100, &b, &left), HTTP_TOO_LARGE);
    b = buf_over(out, sizeof out);
    CHECK_INT(chunks(STR("8\r\n12345678\r\n0\r\n\r\n"), 100, 100, &b, &left), HTTP_OK);
    static const char *const begins[] = {"0\r\n", "1;", "0;", "0 "};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        size_t n = strlen(begins[i]);
        memset(text, i == 3 ? ' ' : 'x', sizeof text);
        memcpy(text, begins[i], n);
        CHECK_INT(chunks(str_make(text, sizeof text), 1000, 1000, &b, &left), HTTP_TOO_LARGE);
    }
    memset(text, '0', sizeof text);
    CHECK_INT(chunks(str_make(text, sizeof text), 1000, 1000, &b, &left), HTTP_TOO_LARGE);
}

TEST(many_small_chunks_are_no_breach)
{
    static char text[400000], out[60000];
    struct buf t = buf_over(text, sizeof text), b = buf_over(out, sizeof out);
    struct random r = {4};
    size_t left;
    for (int i = 0; i < 50000; i++)
        buf_putz(&t, "1\r\nx\r\n");
    buf_putz(&t, "0\r\n\r\n");
    CHECK_INT(chunks(buf_str(&t), 7, 1 + random_below(&r, 5000), &b, &left), HTTP_OK);
    CHECK_INT(b.n, 50000);
}

/* The decoded text, or "-" where it is refused. */
static struct str decoded(struct str in, bool plus)
{
    static char out[64];
    struct buf b = buf_over(out, sizeof out);
    return http_decode(in, plus, &b) ? buf_str(&b) : STR("-");
}

TEST(percent_encoding)
{
    CHECK_STR(decoded(STR(""), false), "");
    CHECK_STR(decoded(STR("RDAM%20123+%2b%2B%c3%a9"), false), "RDAM 123+++\xC3\xA9");
    CHECK_STR(decoded(STR("a+b%2B"), true), "a b+");
    CHECK_STR(decoded(STR("%"), false), "-");
    CHECK_STR(decoded(STR("%2"), false), "-");
    CHECK_STR(decoded(STR("a%zz"), false), "-");
    CHECK_STR(decoded(STR("%0g"), false), "-");
    CHECK_STR(decoded(STR("%00"), false), "-");
    CHECK_STR(decoded(STR("%01"), false), "\x01");
    char out[4];
    struct buf b = buf_over(out, sizeof out);
    CHECK(!http_decode(STR("12345"), false, &b));
    CHECK(b.full);
}

TEST(percent_encoding_is_undone)
{
    char all[255], wire[1024], back[300];
    for (int i = 0; i < 255; i++)
        all[i] = (char)(i + 1);
    struct buf w = buf_over(wire, sizeof wire), b = buf_over(back, sizeof back);
    http_encode(str_make(all, 255), &w);
    for (size_t i = 0; i < w.n; i++)
        CHECK(w.p[i] > 0x20 && w.p[i] < 0x7F);
    CHECK(http_decode(buf_str(&w), true, &b));
    CHECK(str_eq(buf_str(&b), str_make(all, 255)));
    w.n = 0;
    http_encode(STR("aZ09-._~ /?\xC3\xA9"), &w);
    CHECK_STR(buf_str(&w), "aZ09-._~%20%2F%3F%C3%A9");
}

/* The value of a query parameter, or "-". */
static struct str parameter(const char *query, const char *name)
{
    static char out[64];
    struct buf b = buf_over(out, sizeof out);
    struct str v = http_query(str_of(query), name, &b);
    return v.p ? v : STR("-");
}

TEST(query_parameters)
{
    CHECK_STR(parameter("a=1&b=2&c=3", "b"), "2");
    CHECK_STR(parameter("a=1&b=2&b=3", "b"), "2");
    CHECK_STR(parameter("a=1&bb=2", "b"), "-");
    CHECK_STR(parameter("abc=1", "ab"), "-");
    CHECK_STR(parameter("ab=1", "abc"), "-");
    CHECK_STR(parameter("", "b"), "-");
    CHECK_STR(parameter("b", "b"), "");
    CHECK_STR(parameter("b=", "b"), "");
    CHECK_STR(parameter("b=a=b", "b"), "a=b");
    CHECK_STR(parameter("%62=x+y%21", "b"), "x y!");
    CHECK_STR(parameter("b=%zz&c=1", "b"), "-");
    CHECK_STR(parameter("&&b=1&", "b"), "1");
    CHECK_STR(parameter("%=1&b=2", "b"), "2");
}

/* Base64 there, as text. */
static struct str encoded(const char *text)
{
    static char out[64];
    struct buf b = buf_over(out, sizeof out);
    http_base64_encode(str_of(text), &b);
    return buf_str(&b);
}

/* Base64 back, or "-" where it is refused. */
static struct str unbase(const char *text)
{
    static char out[64];
    struct buf b = buf_over(out, sizeof out);
    return http_base64_decode(str_of(text), &b) ? buf_str(&b) : STR("-");
}

TEST(base64_of_rfc_4648)
{
    static const char *const rows[][2] = {{"", ""},
                                          {"f", "Zg=="},
                                          {"fo", "Zm8="},
                                          {"foo", "Zm9v"},
                                          {"foob", "Zm9vYg=="},
                                          {"fooba", "Zm9vYmE="},
                                          {"foobar", "Zm9vYmFy"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        CHECK_STR(encoded(rows[i][0]), rows[i][1]);
        CHECK_STR(unbase(rows[i][1]), rows[i][0]);
    }
    CHECK_STR(unbase("Zg"), "f");
    CHECK_STR(unbase("Zm8"), "fo");
    CHECK_STR(unbase("Zm9vYg"), "foob");
}

TEST(base64_that_is_refused)
{
    static const char *const rows[] = {
        "Z",     "Zg=",      "Zh==",     "Zm9=",  "Z===", "====",   "=",
        "Zm9v=", "Zm9v====", "Zg==Zg==", "Zm 9v", "Zm-_", "Zm9v\n", "Zm9vY"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK_STR(unbase(rows[i]), "-");
    char out[2];
    struct buf b = buf_over(out, sizeof out);
    CHECK(!http_base64_decode(STR("Zm9v"), &b));
}

TEST(base64_of_random_bytes)
{
    struct random r = {6};
    for (int round = 0; round < 5000; round++) {
        char raw[100], text[200], back[100];
        size_t n = (size_t)random_below(&r, sizeof raw);
        for (size_t i = 0; i < n; i++)
            raw[i] = (char)random_next(&r);
        struct buf t = buf_over(text, sizeof text), b = buf_over(back, sizeof back);
        http_base64_encode(str_make(raw, n), &t);
        CHECK_INT(t.n, (n + 2) / 3 * 4);
        CHECK(http_base64_decode(buf_str(&t), &b));
        CHECK(str_eq(buf_str(&b), str_make(raw, n)));
    }
}

TEST(replies)
{
    char out[512];
    struct http_head h;
    struct buf b = buf_over(out, sizeof out);
    http_reply(&b, 404, "text/plain", STR("X-A: b\r\n"), STR("no such charger\n"), false);
    CHECK_STR(buf_str(&b), "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\n"
                           "Content-Length: 16\r\nConnection: close\r\nX-A: b\r\n\r\n"
                           "no such charger\n");
    CHECK_INT(http_response(buf_str(&b), &h), HTTP_OK);
    CHECK_INT(h.content_length, 16);
    b.n = 0;
    http_reply(&b, 200, NULL, STR(""), STR(""), true);
    CHECK_STR(buf_str(&b),
              "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n");
    b.n = 0;
    http_reply(&b, 204, "text/plain", STR(""), STR("dropped"), true);
    CHECK_STR(buf_str(&b), "HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n");
    b = buf_over(out, 40);
    http_reply(&b, 200, NULL, STR(""), STR("x"), true);
    CHECK(b.full);
    CHECK_STR(str_of(http_reason(431)), "Request Header Fields Too Large");
    CHECK_STR(str_of(http_reason(299)), "");
}

int main(void)
{
    return check_main();
}
