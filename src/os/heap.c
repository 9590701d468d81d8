/* SPDX-License-Identifier: Apache-2.0 */
/* The allocator gives back by itself only what lies at the end of its heaps. */
#include "os/heap.h"

#include <malloc.h>

void heap_trim(void)
{
    malloc_trim(0);
}
