/* SPDX-License-Identifier: Apache-2.0 */
/* Buffers that grow, for the threads of the server; where memory is out the process ends. */
#pragma once

#include "base/buf.h"

/* Make room for n more bytes. */
void grow_room(struct buf *b, size_t n);
/* Give the memory back: an empty buffer. */
void grow_free(struct buf *b);
