/* SPDX-License-Identifier: Apache-2.0 */
/* Passwords: kept as a salted hash, compared in constant time. Randomness comes from the caller. */
#pragma once

#include "base/str.h"

#define SECRET_ITERATIONS 10000
#define SECRET_MAX 129 /* bytes of a secret with its NUL */

/* Write the secret of a password: "pbkdf2-sha256$10000$<salt>$<hash>", salt and hash in hex. */
void secret_hash(struct str password, const unsigned char salt[16], char out[SECRET_MAX]);
/* Is this the password of that secret? False for a secret that is malformed. About 5 ms. */
bool secret_check(const char *secret, struct str password);
/* The same for what a station sent: its bytes as they are; where they are hex text, the bytes that
 * it stands for; and their own hex text, lower and upper case. Chargers take the configured key in
 * any of these ways. The hex forms are tried up to SECRET_HEX_MAX bytes. About 20 ms where all
 * fail. */
bool secret_check_station(const char *secret, struct str bytes);
/* The same; *other says whether it was another form than the bytes as they are. */
bool secret_check_form(const char *secret, struct str bytes, bool *other);
#define SECRET_HEX_MAX 128

/* What names a pair of secret and password in a cache of pairs that were checked. */
struct secret_digest {
    uint64_t high, low;
};

/* 128 bits of HMAC-SHA256 over the pair under a key that lives as long as the cache. About 2 us. */
struct secret_digest secret_digest(const unsigned char key[16], const char *secret,
                                   struct str password);
