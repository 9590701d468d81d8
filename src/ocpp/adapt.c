/* SPDX-License-Identifier: Apache-2.0 */
/* A request is changed by copying it with some spans replaced, in the order of the document. */
#include "ocpp/adapt.h"

#include <string.h>

#include "base/assert.h"
#include "wire/decimal.h"

#define VOLTS 230 /* an ampere of a phase in watts, where a station takes watts only */
#define PHASES 3

/* -- copying with changes -- */

struct splice {
    const struct ocpp_message *m;
    struct str from;
    size_t done; /* bytes of from that are copied or passed over */
    struct buf out;
    bool changed;
};

/* Copy up to a byte of from. */
static void copy_to(struct splice *s, const char *at)
{
    size_t n = (size_t)(at - s->from.p);
    ASSERT(n >= s->done && n <= s->from.n);
    buf_put(&s->out, s->from.p + s->done, n - s->done);
    s->done = n;
}

/* Put text in the place of n bytes. */
static void replace(struct splice *s, const char *at, size_t n, struct str text)
{
    copy_to(s, at);
    buf_puts(&s->out, text);
    s->done += n;
    s->changed = true;
}

/* The whole value of a node: a string with its quotes. */
static struct str whole(const struct ocpp_node *x)
{
    return x->kind == JSON_STRING ? str_make(x->text.p - 1, x->text.n + 2) : x->text;
}

/* Put text in the place of a node's value. */
static void replace_node(struct splice *s, uint32_t node, struct str text)
{
    struct str span = whole(&s->m->nodes[node]);
    replace(s, span.p, span.n, text);
}

/* Leave a member out: its name, its value, and a comma. */
static void leave_out(struct splice *s, uint32_t node)
{
    struct str value = whole(&s->m->nodes[node]);
    const char *begin = value.p, *end = value.p + value.n, *last = s->from.p + s->from.n;
    for (unsigned quotes = 0; begin > s->from.p && quotes < 2; begin--)
        quotes += begin[-1] == '"';
    while (end < last && (*end == ' ' || *end == '\n' || *end == '\r' || *end == '\t'))
        end++;
    if (end < last && *end == ',') {
        replace(s, begin, (size_t)(end + 1 - begin), (struct str){0});
        return;
    }
    while (begin > s->from.p && *begin != ',')
        begin--;
    if (*begin == ',' && (size_t)(begin - s->from.p) >= s->done)
        replace(s, begin, (size_t)(value.p + value.n - begin), (struct str){0});
}

/* -- charging profiles -- */

/* The object that a node is a member of. */
static uint32_t parent_of(const struct ocpp_message *m, uint32_t node)
{
    uint32_t at = node;
    while (at > 0) {
        at--;
        bool around = m->nodes[at].next > node;
        if (around && m->nodes[at].kind == JSON_OBJECT)
            return at;
    }
    return 0;
}

/* Is the text of a member that? */
static bool says(const struct ocpp_message *m, uint32_t node, const char *text)
{
    return m->nodes[node].kind == JSON_STRING && str_is(m->nodes[node].text, text);
}

/* Is a limit given in amperes, by the schedule around it? */
static bool in_amperes(const struct ocpp_message *m, uint32_t node)
{
    uint32_t at = node, unit = 0;
    while (at != 0 && unit == 0) {
        at = parent_of(m, at);
        unit = ocpp_find(m, at, FIELD_chargingRateUnit);
    }
    return unit != 0 && says(m, unit, "A");
}

/* Put watts in the place of amperes: of the phases that the period names, or of three. */
static void to_watts(struct splice *s, uint32_t node)
{
    int64_t milliamperes, phases = PHASES, said;
    char text[32];
    struct buf watts = buf_over(text, sizeof text);
    if (ocpp_int(s->m, parent_of(s->m, node), FIELD_numberPhases, &said) && said > 0 && said <= 3)
        phases = said;
    if (decimal_read(s->m->nodes[node].text, 3, &milliamperes) >= DECIMAL_BAD || milliamperes < 0 ||
        milliamperes > INT64_C(1000000000))
        return;
    decimal_write(&watts, milliamperes * VOLTS * phases / 100, 1);
    replace_node(s, node, buf_str(&watts));
}

/* Change one member of a request that sets a profile. */
static void change_profile(struct splice *s, uint32_t node, uint8_t bits, bool zero)
{
    const struct ocpp_message *m = s->m;
    enum ocpp_field field = (enum ocpp_field)m->nodes[node].field;
    if (field == FIELD_stackLevel && bits & PROFILE_STACK)
        replace_node(s, node, STR("0"));
    else if (field == FIELD_chargingProfileKind && bits & PROFILE_ABSOLUTE)
        replace_node(s, node, STR("\"Relative\""));
    else if (field == FIELD_startSchedule && bits & PROFILE_ABSOLUTE)
        leave_out(s, node);
    else if (field == FIELD_chargingRateUnit && bits & PROFILE_AMPERES && says(m, node, "A"))
        replace_node(s, node, STR("\"W\""));
    else if ((field == FIELD_limit || field == FIELD_minChargingRate) && bits & PROFILE_AMPERES &&
             in_amperes(m, node))
        to_watts(s, node);
    else if (field == FIELD_chargingProfilePurpose && zero &&
             says(m, node, "ChargePointMaxProfile"))
        replace_node(s, node, STR("\"TxDefaultProfile\""));
}

/* -- what can be changed of a request -- */

/* The list of a request that may be asked in parts, and the quirk that it is for; 0 = none. */
static uint32_t list_of(const struct ocpp_message *m, enum quirk *quirk)
{
    static const struct {
        enum ocpp_action action;
        enum ocpp_field field;
        enum quirk quirk;
    } lists[] = {{ACTION_GetConfiguration, FIELD_key, QUIRK_CONFIGURATION},
                 {ACTION_GetVariables, FIELD_getVariableData, QUIRK_CONFIGURATION},
                 {ACTION_SetVariables, FIELD_setVariableData, QUIRK_LARGE_MESSAGES},
                 {ACTION_SetVariableMonitoring, FIELD_setMonitoringData, QUIRK_LARGE_MESSAGES},
                 {ACTION_ClearVariableMonitoring, FIELD_id, QUIRK_LARGE_MESSAGES}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (lists[i].action == m->action) {
            uint32_t at = ocpp_find(m, 0, lists[i].field);
            *quirk = lists[i].quirk;
            return at != 0 && m->nodes[at].kind == JSON_ARRAY ? at : 0;
        }
    return 0;
}

/* Elements of a list. */
static unsigned count(const struct ocpp_message *m, uint32_t list)
{
    unsigned n = 0;
    for (uint32_t i = list != 0 ? ocpp_first(m, list) : 0; i; i = ocpp_next(m, list, i))
        n++;
    return n;
}

/* Keep the elements [from, from + n) of a list only. */
static void keep_part(struct splice *s, uint32_t list, unsigned from, unsigned n)
{
    unsigned i = 0;
    struct str kept = {0};
    for (uint32_t x = ocpp_first(s->m, list); x; x = ocpp_next(s->m, list, x), i++) {
        struct str one = whole(&s->m->nodes[x]);
        if (i == from)
            kept = one;
        else if (i > from && i < from + n)
            kept.n = (size_t)(one.p + one.n - kept.p);
    }
    struct str all = s->m->nodes[list].text;
    replace(s, all.p + 1, all.n - 2, kept);
}

/* Is it a request about connector 0 of a station of 1.6 that has one connector at most? */
static bool is_zero(const struct pass *p, const struct ocpp_message *m)
{
    int64_t connector = -1;
    unsigned n = 0;
    if (p->l->version != OCPP_16 ||
        (m->action != ACTION_ChangeAvailability && m->action != ACTION_SetChargingProfile))
        return false;
    for (unsigned i = 0; i < p->s->n_connectors; i++)
        n += p->s->connectors[i].evse_id > 0;
    return n <= 1 && ocpp_int(m, 0, FIELD_connectorId, &connector) && connector == 0;
}

/* Is it a trigger of a message about a connector that names none? */
static bool is_bare(const struct ocpp_message *m)
{
    uint32_t asked = ocpp_find(m, 0, FIELD_requestedMessage);
    bool about =
        asked != 0 && (says(m, asked, "StatusNotification") || says(m, asked, "MeterValues") ||
                       says(m, asked, "TransactionEvent"));
    return about &&
           (m->action == ACTION_TriggerMessage || m->action == ACTION_ExtendedTriggerMessage) &&
           ocpp_find(m, 0, FIELD_connectorId) == 0 && ocpp_find(m, 0, FIELD_evse) == 0;
}

/* Has every schedule one period only? Then it means the same whenever it begins. */
static bool is_constant(const struct ocpp_message *m)
{
    for (uint32_t i = 1; i < m->n_nodes; i++)
        if (m->nodes[i].field == FIELD_chargingSchedulePeriod && count(m, i) > 1)
            return false;
    return true;
}

/* What of the profile in a request a station might not take, and may be changed. */
static uint8_t profile_bits(const struct ocpp_message *m)
{
    uint8_t bits = 0;
    if (m->action != ACTION_SetChargingProfile)
        return 0;
    for (uint32_t i = 1; i < m->n_nodes; i++) {
        enum ocpp_field field = (enum ocpp_field)m->nodes[i].field;
        if (field == FIELD_stackLevel && !str_is(m->nodes[i].text, "0"))
            bits |= PROFILE_STACK;
        else if (field == FIELD_chargingProfileKind && says(m, i, "Absolute") && is_constant(m))
            bits |= PROFILE_ABSOLUTE;
        else if (field == FIELD_chargingRateUnit && says(m, i, "A"))
            bits |= PROFILE_AMPERES;
    }
    return bits;
}

/* Is an adaption known for the station, or being tried, and not switched off? */
static bool goes(const struct pass *p, const struct link_command *c, enum quirk quirk)
{
    return ((p->l->quirks.learned | c->trial) >> quirk & 1) && outcome_repairs(p, quirk);
}

/* How many elements of a list go into one request; 0 = all. */
static unsigned part_of(const struct pass *p, const struct link_command *c, enum quirk quirk)
{
    if (!outcome_repairs(p, quirk))
        return 0;
    return c->part != 0 ? c->part : p->l->quirks.items_max;
}

/* Decode the request of a command. */
static bool decode(struct pass *p, const struct link_command *c, struct str payload,
                   struct ocpp_message *m)
{
    ocpp_decode(m, p->l->version, c->action, false, payload, false, p->arena);
    return m->whole && m->n_nodes > 0;
}

/* Copy the request with all that goes for it. */
static void change(struct pass *p, const struct link_command *c, struct splice *s)
{
    const struct ocpp_message *m = s->m;
    enum quirk quirk;
    bool zero = is_zero(p, m) && goes(p, c, QUIRK_CONNECTOR_ZERO);
    uint8_t bits = 0;
    if (m->action == ACTION_SetChargingProfile && goes(p, c, QUIRK_PROFILES))
        bits = (p->l->quirks.profile | c->trial_profile) & profile_bits(m);
    uint32_t list = list_of(m, &quirk);
    unsigned part = list != 0 ? part_of(p, c, quirk) : 0;
    if (is_bare(m) && goes(p, c, QUIRK_TRIGGER_BARE))
        replace(s, m->nodes[0].text.p + 1, 0,
                p->l->version == OCPP_16 ? STR("\"connectorId\":1,") : STR("\"evse\":{\"id\":1},"));
    if (part != 0 && (c->from != 0 || part < count(m, list)))
        keep_part(s, list, c->from, part);
    for (uint32_t i = 1; i < m->n_nodes && (zero || bits != 0); i++) {
        if (zero && m->nodes[i].field == FIELD_connectorId && parent_of(m, i) == 0)
            replace_node(s, i, STR("1"));
        else if (m->action == ACTION_SetChargingProfile)
            change_profile(s, i, bits, zero);
    }
}

struct str adapt_request(struct pass *p, const struct link_command *c, struct str payload)
{
    struct ocpp_message m;
    if ((p->l->quirks.learned | c->trial) == 0 && c->part == 0 && p->l->quirks.items_max == 0)
        return payload;
    if (!decode(p, c, payload, &m))
        return payload;
    struct splice s = {.m = &m, .from = payload, .out = arena_tail(p->arena)};
    change(p, c, &s);
    if (!s.changed)
        return payload;
    copy_to(&s, payload.p + payload.n);
    struct str changed = arena_keep(p->arena, &s.out);
    return changed.n > 0 ? changed : payload;
}

/* -- answers -- */

/* Does the answer say no? */
static bool is_reject(const struct ocpp_message *reply, struct arena *arena)
{
    static const char *const words[] = {"Rejected", "NotSupported", "NotImplemented", "Unknown"};
    if (!reply)
        return true;
    struct str status = ocpp_text(reply, 0, FIELD_status, arena);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_is(status, words[i]))
            return true;
    return false;
}

/* Does the station say that something of its own stands in the way? Then no other way helps. */
static bool is_final(const struct ocpp_message *reply, struct arena *arena)
{
    static const char *const codes[] = {"TxNotFound", "TxInProgress", "TxStarted", "NotEnabled",
                                        "UnknownEvse"};
    uint32_t info = reply ? ocpp_find(reply, 0, FIELD_statusInfo) : 0;
    struct str code = info != 0 ? ocpp_text(reply, info, FIELD_reasonCode, arena) : STR("");
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (str_is(code, codes[i]))
            return true;
    return false;
}

/* Is it an error that a list too long may have led to? */
static bool is_too_much(struct str code)
{
    static const char *const codes[] = {"OccurrenceConstraintViolation",
                                        "OccurenceConstraintViolation",
                                        "FormatViolation",
                                        "FormationViolation",
                                        "PropertyConstraintViolation",
                                        "GenericError",
                                        "InternalError"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (str_is(code, codes[i]))
            return true;
    return false;
}

/* The event that a way is known now. */
static void learn(struct pass *p, const struct link_command *c, enum quirk quirk,
                  enum repair repair, int64_t value)
{
    struct event e = {.kind = EVENT_quirk_learned};
    struct str said = arena_copy(p->arena, str_of(c->rejected));
    e.u.quirk_learned = (struct ev_quirk_learned){.quirk = quirk,
                                                  .rule = str_of(repair_row(repair)->rule),
                                                  .value = value,
                                                  .action = ocpp_action_name(c->action),
                                                  .text = said};
    outcome_event(p, &e);
    outcome_resolve(p);
}

/* What was tried was taken: it is learned. */
static void learn_trial(struct pass *p, struct link_command *c)
{
    uint64_t trial = c->trial;
    c->trial = 0;
    if (trial >> QUIRK_TRIGGER_BARE & 1)
        learn(p, c, QUIRK_TRIGGER_BARE, REPAIR_TRIGGER_CONNECTOR, 0);
    if (trial >> QUIRK_CONNECTOR_ZERO & 1)
        learn(p, c, QUIRK_CONNECTOR_ZERO, REPAIR_CONNECTOR_ONE, 0);
    if (trial >> QUIRK_PROFILES & 1)
        learn(p, c, QUIRK_PROFILES, REPAIR_PROFILE_CHANGED,
              p->l->quirks.profile | c->trial_profile);
    if (trial >> QUIRK_CONFIGURATION & 1)
        learn(p, c, QUIRK_CONFIGURATION, REPAIR_ASKED_IN_PARTS, c->part);
    if (trial >> QUIRK_LARGE_MESSAGES & 1)
        learn(p, c, QUIRK_LARGE_MESSAGES, REPAIR_LIST_SPLIT, c->part);
}

/* The next way to write a profile: each change alone, then all of them. False where none is left.
 */
static bool try_profile(struct pass *p, struct link_command *c, uint8_t bits)
{
    static const uint8_t order[] = {PROFILE_STACK, PROFILE_ABSOLUTE, PROFILE_AMPERES};
    bits &= (uint8_t)~p->l->quirks.profile;
    if (bits == 0 || c->trial_profile == bits)
        return false;
    uint8_t next = bits;
    for (size_t i = sizeof order; i-- > 0;)
        if (bits & order[i] && order[i] > c->trial_profile)
            next = order[i];
    c->trial_profile = next;
    c->trial |= QUIRK_BIT(QUIRK_PROFILES);
    return true;
}

/* Halve the list that is sent; false where there is no half. */
static bool try_parts(struct pass *p, struct link_command *c, const struct ocpp_message *m,
                      struct str code)
{
    enum quirk quirk;
    uint32_t list = list_of(m, &quirk);
    unsigned n = list != 0 ? count(m, list) : 0, part = n != 0 ? part_of(p, c, quirk) : 0;
    if (part == 0 || part > n)
        part = n;
    if (part < 2 || !is_too_much(code) || !outcome_repairs(p, quirk))
        return false;
    c->part = (uint16_t)((part + 1) / 2);
    c->trial |= QUIRK_BIT(quirk);
    return true;
}

/* A reject: is there another way to ask? */
static bool try_other(struct pass *p, struct link_command *c, const struct ocpp_message *m,
                      struct str code)
{
    if (c->tries == ADAPT_TRIES)
        return false;
    if (is_bare(m) && outcome_repairs(p, QUIRK_TRIGGER_BARE) && !goes(p, c, QUIRK_TRIGGER_BARE)) {
        c->trial |= QUIRK_BIT(QUIRK_TRIGGER_BARE);
        return true;
    }
    if (is_zero(p, m) && outcome_repairs(p, QUIRK_CONNECTOR_ZERO) &&
        !goes(p, c, QUIRK_CONNECTOR_ZERO)) {
        c->trial |= QUIRK_BIT(QUIRK_CONNECTOR_ZERO);
        return true;
    }
    if (outcome_repairs(p, QUIRK_PROFILES) && try_profile(p, c, profile_bits(m)))
        return true;
    return try_parts(p, c, m, code);
}

/* The next part of a list, where there is one. */
static bool next_part(struct pass *p, struct link_command *c, const struct ocpp_message *m)
{
    enum quirk quirk;
    uint32_t list = list_of(m, &quirk);
    unsigned part = list != 0 ? part_of(p, c, quirk) : 0;
    if (part == 0 || c->from + part >= count(m, list))
        return false;
    c->from = (uint16_t)(c->from + part);
    return true;
}

bool adapt_again(struct pass *p, struct link_command *c, struct str payload,
                 const struct ocpp_message *reply, struct str code)
{
    struct ocpp_message m;
    c->answered_part = false;
    if (!decode(p, c, payload, &m))
        return false;
    if (!is_reject(reply, p->arena)) {
        c->answered_part = next_part(p, c, &m);
        if (!c->answered_part)
            learn_trial(p, c);
        return c->answered_part;
    }
    if (c->rejected[0] == '\0')
        str_copy(c->rejected, sizeof c->rejected,
                 reply ? ocpp_text(reply, 0, FIELD_status, p->arena) : code);
    bool never = str_is(str_of(c->rejected), "NotSupported") ||
                 str_is(str_of(c->rejected), "NotImplemented"); /* in whatever way */
    bool again = !never && !is_final(reply, p->arena) && try_other(p, c, &m, code);
    c->tries += again;
    return again;
}

bool adapt_is_part(const struct link_command *c)
{
    return c->answered_part;
}
