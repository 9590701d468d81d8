/* SPDX-License-Identifier: Apache-2.0 */
/* CRC32C by table or by SSE4.2 where the processor has it; SipHash-1-3 (Aumasson, Bernstein);
 * folded products of words for contents. */
#include "base/hash.h"

#include <pthread.h>
#include <string.h>

#include "base/le.h"

static uint32_t table[8][256];
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Fill the slicing-by-8 table of the reflected polynomial 0x82F63B78. */
static void table_fill(void)
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t c = i;
        for (int k = 0; k < 8; k++)
            c = (c >> 1) ^ (0x82F63B78u & (0u - (c & 1)));
        table[0][i] = c;
    }
    for (uint32_t i = 0; i < 256; i++)
        for (int t = 1; t < 8; t++)
            table[t][i] = (table[t - 1][i] >> 8) ^ table[0][table[t - 1][i] & 0xFF];
}

/* Eight bytes a step by table. */
static uint32_t crc_soft(uint32_t c, const unsigned char *p, size_t n)
{
    pthread_once(&once, table_fill);
    for (; n >= 8; n -= 8, p += 8) {
        uint32_t a, b;
        memcpy(&a, p, 4);
        memcpy(&b, p + 4, 4);
        a ^= c;
        c = table[7][a & 0xFF] ^ table[6][a >> 8 & 0xFF] ^ table[5][a >> 16 & 0xFF] ^
            table[4][a >> 24] ^ table[3][b & 0xFF] ^ table[2][b >> 8 & 0xFF] ^
            table[1][b >> 16 & 0xFF] ^ table[0][b >> 24];
    }
    for (; n > 0; n--, p++)
        c = (c >> 8) ^ table[0][(c ^ *p) & 0xFF];
    return c;
}

#if defined(__x86_64__)
/* Eight bytes a step by the processor's own instruction. */
__attribute__((target("sse4.2"))) static uint32_t crc_hard(uint32_t c, const unsigned char *p,
                                                           size_t n)
{
    uint64_t wide = c;
    for (; n >= 8; n -= 8, p += 8) {
        uint64_t v;
        memcpy(&v, p, 8);
        wide = __builtin_ia32_crc32di(wide, v);
    }
    c = (uint32_t)wide;
    for (; n > 0; n--, p++)
        c = __builtin_ia32_crc32qi(c, *p);
    return c;
}
#endif

uint32_t crc32c(uint32_t crc, const void *p, size_t n)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("sse4.2"))
        return ~crc_hard(~crc, p, n);
#endif
    return ~crc_soft(~crc, p, n);
}

struct sip {
    uint64_t a, b, c, d;
};

static uint64_t rotate(uint64_t v, unsigned by)
{
    return v << by | v >> (64 - by);
}

/* One SipRound. */
static void sip_round(struct sip *s)
{
    s->a += s->b;
    s->b = rotate(s->b, 13) ^ s->a;
    s->a = rotate(s->a, 32);
    s->c += s->d;
    s->d = rotate(s->d, 16) ^ s->c;
    s->a += s->d;
    s->d = rotate(s->d, 21) ^ s->a;
    s->c += s->b;
    s->b = rotate(s->b, 17) ^ s->c;
    s->c = rotate(s->c, 32);
}

/* SipHash-1-3 with the key halves k0, k1. */
static uint64_t sip_hash(struct str in, uint64_t k0, uint64_t k1)
{
    struct sip s = {k0 ^ 0x736f6d6570736575u, k1 ^ 0x646f72616e646f6du, k0 ^ 0x6c7967656e657261u,
                    k1 ^ 0x7465646279746573u};
    uint64_t last = (uint64_t)in.n << 56, word;
    size_t i = 0;
    for (; in.n - i >= 8; i += 8) {
        memcpy(&word, in.p + i, 8);
        s.d ^= word;
        sip_round(&s);
        s.a ^= word;
    }
    for (size_t k = 0; i + k < in.n; k++)
        last |= (uint64_t)(unsigned char)in.p[i + k] << (8 * k);
    s.d ^= last;
    sip_round(&s);
    s.a ^= last;
    s.c ^= 0xff;
    for (int k = 0; k < 3; k++)
        sip_round(&s);
    return s.a ^ s.b ^ s.c ^ s.d;
}

uint64_t hash_str(struct str s)
{
    return sip_hash(s, 0x62757362617231u, 0x7374617469u);
}

/* The two halves of a 64 by 64 bit product, folded. */
static uint64_t fold(uint64_t a, uint64_t b)
{
    __extension__ unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Two words of content into a lane. */
static uint64_t lane(uint64_t h, const char *p, uint64_t k0, uint64_t k1)
{
    return fold(le_get64(p) ^ h ^ k0, le_get64(p + 8) ^ k1);
}

uint64_t hash_content(struct str s)
{
    const uint64_t k[] = {0x9ae16a3b2f90404fu, 0xc949c7defcaf1b4du, 0xb492b66fbe98f273u,
                          0xa0761d6478bd642fu};
    uint64_t a = k[0] ^ s.n, b = k[1];
    char last[32] = {0};
    const char *p = s.p;
    size_t n = s.n;
    for (; n > 32; n -= 32, p += 32) {
        a = lane(a, p, k[0], k[1]);
        b = lane(b, p + 16, k[2], k[3]);
    }
    if (n > 0)
        memcpy(last, p, n);
    a = lane(a, last, k[0], k[1]);
    b = lane(b, last + 16, k[2], k[3]);
    return fold(a ^ k[2], b ^ k[3]);
}

uint64_t hash_mix(uint64_t h, uint64_t v)
{
    h ^= v + 0x9e3779b97f4a7c15u + (h << 6) + (h >> 2);
    h ^= h >> 32;
    h *= 0xd6e8feb86659fd93u;
    return h ^ h >> 32;
}

void hash_name(struct str s, char out[17])
{
    static const char digits[] = "0123456789abcdefghijklmnopqrstuv";
    uint64_t high = hash_str(s), low = sip_hash(s, 0x6e616d65u, 0x6f6620636f6e74u);
    for (int i = 0; i < 12; i++)
        out[i] = digits[high >> (59 - 5 * i) & 31];
    for (int i = 0; i < 4; i++)
        out[12 + i] = digits[low >> (59 - 5 * i) & 31];
    out[16] = '\0';
}
