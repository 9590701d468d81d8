/* SPDX-License-Identifier: Apache-2.0 */
/* The arena of one input: aligned, zeroed, bounded, and empty again after a reset. */
#include "base/arena.h"
#include "check.h"

static _Alignas(16) char memory[256];

TEST(blocks_are_aligned_zeroed_and_apart)
{
    memset(memory, 0xAA, sizeof memory);
    struct arena a = arena_over(memory, sizeof memory);
    char *first = arena_take(&a, 3), *second = arena_take(&a, 17);
    CHECK(first && second && second - first >= 3);
    CHECK((uintptr_t)first % 16 == 0 && (uintptr_t)second % 16 == 0);
    for (int i = 0; i < 17; i++)
        CHECK_INT(second[i], 0);
}

TEST(a_full_arena_gives_nothing_and_stays_usable)
{
    struct arena a = arena_over(memory, sizeof memory);
    CHECK(arena_take(&a, sizeof memory + 1) == NULL);
    CHECK(arena_take(&a, SIZE_MAX) == NULL);
    CHECK(arena_take(&a, sizeof memory) == memory);
    CHECK(arena_take(&a, 1) == NULL);
    CHECK(arena_copy(&a, STR("x")).p == NULL);
    arena_reset(&a);
    CHECK_STR(arena_copy(&a, STR("again")), "again");
}

TEST(the_tail_is_kept_only_where_it_fitted)
{
    struct arena a = arena_over(memory, 32);
    struct buf tail = arena_tail(&a);
    buf_putz(&tail, "a text whose length shows in");
    struct str kept = arena_keep(&a, &tail);
    CHECK_STR(kept, "a text whose length shows in");
    CHECK_INT(a.n, kept.n);
    tail = arena_tail(&a);
    buf_putz(&tail, "the end");
    CHECK(arena_keep(&a, &tail).p == NULL);
    CHECK_INT(a.n, kept.n);
}

int main(void)
{
    return check_main();
}
