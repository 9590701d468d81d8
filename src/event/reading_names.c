/* SPDX-License-Identifier: Apache-2.0 */
/* The words of a meter value: measurand, phase, location and context, by text and by number. */
#include "event/reading.h"

static const struct str measurands[MEASURAND_COUNT] = {
#define MEASURAND(name, text, quantity) STR_INIT(text),
#include "event/tbl/measurands.h"
#undef MEASURAND
};

static const uint8_t quantities[MEASURAND_COUNT] = {
#define MEASURAND(name, text, quantity) QUANTITY_##quantity,
#include "event/tbl/measurands.h"
#undef MEASURAND
};

static const struct str phases[PHASE_COUNT] = {
    [PHASE_NONE] = STR_INIT(""),       [PHASE_L1] = STR_INIT("L1"),
    [PHASE_L2] = STR_INIT("L2"),       [PHASE_L3] = STR_INIT("L3"),
    [PHASE_N] = STR_INIT("N"),         [PHASE_L1_N] = STR_INIT("L1-N"),
    [PHASE_L2_N] = STR_INIT("L2-N"),   [PHASE_L3_N] = STR_INIT("L3-N"),
    [PHASE_L1_L2] = STR_INIT("L1-L2"), [PHASE_L2_L3] = STR_INIT("L2-L3"),
    [PHASE_L3_L1] = STR_INIT("L3-L1"),
};

static const struct str locations[LOCATION_COUNT] = {
    [LOCATION_OUTLET] = STR_INIT("Outlet"), [LOCATION_INLET] = STR_INIT("Inlet"),
    [LOCATION_EV] = STR_INIT("EV"),         [LOCATION_CABLE] = STR_INIT("Cable"),
    [LOCATION_BODY] = STR_INIT("Body"),     [LOCATION_UPSTREAM] = STR_INIT("Upstream"),
};

static const struct str contexts[CONTEXT_COUNT] = {
    [CONTEXT_PERIODIC] = STR_INIT("Sample.Periodic"),
    [CONTEXT_BEGIN] = STR_INIT("Transaction.Begin"),
    [CONTEXT_END] = STR_INIT("Transaction.End"),
    [CONTEXT_CLOCK] = STR_INIT("Sample.Clock"),
    [CONTEXT_INTERRUPTION_BEGIN] = STR_INIT("Interruption.Begin"),
    [CONTEXT_INTERRUPTION_END] = STR_INIT("Interruption.End"),
    [CONTEXT_TRIGGER] = STR_INIT("Trigger"),
    [CONTEXT_OTHER] = STR_INIT("Other"),
};

enum list { LIST_MEASURAND, LIST_PHASE, LIST_LOCATION, LIST_CONTEXT };

static const struct synonym {
    struct str text;
    uint8_t list, value;
} synonyms[] = {
#define SYNONYM(list, text, value) {STR_INIT(text), LIST_##list, list##_##value},
#include "event/tbl/synonyms.h"
#undef SYNONYM
};

/* The next letter or digit of s from *at, in lower case; 0 behind the last. */
static char next_letter(struct str s, size_t *at)
{
    while (*at < s.n) {
        char c = s.p[(*at)++];
        if (c >= 'A' && c <= 'Z')
            return (char)(c | 0x20);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            return c;
    }
    return '\0';
}

/* The same letters and digits, whatever their case and what stands between them? */
static bool same_letters(struct str a, struct str b)
{
    size_t at_a = 0, at_b = 0;
    char c;
    do {
        c = next_letter(a, &at_a);
        if (c != next_letter(b, &at_b))
            return false;
    } while (c != '\0');
    return true;
}

/* The number of text in its list: as written, else by its letters, else as a synonym; -1 where
 * unknown. */
static int find(const struct str *texts, int n, enum list list, struct str text)
{
    for (int i = 0; i < n; i++)
        if (str_eq(texts[i], text))
            return i;
    for (int i = 0; i < n; i++)
        if (texts[i].n > 0 && same_letters(texts[i], text))
            return i;
    for (size_t i = 0; i < sizeof synonyms / sizeof *synonyms; i++)
        if (synonyms[i].list == list && same_letters(synonyms[i].text, text))
            return synonyms[i].value;
    return -1;
}

/* What nearly every meter value is of. */
static const uint8_t common[] = {MEASURAND_ENERGY_ACTIVE_IMPORT_REGISTER,
                                 MEASURAND_POWER_ACTIVE_IMPORT,
                                 MEASURAND_CURRENT_IMPORT,
                                 MEASURAND_VOLTAGE,
                                 MEASURAND_SOC,
                                 MEASURAND_POWER_OFFERED,
                                 MEASURAND_CURRENT_OFFERED,
                                 MEASURAND_TEMPERATURE};

enum measurand measurand_find(struct str text)
{
    if (text.n == 0)
        return MEASURAND_ENERGY_ACTIVE_IMPORT_REGISTER;
    for (unsigned k = 0; k < sizeof common; k++)
        if (str_eq(measurands[common[k]], text))
            return (enum measurand)common[k];
    int i = find(measurands, MEASURAND_COUNT, LIST_MEASURAND, text);
    return i < 0 ? MEASURAND_OTHER : (enum measurand)i;
}

enum reading_phase phase_find(struct str text)
{
    if (text.n == 0)
        return PHASE_NONE;
    int i = find(phases, PHASE_COUNT, LIST_PHASE, text);
    return i < 0 ? PHASE_NONE : (enum reading_phase)i;
}

enum reading_location location_find(struct str text)
{
    if (text.n == 0)
        return LOCATION_OUTLET;
    int i = find(locations, LOCATION_COUNT, LIST_LOCATION, text);
    return i < 0 ? LOCATION_OUTLET : (enum reading_location)i;
}

enum reading_context context_find(struct str text)
{
    if (text.n == 0)
        return CONTEXT_PERIODIC;
    int i = find(contexts, CONTEXT_COUNT, LIST_CONTEXT, text);
    return i < 0 ? CONTEXT_OTHER : (enum reading_context)i;
}

struct str measurand_text(enum measurand m)
{
    return (unsigned)m < MEASURAND_COUNT ? measurands[m] : STR("");
}

struct str phase_text(enum reading_phase p)
{
    return (unsigned)p < PHASE_COUNT ? phases[p] : STR("");
}

struct str location_text(enum reading_location l)
{
    return (unsigned)l < LOCATION_COUNT ? locations[l] : STR("");
}

struct str context_text(enum reading_context c)
{
    return (unsigned)c < CONTEXT_COUNT ? contexts[c] : STR("");
}

enum quantity measurand_quantity(enum measurand m)
{
    return (unsigned)m < MEASURAND_COUNT ? (enum quantity)quantities[m] : QUANTITY_NUMBER;
}

struct str measurand_unit(enum measurand m)
{
    static const struct str units[] = {
        [QUANTITY_NUMBER] = STR_INIT(""),         [QUANTITY_ENERGY] = STR_INIT("Wh"),
        [QUANTITY_POWER] = STR_INIT("W"),         [QUANTITY_CURRENT] = STR_INIT("A"),
        [QUANTITY_VOLTAGE] = STR_INIT("V"),       [QUANTITY_TEMPERATURE] = STR_INIT("Celsius"),
        [QUANTITY_PERCENT] = STR_INIT("Percent"),
    };
    struct str text = measurand_text(m);
    if (str_starts(text, STR("Energy.Reactive.")))
        return STR("varh");
    if (str_starts(text, STR("Energy.Apparent.")))
        return STR("VAh");
    if (str_starts(text, STR("Power.Reactive.")))
        return STR("var");
    return units[measurand_quantity(m)];
}
