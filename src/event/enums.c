/* SPDX-License-Identifier: Apache-2.0 */
/* Texts of the closed lists, from event/tbl/enums.h. */
#include "event/enums.h"

#define ENUM_BEGIN(list) static const char *const texts_##list[] = {
#define ENUM_END(list)                                                                             \
    }                                                                                              \
    ;
#define ENUM(list, name, text) [list##_##name] = text,
#include "event/tbl/enums.h"
#undef ENUM

#define ENUM_BEGIN(list)                                                                           \
    const struct record_names names_##list = {texts_##list,                                        \
                                              sizeof texts_##list / sizeof *texts_##list};
#define ENUM_END(list)
#define ENUM(list, name, text)
#include "event/tbl/enums.h"
#undef ENUM

struct str enum_text(const struct record_names *names, int64_t value)
{
    if (value < 0 || (uint64_t)value >= names->n)
        return STR("?");
    return str_of(names->names[value]);
}

int64_t enum_find(const struct record_names *names, struct str text)
{
    for (size_t i = 0; i < names->n; i++)
        if (str_is(text, names->names[i]))
            return (int64_t)i;
    return -1;
}
