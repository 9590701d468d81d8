/* SPDX-License-Identifier: Apache-2.0 */
/* Spans: compare, cut, copy, check. */
#include "base/str.h"

#include <string.h>

struct str str_of(const char *z)
{
    return (struct str){z, z ? strlen(z) : 0};
}

struct str str_make(const char *p, size_t n)
{
    return (struct str){p, n};
}

bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* ASCII lower case of one byte. */
static unsigned char lower(char c)
{
    unsigned char u = (unsigned char)c;
    return u >= 'A' && u <= 'Z' ? (unsigned char)(u | 0x20) : u;
}

bool str_eq_nocase(struct str a, struct str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (lower(a.p[i]) != lower(b.p[i]))
            return false;
    return true;
}

bool str_is(struct str a, const char *z)
{
    return str_eq(a, str_of(z));
}

bool str_starts(struct str a, struct str prefix)
{
    return a.n >= prefix.n && str_eq(str_make(a.p, prefix.n), prefix);
}

bool str_ends(struct str a, struct str suffix)
{
    return a.n >= suffix.n && str_eq(str_make(a.p + (a.n - suffix.n), suffix.n), suffix);
}

int str_cmp(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    if (c != 0)
        return c;
    return a.n < b.n ? -1 : a.n > b.n;
}

struct str str_skip(struct str a, size_t n)
{
    return n >= a.n ? (struct str){a.p ? a.p + a.n : a.p, 0} : (struct str){a.p + n, a.n - n};
}

/* Blank as HTTP and CSV see it. */
static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str str_trim(struct str a)
{
    while (a.n > 0 && blank(a.p[0]))
        a = str_skip(a, 1);
    while (a.n > 0 && blank(a.p[a.n - 1]))
        a.n--;
    return a;
}

bool str_has(struct str a, struct str part)
{
    return part.n == 0 || (a.n >= part.n && memmem(a.p, a.n, part.p, part.n) != NULL);
}

size_t str_find(struct str a, char c)
{
    const char *hit = a.n ? memchr(a.p, c, a.n) : NULL;
    return hit ? (size_t)(hit - a.p) : a.n;
}

struct str str_cut(struct str *a, char c)
{
    size_t at = str_find(*a, c);
    struct str head = str_make(a->p, at);
    *a = str_skip(*a, at < a->n ? at + 1 : at);
    return head;
}

bool str_copy(char *z, size_t cap, struct str a)
{
    size_t n = a.n < cap ? a.n : cap - 1;
    if (n > 0)
        memcpy(z, a.p, n);
    z[n] = '\0';
    return n == a.n;
}

size_t str_lower(struct str a, char *out, size_t max)
{
    size_t n = a.n < max ? a.n : max;
    for (size_t i = 0; i < n; i++)
        out[i] = (char)lower(a.p[i]);
    return n;
}

bool str_int(struct str a, int64_t *out)
{
    bool negative = a.n > 0 && a.p[0] == '-';
    uint64_t limit = negative ? (uint64_t)INT64_MAX + 1 : (uint64_t)INT64_MAX;
    uint64_t v = 0;
    if (a.n > 0 && (a.p[0] == '-' || a.p[0] == '+'))
        a = str_skip(a, 1);
    if (a.n == 0)
        return false;
    for (size_t i = 0; i < a.n; i++) {
        unsigned d = (unsigned)(unsigned char)a.p[i] - '0';
        if (d > 9 || v > (limit - d) / 10)
            return false;
        v = v * 10 + d;
    }
    *out = negative ? (int64_t)(0 - v) : (int64_t)v;
    return true;
}

/* Length of the UTF-8 sequence at u[0..n), 0 where it is not valid. */
static size_t utf8_step(const unsigned char *u, size_t n)
{
    if (u[0] < 0x80)
        return 1;
    if (u[0] >= 0xC2 && u[0] <= 0xDF)
        return n >= 2 && (u[1] & 0xC0) == 0x80 ? 2 : 0;
    if (u[0] >= 0xE0 && u[0] <= 0xEF) {
        unsigned char low = u[0] == 0xE0 ? 0xA0 : 0x80, high = u[0] == 0xED ? 0x9F : 0xBF;
        return n >= 3 && u[1] >= low && u[1] <= high && (u[2] & 0xC0) == 0x80 ? 3 : 0;
    }
    if (u[0] >= 0xF0 && u[0] <= 0xF4) {
        unsigned char low = u[0] == 0xF0 ? 0x90 : 0x80, high = u[0] == 0xF4 ? 0x8F : 0xBF;
        return n >= 4 && u[1] >= low && u[1] <= high && (u[2] & 0xC0) == 0x80 &&
                       (u[3] & 0xC0) == 0x80
                   ? 4
                   : 0;
    }
    return 0;
}

int str_hex(char c)
{
    unsigned char low = lower(c);
    if (c >= '0' && c <= '9')
        return c - '0';
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

bool str_utf8(struct str a)
{
    const unsigned char *u = (const unsigned char *)a.p;
    for (size_t i = 0; i < a.n;) {
        uint64_t word;
        if (a.n - i >= 8 && (memcpy(&word, u + i, 8), (word & 0x8080808080808080u) == 0)) {
            i += 8;
            continue;
        }
        size_t step = utf8_step(u + i, a.n - i);
        if (step == 0)
            return false;
        i += step;
    }
    return true;
}
