/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of TLS and tcp.c share; nobody else includes this. */
#pragma once

#include <openssl/ssl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/types.h>

#include "os/tcp.h"
#include "os/tls.h"

#define TLS_TICKET_LIFE_S 3600 /* a key makes tickets for so long, and takes them twice as long */

/* A key that session tickets are made with. */
struct tls_ticket_key {
    unsigned char name[16], cipher[32], mac[32];
    int64_t born_us; /* monotonic; 0 = there is none */
};

/* The newest first. */
struct tls_tickets {
    struct tls_ticket_key key[2];
};

/* One load of the certificates; lives as long as somebody holds it. */
struct tls_load {
    SSL_CTX *ctx;
    _Atomic unsigned holders;
    pthread_mutex_t lock; /* of the tickets: every loop shakes hands */
    struct tls_tickets tickets;
    bool expired; /* a peer's certificate may have expired */
    bool legacy;  /* made for old stations */
    struct tls_ends ends;
    char text[512]; /* our certificates for people */
};

/* Note when what was loaded ends. */
void tls_ends_note(struct tls_load *l);

/* TLS of one path. */
struct tls_path {
    SSL *ssl;
    struct tls_load *load;
    char *failure; /* why the handshake failed, as far as the certificate is to blame */
    bool secured, failed;
    bool plain_http; /* it failed as the peer speaks plain HTTP */
};

/* The newest load, held. */
struct tls_load *tls_hold(struct tls *t);
/* Hold it no more. */
void tls_let_go(struct tls_load *l);
/* Keys of that moment: as they are, or moved on. */
void tls_tickets_turn(struct tls_tickets *t, int64_t now_us);
/* OpenSSL asks for the key of a ticket. */
int tls_on_ticket(SSL *ssl, unsigned char name[16], unsigned char *iv, EVP_CIPHER_CTX *cipher,
                  EVP_MAC_CTX *mac, int make);
/* OpenSSL tells the verdict about a certificate of the peer's chain. */
int tls_on_verify(int fine, X509_STORE_CTX *store);
/* Subject, serial number and issuer in ASCII. */
void tls_certificate_text(X509 *cert, char *out, size_t cap);

/* The server's side over a connected socket; NULL where memory is out. */
struct tls_path *tls_path_open(struct tls *t, int socket);
/* Free it; the socket stays as it is. NULL is fine. */
void tls_path_close(struct tls_path *p);

/* What came of a read or a write: bytes, or one of these. */
enum { TLS_WANTS_READ = 0, TLS_WANTS_WRITE = -1, TLS_ENDED = -2, TLS_BROKEN = -3 };
/* Read what came; shakes hands first. */
ssize_t tls_path_read(struct tls_path *p, char *to, size_t n);
/* Write as much as the socket takes. */
ssize_t tls_path_write(struct tls_path *p, const char *from, size_t n);
/* Is there something to read that no readiness of the socket will tell of? */
bool tls_path_pending(const struct tls_path *p);
/* Tell the peer that no more comes. */
void tls_path_goodbye(struct tls_path *p);
/* Why the handshake failed; "" where nothing is to be told (it ended before it began). */
void tls_path_failure(const struct tls_path *p, char out[512]);
/* Who is there. */
void tls_path_peer(const struct tls_path *p, struct tls_peer *out);
