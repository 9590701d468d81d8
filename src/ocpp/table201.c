/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of OCPP 2.0.1, made of the columns for it in ocpp/tbl/types2.h. */
#include "ocpp/table.h"

#define ROWS "ocpp/tbl/types2.h"
#define LISTS "ocpp/tbl/values2.h"
#define FIELD(name, kind, in201, in21, ...) ROW_##in201(name, kind, __VA_ARGS__)
#define VALUE(text, in201, in21) TEXT_##in201(text)
#define IN201(...) __VA_ARGS__
#define IN21(...)
#define MESSAGE(name, d16, d201, d21) PAIR_##d201(name)
#define CUSTOM_DATA ROW(customData, false, OBJECT(CustomDataType), PLAIN)
#define N_CUSTOM_DATA 1
#define TABLE ocpp_table201
#include "ocpp/tbl/build.h"

_Static_assert(N_TYPES == 303 && N_FIELDS == 509, "the types of 2.0.1 have changed");
_Static_assert(N_LISTS == 113 && N_VALUES == 431, "the values of 2.0.1 have changed");
