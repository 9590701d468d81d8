/* SPDX-License-Identifier: Apache-2.0 */
/* Checksums and hashes: CRC32C for what lies on disk, SipHash for tables and content keys. */
#pragma once

#include "base/str.h"

/* CRC32C (Castagnoli) of p[0..n), continued from crc (0 to begin). */
uint32_t crc32c(uint32_t crc, const void *p, size_t n);
/* SipHash-1-3 of s under a fixed key: stable across runs, machines and versions. */
uint64_t hash_str(struct str s);
/* A hash of a message's content, many times faster than hash_str and as stable; for telling
 * contents of one sender apart, not for tables that others fill. */
uint64_t hash_content(struct str s);
/* Mix a further value into a hash. */
uint64_t hash_mix(uint64_t h, uint64_t v);
/* 16 characters of base32 (0-9, a-v) that name the content s: an 80-bit SipHash, NUL-ended. */
void hash_name(struct str s, char out[17]);
