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

/* What is wrong with a request: the rows of pki/tbl/requests.h. */
enum request_fault {
    REQUEST_FINE,
#define REQUEST_FAULT(name, text) REQUEST_##name,
#include "pki/tbl/requests.h"
#undef REQUEST_FAULT
    REQUEST_FAULTS
};

/* Whose request it may be. Empty texts ask for nothing. */
struct request_rules {
    struct str name, other_name; /* the CN must be the one or the other */
    struct str organization;     /* an O in the request must be this one */
};

/* The name of a fault, as a finding's rule, and its sentence. */
const char *request_fault_name(enum request_fault fault);
const char *request_fault_text(enum request_fault fault);
/* Read and check a request by the rules: the first fault. Where it is CSR_FOREIGN_IDENTITY or
 * CSR_FOREIGN_OPERATOR, and where there is none, *out is filled. The public key is appended as PEM
 * where public_pem is not NULL. Extensions that it asks for are not looked at: what a certificate
 * may do is decided here. */
enum request_fault request_judge(struct str pem, const struct request_rules *rules,
                                 struct request *out, struct buf *public_pem);
/* The same for a request of anybody. False with one sentence in why. */
bool request_read(struct str pem, struct request *out, struct buf *public_pem, char why[256]);
/* Make one, as a station does (simulated stations and tests). */
bool request_make(struct str name, struct str organization, struct str key_pem, struct buf *pem,
                  char why[256]);
