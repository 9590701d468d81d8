/* SPDX-License-Identifier: Apache-2.0 */
/* A station between two messages: the words of its structs that are not zero, and which they are.
 *
 *      counts  n_connectors, n_sessions, n_orders (a byte each)
 *      part    bits  a bit per word of the struct, 64 to a word
 *              words those whose bit is set, in order
 *      parts: the info, each connector, each open session, each open order
 *      texts   where there are orders: their length in 4 bytes, and they themselves */
#include "csms/station_stow.h"

#include <string.h>

#include "base/assert.h"
#include "base/le.h"

#define WORD sizeof(uint64_t)
#define GROUP 64 /* words that one word of bits is about */

_Static_assert(sizeof(struct station_info) % WORD == 0 && sizeof(struct connector) % WORD == 0 &&
                   sizeof(struct session) % WORD == 0 && sizeof(struct order) % WORD == 0,
               "the parts of a station are whole words");
_Static_assert(STATION_CONNECTORS_MAX < 256 && STATION_SESSIONS_MAX < 256, "counts fit a byte");

/* The word at p. */
static inline uint64_t word_at(const char *p)
{
    uint64_t w;
    memcpy(&w, p, WORD);
    return w;
}

/* Write the word i at `out`, to be written over unless it is not zero; what stands behind it then.
 */
static inline char *stow_word(uint64_t w, size_t i, char *out, uint64_t *bits)
{
    memcpy(out, &w, WORD);
    *bits |= (uint64_t)(w != 0) << i;
    return out + WORD * (w != 0);
}

/* Append the words of one group that are not zero at *to; their bits. Most words are zero, so four
 * are looked at at once. */
static uint64_t stow_group(const char *p, size_t n, char **to)
{
    uint64_t bits = 0;
    char *out = *to;
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        const char *at = p + i * WORD;
        uint64_t a = word_at(at), b = word_at(at + WORD), c = word_at(at + 2 * WORD),
                 d = word_at(at + 3 * WORD);
        if ((a | b | c | d) == 0)
            continue;
        out = stow_word(a, i, out, &bits);
        out = stow_word(b, i + 1, out, &bits);
        out = stow_word(c, i + 2, out, &bits);
        out = stow_word(d, i + 3, out, &bits);
    }
    for (; i < n; i++)
        out = stow_word(word_at(p + i * WORD), i, out, &bits);
    *to = out;
    return bits;
}

/* Append one part of n words. */
static char *stow_part(const void *part, size_t n, char *out)
{
    const char *p = part;
    char *bits = out;
    out += (n + GROUP - 1) / GROUP * WORD;
    for (; n > 0; bits += WORD) {
        size_t group = n < GROUP ? n : GROUP;
        uint64_t set = stow_group(p, group, &out);
        memcpy(bits, &set, WORD);
        p += group * WORD;
        n -= group;
    }
    return out;
}

/* Read one part of n words back. */
static const char *fetch_part(const char *in, void *part, size_t n)
{
    char *to = part;
    const char *bits = in;
    in += (n + GROUP - 1) / GROUP * WORD;
    memset(to, 0, n * WORD);
    for (size_t from = 0; from < n; from += GROUP, bits += WORD) {
        for (uint64_t set = word_at(bits); set != 0; set &= set - 1, in += WORD)
            memcpy(to + (from + (size_t)__builtin_ctzll(set)) * WORD, in, WORD);
    }
    return in;
}

/* Append the orders and their texts. */
static char *stow_orders(const struct station *s, char *p)
{
    for (unsigned i = 0; i < s->n_orders; i++)
        p = stow_part(&s->orders[i], sizeof *s->orders / WORD, p);
    le_put32(p, s->n_texts);
    memcpy(p + 4, s->texts, s->n_texts);
    return p + 4 + s->n_texts;
}

/* Read them back. */
static const char *fetch_orders(const char *p, struct station *s)
{
    for (unsigned i = 0; i < s->n_orders; i++)
        p = fetch_part(p, &s->orders[i], sizeof *s->orders / WORD);
    s->n_texts = le_get32(p);
    ASSERT(s->n_texts <= STATION_TEXTS_MAX);
    memcpy(s->texts, p + 4, s->n_texts);
    return p + 4 + s->n_texts;
}

size_t station_stow(const struct station *s, char out[STATION_STOWED_MAX])
{
    char *p = out;
    *p++ = (char)s->n_connectors;
    *p++ = (char)s->n_sessions;
    *p++ = (char)s->n_orders;
    p = stow_part(&s->info, sizeof s->info / WORD, p);
    for (unsigned i = 0; i < s->n_connectors; i++)
        p = stow_part(&s->connectors[i], sizeof *s->connectors / WORD, p);
    for (unsigned i = 0; i < s->n_sessions; i++)
        p = stow_part(&s->sessions[i], sizeof *s->sessions / WORD, p);
    if (s->n_orders > 0)
        p = stow_orders(s, p);
    return (size_t)(p - out);
}

unsigned station_stow_sessions(struct str in)
{
    ASSERT(in.n > 2);
    return (unsigned char)in.p[1];
}

unsigned station_stow_orders(struct str in)
{
    ASSERT(in.n > 2);
    return (unsigned char)in.p[2];
}

void station_stow_fetch(struct str in, struct station *s)
{
    const char *p = in.p;
    s->n_connectors = (unsigned char)*p++;
    s->n_sessions = (unsigned char)*p++;
    s->n_orders = (unsigned char)*p++;
    s->n_texts = 0;
    ASSERT(s->n_connectors <= STATION_CONNECTORS_MAX && s->n_sessions <= STATION_SESSIONS_MAX &&
           s->n_orders <= STATION_ORDERS_MAX);
    p = fetch_part(p, &s->info, sizeof s->info / WORD);
    for (unsigned i = 0; i < s->n_connectors; i++)
        p = fetch_part(p, &s->connectors[i], sizeof *s->connectors / WORD);
    for (unsigned i = 0; i < s->n_sessions; i++)
        p = fetch_part(p, &s->sessions[i], sizeof *s->sessions / WORD);
    if (s->n_orders > 0)
        p = fetch_orders(p, s);
    ASSERT(p == in.p + in.n);
}
