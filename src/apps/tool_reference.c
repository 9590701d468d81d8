/* SPDX-License-Identifier: Apache-2.0 */
/* busbar reference: pages printed from the tables that the program itself runs on. */
#include "apps/tool.h"

#include <stdio.h>

#include "apps/doctor.h"
#include "apps/options.h"
#include "apps/vitals.h"
#include "base/counters.h"
#include "csms/station.h"
#include "doors/admin.h"
#include "event/fact.h"
#include "event/quirk.h"
#include "ocpp/message.h"

/* Pass a piece of text on to standard output. */
static void write_out(void *ctx, struct str text)
{
    (void)ctx;
    fwrite(text.p, 1, text.n, stdout);
}

static void print_ocpp(void)
{
    ocpp_print_reference(write_out, NULL);
}

static void print_dictionary(void)
{
    ocpp_print_dictionary(write_out, NULL);
}

/* One record's fields as a Markdown table. */
static void print_record(const struct record_type *t)
{
    static const char *const kinds[] = {"integer",
                                        "integer or none",
                                        "time, microseconds UTC",
                                        "boolean",
                                        "word",
                                        "flags",
                                        "text",
                                        "text",
                                        "internal",
                                        "meter readings",
                                        "facts (`busbar reference facts`)"};
    printf("\n### %s\n\n%s\n\n| field | kind | meaning |\n| --- | --- | --- |\n", t->name, t->doc);
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct record_field *f = &t->fields[i];
        printf("| `%s` | %s | %s", f->name, kinds[f->kind], f->doc);
        for (size_t k = 0; f->names && k < f->names->n; k++)
            printf("%s`%s`", k ? ", " : f->doc[0] ? ": " : "", f->names->names[k]);
        printf(" |\n");
    }
}

static void print_events(void)
{
    printf("# Events\n\nEverything that can be in the journal beside raw frames; `busbar journal "
           "cat` prints it so.\n");
    for (int kind = 1; kind <= EVENT_KIND_MAX; kind++)
        if (event_type((enum event_kind)kind))
            print_record(event_type((enum event_kind)kind));
}

/* Every kind of fact with its columns and key. */
static void print_facts(void)
{
    printf(
        "# Facts\n\nWhat stations tell of themselves: one table of the views for each kind, `GET "
        "/api/facts/KIND`, `busbar ctl facts KIND`.\n");
    for (unsigned kind = 1; kind <= FACT_KIND_MAX; kind++)
        if (fact_type((enum fact_kind)kind)) {
            const char *key = fact_key((enum fact_kind)kind);
            print_record(fact_type((enum fact_kind)kind));
            printf("\nKey: %s\n", key[0] != '\0' ? key : "none, each telling is a row");
        }
}

static void print_tables(void)
{
    printf("# Records of the views and the change stream\n");
    print_record(&session_type);
    print_record(&station_type);
    print_record(&connector_type);
}

static void print_options(void)
{
    printf("# Options of `busbar serve`\n\nOn the command line, in the environment (`BUSBAR_DATA` "
           "for `--data`) and in the "
           "file named by `--config` (`data = DIR`).\n\n| option | default | meaning |\n| --- | "
           "--- | --- |\n");
    options_print(OPTIONS_MARKDOWN);
}

/* One metric as a row. */
static void print_metric(const struct metric *m)
{
    const char *unit = metrics_unit(m->name);
    printf("| `%s` | %s | %s | %s |\n", m->name, metrics_type(m->type), unit[0] ? unit : "-",
           m->help);
}

/* All of them. */
static void print_metrics(void)
{
    printf("# Metrics\n\n`GET /metrics` of the admin door, as Prometheus text or, where the "
           "request accepts it, OpenMetrics.\n\n| metric | type | unit | meaning |\n| --- | --- | "
           "--- | --- |\n");
    for (size_t i = 0; i < COUNTERS_FAMILIES; i++)
        print_metric(counters_family(i));
    print_metric(&admin_build_info);
    for (size_t i = 0; i < VITAL_COUNT; i++)
        print_metric(vitals_family(i));
}

/* Every quirk, and the rules of its findings. */
static void print_quirks(void)
{
    printf(
        "# Quirks\n\nWhat stations of the field do that no standard has, and what is done about "
        "it. `busbar ctl quirks` says what goes for a model or a station, `busbar ctl findings "
        "--by model` what had to be repaired.\n\n- control **fixed**: can't be switched; "
        "**switch**: on, can be switched off; **value**: on by a row with a value; **learn**: on "
        "by the station's first reject, or by a row\n- page: a story of tests/scenario\n\n| no "
        "| name | the station | we | known | control | versions | findings | page |\n| --- | --- "
        "| --- | --- | --- | --- | --- | --- | --- |\n");
    for (unsigned i = 1; i < QUIRKS_END; i++) {
        const struct quirk_row *q = quirk_row(i);
        bool first = true;
        printf("| %u | %s | %s | %s | %s | %s | %s | ", i, q->name, q->station, q->we,
               quirk_known_text(q->known), quirk_control_text(q->control), q->versions);
        for (unsigned r = 0; r < REPAIR_COUNT; r++) {
            if (repair_row((enum repair)r)->quirk != i)
                continue;
            printf("%s`%s`", first ? "" : " ", repair_row((enum repair)r)->rule);
            first = false;
        }
        printf(" | %s |\n", q->page);
    }
}

/* Every log event. */
static void print_logs(void)
{
    printf("# Log events\n\nThe word behind `what=` of a log line.\n\n| event | worst level | "
           "meaning | what to do |\n| --- | --- | --- | --- |\n");
#define LOG_EVENT(name, level, meaning, todo)                                                      \
    printf("| `%s` | %s | %s | %s |\n", name, level, meaning, todo);
#include "apps/tbl/logs.h"
#undef LOG_EVENT
}

/* What doctor looks at. */
static void print_doctor(void)
{
    printf("# Checks of `busbar doctor`\n\n| check | what it looks at |\n| --- | --- |\n");
    for (size_t i = 0; i < doctor_n; i++)
        printf("| `%s.%s` | %s |\n", doctor_checks[i].group, doctor_checks[i].name,
               doctor_checks[i].meaning);
}

static const struct {
    const char *name, *what;
    void (*print)(void);
} pages[] = {
    {"ocpp", "every message, field, type and limit of the three versions", print_ocpp},
    {"events", "the vocabulary of the journal", print_events},
    {"facts", "what stations tell of themselves", print_facts},
    {"tables", "sessions, stations and connectors", print_tables},
    {"options", "the options of busbar serve", print_options},
    {"quirks", "what stations do that no standard has, and what is done about it", print_quirks},
    {"metrics", "every metric with type, unit and meaning", print_metrics},
    {"logs", "the events of the log, and what to do", print_logs},
    {"doctor", "the checks of busbar doctor", print_doctor},
    {"dictionary", "names and words as a libFuzzer dictionary", print_dictionary},
};

int tool_reference(int argc, char **argv)
{
    for (size_t i = 0; argc == 1 && i < sizeof pages / sizeof *pages; i++)
        if (str_is(str_of(argv[0]), pages[i].name)) {
            pages[i].print();
            return fflush(stdout) == 0 ? 0 : TOOL_FAILED;
        }
    fprintf(stderr, "busbar reference: wants one of ocpp, events, facts, tables, options, quirks, "
                    "metrics, logs, doctor, dictionary\n");
    return TOOL_WRONG_USE;
}

void tool_reference_help(void)
{
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        printf("  %-12s %s\n", pages[i].name, pages[i].what);
}
