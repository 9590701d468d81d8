/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of dimensions and limits, looked up. */
#include "rate/tariff.h"

#include "base/assert.h"

static const struct {
    struct str name, unit;
    int64_t per;
} dimensions[] = {
#define DIMENSION(name, unit, per, step, doc) {STR_INIT(#name), STR_INIT(unit), per},
#include "rate/tbl/dimensions.h"
#undef DIMENSION
};

static const struct {
    struct str name, ocpp;
    enum tariff_axis axis;
    bool at_least;
} limits[] = {
#define AT_LEAST true
#define BELOW false
#define LIMIT(name, member, axis, side, ocpp) {STR_INIT(member), STR_INIT(ocpp), AXIS_##axis, side},
#include "rate/tbl/limits.h"
#undef LIMIT
#undef AT_LEAST
#undef BELOW
};

struct str tariff_dimension_name(enum tariff_dimension d)
{
    ASSERT(d < TARIFF_DIMENSIONS);
    return dimensions[d].name;
}

struct str tariff_dimension_unit(enum tariff_dimension d)
{
    ASSERT(d < TARIFF_DIMENSIONS);
    return dimensions[d].unit;
}

int64_t tariff_dimension_per(enum tariff_dimension d)
{
    ASSERT(d < TARIFF_DIMENSIONS);
    return dimensions[d].per;
}

struct str tariff_limit_name(enum tariff_limit l)
{
    ASSERT(l < TARIFF_LIMITS);
    return limits[l].name;
}

struct str tariff_limit_ocpp(enum tariff_limit l)
{
    ASSERT(l < TARIFF_LIMITS);
    return limits[l].ocpp;
}

enum tariff_axis tariff_limit_axis(enum tariff_limit l)
{
    ASSERT(l < TARIFF_LIMITS);
    return limits[l].axis;
}

bool tariff_limit_at_least(enum tariff_limit l)
{
    ASSERT(l < TARIFF_LIMITS);
    return limits[l].at_least;
}
