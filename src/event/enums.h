/* SPDX-License-Identifier: Apache-2.0 */
/* The enums of event/tbl/enums.h: BOOT_ACCEPTED ..., with their texts. */
#pragma once

#include "event/record.h"

#define ENUM_BEGIN(list) enum list {
#define ENUM_END(list)                                                                             \
    }                                                                                              \
    ;
#define ENUM(list, name, text) list##_##name,
#include "event/tbl/enums.h"
#undef ENUM

/* Per list: names_boot etc., for rows of kind ENUM and FLAGS. */
#define ENUM_BEGIN(list) extern const struct record_names names_##list;
#define ENUM_END(list)
#define ENUM(list, name, text)
#include "event/tbl/enums.h"
#undef ENUM

/* The text of a value ("?" out of range). */
struct str enum_text(const struct record_names *names, int64_t value);
/* The value of a text, or -1. */
int64_t enum_find(const struct record_names *names, struct str text);
