/* SPDX-License-Identifier: Apache-2.0 */
/* Password hashes by PBKDF2-HMAC-SHA256 (RFC 8018) of OpenSSL. */
#include "base/secret.h"

#include "base/assert.h"
#include "base/buf.h"
#include "base/le.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <string.h>

#define SALT_BYTES 16
#define HASH_BYTES 32
#define ITERATIONS_MAX 10000000 /* of a secret that was made elsewhere: no more work than that */
#define PREFIX "pbkdf2-sha256$"

/* A secret taken apart. */
struct parts {
    int iterations;
    unsigned char salt[SALT_BYTES], hash[HASH_BYTES];
};

/* The PBKDF2 of a password; false where OpenSSL fails. */
static bool derive(struct str password, const unsigned char *salt, int iterations,
                   unsigned char out[HASH_BYTES])
{
    return password.n <= INT32_MAX &&
           PKCS5_PBKDF2_HMAC(password.n > 0 ? password.p : "", (int)password.n, salt, SALT_BYTES,
                             iterations, EVP_sha256(), HASH_BYTES, out) == 1;
}

/* Append n bytes in hex. */
static void put_hex(struct buf *out, const unsigned char *p, size_t n, const char *digits)
{
    for (size_t i = 0; i < n; i++) {
        buf_putc(out, digits[p[i] >> 4]);
        buf_putc(out, digits[p[i] & 15]);
    }
}

static const char lower_digits[] = "0123456789abcdef", upper_digits[] = "0123456789ABCDEF";

/* Read hex text of exactly n bytes. */
static bool read_hex(struct str text, unsigned char *out, size_t n)
{
    if (text.n != 2 * n)
        return false;
    for (size_t i = 0; i < n; i++) {
        int high = str_hex(text.p[2 * i]), low = str_hex(text.p[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        out[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

/* Take a secret apart; false where it is none. */
static bool read_secret(struct str secret, struct parts *out)
{
    int64_t iterations;
    if (!str_starts(secret, STR(PREFIX)))
        return false;
    secret = str_skip(secret, sizeof PREFIX - 1);
    if (!str_int(str_cut(&secret, '$'), &iterations) || iterations < 1 ||
        iterations > ITERATIONS_MAX)
        return false;
    out->iterations = (int)iterations;
    return read_hex(str_cut(&secret, '$'), out->salt, SALT_BYTES) &&
           read_hex(secret, out->hash, HASH_BYTES);
}

void secret_hash(struct str password, const unsigned char salt[16], char out[SECRET_MAX])
{
    unsigned char hash[HASH_BYTES];
    bool derived = derive(password, salt, SECRET_ITERATIONS, hash);
    ASSERT(derived);
    struct buf b = buf_over(out, SECRET_MAX);
    buf_printf(&b, PREFIX "%d$", SECRET_ITERATIONS);
    put_hex(&b, salt, SALT_BYTES, lower_digits);
    buf_putc(&b, '$');
    put_hex(&b, hash, HASH_BYTES, lower_digits);
    buf_putc(&b, '\0');
    ASSERT(!b.full);
    OPENSSL_cleanse(hash, sizeof hash);
}

bool secret_check(const char *secret, struct str password)
{
    struct parts parts;
    unsigned char hash[HASH_BYTES];
    if (!read_secret(str_of(secret), &parts) ||
        !derive(password, parts.salt, parts.iterations, hash))
        return false;
    bool same = CRYPTO_memcmp(hash, parts.hash, HASH_BYTES) == 0;
    OPENSSL_cleanse(hash, sizeof hash);
    return same;
}

/* Is the hex text of these bytes the password? */
static bool check_as_hex(const char *secret, struct str bytes, const char *digits)
{
    char text[2 * SECRET_HEX_MAX];
    struct buf b = buf_over(text, sizeof text);
    put_hex(&b, (const unsigned char *)bytes.p, bytes.n, digits);
    bool good = secret_check(secret, buf_str(&b));
    OPENSSL_cleanse(text, sizeof text);
    return good;
}

bool secret_check_station(const char *secret, struct str bytes)
{
    bool other;
    return secret_check_form(secret, bytes, &other);
}

bool secret_check_form(const char *secret, struct str bytes, bool *other)
{
    char raw[SECRET_HEX_MAX];
    *other = false;
    if (secret_check(secret, bytes))
        return true;
    *other = true;
    if (bytes.n == 0 || bytes.n > SECRET_HEX_MAX)
        return false;
    bool good = read_hex(bytes, (unsigned char *)raw, bytes.n / 2) &&
                secret_check(secret, str_make(raw, bytes.n / 2));
    OPENSSL_cleanse(raw, sizeof raw);
    return good || check_as_hex(secret, bytes, lower_digits) ||
           check_as_hex(secret, bytes, upper_digits);
}

/* HMAC-SHA256 of text under a key. */
static void hmac(const unsigned char *key, int n_key, struct str text,
                 unsigned char out[HASH_BYTES])
{
    unsigned n = HASH_BYTES;
    const unsigned char *p = (const unsigned char *)(text.n > 0 ? text.p : "");
    bool made = HMAC(EVP_sha256(), key, n_key, p, text.n, out, &n) != NULL;
    ASSERT(made && n == HASH_BYTES);
}

struct secret_digest secret_digest(const unsigned char key[16], const char *secret,
                                   struct str password)
{
    unsigned char inner[HASH_BYTES], digest[HASH_BYTES];
    hmac(key, 16, str_of(secret), inner);
    hmac(inner, HASH_BYTES, password, digest);
    struct secret_digest pair = {le_get64((char *)digest), le_get64((char *)digest + 8)};
    OPENSSL_cleanse(inner, sizeof inner);
    OPENSSL_cleanse(digest, sizeof digest);
    return pair;
}
