/* SPDX-License-Identifier: Apache-2.0 */
/* What stations tell of themselves: which kinds of facts there are, and the facts of a kind. */
#include "doors/admin_call.h"

#include <inttypes.h>

#include "event/fact.h"

/* Write one kind: name, meaning, key, columns. */
static void write_kind(enum fact_kind kind, struct json_writer *w)
{
    const struct record_type *t = fact_type(kind);
    json_object(w);
    json_pair(w, "kind", str_of(t->name));
    json_pair(w, "doc", str_of(t->doc));
    json_pair(w, "key", str_of(fact_key(kind)));
    json_key(w, STR("columns"));
    json_array(w);
    for (unsigned i = 0; i < t->n_fields; i++)
        json_string(w, str_of(t->fields[i].name));
    json_array_end(w);
    json_object_end(w);
}

bool admin_fact_kinds(struct request *r)
{
    struct json_writer w = admin_answer_json(r, 200);
    json_object(&w);
    json_key(&w, STR("facts"));
    json_array(&w);
    for (unsigned kind = 1; kind <= FACT_KIND_MAX; kind++)
        if (fact_type((enum fact_kind)kind))
            write_kind((enum fact_kind)kind, &w);
    json_array_end(&w);
    json_object_end(&w);
    return true;
}

/* Read the filter; false where it is answered already. */
static bool read_filter(struct request *r, struct fact_query *q)
{
    int64_t request, drift;
    if (!admin_query_text(r, "station", &q->station) ||
        !admin_query_text(r, "component", &q->component) ||
        !admin_query_text(r, "variable", &q->variable) || !admin_query_text(r, "text", &q->text) ||
        !admin_query_int(r, "request", 0, INT64_MAX, -1, &request) ||
        !admin_query_int(r, "drift", 0, 1, 0, &drift) ||
        !admin_query_int(r, "limit", 1, PAGE_ROWS_MAX, PAGE_ROWS, &q->limit) ||
        !admin_query_int(r, "before", 1, INT64_MAX, 0, &q->before))
        return false;
    q->has_request = request >= 0;
    q->request = request;
    q->drift = drift != 0;
    return true;
}

bool admin_fact_rows(struct request *r)
{
    struct page p = {.r = r, .where = r->id};
    struct fact_query q = {.kind = fact_find(r->id)};
    enum err e;
    if (q.kind == FACT_NONE) {
        admin_answer_error(r, 404, "no-such-fact", r->id,
                           "there are no facts of this kind; GET /api/facts tells which there are");
        return true;
    }
    if (!admin_page_views(r) || !read_filter(r, &q))
        return true;
    p.limit = q.limit;
    do {
        admin_page_begin(&p, "facts");
        q.limit = p.limit;
        e = views_facts(r->a->views, &q, admin_page_row, &p);
    } while (e == ERR_OK && admin_page_again(&p));
    admin_page_last(&p, e);
    return true;
}
