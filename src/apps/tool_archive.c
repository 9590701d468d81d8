/* SPDX-License-Identifier: Apache-2.0 */
/* busbar archive: what an archive holds, and the proof that it is whole. */
#include "apps/tool.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "apps/flags.h"
#include "apps/grid.h"
#include "base/time.h"
#include "os/file.h"
#include "store/archive.h"
#include "wire/json.h"

static struct {
    const char *archive, *head;
    bool json;
} ask;

static const struct flag flags[] = {
    {"archive", "DIR", "the archive [archive]", FLAG_TEXT, &ask.archive, 0, 0},
    {"head", "SHA256", "verify: what the last entry, or the one you noted, must be", FLAG_TEXT,
     &ask.head, 0, 0},
    {"json", NULL, "as JSON", FLAG_SWITCH, &ask.json, 0, 0},
};
#define N_FLAGS (sizeof flags / sizeof *flags)

/* One line on standard error. */
static int fail(const char *why)
{
    fprintf(stderr, "busbar archive: %s\n", why);
    return TOOL_FAILED;
}

/* Sums over all entries. */
struct sums {
    uint64_t bytes, packed, batches;
    int64_t upto_us;
};

/* Add up the entries. */
static struct sums sum(const struct archive *a)
{
    struct sums s = {0};
    for (size_t i = 0; i < archive_n(a); i++) {
        const struct archive_entry *e = archive_at(a, i);
        s.bytes += e->bytes;
        s.packed += e->packed;
        s.batches += e->batches;
        s.upto_us = e->upto_us > s.upto_us ? e->upto_us : s.upto_us;
    }
    return s;
}

/* Segments, bytes, positions, times, and the head of the chain. */
static int status(const struct archive *a)
{
    char from[25] = "-", upto[25] = "-", text[512];
    struct sums s = sum(a);
    if (archive_n(a) > 0) {
        time_format(archive_at(a, 0)->from_us, from);
        time_format(s.upto_us, upto);
    }
    uint64_t first = archive_n(a) > 0 ? archive_at(a, 0)->first : 0;
    if (!ask.json) {
        printf("segments %zu\nbatches %" PRIu64 "\nbytes %" PRIu64 "\npacked %" PRIu64
               "\nfirst position %" PRIu64 "\nend position %" PRIu64
               "\nfrom %s\nupto %s\nhead %s\n",
               archive_n(a), s.batches, s.bytes, s.packed, first, archive_end(a), from, upto,
               archive_head(a));
        return 0;
    }
    struct json_writer w;
    struct buf b = buf_over(text, sizeof text);
    json_begin(&w, &b);
    json_object(&w);
    json_pair_int(&w, "segments", (int64_t)archive_n(a));
    json_pair_int(&w, "batches", (int64_t)s.batches);
    json_pair_int(&w, "bytes", (int64_t)s.bytes);
    json_pair_int(&w, "packed", (int64_t)s.packed);
    json_pair_int(&w, "first", (int64_t)first);
    json_pair_int(&w, "end", (int64_t)archive_end(a));
    json_pair(&w, "from", str_of(from));
    json_pair(&w, "upto", str_of(upto));
    json_pair(&w, "head", str_of(archive_head(a)));
    json_object_end(&w);
    printf("%.*s\n", STR_ARG(buf_str(&b)));
    return 0;
}

/* Every segment, a line each. */
static int list(const struct archive *a)
{
    for (size_t i = 0; i < archive_n(a); i++) {
        const struct archive_entry *e = archive_at(a, i);
        char from[25], upto[25];
        time_format(e->from_us, from);
        time_format(e->upto_us, upto);
        printf("%" PRIu64 " %" PRIu64 "-%" PRIu64 " %s %s batches=%" PRIu64 " bytes=%" PRIu64
               " packed=%" PRIu64 " %s\n",
               e->number, e->first, e->end, from, upto, e->batches, e->bytes, e->packed, e->name);
    }
    return 0;
}

/* Is it the head that was noted, of all that is there or of a beginning of it? */
static bool head_known(const struct archive *a)
{
    if (!ask.head || strcmp(ask.head, archive_head(a)) == 0)
        return true;
    for (size_t i = 0; i < archive_n(a); i++)
        if (strcmp(ask.head, archive_at(a, i)->previous) == 0)
            return true;
    return false;
}

/* Unpack everything, into nowhere: every hash, and with the chain every entry, is right. */
static int verify(const struct archive *a)
{
    char why[256] = "";
    if (!head_known(a))
        return fail(
            "the chain does not hold the entry of --head: it is another one, or was changed");
    for (size_t i = 0; i < archive_n(a); i++)
        if (archive_unpack(a, i, NULL, why) != ERR_OK)
            return fail(why);
    printf("%zu segments: every hash is right, the chain is whole up to %s\n", archive_n(a),
           archive_head(a));
    return 0;
}

static const struct {
    const char *name;
    int (*run)(const struct archive *a);
} verbs[] = {{"status", status}, {"list", list}, {"verify", verify}};
#define N_VERBS (sizeof verbs / sizeof *verbs)

int tool_archive(int argc, char **argv)
{
    char why[256] = "";
    struct disk *d;
    struct archive *a;
    memset(&ask, 0, sizeof ask);
    ask.archive = "archive";
    int n = flags_read("archive", flags, N_FLAGS, argc, argv);
    if (n < 0)
        return TOOL_WRONG_USE;
    size_t verb = 0;
    while (n > 0 && verb < N_VERBS && strcmp(argv[0], verbs[verb].name) != 0)
        verb++;
    if (n > 1 || verb == N_VERBS) {
        fail("wants one of status, list, verify");
        return TOOL_WRONG_USE;
    }
    if (file_disk_open_archive(ask.archive, false, &d, why) != ERR_OK)
        return fail(why);
    enum err e = archive_open(d, true, &a, why);
    int code = e == ERR_OK ? verbs[verb].run(a) : fail(why[0] ? why : err_text(e));
    if (e == ERR_OK)
        archive_close(a);
    file_disk_close(d);
    return fflush(stdout) == 0 ? code : TOOL_FAILED;
}

void tool_archive_help(void)
{
    printf("  status   segments, bytes, positions, times, and the hash that proves them (the "
           "default)\n"
           "  list     every segment\n"
           "  verify   unpack everything into nowhere: every hash and the chain are right\n\n");
    flags_print(flags, N_FLAGS);
}
