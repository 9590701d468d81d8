/* SPDX-License-Identifier: Apache-2.0 */
/* Hashes: stable, and sensitive to every bit, to order and to length; the CRC is the standard one.
 */
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

/* CRC32C bit by bit. */
static uint32_t crc_slow(uint32_t crc, const char *p, size_t n)
{
    crc = ~crc;
    for (size_t i = 0; i < n; i++) {
        crc ^= (unsigned char)p[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0x82F63B78u : 0);
    }
    return ~crc;
}

TEST(a_crc_is_the_one_of_castagnoli)
{
    char text[BYTES];
    CHECK(crc32c(0, "123456789", 9) == 0xE3069283u);
    CHECK(crc32c(0, "", 0) == 0);
    sample(text, BYTES);
    for (size_t from = 0; from < 9; from++)
        for (size_t n = 0; from + n <= BYTES; n++)
            CHECK(crc32c(0, text + from, n) == crc_slow(0, text + from, n));
}

TEST(a_crc_goes_on_where_it_stopped)
{
    char text[BYTES];
    sample(text, BYTES);
    for (size_t n = 0; n <= BYTES; n++)
        CHECK(crc32c(crc32c(0, text, n), text + n, BYTES - n) == crc_slow(0, text, BYTES));
}

TEST(a_name_of_a_content_is_stable_and_its_own)
{
    char one[17], two[17];
    hash_name(STR("a"), one);
    hash_name(STR("b"), two);
    CHECK_INT(strlen(one), 16);
    CHECK(strcmp(one, two) != 0);
    CHECK_INT(strspn(one, "0123456789abcdefghijklmnopqrstuv"), 16);
    hash_name(STR("a"), two);
    CHECK_STR(str_of(one), two);
    CHECK(hash_str(STR("a")) != hash_str(STR("b")) && hash_mix(1, 2) != hash_mix(2, 1));
}

int main(void)
{
    return check_main();
}
