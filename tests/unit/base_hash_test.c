/* SPDX-License-Identifier: Apache-2.0 */
/* The hash of contents: stable, and sensitive to every bit, to order and to length. */
#include "base/hash.h"
#include "check.h"

#include <stdlib.h>
#include <string.h>

#define BYTES 200

/* A text whose bytes all differ in some way from their neighbours'. */
static struct str sample(char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        text[i] = (char)(i * 31 + 7);
    return str_make(text, n);
}

TEST(a_content_hash_is_the_same_on_every_machine)
{
    char text[BYTES];
    CHECK(hash_content(STR("")) == 0x8319010e61ca45beu);
    CHECK(hash_content(STR("[2,\"1\",\"Heartbeat\",{}]")) == 0xf9cfe9a6de4822d1u);
    CHECK(hash_content(sample(text, BYTES)) == 0x60ba434ad464767eu);
}

TEST(a_content_hash_sees_every_bit)
{
    char text[BYTES];
    for (size_t n = 1; n <= BYTES; n++) {
        struct str s = sample(text, n);
        uint64_t whole = hash_content(s);
        for (size_t bit = 0; bit < 8 * n; bit++) {
            text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
            CHECK(hash_content(s) != whole);
            text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
        }
    }
}

TEST(a_content_hash_sees_length_and_order)
{
    char zeroes[BYTES] = {0}, swapped[64], text[64];
    uint64_t seen[BYTES];
    for (size_t n = 0; n < BYTES; n++) {
        seen[n] = hash_content(str_make(zeroes, n));
        for (size_t k = 0; k < n; k++)
            CHECK(seen[k] != seen[n]);
    }
    struct str s = sample(text, sizeof text);
    for (size_t word = 8; word <= 32; word *= 2) {
        memcpy(swapped, text + word, word);
        memcpy(swapped + word, text, word);
        memcpy(swapped + 2 * word, text + 2 * word, sizeof text - 2 * word);
        CHECK(hash_content(str_make(swapped, sizeof swapped)) != hash_content(s));
    }
}

TEST(a_content_hash_reads_no_further_than_the_text)
{
    for (size_t n = 0; n < 100; n++) {
        char *exact = malloc(n), text[BYTES];
        struct str s = sample(text, n);
        if (n > 0)
            memcpy(exact, text, n);
        CHECK(hash_content(str_make(exact, n)) == hash_content(s));
        free(exact);
    }
}

int main(void)
{
    return check_main();
}
