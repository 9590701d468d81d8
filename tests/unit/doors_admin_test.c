/* SPDX-License-Identifier: Apache-2.0 */
/* The admin door in process: requests as bytes, the views in a folder, and a shell that runs the
 * jobs into a journal and folds it. Every endpoint and every error. */
#include "views_make.h"

#include "doors/admin.h"

#define KEY "k3y-of-the-operator"
#define ARENA_BYTES 4194304
#define OUT_BYTES 1048576

struct door {
    struct make m;
    char dir[64], secret[SECRET_MAX];
    struct views *views;
    struct admin a;
    struct counters counters;
    struct counters *blocks[1];
    struct admin_call call;
    struct arena arena;
    struct buf out;
    char *arena_bytes, *out_bytes;
    char request[65536];
    /* what the shell does with jobs */
    enum err job_error;
    enum command_state state;
    const char *answer;
    struct job last; /* the last job run */
    size_t n_jobs;
};

static struct door d;

static int64_t last_seen(void *ctx, struct str station)
{
    (void)ctx;
    return str_is(station, "alpha") ? MAKE_START_US + 5 * US_PER_S : 0;
}

static void not_random(void *ctx, unsigned char out[16])
{
    (void)ctx;
    for (int i = 0; i < 16; i++)
        out[i] = (unsigned char)(i + 1);
}

/* Fold what was journaled and commit. */
static void fold(void)
{
    CHECK_INT(journal_commit(d.m.journal), ERR_OK);
    make_fold(&d.m, d.views, INT32_MAX, 0);
    CHECK_INT(views_commit(d.views), ERR_OK);
}

static void door_open(void)
{
    unsigned char salt[16] = {7};
    memset(&d, 0, sizeof d);
    make_open(&d.m, 5);
    make_folder(d.dir);
    d.views = make_views(d.dir);
    d.arena_bytes = malloc(ARENA_BYTES);
    d.out_bytes = malloc(OUT_BYTES);
    d.out = buf_over(d.out_bytes, OUT_BYTES);
    d.blocks[0] = &d.counters;
    d.state = command_state_ANSWERED;
    secret_hash(STR(KEY), salt, d.secret);
    d.a = (struct admin){.views = make_reader(d.dir),
                         .counters = d.blocks,
                         .n_counters = 1,
                         .ready = true,
                         .last_seen = last_seen,
                         .random = not_random,
                         .version = "1.2.3"};
}

static void door_close(void)
{
    if (d.a.views)
        views_reader_close(d.a.views);
    views_close(d.views);
    make_no_folder(d.dir);
    make_close(&d.m);
    free(d.arena_bytes);
    free(d.out_bytes);
}

/* Run one job as the shell would. */
static void run_job(struct job *j)
{
    j->e = d.job_error;
    j->answer = d.answer ? str_of(d.answer) : (struct str){0};
    d.last = *j;
    d.n_jobs++;
    if (j->e != ERR_OK)
        return;
    if (j->kind == JOB_COMMAND) {
        j->state = d.state;
        snprintf(j->command_id, sizeof j->command_id, "command-1");
        return;
    }
    if (j->kind == JOB_REGISTER && j->keep_secret)
        j->event.u.station_registered.secret = STR("the old one");
    char station[256];
    str_copy(station, sizeof station, j->station);
    make_event(&d.m, station, &j->event);
}

/* Is the text one JSON value? */
static bool is_json(struct str text)
{
    struct json_reader r;
    struct json_token t;
    json_open(&r, text);
    json_next(&r, &t);
    return json_skip(&r, &t, NULL) && json_next(&r, &t) == JSON_END;
}

/* Make a request; the status of its answer. Header lines end with CRLF. */
static int ask(const char *method, const char *target, const char *headers, const char *body)
{
    int n = snprintf(d.request, sizeof d.request,
                     "%s %s HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\n%s\r\n", method, target,
                     strlen(body), headers);
    CHECK(n > 0 && (size_t)n < sizeof d.request);
    d.arena = arena_over(d.arena_bytes, ARENA_BYTES);
    d.out.n = 0;
    d.out.full = false;
    d.call = (struct admin_call){.arena = &d.arena, .out = &d.out, .body = str_of(body)};
    CHECK_INT(http_request(str_make(d.request, (size_t)n), &d.call.head), HTTP_OK);
    if (!admin_request(&d.a, &d.call, MAKE_START_US)) {
        for (size_t i = 0; i < d.call.n_jobs; i++)
            run_job(&d.call.jobs[i]);
        admin_resume(&d.a, &d.call, MAKE_START_US);
        fold();
    }
    CHECK(!d.out.full);
    if (d.call.content_type && strcmp(d.call.content_type, "application/json") == 0)
        CHECK(is_json(buf_str(&d.out)));
    return d.call.status;
}

static int get(const char *target)
{
    return ask("GET", target, "", "");
}

/* Does the answer contain this text? */
static bool has(const char *text)
{
    return memmem(d.out.p, d.out.n, text, strlen(text)) != NULL;
}

/* How often? */
static int times(const char *text)
{
    int n = 0;
    const char *at = d.out.p, *end = d.out.p + d.out.n;
    while ((at = memmem(at, (size_t)(end - at), text, strlen(text)))) {
        at += strlen(text);
        n++;
    }
    return n;
}

#define CHECK_HAS(text)                                                                            \
    do {                                                                                           \
        check_count++;                                                                             \
        if (!has(text))                                                                            \
            CHECK_FAIL("no %s in %.*s", text, STR_ARG(buf_str(&d.out)));                           \
    } while (0)

/* An error answer: its status, code and where. */
static void check_error(int status, const char *code, const char *where)
{
    char text[256];
    CHECK_INT(d.call.status, status);
    snprintf(text, sizeof text, "\"code\":\"%s\"", code);
    CHECK_HAS(text);
    snprintf(text, sizeof text, "\"where\":\"%s\"", where);
    CHECK_HAS(text);
}

/* The text behind "name":" in the answer. */
static const char *value_of(const char *name, char out[128])
{
    char key[64];
    snprintf(key, sizeof key, "\"%s\":\"", name);
    const char *at = memmem(d.out.p, d.out.n, key, strlen(key));
    CHECK(at != NULL);
    at += strlen(key);
    size_t n = strcspn(at, "\"");
    CHECK(n < 128);
    memcpy(out, at, n);
    out[n] = '\0';
    return out;
}

TEST(health_needs_no_key_and_no_views)
{
    door_open();
    d.a.key_hash = str_of(d.secret);
    CHECK_INT(get("/healthz"), 200);
    CHECK_HAS("{\"status\":\"ok\",\"version\":\"1.2.3\"}");
    CHECK_INT(get("/readyz"), 200);
    d.a.ready = false;
    CHECK_INT(get("/readyz"), 503);
    counter_add(&d.counters, COUNTER_upgrades_total, 42);
    CHECK_INT(get("/metrics"), 200);
    CHECK_STR(str_of(d.call.content_type), "text/plain; version=0.0.4; charset=utf-8");
    CHECK_HAS("busbar_upgrades_total 42\n");
    CHECK_HAS("busbar_build_info{version=\"1.2.3\"} 1\n");
    views_reader_close(d.a.views);
    d.a.views = NULL;
    CHECK_INT(get("/healthz"), 200);
    d.a.key_hash = (struct str){0};
    CHECK_INT(get("/api/stations"), 503);
    check_error(503, "views-failed", "");
    CHECK_INT(get("/api/sessions/x"), 503);
    CHECK_INT(get("/api/changes"), 503);
    CHECK_INT(get("/api/tokens"), 503);
    d.a.views = make_reader(d.dir);
    door_close();
}

TEST(api_needs_the_key)
{
    door_open();
    d.a.key_hash = str_of(d.secret);
    CHECK_INT(get("/api/stations"), 401);
    check_error(401, "no-key", "Authorization");
    CHECK_STR(d.call.extra, "WWW-Authenticate: Bearer realm=\"busbar\"\r\n");
    CHECK_INT(ask("GET", "/api/stations", "Authorization: Bearer nope\r\n", ""), 401);
    check_error(401, "bad-key", "Authorization");
    CHECK_INT(ask("GET", "/api/stations", "X-API-Key: nope\r\n", ""), 401);
    CHECK_INT(ask("GET", "/api/stations", "Authorization: Basic " KEY "\r\n", ""), 401);
    /* What is not there is not told either. */
    CHECK_INT(get("/api/nothing"), 401);
    CHECK_INT(ask("PUT", "/api/stations", "", "{}"), 401);
    for (int i = 0; i < 3; i++) {
        CHECK_INT(ask("GET", "/api/stations", "Authorization: bearer " KEY "\r\n", ""), 200);
        CHECK_INT(ask("GET", "/api/stations", "X-API-Key: " KEY "\r\n", ""), 200);
        CHECK_INT(ask("GET", "/api/stations", "X-API-Key: " KEY "x\r\n", ""), 401);
    }
    door_close();
}

TEST(wrong_paths_methods_and_bodies_are_told)
{
    door_open();
    CHECK_INT(get("/"), 404);
    check_error(404, "no-such-path", "/");
    CHECK_INT(get("/api/stations/"), 404);
    CHECK_INT(get("/api/stations//commands/Reset"), 404);
    CHECK_INT(get("/api//stations"), 404);
    CHECK_INT(get("/api/stations/a/b"), 404);
    CHECK_INT(ask("POST", "/api/stations", "", ""), 405);
    CHECK_STR(d.call.extra, "Allow: GET, HEAD\r\n");
    check_error(405, "wrong-method", "POST");
    CHECK_INT(ask("POST", "/api/stations/a", "", ""), 405);
    CHECK_STR(d.call.extra, "Allow: GET, HEAD, PUT, DELETE\r\n");
    CHECK_INT(get("/api/import"), 405);
    CHECK_STR(d.call.extra, "Allow: POST\r\n");
    CHECK_INT(get("/api/stations/%ff"), 400);
    check_error(400, "bad-path", "%ff");
    CHECK_INT(get("/api/stations/%zz"), 400);
    CHECK_INT(ask("PUT", "/api/stations/a", "Content-Type: text/plain\r\n", "{}"), 415);
    CHECK_INT(ask("PUT", "/api/stations/a",
                  "Content-Type: application/x-www-form-urlencoded\r\nOrigin: http://evil\r\n",
                  "{}"),
              415);
    CHECK_INT(ask("PUT", "/api/stations/a", "Origin: http://evil\r\n", "{}"), 415);
    check_error(415, "wrong-type", "Content-Type");
    CHECK_INT(ask("PUT", "/api/stations/a", "Content-Type: application/x-www-form-urlencoded\r\n",
                  "{\"nonsense\":1}"),
              400);
    CHECK_INT(ask("POST", "/api/import", "Content-Type: application/json\r\n", "identity\na"), 415);
    CHECK_INT(
        ask("PUT", "/api/stations/a", "Content-Type: application/json; charset=utf-8\r\n", "{}"),
        200);
    char *big = malloc(70001);
    memset(big, ' ', 70000);
    big[70000] = '\0';
    CHECK_INT(ask("PUT", "/api/stations/a", "", big), 413);
    check_error(413, "too-large", "");
    CHECK_INT(ask("POST", "/api/import", "", big), 400);
    free(big);
    CHECK_INT(admin_body_max(&d.call.head), 33554432);
    door_close();
}

TEST(parameters_are_checked_by_name)
{
    static const struct {
        const char *target, *where;
    } bad[] = {{"/api/stations?limit=0", "limit"},
               {"/api/stations?limit=1001", "limit"},
               {"/api/stations?limit=ten", "limit"},
               {"/api/stations?connected=maybe", "connected"},
               {"/api/stations?standing=good", "standing"},
               {"/api/stations?colour=red", "colour"},
               {"/api/stations?site=a&site=b", "site"},
               {"/api/stations?site=%f", "site"},
               {"/api/stations?site=%ff", "site"},
               {"/api/stations?after=zzz", "after"},
               {"/api/sessions?state=closed", "state"},
               {"/api/sessions?site=a&site_id=a", "site_id"},
               {"/api/sessions?from=yesterday", "from"},
               {"/api/sessions?to=2026", "to"},
               {"/api/sessions?after=zzz", "after"},
               {"/api/sessions?after=12", "after"},
               {"/api/refused?before=-1", "before"},
               {"/api/tokens?station=a", "station"},
               {"/api/changes?from=0", "from"},
               {"/api/changes?station=a", "station"},
               {"/healthz?x", "x"}};
    door_open();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        get(bad[i].target);
        check_error(400, "bad-parameter", bad[i].where);
    }
    CHECK_INT(get("/api/stations?site=&&limit=5"), 200);
    CHECK_INT(get("/api/sessions?state=gone"), 400);
    CHECK_HAS("state must be one of: open, ended");
    CHECK_INT(get("/api/stations?x=1"), 400);
    CHECK_HAS("there are: site cpo connected standing limit after");
    door_close();
}

TEST(a_station_is_registered_changed_and_removed)
{
    door_open();
    CHECK_INT(ask("PUT", "/api/stations/Echo%201%2F2", "",
                  "{\"site_id\":\"s-1\",\"cpo_id\":\"DE8AA\",\"tariff_id\":\"day\","
                  "\"password\":\"geheim\",\"rated_power_kw\":350.5,\"serial\":\"\\u0041-7\"}"),
              200);
    CHECK_HAS("{\"identity\":\"Echo 1/2\",\"stored\":\"station\"}");
    CHECK_INT(d.last.kind, JOB_REGISTER);
    CHECK_STR(d.last.station, "Echo 1/2");
    const struct ev_station_registered *e = &d.last.event.u.station_registered;
    CHECK_INT(d.last.event.kind, EVENT_station_registered);
    CHECK_INT(e->standing, standing_REGISTERED);
    CHECK_INT(e->rated_power_mw, 350500000);
    CHECK_STR(e->serial, "A-7");
    char secret[SECRET_MAX];
    str_copy(secret, sizeof secret, e->secret);
    CHECK(secret_check(secret, STR("geheim")));
    CHECK(!d.last.keep_secret);

    CHECK_INT(get("/api/stations/Echo%201%2F2"), 200);
    CHECK_HAS("\"identity\":\"Echo 1/2\"");
    CHECK_HAS("\"standing\":\"registered\"");
    CHECK_HAS("\"rated_power_mw\":350500000");
    CHECK_HAS("\"secret\":true");
    CHECK(!has("pbkdf2"));
    CHECK(!has("geheim"));
    CHECK_HAS("\"connectors\":[],\"sessions\":[]");
    CHECK_HAS("\"last_seen\":null");

    /* No password named: it stays. Empty or null: it goes. */
    CHECK_INT(ask("PUT", "/api/stations/x", "", "{}"), 200);
    CHECK(d.last.keep_secret);
    CHECK_INT(ask("PUT", "/api/stations/x", "", "{\"password\":null}"), 200);
    CHECK(!d.last.keep_secret && d.last.event.u.station_registered.secret.n == 0);
    CHECK_INT(ask("PUT", "/api/stations/x", "", "{\"password\":\"\"}"), 200);
    CHECK(!d.last.keep_secret && d.last.event.u.station_registered.secret.n == 0);

    CHECK_INT(ask("DELETE", "/api/stations/x", "", ""), 204);
    CHECK_INT(d.out.n, 0);
    CHECK_INT(d.last.kind, JOB_REMOVE);
    CHECK_INT(d.last.event.kind, EVENT_station_removed);
    CHECK_INT(get("/api/stations/x"), 200);
    CHECK_HAS("\"standing\":\"removed\"");
    CHECK_INT(get("/api/stations/nobody"), 404);
    check_error(404, "no-such-station", "nobody");
    door_close();
}

TEST(bodies_are_checked_member_by_member)
{
    static const struct {
        const char *path, *body, *code, *where;
    } bad[] = {
        {"/api/stations/a", "", "bad-json", "body"},
        {"/api/stations/a", "[]", "bad-json", "body"},
        {"/api/stations/a", "{\"site_id\":}", "bad-json", "body"},
        {"/api/stations/a", "{} {}", "bad-json", "body"},
        {"/api/stations/a", "{\"site_id\":\"x\"", "bad-json", "body"},
        {"/api/stations/a", "{\"sitee\":\"x\"}", "bad-member", "sitee"},
        {"/api/stations/a", "{\"site_id\":7}", "bad-member", "site_id"},
        {"/api/stations/a", "{\"site_id\":{}}", "bad-member", "site_id"},
        {"/api/stations/a", "{\"site_id\":true}", "bad-member", "site_id"},
        {"/api/stations/a", "{\"site_id\":\"a\",\"site_id\":\"b\"}", "bad-member", "site_id"},
        {"/api/stations/a", "{\"site_id\":\"0123456789012345678901234567890123456\"}", "bad-member",
         "site_id"},
        {"/api/stations/a", "{\"serial\":\"a\\u0000b\"}", "bad-member", "serial"},
        {"/api/stations/a", "{\"rated_power_kw\":-1}", "bad-member", "rated_power_kw"},
        {"/api/stations/a", "{\"rated_power_kw\":\"much\"}", "bad-member", "rated_power_kw"},
        {"/api/stations/a", "{\"rated_power_kw\":1e30}", "bad-member", "rated_power_kw"},
        {"/api/stations/a%01", "{}", "bad-id", "a\\u0001"},
        {"/api/sites/s", "{\"latitude\":91}", "bad-member", "latitude"},
        {"/api/sites/s", "{\"longitude\":\"-180.5\"}", "bad-member", "longitude"},
        {"/api/sites/s", "{\"time_zone\":\"../etc\"}", "bad-member", "time_zone"},
        {"/api/sites/s", "{\"tariff_id\":\"x\"}", "bad-member", "tariff_id"},
        {"/api/sites/0123456789012345678901234567890123456", "{}", "bad-id",
         "0123456789012345678901234567890123456"},
        {"/api/tokens/t", "{\"status\":\"Unknown\"}", "bad-member", "status"},
        {"/api/tokens/t", "{\"status\":\"accepted\"}", "bad-member", "status"},
        {"/api/tokens/t", "{\"expires_at\":\"tomorrow\"}", "bad-member", "expires_at"},
        {"/api/tokens/t", "{\"type\":\"012345678901234567890\"}", "bad-member", "type"},
    };
    door_open();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ask("PUT", bad[i].path, "", bad[i].body);
        check_error(400, bad[i].code, bad[i].where);
    }
    CHECK_INT(d.n_jobs, 0);
    ask("PUT", "/api/stations/a", "", "{\"site_id\":\"x\",}");
    CHECK_HAS("at byte ");
    door_close();
}

TEST(tokens_and_sites_are_set_listed_and_removed)
{
    door_open();
    CHECK_INT(ask("PUT", "/api/tokens/DE8ACC%2F1", "", "{}"), 200);
    CHECK_HAS("{\"id_token\":\"DE8ACC/1\",\"stored\":\"token\"}");
    CHECK_INT(d.last.kind, JOB_WORLD);
    CHECK_INT(d.last.event.u.token_set.status, token_status_ACCEPTED);
    CHECK_INT(ask("PUT", "/api/tokens/BB", "",
                  "{\"status\":\"Blocked\",\"type\":\"ISO14443\",\"group_id\":\"G\","
                  "\"expires_at\":\"2027-01-31T00:00:00Z\"}"),
              200);
    CHECK_INT(get("/api/tokens"), 200);
    CHECK_INT(times("\"row\":"), 2);
    CHECK_HAS("\"id_token\":\"BB\",\"token_type\":\"ISO14443\",\"status\":\"Blocked\"");
    CHECK_HAS("2027-01-31T00:00:00.000Z");
    CHECK_INT(get("/api/tokens?text=blocked"), 200);
    CHECK_INT(times("\"row\":"), 1);
    CHECK_INT(ask("DELETE", "/api/tokens/BB", "", ""), 204);
    CHECK_INT(d.last.event.kind, EVENT_token_removed);
    CHECK_INT(get("/api/tokens"), 200);
    CHECK_INT(times("\"row\":"), 1);

    CHECK_INT(ask("PUT", "/api/sites/s-1", "",
                  "{\"name\":\"Raststätte\",\"cpo_id\":\"DE8AA\",\"latitude\":48.137154,"
                  "\"longitude\":\"11.576124\",\"time_zone\":\"Europe/Berlin\","
                  "\"power_limit_kw\":3750}"),
              200);
    CHECK_INT(get("/api/sites?text=rastst"), 200);
    CHECK_HAS("\"latitude\":\"48.137154\",\"longitude\":\"11.576124\"");
    CHECK_HAS("\"power_limit_mw\":3750000000");
    CHECK_INT(ask("DELETE", "/api/sites/s-1", "", ""), 405);
    door_close();
}

TEST(what_the_shell_could_not_do_is_told)
{
    static const struct {
        enum err e;
        int status;
        const char *code;
    } row[] = {{ERR_NOT_FOUND, 404, "not-found"}, {ERR_FULL, 503, "full"},
               {ERR_INVALID, 400, "refused"},     {ERR_NO_SPACE, 507, "not-stored"},
               {ERR_IO, 503, "not-stored"},       {ERR_CLOSED, 503, "stopping"}};
    door_open();
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        d.job_error = row[i].e;
        d.answer = i % 2 == 0 ? "max_stations is reached" : NULL;
        ask("PUT", "/api/stations/a", "", "{}");
        check_error(row[i].status, row[i].code, "a");
        CHECK_HAS(i % 2 == 0 ? "max_stations is reached" : err_text(row[i].e));
        ask("DELETE", "/api/tokens/t", "", "");
        check_error(row[i].status, row[i].code, "t");
    }
    d.answer = "the token table is full";
    d.job_error = ERR_FULL;
    ask("POST", "/api/import", "", "id_token\nT1\nT2\n");
    check_error(503, "not-stored", "T1");
    CHECK_HAS("0 of 2 rows were stored; the first that was not: the token table is full");
    door_close();
}

/* Post a CSV; the status. */
static int import(const char *csv)
{
    return ask("POST", "/api/import", "Content-Type: text/csv\r\n", csv);
}

TEST(an_import_takes_stations_sites_and_tokens)
{
    door_open();
    CHECK_INT(import("\xEF\xBB\xBFkind,site_id,identity,id_token,name,cpo_id,rated_power_kw,status,"
                     "password\r\n"
                     "site,s-1,,,\"Rest, \"\"A\"\"\nSouth\",DE8AA,,,\r\n"
                     "\r\n"
                     "station,s-1,c 1,,,DE8AA,400,,geheim\r\n"
                     "token,,,T1,,,,Blocked,\r\n"),
              400);
    check_error(400, "bad-csv", "line 2, column name"); /* a line end is a control character */
    CHECK_INT(d.n_jobs, 0);
    CHECK_INT(import("\xEF\xBB\xBFkind,site_id,identity,id_token,name,cpo_id,rated_power_kw,status,"
                     "password\r\n"
                     "site,s-1,,,\"Rest, \"\"A\"\" South\",DE8AA,,,\r\n"
                     "\r\n"
                     "station,s-1,c 1,,,DE8AA,400,,geheim\r\n"
                     "token,,,T1,,,,Blocked,\r\n"
                     "station,s-1,c2,,,,,,"),
              200);
    CHECK_HAS("{\"stations\":2,\"sites\":1,\"tokens\":1}");
    CHECK_INT(d.n_jobs, 4);
    CHECK(d.last.keep_secret);
    CHECK_INT(get("/api/stations?site=s-1"), 200);
    CHECK_INT(times("\"identity\":"), 2);
    CHECK_INT(times("\"secret\":true"), 2);
    CHECK_INT(get("/api/sites"), 200);
    CHECK_HAS("\"name\":\"Rest, \\\"A\\\" South\"");
    CHECK_INT(get("/api/tokens?text=Blocked"), 200);
    CHECK_INT(times("\"row\":"), 1);

    /* Without kind the columns decide. */
    CHECK_INT(import("identity,site_id\nx1,s\nx2,s\n"), 200);
    CHECK_HAS("{\"stations\":2,\"sites\":0,\"tokens\":0}");
    CHECK_INT(import("site_id,name\ns,S\n"), 200);
    CHECK_HAS("\"sites\":1");
    CHECK_INT(import("id_token,group_id\nT,G\n"), 200);
    CHECK_HAS("\"tokens\":1");
    door_close();
}

TEST(the_example_of_the_manual_is_imported)
{
    static char text[32768];
    FILE *f = fopen(BUSBAR_SOURCE_DIR "/docs/doors.md", "r");
    CHECK(f != NULL);
    size_t n = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    CHECK(n > 0 && n < sizeof text - 1);
    char *csv = strstr(text, "kind,site_id"), *end = csv ? strstr(csv, "```") : NULL;
    CHECK(end != NULL);
    *end = '\0';
    door_open();
    CHECK_INT(import(csv), 200);
    CHECK_HAS("{\"stations\":2,\"sites\":1,\"tokens\":1}");
    door_close();
}

TEST(an_import_with_a_fault_does_nothing_and_says_where)
{
    static const struct {
        const char *csv, *where, *why;
    } bad[] = {
        {"", "line 1", "no header line"},
        {"\n\n", "line 3", "no header line"},
        {"identity\n", "line 2", "no row behind the header"},
        {"name,cpo_id\nx,y\n", "line 1", "no identity"},
        {"identity;site_id\na;b\n", "line 1", "no identity"},
        {"identity,colour\na,red\n", "line 1, column colour", "no such column"},
        {"identity,name\na,red\n", "line 1, column name", "no such column"},
        {"identity,site_id,site_id\na,b,c\n", "line 1, column site_id", "twice"},
        {"identity,site_id\na\n", "line 2", "fewer cells"},
        {"identity,site_id\na,b,c\n", "line 2", "more cells"},
        {"identity,site_id\na,b\n\n,b\n", "line 4, column identity", "1 to 128"},
        {"identity,site_id\na,b\na,c\n", "line 3, column identity", "came in line 2"},
        {"identity,rated_power_kw\na,b\n", "line 2, column rated_power_kw", "must be kilowatts"},
        {"kind,identity,site_id\nchair,a,b\n", "line 2, column kind", "must be station"},
        {"kind,identity,site_id\nsite,a,b\n", "line 2, column identity", "must be empty"},
        {"kind,identity\nsite,a\n", "line 2, column site_id", "1 to 36"},
        {"identity\na\"b\n", "line 2", "must be in quotes"},
        {"identity\n\"a\n\n\n", "line 2", "not closed"},
        {"identity\n\"a\"b\n", "line 2", "closing quote"},
        {"site_id,latitude\na,1\nb,100\n", "line 3, column latitude", "-90 to 90"},
        {",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\n", "line 1", "more than 32"},
    };
    door_open();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        import(bad[i].csv);
        check_error(400, "bad-csv", bad[i].where);
        CHECK_HAS(bad[i].why);
    }
    CHECK_INT(d.n_jobs, 0);
    /* More than an arena can hold. */
    char *big = malloc(400000 + 16);
    strcpy(big, "id_token\n");
    size_t n = strlen(big);
    for (int i = 0; n < 400000; i++)
        n += (size_t)sprintf(big + n, "T%d\n", i);
    CHECK_INT(import(big), 413);
    check_error(413, "too-large", "");
    /* More passwords than one import may have. */
    strcpy(big, "identity,password\n");
    n = strlen(big);
    for (int i = 0; i < 1001; i++)
        n += (size_t)sprintf(big + n, "c%d,geheim\n", i);
    CHECK_INT(import(big), 400);
    check_error(400, "bad-csv", "line 1002, column password");
    free(big);
    CHECK_INT(d.n_jobs, 0);
    door_close();
}

/* Many sessions of two stations. */
static void make_sessions(int n)
{
    for (int i = 0; i < n; i++) {
        char id[17], number[16];
        const char *station = i % 2 ? "bravo" : "alpha";
        snprintf(number, sizeof number, "%d", i);
        session_name(str_of(station), str_of(number), id);
        d.m.now_us = MAKE_START_US + i * US_PER_S;
        struct event e = {.kind = EVENT_session_started};
        e.u.session_started =
            (struct ev_session_started){.session_id = str_of(id),
                                        .transaction_id = str_of(number),
                                        .protocol = protocol_OCPP201,
                                        .evse_id = 1,
                                        .id_token = i % 3 ? STR("AA") : STR("BB"),
                                        .token_status = token_status_ACCEPTED,
                                        .content = i + 1,
                                        .started_at_us = d.m.now_us,
                                        .site_id = STR("s-1"),
                                        .cpo_id = STR("DE8AA"),
                                        .tariff_id = i % 5 ? STR("day") : STR("night")};
        make_event(&d.m, station, &e);
        if (i % 4 != 0)
            continue;
        e = (struct event){.kind = EVENT_session_ended};
        e.u.session_ended = (struct ev_session_ended){
            .session_id = str_of(id), .ended_at_us = d.m.now_us + 1, .content = 1000 + i};
        make_event(&d.m, station, &e);
    }
    fold();
}

TEST(sessions_are_filtered_and_paged)
{
    char cursor[128], target[256];
    door_open();
    make_sessions(60);
    CHECK_INT(get("/api/sessions"), 200);
    CHECK_INT(times("\"session_id\":"), 60);
    CHECK_HAS("\"next\":null}");
    static const struct {
        const char *query;
        int n;
    } row[] = {{"station=alpha", 30},
               {"station=nobody", 0},
               {"site=s-1", 60},
               {"cpo=DE8AA&site=s-1", 60},
               {"cpo=other", 0},
               {"tariff=night", 12},
               {"tariff_id=night&cpo_id=DE8AA&site_id=s-1", 12},
               {"id_token=BB", 20},
               {"transaction_id=17", 1},
               {"token=BB", 20},
               {"state=ended", 15},
               {"state=open", 45},
               {"station=bravo&state=open", 30},
               {"transaction=17", 1},
               {"limit=7", 7},
               {"from=2026-09-21T14:13:50Z", 30},
               {"to=2026-09-21T14:13:50Z", 30},
               {"from=2026-09-21T14:13:50Z&to=2026-09-21T14:14:00Z", 10}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        snprintf(target, sizeof target, "/api/sessions?%s", row[i].query);
        CHECK_INT(get(target), 200);
        CHECK_INT(times("\"session_id\":"), row[i].n);
    }
    /* Page through: newest first, none twice. */
    int seen = 0, pages = 0;
    snprintf(target, sizeof target, "/api/sessions?limit=7");
    for (;; pages++) {
        CHECK_INT(get(target), 200);
        int n = times("\"session_id\":");
        for (int i = 0; i < n; i++) {
            char text[64];
            snprintf(text, sizeof text, "\"transaction_id\":\"%d\"", 59 - seen - i);
            CHECK_HAS(text);
        }
        seen += n;
        if (has("\"next\":null}"))
            break;
        snprintf(target, sizeof target, "/api/sessions?limit=7&after=%s", value_of("next", cursor));
    }
    CHECK_INT(seen, 60);
    CHECK_INT(pages, 8);
    door_close();
}

TEST(one_session_is_read_by_its_id)
{
    char id[17], target[64];
    door_open();
    make_sessions(5);
    session_name(STR("alpha"), STR("4"), id);
    snprintf(target, sizeof target, "/api/sessions/%s", id);
    CHECK_INT(get(target), 200);
    CHECK_HAS("\"transaction_id\":\"4\"");
    CHECK_HAS("\"state\":\"ended\"");
    CHECK_HAS("\"revision\":1");
    CHECK(!has("register_first"));
    CHECK_INT(get("/api/sessions/none"), 404);
    check_error(404, "no-such-session", "none");
    /* A late end that differs makes a new revision. */
    struct event e = {.kind = EVENT_session_ended};
    e.u.session_ended = (struct ev_session_ended){
        .session_id = str_of(id), .ended_at_us = d.m.now_us, .content = 77};
    make_event(&d.m, "alpha", &e);
    fold();
    CHECK_INT(get(target), 200);
    CHECK_HAS("\"revision\":2");
    CHECK_HAS("\"late\"");
    door_close();
}

TEST(stations_are_filtered_paged_and_shown_whole)
{
    char target[64], cursor[128];
    door_open();
    make_sessions(4);
    for (int i = 0; i < 25; i++) {
        snprintf(target, sizeof target, "/api/stations/c%02d", i);
        CHECK_INT(ask("PUT", target, "",
                      i % 2 ? "{\"site_id\":\"odd\",\"cpo_id\":\"A\"}" : "{\"site_id\":\"even\"}"),
                  200);
    }
    struct event e = {.kind = EVENT_connection_opened};
    e.u.connection_opened = (struct ev_connection_opened){
        .generation = 1, .protocol = protocol_OCPP21, .remote = STR("10.0.0.1:5")};
    make_event(&d.m, "alpha", &e);
    e = (struct event){.kind = EVENT_connector_changed};
    e.u.connector_changed = (struct ev_connector_changed){
        .evse_id = 1, .connector_id = 1, .status = connector_status_OCCUPIED};
    make_event(&d.m, "alpha", &e);
    fold();
    CHECK_INT(get("/api/stations"), 200);
    CHECK_INT(times("\"identity\":"), 27);
    CHECK_INT(get("/api/stations?site=odd"), 200);
    CHECK_INT(times("\"identity\":"), 12);
    CHECK_INT(get("/api/stations?cpo=A&site=even"), 200);
    CHECK_INT(times("\"identity\":"), 0);
    CHECK_INT(get("/api/stations?connected=true"), 200);
    CHECK_INT(times("\"identity\":"), 1);
    CHECK_INT(get("/api/stations?connected=false&limit=1000"), 200);
    CHECK_INT(times("\"identity\":"), 26);
    CHECK_INT(get("/api/stations?standing=registered"), 200);
    CHECK_INT(times("\"identity\":"), 25);
    CHECK_INT(get("/api/stations/alpha"), 200);
    CHECK_HAS("\"protocol\":\"2.1\"");
    CHECK_HAS("\"last_seen\":\"2026-09-21T14:13:25.000Z\"");
    CHECK_HAS("\"connectors\":[{\"evse_id\":1,\"connector_id\":1,\"status\":\"Occupied\"");
    CHECK_INT(times("\"session_id\":"), 1); /* of two, one has ended */
    int seen = 0;
    snprintf(target, sizeof target, "/api/stations?limit=10");
    for (;;) {
        CHECK_INT(get(target), 200);
        seen += times("\"identity\":");
        if (has("\"next\":null}"))
            break;
        snprintf(target, sizeof target, "/api/stations?limit=10&after=%s",
                 value_of("next", cursor));
    }
    CHECK_INT(seen, 27);
    door_close();
}

TEST(a_page_that_does_not_fit_has_fewer_rows)
{
    char cursor[128], target[256];
    door_open();
    make_sessions(60);
    d.out.cap = 10000;
    int seen = 0;
    snprintf(target, sizeof target, "/api/sessions?limit=50");
    for (;;) {
        CHECK_INT(get(target), 200);
        int n = times("\"session_id\":");
        CHECK(n > 0 && n < 20);
        seen += n;
        if (has("\"next\":null}"))
            break;
        snprintf(target, sizeof target, "/api/sessions?limit=50&after=%s",
                 value_of("next", cursor));
    }
    CHECK_INT(seen, 60);
    CHECK_INT(get("/api/changes?limit=50"), 200);
    CHECK(times("\"seq\":") > 0 && times("\"seq\":") < 50);
    d.out.cap = 500;
    CHECK_INT(get("/api/sessions?limit=50"), 500);
    check_error(500, "answer-too-large", "");
    d.out.cap = OUT_BYTES;
    door_close();
}

TEST(lists_are_read_newest_first)
{
    door_open();
    struct event e = {.kind = EVENT_finding};
    for (int i = 0; i < 12; i++) {
        e.u.finding = (struct ev_finding){.rule = STR("TOO_LONG"),
                                          .action = STR("BootNotification"),
                                          .path = STR("model"),
                                          .text = i % 2 ? STR("100%_x") : STR("100a_x"),
                                          .refused = i % 2};
        make_event(&d.m, i % 3 ? "alpha" : "bravo", &e);
    }
    e = (struct event){.kind = EVENT_connection_refused};
    e.u.connection_refused = (struct ev_connection_refused){.reason = refusal_BAD_CREDENTIALS,
                                                            .remote = STR("10.9.9.9:1"),
                                                            .detail = STR("the password is wrong"),
                                                            .status = 401,
                                                            .identity = STR("mallory")};
    make_event(&d.m, "mallory", &e);
    for (int state = command_state_QUEUED; state <= command_state_ANSWERED; state++) {
        e = (struct event){.kind = EVENT_command_changed};
        e.u.command_changed = (struct ev_command_changed){
            .command_id = STR("c1"),
            .action = STR("Reset"),
            .state = state,
            .payload = state == command_state_SENT       ? STR("{\"type\":\"Soft\"}")
                       : state == command_state_ANSWERED ? STR("{\"status\":\"Accepted\"}")
                                                         : STR("")};
        make_event(&d.m, "alpha", &e);
    }
    e = (struct event){.kind = EVENT_connection_opened};
    e.u.connection_opened = (struct ev_connection_opened){
        .generation = 3, .protocol = protocol_OCPP16, .remote = STR("10.0.0.1:5")};
    make_event(&d.m, "alpha", &e);
    e = (struct event){.kind = EVENT_connection_closed};
    e.u.connection_closed = (struct ev_connection_closed){
        .generation = 3, .code = 1006, .reason = STR("the peer went away")};
    make_event(&d.m, "alpha", &e);
    fold();
    CHECK_INT(get("/api/findings"), 200);
    CHECK_INT(times("\"row\":"), 12);
    CHECK(memcmp(d.out.p, "{\"rows\":[{\"row\":12,", 19) == 0);
    CHECK_HAS("\"next\":null}");
    CHECK_INT(get("/api/findings?station=bravo"), 200);
    CHECK_INT(times("\"row\":"), 4);
    CHECK_INT(get("/api/findings?text=0%25_X"), 200);
    CHECK_INT(times("\"row\":"), 6);
    CHECK_INT(get("/api/findings?text=a&station=bravo"), 200);
    CHECK_INT(times("\"row\":"), 4);
    CHECK_INT(get("/api/findings?limit=5"), 200);
    CHECK_HAS("\"next\":8}");
    CHECK_INT(get("/api/findings?limit=5&before=8"), 200);
    CHECK_HAS("{\"rows\":[{\"row\":7,");
    CHECK_INT(get("/api/findings?limit=5&before=3"), 200);
    CHECK_INT(times("\"row\":"), 2);
    CHECK_HAS("\"next\":null}");
    CHECK_INT(get("/api/refused?text=password"), 200);
    CHECK_HAS("\"reason\":\"bad-credentials\"");
    CHECK_HAS("\"identity\":\"mallory\"");
    CHECK_INT(get("/api/commands"), 200);
    CHECK_INT(times("\"row\":"), 1);
    CHECK_HAS("\"state\":\"answered\"");
    CHECK_HAS("\"request\":\"{\\\"type\\\":\\\"Soft\\\"}\"");
    CHECK_HAS("\"answer\":\"{\\\"status\\\":\\\"Accepted\\\"}\"");
    CHECK_INT(get("/api/connections?station=alpha"), 200);
    CHECK_INT(times("\"row\":"), 1);
    CHECK_HAS("\"protocol\":\"1.6\",\"remote\":\"10.0.0.1:5\"");
    CHECK_HAS("\"code\":1006,\"reason\":\"the peer went away\"");
    door_close();
}

TEST(the_change_stream_is_read_from_a_number)
{
    door_open();
    CHECK_INT(get("/api/changes"), 200);
    CHECK_HAS("{\"changes\":[],\"next\":1}");
    make_sessions(3);
    CHECK_INT(get("/api/changes?limit=2"), 200);
    CHECK_HAS("{\"changes\":[{\"seq\":1,");
    CHECK_HAS("\"kind\":\"session\"");
    CHECK_HAS("\"old\":null,\"new\":{\"session_id\":");
    CHECK_HAS("\"next\":3}");
    CHECK_INT(get("/api/changes?from=3"), 200);
    CHECK_HAS("{\"changes\":[{\"seq\":3,");
    CHECK_INT(get("/api/changes?from=1000"), 200);
    CHECK_HAS("{\"changes\":[],\"next\":1000}");
    CHECK_INT(get("/api/changes?from=9223372036854775807"), 200);
    door_close();
}

TEST(a_command_is_sent_and_its_answer_told)
{
    door_open();
    CHECK_INT(ask("PUT", "/api/stations/alpha", "", "{}"), 200);
    d.answer = "{\"status\":\"Accepted\"}";
    CHECK_INT(ask("POST", "/api/stations/alpha/commands/Reset?timeout=5", "",
                  " {\"type\":\"Immediate\"}\n"),
              200);
    CHECK_HAS("{\"command_id\":\"command-1\",\"state\":\"answered\",\"answer\":{\"status\":"
              "\"Accepted\"}}");
    CHECK_INT(d.last.kind, JOB_COMMAND);
    CHECK_INT(d.last.action, ACTION_Reset);
    CHECK_STR(d.last.action_name, "Reset");
    CHECK_STR(d.last.payload, "{\"type\":\"Immediate\"}");
    CHECK_INT(d.last.timeout_us, 5 * US_PER_S);
    CHECK_INT(ask("POST", "/api/stations/alpha/commands/ClearCache", "", ""), 200);
    CHECK_STR(d.last.payload, "{}");
    CHECK_INT(d.last.timeout_us, 0); /* the server's call_timeout */

    static const struct {
        enum command_state state;
        int status;
        const char *code, *word, *answer;
    } row[] = {
        {command_state_ERROR, 502, "station-error", "error",
         "{\"code\":\"NotSupported\",\"description\":\"\",\"details\":{}}"},
        {command_state_TIMED_OUT, 504, "timed-out", "timed-out", NULL},
        {command_state_CANCELLED, 502, "cancelled", "cancelled", NULL},
        {command_state_REFUSED, 400, "refused", "refused", "type: unknown value"},
        {command_state_SENT, 500, "not-through", "sent", NULL},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        char text[64];
        d.state = row[i].state;
        d.answer = row[i].answer;
        ask("POST", "/api/stations/alpha/commands/Reset", "", "{}");
        check_error(row[i].status, row[i].code, "Reset");
        snprintf(text, sizeof text, "\"state\":\"%s\"", row[i].word);
        CHECK_HAS(text);
    }
    CHECK_HAS("\"answer\":null");
    d.state = command_state_REFUSED;
    d.answer = "type: unknown value";
    ask("POST", "/api/stations/alpha/commands/Reset", "", "{}");
    CHECK_HAS("\"answer\":\"type: unknown value\"");

    d.job_error = ERR_NOT_FOUND;
    ask("POST", "/api/stations/alpha/commands/Reset", "", "{}");
    check_error(409, "not-connected", "alpha");
    ask("POST", "/api/stations/nobody/commands/Reset", "", "{}");
    check_error(404, "no-such-station", "nobody");
    d.job_error = ERR_FULL;
    ask("POST", "/api/stations/alpha/commands/Reset", "", "{}");
    check_error(503, "full", "alpha");
    door_close();
}

TEST(commands_are_checked_before_they_are_sent)
{
    door_open();
    ask("POST", "/api/stations/a/commands/Nonsense", "", "{}");
    check_error(404, "no-such-action", "Nonsense");
    ask("POST", "/api/stations/a/commands/BootNotification", "", "{}");
    check_error(404, "no-such-action", "BootNotification"); /* stations say that, not we */
    ask("POST", "/api/stations/a/commands/Reset", "", "[]");
    check_error(400, "bad-json", "body");
    ask("POST", "/api/stations/a/commands/Reset", "", "{\"type\":\"Soft\"");
    check_error(400, "bad-json", "body");
    ask("POST", "/api/stations/a/commands/Reset?timeout=0", "", "{}");
    check_error(400, "bad-parameter", "timeout");
    ask("POST", "/api/stations/a/commands/Reset?timeout=601", "", "{}");
    check_error(400, "bad-parameter", "timeout");
    CHECK_INT(d.n_jobs, 0);
    static const char *const all[] = {"DataTransfer", "RemoteStartTransaction", "SetVariables",
                                      "NotifyAllowedEnergyTransfer", "GetLog"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        char target[128];
        snprintf(target, sizeof target, "/api/stations/a/commands/%s", all[i]);
        CHECK_INT(ask("POST", target, "", "{}"), 200);
        CHECK_STR(ocpp_action_name(d.last.action), all[i]);
    }
    door_close();
}

TEST(facts_are_asked_for_by_kind_and_column)
{
    door_open();
    make_random(&d.m, 2000);
    fold();
    CHECK_INT(get("/api/facts/nothing"), 404);
    check_error(404, "no-such-fact", "nothing");
    CHECK_INT(get("/api/facts/security_event?component=EVSE"), 400);
    check_error(400, "bad-parameter", "security_event");
    get("/api/facts/variable?request=-1");
    check_error(400, "bad-parameter", "request");
    get("/api/facts/variable?drift=2");
    check_error(400, "bad-parameter", "drift");
    CHECK_INT(get("/api/facts/variable?component=EVSE&variable=Power&limit=1"), 200);
    CHECK(strstr(d.out.p, "\"variable\":\"Power\"") != NULL);
    CHECK_INT(get("/api/facts/variable?component=Pump"), 200);
    CHECK_STR(buf_str(&d.out), "{\"facts\":[],\"next\":null}");
    door_close();
}

TEST(whatever_happened_can_be_read)
{
    static const char *const targets[] = {"/api/stations",
                                          "/api/sessions?limit=1000",
                                          "/api/refused",
                                          "/api/findings",
                                          "/api/commands",
                                          "/api/connections",
                                          "/api/tokens",
                                          "/api/sites",
                                          "/api/changes?limit=1000",
                                          "/api/facts",
                                          "/api/facts/variable?station=alpha&drift=1",
                                          "/api/facts/security_event",
                                          "/api/stations/alpha",
                                          "/api/stations/Echo%201%2f2"};
    door_open();
    make_random(&d.m, 2000);
    fold();
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        CHECK_INT(get(targets[i]), 200);
        CHECK(d.out.n > 50);
    }
    door_close();
}

int main(void)
{
    return check_main();
}
