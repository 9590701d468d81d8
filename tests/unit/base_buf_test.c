/* SPDX-License-Identifier: Apache-2.0 */
/* Bounded buffers: what does not fit is dropped whole, and the buffer says so for good. */
#include "base/buf.h"
#include "check.h"

TEST(what_fits_is_there)
{
    char memory[64];
    struct buf b = buf_over(memory, sizeof memory);
    buf_putz(&b, "a=");
    buf_int(&b, INT64_MIN);
    buf_putc(&b, ';');
    buf_puts(&b, STR("x\0y"));
    buf_printf(&b, " %s %d", "text", 7);
    CHECK(!b.full);
    CHECK(str_eq(buf_str(&b), STR("a=-9223372036854775808;x\0y text 7")));
}

TEST(numbers_are_written)
{
    char memory[64];
    struct buf b = buf_over(memory, sizeof memory);
    buf_int(&b, 0);
    buf_putc(&b, ' ');
    buf_int(&b, -1);
    buf_putc(&b, ' ');
    buf_int(&b, INT64_MAX);
    CHECK_STR(buf_str(&b), "0 -1 9223372036854775807");
}

TEST(what_does_not_fit_is_dropped_whole)
{
    char memory[8];
    struct buf b = buf_over(memory, sizeof memory);
    buf_putz(&b, "12345678");
    CHECK(!b.full);
    buf_putz(&b, "");
    CHECK(!b.full);
    buf_putc(&b, '9');
    CHECK(b.full);
    CHECK_STR(buf_str(&b), "12345678");
    b = buf_over(memory, sizeof memory);
    buf_putz(&b, "abc");
    buf_putz(&b, "defghi");
    CHECK(b.full);
    buf_putz(&b, "d"); /* would fit, but behind a hole */
    CHECK_STR(buf_str(&b), "abc");
    b = buf_over(memory, sizeof memory);
    buf_printf(&b, "%s", "123456789");
    CHECK(b.full && b.n == 0);
}

TEST(room_is_taken_in_place)
{
    char memory[8];
    struct buf b = buf_over(memory, sizeof memory);
    char *p = buf_take(&b, 5);
    CHECK(p == memory);
    memcpy(p, "hello", 5);
    CHECK_STR(buf_str(&b), "hello");
    CHECK(buf_take(&b, 4) == NULL && b.full);
    CHECK_STR(buf_str(&b), "hello");
}

int main(void)
{
    return check_main();
}
