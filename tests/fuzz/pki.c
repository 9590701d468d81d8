/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as certificates, requests and revocation lists, as PEM text or as the DER within: what
 * a station may send as its request, show in its handshake, or an operator puts into a file. The
 * first byte chooses; a NUL parts the texts. */
#include "fuzz.h"
#include "pki/crl.h"
#include "pki/key.h"
#include "pki/request.h"
#include "wire/http.h"

#define TEXT_MAX 16384

static char armour[3 * TEXT_MAX];

/* DER as PEM of that kind. */
static struct str dressed(struct str der, const char *kind)
{
    static char coded[2 * TEXT_MAX];
    struct buf text = buf_over(coded, sizeof coded), out = buf_over(armour, sizeof armour);
    http_base64_encode(der, &text);
    buf_printf(&out, "-----BEGIN %s-----\n", kind);
    for (struct str rest = buf_str(&text); rest.n > 0; rest = str_skip(rest, 64)) {
        buf_puts(&out, str_make(rest.p, rest.n < 64 ? rest.n : 64));
        buf_putc(&out, '\n');
    }
    buf_printf(&out, "-----END %s-----\n", kind);
    ASSERT(!out.full);
    return buf_str(&out);
}

/* A sentence is there, and it ends. */
static void told(const char *why)
{
    ASSERT(why[0] && strnlen(why, 256) < 256);
}

/* As a request. */
static void request(struct str in)
{
    static char pem[CERT_PEM_MAX];
    struct buf out = buf_over(pem, sizeof pem);
    struct request r;
    char why[256] = "";
    if (request_read(in, &r, &out, why))
        ASSERT(r.name[0] && str_utf8(str_of(r.name)) && str_utf8(str_of(r.organization)) &&
               out.n > 0);
    else
        told(why);
}

/* As a certificate. */
static void certificate(struct str in)
{
    struct cert_facts f;
    char why[256] = "";
    if (!cert_read(in, &f, why)) {
        told(why);
        return;
    }
    ASSERT(strlen(f.subject) < sizeof f.subject && strlen(f.serial) < sizeof f.serial);
    ASSERT(str_utf8(str_of(f.name)) && str_utf8(str_of(f.organization)));
    for (const char *p = f.subject; *p; p++)
        ASSERT((unsigned char)*p >= 0x20);
}

/* As a chain, a root and lists. */
static void check(struct str in)
{
    char why[256] = "";
    struct str chain = str_cut(&in, '\0'), root = str_cut(&in, '\0');
    if (!cert_check(chain, root, in, INT64_C(1795572946123000), why))
        told(why);
}

/* As a key. */
static void key(struct str in)
{
    static char pem[KEY_PEM_MAX];
    struct buf out = buf_over(pem, sizeof pem);
    char why[256] = "";
    struct str passphrase = str_cut(&in, '\0');
    if (passphrase.n < KEY_PASSPHRASE_MAX && !key_public(in, passphrase, &out, why))
        told(why);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str in = str_make((const char *)data, size);
    unsigned mode = fuzz_byte(&in) % 8;
    if (size > TEXT_MAX)
        return 0;
    char *copy = fuzz_copy(in);
    in.p = copy;
    if (mode == 0)
        request(in);
    else if (mode == 1)
        request(dressed(in, "CERTIFICATE REQUEST"));
    else if (mode == 2)
        certificate(in);
    else if (mode == 3)
        certificate(dressed(in, "CERTIFICATE"));
    else if (mode == 4)
        check(in);
    else if (mode == 5)
        key(in);
    free(copy);
    return 0;
}
