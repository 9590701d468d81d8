/* SPDX-License-Identifier: Apache-2.0 */
/* The allocator gives back by itself only what lies at the end of its heaps. */
#include "os/heap.h"

#include <malloc.h>

#define KEPT (512 * 1024)

void heap_tune(void)
{
    mallopt(M_MMAP_THRESHOLD, KEPT);
    mallopt(M_TRIM_THRESHOLD, KEPT);
}

void heap_trim(void)
{
    malloc_trim(0);
}
