/* SPDX-License-Identifier: Apache-2.0 */
/* Exact decimals: number text to scaled integers and back, never by way of a double. */
#pragma once

#include "base/buf.h"

struct decimal {
    int64_t digits; /* the value is digits x 10^exponent */
    int exponent;
};

enum decimal_result {
    DECIMAL_OK,      /* exact */
    DECIMAL_ROUNDED, /* half to even at the last place asked for */
    DECIMAL_BAD,     /* not a number (JSON grammar, blanks around and a leading + allowed) */
    DECIMAL_RANGE    /* does not fit in an int64 at that scale */
};

/* Read number text ("12.50", "-3e2", "1E-3") exactly. More than 18 significant digits are rounded
 * half to even (DECIMAL_ROUNDED). Trailing zeroes are dropped from digits. */
enum decimal_result decimal_parse(struct str text, struct decimal *out);
/* The value times 10^places as an integer: decimal_scale("1.25", 3) is 1250. */
enum decimal_result decimal_scale(struct decimal d, int places, int64_t *out);
/* decimal_parse and decimal_scale at once; the worse of both results. */
enum decimal_result decimal_read(struct str text, int places, int64_t *out);
/* Write value x 10^-places without trailing zeroes: (1250, 3) is "1.25". places 0 to 18. */
void decimal_write(struct buf *out, int64_t value, int places);
