/* SPDX-License-Identifier: Apache-2.0 */
/* Session tickets (RFC 5077): all a resumption needs lies with the station, under keys that only
 * memory knows, change hourly and die with the load of certificates they belong to. */
#include <openssl/core_names.h>
#include <string.h>

#include "os/clock.h"
#include "os/entropy.h"
#include "os/tls_path.h"

#define LIFE_US (TLS_TICKET_LIFE_S * INT64_C(1000000))

void tls_tickets_turn(struct tls_tickets *t, int64_t now_us)
{
    if (t->key[0].born_us != 0 && now_us - t->key[0].born_us < LIFE_US)
        return;
    t->key[1] = t->key[0];
    if (t->key[1].born_us != 0 && now_us - t->key[1].born_us >= 2 * LIFE_US)
        OPENSSL_cleanse(&t->key[1], sizeof t->key[1]);
    entropy_fill(&t->key[0], sizeof t->key[0]);
    t->key[0].born_us = now_us;
}

/* Give OpenSSL the key for authenticating a ticket. */
static int use_mac(EVP_MAC_CTX *mac, struct tls_ticket_key *k)
{
    char digest[] = "sha256";
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, k->mac, sizeof k->mac),
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end()};
    return EVP_MAC_CTX_set_params(mac, params);
}

/* Encrypt a new ticket, or find the key of one that came. */
static int use_ticket(struct tls_tickets *t, unsigned char name[16], unsigned char *iv,
                      EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac, int make)
{
    struct tls_ticket_key *k = &t->key[0];
    tls_tickets_turn(t, clock_mono_us());
    if (make) {
        memcpy(name, k->name, sizeof k->name);
        entropy_fill(iv, (size_t)EVP_CIPHER_get_iv_length(EVP_aes_256_cbc()));
        return EVP_EncryptInit_ex(cipher, EVP_aes_256_cbc(), NULL, k->cipher, iv) == 1 &&
                       use_mac(mac, k) == 1
                   ? 1
                   : -1;
    }
    for (int i = 0; i < 2; i++, k++) {
        if (k->born_us == 0 || memcmp(name, k->name, sizeof k->name) != 0)
            continue;
        if (use_mac(mac, k) != 1 ||
            EVP_DecryptInit_ex(cipher, EVP_aes_256_cbc(), NULL, k->cipher, iv) != 1)
            return -1;
        return i == 0 ? 1 : 2; /* 2: and give it a new ticket */
    }
    return 0;
}

int tls_on_ticket(SSL *ssl, unsigned char name[16], unsigned char *iv, EVP_CIPHER_CTX *cipher,
                  EVP_MAC_CTX *mac, int make)
{
    struct tls_path *p = SSL_get_app_data(ssl);
    pthread_mutex_lock(&p->load->lock);
    int result = use_ticket(&p->load->tickets, name, iv, cipher, mac, make);
    pthread_mutex_unlock(&p->load->lock);
    return result;
}
