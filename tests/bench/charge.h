/* SPDX-License-Identifier: Apache-2.0 */
/* What a simulated charge measures, for benches that make events themselves. */
#pragma once

#include "event/reading.h"

/* Three readings of a session's k-th message, each `step_mwh` further on, as a packed list in out.
 */
static inline struct str charge_readings(int64_t at_us, int64_t k, int64_t step_mwh,
                                         struct buf *out)
{
    static const uint8_t what[] = {MEASURAND_ENERGY_ACTIVE_IMPORT_REGISTER,
                                   MEASURAND_POWER_ACTIVE_IMPORT, MEASURAND_SOC};
    const int64_t value[] = {1000000 + k * step_mwh, 300000000 + k % 7 * 1000000, 2000 + k % 8000};
    for (int i = 0; i < 3; i++) {
        struct reading r = {.at_us = at_us, .value = value[i], .measurand = what[i]};
        reading_pack(&r, out);
    }
    return buf_str(out);
}
