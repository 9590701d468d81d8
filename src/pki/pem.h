/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of the room: between PEM text and OpenSSL's objects. Nothing here asks a terminal. */
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/buf.h"

/* Put this sentence into why and forget OpenSSL's errors; always false. */
bool pem_refuse(char why[256], const char *what);
/* Put "what: OpenSSL's reason" into why and forget OpenSSL's errors; always false. */
bool pem_failed(char why[256], const char *what);
/* The private key of a PEM text; an empty passphrase is none. NULL with why on failure. */
EVP_PKEY *pem_key(struct str text, struct str passphrase, char why[256]);
/* The public key of a PEM text; NULL with why on failure. */
EVP_PKEY *pem_public(struct str text, char why[256]);
/* The first certificate of a PEM text; NULL with why on failure. */
X509 *pem_cert(struct str text, char why[256]);
/* OpenSSL's way to ask for a passphrase, answered with "there is none". */
int pem_no_passphrase(char *to, int cap, int writing, void *ctx);
/* A reader over a text that stays; NULL where memory does not suffice. */
BIO *pem_source(struct str text);
/* Append what a memory BIO gathered; false with why where it does not fit. */
bool pem_drain(BIO *from, struct buf *to, char why[256]);
