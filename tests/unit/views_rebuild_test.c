/* SPDX-License-Identifier: Apache-2.0 */
/* However the journal is cut into commits, whoever dies in between, and also from nothing: the same
 * database. */
#include "views_make.h"

#include <sqlite3.h>

#include "views/schema.h"

#define INPUTS 1500

/* The digest of the views in a folder. */
static void digest_of(const char *dir, char out[65])
{
    struct views_reader *r = make_reader(dir);
    CHECK_INT(views_digest(r, out), ERR_OK);
    views_reader_close(r);
}

/* Fold everything into a folder at once; its digest. */
static void fold_whole(struct make *m, const char *dir, char out[65])
{
    struct views *v = make_views(dir);
    CHECK(make_fold(m, v, INT32_MAX, 0) > INPUTS / 2);
    CHECK_INT(views_commit(v), ERR_OK);
    CHECK_INT(views_position(v), journal_durable(m->journal));
    views_close(v);
    digest_of(dir, out);
}

TEST(views_are_the_same_in_one_commit_and_in_many)
{
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct make m;
        char one[64], many[64], want[65], got[65];
        make_open(&m, seed);
        make_random(&m, INPUTS);
        make_folder(one);
        make_folder(many);
        fold_whole(&m, one, want);
        struct views *v = make_views(many);
        while (make_fold(&m, v, 1 + (int)random_below(&m.random, 9), 0) > 0)
            CHECK_INT(views_commit(v), ERR_OK);
        views_close(v);
        digest_of(many, got);
        CHECK_STR(str_of(got), want);
        make_no_folder(one);
        make_no_folder(many);
        make_close(&m);
    }
}

TEST(views_are_the_same_when_opened_again_and_again)
{
    struct make m;
    char one[64], many[64], want[65], got[65];
    make_open(&m, 11);
    make_random(&m, INPUTS);
    make_folder(one);
    make_folder(many);
    fold_whole(&m, one, want);
    for (int n = 1; n > 0;) {
        struct views *v = make_views(many);
        n = make_fold(&m, v, 60, 7);
        CHECK_INT(views_commit(v), ERR_OK);
        views_close(v);
    }
    digest_of(many, got);
    CHECK_STR(str_of(got), want);
    make_no_folder(one);
    make_no_folder(many);
    make_close(&m);
}

TEST(views_are_the_same_after_kills)
{
    struct make m;
    char one[64], many[64], want[65], got[65];
    make_open(&m, 12);
    make_random(&m, INPUTS);
    make_folder(one);
    make_folder(many);
    fold_whole(&m, one, want);
    for (int i = 0; i < 40; i++) {
        struct views *v = make_views(many);
        uint64_t before = views_position(v), changes = views_changes(v);
        make_fold(&m, v, 30, 0);
        CHECK_INT(views_commit(v), ERR_OK);
        CHECK(views_position(v) > before);
        make_fold(&m, v, 25, 0);
        CHECK(views_changes(v) >= changes);
        views_close(v); /* what was not committed is lost */
    }
    struct views *v = make_views(many);
    make_fold(&m, v, INT32_MAX, 0);
    CHECK_INT(views_commit(v), ERR_OK);
    views_close(v);
    digest_of(many, got);
    CHECK_STR(str_of(got), want);
    make_no_folder(one);
    make_no_folder(many);
    make_close(&m);
}

TEST(views_are_the_same_when_removed_and_rebuilt)
{
    struct make m;
    char dir[64], want[65], got[65], path[80];
    make_open(&m, 13);
    make_random(&m, INPUTS);
    make_folder(dir);
    fold_whole(&m, dir, want);
    CHECK_INT(views_remove(dir), ERR_OK);
    fold_whole(&m, dir, got);
    CHECK_STR(str_of(got), want);

    /* Another version, other rows, a file that is no database: all are built again. */
    static const char *const spoil[] = {
        "PRAGMA user_version=77", "UPDATE view_position SET schema=schema+1",
        "DROP TABLE view_position", "UPDATE station SET packed=x'ff00'",
        "CREATE TABLE \"of \"\"theirs\"(x); PRAGMA user_version=0"};
    snprintf(path, sizeof path, "%s/views.db", dir);
    for (size_t i = 0; i < sizeof spoil / sizeof *spoil; i++) {
        sqlite3 *db;
        CHECK_INT(sqlite3_open(path, &db), SQLITE_OK);
        CHECK_INT(sqlite3_exec(db, spoil[i], NULL, NULL, NULL), SQLITE_OK);
        CHECK_INT(sqlite3_close(db), SQLITE_OK);
        struct views *v = make_views(dir);
        CHECK_INT(views_position(v), 0);
        CHECK_INT(views_changes(v), 0);
        views_close(v);
        fold_whole(&m, dir, got);
        CHECK_STR(str_of(got), want);
    }
    FILE *f = fopen(path, "r+");
    CHECK(f && fwrite("no database at all", 18, 1, f) == 1);
    fclose(f);
    fold_whole(&m, dir, got);
    CHECK_STR(str_of(got), want);
    make_no_folder(dir);
    make_close(&m);
}

TEST(views_go_back_to_the_last_commit_after_a_failure)
{
    struct make m;
    char one[64], two[64], want[65], got[65];
    make_open(&m, 14);
    make_random(&m, 200);
    make_folder(one);
    make_folder(two);
    struct views *v = make_views(two);
    make_fold(&m, v, 50, 0);
    CHECK_INT(views_commit(v), ERR_OK);
    uint64_t stood = views_position(v), changes = views_changes(v);
    make_fold(&m, v, 20, 0);
    /* An event that is cut short. */
    char bytes[] = {EVENT_session_started, 2, 3, 16};
    struct journal_batch bad = {.position = views_position(v),
                                .next = views_position(v) + 40,
                                .station = STR("alpha"),
                                .records = str_make(bytes, sizeof bytes)};
    CHECK_INT(views_apply(v, &bad), ERR_CORRUPT);
    CHECK(strstr(views_why(v), "kind 30") != NULL);
    CHECK_INT(views_position(v), stood);
    CHECK_INT(views_changes(v), changes);
    CHECK_INT(views_commit(v), ERR_OK);
    /* A gap, and a batch that was folded already. */
    struct journal_batch gap = {.position = stood + 8, .next = stood + 80};
    CHECK_INT(views_apply(v, &gap), ERR_INVALID);
    struct journal_batch old = {.position = 0, .next = stood};
    CHECK_INT(views_apply(v, &old), ERR_OK);
    CHECK_INT(views_position(v), stood);
    make_fold(&m, v, INT32_MAX, 3);
    CHECK_INT(views_commit(v), ERR_OK);
    views_close(v);
    v = make_views(one);
    make_fold(&m, v, INT32_MAX, 0);
    CHECK_INT(views_commit(v), ERR_OK);
    views_close(v);
    digest_of(one, want);
    digest_of(two, got);
    CHECK_STR(str_of(got), want);
    make_no_folder(one);
    make_no_folder(two);
    make_close(&m);
}

TEST(an_event_that_a_newer_program_wrote_is_refused_not_skipped)
{
    struct make m;
    char dir[64];
    make_open(&m, 15);
    make_random(&m, 20);
    make_folder(dir);
    struct views *v = make_views(dir);
    make_fold(&m, v, 10, 0);
    CHECK_INT(views_commit(v), ERR_OK);
    uint64_t stood = views_position(v), changes = views_changes(v);
    char bytes[] = {EVENT_KIND_MAX, 1, 'x'};
    struct journal_batch newer = {.position = stood,
                                  .next = stood + 40,
                                  .station = STR("alpha"),
                                  .records = str_make(bytes, sizeof bytes)};
    CHECK_INT(views_apply(v, &newer), ERR_VERSION);
    CHECK(strstr(views_why(v), "kind 63, which a newer program wrote") != NULL);
    CHECK(views_position(v) == stood && views_changes(v) == changes);
    make_fold(&m, v, INT32_MAX, 3); /* the journal as it is goes on */
    CHECK_INT(views_commit(v), ERR_OK);
    CHECK(views_position(v) > stood);
    bytes[0] = JOURNAL_FRAME_OUT + 1; /* no event: nothing for the views */
    newer.position = views_position(v);
    newer.next = newer.position + 40;
    CHECK_INT(views_apply(v, &newer), ERR_OK);
    views_close(v);
    make_no_folder(dir);
    make_close(&m);
}

/* Count the files that are about to be synced. */
static void count_sync(void *ctx, const char *path)
{
    unsigned *n = ctx; /* of the database, of its log */
    CHECK(str_ends(str_of(path), STR("/views.db")) || str_ends(str_of(path), STR("/views.db-wal")));
    n[str_ends(str_of(path), STR("-wal")) ? 1 : 0]++;
}

TEST(views_tell_before_they_sync_and_are_the_same)
{
    struct make m;
    char one[64], two[64], want[65], got[65], why[256] = "";
    unsigned n[2] = {0};
    struct views_pace pace = {count_sync, n};
    struct views *v = NULL;
    make_open(&m, 19);
    make_random(&m, INPUTS);
    make_folder(one);
    make_folder(two);
    fold_whole(&m, one, want);
    CHECK_INT(views_open_paced(two, &pace, &v, why), ERR_OK);
    while (make_fold(&m, v, 100, 0) > 0)
        CHECK_INT(views_commit(v), ERR_OK);
    views_close(v); /* the log goes into the database */
    CHECK(n[0] > 0 && n[1] > 0);
    digest_of(two, got);
    CHECK_STR(str_of(got), want);
    make_no_folder(one);
    make_no_folder(two);
    make_close(&m);
}

TEST(views_refuse_a_second_writer)
{
    struct make m;
    char dir[64];
    make_open(&m, 15);
    make_random(&m, 100);
    make_folder(dir);
    struct views *a = make_views(dir), *b = make_views(dir);
    make_fold(&m, a, 10, 0);
    CHECK_INT(views_commit(a), ERR_OK);
    struct journal_batch first = {.position = 0, .next = 50};
    CHECK_INT(views_apply(b, &first), ERR_BUSY);
    CHECK(strstr(views_why(b), "another process") != NULL);
    views_close(a);
    views_close(b);
    make_no_folder(dir);
    make_close(&m);
}

/* Ask the database itself for one number. */
static int64_t ask(const char *dir, const char *sql)
{
    char path[80];
    sqlite3 *db;
    sqlite3_stmt *s;
    snprintf(path, sizeof path, "%s/views.db", dir);
    CHECK_INT(sqlite3_open(path, &db), SQLITE_OK);
    CHECK_INT(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
    CHECK_INT(sqlite3_step(s), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    CHECK_INT(sqlite3_close(db), SQLITE_OK);
    return n;
}

/* The newest image of each key, while the change stream is read. */
struct chain {
    uint64_t seq;
    int64_t n, first[3]; /* changes; first ones by kind */
    unsigned n_keys;
    struct {
        char key[160], *image;
    } keys[4096];
};

/* What lies between two texts of a JSON object of ours. */
static struct str between(struct str json, const char *from, const char *to)
{
    const char *p = memmem(json.p, json.n, from, strlen(from));
    CHECK(p != NULL);
    p += strlen(from);
    size_t left = (size_t)(json.p + json.n - p);
    const char *end = memmem(p, left, to, strlen(to));
    CHECK(end != NULL);
    return str_make(p, (size_t)(end - p));
}

/* Hold a change against the one before of its key: old is null for the first, else the new one
 * before it. */
static bool check_change(void *ctx, uint64_t seq, struct str json)
{
    struct chain *c = ctx;
    unsigned i = 0;
    struct str kind = between(json, "\"kind\":\"", "\","),
               key = between(json, "\"kind\":", ",\"old\":"),
               old = between(json, ",\"old\":", ",\"new\":"),
               now = str_skip(json, (size_t)(old.p + old.n + strlen(",\"new\":") - json.p));
    now.n--;
    CHECK_INT(seq, c->seq++);
    CHECK(!memmem(json.p, json.n, "pbkdf2", 6) && !str_eq(old, now) && !str_is(now, "null"));
    while (i < c->n_keys && !str_is(key, c->keys[i].key))
        i++;
    if (i == c->n_keys) {
        CHECK(c->n_keys++ < 4096 && str_copy(c->keys[i].key, 160, key));
        CHECK_STR(old, "null");
        c->first[str_is(kind, "session") ? 0 : str_is(kind, "station") ? 1 : 2]++;
    } else {
        CHECK_STR(old, c->keys[i].image);
    }
    free(c->keys[i].image);
    c->keys[i].image = strndup(now.p, now.n);
    c->n++;
    return true;
}

TEST(changes_are_numbered_and_each_begins_where_the_one_before_ended)
{
    static struct chain c;
    struct make m;
    char dir[64], digest[65];
    make_open(&m, 16);
    make_random(&m, INPUTS);
    make_folder(dir);
    fold_whole(&m, dir, digest);
    struct views_reader *r = make_reader(dir);
    c = (struct chain){.seq = 1};
    for (int64_t before = -1; c.n > before;) { /* in pages that fit no row */
        before = c.n;
        CHECK_INT(views_changes_read(r, c.seq, 37, check_change, &c), ERR_OK);
        CHECK(c.n - before <= 37);
    }
    views_reader_close(r);
    CHECK(c.n > INPUTS / 2);
    CHECK_INT(ask(dir, "SELECT changes FROM view_position"), c.n);
    /* Every session, station and connector has its first image there. */
    CHECK_INT(c.first[0], ask(dir, "SELECT count(*) FROM session"));
    CHECK_INT(c.first[1], ask(dir, "SELECT count(*) FROM station"));
    CHECK_INT(c.first[2], ask(dir, "SELECT count(*) FROM connector"));
    CHECK_INT(ask(dir, "SELECT count(*) FROM session WHERE changed<1 OR changed>"
                       "(SELECT changes FROM view_position)"),
              0);
    /* Late events made new revisions. */
    CHECK(ask(dir, "SELECT max(revision) FROM session") > 1);
    /* No hash of a password is anywhere. */
    CHECK_INT(ask(dir, "SELECT count(*) FROM station WHERE instr(packed,'pbkdf2')>0"), 0);
    CHECK_INT(ask(dir, "SELECT count(*) FROM changes WHERE instr(bytes,'pbkdf2')>0"), 0);
    CHECK_INT(ask(dir, "SELECT count(*) FROM pragma_table_info('station') WHERE name='secret'"), 0);
    for (unsigned i = 0; i < c.n_keys; i++)
        free(c.keys[i].image);
    make_no_folder(dir);
    make_close(&m);
}

TEST(rows_of_the_views_are_those_of_the_stations)
{
    struct make m;
    char dir[64], digest[65];
    make_open(&m, 17);
    make_random(&m, INPUTS);
    make_folder(dir);
    fold_whole(&m, dir, digest);
    for (int i = 0; i < MAKE_STATIONS; i++) {
        const struct station *s = &m.stations[i];
        char sql[512];
        snprintf(
            sql, sizeof sql,
            "SELECT count(*) FROM station WHERE identity='%s' AND connected=%d AND transactions=%d"
            " AND findings=%d AND tariff_id='%s' AND generation=%d",
            s->info.identity, (int)s->info.connected, (int)s->info.transactions,
            (int)s->info.findings, s->info.tariff_id, (int)s->info.generation);
        CHECK_INT(ask(dir, sql), 1);
        snprintf(sql, sizeof sql, "SELECT count(*) FROM connector WHERE station='%s'",
                 s->info.identity);
        CHECK_INT(ask(dir, sql), s->n_connectors);
        for (unsigned k = 0; k < s->n_sessions; k++) {
            const struct session *x = &s->sessions[k];
            /* A station that has forgotten the end of a session takes what comes late as a new one;
             * the view has not forgotten and knows more of it. */
            snprintf(sql, sizeof sql,
                     "SELECT count(*) FROM session WHERE session_id='%s' AND station='%s' AND"
                     " ((state='open' AND energy_mwh=%lld AND messages=%d) OR"
                     "  (state='ended' AND messages>%d))",
                     x->session_id, s->info.identity, (long long)x->energy_mwh, (int)x->messages,
                     (int)x->messages);
            CHECK_INT(ask(dir, sql), 1);
        }
    }
    CHECK(ask(dir, "SELECT count(*) FROM session WHERE state='open'") > 0);
    make_no_folder(dir);
    make_close(&m);
}

int main(void)
{
    return check_main();
}
