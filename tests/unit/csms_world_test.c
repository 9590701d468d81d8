/* SPDX-License-Identifier: Apache-2.0 */
/* The token table against a plain model. */
#include "check.h"
#include "base/random.h"
#include "csms/world.h"

/* Set a token of that id and status, with a group. */
static bool set(struct tokens *t, struct str id, int64_t status, struct str group)
{
    struct event e = {.kind = EVENT_token_set};
    e.u.token_set = (struct ev_token_set){.id_token = id, .status = status, .group_id = group};
    return tokens_apply(t, &e);
}

/* Remove a token. */
static void remove_token(struct tokens *t, struct str id)
{
    struct event e = {.kind = EVENT_token_removed};
    e.u.token_removed.id_token = id;
    CHECK(tokens_apply(t, &e));
}

TEST(a_token_is_set_found_changed_and_removed)
{
    struct tokens *t = tokens_open(10);
    CHECK(t != NULL);
    CHECK(tokens_find(t, STR("04A1")) == NULL);
    CHECK(set(t, STR("04A1"), token_status_ACCEPTED, STR("fleet")));
    const struct token *found = tokens_find(t, STR("04A1"));
    CHECK(found != NULL);
    CHECK_STR(found->id_token, "04A1");
    CHECK_STR(found->group_id, "fleet");
    CHECK_STR(found->token_type, "");
    CHECK_INT(found->status, token_status_ACCEPTED);
    CHECK(set(t, STR("04A1"), token_status_BLOCKED, STR("")));
    CHECK_INT(tokens_count(t), 1);
    CHECK_INT(tokens_find(t, STR("04A1"))->status, token_status_BLOCKED);
    remove_token(t, STR("04A1"));
    remove_token(t, STR("04A1"));
    CHECK_INT(tokens_count(t), 0);
    CHECK(tokens_find(t, STR("04A1")) == NULL);
    tokens_close(t);
}

TEST(case_does_not_tell_tokens_apart)
{
    struct tokens *t = tokens_open(10);
    CHECK(set(t, STR("04a1b2"), token_status_ACCEPTED, STR("")));
    CHECK(tokens_find(t, STR("04A1B2")) != NULL);
    CHECK(tokens_find(t, STR("04A1B")) == NULL);
    CHECK(set(t, STR("04A1B2"), token_status_BLOCKED, STR("")));
    CHECK_INT(tokens_count(t), 1);
    CHECK_INT(tokens_find(t, STR("04a1b2"))->status, token_status_BLOCKED);
    CHECK_STR(tokens_find(t, STR("04a1b2"))->id_token, "04A1B2");
    remove_token(t, STR("04a1B2"));
    CHECK_INT(tokens_count(t), 0);
    tokens_close(t);
}

TEST(a_full_table_refuses_the_new_and_changes_the_old)
{
    struct tokens *t = tokens_open(2), *none = tokens_open(0);
    struct event other = {.kind = EVENT_booted};
    CHECK(set(t, STR("a"), token_status_ACCEPTED, STR("")));
    CHECK(set(t, STR("b"), token_status_ACCEPTED, STR("")));
    CHECK(!set(t, STR("c"), token_status_ACCEPTED, STR("")));
    CHECK(tokens_find(t, STR("c")) == NULL);
    CHECK(set(t, STR("b"), token_status_BLOCKED, STR("a longer group than there was")));
    CHECK(tokens_apply(t, &other));
    CHECK_INT(tokens_count(t), 2);
    remove_token(t, STR("a"));
    CHECK(set(t, STR("c"), token_status_ACCEPTED, STR("")));
    CHECK_INT(tokens_count(t), 2);
    CHECK(!set(none, STR("a"), token_status_ACCEPTED, STR("")));
    CHECK(tokens_find(none, STR("a")) == NULL);
    CHECK(tokens_open(SIZE_MAX) == NULL);
    tokens_close(t);
    tokens_close(none);
    tokens_close(NULL);
}

TEST(odd_ids_are_ids)
{
    static char big[5000];
    struct tokens *t = tokens_open(10);
    memset(big, 'x', sizeof big);
    CHECK(set(t, (struct str){0}, token_status_ACCEPTED, STR("")));
    CHECK(set(t, str_make("a\0b", 3), token_status_BLOCKED, STR("")));
    CHECK(set(t, str_make(big, sizeof big), token_status_INVALID, str_make(big, 3000)));
    CHECK(set(t, str_make(big, sizeof big - 1), token_status_EXPIRED, STR("")));
    CHECK_INT(tokens_find(t, STR(""))->status, token_status_ACCEPTED);
    CHECK_INT(tokens_find(t, str_make("A\0B", 3))->status, token_status_BLOCKED);
    CHECK(tokens_find(t, STR("a")) == NULL);
    CHECK_INT(tokens_find(t, str_make(big, sizeof big))->group_id.n, 3000);
    CHECK_INT(tokens_find(t, str_make(big, sizeof big - 1))->status, token_status_EXPIRED);
    remove_token(t, str_make(big, sizeof big));
    CHECK(tokens_find(t, str_make(big, sizeof big)) == NULL);
    CHECK_INT(tokens_count(t), 3);
    tokens_close(t);
}

TEST(an_event_made_of_the_row_itself_is_safe)
{
    struct tokens *t = tokens_open(4);
    CHECK(set(t, STR("self"), token_status_ACCEPTED, STR("group")));
    const struct token *row = tokens_find(t, STR("self"));
    CHECK(set(t, row->id_token, token_status_BLOCKED, row->group_id));
    CHECK_STR(tokens_find(t, STR("self"))->group_id, "group");
    remove_token(t, tokens_find(t, STR("self"))->id_token);
    CHECK_INT(tokens_count(t), 0);
    tokens_close(t);
}

TEST(repeated_changes_take_no_more_memory)
{
    static const char letters[128] = {'g'};
    struct tokens *t = tokens_open(4);
    struct random r = {3};
    const char *low = NULL, *high = NULL;
    for (int i = 0; i < 20000; i++) {
        CHECK(set(t, STR("one"), 1, str_make(letters, random_below(&r, sizeof letters))));
        const char *at = tokens_find(t, STR("one"))->id_token.p;
        low = !low || at < low ? at : low;
        high = !high || at > high ? at : high;
        if (random_chance(&r, 100000))
            remove_token(t, STR("one"));
    }
    /* At most two cells of each of the nine sizes were ever cut. */
    CHECK(high - low <= 2 * 16 * 45);
    tokens_close(t);
}

#define MODEL_N 600

/* Sum of what tokens_each shows. */
static void add_up(void *ctx, const struct token *token)
{
    *(int64_t *)ctx += token->status + (int64_t)token->group_id.n * 1000;
}

TEST(a_long_history_agrees_with_a_plain_model)
{
    static int64_t status[MODEL_N], group_n[MODEL_N]; /* status -1: not there */
    static const char letters[] =
        "gggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggg"
        "gggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggg";
    struct tokens *t = tokens_open(MODEL_N / 2);
    struct random r = {99};
    size_t n = 0;
    for (int i = 0; i < MODEL_N; i++)
        status[i] = -1;
    for (int step = 0; step < 200000; step++) {
        int64_t i = random_between(&r, 0, MODEL_N - 1);
        char id[64];
        snprintf(id, sizeof id, random_chance(&r, 500000) ? "token-%llx" : "TOKEN-%llX",
                 (unsigned long long)i);
        if (random_chance(&r, 400000)) {
            remove_token(t, str_of(id));
            n -= status[i] >= 0;
            status[i] = -1;
        } else {
            int64_t s = random_between(&r, 0, 9), g = random_between(&r, 0, 128);
            bool fits = status[i] >= 0 || n < MODEL_N / 2;
            CHECK_INT(set(t, str_of(id), s, str_make(letters, (size_t)g)), fits);
            n += fits && status[i] < 0;
            status[i] = fits ? s : -1;
            group_n[i] = g;
        }
        const struct token *found = tokens_find(t, str_of(id));
        CHECK_INT(found ? found->status : -1, status[i]);
        CHECK_INT(tokens_count(t), n);
    }
    int64_t want = 0, got = 0;
    for (int i = 0; i < MODEL_N; i++) {
        char id[32];
        snprintf(id, sizeof id, "token-%x", (unsigned)i);
        const struct token *found = tokens_find(t, str_of(id));
        CHECK_INT(found ? found->status : -1, status[i]);
        want += status[i] >= 0 ? status[i] + group_n[i] * 1000 : 0;
    }
    tokens_each(t, add_up, &got);
    CHECK_INT(got, want);
    tokens_close(t);
}

int main(void)
{
    return check_main();
}
