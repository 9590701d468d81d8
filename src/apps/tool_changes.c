/* SPDX-License-Identifier: Apache-2.0 */
/* busbar changes: the change stream as JSON lines. A named consumer goes on where it left off: its
 * position is stored durably after the lines have been written out, so each change is delivered at
 * least once, in order. */
#include "apps/tool.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "apps/flags.h"
#include "os/file.h"
#include "store/cursor.h"
#include "views/views.h"

#define BATCH 1000

static const char *data, *consumer;
static int64_t from, limit;
static bool follow;
static volatile sig_atomic_t stop;

static const struct flag flags[] = {
    {"data", "DIR", "data directory [data]", FLAG_TEXT, &data, 0, 0},
    {"consumer", "NAME", "go on where this consumer left off, and remember", FLAG_TEXT, &consumer,
     0, 0},
    {"from", "SEQ", "begin at this change (moves the consumer there)", FLAG_INT, &from, 1,
     INT64_MAX},
    {"limit", "N", "end after N changes [all]", FLAG_INT, &limit, 1, INT64_MAX},
    {"follow", NULL, "wait for further changes", FLAG_SWITCH, &follow, 0, 0},
};
#define N_FLAGS (sizeof flags / sizeof *flags)

struct progress {
    uint64_t next;
    int64_t printed;
};

static void on_signal(int number)
{
    (void)number;
    stop = 1;
}

static int fail(const char *what, const char *why)
{
    fprintf(stderr, "busbar changes: %s%s%s\n", what, why[0] ? ": " : "", why);
    return TOOL_FAILED;
}

/* May a consumer be called so? Its cursor is "changes." and the name. */
static bool good_name(const char *name)
{
    size_t n = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
    return n > 0 && n <= 55 && name[n] == '\0';
}

/* Print one change and note that it is through. */
static bool print_change(void *ctx, uint64_t seq, struct str json)
{
    struct progress *p = ctx;
    if (fwrite(json.p, 1, json.n, stdout) != json.n || putchar('\n') == EOF)
        return false;
    p->next = seq + 1;
    p->printed++;
    return true;
}

/* Print what there is; 0, or an exit code. *more says whether there may be more at once. */
static int print_some(struct views_reader *r, struct disk *d, struct progress *p, bool *more)
{
    int64_t before = p->printed, ask = limit - before < BATCH ? limit - before : BATCH;
    enum err e = views_changes_read(r, p->next, ask, print_change, p);
    if (e != ERR_OK)
        return fail("the views can't be read", views_reader_why(r));
    if (fflush(stdout) != 0 || ferror(stdout))
        return fail("the output was closed", "");
    if (p->printed > before && consumer) {
        char name[80];
        snprintf(name, sizeof name, "changes.%s", consumer);
        e = cursor_save(d, name, p->next);
        if (e != ERR_OK)
            return fail("the position can't be stored", err_text(e));
    }
    *more = p->printed - before == ask;
    return 0;
}

/* Where to begin: --from, else the consumer's own position, else the first change. */
static enum err begin_at(struct disk *d, uint64_t *next)
{
    char name[80];
    uint64_t stored;
    *next = from > 0 ? (uint64_t)from : 1;
    if (from > 0 || !consumer)
        return ERR_OK;
    snprintf(name, sizeof name, "changes.%s", consumer);
    enum err e = cursor_load(d, name, &stored);
    if (e == ERR_OK && stored > 0)
        *next = stored;
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* Read on until the limit, the end or a signal. */
static int run(struct disk *d)
{
    struct views_reader *r;
    struct progress p = {0};
    char why[256] = "";
    bool more = false;
    enum err e = begin_at(d, &p.next);
    if (e != ERR_OK)
        return fail("the consumer's position", err_text(e));
    if (views_reader_open(data, &r, why) != ERR_OK)
        return fail("the views can't be opened", why);
    int code = 0;
    while (!stop && code == 0 && p.printed < limit) {
        code = print_some(r, d, &p, &more);
        if (!more && !follow)
            break;
        if (!more)
            usleep(100000);
    }
    views_reader_close(r);
    return code;
}

int tool_changes(int argc, char **argv)
{
    data = "data";
    consumer = NULL;
    limit = INT64_MAX;
    from = 0;
    int n = flags_read("changes", flags, N_FLAGS, argc, argv);
    if (n != 0) {
        if (n > 0)
            fprintf(stderr, "busbar changes: \"%.64s\" is no flag\n", argv[0]);
        return TOOL_WRONG_USE;
    }
    if (consumer && !good_name(consumer)) {
        fprintf(stderr, "busbar changes: --consumer wants a name of 1 to 55 letters, digits, '.', "
                        "'_' and '-'\n");
        return TOOL_WRONG_USE;
    }
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    struct disk *d;
    char why[256] = "";
    if (file_disk_open(data, false, &d, why) != ERR_OK)
        return fail(why, "");
    int code = run(d);
    file_disk_close(d);
    return code;
}

void tool_changes_help(void)
{
    flags_print(flags, N_FLAGS);
    printf("\nEach line: "
           "{\"seq\",\"position\",\"at\",\"kind\":\"session\"|\"connector\"|\"station\",\"key\","
           "\"old\",\"new\"}.\n");
}
