/* SPDX-License-Identifier: Apache-2.0 */
/* Password secrets: a published vector, malformed secrets, and the ways in which stations send
 * keys. */
#include "check.h"
#include "base/secret.h"

static const unsigned char salt[16] = {0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77,
                                       0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF};

/* The secret of a password under the salt above. */
static const char *secret_of(struct str password)
{
    static char secret[SECRET_MAX];
    secret_hash(password, salt, secret);
    return secret;
}

TEST(a_secret_has_the_documented_form)
{
    const char *secret = secret_of(STR("correct horse"));
    CHECK(str_starts(str_of(secret), STR("pbkdf2-sha256$10000$00112233445566778899aabbccddeeff$")));
    CHECK_INT(strlen(secret), 20 + 32 + 1 + 64);
    CHECK(strlen(secret) < SECRET_MAX);
}

TEST(the_hash_is_that_of_the_standard)
{
    /* Made with another implementation of RFC 8018. */
    CHECK_STR(str_of(secret_of(STR("correct horse"))),
              "pbkdf2-sha256$10000$00112233445566778899aabbccddeeff$"
              "d9fce707a10b5c62275eb81f7699c7a92cfcda1ead4bc60961a23fefc63e23fb");
}

TEST(the_password_fits_and_no_other_does)
{
    char secret[SECRET_MAX];
    secret_hash(STR("correct horse"), salt, secret);
    CHECK(secret_check(secret, STR("correct horse")));
    CHECK(!secret_check(secret, STR("correct horsf")));
    CHECK(!secret_check(secret, STR("correct hors")));
    CHECK(!secret_check(secret, STR("correct horse ")));
    CHECK(!secret_check(secret, (struct str){0}));
    secret_hash(str_make("a\0b", 3), salt, secret);
    CHECK(secret_check(secret, str_make("a\0b", 3)));
    CHECK(!secret_check(secret, STR("a")));
    secret_hash((struct str){0}, salt, secret);
    CHECK(secret_check(secret, STR("")));
    CHECK(!secret_check(secret, STR("a")));
}

TEST(another_salt_gives_another_secret)
{
    unsigned char other[16] = {1};
    char secret[SECRET_MAX];
    secret_hash(STR("same"), other, secret);
    CHECK(strcmp(secret, secret_of(STR("same"))) != 0);
    CHECK(secret_check(secret, STR("same")));
}

#define SALT_HEX "00112233445566778899aabbccddeeff"
#define HASH_HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

TEST(malformed_secrets_fit_nothing)
{
    static const char *const bad[] = {
        "",
        "plain",
        "pbkdf2-sha256",
        "pbkdf2-sha256$",
        "pbkdf2-sha512$10000$" SALT_HEX "$" HASH_HEX,
        "pbkdf2-sha256$0$" SALT_HEX "$" HASH_HEX,
        "pbkdf2-sha256$-5$" SALT_HEX "$" HASH_HEX,
        "pbkdf2-sha256$99999999999$" SALT_HEX "$" HASH_HEX,
        "pbkdf2-sha256$1e4$" SALT_HEX "$" HASH_HEX,
        "pbkdf2-sha256$10000$0011$" HASH_HEX,
        "pbkdf2-sha256$10000$" SALT_HEX "$",
        "pbkdf2-sha256$10000$" SALT_HEX "$" HASH_HEX "00",
        "pbkdf2-sha256$10000$" SALT_HEX "$" HASH_HEX "$",
        "pbkdf2-sha256$10000$" SALT_HEX,
        "pbkdf2-sha256$10000$zz112233445566778899aabbccddeeff$" HASH_HEX,
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CHECK(!secret_check(bad[i], STR("")));
        CHECK(!secret_check(bad[i], STR("plain")));
        CHECK(!secret_check_station(bad[i], STR("00")));
    }
    CHECK(!secret_check(NULL, STR("")));
}

static const char one_round[] = "pbkdf2-sha256$1$00112233445566778899aabbccddeeff$"
                                "3229e7a9e39817a2f09c9609e18ee9f5ab780c92f8a319dd56127ff2cc864167";

TEST(fewer_iterations_of_elsewhere_are_honoured)
{
    CHECK(secret_check(one_round, STR("correct horse")));
    CHECK(!secret_check(one_round, STR("wrong horse")));
}

TEST(a_station_may_send_bytes_or_hex)
{
    static const struct {
        struct str kept, sent;
        bool good;
    } rows[] = {
        {STR_INIT("0123456789ABCDEF"), STR_INIT("0123456789ABCDEF"), true},
        /* kept as raw bytes, sent as their hex text in either case */
        {STR_INIT("\x00\xFF:\x7F"), STR_INIT("00ff3a7f"), true},
        {STR_INIT("\x00\xFF:\x7F"), STR_INIT("00FF3A7F"), true},
        /* kept as hex text, sent as the bytes */
        {STR_INIT("00FF3A7F"), STR_INIT("\x00\xFF:\x7F"), true},
        {STR_INIT("00ff3a7f"), STR_INIT("\x00\xFF:\x7F"), true},
        /* case is part of a text */
        {STR_INIT("00ff3a7f"), STR_INIT("00FF3A7F"), false},
        {STR_INIT("00Ff3a7f"), STR_INIT("\x00\xFF:\x7F"), false},
        {STR_INIT("\x00\xFF:\x7F"), STR_INIT("00ff3a7"), false},
        {STR_INIT("\x00\xFF:\x7F"), STR_INIT("00ff3a7g"), false},
        {STR_INIT("secret"), STR_INIT(""), false},
        {STR_INIT("secret"), STR_INIT("secreT"), false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char secret[SECRET_MAX];
        secret_hash(rows[i].kept, salt, secret);
        CHECK_INT(secret_check_station(secret, rows[i].sent), rows[i].good);
    }
}

TEST(long_passwords_are_checked_as_they_are)
{
    char secret[SECRET_MAX], text[1000];
    memset(text, 'a', sizeof text);
    secret_hash(str_make(text, sizeof text), salt, secret);
    CHECK(secret_check_station(secret, str_make(text, sizeof text)));
    CHECK(!secret_check_station(secret, str_make(text, sizeof text - 1)));
    CHECK(!secret_check_station(secret, str_make(text, SECRET_HEX_MAX)));
}

TEST(digests_tell_pairs_and_keys_apart)
{
    static const unsigned char key[16] = {1}, other[16] = {2};
    struct secret_digest a = secret_digest(key, "secret", STR("password"));
    struct secret_digest b = secret_digest(key, "secret", STR("password"));
    CHECK(a.high == b.high && a.low == b.low);
    CHECK(a.high != a.low);
    CHECK(secret_digest(key, "secret", STR("passwore")).high != a.high);
    CHECK(secret_digest(key, "secretp", STR("assword")).high != a.high);
    CHECK(secret_digest(key, "secreu", STR("password")).high != a.high);
    CHECK(secret_digest(other, "secret", STR("password")).high != a.high);
    CHECK(secret_digest(key, "", (struct str){0}).low != a.low);
}

int main(void)
{
    return check_main();
}
