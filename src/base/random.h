/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers from a seed, for simulation and tests: the same seed gives the same numbers everywhere.
 * Not for secrets; those come from the kernel through os/. */
#pragma once

#include <stdint.h>

struct random {
    uint64_t state;
};

/* The next 64 bits (splitmix64). */
uint64_t random_next(struct random *r);
/* A number in [0, n); 0 where n is 0. */
uint64_t random_below(struct random *r, uint64_t n);
/* A number in [low, high]. */
int64_t random_between(struct random *r, int64_t low, int64_t high);
/* True in `ppm` of a million draws. */
int random_chance(struct random *r, uint32_t ppm);
