/* SPDX-License-Identifier: Apache-2.0 */
/* Answers: JSON bodies, errors that say what and where, headers. */
#include "doors/admin_call.h"

#include <stdarg.h>
#include <stdio.h>

struct json_writer admin_answer_json(struct request *r, int status)
{
    struct json_writer w;
    r->c->status = status;
    r->c->content_type = "application/json";
    r->c->out->n = 0;
    r->c->out->full = false;
    json_begin(&w, r->c->out);
    return w;
}

struct json_writer admin_answer_begin_error(struct request *r, int status, const char *code,
                                            struct str where, const char *message)
{
    struct json_writer w = admin_answer_json(r, status);
    json_object(&w);
    json_key(&w, STR("error"));
    json_object(&w);
    json_pair(&w, "code", str_of(code));
    json_pair(&w, "message", str_of(message));
    json_pair(&w, "where", str_make(where.p, where.n > 512 ? 512 : where.n));
    json_object_end(&w);
    return w;
}

void admin_answer_error(struct request *r, int status, const char *code, struct str where,
                        const char *format, ...)
{
    char message[512];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    struct json_writer w = admin_answer_begin_error(r, status, code, where, message);
    json_object_end(&w);
}

void admin_answer_full(struct request *r)
{
    admin_answer_error(r, 413, "too-large", STR(""),
                       "the request needs more memory than a request may have: split it");
}

bool admin_answer_text(struct request *r, const struct json_token *t, struct str *out)
{
    *out = t->text;
    if (!t->escaped)
        return true;
    struct buf tail = arena_tail(r->c->arena);
    json_unescape(t->text, &tail);
    bool full = tail.full;
    *out = arena_keep(r->c->arena, &tail);
    if (full)
        admin_answer_full(r);
    return !full;
}

void admin_answer_views(struct request *r, enum err e, struct str where)
{
    if (e == ERR_INVALID)
        admin_answer_error(r, 400, "bad-parameter", where, "%s", views_reader_why(r->a->views));
    else
        admin_answer_error(r, 503, "views-failed", STR(""), "the views can't be read: %s (%s)",
                           err_text(e), views_reader_why(r->a->views));
}

void admin_answer_header(struct request *r, const char *format, ...)
{
    struct buf tail = arena_tail(r->c->arena);
    char line[256];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    buf_puts(&tail, r->c->extra);
    buf_printf(&tail, "%s\r\n", line);
    r->c->extra = arena_keep(r->c->arena, &tail);
}
