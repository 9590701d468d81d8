/* SPDX-License-Identifier: Apache-2.0 */
/* The folder of a private CA: its files by name, and `index`, the book of every certificate that
 * was ever issued. One process at a time writes. */
#pragma once

#include "base/err.h"
#include "pki/cert.h"

#define CABOOK_INDEX "index"
#define CABOOK_ROOT "root.cert.pem"
#define CABOOK_ROOT_KEY "root.key.pem"
#define CABOOK_ROOT_CRL "root.crl.pem"
#define CABOOK_ISSUING "issuing.cert.pem"
#define CABOOK_ISSUING_KEY "issuing.key.pem"
#define CABOOK_CERTS "certs"

struct cabook_row {
    char serial[65], use[16], subject[320], file[96];
    int64_t expires_us;
    bool revoked;
    int64_t revoked_us;
    char reason[24]; /* of the revocation, else "" */
};

struct cabook {
    const char *folder;
    int lock; /* -1: open for reading only */
    struct cabook_row *rows;
    size_t n, cap;
};

/* Read the book of a folder; with `write` nobody else has it until cabook_close. False with one
 * sentence in why; the book is to be closed in any case. */
bool cabook_open(struct cabook *b, const char *folder, bool write, char why[256]);
/* Make an empty book in a folder that is there and empty, to be written. */
bool cabook_create(struct cabook *b, const char *folder, char why[256]);
/* Give up the lock and free the rows. */
void cabook_close(struct cabook *b);
/* Enter a certificate (PEM): its file in the folder, then its row, durable both. */
bool cabook_enter(struct cabook *b, enum cert_use use, struct str pem, char why[256]);
/* Write the index at once. */
bool cabook_save(const struct cabook *b, char why[256]);
/* The row of a serial number in hex, of any case; NULL where there is none. */
struct cabook_row *cabook_find(struct cabook *b, struct str serial);
/* Append a file of the folder to a buffer. */
bool cabook_load(const struct cabook *b, const char *file, struct buf *to, char why[256]);
/* Write a file of the folder that is not there yet. */
bool cabook_store(const struct cabook *b, const char *file, struct str bytes, unsigned mode,
                  char why[256]);
