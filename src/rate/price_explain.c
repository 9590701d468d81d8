/* SPDX-License-Identifier: Apache-2.0 */
/* A price told line by line, so that each cent has its reason. */
#include <stdio.h>

#include "base/time.h"
#include "rate/money.h"
#include "rate/price.h"
#include "wire/decimal.h"

/* A quantity in the unit that people use: kWh, or hours, minutes and seconds. */
static void quantity(enum tariff_dimension d, int64_t value, struct buf *out)
{
    if (d == TARIFF_ENERGY) {
        decimal_write(out, value, 6);
        buf_putz(out, " kWh");
        return;
    }
    int64_t ms = value / US_PER_MS;
    buf_printf(out, "%d:%02d:%02d", (int)(ms / 3600000), (int)(ms / 60000 % 60),
               (int)(ms / 1000 % 60));
    if (ms % 1000 > 0)
        buf_printf(out, ".%03d", (int)(ms % 1000));
    buf_putz(out, " h");
}

/* An amount with the currency behind it. */
static void amount(const struct tariff *t, int64_t micro, struct buf *out)
{
    decimal_write(out, micro, 6);
    buf_putc(out, ' ');
    buf_puts(out, t->currency);
}

/* A line of use. */
static void use(const struct tariff *t, const struct price_line *l, struct buf *out)
{
    const struct tariff_component *c = &t->elements[l->element].component[l->dimension];
    struct str unit = tariff_dimension_unit(l->dimension);
    buf_printf(out, "%.*s by element %zu: ", STR_ARG(tariff_dimension_name(l->dimension)),
               l->element);
    if (l->dimension != TARIFF_FLAT) {
        quantity(l->dimension, l->used, out);
        if (l->billed != l->used) {
            buf_putz(out, ", billed ");
            quantity(l->dimension, l->billed, out);
        }
        buf_putz(out, " at ");
    }
    amount(t, c->price_micro, out);
    if (unit.n > 0)
        buf_printf(out, "/%.*s", STR_ARG(unit));
    if (c->taxed) {
        buf_putz(out, t->tax == TARIFF_TAX_INCLUDED ? " with " : " plus ");
        decimal_write(out, c->tax_ppm, 4);
        buf_putz(out, " % tax");
    }
}

void price_explain(const struct tariff *t, const struct price *p, struct buf *out)
{
    static const char *const kinds[] = {"", "to the least price of the tariff",
                                        "to the greatest price of the tariff",
                                        "rounded to the currency's smallest unit"};
    for (size_t i = 0; i < p->n_lines; i++) {
        const struct price_line *l = &p->lines[i];
        if (l->kind == PRICE_USE)
            use(t, l, out);
        else
            buf_putz(out, kinds[l->kind]);
        buf_putz(out, " = ");
        amount(t, l->excl_micro, out);
        if (l->tax_micro != 0) {
            buf_putz(out, " + ");
            amount(t, l->tax_micro, out);
            buf_putz(out, " tax");
        }
        buf_putc(out, '\n');
    }
    buf_putz(out, "total ");
    amount(t, p->excl_micro, out);
    buf_putz(out, ", with tax ");
    amount(t, p->incl_micro, out);
    buf_putc(out, '\n');
}
