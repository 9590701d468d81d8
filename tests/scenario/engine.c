/* SPDX-License-Identifier: Apache-2.0 */
/* The scenario engine: the server core in process (host.h), driven by lines on standard input.
 *
 *     open N VERSION IDENTITY      text N BYTES        cut N CODE REASON     time MICROSECONDS
 *     http N BYTES                 turn                crash                 restart
 *     space BYTES                  events              check                 quit
 *
 * After BYTES and a line end so many bytes follow, and a line end. What it has to say, it says
 * before the line "done" that ends each answer:
 *
 *     frame N BYTES    closed N CODE BYTES    http N STATUS BYTES    event BYTES    refused N
 *     bad SENTENCE
 *
 * Frames, closes and HTTP answers are said only by `turn`: when what they stand on is durable
 * (after `space 0` never). The
 * program's arguments are DIR MICROSECONDS and options of the server, as NAME=VALUE. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "scenario/host.h"

#define LINE_MAX_BYTES 1024

/* Say a line's end and the bytes behind it. */
static void say_bytes(struct str bytes)
{
    printf("%zu\n", bytes.n);
    fwrite(bytes.p ? bytes.p : "", 1, bytes.n, stdout);
    putchar('\n');
}

/* Read n bytes and the line end behind them. */
static char *read_bytes(size_t n)
{
    char *p = malloc(n + 1);
    ASSERT(p);
    if (fread(p, 1, n, stdin) != n || getchar() != '\n')
        host_die("the input ends in the midst of a text");
    return p;
}

static void say_http(void *ctx, unsigned number, int status, struct str body)
{
    (void)ctx;
    printf("http %u %d ", number, status);
    say_bytes(body);
}

static void say_event(void *ctx, struct str json)
{
    (void)ctx;
    printf("event ");
    say_bytes(json);
}

/* Say what waited for the turn. */
static void say_all(struct host *h)
{
    while (h->said) {
        struct said *x = h->said;
        h->said = x->next;
        if (x->kind == SAID_FRAME)
            printf("frame %u ", x->conn);
        else
            printf("closed %u %u ", x->conn, x->code);
        say_bytes(str_make(x->text, x->n));
        free(x->text);
        free(x);
    }
    h->last_said = &h->said;
    host_answers(h, say_http, NULL);
}

/* A number of the line. */
static int64_t number_of(struct str *rest)
{
    int64_t n;
    struct str word = str_cut(rest, ' ');
    if (!str_int(word, &n) || n < 0)
        host_die("%.*s is no number", STR_ARG(word));
    return n;
}

static void do_open(struct host *h, struct str rest)
{
    unsigned n = (unsigned)number_of(&rest);
    enum ocpp_version version = ocpp_version_find(str_cut(&rest, ' '));
    if (version == OCPP_NONE)
        host_die("open: no such version");
    if (!host_connect(h, n, version, rest))
        printf("refused %u\n", n);
}

static void do_text(struct host *h, struct str rest)
{
    unsigned n = (unsigned)number_of(&rest);
    size_t bytes = (size_t)number_of(&rest);
    char *p = read_bytes(bytes);
    host_text(h, n, str_make(p, bytes));
    free(p);
}

static void do_cut(struct host *h, struct str rest)
{
    unsigned n = (unsigned)number_of(&rest);
    uint16_t code = (uint16_t)number_of(&rest);
    host_cut(h, n, code, rest);
}

static void do_time(struct host *h, struct str rest)
{
    host_time(h, number_of(&rest));
}

static void do_http(struct host *h, struct str rest)
{
    unsigned n = (unsigned)number_of(&rest);
    size_t bytes = (size_t)number_of(&rest);
    char *p = read_bytes(bytes);
    host_http(h, n, str_make(p, bytes));
    free(p);
}

static void do_turn(struct host *h, struct str rest)
{
    (void)rest;
    if (host_turn(h))
        say_all(h);
}

static void do_space(struct host *h, struct str rest)
{
    simdisk_set_space(h->sim, (uint64_t)number_of(&rest));
}

static void do_crash(struct host *h, struct str rest)
{
    (void)rest;
    host_crash(h);
}

static void do_restart(struct host *h, struct str rest)
{
    (void)rest;
    host_restart(h);
    say_all(h);
}

static void do_events(struct host *h, struct str rest)
{
    (void)rest;
    host_events(h, say_event, NULL);
}

static void do_check(struct host *h, struct str rest)
{
    const char *found = host_check(h);
    (void)rest;
    if (found)
        printf("bad %s\n", found);
}

static const struct {
    const char *name;
    void (*run)(struct host *h, struct str rest);
} verbs[] = {{"open", do_open},   {"text", do_text},       {"cut", do_cut},
             {"time", do_time},   {"http", do_http},       {"turn", do_turn},
             {"crash", do_crash}, {"restart", do_restart}, {"events", do_events},
             {"space", do_space}, {"check", do_check}};

/* Do one line; false for quit. */
static bool do_line(struct host *h, struct str line)
{
    struct str verb = str_cut(&line, ' ');
    if (str_is(verb, "quit"))
        return false;
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        if (!str_is(verb, verbs[i].name))
            continue;
        verbs[i].run(h, line);
        printf("done\n");
        fflush(stdout);
        return true;
    }
    host_die("no such verb: %.*s", STR_ARG(verb));
}

/* Set an option of the server, as far as it concerns the core. */
static void set_option(struct host *h, struct str option)
{
    struct policy *p = &h->world.policy;
    struct str value = option, name = str_cut(&value, '=');
    int64_t number = 0;
    bool is_number = str_int(value, &number);
    if (str_is(name, "unknown_stations") && value.n > 0)
        h->unknown_stations = value.p[0];
    else if (str_is(name, "unknown_tokens"))
        p->unknown_tokens = str_is(value, "accept") ? token_status_ACCEPTED : token_status_INVALID;
    else if (str_is(name, "direct_payment"))
        p->direct_payment = str_is(value, "accept") ? token_status_ACCEPTED : token_status_INVALID;
    else if (str_is(name, "token_sessions") && is_number)
        p->token_sessions = number;
    else if (str_is(name, "token_cache") && is_number)
        p->token_cache_s = number;
    else if (str_is(name, "master_pass_group"))
        p->master_group = value;
    else if (str_is(name, "ev_needs"))
        p->ev_needs = value;
    else if (str_is(name, "vendors"))
        p->vendors = value;
    else if (str_is(name, "event_streams"))
        p->event_streams = str_is(value, "accept");
    else if (str_is(name, "vat_numbers"))
        p->vat_numbers = str_is(value, "accept");
    else if (str_is(name, "heartbeat_interval") && is_number)
        p->heartbeat_interval_s = number;
    else if (str_is(name, "pending_interval") && is_number)
        p->pending_interval_s = number;
    else if (str_is(name, "strict"))
        p->strict = true;
    else if (str_is(name, "deaf_after"))
        str_int(value, &p->deaf_after);
    else if (str_is(name, "report_timeout"))
        str_int(value, &p->report_timeout_s);
    else if (str_is(name, "boot_required"))
        p->boot_required = true;
    else
        host_die("the engine has no option %.*s", STR_ARG(name));
}

int main(int argc, char **argv)
{
    char line[LINE_MAX_BYTES];
    int64_t now_us;
    struct host *h = calloc(1, sizeof *h);
    if (argc < 3 || !str_int(str_of(argv[2]), &now_us))
        host_die("wants DIR MICROSECONDS [NAME=VALUE...]");
    ASSERT(h);
    h->unknown_stations = 'r';
    h->world.policy = (struct policy){.unknown_tokens = token_status_INVALID,
                                      .report_timeout_s = 600,
                                      .update_timeout_s = 86400,
                                      .deaf_after = 5,
                                      .unknown_boot = boot_PENDING,
                                      .heartbeat_interval_s = 300,
                                      .pending_interval_s = 60,
                                      .direct_payment = token_status_ACCEPTED};
    for (int i = 3; i < argc; i++)
        set_option(h, str_of(argv[i]));
    host_open(h, argv[1], now_us);
    while (fgets(line, sizeof line, stdin)) {
        struct str text = str_of(line);
        if (!str_ends(text, STR("\n")))
            host_die("a line is too long");
        if (!do_line(h, str_make(line, text.n - 1)))
            break;
    }
    host_close(h);
    free(h);
    return 0;
}
