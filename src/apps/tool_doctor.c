/* SPDX-License-Identifier: Apache-2.0 */
/* busbar doctor: runs the checks and prints what they say. */
#include <stdio.h>
#include <string.h>

#include "apps/doctor.h"
#include "apps/tool.h"
#include "base/utf8.h"
#include "os/clock.h"
#include "wire/json.h"

void tool_doctor_help(void)
{
    printf("Give it the options (or --config) that the server has, and run it as the server's "
           "user.\nEach check says ok, warn or fail, what it saw, and what to change.\n\n"
           "  %-26s %s\n  every option of serve\n\n"
           "Exit code: 0 all ok, 1 something to warn of, 2 something that must be changed (or "
           "wrong use).\n",
           "--json", "print one JSON object");
}

/* One check as lines for people. */
static void print_text(const struct doctor_check *c, const struct doctor_finding *f)
{
    char name[64];
    snprintf(name, sizeof name, "%s.%s", c->group, c->name);
    printf("%-5s %-22s %s\n", doctor_word(f->verdict), name, f->value);
    if (f->advice[0] != '\0')
        printf("      -> %s\n", f->advice);
}

/* One check as a member of the JSON list. */
static void print_json(struct json_writer *w, const struct doctor_check *c,
                       const struct doctor_finding *f)
{
    json_object(w);
    json_pair(w, "group", str_of(c->group));
    json_pair(w, "name", str_of(c->name));
    json_pair(w, "verdict", str_of(doctor_word(f->verdict)));
    json_pair(w, "value", str_of(f->value));
    json_pair(w, "advice", str_of(f->advice));
    json_pair(w, "meaning", str_of(c->meaning));
    json_object_end(w);
}

/* Run all checks; how many came to each verdict. */
static void run(const struct doctor *d, struct json_writer *w, unsigned count[3])
{
    for (size_t i = 0; i < doctor_n; i++) {
        struct doctor_finding f = {.verdict = DOCTOR_OK};
        doctor_checks[i].run(d, &f);
        count[f.verdict]++;
        if (w)
            print_json(w, &doctor_checks[i], &f);
        else
            print_text(&doctor_checks[i], &f);
    }
}

/* The whole report in JSON. */
static void report_json(const struct doctor *d, unsigned count[3])
{
    static char text[65536];
    struct json_writer w;
    struct buf out = buf_over(text, sizeof text);
    json_begin(&w, &out);
    json_object(&w);
    json_pair(&w, "version", str_of(tool_release()));
    json_key(&w, STR("checks"));
    json_array(&w);
    run(d, &w, count);
    json_array_end(&w);
    for (unsigned i = 0; i < 3; i++) {
        json_key(&w, str_of(doctor_word((enum doctor_verdict)i)));
        json_int(&w, count[i]);
    }
    json_object_end(&w);
    printf("%.*s\n", STR_ARG(buf_str(&out)));
}

int tool_doctor(int argc, char **argv)
{
    static struct doctor d;
    static struct options o; /* texts of a file live as long as the process */
    char why[256];
    bool json = false;
    unsigned count[3] = {0};
    int rest = 0;
    for (int i = 0; i < argc; i++)
        if (strcmp(argv[i], "--json") == 0)
            json = true;
        else
            argv[rest++] = argv[i];
    if (!options_read(&o, rest, argv, why)) {
        fprintf(stderr, "busbar doctor: %s\n", why);
        return TOOL_WRONG_USE;
    }
    doctor_begin(&d, &o, clock_utc_us());
    if (json) {
        report_json(&d, count);
    } else {
        run(&d, NULL, count);
        printf("%u ok, %u to warn of, %u to change\n", count[0], count[1], count[2]);
    }
    return count[DOCTOR_FAIL] ? 2 : count[DOCTOR_WARN] ? 1 : 0;
}
