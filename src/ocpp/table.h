/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of ocpp/tbl/ as the compiler sees them: one constant table per version, types by index.
 * Private to the message files of this room and to their tests. */
#pragma once

#include <string.h>

#include "ocpp/message.h"

enum ocpp_kind {
    KIND_TEXT,
    KIND_TIME, /* text in RFC 3339 */
    KIND_URI,  /* text that is an address */
    KIND_CODE, /* text out of a closed list */
    KIND_INT,
    KIND_NUM,
    KIND_BOOL,
    KIND_ANY, /* whatever JSON there is */
    KIND_OBJECT
};

/* One field of a type. */
struct ocpp_row {
    const char *name;
    uint16_t field;      /* enum ocpp_field */
    uint16_t ref;        /* KIND_OBJECT: index of its type; KIND_CODE: of its list of values */
    uint16_t max_length; /* in code points; 0 for no limit */
    uint16_t max_items;  /* 0 for no limit */
    int16_t least, most; /* where has_least, has_most */
    uint8_t min_items;
    uint8_t name_n;
    uint8_t kind; /* enum ocpp_kind: of the elements, where it is a list */
    bool list;
    bool required;
    bool has_least;
    bool has_most;
    bool tenths; /* a multiple of 0.1 */
};

struct ocpp_type {
    struct str name;
    const struct ocpp_row *rows;
    uint16_t n_rows;
    uint16_t n_required;
    uint16_t first; /* the row behind customData, which rarely comes */
    bool open;      /* other properties may stand besides the rows */
};

struct ocpp_values {
    struct str name;
    const struct str *values;
    size_t n;
};

#define OCPP_NO_TYPE UINT16_MAX

struct ocpp_pair {
    uint16_t request, response; /* indexes of types, or OCPP_NO_TYPE */
};

struct ocpp_table {
    const struct ocpp_type *types;
    size_t n_types;
    const struct ocpp_values *lists;
    size_t n_lists;
    const struct ocpp_pair *messages; /* [ACTION_COUNT] */
};

#define OCPP_ROWS_MAX 64 /* of one type: the decoder keeps a bit for each */

extern const struct ocpp_table ocpp_table16, ocpp_table201, ocpp_table21;

/* The 8 bytes at p as a word. */
static inline uint64_t ocpp_word(const char *p)
{
    uint64_t w;
    memcpy(&w, p, 8);
    return w;
}

/* The 4 bytes at p as a word. */
static inline uint32_t ocpp_half(const char *p)
{
    uint32_t w;
    memcpy(&w, p, 4);
    return w;
}

/* Are the n bytes at a and b the same? For names: a few words in place, the last one overlapping.
 */
static inline bool ocpp_same(const char *a, const char *b, size_t n)
{
    if (n < 4)
        return memcmp(a, b, n) == 0;
    if (n < 8)
        return ocpp_half(a) == ocpp_half(b) && ocpp_half(a + n - 4) == ocpp_half(b + n - 4);
    for (size_t i = 0; i + 8 < n; i += 8)
        if (ocpp_word(a + i) != ocpp_word(b + i))
            return false;
    return ocpp_word(a + n - 8) == ocpp_word(b + n - 8);
}

/* Is this the row called name? */
static inline bool ocpp_row_is(const struct ocpp_row *row, struct str name)
{
    return row->name_n == name.n && ocpp_same(row->name, name.p, name.n);
}

/* The table of a version; NULL for OCPP_NONE. */
const struct ocpp_table *ocpp_table(enum ocpp_version v);
/* The type of a message; NULL where that version has no such message. */
const struct ocpp_type *ocpp_table_message(const struct ocpp_table *t, enum ocpp_action a,
                                           bool response);
/* The row called name, searched from row `from` on and around; NULL where there is none. */
const struct ocpp_row *ocpp_table_row(const struct ocpp_type *type, unsigned from, struct str name);
