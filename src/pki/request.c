/* SPDX-License-Identifier: Apache-2.0 */
/* Certificate requests: trusted in nothing but what their signature proves. */
#include "pki/request.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "pki/name.h"
#include "pki/pem.h"
#include "pki/strength.h"

static const struct {
    const char *name, *text;
} faults[REQUEST_FAULTS] = {
    [REQUEST_FINE] = {"", ""},
#define REQUEST_FAULT(fault, sentence) [REQUEST_##fault] = {#fault, sentence},
#include "pki/tbl/requests.h"
#undef REQUEST_FAULT
};

const char *request_fault_name(enum request_fault fault)
{
    return faults[fault].name;
}

const char *request_fault_text(enum request_fault fault)
{
    return faults[fault].text;
}

/* Read its names. */
static enum request_fault check_names(X509_REQ *r, const struct request_rules *rules,
                                      struct request *out)
{
    char why[256];
    const X509_NAME *subject = X509_REQ_get_subject_name(r);
    if (!name_one(subject, NID_commonName, out->name, sizeof out->name))
        return REQUEST_CSR_NO_NAME;
    name_one(subject, NID_organizationName, out->organization, sizeof out->organization);
    if (rules->name.n > 0 && !str_is(rules->name, out->name) &&
        (rules->other_name.n == 0 || !str_is(rules->other_name, out->name)))
        return REQUEST_CSR_FOREIGN_IDENTITY;
    if (rules->name.n > 0 && !cert_name_ok(CERT_STATION, str_of(out->name), why))
        return REQUEST_CSR_BAD_NAME;
    if (rules->organization.n > 0 && out->organization[0] != 0 &&
        !str_is(rules->organization, out->organization))
        return REQUEST_CSR_FOREIGN_OPERATOR;
    return REQUEST_FINE;
}

/* Check a request that could be parsed: cheap rules first, as anybody may send one. */
static enum request_fault check(X509_REQ *r, const struct request_rules *rules, struct request *out,
                                char why[256])
{
    EVP_PKEY *key = X509_REQ_get0_pubkey(r);
    if (!key || !strength_key(key, why))
        return REQUEST_CSR_WEAK_KEY;
    strength_name(key, out->key, sizeof out->key);
    if (!strength_signature(X509_REQ_get_signature_nid(r), why))
        return REQUEST_CSR_WEAK_SIGNATURE;
    if (X509_REQ_verify(r, key) != 1)
        return REQUEST_CSR_NOT_ITS_KEY;
    return check_names(r, rules, out);
}

/* Append the public key; false where memory or room is out. */
static bool put_key(X509_REQ *r, struct buf *public_pem)
{
    char why[256];
    BIO *bio = BIO_new(BIO_s_mem());
    bool ok = bio && PEM_write_bio_PUBKEY(bio, X509_REQ_get0_pubkey(r)) == 1 &&
              pem_drain(bio, public_pem, why);
    BIO_free(bio);
    return ok;
}

/* Judge it; why is filled where there is more to say than the fault's sentence. */
static enum request_fault judge(struct str pem, const struct request_rules *rules,
                                struct request *out, struct buf *public_pem, char why[256])
{
    *out = (struct request){0};
    BIO *in = pem.n <= REQUEST_MAX ? pem_source(pem) : NULL;
    X509_REQ *r = in ? PEM_read_bio_X509_REQ(in, NULL, pem_no_passphrase, NULL) : NULL;
    enum request_fault fault = r ? check(r, rules, out, why) : REQUEST_CSR_UNREADABLE;
    if (fault == REQUEST_FINE && public_pem && !put_key(r, public_pem))
        fault = REQUEST_CSR_UNREADABLE;
    ERR_clear_error();
    BIO_free(in);
    X509_REQ_free(r);
    return fault;
}

enum request_fault request_judge(struct str pem, const struct request_rules *rules,
                                 struct request *out, struct buf *public_pem)
{
    char why[256];
    return judge(pem, rules, out, public_pem, why);
}

bool request_read(struct str pem, struct request *out, struct buf *public_pem, char why[256])
{
    struct request_rules anybody = {0};
    char more[256] = "";
    if (pem.n > REQUEST_MAX)
        return pem_refuse(why, "the request is larger than 16 KiB");
    enum request_fault fault = judge(pem, &anybody, out, public_pem, more);
    return fault == REQUEST_FINE ||
           pem_refuse(why, more[0] != 0 ? more : request_fault_text(fault));
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
