/* SPDX-License-Identifier: Apache-2.0 */
/* os/tls: keys of tickets by the hour, loading, and one path over a socket pair: handshake, bytes
 * that do not fit, end, garbage. The certificate is made here, in memory. */
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"
#include "os/tls_path.h"

#define HOUR INT64_C(3600000000)

static struct {
    char folder[64], cert[96], key[96];
} files;

/* A self-signed certificate of "CN=Säule 1, O=Netz" in two files. */
static void make_files(void)
{
    static const unsigned char name[] = "S\xc3\xa4ule 1", owner[] = "Netz";
    snprintf(files.folder, sizeof files.folder, "/tmp/os_tls_XXXXXX");
    CHECK(mkdtemp(files.folder) != NULL);
    snprintf(files.cert, sizeof files.cert, "%s/cert", files.folder);
    snprintf(files.key, sizeof files.key, "%s/key", files.folder);
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    X509 *x = X509_new();
    X509_NAME *n = X509_get_subject_name(x);
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 0x1234);
    X509_gmtime_adj(X509_getm_notBefore(x), -60);
    X509_gmtime_adj(X509_getm_notAfter(x), 3600);
    X509_set_pubkey(x, key);
    X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_UTF8, name, -1, -1, 0);
    X509_NAME_add_entry_by_txt(n, "O", MBSTRING_UTF8, owner, -1, -1, 0);
    X509_set_issuer_name(x, n);
    CHECK(X509_sign(x, key, EVP_sha256()) > 0);
    FILE *f = fopen(files.cert, "we"), *g = fopen(files.key, "we");
    CHECK(PEM_write_X509(f, x) == 1 &&
          PEM_write_PrivateKey(g, key, NULL, NULL, 0, NULL, NULL) == 1);
    fclose(f);
    fclose(g);
    X509_free(x);
    EVP_PKEY_free(key);
}

static void remove_files(void)
{
    unlink(files.cert);
    unlink(files.key);
    rmdir(files.folder);
}

/* The rules of a door that trusts its own certificate. */
static struct tls_rules rules(enum tls_clients clients)
{
    return (struct tls_rules){.cert = files.cert,
                              .key = files.key,
                              .cert2 = "",
                              .key2 = "",
                              .ca = files.cert,
                              .crl = "",
                              .clients = clients};
}

/* A client and the door's path, over a socket pair. */
struct pair {
    struct tls *door;
    struct tls_path *path;
    SSL_CTX *ctx;
    SSL *client;
    int sockets[2];
};

static void pair_open(struct pair *p, enum tls_clients clients, bool shows)
{
    char why[256];
    struct tls_rules r = rules(clients);
    memset(p, 0, sizeof *p);
    CHECK(tls_open(&r, &p->door, why) == ERR_OK);
    CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, p->sockets) == 0);
    p->path = tls_path_open(p->door, p->sockets[0]);
    p->ctx = SSL_CTX_new(TLS_client_method());
    if (shows) {
        CHECK(SSL_CTX_use_certificate_file(p->ctx, files.cert, SSL_FILETYPE_PEM) == 1);
        CHECK(SSL_CTX_use_PrivateKey_file(p->ctx, files.key, SSL_FILETYPE_PEM) == 1);
    }
    p->client = SSL_new(p->ctx);
    SSL_set_fd(p->client, p->sockets[1]);
    SSL_set_connect_state(p->client);
}

static void pair_close(struct pair *p)
{
    tls_path_close(p->path);
    tls_close(p->door);
    SSL_free(p->client);
    SSL_CTX_free(p->ctx);
    close(p->sockets[0]);
    close(p->sockets[1]);
    ERR_clear_error();
}

/* Let both sides work until the client is through; the last result of the door's side. */
static ssize_t shake(struct pair *p)
{
    char bytes[256];
    ssize_t r = TLS_WANTS_READ;
    for (int i = 0; i < 20 && r == TLS_WANTS_READ; i++) {
        ERR_clear_error();
        (void)SSL_do_handshake(p->client);
        r = tls_path_read(p->path, bytes, sizeof bytes);
    }
    return r;
}

TEST(keys_of_tickets_move_on_by_the_hour)
{
    struct tls_tickets t = {0};
    unsigned char first[16], second[16];
    tls_tickets_turn(&t, HOUR);
    memcpy(first, t.key[0].name, 16);
    CHECK(t.key[1].born_us == 0);
    tls_tickets_turn(&t, 2 * HOUR - 1);
    CHECK(memcmp(first, t.key[0].name, 16) == 0);
    tls_tickets_turn(&t, 2 * HOUR);
    memcpy(second, t.key[0].name, 16);
    CHECK(memcmp(first, second, 16) != 0 && memcmp(first, t.key[1].name, 16) == 0);
    tls_tickets_turn(&t, 4 * HOUR + 5);
    CHECK(memcmp(second, t.key[0].name, 16) != 0);
    CHECK_INT(t.key[1].born_us, 0); /* two hours old: nobody may use it any more */
    tls_tickets_turn(&t, 9 * HOUR);
    CHECK_INT(t.key[1].born_us, 0);
}

TEST(the_peer_is_who_its_certificate_says)
{
    struct pair p;
    struct tls_peer who;
    pair_open(&p, TLS_CLIENTS_REQUIRED, true);
    CHECK_INT(shake(&p), TLS_WANTS_READ);
    CHECK(p.path->secured && !p.path->failed);
    tls_path_peer(p.path, &who);
    CHECK(who.certificate && !who.expired);
    CHECK(strcmp(who.name, "S\xc3\xa4ule 1") == 0 && strcmp(who.organization, "Netz") == 0);
    CHECK(strstr(who.text, "CN=S\\C3\\A4ule 1") && strstr(who.text, "serial 1234,"));
    pair_close(&p);
}

TEST(without_a_certificate_there_is_nobody)
{
    struct pair p;
    struct tls_peer who;
    char why[512];
    pair_open(&p, TLS_CLIENTS_OPTIONAL, false);
    CHECK_INT(shake(&p), TLS_WANTS_READ);
    tls_path_peer(p.path, &who);
    CHECK(p.path->secured && !who.certificate && who.name[0] == '\0');
    pair_close(&p);
    pair_open(&p, TLS_CLIENTS_REQUIRED, false);
    CHECK_INT(shake(&p), TLS_BROKEN);
    tls_path_failure(p.path, why);
    CHECK(p.path->failed && strstr(why, "did not return a certificate"));
    pair_close(&p);
}

TEST(what_does_not_fit_is_told_and_goes_on)
{
    enum { N = 2000000 };
    struct pair p;
    char *out = malloc(N), *in = malloc(N), end[8];
    size_t sent = 0, got = 0;
    CHECK(out && in);
    for (size_t i = 0; i < N; i++)
        out[i] = (char)(i * 7 + i / 1000);
    pair_open(&p, TLS_CLIENTS_NONE, false);
    CHECK_INT(shake(&p), TLS_WANTS_READ);
    bool waited = false;
    for (int i = 0; i < 10000 && got < N; i++) {
        ssize_t n = tls_path_write(p.path, out + sent, N - sent);
        CHECK(n >= 0);
        sent += n > 0 ? (size_t)n : 0;
        waited = waited || sent < N;
        ERR_clear_error();
        int r = SSL_read(p.client, in + got, (int)(N - got));
        got += r > 0 ? (size_t)r : 0;
    }
    CHECK(waited && got == N && memcmp(in, out, N) == 0);
    CHECK_INT(SSL_write(p.client, "abc", 3), 3);
    CHECK_INT(tls_path_read(p.path, end, sizeof end), 3);
    CHECK(!tls_path_pending(p.path));
    SSL_shutdown(p.client);
    CHECK_INT(tls_path_read(p.path, end, sizeof end), TLS_ENDED);
    CHECK(!p.path->failed);
    tls_path_goodbye(p.path);
    pair_close(&p);
    free(out);
    free(in);
}

TEST(what_is_no_tls_is_told)
{
    static const struct {
        const char *sent, *word;
        bool http;
    } row[] = {{"GET / HTTP/1.1\r\n\r\n", "plain HTTP", true},
               {"SSH-2.0-OpenSSH_9.2p1 and then some\r\n", "TLS handshake: ", false},
               {"\x16\x03\x01", "ended the path within", false},
               {"", "", false}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct pair p;
        char why[512], bytes[64];
        pair_open(&p, TLS_CLIENTS_NONE, false);
        CHECK(send(p.sockets[1], row[i].sent, strlen(row[i].sent), 0) >= 0);
        shutdown(p.sockets[1], SHUT_WR);
        CHECK(tls_path_read(p.path, bytes, sizeof bytes) <= TLS_ENDED);
        tls_path_failure(p.path, why);
        CHECK(p.path->failed && p.path->plain_http == row[i].http);
        CHECK(row[i].word[0] ? strstr(why, row[i].word) != NULL : why[0] == '\0');
        pair_close(&p);
    }
}

TEST(a_reload_lasts_as_long_as_its_last_path)
{
    struct pair p;
    char why[256], text[512];
    pair_open(&p, TLS_CLIENTS_NONE, false);
    struct tls_load *old = p.path->load;
    CHECK(tls_reload(p.door, why) == ERR_OK);
    struct tls_load *fresh = tls_hold(p.door);
    CHECK(fresh != old);
    tls_let_go(fresh);
    CHECK_INT(old->holders, 1);
    CHECK_INT(shake(&p), TLS_WANTS_READ); /* with the certificate it began with */
    unlink(files.key);
    CHECK(tls_reload(p.door, why) == ERR_INVALID && strstr(why, "tls_key "));
    tls_describe(p.door, text);
    CHECK(strstr(text, "serial 1234") && strstr(text, "until "));
    pair_close(&p);
    remove_files();
    make_files();
}

TEST(files_that_can_not_be_used_are_named)
{
    struct tls *t;
    char why[256];
    struct tls_rules r = rules(TLS_CLIENTS_REQUIRED);
    r.cert = "/nowhere/cert";
    CHECK(tls_open(&r, &t, why) == ERR_INVALID && !t && strstr(why, "tls_cert /nowhere/cert: "));
    r = rules(TLS_CLIENTS_REQUIRED);
    r.ca = files.key;
    CHECK(tls_open(&r, &t, why) == ERR_INVALID && strstr(why, "tls_ca "));
    r = rules(TLS_CLIENTS_REQUIRED);
    r.crl = files.cert;
    CHECK(tls_open(&r, &t, why) == ERR_INVALID && strstr(why, "tls_crl "));
    r = rules(TLS_CLIENTS_REQUIRED);
    r.cert2 = files.cert;
    r.key2 = files.key;
    CHECK(tls_open(&r, &t, why) == ERR_INVALID && strstr(why, "same kind of key"));
}

int main(void)
{
    make_files();
    int code = check_main();
    remove_files();
    return code;
}
