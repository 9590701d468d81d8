/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of OCPP 1.6 with the security white paper, made of ocpp/tbl/types16.h. */
#include "ocpp/table.h"

#define ROWS "ocpp/tbl/types16.h"
#define LISTS "ocpp/tbl/values16.h"
#define FIELD(name, kind, need, ...) ROW_##need(name, kind, __VA_ARGS__)
#define VALUE(text) TEXT_YES(text)
#define MESSAGE(name, d16, d201, d21) PAIR_##d16(name)
#define CUSTOM_DATA
#define N_CUSTOM_DATA 0
#define TABLE ocpp_table16
#include "ocpp/tbl/build.h"

_Static_assert(N_TYPES == 89 && N_FIELDS == 187, "the types of 1.6 have changed");
_Static_assert(N_LISTS == 42 && N_VALUES == 225, "the values of 1.6 have changed");
