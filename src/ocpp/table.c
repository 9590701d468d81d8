/* SPDX-License-Identifier: Apache-2.0 */
/* Looking into the tables: by version, by message, by name of a field. */
#include "ocpp/table.h"

const struct ocpp_table *ocpp_table(enum ocpp_version v)
{
    static const struct ocpp_table *const tables[] = {
        [OCPP_NONE] = NULL,
        [OCPP_16] = &ocpp_table16,
        [OCPP_201] = &ocpp_table201,
        [OCPP_21] = &ocpp_table21,
    };
    return tables[v];
}

const struct ocpp_type *ocpp_table_message(const struct ocpp_table *t, enum ocpp_action a,
                                           bool response)
{
    if (!t)
        return NULL;
    const struct ocpp_pair *pair = &t->messages[a];
    unsigned index = response ? pair->response : pair->request;
    return index == OCPP_NO_TYPE ? NULL : &t->types[index];
}

const struct ocpp_row *ocpp_table_row(const struct ocpp_type *type, unsigned from, struct str name)
{
    for (unsigned i = 0, at = from; i < type->n_rows; i++, at++) {
        if (at >= type->n_rows)
            at = 0;
        const struct ocpp_row *row = &type->rows[at];
        if (ocpp_row_is(row, name))
            return row;
    }
    return NULL;
}
