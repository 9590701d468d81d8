/* SPDX-License-Identifier: Apache-2.0 */
/* Facts in the views: merged by key column by column, found by filter, page by page. */
#include "views_make.h"

#define TEXT_MAX_BYTES 65536

static char text[TEXT_MAX_BYTES];
static int rows;
static int64_t last_row;

/* Gather rows as text. */
static void each(void *ctx, int64_t rowid, struct str json)
{
    struct buf *out = ctx;
    buf_puts(out, json);
    buf_putc(out, '\n');
    last_row = rowid;
    rows++;
}

/* What a query finds, as text. */
static const char *found(const char *dir, struct fact_query q)
{
    struct views_reader *r = make_reader(dir);
    struct buf out = buf_over(text, sizeof text - 1);
    rows = 0;
    CHECK_INT(views_facts(r, &q, each, &out), ERR_OK);
    CHECK(!out.full);
    text[out.n] = '\0';
    views_reader_close(r);
    return text;
}

/* What a query is refused with. */
static const char *refused(const char *dir, struct fact_query q)
{
    static char why[256];
    struct views_reader *r = make_reader(dir);
    CHECK_INT(views_facts(r, &q, each, NULL), ERR_INVALID);
    snprintf(why, sizeof why, "%s", views_reader_why(r));
    views_reader_close(r);
    return why;
}

/* Journal a message that tells one variable of a station. */
static void tell(struct make *m, const char *station, const char *name, const char *value,
                 const char *wanted, int64_t request)
{
    char bytes[512];
    struct buf out = buf_over(bytes, sizeof bytes);
    struct fact f;
    fact_begin(&f, FACT_variable);
    f.u.variable.component = STR("Fan");
    f.u.variable.variable = str_of(name);
    f.u.variable.value = str_of(value ? value : "");
    f.u.variable.wanted = str_of(wanted ? wanted : "");
    f.u.variable.request_id = request + 1;
    f.told = 1ULL << 1 | 1ULL << 5 | (value ? 1ULL << 8 : 0) | (wanted ? 1ULL << 9 : 0) |
             (request >= 0 ? 1ULL << 23 : 0);
    fact_pack(&f, &out);
    struct event e = {.kind = EVENT_message_noted};
    e.u.message_noted =
        (struct ev_message_noted){.action = STR("NotifyReport"), .facts = buf_str(&out)};
    make_event(m, station, &e);
}

/* Three variables of two stations, one of them set and reported. */
static void make_three(struct make *m, char dir[64])
{
    make_open(m, 5);
    make_folder(dir);
    tell(m, "alpha", "Speed", "900", NULL, 0);
    tell(m, "alpha", "Speed", NULL, "1000", -1);
    tell(m, "alpha", "State", "on", NULL, 7);
    tell(m, "bravo", "Speed", "5", NULL, 7);
    CHECK_INT(journal_commit(m->journal), ERR_OK);
    struct views *v = make_views(dir);
    CHECK(make_fold(m, v, INT32_MAX, 0) > 0);
    CHECK_INT(views_commit(v), ERR_OK);
    views_close(v);
}

TEST(what_is_not_told_stays)
{
    struct make m;
    char dir[64];
    make_three(&m, dir);
    const char *speed =
        found(dir, (struct fact_query){
                       .kind = FACT_variable, .station = STR("alpha"), .variable = STR("Speed")});
    CHECK_INT(rows, 1);
    CHECK(strstr(speed, "\"value\":\"900\",\"wanted\":\"1000\"") != NULL);
    CHECK(strstr(speed, "\"request_id\":0") != NULL);
    CHECK(strstr(speed, "\"max_elements\":null") != NULL);
    CHECK(strstr(speed, "\"station\":\"alpha\"") != NULL);
    make_no_folder(dir);
    make_close(&m);
}

TEST(filters_find_and_pages_end)
{
    struct make m;
    char dir[64];
    make_three(&m, dir);
    found(dir, (struct fact_query){.kind = FACT_variable});
    CHECK_INT(rows, 3);
    found(dir, (struct fact_query){.kind = FACT_variable, .variable = STR("Speed")});
    CHECK_INT(rows, 2);
    found(dir, (struct fact_query){.kind = FACT_variable, .component = STR("Pump")});
    CHECK_INT(rows, 0);
    found(dir, (struct fact_query){.kind = FACT_variable, .has_request = true, .request = 7});
    CHECK_INT(rows, 2);
    found(dir, (struct fact_query){.kind = FACT_variable, .text = STR("sTaTe")});
    CHECK_INT(rows, 1);
    CHECK(strstr(found(dir, (struct fact_query){.kind = FACT_variable, .drift = true}), "1000"));
    CHECK_INT(rows, 1);
    int pages = 0;
    for (int64_t before = 0;; before = last_row, pages++) {
        found(dir, (struct fact_query){.kind = FACT_variable, .limit = 1, .before = before});
        if (rows == 0)
            break;
    }
    CHECK_INT(pages, 3);
    make_no_folder(dir);
    make_close(&m);
}

TEST(a_filter_that_a_kind_has_no_column_for_is_refused)
{
    struct make m;
    char dir[64];
    make_three(&m, dir);
    CHECK_STR(
        str_of(refused(dir, (struct fact_query){.kind = FACT_report, .component = STR("Fan")})),
        "facts of this kind have no component and variable");
    CHECK_STR(
        str_of(refused(dir, (struct fact_query){.kind = FACT_security_event, .has_request = true})),
        "facts of this kind have no request_id");
    CHECK_STR(str_of(refused(dir, (struct fact_query){.kind = FACT_report, .drift = true})),
              "only a variable can drift from what was wanted");
    CHECK_STR(str_of(refused(dir, (struct fact_query){.kind = (enum fact_kind)62})),
              "there are no facts of this kind");
    CHECK_STR(str_of(refused(dir, (struct fact_query){.kind = FACT_report, .limit = 1001})),
              "limit must be 1 to 1000");
    make_no_folder(dir);
    make_close(&m);
}

TEST(a_damaged_list_stops_the_fold_and_says_where)
{
    struct make m;
    char dir[64];
    make_three(&m, dir);
    struct event e = {.kind = EVENT_message_noted};
    e.u.message_noted =
        (struct ev_message_noted){.action = STR("NotifyReport"), .facts = STR("\x01\x02\x7f")};
    make_event(&m, "alpha", &e);
    CHECK_INT(journal_commit(m.journal), ERR_OK);
    struct views *v = make_views(dir);
    struct journal_reader *reader;
    struct journal_batch b;
    char why[256];
    CHECK_INT(journal_reader_open(simdisk_disk(m.sim), views_position(v), NULL, NULL, &reader, why),
              ERR_OK);
    CHECK_INT(journal_reader_next(reader, &b), ERR_OK);
    CHECK_INT(views_apply(v, &b), ERR_CORRUPT);
    CHECK(strstr(views_why(v), "is damaged") != NULL);
    journal_reader_close(reader);
    views_close(v);
    make_no_folder(dir);
    make_close(&m);
}

int main(void)
{
    return check_main();
}
