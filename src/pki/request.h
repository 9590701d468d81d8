/* SPDX-License-Identifier: Apache-2.0 */
/* Requests for a certificate (PKCS#10), as stations send them in SignCertificate. */
#pragma once

#include "pki/cert.h"

#define REQUEST_MAX 16384 /* bytes; OCPP allows 5500 */

struct request {
    char name[CERT_NAME_MAX * 4 + 1];         /* the one CN */
    char organization[CERT_NAME_MAX * 4 + 1]; /* the one O, else "" */
    char key[24];                             /* "p256", ... */
};

/* Read and check a request: its form, its key, its signature by that key, its one CN. The public
 * key is appended as PEM. Extensions that it asks for are not looked at: what a certificate may do
 * is decided here. False with one sentence in why. */
bool request_read(struct str pem, struct request *out, struct buf *public_pem, char why[256]);
/* Make one, as a station does (simulated stations and tests). */
bool request_make(struct str name, struct str organization, struct str key_pem, struct buf *pem,
                  char why[256]);
