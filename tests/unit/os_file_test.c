/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kit/folder.h"
#include "os/file.h"

static char why[256], root[FOLDER_MAX];

/* A new folder for one test; root is its path. */
static void make_root(void)
{
    CHECK(folder_make(root));
}

/* A path below the root. */
static const char *below(const char *name)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", root, name);
    return path;
}

/* Open a new data directory. */
static struct disk *opened(void)
{
    struct disk *d = NULL;
    make_root();
    enum err e = file_disk_open(below("data"), true, &d, why);
    CHECK_STR(str_of(why), "");
    CHECK_INT(e, ERR_OK);
    return d;
}

/* The mode bits of a path below the root. */
static unsigned mode_of(const char *name)
{
    struct stat st;
    CHECK_INT(stat(below(name), &st), 0);
    return st.st_mode & 0777;
}

/* Put a file with this text below the root. */
static void put_file(const char *name, const char *text)
{
    FILE *f = fopen(below(name), "w");
    CHECK(f);
    fputs(text, f);
    fclose(f);
}

TEST(a_data_directory_is_made_and_opened_again)
{
    struct disk *d = opened();
    file_disk_close(d);
    CHECK_INT(mode_of("data"), 0700);
    CHECK_INT(mode_of("data/VERSION"), 0600);
    char text[32] = {0};
    FILE *f = fopen(below("data/VERSION"), "r");
    CHECK(f);
    CHECK_INT(fread(text, 1, sizeof text - 1, f), 14);
    fclose(f);
    CHECK_STR(str_of(text), "busbar-data 1\n");
    CHECK_INT(file_disk_open(below("data"), false, &d, why), ERR_OK);
    file_disk_close(d);
    CHECK_INT(file_disk_open(below("data"), true, &d, why), ERR_OK);
    file_disk_close(d);
    file_disk_close(NULL);
    CHECK(folder_remove(root));
}

TEST(other_directories_are_refused_with_a_sentence)
{
    struct disk *d;
    make_root();
    CHECK_INT(file_disk_open(below("none"), false, &d, why), ERR_NOT_FOUND);
    CHECK(str_ends(str_of(why), STR("/none: can't be opened: not found")));
    CHECK_INT(file_disk_open(below("none/deeper"), true, &d, why), ERR_NOT_FOUND);
    CHECK(str_ends(str_of(why), STR("/none/deeper: can't be made: not found")));
    CHECK_INT(mkdir(below("home"), 0755), 0);
    CHECK_INT(file_disk_open(below("home"), false, &d, why), ERR_NOT_FOUND);
    CHECK(str_ends(str_of(why), STR("/home: is no data directory (no file VERSION in it)")));
    put_file("home/letter.txt", "Dear ...");
    CHECK_INT(file_disk_open(below("home"), true, &d, why), ERR_EXISTS);
    CHECK(str_ends(str_of(why), STR("/home: is no data directory (no file VERSION in it) and holds "
                                    "other files")));
    CHECK_INT(file_disk_open(below("home/letter.txt"), false, &d, why), ERR_INVALID);
    CHECK(str_ends(str_of(why), STR("/letter.txt: can't be opened: not a directory")));
    CHECK(folder_remove(root));
}

TEST(an_empty_directory_becomes_one_even_after_a_crash)
{
    struct disk *d;
    make_root();
    CHECK_INT(mkdir(below("volume"), 0755), 0);
    CHECK_INT(mkdir(below("volume/lost+found"), 0700), 0);
    put_file("volume/VERSION.new", "busb");
    CHECK_INT(file_disk_open(below("volume"), true, &d, why), ERR_OK);
    file_disk_close(d);
    CHECK_INT(file_disk_open(below("volume"), false, &d, why), ERR_OK);
    file_disk_close(d);
    CHECK(folder_remove(root));
}

TEST(another_version_is_refused)
{
    static const struct {
        const char *text, *said;
    } rows[] = {
        {"busbar-data 2\n", "says \"busbar-data 2\", but this program reads \"busbar-data 1\""},
        {"", "says \"\""},
        {"busbar-data 1", "says \"busbar-data 1\", but"},
        {"busbar-data 1\n ", "says"},
        {"\x1b[31mred", "says \"something else\""},
        {"a very long text that goes on and on and on and on and on and on and on and on", "says"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct disk *d = opened();
        file_disk_close(d);
        put_file("data/VERSION", rows[i].text);
        CHECK_INT(file_disk_open(below("data"), true, &d, why), ERR_VERSION);
        CHECK(strstr(why, "/data/VERSION: "));
        CHECK(strstr(why, rows[i].said));
        CHECK(folder_remove(root));
    }
}

TEST(one_process_has_it)
{
    struct disk *d = opened(), *reader;
    CHECK_INT(file_disk_lock(d, why), ERR_OK);
    CHECK_INT(mode_of("data/lock"), 0600);
    pid_t pid = fork();
    if (pid == 0) {
        struct disk *other;
        bool fine = file_disk_open(below("data"), false, &other, why) == ERR_OK &&
                    file_disk_lock(other, why) == ERR_BUSY &&
                    strcmp(why, "the data directory is in use by another process") == 0;
        _exit(fine ? 0 : 1);
    }
    int status;
    CHECK_INT(waitpid(pid, &status, 0), pid);
    CHECK_INT(status, 0);
    CHECK_INT(file_disk_open(below("data"), false, &reader, why), ERR_OK);
    file_disk_close(d);
    CHECK_INT(file_disk_lock(reader, why), ERR_OK);
    file_disk_close(reader);
    CHECK(folder_remove(root));
}

TEST(files_are_written_read_and_cut)
{
    struct disk *d = opened();
    const struct disk_ops *o = d->ops;
    struct disk_file *f, *again;
    uint64_t size;
    size_t got;
    static char big[3 << 20], back[3 << 20];
    for (size_t i = 0; i < sizeof big; i++)
        big[i] = (char)(i * 7 >> 3);
    CHECK_INT(o->open(d, "a", false, &f), ERR_NOT_FOUND);
    CHECK_INT(o->open(d, "no/a", true, &f), ERR_NOT_FOUND);
    CHECK_INT(o->open(d, "a", true, &f), ERR_OK);
    CHECK_INT(mode_of("data/a"), 0600);
    CHECK_INT(o->write(d, f, 5, big, sizeof big), ERR_OK);
    CHECK_INT(o->write(d, f, 0, "", 0), ERR_OK);
    CHECK_INT(o->sync(d, f), ERR_OK);
    CHECK_INT(o->size(d, f, &size), ERR_OK);
    CHECK_INT(size, sizeof big + 5);
    CHECK_INT(o->open(d, "a", true, &again), ERR_OK);
    CHECK_INT(o->read(d, again, 5, back, sizeof back, &got), ERR_OK);
    CHECK_INT(got, sizeof big);
    CHECK(memcmp(big, back, sizeof big) == 0);
    CHECK_INT(o->read(d, again, 0, back, 5, &got), ERR_OK);
    CHECK(got == 5 && memcmp(back, "\0\0\0\0\0", 5) == 0);
    CHECK_INT(o->read(d, again, size - 3, back, 100, &got), ERR_OK);
    CHECK_INT(got, 3);
    CHECK_INT(o->read(d, again, size + 3, back, 100, &got), ERR_OK);
    CHECK_INT(got, 0);
    CHECK_INT(o->truncate(d, f, 7), ERR_OK);
    CHECK_INT(o->size(d, again, &size), ERR_OK);
    CHECK_INT(size, 7);
    CHECK_INT(o->truncate(d, f, 9), ERR_OK);
    CHECK_INT(o->read(d, again, 0, back, 100, &got), ERR_OK);
    CHECK(got == 9 && back[7] == 0 && back[8] == 0);
    o->close(d, f);
    o->close(d, again);
    file_disk_close(d);
    CHECK(folder_remove(root));
}

/* Count the calls with a known name. */
static void count_names(void *ctx, const char *name)
{
    unsigned *n = ctx;
    CHECK(strcmp(name, ".") != 0 && strcmp(name, "..") != 0);
    *n += strcmp(name, "x") == 0 || strcmp(name, "y") == 0;
}

TEST(folders_are_made_listed_and_synced)
{
    struct disk *d = opened();
    const struct disk_ops *o = d->ops;
    struct disk_file *f;
    unsigned n = 0;
    uint64_t space = 0;
    CHECK_INT(o->mkdir(d, "sub"), ERR_OK);
    CHECK_INT(o->mkdir(d, "sub"), ERR_OK);
    CHECK_INT(mode_of("data/sub"), 0700);
    CHECK_INT(o->mkdir(d, "VERSION"), ERR_EXISTS);
    CHECK_INT(o->mkdir(d, "no/sub"), ERR_NOT_FOUND);
    CHECK_INT(o->open(d, "sub/x", true, &f), ERR_OK);
    CHECK_INT(o->write(d, f, 0, "1", 1), ERR_OK);
    o->close(d, f);
    CHECK_INT(o->open(d, "y", true, &f), ERR_OK);
    o->close(d, f);
    CHECK_INT(o->list(d, "sub", count_names, &n), ERR_OK);
    CHECK_INT(n, 1);
    CHECK_INT(o->rename(d, "y", "sub/y"), ERR_OK);
    CHECK_INT(o->rename(d, "y", "sub/y"), ERR_NOT_FOUND);
    n = 0;
    CHECK_INT(o->list(d, "sub", count_names, &n), ERR_OK);
    CHECK_INT(n, 2);
    CHECK_INT(o->rename(d, "sub/x", "sub/y"), ERR_OK);
    CHECK_INT(o->open(d, "sub/x", false, &f), ERR_NOT_FOUND);
    CHECK_INT(o->remove(d, "sub/y"), ERR_OK);
    CHECK_INT(o->remove(d, "sub/y"), ERR_NOT_FOUND);
    CHECK_INT(o->sync_dir(d, "sub"), ERR_OK);
    CHECK_INT(o->sync_dir(d, ""), ERR_OK);
    CHECK_INT(o->sync_dir(d, "."), ERR_OK);
    CHECK_INT(o->sync_dir(d, "none"), ERR_NOT_FOUND);
    CHECK_INT(o->list(d, "none", count_names, &n), ERR_NOT_FOUND);
    CHECK_INT(o->space(d, &space), ERR_OK);
    CHECK(space > 0);
    file_disk_close(d);
    CHECK(folder_remove(root));
}

TEST(a_write_that_a_limit_cuts_short_is_out_of_space)
{
    struct disk *d = opened();
    struct disk_file *f;
    struct rlimit was, small;
    static char big[100000];
    uint64_t size;
    CHECK_INT(d->ops->open(d, "a", true, &f), ERR_OK);
    CHECK_INT(getrlimit(RLIMIT_FSIZE, &was), 0);
    signal(SIGXFSZ, SIG_IGN);
    small = (struct rlimit){.rlim_cur = 50000, .rlim_max = was.rlim_max};
    CHECK_INT(setrlimit(RLIMIT_FSIZE, &small), 0);
    enum err e = d->ops->write(d, f, 0, big, sizeof big);
    CHECK_INT(setrlimit(RLIMIT_FSIZE, &was), 0);
    CHECK_INT(e, ERR_NO_SPACE);
    CHECK_INT(d->ops->size(d, f, &size), ERR_OK);
    CHECK_INT(size, 50000);
    CHECK_INT(d->ops->write(d, f, 0, big, sizeof big), ERR_OK);
    d->ops->close(d, f);
    file_disk_close(d);
    CHECK(folder_remove(root));
}

TEST(a_file_that_may_only_be_read_is_read)
{
    if (geteuid() == 0)
        SKIP("the super-user may write everything");
    struct disk *d = opened();
    struct disk_file *f;
    char text[32];
    size_t got;
    CHECK_INT(chmod(below("data/VERSION"), 0400), 0);
    CHECK_INT(d->ops->open(d, "VERSION", true, &f), ERR_RIGHTS);
    CHECK_INT(d->ops->open(d, "VERSION", false, &f), ERR_OK);
    CHECK_INT(d->ops->read(d, f, 0, text, sizeof text, &got), ERR_OK);
    CHECK_INT(got, 14);
    CHECK_INT(d->ops->write(d, f, 0, "x", 1), ERR_READ_ONLY);
    CHECK_INT(d->ops->truncate(d, f, 0), ERR_READ_ONLY);
    CHECK_INT(d->ops->sync(d, f), ERR_READ_ONLY);
    d->ops->close(d, f);
    file_disk_close(d);
    CHECK(folder_remove(root));
}

int main(void)
{
    return check_main();
}
