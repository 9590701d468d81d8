/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of quirks and of their findings, and looking them up. */
#include "event/quirk.h"

#include "base/assert.h"

static const struct quirk_row rows[QUIRKS_END] = {
#define QUIRK(number, n, k, c, v, p, s, w)                                                         \
    [number] = {.name = #n,                                                                        \
                .known = KNOWN_##k,                                                                \
                .control = CONTROL_##c,                                                            \
                .versions = v,                                                                     \
                .page = p,                                                                         \
                .station = s,                                                                      \
                .we = w},
#include "event/tbl/quirks.h"
#undef QUIRK
};

static const struct repair_row repairs[REPAIR_COUNT] = {
#define REPAIR_RULE(number, name) {#name, "", number, REPAIR_BY_RULE},
#define REPAIR_FAULT(number, name) {#name, "", number, REPAIR_BY_FAULT},
#define REPAIR_DOOR(number, name, text) {#name, text, number, REPAIR_BY_DOOR},
#define REPAIR_SENT(number, name, text) {#name, text, number, REPAIR_BY_SENT},
#define REPAIR_SEEN(number, name, text) {#name, text, number, REPAIR_BY_SEEN},
#include "event/tbl/repairs.h"
};

_Static_assert(QUIRKS_END <= 63, "a bit of a word for each quirk");

const struct quirk_row *quirk_row(unsigned number)
{
    ASSERT(number > 0 && number < QUIRKS_END);
    return &rows[number];
}

int quirk_find(struct str text)
{
    int64_t number;
    if (str_eq_nocase(text, STR("all")))
        return QUIRK_OTHER;
    if (str_int(text, &number))
        return number > 0 && number < QUIRKS_END ? (int)number : -1;
    for (int i = 1; i < QUIRKS_END; i++)
        if (str_eq_nocase(text, str_of(rows[i].name)))
            return i;
    return -1;
}

const char *quirk_known_text(enum quirk_known k)
{
    static const char *const texts[] = {[KNOWN_ALWAYS] = "always",
                                        [KNOWN_RULE] = "by rule",
                                        [KNOWN_LEARNED] = "learned",
                                        [KNOWN_OPTION] = "by option"};
    return texts[k];
}

const char *quirk_control_text(enum quirk_control c)
{
    static const char *const texts[] = {[CONTROL_FIXED] = "fixed",
                                        [CONTROL_SWITCH] = "switch",
                                        [CONTROL_VALUE] = "value",
                                        [CONTROL_LEARN] = "learn"};
    return texts[c];
}

const struct repair_row *repair_row(enum repair r)
{
    ASSERT(r < REPAIR_COUNT);
    return &repairs[r];
}

const struct repair_row *repair_of(struct str rule, bool refused)
{
    for (size_t i = 0; i < REPAIR_COUNT; i++)
        if (str_is(rule, repairs[i].rule))
            return refused && repairs[i].kind == REPAIR_BY_RULE &&
                           repairs[i].quirk == QUIRK_ODD_STOP
                       ? NULL
                       : &repairs[i];
    return NULL;
}

/* One byte in lower case. */
static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool quirk_glob(struct str pattern, struct str text)
{
    size_t p = 0, t = 0, star = SIZE_MAX, from = 0; /* where to go on behind the last * */
    while (t < text.n) {
        if (p < pattern.n && pattern.p[p] == '*') {
            star = ++p;
            from = t;
        } else if (p < pattern.n &&
                   (pattern.p[p] == '?' || lower(pattern.p[p]) == lower(text.p[t]))) {
            p++;
            t++;
        } else if (star != SIZE_MAX) {
            p = star;
            t = ++from;
        } else {
            return false;
        }
    }
    while (p < pattern.n && pattern.p[p] == '*')
        p++;
    return p == pattern.n;
}
