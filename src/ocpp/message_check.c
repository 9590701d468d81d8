/* SPDX-License-Identifier: Apache-2.0 */
/* The checks of one scalar value: type, length, list of values, range, time, address. What is of
 * another type but readable is still checked for the rest. */
#include "ocpp/message_check.h"

#include "base/time.h"
#include "wire/decimal.h"

/* The rules that a value has broken so far. */
struct verdict {
    enum ocpp_rule *broken;
    unsigned n;
};

/* Add a rule. */
static void breach(struct verdict *v, enum ocpp_rule rule)
{
    v->broken[v->n++] = rule;
}

bool message_truth(struct str text, bool *out)
{
    static const struct {
        struct str text;
        bool truth;
    } words[] = {{STR_INIT("true"), true},
                 {STR_INIT("false"), false},
                 {STR_INIT("1"), true},
                 {STR_INIT("0"), false}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_eq_nocase(str_trim(text), words[i].text)) {
            *out = words[i].truth;
            return true;
        }
    }
    return false;
}

enum ocpp_rule message_integer(struct str text, int64_t *out)
{
    if (str_int(text, out))
        return RULE_NONE;
    switch (decimal_read(text, 0, out)) {
    case DECIMAL_OK:
        return RULE_NONE;
    case DECIMAL_ROUNDED:
        return RULE_FRACTION;
    case DECIMAL_RANGE:
        return RULE_HUGE_NUMBER;
    case DECIMAL_BAD:
        break;
    }
    return RULE_WRONG_TYPE;
}

/* The sign of d - limit, exactly (a decimal keeps 18 digits). */
static int compare(struct decimal d, int64_t limit)
{
    int64_t whole;
    enum decimal_result r = decimal_scale(d, 0, &whole);
    if (r == DECIMAL_RANGE)
        return d.digits < 0 ? -1 : 1;
    if (whole != limit || r == DECIMAL_OK)
        return (whole > limit) - (whole < limit);
    /* Rounded to the limit itself: which side of it is d? Its digits are not a multiple of ten. */
    int64_t scaled = limit;
    for (int e = d.exponent; e < 0 && scaled != 0; e++)
        if (__builtin_mul_overflow(scaled, 10, &scaled))
            return limit > 0 ? -1 : 1;
    return (d.digits > scaled) - (d.digits < scaled);
}

/* Range and step of a number. */
static void check_limits(const struct ocpp_row *row, struct str text, struct verdict *v)
{
    struct decimal d;
    if (!row->has_least && !row->has_most && !row->tenths)
        return;
    enum decimal_result r = decimal_parse(text, &d);
    if (r == DECIMAL_RANGE) {
        breach(v, RULE_HUGE_NUMBER);
        return;
    }
    if (row->has_least && compare(d, row->least) < 0)
        breach(v, RULE_TOO_SMALL);
    else if (row->has_most && compare(d, row->most) > 0)
        breach(v, RULE_TOO_BIG);
    if (row->tenths && (r == DECIMAL_ROUNDED || d.exponent < -1))
        breach(v, RULE_NOT_MULTIPLE);
}

/* An integer. */
static void check_int(const struct ocpp_row *row, struct str text, struct verdict *v)
{
    int64_t value;
    enum ocpp_rule rule = message_integer(text, &value);
    if (rule == RULE_FRACTION)
        check_limits(row, text, v);
    else if (rule == RULE_NONE && row->has_least && value < row->least)
        breach(v, RULE_TOO_SMALL);
    else if (rule == RULE_NONE && row->has_most && value > row->most)
        breach(v, RULE_TOO_BIG);
    if (rule != RULE_NONE)
        breach(v, rule);
}

/* The length of a text; a written character is at least one byte, so most need no counting. */
static void check_text(const struct ocpp_row *row, const struct json_token *token,
                       struct verdict *v)
{
    if (row->max_length > 0 && token->text.n > row->max_length &&
        json_length(token->text, token->escaped) > row->max_length)
        breach(v, RULE_TOO_LONG);
}

/* A text out of a closed list. */
static void check_code(const struct ocpp_values *list, const struct json_token *token,
                       struct verdict *v)
{
    char space[128];
    struct buf plain = buf_over(space, sizeof space);
    struct str text = token->text;
    if (token->escaped) {
        json_unescape(text, &plain);
        text = buf_str(&plain);
    }
    for (size_t i = 0; i < list->n && !plain.full; i++)
        if (list->values[i].n == text.n && ocpp_same(list->values[i].p, text.p, text.n))
            return;
    breach(v, RULE_UNKNOWN_VALUE);
}

/* Is the text two digits at `at`, with a value from low to high? */
static inline bool pair_within(struct str text, size_t at, unsigned low, unsigned high)
{
    unsigned tens = (unsigned)(text.p[at] - '0'), ones = (unsigned)(text.p[at + 1] - '0');
    return tens <= 9 && ones <= 9 && tens * 10 + ones >= low && tens * 10 + ones <= high;
}

/* Is the text a time as nearly all are written, "2026-11-25T02:15:46Z" or with milliseconds? A day
 * behind the 28th and whatever looks otherwise is left to time_parse, which takes ten times as
 * long. */
static bool plain_time(struct str text)
{
    const char *p = text.p;
    if (text.n == 24) {
        if (p[19] != '.' || !pair_within(text, 20, 0, 99) || !pair_within(text, 21, 0, 99))
            return false;
    } else if (text.n != 20) {
        return false;
    }
    return p[4] == '-' && p[7] == '-' && p[10] == 'T' && p[13] == ':' && p[16] == ':' &&
           p[text.n - 1] == 'Z' && pair_within(text, 0, 20, 99) && pair_within(text, 2, 0, 99) &&
           pair_within(text, 5, 1, 12) && pair_within(text, 8, 1, 28) &&
           pair_within(text, 11, 0, 23) && pair_within(text, 14, 0, 59) &&
           pair_within(text, 17, 0, 59);
}

/* A time: RFC 3339, or what can be repaired into it. */
static void check_time(struct str text, struct verdict *v)
{
    int64_t at_us;
    unsigned repairs;
    if (plain_time(text))
        return;
    if (!time_parse(text, &at_us, &repairs))
        breach(v, RULE_BAD_TIME);
    else if (repairs != TIME_EXACT || str_trim(text).n != text.n)
        breach(v, RULE_ODD_TIME);
}

/* An address: a scheme (RFC 3986, 3.1), a colon, and something without blanks behind it. */
static void check_uri(struct str text, struct verdict *v)
{
    size_t colon = str_find(text, ':');
    bool good = colon > 0 && colon + 1 < text.n;
    for (size_t i = 0; i < text.n && good; i++) {
        unsigned char c = (unsigned char)text.p[i], low = c | 0x20;
        bool letter = low >= 'a' && low <= 'z';
        bool inside = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
        good = i > colon ? c > ' ' && c != 0x7F : i == colon || letter || (i > 0 && inside);
    }
    if (!good)
        breach(v, RULE_BAD_URI);
}

/* Is the token of the JSON type that rows of this kind ask for? */
static bool has_type(enum ocpp_kind kind, enum json_kind token)
{
    if (kind <= KIND_CODE)
        return token == JSON_STRING;
    if (kind <= KIND_NUM)
        return token == JSON_NUMBER;
    if (kind == KIND_BOOL)
        return token == JSON_TRUE || token == JSON_FALSE;
    return kind == KIND_ANY;
}

/* Can a scalar of another type be read as rows of this kind ask for? A text from any scalar; a
 * number from the text of one; a truth value from its word or from 1 and 0. */
static bool readable(enum ocpp_kind kind, const struct json_token *token)
{
    struct decimal d;
    bool truth;
    if (kind <= KIND_CODE)
        return true;
    if (kind <= KIND_NUM)
        return token->kind == JSON_STRING && decimal_parse(token->text, &d) != DECIMAL_BAD;
    return kind == KIND_BOOL && message_truth(token->text, &truth);
}

unsigned message_check(const struct ocpp_table *table, const struct ocpp_row *row,
                       const struct json_token *token, enum ocpp_rule broken[MESSAGE_CHECK_MAX])
{
    struct verdict v = {.broken = broken};
    enum ocpp_kind kind = (enum ocpp_kind)row->kind;
    if (!has_type(kind, token->kind)) {
        breach(&v, readable(kind, token) ? RULE_OTHER_TYPE : RULE_WRONG_TYPE);
        if (broken[0] == RULE_WRONG_TYPE)
            return v.n;
    }
    switch (kind) {
    case KIND_TEXT:
        check_text(row, token, &v);
        break;
    case KIND_TIME:
        check_time(token->text, &v);
        break;
    case KIND_URI:
        check_uri(token->text, &v);
        break;
    case KIND_CODE:
        check_code(&table->lists[row->ref], token, &v);
        break;
    case KIND_INT:
        check_int(row, token->text, &v);
        break;
    case KIND_NUM:
        check_limits(row, token->text, &v);
        break;
    case KIND_BOOL:
    case KIND_ANY:
    case KIND_OBJECT:
        break;
    }
    return v.n;
}
