/* SPDX-License-Identifier: Apache-2.0 */
/* busbar ctl: look at and steer a running server. One row of `verbs` per thing that can be asked.
 */
#include "apps/tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/fetch.h"
#include "apps/flags.h"
#include "apps/grid.h"
#include "event/fact.h"
#include "wire/http.h"
#include "wire/json.h"

#define FILE_MAX (64u << 20)
#define FACT_COLUMNS 11
#define NAME_MAX_BYTES 32

static struct {
    const char *admin, *key_file, *station, *site, *cpo, *tariff, *token, *state, *text, *from, *to,
        *connected, *after, *component, *variable, *request, *by, *vendor, *model, *firmware,
        *quirk, *action, *batch, *key, *at, *until;
    int64_t limit, timeout;
    bool json, drift;
} ask;

static const struct flag flags[] = {
    {"admin", "HOST:PORT", "the server's admin door [127.0.0.1:8181]", FLAG_TEXT, &ask.admin, 0, 0},
    {"key-file", "FILE", "file with the API key", FLAG_TEXT, &ask.key_file, 0, 0},
    {"json", NULL, "print the answer as it came", FLAG_SWITCH, &ask.json, 0, 0},
    {"station", "IDENTITY", "only of this station", FLAG_TEXT, &ask.station, 0, 0},
    {"site", "ID", "only of this site", FLAG_TEXT, &ask.site, 0, 0},
    {"cpo", "ID", "only of this operator", FLAG_TEXT, &ask.cpo, 0, 0},
    {"tariff", "ID", "only with this tariff", FLAG_TEXT, &ask.tariff, 0, 0},
    {"token", "ID", "only of this token", FLAG_TEXT, &ask.token, 0, 0},
    {"state", "STATE", "only sessions (open, ended) or orders in this state", FLAG_TEXT, &ask.state,
     0, 0},
    {"connected", "yes|no", "only stations that are, or are not", FLAG_TEXT, &ask.connected, 0, 0},
    {"from", "TIME", "only sessions that started then or later", FLAG_TEXT, &ask.from, 0, 0},
    {"to", "TIME", "only sessions that started before", FLAG_TEXT, &ask.to, 0, 0},
    {"text", "TEXT", "only rows that hold this text", FLAG_TEXT, &ask.text, 0, 0},
    {"component", "NAME", "only facts of this component", FLAG_TEXT, &ask.component, 0, 0},
    {"variable", "NAME", "only facts of this variable", FLAG_TEXT, &ask.variable, 0, 0},
    {"request", "ID", "only facts told for this requestId", FLAG_TEXT, &ask.request, 0, 0},
    {"drift", NULL, "only variables whose value is not the one wanted", FLAG_SWITCH, &ask.drift, 0,
     0},
    {"by", "model|firmware|vendor|station|quirk", "findings summed up by that", FLAG_TEXT, &ask.by,
     0, 0},
    {"vendor", "NAME", "only findings of that vendor; quirks as for it", FLAG_TEXT, &ask.vendor, 0,
     0},
    {"model", "NAME", "only findings of that model; quirks as for it", FLAG_TEXT, &ask.model, 0, 0},
    {"firmware", "VERSION", "quirks as for that firmware", FLAG_TEXT, &ask.firmware, 0, 0},
    {"quirk", "NUMBER|NAME", "only findings of that quirk, summed up", FLAG_TEXT, &ask.quirk, 0, 0},
    {"action", "NAME", "only orders of this action", FLAG_TEXT, &ask.action, 0, 0},
    {"batch", "ID", "only orders of this batch", FLAG_TEXT, &ask.batch, 0, 0},
    {"key", "TEXT", "order: supersedes an unsent one of the same key", FLAG_TEXT, &ask.key, 0, 0},
    {"not-before", "TIME", "order: not sent before", FLAG_TEXT, &ask.at, 0, 0},
    {"expires-at", "TIME", "order: not sent from then on [a day]", FLAG_TEXT, &ask.until, 0, 0},
    {"after", "NEXT", "the page behind the \"next\" of --json", FLAG_TEXT, &ask.after, 0, 0},
    {"limit", "N", "at most so many rows [100]", FLAG_INT, &ask.limit, 1, 1000},
    {"timeout", "SECONDS", "time a station has to answer a command [30]", FLAG_INT, &ask.timeout, 1,
     600},
};
#define N_FLAGS (sizeof flags / sizeof *flags)

static const struct grid_column station_columns[] = {
    {"identity", "station", 0},  {"standing", "standing", 0},   {"connected", "connected", 0},
    {"boot", "boot", 0},         {"protocol", "ocpp", 0},       {"model", "model", 0},
    {"firmware", "firmware", 0}, {"site_id", "site", 0},        {"cpo_id", "cpo", 0},
    {"tariff_id", "tariff", 0},  {"last_seen", "last seen", 0},
};
static const struct grid_column session_columns[] = {
    {"session_id", "session", 0}, {"station", "station", 0},    {"evse_id", "evse", 0},
    {"state", "state", 0},        {"started_at", "started", 0}, {"ended_at", "ended", 0},
    {"energy_mwh", "kWh", 6},     {"power_mw", "kW", 6},        {"soc_bp", "SoC %", 2},
    {"id_token", "token", 0},     {"site_id", "site", 0},       {"stop_reason", "reason", 0},
    {"revision", "rev", 0},       {"flags", "flags", 0},
};
static const struct grid_column refused_columns[] = {
    {"at", "at", 0},       {"identity", "identity", 0}, {"reason", "reason", 0},
    {"status", "http", 0}, {"remote", "peer", 0},       {"detail", "detail", 0}};
static const struct grid_column finding_columns[] = {
    {"at", "at", 0},     {"station", "station", 0}, {"action", "action", 0},  {"rule", "rule", 0},
    {"path", "path", 0}, {"text", "text", 0},       {"refused", "refused", 0}};
static const struct grid_column summary_columns[] = {
    {"vendor", "vendor", 0},     {"model", "model", 0},    {"firmware", "firmware", 0},
    {"station", "station", 0},   {"quirk", "no", 0},       {"rule", "rule", 0},
    {"stations", "stations", 0}, {"repaired", "times", 0}, {"refused", "refused", 0},
    {"since", "since", 0},       {"last", "last", 0},      {"why", "why", 0}};
static const struct grid_column quirk_columns[] = {{"quirk", "no", 0},
                                                   {"name", "name", 0},
                                                   {"state", "state", 0},
                                                   {"value", "value", 0},
                                                   {"by", "by", 0},
                                                   {"control", "control", 0},
                                                   {"station", "what the station does", 0}};
static const struct grid_column quirk_row_columns[] = {
    {"station", "station", 0},   {"vendor", "vendor", 0}, {"model", "model", 0},
    {"firmware", "firmware", 0}, {"quirk", "no", 0},      {"name", "name", 0},
    {"mode", "state", 0},        {"value", "value", 0},   {"learned", "learned", 0},
    {"action", "action", 0},     {"text", "answer", 0},   {"changed_at", "changed", 0}};
static const struct grid_column command_columns[] = {
    {"created_at", "at", 0}, {"station", "station", 0}, {"command_id", "command", 0},
    {"action", "action", 0}, {"state", "state", 0},     {"answer", "answer", 0}};
static const struct grid_column order_columns[] = {
    {"placed_at", "at", 0},  {"station", "station", 0}, {"order_id", "order", 0},
    {"action", "action", 0}, {"state", "state", 0},     {"request_id", "request", 0},
    {"reason", "reason", 0}, {"answer", "answer", 0}};
static const struct grid_column connection_columns[] = {
    {"opened_at", "opened", 0}, {"closed_at", "closed", 0}, {"station", "station", 0},
    {"generation", "no", 0},    {"protocol", "ocpp", 0},    {"remote", "peer", 0},
    {"code", "code", 0},        {"reason", "reason", 0}};
static const struct grid_column token_columns[] = {{"id_token", "token", 0},
                                                   {"token_type", "type", 0},
                                                   {"status", "status", 0},
                                                   {"group_id", "group", 0},
                                                   {"expires_at", "expires", 0}};
static const struct grid_column site_columns[] = {
    {"site_id", "site", 0},      {"cpo_id", "cpo", 0},          {"name", "name", 0},
    {"latitude", "latitude", 0}, {"longitude", "longitude", 0}, {"time_zone", "zone", 0}};

static const struct grid_column csr_columns[] = {
    {"asked_at", "asked", 0}, {"csr_id", "request", 0}, {"station", "station", 0},
    {"state", "state", 0},    {"type", "type", 0},      {"name", "CN", 0},
    {"key", "key", 0},        {"serial", "serial", 0},  {"reason", "reason", 0}};
static const struct grid_column certificate_columns[] = {
    {"station", "station", 0},  {"serial", "serial", 0},   {"type", "type", 0},
    {"issued_at", "issued", 0}, {"expires_at", "ends", 0}, {"shown_at", "last shown", 0}};

static const struct grid_column kind_columns[] = {
    {"kind", "kind", 0}, {"key", "one row per station and", 0}, {"doc", "what it is", 0}};

static const struct grid_column period_columns[] = {
    {"start", "from second", 0}, {"limit", "limit", 0}, {"phases", "phases", 0}};

#define COLUMNS(x) x, sizeof(x) / sizeof *(x)

static int list(int argc, char **argv, const char *what);
static int facts(int argc, char **argv, const char *what);
static int findings(int argc, char **argv, const char *what);
static int quirks(int argc, char **argv, const char *what);
static int set_quirk(int argc, char **argv, const char *what);
static int csr(int argc, char **argv, const char *what);
static int send_command(int argc, char **argv, const char *what);
static int place(int argc, char **argv, const char *what);
static int schedule(int argc, char **argv, const char *what);
static int import(int argc, char **argv, const char *what);
static int put(int argc, char **argv, const char *what);
static int take_away(int argc, char **argv, const char *what);

static const struct verb {
    const char *name, *arguments, *summary, *path;
    int (*run)(int argc, char **argv, const char *path);
    const struct grid_column *columns;
    size_t n_columns;
    int least, most; /* arguments */
} verbs[] = {
    {"stations", "[IDENTITY]", "stations, or all that is known of one", "stations", list,
     COLUMNS(station_columns), 0, 1},
    {"sessions", "[ID]", "sessions, newest first, or one whole", "sessions", list,
     COLUMNS(session_columns), 0, 1},
    {"connections", "", "connections of stations, newest first", "connections", list,
     COLUMNS(connection_columns), 0, 0},
    {"refused", "", "refused upgrades with their reasons", "refused", list,
     COLUMNS(refused_columns), 0, 0},
    {"findings", "", "what had to be repaired or refused in messages; with --by summed up",
     "findings", findings, COLUMNS(finding_columns), 0, 0},
    {"quirks", "[rows]", "which repairs go for a station or model; or the rows set and learned",
     "quirks", quirks, COLUMNS(quirk_columns), 0, 1},
    {"set-quirk", "JSON", "switch a repair: {\"quirk\",\"state\",\"model\" or \"station\",...}",
     "quirks", set_quirk, NULL, 0, 1, 1},
    {"commands", "", "commands and what became of them", "commands", list, COLUMNS(command_columns),
     0, 0},
    {"orders", "[ID]", "orders and how far they came, or one whole", "orders", list,
     COLUMNS(order_columns), 0, 1},
    {"facts", "[KIND]", "what stations told of themselves: device model, monitors, profiles, ...",
     "facts", facts, COLUMNS(kind_columns), 0, 1},
    {"certificates", "", "certificates of stations: signed for them, or shown by them",
     "certificates", list, COLUMNS(certificate_columns), 0, 0},
    {"csr", "list | approve ID | reject ID", "requests for certificates; a word on one that waits",
     "csrs", csr, COLUMNS(csr_columns), 1, 2},
    {"tokens", "", "id tokens", "tokens", list, COLUMNS(token_columns), 0, 0},
    {"sites", "", "sites", "sites", list, COLUMNS(site_columns), 0, 0},
    {"send", "STATION ACTION [JSON]", "send a command and print the station's answer", "",
     send_command, NULL, 0, 2, 3},
    {"order", "STATION ACTION [JSON]", "place an order: sent as soon as the station can take it",
     "orders", place, NULL, 0, 2, 3},
    {"schedule", "STATION EVSE [SECONDS]",
     "the composite schedule of an EVSE, of its known profiles", "stations", schedule,
     COLUMNS(period_columns), 2, 3},
    {"order-many", "SELECTOR ACTION [JSON]",
     "the same at all stations like {\"site\",\"model\",\"firmware\",\"identity\":\"GLOB\",...}",
     "selector", place, NULL, 0, 2, 3},
    {"batch", "ID", "the orders placed together, counted by state", "batches", list, NULL, 0, 1, 1},
    {"abort", "ID", "take back the orders of a batch that are not sent yet", "batches", take_away,
     NULL, 0, 1, 1},
    {"cancel", "ORDER", "take an order back", "orders", take_away, NULL, 0, 1, 1},
    {"import", "FILE", "take in a CSV of sites, stations and tokens (- = standard input)", "import",
     import, NULL, 0, 1, 1},
    {"set-station", "IDENTITY JSON", "register or change a station", "stations", put, NULL, 0, 2,
     2},
    {"set-site", "ID JSON", "register or change a site", "sites", put, NULL, 0, 2, 2},
    {"set-token", "ID JSON", "add or change a token", "tokens", put, NULL, 0, 2, 2},
    {"remove-station", "IDENTITY", "withdraw a station's registration", "stations", take_away, NULL,
     0, 1, 1},
    {"remove-token", "ID", "remove a token", "tokens", take_away, NULL, 0, 1, 1},
};
#define N_VERBS (sizeof verbs / sizeof *verbs)

static const struct verb *find(const char *name)
{
    for (size_t i = 0; i < N_VERBS; i++)
        if (strcmp(verbs[i].name, name) == 0)
            return &verbs[i];
    return NULL;
}

/* Print the message of an error answer, as "busbar ctl: ...". */
static void complain(const struct fetch *f)
{
    struct json_reader r;
    struct json_token t;
    char text[1024];
    struct buf out = buf_over(text, sizeof text);
    json_open(&r, str_make(f->body ? f->body : "", f->body_n));
    while (json_next(&r, &t) != JSON_BAD && t.kind != JSON_END)
        if (t.kind == JSON_KEY && str_is(t.text, "message") && json_next(&r, &t) == JSON_STRING) {
            json_unescape(t.text, &out);
            fprintf(stderr, "busbar ctl: %.*s\n", (int)out.n, out.p);
            return;
        }
    fprintf(stderr, "busbar ctl: the server answered %d %.*s\n", f->status,
            (int)(f->body_n < 512 ? f->body_n : 512), f->body ? f->body : "");
}

/* Ask the server; 0 where the answer is 2xx (then f->body is to be freed), else an exit code. */
static int request(struct fetch *f, const char *method, struct str target, const char *type,
                   struct str body)
{
    char path[4096];
    f->host_port = ask.admin;
    f->key_file = ask.key_file;
    f->timeout_ms = (int)(ask.timeout + 10) * 1000;
    if (!str_copy(path, sizeof path, target)) {
        fprintf(stderr, "busbar ctl: the request is too long\n");
        return TOOL_WRONG_USE;
    }
    if (fetch_do(f, method, path, type, body) != ERR_OK) {
        fprintf(stderr, "busbar ctl: %s\n", f->why);
        free(f->body);
        return TOOL_FAILED;
    }
    if (f->status >= 200 && f->status < 300)
        return 0;
    complain(f);
    free(f->body);
    return TOOL_FAILED;
}

/* Append ?name=value or &name=value where there is a value. */
static void add_query(struct buf *out, bool *first, const char *name, const char *value)
{
    if (!value)
        return;
    buf_putc(out, *first ? '?' : '&');
    *first = false;
    buf_putz(out, name);
    buf_putc(out, '=');
    http_encode(str_of(value), out);
}

/* What the door calls yes and no; anything else it will refuse itself. */
static const char *truth(const char *word)
{
    if (word && strcmp(word, "yes") == 0)
        return "true";
    return word && strcmp(word, "no") == 0 ? "false" : word;
}

/* The path of a listing with all filters given. Stations and sessions go on behind a cursor, the
 * other lists before a row. */
static void list_target(struct buf *out, const char *path)
{
    bool by_cursor = strcmp(path, "stations") == 0 || strcmp(path, "sessions") == 0;
    const struct {
        const char *name, *value;
    } filters[] = {{"station", ask.station},
                   {"site", ask.site},
                   {"cpo", ask.cpo},
                   {"tariff", ask.tariff},
                   {"token", ask.token},
                   {"state", ask.state},
                   {"from", ask.from},
                   {"to", ask.to},
                   {"text", ask.text},
                   {"component", ask.component},
                   {"variable", ask.variable},
                   {"request", ask.request},
                   {"action", ask.action},
                   {"batch", ask.batch},
                   {"drift", ask.drift ? "1" : NULL},
                   {by_cursor ? "after" : "before", ask.after},
                   {"connected", truth(ask.connected)}};
    bool first = true;
    char limit[24];
    snprintf(limit, sizeof limit, "%lld", (long long)ask.limit);
    buf_printf(out, "/api/%s", path);
    add_query(out, &first, "limit", limit);
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
        add_query(out, &first, filters[i].name, filters[i].value);
}

/* /api/PATH/ID with the id encoded. */
static void one_target(struct buf *out, const char *path, const char *id)
{
    buf_printf(out, "/api/%s/", path);
    http_encode(str_of(id), out);
}

/* Print an answer as a table, or as it came. */
static int show(struct fetch *f, const struct grid_column *columns, size_t n, bool whole)
{
    int code = 0;
    if (ask.json || whole)
        printf("%s\n", f->body);
    else if (grid_print(str_make(f->body, f->body_n), columns, n) < 0) {
        complain(f);
        code = TOOL_FAILED;
    }
    free(f->body);
    return code;
}

/* Ask, and print what is answered. */
static int ask_and_show(const char *method, const struct buf *target,
                        const struct grid_column *columns, size_t n, bool whole)
{
    struct fetch f = {0};
    int code = request(&f, method, buf_str(target), NULL, (struct str){0});
    return code != 0 ? code : show(&f, columns, n, whole);
}

/* List rows, or print one of them whole. */
static int list(int argc, char **argv, const char *path)
{
    char memory[4096];
    struct buf target = buf_over(memory, sizeof memory);
    if (argc == 1)
        one_target(&target, path, argv[0]);
    else
        list_target(&target, path);
    const struct verb *v = argc == 1 ? NULL : find(path);
    return ask_and_show("GET", &target, v ? v->columns : NULL, v ? v->n_columns : 0, argc == 1);
}

/* Findings one by one, or summed up. */
static int findings(int argc, char **argv, const char *path)
{
    char memory[4096];
    struct buf target = buf_over(memory, sizeof memory);
    if (!ask.by && !ask.vendor && !ask.model && !ask.quirk)
        return list(argc, argv, path);
    const struct {
        const char *name, *value;
    } filters[] = {{"by", ask.by},       {"station", ask.station}, {"vendor", ask.vendor},
                   {"model", ask.model}, {"quirk", ask.quirk},     {"after", ask.after}};
    bool first = false;
    buf_printf(&target, "/api/findings/summary?limit=%lld", (long long)ask.limit);
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
        add_query(&target, &first, filters[i].name, filters[i].value);
    return ask_and_show("GET", &target, COLUMNS(summary_columns), false);
}

/* Every quirk with what goes for who is asked about; or the rows that make it so. */
static int quirks(int argc, char **argv, const char *path)
{
    char memory[4096];
    struct buf target = buf_over(memory, sizeof memory);
    bool rows = argc == 1, first = true;
    (void)path;
    if (rows && strcmp(argv[0], "rows") != 0) {
        fprintf(stderr, "busbar ctl: quirks takes the word rows, or nothing\n");
        return TOOL_WRONG_USE;
    }
    if (rows) {
        list_target(&target, "quirks/rows");
    } else {
        buf_putz(&target, "/api/quirks");
        add_query(&target, &first, "station", ask.station);
        add_query(&target, &first, "vendor", ask.vendor);
        add_query(&target, &first, "model", ask.model);
        add_query(&target, &first, "firmware", ask.firmware);
    }
    return rows ? ask_and_show("GET", &target, COLUMNS(quirk_row_columns), false)
                : ask_and_show("GET", &target, COLUMNS(quirk_columns), false);
}

/* Switch a repair for a model or a station. */
static int set_quirk(int argc, char **argv, const char *path)
{
    struct fetch f = {0};
    (void)argc, (void)path;
    int code = request(&f, "PUT", STR("/api/quirks"), "application/json", str_of(argv[0]));
    if (code == 0)
        free(f.body);
    return code;
}

/* Which kinds of facts there are. */
static int fact_kinds(const char *path)
{
    struct fetch f = {0};
    int code = request(&f, "GET", STR("/api/facts"), NULL, (struct str){0});
    const struct verb *v = find(path);
    return code != 0 ? code : show(&f, v->columns, v->n_columns, false);
}

/* The facts of a kind: station, what names the row, and then as many columns as a line has room
 * for; or the kinds. */
static int facts(int argc, char **argv, const char *path)
{
    struct grid_column columns[FACT_COLUMNS] = {{"station", "station", 0}};
    size_t n = 1;
    char memory[4096], kind_path[256], names[FACT_COLUMNS][NAME_MAX_BYTES];
    struct buf target = buf_over(memory, sizeof memory);
    if (argc == 0)
        return fact_kinds(path);
    const struct record_type *t = fact_type(fact_find(str_of(argv[0])));
    for (unsigned i = 0; t && i < t->n_fields && n < FACT_COLUMNS; i++, n++) {
        /* a time is text in JSON, without the unit of its name */
        size_t cut = t->fields[i].kind == RECORD_TIME ? 3 : 0;
        size_t length = strlen(t->fields[i].name) - cut;
        snprintf(names[n], sizeof names[n], "%.*s", (int)length, t->fields[i].name);
        columns[n] = (struct grid_column){names[n], names[n], 0};
    }
    snprintf(kind_path, sizeof kind_path, "facts/%s", argv[0]);
    list_target(&target, kind_path);
    return ask_and_show("GET", &target, columns, n, false);
}

/* The composite schedule of an EVSE from now on, in watts; a day of it, or so many seconds. */
static int schedule(int argc, char **argv, const char *path)
{
    char memory[4096];
    struct buf target = buf_over(memory, sizeof memory);
    one_target(&target, path, argv[0]);
    buf_putz(&target, "/schedule?evse=");
    http_encode(str_of(argv[1]), &target);
    if (argc > 2) {
        buf_putz(&target, "&duration=");
        http_encode(str_of(argv[2]), &target);
    }
    return ask_and_show("GET", &target, COLUMNS(period_columns), false);
}

/* Requests for certificates: list them, approve or reject one. */
static int csr(int argc, char **argv, const char *path)
{
    char memory[1024];
    struct buf target = buf_over(memory, sizeof memory);
    bool listing = strcmp(argv[0], "list") == 0;
    if (argc != (listing ? 1 : 2)) {
        fprintf(stderr, "busbar ctl: csr wants: list, approve ID, or reject ID\n");
        return TOOL_WRONG_USE;
    }
    if (listing)
        list_target(&target, path);
    else {
        one_target(&target, path, argv[1]);
        buf_putc(&target, '/');
        http_encode(str_of(argv[0]), &target);
        if (ask.text) {
            buf_putz(&target, "?reason=");
            http_encode(str_of(ask.text), &target);
        }
    }
    return ask_and_show(listing ? "GET" : "POST", &target, COLUMNS(csr_columns), !listing);
}

/* Send a command to a station and print its answer. */
static int send_command(int argc, char **argv, const char *path)
{
    char memory[4096];
    struct buf target = buf_over(memory, sizeof memory);
    struct fetch f = {0};
    (void)path;
    one_target(&target, "stations", argv[0]);
    buf_putz(&target, "/commands/");
    http_encode(str_of(argv[1]), &target);
    buf_printf(&target, "?timeout=%lld", (long long)ask.timeout);
    int code = request(&f, "POST", buf_str(&target), "application/json",
                       str_of(argc > 2 ? argv[2] : "{}"));
    if (code == 0)
        printf("%s\n", f.body);
    if (code == 0)
        free(f.body);
    return code;
}

/* Write a member where there is a value. */
static void pair_if(struct json_writer *w, const char *key, const char *value)
{
    if (value)
        json_pair(w, key, str_of(value));
}

/* Place an order and print its id. */
static int place(int argc, char **argv, const char *path)
{
    struct fetch f = {0};
    struct json_writer w;
    size_t cap = 6 * (argc > 2 ? strlen(argv[2]) : 0) + 8192;
    struct buf body = buf_over(malloc(cap), cap);
    if (!body.p)
        return TOOL_FAILED;
    json_begin(&w, &body);
    json_object(&w);
    json_key(&w, str_of(strcmp(path, "selector") == 0 ? path : "station"));
    if (strcmp(path, "selector") == 0)
        json_raw(&w, str_of(argv[0]));
    else
        json_string(&w, str_of(argv[0]));
    json_pair(&w, "action", str_of(argv[1]));
    if (argc > 2) {
        json_key(&w, STR("payload"));
        json_raw(&w, str_of(argv[2]));
    }
    pair_if(&w, "key", ask.key);
    pair_if(&w, "not_before", ask.at);
    pair_if(&w, "expires_at", ask.until);
    json_object_end(&w);
    int code = request(&f, "POST", STR("/api/orders"), "application/json", buf_str(&body));
    free(body.p);
    if (code == 0)
        printf("%s\n", f.body);
    if (code == 0)
        free(f.body);
    return code;
}

/* Read a whole file, "-" from standard input; NULL with a line on standard error where that fails.
 */
static char *read_whole(const char *name, size_t *n)
{
    FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "re");
    char *text = malloc(FILE_MAX);
    if (!file || !text) {
        fprintf(stderr, "busbar ctl: %s can't be read\n", name);
        free(text);
        if (file && file != stdin)
            fclose(file);
        return NULL;
    }
    *n = fread(text, 1, FILE_MAX, file);
    if (*n == FILE_MAX || ferror(file)) {
        fprintf(stderr, "busbar ctl: %s can't be read, or is larger than 64 MiB\n", name);
        free(text);
        text = NULL;
    }
    if (file != stdin)
        fclose(file);
    return text;
}

/* Send a file of sites, stations and tokens, and print what became of it. */
static int import(int argc, char **argv, const char *path)
{
    struct fetch f = {0};
    size_t n = 0;
    char *text = read_whole(argv[0], &n);
    (void)argc;
    (void)path;
    if (!text)
        return TOOL_FAILED;
    int code = request(&f, "POST", STR("/api/import"), "text/csv", str_make(text, n));
    if (code == 0)
        printf("%s\n", f.body);
    if (code == 0)
        free(f.body);
    free(text);
    return code;
}

/* Register, add or change one thing. */
static int put(int argc, char **argv, const char *path)
{
    char memory[4096];
    struct buf target = buf_over(memory, sizeof memory);
    struct fetch f = {0};
    (void)argc;
    one_target(&target, path, argv[0]);
    int code = request(&f, "PUT", buf_str(&target), "application/json", str_of(argv[1]));
    if (code == 0)
        free(f.body);
    return code;
}

/* Withdraw one thing. */
static int take_away(int argc, char **argv, const char *path)
{
    char memory[4096];
    struct buf target = buf_over(memory, sizeof memory);
    struct fetch f = {0};
    (void)argc;
    one_target(&target, path, argv[0]);
    int code = request(&f, "DELETE", buf_str(&target), NULL, (struct str){0});
    if (code == 0)
        free(f.body);
    return code;
}

int tool_ctl(int argc, char **argv)
{
    memset(&ask, 0, sizeof ask);
    ask.admin = "127.0.0.1:8181";
    ask.limit = 100;
    ask.timeout = 30;
    int n = flags_read("ctl", flags, N_FLAGS, argc, argv);
    if (n < 0)
        return TOOL_WRONG_USE;
    const struct verb *v = n > 0 ? find(argv[0]) : NULL;
    if (!v) {
        fprintf(stderr, "busbar ctl: %s (see busbar help ctl)\n",
                n > 0 ? "no such verb" : "a verb is missing");
        return TOOL_WRONG_USE;
    }
    if (n - 1 < v->least || n - 1 > v->most) {
        fprintf(stderr, "busbar ctl: use it as busbar ctl %s %s\n", v->name, v->arguments);
        return TOOL_WRONG_USE;
    }
    return v->run(n - 1, argv + 1, v->path);
}

void tool_ctl_help(void)
{
    for (size_t i = 0; i < N_VERBS; i++) {
        char left[64];
        snprintf(left, sizeof left, "%s %s", verbs[i].name, verbs[i].arguments);
        printf("  %-28s %s\n", left, verbs[i].summary);
    }
    printf("\n");
    flags_print(flags, N_FLAGS);
}
