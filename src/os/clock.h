/* SPDX-License-Identifier: Apache-2.0 */
/* The two clocks of the kernel. Only apps ask; everybody else is told the time. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Microseconds since 1970 UTC: what is journaled. */
int64_t clock_utc_us(void);
/* Microseconds of a clock that is never set: for waiting and measuring. */
int64_t clock_mono_us(void);
/* CPU time that this process has used, in microseconds. */
int64_t clock_cpu_us(void);

/* Does the kernel hold the clock to be synchronised (by NTP or the like)? *error_us is the most it
 * may be wrong by, as the kernel sees it. */
bool clock_synchronised(int64_t *error_us);
