/* SPDX-License-Identifier: Apache-2.0 */
/* mkdtemp, and rm as a process of its own. */
#include "kit/folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

bool folder_make(char path[FOLDER_MAX])
{
    const char *tmp = getenv("TMPDIR");
    int n = snprintf(path, FOLDER_MAX, "%s/busbar-XXXXXX", tmp ? tmp : P_tmpdir);
    return n > 0 && n < FOLDER_MAX && mkdtemp(path) != NULL;
}

bool folder_remove(const char *path)
{
    pid_t pid = fork();
    if (pid == 0) {
        execlp("rm", "rm", "-rf", path, (char *)NULL);
        _exit(127);
    }
    int status = -1;
    return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}
