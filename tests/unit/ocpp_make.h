/* SPDX-License-Identifier: Apache-2.0 */
/* Messages made out of the rows themselves: with the required fields only or with all of them, and,
 * where wanted, with one thing wrong at one field. */
#pragma once

#include "base/assert.h"
#include "ocpp/table.h"

#include <stdlib.h>

/* What to do wrong: named after the rule that it breaks. */
enum fault {
    FAULT_NONE,
    FAULT_MISSING,
    FAULT_NULL,
    FAULT_WRONG_TYPE,
    FAULT_OTHER_TYPE,
    FAULT_TOO_LONG,
    FAULT_UNKNOWN_VALUE,
    FAULT_TOO_SMALL,
    FAULT_TOO_BIG,
    FAULT_FRACTION,
    FAULT_HUGE,
    FAULT_NOT_MULTIPLE,
    FAULT_BAD_TIME,
    FAULT_ODD_TIME,
    FAULT_BAD_URI,
    FAULT_TOO_FEW,
    FAULT_TOO_MANY,
    FAULT_UNKNOWN_FIELD,
    FAULT_REPEATED,
    FAULT_COUNT
};

enum size {
    SIZE_LEAST, /* required fields only, lists and texts as short as allowed */
    SIZE_SHORT, /* all fields, lists of one, short texts */
    SIZE_MOST /* all fields, texts as long as allowed, lists as long as allowed, but see MOST_ITEMS
               */
};

#define MOST_ITEMS                                                                                 \
    2 /* elements of a list of objects in SIZE_MOST, or they would grow without end */
#define MAKE_DEPTH 12

#define SEEN_MAX 8192 /* a power of two, well above the rows of a version */

/* Rows that have had their fault in an earlier message. */
struct seen {
    const struct ocpp_row *rows[SEEN_MAX];
};

struct make {
    const struct ocpp_table *table;
    enum size size;
    enum fault fault;           /* to be done at the first row that is not in `seen` */
    struct seen *seen;          /* where fault isn't FAULT_NONE */
    bool quiet;                 /* not now */
    const struct ocpp_row *hit; /* the row that got the fault */
    bool hit_open;              /* it is of a type that is open */
    bool failed;                /* the fault makes no sense at that row */
    struct json_writer w;
    struct buf path; /* of the value being written */
    char path_space[512];
    char hit_path[512]; /* the path of the fault */
};

/* The place of a row among those seen: its own, or a free one. */
static const struct ocpp_row **seen_place(struct seen *s, const struct ocpp_row *row)
{
    size_t at = (uintptr_t)row / sizeof *row % SEEN_MAX;
    while (s->rows[at] && s->rows[at] != row)
        at = (at + 1) % SEEN_MAX;
    return &s->rows[at];
}

/* Keep the path of the fault, with a name behind it where there is one. */
static void make_hit(struct make *m, const struct ocpp_row *row, const char *name)
{
    struct buf to = buf_over(m->hit_path, sizeof m->hit_path - 1);
    buf_puts(&to, buf_str(&m->path));
    if (name)
        buf_printf(&to, "%s%s", to.n > 0 ? "." : "", name);
    ASSERT(!to.full);
    m->hit_path[to.n] = '\0';
    m->hit = row;
}

/* A text of n characters; in the longest messages of two bytes each, to see that bytes don't count.
 */
static void make_text(struct make *m, size_t n)
{
    char *text = malloc(2 * n + 1);
    ASSERT(text);
    for (size_t i = 0; i < n; i++)
        memcpy(text + (m->size == SIZE_MOST ? 2 * i : i), m->size == SIZE_MOST ? "\xC3\xA9" : "x",
               m->size == SIZE_MOST ? 2 : 1);
    json_string(&m->w, str_make(text, m->size == SIZE_MOST ? 2 * n : n));
    free(text);
}

/* An integer in the range of the row, as text. */
static struct str make_number(const struct ocpp_row *row, char space[16])
{
    int value = row->has_least ? row->least : row->has_most ? row->most : 5;
    return str_make(space, (size_t)snprintf(space, 16, "%d", value));
}

/* Write the faulty value that the fault asks for; false where it makes no sense for the row. */
static bool make_bad_number(struct make *m, const struct ocpp_row *row, enum fault fault)
{
    char space[32];
    bool num = row->kind == KIND_NUM, integer = row->kind == KIND_INT;
    int n = 0;
    if (fault == FAULT_TOO_SMALL && row->has_least)
        n = snprintf(space, sizeof space, num ? "%d.999" : "%d", row->least - (num ? 2 : 1));
    else if (fault == FAULT_TOO_BIG && row->has_most)
        n = snprintf(space, sizeof space, num ? "%d.00000000000001" : "%d", row->most + !num);
    else if (fault == FAULT_FRACTION && integer)
        n = snprintf(space, sizeof space, "1.5");
    else if (fault == FAULT_HUGE && integer)
        n = snprintf(space, sizeof space, "9223372036854775808");
    else if (fault == FAULT_NOT_MULTIPLE && row->tenths)
        n = snprintf(space, sizeof space, "16.15");
    if (num && fault == FAULT_TOO_SMALL && row->has_least && row->least == 0)
        n = snprintf(space, sizeof space, "-0.001");
    if (n > 0)
        json_raw(&m->w, str_make(space, (size_t)n));
    return n > 0;
}

/* The same for texts. */
static bool make_bad_text(struct make *m, const struct ocpp_row *row, enum fault fault)
{
    const char *text = NULL;
    if (fault == FAULT_TOO_LONG && row->max_length > 0) {
        make_text(m, row->max_length + 1u);
        return true;
    }
    if (fault == FAULT_UNKNOWN_VALUE && row->kind == KIND_CODE)
        text = "NoSuchValue";
    else if (fault == FAULT_BAD_TIME && row->kind == KIND_TIME)
        text = "yesterday";
    else if (fault == FAULT_ODD_TIME && row->kind == KIND_TIME)
        text = "2026-11-25T02:15:46";
    else if (fault == FAULT_BAD_URI && row->kind == KIND_URI)
        text = "no address";
    if (text)
        json_string(&m->w, str_of(text));
    return text != NULL;
}

/* The same for types. */
static bool make_bad_type(struct make *m, const struct ocpp_row *row, enum fault fault)
{
    char space[16];
    if (fault == FAULT_WRONG_TYPE && row->kind == KIND_OBJECT) {
        json_string(&m->w, STR("text"));
        return true;
    }
    if (fault == FAULT_WRONG_TYPE && row->kind != KIND_ANY) {
        json_raw(&m->w, STR("{\"a\":[1,{\"b\":null}]}"));
        return true;
    }
    if (fault != FAULT_OTHER_TYPE)
        return false;
    if (row->kind == KIND_TEXT)
        json_int(&m->w, 7);
    else if (row->kind == KIND_INT || row->kind == KIND_NUM)
        json_string(&m->w, make_number(row, space));
    else if (row->kind == KIND_BOOL)
        json_string(&m->w, STR("true"));
    else
        return false;
    return true;
}

static void make_object(struct make *m, const struct ocpp_type *type, unsigned depth, bool extra);

/* One good value of a row, or one good element. */
static void make_value(struct make *m, const struct ocpp_row *row, unsigned depth)
{
    char space[16];
    switch ((enum ocpp_kind)row->kind) {
    case KIND_TEXT:
        make_text(m, m->size == SIZE_LEAST   ? 0
                     : m->size == SIZE_SHORT ? 3
                     : row->max_length > 0   ? row->max_length
                                             : 100);
        break;
    case KIND_TIME:
        json_string(&m->w, STR("2026-11-25T02:15:46.123Z"));
        break;
    case KIND_URI:
        json_string(&m->w, STR("ftps://user:x@example.org/a%20b?c#d"));
        break;
    case KIND_CODE:
        json_string(&m->w,
                    m->table->lists[row->ref]
                        .values[m->size == SIZE_LEAST ? 0 : m->table->lists[row->ref].n - 1]);
        break;
    case KIND_INT:
        json_raw(&m->w, make_number(row, space));
        break;
    case KIND_NUM:
        json_raw(&m->w, row->tenths ? STR("16.1") : make_number(row, space));
        break;
    case KIND_BOOL:
        json_bool(&m->w, m->size == SIZE_MOST);
        break;
    case KIND_ANY:
        json_raw(&m->w, STR("{\"a\":[null,1.5,{\"b\":\"c\"}]}"));
        break;
    case KIND_OBJECT:
        make_object(m, &m->table->types[row->ref], depth + 1, false);
        break;
    }
}

/* How many elements a good list gets. */
static unsigned make_count(const struct make *m, const struct ocpp_row *row)
{
    if (m->size == SIZE_LEAST)
        return row->min_items;
    if (m->size == SIZE_SHORT)
        return 1;
    if (row->kind == KIND_OBJECT || row->max_items == 0)
        return MOST_ITEMS;
    return row->max_items;
}

/* A list with n elements. */
static void make_list(struct make *m, const struct ocpp_row *row, unsigned n, unsigned depth)
{
    size_t mark = m->path.n;
    json_array(&m->w);
    for (unsigned i = 0; i < n; i++) {
        buf_printf(&m->path, "[%u]", i);
        make_value(m, row, depth);
        m->path.n = mark;
    }
    json_array_end(&m->w);
}

/* The elements of a list that gets too many of them are small, and no faults are looked for there.
 */
static void make_long_list(struct make *m, const struct ocpp_row *row, unsigned depth)
{
    enum size size = m->size;
    m->size = SIZE_LEAST;
    m->quiet = true;
    make_list(m, row, row->max_items + 1u, depth);
    m->size = size;
    m->quiet = false;
}

/* One value, or element of a list, with the fault of m in it; false where it makes no sense there.
 */
static bool make_bad_value(struct make *m, const struct ocpp_row *row, unsigned depth)
{
    if (m->fault != FAULT_UNKNOWN_FIELD)
        return make_bad_number(m, row, m->fault) || make_bad_text(m, row, m->fault) ||
               make_bad_type(m, row, m->fault);
    if (row->kind != KIND_OBJECT || m->table->types[row->ref].open)
        return false;
    make_hit(m, row, "noSuchField");
    make_object(m, &m->table->types[row->ref], depth + 1, true);
    return true;
}

/* A list with the fault of m in it or in its one element. */
static bool make_bad_list(struct make *m, const struct ocpp_row *row, unsigned depth)
{
    if (m->fault == FAULT_TOO_FEW || m->fault == FAULT_WRONG_TYPE) {
        json_raw(&m->w, m->fault == FAULT_TOO_FEW ? STR("[]") : STR("{\"a\":[1,{\"b\":2}]}"));
        return m->fault == FAULT_WRONG_TYPE || row->min_items > 0;
    }
    if (m->fault == FAULT_TOO_MANY) {
        if (row->max_items > 0)
            make_long_list(m, row, depth);
        return row->max_items > 0;
    }
    buf_putz(&m->path, "[0]");
    make_hit(m, row, NULL);
    json_array(&m->w);
    bool done = make_bad_value(m, row, depth);
    json_array_end(&m->w);
    return done;
}

/* The value of a row with the fault of m in it; false where it makes no sense there. */
static bool make_bad(struct make *m, const struct ocpp_row *row, unsigned depth)
{
    if (m->fault == FAULT_NULL) {
        json_null(&m->w);
        return row->kind != KIND_ANY;
    }
    return row->list ? make_bad_list(m, row, depth) : make_bad_value(m, row, depth);
}

/* One field of an object, unless it is optional and not wanted. */
static void make_field(struct make *m, const struct ocpp_type *type, const struct ocpp_row *row,
                       unsigned depth)
{
    size_t mark = m->path.n;
    struct str name = ocpp_field_name((enum ocpp_field)row->field);
    if ((!row->required && m->size == SIZE_LEAST) || depth > MAKE_DEPTH)
        return;
    bool here = m->fault != FAULT_NONE && !m->hit && !m->quiet && !*seen_place(m->seen, row);
    buf_printf(&m->path, "%s%.*s", mark > 0 ? "." : "", STR_ARG(name));
    if (here) {
        make_hit(m, row, NULL);
        m->hit_open = type->open;
    }
    if (!here || m->fault != FAULT_MISSING) {
        json_key(&m->w, name);
        if (here && m->fault != FAULT_REPEATED)
            m->failed = !make_bad(m, row, depth);
        else if (row->list)
            make_list(m, row, make_count(m, row), depth);
        else
            make_value(m, row, depth);
    } else {
        m->failed = !row->required;
    }
    if (here && m->fault == FAULT_REPEATED) {
        json_key(&m->w, name);
        json_int(&m->w, 1);
    }
    m->path.n = mark;
}

/* An object; `extra` puts a field into it that it does not have. */
static void make_object(struct make *m, const struct ocpp_type *type, unsigned depth, bool extra)
{
    json_object(&m->w);
    for (unsigned i = 0; i < type->n_rows; i++)
        make_field(m, type, &type->rows[i], depth);
    if (extra)
        json_pair_int(&m->w, "noSuchField", 1);
    json_object_end(&m->w);
}

/* Write the message of this type into out; m has table, size, fault and seen. */
static void make_message(struct make *m, const struct ocpp_type *type, struct buf *out)
{
    m->hit = NULL;
    m->failed = false;
    m->path = buf_over(m->path_space, sizeof m->path_space);
    out->n = 0;
    json_begin(&m->w, out);
    make_object(m, type, 0, false);
    ASSERT(!out->full && !m->path.full);
}
