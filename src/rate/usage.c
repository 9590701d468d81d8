/* SPDX-License-Identifier: Apache-2.0 */
/* A use from JSON. */
#include "rate/usage.h"

#include "base/time.h"

/* A use as it is read. */
struct use_read {
    struct usage *u;
    struct buf tail; /* of the arena: the points, one behind the other */
    struct zone *zone;
};

/* "zone" */
static bool zone(struct walk *w, void *into, const struct json_token *v)
{
    struct use_read *r = into;
    struct str rule;
    if (!walk_text(w, v, 64, &rule))
        return false;
    const char *why = zone_parse(rule, r->zone);
    return !why || walk_wrong(w, why);
}

/* "at" of a point */
static bool point_at(struct walk *w, void *into, const struct json_token *v)
{
    return walk_time(w, v, &((struct usage_point *)into)->at_us);
}

/* "kwh" */
static bool point_kwh(struct walk *w, void *into, const struct json_token *v)
{
    return walk_number(w, v, 6, 0, &((struct usage_point *)into)->energy_mwh);
}

/* "kw" */
static bool point_kw(struct walk *w, void *into, const struct json_token *v)
{
    return walk_number(w, v, 6, 0, &((struct usage_point *)into)->power_mw);
}

/* "a" */
static bool point_a(struct walk *w, void *into, const struct json_token *v)
{
    return walk_number(w, v, 3, 0, &((struct usage_point *)into)->current_ma);
}

/* "parking" */
static bool point_parking(struct walk *w, void *into, const struct json_token *v)
{
    ((struct usage_point *)into)->parking = v->kind == JSON_TRUE;
    return v->kind == JSON_TRUE || v->kind == JSON_FALSE || walk_wrong(w, "must be true or false");
}

static const struct walk_member point_members[] = {
    {"at", point_at, true}, {"kwh", point_kwh, true},          {"kw", point_kw, false},
    {"a", point_a, false},  {"parking", point_parking, false},
};

/* One point. */
static bool point(struct walk *w, void *into, const struct json_token *v)
{
    struct use_read *r = into;
    if (r->u->n_points == USAGE_POINTS_MAX)
        return walk_wrong(w, "is one too many: a use has at most 100000 points");
    struct usage_point *p = (struct usage_point *)(void *)buf_take(&r->tail, sizeof *p);
    if (!p)
        return walk_wrong(w, "does not fit in memory");
    *p = (struct usage_point){.power_mw = PRICE_UNKNOWN, .current_ma = PRICE_UNKNOWN};
    r->u->n_points++;
    return walk_object(w, v, point_members, sizeof point_members / sizeof *point_members, p, true);
}

/* "points" */
static bool points(struct walk *w, void *into, const struct json_token *v)
{
    struct use_read *r = into;
    size_t n;
    (void)arena_take(w->arena, 0); /* aligns it */
    r->tail = arena_tail(w->arena);
    if (!walk_array(w, v, into, &n, point))
        return false;
    struct str bytes = arena_keep(w->arena, &r->tail);
    r->u->points = (const struct usage_point *)(const void *)bytes.p;
    return true;
}

/* "at" of the reservation */
static bool reserved_at(struct walk *w, void *into, const struct json_token *v)
{
    return walk_time(w, v, &((struct usage *)into)->reserved_at_us);
}

/* "seconds" */
static bool reserved_seconds(struct walk *w, void *into, const struct json_token *v)
{
    int64_t *us = &((struct usage *)into)->reserved_us;
    if (!walk_number(w, v, 0, 0, us) || *us > UINT32_MAX)
        return walk_wrong(w, "is too large");
    *us *= US_PER_S;
    return true;
}

static const struct walk_member reserved_members[] = {
    {"at", reserved_at, true},
    {"seconds", reserved_seconds, true},
};

/* "reserved" */
static bool reserved(struct walk *w, void *into, const struct json_token *v)
{
    struct use_read *r = into;
    r->u->reserved = true;
    return walk_object(w, v, reserved_members, sizeof reserved_members / sizeof *reserved_members,
                       r->u, true);
}

static const struct walk_member use_members[] = {
    {"points", points, true},
    {"zone", zone, false},
    {"reserved", reserved, false},
};

bool usage_read(struct str json, struct arena *arena, struct usage *out, struct walk_fault *fault)
{
    struct walk w;
    struct json_token v;
    struct use_read r = {.u = out, .zone = arena_take(arena, sizeof *r.zone)};
    walk_begin(&w, json, arena, fault);
    *out = (struct usage){.zone = r.zone};
    if (!r.zone)
        return walk_wrong(&w, "does not fit in memory");
    bool good =
        walk_next(&w, &v) &&
        walk_object(&w, &v, use_members, sizeof use_members / sizeof *use_members, &r, true) &&
        walk_end(&w);
    return good;
}
