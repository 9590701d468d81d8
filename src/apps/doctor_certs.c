/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates, keys and revocation lists. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "apps/doctor.h"
#include "apps/secure.h"
#include "base/time.h"
#include "os/machine.h"
#include "os/tls.h"
#include "os/whole.h"
#include "pki/cert.h"

#define DAY_US (24 * US_PER_HOUR)
#define RENEW_US (30 * DAY_US)
#define LIST_SOON_US (3 * DAY_US)
#define FILE_MAX 262144
#define CHAIN_MAX 10

static const char unused[] = "not used: option tls is empty";

/* Load all; NULL where that fails (with why) or the door is not wanted; f says so. */
static struct tls *load_why(const struct doctor *d, struct doctor_finding *f, char why[256])
{
    struct tls *tls = NULL;
    why[0] = '\0';
    if (d->o->tls[0] == '\0') {
        doctor_say(f, DOCTOR_OK, "%s", unused);
        return NULL;
    }
    if (secure_load(d->o, &tls, why) != ERR_OK)
        doctor_say(f, DOCTOR_WARN, "can't be read: see certs.load");
    return tls;
}

void doctor_certs_load(const struct doctor *d, struct doctor_finding *f)
{
    char text[512], why[256];
    struct tls *tls = load_why(d, f, why);
    if (f->verdict != DOCTOR_OK) {
        doctor_say(f, DOCTOR_FAIL, "%s", why);
        doctor_advise(f, "the server does not start with these: docs/tls.md");
    }
    if (!tls)
        return;
    tls_describe(tls, text);
    doctor_say(f, DOCTOR_OK, "%.240s", text);
    tls_close(tls);
}

/* How an end stands to now. */
static void judge_end(const struct doctor *d, struct doctor_finding *f, int64_t end_us,
                      int64_t soon_us, const char *advice)
{
    char when[25];
    int64_t left_us = end_us - d->now_us;
    time_format(end_us, when);
    doctor_say(f,
               left_us <= 0        ? DOCTOR_FAIL
               : left_us < soon_us ? DOCTOR_WARN
                                   : DOCTOR_OK,
               "%.10s, %s %" PRId64 " days", when, left_us <= 0 ? "over since" : "in",
               (left_us < 0 ? -left_us : left_us) / DAY_US);
    if (f->verdict != DOCTOR_OK)
        doctor_advise(f, "%s", advice);
}

/* The text of a file in `memory`; "" (and what is wrong in f) where it can't be read. */
static struct str read_file(const char *path, char memory[FILE_MAX], struct doctor_finding *f)
{
    char why[256];
    struct buf b = buf_over(memory, FILE_MAX);
    if (whole_read(path, &b, why) == ERR_OK)
        return buf_str(&b);
    doctor_say(f, DOCTOR_FAIL, "%s", why);
    doctor_advise(f, "put the file there, readable for the server's user");
    return (struct str){0};
}

/* The certificates of a PEM text, in order; how many. */
static size_t read_chain(struct str text, struct cert_facts *out)
{
    char why[256];
    size_t n = 0;
    static const char mark[] = "-----BEGIN CERTIFICATE-----";
    while (n < CHAIN_MAX && text.n > 0) {
        const char *at = memmem(text.p, text.n, mark, sizeof mark - 1);
        if (!at)
            break;
        text = str_skip(text, (size_t)(at - text.p));
        if (cert_read(text, &out[n], why))
            n++;
        text = str_skip(text, sizeof mark - 1);
    }
    return n;
}

/* Does each certificate of a file vouch for the one before it, up to the last but the root? */
static void judge_chain(const char *path, struct doctor_finding *f)
{
    char *memory = malloc(FILE_MAX);
    struct cert_facts *c = calloc(CHAIN_MAX, sizeof *c);
    if (memory && c) {
        size_t n = read_chain(read_file(path, memory, f), c);
        for (size_t i = 0; i + 1 < n && f->verdict == DOCTOR_OK; i++)
            if (strcmp(c[i].issuer, c[i + 1].subject) != 0) {
                doctor_say(f, DOCTOR_FAIL, "%.100s: %.60s is not followed by its issuer", path,
                           c[i].subject);
                doctor_advise(f, "leaf first, then whoever vouches for the one before");
            }
        if (n == 1 && f->verdict == DOCTOR_OK && strcmp(c[0].issuer, c[0].subject) != 0) {
            doctor_say(f, DOCTOR_WARN, "%.100s: only the leaf, of %.80s", path, c[0].issuer);
            doctor_advise(f, "unless that is the very root that stations hold, put the "
                             "certificates between into the file, behind the leaf");
        }
    }
    free(memory);
    free(c);
}

void doctor_certs_chain(const struct doctor *d, struct doctor_finding *f)
{
    const char *files[] = {d->o->tls_cert, d->o->tls_cert2};
    doctor_say(f, DOCTOR_OK, "%s", d->o->tls[0] ? "whole" : unused);
    for (size_t i = 0; d->o->tls[0] && i < 2 && f->verdict == DOCTOR_OK; i++)
        if (files[i][0] != '\0')
            judge_chain(files[i], f);
}

/* When all that the options name ends; false where it can't be loaded, which is said then. */
static bool load_ends(const struct doctor *d, struct doctor_finding *f, struct tls_ends *out)
{
    char why[256]; /* certs.load tells it */
    struct tls *tls = load_why(d, f, why);
    if (!tls)
        return false;
    tls_ends(tls, out);
    tls_close(tls);
    return true;
}

void doctor_certs_expiry(const struct doctor *d, struct doctor_finding *f)
{
    struct tls_ends e;
    if (!load_ends(d, f, &e))
        return;
    int64_t end_us = e.cert2_us && e.cert2_us < e.cert_us ? e.cert2_us : e.cert_us;
    judge_end(d, f, end_us, RENEW_US,
              "renew it, put the new files in their place, systemctl reload busbar (SIGHUP)");
}

void doctor_certs_trust(const struct doctor *d, struct doctor_finding *f)
{
    struct tls_ends e;
    if (!load_ends(d, f, &e))
        return;
    if (e.ca_us == 0)
        doctor_say(f, DOCTOR_OK, "no client certificates are asked for");
    else
        judge_end(d, f, e.ca_us, 6 * RENEW_US,
                  "roll over in time: have both the old and the new root in tls_ca, then give "
                  "stations new certificates");
}

void doctor_certs_revocation(const struct doctor *d, struct doctor_finding *f)
{
    struct tls_ends e;
    if (!load_ends(d, f, &e))
        return;
    if (e.crl_us != 0) {
        judge_end(d, f, e.crl_us, LIST_SOON_US,
                  "export a new list daily (busbar ca export crl) and send SIGHUP");
        return;
    }
    doctor_say(f, e.ca_us ? DOCTOR_WARN : DOCTOR_OK, "no list");
    if (e.ca_us)
        doctor_advise(f, "a stolen station's certificate can't be taken back: option tls_crl");
}

/* Who may read one secret file? */
static void judge_secret(const char *path, struct doctor_finding *f)
{
    struct machine_path p;
    enum err e = path[0] ? machine_path(path, &p) : ERR_NOT_FOUND;
    if (path[0] == '\0' || f->verdict == DOCTOR_FAIL)
        return;
    if (e != ERR_OK) {
        doctor_say(f, DOCTOR_FAIL, "%.160s: %s", path, err_text(e));
        doctor_advise(f, "put the file there, readable for the server's user");
    } else if (p.mode & 07) {
        doctor_say(f, DOCTOR_FAIL, "%.160s: of %s, mode %04o", path, p.owner, p.mode);
        doctor_advise(f, "everybody on this machine can read it: chmod 0640, group of the server, "
                         "and take it for stolen");
    } else if (p.mode & 020) {
        doctor_say(f, DOCTOR_WARN, "%.160s: of %s, mode %04o", path, p.owner, p.mode);
        doctor_advise(f, "its group can change it: chmod 0640");
    }
}

void doctor_certs_key_files(const struct doctor *d, struct doctor_finding *f)
{
    const struct options *o = d->o;
    doctor_say(f, DOCTOR_OK, "%s",
               o->tls[0] || o->admin_key_file[0] ? "for us alone" : "no key is used");
    if (o->tls[0] != '\0') {
        judge_secret(o->tls_key, f);
        judge_secret(o->tls_key2, f);
    }
    judge_secret(o->admin_key_file, f);
}
