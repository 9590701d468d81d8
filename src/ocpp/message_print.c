/* SPDX-License-Identifier: Apache-2.0 */
/* The tables as text: the reference in Markdown, and the words of all versions for a fuzzer. 2.0.1
 * and 2.1 share their pages: a field whose kind or limits differ between them has a line for each.
 */
#include "ocpp/table.h"

#include "base/assert.h"

#define LINE_MAX_BYTES 1024

/* Where pieces of text go; a line is put together in `line` and then sent. */
struct printer {
    void (*write)(void *ctx, struct str text);
    void *ctx;
    struct buf line;
    char space[LINE_MAX_BYTES];
};

/* Versions whose types have the same indexes. */
struct family {
    const char *title;
    unsigned n;
    enum ocpp_version versions[2];
    const struct ocpp_table *tables[2];
};

/* Begin to print. */
static void printer_begin(struct printer *p, void (*write)(void *ctx, struct str text), void *ctx)
{
    p->write = write;
    p->ctx = ctx;
    p->line = buf_over(p->space, sizeof p->space);
}

/* Send what the line has. */
static void flush(struct printer *p)
{
    ASSERT(!p->line.full);
    p->write(p->ctx, buf_str(&p->line));
    p->line.n = 0;
}

/* Send text. */
static void text(struct printer *p, const char *z)
{
    buf_putz(&p->line, z);
    flush(p);
}

/* Which way an action goes, in words. */
static const char *way(enum ocpp_direction d)
{
    switch (d) {
    case OCPP_NO:
        return "";
    case OCPP_UP:
        return "station to CSMS";
    case OCPP_DOWN:
        return "CSMS to station";
    case OCPP_BOTH:
        return "both ways";
    case OCPP_SEND:
        return "station to CSMS, unanswered";
    }
    return "";
}

/* The actions and their directions. */
static void print_actions(struct printer *p)
{
    text(p, "## Actions\n\n| action | 1.6 | 2.0.1 | 2.1 |\n| --- | --- | --- | --- |\n");
    for (unsigned i = ACTION_NONE + 1; i < ACTION_COUNT; i++) {
        enum ocpp_action a = (enum ocpp_action)i;
        buf_printf(&p->line, "| %.*s ", STR_ARG(ocpp_action_name(a)));
        for (unsigned v = OCPP_16; v <= OCPP_21; v++)
            buf_printf(&p->line, "| %s ", way(ocpp_action_direction((enum ocpp_version)v, a)));
        text(p, "|\n");
    }
}

/* The rules and what follows from a breach. */
static void print_rules(struct printer *p)
{
    static const char *const policies[] = {"accepted", "recorded", "refused"};
    text(p, "\n## Rules\n\n| rule | meaning | by default | code in 1.6 | code in 2.x |\n"
            "| --- | --- | --- | --- | --- |\n");
    for (unsigned i = RULE_NONE + 1; i < RULE_COUNT; i++) {
        enum ocpp_rule r = (enum ocpp_rule)i;
        buf_printf(&p->line, "| %.*s | %.*s | %s | %.*s | %.*s |\n", STR_ARG(ocpp_rule_name(r)),
                   STR_ARG(ocpp_rule_text(r)), policies[ocpp_rule_policy(r)],
                   STR_ARG(ocpp_rule_code(OCPP_16, r)), STR_ARG(ocpp_rule_code(OCPP_21, r)));
        flush(p);
    }
}

/* The kind of a row, in words. */
static struct str kind_name(const struct ocpp_table *t, const struct ocpp_row *row)
{
    switch ((enum ocpp_kind)row->kind) {
    case KIND_TEXT:
        return STR("text");
    case KIND_TIME:
        return STR("time");
    case KIND_URI:
        return STR("URI");
    case KIND_CODE:
        return t->lists[row->ref].name;
    case KIND_INT:
        return STR("integer");
    case KIND_NUM:
        return STR("number");
    case KIND_BOOL:
        return STR("boolean");
    case KIND_ANY:
        return STR("anything");
    case KIND_OBJECT:
        return t->types[row->ref].name;
    }
    return STR("");
}

/* The limits of a row, in words. */
static void put_limits(struct buf *out, const struct ocpp_row *row)
{
    size_t start = out->n;
    if (row->list && row->max_items > 0)
        buf_printf(out, "%u to %u elements, ", row->min_items, row->max_items);
    else if (row->list)
        buf_printf(out, "%u or more elements, ", row->min_items);
    if (row->max_length > 0)
        buf_printf(out, "at most %u characters, ", row->max_length);
    if (row->has_least)
        buf_printf(out, "at least %d, ", row->least);
    if (row->has_most)
        buf_printf(out, "at most %d, ", row->most);
    if (row->tenths)
        buf_putz(out, "in tenths, ");
    if (out->n > start)
        out->n -= 2;
}

/* One line: a row, and the version (index in the family) or versions that it holds in. */
static void print_row(struct printer *p, const struct family *f, const struct ocpp_row *rows[2])
{
    unsigned shown = rows[0] ? 0 : 1;
    const struct ocpp_row *row = rows[shown];
    ASSERT(row);
    struct str kind = kind_name(f->tables[shown], row);
    buf_printf(&p->line, "| %s | %s%.*s ", row->name, row->list ? "list of " : "", STR_ARG(kind));
    for (unsigned i = 0; i < f->n; i++)
        buf_printf(&p->line, "| %s ", !rows[i] ? "" : rows[i]->required ? "required" : "optional");
    buf_putz(&p->line, "| ");
    put_limits(&p->line, row);
    text(p, " |\n");
}

/* Do two rows of one name say the same but for being required? */
static bool alike(const struct ocpp_row *a, const struct ocpp_row *b)
{
    return a->kind == b->kind && a->ref == b->ref && a->list == b->list &&
           a->max_length == b->max_length && a->min_items == b->min_items &&
           a->max_items == b->max_items && a->has_least == b->has_least && a->least == b->least &&
           a->has_most == b->has_most && a->most == b->most && a->tenths == b->tenths;
}

/* Has this version the type? It has fields there, or it is a message there. */
static bool has_type(const struct ocpp_table *t, size_t index)
{
    if (t->types[index].n_rows > t->types[index].first)
        return true;
    for (unsigned a = ACTION_NONE + 1; a < ACTION_COUNT; a++)
        if (t->messages[a].request == index || t->messages[a].response == index)
            return true;
    return false;
}

/* The row called name in a version of the family; NULL where that has no such type or field. */
static const struct ocpp_row *find(const struct family *f, unsigned v, size_t index,
                                   const char *name)
{
    if (v >= f->n || !has_type(f->tables[v], index))
        return NULL;
    return ocpp_table_row(&f->tables[v]->types[index], 0, str_of(name));
}

/* The fields of the type with this index: those of the newest version, then what only an older has.
 */
static void print_rows(struct printer *p, const struct family *f, size_t index)
{
    const struct ocpp_type *first = &f->tables[0]->types[index];
    const struct ocpp_type *last = &f->tables[f->n - 1]->types[index];
    for (unsigned i = 0; i < last->n_rows; i++) {
        const char *name = last->rows[i].name;
        const struct ocpp_row *a = find(f, 0, index, name), *b = find(f, 1, index, name);
        if (!a || !b || alike(a, b)) {
            print_row(p, f, (const struct ocpp_row *[2]){a, b});
            continue;
        }
        print_row(p, f, (const struct ocpp_row *[2]){a, NULL});
        print_row(p, f, (const struct ocpp_row *[2]){NULL, b});
    }
    for (unsigned i = 0; i < first->n_rows; i++)
        if (!ocpp_table_row(last, 0, str_of(first->rows[i].name)))
            print_row(p, f, (const struct ocpp_row *[2]){&first->rows[i], NULL});
}

/* The types of a family, each with its fields. */
static void print_types(struct printer *p, const struct family *f)
{
    buf_printf(&p->line, "\n## Types of %s\n", f->title);
    flush(p);
    for (size_t i = 0; i < f->tables[0]->n_types; i++) {
        const struct ocpp_type *type = &f->tables[0]->types[i];
        buf_printf(&p->line, "\n### %.*s\n\n", STR_ARG(type->name));
        if (type->open)
            buf_putz(&p->line, "Other fields may stand besides.\n\n");
        if (f->tables[f->n - 1]->types[i].n_rows == 0) {
            text(p, "No fields.\n");
            continue;
        }
        buf_putz(&p->line, "| field | type ");
        for (unsigned v = 0; v < f->n; v++)
            buf_printf(&p->line, "| in %.*s ", STR_ARG(ocpp_version_name(f->versions[v])));
        buf_putz(&p->line, "| limits |\n| --- | --- | --- | --- |");
        text(p, f->n == 2 ? " --- |\n" : "\n");
        print_rows(p, f, i);
    }
}

/* Is the text in the list? */
static bool has_value(const struct ocpp_values *list, struct str value)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->values[i], value))
            return true;
    return false;
}

/* The values of list `index` in version `v` of the family; those that version `other` has as well
 * are left out where `shared` is false, and get no version where it is true. */
static void print_values(struct printer *p, const struct family *f, size_t index, unsigned v,
                         bool shared)
{
    const struct ocpp_values *list = &f->tables[v]->lists[index];
    for (size_t i = 0; i < list->n; i++) {
        bool in_both = f->n == 1 || has_value(&f->tables[1 - v]->lists[index], list->values[i]);
        if (in_both != shared)
            continue;
        buf_printf(&p->line, "- %.*s", STR_ARG(list->values[i]));
        if (!in_both)
            buf_printf(&p->line, " (%.*s only)", STR_ARG(ocpp_version_name(f->versions[v])));
        text(p, "\n");
    }
}

/* The lists of values of a family. */
static void print_lists(struct printer *p, const struct family *f)
{
    buf_printf(&p->line, "\n## Values of %s\n", f->title);
    flush(p);
    for (size_t i = 0; i < f->tables[0]->n_lists; i++) {
        buf_printf(&p->line, "\n### %.*s\n\n", STR_ARG(f->tables[0]->lists[i].name));
        flush(p);
        print_values(p, f, i, 0, true);
        for (unsigned v = 0; v < f->n; v++)
            print_values(p, f, i, v, false);
    }
}

void ocpp_print_reference(void (*write)(void *ctx, struct str text), void *ctx)
{
    const struct family families[] = {
        {"1.6", 1, {OCPP_16}, {ocpp_table(OCPP_16)}},
        {"2.0.1 and 2.1", 2, {OCPP_201, OCPP_21}, {ocpp_table(OCPP_201), ocpp_table(OCPP_21)}},
    };
    struct printer p;
    printer_begin(&p, write, ctx);
    text(&p, "# OCPP as this program reads it\n\nPrinted from its own tables.\n\n");
    print_actions(&p);
    print_rules(&p);
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        print_types(&p, &families[i]);
        print_lists(&p, &families[i]);
    }
}

/* Call each(ctx, word) for the name of every action and field and for every value, until one
 * returns false. Words that lists share come more than once. */
static void each_word(bool (*each)(void *ctx, struct str word), void *ctx)
{
    for (unsigned i = ACTION_NONE + 1; i < ACTION_COUNT; i++)
        if (!each(ctx, ocpp_action_name((enum ocpp_action)i)))
            return;
    for (unsigned i = FIELD_NONE + 1; i < FIELD_COUNT; i++)
        if (!each(ctx, ocpp_field_name((enum ocpp_field)i)))
            return;
    for (unsigned v = OCPP_16; v <= OCPP_21; v++) {
        const struct ocpp_table *t = ocpp_table((enum ocpp_version)v);
        for (size_t i = 0; i < t->n_lists; i++)
            for (size_t k = 0; k < t->lists[i].n; k++)
                if (!each(ctx, t->lists[i].values[k]))
                    return;
    }
}

/* Looks for the first place of a word among all. */
struct place {
    struct str word;
    size_t n;
};

/* Count words up to the one looked for. */
static bool find_place(void *ctx, struct str word)
{
    struct place *place = ctx;
    if (str_eq(place->word, word))
        return false;
    place->n++;
    return true;
}

/* Prints each word at its first place. */
struct dictionary {
    struct printer printer;
    size_t at;
};

/* Print a word as JSON has it, in quotes, unless it has come before. */
static bool print_word(void *ctx, struct str word)
{
    struct dictionary *d = ctx;
    struct place first = {.word = word};
    each_word(find_place, &first);
    if (first.n == d->at++) {
        buf_printf(&d->printer.line, "\"\\\"%.*s\\\"\"\n", STR_ARG(word));
        flush(&d->printer);
    }
    return true;
}

void ocpp_print_dictionary(void (*write)(void *ctx, struct str text), void *ctx)
{
    struct dictionary d = {.at = 0};
    printer_begin(&d.printer, write, ctx);
    text(&d.printer, "# Words of OCPP 1.6, 2.0.1 and 2.1.\n");
    each_word(print_word, &d);
}
