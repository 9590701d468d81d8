/* SPDX-License-Identifier: Apache-2.0 */
/* Making certificates: every rule about who may certify what for how long is here. */
#include "pki/cert.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "base/time.h"
#include "pki/pem.h"
#include "pki/strength.h"

#define STATION_NAME_MAX 48

static const struct {
    const char *name, *constraints, *usage, *usage_rsa;
} uses[CERT_USES] = {
    [CERT_ROOT] = {"root", "critical,CA:TRUE,pathlen:1", "critical,keyCertSign,cRLSign",
                   "critical,keyCertSign,cRLSign"},
    [CERT_ISSUING] = {"issuing", "critical,CA:TRUE,pathlen:0", "critical,keyCertSign,cRLSign",
                      "critical,keyCertSign,cRLSign"},
    [CERT_STATION] = {"station", "critical,CA:FALSE", "critical,digitalSignature",
                      "critical,digitalSignature,keyEncipherment"},
    [CERT_SERVER] = {"server", "critical,CA:FALSE", "critical,digitalSignature",
                     "critical,digitalSignature,keyEncipherment"},
    [CERT_V2G] = {"v2g", "critical,CA:FALSE", "critical,digitalSignature,keyAgreement",
                  "critical,digitalSignature,keyEncipherment"},
    [CERT_COMBINED] = {"combined", "critical,CA:FALSE", "critical,digitalSignature,keyAgreement",
                       "critical,digitalSignature,keyEncipherment"},
    [CERT_OCSP] = {"ocsp", "critical,CA:FALSE", "critical,digitalSignature",
                   "critical,digitalSignature"},
};

const char *cert_use_name(enum cert_use use)
{
    return uses[use].name;
}

bool cert_use_of(struct str name, enum cert_use *out)
{
    for (int i = 0; i < CERT_USES; i++)
        if (str_is(name, uses[i].name)) {
            *out = (enum cert_use)i;
            return true;
        }
    return false;
}

/* Is every byte of the name one of ours? Letters and digits always are. */
static bool made_of(struct str name, const char *others)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!plain && (c == 0 || !strchr(others, c)))
            return false;
    }
    return true;
}

/* Is the name an IP address? It then goes to `text` as well, NUL-ended. */
static bool is_address(struct str name, char text[CERT_NAME_MAX + 1])
{
    if (!str_copy(text, CERT_NAME_MAX + 1, name))
        return false;
    ASN1_OCTET_STRING *address = a2i_IPADDRESS(text);
    ASN1_OCTET_STRING_free(address);
    return address != NULL;
}

bool cert_name_ok(enum cert_use use, struct str name, char why[256])
{
    char text[CERT_NAME_MAX + 1];
    bool address = is_address(name, text);
    if (name.n == 0 || name.n > CERT_NAME_MAX || !str_utf8(name))
        return pem_refuse(why, "a name must have 1 to 64 characters");
    for (size_t i = 0; i < name.n; i++)
        if ((unsigned char)name.p[i] < ' ' || name.p[i] == 127)
            return pem_refuse(why, "a name must not hold control characters");
    bool station = use == CERT_STATION || use == CERT_V2G || use == CERT_COMBINED;
    if (station && (name.n > STATION_NAME_MAX || !made_of(name, "*-_=:+|@. ")))
        return pem_refuse(why, "a station's name must have at most 48 of the characters letters, "
                               "digits, blank and *-_=:+|@.");
    if (station && address)
        return pem_refuse(why, "a station's name must not be an IP address");
    if (use == CERT_SERVER && !address &&
        (!made_of(name, "-.") || strchr("-.", name.p[0]) || strchr("-.", name.p[name.n - 1]) ||
         memmem(name.p, name.n, "..", 2)))
        return pem_refuse(why, "a server's name must be a host name or an IP address");
    return true;
}

/* Add one extension in OpenSSL's own spelling. */
static bool extend(X509 *cert, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX ctx;
    X509V3_set_ctx_nodb(&ctx);
    X509V3_set_ctx(&ctx, issuer, cert, NULL, NULL, 0);
    X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
    bool ok = e && X509_add_ext(cert, e, -1) == 1;
    X509_EXTENSION_free(e);
    return ok;
}

/* The extensions of a use; the issuer of a root is itself. */
static bool extend_all(X509 *cert, X509 *issuer, const struct cert_ask *ask, bool rsa)
{
    bool ok =
        extend(cert, issuer, NID_basic_constraints, uses[ask->use].constraints) &&
        extend(cert, issuer, NID_key_usage,
               rsa ? uses[ask->use].usage_rsa : uses[ask->use].usage) &&
        extend(cert, issuer, NID_subject_key_identifier, "hash") &&
        (issuer == cert || extend(cert, issuer, NID_authority_key_identifier, "keyid:always"));
    if (ask->use == CERT_OCSP)
        ok = ok && extend(cert, issuer, NID_ext_key_usage, "OCSPSigning") &&
             extend(cert, issuer, NID_id_pkix_OCSP_noCheck, "NULL");
    if (!ok || ask->use != CERT_SERVER)
        return ok;
    char name[CERT_NAME_MAX + 1], value[CERT_NAME_MAX + 8];
    struct buf out = buf_over(value, sizeof value - 1);
    buf_puts(&out, is_address(ask->name, name) ? STR("IP:") : STR("DNS:"));
    buf_puts(&out, ask->name);
    value[out.n] = 0;
    return extend(cert, issuer, NID_subject_alt_name, value);
}

/* Add one part of the subject. */
static bool name_part(X509_NAME *name, int nid, struct str value)
{
    return X509_NAME_add_entry_by_NID(name, nid, MBSTRING_UTF8, (const unsigned char *)value.p,
                                      (int)value.n, -1, 0) == 1;
}

/* The first bits of a serial number are 01: positive, and always of the same length. */
static bool set_serial(X509 *cert, const unsigned char serial[CERT_SERIAL])
{
    unsigned char bytes[CERT_SERIAL];
    memcpy(bytes, serial, CERT_SERIAL);
    bytes[0] = (unsigned char)((bytes[0] & 0x3f) | 0x40);
    BIGNUM *number = BN_bin2bn(bytes, CERT_SERIAL, NULL);
    bool ok = number && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(cert)) != NULL;
    BN_free(number);
    return ok;
}

/* Fill in everything but issuer, extensions and signature. */
static bool fill(X509 *cert, const struct cert_ask *ask, EVP_PKEY *key)
{
    X509_NAME *subject = X509_get_subject_name(cert);
    return X509_set_version(cert, X509_VERSION_3) == 1 && set_serial(cert, ask->serial) &&
           name_part(subject, NID_organizationName, ask->organization) &&
           name_part(subject, NID_commonName, ask->name) && X509_set_pubkey(cert, key) == 1 &&
           ASN1_TIME_set(X509_getm_notBefore(cert), (time_t)(ask->from_us / US_PER_S)) &&
           ASN1_TIME_set(X509_getm_notAfter(cert), (time_t)(ask->to_us / US_PER_S));
}

/* May this issuer certify what is asked? */
static bool issuer_may(X509 *issuer, EVP_PKEY *key, const struct cert_ask *ask,
                       const struct cert_facts *facts, char why[256])
{
    bool ca = ask->use == CERT_ROOT || ask->use == CERT_ISSUING;
    if (X509_check_private_key(issuer, key) != 1)
        return pem_refuse(why, "the issuer's key does not belong to its certificate");
    if (ask->use == CERT_ROOT || !facts->ca || !(X509_get_key_usage(issuer) & KU_KEY_CERT_SIGN))
        return pem_refuse(why, "the issuer must not sign such certificates");
    if (ca && facts->path_length == 0)
        return pem_refuse(why, "the issuer must not sign certificates of issuers (path length 0)");
    if (ask->from_us < facts->from_us || ask->to_us > facts->to_us)
        return pem_refuse(why, "the certificate would live longer than its issuer");
    return true;
}

/* Sign: with the issuer's name and key, or with its own where there is no issuer. */
static bool complete(X509 *cert, X509 *issuer, EVP_PKEY *signer, const struct cert_ask *ask,
                     EVP_PKEY *key, struct buf *pem, char why[256])
{
    bool ok = fill(cert, ask, key) &&
              X509_set_issuer_name(cert, X509_get_subject_name(issuer)) == 1 &&
              extend_all(cert, issuer, ask, EVP_PKEY_is_a(key, "RSA") == 1) &&
              X509_sign(cert, signer, EVP_sha256()) > 0;
    if (!ok)
        return pem_failed(why, "the certificate can't be made");
    BIO *out = BIO_new(BIO_s_mem());
    ok = out && PEM_write_bio_X509(out, cert) == 1 ? pem_drain(out, pem, why)
                                                   : pem_refuse(why, "out of memory");
    BIO_free(out);
    return ok;
}

/* The names and the time of what is asked. */
static bool ask_ok(const struct cert_ask *ask, char why[256])
{
    if (!cert_name_ok(ask->use, ask->name, why))
        return false;
    if (!cert_name_ok(CERT_ROOT, ask->organization, why))
        return pem_refuse(why, "an organization must have 1 to 64 printable characters");
    if (ask->from_us >= ask->to_us)
        return pem_refuse(why, "the certificate would end before it begins");
    return true;
}

bool cert_make(const struct cert_ask *ask, struct str public_pem, const struct cert_issuer *issuer,
               struct buf *pem, char why[256])
{
    struct cert_facts facts;
    bool self = issuer->cert.n == 0;
    if (!ask_ok(ask, why) || (!self && !cert_read(issuer->cert, &facts, why)))
        return false;
    EVP_PKEY *key = pem_public(public_pem, why);
    EVP_PKEY *signer = key ? pem_key(issuer->key, issuer->passphrase, why) : NULL;
    X509 *above = signer && !self ? pem_cert(issuer->cert, why) : NULL;
    X509 *cert = signer && (self || above) ? X509_new() : NULL;
    bool ok = cert && strength_key(key, why);
    if (ok && self)
        ok = (ask->use == CERT_ROOT && EVP_PKEY_eq(key, signer) == 1) ||
             pem_refuse(why, "only a root signs itself, with its own key");
    else if (ok)
        ok = issuer_may(above, signer, ask, &facts, why);
    ok = ok && complete(cert, self ? cert : above, signer, ask, key, pem, why);
    X509_free(cert);
    X509_free(above);
    EVP_PKEY_free(signer);
    EVP_PKEY_free(key);
    return ok;
}
