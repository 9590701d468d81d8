/* SPDX-License-Identifier: Apache-2.0 */
/* The character classes of HTTP (RFC 9110 section 5.6, RFC 3986 section 2). Private to wire/. */
#pragma once

#include <string.h>

#include "base/str.h"

/* A letter or a digit? */
static inline bool http_alnum(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* Is c a byte of a token? */
static inline bool http_token_char(char c)
{
    return http_alnum(c) || (c != '\0' && strchr("!#$%&'*+-.^_`|~", c));
}

/* May c stand in a field value or reason? Blanks, visible and non-ASCII bytes. */
static inline bool http_text_char(char c)
{
    return c == '\t' || ((unsigned char)c >= 0x20 && c != 0x7F);
}

/* Is every byte of s one of a token, and is there one? */
static inline bool http_token(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!http_token_char(s.p[i]))
            return false;
    return s.n > 0;
}

/* s without blanks and tabs at either end. */
static inline struct str http_trim(struct str s)
{
    while (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\t'))
        s = str_skip(s, 1);
    while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
        s.n--;
    return s;
}
