/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a CSV file of stations, sites and tokens: reading ends, cells lie in the text or in
 * the arena, each cell is a member's text that is taken or refused with a sentence, and a row
 * written with quotes is read as the same cells. */
#include "doors/csv.h"
#include "doors/form.h"
#include "fuzz.h"

#define TEXT_MAX 65536

/* Set every member to the cells of a row in turn. */
static void fill(const struct csv *c, enum form_kind kind)
{
    static const char *const names[] = {"site_id",  "cpo_id",    "rated_power_kw", "name",
                                        "latitude", "time_zone", "status",         "expires_at"};
    struct form f;
    const char *wrong = form_begin(&f, kind, c->cells[0]);
    ASSERT(!wrong || wrong[0] != '\0');
    if (wrong)
        return;
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        int member = form_member(kind, str_of(names[i]));
        const char *why = member < 0 ? NULL : form_set(&f, member, c->cells[i % c->n]);
        ASSERT(!why || why[0] != '\0');
    }
}

/* Write the row with every cell in quotes, and read it. */
static void there_and_back(const struct csv *c)
{
    static char text[2 * TEXT_MAX + 4 * CSV_CELLS_MAX], memory[1 << 20];
    struct arena arena = arena_over(memory, sizeof memory);
    struct buf out = buf_over(text, sizeof text);
    struct csv again;
    for (unsigned i = 0; i < c->n; i++) {
        buf_putz(&out, i > 0 ? ",\"" : "\"");
        for (size_t k = 0; k < c->cells[i].n; k++) {
            if (c->cells[i].p[k] == '"')
                buf_putc(&out, '"');
            buf_putc(&out, c->cells[i].p[k]);
        }
        buf_putc(&out, '"');
    }
    buf_putz(&out, "\r\n");
    ASSERT(!out.full);
    csv_open(&again, buf_str(&out));
    ASSERT(csv_next(&again, &arena) == CSV_ROW && again.n == c->n);
    for (unsigned i = 0; i < c->n; i++)
        ASSERT(str_eq(again.cells[i], c->cells[i]));
    ASSERT(csv_next(&again, &arena) == CSV_END);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char memory[1 << 20];
    struct arena arena = arena_over(memory, sizeof memory);
    struct str in = str_make((const char *)data, size);
    struct csv c;
    enum csv_result result;
    size_t line = 0, rows = 0;
    if (size > TEXT_MAX)
        return 0;
    char *copy = fuzz_copy(in);
    csv_open(&c, str_make(copy, size));
    while ((result = csv_next(&c, &arena)) == CSV_ROW) {
        ASSERT(c.n > 0 && c.n <= CSV_CELLS_MAX && c.line > line && ++rows <= size);
        line = c.line;
        there_and_back(&c);
        for (int kind = 0; kind < FORM_COUNT; kind++)
            fill(&c, (enum form_kind)kind);
    }
    ASSERT(result != CSV_BAD || c.why);
    free(copy);
    return 0;
}
