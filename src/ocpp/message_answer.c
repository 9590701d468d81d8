/* SPDX-License-Identifier: Apache-2.0 */
/* The answer to a request that nothing in particular handles: the required fields of its type, with
 * the values of ocpp/tbl/answers.h. */
#include "ocpp/table.h"

#include "base/assert.h"
#include "base/time.h"

#define DEPTH_MAX 8 /* the rows have no circle of required fields; the deepest answer is 3 */

struct answer {
    const struct ocpp_table *table;
    int64_t now_us;
    struct json_writer out;
};

/* The value that answers.h has for a field; {NULL, 0} where it has none. */
static struct str chosen(bool is16, struct str type, enum ocpp_field field)
{
    static const struct {
        struct str type, value;
        enum ocpp_field field;
        bool is16;
    } rows[] = {
#define ANSWER16(type, name, value) {STR_INIT(#type), STR_INIT(value), FIELD_##name, true},
#define ANSWER2(type, name, value) {STR_INIT(#type), STR_INIT(value), FIELD_##name, false},
#include "ocpp/tbl/answers.h"
#undef ANSWER16
#undef ANSWER2
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].is16 == is16 && rows[i].field == field && str_eq(rows[i].type, type))
            return rows[i].value;
    return (struct str){0};
}

/* Below; it and write_value call each other, DEPTH_MAX deep at most. */
static void write_object(struct answer *a, const struct ocpp_type *type, unsigned depth);

/* Write one value, or one element, for a row; `value` is what answers.h says. */
/* NOLINTNEXTLINE(misc-no-recursion) */
static void write_value(struct answer *a, const struct ocpp_row *row, struct str value,
                        unsigned depth)
{
    char now[25];
    switch ((enum ocpp_kind)row->kind) {
    case KIND_TEXT:
        json_string(&a->out, value);
        break;
    case KIND_URI:
        json_string(&a->out, value.n > 0 ? value : STR("about:blank"));
        break;
    case KIND_CODE:
        json_string(&a->out, value.n > 0 ? value : a->table->lists[row->ref].values[0]);
        break;
    case KIND_TIME:
        time_format(a->now_us, now);
        json_string(&a->out, str_of(now));
        break;
    case KIND_INT:
    case KIND_NUM:
        if (value.n > 0)
            json_raw(&a->out, value);
        else
            json_int(&a->out, row->has_least ? row->least : 0);
        break;
    case KIND_BOOL:
        json_bool(&a->out, false);
        break;
    case KIND_ANY:
        json_null(&a->out);
        break;
    case KIND_OBJECT:
        write_object(a, &a->table->types[row->ref], depth + 1);
        break;
    }
}

/* Write an object with its required fields; a list gets as few elements as it may have. */
/* NOLINTNEXTLINE(misc-no-recursion) */
static void write_object(struct answer *a, const struct ocpp_type *type, unsigned depth)
{
    ASSERT(depth < DEPTH_MAX);
    json_object(&a->out);
    for (unsigned i = 0; i < type->n_rows; i++) {
        const struct ocpp_row *row = &type->rows[i];
        if (!row->required)
            continue;
        struct str value =
            chosen(a->table == &ocpp_table16, type->name, (enum ocpp_field)row->field);
        json_key(&a->out, ocpp_field_name((enum ocpp_field)row->field));
        if (row->list)
            json_array(&a->out);
        for (unsigned n = row->list ? row->min_items : 1; n > 0; n--)
            write_value(a, row, value, depth);
        if (row->list)
            json_array_end(&a->out);
    }
    json_object_end(&a->out);
}

void ocpp_default_answer(enum ocpp_version v, enum ocpp_action action, int64_t now_us,
                         struct buf *out)
{
    struct answer a = {.table = ocpp_table(v), .now_us = now_us};
    const struct ocpp_type *type = ocpp_table_message(a.table, action, true);
    json_begin(&a.out, out);
    if (type) {
        write_object(&a, type, 0);
        return;
    }
    json_object(&a.out);
    json_object_end(&a.out);
}
