/* SPDX-License-Identifier: Apache-2.0 */
/* The decoder against every message of every version, good and with one thing wrong at each field
 * in turn, and against noise. The messages are made out of the rows (ocpp_make.h). */
#include "check.h"
#include "base/random.h"
#include "ocpp_make.h"

#define TEXT_MAX (8 << 20)

static char text_space[TEXT_MAX], arena_space[1 << 20];

/* A message kind: version, action and side. */
struct kind {
    enum ocpp_version version;
    enum ocpp_action action;
    bool response;
    const struct ocpp_type *type;
};

/* All kinds of messages: 78 + 128 + 181. */
static size_t all_kinds(struct kind kinds[512])
{
    size_t n = 0;
    for (unsigned v = OCPP_16; v <= OCPP_21; v++) {
        for (unsigned a = ACTION_NONE + 1; a < ACTION_COUNT; a++) {
            for (unsigned r = 0; r < 2; r++) {
                kinds[n] = (struct kind){(enum ocpp_version)v, (enum ocpp_action)a, r == 1, NULL};
                kinds[n].type = ocpp_table_message(ocpp_table(kinds[n].version), kinds[n].action,
                                                   kinds[n].response);
                n += kinds[n].type != NULL;
            }
        }
    }
    return n;
}

/* Decode payload as a message of this kind. */
static void decode(struct ocpp_message *m, const struct kind *k, struct str payload, bool strict)
{
    static struct arena arena;
    arena = arena_over(arena_space, sizeof arena_space);
    ocpp_decode(m, k->version, k->action, k->response, payload, strict, &arena);
}

/* Every node lies in its parent, and every text in the payload; findings have paths. */
static void check_sound(const struct ocpp_message *m, struct str payload)
{
    uint32_t ends[JSON_DEPTH_MAX + 2] = {m->n_nodes};
    unsigned depth = 0;
    CHECK(m->n_nodes >= 1);
    for (uint32_t i = 0; i < m->n_nodes; i++) {
        const struct ocpp_node *node = &m->nodes[i];
        while (i == ends[depth])
            depth--;
        CHECK(node->next > i && node->next <= ends[depth]);
        CHECK(node->field < FIELD_COUNT);
        if (node->kind == JSON_OBJECT || node->kind == JSON_ARRAY)
            ends[++depth] = node->next;
        else
            CHECK(node->next == i + 1);
        CHECK(!node->text.p ||
              (node->text.p >= payload.p && node->text.p + node->text.n <= payload.p + payload.n));
    }
    for (unsigned i = 0; i < m->n_findings; i++) {
        char space[4096];
        struct buf path = buf_over(space, sizeof space);
        CHECK(m->findings[i].rule != RULE_NONE && m->findings[i].rule < RULE_COUNT);
        CHECK(m->findings[i].node < m->n_nodes);
        ocpp_finding_path(m, &m->findings[i], &path);
    }
}

/* Say which message a failed check is about. */
static void tell(const struct kind *k, const struct make *make, struct str payload)
{
    printf("# %.*s %.*s %s fault %d at %s: %.*s\n", STR_ARG(ocpp_version_name(k->version)),
           STR_ARG(ocpp_action_name(k->action)), k->response ? "response" : "request",
           make ? (int)make->fault : 0, make && make->hit ? make->hit_path : "",
           payload.n > 2000 ? 2000 : (int)payload.n, payload.p);
}

TEST(good_messages_have_no_findings)
{
    struct kind kinds[512];
    size_t n = all_kinds(kinds);
    CHECK_INT(n, 78 + 128 + 181);
    for (size_t i = 0; i < n; i++) {
        for (unsigned size = SIZE_LEAST; size <= SIZE_MOST; size++) {
            struct make make = {.table = ocpp_table(kinds[i].version), .size = (enum size)size};
            struct buf out = buf_over(text_space, sizeof text_space);
            struct ocpp_message m;
            make_message(&make, kinds[i].type, &out);
            decode(&m, &kinds[i], buf_str(&out), true);
            if (m.n_findings > 0 || m.refuse != RULE_NONE)
                tell(&kinds[i], NULL, buf_str(&out));
            CHECK_INT(m.n_findings, 0);
            CHECK_INT(m.refuse, RULE_NONE);
            check_sound(&m, buf_str(&out));
        }
    }
}

/* The rule that a fault breaks at a row. */
static enum ocpp_rule rule_of(enum fault fault, const struct make *m)
{
    static const enum ocpp_rule rules[FAULT_COUNT] = {
        [FAULT_MISSING] = RULE_MISSING_FIELD,       [FAULT_NULL] = RULE_NULL_VALUE,
        [FAULT_WRONG_TYPE] = RULE_WRONG_TYPE,       [FAULT_OTHER_TYPE] = RULE_OTHER_TYPE,
        [FAULT_TOO_LONG] = RULE_TOO_LONG,           [FAULT_UNKNOWN_VALUE] = RULE_UNKNOWN_VALUE,
        [FAULT_TOO_SMALL] = RULE_TOO_SMALL,         [FAULT_TOO_BIG] = RULE_TOO_BIG,
        [FAULT_FRACTION] = RULE_FRACTION,           [FAULT_HUGE] = RULE_HUGE_NUMBER,
        [FAULT_NOT_MULTIPLE] = RULE_NOT_MULTIPLE,   [FAULT_BAD_TIME] = RULE_BAD_TIME,
        [FAULT_ODD_TIME] = RULE_ODD_TIME,           [FAULT_BAD_URI] = RULE_BAD_URI,
        [FAULT_TOO_FEW] = RULE_TOO_FEW_ITEMS,       [FAULT_TOO_MANY] = RULE_TOO_MANY_ITEMS,
        [FAULT_UNKNOWN_FIELD] = RULE_UNKNOWN_FIELD, [FAULT_REPEATED] = RULE_REPEATED_FIELD};
    bool gone = fault == FAULT_MISSING || (fault == FAULT_NULL && m->hit->required);
    if (gone)
        return m->hit_open ? RULE_NO_VENDOR : RULE_MISSING_FIELD;
    return rules[fault];
}

/* Decode a message with one fault: exactly that is found, where it is, and dealt with as its policy
 * says. */
static void check_fault(const struct kind *k, const struct make *make, struct str payload)
{
    struct ocpp_message m, strict;
    char space[512];
    struct buf path = buf_over(space, sizeof space);
    enum ocpp_rule rule = rule_of(make->fault, make);
    bool refused = ocpp_rule_policy(rule) == POLICY_REFUSE;
    decode(&strict, k, payload, true);
    decode(&m, k, payload, false);
    if (m.n_findings > 0)
        ocpp_finding_path(&m, &m.findings[0], &path);
    if (m.n_findings != 1 || m.findings[0].rule != rule || !str_is(buf_str(&path), make->hit_path))
        tell(k, make, payload);
    CHECK_INT(m.n_findings, 1);
    CHECK_INT(m.findings[0].rule, rule);
    CHECK_STR(buf_str(&path), make->hit_path);
    CHECK_INT(m.findings[0].field, rule == RULE_UNKNOWN_FIELD ? FIELD_NONE : make->hit->field);
    CHECK_INT(m.refuse, refused ? rule : RULE_NONE);
    CHECK_INT(strict.refuse, rule);
    check_sound(&m, payload);
}

/* Do one fault at every field of a message in turn that has not had it in another; how many could.
 */
static unsigned check_faults(const struct kind *k, enum fault fault, struct seen *seen)
{
    struct make make = {
        .table = ocpp_table(k->version), .size = SIZE_SHORT, .fault = fault, .seen = seen};
    struct buf out = buf_over(text_space, sizeof text_space);
    for (unsigned done = 0;; done += !make.failed) {
        make_message(&make, k->type, &out);
        if (!make.hit)
            return done;
        if (!make.failed)
            check_fault(k, &make, buf_str(&out));
        *seen_place(seen, make.hit) = make.hit;
    }
}

TEST(each_fault_at_each_field_is_found_where_it_is)
{
    static struct seen seen[FAULT_COUNT];
    struct kind kinds[512];
    size_t n = all_kinds(kinds);
    unsigned done[FAULT_COUNT] = {0};
    for (size_t i = 0; i < n; i++)
        for (unsigned fault = FAULT_NONE + 1; fault < FAULT_COUNT; fault++)
            done[fault] += check_faults(&kinds[i], (enum fault)fault, &seen[fault]);
    for (unsigned fault = FAULT_NONE + 1; fault < FAULT_COUNT; fault++) {
        printf("# fault %u: %u times\n", fault, done[fault]);
        CHECK(done[fault] > 0);
    }
    /* Every row of the three versions: 187, 509 + 182 and 1043 + 302 with customData. */
    CHECK_INT(done[FAULT_REPEATED], 187 + 691 + 1345);
}

/* Change payload at random, as a bad line or a bad program would. */
static void mutate(struct random *r, struct buf *text)
{
    static const char *const pieces[] = {"{",       "}",     "[",       "]",
                                         ",",       ":",     "null",    "\"\"",
                                         "-1",      "1e999", "true",    "\"idToken\":",
                                         "\\u0000", "\xFF",  "[[[[[[[["};
    for (uint64_t n = 1 + random_below(r, 3); n > 0 && text->n > 0; n--) {
        size_t at = (size_t)random_below(r, text->n);
        size_t span = (size_t)random_below(r, text->n - at + 1) % 20;
        const char *piece = pieces[random_below(r, sizeof pieces / sizeof *pieces)];
        switch (random_below(r, 4)) {
        case 0:
            text->p[at] = (char)random_next(r);
            break;
        case 1: /* drop a span */
            memmove(text->p + at, text->p + at + span, text->n - at - span);
            text->n -= span;
            break;
        case 2: /* repeat a span */
            memmove(text->p + at + span, text->p + at, text->n - at);
            text->n += span;
            break;
        default:
            memmove(text->p + at + strlen(piece), text->p + at, text->n - at);
            memcpy(text->p + at, piece, strlen(piece));
            text->n += strlen(piece);
        }
    }
}

TEST(noise_never_harms)
{
    struct kind kinds[512];
    size_t n = all_kinds(kinds);
    struct random r = {.state = 42};
    unsigned readable = 0, refused = 0;
    for (unsigned round = 0; round < 10000; round++) {
        const struct kind *k = &kinds[random_below(&r, n)];
        struct make make = {.table = ocpp_table(k->version),
                            .size = random_below(&r, 2) ? SIZE_LEAST : SIZE_SHORT};
        struct buf out = buf_over(text_space, sizeof text_space);
        struct ocpp_message m;
        make_message(&make, k->type, &out);
        mutate(&r, &out);
        /* An exact copy, so that a read past its end is seen. */
        char *copy = malloc(out.n);
        memcpy(copy, out.p, out.n);
        decode(&m, k, str_make(copy, out.n), false);
        check_sound(&m, str_make(copy, out.n));
        readable += m.refuse != RULE_NOT_JSON;
        refused += m.refuse != RULE_NONE;
        free(copy);
    }
    printf("# %u still JSON, %u refused\n", readable, refused);
    CHECK(readable > 1000 && refused > 3000);
}

TEST(a_message_cut_anywhere_is_refused)
{
    struct kind kinds[512];
    size_t n = all_kinds(kinds);
    for (size_t i = 0; i < n; i++) {
        struct make make = {.table = ocpp_table(kinds[i].version), .size = SIZE_SHORT};
        struct buf out = buf_over(text_space, sizeof text_space);
        struct ocpp_message m;
        make_message(&make, kinds[i].type, &out);
        size_t step = 1 + out.n / 500;
        for (size_t cut = 0; cut < out.n; cut += step) {
            char *copy = malloc(cut + 1);
            memcpy(copy, out.p, cut);
            decode(&m, &kinds[i], str_make(copy, cut), false);
            CHECK_INT(m.refuse, RULE_NOT_JSON);
            check_sound(&m, str_make(copy, cut));
            free(copy);
        }
    }
}

TEST(an_arena_of_any_size_is_enough_or_refused)
{
    struct kind k = {OCPP_21, ACTION_TransactionEvent, false, NULL};
    k.type = ocpp_table_message(ocpp_table(k.version), k.action, k.response);
    struct make make = {.table = ocpp_table(k.version), .size = SIZE_SHORT};
    struct buf out = buf_over(text_space, sizeof text_space);
    unsigned full = 0;
    make_message(&make, k.type, &out);
    for (size_t size = 0; size < 20000; size += 333) {
        char *space = malloc(size + 1);
        struct arena arena = arena_over(space, size);
        struct ocpp_message m;
        ocpp_decode(&m, k.version, k.action, k.response, buf_str(&out), false, &arena);
        check_sound(&m, buf_str(&out));
        CHECK(m.refuse == RULE_NONE || m.refuse == RULE_TOO_LARGE);
        full += m.refuse == RULE_TOO_LARGE;
        free(space);
    }
    CHECK(full > 3 && full < 60);
}

int main(void)
{
    return check_main();
}
