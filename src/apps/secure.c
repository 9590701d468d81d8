/* SPDX-License-Identifier: Apache-2.0 */
/* What the tls_* options must be, and what they make. */
#include "apps/secure.h"

#include <stdio.h>
#include <string.h>

#include "os/tls.h"

/* The option that is missing or too much, as a sentence; NULL where all fits. */
static const char *misfit(const struct options *o)
{
    if (o->tls[0] == '\0' && o->tls_legacy[0] != '\0')
        return "tls_legacy is for old stations beside tls: set tls too";
    if (o->tls_cert[0] == '\0' || o->tls_key[0] == '\0')
        return "tls needs tls_cert and tls_key";
    if ((o->tls_cert2[0] == '\0') != (o->tls_key2[0] == '\0'))
        return "tls_cert2 and tls_key2 belong together";
    if (o->tls_ca[0] == '\0' && strcmp(o->tls_client_certs, "none") != 0)
        return "tls_client_certs needs tls_ca: who vouches for stations";
    if (o->tls_ca[0] == '\0' && o->tls_crl[0] != '\0')
        return "tls_crl needs tls_ca";
    return NULL;
}

/* The words of the option. */
static enum tls_clients clients_of(const struct options *o)
{
    if (strcmp(o->tls_client_certs, "required") == 0)
        return TLS_CLIENTS_REQUIRED;
    return strcmp(o->tls_client_certs, "optional") == 0 ? TLS_CLIENTS_OPTIONAL : TLS_CLIENTS_NONE;
}

/* Log what is shown to stations from now on. */
static void tell(struct server *s)
{
    char text[512];
    tls_describe(s->tls, text);
    log_line(&s->log, LOG_INFO, "certificates", STR(""), "client_certs=%s note=\"%s\"",
             s->options->tls_client_certs, text);
}

/* Load what the options name, for the one door or the other. */
static enum err load_as(const struct options *o, bool legacy, struct tls **out, char why[256])
{
    struct tls_rules rules = {.cert = o->tls_cert,
                              .key = o->tls_key,
                              .cert2 = o->tls_cert2,
                              .key2 = o->tls_key2,
                              .ca = o->tls_ca,
                              .crl = o->tls_crl,
                              .clients = clients_of(o),
                              .only_13 = !legacy && strcmp(o->tls_min_version, "1.3") == 0,
                              .legacy = legacy,
                              .expired = strcmp(o->tls_expired, "pending") == 0};
    return tls_open(&rules, out, why);
}

enum err secure_load(const struct options *o, struct tls **out, char why[256])
{
    const char *wrong = misfit(o);
    if (!wrong)
        return load_as(o, false, out, why);
    snprintf(why, 256, "%s", wrong);
    return ERR_INVALID;
}

enum err secure_open(struct server *s, char why[256])
{
    const struct options *o = s->options;
    enum err e = secure_load(o, &s->tls, why);
    if (e == ERR_OK && (o->tls_legacy[0] != '\0' || service_has(&s->service, "tls_legacy")))
        e = load_as(o, true, &s->tls_legacy, why);
    if (e == ERR_OK)
        tell(s);
    return e;
}

void secure_reload(struct server *s)
{
    char why[256] = "";
    enum err e = tls_reload(s->tls, why);
    if (e == ERR_OK && s->tls_legacy)
        e = tls_reload(s->tls_legacy, why);
    if (e == ERR_OK)
        tell(s);
    else
        log_line(&s->log, LOG_ERROR, "certificates-kept", STR(""), "error=\"%s\" why=\"%s\"",
                 err_text(e), why);
}

void secure_close(struct server *s)
{
    tls_close(s->tls);
    tls_close(s->tls_legacy);
    s->tls = s->tls_legacy = NULL;
}
