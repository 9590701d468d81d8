/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of the room: what OCPP asks of keys (RSA from 2048 bits, EC from 224) and of signatures
 * (SHA-256 or more). */
#pragma once

#include <openssl/evp.h>

#include "base/str.h"

/* Is the key strong enough, and of a kind we take? A sentence says why not. */
bool strength_key(EVP_PKEY *key, char why[256]);
/* Is the signature algorithm (a NID of OpenSSL's) strong enough? A sentence says why not. */
bool strength_signature(int nid, char why[256]);
/* The name of a key for people: "p256", "rsa2048", "ec secp521r1", ... */
void strength_name(EVP_PKEY *key, char *out, size_t cap);
