/* SPDX-License-Identifier: Apache-2.0 */
/* CSV by RFC 4180, and strict: what spreadsheets write is read, what could be read two ways is
 * refused. */
#include "doors/csv.h"

void csv_open(struct csv *c, struct str text)
{
    *c = (struct csv){.rest = text, .next_line = 1};
    if (str_starts(text, STR("\xEF\xBB\xBF")))
        c->rest = str_skip(text, 3);
}

/* Take a line end off the rest, if it begins with one. */
static bool take_line_end(struct csv *c)
{
    size_t n = str_starts(c->rest, STR("\r\n")) ? 2 : str_starts(c->rest, STR("\n")) ? 1 : 0;
    c->rest = str_skip(c->rest, n);
    c->next_line += n > 0;
    return n > 0;
}

/* Take a cell without quotes off the rest. */
static enum csv_result take_plain(struct csv *c, struct str *cell)
{
    size_t n = 0;
    while (n < c->rest.n && c->rest.p[n] != ',' && c->rest.p[n] != '\n' && c->rest.p[n] != '"' &&
           !(c->rest.p[n] == '\r' && n + 1 < c->rest.n && c->rest.p[n + 1] == '\n'))
        n++;
    *cell = str_make(c->rest.p, n);
    c->rest = str_skip(c->rest, n);
    if (c->rest.n == 0 || c->rest.p[0] != '"')
        return CSV_ROW;
    c->why = "a cell with a quote in it must be in quotes";
    return CSV_BAD;
}

/* Take a cell in quotes off the rest, which begins with the quote. */
static enum csv_result take_quoted(struct csv *c, struct str *cell, struct arena *arena)
{
    struct buf tail = arena_tail(arena);
    c->rest = str_skip(c->rest, 1);
    while (c->rest.n > 0) {
        char b = c->rest.p[0];
        bool quote = b == '"';
        if (quote && !str_starts(c->rest, STR("\"\"")))
            break;
        buf_putc(&tail, b);
        c->next_line += b == '\n';
        c->rest = str_skip(c->rest, quote ? 2 : 1);
    }
    c->why = c->rest.n == 0 ? "a quote is not closed" : NULL;
    if (c->why)
        return CSV_BAD;
    c->rest = str_skip(c->rest, 1);
    *cell = arena_keep(arena, &tail);
    return tail.full ? CSV_FULL : CSV_ROW;
}

/* Take the cells of a row off the rest. */
static enum csv_result take_row(struct csv *c, struct arena *arena)
{
    for (;;) {
        if (c->n == CSV_CELLS_MAX) {
            c->why = "has more than 32 cells";
            return CSV_BAD;
        }
        struct str *cell = &c->cells[c->n++];
        bool quoted = str_starts(c->rest, STR("\""));
        enum csv_result result = quoted ? take_quoted(c, cell, arena) : take_plain(c, cell);
        if (result != CSV_ROW)
            return result;
        if (c->rest.n == 0 || take_line_end(c))
            return CSV_ROW;
        if (c->rest.p[0] != ',') {
            c->why = "something follows a closing quote";
            return CSV_BAD;
        }
        c->rest = str_skip(c->rest, 1);
    }
}

enum csv_result csv_next(struct csv *c, struct arena *arena)
{
    while (take_line_end(c))
        ;
    c->n = 0;
    c->line = c->next_line;
    return c->rest.n == 0 ? CSV_END : take_row(c, arena);
}
