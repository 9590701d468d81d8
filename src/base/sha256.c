/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 by OpenSSL. */
#include "base/sha256.h"

#include <openssl/evp.h>

#include "base/assert.h"

/* The library's context under a name of ours. */
static EVP_MD_CTX *of(struct sha256 *s)
{
    return (EVP_MD_CTX *)s;
}

struct sha256 *sha256_begin(void)
{
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    ASSERT(c && EVP_DigestInit_ex(c, EVP_sha256(), NULL) == 1);
    return (struct sha256 *)c;
}

void sha256_add(struct sha256 *s, struct str bytes)
{
    ASSERT(EVP_DigestUpdate(of(s), bytes.p, bytes.n) == 1);
}

void sha256_end(struct sha256 *s, char out[SHA256_HEX])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char d[32];
    unsigned n = 0;
    ASSERT(EVP_DigestFinal_ex(of(s), d, &n) == 1 && n == sizeof d);
    EVP_MD_CTX_free(of(s));
    for (size_t i = 0; out && i < sizeof d; i++) {
        out[2 * i] = digits[d[i] >> 4];
        out[2 * i + 1] = digits[d[i] & 15];
    }
    if (out)
        out[64] = '\0';
}

void sha256_of(struct str bytes, char out[SHA256_HEX])
{
    struct sha256 *s = sha256_begin();
    sha256_add(s, bytes);
    sha256_end(s, out);
}
