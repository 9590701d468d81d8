/* SPDX-License-Identifier: Apache-2.0 */
/* The process's heap as a whole. */
#pragma once

/* Once at the start: the end of each thread's heap that is free goes back to the system where it is
 * larger than half a megabyte. Left alone, the allocator keeps ever more there, up to 64 MB, and
 * heap_trim does not reach it. */
void heap_tune(void);
/* Give pages that hold nothing any more back to the system; any thread. Others wait for it where
 * they allocate, some milliseconds where very much has been freed. */
void heap_trim(void);
