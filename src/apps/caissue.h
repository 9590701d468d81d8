/* SPDX-License-Identifier: Apache-2.0 */
/* Issuing one certificate from a CA's folder: for a new key, or for a request. */
#pragma once

#include "apps/cabook.h"
#include "pki/key.h"

struct caissue {
    const char *folder;
    enum cert_use use;
    const char *name;    /* of a new key's certificate; or: */
    const char *request; /* the file with the request; or: */
    struct str text;     /* the request itself (caissue_certify) */
    const char
        *out; /* prefix of the files; NULL: made of the name, which a folder with its / precedes */
    enum key_kind kind;
    int64_t days; /* 0: as usual for the use, and never beyond the issuer's end */
    struct str passphrase;
};

/* Certify a request in memory, for what is judged already, and enter it into the book: the chain,
 * leaf first, is appended. False with one sentence in why. Any thread. */
bool caissue_certify(const struct caissue *c, struct buf *chain, struct cert_facts *facts,
                     char why[256]);
/* Issue, enter into the book, write the files, print one line. False with one sentence in why. */
bool caissue_run(const struct caissue *c, char why[256]);
