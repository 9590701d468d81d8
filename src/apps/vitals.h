/* SPDX-License-Identifier: Apache-2.0 */
/* What is measured when it is asked for: the process, the disk, the clock, certificates, how far
 * the views are behind. Rows: apps/tbl/vitals.h. */
#pragma once

#include "apps/server.h"
#include "base/metrics.h"

enum vital {
#define VITAL(id, type, scale, name, label, help) VITAL_##id,
#include "apps/tbl/vitals.h"
#undef VITAL
    VITAL_COUNT
};

/* The i-th family, of VITAL_COUNT. */
const struct metric *vitals_family(size_t i);
/* Measure now and append the text; `server` is a struct server. Any thread. */
void vitals_print(void *server, enum metrics_style style, struct buf *out);
