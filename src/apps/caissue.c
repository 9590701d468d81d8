/* SPDX-License-Identifier: Apache-2.0 */
/* Issue: the book first, then the files, so that nothing is ever out that can't be revoked. */
#include "apps/caissue.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "os/whole.h"
#include "pki/request.h"

#define DAY_US (24 * US_PER_HOUR)
#define STATION_DAYS 730
#define SERVER_DAYS 90

/* One certificate on its way. */
struct job {
    const struct caissue *ask;
    struct cabook book;
    char root_text[CERT_PEM_MAX], issuing_text[CERT_PEM_MAX], issuing_key_text[KEY_PEM_MAX];
    char key_text[KEY_PEM_MAX], public_text[KEY_PEM_MAX], chain_text[2 * CERT_PEM_MAX];
    struct buf root, issuing, issuing_key, key, public_key, chain;
    struct request request;
    struct str name;
    char key_path[PATH_MAX], cert_path[PATH_MAX];
};

/* The CA's own texts. */
static bool load(struct job *j, char why[256])
{
    return cabook_open(&j->book, j->ask->folder, true, why) &&
           cabook_load(&j->book, CABOOK_ROOT, &j->root, why) &&
           cabook_load(&j->book, CABOOK_ISSUING, &j->issuing, why) &&
           cabook_load(&j->book, CABOOK_ISSUING_KEY, &j->issuing_key, why);
}

/* Whose key it is: that of the request, or a new one. */
static bool find_key(struct job *j, char why[256])
{
    if (j->ask->text.n > 0) {
        if (!request_read(j->ask->text, &j->request, &j->public_key, why))
            return false;
        j->name = str_of(j->request.name);
        return cert_name_ok(j->ask->use, j->name, why);
    }
    if (!j->ask->request) {
        j->name = str_of(j->ask->name);
        return cert_name_ok(j->ask->use, j->name, why) &&
               key_make(j->ask->kind, STR(""), &j->key, &j->public_key, why);
    }
    char text[REQUEST_MAX];
    struct buf in = buf_over(text, sizeof text);
    if (whole_read(j->ask->request, &in, why) != ERR_OK ||
        !request_read(buf_str(&in), &j->request, &j->public_key, why))
        return false;
    j->name = str_of(j->request.name);
    return cert_name_ok(j->ask->use, j->name, why);
}

/* The prefix of the files where none is given: the name, what a shell minds replaced. */
static void default_prefix(struct str name, char out[CERT_NAME_MAX + 1])
{
    str_copy(out, CERT_NAME_MAX + 1, name);
    for (char *c = out; *c; c++)
        if (!((*c >= '0' && *c <= '9') || (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
              *c == '-' || *c == '_' || (*c == '.' && c > out)))
            *c = '_';
    if (out[0] == '-')
        out[0] = '_';
}

/* Where the files go; what is there is never overwritten. */
static bool find_paths(struct job *j, char why[256])
{
    char prefix[CERT_NAME_MAX + 1];
    default_prefix(j->name, prefix);
    struct str out = str_of(j->ask->out);
    bool named = out.n > 0 && !str_ends(out, STR("/"));
    if (out.n > PATH_MAX - 128) {
        snprintf(why, 256, "--out is too long");
        return false;
    }
    snprintf(j->key_path, sizeof j->key_path, "%.*s%s.key.pem", STR_ARG(out), named ? "" : prefix);
    snprintf(j->cert_path, sizeof j->cert_path, "%.*s%s.cert.pem", STR_ARG(out),
             named ? "" : prefix);
    bool key_taken = !j->ask->request && whole_exists(j->key_path);
    if (!key_taken && !whole_exists(j->cert_path))
        return true;
    snprintf(why, 256, "%.160s is there already (--out names another prefix)",
             key_taken ? j->key_path : j->cert_path);
    return false;
}

/* The end of the certificate: as asked, or as usual but not beyond the issuer's. */
static int64_t end_of(const struct job *j, const struct cert_facts *issuer, int64_t now)
{
    int64_t usual = j->ask->use == CERT_SERVER ? SERVER_DAYS : STATION_DAYS;
    int64_t end = now + (j->ask->days ? j->ask->days : usual) * DAY_US;
    return !j->ask->days && end > issuer->to_us ? issuer->to_us : end;
}

/* Make the certificate, check it as a peer would, and put its chain behind it. */
static bool certify(struct job *j, struct cert_facts *facts, char why[256])
{
    struct cert_facts issuer;
    if (!cert_read(buf_str(&j->issuing), &issuer, why))
        return false;
    int64_t now = clock_utc_us();
    struct cert_ask a = {.use = j->ask->use,
                         .name = j->name,
                         .organization = str_of(issuer.organization),
                         .from_us = now - US_PER_HOUR,
                         .to_us = end_of(j, &issuer, now)};
    if (a.from_us < issuer.from_us)
        a.from_us = issuer.from_us;
    entropy_fill(a.serial, sizeof a.serial);
    struct cert_issuer by = {buf_str(&j->issuing), buf_str(&j->issuing_key), j->ask->passphrase};
    if (!cert_make(&a, buf_str(&j->public_key), &by, &j->chain, why))
        return false;
    size_t n = j->chain.n;
    buf_puts(&j->chain, buf_str(&j->issuing));
    return cert_read(buf_str(&j->chain), facts, why) &&
           cert_check(buf_str(&j->chain), buf_str(&j->root), STR(""), now, why) &&
           cabook_enter(&j->book, j->ask->use, str_make(j->chain.p, n), why);
}

/* Write the files of what is in the book. */
static bool write_files(const struct job *j, const struct cert_facts *facts, char why[256])
{
    char inner[256] = "";
    bool ok =
        j->ask->request || whole_write(j->key_path, buf_str(&j->key), 0600, false, inner) == ERR_OK;
    ok = ok && whole_write(j->cert_path, buf_str(&j->chain), 0644, false, inner) == ERR_OK;
    if (!ok)
        snprintf(why, 256, "%.180s; revoke %.40s", inner, facts->serial);
    return ok;
}

/* All steps of a job whose buffers are set. */
static bool run(struct job *j, char why[256])
{
    struct cert_facts facts;
    char until[25];
    if (!load(j, why) || !find_key(j, why) || !find_paths(j, why) || !certify(j, &facts, why) ||
        !write_files(j, &facts, why))
        return false;
    time_format(facts.to_us, until);
    printf("%s %s, serial %s, until %s: %s%s%s\n", cert_use_name(j->ask->use), facts.name,
           facts.serial, until, j->ask->request ? "" : j->key_path, j->ask->request ? "" : ", ",
           j->cert_path);
    return true;
}

/* Set the buffers of a job. */
static void begin(struct job *j, const struct caissue *c)
{
    j->ask = c;
    j->book = (struct cabook){.lock = -1};
    j->root = buf_over(j->root_text, sizeof j->root_text);
    j->issuing = buf_over(j->issuing_text, sizeof j->issuing_text);
    j->issuing_key = buf_over(j->issuing_key_text, sizeof j->issuing_key_text);
    j->key = buf_over(j->key_text, sizeof j->key_text);
    j->public_key = buf_over(j->public_text, sizeof j->public_text);
    j->chain = buf_over(j->chain_text, sizeof j->chain_text);
}

/* Give up what it holds, and leave no key in memory. */
static void end(struct job *j)
{
    cabook_close(&j->book);
    explicit_bzero(j, sizeof *j);
}

bool caissue_certify(const struct caissue *c, struct buf *chain, struct cert_facts *facts,
                     char why[256])
{
    struct job j;
    begin(&j, c);
    bool ok = load(&j, why) && find_key(&j, why) && certify(&j, facts, why);
    if (ok)
        buf_puts(chain, buf_str(&j.chain));
    if (ok && chain->full) {
        snprintf(why, 256, "the chain does not fit");
        ok = false;
    }
    end(&j);
    return ok;
}

bool caissue_run(const struct caissue *c, char why[256])
{
    struct job j;
    begin(&j, c);
    bool ok = run(&j, why);
    end(&j);
    return ok;
}
