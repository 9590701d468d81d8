/* SPDX-License-Identifier: Apache-2.0 */
/* What a thread says of itself to the kernel. */
#pragma once

/* Name the calling thread for top, perf and debuggers: at most 15 characters. */
void thread_name(const char *name);
/* Let the calling thread take less of a core that others want too: this much nicer than it is, up
 * to 19. */
void thread_yield_to_others(int nicer);
