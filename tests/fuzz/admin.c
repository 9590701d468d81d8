/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a request to the admin door, over views with something of everything in them. The
 * first byte chooses what its jobs come to. There is one answer, with a status, whole lines as
 * headers, and JSON where it says so; what the jobs would journal can be packed and read. */
#include <stdio.h>

#include "base/time.h"
#include "doors/admin.h"
#include "fuzz.h"
#include "kit/folder.h"
#include "sim/simdisk.h"

#define AT_US INT64_C(1795572946123000)
#define TEXT_MAX 16384

static char folder[FOLDER_MAX];
static struct views *views;
static struct counters counters, *blocks[1] = {&counters};
static struct admin door;

/* The views go with the process. */
static void clean_up(void)
{
    views_reader_close(door.views);
    views_close(views);
    (void)folder_remove(folder);
}

/* Journal an event about a station ("" for the world's). */
static void put(struct journal *j, const char *station, const struct event *e)
{
    static char bytes[65536];
    struct buf out = buf_over(bytes, sizeof bytes);
    event_pack(e, &out);
    journal_begin(j, AT_US, str_of(station));
    journal_add(j, (uint8_t)e->kind, buf_str(&out));
    journal_end(j);
}

/* Something of everything. */
static void fill(struct journal *j)
{
    put(j, "",
        &(struct event){.kind = EVENT_site_registered,
                        .u.site_registered = {.site_id = STR("S1"), .cpo_id = STR("C1")}});
    put(j, "",
        &(struct event){.kind = EVENT_token_set,
                        .u.token_set = {.id_token = STR("GOOD"), .status = token_status_ACCEPTED}});
    put(j, "",
        &(struct event){.kind = EVENT_connection_refused,
                        .u.connection_refused = {.remote = STR("a:1"), .detail = STR("why")}});
    for (int i = 0; i < 9; i++) {
        char name[16];
        snprintf(name, sizeof name, "CP %d", i);
        put(j, name,
            &(struct event){
                .kind = EVENT_station_registered,
                .u.station_registered = {.standing = standing_REGISTERED, .site_id = STR("S1")}});
        put(j, name,
            &(struct event){.kind = EVENT_connection_opened,
                            .u.connection_opened = {.generation = 1, .protocol = protocol_OCPP21}});
        put(j, name,
            &(struct event){.kind = EVENT_session_started,
                            .u.session_started = {.session_id = str_of(name),
                                                  .transaction_id = STR("t"),
                                                  .started_at_us = AT_US - i,
                                                  .evse_id = 1}});
        put(j, name,
            &(struct event){.kind = EVENT_command_changed,
                            .u.command_changed = {.command_id = str_of(name),
                                                  .action = STR("Reset"),
                                                  .state = command_state_SENT}});
        put(j, name,
            &(struct event){.kind = EVENT_finding,
                            .u.finding = {.rule = STR("WRONG_TYPE"), .path = STR("a.b")}});
    }
    ASSERT(journal_commit(j) == ERR_OK);
}

/* Nothing is random here. */
static void no_random(void *ctx, unsigned char out[16])
{
    (void)ctx;
    memset(out, 7, 16);
}

/* Nobody was seen. */
static int64_t last_seen(void *ctx, struct str station)
{
    (void)ctx;
    return (int64_t)station.n * US_PER_S;
}

/* Make the views, once. */
static void open_door(void)
{
    struct simdisk *s = simdisk_new(1);
    struct journal *j;
    struct journal_reader *r;
    struct journal_batch batch;
    struct journal_options o = {.segment_bytes = 1 << 20};
    char why[256];
    ASSERT(folder_make(folder) && journal_open(simdisk_disk(s), o, &j, why) == ERR_OK);
    fill(j);
    ASSERT(views_open(folder, &views, why) == ERR_OK &&
           journal_reader_open(simdisk_disk(s), 0, NULL, NULL, &r, why) == ERR_OK);
    while (journal_reader_next(r, &batch) == ERR_OK)
        ASSERT(views_apply(views, &batch) == ERR_OK);
    ASSERT(views_commit(views) == ERR_OK);
    journal_reader_close(r);
    journal_close(j);
    simdisk_free(s);
    door = (struct admin){.counters = blocks,
                          .n_counters = 1,
                          .ready = true,
                          .last_seen = last_seen,
                          .random = no_random,
                          .version = "1"};
    ASSERT(views_reader_open(folder, &door.views, why) == ERR_OK);
    atexit(clean_up);
}

/* Say what came of a job. */
static void run(struct job *j, unsigned how)
{
    static const enum err results[] = {ERR_OK,   ERR_OK,      ERR_NOT_FOUND,
                                       ERR_FULL, ERR_INVALID, ERR_IO};
    static char bytes[1 << 20];
    struct buf out = buf_over(bytes, sizeof bytes);
    struct event e;
    if (j->kind != JOB_COMMAND) {
        event_pack(&j->event, &out);
        ASSERT(!out.full && event_unpack(j->event.kind, buf_str(&out), &e));
    }
    j->e = results[how % (sizeof results / sizeof *results)];
    j->state = (enum command_state)(how % 8);
    j->answer = how & 1 ? STR("{\"status\":\"Accepted\"}") : (struct str){0};
    snprintf(j->command_id, sizeof j->command_id, "1-1");
}

/* The answer as it would go out is one that a strict client reads. */
static void check_answer(const struct admin_call *c)
{
    static char bytes[2 << 20];
    static struct http_head head;
    struct buf out = buf_over(bytes, sizeof bytes);
    struct json_reader r;
    struct json_token t;
    ASSERT(c->status >= 200 && c->status < 600 && !c->out->full && http_reason(c->status)[0]);
    http_reply(&out, c->status, c->content_type, c->extra, buf_str(c->out), true);
    ASSERT(!out.full && http_response(buf_str(&out), &head) == HTTP_OK && head.status == c->status);
    if (!c->content_type || strcmp(c->content_type, "application/json") != 0)
        return;
    json_open(&r, buf_str(c->out));
    ASSERT(json_next(&r, &t) != JSON_BAD && json_skip(&r, &t, NULL) &&
           json_next(&r, &t) == JSON_END);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static _Alignas(16) char memory[1 << 20];
    static char body[1 << 20];
    struct arena arena = arena_over(memory, sizeof memory);
    struct buf out = buf_over(body, sizeof body);
    struct admin_call call = {.arena = &arena, .out = &out};
    struct str in = str_make((const char *)data, size);
    if (!views)
        open_door();
    unsigned how = fuzz_byte(&in);
    if (size > TEXT_MAX || http_request(in, &call.head) != HTTP_OK)
        return 0;
    char *copy = fuzz_copy(in);
    in.p = copy;
    ASSERT(http_request(in, &call.head) == HTTP_OK);
    call.body = str_skip(in, call.head.bytes);
    if (!admin_request(&door, &call, AT_US)) {
        for (size_t i = 0; i < call.n_jobs; i++)
            run(&call.jobs[i], how);
        admin_resume(&door, &call, AT_US);
    }
    check_answer(&call);
    free(copy);
    return 0;
}
