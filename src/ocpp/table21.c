/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of OCPP 2.1, made of the columns for it in ocpp/tbl/types2.h. */
#include "ocpp/table.h"

#define ROWS "ocpp/tbl/types2.h"
#define LISTS "ocpp/tbl/values2.h"
#define FIELD(name, kind, in201, in21, ...) ROW_##in21(name, kind, __VA_ARGS__)
#define VALUE(text, in201, in21) TEXT_##in21(text)
#define IN21(...) __VA_ARGS__
#define IN201(...)
#define MESSAGE(name, d16, d201, d21) PAIR_##d21(name)
#define CUSTOM_DATA ROW(customData, false, OBJECT(CustomDataType), PLAIN)
#define N_CUSTOM_DATA 1
#define TABLE ocpp_table21
#include "ocpp/tbl/build.h"

_Static_assert(N_TYPES == 303 && N_FIELDS == 1043, "the types of 2.1 have changed");
_Static_assert(N_LISTS == 113 && N_VALUES == 599, "the values of 2.1 have changed");
