/* SPDX-License-Identifier: Apache-2.0 */
/* PEM text in and out of OpenSSL, without its habit of asking for passwords on the terminal. */
#include "pki/pem.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

bool pem_failed(char why[256], const char *what)
{
    unsigned long code = ERR_peek_error();
    const char *reason = code ? ERR_reason_error_string(code) : NULL;
    struct buf out = buf_over(why, 255);
    buf_printf(&out, "%.120s%s%.120s", what, reason ? ": " : "", reason ? reason : "");
    why[out.n] = 0;
    ERR_clear_error();
    return false;
}

bool pem_refuse(char why[256], const char *what)
{
    ERR_clear_error();
    return pem_failed(why, what);
}

/* OpenSSL asks for the passphrase: hand it over, or say that there is none. */
static int give(char *to, int cap, int writing, void *ctx)
{
    const struct str *passphrase = ctx;
    (void)writing;
    if (passphrase->n == 0 || cap < 0 || passphrase->n > (size_t)cap)
        return -1;
    memcpy(to, passphrase->p, passphrase->n);
    return (int)passphrase->n;
}

int pem_no_passphrase(char *to, int cap, int writing, void *ctx)
{
    (void)to, (void)cap, (void)writing, (void)ctx;
    return -1;
}

BIO *pem_source(struct str text)
{
    return text.n <= INT_MAX ? BIO_new_mem_buf(text.n ? text.p : "", (int)text.n) : NULL;
}

/* Is the private key of this text encrypted? */
static bool encrypted(struct str text)
{
    return memmem(text.p, text.n, "BEGIN ENCRYPTED", 15) || memmem(text.p, text.n, "Proc-Type", 9);
}

EVP_PKEY *pem_key(struct str text, struct str passphrase, char why[256])
{
    BIO *in = pem_source(text);
    EVP_PKEY *key = in ? PEM_read_bio_PrivateKey(in, NULL, give, &passphrase) : NULL;
    BIO_free(in);
    if (key)
        return key;
    if (text.n == 0 || !encrypted(text))
        pem_refuse(why, "this is no private key in PEM");
    else if (passphrase.n == 0)
        pem_refuse(why, "the private key is encrypted and no passphrase was given");
    else
        pem_refuse(why, "the passphrase of the private key is wrong");
    return NULL;
}

EVP_PKEY *pem_public(struct str text, char why[256])
{
    BIO *in = pem_source(text);
    EVP_PKEY *key = in ? PEM_read_bio_PUBKEY(in, NULL, pem_no_passphrase, NULL) : NULL;
    BIO_free(in);
    if (!key)
        pem_refuse(why, "this is no public key in PEM");
    return key;
}

X509 *pem_cert(struct str text, char why[256])
{
    BIO *in = pem_source(text);
    X509 *cert = in ? PEM_read_bio_X509(in, NULL, pem_no_passphrase, NULL) : NULL;
    BIO_free(in);
    if (!cert)
        pem_refuse(why, "this is no certificate in PEM");
    return cert;
}

bool pem_drain(BIO *from, struct buf *to, char why[256])
{
    char *bytes;
    long n = BIO_get_mem_data(from, &bytes);
    if (n > 0)
        buf_put(to, bytes, (size_t)n);
    return n > 0 && !to->full ? true : pem_refuse(why, "the PEM text does not fit");
}
