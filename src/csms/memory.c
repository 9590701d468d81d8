/* SPDX-License-Identifier: Apache-2.0 */
/* Rings of words, newest first: 8 starts (content, number) and 8 ends (session id in two words,
 * content). An empty place has a session id or number of zero. */
#include "csms/memory.h"

#include <string.h>

#include "base/hash.h"

#define NUMBERS INT64_C(2147483647)
#define START_WORDS 2
#define END_WORDS 3
#define COUNT(words) (sizeof(words) / sizeof *(words))

/* Where the numbers of a station begin. */
static int64_t number_base(const struct station_info *info)
{
    return (int64_t)(hash_str(str_of(info->identity)) % (uint64_t)NUMBERS);
}

int64_t memory_number(const struct station_info *info, int64_t n)
{
    return 1 + (number_base(info) + n % NUMBERS) % NUMBERS;
}

bool memory_number_given(const struct station_info *info, int64_t number)
{
    if (number < 1 || number > NUMBERS)
        return false;
    return (number - 1 - number_base(info) + NUMBERS) % NUMBERS < info->transactions;
}

/* Put an entry at the front of a ring, over the place `at` (or the oldest, where that is the last).
 */
static void ring_front(uint64_t *ring, size_t at, const uint64_t *entry, size_t words)
{
    memmove(ring + words, ring, at * sizeof *ring);
    memcpy(ring, entry, words * sizeof *ring);
}

void memory_start(struct station_info *info, int64_t content, int64_t number)
{
    uint64_t entry[START_WORDS] = {(uint64_t)content, (uint64_t)number};
    ring_front(info->starts, COUNT(info->starts) - START_WORDS, entry, START_WORDS);
}

int64_t memory_started(const struct station_info *info, int64_t content)
{
    for (size_t i = 0; i < COUNT(info->starts); i += START_WORDS)
        if (info->starts[i] == (uint64_t)content && info->starts[i + 1] != 0)
            return (int64_t)info->starts[i + 1];
    return 0;
}

/* A session id as two words; byte order does not matter, as it is read back on any machine the same
 * way. */
static void id_words(struct str session_id, uint64_t words[2])
{
    words[0] = words[1] = 0;
    for (size_t i = 0; i < session_id.n && i < 16; i++)
        words[i / 8] |= (uint64_t)(unsigned char)session_id.p[i] << (8 * (i % 8));
}

/* Place of a session in the ring of ends, or that of the oldest. */
static size_t end_place(const struct station_info *info, struct str session_id, bool *found)
{
    uint64_t id[2];
    id_words(session_id, id);
    size_t last = COUNT(info->ended) - END_WORDS;
    for (size_t i = 0; i <= last; i += END_WORDS)
        if (info->ended[i] == id[0] && info->ended[i + 1] == id[1]) {
            *found = true;
            return i;
        }
    *found = false;
    return last;
}

void memory_end(struct station_info *info, struct str session_id, int64_t content)
{
    uint64_t entry[END_WORDS];
    bool found;
    size_t at = end_place(info, session_id, &found);
    id_words(session_id, entry);
    entry[2] = (uint64_t)content;
    ring_front(info->ended, at, entry, END_WORDS);
}

bool memory_ended(const struct station_info *info, struct str session_id, int64_t *content)
{
    bool found;
    size_t at = end_place(info, session_id, &found);
    *content = found ? (int64_t)info->ended[at + 2] : 0;
    return found;
}

bool memory_ended_by(const struct station_info *info, int64_t content, char session_id[17])
{
    for (size_t i = 0; content != 0 && i < COUNT(info->ended); i += END_WORDS)
        if (info->ended[i] != 0 && info->ended[i + 2] == (uint64_t)content) {
            for (size_t k = 0; k < 16; k++)
                session_id[k] = (char)(info->ended[i + k / 8] >> (8 * (k % 8)) & 255);
            session_id[16] = '\0';
            return true;
        }
    return false;
}
