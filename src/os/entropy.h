/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes nobody can guess, from the kernel: keys, salts, ids. */
#pragma once

#include <stddef.h>

/* Fill p[0..n) with random bytes; aborts where the kernel has none (it then has no way to be safe).
 */
void entropy_fill(void *p, size_t n);
