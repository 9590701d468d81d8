/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 (FIPS 180-4) of what comes in pieces, as 64 hexadecimal digits: what the archive is named
 * and chained by. */
#pragma once

#include "base/str.h"

#define SHA256_HEX 65 /* with its NUL */

struct sha256;

/* Begin; sha256_end frees it. */
struct sha256 *sha256_begin(void);
/* Take in the next bytes. */
void sha256_add(struct sha256 *s, struct str bytes);
/* The digest; s is gone. out may be NULL. */
void sha256_end(struct sha256 *s, char out[SHA256_HEX]);
/* The digest of one span. */
void sha256_of(struct str bytes, char out[SHA256_HEX]);
