/* SPDX-License-Identifier: Apache-2.0 */
/* A client's connection for simulated stations: a non-blocking socket of os/poll.h, plain or with
 * TLS over it. */
#pragma once

#include "base/err.h"
#include "base/str.h"

struct line_tls; /* the client's side of TLS: whom to trust, what to show */

/* The texts must stay. "{identity}" in cert and key stands for the station's identity. NULL or ""
 * is not used, but ca: without it there is no TLS. */
struct line_rules {
    const char *ca;         /* PEM: whom to trust to vouch for the server */
    const char *cert, *key; /* PEM: a station's certificate with its chain, and its key */
    bool resume;            /* a connection that comes again takes up the TLS session of before */
};

/* Load what the rules name, for servers called host (a name, or an IP address). On failure why is
 * one line that names the file. */
enum err line_tls_open(const struct line_rules *rules, struct str host, struct line_tls **out,
                       char why[256]) MUST_CHECK;
void line_tls_close(struct line_tls *t); /* NULL is fine */

/* One connection, from line_open to line_drop. */
struct line {
    int fd;                         /* -1: dropped */
    struct ssl_st *ssl;             /* NULL: plain */
    struct ssl_session_st *session; /* of the connection before, to be taken up */
};

enum line_shake { LINE_STANDS, LINE_WAITS_READ, LINE_WAITS_WRITE, LINE_FAILED };

/* Take over a connected socket; with t NULL it is plain. False with one line in why; the socket is
 * the line's in any case. */
bool line_open(struct line *l, struct line_tls *t, int fd, struct str identity,
               char why[256]) MUST_CHECK;
/* Shake hands as far as it goes; a plain line stands at once. On failure why is one line. */
enum line_shake line_shake(struct line *l, char why[256]) MUST_CHECK;
/* Was the TLS session of before taken up? */
bool line_resumed(const struct line *l);
/* Send or receive what goes at once: bytes, 0 where it would block, -1 at the end or on failure.
 * What did not go is to be sent again from where it stopped. */
int64_t line_send(struct line *l, struct str data);
int64_t line_receive(struct line *l, void *p, size_t n);
/* Close it, if it is open; its TLS session is kept to be taken up. */
void line_drop(struct line *l);
/* Give up the TLS session that is kept. */
void line_forget(struct line *l);
