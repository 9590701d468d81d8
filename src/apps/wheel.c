/* SPDX-License-Identifier: Apache-2.0 */
/* A hashed timing wheel of doubly linked buckets. */
#include "apps/wheel.h"

#include <stddef.h>

void wheel_init(struct wheel *w, int64_t now_us)
{
    for (unsigned i = 0; i < WHEEL_BUCKETS; i++)
        w->buckets[i].prev = w->buckets[i].next = &w->buckets[i];
    w->turned = now_us >> WHEEL_SHIFT;
}

void wheel_remove(struct wheel_node *n)
{
    if (!n->next)
        return;
    n->prev->next = n->next;
    n->next->prev = n->prev;
    n->prev = n->next = NULL;
}

void wheel_set(struct wheel *w, struct wheel_node *n, int64_t due_us)
{
    int64_t number = (due_us >> WHEEL_SHIFT) + 1; /* its whole bucket lies behind due_us */
    if (number <= w->turned)
        number = w->turned + 1;
    struct wheel_node *head = &w->buckets[number & (WHEEL_BUCKETS - 1)];
    wheel_remove(n);
    n->due_us = due_us;
    n->prev = head->prev;
    n->next = head;
    head->prev->next = n;
    head->prev = n;
}

int64_t wheel_shifted(int64_t at_us, int64_t was_us, int64_t now_us)
{
    int64_t to_was = at_us > was_us ? at_us - was_us : was_us - at_us;
    int64_t to_now = at_us > now_us ? at_us - now_us : now_us - at_us;
    return at_us == 0 || to_now < to_was ? at_us : at_us + (now_us - was_us);
}

/* Take all nodes of a bucket to the end of a list. */
static void gather(struct wheel_node *head, struct wheel_node *list)
{
    if (head->next == head)
        return;
    list->prev->next = head->next;
    head->next->prev = list->prev;
    head->prev->next = list;
    list->prev = head->prev;
    head->prev = head->next = head;
}

void wheel_shift(struct wheel *w, int64_t was_us, int64_t now_us)
{
    struct wheel_node list = {&list, &list, 0};
    for (unsigned i = 0; i < WHEEL_BUCKETS; i++)
        gather(&w->buckets[i], &list);
    w->turned = (now_us >> WHEEL_SHIFT) - 1;
    while (list.next != &list)
        wheel_set(w, list.next, wheel_shifted(list.next->due_us, was_us, now_us));
}

/* Run one bucket: those of a later round are put back. */
static void run_bucket(struct wheel *w, struct wheel_node *head, int64_t now_us,
                       void (*due)(void *ctx, struct wheel_node *n), void *ctx)
{
    struct wheel_node list = {head->prev, head->next, 0};
    if (head->next == head)
        return;
    list.next->prev = list.prev->next = &list;
    head->prev = head->next = head;
    while (list.next != &list) {
        struct wheel_node *n = list.next;
        wheel_remove(n);
        if (n->due_us > now_us)
            wheel_set(w, n, n->due_us);
        else
            due(ctx, n);
    }
}

void wheel_run(struct wheel *w, int64_t now_us, void (*due)(void *ctx, struct wheel_node *n),
               void *ctx)
{
    int64_t number = now_us >> WHEEL_SHIFT;
    if (number - w->turned > WHEEL_BUCKETS)
        w->turned = number - WHEEL_BUCKETS; /* every bucket once is enough */
    while (w->turned < number) {
        w->turned++;
        run_bucket(w, &w->buckets[w->turned & (WHEEL_BUCKETS - 1)], now_us, due, ctx);
    }
}
