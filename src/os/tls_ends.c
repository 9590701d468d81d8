/* SPDX-License-Identifier: Apache-2.0 */
/* When certificates and revocation lists end: for whoever must renew them in time. */
#include <time.h>

#include "os/tls_path.h"

/* A time of OpenSSL's in microseconds; 0 where it is none. */
static int64_t time_us(const ASN1_TIME *t)
{
    struct tm tm;
    return t && ASN1_TIME_to_tm(t, &tm) == 1 ? (int64_t)timegm(&tm) * 1000000 : 0;
}

/* Keep the earlier one. */
static void earlier(int64_t *end_us, int64_t other_us)
{
    if (*end_us == 0 || (other_us != 0 && other_us < *end_us))
        *end_us = other_us;
}

/* The certificate that the context stands at, and its chain. */
static int64_t own_end(SSL_CTX *c)
{
    STACK_OF(X509) *chain = NULL;
    int64_t end_us = 0;
    X509 *cert = SSL_CTX_get0_certificate(c);
    if (cert)
        earlier(&end_us, time_us(X509_get0_notAfter(cert)));
    SSL_CTX_get0_chain_certs(c, &chain);
    for (int i = 0; i < sk_X509_num(chain); i++)
        earlier(&end_us, time_us(X509_get0_notAfter(sk_X509_value(chain, i))));
    return end_us;
}

void tls_ends_note(struct tls_load *l)
{
    struct tls_ends *e = &l->ends;
    long more = SSL_CTX_set_current_cert(l->ctx, SSL_CERT_SET_FIRST);
    if (more == 1)
        e->cert_us = own_end(l->ctx);
    if (more == 1 && SSL_CTX_set_current_cert(l->ctx, SSL_CERT_SET_NEXT) == 1)
        e->cert2_us = own_end(l->ctx);
    STACK_OF(X509_OBJECT) *all = X509_STORE_get0_objects(SSL_CTX_get_cert_store(l->ctx));
    for (int i = 0; i < sk_X509_OBJECT_num(all); i++) {
        const X509_OBJECT *o = sk_X509_OBJECT_value(all, i);
        if (X509_OBJECT_get_type(o) == X509_LU_X509)
            earlier(&e->ca_us, time_us(X509_get0_notAfter(X509_OBJECT_get0_X509(o))));
        if (X509_OBJECT_get_type(o) == X509_LU_CRL)
            earlier(&e->crl_us, time_us(X509_CRL_get0_nextUpdate(
                                    X509_OBJECT_get0_X509_CRL((X509_OBJECT *)(uintptr_t)o))));
    }
}

void tls_ends(struct tls *t, struct tls_ends *out)
{
    struct tls_load *l = tls_hold(t);
    *out = l->ends;
    tls_let_go(l);
}
