/* SPDX-License-Identifier: Apache-2.0 */
/* Whole files: modes, replacing or not, folders, and that nothing is left over. */
#include "check.h"

#include <sys/stat.h>
#include <unistd.h>

#include "os/whole.h"

static char why[256], folder[64], path[128];

/* A fresh folder to work in, and a path in it. */
static void set_up(void)
{
    snprintf(folder, sizeof folder, "/tmp/busbar-whole-XXXXXX");
    CHECK(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/file", folder);
}

/* Remove them; that works only where nothing else was left in the folder. */
static void tear_down(void)
{
    unlink(path);
    CHECK_INT(rmdir(folder), 0);
}

static unsigned mode_of(const char *name)
{
    struct stat s;
    CHECK_INT(stat(name, &s), 0);
    return s.st_mode & 0777u;
}

TEST(what_is_written_is_read)
{
    char text[64];
    struct buf in = buf_over(text, sizeof text), small = buf_over(text, 3);
    set_up();
    CHECK(!whole_exists(path));
    CHECK_INT(whole_write(path, STR("first"), 0600, false, why), ERR_OK);
    CHECK(whole_exists(path));
    CHECK_INT(mode_of(path), 0600);
    CHECK_INT(whole_read(path, &in, why), ERR_OK);
    CHECK_STR(buf_str(&in), "first");
    CHECK_INT(whole_read(path, &small, why), ERR_FULL);
    CHECK(strstr(why, "too large"));
    tear_down();
}

TEST(nothing_is_replaced_unasked)
{
    char text[64];
    struct buf in = buf_over(text, sizeof text);
    set_up();
    CHECK_INT(whole_write(path, STR("first"), 0600, false, why), ERR_OK);
    CHECK_INT(whole_write(path, STR("second"), 0644, false, why), ERR_EXISTS);
    CHECK(strstr(why, path));
    CHECK_INT(mode_of(path), 0600);
    CHECK_INT(whole_write(path, STR("third"), 0644, true, why), ERR_OK);
    CHECK_INT(mode_of(path), 0644);
    CHECK_INT(whole_read(path, &in, why), ERR_OK);
    CHECK_STR(buf_str(&in), "third");
    tear_down();
}

TEST(a_file_without_end_is_too_large)
{
    char text[64];
    struct buf in = buf_over(text, sizeof text);
    CHECK_INT(whole_read("/dev/zero", &in, why), ERR_FULL);
}

TEST(what_is_not_there)
{
    char text[64];
    struct buf in = buf_over(text, sizeof text);
    int lock;
    set_up();
    CHECK_INT(whole_read(path, &in, why), ERR_NOT_FOUND);
    CHECK_INT(whole_lock(path, &lock, why), ERR_NOT_FOUND);
    whole_unlock(lock);
    strcat(path, "/deeper");
    CHECK_INT(whole_write(path, STR("x"), 0600, false, why), ERR_NOT_FOUND);
    tear_down();
}

TEST(folders_are_taken_empty_only)
{
    int lock;
    set_up();
    CHECK_INT(whole_folder(path, why), ERR_OK);
    CHECK_INT(mode_of(path), 0700);
    CHECK_INT(chmod(path, 0755), 0);
    CHECK_INT(whole_folder(path, why), ERR_OK);
    CHECK_INT(mode_of(path), 0700);
    CHECK_INT(whole_folder(folder, why), ERR_EXISTS);
    CHECK_INT(whole_lock(path, &lock, why), ERR_OK);
    whole_unlock(lock);
    CHECK_INT(rmdir(path), 0);
    tear_down();
}

int main(void)
{
    return check_main();
}
