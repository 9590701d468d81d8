/* SPDX-License-Identifier: Apache-2.0 */
/* Making revocation lists (version 2: number, issuer's key, reasons). */
#include "pki/crl.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/time.h"
#include "pki/pem.h"

static const struct {
    const char *name;
    int number;
} reasons[] = {
    {"unspecified", CRL_REASON_UNSPECIFIED},
    {"keyCompromise", CRL_REASON_KEY_COMPROMISE},
    {"affiliationChanged", CRL_REASON_AFFILIATION_CHANGED},
    {"superseded", CRL_REASON_SUPERSEDED},
    {"cessationOfOperation", CRL_REASON_CESSATION_OF_OPERATION},
    {"privilegeWithdrawn", CRL_REASON_PRIVILEGE_WITHDRAWN},
};

int crl_reason_of(struct str name)
{
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (str_is(name, reasons[i].name))
            return reasons[i].number;
    return -1;
}

const char *crl_reasons(void)
{
    return "unspecified keyCompromise affiliationChanged superseded cessationOfOperation "
           "privilegeWithdrawn";
}

/* Set the reason of a row; "unspecified" is said by saying nothing (RFC 5280, 5.3.1). */
static bool set_reason(X509_REVOKED *r, int reason)
{
    if (reason == CRL_REASON_UNSPECIFIED)
        return true;
    ASN1_ENUMERATED *e = ASN1_ENUMERATED_new();
    bool ok = e && ASN1_ENUMERATED_set(e, reason) == 1 &&
              X509_REVOKED_add1_ext_i2d(r, NID_crl_reason, e, 0, 0) == 1;
    ASN1_ENUMERATED_free(e);
    return ok;
}

/* Add one row to the list. */
static bool add(X509_CRL *crl, const struct crl_row *row)
{
    char digits[65];
    BIGNUM *number = NULL;
    if (!str_copy(digits, sizeof digits, row->serial) || row->serial.n == 0 ||
        BN_hex2bn(&number, digits) != (int)row->serial.n) {
        BN_free(number);
        return false;
    }
    X509_REVOKED *r = X509_REVOKED_new();
    ASN1_INTEGER *serial = BN_to_ASN1_INTEGER(number, NULL);
    ASN1_TIME *at = ASN1_TIME_set(NULL, (time_t)(row->at_us / US_PER_S));
    bool ok = r && serial && at && X509_REVOKED_set_serialNumber(r, serial) == 1 &&
              X509_REVOKED_set_revocationDate(r, at) == 1 && set_reason(r, row->reason);
    ok = ok && X509_CRL_add0_revoked(crl, r) == 1;
    if (!ok)
        X509_REVOKED_free(r);
    ASN1_TIME_free(at);
    ASN1_INTEGER_free(serial);
    BN_free(number);
    return ok;
}

/* Set both times. */
static bool set_times(X509_CRL *crl, int64_t at_us, int64_t next_us)
{
    ASN1_TIME *at = ASN1_TIME_set(NULL, (time_t)(at_us / US_PER_S));
    ASN1_TIME *next = ASN1_TIME_set(NULL, (time_t)(next_us / US_PER_S));
    bool ok = at && next && X509_CRL_set1_lastUpdate(crl, at) == 1 &&
              X509_CRL_set1_nextUpdate(crl, next) == 1;
    ASN1_TIME_free(at);
    ASN1_TIME_free(next);
    return ok;
}

/* The list's number (its time in microseconds: it only grows) and its issuer's key. */
static bool extend(X509_CRL *crl, X509 *issuer, int64_t at_us)
{
    X509V3_CTX ctx;
    ASN1_INTEGER *number = ASN1_INTEGER_new();
    X509V3_set_ctx_nodb(&ctx);
    X509V3_set_ctx(&ctx, issuer, NULL, NULL, crl, 0);
    X509_EXTENSION *key = X509V3_EXT_conf_nid(NULL, &ctx, NID_authority_key_identifier, "keyid");
    bool ok = number && key && ASN1_INTEGER_set_int64(number, at_us) == 1 &&
              X509_CRL_add1_ext_i2d(crl, NID_crl_number, number, 0, 0) == 1 &&
              X509_CRL_add_ext(crl, key, -1) == 1;
    X509_EXTENSION_free(key);
    ASN1_INTEGER_free(number);
    return ok;
}

/* Fill in, sign and write the list. */
static bool complete(X509_CRL *crl, X509 *issuer, EVP_PKEY *key, const struct crl_row *rows,
                     size_t n, int64_t at_us, int64_t next_us)
{
    bool ok = X509_CRL_set_version(crl, X509_CRL_VERSION_2) == 1 &&
              X509_CRL_set_issuer_name(crl, X509_get_subject_name(issuer)) == 1 &&
              set_times(crl, at_us, next_us) && extend(crl, issuer, at_us);
    for (size_t i = 0; ok && i < n; i++)
        ok = add(crl, &rows[i]);
    return ok && X509_CRL_sort(crl) == 1 && X509_CRL_sign(crl, key, EVP_sha256()) > 0;
}

bool crl_make(const struct cert_issuer *issuer, const struct crl_row *rows, size_t n, int64_t at_us,
              int64_t next_us, struct buf *pem, char why[256])
{
    if (next_us <= at_us)
        return pem_refuse(why, "the revocation list would end before it begins");
    X509 *cert = pem_cert(issuer->cert, why);
    EVP_PKEY *key = cert ? pem_key(issuer->key, issuer->passphrase, why) : NULL;
    X509_CRL *crl = key ? X509_CRL_new() : NULL;
    BIO *bio = crl ? BIO_new(BIO_s_mem()) : NULL;
    bool ok = bio != NULL;
    if (ok && X509_check_private_key(cert, key) != 1)
        ok = pem_refuse(why, "the issuer's key does not belong to its certificate");
    else if (ok && !(complete(crl, cert, key, rows, n, at_us, next_us) &&
                     PEM_write_bio_X509_CRL(bio, crl) == 1))
        ok = pem_failed(why, "the revocation list can't be made");
    ok = ok && pem_drain(bio, pem, why);
    BIO_free(bio);
    X509_CRL_free(crl);
    EVP_PKEY_free(key);
    X509_free(cert);
    return ok;
}
