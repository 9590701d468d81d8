/* SPDX-License-Identifier: Apache-2.0 */
/* seqNo as a window of 64 below the highest, the lowest, and how many different ones were seen.
 * Older than the window a number counts as new only while numbers lack. */
#include "csms/sequence.h"

#define WINDOW 64

bool sequence_has(const struct session *s, int64_t seq_no)
{
    int64_t behind = s->seq_last - seq_no;
    return seq_no > 0 && behind >= 0 && behind < WINDOW && (s->seq_seen[0] >> behind & 1);
}

bool sequence_gap(const struct session *s)
{
    return s->seq_count > 0 && s->seq_count < s->seq_last - s->seq_first + 1;
}

/* A number above all others. */
static void take_higher(struct session *s, int64_t seq_no)
{
    int64_t by = seq_no - s->seq_last;
    s->seq_seen[0] = by < WINDOW ? s->seq_seen[0] << by | 1 : 1;
    s->seq_last = seq_no;
    s->seq_count++;
}

/* A number below the highest that was not seen within the window. */
static void take_lower(struct session *s, int64_t seq_no)
{
    int64_t behind = s->seq_last - seq_no;
    if (behind < WINDOW)
        s->seq_seen[0] |= UINT64_C(1) << behind;
    else if (seq_no >= s->seq_first && !sequence_gap(s))
        return;
    s->seq_count++;
}

void sequence_take(struct session *s, int64_t seq_no, bool comparable)
{
    if (seq_no <= 0)
        return;
    if (sequence_has(s, seq_no)) {
        s->flags |= comparable ? SESSION_FLAG(SEQ_CONFLICT) : 0;
        return;
    }
    if (s->seq_count == 0) {
        s->seq_first = seq_no;
        s->seq_last = seq_no - 1;
    }
    if (seq_no > s->seq_last)
        take_higher(s, seq_no);
    else
        take_lower(s, seq_no);
    if (seq_no < s->seq_first)
        s->seq_first = seq_no;
}

const char *sequence_broken(const struct session *s)
{
    if (s->seq_count == 0)
        return s->seq_first == 0 && s->seq_last == 0 ? NULL : "no number was seen";
    if (s->seq_first <= 0 || s->seq_first > s->seq_last)
        return "the lowest seqNo is not above the highest";
    if (s->seq_count > s->seq_last - s->seq_first + 1)
        return "no more seqNos than lie between the lowest and the highest";
    return s->seq_seen[0] & 1 ? NULL : "the highest seqNo was seen";
}
