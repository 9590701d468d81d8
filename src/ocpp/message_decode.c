/* SPDX-License-Identifier: Apache-2.0 */
/* The decoder: one pass over the tokens of a payload, a node for each value, and beside it the
 * check against the rows. A stack of levels stands for the open brackets; a level whose type is
 * unknown takes anything. Breaches are noted and reading goes on; only bad JSON and a full arena
 * end it. */
#include "ocpp/message_check.h"

#include "base/assert.h"
#include "event/quirk.h"

#define NODES_AT_ONCE 32 /* a multiple of 2, so that pieces of the arena join: 24 bytes a node */
#define BAD_TEXT_MAX 32  /* how much of text that is not JSON a finding shows */
#define COLD __attribute__((noinline, cold))

/* An open bracket. */
struct level {
    const struct ocpp_type *type; /* of an object; NULL where anything goes */
    const struct ocpp_row *row;   /* of the elements of a list, or of the key just read; or NULL */
    uint64_t seen;                /* rows of an object whose key has come */
    uint32_t node;
    uint32_t count;    /* elements of a list */
    uint16_t next;     /* the row to try first */
    uint16_t required; /* required rows still to come */
    bool list;
};

struct decoder {
    struct level *top; /* of levels */
    struct ocpp_node *nodes;
    uint32_t n, cap; /* nodes */
    struct json_reader reader;
    struct ocpp_message *m;
    const struct ocpp_table *table;
    struct arena *arena;
    uint64_t off; /* quirks whose rules are refused */
    bool full;
    struct level levels[JSON_DEPTH_MAX + 1]; /* [0] stands around the payload */
};

/* What the message is made of where nothing could be read. */
static const struct ocpp_node no_payload = {.kind = JSON_NULL, .next = 1};

/* Note a breach; what the message is worth afterwards follows from the rule. */
COLD static void note(struct decoder *d, enum ocpp_rule rule, unsigned field, struct str where,
                      uint32_t node)
{
    struct ocpp_message *m = d->m;
    enum ocpp_policy policy = ocpp_rule_policy(rule);
    if (policy == POLICY_ACCEPT)
        return;
    bool refused = policy == POLICY_REFUSE || d->off >> ocpp_rule_quirk(rule) & 1;
    if (refused && m->refuse == RULE_NONE)
        m->refuse = rule;
    if (m->n_findings == OCPP_FINDINGS_MAX) {
        m->dropped_findings++;
        return;
    }
    m->findings[m->n_findings++] =
        (struct ocpp_finding){rule, (enum ocpp_field)field, where, (uint16_t)node};
}

/* Get room for more nodes, right behind those there are. */
COLD static bool more_nodes(struct decoder *d)
{
    struct ocpp_node *piece = NULL;
    if (d->cap < OCPP_NODES_MAX)
        piece = arena_take(d->arena, NODES_AT_ONCE * sizeof *piece);
    if (!piece) {
        note(d, RULE_TOO_LARGE, FIELD_NONE, (struct str){0}, 0);
        d->full = true;
        return false;
    }
    if (!d->nodes)
        d->nodes = piece;
    ASSERT(piece == d->nodes + d->cap);
    d->cap += NODES_AT_ONCE;
    return true;
}

/* Add the node of a value that the token is or begins; false where there is no room. */
static inline bool add_node(struct decoder *d, unsigned field, const struct json_token *t)
{
    if (d->n == d->cap && !more_nodes(d))
        return false;
    struct ocpp_node *node = &d->nodes[d->n];
    node->field = (uint16_t)field;
    node->kind = (uint8_t)t->kind;
    node->flags = t->escaped;
    node->text = t->text;
    node->next = ++d->n;
    return true;
}

/* Open a level for the newest node: an object of `type`, or a list of `row`; neither known,
 * anything goes. */
static inline void push(struct decoder *d, const struct ocpp_type *type, const struct ocpp_row *row,
                        bool list)
{
    struct level *l = ++d->top;
    l->type = type;
    l->row = row;
    l->seen = 0;
    l->node = d->n - 1;
    l->count = 0;
    l->next = type ? type->first : 0;
    l->required = type ? type->n_required : 0;
    l->list = list;
}

/* A key has a row: the value behind it will be checked by it. */
static inline void take_row(struct level *l, const struct ocpp_row *row, unsigned index)
{
    l->row = row;
    l->seen |= UINT64_C(1) << index;
    l->next = (uint16_t)(index + 1);
}

/* A key that has backslashes, or whose row has been seen or lies before the last one: look for it.
 */
__attribute__((noinline)) static void find_row(struct decoder *d, const struct json_token *t)
{
    struct level *l = d->top;
    char space[64]; /* no name of a field is longer */
    struct buf plain = buf_over(space, sizeof space);
    struct str name = t->text;
    if (t->escaped) {
        json_unescape(t->text, &plain);
        name = buf_str(&plain);
    }
    const struct ocpp_row *row = plain.full ? NULL : ocpp_table_row(l->type, l->next, name);
    if (!row) {
        if (!l->type->open)
            note(d, RULE_UNKNOWN_FIELD, FIELD_NONE, t->text, l->node);
        return;
    }
    unsigned index = (unsigned)(row - l->type->rows);
    if (l->seen >> index & 1)
        note(d, RULE_REPEATED_FIELD, row->field, t->text, l->node);
    else
        take_row(l, row, index);
}

/* A key: mostly that of the next row, or of one soon behind it where optional fields are left out.
 */
static inline void take_key(struct decoder *d, const struct json_token *t)
{
    struct level *l = d->top;
    const struct ocpp_type *type = l->type;
    l->row = NULL;
    if (!type)
        return;
    for (unsigned at = l->next; at < type->n_rows; at++) {
        if (ocpp_row_is(&type->rows[at], t->text) && (l->seen >> at & 1) == 0) {
            take_row(l, &type->rows[at], at);
            return;
        }
    }
    find_row(d, t);
}

/* The field that the value to come is of: an element of a list is of none. */
static inline unsigned field_here(const struct level *l)
{
    return l->row && !l->list ? l->row->field : FIELD_NONE;
}

/* A value has come: count it where it is an element or required. */
static inline void count_value(struct level *l)
{
    if (l->list)
        l->count++;
    else if (l->row && l->row->required)
        l->required--;
}

/* The newest node stands where `row` asks for something else, and can't be read as that. */
COLD static void note_type(struct decoder *d, const struct ocpp_row *row)
{
    note(d, RULE_WRONG_TYPE, row->field, d->nodes[d->n - 1].text, d->n - 1);
}

/* An opening bracket: go one level down. */
static inline void open_value(struct decoder *d, const struct json_token *t)
{
    struct level *l = d->top;
    const struct ocpp_row *row = l->row;
    if (!add_node(d, field_here(l), t))
        return;
    bool want_list = row && row->list && !l->list, list = t->kind == JSON_ARRAY;
    count_value(l);
    if (want_list && list) {
        push(d, NULL, row, true);
        return;
    }
    if (row && !want_list && !list && row->kind == KIND_OBJECT) {
        push(d, &d->table->types[row->ref], NULL, false);
        return;
    }
    if (row && (want_list || row->kind != KIND_ANY))
        note_type(d, row);
    push(d, NULL, NULL, list);
}

/* null: no value at all. It keeps no field, so that looking for the field finds nothing. */
COLD static void take_null(struct decoder *d, const struct json_token *t)
{
    struct level *l = d->top;
    const struct ocpp_row *row = l->row;
    bool any = row && row->kind == KIND_ANY;
    if (!add_node(d, any ? field_here(l) : FIELD_NONE, t))
        return;
    if (l->list || any)
        count_value(l);
    if (!row || any)
        return;
    if (l->list)
        note(d, RULE_NULL_VALUE, FIELD_NONE, t->text, d->n - 1);
    else if (!row->required)
        note(d, RULE_NULL_VALUE, row->field, t->text, l->node);
}

/* Check a scalar against its row and note what it breaks. */
__attribute__((noinline)) static void check_value(struct decoder *d, const struct ocpp_row *row,
                                                  const struct json_token *t)
{
    enum ocpp_rule broken[MESSAGE_CHECK_MAX];
    unsigned n = message_check(d->table, row, t, broken);
    for (unsigned i = 0; i < n; i++)
        note(d, broken[i], row->field, t->text, d->n - 1);
}

/* A string, number, true or false. */
static inline void take_scalar(struct decoder *d, const struct json_token *t)
{
    struct level *l = d->top;
    const struct ocpp_row *row = l->row;
    if (!add_node(d, field_here(l), t))
        return;
    count_value(l);
    if (!row)
        return;
    if (row->list && !l->list)
        note_type(d, row);
    else if (row->kind != KIND_TEXT || t->kind != JSON_STRING || t->text.n > row->max_length)
        check_value(d, row, t);
}

/* Is there a child of the object whose field is that of row? */
static bool has_child(const struct decoder *d, uint32_t node, const struct ocpp_row *row)
{
    for (uint32_t i = node + 1; i < d->n; i = d->nodes[i].next)
        if (d->nodes[i].field == row->field)
            return true;
    return false;
}

/* An object is over and lacks required fields: name each. */
COLD static void note_missing(struct decoder *d, const struct level *l)
{
    for (unsigned i = 0; i < l->type->n_rows; i++) {
        const struct ocpp_row *row = &l->type->rows[i];
        if (row->required && !has_child(d, l->node, row))
            note(d, l->type->open ? RULE_NO_VENDOR : RULE_MISSING_FIELD, row->field,
                 d->nodes[l->node].text, l->node);
    }
}

/* The node of this level is complete: it ends with the last node there is. */
static inline void close_node(struct decoder *d, const struct level *l, const char *end)
{
    struct ocpp_node *node = &d->nodes[l->node];
    node->next = d->n;
    node->text.n = (size_t)(end - node->text.p);
}

/* Is the number of elements of a list that is over within its limits? */
static void check_items(struct decoder *d, const struct level *l)
{
    const struct ocpp_row *row = l->row;
    if (l->count < row->min_items)
        note(d, RULE_TOO_FEW_ITEMS, row->field, d->nodes[l->node].text, l->node);
    else if (row->max_items > 0 && l->count > row->max_items)
        note(d, RULE_TOO_MANY_ITEMS, row->field, d->nodes[l->node].text, l->node);
}

/* A closing bracket: go one level up. */
static inline void close_value(struct decoder *d, const struct json_token *t)
{
    const struct level *l = d->top--;
    close_node(d, l, t->text.p + 1);
    if (l->required > 0)
        note_missing(d, l);
    if (l->list && l->row)
        check_items(d, l);
}

/* The text ceased to be JSON: say where, and close what is open so that the nodes can be walked. */
COLD static void take_bad(struct decoder *d)
{
    const struct json_reader *r = &d->reader;
    struct str rest = str_skip(r->in, r->at);
    bool opens = rest.n > 0 && (rest.p[0] == '{' || rest.p[0] == '[');
    bool deep = r->depth == JSON_DEPTH_MAX && opens;
    if (rest.n > BAD_TEXT_MAX)
        rest.n = BAD_TEXT_MAX;
    note(d, deep ? RULE_TOO_DEEP : RULE_NOT_JSON, FIELD_NONE, rest, d->top->node);
}

/* Take the tokens in, up to the last. */
static void take_tokens(struct decoder *d)
{
    struct json_token t;
    while (!d->full) {
        switch (json_next(&d->reader, &t)) {
        case JSON_KEY:
            take_key(d, &t);
            break;
        case JSON_STRING:
        case JSON_NUMBER:
        case JSON_TRUE:
        case JSON_FALSE:
            take_scalar(d, &t);
            break;
        case JSON_OBJECT:
        case JSON_ARRAY:
            open_value(d, &t);
            break;
        case JSON_OBJECT_END:
        case JSON_ARRAY_END:
            close_value(d, &t);
            break;
        case JSON_NULL:
            take_null(d, &t);
            break;
        case JSON_BAD:
            take_bad(d);
            return;
        case JSON_END:
            d->m->whole = true;
            return;
        }
    }
}

/* The payload is null: fine for a message that needs no field. */
static void take_null_payload(struct decoder *d, const struct ocpp_type *type)
{
    note(d, RULE_NULL_PAYLOAD, FIELD_NONE, d->nodes[0].text, 0);
    for (unsigned i = 0; i < type->n_rows; i++)
        if (type->rows[i].required)
            note(d, RULE_MISSING_FIELD, type->rows[i].field, d->nodes[0].text, 0);
}

/* The payload itself: an object of this type. */
static void take_payload(struct decoder *d, const struct ocpp_type *type)
{
    struct json_token t;
    json_next(&d->reader, &t);
    if (t.kind == JSON_BAD) {
        take_bad(d);
        return;
    }
    if (!add_node(d, FIELD_NONE, &t))
        return;
    if (t.kind == JSON_NULL)
        take_null_payload(d, type);
    else if (t.kind != JSON_OBJECT)
        note(d, RULE_WRONG_TYPE, FIELD_NONE, t.text, 0);
    if (t.kind == JSON_OBJECT || t.kind == JSON_ARRAY)
        push(d, t.kind == JSON_OBJECT ? type : NULL, NULL, t.kind == JSON_ARRAY);
    take_tokens(d);
}

/* Hand the nodes over, whatever is still open ended at the last of them. Only now is the text of a
 * bracket that stands in the wrong place known whole. */
static void finish(struct decoder *d, struct str payload)
{
    struct ocpp_message *m = d->m;
    while (d->top > d->levels)
        close_node(d, d->top--, payload.p + payload.n);
    m->nodes = d->n > 0 ? d->nodes : &no_payload;
    m->n_nodes = d->n > 0 ? d->n : 1;
    for (unsigned i = 0; i < m->n_findings; i++)
        if (m->findings[i].rule == RULE_WRONG_TYPE)
            m->findings[i].where = m->nodes[m->findings[i].node].text;
}

void ocpp_decode(struct ocpp_message *m, enum ocpp_version version, enum ocpp_action action,
                 bool response, struct str payload, bool strict, struct arena *arena)
{
    ocpp_decode_of(m, version, action, response, payload, strict ? QUIRK_ALL : 0, arena);
}

void ocpp_decode_of(struct ocpp_message *m, enum ocpp_version version, enum ocpp_action action,
                    bool response, struct str payload, uint64_t off, struct arena *arena)
{
    struct decoder d; /* not cleared whole: the levels are many and mostly not needed */
    d.levels[0] = (struct level){0};
    d.top = d.levels;
    d.nodes = NULL;
    d.n = d.cap = 0;
    d.full = false;
    d.m = m;
    d.table = ocpp_table(version);
    d.arena = arena;
    d.off = off;
    m->version = version;
    m->action = action;
    m->response = response;
    m->n_findings = m->dropped_findings = 0;
    m->refuse = RULE_NONE;
    m->whole = false;
    json_open(&d.reader, payload);
    const struct ocpp_type *type = ocpp_table_message(d.table, action, response);
    if (type)
        take_payload(&d, type);
    else
        note(&d, RULE_UNKNOWN_MESSAGE, FIELD_NONE, (struct str){0}, 0);
    finish(&d, payload);
}
