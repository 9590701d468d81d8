/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a tariff, a line end, and a use. What is taken must be written to a tariff that
 * reads the same; its price is the same twice, its lines sum to the total, and energy and time are
 * all accounted for. A text that is no tariff is refused with a sentence. */
#include "base/time.h"
#include "fuzz.h"
#include "rate/usage.h"

#define MEMORY ((size_t)1 << 18)
#define SPAN_MAX (40 * US_PER_DAY) /* longer uses have too many midnights for a fuzzer */

/* Read the tariff, write it, read that: nothing is lost. */
static bool tariff(struct str text, struct arena *arena, struct tariff *t)
{
    static char first[1 << 17], second[1 << 17], memory[MEMORY];
    struct buf a = buf_over(first, sizeof first), b = buf_over(second, sizeof second);
    struct arena again = arena_over(memory, sizeof memory);
    struct walk_fault fault;
    struct tariff u;
    if (!tariff_read(text, arena, t, &fault)) {
        ASSERT(fault.why);
        return false;
    }
    tariff_write(t, &a);
    ASSERT(!a.full && tariff_read(buf_str(&a), &again, &u, &fault));
    tariff_write(&u, &b);
    ASSERT(str_eq(buf_str(&a), buf_str(&b)));
    return true;
}

/* What a price must keep. */
static void hold(const struct usage *u, const struct price *p)
{
    int64_t excl = 0, tax = 0;
    for (size_t i = 0; i < p->n_lines; i++) {
        excl += p->lines[i].excl_micro;
        tax += p->lines[i].tax_micro;
        ASSERT(p->lines[i].used >= 0 && p->lines[i].billed >= 0);
    }
    ASSERT(excl == p->excl_micro && tax == p->tax_micro && excl + tax == p->incl_micro);
    if (u->n_points == 0)
        return;
    const struct usage_point *first = u->points, *last = &u->points[u->n_points - 1];
    ASSERT(p->energy_mwh == last->energy_mwh - first->energy_mwh);
    ASSERT(p->charging_us + p->parking_us == last->at_us - first->at_us);
}

/* Price it twice. */
static void price(const struct tariff *t, const struct usage *u)
{
    static char memory[2][MEMORY];
    struct arena a = arena_over(memory[0], MEMORY), b = arena_over(memory[1], MEMORY);
    struct price p, q;
    const char *why = price_use(t, u, &a, &p);
    ASSERT(!why == !price_use(t, u, &b, &q));
    if (why)
        return;
    hold(u, &p);
    ASSERT(p.n_lines == q.n_lines && p.incl_micro == q.incl_micro);
    ASSERT(memcmp(p.lines, q.lines, p.n_lines * sizeof *p.lines) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char memory[MEMORY];
    struct str all = str_make((const char *)data, size), text = str_cut(&all, '\n');
    char *one = fuzz_copy(text), *two = fuzz_copy(all);
    struct arena arena = arena_over(memory, sizeof memory);
    struct walk_fault fault;
    struct tariff t;
    struct usage u;
    struct zone z;
    if (zone_parse(text, &z) == NULL)
        ASSERT(zone_change(&z, US_PER_DAY) > US_PER_DAY);
    if (tariff(str_make(one, text.n), &arena, &t)) {
        if (!usage_read(str_make(two, all.n), &arena, &u, &fault))
            ASSERT(fault.why);
        else if (u.n_points == 0 || u.points[u.n_points - 1].at_us - u.points[0].at_us < SPAN_MAX)
            price(&t, &u);
    }
    free(one);
    free(two);
    return 0;
}
