/* SPDX-License-Identifier: Apache-2.0 */
/* One segment a step; a failure closes the archive, and the next step opens it anew. */
#include "apps/archiver.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/consumers.h"
#include "base/time.h"
#include "os/clock.h"
#include "os/file.h"
#include "store/archive.h"
#include "store/cursor.h"

#define RETRY_US US_PER_S /* after a failure, doubled up to RETRY_MOST_US */
#define RETRY_MOST_US (600 * US_PER_S)

struct archiver {
    struct server *server;
    struct disk *disk;
    struct archive *archive;       /* NULL: not open */
    int64_t retry_us, retry_at_us; /* monotonic */
    uint64_t looked_at; /* tail of the journal when there was nothing to archive; 0: look again */
    char told[256];     /* why it failed, as it was logged last */
};

struct archiver *archiver_open(struct server *s)
{
    if (s->options->archive[0] == '\0')
        return NULL;
    struct archiver *a = calloc(1, sizeof *a);
    if (a)
        *a = (struct archiver){.server = s, .retry_us = RETRY_US};
    return a;
}

/* Close the archive's files. */
static void shut(struct archiver *a)
{
    archive_close(a->archive);
    file_disk_close(a->disk);
    a->archive = NULL;
    a->disk = NULL;
}

void archiver_close(struct archiver *a)
{
    if (!a)
        return;
    shut(a);
    free(a);
}

/* It failed: say why, once for each reason, and wait before the next try. */
static bool failed(struct archiver *a, enum err e, const char *why)
{
    struct server *s = a->server;
    const char *sentence = why[0] ? why : err_text(e);
    if (strcmp(a->told, sentence) != 0)
        log_line(
            &s->log, LOG_ERROR, "archive-failed", STR(""),
            "folder=%s why=\"%s\" note=\"charging goes on, the journal keeps all; tried again\"",
            s->options->archive, sentence);
    str_copy(a->told, sizeof a->told, str_of(sentence));
    counter_set(&s->counters, COUNTER_archive_failing, 1);
    shut(a);
    a->retry_at_us = clock_mono_us() + a->retry_us;
    a->retry_us = a->retry_us * 2 < RETRY_MOST_US ? a->retry_us * 2 : RETRY_MOST_US;
    return false;
}

/* Open the archive where it is not; it must not be in use by another server. */
static enum err ready(struct archiver *a, char why[256])
{
    if (a->archive)
        return ERR_OK;
    enum err e = file_disk_open_archive(a->server->options->archive, true, &a->disk, why);
    if (e == ERR_OK)
        e = file_disk_lock(a->disk, why);
    return e == ERR_OK ? archive_open(a->disk, false, &a->archive, why) : e;
}

/* Does the journal, as far as it still has it, hold what the archive ends with? After a restore to
 * an earlier time it goes on otherwise, and wants an archive of its own. */
static bool same_history(const struct archiver *a, const struct journal_segment *list, size_t n)
{
    if (archive_n(a->archive) == 0 || n == 0)
        return true;
    const struct archive_entry *last = archive_at(a->archive, archive_n(a->archive) - 1);
    if (list[0].first > last->first)
        return true;
    for (size_t i = 0; i + 1 < n; i++)
        if (list[i].first == last->first && list[i + 1].first == last->end)
            return true;
    return false;
}

/* The segment that comes next, from where the archive ends; *end 0: none is closed yet. */
static enum err next_segment(struct archiver *a, uint64_t *first, uint64_t *end, char why[256])
{
    struct journal_segment *list;
    size_t n;
    enum err e = journal_list(a->server->disk, &list, &n, why);
    *first = *end = 0;
    if (e == ERR_OK && !same_history(a, list, n)) {
        snprintf(why, 256, "it holds another history of this journal: give it a folder of its own");
        free(list);
        return ERR_EXISTS;
    }
    for (size_t i = 0; e == ERR_OK && i + 1 < n; i++)
        if (archive_n(a->archive) == 0 || list[i].first >= archive_end(a->archive)) {
            *first = list[i].first;
            *end = list[i + 1].first;
            break;
        }
    if (e == ERR_OK)
        free(list);
    return e;
}

/* A segment is in the archive: the journal may be pruned up to here, and everybody may know. */
static enum err note(struct archiver *a)
{
    struct server *s = a->server;
    uint64_t end = archive_end(a->archive), saved = 0;
    enum err e = cursor_load(s->disk, CONSUMERS_ARCHIVE, &saved);
    if (e == ERR_NOT_FOUND || e == ERR_CORRUPT || (e == ERR_OK && saved < end))
        e = cursor_save(s->disk, CONSUMERS_ARCHIVE, end);
    counter_set(&s->counters, COUNTER_archive_failing, 0);
    counter_set(&s->counters, COUNTER_archive_position, end);
    a->retry_us = RETRY_US;
    a->told[0] = '\0';
    return e;
}

bool archiver_step(struct archiver *a)
{
    char why[256] = "";
    uint64_t first, end;
    if (!a || clock_mono_us() < a->retry_at_us)
        return false;
    uint64_t tail = journal_durable(a->server->journal);
    if (a->archive && a->looked_at != 0 && a->looked_at == tail)
        return false; /* a segment is closed by a commit, and there was none */
    enum err e = ready(a, why);
    if (e == ERR_OK)
        e = next_segment(a, &first, &end, why);
    bool more = e == ERR_OK && end > first;
    if (more)
        e = archive_add(a->archive, a->server->disk, first, end, why);
    if (e == ERR_OK)
        e = note(a);
    if (e != ERR_OK)
        return failed(a, e, why);
    a->looked_at = more ? 0 : tail;
    if (more) {
        const struct archive_entry *n = archive_at(a->archive, archive_n(a->archive) - 1);
        log_line(&a->server->log, LOG_INFO, "archived", STR(""),
                 "segment=%" PRIu64 " first=%" PRIu64 " end=%" PRIu64 " bytes=%" PRIu64
                 " packed=%" PRIu64 " sha256=%.16s",
                 n->number, n->first, n->end, n->bytes, n->packed, n->sha);
    }
    return more;
}
