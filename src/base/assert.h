/* SPDX-License-Identifier: Apache-2.0 */
/* A broken promise of our own code: print where, and abort. Stays on in release builds; the
 * supervisor restarts the process and the journal is safe. Never used for what others send. */
#pragma once

/* Print file, line and text to standard error and abort. */
_Noreturn void assert_failed(const char *file, int line, const char *text);

#define ASSERT(x) ((x) ? (void)0 : assert_failed(__FILE__, __LINE__, #x))
