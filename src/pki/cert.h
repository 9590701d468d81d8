/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates as OCPP wants them: X.509 PEM, SHA-256, O = the operator, CN = the server's host
 * name or the station's identity, key usage, no extended key usage, an alternative name only for
 * the server. Time and serial number come from the caller. */
#pragma once

#include "base/buf.h"

enum cert_use {
    CERT_ROOT,
    CERT_ISSUING,
    CERT_STATION,
    CERT_SERVER,
    CERT_V2G,      /* of a station towards vehicles (ISO 15118: the SECC) */
    CERT_COMBINED, /* of a station towards the server and vehicles */
    CERT_OCSP,     /* of a responder that speaks for its issuer (RFC 6960, 4.2.2.2) */
    CERT_USES
};

#define CERT_PEM_MAX 8192
#define CERT_SERIAL 16   /* bytes */
#define CERT_NAME_MAX 64 /* characters of a CN or O */

/* What is to be certified. */
struct cert_ask {
    enum cert_use use;
    struct str name;         /* CN */
    struct str organization; /* O */
    int64_t from_us, to_us;
    unsigned char serial[CERT_SERIAL]; /* random; its first two bits become 01 */
};

/* Who certifies. A root certifies itself: its certificate is empty. */
struct cert_issuer {
    struct str cert, key, passphrase; /* PEM, PEM, "" for none */
};

/* What a certificate says. */
struct cert_facts {
    char subject[320], issuer[320];           /* as "O=..., CN=..." */
    char name[CERT_NAME_MAX * 4 + 1];         /* the one CN, else "" */
    char organization[CERT_NAME_MAX * 4 + 1]; /* the one O, else "" */
    char serial[65];                          /* hex */
    char key[24];                             /* "p256", "rsa2048", ... */
    char usage[128];                          /* "digitalSignature, keyEncipherment" */
    char fingerprint[65];                     /* SHA-256 of the DER, hex */
    int64_t from_us, to_us;
    bool ca;
    int path_length; /* -1: none is said */
};

/* The name of a use: "root", "issuing", "station", "server", "v2g", "combined", "ocsp". */
const char *cert_use_name(enum cert_use use);
/* The use of a name; false where there is none. */
bool cert_use_of(struct str name, enum cert_use *out);
/* May this name be certified for this use? A sentence says why not. */
bool cert_name_ok(enum cert_use use, struct str name, char why[256]);
/* Certify a public key (PEM) for what is asked. Refused with one sentence in why: a name that is
 * not allowed, a weak key, an issuer that may not, or that does not live as long, or whose key is
 * another. */
bool cert_make(const struct cert_ask *ask, struct str public_pem, const struct cert_issuer *issuer,
               struct buf *pem, char why[256]);
/* Say what the first certificate of a PEM text says; false with one sentence in why. */
bool cert_read(struct str pem, struct cert_facts *out, char why[256]);
/* Is the first certificate of `chain` vouched for by `root` through the others of the chain, at
 * this time, and not in one of the revocation lists ("" for no lists)? False with one sentence in
 * why. */
bool cert_check(struct str chain, struct str root, struct str crls, int64_t at_us, char why[256]);
