/* SPDX-License-Identifier: Apache-2.0 */
/* Key pairs: made by OpenSSL, written as PKCS#8. */
#include "pki/key.h"

#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include "pki/pem.h"

#define PBKDF2_ROUNDS 600000

static const struct {
    const char *name, *curve;
    size_t bits;
} kinds[KEY_KINDS] = {
    [KEY_P256] = {"p256", "P-256", 0},
    [KEY_P384] = {"p384", "P-384", 0},
    [KEY_RSA2048] = {"rsa2048", NULL, 2048},
    [KEY_RSA3072] = {"rsa3072", NULL, 3072},
};

const char *key_kind_name(enum key_kind kind)
{
    return kinds[kind].name;
}

bool key_kind_of(struct str name, enum key_kind *out)
{
    for (int i = 0; i < KEY_KINDS; i++)
        if (str_is(name, kinds[i].name)) {
            *out = (enum key_kind)i;
            return true;
        }
    return false;
}

/* Write a private key as PKCS#8 PEM, encrypted where there is a passphrase. */
static bool write_private(EVP_PKEY *key, struct str passphrase, BIO *out)
{
    if (passphrase.n == 0)
        return PEM_write_bio_PKCS8PrivateKey(out, key, NULL, NULL, 0, NULL, NULL) == 1;
    PKCS8_PRIV_KEY_INFO *plain = EVP_PKEY2PKCS8(key);
    X509_SIG *sealed = plain ? PKCS8_encrypt(-1, EVP_aes_256_cbc(), passphrase.p, (int)passphrase.n,
                                             NULL, 0, PBKDF2_ROUNDS, plain)
                             : NULL;
    bool ok = sealed && PEM_write_bio_PKCS8(out, sealed) == 1;
    X509_SIG_free(sealed);
    PKCS8_PRIV_KEY_INFO_free(plain);
    return ok;
}

/* Append both halves of a key to their buffers; a buffer that is NULL is not wanted. */
static bool write_pair(EVP_PKEY *key, struct str passphrase, struct buf *private_pem,
                       struct buf *public_pem, char why[256])
{
    BIO *a = BIO_new(BIO_s_mem()), *b = BIO_new(BIO_s_mem());
    bool ok = a && b;
    if (ok && private_pem)
        ok = write_private(key, passphrase, a) ? pem_drain(a, private_pem, why)
                                               : pem_failed(why, "the key can't be written");
    if (ok && public_pem)
        ok = PEM_write_bio_PUBKEY(b, key) == 1 ? pem_drain(b, public_pem, why)
                                               : pem_failed(why, "the key can't be written");
    BIO_free(a);
    BIO_free(b);
    return ok || (a && b) ? ok : pem_refuse(why, "out of memory");
}

bool key_make(enum key_kind kind, struct str passphrase, struct buf *private_pem,
              struct buf *public_pem, char why[256])
{
    if (passphrase.n > KEY_PASSPHRASE_MAX)
        return pem_refuse(why, "the passphrase is too long");
    EVP_PKEY *key = kinds[kind].curve ? EVP_PKEY_Q_keygen(NULL, NULL, "EC", kinds[kind].curve)
                                      : EVP_PKEY_Q_keygen(NULL, NULL, "RSA", kinds[kind].bits);
    if (!key)
        return pem_failed(why, "no key can be made");
    bool ok = write_pair(key, passphrase, private_pem, public_pem, why);
    EVP_PKEY_free(key);
    return ok;
}

bool key_public(struct str private_pem, struct str passphrase, struct buf *public_pem,
                char why[256])
{
    EVP_PKEY *key = pem_key(private_pem, passphrase, why);
    bool ok = key && write_pair(key, passphrase, NULL, public_pem, why);
    EVP_PKEY_free(key);
    return ok;
}
