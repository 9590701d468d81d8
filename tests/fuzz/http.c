/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as HTTP: a head is taken or refused the same however many of its bytes are there, what
 * is accepted lies within the input, a chunked body is the same in any cut, and an answer of ours
 * is read back. The first byte chooses. */
#include "fuzz.h"
#include "wire/http.h"

#define BODY_MAX 65536

typedef enum http_result read_head(struct str in, struct http_head *out);

/* Is s empty or within in? */
static bool within(struct str s, struct str in)
{
    return s.n == 0 || (s.p >= in.p && s.p + s.n <= in.p + in.n);
}

/* What was accepted lies in the input and can be asked for. */
static void look(const struct http_head *head, struct str in, bool request)
{
    char joined[256];
    ASSERT(head->bytes <= in.n && head->n_headers <= HTTP_HEADERS_MAX &&
           head->content_length >= -1);
    ASSERT(!head->chunked || head->content_length == -1);
    ASSERT(!request || (head->target.n > 0 && head->method.n > 0));
    ASSERT(within(head->target, in) && within(head->path, in) && within(head->query, in) &&
           within(head->reason, in));
    for (unsigned i = 0; i < head->n_headers; i++) {
        const struct http_header *h = &head->headers[i];
        ASSERT(within(h->name, in) && within(h->value, in) && h->name.n > 0);
        ASSERT(str_find(h->value, '\n') == h->value.n && str_find(h->value, '\r') == h->value.n);
    }
    struct buf out = buf_over(joined, sizeof joined);
    (void)http_joined(head, "Sec-WebSocket-Protocol", &out);
    (void)http_has_token(head, "Connection", "upgrade");
    ASSERT(!request || head->minor == 0 || http_header(head, "Host").p);
}

/* Each beginning of the input must be "more", until one says what the whole says. */
static void heads(struct str in, read_head *read, bool request)
{
    static struct http_head head, part;
    char *whole = fuzz_copy(in);
    enum http_result result = read(str_make(whole, in.n), &head);
    if (result == HTTP_OK)
        look(&head, str_make(whole, in.n), request);
    size_t step = in.n / 64 + 1;
    for (size_t n = 0; n < in.n; n += step) {
        char *piece = fuzz_copy(str_make(in.p, n));
        enum http_result got = read(str_make(piece, n), &part);
        free(piece);
        ASSERT(got == HTTP_MORE || got == result);
        ASSERT(got != HTTP_OK || (head.bytes == part.bytes && n >= head.bytes));
        if (got != HTTP_MORE)
            break;
    }
    ASSERT(result != HTTP_MORE || in.n <= HTTP_HEAD_MAX);
    free(whole);
}

/* Read a chunked body in pieces. */
static enum http_result unchunk(struct str in, size_t piece, struct buf *out, size_t *left)
{
    struct http_chunks c = {0};
    enum http_result result = HTTP_MORE;
    while (in.n > 0 && result == HTTP_MORE) {
        struct str now = str_make(in.p, piece < in.n ? piece : in.n);
        in = str_skip(in, now.n);
        result = http_chunks_read(&c, &now, out);
        *left = in.n + now.n;
    }
    ASSERT((result == HTTP_OK) == c.done);
    return result;
}

/* Whole, byte by byte and in threes. */
static void chunked(struct str in)
{
    static char first[BODY_MAX], again[BODY_MAX];
    size_t left = 0, left_again = 0;
    struct buf out = buf_over(first, sizeof first);
    enum http_result whole = unchunk(in, in.n, &out, &left);
    for (size_t piece = 1; piece <= 3; piece += 2) {
        struct buf other = buf_over(again, sizeof again);
        ASSERT(unchunk(in, piece, &other, &left_again) == whole);
        ASSERT(whole == HTTP_BAD || (left == left_again && str_eq(buf_str(&out), buf_str(&other))));
    }
}

/* An answer with any body and one header line is read back as it was meant. */
static void reply(struct str in)
{
    static char memory[BODY_MAX * 2];
    static struct http_head head;
    struct buf out = buf_over(memory, sizeof memory);
    int status = 200 + (int)(fuzz_byte(&in) % 8) * 43;
    bool keep = (fuzz_byte(&in) & 1) != 0;
    http_reply(&out, status, "text/plain", STR("X-A: b\r\n"), in, keep);
    ASSERT(!out.full && http_response(buf_str(&out), &head) == HTTP_OK);
    ASSERT(head.status == status && head.keep_alive == keep &&
           str_is(http_header(&head, "x-a"), "b"));
    bool bare = status == 204 || status == 304;
    ASSERT(bare || head.content_length == (int64_t)in.n);
    ASSERT(bare || str_eq(str_skip(buf_str(&out), head.bytes), in));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str in = str_make((const char *)data, size);
    unsigned mode = fuzz_byte(&in) % 4;
    if (size > BODY_MAX)
        return 0;
    if (mode == 0)
        heads(in, http_request, true);
    else if (mode == 1)
        heads(in, http_response, false);
    else if (mode == 2)
        chunked(in);
    else
        reply(in);
    return 0;
}
