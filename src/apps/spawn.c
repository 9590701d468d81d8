/* SPDX-License-Identifier: Apache-2.0 */
/* Starting this program again. */
#include "apps/spawn.h"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

extern char **environ;

pid_t spawn_self(const char *log, const char *const argv[])
{
    posix_spawn_file_actions_t files;
    pid_t pid;
    union {
        const char *const *ours;
        char *const *posix;
    } arguments = {argv}; /* they are not changed: that type is history */
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_APPEND,
                                     0600);
    posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
    int e = posix_spawn(&pid, "/proc/self/exe", &files, NULL, arguments.posix, environ);
    posix_spawn_file_actions_destroy(&files);
    return e == 0 ? pid : -1;
}
