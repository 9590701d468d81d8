/* SPDX-License-Identifier: Apache-2.0 */
/* Reading certificates: what one says, and whether a root vouches for it. */
#include "pki/cert.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/time.h"
#include "pki/name.h"
#include "pki/pem.h"
#include "pki/strength.h"

#define CHAIN_MAX 8 /* certificates, and lists, that one check looks at */

/* Microseconds of an ASN.1 time; false where it is malformed. */
static bool read_time(const ASN1_TIME *t, int64_t *at_us)
{
    struct tm tm;
    if (ASN1_TIME_to_tm(t, &tm) != 1)
        return false;
    *at_us = (int64_t)timegm(&tm) * US_PER_S;
    return true;
}

/* Bytes as upper case hex, as far as they fit. */
static void hex(const unsigned char *bytes, size_t n, char *out, size_t cap)
{
    struct buf b = buf_over(out, cap - 1);
    for (size_t i = 0; i < n; i++)
        buf_printf(&b, "%02X", bytes[i]);
    out[b.n] = 0;
}

/* The key usage as words. */
static void read_usage(X509 *cert, char *out, size_t cap)
{
    static const struct {
        uint32_t bit;
        const char *name;
    } words[] = {{KU_DIGITAL_SIGNATURE, "digitalSignature"},
                 {KU_KEY_ENCIPHERMENT, "keyEncipherment"},
                 {KU_KEY_AGREEMENT, "keyAgreement"},
                 {KU_KEY_CERT_SIGN, "keyCertSign"},
                 {KU_CRL_SIGN, "cRLSign"}};
    uint32_t usage = X509_get_key_usage(cert);
    struct buf b = buf_over(out, cap - 1);
    for (size_t i = 0; usage != UINT32_MAX && i < sizeof words / sizeof *words; i++)
        if (usage & words[i].bit)
            buf_printf(&b, "%s%s", b.n ? ", " : "", words[i].name);
    out[b.n] = 0;
}

/* Fill in the facts of a certificate. */
static bool facts_of(X509 *cert, struct cert_facts *out, char why[256])
{
    EVP_PKEY *key = X509_get0_pubkey(cert);
    const ASN1_INTEGER *serial = X509_get0_serialNumber(cert);
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    *out = (struct cert_facts){0};
    if (!key || !read_time(X509_get0_notBefore(cert), &out->from_us) ||
        !read_time(X509_get0_notAfter(cert), &out->to_us) ||
        X509_digest(cert, EVP_sha256(), digest, &n) != 1)
        return pem_refuse(why, "the certificate is malformed");
    hex(digest, n, out->fingerprint, sizeof out->fingerprint);
    hex(ASN1_STRING_get0_data(serial), (size_t)ASN1_STRING_length(serial), out->serial,
        sizeof out->serial);
    name_line(X509_get_subject_name(cert), out->subject, sizeof out->subject);
    name_line(X509_get_issuer_name(cert), out->issuer, sizeof out->issuer);
    name_one(X509_get_subject_name(cert), NID_commonName, out->name, sizeof out->name);
    name_one(X509_get_subject_name(cert), NID_organizationName, out->organization,
             sizeof out->organization);
    strength_name(key, out->key, sizeof out->key);
    read_usage(cert, out->usage, sizeof out->usage);
    out->ca = X509_check_ca(cert) == 1;
    out->path_length = (int)X509_get_pathlen(cert);
    return true;
}

bool cert_read(struct str pem, struct cert_facts *out, char why[256])
{
    X509 *cert = pem_cert(pem, why);
    bool ok = cert && facts_of(cert, out, why);
    X509_free(cert);
    return ok;
}

/* Every certificate of a PEM text; NULL with why where one can't be read or there are too many. */
static STACK_OF(X509) * read_chain(struct str pem, char why[256])
{
    STACK_OF(X509) *chain = sk_X509_new_null();
    BIO *in = pem_source(pem);
    X509 *cert;
    while (chain && in && sk_X509_num(chain) <= CHAIN_MAX &&
           (cert = PEM_read_bio_X509(in, NULL, pem_no_passphrase, NULL)) != NULL)
        if (sk_X509_push(chain, cert) == 0)
            X509_free(cert);
    BIO_free(in);
    if (chain && sk_X509_num(chain) > 0 && sk_X509_num(chain) <= CHAIN_MAX)
        return chain;
    pem_refuse(why, "this is no chain of 1 to 8 certificates in PEM");
    sk_X509_pop_free(chain, X509_free);
    return NULL;
}

/* Put every list of a PEM text into the store. */
static bool add_lists(X509_STORE *store, struct str pem, char why[256])
{
    BIO *in = pem_source(pem);
    X509_CRL *list;
    int n = 0;
    while (in && n <= CHAIN_MAX &&
           (list = PEM_read_bio_X509_CRL(in, NULL, pem_no_passphrase, NULL)) != NULL) {
        n += X509_STORE_add_crl(store, list) == 1;
        X509_CRL_free(list);
    }
    BIO_free(in);
    return (n > 0 && n <= CHAIN_MAX) ||
           pem_refuse(why, "these are not 1 to 8 revocation lists in PEM");
}

/* The store of one check: the root, the lists, the time. */
static bool set_up(X509_STORE *store, struct str root, struct str crls, int64_t at_us,
                   char why[256])
{
    X509 *anchor = pem_cert(root, why);
    if (!anchor)
        return false;
    bool ok = X509_STORE_add_cert(store, anchor) == 1;
    X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store), (time_t)(at_us / US_PER_S));
    X509_free(anchor);
    if (!ok)
        return pem_refuse(why, "the root can't be used");
    X509_STORE_set_flags(store, X509_V_FLAG_X509_STRICT | (crls.n ? X509_V_FLAG_CRL_CHECK : 0ul));
    return crls.n == 0 || add_lists(store, crls, why);
}

bool cert_check(struct str chain, struct str root, struct str crls, int64_t at_us, char why[256])
{
    STACK_OF(X509) *certs = read_chain(chain, why);
    if (!certs)
        return false;
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    bool ok =
        store && ctx ? set_up(store, root, crls, at_us, why) : pem_refuse(why, "out of memory");
    if (ok && X509_STORE_CTX_init(ctx, store, sk_X509_value(certs, 0), certs) != 1)
        ok = pem_failed(why, "the certificate can't be checked");
    else if (ok && X509_verify_cert(ctx) != 1)
        ok = pem_refuse(why, X509_verify_cert_error_string(X509_STORE_CTX_get_error(ctx)));
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
    sk_X509_pop_free(certs, X509_free);
    return ok;
}
