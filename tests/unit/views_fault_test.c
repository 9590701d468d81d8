/* SPDX-License-Identifier: Apache-2.0 */
/* A disk that fails under SQLite at the n-th write or sync: the views say so, keep nothing of the
 * commit, and the same journal folded on gives the same database. */
#include "views_make.h"

#include <sqlite3.h>

static struct {
    sqlite3_vfs vfs, *real;
    sqlite3_io_methods methods[2]; /* of the database, of its log */
    const sqlite3_io_methods *real_methods[2];
    int left;   /* calls until one fails; 0 = none does */
    int result; /* what it returns then */
    int failed;
} fault;

/* Does this call fail? */
static bool fails(void)
{
    if (fault.left == 0 || --fault.left > 0)
        return false;
    fault.failed++;
    return true;
}

/* The methods that ours stand before. */
static const sqlite3_io_methods *real_of(const sqlite3_file *f)
{
    return fault.real_methods[f->pMethods == &fault.methods[1]];
}

/* xWrite that fails when it is due. */
static int fault_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
    return fails() ? fault.result : real_of(f)->xWrite(f, p, n, at);
}

/* xSync that fails when it is due. */
static int fault_sync(sqlite3_file *f, int flags)
{
    return fails() ? SQLITE_IOERR_FSYNC : real_of(f)->xSync(f, flags);
}

/* xOpen that puts our methods before those of the database and its log. */
static int fault_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
    (void)vfs;
    int result = fault.real->xOpen(fault.real, name, f, flags, out);
    if (result != SQLITE_OK || !f->pMethods || !(flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)))
        return result;
    int which = flags & SQLITE_OPEN_WAL ? 1 : 0;
    fault.real_methods[which] = f->pMethods;
    fault.methods[which] = *f->pMethods;
    fault.methods[which].xWrite = fault_write;
    fault.methods[which].xSync = fault_sync;
    f->pMethods = &fault.methods[which];
    return result;
}

/* Make it the one that is used. */
static void fault_begin(void)
{
    memset(&fault, 0, sizeof fault);
    fault.real = sqlite3_vfs_find("unix");
    CHECK(fault.real != NULL);
    fault.vfs = *fault.real;
    fault.vfs.zName = "fault";
    fault.vfs.xOpen = fault_open;
    CHECK_INT(sqlite3_vfs_register(&fault.vfs, 1), SQLITE_OK);
}

static void fault_end(void)
{
    fault.left = 0;
    CHECK_INT(sqlite3_vfs_register(fault.real, 1), SQLITE_OK);
    CHECK_INT(sqlite3_vfs_unregister(&fault.vfs), SQLITE_OK);
}

/* Fold from where the views stand to the end, in commits of 40; the first error. */
static enum err fold_all(struct make *m, struct views *v)
{
    struct journal_reader *r;
    struct journal_batch batch;
    char why[256] = "";
    enum err e = ERR_OK;
    CHECK_INT(journal_reader_open(simdisk_disk(m->sim), views_position(v), NULL, NULL, &r, why),
              ERR_OK);
    for (int n = 1; e == ERR_OK && journal_reader_next(r, &batch) == ERR_OK; n++) {
        e = views_apply(v, &batch);
        if (e == ERR_OK && n % 40 == 0)
            e = views_commit(v);
    }
    journal_reader_close(r);
    return e == ERR_OK ? views_commit(v) : e;
}

static void digest_of(const char *dir, char out[65])
{
    struct views_reader *r = make_reader(dir);
    CHECK_INT(views_digest(r, out), ERR_OK);
    views_reader_close(r);
}

TEST(a_failing_disk_loses_nothing_but_time)
{
    static const struct {
        int result;
        enum err e;
    } kinds[] = {{SQLITE_FULL, ERR_NO_SPACE}, {SQLITE_IOERR_WRITE, ERR_IO}};
    struct make m;
    char want[65], got[65], dir[64];
    int met = 0;
    make_open(&m, 21);
    make_random(&m, 400);
    fault_begin();
    make_folder(dir);
    struct views *v = make_views(dir);
    CHECK_INT(fold_all(&m, v), ERR_OK);
    views_close(v);
    digest_of(dir, want);
    for (int n = 1; n < 400; n += 1 + n / 6) {
        CHECK_INT(views_remove(dir), ERR_OK);
        v = make_views(dir);
        fault.left = n;
        fault.result = kinds[n % 2].result;
        fault.failed = 0;
        enum err e = fold_all(&m, v);
        if (e != ERR_OK) {
            met++;
            CHECK(e == kinds[n % 2].e || e == ERR_IO);
            CHECK(views_why(v)[0] != '\0');
            fault.left = 0;
            CHECK_INT(fold_all(&m, v), ERR_OK);
        }
        fault.left = 0;
        views_close(v);
        digest_of(dir, got);
        CHECK_STR(str_of(got), want);
    }
    CHECK(met > 3);
    fault_end();
    make_no_folder(dir);
    make_close(&m);
}

TEST(what_cannot_be_opened_says_why)
{
    struct views *v;
    struct views_reader *r;
    char why[256] = "", dir[64], path[80];
    CHECK_INT(views_open("/nowhere/at/all", &v, why), ERR_NOT_FOUND);
    CHECK(v == NULL && strstr(why, "views.db") != NULL);
    CHECK_INT(views_reader_open("/nowhere/at/all", &r, why), ERR_NOT_FOUND);
    CHECK(r == NULL);
    make_folder(dir);
    CHECK_INT(views_reader_open(dir, &r, why), ERR_NOT_FOUND);
    v = make_views(dir);
    snprintf(path, sizeof path, "%s/views.db", dir);
    sqlite3 *db;
    CHECK_INT(sqlite3_open(path, &db), SQLITE_OK);
    CHECK_INT(sqlite3_exec(db, "PRAGMA user_version=99", NULL, NULL, NULL), SQLITE_OK);
    CHECK_INT(sqlite3_close(db), SQLITE_OK);
    CHECK_INT(views_reader_open(dir, &r, why), ERR_VERSION);
    views_close(v);
    make_no_folder(dir);
}

TEST(a_disk_that_fails_at_once_is_told_at_opening)
{
    struct views *v;
    char why[256] = "", dir[64];
    fault_begin();
    make_folder(dir);
    for (int n = 1; n < 12; n++) {
        CHECK_INT(views_remove(dir), ERR_OK);
        fault.left = n;
        fault.result = SQLITE_FULL;
        enum err e = views_open(dir, &v, why);
        fault.left = 0;
        if (e == ERR_OK)
            views_close(v);
        else
            CHECK(v == NULL && why[0] != '\0');
        v = make_views(dir);
        CHECK_INT(views_position(v), 0);
        views_close(v);
    }
    fault_end();
    make_no_folder(dir);
}

int main(void)
{
    return check_main();
}
