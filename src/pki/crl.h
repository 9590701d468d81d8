/* SPDX-License-Identifier: Apache-2.0 */
/* Revocation lists. */
#pragma once

#include "pki/cert.h"

/* One revoked certificate. */
struct crl_row {
    struct str serial; /* hex */
    int64_t at_us;
    int reason; /* crl_reason_of */
};

/* The number of a reason's name ("keyCompromise", ...); -1 where there is none. */
int crl_reason_of(struct str name);
/* The names of all reasons, with blanks between. */
const char *crl_reasons(void);
/* Make the list of an issuer: made at at_us (which is its number as well), good until next_us.
 * False with one sentence in why. */
bool crl_make(const struct cert_issuer *issuer, const struct crl_row *rows, size_t n, int64_t at_us,
              int64_t next_us, struct buf *pem, char why[256]);
