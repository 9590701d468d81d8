/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the whole journal to see that it is sound, and to count what is in it; listing it. */
#include "store/journal_segment.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/assert.h"
#include "base/le.h"

/* Count a batch; false where its records do not add up. */
static bool count_batch(const struct journal_batch *b, struct journal_stat *s)
{
    struct str records = b->records, bytes;
    uint8_t kind;
    unsigned n = 0;
    for (; journal_record(&records, &kind, &bytes); n++)
        *(kind < JOURNAL_FRAME_IN ? &s->events : &s->frames) += 1;
    if (s->batches == 0 || b->at_us < s->first_at_us)
        s->first_at_us = b->at_us;
    if (s->batches == 0 || b->at_us > s->last_at_us)
        s->last_at_us = b->at_us;
    s->batches++;
    s->records += n;
    s->tail = b->next;
    return n == b->n_records && records.n == 0;
}

/* Count the segments. */
static enum err count_segments(struct disk *d, struct journal_stat *s, char why[256])
{
    struct journal_segments list;
    enum err e = journal_segments_list(d, &list);
    if (e != ERR_OK)
        return journal_because(why, e, "the folder " JOURNAL_FOLDER ": %s", err_text(e));
    s->segments = list.n;
    s->first = s->tail = list.n > 0 ? list.first[0] : 0;
    journal_segments_free(&list);
    return e;
}

enum err journal_verify(struct disk *d, struct journal_stat *out, char why[256])
{
    struct journal_reader *r;
    struct journal_batch batch;
    *out = (struct journal_stat){0};
    why[0] = '\0';
    enum err e = count_segments(d, out, why);
    if (e == ERR_OK)
        e = journal_reader_open(d, 0, NULL, NULL, &r, why);
    if (e != ERR_OK)
        return e;
    while ((e = journal_reader_next(r, &batch)) == ERR_OK)
        if (!count_batch(&batch, out)) {
            e = journal_because(why, ERR_CORRUPT, "position %" PRIu64 ": the records do not add up",
                                batch.position);
            break;
        }
    if (e == ERR_NOT_FOUND)
        e = ERR_OK;
    else if (why[0] == '\0')
        journal_because(why, e, "%s", journal_reader_why(r));
    out->bytes = out->tail - out->first + out->segments * JOURNAL_HEADER;
    journal_reader_close(r);
    return e;
}

/* What is to be told of a segment. */
static enum err look_at(struct disk *d, uint64_t first, struct journal_segment *out, char why[256])
{
    char path[48], head[16];
    size_t got = 0;
    struct disk_file *f;
    *out = (struct journal_segment){.first = first};
    enum err e = journal_segment_open(d, first, &f, why);
    if (e != ERR_OK)
        return e;
    e = d->ops->size(d, f, &out->bytes);
    e = e == ERR_OK ? d->ops->read(d, f, JOURNAL_HEADER, head, sizeof head, &got) : e;
    d->ops->close(d, f);
    journal_segment_path(first, path);
    if (e != ERR_OK)
        return journal_because(why, e, "%s: can't be read: %s", path, err_text(e));
    if (got == sizeof head && le_get32(head) != 0)
        out->at_us = (int64_t)le_get64(head + 8);
    return ERR_OK;
}

enum err journal_list(struct disk *d, struct journal_segment **out, size_t *n, char why[256])
{
    struct journal_segments list;
    *out = NULL;
    *n = 0;
    enum err e = journal_segments_list(d, &list);
    if (e != ERR_OK)
        return journal_because(why, e, "the folder " JOURNAL_FOLDER ": %s", err_text(e));
    struct journal_segment *s = calloc(list.n + 1, sizeof *s);
    ASSERT(s);
    for (size_t i = 0; e == ERR_OK && i < list.n; i++) {
        e = look_at(d, list.first[i], &s[*n], why);
        *n += e == ERR_OK;
        if (e == ERR_NOT_FOUND) /* it has been pruned, or was never used */
            e = ERR_OK;
    }
    journal_segments_free(&list);
    if (e == ERR_OK)
        *out = s;
    else
        free(s);
    return e;
}
