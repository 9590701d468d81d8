/* SPDX-License-Identifier: Apache-2.0 */
/* POST /api/import: stations, sites and tokens from one CSV text. Read twice: first everything is
 * checked, then, if all of it is right, the jobs are made. docs/doors.md has the columns and
 * examples. */
#include "doors/admin_call.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "base/hash.h"
#include "doors/csv.h"

#define PASSWORDS_MAX 1000 /* of one import: to hash one takes 5 ms */

/* A row seen, for finding those that come twice. */
struct seen {
    struct str id;
    uint32_t line;
    uint8_t kind;
};

struct import {
    struct request *r;
    struct csv csv;
    struct str columns[CSV_CELLS_MAX];
    unsigned n_columns;
    int kind_column;     /* -1 where there is none */
    enum form_kind only; /* then all rows are of this kind */
    struct seen *seen;
    size_t n_seen;       /* slots, a power of two */
    size_t passwords, n; /* rows so far */
    struct job *jobs;    /* NULL in the first pass */
};

/* Answer what is wrong in the current line, at a column unless that is empty. */
static bool wrong(struct import *im, struct str column, const char *why)
{
    char where[256];
    snprintf(where, sizeof where, "line %zu%s%.*s", im->csv.line, column.n > 0 ? ", column " : "",
             STR_ARG(column));
    admin_answer_error(im->r, 400, "bad-csv", str_of(where), "%s: %s", where, why);
    return false;
}

/* Answer for a row that could not be read. */
static bool bad_row(struct import *im, enum csv_result result)
{
    if (result != CSV_FULL)
        return wrong(im, (struct str){0},
                     result == CSV_END ? "there is no header line" : im->csv.why);
    admin_answer_full(im->r);
    return false;
}

/* The number of the column of that name, or -1. */
static int column_of(const struct import *im, const char *name)
{
    for (unsigned i = 0; i < im->n_columns; i++)
        if (str_is(im->columns[i], name))
            return (int)i;
    return -1;
}

/* Does a row of that kind have a use for the column? */
static bool column_fits(const struct import *im, enum form_kind kind, struct str name)
{
    return str_is(name, form_id_name(kind)) || form_member(kind, name) >= 0 ||
           (im->kind_column >= 0 && str_is(name, "kind"));
}

/* Check the names in the header. */
static bool check_columns(struct import *im)
{
    bool any = im->kind_column >= 0;
    for (unsigned i = 0; i < im->n_columns; i++) {
        bool fits = false;
        for (unsigned k = 0; k < FORM_COUNT; k++)
            fits |= (any || k == im->only) && column_fits(im, (enum form_kind)k, im->columns[i]);
        if (!fits)
            return wrong(im, im->columns[i],
                         any ? "there is no such column" : "these rows have no such column");
        for (unsigned k = 0; k < i; k++)
            if (str_eq(im->columns[k], im->columns[i]))
                return wrong(im, im->columns[i], "the column comes twice");
    }
    return true;
}

/* Read the header line, and find out what the rows are about. */
static bool read_header(struct import *im)
{
    static const enum form_kind order[] = {FORM_STATION, FORM_TOKEN, FORM_SITE};
    csv_open(&im->csv, im->r->c->body);
    enum csv_result result = csv_next(&im->csv, im->r->c->arena);
    if (result != CSV_ROW)
        return bad_row(im, result);
    im->n_columns = im->csv.n;
    for (unsigned i = 0; i < im->n_columns; i++)
        im->columns[i] = str_trim(im->csv.cells[i]);
    im->kind_column = column_of(im, "kind");
    im->only = FORM_COUNT;
    for (unsigned i = 0; i < FORM_COUNT && im->only == FORM_COUNT; i++)
        if (column_of(im, form_id_name(order[i])) >= 0)
            im->only = order[i];
    if (im->only == FORM_COUNT)
        return wrong(im, (struct str){0},
                     "the header has no identity (stations), site_id (sites) or id_token (tokens)");
    return check_columns(im);
}

/* What the current row is about. */
static bool kind_of_row(struct import *im, enum form_kind *out)
{
    *out = im->only;
    if (im->kind_column < 0)
        return true;
    for (unsigned k = 0; k < FORM_COUNT; k++) {
        *out = (enum form_kind)k;
        if (str_is(im->csv.cells[im->kind_column], form_name(*out)))
            return true;
    }
    return wrong(im, STR("kind"), "must be station, site or token");
}

/* Note an id; false, with an answer, where it came before. */
static bool note_id(struct import *im, enum form_kind kind, struct str id)
{
    size_t at = hash_mix(hash_str(id), kind);
    for (;; at++) {
        struct seen *s = &im->seen[at & (im->n_seen - 1)];
        if (s->line == 0) {
            *s = (struct seen){id, (uint32_t)im->csv.line, (uint8_t)kind};
            return true;
        }
        if (s->kind == kind && str_eq(s->id, id)) {
            char why[64];
            snprintf(why, sizeof why, "came in line %" PRIu32 " already", s->line);
            return wrong(im, str_of(form_id_name(kind)), why);
        }
    }
}

/* Fill a form from the cells of the current row. */
static bool fill(struct import *im, struct form *f)
{
    for (unsigned i = 0; i < im->n_columns; i++) {
        struct str name = im->columns[i], cell = im->csv.cells[i];
        bool id = str_is(name, form_id_name(f->kind)) || (int)i == im->kind_column;
        if (cell.n == 0 || id)
            continue;
        int member = form_member(f->kind, name);
        const char *why =
            member < 0 ? "must be empty in rows of this kind" : form_set(f, member, cell);
        if (why)
            return wrong(im, name, why);
    }
    return true;
}

/* Check the current row in the first pass, make its job in the second. */
static bool take_row(struct import *im)
{
    enum form_kind kind;
    struct form f;
    if (im->csv.n != im->n_columns)
        return wrong(im, (struct str){0},
                     im->csv.n < im->n_columns ? "has fewer cells than the header"
                                               : "has more cells than the header");
    if (!kind_of_row(im, &kind))
        return false;
    int column = column_of(im, form_id_name(kind));
    struct str id = column < 0 ? (struct str){0} : im->csv.cells[column];
    const char *why = form_begin(&f, kind, id);
    if (why)
        return wrong(im, str_of(form_id_name(kind)), why);
    if (!fill(im, &f) || (!im->jobs && !note_id(im, kind, id)))
        return false;
    im->passwords += f.password.n > 0;
    if (im->passwords > PASSWORDS_MAX)
        return wrong(im, STR("password"), "more than 1000 rows have a password: split the file");
    if (!im->jobs || admin_write_job(im->r, &f, id, &im->jobs[im->n]))
        return true;
    admin_answer_full(im->r);
    return false;
}

/* Go through the text once. */
static bool pass(struct import *im)
{
    im->n = im->passwords = 0;
    if (!read_header(im))
        return false;
    for (;;) {
        enum csv_result result = csv_next(&im->csv, im->r->c->arena);
        if (result == CSV_END)
            return true;
        if (result != CSV_ROW)
            return bad_row(im, result);
        if (!take_row(im))
            return false;
        im->n++;
    }
}

/* Make room for the ids of as many rows as there can be. */
static bool make_seen(struct import *im)
{
    struct str body = im->r->c->body;
    size_t lines = 2;
    for (size_t i = 0; i < body.n; i++)
        lines += body.p[i] == '\n';
    for (im->n_seen = 16; im->n_seen < 2 * lines;)
        im->n_seen *= 2;
    im->seen = arena_take(im->r->c->arena, im->n_seen * sizeof *im->seen);
    return im->seen != NULL;
}

bool admin_import_import(struct request *r)
{
    struct import im = {.r = r};
    if (!make_seen(&im)) {
        admin_answer_full(r);
        return true;
    }
    if (!pass(&im))
        return true;
    if (im.n == 0) {
        wrong(&im, (struct str){0}, "there is no row behind the header");
        return true;
    }
    im.jobs = arena_take(r->c->arena, im.n * sizeof *im.jobs);
    if (!im.jobs) {
        admin_answer_full(r);
        return true;
    }
    if (!pass(&im))
        return true;
    r->c->jobs = im.jobs;
    r->c->n_jobs = im.n;
    return false;
}

/* What a job of an import is about. */
static enum form_kind kind_of_job(const struct job *j)
{
    if (j->kind == JOB_REGISTER)
        return FORM_STATION;
    return j->event.kind == EVENT_token_set ? FORM_TOKEN : FORM_SITE;
}

/* The id of what a job is about. */
static struct str id_of_job(const struct job *j)
{
    if (j->kind == JOB_REGISTER)
        return j->station;
    return j->event.kind == EVENT_token_set ? j->event.u.token_set.id_token
                                            : j->event.u.site_registered.site_id;
}

void admin_import_import_done(struct request *r)
{
    int64_t counts[FORM_COUNT] = {0};
    const struct job *bad = NULL;
    for (size_t i = 0; i < r->c->n_jobs; i++) {
        const struct job *j = &r->c->jobs[i];
        if (j->e == ERR_OK)
            counts[kind_of_job(j)]++;
        else if (!bad)
            bad = j;
    }
    if (bad) {
        struct str why = bad->answer.n > 0 ? bad->answer : str_of(err_text(bad->e));
        admin_answer_error(r, 503, "not-stored", id_of_job(bad),
                           "%" PRId64 " of %zu rows were stored; the first that was not: %.*s",
                           counts[0] + counts[1] + counts[2], r->c->n_jobs, STR_ARG(why));
        return;
    }
    struct json_writer w = admin_answer_json(r, 200);
    json_object(&w);
    json_pair_int(&w, "stations", counts[FORM_STATION]);
    json_pair_int(&w, "sites", counts[FORM_SITE]);
    json_pair_int(&w, "tokens", counts[FORM_TOKEN]);
    json_object_end(&w);
}
