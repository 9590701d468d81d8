/* SPDX-License-Identifier: Apache-2.0 */
/* Cars and trucks: how much power a battery takes at which state of charge. */
#pragma once

#include "base/random.h"
#include "base/str.h"

struct vehicle {
    const char *name;
    int64_t usable_wh;
    bool truck;
    unsigned n_points;
    struct {
        int64_t soc_percent, power_w;
    } points[21];
};

/* The i-th vehicle of the table, and how many there are. */
const struct vehicle *vehicle_at(size_t i);
size_t vehicle_count(void);
/* Power taken at soc_bp (basis points) by a warm battery from a free charger, in watts; linear
 * between points. */
int64_t vehicle_power_w(const struct vehicle *v, int64_t soc_bp);

/* A visit: who comes, with how full a battery, and when it will leave satisfied. */
struct visit {
    const struct vehicle *vehicle;
    int64_t soc_bp, target_bp;
};

/* Draw a visit: a truck in truck_ppm of a million cases; states of charge from the quantiles of
 * real sessions. */
struct visit visit_draw(struct random *r, uint32_t truck_ppm);
/* Draw the gap to the next arrival at an EVSE, in microseconds: exponential around mean_us, scaled
 * by the hour of at_us (UTC) as real arrivals are. */
int64_t visit_gap_us(struct random *r, int64_t at_us, int64_t mean_us);
