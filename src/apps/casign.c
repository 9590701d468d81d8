/* SPDX-License-Identifier: Apache-2.0 */
/* Signing for stations out of the folder of `busbar ca`. */
#include "apps/casign.h"

#include <stdio.h>
#include <string.h>

#include "apps/caissue.h"
#include "os/whole.h"

/* The first line of the file with the passphrase. */
static bool read_passphrase(struct casign *c, const char *path, char why[256])
{
    char text[1024];
    struct buf in = buf_over(text, sizeof text);
    if (path[0] == '\0')
        return true;
    if (whole_read(path, &in, why) != ERR_OK)
        return false;
    struct str rest = buf_str(&in), line = str_trim(str_cut(&rest, '\n'));
    bool ok = str_copy(c->passphrase, sizeof c->passphrase, line) && line.n > 0;
    explicit_bzero(text, sizeof text);
    if (!ok)
        snprintf(why, 256, "sign_passphrase_file %.128s holds no passphrase", path);
    return ok;
}

/* Can its key be read? */
static bool try_key(const struct casign *c, struct cabook *b, char why[256])
{
    char key[KEY_PEM_MAX], public_key[KEY_PEM_MAX];
    struct buf k = buf_over(key, sizeof key), p = buf_over(public_key, sizeof public_key);
    bool ok = cabook_load(b, CABOOK_ISSUING_KEY, &k, why) &&
              key_public(buf_str(&k), str_of(c->passphrase), &p, why);
    explicit_bzero(key, sizeof key);
    return ok;
}

enum err casign_open(struct casign *c, const struct options *o, char why[256])
{
    char cert[CERT_PEM_MAX], inner[256] = "";
    struct cert_facts facts;
    struct cabook b = {.lock = -1};
    struct buf text = buf_over(cert, sizeof cert);
    *c = (struct casign){.on = o->sign_ca[0] != '\0'};
    if (!c->on)
        return ERR_OK;
    bool ok = read_passphrase(c, o->sign_passphrase_file, inner) &&
              cabook_open(&b, o->sign_ca, false, inner) &&
              cabook_load(&b, CABOOK_ISSUING, &text, inner) &&
              cert_read(buf_str(&text), &facts, inner) && try_key(c, &b, inner);
    cabook_close(&b);
    if (ok)
        str_copy(c->organization, sizeof c->organization, str_of(facts.organization));
    else
        snprintf(why, 256, "sign_ca %.96s: %.140s", o->sign_ca, inner);
    return ok ? ERR_OK : ERR_INVALID;
}

bool casign_certify(const struct casign *c, const struct options *o, enum cert_use use,
                    struct str request, struct buf *chain, struct cert_facts *facts, char why[256])
{
    struct caissue ask = {.folder = o->sign_ca,
                          .use = use,
                          .text = request,
                          .days = o->sign_days,
                          .passphrase = str_of(c->passphrase)};
    return caissue_certify(&ask, chain, facts, why);
}
