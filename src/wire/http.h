/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP/1.1 (RFC 9112) heads and bodies: requests for a server, responses for a client. Sans-IO: the
 * caller gathers bytes and asks whether a head is complete. */
#pragma once

#include "base/buf.h"

#define HTTP_HEADERS_MAX 64
#define HTTP_HEAD_MAX 16384 /* bytes of one head: larger is 431 */

struct http_header {
    struct str name, value; /* value without blanks around */
};

struct http_head {
    struct str method, target; /* of a request: target as written */
    struct str path, query;    /* of a request: split at '?', not decoded */
    int status;                /* of a response */
    struct str reason;
    int minor; /* 0 or 1: HTTP/1.x */
    struct http_header headers[HTTP_HEADERS_MAX];
    unsigned n_headers;
    size_t bytes;           /* length of the head with its empty line */
    int64_t content_length; /* -1 where absent */
    bool chunked, keep_alive;
};

enum http_result {
    HTTP_OK,
    HTTP_MORE,     /* the head is not complete */
    HTTP_BAD,      /* answer 400 */
    HTTP_TOO_LARGE /* answer 431 */
};

/* Read a request head from the front of in. Spans point into in. Refuses (BAD): bare CR, bare LF,
 * NUL and other controls, folded headers, blanks before the colon, both or conflicting lengths,
 * transfer codings other than chunked, bad methods and targets, versions other than 1.0, 1.1,
 * missing, doubled or bad Host (RFC 9112 sections 2.2, 3.2, 5, 6.3). A fault is told as soon as its
 * line is there; one empty line before the request is skipped. Also TOO_LARGE: more than
 * HTTP_HEADERS_MAX headers. */
enum http_result http_request(struct str in, struct http_head *out);
/* Read a response head from the front of in; as strict. */
enum http_result http_response(struct str in, struct http_head *out);
/* The value of the first header of that name (any case); {NULL, 0} where absent. */
struct str http_header(const struct http_head *h, const char *name);
/* Is token among the comma-separated values of all headers of that name (any case)? */
bool http_has_token(const struct http_head *h, const char *name, const char *token);
/* All values of that header joined by ", " into out (lists may be split over several headers);
 * {NULL, 0} where absent or where out is full. */
struct str http_joined(const struct http_head *h, const char *name, struct buf *out);

/* A chunked body (RFC 9112 section 7.1), fed in any cut. */
struct http_chunks {
    uint8_t state;  /* all zero at the start */
    uint32_t extra; /* bytes of this chunk's size line, or of the trailers: at most HTTP_HEAD_MAX */
    uint64_t left;
    bool done;
};
/* Take bytes from *in (advanced), append the payload to out; BAD on a breach, MORE until the last
 * chunk and trailers are through, then OK (what follows stays in *in). TOO_LARGE where out is full
 * or a size line or the trailers have no end. */
enum http_result http_chunks_read(struct http_chunks *c, struct str *in, struct buf *out);

/* Decode %XX (and, with plus, '+' as a blank); false on a broken escape, one that makes NUL, or
 * where out is full. */
bool http_decode(struct str in, bool plus, struct buf *out);
/* Append in with everything but unreserved characters percent-encoded (RFC 3986 section 2.3). */
void http_encode(struct str in, struct buf *out);
/* The value of a query parameter, decoded into out; {NULL, 0} where absent or broken. */
struct str http_query(struct str query, const char *name, struct buf *out);
/* Standard base64 (RFC 4648 section 4); decoding is strict but for missing padding, and false also
 * where out is full. */
bool http_base64_decode(struct str in, struct buf *out);
void http_base64_encode(struct str in, struct buf *out);
/* Append a response head and body: status line, Content-Type, Content-Length, Connection. `extra`
 * is whole header lines with CRLF, or empty; content_type may be NULL. Statuses that have no body
 * (1xx, 204, 304) go without it and its length. */
void http_reply(struct buf *out, int status, const char *content_type, struct str extra,
                struct str body, bool keep_alive);
/* "404" -> "Not Found"; "" for unknown. */
const char *http_reason(int status);
