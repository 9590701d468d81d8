/* SPDX-License-Identifier: Apache-2.0 */
/* Certificate requests: trusted in nothing but what their signature proves. */
#include "pki/request.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include "pki/name.h"
#include "pki/pem.h"
#include "pki/strength.h"

/* Check a request that could be parsed. */
static bool check(X509_REQ *r, struct request *out, struct buf *public_pem, char why[256])
{
    EVP_PKEY *key = X509_REQ_get0_pubkey(r);
    if (!key)
        return pem_refuse(why, "the request holds no key that can be used");
    if (!strength_key(key, why) || !strength_signature(X509_REQ_get_signature_nid(r), why))
        return false;
    if (X509_REQ_verify(r, key) != 1)
        return pem_refuse(why, "the request is not signed by its own key");
    if (!name_one(X509_REQ_get_subject_name(r), NID_commonName, out->name, sizeof out->name))
        return pem_refuse(why, "the request must hold exactly one common name (CN)");
    name_one(X509_REQ_get_subject_name(r), NID_organizationName, out->organization,
             sizeof out->organization);
    strength_name(key, out->key, sizeof out->key);
    BIO *bio = BIO_new(BIO_s_mem());
    bool ok = bio && PEM_write_bio_PUBKEY(bio, key) == 1 ? pem_drain(bio, public_pem, why)
                                                         : pem_refuse(why, "out of memory");
    BIO_free(bio);
    return ok;
}

bool request_read(struct str pem, struct request *out, struct buf *public_pem, char why[256])
{
    *out = (struct request){0};
    if (pem.n > REQUEST_MAX)
        return pem_refuse(why, "the request is larger than 16 KiB");
    BIO *in = pem_source(pem);
    X509_REQ *r = in ? PEM_read_bio_X509_REQ(in, NULL, pem_no_passphrase, NULL) : NULL;
    BIO_free(in);
    if (!r)
        return pem_refuse(why, "this is no certificate request in PEM");
    bool ok = check(r, out, public_pem, why);
    X509_REQ_free(r);
    return ok;
}

/* Add one part of the subject; an empty one is left out. */
static bool part(X509_NAME *name, int nid, struct str value)
{
    return value.n == 0 ||
           X509_NAME_add_entry_by_NID(name, nid, MBSTRING_UTF8, (const unsigned char *)value.p,
                                      (int)value.n, -1, 0) == 1;
}

bool request_make(struct str name, struct str organization, struct str key_pem, struct buf *pem,
                  char why[256])
{
    EVP_PKEY *key = pem_key(key_pem, (struct str){0}, why);
    if (!key)
        return false;
    X509_REQ *r = X509_REQ_new();
    BIO *bio = BIO_new(BIO_s_mem());
    X509_NAME *subject = r ? X509_REQ_get_subject_name(r) : NULL;
    bool ok = subject && bio && part(subject, NID_organizationName, organization) &&
              part(subject, NID_commonName, name) && X509_REQ_set_pubkey(r, key) == 1 &&
              X509_REQ_sign(r, key, EVP_sha256()) > 0 && PEM_write_bio_X509_REQ(bio, r) == 1;
    ok = ok ? pem_drain(bio, pem, why) : pem_failed(why, "the request can't be made");
    BIO_free(bio);
    X509_REQ_free(r);
    EVP_PKEY_free(key);
    return ok;
}
