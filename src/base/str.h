/* SPDX-License-Identifier: Apache-2.0 */
/* A span of bytes that somebody else owns; not NUL-ended, may hold any byte. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str {
    const char *p;
    size_t n;
};

/* A span over a string literal. */
#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
/* The same as a constant initialiser for static tables. */
/* clang-format off */
#define STR_INIT(literal) {(literal), sizeof(literal) - 1}
/* clang-format on */
/* For printf("%.*s", STR_ARG(s)). */
#define STR_ARG(s) ((int)(s).n), ((s).n ? (s).p : "")

/* A span over a NUL-ended string (NULL gives the empty span). */
struct str str_of(const char *z);
/* A span over p[0..n). */
struct str str_make(const char *p, size_t n);
/* Same bytes? */
bool str_eq(struct str a, struct str b);
/* Same bytes but for ASCII case? */
bool str_eq_nocase(struct str a, struct str b);
/* Same bytes as the NUL-ended z? */
bool str_is(struct str a, const char *z);
/* Does a begin with prefix? */
bool str_starts(struct str a, struct str prefix);
/* Does a end with suffix? */
bool str_ends(struct str a, struct str suffix);
/* Order as memcmp does, the shorter first. */
int str_cmp(struct str a, struct str b);
/* a without its first n bytes (all of it where n is larger). */
struct str str_skip(struct str a, size_t n);
/* a without blanks, tabs and line ends at either end. */
struct str str_trim(struct str a);
/* Does a hold part? */
bool str_has(struct str a, struct str part);
/* Position of byte c in a, or a.n where it is absent. */
size_t str_find(struct str a, char c);
/* Cut a at the first c: the part before is returned, *a becomes the part behind (else empty). */
struct str str_cut(struct str *a, char c);
/* Copy into z[cap] with a NUL, cut at cap - 1; true where all of it fitted. */
bool str_copy(char *z, size_t cap, struct str a);
/* Put a in ASCII lower case into out[max], cut there; how many bytes it has become. */
size_t str_lower(struct str a, char *out, size_t max);
/* Read a whole decimal int64 (optional sign, nothing else); false where it is not one. */
bool str_int(struct str a, int64_t *out);
/* The value of a hexadecimal digit, or -1. */
int str_hex(char c);
/* Is a valid UTF-8 (RFC 3629: no surrogates, no overlong forms)? */
bool str_utf8(struct str a);
