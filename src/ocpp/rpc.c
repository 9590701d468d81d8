/* SPDX-License-Identifier: Apache-2.0 */
/* Reading and writing the frame of OCPP-J. Which elements follow the type number is a row per type;
 * each kind of element has its small reader. */
#include "ocpp/rpc.h"

#include "base/assert.h"

/* The elements behind the type number. */
enum part { PART_NONE, PART_ID, PART_ACTION, PART_PAYLOAD, PART_CODE, PART_TEXT, PART_DETAILS };

#define PARTS_MAX 5

struct shape {
    bool known[OCPP_21 + 1]; /* by version */
    unsigned char parts[PARTS_MAX];
};

static const struct shape shapes[] = {
    [RPC_CALL] = {{false, true, true, true}, {PART_ID, PART_ACTION, PART_PAYLOAD}},
    [RPC_RESULT] = {{false, true, true, true}, {PART_ID, PART_PAYLOAD}},
    [RPC_ERROR] = {{false, true, true, true}, {PART_ID, PART_CODE, PART_TEXT, PART_DETAILS}},
    [RPC_RESULT_ERROR] = {{false, false, false, true},
                          {PART_ID, PART_CODE, PART_TEXT, PART_DETAILS}},
    [RPC_SEND] = {{false, false, false, true}, {PART_ID, PART_ACTION, PART_PAYLOAD}},
};

struct fault {
    struct str name, text;
    struct str codes[OCPP_21 + 1]; /* by version */
};

static const struct fault faults[FAULT_COUNT] = {
#define FAULT(name, code16, code201, code21, text)                                                 \
    [FAULT_##name] = {STR_INIT(#name),                                                             \
                      STR_INIT(text),                                                              \
                      {STR_INIT(""), STR_INIT(code16), STR_INIT(code201), STR_INIT(code21)}},
#include "ocpp/tbl/faults.h"
#undef FAULT
};

_Static_assert(FAULT_COUNT <= 64, "rpc.tolerated has a bit for each fault");

struct parser {
    struct rpc *r;
    struct json_reader in;
    size_t behind; /* the element before: where the one to come begins, or its comma */
};

/* Keep the first fault; false, so that reading ends. */
static bool fail(struct rpc *r, enum rpc_fault fault)
{
    if (r->fault == FAULT_NONE)
        r->fault = fault;
    return false;
}

/* Note something that is passed over. */
static void tolerate(struct rpc *r, enum rpc_fault fault)
{
    r->tolerated |= UINT64_C(1) << fault;
}

/* The id: a string, whatever its content. */
static bool take_id(struct parser *p, const struct json_token *t)
{
    if (t->kind != JSON_STRING)
        return fail(p->r, FAULT_NO_ID);
    if (t->text.n > RPC_ID_BYTES)
        return fail(p->r, FAULT_ENDLESS_ID);
    p->r->id = t->text;
    p->r->id_escaped = t->escaped;
    p->r->has_id = true;
    if (t->text.n > RPC_ID_CHARACTERS && json_length(t->text, t->escaped) > RPC_ID_CHARACTERS)
        tolerate(p->r, FAULT_LONG_ID);
    return true;
}

/* The action: a string. */
static bool take_action(struct parser *p, const struct json_token *t)
{
    if (t->kind != JSON_STRING)
        return fail(p->r, FAULT_NO_ACTION);
    p->r->action = t->text;
    p->r->action_escaped = t->escaped;
    return true;
}

/* The payload: any value that is JSON. */
static bool take_payload(struct parser *p, const struct json_token *t)
{
    struct rpc *r = p->r;
    if (t->kind == JSON_ARRAY_END)
        return fail(r, FAULT_NO_PAYLOAD);
    if (t->kind != JSON_BAD && json_skip(&p->in, t, &r->payload))
        return true;
    r->payload = str_trim(str_skip(p->in.in, p->behind));
    if (r->payload.n > 0 && r->payload.p[0] == ',')
        r->payload = str_trim(str_skip(r->payload, 1));
    return fail(r, FAULT_BROKEN_PAYLOAD);
}

/* An element of an error message: kept where it is of the right kind, never missed. */
static bool take_error(struct parser *p, const struct json_token *t, bool string, struct str *into)
{
    struct str whole;
    if (t->kind == JSON_BAD || !json_skip(&p->in, t, &whole))
        return fail(p->r, FAULT_NOT_JSON);
    if (string == (t->kind == JSON_STRING))
        *into = string ? t->text : whole;
    else
        tolerate(p->r, FAULT_ODD_ERROR);
    return true;
}

/* The next element, which should be `part`. */
static bool take_part(struct parser *p, enum part part, const struct json_token *t)
{
    switch (part) {
    case PART_ID:
        return t->kind == JSON_BAD ? fail(p->r, FAULT_NOT_JSON) : take_id(p, t);
    case PART_ACTION:
        return t->kind == JSON_BAD ? fail(p->r, FAULT_NOT_JSON) : take_action(p, t);
    case PART_PAYLOAD:
        return take_payload(p, t);
    case PART_CODE:
        return take_error(p, t, true, &p->r->code);
    case PART_TEXT:
        return take_error(p, t, true, &p->r->text);
    case PART_DETAILS:
        return take_error(p, t, false, &p->r->details);
    case PART_NONE:
        break;
    }
    return false;
}

/* The elements of the row; true where all were read and the array goes on behind them. */
static bool take_parts(struct parser *p, const struct shape *shape)
{
    struct json_token t;
    for (unsigned i = 0; shape->parts[i] != PART_NONE; i++) {
        p->behind = p->in.at;
        json_next(&p->in, &t);
        bool error = shape->parts[i] >= PART_CODE;
        if (error && t.kind == JSON_ARRAY_END) {
            tolerate(p->r, FAULT_ODD_ERROR);
            return false;
        }
        if (!take_part(p, (enum part)shape->parts[i], &t))
            return false;
    }
    return true;
}

/* What follows the last element: the end, or things too many. */
static void take_rest(struct parser *p)
{
    struct json_token t;
    enum json_kind kind;
    while ((kind = json_next(&p->in, &t)) != JSON_ARRAY_END) {
        if (kind == JSON_BAD || !json_skip(&p->in, &t, NULL)) {
            tolerate(p->r, FAULT_TRAILING_TEXT);
            return;
        }
        tolerate(p->r, FAULT_EXTRA_ELEMENTS);
    }
    if (json_next(&p->in, &t) != JSON_END)
        tolerate(p->r, FAULT_TRAILING_TEXT);
}

/* The type number; -1 where it is none. */
static int64_t type_number(const struct json_token *t)
{
    int64_t number;
    return t->kind == JSON_NUMBER && str_int(t->text, &number) ? number : -1;
}

/* A number that is no type in this version: read the id, so that the answer can repeat it. */
static void take_unknown(struct parser *p)
{
    struct json_token t;
    fail(p->r, FAULT_UNKNOWN_TYPE);
    if (json_next(&p->in, &t) == JSON_STRING)
        take_id(p, &t);
}

void rpc_parse(struct rpc *r, enum ocpp_version version, struct str text)
{
    struct parser p = {.r = r};
    struct json_token t;
    *r = (struct rpc){.whole = text};
    json_open(&p.in, text);
    enum json_kind kind = json_next(&p.in, &t);
    if (kind != JSON_ARRAY) {
        fail(r, kind == JSON_BAD ? FAULT_NOT_JSON : FAULT_NOT_ARRAY);
        return;
    }
    json_next(&p.in, &t);
    int64_t number = type_number(&t);
    if (number < 0) {
        fail(r, t.kind == JSON_BAD ? FAULT_NOT_JSON : FAULT_NO_TYPE);
        return;
    }
    size_t n = sizeof shapes / sizeof *shapes;
    if ((uint64_t)number >= n || !shapes[number].known[version]) {
        take_unknown(&p);
        return;
    }
    r->type = (enum rpc_type)number;
    if (take_parts(&p, &shapes[number]))
        take_rest(&p);
}

/* The text from a comma to the bracket that ends it, without both; empty where they are not there.
 */
static struct str between(struct str text, size_t at)
{
    struct str rest = str_trim(str_skip(text, at));
    if (rest.n < 2 || rest.p[0] != ',' || rest.p[rest.n - 1] != ']')
        return (struct str){0};
    return str_trim(str_make(rest.p + 1, rest.n - 2));
}

bool rpc_parse_head(struct rpc *r, enum ocpp_version version, struct str text)
{
    struct parser p = {.r = r};
    struct json_token t;
    *r = (struct rpc){.whole = text};
    json_open(&p.in, text);
    if (json_next(&p.in, &t) != JSON_ARRAY)
        return false;
    json_next(&p.in, &t);
    int64_t number = type_number(&t);
    if ((number != RPC_CALL && number != RPC_SEND) || !shapes[number].known[version])
        return false;
    r->type = (enum rpc_type)number;
    json_next(&p.in, &t);
    if (!take_part(&p, PART_ID, &t))
        return false;
    json_next(&p.in, &t);
    if (!take_part(&p, PART_ACTION, &t))
        return false;
    r->payload = between(text, p.in.at);
    return r->payload.n > 0;
}

struct str rpc_fault_name(enum rpc_fault f)
{
    ASSERT(f > FAULT_NONE && f < FAULT_COUNT);
    return faults[f].name;
}

struct str rpc_fault_text(enum rpc_fault f)
{
    ASSERT(f > FAULT_NONE && f < FAULT_COUNT);
    return faults[f].text;
}

unsigned rpc_fault_quirk(enum rpc_fault f)
{
    static const uint8_t quirks[FAULT_COUNT] = {
#define REPAIR_FAULT(number, name) [FAULT_##name] = number,
#include "event/tbl/repairs.h"
    };
    return quirks[f];
}

struct str rpc_fault_code(enum ocpp_version version, enum rpc_fault f)
{
    ASSERT(f > FAULT_NONE && f < FAULT_COUNT && version <= OCPP_21);
    return faults[f].codes[version];
}

struct str rpc_clip(struct str s, size_t max)
{
    if (s.n <= max)
        return s;
    while (max > 0 && ((unsigned char)s.p[max] & 0xC0) == 0x80)
        max--;
    return str_make(s.p, max);
}

/* Append `[type,` and the id as it was written. */
static void write_head(struct buf *out, enum rpc_type type, struct str written_id)
{
    buf_putc(out, '[');
    buf_putc(out, (char)('0' + type));
    buf_putz(out, ",\"");
    buf_puts(out, written_id);
    buf_putz(out, "\",");
}

void rpc_write_call(struct buf *out, struct str id, struct str action, struct str payload)
{
    struct json_writer w;
    json_begin(&w, out);
    json_array(&w);
    json_int(&w, RPC_CALL);
    json_string(&w, id);
    json_string(&w, action);
    json_raw(&w, payload);
    json_array_end(&w);
}

void rpc_write_result(struct buf *out, struct str written_id)
{
    write_head(out, RPC_RESULT, written_id);
}

void rpc_write_end(struct buf *out)
{
    buf_putc(out, ']');
}

void rpc_write_error(struct buf *out, enum rpc_type type, struct str written_id, struct str code,
                     struct str text)
{
    struct json_writer w;
    write_head(out, type, written_id);
    json_begin(&w, out);
    json_string(&w, code);
    json_string(&w, rpc_clip(text, RPC_TEXT_BYTES));
    buf_putz(out, ",{}]");
}
