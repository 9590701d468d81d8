/* SPDX-License-Identifier: Apache-2.0 */
/* The client's side of a connection, plain or on OpenSSL. */
#include "os/line.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "os/poll.h"

#define MARK "{identity}"

struct line_tls {
    SSL_CTX *ctx;
    struct line_rules rules;
    char host[256];
    bool is_ip;    /* host is an address */
    bool each_own; /* every station shows a certificate of its own */
};

/* The reason that OpenSSL gave last. */
static const char *reason(void)
{
    const char *text = ERR_reason_error_string(ERR_peek_last_error());
    return text ? text : "no reason is given";
}

/* A sentence about a file; always false. */
static bool refuse(char why[256], const char *file, const char *what)
{
    snprintf(why, 256, "%.150s %.20s: %.60s", file, what, reason());
    ERR_clear_error();
    return false;
}

/* Load the files that are the same for all. */
static bool load(struct line_tls *t, char why[256])
{
    const struct line_rules *r = &t->rules;
    if (SSL_CTX_load_verify_locations(t->ctx, r->ca, NULL) != 1)
        return refuse(why, r->ca, "can't be used");
    if (!r->cert || t->each_own)
        return true;
    if (SSL_CTX_use_certificate_chain_file(t->ctx, r->cert) != 1)
        return refuse(why, r->cert, "can't be used");
    if (SSL_CTX_use_PrivateKey_file(t->ctx, r->key, SSL_FILETYPE_PEM) != 1)
        return refuse(why, r->key, "can't be used");
    return true;
}

/* Set up the context. */
static bool begin(struct line_tls *t, char why[256])
{
    signal(SIGPIPE, SIG_IGN); /* OpenSSL writes to sockets whose peer may be gone */
    t->ctx = SSL_CTX_new(TLS_client_method());
    if (!t->ctx) {
        snprintf(why, 256, "out of memory");
        return false;
    }
    SSL_CTX_set_min_proto_version(t->ctx, TLS1_2_VERSION);
    SSL_CTX_set_verify(t->ctx, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_mode(t->ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                 SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(t->ctx, t->rules.resume
                                               ? SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL
                                               : SSL_SESS_CACHE_OFF);
    return load(t, why);
}

enum err line_tls_open(const struct line_rules *rules, struct str host, struct line_tls **out,
                       char why[256])
{
    unsigned char address[16];
    struct line_tls *t = *out = calloc(1, sizeof *t);
    if (!t)
        return ERR_MEMORY;
    t->rules = *rules;
    if (!t->rules.cert || t->rules.cert[0] == '\0')
        t->rules.cert = NULL;
    if (!t->rules.key || t->rules.key[0] == '\0')
        t->rules.key = t->rules.cert;
    t->each_own = t->rules.cert && strstr(t->rules.cert, MARK) != NULL;
    if (str_copy(t->host, sizeof t->host, host) && begin(t, why)) {
        t->is_ip =
            inet_pton(AF_INET, t->host, address) == 1 || inet_pton(AF_INET6, t->host, address) == 1;
        return ERR_OK;
    }
    line_tls_close(t);
    *out = NULL;
    return ERR_INVALID;
}

void line_tls_close(struct line_tls *t)
{
    if (!t)
        return;
    SSL_CTX_free(t->ctx);
    free(t);
}

/* A file name with the identity in place of its mark; false where it is too long. */
static bool own_file(const char *pattern, struct str identity, char out[512])
{
    const char *mark = strstr(pattern, MARK);
    int head = mark ? (int)(mark - pattern) : (int)strlen(pattern);
    int n = mark ? snprintf(out, 512, "%.*s%.*s%s", head, pattern, STR_ARG(identity),
                            mark + sizeof MARK - 1)
                 : snprintf(out, 512, "%s", pattern);
    return n > 0 && n < 512;
}

/* Give one connection the certificate of its station. */
static bool use_own(SSL *ssl, const struct line_tls *t, struct str identity, char why[256])
{
    char cert[512], key[512];
    if (!own_file(t->rules.cert, identity, cert) || !own_file(t->rules.key, identity, key)) {
        snprintf(why, 256, "the name of a certificate's file is too long");
        return false;
    }
    if (SSL_use_certificate_chain_file(ssl, cert) != 1)
        return refuse(why, cert, "can't be used");
    if (SSL_use_PrivateKey_file(ssl, key, SSL_FILETYPE_PEM) != 1)
        return refuse(why, key, "can't be used");
    return true;
}

/* Say whom we expect at the other end. */
static bool expect_host(SSL *ssl, struct line_tls *t)
{
    if (t->is_ip)
        return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), t->host) == 1;
    return SSL_set1_host(ssl, t->host) == 1 && SSL_set_tlsext_host_name(ssl, t->host) == 1;
}

bool line_open(struct line *l, struct line_tls *t, int fd, struct str identity, char why[256])
{
    l->fd = fd;
    l->ssl = NULL;
    if (!t)
        return true;
    l->ssl = SSL_new(t->ctx);
    if (!l->ssl || SSL_set_fd(l->ssl, fd) != 1 || !expect_host(l->ssl, t)) {
        snprintf(why, 256, "out of memory");
        return false;
    }
    SSL_set_connect_state(l->ssl);
    if (l->session && t->rules.resume)
        SSL_set_session(l->ssl, l->session);
    return !t->each_own || use_own(l->ssl, t, identity, why);
}

/* Why a handshake failed: the verdict about the server's certificate, or what came or did not. */
static void failure(const SSL *ssl, char why[256])
{
    long verdict = SSL_get_verify_result(ssl);
    if (verdict != X509_V_OK)
        snprintf(why, 256, "TLS: the server's certificate: %.150s",
                 X509_verify_cert_error_string(verdict));
    else if (ERR_peek_last_error() != 0)
        snprintf(why, 256, "TLS: %.200s", reason());
    else
        snprintf(why, 256, "TLS: the server ended the connection");
    ERR_clear_error();
}

enum line_shake line_shake(struct line *l, char why[256])
{
    if (!l->ssl)
        return LINE_STANDS;
    ERR_clear_error();
    int r = SSL_do_handshake(l->ssl);
    if (r == 1)
        return LINE_STANDS;
    int error = SSL_get_error(l->ssl, r);
    if (error == SSL_ERROR_WANT_READ)
        return LINE_WAITS_READ;
    if (error == SSL_ERROR_WANT_WRITE)
        return LINE_WAITS_WRITE;
    failure(l->ssl, why);
    return LINE_FAILED;
}

bool line_resumed(const struct line *l)
{
    return l->ssl && SSL_session_reused(l->ssl) == 1;
}

/* What a read or a write of OpenSSL came to. */
static int64_t moved(SSL *ssl, int r)
{
    if (r > 0)
        return r;
    int error = SSL_get_error(ssl, r);
    ERR_clear_error();
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? 0 : -1;
}

int64_t line_send(struct line *l, struct str data)
{
    if (!l->ssl)
        return poll_send(l->fd, data);
    if (data.n == 0)
        return 0;
    return moved(l->ssl, SSL_write(l->ssl, data.p, data.n < INT32_MAX ? (int)data.n : INT32_MAX));
}

int64_t line_receive(struct line *l, void *p, size_t n)
{
    if (!l->ssl)
        return poll_receive(l->fd, p, n);
    return moved(l->ssl, SSL_read(l->ssl, p, n < INT32_MAX ? (int)n : INT32_MAX));
}

/* Keep the session for the next connection, where it can be taken up. */
static void keep_session(struct line *l)
{
    SSL_SESSION *s = SSL_get1_session(l->ssl);
    if (s && SSL_SESSION_is_resumable(s)) {
        line_forget(l);
        l->session = s;
    } else {
        SSL_SESSION_free(s);
    }
}

void line_drop(struct line *l)
{
    if (l->ssl) {
        keep_session(l);
        SSL_set_shutdown(l->ssl, SSL_SENT_SHUTDOWN); /* else freeing it spoils the session */
        SSL_free(l->ssl);
        l->ssl = NULL;
    }
    if (l->fd >= 0)
        poll_drop(l->fd);
    l->fd = -1;
}

void line_forget(struct line *l)
{
    SSL_SESSION_free(l->session);
    l->session = NULL;
}
