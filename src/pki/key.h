/* SPDX-License-Identifier: Apache-2.0 */
/* Key pairs as PEM text. Their randomness is OpenSSL's, which is the kernel's. */
#pragma once

#include "base/buf.h"

enum key_kind { KEY_P256, KEY_P384, KEY_RSA2048, KEY_RSA3072, KEY_KINDS };

#define KEY_PEM_MAX 8192       /* bytes that suffice for the PEM of any key */
#define KEY_PASSPHRASE_MAX 512 /* bytes of a passphrase */

/* The name of a kind: "p256", "p384", "rsa2048", "rsa3072". */
const char *key_kind_name(enum key_kind kind);
/* The kind of a name; false where there is none. */
bool key_kind_of(struct str name, enum key_kind *out);
/* Make a pair: the private key as PKCS#8 (with a passphrase: AES-256-CBC under PBKDF2-SHA256), the
 * public key beside it. False with one sentence in why. */
bool key_make(enum key_kind kind, struct str passphrase, struct buf *private_pem,
              struct buf *public_pem, char why[256]);
/* The public key that belongs to a private one. False with one sentence in why. */
bool key_public(struct str private_pem, struct str passphrase, struct buf *public_pem,
                char why[256]);
