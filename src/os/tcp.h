/* SPDX-License-Identifier: Apache-2.0 */
/* Byte paths to peers, and the doors they come in by. A path tells its owner what happens; it has
 * no buffer of its own while nothing waits to be sent. TLS sits inside: what the owner gives and
 * gets is plain. All calls belong to the loop's thread. */
#pragma once

#include "base/str.h"
#include "os/loop.h"
#include "os/tls.h"

struct tcp;          /* one byte path */
struct tcp_listener; /* one door */

struct tcp_events {
    /* Bytes came; they may be changed in place and are gone afterwards. The path may be closed in
     * here. */
    void (*data)(void *owner, char *p, size_t n);
    /* The peer ended the path, or it broke: nothing more comes. The owner closes it now or later.
     */
    void (*ended)(void *owner, enum err e);
    /* All that waited has been handed to the kernel. */
    void (*sent)(void *owner);
};

/* Listen on "HOST:PORT" ("[v6]:PORT" too; port 0 takes a free one). accepted(ctx, t) gets each new
 * path, with no owner yet; t is NULL for a peer that had to be turned away as no file was left.
 * *port is the port taken; on failure why is one line that names the address. */
enum err tcp_listen(struct loop *l, const char *address, void (*accepted)(void *ctx, struct tcp *t),
                    void *ctx, struct tcp_listener **out, int *port, char why[256]) MUST_CHECK;
/* The same on a socket that listens already, ours from now on: a service manager's, which holds it
 * while we restart. */
enum err tcp_listen_taken(struct loop *l, int socket, void (*accepted)(void *ctx, struct tcp *t),
                          void *ctx, struct tcp_listener **out, int *port,
                          char why[256]) MUST_CHECK;
/* Is the socket bound to a loopback address? */
bool tcp_socket_loopback(int socket);
/* Could it be listened on? Nothing is kept; on failure why is one line. */
enum err tcp_try(const char *address, char why[256]) MUST_CHECK;
/* Turn peers away at once whose file would have this number or a higher one, so that some are left
 * for other uses: the kernel gives the lowest number that is free. */
void tcp_turn_away_from(struct tcp_listener *l, int file);
/* Listen no more. */
void tcp_unlisten(struct tcp_listener *l);
/* Is the host of "HOST:PORT" a loopback address? */
bool tcp_loopback(const char *address);

/* Who is told from now on; begins to read. */
void tcp_own(struct tcp *t, const struct tcp_events *events, void *owner);
/* Stop or go on reading: back-pressure on the peer. */
void tcp_read(struct tcp *t, bool on);
/* The number of its file. */
int tcp_file(const struct tcp *t);
/* Send all of it in order: at once as far as the kernel takes it, the rest (a copy) as soon as it
 * does. */
enum err tcp_send(struct tcp *t, struct str bytes) MUST_CHECK;
/* Bytes that wait to be sent. */
size_t tcp_waiting(const struct tcp *t);
/* Send what waits (or until the kernel gives up, after 30 s) and our end, read on without looking
 * until the peer ends too, for 2 s at most, then close: so the peer gets all of it. The owner hears
 * nothing more and t is gone for it. */
void tcp_finish(struct tcp *t);
/* Close at once; the owner hears nothing more and t is gone for it. */
void tcp_close(struct tcp *t);
/* "address:port" of the peer, NUL-ended. */
void tcp_peer(const struct tcp *t, char out[64]);
/* A path between two loops: its socket, and its TLS where it has one. */
struct tcp_moved {
    int socket; /* -1: there is none */
    struct tls_path *tls;
};
/* Take the path off this loop, for tcp_adopt on another one. t is gone. */
struct tcp_moved tcp_detach(struct tcp *t);
/* A path over a connected socket; on failure all of it is closed. */
enum err tcp_adopt(struct loop *l, struct tcp_moved moved, struct tcp **out) MUST_CHECK;

/* -- TLS -- */

enum tcp_tls { TCP_PLAIN, TCP_SHAKING, TCP_SECURED, TCP_REFUSED };

/* Be the server's side of TLS on a path that nothing was read from yet. Bytes come to the owner
 * when hands are shaken; where that fails `ended` is told with ERR_INVALID, and the path, now
 * without TLS, waits for tcp_finish (a peer that speaks plain HTTP can be sent an answer). */
enum err tcp_secure(struct tcp *t, struct tls *tls) MUST_CHECK;
/* How far TLS has come. */
enum tcp_tls tcp_tls_state(const struct tcp *t);
/* Of a TCP_SECURED path: who the peer has proven to be. */
void tcp_tls_peer(const struct tcp *t, struct tls_peer *out);
/* Of a TCP_SECURED path: did it resume an earlier one, without a full handshake? */
bool tcp_tls_resumed(const struct tcp *t);
/* Did it come by a door for old stations? */
bool tcp_tls_legacy(const struct tcp *t);
/* Of a TCP_REFUSED path: why. "" where it ended before anything came. True where the peer speaks
 * plain HTTP. */
bool tcp_tls_failure(const struct tcp *t, char out[512]);
