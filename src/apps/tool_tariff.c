/* SPDX-License-Identifier: Apache-2.0 */
/* busbar tariff: check tariffs, and tell what a use would cost and why. */
#include "apps/tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/flags.h"
#include "apps/zonefile.h"
#include "base/time.h"
#include "os/clock.h"
#include "os/whole.h"
#include "rate/usage.h"
#include "wire/json.h"

#define ARENA_MAX ((size_t)8 << 20)
#define FILE_MAX ((size_t)4 << 20)
#define OUT_MAX ((size_t)1 << 20)

static struct {
    const char *like, *kwh, *at, *zone;
    int64_t charging_s, parking_s, reserved_s, a;
    bool json, expired;
} ask;

static const struct flag flags[] = {
    {"session-like", "FILE", "price: the use, as JSON (docs/rate.md); - is standard input",
     FLAG_TEXT, &ask.like, 0, 0},
    {"kwh", "N", "price: or a use of so much energy at an even pace", FLAG_TEXT, &ask.kwh, 0, 0},
    {"charging", "SECONDS", "price: charging for so long [1800]", FLAG_INT, &ask.charging_s, 0,
     31536000},
    {"parking", "SECONDS", "price: plugged in for so long behind that [0]", FLAG_INT,
     &ask.parking_s, 0, 31536000},
    {"reserved", "SECONDS", "price: kept free for so long before", FLAG_INT, &ask.reserved_s, 0,
     31536000},
    {"expired", NULL, "price: the reservation was not used", FLAG_SWITCH, &ask.expired, 0, 0},
    {"ampere", "N", "price: current over all phases", FLAG_INT, &ask.a, 0, 100000},
    {"at", "TIME", "price: plugged in at [now]", FLAG_TEXT, &ask.at, 0, 0},
    {"zone", "ZONE", "price: of the site: Europe/Berlin, or a POSIX rule [UTC]", FLAG_TEXT,
     &ask.zone, 0, 0},
    {"json", NULL, "price: as JSON", FLAG_SWITCH, &ask.json, 0, 0},
};
#define N_FLAGS (sizeof flags / sizeof *flags)

/* Memory of one run. */
struct room {
    char *tariff_text, *use_text, *out_text;
    struct arena arena;
};

/* One line on standard error. */
static int fail(const char *why)
{
    fprintf(stderr, "busbar tariff: %s\n", why);
    return TOOL_FAILED;
}

/* The same for what was called wrongly. */
static int wrong(const char *why)
{
    fail(why);
    return TOOL_WRONG_USE;
}

/* Get the memory; false where there is none. */
static bool room_open(struct room *r)
{
    char *arena = malloc(ARENA_MAX);
    *r = (struct room){malloc(FILE_MAX), malloc(FILE_MAX), malloc(OUT_MAX),
                       arena_over(arena, arena ? ARENA_MAX : 0)};
    return arena && r->tariff_text && r->use_text && r->out_text;
}

/* Give it back. */
static void room_close(struct room *r)
{
    free(r->tariff_text);
    free(r->use_text);
    free(r->out_text);
    free(r->arena.p);
}

/* Is it a tariff of OCPP 2.1? It has a tariffId. */
static bool is_ocpp(struct str json)
{
    struct json_reader r;
    struct json_token t;
    json_open(&r, json);
    if (json_next(&r, &t) != JSON_OBJECT)
        return false;
    while (json_next(&r, &t) == JSON_KEY) {
        if (str_is(t.text, "tariffId"))
            return true;
        if (json_next(&r, &t) == JSON_BAD || !json_skip(&r, &t, NULL))
            return false;
    }
    return false;
}

/* Read a tariff from a file. */
static bool read_tariff(struct room *r, const char *path, struct tariff *t, char why[256])
{
    struct walk_fault fault;
    struct buf in = buf_over(r->tariff_text, FILE_MAX);
    if (whole_read(path, &in, why) != ERR_OK)
        return false;
    struct str json = buf_str(&in);
    if (is_ocpp(json) ? tariff_ocpp_read(json, &r->arena, t, &fault)
                      : tariff_read(json, &r->arena, t, &fault))
        return true;
    snprintf(why, 256, "%.100s: %s%s%s", path, fault.path, fault.path[0] ? " " : "", fault.why);
    return false;
}

/* Read the use from a file. */
static bool read_use(struct room *r, struct usage *u, char why[256])
{
    struct walk_fault fault;
    struct buf in = buf_over(r->use_text, FILE_MAX);
    const char *path = strcmp(ask.like, "-") == 0 ? "/dev/stdin" : ask.like;
    if (whole_read(path, &in, why) != ERR_OK)
        return false;
    if (usage_read(buf_str(&in), &r->arena, u, &fault))
        return true;
    snprintf(why, 256, "%.100s: %s%s%s", path, fault.path, fault.path[0] ? " " : "", fault.why);
    return false;
}

/* The use that the flags tell, as JSON, so that it is read as any other. */
static bool made_use(struct room *r, struct usage *u, char why[256])
{
    char rule[ZONEFILE_RULE_MAX], times[4][25];
    int64_t now = clock_utc_us(), start = now;
    unsigned repairs;
    struct walk_fault fault;
    struct buf b = buf_over(r->use_text, FILE_MAX);
    if (!zonefile_rule(ask.zone, now, rule, why))
        return false;
    if (ask.at && !time_parse(str_of(ask.at), &start, &repairs)) {
        snprintf(why, 256, "--at %.40s is no time as 2026-11-25T10:00:00Z", ask.at);
        return false;
    }
    time_format(start - ask.reserved_s * US_PER_S, times[0]);
    time_format(start, times[1]);
    time_format(start + ask.charging_s * US_PER_S, times[2]);
    time_format(start + (ask.charging_s + ask.parking_s) * US_PER_S, times[3]);
    buf_printf(&b, "{\"zone\":\"%s\",", rule);
    if (ask.reserved_s > 0)
        buf_printf(&b, "\"reserved\":{\"at\":\"%s\",\"seconds\":%lld},", times[0],
                   (long long)ask.reserved_s);
    buf_putz(&b, "\"points\":[");
    if (!ask.expired) {
        buf_printf(&b, "{\"at\":\"%s\",\"kwh\":0", times[1]);
        if (ask.a > 0)
            buf_printf(&b, ",\"a\":%lld", (long long)ask.a);
        buf_printf(&b, "},{\"at\":\"%s\",\"kwh\":%s,\"parking\":true},", times[2], ask.kwh);
        buf_printf(&b, "{\"at\":\"%s\",\"kwh\":%s}", times[3], ask.kwh);
    }
    buf_putz(&b, "]}");
    if (usage_read(buf_str(&b), &r->arena, u, &fault))
        return true;
    snprintf(why, 256, "--kwh %.40s: %s", ask.kwh, fault.why);
    return false;
}

/* Say where the figures do not tell all. */
static void warn(const struct price *p)
{
    if (p->current_unknown)
        fail("the tariff has limits of current, and none is known: --ampere, or \"a\" in the use");
    if (p->power_unknown)
        fail("the tariff has limits of power, and none is known: \"kw\" in the use");
}

/* busbar tariff price TARIFF */
static int price(struct room *r, const char *path, char why[256])
{
    struct tariff t;
    struct usage u;
    struct price p;
    if (!read_tariff(r, path, &t, why) || !(ask.like ? read_use(r, &u, why) : made_use(r, &u, why)))
        return fail(why);
    const char *fault = price_use(&t, &u, &r->arena, &p);
    if (fault)
        return fail(fault);
    struct buf out = buf_over(r->out_text, OUT_MAX);
    if (ask.json)
        price_write(&t, &p, &out);
    else
        price_explain(&t, &p, &out);
    if (out.full)
        return fail("the price does not fit in a megabyte");
    printf("%.*s%s", STR_ARG(buf_str(&out)), ask.json ? "\n" : "");
    warn(&p);
    return 0;
}

/* busbar tariff check FILE... */
static int check(struct room *r, int n, char **files, char why[256])
{
    int bad = 0;
    for (int i = 0; i < n; i++) {
        struct tariff t;
        arena_reset(&r->arena);
        if (!read_tariff(r, files[i], &t, why)) {
            fail(why);
            bad++;
            continue;
        }
        printf("%s: %.*s, %.*s, %zu element%s\n", files[i], STR_ARG(t.id), STR_ARG(t.currency),
               t.n_elements, t.n_elements == 1 ? "" : "s");
    }
    return bad > 0 ? TOOL_FAILED : 0;
}

/* busbar tariff ocpi|ocpp FILE */
static int convert(struct room *r, const char *path, bool ocpp, char why[256])
{
    struct tariff t;
    struct walk_fault fault;
    struct buf out = buf_over(r->out_text, OUT_MAX);
    if (!read_tariff(r, path, &t, why))
        return fail(why);
    if (!ocpp) {
        tariff_write(&t, &out);
    } else if (!tariff_ocpp_write(&t, &out, &fault)) {
        snprintf(why, 256, "%.100s: %s%s%s", path, fault.path, fault.path[0] ? " " : "", fault.why);
        return fail(why);
    }
    if (out.full)
        return fail("the tariff does not fit in a megabyte");
    printf("%.*s\n", STR_ARG(buf_str(&out)));
    return 0;
}

/* Run a verb on its files. */
static int run(struct room *r, const char *verb, int n, char **files, char why[256])
{
    if (strcmp(verb, "check") == 0)
        return check(r, n, files, why);
    if (n != 1)
        return wrong("price, ocpi and ocpp want one FILE");
    if (strcmp(verb, "price") == 0)
        return price(r, files[0], why);
    if (strcmp(verb, "ocpi") == 0 || strcmp(verb, "ocpp") == 0)
        return convert(r, files[0], strcmp(verb, "ocpp") == 0, why);
    return wrong("wants one of check, price, ocpi, ocpp (see busbar help tariff)");
}

int tool_tariff(int argc, char **argv)
{
    char why[256] = "";
    struct room r;
    memset(&ask, 0, sizeof ask);
    ask.zone = "UTC";
    ask.kwh = "0";
    ask.charging_s = 1800;
    int n = flags_read("tariff", flags, N_FLAGS, argc, argv), code;
    if (n < 0)
        return TOOL_WRONG_USE;
    if (n < 2)
        return wrong("wants a verb and a FILE (see busbar help tariff)");
    if (!room_open(&r))
        code = fail("no memory");
    else
        code = run(&r, argv[0], n - 1, argv + 1, why);
    room_close(&r);
    return fflush(stdout) == 0 ? code : TOOL_FAILED;
}

void tool_tariff_help(void)
{
    printf("  check FILE...   read tariffs (JSON of OCPI 2.2.1, 2.3.0 or OCPP 2.1), say what is "
           "wrong\n"
           "  price FILE      what a use costs by the tariff, line by line\n"
           "  ocpi FILE       the tariff as OCPI has it, what pricing uses\n"
           "  ocpp FILE       the same as OCPP 2.1 has it, or why it cannot be said there\n\n");
    flags_print(flags, N_FLAGS);
}
