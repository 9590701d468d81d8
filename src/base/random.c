/* SPDX-License-Identifier: Apache-2.0 */
/* splitmix64. */
#include "base/random.h"

uint64_t random_next(struct random *r)
{
    uint64_t z = (r->state += 0x9e3779b97f4a7c15u);
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

uint64_t random_below(struct random *r, uint64_t n)
{
    return n ? random_next(r) % n : 0;
}

int64_t random_between(struct random *r, int64_t low, int64_t high)
{
    return low + (int64_t)random_below(r, (uint64_t)(high - low) + 1);
}

int random_chance(struct random *r, uint32_t ppm)
{
    return random_below(r, 1000000) < ppm;
}
