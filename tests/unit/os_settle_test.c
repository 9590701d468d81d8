/* SPDX-License-Identifier: Apache-2.0 */
/* A file that is written back bit by bit is what it was; files that come, go and are replaced do no
 * harm. */
#include "check.h"

#include <string.h>
#include <unistd.h>

#include "kit/folder.h"
#include "os/settle.h"

/* Write a file of n bytes. */
static void make_file(const char *path, size_t n, int byte)
{
    FILE *f = fopen(path, "w");
    CHECK(f != NULL);
    for (size_t i = 0; i < n; i++)
        CHECK(fputc(byte, f) == byte);
    CHECK_INT(fclose(f), 0);
}

TEST(a_settled_file_is_as_it_was)
{
    char dir[FOLDER_MAX], path[FOLDER_MAX + 8], other[FOLDER_MAX + 8];
    CHECK(folder_make(dir));
    snprintf(path, sizeof path, "%s/file", dir);
    snprintf(other, sizeof other, "%s/other", dir);
    struct settle *s = settle_open();
    CHECK(s != NULL);
    settle_file(s, path); /* is not there yet */
    make_file(path, 1500000, 'a');
    settle_file(s, path);
    settle_file(s, path);
    make_file(other, 10, 'b');
    settle_file(s, other);
    CHECK_INT(rename(other, path), 0); /* another file now */
    settle_file(s, path);
    FILE *f = fopen(path, "r");
    char got[16];
    CHECK(f != NULL);
    CHECK_INT(fread(got, 1, sizeof got, f), 10);
    CHECK_INT(memcmp(got, "bbbbbbbbbb", 10), 0);
    fclose(f);
    settle_free(s);
    CHECK(folder_remove(dir));
}

int main(void)
{
    return check_main();
}
