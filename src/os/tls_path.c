/* SPDX-License-Identifier: Apache-2.0 */
/* TLS of one path, directly on its socket: handshake, bytes, the peer's certificate, and the
 * sentence that says why a handshake failed. */
#include "os/tls_path.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"

#define NAME_SHOWN 120 /* bytes of a subject or issuer in a sentence */

/* -- certificates -- */

/* A name as RFC 2253 writes it, in ASCII, cut where it is long. */
static void put_name(struct buf *b, const X509_NAME *name)
{
    char text[NAME_SHOWN + 1];
    BIO *bio = BIO_new(BIO_s_mem());
    if (!bio)
        return;
    X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253);
    int n = BIO_read(bio, text, NAME_SHOWN);
    buf_put(b, text, n > 0 ? (size_t)n : 0);
    if (BIO_pending(bio) > 0)
        buf_putz(b, "...");
    BIO_free(bio);
}

void tls_certificate_text(X509 *cert, char *out, size_t cap)
{
    struct buf b = buf_over(out, cap - 1);
    BIGNUM *number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(cert), NULL);
    char *hex = number ? BN_bn2hex(number) : NULL;
    buf_putz(&b, "certificate ");
    put_name(&b, X509_get_subject_name(cert));
    buf_printf(&b, ", serial %.48s, issuer ", hex ? hex : "?");
    put_name(&b, X509_get_issuer_name(cert));
    out[b.n] = '\0';
    OPENSSL_free(hex);
    BN_free(number);
}

/* The one entry of that kind in a name, as UTF-8; "" where there is none, several, or one that
 * does not fit or holds a NUL. */
static void take_entry(const X509_NAME *name, int nid, char out[129])
{
    unsigned char *text = NULL;
    int at = X509_NAME_get_index_by_NID(name, nid, -1);
    out[0] = '\0';
    if (at < 0 || X509_NAME_get_index_by_NID(name, nid, at) >= 0)
        return;
    int n = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    if (n > 0 && n <= 128 && !memchr(text, '\0', (size_t)n)) {
        memcpy(out, text, (size_t)n);
        out[n] = '\0';
    }
    if (n >= 0)
        OPENSSL_free(text);
}

/* The serial number in hexadecimal, and the end. */
static void take_serial(X509 *cert, struct tls_peer *out)
{
    struct buf b = buf_over(out->serial, sizeof out->serial - 1);
    const ASN1_INTEGER *serial = X509_get0_serialNumber(cert);
    const unsigned char *bytes = ASN1_STRING_get0_data(serial);
    struct tm tm;
    for (int i = 0; i < ASN1_STRING_length(serial) && i < 32; i++)
        buf_printf(&b, "%02X", bytes[i]);
    out->serial[b.n] = '\0';
    if (ASN1_TIME_to_tm(X509_get0_notAfter(cert), &tm) == 1)
        out->ends_us = (int64_t)timegm(&tm) * 1000000;
}

void tls_path_peer(const struct tls_path *p, struct tls_peer *out)
{
    memset(out, 0, sizeof *out);
    X509 *cert = p->failed ? NULL : SSL_get0_peer_certificate(p->ssl);
    out->certificate = cert && SSL_get_verify_result(p->ssl) == X509_V_OK;
    if (!out->certificate)
        return;
    out->expired = X509_cmp_current_time(X509_get0_notAfter(cert)) <= 0;
    take_serial(cert, out);
    take_entry(X509_get_subject_name(cert), NID_commonName, out->name);
    take_entry(X509_get_subject_name(cert), NID_organizationName, out->organization);
    tls_certificate_text(cert, out->text, sizeof out->text);
}

int tls_on_verify(int fine, X509_STORE_CTX *store)
{
    SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    struct tls_path *p = SSL_get_app_data(ssl);
    X509 *leaf = X509_STORE_CTX_get0_cert(store), *at = X509_STORE_CTX_get_current_cert(store);
    char text[400];
    if (!fine && p->load->expired && X509_STORE_CTX_get_error_depth(store) == 0 &&
        X509_STORE_CTX_get_error(store) == X509_V_ERR_CERT_HAS_EXPIRED) {
        X509_STORE_CTX_set_error(store, X509_V_OK);
        return 1;
    }
    if (fine || p->failure || !leaf || !(p->failure = malloc(512)))
        return fine;
    tls_certificate_text(leaf, text, sizeof text);
    snprintf(p->failure, 512, "%s: %s%s", text,
             X509_verify_cert_error_string(X509_STORE_CTX_get_error(store)),
             at && at != leaf && X509_cmp(at, leaf) != 0 ? " (in its chain)" : "");
    return fine;
}

/* -- life -- */

struct tls_path *tls_path_open(struct tls *t, int socket)
{
    struct tls_path *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    p->load = tls_hold(t);
    p->ssl = SSL_new(p->load->ctx);
    if (!p->ssl || SSL_set_fd(p->ssl, socket) != 1) {
        tls_path_close(p);
        return NULL;
    }
    SSL_set_app_data(p->ssl, p);
    SSL_set_accept_state(p->ssl);
    return p;
}

void tls_path_close(struct tls_path *p)
{
    if (!p)
        return;
    SSL_free(p->ssl);
    tls_let_go(p->load);
    free(p->failure);
    free(p);
}

/* Note why the handshake failed; the certificate's sentence, if there is one, says more. */
static void note_failure(struct tls_path *p, int result)
{
    unsigned long e = ERR_peek_error();
    const char *reason = e ? ERR_reason_error_string(e) : NULL;
    bool began = BIO_number_read(SSL_get_rbio(p->ssl)) > 0;
    p->failed = true;
    p->plain_http = ERR_GET_LIB(e) == ERR_LIB_SSL && ERR_GET_REASON(e) == SSL_R_HTTP_REQUEST;
    if (p->failure || !(p->failure = malloc(512)))
        return;
    if (!began)
        p->failure[0] = '\0';
    else if (result == SSL_ERROR_SYSCALL || ERR_GET_REASON(e) == SSL_R_UNEXPECTED_EOF_WHILE_READING)
        snprintf(p->failure, 512, "the peer ended the path within the TLS handshake");
    else if (p->plain_http)
        snprintf(p->failure, 512, "plain HTTP on the TLS port: use wss://");
    else
        snprintf(p->failure, 512, "TLS handshake: %s", reason ? reason : "it failed");
}

/* What a call of OpenSSL that brought no bytes means. */
static ssize_t outcome(struct tls_path *p, int result)
{
    int e = SSL_get_error(p->ssl, result);
    ssize_t r = TLS_BROKEN;
    if (e == SSL_ERROR_WANT_READ)
        r = TLS_WANTS_READ;
    else if (e == SSL_ERROR_WANT_WRITE)
        r = TLS_WANTS_WRITE;
    else if (e == SSL_ERROR_ZERO_RETURN ||
             ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING)
        r = TLS_ENDED;
    if (!p->secured && r <= TLS_ENDED)
        note_failure(p, e);
    ERR_clear_error();
    return r;
}

/* Give up all members of a chain; its certificates live on where somebody else holds them. */
static void empty_chain(STACK_OF(X509) * chain)
{
    for (X509 *x; chain && (x = sk_X509_pop(chain)) != NULL;)
        X509_free(x);
}

/* The chain that the peer sent, and that it was verified by, are not asked for again: some 4 kB for
 * each member that is not one of our trust, as long as the path lives. (The session holds the
 * peer's own certificate, which is asked for.) */
static void drop_chains(const struct tls_path *p)
{
    empty_chain(SSL_get_peer_cert_chain(p->ssl));
    empty_chain(SSL_get0_verified_chain(p->ssl));
}

ssize_t tls_path_read(struct tls_path *p, char *to, size_t n)
{
    ERR_clear_error();
    if (!p->secured) {
        int shaken = SSL_do_handshake(p->ssl);
        if (shaken != 1)
            return outcome(p, shaken);
        p->secured = true;
        drop_chains(p);
    }
    int got = SSL_read(p->ssl, to, (int)n);
    return got > 0 ? got : outcome(p, got);
}

ssize_t tls_path_write(struct tls_path *p, const char *from, size_t n)
{
    size_t sent = 0;
    while (sent < n) {
        int chunk = n - sent > 1 << 20 ? 1 << 20 : (int)(n - sent);
        ERR_clear_error();
        int wrote = SSL_write(p->ssl, from + sent, chunk);
        ssize_t r = wrote > 0 ? wrote : outcome(p, wrote);
        if (r <= TLS_ENDED)
            return r;
        if (r <= 0)
            break;
        sent += (size_t)r;
    }
    return (ssize_t)sent;
}

bool tls_path_pending(const struct tls_path *p)
{
    return SSL_has_pending(p->ssl) == 1;
}

void tls_path_goodbye(struct tls_path *p)
{
    if (!p->secured)
        return;
    ERR_clear_error();
    (void)SSL_shutdown(p->ssl); /* where it can't be sent, the end of the socket says it too */
    ERR_clear_error();
}

void tls_path_failure(const struct tls_path *p, char out[512])
{
    snprintf(out, 512, "%s", p->failure ? p->failure : "");
}
