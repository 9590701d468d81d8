/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a payload of any action: two bytes choose version, direction, strictness and action.
 * Decoding says the same twice; values come out of every node; a message without a breach, printed
 * again from its nodes, is decoded as the same; and what strict decoding lets pass has no finding
 * at all. */
#include "fuzz.h"
#include "ocpp/message.h"

#define TEXT_MAX 65536

static _Alignas(16) char memory[4 << 20], other_memory[4 << 20];
static char printed[4 * TEXT_MAX];

/* Print the node at *at and what is in it; a key that no row knows (within customData) becomes "x".
 */
static void print_node(const struct ocpp_message *m, uint32_t *at, struct json_writer *w)
{
    const struct ocpp_node *node = &m->nodes[(*at)++];
    if (node->kind == JSON_OBJECT || node->kind == JSON_ARRAY) {
        bool object = node->kind == JSON_OBJECT;
        (object ? json_object : json_array)(w);
        while (*at < node->next) {
            if (object)
                json_key(w, m->nodes[*at].field == FIELD_NONE
                                ? STR("x")
                                : ocpp_field_name(m->nodes[*at].field));
            print_node(m, at, w); /* bounded by JSON_DEPTH_MAX */
        }
        (object ? json_object_end : json_array_end)(w);
    } else if (node->kind == JSON_STRING) {
        static char text[TEXT_MAX + 2];
        struct buf out = buf_over(text, sizeof text);
        buf_putc(&out, '"');
        buf_puts(&out, node->text);
        buf_putc(&out, '"');
        json_raw(w, buf_str(&out));
    } else {
        json_raw(w, node->text);
    }
}

/* Are the nodes of both alike? */
static void alike(const struct ocpp_message *a, const struct ocpp_message *b)
{
    ASSERT(a->n_nodes == b->n_nodes && a->n_findings == b->n_findings && a->refuse == b->refuse &&
           a->whole == b->whole);
    for (uint32_t i = 0; i < a->n_nodes; i++) {
        const struct ocpp_node *x = &a->nodes[i], *y = &b->nodes[i];
        ASSERT(x->field == y->field && x->kind == y->kind && x->flags == y->flags &&
               x->next == y->next);
        ASSERT(x->kind == JSON_OBJECT || x->kind == JSON_ARRAY || str_eq(x->text, y->text));
    }
}

/* Ask every node for every kind of value. */
static void values(const struct ocpp_message *m, struct arena *arena)
{
    for (uint32_t i = 0; i < m->n_nodes; i++) {
        const struct ocpp_node *node = &m->nodes[i];
        int64_t n;
        bool yes;
        ASSERT(node->next > i && node->next <= m->n_nodes && node->field < FIELD_COUNT);
        struct str text = ocpp_node_text(node, arena);
        ASSERT(!ocpp_node_scalar(node) || text.n <= node->text.n * 3);
        (void)ocpp_node_int(node, &n);
        if (node->kind != JSON_OBJECT)
            continue;
        for (uint32_t child = ocpp_first(m, i); child; child = ocpp_next(m, i, child)) {
            enum ocpp_field field = (enum ocpp_field)m->nodes[child].field;
            if (field == FIELD_NONE)
                continue;
            ASSERT(ocpp_find(m, i, field) == child);
            (void)ocpp_int(m, i, field, &n);
            (void)ocpp_bool(m, i, field, &yes);
        }
    }
}

/* Every finding can be told. */
static void findings(const struct ocpp_message *m)
{
    static char text[4096];
    ASSERT(m->n_findings <= OCPP_FINDINGS_MAX &&
           (m->dropped_findings == 0 || m->n_findings == OCPP_FINDINGS_MAX));
    for (unsigned i = 0; i < m->n_findings; i++) {
        struct buf out = buf_over(text, sizeof text);
        ocpp_finding_path(m, &m->findings[i], &out);
        ASSERT(m->findings[i].rule > RULE_NONE && m->findings[i].rule < RULE_COUNT);
        ASSERT(ocpp_rule_name(m->findings[i].rule).n > 0 &&
               ocpp_rule_code(m->version, m->findings[i].rule).n > 0);
    }
}

/* Print a clean message and decode it again. */
static void there_and_back(const struct ocpp_message *m)
{
    struct ocpp_message again;
    struct json_writer w;
    struct buf out = buf_over(printed, sizeof printed);
    struct arena arena = arena_over(other_memory, sizeof other_memory);
    uint32_t at = 0;
    json_begin(&w, &out);
    print_node(m, &at, &w);
    ASSERT(!out.full && at == m->n_nodes);
    ocpp_decode(&again, m->version, m->action, m->response, buf_str(&out), true, &arena);
    alike(m, &again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = arena_over(memory, sizeof memory),
                 other = arena_over(other_memory, sizeof other_memory);
    struct ocpp_message m, strict;
    struct str in = str_make((const char *)data, size);
    if (size < 2 || size > TEXT_MAX)
        return 0;
    unsigned mode = fuzz_byte(&in);
    enum ocpp_version version = (enum ocpp_version)(OCPP_16 + mode % 3);
    enum ocpp_action action =
        (enum ocpp_action)(ACTION_NONE + 1 + fuzz_byte(&in) % (ACTION_COUNT - 1));
    bool response = (mode & 4) != 0;
    enum ocpp_direction direction = ocpp_action_direction(version, action);
    if (direction == OCPP_NO || (response && direction == OCPP_SEND))
        return 0;
    char *copy = fuzz_copy(in);
    in.p = copy;
    ocpp_decode(&m, version, action, response, in, false, &arena);
    findings(&m);
    ocpp_decode(&strict, version, action, response, in, true, &other);
    ASSERT(m.n_nodes == strict.n_nodes && m.n_findings == strict.n_findings &&
           m.whole == strict.whole);
    ASSERT(m.refuse == RULE_NONE || strict.refuse != RULE_NONE);
    ASSERT((strict.refuse == RULE_NONE) <= (m.n_findings == 0 || m.refuse == RULE_NONE));
    values(&m, &arena);
    if (m.whole && m.n_findings == 0)
        there_and_back(&m);
    free(copy);
    return 0;
}
