/* SPDX-License-Identifier: Apache-2.0 */
/* One group of requests: appended, synced, told. */
#include "apps/group.h"

enum err group_commit(struct journal *j, struct counters *k, struct write_request *list)
{
    for (struct write_request *r = list; r; r = r->next)
        r->behind = journal_put(j, r->batches);
    return group_commit_again(j, k, list);
}

enum err group_commit_again(struct journal *j, struct counters *k, const struct write_request *list)
{
    size_t bytes = 0;
    enum err e = journal_commit(j);
    if (e != ERR_OK)
        return e;
    for (const struct write_request *r = list; r; r = r->next)
        bytes += r->batches.n;
    counter_add(k, COUNTER_journal_commits_total, 1);
    counter_add(k, COUNTER_journal_bytes_total, bytes);
    counter_set(k, COUNTER_journal_tail_position, journal_durable(j));
    return ERR_OK;
}

void group_tell(struct write_request *list)
{
    while (list) {
        struct write_request *r = list;
        void (*durable)(void *, struct write_request *) = r->durable;
        void *owner = r->ctx;
        list = r->next;
        atomic_store_explicit(&r->stored, true, memory_order_release);
        durable(owner, r);
    }
}
