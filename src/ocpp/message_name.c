/* SPDX-License-Identifier: Apache-2.0 */
/* The names behind the ids of fields, actions, rules and versions, and back. */
#include "ocpp/message.h"

#include "base/assert.h"

static const struct str fields[FIELD_COUNT] = {
#define OCPP_FIELD(name) [FIELD_##name] = STR_INIT(#name),
#include "ocpp/tbl/fields.h"
#undef OCPP_FIELD
};

struct action {
    struct str name;
    unsigned char directions[OCPP_21 + 1]; /* by version */
};

static const struct action actions[ACTION_COUNT] = {
#define OCPP_ACTION(name, d16, d201, d21)                                                          \
    [ACTION_##name] = {STR_INIT(#name), {[OCPP_16] = d16, [OCPP_201] = d201, [OCPP_21] = d21}},
#include "ocpp/tbl/actions.h"
#undef OCPP_ACTION
};

struct rule {
    struct str name, text, code16, code2;
    enum ocpp_policy policy;
};

static const struct rule rules[RULE_COUNT] = {
#define OCPP_RULE(name, policy, code16, code2, text)                                               \
    [RULE_##name] = {STR_INIT(#name), STR_INIT(text), STR_INIT(code16), STR_INIT(code2),           \
                     POLICY_##policy},
#include "ocpp/tbl/rules.h"
#undef OCPP_RULE
};

struct version {
    struct str name, subprotocol;
};

static const struct version versions[] = {
    [OCPP_NONE] = {STR_INIT(""), STR_INIT("")},
    [OCPP_16] = {STR_INIT("1.6"), STR_INIT("ocpp1.6")},
    [OCPP_201] = {STR_INIT("2.0.1"), STR_INIT("ocpp2.0.1")},
    [OCPP_21] = {STR_INIT("2.1"), STR_INIT("ocpp2.1")},
};

_Static_assert(FIELD_COUNT == 1 + 579, "the fields have changed");
_Static_assert(ACTION_COUNT == 1 + 102, "the actions have changed");
_Static_assert(FIELD_COUNT <= UINT16_MAX, "a node keeps its field in 16 bits");

struct str ocpp_field_name(enum ocpp_field f)
{
    ASSERT(f < FIELD_COUNT);
    return fields[f];
}

struct str ocpp_action_name(enum ocpp_action a)
{
    ASSERT(a < ACTION_COUNT);
    return actions[a].name;
}

/* The action called name in any version, by halving: the rows stand in the order of ASCII. */
static enum ocpp_action find_action(struct str name)
{
    unsigned low = ACTION_NONE + 1, high = ACTION_COUNT;
    while (low < high) {
        unsigned middle = (low + high) / 2;
        int order = str_cmp(name, actions[middle].name);
        if (order == 0)
            return (enum ocpp_action)middle;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return ACTION_NONE;
}

enum ocpp_action ocpp_action_find(enum ocpp_version v, struct str name)
{
    enum ocpp_action a = find_action(name);
    return ocpp_action_direction(v, a) == OCPP_NO ? ACTION_NONE : a;
}

enum ocpp_direction ocpp_action_direction(enum ocpp_version v, enum ocpp_action a)
{
    ASSERT(v <= OCPP_21 && a < ACTION_COUNT);
    return (enum ocpp_direction)actions[a].directions[v];
}

struct str ocpp_rule_name(enum ocpp_rule r)
{
    ASSERT(r < RULE_COUNT);
    return rules[r].name;
}

struct str ocpp_rule_text(enum ocpp_rule r)
{
    ASSERT(r < RULE_COUNT);
    return rules[r].text;
}

unsigned ocpp_rule_quirk(enum ocpp_rule r)
{
    static const uint8_t quirks[RULE_COUNT] = {
#define REPAIR_RULE(number, name) [RULE_##name] = number,
#include "event/tbl/repairs.h"
    };
    return quirks[r];
}

enum ocpp_policy ocpp_rule_policy(enum ocpp_rule r)
{
    ASSERT(r < RULE_COUNT);
    return rules[r].policy;
}

struct str ocpp_rule_code(enum ocpp_version v, enum ocpp_rule r)
{
    ASSERT(r < RULE_COUNT);
    return v == OCPP_16 ? rules[r].code16 : rules[r].code2;
}

struct str ocpp_version_name(enum ocpp_version v)
{
    ASSERT(v <= OCPP_21);
    return versions[v].name;
}

struct str ocpp_subprotocol(enum ocpp_version v)
{
    ASSERT(v <= OCPP_21);
    return versions[v].subprotocol;
}

enum ocpp_version ocpp_version_find(struct str name_or_subprotocol)
{
    for (unsigned v = OCPP_16; v <= OCPP_21; v++)
        if (str_eq(name_or_subprotocol, versions[v].name) ||
            str_eq(name_or_subprotocol, versions[v].subprotocol))
            return (enum ocpp_version)v;
    return OCPP_NONE;
}
