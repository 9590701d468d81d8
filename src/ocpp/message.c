/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a decoded message: children by field, values, and the path of a finding. */
#include "ocpp/message_check.h"

#include "base/assert.h"

uint32_t ocpp_first(const struct ocpp_message *m, uint32_t at)
{
    ASSERT(at < m->n_nodes);
    return m->nodes[at].next > at + 1 ? at + 1 : 0;
}

uint32_t ocpp_next(const struct ocpp_message *m, uint32_t at, uint32_t child)
{
    ASSERT(child > at && child < m->nodes[at].next);
    uint32_t next = m->nodes[child].next;
    return next < m->nodes[at].next ? next : 0;
}

uint32_t ocpp_find(const struct ocpp_message *m, uint32_t at, enum ocpp_field field)
{
    ASSERT(at < m->n_nodes && field != FIELD_NONE);
    if (m->nodes[at].kind != JSON_OBJECT)
        return 0;
    uint32_t end = m->nodes[at].next;
    for (uint32_t i = at + 1; i < end; i = m->nodes[i].next)
        if (m->nodes[i].field == field)
            return i;
    return 0;
}

bool ocpp_node_scalar(const struct ocpp_node *node)
{
    return node->kind == JSON_STRING || node->kind == JSON_NUMBER || node->kind == JSON_TRUE ||
           node->kind == JSON_FALSE;
}

/* The child `field` of `at` where it is a string, a number, true or false; else NULL. */
static const struct ocpp_node *scalar(const struct ocpp_message *m, uint32_t at,
                                      enum ocpp_field field)
{
    uint32_t i = ocpp_find(m, at, field);
    return i > 0 && ocpp_node_scalar(&m->nodes[i]) ? &m->nodes[i] : NULL;
}

struct str ocpp_text(const struct ocpp_message *m, uint32_t at, enum ocpp_field field,
                     struct arena *arena)
{
    const struct ocpp_node *node = scalar(m, at, field);
    return node ? ocpp_node_text(node, arena) : (struct str){0};
}

struct str ocpp_node_text(const struct ocpp_node *node, struct arena *arena)
{
    if ((node->flags & 1) == 0)
        return node->text;
    /* What an escape stands for is never longer than the escape. */
    char *space = arena_take(arena, node->text.n);
    if (!space)
        return (struct str){0};
    struct buf plain = buf_over(space, node->text.n);
    json_unescape(node->text, &plain);
    ASSERT(!plain.full);
    return buf_str(&plain);
}

bool ocpp_int(const struct ocpp_message *m, uint32_t at, enum ocpp_field field, int64_t *out)
{
    const struct ocpp_node *node = scalar(m, at, field);
    return node && ocpp_node_int(node, out);
}

bool ocpp_node_int(const struct ocpp_node *node, int64_t *out)
{
    int64_t value;
    if (!ocpp_node_scalar(node) || message_integer(node->text, &value) != RULE_NONE)
        return false;
    *out = value;
    return true;
}

bool ocpp_bool(const struct ocpp_message *m, uint32_t at, enum ocpp_field field, bool *out)
{
    const struct ocpp_node *node = scalar(m, at, field);
    return node && message_truth(node->text, out);
}

/* Does a finding of this rule name a child of its node, rather than the node? */
static bool names_child(const struct ocpp_finding *f)
{
    if (f->rule == RULE_NULL_VALUE)
        return f->field != FIELD_NONE;
    return f->rule == RULE_MISSING_FIELD || f->rule == RULE_NO_VENDOR ||
           f->rule == RULE_UNKNOWN_FIELD || f->rule == RULE_REPEATED_FIELD;
}

/* Append a name to a path. */
static void put_name(struct buf *out, size_t start, struct str name)
{
    if (out->n > start)
        buf_putc(out, '.');
    buf_puts(out, name);
}

/* Append the step from node `parent` to its child that is or holds `target`; returns the child. */
static uint32_t put_step(const struct ocpp_message *m, uint32_t parent, uint32_t target,
                         struct buf *out, size_t start)
{
    uint32_t child = parent + 1;
    unsigned index = 0;
    for (; m->nodes[child].next <= target; child = m->nodes[child].next)
        index++;
    if (m->nodes[parent].kind == JSON_ARRAY)
        buf_printf(out, "[%u]", index);
    else if (m->nodes[child].field == FIELD_NONE)
        put_name(out, start, STR("?"));
    else
        put_name(out, start, ocpp_field_name((enum ocpp_field)m->nodes[child].field));
    return child;
}

void ocpp_finding_path(const struct ocpp_message *m, const struct ocpp_finding *f, struct buf *out)
{
    size_t start = out->n;
    ASSERT(f->node < m->n_nodes);
    for (uint32_t at = 0; at < f->node;)
        at = put_step(m, at, f->node, out, start);
    if (names_child(f))
        put_name(out, start, f->field == FIELD_NONE ? f->where : ocpp_field_name(f->field));
}
