/* SPDX-License-Identifier: Apache-2.0 */
/* Charge curves and arrivals from the tables. */
#include "fleet/vehicle.h"

#include <math.h>

#include "base/time.h"

static const struct vehicle vehicles[] = {
#define VEHICLE(name, usable_wh, truck, n_points, ...)                                             \
    {name, usable_wh, truck, n_points, {__VA_ARGS__}},
#include "fleet/tbl/vehicles.h"
#undef VEHICLE
};
#define N_VEHICLES (sizeof vehicles / sizeof *vehicles)

/* Share of a day's arrivals per hour, in 1/100 %. */
static const int64_t arrivals[24] = {
#define ARRIVAL(hour, share) [hour] = share,
#include "fleet/tbl/traffic.h"
#undef ARRIVAL
};

static const struct {
    int64_t ppm, arrival_bp, departure_bp;
} quantiles[] = {
#define QUANTILE(ppm, arrival_bp, departure_bp) {ppm, arrival_bp, departure_bp},
#include "fleet/tbl/traffic.h"
#undef QUANTILE
};
#define N_QUANTILES (sizeof quantiles / sizeof *quantiles)

const struct vehicle *vehicle_at(size_t i)
{
    return i < N_VEHICLES ? &vehicles[i] : NULL;
}

size_t vehicle_count(void)
{
    return N_VEHICLES;
}

int64_t vehicle_power_w(const struct vehicle *v, int64_t soc_bp)
{
    for (unsigned i = 1; i < v->n_points; i++) {
        int64_t left = v->points[i - 1].soc_percent * 100, right = v->points[i].soc_percent * 100;
        if (soc_bp <= right && right > left)
            return v->points[i - 1].power_w + (v->points[i].power_w - v->points[i - 1].power_w) *
                                                  (soc_bp - left) / (right - left);
    }
    return v->points[v->n_points - 1].power_w;
}

/* A value between the quantiles, by a draw in a million. */
static int64_t quantile(int64_t ppm, bool departure)
{
    for (size_t i = 1; i < N_QUANTILES; i++)
        if (ppm <= quantiles[i].ppm) {
            int64_t low = departure ? quantiles[i - 1].departure_bp : quantiles[i - 1].arrival_bp;
            int64_t high = departure ? quantiles[i].departure_bp : quantiles[i].arrival_bp;
            int64_t from = ppm > quantiles[i - 1].ppm ? ppm - quantiles[i - 1].ppm : 0;
            return low + (high - low) * from / (quantiles[i].ppm - quantiles[i - 1].ppm);
        }
    return departure ? 10000 : 8520;
}

struct visit visit_draw(struct random *r, uint32_t truck_ppm)
{
    struct visit visit;
    bool truck = random_chance(r, truck_ppm);
    do
        visit.vehicle = &vehicles[random_below(r, N_VEHICLES)];
    while (visit.vehicle->truck != truck);
    visit.soc_bp = quantile((int64_t)random_below(r, 1000000), false);
    do
        visit.target_bp = quantile((int64_t)random_below(r, 1000000), true);
    while (visit.target_bp < 2500);
    if (visit.target_bp < visit.soc_bp + 1000)
        visit.target_bp = visit.soc_bp + 1000 < 10000 ? visit.soc_bp + 1000 : 10000;
    return visit;
}

int64_t visit_gap_us(struct random *r, int64_t at_us, int64_t mean_us)
{
    int64_t hour = at_us / US_PER_HOUR % 24;
    double uniform = ((double)(random_next(r) >> 11) + 1.0) / 9007199254740993.0;
    double busy = ((double)arrivals[hour] * 24.0 + 500.0) / 10500.0;
    return (int64_t)(-log(uniform) * (double)mean_us / busy) + US_PER_S;
}
