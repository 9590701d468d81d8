/* SPDX-License-Identifier: Apache-2.0 */
/* The admin door's thread: its loop, its listening, its key. */
#include "apps/adminhttp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/admincall.h"
#include "apps/shard.h"
#include "apps/tool.h"
#include "apps/vitals.h"
#include "base/time.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "os/thread.h"

#define TICK_MS 250
#define ANSWER_FIRST (1u << 20)
#define STOP_US (2 * US_PER_S)

/* Look at every client: answers that are due, patience that is over, the end. */
static void look(void *ctx)
{
    struct adminhttp *h = ctx;
    int64_t now_us = clock_mono_us();
    pulse_beat(&h->server->pulses[PULSE_ADMIN], now_us);
    bool stopping = atomic_load(&h->stopping), calls = false;
    for (struct adminclient *c = h->clients, *next; c; c = next) {
        next = c->next;
        if (c->call && admincall_go_on(c->call, now_us) && c->tcp) {
            tcp_read(c->tcp, true);
            adminclient_go_on(c);
        }
        if (!c->call && (stopping || adminclient_late(c, now_us)))
            adminclient_drop(c);
        calls |= c->call != NULL;
        adminclient_free_if_done(c);
    }
    if (!stopping)
        return;
    tcp_unlisten(h->door);
    h->door = NULL;
    if (!calls || now_us > h->stop_us)
        loop_stop(h->loop);
}

static void on_accepted(void *ctx, struct tcp *t)
{
    if (t) /* else no file was left, which the shards tell of */
        adminclient_begin(ctx, t);
}

static void *run(void *ctx)
{
    thread_name("admin");
    loop_run(((struct adminhttp *)ctx)->loop);
    return NULL;
}

static int64_t last_seen(void *ctx, struct str station)
{
    struct server *s = ctx;
    if (atomic_load_explicit(&s->stage, memory_order_acquire) == SERVER_STARTING)
        return 0;
    return stations_seen(&server_shard(s, station)->stations, station);
}

static void salt(void *ctx, unsigned char out[16])
{
    (void)ctx;
    entropy_fill(out, 16);
}

/* Read the key file and keep the key's hash. */
static enum err read_key(struct adminhttp *h, char why[256])
{
    const char *name = h->server->options->admin_key_file;
    char key[1024];
    unsigned char salt_bytes[16];
    if (name[0] == '\0')
        return ERR_OK;
    FILE *f = fopen(name, "re");
    size_t n = f ? fread(key, 1, sizeof key, f) : 0;
    if (f)
        fclose(f);
    struct str text = str_trim(str_make(key, n));
    if (text.n == 0 || n == sizeof key) {
        snprintf(why, 256, "admin_key_file %.128s: %s", name, f ? "holds no key" : "can't be read");
        return ERR_INVALID;
    }
    entropy_fill(salt_bytes, sizeof salt_bytes);
    secret_hash(text, salt_bytes, h->key_hash);
    explicit_bzero(key, sizeof key);
    return ERR_OK;
}

/* On the socket that was handed over, or on option admin. */
static enum err listen_for_requests(struct adminhttp *h, int *port, char why[256])
{
    struct server *s = h->server;
    int taken = service_take(&s->service, "admin");
    enum err e = taken >= 0
                     ? tcp_listen_taken(h->loop, taken, on_accepted, h, &h->door, port, why)
                     : tcp_listen(h->loop, s->options->admin, on_accepted, h, &h->door, port, why);
    if (e == ERR_OK)
        tcp_turn_away_from(h->door, s->files.admin);
    return e;
}

/* Lend the rows of quirks, which only the writer's thread changes. */
static void quirks(void *ctx, void (*see)(void *arg, const struct quirk_rules *rules), void *arg)
{
    struct server *s = ctx;
    pthread_rwlock_rdlock(&s->world_lock);
    (*see)(arg, tokens_quirks(s->tokens));
    pthread_rwlock_unlock(&s->world_lock);
}

/* Everything but the thread. */
static enum err prepare(struct adminhttp *h, int *port, char why[256])
{
    struct server *s = h->server;
    enum err e = read_key(h, why);
    if (e == ERR_OK)
        e = views_reader_open(s->options->data, &h->views, why);
    if (e == ERR_OK)
        e = loop_open(&h->loop);
    if (e == ERR_OK)
        e = listen_for_requests(h, port, why);
    if (e != ERR_OK)
        return e;
    grow_room(&h->answer, ANSWER_FIRST);
    h->admin = (struct admin){.views = h->views,
                              .counters = s->blocks,
                              .key_hash = str_of(h->key_hash),
                              .last_seen = last_seen,
                              .quirks = quirks,
                              .random = salt,
                              .vitals = vitals_print,
                              .ctx = s,
                              .version = tool_release()};
    loop_on_wake(h->loop, look, h);
    loop_on_tick(h->loop, TICK_MS, look, h);
    return pthread_create(&h->thread, NULL, run, h) == 0 ? ERR_OK : ERR_MEMORY;
}

/* Free all of it. */
static void adminhttp_free(struct adminhttp *h)
{
    loop_close(h->loop);
    views_reader_close(h->views);
    grow_free(&h->answer);
    grow_free(&h->reply);
    free(h);
}

enum err adminhttp_open(struct server *s, struct adminhttp **out, int *port, char why[256])
{
    struct adminhttp *h = *out = calloc(1, sizeof *h);
    if (!h)
        return ERR_MEMORY;
    h->server = s;
    enum err e = prepare(h, port, why);
    if (e == ERR_OK)
        return ERR_OK;
    adminhttp_free(h);
    *out = NULL;
    return e;
}

void adminhttp_viewed(struct adminhttp *h)
{
    loop_wake(h->loop);
}

void adminhttp_close(struct adminhttp *h)
{
    if (!h)
        return;
    h->stop_us = clock_mono_us() + STOP_US;
    atomic_store(&h->stopping, true);
    loop_wake(h->loop);
    pthread_join(h->thread, NULL);
    pulse_rest(&h->server->pulses[PULSE_ADMIN]);
    for (struct adminclient *c = h->clients, *next; c; c = next) {
        next = c->next;
        adminclient_drop(c);
        adminclient_free_if_done(c);
    }
    adminhttp_free(h);
}
