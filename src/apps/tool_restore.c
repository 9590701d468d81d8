/* SPDX-License-Identifier: Apache-2.0 */
/* busbar restore: a data directory as it was, or as it was at a time. */
#include "apps/tool.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/flags.h"
#include "base/time.h"
#include "os/file.h"
#include "store/restore.h"

static struct {
    const char *archive, *data, *at, *to;
} ask;

static const struct flag flags[] = {
    {"archive", "DIR", "the archive [archive]", FLAG_TEXT, &ask.archive, 0, 0},
    {"data", "DIR", "a data directory for what is not archived yet (a server may run on it)",
     FLAG_TEXT, &ask.data, 0, 0},
    {"at", "TIME", "restore what was stored up to this time, as 2026-11-25T10:00:00Z [everything]",
     FLAG_TEXT, &ask.at, 0, 0},
    {"to", "DIR", "the data directory to make; it must be empty or missing", FLAG_TEXT, &ask.to, 0,
     0},
};
#define N_FLAGS (sizeof flags / sizeof *flags)

/* One line on standard error. */
static int fail(const char *why)
{
    fprintf(stderr, "busbar restore: %s\n", why);
    return TOOL_FAILED;
}

/* The three directories. */
struct places {
    struct disk *archive, *data, *to;
    struct archive *a;
};

/* Open them; `to` must be new. */
static enum err open_places(struct places *p, char why[256])
{
    struct journal_segment *list = NULL;
    size_t n = 0;
    enum err e = file_disk_open_archive(ask.archive, false, &p->archive, why);
    e = e == ERR_OK ? archive_open(p->archive, true, &p->a, why) : e;
    if (e == ERR_OK && ask.data)
        e = file_disk_open(ask.data, false, &p->data, why);
    e = e == ERR_OK ? file_disk_open(ask.to, true, &p->to, why) : e;
    e = e == ERR_OK ? file_disk_lock(p->to, why) : e;
    if (e != ERR_OK)
        return e;
    if (journal_list(p->to, &list, &n, why) == ERR_OK && n > 0) {
        snprintf(why, 256, "%.200s: has a journal already", ask.to);
        e = ERR_EXISTS;
    }
    free(list);
    why[0] = e == ERR_OK ? '\0' : why[0];
    return e;
}

/* Close them. */
static void close_places(struct places *p)
{
    archive_close(p->a);
    file_disk_close(p->archive);
    file_disk_close(p->data);
    file_disk_close(p->to);
}

int tool_restore(int argc, char **argv)
{
    char why[256] = "", last[25];
    int64_t at_us = INT64_MAX;
    unsigned repairs;
    struct places p = {0};
    struct restored r;
    memset(&ask, 0, sizeof ask);
    ask.archive = "archive";
    int n = flags_read("restore", flags, N_FLAGS, argc, argv);
    if (n < 0)
        return TOOL_WRONG_USE;
    if (n > 0 || !ask.to || (ask.at && !time_parse(str_of(ask.at), &at_us, &repairs))) {
        fail(n > 0     ? "takes no words"
             : !ask.to ? "wants --to DIR"
                       : "--at is no time as 2026-11-25T10:00:00Z");
        return TOOL_WRONG_USE;
    }
    enum err e = open_places(&p, why);
    if (e == ERR_OK)
        e = restore_run(p.a, p.data, at_us, p.to, &r, why);
    close_places(&p);
    if (e != ERR_OK)
        return fail(why[0] ? why : err_text(e));
    time_format(r.last_at_us, last);
    printf("restored %" PRIu64 " batches in %" PRIu64 " segments, up to position %" PRIu64
           ", the last of %s\n",
           r.batches, r.segments, r.tail, r.batches > 0 ? last : "-");
    return fflush(stdout) == 0 ? 0 : TOOL_FAILED;
}

void tool_restore_help(void)
{
    flags_print(flags, N_FLAGS);
    printf(
        "\nViews and snapshots are made anew by the first start; positions of consumers are not "
        "restored.\nA server on a directory that was cut at a time needs an archive of its own.\n");
}
