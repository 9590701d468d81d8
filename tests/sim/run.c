/* SPDX-License-Identifier: Apache-2.0 */
/* One run: a time of troubles, then calm in which everything must settle. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/hash.h"
#include "sim/world.h"

#define SETTLE_US (30 * US_PER_MIN) /* calm that may pass until all is said */
#define AFTER_US (4 * US_PER_MIN)   /* and then nothing more may happen */
#define BOUNDS_US (20 * US_PER_S)

void sim_tell(struct sim *s, const char *format, ...)
{
    char *line = s->told[s->n_told++ % SIM_EVENTS_TOLD], at[25];
    va_list args;
    time_format(s->now_us, at);
    int n = snprintf(line, sizeof s->told[0], "%s  ", at);
    va_start(args, format);
    vsnprintf(line + n, sizeof s->told[0] - (size_t)n, format, args);
    va_end(args);
    if (s->o.verbose)
        printf("# %s\n", line);
}

/* The command that does this again. */
static void print_replay(const struct sim *s)
{
    printf("# replay: build/dev/tests/sim --seed %" PRIu64 " --minutes %lld", s->o.seed,
           (long long)s->o.minutes);
    if (s->o.stations > 0)
        printf(" --stations %u", s->o.stations);
    for (unsigned t = 0; t < TROUBLE_COUNT; t++)
        if (sim_off(s, (enum trouble)t))
            printf(" --no-%s", sim_trouble((enum trouble)t));
    printf("%s%s --verbose\n", s->o.no_faults ? " --no-faults" : "",
           s->o.no_quirks ? " --no-quirks" : "");
}

/* Where the stations stand. */
static void print_sites(const struct sim *s)
{
    for (unsigned i = 0; i < s->n_sites; i++) {
        const struct charger *c = &s->sites[i].charger;
        printf("# %s: state %d, booted %d, %u to say, first %d, in flight %d\n", c->identity,
               (int)s->sites[i].state, c->booted, c->n_outbox, c->outbox[0].what, c->flight);
    }
}

void sim_fail(struct sim *s, const char *check, const char *format, ...)
{
    char at[25];
    va_list args;
    if (s->failed)
        return;
    s->failed = true;
    time_format(s->now_us, at);
    printf("# seed %" PRIu64 ", %s (%.1f min): check \"%s\" failed:\n#   ", s->o.seed, at,
           (double)(s->now_us - SIM_BEGIN_US) / (double)US_PER_MIN, check);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n# what happened last:\n");
    for (uint64_t i = s->n_told > SIM_EVENTS_TOLD ? s->n_told - SIM_EVENTS_TOLD : 0; i < s->n_told;
         i++)
        printf("#   %s\n", s->told[i % SIM_EVENTS_TOLD]);
    if (s->calm)
        print_sites(s);
    print_replay(s);
    fflush(stdout);
}

int64_t sim_soon(struct sim *s, int64_t low_us, int64_t high_us)
{
    return s->now_us + random_between(&s->random, low_us, high_us);
}

/* Options of the server: small limits, so that they are met. */
static void set_options(struct sim *s)
{
    static char texts[][24] = {"--unknown-stations", "accept", "--unknown-tokens", "accept",
                               "--ping-interval",    "60",     "--idle-timeout",   "150"};
    enum { N = sizeof texts / sizeof *texts };
    char *args[N], why[256];
    for (int i = 0; i < N; i++)
        args[i] = texts[i];
    bool ok = options_read(&s->options, N, args, why);
    ASSERT(ok);
    s->options.data = s->o.dir;
    s->options.segment_size = 1 << 16;
    s->options.message_max = 1 << 16;
    s->options.max_tokens = 100;
}

/* Everything has its bounds, all along. */
static void bounds_due(struct sim *s, void *ctx, uint64_t arg)
{
    (void)ctx;
    (void)arg;
    checks_bounds(s);
    agenda_put(&s->agenda, s->now_us + BOUNDS_US, bounds_due, NULL, 0);
}

/* Let happen what is due until then, or until a check fails. */
static void run_until(struct sim *s, int64_t until_us)
{
    struct entry e;
    while (!s->failed && s->agenda.n > 0 && s->agenda.heap[0].at_us <= until_us) {
        agenda_take(&s->agenda, &e);
        s->now_us = e.at_us;
        s->happened++;
        e.fn(s, e.ctx, e.arg);
        if (simdisk_is_off(s->disk))
            house_dies(s, true, "the power is gone");
    }
    s->now_us = until_us;
}

/* Nothing goes wrong any more. */
static void calm_down(struct sim *s)
{
    s->calm = true;
    sim_tell(s, "calm");
    simdisk_set_space(s->disk, UINT64_MAX);
    simdisk_power_fails_in(s->disk, 0);
    simdisk_sync_fails_in(s->disk, 0);
    s->house.full = s->house.sync_fails = false;
    s->house.slow_until_us = 0;
    for (struct tcp *t = s->net.all; t; t = t->next)
        t->lag_us = 0;
    site_wind_down(s);
}

/* Everything is said and done? */
static bool settled(const struct sim *s)
{
    const struct house *h = &s->house;
    return h->server && !h->ghost && !h->draining && site_all_quiet(s) && orders_open(s) == 0 &&
           gate_idle(h->server->shards[0]->gate);
}

/* The calm: all must settle, and stay so. */
static void settle(struct sim *s)
{
    int64_t until_us = s->now_us + SETTLE_US;
    calm_down(s);
    while (!s->failed && !settled(s) && s->now_us < until_us) {
        run_until(s, s->now_us + US_PER_S);
        if (s->now_us % US_PER_MIN == 0)
            site_wind_down(s); /* also what an order began since */
    }
    if (!s->failed && !settled(s))
        sim_fail(s, "all settles", "after %d min of calm something is still under way: orders %zu",
                 (int)(SETTLE_US / US_PER_MIN), orders_open(s));
    if (!s->failed)
        run_until(s, s->now_us + AFTER_US);
    for (int i = 0; i < 60 && !s->failed && !settled(s); i++)
        run_until(s, s->now_us + US_PER_S); /* a ping, or a heartbeat */
    if (!s->failed && !settled(s))
        sim_fail(s, "all settles", "something happens again after all was quiet");
    if (!s->failed)
        checks_settled(s);
}

/* Empty the folder of the views. */
static void empty_dir(const struct sim *s)
{
    char again[600];
    snprintf(again, sizeof again, "%s/again", s->o.dir);
    mkdir(again, 0700);
    ASSERT(views_remove(s->o.dir) == ERR_OK && views_remove(again) == ERR_OK);
}

const char *sim_dir(void)
{
    static char dir[64];
    snprintf(dir, sizeof dir, "/dev/shm/busbar-sim-XXXXXX");
    if (mkdtemp(dir))
        return dir;
    snprintf(dir, sizeof dir, "/tmp/busbar-sim-XXXXXX");
    return mkdtemp(dir);
}

void sim_clean(const char *dir)
{
    char again[600];
    snprintf(again, sizeof again, "%s/again", dir);
    if (views_remove(dir) == ERR_OK && views_remove(again) == ERR_OK)
        (void)(rmdir(again) + rmdir(dir));
}

void sim_run(const struct sim_options *o, struct sim_result *out)
{
    struct sim *s = calloc(1, sizeof *s);
    ASSERT(s);
    sim_now = s;
    s->o = *o;
    s->random.state = hash_mix(o->seed, 0x51);
    s->now_us = SIM_BEGIN_US;
    s->house.epoch = 1;
    s->n_sites = o->stations ? o->stations : 1 + (unsigned)random_below(&s->random, 6);
    s->disk = simdisk_new(hash_mix(o->seed, 2));
    s->checks = checks_new(s);
    empty_dir(s);
    set_options(s);
    house_start(s);
    site_open_all(s);
    troubles_begin(s);
    agenda_put(&s->agenda, s->now_us, bounds_due, NULL, 0);
    run_until(s, s->now_us + o->minutes * US_PER_MIN);
    if (!s->failed)
        settle(s);
    *out = (struct sim_result){.crashes = s->crashes, .events = s->happened};
    checks_count(s, out);
    house_close(s);
    orders_free(s);
    site_close_all(s);
    net_free(s);
    checks_free(s->checks);
    simdisk_free(s->disk);
    free(s->agenda.heap);
    out->failed = s->failed;
    free(s);
    sim_now = NULL;
}
