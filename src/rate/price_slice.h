/* SPDX-License-Identifier: Apache-2.0 */
/* A use cut into slices in which the same elements of a tariff apply throughout. */
#pragma once

#include "rate/price.h"

struct slice {
    int64_t from_us, to_us;
    int64_t from_mwh, to_mwh; /* since the start */
    int64_t power_mw, current_ma;
    bool parking;
    int64_t value[TARIFF_AXES]; /* what the limits are held against, at its beginning */
    int weekday;
    enum tariff_reservation reservation;
};

/* Cut the session, or the reservation; take gets each slice, the first of which has no length where
 * the use has none. */
void slice_session(const struct tariff *t, const struct usage *u,
                   void (*take)(void *ctx, const struct slice *s), void *ctx);
void slice_reservation(const struct tariff *t, const struct usage *u,
                       void (*take)(void *ctx, const struct slice *s), void *ctx);
/* The first element that applies to a slice and has a price for the dimension; false: none. Notes
 * in p where a limit could not be judged. */
bool slice_element(const struct tariff *t, const struct slice *s, enum tariff_dimension d,
                   struct price *p, size_t *element);
