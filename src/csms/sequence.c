/* SPDX-License-Identifier: Apache-2.0 */
/* seqNo as a window of the newest 64, a byte each that marks the content, beside the lowest and the
 * count of different ones. A number older than the window counts as new only while numbers lack. */
#include "csms/sequence.h"

#include <string.h>

#include "base/hash.h"

#define WINDOW 64

/* The mark of a content, never 0. */
static unsigned mark_of(int64_t content)
{
    return 1 + (unsigned)(hash_mix(0, (uint64_t)content) % 255);
}

/* The mark at a number, 0 where it was not seen. */
static unsigned mark_at(const struct session *s, int64_t seq_no)
{
    return (unsigned)(s->seq_marks[seq_no % WINDOW / 8] >> (seq_no % 8 * 8) & 255);
}

/* Set the mark at a number. */
static void mark_put(struct session *s, int64_t seq_no, unsigned mark)
{
    uint64_t *word = &s->seq_marks[seq_no % WINDOW / 8];
    unsigned by = (unsigned)(seq_no % 8) * 8;
    *word = (*word & ~(UINT64_C(255) << by)) | (uint64_t)mark << by;
}

/* Is a number within the window? */
static bool in_window(const struct session *s, int64_t seq_no)
{
    return seq_no > 0 && seq_no <= s->seq_last && s->seq_last - seq_no < WINDOW;
}

bool sequence_has(const struct session *s, int64_t seq_no, int64_t content)
{
    return in_window(s, seq_no) && mark_at(s, seq_no) == mark_of(content);
}

bool sequence_gap(const struct session *s)
{
    return s->seq_count > 0 && s->seq_count < s->seq_last - s->seq_first + 1;
}

/* A number above all others. */
static void take_higher(struct session *s, int64_t seq_no, unsigned mark)
{
    if (s->seq_count == 0)
        s->seq_first = seq_no;
    else if (seq_no - s->seq_last >= WINDOW)
        memset(s->seq_marks, 0, sizeof s->seq_marks);
    else
        for (int64_t skipped = s->seq_last + 1; skipped < seq_no; skipped++)
            mark_put(s, skipped, 0);
    s->seq_last = seq_no;
    s->seq_count++;
    mark_put(s, seq_no, mark);
}

/* A number below the highest that was not seen within the window. */
static void take_lower(struct session *s, int64_t seq_no, unsigned mark)
{
    if (in_window(s, seq_no))
        mark_put(s, seq_no, mark);
    else if (seq_no >= s->seq_first && !sequence_gap(s))
        return;
    s->seq_count++;
    if (seq_no < s->seq_first)
        s->seq_first = seq_no;
}

void sequence_take(struct session *s, int64_t seq_no, int64_t content)
{
    unsigned mark = mark_of(content);
    if (seq_no <= 0)
        return;
    if (seq_no > s->seq_last)
        take_higher(s, seq_no, mark);
    else if (!in_window(s, seq_no) || mark_at(s, seq_no) == 0)
        take_lower(s, seq_no, mark);
    else if (mark_at(s, seq_no) != mark)
        s->flags |= SESSION_FLAG(SEQ_CONFLICT);
}

const char *sequence_broken(const struct session *s)
{
    if (s->seq_count == 0)
        return s->seq_first == 0 && s->seq_last == 0 ? NULL : "no number was seen";
    if (s->seq_first <= 0 || s->seq_first > s->seq_last)
        return "the lowest seqNo is not above the highest";
    if (s->seq_count > s->seq_last - s->seq_first + 1)
        return "no more seqNos than lie between the lowest and the highest";
    return mark_at(s, s->seq_last) != 0 ? NULL : "the highest seqNo was seen";
}
