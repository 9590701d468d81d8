/* SPDX-License-Identifier: Apache-2.0 */
/* The process's heap as a whole. */
#pragma once

/* Give pages that hold nothing any more back to the system; any thread. Others wait for it where
 * they allocate, some milliseconds where very much has been freed. */
void heap_trim(void);
