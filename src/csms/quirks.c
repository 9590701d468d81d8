/* SPDX-License-Identifier: Apache-2.0 */
/* The rows for models lie in a list in their order, those for stations and the other names of
 * stations in two tables of chains. A row is one block with its texts behind it. */
#include "csms/quirks.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/hash.h"

#define FIRST_CHAINS 64 /* a power of two */

struct rule {
    struct rule *next;
    uint64_t hash; /* of the station */
    struct ev_quirk_ruled row;
    char texts[];
};

/* Another name of a station, of a row for QUIRK_ALIAS. */
struct alias {
    struct alias *next;
    uint64_t hash;
    struct rule *rule;
    struct str name; /* within the row's value */
};

struct quirk_rules {
    struct rule *models, **last;
    struct rule **stations;
    struct alias **aliases;
    size_t n_models, n_stations, n_chains, n_aliases, n_alias_chains;
    uint32_t version;
};

/* A hash of a name in any case. */
static uint64_t name_hash(struct str name)
{
    char low[256];
    return hash_str(str_make(low, str_lower(name, low, sizeof low)));
}

struct quirk_rules *quirks_open(void)
{
    struct quirk_rules *r = calloc(1, sizeof *r);
    if (r)
        r->last = &r->models;
    return r;
}

/* Free a list of rows. */
static void free_rules(struct rule *list)
{
    while (list) {
        struct rule *next = list->next;
        free(list);
        list = next;
    }
}

void quirks_close(struct quirk_rules *r)
{
    if (!r)
        return;
    free_rules(r->models);
    for (size_t i = 0; i < r->n_chains; i++)
        free_rules(r->stations[i]);
    for (size_t i = 0; i < r->n_alias_chains; i++)
        for (struct alias *a = r->aliases[i], *next; a; a = next) {
            next = a->next;
            free(a);
        }
    free(r->stations);
    free(r->aliases);
    free(r);
}

uint32_t quirks_version(const struct quirk_rules *r)
{
    return r ? r->version : 0;
}

bool quirks_fit(const struct quirk_rules *r, const struct ev_quirk_ruled *e)
{
    if (e->mode == quirk_mode_DEFAULT)
        return true;
    return e->station.n > 0 ? r->n_stations < QUIRKS_STATION_ROWS : r->n_models < QUIRKS_MODEL_ROWS;
}

/* Are these rows about the same? */
static bool same_place(const struct ev_quirk_ruled *a, const struct ev_quirk_ruled *b)
{
    return a->quirk == b->quirk && str_eq_nocase(a->station, b->station) &&
           str_eq_nocase(a->vendor, b->vendor) && str_eq_nocase(a->model, b->model) &&
           str_eq_nocase(a->firmware, b->firmware);
}

/* -- other names -- */

/* Twice as many chains, where there are more names than chains; false where memory is out. */
static bool grow_aliases(struct quirk_rules *r)
{
    if (r->n_aliases < r->n_alias_chains)
        return true;
    size_t n = r->n_alias_chains ? r->n_alias_chains * 2 : FIRST_CHAINS;
    /* NOLINTNEXTLINE(bugprone-sizeof-expression): it is a table of pointers */
    struct alias **chains = calloc(n, sizeof *chains);
    if (!chains)
        return false;
    for (size_t i = 0; i < r->n_alias_chains; i++)
        for (struct alias *a = r->aliases[i], *next; a; a = next) {
            next = a->next;
            a->next = chains[a->hash & (n - 1)];
            chains[a->hash & (n - 1)] = a;
        }
    free(r->aliases);
    r->aliases = chains;
    r->n_alias_chains = n;
    return true;
}

/* The next name of a list with blanks or commas between; empty at its end. */
static struct str next_name(struct str *list)
{
    size_t n = 0;
    while (list->n > 0 && (list->p[0] == ' ' || list->p[0] == ','))
        *list = str_skip(*list, 1);
    while (n < list->n && list->p[n] != ' ' && list->p[n] != ',')
        n++;
    struct str name = str_make(list->p, n);
    *list = str_skip(*list, n);
    return name;
}

/* Add the names of a row; false where memory is out: then none of them is there. */
static bool add_aliases(struct quirk_rules *r, struct rule *rule)
{
    struct str list = rule->row.value, name;
    while ((name = next_name(&list)).n > 0) {
        struct alias *a = grow_aliases(r) ? malloc(sizeof *a) : NULL;
        if (!a)
            return false;
        *a = (struct alias){.hash = name_hash(name), .rule = rule, .name = name};
        struct alias **chain = &r->aliases[a->hash & (r->n_alias_chains - 1)];
        a->next = *chain;
        *chain = a;
        r->n_aliases++;
    }
    return true;
}

/* Take the names of a row off. */
static void drop_aliases(struct quirk_rules *r, const struct rule *rule)
{
    for (size_t i = 0; i < r->n_alias_chains; i++)
        for (struct alias **at = &r->aliases[i]; *at;) {
            struct alias *a = *at;
            if (a->rule != rule) {
                at = &a->next;
                continue;
            }
            *at = a->next;
            r->n_aliases--;
            free(a);
        }
}

struct str quirks_alias(const struct quirk_rules *r, struct str name)
{
    if (!r || r->n_aliases == 0)
        return (struct str){0};
    uint64_t hash = name_hash(name);
    for (const struct alias *a = r->aliases[hash & (r->n_alias_chains - 1)]; a; a = a->next)
        if (a->hash == hash && str_eq_nocase(a->name, name))
            return a->rule->row.station;
    return (struct str){0};
}

/* -- rows -- */

/* Twice as many chains, where there are more rows than chains. */
static bool grow_stations(struct quirk_rules *r)
{
    if (r->n_stations < r->n_chains)
        return true;
    size_t n = r->n_chains ? r->n_chains * 2 : FIRST_CHAINS;
    /* NOLINTNEXTLINE(bugprone-sizeof-expression): it is a table of pointers */
    struct rule **chains = calloc(n, sizeof *chains);
    if (!chains)
        return false;
    for (size_t i = 0; i < r->n_chains; i++)
        for (struct rule *x = r->stations[i], *next; x; x = next) {
            next = x->next;
            x->next = chains[x->hash & (n - 1)];
            chains[x->hash & (n - 1)] = x;
        }
    free(r->stations);
    r->stations = chains;
    r->n_chains = n;
    return true;
}

/* Copy a text to *p and move *p behind it. */
static struct str put_text(char **p, struct str s)
{
    struct str copy = str_make(*p, s.n);
    if (s.n > 0)
        memcpy(*p, s.p, s.n);
    *p += s.n;
    return copy;
}

/* A row of its own memory; NULL where that is out. */
static struct rule *new_rule(const struct ev_quirk_ruled *e)
{
    struct rule *x =
        malloc(sizeof *x + e->vendor.n + e->model.n + e->firmware.n + e->station.n + e->value.n);
    if (!x)
        return NULL;
    char *p = x->texts;
    x->next = NULL;
    x->hash = name_hash(e->station);
    x->row = *e;
    x->row.vendor = put_text(&p, e->vendor);
    x->row.model = put_text(&p, e->model);
    x->row.firmware = put_text(&p, e->firmware);
    x->row.station = put_text(&p, e->station);
    x->row.value = put_text(&p, e->value);
    return x;
}

/* Where the row of that place hangs, or the end of its list. */
static struct rule **find_place(struct quirk_rules *r, const struct ev_quirk_ruled *e)
{
    struct rule **at = &r->models;
    if (e->station.n > 0)
        at = &r->stations[name_hash(e->station) & (r->n_chains - 1)];
    while (*at && !same_place(&(*at)->row, e))
        at = &(*at)->next;
    return at;
}

/* Take a row off its list. */
static void unhang(struct quirk_rules *r, struct rule **at)
{
    struct rule *old = *at;
    if (!old)
        return;
    if (old->row.quirk == QUIRK_ALIAS)
        drop_aliases(r, old);
    if (r->last == &old->next)
        r->last = at;
    *at = old->next;
    *(old->row.station.n > 0 ? &r->n_stations : &r->n_models) -= 1;
    free(old);
}

/* Hang a row at the end of its list. */
static void hang(struct quirk_rules *r, struct rule *x)
{
    if (x->row.station.n == 0) {
        *r->last = x;
        r->last = &x->next;
        r->n_models++;
        return;
    }
    struct rule **chain = &r->stations[x->hash & (r->n_chains - 1)];
    x->next = *chain;
    *chain = x;
    r->n_stations++;
}

bool quirks_apply(struct quirk_rules *r, const struct ev_quirk_ruled *e)
{
    bool gone = e->mode == quirk_mode_DEFAULT, station = e->station.n > 0;
    if (gone && station && r->n_chains == 0)
        return true;
    struct rule *x = gone ? NULL : new_rule(e);
    if ((!gone && !x) || (station && !grow_stations(r))) {
        free(x);
        return false;
    }
    struct rule **at = find_place(r, e);
    if (!gone && !*at && !quirks_fit(r, e)) {
        free(x);
        return false;
    }
    unhang(r, at);
    r->version++;
    if (gone)
        return true;
    hang(r, x);
    return x->row.quirk != QUIRK_ALIAS || x->row.mode != quirk_mode_ON || add_aliases(r, x);
}

void quirks_each(const struct quirk_rules *r,
                 void (*each)(void *ctx, const struct ev_quirk_ruled *row), void *ctx)
{
    for (const struct rule *x = r->models; x; x = x->next)
        each(ctx, &x->row);
    for (size_t i = 0; i < r->n_chains; i++)
        for (const struct rule *x = r->stations[i]; x; x = x->next)
            each(ctx, &x->row);
}

/* -- what goes for a station -- */

/* Does an empty pattern, or this one, fit? */
static bool fits(struct str pattern, const char *text)
{
    return pattern.n == 0 || quirk_glob(pattern, str_of(text));
}

/* Is a row about this station? */
static bool is_about(const struct ev_quirk_ruled *row, const struct station_info *info)
{
    if (row->station.n > 0)
        return str_eq_nocase(row->station, str_of(info->identity));
    return fits(row->vendor, info->vendor) && fits(row->model, info->model) &&
           fits(row->firmware, info->firmware);
}

/* Let the rows of a list that are about the station stand in by[]: those for all quirks first. */
static void take_rows(const struct rule *list, const struct station_info *info,
                      const struct ev_quirk_ruled *by[QUIRKS_END])
{
    for (const struct rule *x = list; x; x = x->next)
        if (x->row.quirk == QUIRK_OTHER && is_about(&x->row, info))
            for (unsigned i = 0; i < QUIRKS_END; i++)
                by[i] = &x->row;
    for (const struct rule *x = list; x; x = x->next)
        if (x->row.quirk > QUIRK_OTHER && x->row.quirk < QUIRKS_END && is_about(&x->row, info))
            by[x->row.quirk] = &x->row;
}

/* The row that decides on each quirk, NULL where there is none. */
static void decide(const struct quirk_rules *r, const struct station_info *info,
                   const struct ev_quirk_ruled *by[QUIRKS_END])
{
    memset(by, 0, QUIRKS_END * sizeof(struct ev_quirk_ruled *));
    if (!r)
        return;
    take_rows(r->models, info, by);
    if (r->n_chains > 0)
        take_rows(r->stations[name_hash(str_of(info->identity)) & (r->n_chains - 1)], info, by);
}

/* Read "+02:00", "-0330", "Z". */
static bool read_zone(struct str text, int16_t *minutes)
{
    char digits[4];
    size_t n = 0;
    if (str_eq_nocase(text, STR("Z")) || str_eq_nocase(text, STR("UTC"))) {
        *minutes = 0;
        return true;
    }
    if (text.n < 5 || (text.p[0] != '+' && text.p[0] != '-'))
        return false;
    for (size_t i = 1; i < text.n; i++) {
        if (text.p[i] == ':' && i == 3)
            continue;
        if (text.p[i] < '0' || text.p[i] > '9' || n == sizeof digits)
            return false;
        digits[n++] = (char)(text.p[i] - '0');
    }
    int hours = digits[0] * 10 + digits[1], rest = digits[2] * 10 + digits[3];
    if (n != sizeof digits || hours > 14 || rest > 59)
        return false;
    *minutes = (int16_t)((text.p[0] == '-' ? -1 : 1) * (hours * 60 + rest));
    return true;
}

/* Read a whole number of at least 1 and at most `most`. */
static bool read_count(struct str text, int64_t most, int64_t *out)
{
    return str_int(text, out) && *out >= 1 && *out <= most;
}

/* The words of a value for charging profiles, as bits. */
static bool read_profile(struct str list, uint8_t *bits)
{
    struct str word;
    *bits = 0;
    while ((word = next_name(&list)).n > 0) {
        if (str_eq_nocase(word, STR("stack0")))
            *bits |= PROFILE_STACK;
        else if (str_eq_nocase(word, STR("relative")))
            *bits |= PROFILE_ABSOLUTE;
        else if (str_eq_nocase(word, STR("watts")))
            *bits |= PROFILE_AMPERES;
        else
            return false;
    }
    return *bits != 0;
}

/* Take the value of a row; false where it can't be one. */
static bool take_value(enum quirk quirk, struct str value, struct quirks *out)
{
    int64_t number;
    if (quirk == QUIRK_ODD_TIMES)
        return out->has_zone = value.n == 0 ? false : read_zone(value, &out->zone_min),
               value.n == 0 || out->has_zone;
    if (quirk == QUIRK_ODD_PHASES)
        return out->dc = str_eq_nocase(value, STR("dc")), value.n == 0 || out->dc;
    if (quirk == QUIRK_WRONG_UNIT)
        return out->energy_kwh = str_eq_nocase(value, STR("kWh"));
    if (quirk == QUIRK_ODD_TAGS)
        return out->tag_end = value.n == 1 ? value.p[0] : '\0', value.n == 1;
    if (quirk == QUIRK_PONG_ONLY) {
        bool good = read_count(value, 604800, &number);
        return out->pong_s = good ? (uint32_t)number : 0, good;
    }
    if (quirk == QUIRK_NO_START) {
        bool good = read_count(value, 3600, &number);
        return out->start_s = good ? (uint16_t)number : 0, good;
    }
    if (quirk == QUIRK_CONFIGURATION || quirk == QUIRK_LARGE_MESSAGES) {
        bool good = read_count(value, 10000, &number);
        return out->items_max = good ? (uint16_t)number : out->items_max, good;
    }
    if (quirk == QUIRK_PROFILES)
        return read_profile(value, &out->profile);
    if (quirk == QUIRK_ALIAS || quirk == QUIRK_USER_NAME)
        return value.n > 0;
    return value.n == 0;
}

void quirks_resolve(const struct quirk_rules *r, const struct station_info *info,
                    struct quirks *out)
{
    const struct ev_quirk_ruled *by[QUIRKS_END];
    decide(r, info, by);
    *out = (struct quirks){.learned = (uint64_t)info->learned,
                           .items_max = (uint16_t)info->items_max,
                           .profile = (uint8_t)info->profile_limits};
    for (unsigned i = 0; i < QUIRKS_END; i++) {
        if (!by[i])
            continue;
        if (by[i]->mode == quirk_mode_OFF && (QUIRKS_STRICT >> i & 1 || by[i]->quirk == i)) {
            out->off |= QUIRK_BIT(i);
            out->learned &= ~QUIRK_BIT(i);
        } else if (by[i]->mode == quirk_mode_ON && by[i]->quirk == i && i != QUIRK_OTHER) {
            out->learned |= QUIRK_BIT(i);
            (void)take_value((enum quirk)i, by[i]->value, out);
        }
    }
}

void quirks_state(const struct quirk_rules *r, const struct station_info *info, enum quirk quirk,
                  struct quirk_state *out)
{
    const struct ev_quirk_ruled *by[QUIRKS_END];
    enum quirk_control control = quirk_row(quirk)->control;
    bool learned = info->learned >> quirk & 1;
    decide(r, info, by);
    const struct ev_quirk_ruled *row = by[quirk];
    *out = (struct quirk_state){.origin = learned ? "learned" : "default"};
    out->on = learned || control == CONTROL_FIXED || control == CONTROL_SWITCH;
    if (!row || control == CONTROL_FIXED)
        return;
    bool off = row->mode == quirk_mode_OFF, own = row->quirk == quirk;
    if (!own && (!off || !(QUIRKS_STRICT >> quirk & 1)))
        return; /* a row for all of them */
    out->on = !off;
    out->value = own ? row->value : (struct str){0};
    out->origin = row->station.n > 0 ? "station" : "model";
}

/* What is wrong with the quirk and the mode of a row. */
static const char *wrong_mode(const struct ev_quirk_ruled *e)
{
    if (e->quirk < 0 || e->quirk >= QUIRKS_END)
        return "there is no such quirk";
    if (e->mode == quirk_mode_DEFAULT)
        return NULL;
    if (e->quirk == QUIRK_OTHER)
        return e->value.n > 0 ? "all quirks together take no value" : NULL;
    if (quirk_row((unsigned)e->quirk)->control == CONTROL_FIXED)
        return "this one can't be switched: without it something would be lost, or it is an option "
               "of the server";
    return NULL;
}

const char *quirks_wrong(const struct ev_quirk_ruled *e)
{
    struct quirks scratch = {0};
    const char *why = wrong_mode(e);
    bool patterns = e->vendor.n > 0 || e->model.n > 0 || e->firmware.n > 0;
    if (why)
        return why;
    if (e->station.n > 0 && patterns)
        return "a row is for one station or for a vendor, model and firmware, not both";
    if (e->station.n == 0 && !patterns)
        return "for whom? A station, or a vendor, model or firmware (* = any) is wanted";
    if (e->value.n > QUIRKS_TEXT_MAX || e->vendor.n > QUIRKS_TEXT_MAX ||
        e->model.n > QUIRKS_TEXT_MAX || e->firmware.n > QUIRKS_TEXT_MAX)
        return "a text is longer than 255 bytes";
    if (e->quirk == QUIRK_ALIAS && e->station.n == 0)
        return "another name belongs to one station";
    if (e->mode == quirk_mode_ON && e->quirk != QUIRK_OTHER &&
        !take_value((enum quirk)e->quirk, e->value, &scratch))
        return "the value is missing, not one of this quirk, or it takes none";
    return e->mode == quirk_mode_OFF && e->value.n > 0 ? "what is off takes no value" : NULL;
}
