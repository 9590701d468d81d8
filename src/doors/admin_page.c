/* SPDX-License-Identifier: Apache-2.0 */
/* Pages: answers of many rows with where to go on. One that does not fit in the answer's buffer is
 * made again with fewer rows. */
#include "doors/admin_call.h"

bool admin_page_views(struct request *r)
{
    if (r->a->views)
        return true;
    admin_answer_error(r, 503, "views-failed", STR(""), "the views are not there yet");
    return false;
}

void admin_page_begin(struct page *p, const char *name)
{
    p->n = p->last = 0;
    p->w = admin_answer_json(p->r, 200);
    json_object(&p->w);
    json_key(&p->w, str_of(name));
    json_array(&p->w);
}

bool admin_page_again(struct page *p)
{
    if (!p->r->c->out->full || p->limit == 1)
        return false;
    p->limit = p->n > 1 && p->n <= p->limit ? p->n / 2 : p->limit / 2;
    return true;
}

void admin_page_end(struct page *p, enum err e, const char *next_name, struct str cursor)
{
    json_array_end(&p->w);
    json_key(&p->w, str_of(next_name));
    if (cursor.n > 0)
        json_string(&p->w, cursor);
    else if (p->last != 0)
        json_int(&p->w, p->last);
    else
        json_null(&p->w);
    json_object_end(&p->w);
    if (e != ERR_OK)
        admin_answer_views(p->r, e, p->where);
    else if (p->r->c->out->full)
        admin_answer_error(p->r, 500, "answer-too-large", STR(""), "the answer does not fit");
}

void admin_page_row(void *ctx, int64_t rowid, struct str json)
{
    struct page *p = ctx;
    json_raw(&p->w, json);
    if (p->r->c->out->full)
        return;
    p->n++;
    p->last = rowid;
}

void admin_page_last(struct page *p, enum err e)
{
    if (p->n < p->limit)
        p->last = 0; /* the end: no next page */
    admin_page_end(p, e, "next", (struct str){0});
}

bool admin_page_rows(struct page *p, const char *list, const struct row_filter *filters, size_t n)
{
    struct request *r = p->r;
    struct str text;
    int64_t before;
    enum err e;
    if (!admin_query_text(r, "text", &text) ||
        !admin_query_int(r, "limit", 1, PAGE_ROWS_MAX, PAGE_ROWS, &p->limit) ||
        !admin_query_int(r, "before", 1, INT64_MAX, 0, &before))
        return true;
    do {
        admin_page_begin(p, "rows");
        e = views_rows(r->a->views, list, filters, n, text, p->limit, before, admin_page_row, p);
    } while (e == ERR_OK && admin_page_again(p));
    admin_page_last(p, e);
    return true;
}
