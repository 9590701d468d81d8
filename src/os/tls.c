/* SPDX-License-Identifier: Apache-2.0 */
/* Loading certificates and rules into OpenSSL, and changing them while paths live: each load is
 * counted by its holders, the newest is whose handshakes begin now. */
#include "os/tls.h"

#include <openssl/err.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/buf.h"
#include "os/tls_path.h"

#define VERIFY_DEPTH 5

/* What the standard demands (with the RSA key exchange of old stations), and its better kin. */
#define CIPHERS_12                                                                                 \
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"                                 \
    "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:"                                     \
    "AES128-GCM-SHA256:AES256-GCM-SHA384"
/* What stations of 1.6 without GCM know; TLS 1.2 all the same. */
#define CIPHERS_LEGACY                                                                             \
    CIPHERS_12 ":ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA384:"                             \
               "ECDHE-RSA-AES128-SHA256:ECDHE-RSA-AES256-SHA384:ECDHE-ECDSA-AES128-SHA:"           \
               "ECDHE-RSA-AES128-SHA:AES128-SHA256:AES256-SHA256:AES128-SHA:AES256-SHA"
#define CIPHERS_13 "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"

struct tls {
    struct tls_rules rules;
    pthread_mutex_t lock; /* of newest */
    struct tls_load *newest;
};

/* One line: what the option is about, and OpenSSL's word for what is wrong. */
static enum err wrong(char why[256], const char *option, const char *file)
{
    unsigned long e = ERR_peek_last_error();
    const char *reason = e ? ERR_reason_error_string(e) : NULL;
    snprintf(why, 256, "%s %.128s: %s", option, file, reason ? reason : "can't be used");
    ERR_clear_error();
    return ERR_INVALID;
}

/* A key with a pass phrase can't be asked for one. */
static int no_phrase(char *to, int cap, int writing, void *ctx)
{
    (void)to;
    (void)cap;
    (void)writing;
    (void)ctx;
    return -1;
}

/* Load one pair. */
static enum err load_pair(SSL_CTX *c, const char *cert, const char *key, const char *names[2],
                          char why[256])
{
    if (SSL_CTX_use_certificate_chain_file(c, cert) != 1)
        return wrong(why, names[0], cert);
    if (SSL_CTX_use_PrivateKey_file(c, key, SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(c) != 1)
        return wrong(why, names[1], key);
    return ERR_OK;
}

/* Append "subject ... until ..." of the context's current certificate. */
static void describe(SSL_CTX *c, struct buf *b)
{
    char text[400], when[40] = "?";
    X509 *cert = SSL_CTX_get0_certificate(c);
    BIO *bio = BIO_new(BIO_s_mem());
    if (!cert || !bio) {
        BIO_free(bio);
        return;
    }
    tls_certificate_text(cert, text, sizeof text);
    ASN1_TIME_print(bio, X509_get0_notAfter(cert));
    int n = BIO_read(bio, when, sizeof when - 1);
    when[n > 0 ? n : 0] = '\0';
    BIO_free(bio);
    buf_printf(b, "%s%s, until %s", b->n ? "; " : "", text, when);
}

/* How many pairs are loaded; notes what they are. */
static int note_pairs(struct tls_load *l)
{
    int n = 0;
    struct buf b = buf_over(l->text, sizeof l->text - 1);
    for (long more = SSL_CTX_set_current_cert(l->ctx, SSL_CERT_SET_FIRST); more == 1;
         more = SSL_CTX_set_current_cert(l->ctx, SSL_CERT_SET_NEXT), n++)
        describe(l->ctx, &b);
    l->text[b.n] = '\0';
    return n;
}

/* Our own certificates. */
static enum err load_own(struct tls_load *l, const struct tls_rules *r, char why[256])
{
    static const char *first[2] = {"tls_cert", "tls_key"}, *second[2] = {"tls_cert2", "tls_key2"};
    enum err e = load_pair(l->ctx, r->cert, r->key, first, why);
    if (e == ERR_OK && r->cert2[0] != '\0')
        e = load_pair(l->ctx, r->cert2, r->key2, second, why);
    if (e == ERR_OK && note_pairs(l) < 2 && r->cert2[0] != '\0') {
        snprintf(why, 256, "tls_cert2 %.128s: has the same kind of key as tls_cert", r->cert2);
        e = ERR_INVALID;
    }
    return e;
}

/* Whom we trust, and what they have revoked. */
static enum err load_trust(SSL_CTX *c, const struct tls_rules *r, char why[256])
{
    X509_STORE *store = SSL_CTX_get_cert_store(c);
    STACK_OF(X509_NAME) * names;
    if (r->ca[0] == '\0')
        return ERR_OK;
    if (SSL_CTX_load_verify_file(c, r->ca) != 1 || !(names = SSL_load_client_CA_file(r->ca)))
        return wrong(why, "tls_ca", r->ca);
    SSL_CTX_set_client_CA_list(c, names);
    X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
    if (r->crl[0] == '\0')
        return ERR_OK;
    X509_LOOKUP *lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file());
    if (!lookup || X509_load_crl_file(lookup, r->crl, X509_FILETYPE_PEM) < 1)
        return wrong(why, "tls_crl", r->crl);
    X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
    return ERR_OK;
}

/* ALPN: http/1.1 where a station offers it. Whoever offers only what we don't know is served all
 * the same, as it was without ALPN. */
static int on_alpn(SSL *ssl, const unsigned char **out, unsigned char *n, const unsigned char *in,
                   unsigned in_n, void *ctx)
{
    static const unsigned char ours[] = "\x08http/1.1";
    unsigned char *chosen;
    (void)ssl;
    (void)ctx;
    if (SSL_select_next_proto(&chosen, n, ours, sizeof ours - 1, in, in_n) !=
        OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

/* All that needs no file. */
static void set_rules(SSL_CTX *c, const struct tls_rules *r)
{
    static const unsigned char context[] = "busbar stations";
    static const int verify[] = {[TLS_CLIENTS_NONE] = SSL_VERIFY_NONE,
                                 [TLS_CLIENTS_OPTIONAL] = SSL_VERIFY_PEER,
                                 [TLS_CLIENTS_REQUIRED] =
                                     SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT};
    ASSERT(SSL_CTX_set_min_proto_version(c, r->only_13 ? TLS1_3_VERSION : TLS1_2_VERSION) == 1);
    ASSERT(SSL_CTX_set_cipher_list(c, r->legacy ? CIPHERS_LEGACY : CIPHERS_12) == 1);
    ASSERT(SSL_CTX_set_ciphersuites(c, CIPHERS_13) == 1);
    SSL_CTX_set_options(c, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                               SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(c, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                            SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_read_ahead(c, 1);
    SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_OFF); /* tickets only: nothing is kept */
    ASSERT(SSL_CTX_set_session_id_context(c, context, sizeof context - 1) == 1);
    SSL_CTX_set_timeout(c, 2L * TLS_TICKET_LIFE_S);
    SSL_CTX_set_num_tickets(c, 1);
    SSL_CTX_set_alpn_select_cb(c, on_alpn, NULL);
    SSL_CTX_set_tlsext_ticket_key_evp_cb(c, tls_on_ticket);
    SSL_CTX_set_verify(c, verify[r->clients], tls_on_verify);
    SSL_CTX_set_verify_depth(c, VERIFY_DEPTH);
    SSL_CTX_set_default_passwd_cb(c, no_phrase);
}

/* Load all that the rules name. */
static enum err load(const struct tls_rules *r, struct tls_load **out, char why[256])
{
    struct tls_load *l = *out = calloc(1, sizeof *l);
    if (!l || !(l->ctx = SSL_CTX_new(TLS_server_method()))) {
        free(l);
        *out = NULL;
        return ERR_MEMORY;
    }
    ERR_clear_error();
    atomic_init(&l->holders, 1);
    ASSERT(pthread_mutex_init(&l->lock, NULL) == 0);
    l->expired = r->expired;
    l->legacy = r->legacy;
    set_rules(l->ctx, r);
    enum err e = load_own(l, r, why);
    if (e == ERR_OK)
        e = load_trust(l->ctx, r, why);
    if (e == ERR_OK)
        tls_ends_note(l);
    if (e != ERR_OK) {
        tls_let_go(l);
        *out = NULL;
    }
    return e;
}

struct tls_load *tls_hold(struct tls *t)
{
    pthread_mutex_lock(&t->lock);
    struct tls_load *l = t->newest;
    atomic_fetch_add(&l->holders, 1);
    pthread_mutex_unlock(&t->lock);
    return l;
}

void tls_let_go(struct tls_load *l)
{
    if (!l || atomic_fetch_sub(&l->holders, 1) != 1)
        return;
    SSL_CTX_free(l->ctx);
    pthread_mutex_destroy(&l->lock);
    OPENSSL_cleanse(l, sizeof *l);
    free(l);
}

enum err tls_open(const struct tls_rules *rules, struct tls **out, char why[256])
{
    struct tls *t = *out = calloc(1, sizeof *t);
    if (!t)
        return ERR_MEMORY;
    t->rules = *rules;
    ASSERT(pthread_mutex_init(&t->lock, NULL) == 0);
    enum err e = load(rules, &t->newest, why);
    if (e != ERR_OK) {
        tls_close(t);
        *out = NULL;
    }
    return e;
}

enum err tls_reload(struct tls *t, char why[256])
{
    struct tls_load *fresh;
    enum err e = load(&t->rules, &fresh, why);
    if (e != ERR_OK)
        return e;
    pthread_mutex_lock(&t->lock);
    struct tls_load *old = t->newest;
    t->newest = fresh;
    pthread_mutex_unlock(&t->lock);
    tls_let_go(old);
    return ERR_OK;
}

void tls_describe(struct tls *t, char out[512])
{
    struct tls_load *l = tls_hold(t);
    memcpy(out, l->text, sizeof l->text);
    tls_let_go(l);
}

void tls_close(struct tls *t)
{
    if (!t)
        return;
    tls_let_go(t->newest);
    pthread_mutex_destroy(&t->lock);
    free(t);
}
