/* SPDX-License-Identifier: Apache-2.0 */
/* From rows to the constant tables of one version: included once by each of ocpp/table*.c, which
 * defines before
 *
 *     ROWS, LISTS       the files with the types and with the lists of values
 *     FIELD, VALUE      call ROW_REQ, ROW_OPT or ROW_NO, and TEXT_YES or TEXT_NO, by their column
 *     MESSAGE           calls PAIR_x by the column of that version in actions.h
 *     CUSTOM_DATA       the row that each type has besides, or nothing
 *     N_CUSTOM_DATA     1 or 0
 *     TABLE             the name of the result
 *
 * The rows are read several times, each time with another meaning of TYPE, FIELD and END. */

/* The indexes of types and lists. */
#define TYPE(name) T_##name,
#define OPEN(name) T_##name,
#define ROW_REQ(name, kind, ...)
#define ROW_OPT(name, kind, ...)
#define ROW_NO(name, kind, ...)
#define END
enum {
#include ROWS
    N_TYPES
};
#define VALUES(name) L_##name,
#define TEXT_YES(text)
#define TEXT_NO(text)
enum {
#include LISTS
    N_LISTS
};

/* How many rows there are, customData aside, and how many values. */
#undef TYPE
#undef OPEN
#undef ROW_REQ
#undef ROW_OPT
#undef VALUES
#undef TEXT_YES
#define TYPE(name)
#define OPEN(name)
#define VALUES(name)
#define ROW_REQ(name, kind, ...) +1
#define ROW_OPT(name, kind, ...) +1
#define TEXT_YES(text) +1
enum {
    N_FIELDS = 0
#include ROWS
};
enum {
    N_VALUES = 0
#include LISTS
};

/* How many rows of each type are required: a compound literal with one char for each. */
#undef TYPE
#undef OPEN
#undef ROW_REQ
#undef ROW_OPT
#undef END
#define TYPE(name) enum { NEED_##name = sizeof((const char[]){0,
#define OPEN(name) TYPE(name)
#define ROW_REQ(name, kind, ...) 0,
#define ROW_OPT(name, kind, ...)
#define END }) - 1};
#include ROWS

/* The rows of each type, an array with one element too many (an array may not be empty). */
#define AS_TEXT .kind = KIND_TEXT
#define AS_TIME .kind = KIND_TIME
#define AS_URI .kind = KIND_URI
#define AS_INT .kind = KIND_INT
#define AS_NUM .kind = KIND_NUM
#define AS_BOOL .kind = KIND_BOOL
#define AS_ANY .kind = KIND_ANY
#define AS_OBJECT(type) .kind = KIND_OBJECT, .ref = T_##type
#define AS_CODE(list) .kind = KIND_CODE, .ref = L_##list
#define PLAIN
#define MAX(n) .max_length = n,
#define MANY .list = true,
#define SOME .list = true, .min_items = 1,
#define UP_TO(n) .list = true, .min_items = 1, .max_items = n,
#define LEAST(n) .has_least = true, .least = n,
#define MOST(n) .has_most = true, .most = n,
#define RANGE(low, high) LEAST(low) MOST(high)
#define TENTHS .tenths = true,
#define ROW(label, need, as, ...)                                                                   \
    {.name = #label, .name_n = sizeof #label - 1, .field = FIELD_##label, .required = need,        \
     AS_##as, __VA_ARGS__},
#undef TYPE
#undef OPEN
#undef ROW_REQ
#undef ROW_OPT
#undef END
#define TYPE(name) static const struct ocpp_row rows_##name[] = {CUSTOM_DATA
#define OPEN(name) static const struct ocpp_row rows_##name[] = {
#define ROW_REQ(name, kind, ...) ROW(name, true, kind, __VA_ARGS__)
#define ROW_OPT(name, kind, ...) ROW(name, false, kind, __VA_ARGS__)
#define END {0}};
#include ROWS

/* The values of each list, likewise. */
#undef VALUES
#undef TEXT_YES
#define VALUES(name) static const struct str values_##name[] = {
#define TEXT_YES(text) STR_INIT(text),
#include LISTS

/* The types, the lists and the messages. */
#define N_OF(array) (sizeof(array) / sizeof *(array) - 1)
#undef TYPE
#undef OPEN
#undef ROW_REQ
#undef ROW_OPT
#undef VALUES
#undef TEXT_YES
#undef END
#define TYPE(name)                                                                                  \
    {STR_INIT(#name), rows_##name, N_OF(rows_##name), NEED_##name, N_CUSTOM_DATA, false},
#define OPEN(name) {STR_INIT(#name), rows_##name, N_OF(rows_##name), NEED_##name, 0, true},
#define VALUES(name) {STR_INIT(#name), values_##name, N_OF(values_##name)},
#define ROW_REQ(name, kind, ...)
#define ROW_OPT(name, kind, ...)
#define TEXT_YES(text)
#define END
static const struct ocpp_type types[] = {
#include ROWS
};
static const struct ocpp_values lists[] = {
#include LISTS
};

#define PAIR_OCPP_NO(name) [ACTION_##name] = {OCPP_NO_TYPE, OCPP_NO_TYPE},
#define PAIR_OCPP_UP(name) [ACTION_##name] = {T_##name##Request, T_##name##Response},
#define PAIR_OCPP_DOWN(name) PAIR_OCPP_UP(name)
#define PAIR_OCPP_BOTH(name) PAIR_OCPP_UP(name)
#define PAIR_OCPP_SEND(name) [ACTION_##name] = {T_##name##Request, OCPP_NO_TYPE},
#define OCPP_ACTION(name, d16, d201, d21) MESSAGE(name, d16, d201, d21)
static const struct ocpp_pair messages[ACTION_COUNT] = {
    [ACTION_NONE] = {OCPP_NO_TYPE, OCPP_NO_TYPE},
#include "ocpp/tbl/actions.h"
};

const struct ocpp_table TABLE = {types, N_TYPES, lists, N_LISTS, messages};

/* Every type fits in the bit set of the decoder. */
#undef TYPE
#undef OPEN
#undef VALUES
#define TYPE(name) _Static_assert(N_OF(rows_##name) <= OCPP_ROWS_MAX, "too many rows: " #name);
#define OPEN(name) TYPE(name)
#include ROWS
