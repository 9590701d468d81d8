/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates, requests and revocation lists: round trips, and everything that must be refused. */
#include "check.h"
#include "base/time.h"
#include "pki/cert.h"
#include "pki/crl.h"
#include "pki/key.h"
#include "pki/request.h"

#define NOW INT64_C(1795572946000000)
#define DAY (24 * US_PER_HOUR)

struct pem {
    char bytes[CERT_PEM_MAX];
    struct buf buf;
};

/* A CA of two levels and one more key pair, made once. */
static struct {
    bool made;
    struct pem root_key, root_public, root, issuing_key, issuing_public, issuing, key, public_key;
} ca;

static char why[256];

static struct buf *fresh(struct pem *p)
{
    p->buf = buf_over(p->bytes, sizeof p->bytes);
    return &p->buf;
}

static struct str text(const struct pem *p)
{
    return buf_str(&p->buf);
}

static struct cert_ask ask_for(enum cert_use use, const char *name, int64_t days)
{
    return (struct cert_ask){.use = use,
                             .name = str_of(name),
                             .organization = STR("Volt AG"),
                             .from_us = NOW,
                             .to_us = NOW + days * DAY,
                             .serial = {0xff, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}};
}

static struct cert_issuer issuer(void)
{
    return (struct cert_issuer){text(&ca.issuing), text(&ca.issuing_key), STR("")};
}

static void set_up(void)
{
    if (ca.made)
        return;
    struct cert_ask root = ask_for(CERT_ROOT, "Volt AG Root", 3650);
    struct cert_ask issuing = ask_for(CERT_ISSUING, "Volt AG Issuing", 1825);
    issuing.serial[15] = 77;
    CHECK(key_make(KEY_P256, STR(""), fresh(&ca.root_key), fresh(&ca.root_public), why));
    CHECK(key_make(KEY_P256, STR(""), fresh(&ca.issuing_key), fresh(&ca.issuing_public), why));
    CHECK(key_make(KEY_P256, STR(""), fresh(&ca.key), fresh(&ca.public_key), why));
    struct cert_issuer self = {STR(""), text(&ca.root_key), STR("")};
    CHECK(cert_make(&root, text(&ca.root_public), &self, fresh(&ca.root), why));
    struct cert_issuer above = {text(&ca.root), text(&ca.root_key), STR("")};
    CHECK(cert_make(&issuing, text(&ca.issuing_public), &above, fresh(&ca.issuing), why));
    ca.made = true;
}

/* Issue for the one key; `out` becomes leaf + issuing. */
static bool issue(const struct cert_ask *ask, struct pem *out)
{
    struct cert_issuer by = issuer();
    if (!cert_make(ask, text(&ca.public_key), &by, fresh(out), why))
        return false;
    buf_puts(&out->buf, text(&ca.issuing));
    return !out->buf.full;
}

TEST(keys_of_every_kind_round_trip)
{
    for (int kind = 0; kind < KEY_KINDS; kind++) {
        static struct pem key, pub, again;
        enum key_kind back;
        CHECK(key_make((enum key_kind)kind, STR(""), fresh(&key), fresh(&pub), why));
        CHECK(str_starts(text(&key), STR("-----BEGIN PRIVATE KEY-----\n")));
        CHECK(key_public(text(&key), STR(""), fresh(&again), why));
        CHECK(str_eq(text(&pub), text(&again)));
        CHECK(key_kind_of(str_of(key_kind_name((enum key_kind)kind)), &back));
        CHECK_INT(back, kind);
    }
    enum key_kind none;
    CHECK(!key_kind_of(STR("rsa1024"), &none));
}

TEST(an_encrypted_key_wants_its_passphrase)
{
    static struct pem key, pub, again;
    CHECK(key_make(KEY_P256, STR("correct horse"), fresh(&key), fresh(&pub), why));
    CHECK(str_starts(text(&key), STR("-----BEGIN ENCRYPTED PRIVATE KEY-----\n")));
    CHECK(key_public(text(&key), STR("correct horse"), fresh(&again), why));
    CHECK(str_eq(text(&pub), text(&again)));
    CHECK(!key_public(text(&key), STR(""), fresh(&again), why));
    CHECK(strstr(why, "no passphrase was given"));
    CHECK(!key_public(text(&key), STR("battery staple"), fresh(&again), why));
    CHECK(strstr(why, "passphrase of the private key is wrong"));
    CHECK(!key_public(STR("rubbish"), STR("x"), fresh(&again), why));
    CHECK(strstr(why, "no private key"));
}

TEST(a_key_that_does_not_fit_is_refused)
{
    char small[64];
    struct buf out = buf_over(small, sizeof small);
    CHECK(!key_make(KEY_P256, STR(""), &out, NULL, why));
    CHECK(strstr(why, "does not fit"));
}

TEST(a_station_certificate_says_what_ocpp_wants)
{
    static struct pem leaf;
    struct cert_facts f;
    set_up();
    struct cert_ask ask = ask_for(CERT_STATION, "RDAM 123", 365);
    CHECK(issue(&ask, &leaf));
    CHECK(cert_read(text(&leaf), &f, why));
    CHECK_STR(str_of(f.subject), "O=Volt AG, CN=RDAM 123");
    CHECK_STR(str_of(f.issuer), "O=Volt AG, CN=Volt AG Issuing");
    CHECK_STR(str_of(f.name), "RDAM 123");
    CHECK_STR(str_of(f.organization), "Volt AG");
    CHECK_STR(str_of(f.serial), "7F02030405060708090A0B0C0D0E0F10");
    CHECK_STR(str_of(f.key), "p256");
    CHECK_STR(str_of(f.usage), "digitalSignature");
    CHECK(!f.ca);
    CHECK_INT(f.from_us, NOW);
    CHECK_INT(f.to_us, NOW + 365 * DAY);
    CHECK(cert_check(text(&leaf), text(&ca.root), STR(""), NOW + DAY, why));
}

TEST(an_rsa_server_certificate_may_encipher_keys)
{
    static struct pem key, pub, leaf;
    struct cert_facts f;
    set_up();
    struct cert_issuer by = issuer();
    CHECK(key_make(KEY_RSA2048, STR(""), fresh(&key), fresh(&pub), why));
    struct cert_ask ask = ask_for(CERT_SERVER, "csms.example.org", 90);
    CHECK(cert_make(&ask, text(&pub), &by, fresh(&leaf), why));
    CHECK(cert_read(text(&leaf), &f, why));
    CHECK_STR(str_of(f.key), "rsa2048");
    CHECK_STR(str_of(f.usage), "digitalSignature, keyEncipherment");
}

TEST(the_ca_certificates_are_bounded_in_depth)
{
    struct cert_facts f;
    set_up();
    CHECK(cert_read(text(&ca.root), &f, why));
    CHECK(f.ca);
    CHECK_INT(f.path_length, 1);
    CHECK(cert_read(text(&ca.issuing), &f, why));
    CHECK(f.ca);
    CHECK_INT(f.path_length, 0);
    CHECK_STR(str_of(f.usage), "keyCertSign, cRLSign");
    static struct pem leaf;
    struct cert_ask deeper = ask_for(CERT_ISSUING, "Third level", 30);
    CHECK(!issue(&deeper, &leaf));
    CHECK(strstr(why, "path length 0"));
}

TEST(what_must_not_be_issued)
{
    static struct pem leaf, out;
    set_up();
    struct cert_ask ask = ask_for(CERT_STATION, "CP-1", 1826);
    CHECK(!issue(&ask, &leaf));
    CHECK(strstr(why, "longer than its issuer"));
    ask = ask_for(CERT_STATION, "CP-1", 0);
    CHECK(!issue(&ask, &leaf));
    CHECK(strstr(why, "end before it begins"));
    ask = ask_for(CERT_ROOT, "Another root", 30);
    CHECK(!issue(&ask, &leaf));
    CHECK(strstr(why, "must not sign such"));
    ask = ask_for(CERT_STATION, "CP-1", 30);
    struct cert_issuer mixed = {text(&ca.issuing), text(&ca.root_key), STR("")};
    CHECK(!cert_make(&ask, text(&ca.public_key), &mixed, fresh(&out), why));
    CHECK(strstr(why, "does not belong"));
    struct cert_issuer self = {STR(""), text(&ca.key), STR("")};
    CHECK(!cert_make(&ask, text(&ca.public_key), &self, fresh(&out), why));
    CHECK(strstr(why, "only a root signs itself"));
    CHECK(issue(&ask, &leaf));
    struct cert_issuer station = {text(&leaf), text(&ca.key), STR("")};
    CHECK(!cert_make(&ask, text(&ca.root_public), &station, fresh(&out), why));
    CHECK(strstr(why, "must not sign such"));
}

TEST(names_that_are_refused)
{
    static const struct {
        enum cert_use use;
        const char *name;
        bool ok;
    } rows[] = {
        {CERT_STATION, "CP-1", true},
        {CERT_STATION, "", false},
        {CERT_STATION, "wss://x/CP-1", false},
        {CERT_STATION, "10.0.0.1", false},
        {CERT_STATION, "::1", false},
        {CERT_STATION, "CP\n1", false},
        {CERT_STATION, "1234567890123456789012345678901234567890123456789", false},
        {CERT_SERVER, "csms.example.org", true},
        {CERT_SERVER, "localhost", true},
        {CERT_SERVER, "127.0.0.1", true},
        {CERT_SERVER, "::1", true},
        {CERT_SERVER, "*.example.org", false},
        {CERT_SERVER, "a,DNS:b", false},
        {CERT_SERVER, "a..b", false},
        {CERT_SERVER, "-a", false},
        {CERT_ROOT, "Z\xc3\xbcri Strom", true},
        {CERT_ROOT, "Z\xfcri", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (cert_name_ok(rows[i].use, str_of(rows[i].name), why) != rows[i].ok)
            CHECK_FAIL("%s as %s", rows[i].name, cert_use_name(rows[i].use));
    CHECK(!cert_name_ok(CERT_STATION, str_make("a\0b", 3), why));
}

TEST(a_check_knows_time_and_root)
{
    static struct pem leaf, key, pub, root;
    set_up();
    struct cert_ask ask = ask_for(CERT_STATION, "CP-1", 30);
    CHECK(issue(&ask, &leaf));
    CHECK(cert_check(text(&leaf), text(&ca.root), STR(""), NOW + 29 * DAY, why));
    CHECK(!cert_check(text(&leaf), text(&ca.root), STR(""), NOW + 31 * DAY, why));
    CHECK_STR(str_of(why), "certificate has expired");
    CHECK(!cert_check(text(&leaf), text(&ca.root), STR(""), NOW - DAY, why));
    CHECK_STR(str_of(why), "certificate is not yet valid");
    CHECK(key_make(KEY_P256, STR(""), fresh(&key), fresh(&pub), why));
    struct cert_ask other = ask_for(CERT_ROOT, "Volt AG Root", 3650);
    struct cert_issuer self = {STR(""), text(&key), STR("")};
    CHECK(cert_make(&other, text(&pub), &self, fresh(&root), why));
    CHECK(!cert_check(text(&leaf), text(&root), STR(""), NOW + DAY, why));
    CHECK(!cert_check(STR("rubbish"), text(&ca.root), STR(""), NOW, why));
    CHECK(!cert_check(text(&leaf), STR("rubbish"), STR(""), NOW, why));
}

/* Change one character near the end of the first PEM block: inside of the signature. */
static void tamper(struct pem *p)
{
    char *end = memmem(p->bytes, p->buf.n, "\n-----END", 9);
    char *c = end - 12;
    *c = *c == 'A' ? 'B' : 'A';
}

TEST(a_tampered_certificate_is_refused)
{
    static struct pem leaf;
    set_up();
    struct cert_ask ask = ask_for(CERT_STATION, "CP-1", 30);
    CHECK(issue(&ask, &leaf));
    tamper(&leaf);
    CHECK(!cert_check(text(&leaf), text(&ca.root), STR(""), NOW + DAY, why));
}

TEST(a_request_is_read_and_signed)
{
    static struct pem csr, pub, leaf;
    struct request r;
    struct cert_facts f;
    set_up();
    CHECK(request_make(STR("CP-7"), STR("Somebody"), text(&ca.key), fresh(&csr), why));
    CHECK(request_read(text(&csr), &r, fresh(&pub), why));
    CHECK_STR(str_of(r.name), "CP-7");
    CHECK_STR(str_of(r.organization), "Somebody");
    CHECK_STR(str_of(r.key), "p256");
    CHECK(str_eq(text(&pub), text(&ca.public_key)));
    struct cert_issuer by = issuer();
    struct cert_ask ask = ask_for(CERT_STATION, r.name, 30);
    CHECK(cert_make(&ask, text(&pub), &by, fresh(&leaf), why));
    CHECK(cert_read(text(&leaf), &f, why));
    CHECK_STR(str_of(f.subject), "O=Volt AG, CN=CP-7");
}

TEST(bad_requests_are_refused)
{
    static struct pem csr, pub;
    static char large[REQUEST_MAX + 1];
    struct request r;
    set_up();
    CHECK(!request_read(STR(""), &r, fresh(&pub), why));
    CHECK(!request_read(STR("rubbish"), &r, fresh(&pub), why));
    CHECK(!request_read(text(&ca.root), &r, fresh(&pub), why));
    CHECK(!request_read(str_make(large, sizeof large), &r, fresh(&pub), why));
    CHECK(strstr(why, "16 KiB"));
    CHECK(request_make(STR(""), STR("Somebody"), text(&ca.key), fresh(&csr), why));
    CHECK(!request_read(text(&csr), &r, fresh(&pub), why));
    CHECK(strstr(why, "exactly one common name"));
    CHECK(request_make(STR("CP-7"), STR(""), text(&ca.key), fresh(&csr), why));
    tamper(&csr);
    CHECK(!request_read(text(&csr), &r, fresh(&pub), why));
    CHECK_INT(pub.buf.n, 0);
}

TEST(a_revoked_certificate_is_refused)
{
    static struct pem leaf, other, crl;
    struct cert_facts f;
    set_up();
    struct cert_ask ask = ask_for(CERT_STATION, "CP-1", 30);
    CHECK(issue(&ask, &leaf));
    ask.serial[5] = 99;
    CHECK(issue(&ask, &other));
    CHECK(cert_read(text(&leaf), &f, why));
    struct crl_row row = {str_of(f.serial), NOW, crl_reason_of(STR("keyCompromise"))};
    struct cert_issuer by = issuer();
    CHECK(crl_make(&by, &row, 1, NOW, NOW + 7 * DAY, fresh(&crl), why));
    CHECK(!cert_check(text(&leaf), text(&ca.root), text(&crl), NOW + DAY, why));
    CHECK_STR(str_of(why), "certificate revoked");
    CHECK(cert_check(text(&other), text(&ca.root), text(&crl), NOW + DAY, why));
    CHECK(!cert_check(text(&other), text(&ca.root), text(&crl), NOW + 8 * DAY, why));
    CHECK_STR(str_of(why), "CRL has expired");
    CHECK(!cert_check(text(&other), text(&ca.root), STR("rubbish"), NOW + DAY, why));
}

TEST(lists_that_cannot_be_made)
{
    static struct pem crl;
    set_up();
    struct cert_issuer by = issuer();
    struct crl_row row = {STR("not hex"), NOW, 0};
    CHECK(!crl_make(&by, &row, 1, NOW, NOW + DAY, fresh(&crl), why));
    CHECK(!crl_make(&by, NULL, 0, NOW, NOW, fresh(&crl), why));
    by.key = text(&ca.root_key);
    CHECK(!crl_make(&by, NULL, 0, NOW, NOW + DAY, fresh(&crl), why));
    CHECK_INT(crl_reason_of(STR("mood")), -1);
    CHECK_INT(crl_reason_of(STR("unspecified")), 0);
}

/* The first fault of a request by that name and operator, for the station CP-7 of Volt AG. */
static const char *judged(const char *name, const char *organization)
{
    static struct pem csr;
    struct request r;
    struct request_rules rules = {
        .name = STR("CP-7"), .other_name = STR("SN 99"), .organization = STR("Volt AG")};
    CHECK(request_make(str_of(name), str_of(organization), text(&ca.key), fresh(&csr), why));
    return request_fault_name(request_judge(text(&csr), &rules, &r, NULL));
}

TEST(a_request_must_be_the_stations_own)
{
    struct request r;
    struct request_rules rules = {.name = STR("10.0.0.1")};
    static struct pem csr;
    set_up();
    CHECK_STR(str_of(judged("CP-7", "Volt AG")), "");
    CHECK_STR(str_of(judged("CP-7", "")), "");
    CHECK_STR(str_of(judged("SN 99", "")), "");
    CHECK_STR(str_of(judged("CP-8", "Volt AG")), "CSR_FOREIGN_IDENTITY");
    CHECK_STR(str_of(judged("cp-7", "Volt AG")), "CSR_FOREIGN_IDENTITY");
    CHECK_STR(str_of(judged("", "Volt AG")), "CSR_NO_NAME");
    CHECK_STR(str_of(judged("CP-7", "Andere")), "CSR_FOREIGN_OPERATOR");
    CHECK_INT(request_judge(STR("rubbish"), &rules, &r, NULL), REQUEST_CSR_UNREADABLE);
    CHECK(request_make(STR("10.0.0.1"), STR(""), text(&ca.key), fresh(&csr), why));
    CHECK_INT(request_judge(text(&csr), &rules, &r, NULL), REQUEST_CSR_BAD_NAME);
    tamper(&csr);
    CHECK(request_judge(text(&csr), &rules, &r, NULL) != REQUEST_FINE);
}

TEST(every_use_of_a_station_has_its_key_usage)
{
    static struct pem leaf;
    struct cert_facts f;
    set_up();
    struct cert_ask ask = ask_for(CERT_V2G, "CP-1", 30);
    CHECK(issue(&ask, &leaf) && cert_read(text(&leaf), &f, why));
    CHECK_STR(str_of(f.usage), "digitalSignature, keyAgreement");
    ask = ask_for(CERT_COMBINED, "CP-1", 30);
    CHECK(issue(&ask, &leaf) && cert_read(text(&leaf), &f, why));
    CHECK_STR(str_of(f.usage), "digitalSignature, keyAgreement");
    ask = ask_for(CERT_OCSP, "Responder", 30);
    CHECK(issue(&ask, &leaf) && cert_read(text(&leaf), &f, why));
    CHECK_STR(str_of(f.usage), "digitalSignature");
}

int main(void)
{
    return check_main();
}
