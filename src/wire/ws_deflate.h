/* SPDX-License-Identifier: Apache-2.0 */
/* Compression of whole messages (RFC 7692 section 7.2) over zlib streams that all connections of a
 * loop share. Private to wire/. */
#pragma once

#include "wire/ws.h"

enum ws_expand_result { WS_EXPAND_OK, WS_EXPAND_BAD, WS_EXPAND_TOO_BIG, WS_EXPAND_NO_MEMORY };

/* Inflate the payload of a whole message. *out is a block of malloc with *n bytes, the caller's to
 * free (NULL unless OK); it never grows beyond max bytes. */
enum ws_expand_result ws_deflate_expand(struct ws_zlib *z, struct str in, uint32_t max, char **out,
                                        uint32_t *n);
/* Deflate a whole message for a peer with that window into to[0..room); false where the result is
 * not smaller than the message, or doesn't fit. */
bool ws_deflate_compress(struct ws_zlib *z, uint8_t window_bits, struct str in, char *to,
                         size_t room, size_t *n);
