/* SPDX-License-Identifier: Apache-2.0 */
/* Integers in bytes: the layout that lies on disk, and variable lengths at their edges. */
#include "base/le.h"
#include "check.h"

TEST(fixed_integers_lie_lowest_byte_first)
{
    char p[8];
    le_put16(p, 0x8182);
    CHECK(memcmp(p, "\x82\x81", 2) == 0 && le_get16(p) == 0x8182);
    le_put32(p, 0x81828384u);
    CHECK(memcmp(p, "\x84\x83\x82\x81", 4) == 0 && le_get32(p) == 0x81828384u);
    le_put64(p, 0x8182838485868788u);
    CHECK(memcmp(p, "\x88\x87\x86\x85\x84\x83\x82\x81", 8) == 0);
    CHECK(le_get64(p) == 0x8182838485868788u);
}

TEST(variable_integers_come_back)
{
    char p[LE_VARINT_MAX];
    for (unsigned bits = 0; bits <= 64; bits++)
        for (int less = 0; less < 2; less++) {
            uint64_t v = (bits < 64 ? UINT64_C(1) << bits : 0) - (uint64_t)less, got = 0;
            struct str in = str_make(p, le_put_varint(p, v));
            CHECK(in.n >= 1 && in.n <= LE_VARINT_MAX);
            CHECK(le_get_varint(&in, &got) && got == v && in.n == 0);
        }
}

TEST(variable_integers_that_are_cut_or_too_long_are_refused)
{
    char p[LE_VARINT_MAX];
    size_t n = le_put_varint(p, UINT64_MAX);
    uint64_t v = 0;
    CHECK_INT(n, 10);
    for (size_t cut = 0; cut < n; cut++) {
        struct str in = str_make(p, cut);
        CHECK(!le_get_varint(&in, &v) && in.n == cut);
    }
    p[9] = 2; /* bit 64 */
    struct str in = str_make(p, n);
    CHECK(!le_get_varint(&in, &v) && in.n == n);
    in = STR("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x81\x00");
    CHECK(!le_get_varint(&in, &v));
}

int main(void)
{
    return check_main();
}
