/* SPDX-License-Identifier: Apache-2.0 */
/* TLS of the stations' door (security profiles 2 and 3), on OpenSSL: certificates that can be
 * changed while paths live, stateless resumption, and who the peer has proven to be. The bytes go
 * by os/tcp.h. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum tls_clients { TLS_CLIENTS_NONE, TLS_CLIENTS_OPTIONAL, TLS_CLIENTS_REQUIRED };

/* What a door is made of; the texts must stay. A file that is "" is not used. */
struct tls_rules {
    const char *cert, *key;   /* PEM: our certificate with its chain, its key */
    const char *cert2, *key2; /* a second pair of another kind of key */
    const char *ca;           /* PEM: whom we trust to vouch for peers, roots or intermediates */
    const char *crl;          /* PEM: what they have revoked */
    enum tls_clients clients;
    bool only_13; /* not TLS 1.2 */
    bool legacy;  /* TLS 1.2 with CBC too, for stations that know no better */
    bool expired; /* a peer's own certificate may have expired: tls_peer tells */
};

struct tls; /* one door */

/* Who the peer has proven to be. */
struct tls_peer {
    bool certificate;       /* it showed one that we trust: */
    bool expired;           /* its time is over: resumed meanwhile, or let in by the rules */
    char name[129];         /* the one CN; "" where there is none, several, or one too long */
    char organization[129]; /* the one O; likewise */
    char serial[65];        /* hexadecimal */
    int64_t ends_us;        /* its end, UTC */
    char text[400];         /* for people, ASCII: subject, serial number, issuer */
};

/* Load what the rules name. On failure why is one line that names the option and the file. */
enum err tls_open(const struct tls_rules *rules, struct tls **out, char why[256]) MUST_CHECK;
/* Load it again, for the handshakes that begin from now on; tickets of before are not taken any
 * more. On failure all stays as it was. Any thread. */
enum err tls_reload(struct tls *t, char why[256]) MUST_CHECK;
/* Our certificates for people: subject and end of each. Any thread. */
void tls_describe(struct tls *t, char out[512]);
/* When what is loaded ends, UTC; 0 where it is not used. Of a chain or a file of several the
 * earliest. */
struct tls_ends {
    int64_t cert_us, cert2_us, ca_us; /* certificates: not valid from then on */
    int64_t crl_us;                   /* revocation lists: the next one is due */
};
/* The ends of the newest load. Any thread. */
void tls_ends(struct tls *t, struct tls_ends *out);
/* Give the door up; paths that live are not touched. */
void tls_close(struct tls *t);
