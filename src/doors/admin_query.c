/* SPDX-License-Identifier: Apache-2.0 */
/* Query parameters, checked before they are used: each error names the parameter. */
#include "doors/admin_call.h"

#include <inttypes.h>

#include "base/time.h"

/* Decode a name or value of the query into the arena; false where it is broken or does not fit. */
static bool decode(struct request *r, struct str raw, struct str *out)
{
    struct buf tail = arena_tail(r->c->arena);
    bool good = http_decode(raw, true, &tail);
    *out = arena_keep(r->c->arena, &tail);
    return good && str_utf8(*out);
}

/* Is name one of the words of a list with blanks between? */
static bool listed(const char *list, struct str name)
{
    struct str rest = str_of(list);
    while (rest.n > 0)
        if (str_eq(str_cut(&rest, ' '), name))
            return true;
    return false;
}

/* A filter may also be called as the member of the answer that it looks at. */
static struct str filter_name(struct str name)
{
    static const struct {
        const char *member;
        struct str filter;
    } rows[] = {{"site_id", STR_INIT("site")},
                {"cpo_id", STR_INIT("cpo")},
                {"tariff_id", STR_INIT("tariff")},
                {"id_token", STR_INIT("token")},
                {"transaction_id", STR_INIT("transaction")}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_is(name, rows[i].member))
            return rows[i].filter;
    return name;
}

/* How often the query has a parameter of that name before `end`. */
static bool came_before(struct str query, const char *end, struct str name)
{
    while (query.n > 0 && query.p < end) {
        struct str pair = str_cut(&query, '&');
        if (pair.p < end && str_eq(filter_name(str_cut(&pair, '=')), filter_name(name)))
            return true;
    }
    return false;
}

/* Answer that a parameter is unknown, with those there are. */
static void unknown(struct request *r, struct str name)
{
    const char *known = r->route->parameters;
    admin_answer_error(r, 400, "bad-parameter", name, "%.*s is not a parameter here; there %s%s",
                       STR_ARG(name), known[0] != '\0' ? "are: " : "are none", known);
}

bool admin_query_check(struct request *r)
{
    struct str query = r->c->head.query, decoded;
    while (query.n > 0) {
        struct str value = str_cut(&query, '&');
        if (value.n == 0)
            continue;
        struct str name = str_cut(&value, '=');
        if (!listed(r->route->parameters, filter_name(name))) {
            unknown(r, name);
            return false;
        }
        bool twice = came_before(r->c->head.query, name.p, name);
        if (!twice && decode(r, value, &decoded))
            continue;
        admin_answer_error(r, 400, "bad-parameter", name, "%.*s %s", STR_ARG(name),
                           twice ? "comes twice" : "is not well encoded, or too long");
        return false;
    }
    return true;
}

bool admin_query_text(struct request *r, const char *name, struct str *out)
{
    struct str query = r->c->head.query;
    *out = (struct str){0};
    while (query.n > 0) {
        struct str value = str_cut(&query, '&');
        if (!str_is(filter_name(str_cut(&value, '=')), name))
            continue;
        if (decode(r, value, out))
            return true;
        admin_answer_full(r);
        return false;
    }
    return true;
}

bool admin_query_int(struct request *r, const char *name, int64_t low, int64_t high, int64_t absent,
                     int64_t *out)
{
    struct str text;
    *out = absent;
    if (!admin_query_text(r, name, &text))
        return false;
    if (text.n == 0 || (str_int(text, out) && *out >= low && *out <= high))
        return true;
    admin_answer_error(r, 400, "bad-parameter", str_of(name),
                       "%s must be a number from %" PRId64 " to %" PRId64, name, low, high);
    return false;
}

bool admin_query_time(struct request *r, const char *name, int64_t *out)
{
    struct str text;
    unsigned repairs;
    *out = 0;
    if (!admin_query_text(r, name, &text))
        return false;
    if (text.n == 0 || time_parse(text, out, &repairs))
        return true;
    admin_answer_error(r, 400, "bad-parameter", str_of(name),
                       "%s must be a time like 2027-01-31T00:00:00Z", name);
    return false;
}

bool admin_query_word(struct request *r, const char *name, const struct record_names *names,
                      int64_t *out)
{
    struct str text;
    char words[256];
    struct buf list = buf_over(words, sizeof words);
    *out = 0;
    if (!admin_query_text(r, name, &text))
        return false;
    if (text.n == 0)
        return true;
    *out = enum_find(names, text);
    if (*out > 0)
        return true;
    for (size_t i = 1; i < names->n; i++)
        buf_printf(&list, "%s%s", i > 1 ? ", " : "", names->names[i]);
    admin_answer_error(r, 400, "bad-parameter", str_of(name), "%s must be one of: %.*s", name,
                       STR_ARG(buf_str(&list)));
    return false;
}
