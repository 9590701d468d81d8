/* SPDX-License-Identifier: Apache-2.0 */
/* From a request to its handler: key, path, method, parameters, body; in that order, so that who
 * has no key learns nothing of what there is. */
#include "doors/admin_call.h"

#include <string.h>

#include "base/assert.h"

#define OPEN true
#define KEY false
static const struct route routes[] = {
#define ROUTE(method, pattern, begin, finish, access, parameters, body, bytes, doc)                \
    {method, pattern, begin, finish, access, parameters, body, bytes},
#include "doors/tbl/routes.h"
#undef ROUTE
};
#undef OPEN
#undef KEY

#define ORDERS_MEMORY (128u << 20) /* a selector may mean a hundred thousand stations */
#define ROUTES (sizeof routes / sizeof *routes)

/* Does the path fit the pattern? The raw segments that stand for {id} and {act} go to part. */
static bool path_fits(struct str pattern, struct str path, struct str part[2])
{
    unsigned n = 0;
    while (pattern.n > 0 && path.n > 0) {
        struct str want = str_cut(&pattern, '/'), got = str_cut(&path, '/');
        if (str_starts(want, STR("{")) && got.n > 0 && n < 2)
            part[n++] = got;
        else if (!str_eq(want, got))
            return false;
    }
    return pattern.n == 0 && path.n == 0;
}

/* The first route from `at` on whose pattern fits; ROUTES where there is none. */
static size_t next_route(struct str path, size_t at, struct str part[2])
{
    for (; at < ROUTES; at++)
        if (path_fits(str_of(routes[at].pattern), path, part) && !str_ends(path, STR("/")))
            break;
    return at;
}

/* Does a route take that method? HEAD is a GET whose answer leaves without its body. */
static bool takes(const struct route *route, struct str method)
{
    return str_is(method, route->method) ||
           (str_is(method, "HEAD") && str_is(STR("GET"), route->method));
}

/* The route of a head; *known says whether the path is one of another method at least. */
static const struct route *find_route(const struct http_head *h, struct str part[2], bool *known)
{
    *known = false;
    for (size_t i = next_route(h->path, 0, part); i < ROUTES;
         i = next_route(h->path, i + 1, part)) {
        *known = true;
        if (takes(&routes[i], h->method))
            return &routes[i];
    }
    return NULL;
}

size_t admin_body_max(const struct http_head *head)
{
    struct str part[2];
    bool known;
    const struct route *route = find_route(head, part, &known);
    return route ? route->body_max : FORM_BODY_MAX;
}

size_t admin_memory(const struct http_head *head)
{
    bool many = str_is(head->path, "/api/orders") || str_starts(head->path, STR("/api/batches/"));
    return many && !str_is(head->method, "GET") ? ORDERS_MEMORY : 0;
}

/* The key that the request shows, or the empty span. */
static struct str shown_key(const struct http_head *h)
{
    struct str value = http_header(h, "X-API-Key");
    if (value.n > 0)
        return value;
    value = http_header(h, "Authorization");
    struct str scheme = str_cut(&value, ' ');
    return str_eq_nocase(scheme, STR("Bearer")) ? str_trim(value) : (struct str){0};
}

/* Is that the key? One that was right before is known by its digest. */
static bool key_is_right(struct admin *a, struct str key)
{
    char secret[SECRET_MAX];
    static const unsigned char none[sizeof a->cache_key];
    if (key.n == 0 || !str_copy(secret, sizeof secret, a->key_hash))
        return false;
    if (memcmp(a->cache_key, none, sizeof none) == 0)
        (*a->random)(a->ctx, a->cache_key);
    struct secret_digest d = secret_digest(a->cache_key, secret, key);
    if (a->has_good_key && ((d.high ^ a->good_key.high) | (d.low ^ a->good_key.low)) == 0)
        return true;
    if (!secret_check(secret, key))
        return false;
    a->good_key = d;
    a->has_good_key = true;
    return true;
}

/* Answer 401 where a key is asked for and not shown; true = go on. */
static bool check_key(struct request *r)
{
    struct str key = shown_key(&r->c->head);
    if (r->a->key_hash.n == 0 || key_is_right(r->a, key))
        return true;
    admin_answer_error(r, 401, key.n > 0 ? "bad-key" : "no-key", STR("Authorization"),
                       key.n > 0 ? "this API key is not the right one"
                                 : "an API key is needed: Authorization: Bearer KEY");
    admin_answer_header(r, "WWW-Authenticate: Bearer realm=\"busbar\"");
    return false;
}

/* Answer 405 with the methods that the path has. */
static void wrong_method(struct request *r)
{
    char text[64] = "";
    struct buf allow = buf_over(text, sizeof text);
    struct str part[2], path = r->c->head.path;
    for (size_t i = next_route(path, 0, part); i < ROUTES; i = next_route(path, i + 1, part))
        buf_printf(&allow, "%s%s%s", allow.n > 0 ? ", " : "", routes[i].method,
                   str_is(STR("GET"), routes[i].method) ? ", HEAD" : "");
    admin_answer_error(r, 405, "wrong-method", r->c->head.method, "this path takes %s", text);
    admin_answer_header(r, "Allow: %s", text);
}

/* Decode a segment of the path. */
static bool decode_part(struct request *r, struct str raw, struct str *out)
{
    struct buf tail = arena_tail(r->c->arena);
    bool good = http_decode(raw, false, &tail);
    bool full = tail.full;
    *out = arena_keep(r->c->arena, &tail);
    if (full)
        admin_answer_full(r);
    else if (!good || !str_utf8(*out))
        admin_answer_error(r, 400, "bad-path", raw, "this part of the path is not well encoded");
    return good && !full && str_utf8(*out);
}

/* Is the body of the media type that the route takes? A missing type is taken as the right one, and
 * so is the one that curl and scripts send unasked. Not from a browser's page, though (it sends
 * Origin): there the right type is what makes the browser ask us first, so that no page of another
 * site can post to the loopback. */
static bool type_fits(const struct request *r, struct str media)
{
    bool careless = media.n == 0 || str_eq_nocase(media, STR("application/x-www-form-urlencoded"));
    return str_eq_nocase(media, str_of(r->route->body)) ||
           (careless && http_header(&r->c->head, "Origin").n == 0);
}

/* Is the body of the type and size that the route takes? */
static bool check_body(struct request *r)
{
    struct str type = http_header(&r->c->head, "Content-Type");
    struct str media = str_trim(str_cut(&type, ';'));
    if (r->c->body.n > r->route->body_max && r->route->body[0] != '\0') {
        admin_too_large(r->a, r->c);
        return false;
    }
    if (r->route->body[0] == '\0' || type_fits(r, media))
        return true;
    admin_answer_error(r, 415, "wrong-type", STR("Content-Type"), "this path takes %s",
                       r->route->body);
    return false;
}

/* Find the route and check everything before its handler; false = answered. */
static bool admit(struct request *r)
{
    struct str part[2] = {{0}}, path = r->c->head.path;
    bool known;
    const struct route *route = find_route(&r->c->head, part, &known);
    bool open = route && route->open;
    if (!open && !check_key(r))
        return false;
    if (!route && known)
        wrong_method(r);
    else if (!route)
        admin_answer_error(r, 404, "no-such-path", path, "there is nothing here");
    r->route = route;
    return route && decode_part(r, part[0], &r->id) && decode_part(r, part[1], &r->act) &&
           admin_query_check(r) && check_body(r);
}

bool admin_request(struct admin *a, struct admin_call *call, int64_t now_us)
{
    struct request r = {.a = a, .c = call, .now_us = now_us};
    return !admit(&r) || r.route->begin(&r);
}

void admin_too_large(struct admin *a, struct admin_call *call)
{
    struct request r = {.a = a, .c = call};
    admin_answer_error(&r, 413, "too-large", STR(""), "the body is longer than %zu bytes",
                       admin_body_max(&call->head));
}

void admin_resume(struct admin *a, struct admin_call *call, int64_t now_us)
{
    struct request r = {.a = a, .c = call, .now_us = now_us};
    struct str part[2] = {{0}};
    bool known;
    r.route = find_route(&call->head, part, &known);
    ASSERT(r.route && r.route->finish);
    if (decode_part(&r, part[0], &r.id) && decode_part(&r, part[1], &r.act))
        r.route->finish(&r);
}
