/* SPDX-License-Identifier: Apache-2.0 */
/* Reading beside the writer, and more sessions than are held in memory. */
#include "views_make.h"

#include <sqlite3.h>

/* Sessions of a page, counted; the last one's id kept. */
struct seen {
    int64_t n;
    char last[17];
};

static void see(void *ctx, const struct session *s)
{
    struct seen *seen = ctx;
    seen->n++;
    memcpy(seen->last, s->session_id, sizeof seen->last);
}

/* A session's number of sessions that fit. */
static int64_t count(struct views_reader *r, struct session_query q)
{
    struct seen seen = {0};
    char cursor[64];
    CHECK_INT(views_sessions(r, &q, see, &seen, cursor), ERR_OK);
    return seen.n;
}

TEST(a_reader_sees_what_is_committed_and_nothing_else)
{
    struct make m;
    char dir[64], before[65], after[65];
    make_open(&m, 31);
    make_random(&m, 600);
    make_folder(dir);
    struct views *v = make_views(dir);
    struct views_reader *r = make_reader(dir);
    make_fold(&m, v, 200, 0);
    CHECK_INT(views_commit(v), ERR_OK);
    int64_t n = count(r, (struct session_query){.limit = 1000});
    CHECK(n > 0);
    CHECK_INT(views_digest(r, before), ERR_OK);
    make_fold(&m, v, 200, 0);
    CHECK_INT(views_digest(r, after), ERR_OK);
    CHECK_STR(str_of(after), before);
    CHECK_INT(count(r, (struct session_query){.limit = 1000}), n);
    CHECK_INT(views_commit(v), ERR_OK);
    CHECK(count(r, (struct session_query){.limit = 1000}) > n);
    views_close(v);

    /* The tables are dropped and made anew under the reader's feet. */
    char path[80];
    sqlite3 *db;
    snprintf(path, sizeof path, "%s/views.db", dir);
    CHECK_INT(sqlite3_open(path, &db), SQLITE_OK);
    CHECK_INT(sqlite3_exec(db, "PRAGMA user_version=99", NULL, NULL, NULL), SQLITE_OK);
    CHECK_INT(sqlite3_close(db), SQLITE_OK);
    v = make_views(dir);
    CHECK_INT(count(r, (struct session_query){.limit = 1000}), 0);
    make_fold(&m, v, 200, 0);
    CHECK_INT(views_commit(v), ERR_OK);
    CHECK_INT(count(r, (struct session_query){.limit = 1000}), n);
    views_close(v);
    views_reader_close(r);
    make_no_folder(dir);
    make_close(&m);
}

/* Ask for ten rows of a table, of a station. */
static enum err rows_of(struct views_reader *r, const char *table, struct str station,
                        struct str text)
{
    struct row_filter of = {"station", station};
    return views_rows(r, table, &of, 1, text, 10, 0, NULL, NULL);
}

TEST(limits_and_cursors_are_checked)
{
    struct make m;
    char dir[64], cursor[64];
    struct seen seen = {0};
    make_open(&m, 32);
    make_folder(dir);
    struct views *v = make_views(dir);
    struct views_reader *r = make_reader(dir);
    static const int64_t bad[] = {-1, 1001, INT64_MIN, INT64_MAX};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct session_query q = {.limit = bad[i]};
        CHECK_INT(views_sessions(r, &q, see, &seen, cursor), ERR_INVALID);
        CHECK_STR(str_of(views_reader_why(r)), "limit must be 1 to 1000");
        CHECK_STR(str_of(cursor), "");
    }
    static const char *const cursors[] = {"x", "1", "1.", ".a", "99999999999999999999.a", "' OR 1"};
    for (size_t i = 0; i < sizeof cursors / sizeof *cursors; i++) {
        struct session_query q = {.after = str_of(cursors[i])};
        CHECK_INT(views_sessions(r, &q, see, &seen, cursor), ERR_INVALID);
    }
    CHECK_INT(rows_of(r, "session", STR(""), STR("")), ERR_INVALID);
    CHECK_INT(rows_of(r, "token; DROP TABLE token", STR(""), STR("")), ERR_INVALID);
    CHECK_INT(rows_of(r, "token", STR("a"), STR("")), ERR_INVALID);
    CHECK_INT(rows_of(r, "finding", STR("a'b"), STR("%';--")), ERR_OK);
    CHECK_INT(count(r, (struct session_query){.station = STR("a' OR '1'='1")}), 0);
    views_reader_close(r);
    views_close(v);
    make_no_folder(dir);
    make_close(&m);
}

/* The first `ctx` changes. */
static bool some(void *ctx, uint64_t seq, struct str json)
{
    int *left = ctx;
    CHECK(seq > 0 && json.n > 0);
    return --*left > 0;
}

TEST(changes_stop_where_the_caller_says)
{
    struct make m;
    char dir[64];
    int left = 3;
    make_open(&m, 33);
    make_random(&m, 100);
    make_folder(dir);
    struct views *v = make_views(dir);
    make_fold(&m, v, INT32_MAX, 0);
    CHECK_INT(views_commit(v), ERR_OK);
    struct views_reader *r = make_reader(dir);
    CHECK_INT(views_changes_read(r, 1, 50, some, &left), ERR_OK);
    CHECK_INT(left, 0);
    left = 1000;
    CHECK_INT(views_changes_read(r, views_changes(v) - 4, 50, some, &left), ERR_OK);
    CHECK_INT(left, 995);
    CHECK_INT(views_changes_read(r, UINT64_MAX, 50, some, &left), ERR_OK);
    CHECK_INT(left, 995);
    views_reader_close(r);
    views_close(v);
    make_no_folder(dir);
    make_close(&m);
}

/* Fold one event of session i, as a batch of its own. */
static void fold_one(struct views *v, struct event *e, int i, struct str station)
{
    char packed[512], records[1024], id[17], number[16];
    struct buf out = buf_over(packed, sizeof packed), batch = buf_over(records, sizeof records);
    snprintf(number, sizeof number, "%d", i);
    session_name(station, str_of(number), id);
    if (e->kind == EVENT_session_started)
        e->u.session_started.session_id = str_of(id);
    else
        e->u.session_updated.session_id = str_of(id);
    event_pack(e, &out);
    buf_putc(&batch, (char)e->kind);
    varint_put(&batch, out.n);
    buf_puts(&batch, buf_str(&out));
    struct journal_batch b = {.position = views_position(v),
                              .next = views_position(v) + 100,
                              .at_us = MAKE_START_US + i,
                              .station = station,
                              .records = buf_str(&batch),
                              .n_records = 1};
    CHECK_INT(views_apply(v, &b), ERR_OK);
}

TEST(more_sessions_than_memory_holds_are_folded_on)
{
    enum { MANY = 20000 };
    char dir[64], cursor[64];
    struct seen seen = {0};
    make_folder(dir);
    struct views *v = make_views(dir);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < MANY; i++) {
            struct event e = {.kind = round == 0 ? EVENT_session_started : EVENT_session_updated};
            if (round == 0)
                e.u.session_started.started_at_us = MAKE_START_US + i;
            else
                e.u.session_updated.happened_at_us = MAKE_START_US + i + 1;
            if (round == 0)
                e.u.session_started.content = 1 + i;
            else
                e.u.session_updated.content = MANY + 1 + i;
            fold_one(v, &e, i, STR("alpha"));
        }
    }
    CHECK_INT(views_commit(v), ERR_OK);
    CHECK_INT(views_changes(v), 2 * MANY + 1);
    struct views_reader *r = make_reader(dir);
    struct session_query q = {.limit = 1000};
    for (;;) {
        CHECK_INT(views_sessions(r, &q, see, &seen, cursor), ERR_OK);
        if (cursor[0] == '\0')
            break;
        q.after = str_of(cursor);
    }
    CHECK_INT(seen.n, MANY);
    views_reader_close(r);
    views_close(v);
    make_no_folder(dir);
}

int main(void)
{
    return check_main();
}
