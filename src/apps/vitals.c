/* SPDX-License-Identifier: Apache-2.0 */
/* Each source puts its values into a list; the list is printed by the rows of the table. */
#include "apps/vitals.h"

#include <stdio.h>

#include "apps/watch.h"
#include "base/time.h"
#include "os/clock.h"
#include "os/device.h"
#include "os/process.h"
#include "os/tls.h"

#define VALUES_MAX 160

enum scale { WHOLE, MICRO };

static const struct metric families[VITAL_COUNT] = {
#define VITAL(id, type, scale, name, label, help) {name, help, METRIC_##type},
#include "apps/tbl/vitals.h"
#undef VITAL
};

static const struct {
    enum scale scale;
    const char *label;
} forms[VITAL_COUNT] = {
#define VITAL(id, type, scale, name, label, help) {scale, label},
#include "apps/tbl/vitals.h"
#undef VITAL
};

/* One value that was measured. */
struct value {
    enum vital vital;
    const char *label;
    int64_t v;
};

struct values {
    size_t n;
    struct value row[VALUES_MAX];
    char names[PULSES_MAX + 1][16]; /* of threads */
};

static void put(struct values *m, enum vital vital, const char *label, int64_t v)
{
    if (m->n < VALUES_MAX)
        m->row[m->n++] = (struct value){vital, label, v};
}

const struct metric *vitals_family(size_t i)
{
    return &families[i];
}

/* The process, as Prometheus' own clients name it. */
static void put_process(struct values *m)
{
    struct process_facts p;
    process_read(&p);
    put(m, VITAL_cpu, "", p.cpu_us);
    put(m, VITAL_start_time, "", p.start_us);
    put(m, VITAL_resident, "", (int64_t)p.resident_bytes);
    put(m, VITAL_virtual_size, "", (int64_t)p.virtual_bytes);
    put(m, VITAL_open_files, "", (int64_t)p.open_files);
    put(m, VITAL_most_files, "",
        p.most_files > INT64_MAX ? INT64_MAX : (int64_t)p.most_files); /* no limit: very many */
    put(m, VITAL_threads, "", (int64_t)p.threads);
}

/* How far the views are behind: not further than since they were last level, nor than the time of
 * the last batch in them (with a steady load they are never quite level). */
static void put_lag(struct values *m, struct server *s)
{
    struct counters *own = &s->counters; /* the other blocks are not there yet at the start */
    uint64_t tail = counter_sum(&own, 1, COUNTER_journal_tail_position);
    uint64_t viewed = atomic_load_explicit(&s->viewed, memory_order_acquire);
    int64_t since_level = clock_mono_us() - atomic_load(&s->views_level_us);
    int64_t since_batch = clock_utc_us() - atomic_load(&s->viewed_at_us);
    int64_t lag = since_batch >= 0 && since_batch < since_level ? since_batch : since_level;
    put(m, VITAL_view_lag, "", viewed < tail ? lag : 0);
    put(m, VITAL_view_lag_size, "", viewed < tail ? (int64_t)(tail - viewed) : 0);
}

/* The device that the data directory is on. */
static void put_disk(struct values *m, struct server *s)
{
    struct device_facts d;
    if (device_read(s->options->data, &d) != ERR_OK)
        return; /* no value is the truth then */
    put(m, VITAL_disk_free, "", (int64_t)d.free_bytes);
    put(m, VITAL_disk_size, "", (int64_t)d.size_bytes);
}

/* Ends of certificates and lists, by the option that named them. */
static void put_ends(struct values *m, struct server *s)
{
    struct tls_ends e;
    if (!s->tls)
        return;
    tls_ends(s->tls, &e);
    const struct {
        const char *option;
        int64_t end_us;
    } all[] = {{"tls_cert", e.cert_us},
               {"tls_cert2", e.cert2_us},
               {"tls_ca", e.ca_us},
               {"tls_crl", e.crl_us}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].end_us != 0)
            put(m, VITAL_cert_end, all[i].option, all[i].end_us);
}

/* Threads that have work and do not get on with it. */
static void put_stalls(struct values *m, struct server *s, int64_t now_us)
{
    for (unsigned i = 0; watch_name(s, i, m->names[i]); i++)
        put(m, VITAL_stall, watch_name(s, i, m->names[i]), pulse_age(&s->pulses[i], now_us));
}

/* What the server itself knows. */
static void put_server(struct values *m, struct server *s)
{
    enum server_stage stage =
        (enum server_stage)atomic_load_explicit(&s->stage, memory_order_acquire);
    int64_t now_us = clock_mono_us(), wrong_us, snapshot_us = atomic_load(&s->snapshot_us);
    bool good = clock_synchronised(&wrong_us);
    put(m, VITAL_up, "", stage == SERVER_READY);
    put(m, VITAL_uptime, "", now_us - s->began_us);
    put_stalls(m, s, now_us);
    put(m, VITAL_snapshot_age, "", now_us - (snapshot_us ? snapshot_us : s->began_us));
    put(m, VITAL_stations_most, "", s->options->max_stations);
    put(m, VITAL_tokens_most, "", s->options->max_tokens);
    put(m, VITAL_clock_good, "", good);
    put(m, VITAL_clock_error, "", wrong_us);
    if (stage == SERVER_STARTING)
        return;
    pthread_rwlock_rdlock(&s->world_lock);
    put(m, VITAL_tokens, "", (int64_t)tokens_count(s->tokens));
    pthread_rwlock_unlock(&s->world_lock);
}

/* Print one family's values. */
static void print(const struct values *m, enum vital vital, enum metrics_style style,
                  struct buf *out)
{
    bool begun = false;
    for (size_t i = 0; i < m->n; i++) {
        char labels[64] = "";
        if (m->row[i].vital != vital)
            continue;
        if (!begun)
            metrics_head(out, style, &families[vital]);
        begun = true;
        if (forms[vital].label[0] != '\0')
            snprintf(labels, sizeof labels, "%s=\"%s\"", forms[vital].label, m->row[i].label);
        if (forms[vital].scale == MICRO)
            metrics_micro(out, families[vital].name, labels, m->row[i].v);
        else
            metrics_value(out, families[vital].name, labels, (uint64_t)m->row[i].v);
    }
}

void vitals_print(void *server, enum metrics_style style, struct buf *out)
{
    struct values m = {.n = 0};
    put_server(&m, server);
    put_lag(&m, server);
    put_disk(&m, server);
    put_ends(&m, server);
    put_process(&m);
    for (size_t i = 0; i < VITAL_COUNT; i++)
        print(&m, (enum vital)i, style, out);
}
