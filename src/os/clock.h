/* SPDX-License-Identifier: Apache-2.0 */
/* The two clocks of the kernel. Only apps ask; everybody else is told the time. */
#pragma once

#include <stdint.h>

/* Microseconds since 1970 UTC: what is journaled. */
int64_t clock_utc_us(void);
/* Microseconds of a clock that is never set: for waiting and measuring. */
int64_t clock_mono_us(void);
/* CPU time that this process has used, in microseconds. */
int64_t clock_cpu_us(void);
