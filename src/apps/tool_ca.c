/* SPDX-License-Identifier: Apache-2.0 */
/* busbar ca: a private CA of two levels in a folder, for mutual TLS between stations and server. */
#include "apps/tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/caissue.h"
#include "apps/flags.h"
#include "apps/grid.h"
#include "base/time.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "os/whole.h"
#include "pki/crl.h"
#include "pki/key.h"
#include "wire/json.h"

#define DAY_US (24 * US_PER_HOUR)
#define ROOT_DAYS 3650
#define ISSUING_DAYS 1825
#define CRL_DAYS 30
#define ROW_JSON_MAX 1200

static struct {
    const char *dir, *org, *passphrase_file, *key, *out, *reason;
    int64_t days;
    bool station, server, json;
} ask;

static const struct flag flags[] = {
    {"dir", "DIR", "folder of the CA [ca]", FLAG_TEXT, &ask.dir, 0, 0},
    {"org", "NAME", "init: the operator, O of every certificate", FLAG_TEXT, &ask.org, 0, 0},
    {"passphrase-file", "FILE", "its first line encrypts the CA's keys", FLAG_TEXT,
     &ask.passphrase_file, 0, 0},
    {"key", "KIND", "init, issue: p256, p384, rsa2048, rsa3072 [p256]", FLAG_TEXT, &ask.key, 0, 0},
    {"days", "N", "life: of a station 730, a server 90, a list 30", FLAG_INT, &ask.days, 1, 3650},
    {"out", "PREFIX",
     "issue, sign: write PREFIX.key.pem, PREFIX.cert.pem; a PREFIX that ends with / is a folder",
     FLAG_TEXT, &ask.out, 0, 0},
    {"station", NULL, "sign: for a station [so it is]", FLAG_SWITCH, &ask.station, 0, 0},
    {"server", NULL, "sign: for a server", FLAG_SWITCH, &ask.server, 0, 0},
    {"reason", "WORD", "revoke: why [unspecified]", FLAG_TEXT, &ask.reason, 0, 0},
    {"json", NULL, "list: as JSON", FLAG_SWITCH, &ask.json, 0, 0},
};
#define N_FLAGS (sizeof flags / sizeof *flags)

/* One line on standard error. */
static int fail(const char *why)
{
    fprintf(stderr, "busbar ca: %s\n", why);
    return TOOL_FAILED;
}

/* The same for what was called wrongly. */
static int wrong(const char *why)
{
    fail(why);
    return TOOL_WRONG_USE;
}

/* A certificate that begins an hour ago, as clocks differ, with a serial number nobody can guess.
 */
static struct cert_ask ask_ca(enum cert_use use, struct str name, int64_t days)
{
    int64_t now = clock_utc_us();
    struct cert_ask a = {.use = use,
                         .name = name,
                         .organization = str_of(ask.org),
                         .from_us = now - US_PER_HOUR,
                         .to_us = now + days * DAY_US};
    entropy_fill(a.serial, sizeof a.serial);
    return a;
}

/* The PEM texts of a new CA. */
struct fresh {
    char root_key[KEY_PEM_MAX], root[CERT_PEM_MAX], root_crl[CERT_PEM_MAX];
    char issuing_key[KEY_PEM_MAX], issuing[CERT_PEM_MAX], public_key[KEY_PEM_MAX];
};

/* Make one key and certificate; an empty `above` makes the root. */
static bool make_level(enum key_kind kind, const struct cert_ask *a, struct cert_issuer above,
                       struct str passphrase, struct buf *key, struct buf *cert, char why[256])
{
    char text[KEY_PEM_MAX];
    struct buf public_key = buf_over(text, sizeof text);
    if (!key_make(kind, passphrase, key, &public_key, why))
        return false;
    if (above.cert.n == 0)
        above = (struct cert_issuer){STR(""), buf_str(key), passphrase};
    return cert_make(a, buf_str(&public_key), &above, cert, why);
}

/* Write the files of a new CA; the index, which makes it one, comes last. */
static bool write_ca(struct cabook *b, struct str root_key, struct str root, struct str root_crl,
                     struct str issuing_key, struct str issuing, char why[256])
{
    return cabook_create(b, ask.dir, why) &&
           cabook_store(b, CABOOK_ROOT_KEY, root_key, 0600, why) &&
           cabook_store(b, CABOOK_ROOT, root, 0644, why) &&
           cabook_store(b, CABOOK_ROOT_CRL, root_crl, 0644, why) &&
           cabook_store(b, CABOOK_ISSUING_KEY, issuing_key, 0600, why) &&
           cabook_store(b, CABOOK_ISSUING, issuing, 0644, why) &&
           cabook_enter(b, CERT_ROOT, root, why) && cabook_enter(b, CERT_ISSUING, issuing, why);
}

/* Make the two levels, and write them. */
static bool make_ca(struct fresh *f, enum key_kind kind, struct str passphrase, char why[256])
{
    char root_name[CERT_NAME_MAX + 1], issuing_name[CERT_NAME_MAX + 1];
    struct buf root_key = buf_over(f->root_key, sizeof f->root_key);
    struct buf root = buf_over(f->root, sizeof f->root);
    struct buf root_crl = buf_over(f->root_crl, sizeof f->root_crl);
    struct buf issuing_key = buf_over(f->issuing_key, sizeof f->issuing_key);
    struct buf issuing = buf_over(f->issuing, sizeof f->issuing);
    snprintf(root_name, sizeof root_name, "%.48s Root CA", ask.org);
    snprintf(issuing_name, sizeof issuing_name, "%.48s Issuing CA", ask.org);
    struct cert_ask a = ask_ca(CERT_ROOT, str_of(root_name), ROOT_DAYS);
    struct cert_ask i = ask_ca(CERT_ISSUING, str_of(issuing_name), ISSUING_DAYS);
    i.from_us = a.from_us;
    if (!make_level(kind, &a, (struct cert_issuer){0}, passphrase, &root_key, &root, why))
        return false;
    struct cert_issuer above = {buf_str(&root), buf_str(&root_key), passphrase};
    struct cabook b = {.lock = -1};
    bool ok = make_level(kind, &i, above, passphrase, &issuing_key, &issuing, why) &&
              crl_make(&above, NULL, 0, i.from_us, i.to_us, &root_crl, why) &&
              write_ca(&b, buf_str(&root_key), buf_str(&root), buf_str(&root_crl),
                       buf_str(&issuing_key), buf_str(&issuing), why);
    cabook_close(&b);
    return ok;
}

/* busbar ca init: the two authorities of a new folder. */
static int init(enum key_kind kind, struct str passphrase)
{
    char why[256] = "";
    if (!ask.org)
        return wrong("init wants --org NAME, the name of the operator");
    if (strlen(ask.org) > 48)
        return wrong("--org has at most 48 bytes");
    struct fresh *f = calloc(1, sizeof *f);
    bool ok = f && make_ca(f, kind, passphrase, why);
    if (f)
        explicit_bzero(f, sizeof *f);
    free(f);
    if (!ok)
        return fail(why[0] ? why : "out of memory");
    printf("%s: a CA of %s; its root is %s/" CABOOK_ROOT "\n", ask.dir, ask.org, ask.dir);
    if (passphrase.n == 0)
        printf("its private keys are not encrypted (--passphrase-file does that): guard the "
               "folder\n");
    return 0;
}

/* busbar ca issue: a key and its certificate, for stations or a server. */
static int issue(int n, char **words, enum key_kind kind, struct str passphrase)
{
    enum cert_use use;
    size_t out = ask.out ? strlen(ask.out) : 0;
    bool folder = out > 0 && ask.out[out - 1] == '/';
    if (n < 2 || !cert_use_of(str_of(words[0]), &use) ||
        (use != CERT_STATION && use != CERT_SERVER) || (use == CERT_SERVER && n > 2))
        return wrong("issue wants: station IDENTITY..., or: server HOSTNAME");
    if (n > 2 && ask.out && !folder)
        return wrong("--out for several stations is a folder: end it with /");
    for (int i = 1; i < n; i++) {
        struct caissue c = {.folder = ask.dir,
                            .use = use,
                            .name = words[i],
                            .out = ask.out,
                            .kind = kind,
                            .days = ask.days,
                            .passphrase = passphrase};
        char why[256] = "";
        if (!caissue_run(&c, why))
            return fail(why);
    }
    return 0;
}

/* busbar ca sign: a certificate for a request that came from elsewhere. */
static int sign(int n, char **words, struct str passphrase)
{
    if (n != 1 || (ask.station && ask.server))
        return wrong("sign wants one file with a request, and --station or --server");
    struct caissue c = {.folder = ask.dir,
                        .use = ask.server ? CERT_SERVER : CERT_STATION,
                        .request = words[0],
                        .out = ask.out,
                        .days = ask.days,
                        .passphrase = passphrase};
    char why[256] = "";
    return caissue_run(&c, why) ? 0 : fail(why);
}

/* One certificate as JSON. */
static void write_row(struct json_writer *w, const struct cabook_row *r, int64_t now)
{
    json_object(w);
    json_pair(w, "serial", str_of(r->serial));
    json_pair(w, "state",
              r->revoked             ? STR("revoked")
              : r->expires_us <= now ? STR("expired")
                                     : STR("valid"));
    json_pair_time(w, "expires_at", r->expires_us);
    json_pair(w, "use", str_of(r->use));
    json_pair(w, "subject", str_of(r->subject));
    json_pair(w, "file", str_of(r->file));
    if (r->revoked) {
        json_pair_time(w, "revoked_at", r->revoked_us);
        json_pair(w, "reason", str_of(r->reason));
    }
    json_object_end(w);
}

/* Print the book as JSON or as a table. */
static bool print_book(const struct cabook *b)
{
    static const struct grid_column columns[] = {
        {"serial", "serial", 0}, {"state", "state", 0},     {"expires_at", "expires", 0},
        {"use", "use", 0},       {"subject", "subject", 0}, {"reason", "reason", 0}};
    size_t cap = 64 + b->n * ROW_JSON_MAX;
    char *text = malloc(cap);
    struct buf out = buf_over(text, text ? cap : 0);
    struct json_writer w;
    json_begin(&w, &out);
    json_array(&w);
    for (size_t i = 0; i < b->n; i++)
        write_row(&w, &b->rows[i], clock_utc_us());
    json_array_end(&w);
    bool ok = !out.full;
    if (ok && ask.json)
        printf("%.*s\n", STR_ARG(buf_str(&out)));
    else if (ok)
        ok = grid_print(buf_str(&out), columns, sizeof columns / sizeof *columns) >= 0;
    free(text);
    return ok;
}

/* busbar ca list: every certificate of the book, for people or as JSON. */
static int list(void)
{
    char why[256] = "";
    struct cabook b;
    int code = 0;
    if (!cabook_open(&b, ask.dir, false, why))
        code = fail(why);
    else if (!print_book(&b))
        code = fail("the list does not fit into memory");
    cabook_close(&b);
    return code;
}

/* Mark a row as revoked; false with why where it can't be. */
static bool revoke_row(struct cabook *b, struct str serial, char why[256])
{
    struct cabook_row *r = cabook_find(b, serial);
    if (!r)
        snprintf(why, 256, "no certificate has the serial number %.*s", STR_ARG(serial));
    else if (r->revoked)
        snprintf(why, 256, "%s is revoked already", r->serial);
    else if (str_is(str_of(r->use), "root") || str_is(str_of(r->use), "issuing"))
        snprintf(why, 256, "%s is the CA itself: make a new CA instead", r->serial);
    else {
        r->revoked = true;
        r->revoked_us = clock_utc_us();
        str_copy(r->reason, sizeof r->reason, str_of(ask.reason));
        return cabook_save(b, why);
    }
    return false;
}

/* busbar ca revoke: withdraw a certificate by its serial number. */
static int revoke(int n, char **words)
{
    char why[320] = "";
    struct cabook b;
    if (n != 1 || strlen(words[0]) > 64)
        return wrong("revoke wants one serial number (see busbar ca list)");
    if (crl_reason_of(str_of(ask.reason)) < 0) {
        snprintf(why, sizeof why, "--reason is one of: %s", crl_reasons());
        return wrong(why);
    }
    bool ok = cabook_open(&b, ask.dir, true, why) && revoke_row(&b, str_of(words[0]), why);
    cabook_close(&b);
    if (!ok)
        return fail(why);
    printf(
        "%s is revoked; servers know it from the next list: busbar ca export --dir %s crl FILE\n",
        words[0], ask.dir);
    return 0;
}

/* Append the issuing CA's list, then the root's (empty, made with the root). */
static bool make_lists(struct cabook *b, struct str passphrase, struct buf *out, char why[256])
{
    char cert[CERT_PEM_MAX], key[KEY_PEM_MAX];
    struct buf c = buf_over(cert, sizeof cert), k = buf_over(key, sizeof key);
    struct crl_row *rows = calloc(b->n + 1, sizeof *rows);
    size_t n = 0;
    for (size_t i = 0; rows && i < b->n; i++)
        if (b->rows[i].revoked)
            rows[n++] = (struct crl_row){str_of(b->rows[i].serial), b->rows[i].revoked_us,
                                         crl_reason_of(str_of(b->rows[i].reason))};
    int64_t now = clock_utc_us(), days = ask.days ? ask.days : CRL_DAYS;
    bool ok = rows && cabook_load(b, CABOOK_ISSUING, &c, why) &&
              cabook_load(b, CABOOK_ISSUING_KEY, &k, why);
    struct cert_issuer by = {buf_str(&c), buf_str(&k), passphrase};
    ok = ok && crl_make(&by, rows, n, now, now + days * DAY_US, out, why) &&
         cabook_load(b, CABOOK_ROOT_CRL, out, why);
    explicit_bzero(key, sizeof key);
    free(rows);
    return ok;
}

/* Append what is to be exported. */
static bool gather(struct cabook *b, const char *what, struct str passphrase, struct buf *out,
                   char why[256])
{
    if (what[0] == 'c' && what[1] == 'r')
        return make_lists(b, passphrase, out, why);
    return (what[0] == 'r' || cabook_load(b, CABOOK_ISSUING, out, why)) &&
           cabook_load(b, CABOOK_ROOT, out, why);
}

/* busbar ca export: the root, the chain or the revocation lists, into a file. */
static int export(int n, char **words, struct str passphrase)
{
    char why[256] = "";
    struct cabook b;
    if (n != 2 || (strcmp(words[0], "root") != 0 && strcmp(words[0], "chain") != 0 &&
                   strcmp(words[0], "crl") != 0))
        return wrong("export wants one of root, chain, crl, and a FILE (- is standard output)");
    bool ok = cabook_open(&b, ask.dir, false, why);
    size_t cap = (size_t)4 * CERT_PEM_MAX + b.n * 256;
    char *text = malloc(cap);
    struct buf out = buf_over(text, text ? cap : 0);
    ok = ok && gather(&b, words[0], passphrase, &out, why);
    if (ok && strcmp(words[1], "-") == 0)
        fwrite(out.p, 1, out.n, stdout);
    else if (ok)
        ok = whole_write(words[1], buf_str(&out), 0644, true, why) == ERR_OK;
    free(text);
    cabook_close(&b);
    return ok ? 0 : fail(why);
}

/* The first line of the passphrase file. */
static bool read_passphrase(char *text, size_t cap, struct str *out, char why[256])
{
    *out = (struct str){0};
    if (!ask.passphrase_file)
        return true;
    struct buf in = buf_over(text, cap);
    if (whole_read(ask.passphrase_file, &in, why) != ERR_OK)
        return false;
    struct str rest = buf_str(&in), line = str_cut(&rest, '\n');
    if (str_ends(line, STR("\r")))
        line.n--;
    *out = line;
    if (line.n >= 8 && line.n <= KEY_PASSPHRASE_MAX)
        return true;
    snprintf(why, 256, "%.160s: a passphrase has 8 to %d bytes", ask.passphrase_file,
             KEY_PASSPHRASE_MAX);
    return false;
}

/* Run a verb. */
static int run(const char *verb, int n, char **words, enum key_kind kind, struct str passphrase)
{
    if (strcmp(verb, "init") == 0 && n == 0)
        return init(kind, passphrase);
    if (strcmp(verb, "issue") == 0)
        return issue(n, words, kind, passphrase);
    if (strcmp(verb, "sign") == 0)
        return sign(n, words, passphrase);
    if (strcmp(verb, "list") == 0 && n == 0)
        return list();
    if (strcmp(verb, "revoke") == 0)
        return revoke(n, words);
    if (strcmp(verb, "export") == 0)
        return export(n, words, passphrase);
    return wrong("wants one of init, issue, sign, list, revoke, export (see busbar help ca)");
}

int tool_ca(int argc, char **argv)
{
    char text[2048], why[256] = "";
    struct str passphrase;
    enum key_kind kind;
    memset(&ask, 0, sizeof ask);
    ask.dir = "ca";
    ask.key = "p256";
    ask.reason = "unspecified";
    int n = flags_read("ca", flags, N_FLAGS, argc, argv);
    if (n < 0)
        return TOOL_WRONG_USE;
    if (!key_kind_of(str_of(ask.key), &kind))
        return wrong("--key is one of p256, p384, rsa2048, rsa3072");
    if (!read_passphrase(text, sizeof text, &passphrase, why))
        return fail(why);
    int code = run(n > 0 ? argv[0] : "", n > 0 ? n - 1 : 0, argv + (n > 0), kind, passphrase);
    explicit_bzero(text, sizeof text);
    return fflush(stdout) == 0 ? code : TOOL_FAILED;
}

void tool_ca_help(void)
{
    printf("  init                             make root (10 years) and issuing CA (5 years)\n"
           "  issue station IDENTITY...        a key and a certificate with its chain, for each\n"
           "  issue server HOSTNAME            the same for a server\n"
           "  sign REQUEST.pem                 a certificate for somebody else's key\n"
           "  list                             every certificate, with state and end\n"
           "  revoke SERIAL                    take a certificate back\n"
           "  export root|chain|crl FILE       what servers and stations trust; the revocation "
           "lists\n\n");
    flags_print(flags, N_FLAGS);
    printf("\nReasons: %s.\n", crl_reasons());
}
