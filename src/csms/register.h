/* SPDX-License-Identifier: Apache-2.0 */
/* The register of a session's meter, followed in segments. Private to csms/. */
#pragma once

#include "csms/session.h"

/* The most energy that the session's EVSE can give in `us` microseconds, milliwatt-hours. */
int64_t register_allowance(const struct session *s, int64_t us);
/* One more value of the register that is followed. */
void register_take(struct session *s, int64_t at_us, int64_t value);
/* Does this value go on where the register was before the last break? Only while the segment since
 * then has no energy of its own: then the break was a glitch. */
bool register_resumes(const struct session *s, int64_t at_us, int64_t value);
/* Follow another register from that value on; the energy of the one before stays. */
void register_begin(struct session *s, int64_t at_us, int64_t value);
/* Energy of the register's segments. */
int64_t register_energy(const struct session *s);
/* Note a reading that is kept but not counted, and the energy it would have added. */
void register_quarantine(struct session *s, int64_t mwh);
