/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP/1.1 heads, read line by line and strictly: what two readers could take differently is
 * refused, so that nothing can be smuggled past a proxy in front. */
#include "wire/http.h"

#include "wire/http_char.h"

/* Take the next line off the front of *in, without its CRLF. MORE where it has no end yet; BAD as
 * soon as it holds a byte that no line may hold. */
static enum http_result take_line(struct str *in, struct str *line)
{
    for (size_t i = 0; i < in->n; i++) {
        if (in->p[i] == '\r') {
            if (i + 1 == in->n)
                return HTTP_MORE;
            if (in->p[i + 1] != '\n')
                return HTTP_BAD;
            *line = str_make(in->p, i);
            *in = str_skip(*in, i + 2);
            return HTTP_OK;
        }
        if (!http_text_char(in->p[i]))
            return HTTP_BAD;
    }
    return HTTP_MORE;
}

/* Read "HTTP/1.0" or "HTTP/1.1"; false where it is anything else. */
static bool read_version(struct str s, int *minor)
{
    *minor = str_is(s, "HTTP/1.1");
    return *minor == 1 || str_is(s, "HTTP/1.0");
}

/* Are all bytes of a target visible ASCII, and none a '#'? */
static bool target_chars(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] <= 0x20 || s.p[i] >= 0x7F || s.p[i] == '#')
            return false;
    return s.n > 0;
}

/* In an absolute target, what stands behind scheme and authority: {NULL, 0} where it is not one. */
static struct str behind_authority(struct str target)
{
    size_t scheme = str_find(target, ':');
    struct str rest = str_skip(target, scheme);
    if (scheme == 0 || !str_starts(rest, STR("://")))
        return (struct str){NULL, 0};
    for (size_t i = 0; i < scheme; i++)
        if (!http_alnum(target.p[i]) && !strchr("+-.", target.p[i]))
            return (struct str){NULL, 0};
    rest = str_skip(rest, 3);
    size_t n = 0;
    while (n < rest.n && rest.p[n] != '/' && rest.p[n] != '?')
        n++;
    return n > 0 ? str_skip(rest, n) : (struct str){NULL, 0};
}

/* Split the target into path and query, by its form (RFC 9112 section 3.2). */
static bool read_target(struct http_head *h)
{
    struct str rest = h->target;
    if (!target_chars(rest))
        return false;
    if (str_is(h->method, "CONNECT"))
        return rest.p[0] != '/' && str_find(rest, ':') < rest.n;
    if (rest.p[0] != '/' && !(str_is(rest, "*") && str_is(h->method, "OPTIONS"))) {
        rest = behind_authority(rest);
        if (!rest.p)
            return false;
    }
    h->query = rest;
    h->path = str_cut(&h->query, '?');
    if (h->path.n == 0)
        h->path = STR("/");
    return true;
}

/* Read "GET /path?query HTTP/1.1". */
static bool read_request_line(struct str line, struct http_head *h)
{
    h->method = str_cut(&line, ' ');
    h->target = str_cut(&line, ' ');
    return http_token(h->method) && read_version(line, &h->minor) && read_target(h);
}

/* Read "HTTP/1.1 200 OK"; the blank before an empty reason may be missing, as some servers do. */
static bool read_status_line(struct str line, struct http_head *h)
{
    struct str version = str_cut(&line, ' '), code = str_cut(&line, ' ');
    int64_t status;
    if (!read_version(version, &h->minor) || code.n != 3 || code.p[0] < '1' || code.p[0] > '5' ||
        !str_int(code, &status))
        return false;
    h->status = (int)status;
    h->reason = line;
    return true;
}

/* Read one "Name: value". */
static enum http_result read_header(struct str line, struct http_head *h)
{
    size_t colon = str_find(line, ':');
    struct str name = str_make(line.p, colon);
    if (colon == line.n || !http_token(name))
        return HTTP_BAD; /* this includes folded lines and blanks before the colon */
    if (h->n_headers == HTTP_HEADERS_MAX)
        return HTTP_TOO_LARGE;
    h->headers[h->n_headers++] = (struct http_header){name, http_trim(str_skip(line, colon + 1))};
    return HTTP_OK;
}

/* Note one length; false where it is none, or differs from one before. */
static bool note_length(struct http_head *h, struct str text)
{
    int64_t length;
    if (text.n == 0 || text.p[0] < '0' || text.p[0] > '9' || !str_int(text, &length))
        return false;
    if (h->content_length >= 0 && h->content_length != length)
        return false;
    h->content_length = length;
    return true;
}

/* Note the value of a Content-Length header, which may be a list of the same number. */
static bool note_lengths(struct http_head *h, struct str value)
{
    if (str_ends(value, STR(",")))
        return false;
    do
        if (!note_length(h, http_trim(str_cut(&value, ','))))
            return false;
    while (value.n > 0);
    return true;
}

/* Is it a host with or without a port, by its characters (RFC 9110 section 7.2)? */
static bool host_valid(struct str host)
{
    for (size_t i = 0; i < host.n; i++)
        if (!http_alnum(host.p[i]) && !strchr("-._~!$&'()*+,;=:[]%", host.p[i]))
            return false;
    return true;
}

/* What the headers say about the body; false where they contradict each other or RFC 9112 6.3. */
static bool read_framing(struct http_head *h)
{
    h->content_length = -1;
    for (unsigned i = 0; i < h->n_headers; i++) {
        struct str value = h->headers[i].value;
        if (str_eq_nocase(h->headers[i].name, STR("Content-Length"))) {
            if (!note_lengths(h, value))
                return false;
        } else if (str_eq_nocase(h->headers[i].name, STR("Transfer-Encoding"))) {
            if (h->chunked || !str_eq_nocase(value, STR("chunked")))
                return false;
            h->chunked = true;
        }
    }
    if (h->chunked && (h->content_length >= 0 || h->minor == 0))
        return false;
    h->keep_alive = !http_has_token(h, "Connection", "close") &&
                    (h->minor == 1 || http_has_token(h, "Connection", "keep-alive"));
    return true;
}

/* Is there one Host, as 1.1 must have and 1.0 may have? */
static bool check_host(const struct http_head *h)
{
    unsigned hosts = 0;
    for (unsigned i = 0; i < h->n_headers; i++) {
        if (!str_eq_nocase(h->headers[i].name, STR("Host")))
            continue;
        hosts++;
        if (!host_valid(h->headers[i].value))
            return false;
    }
    return hosts == 1 || (hosts == 0 && h->minor == 0);
}

/* Read lines until the empty one. */
static enum http_result read_lines(struct str *in, bool request, struct http_head *h)
{
    struct str line;
    enum http_result got = take_line(in, &line);
    if (request && got == HTTP_OK && line.n == 0)
        got = take_line(in, &line);
    if (got != HTTP_OK)
        return got;
    if (!(request ? read_request_line(line, h) : read_status_line(line, h)))
        return HTTP_BAD;
    while ((got = take_line(in, &line)) == HTTP_OK && line.n > 0)
        if ((got = read_header(line, h)) != HTTP_OK)
            return got;
    return got;
}

/* Read a head of either kind. */
static enum http_result read_head(struct str in, bool request, struct http_head *out)
{
    struct str rest = in;
    *out = (struct http_head){0};
    enum http_result got = read_lines(&rest, request, out);
    out->bytes = in.n - rest.n;
    if (got == HTTP_MORE)
        return in.n >= HTTP_HEAD_MAX ? HTTP_TOO_LARGE : HTTP_MORE;
    if (got != HTTP_OK)
        return got;
    if (out->bytes > HTTP_HEAD_MAX)
        return HTTP_TOO_LARGE;
    return read_framing(out) && (!request || check_host(out)) ? HTTP_OK : HTTP_BAD;
}

/* Can these first bytes still become a request line? So a client that speaks something else, TLS
 * for one, is told at once. */
static bool method_begins(struct str in)
{
    if (str_starts(in, STR("\r\n")))
        in = str_skip(in, 2);
    struct str method = str_make(in.p, str_find(in, ' '));
    return method.n == 0 ? in.n == 0 : str_is(in, "\r") || http_token(method);
}

enum http_result http_request(struct str in, struct http_head *out)
{
    enum http_result got = read_head(in, true, out);
    return got == HTTP_MORE && !method_begins(in) ? HTTP_BAD : got;
}

enum http_result http_response(struct str in, struct http_head *out)
{
    return read_head(in, false, out);
}

struct str http_header(const struct http_head *h, const char *name)
{
    for (unsigned i = 0; i < h->n_headers; i++)
        if (str_eq_nocase(h->headers[i].name, str_of(name)))
            return h->headers[i].value;
    return (struct str){NULL, 0};
}

bool http_has_token(const struct http_head *h, const char *name, const char *token)
{
    for (unsigned i = 0; i < h->n_headers; i++) {
        struct str list = h->headers[i].value;
        if (!str_eq_nocase(h->headers[i].name, str_of(name)))
            continue;
        while (list.n > 0)
            if (str_eq_nocase(http_trim(str_cut(&list, ',')), str_of(token)))
                return true;
    }
    return false;
}

struct str http_joined(const struct http_head *h, const char *name, struct buf *out)
{
    size_t from = out->n;
    bool any = false;
    for (unsigned i = 0; i < h->n_headers; i++) {
        if (!str_eq_nocase(h->headers[i].name, str_of(name)))
            continue;
        if (any)
            buf_putz(out, ", ");
        buf_puts(out, h->headers[i].value);
        any = true;
    }
    return any && !out->full ? str_make(out->p + from, out->n - from) : (struct str){NULL, 0};
}
