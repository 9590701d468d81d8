/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a CSV file of stations, sites and tokens: reading ends, cells lie in the text or in
 * the arena, and each cell is a member's text that is taken or refused with a sentence. */
#include "base/assert.h"
#include "doors/csv.h"
#include "doors/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Set every member to the cells of a row in turn. */
static void fill(const struct csv *c, enum form_kind kind)
{
    static const char *const names[] = {"site_id",  "cpo_id",    "rated_power_kw", "name",
                                        "latitude", "time_zone", "status",         "expires_at"};
    struct form f;
    if (form_begin(&f, kind, c->cells[0]))
        return;
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        int member = form_member(kind, str_of(names[i]));
        const char *why = member < 0 ? NULL : form_set(&f, member, c->cells[i % c->n]);
        ASSERT(!why || why[0] != '\0');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char memory[1 << 20];
    struct arena arena = arena_over(memory, sizeof memory);
    struct csv c;
    enum csv_result result;
    size_t line = 0, rows = 0;
    csv_open(&c, str_make((const char *)data, size));
    while ((result = csv_next(&c, &arena)) == CSV_ROW) {
        ASSERT(c.n > 0 && c.n <= CSV_CELLS_MAX && c.line > line && ++rows <= size);
        line = c.line;
        for (int kind = 0; kind < FORM_COUNT; kind++)
            fill(&c, (enum form_kind)kind);
    }
    ASSERT(result != CSV_BAD || c.why);
    return 0;
}
