/* SPDX-License-Identifier: Apache-2.0 */
/* Keys and signatures that are too weak, made here with OpenSSL as nothing of ours makes them. */
#include "check.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include "pki/request.h"

static char why[256];

/* A request over a key of somebody else's making, signed with this digest; its answer. */
static bool accepted(EVP_PKEY *key, const EVP_MD *digest, int names)
{
    static char pem[REQUEST_MAX], pub[CERT_PEM_MAX];
    struct buf out = buf_over(pub, sizeof pub);
    struct request r;
    char *bytes;
    X509_REQ *q = X509_REQ_new();
    BIO *bio = BIO_new(BIO_s_mem());
    CHECK(key && q && bio);
    for (int i = 0; i < names; i++)
        CHECK(X509_NAME_add_entry_by_txt(X509_REQ_get_subject_name(q), "CN", MBSTRING_UTF8,
                                         (const unsigned char *)"CP-1", -1, -1, 0) == 1);
    CHECK(X509_REQ_set_pubkey(q, key) == 1 && X509_REQ_sign(q, key, digest) > 0);
    CHECK(PEM_write_bio_X509_REQ(bio, q) == 1);
    long n = BIO_get_mem_data(bio, &bytes);
    CHECK(n > 0 && (size_t)n < sizeof pem);
    memcpy(pem, bytes, (size_t)n);
    BIO_free(bio);
    X509_REQ_free(q);
    EVP_PKEY_free(key);
    why[0] = 0;
    return request_read(str_make(pem, (size_t)n), &r, &out, why);
}

static EVP_PKEY *rsa(size_t bits)
{
    return EVP_PKEY_Q_keygen(NULL, NULL, "RSA", bits);
}

static EVP_PKEY *ec(const char *curve)
{
    return EVP_PKEY_Q_keygen(NULL, NULL, "EC", curve);
}

TEST(keys_that_are_strong_enough)
{
    CHECK(accepted(rsa(2048), EVP_sha256(), 1));
    CHECK(accepted(ec("P-256"), EVP_sha384(), 1));
    CHECK(accepted(ec("P-521"), EVP_sha512(), 1));
    CHECK(accepted(ec("P-224"), EVP_sha256(), 1));
}

TEST(keys_that_are_too_weak)
{
    CHECK(!accepted(rsa(1024), EVP_sha256(), 1));
    CHECK_STR(str_of(why), "an RSA key must have at least 2048 bits");
    CHECK(!accepted(ec("P-192"), EVP_sha256(), 1));
    CHECK_STR(str_of(why), "an EC key must have at least 224 bits");
}

TEST(kinds_of_keys_that_no_station_could_use)
{
    CHECK(!accepted(EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"), NULL, 1));
    CHECK_STR(str_of(why), "a key must be RSA or EC");
}

TEST(weak_digests)
{
    CHECK(!accepted(ec("P-256"), EVP_sha1(), 1));
    CHECK_STR(str_of(why), "a signature must be made with SHA-256, SHA-384 or SHA-512");
}

TEST(two_names_are_none)
{
    CHECK(!accepted(ec("P-256"), EVP_sha256(), 2));
    CHECK_STR(str_of(why), "the request must hold exactly one common name (CN)");
}

int main(void)
{
    return check_main();
}
