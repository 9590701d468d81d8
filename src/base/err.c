/* SPDX-License-Identifier: Apache-2.0 */
/* Error texts, and errno as seen from here. */
#include "base/err.h"

#include <errno.h>
#include <stddef.h>

static const char *const texts[] = {
#define ERR(name, text) [ERR_##name] = text,
#include "base/tbl/errors.h"
#undef ERR
};

static const struct {
    int number;
    enum err e;
} from_errno[] = {
    {0, ERR_OK},
    {ENOSPC, ERR_NO_SPACE},
    {EDQUOT, ERR_NO_SPACE},
    {EFBIG, ERR_NO_SPACE}, /* a limit of the process, or of the file system */
    {EROFS, ERR_READ_ONLY},
    {ENOENT, ERR_NOT_FOUND},
    {EEXIST, ERR_EXISTS},
    {EACCES, ERR_RIGHTS},
    {EPERM, ERR_RIGHTS},
    {EAGAIN, ERR_BUSY},
    {EADDRINUSE, ERR_BUSY},
    {ENOMEM, ERR_MEMORY},
    {EINVAL, ERR_INVALID},
    {ETIMEDOUT, ERR_TIMEOUT},
};

const char *err_text(enum err e)
{
    return texts[e];
}

enum err err_from_errno(int number)
{
    for (size_t i = 0; i < sizeof from_errno / sizeof *from_errno; i++)
        if (from_errno[i].number == number)
            return from_errno[i].e;
    return ERR_IO;
}
