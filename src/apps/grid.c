/* SPDX-License-Identifier: Apache-2.0 */
/* Two passes over the list: widths, then lines. */
#include "apps/grid.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "wire/decimal.h"
#include "wire/json.h"

#define COLUMNS_MAX 16
#define CELL_MAX 40

struct row {
    char cell[COLUMNS_MAX][CELL_MAX + 1];
};

/* Put a member's value into a cell: text unescaped, scaled integers as decimals, what isn't simple
 * as written, cut. */
static void fill(char cell[CELL_MAX + 1], const struct json_token *t, struct str whole, int places)
{
    char text[1024];
    struct buf out = buf_over(text, sizeof text);
    int64_t number;
    if (places > 0 && t->kind == JSON_NUMBER && str_int(t->text, &number)) {
        for (; places > 3; places--)
            number /= 10;
        decimal_write(&out, number, places);
    } else if (t->kind == JSON_STRING)
        json_unescape(t->text, &out);
    else if (t->kind != JSON_NULL)
        buf_puts(&out, whole);
    struct str value = buf_str(&out);
    if (value.n == 24 && value.p[23] == 'Z' && value.p[10] == 'T')
        value.n = 19;
    if (value.n == 0)
        value = STR("-");
    str_copy(cell, CELL_MAX + 1, value);
}

/* Read one object (its opening brace is taken) into a row. */
static bool read_row(struct json_reader *r, const struct grid_column *columns, size_t n,
                     struct row *row)
{
    struct json_token key, value;
    struct str whole;
    for (size_t i = 0; i < n; i++)
        strcpy(row->cell[i], "-");
    while (json_next(r, &key) == JSON_KEY) {
        json_next(r, &value);
        if (!json_skip(r, &value, &whole))
            return false;
        for (size_t i = 0; i < n; i++)
            if (str_is(key.text, columns[i].member))
                fill(row->cell[i], &value, whole, columns[i].places);
    }
    return key.kind == JSON_OBJECT_END;
}

/* Go to the first element of the first array. */
static bool find_list(struct json_reader *r, struct str json)
{
    struct json_token t;
    json_open(r, json);
    for (;;) {
        enum json_kind kind = json_next(r, &t);
        if (kind == JSON_ARRAY)
            return true;
        if (kind == JSON_BAD || kind == JSON_END)
            return false;
    }
}

/* One pass: widths are learned, or lines printed. */
static int pass(struct str json, const struct grid_column *columns, size_t n,
                int widths[COLUMNS_MAX], bool print)
{
    struct json_reader r;
    struct json_token t;
    struct row row;
    int count = 0;
    if (!find_list(&r, json))
        return -1;
    while (json_next(&r, &t) == JSON_OBJECT) {
        if (!read_row(&r, columns, n, &row))
            return -1;
        for (size_t i = 0; i < n; i++) {
            int width = (int)strlen(row.cell[i]);
            if (print)
                printf("%-*s%s", i + 1 < n ? widths[i] : 0, row.cell[i], i + 1 < n ? "  " : "\n");
            else if (width > widths[i])
                widths[i] = width;
        }
        count++;
    }
    return t.kind == JSON_ARRAY_END ? count : -1;
}

int grid_print(struct str json, const struct grid_column *columns, size_t n)
{
    int widths[COLUMNS_MAX] = {0};
    for (size_t i = 0; i < n; i++)
        widths[i] = (int)strlen(columns[i].title);
    if (n > COLUMNS_MAX || pass(json, columns, n, widths, false) < 0)
        return -1;
    for (size_t i = 0; i < n; i++)
        printf("%-*s%s", i + 1 < n ? widths[i] : 0, columns[i].title, i + 1 < n ? "  " : "\n");
    return pass(json, columns, n, widths, true);
}
