/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of ocpp/tbl/told.h at work: a message is walked twice, first to know how much room its
 * facts take, then to pack them. */
#include "ocpp/told.h"

#include <stddef.h>

#include "base/time.h"

enum told_family { TOLD_V16 = 1, TOLD_V2 = 2, TOLD_ALL = 3 };
enum told_from { FROM_ROOT, FROM_OUTER, FROM_INNER, FROM_REPLY };
enum told_what { WHAT_BEGIN, WHAT_COL, WHAT_NEED, WHAT_LIT, WHAT_NUM };

#define PATH_MAX 3

/* One row of the table. */
struct told_row {
    uint8_t what, by, family, from, number;
    uint8_t fact;                  /* BEGIN */
    uint16_t action, outer, inner; /* BEGIN */
    uint16_t offset;               /* of the column in the fact's struct */
    uint16_t path[PATH_MAX];
    const char *text;
};

#define TOLD(by_, family_, action_, fact_, outer_, inner_)                                         \
    {.what = WHAT_BEGIN,                                                                           \
     .by = TOLD_##by_,                                                                             \
     .family = TOLD_##family_,                                                                     \
     .action = ACTION_##action_,                                                                   \
     .fact = FACT_##fact_,                                                                         \
     .outer = FIELD_##outer_,                                                                      \
     .inner = FIELD_##inner_},
#define COLUMN(what_, fact, column, from_, a, b, c)                                                \
    {.what = what_,                                                                                \
     .offset = offsetof(struct fact_##fact, column),                                               \
     .from = FROM_##from_,                                                                         \
     .path = {FIELD_##a, FIELD_##b, FIELD_##c}},
#define COL(fact, column, from, a, b, c) COLUMN(WHAT_COL, fact, column, from, a, b, c)
#define NEED(fact, column, from, a, b, c) COLUMN(WHAT_NEED, fact, column, from, a, b, c)
#define LIT(fact, column, text_)                                                                   \
    {.what = WHAT_LIT, .offset = offsetof(struct fact_##fact, column), .text = text_},
#define NUM(fact, column, n)                                                                       \
    {.what = WHAT_NUM, .offset = offsetof(struct fact_##fact, column), .number = n},
static const struct told_row rows[] = {
#include "ocpp/tbl/told.h"
};

#define N_ROWS (sizeof rows / sizeof *rows)

/* Variables whose values are secrets: what was wanted of them is not kept. */
static const char *const secrets[] = {"BasicAuthPassword", "AuthorizationKey", "APNPassword", "APN",
                                      "VPNPassword",       "VPNKey",           "SimPin"};

/* One walk over one message. */
struct walk {
    const struct ocpp_message *m, *reply;
    uint32_t outer, inner; /* the elements at hand */
    struct arena *arena;
    struct buf *out; /* NULL: only count */
    size_t size;
    bool no_room;
};

/* The node that a column's path leads to, and its message; NULL where there is none. */
static const struct ocpp_node *node_at(const struct walk *w, const struct told_row *r,
                                       const struct ocpp_message **of)
{
    const struct ocpp_message *m = r->from == FROM_REPLY ? w->reply : w->m;
    uint32_t at = r->from == FROM_OUTER ? w->outer : r->from == FROM_INNER ? w->inner : 0;
    *of = m;
    if (!m || (at == 0 && (r->from == FROM_OUTER || r->from == FROM_INNER)))
        return NULL;
    for (unsigned i = 0; i < PATH_MAX && r->path[i] != FIELD_NONE; i++) {
        at = ocpp_find(m, at, (enum ocpp_field)r->path[i]);
        if (at == 0)
            return NULL;
    }
    return &m->nodes[at];
}

/* The text of a node: of a string plain, of all else as written. */
static struct str text_of(struct walk *w, const struct ocpp_node *node)
{
    if (!ocpp_node_scalar(node))
        return node->text;
    struct str text = ocpp_node_text(node, w->arena);
    w->no_room |= !text.p && node->flags;
    return text;
}

/* The number that a column of that kind holds of a node; false where it can't be read. */
static bool number_of(struct walk *w, enum record_kind kind, const struct ocpp_node *node,
                      int64_t *out)
{
    unsigned repairs;
    if (kind == RECORD_TIME)
        return time_parse(str_trim(text_of(w, node)), out, &repairs);
    if (kind == RECORD_BOOL) {
        struct str text = text_of(w, node);
        *out = str_eq_nocase(text, STR("true")) || str_is(text, "1");
        return true;
    }
    if (!ocpp_node_int(node, out))
        return false;
    if (kind == RECORD_OPT && (*out < 0 || *out == INT64_MAX))
        return false;
    *out += kind == RECORD_OPT;
    return true;
}

/* The field of a fact's record at that offset. */
static const struct record_field *field_at(const struct record_type *t, uint16_t offset)
{
    const struct record_field *f = t->fields;
    while (f->offset != offset)
        f++;
    return f;
}

/* Set a column of a fact from a row; false where the row needs what is not there. */
static bool tell(struct walk *w, const struct told_row *r, struct fact *f)
{
    const struct record_field *field = field_at(fact_type(f->kind), r->offset);
    char *to = (char *)&f->u + r->offset;
    struct str text = r->what == WHAT_LIT ? str_of(r->text) : (struct str){0};
    int64_t number = r->what == WHAT_NUM ? r->number : 0;
    if (r->what == WHAT_COL || r->what == WHAT_NEED) {
        const struct ocpp_message *of;
        const struct ocpp_node *node = node_at(w, r, &of);
        if (!node)
            return r->what == WHAT_COL;
        if (field->kind == RECORD_STR)
            text = text_of(w, node);
        else if (!number_of(w, (enum record_kind)field->kind, node, &number))
            return r->what == WHAT_COL;
    }
    if (field->kind == RECORD_STR)
        memcpy(to, &text, sizeof text);
    else
        memcpy(to, &number, sizeof number);
    f->told |= UINT64_C(1) << field->tag;
    return true;
}

/* A secret that was set leaves no trace but that it was. */
static void hide_secret(struct fact *f)
{
    if (f->kind != FACT_variable)
        return;
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
        if (str_eq_nocase(f->u.variable.variable, str_of(secrets[i])))
            f->u.variable.wanted = f->u.variable.value = (struct str){0};
}

/* Make one fact of the rows behind `begin`. */
static void make_fact(struct walk *w, const struct told_row *begin)
{
    struct fact f;
    fact_begin(&f, (enum fact_kind)begin->fact);
    for (const struct told_row *r = begin + 1; r < rows + N_ROWS && r->what != WHAT_BEGIN; r++)
        if (!tell(w, r, &f))
            return;
    hide_secret(&f);
    if (w->out)
        fact_pack(&f, w->out);
    else
        w->size += fact_size(&f);
}

/* The first element of a list, or the thing itself where it is none; 0 where there is nothing. */
static uint32_t first_of(const struct ocpp_message *m, uint32_t at)
{
    return at != 0 && m->nodes[at].kind == JSON_ARRAY ? ocpp_first(m, at) : at;
}

/* The element behind one, 0 at the end. */
static uint32_t next_of(const struct ocpp_message *m, uint32_t list, uint32_t element)
{
    return element == list ? 0 : ocpp_next(m, list, element);
}

/* One row, or one for each inner element. */
static void walk_inner(struct walk *w, const struct told_row *begin)
{
    w->inner = 0;
    uint32_t list =
        begin->inner == FIELD_NONE ? 0 : ocpp_find(w->m, w->outer, (enum ocpp_field)begin->inner);
    if (list == 0) {
        make_fact(w, begin);
        return;
    }
    for (uint32_t i = first_of(w->m, list); i; i = next_of(w->m, list, i)) {
        w->inner = i;
        make_fact(w, begin);
    }
}

/* All facts of one group of rows. */
static void walk_outer(struct walk *w, const struct told_row *begin)
{
    w->outer = 0;
    if (begin->outer == FIELD_NONE) {
        walk_inner(w, begin);
        return;
    }
    uint32_t list = ocpp_find(w->m, 0, (enum ocpp_field)begin->outer);
    for (uint32_t i = first_of(w->m, list); i; i = next_of(w->m, list, i)) {
        w->outer = i;
        walk_inner(w, begin);
    }
}

/* Walk all groups of that source that are about the message. */
static void walk_message(struct walk *w, enum told_by by)
{
    unsigned family = w->m->version == OCPP_16 ? TOLD_V16 : TOLD_V2;
    for (const struct told_row *r = rows; r < rows + N_ROWS; r++)
        if (r->what == WHAT_BEGIN && r->by == by && r->family & family && r->action == w->m->action)
            walk_outer(w, r);
}

/* Which sources the facts of one message come from, in order. */
struct source {
    enum told_by by;
    const struct ocpp_message *m, *reply;
};

/* Count, take the room, pack. */
static struct str pack(const struct source *sources, unsigned n, struct arena *arena, bool *no_room)
{
    struct walk w = {.arena = arena};
    struct buf out = {0};
    for (unsigned pass = 0; pass < 2; pass++) {
        for (unsigned i = 0; i < n; i++) {
            w.m = sources[i].m;
            w.reply = sources[i].reply;
            walk_message(&w, sources[i].by);
        }
        if (w.size == 0 || w.no_room)
            break;
        if (pass == 0) {
            char *space = arena_take(arena, w.size);
            out = buf_over(space, space ? w.size : 0);
            w.no_room = !space;
            w.out = &out;
        }
    }
    *no_room |= w.no_room || out.full;
    return w.no_room || out.full ? (struct str){0} : buf_str(&out);
}

struct str told_by(enum told_by by, const struct ocpp_message *m, const struct ocpp_message *reply,
                   struct arena *arena, bool *no_room)
{
    struct source one = {by, m, reply};
    return pack(&one, 1, arena, no_room);
}

struct str told_by_command(const struct ocpp_message *request, const struct ocpp_message *reply,
                           struct arena *arena, bool *no_room)
{
    struct str status = {0};
    uint32_t at = ocpp_find(reply, 0, FIELD_status);
    if (at != 0)
        status = ocpp_node_text(&reply->nodes[at], arena);
    struct source sources[] = {
        {TOLD_ASKED, request, reply}, {TOLD_ANSWER, reply, reply}, {TOLD_DONE, request, reply}};
    return pack(sources, str_is(status, "Accepted") ? 3 : 2, arena, no_room);
}
