/* SPDX-License-Identifier: Apache-2.0 */
/* The table of tokens. Rows lie dense in one array; an index of row
 * numbers is probed in line by the hash of the lower-cased id. The texts of a row lie together in
 * one cell; cells come from blocks by sizes, and a cell that is given back is used again by the
 * next of its size. */
#include "csms/world.h"

#include "base/assert.h"
#include "base/hash.h"
#include "csms/quirks.h"

#include <stdlib.h>
#include <string.h>

#define CELL_STEP 16  /* cells are multiples of this */
#define CELL_SIZES 64 /* larger texts than CELL_STEP x CELL_SIZES have memory of their own */
#define BLOCK_BYTES 65536
#define TOKENS_MAX ((size_t)1 << 30)

/* A token with the cell that holds its texts. */
struct row {
    struct token token;
    char *cell;
    size_t cell_size; /* in steps */
    uint64_t hash;
};

struct block {
    struct block *next;
    char bytes[BLOCK_BYTES];
};

/* A cell that waits to be used again begins with the pointer to the next one. */
struct cells {
    char *free[CELL_SIZES + 1]; /* by size in steps */
    struct block *blocks;
    size_t used; /* bytes of the first block */
};

struct tokens {
    struct row *rows;
    uint32_t *index; /* row number plus 1; 0 = empty */
    size_t n, max, mask;
    struct cells cells;
    struct quirk_rules *quirks;
};

/* -- cells -- */

/* A new cell cut off a block; NULL where memory is out. */
static char *cell_cut(struct cells *c, size_t bytes)
{
    if (!c->blocks || BLOCK_BYTES - c->used < bytes) {
        struct block *b = malloc(sizeof *b);
        if (!b)
            return NULL;
        b->next = c->blocks;
        c->blocks = b;
        c->used = 0;
    }
    c->used += bytes;
    return c->blocks->bytes + (c->used - bytes);
}

/* A cell of `size` steps; NULL where memory is out. */
static char *cell_take(struct cells *c, size_t size)
{
    if (size > CELL_SIZES)
        return malloc(size * CELL_STEP);
    char *cell = c->free[size];
    if (!cell)
        return cell_cut(c, size * CELL_STEP);
    memcpy(&c->free[size], cell, sizeof c->free[size]);
    return cell;
}

/* Give a cell back. */
static void cell_give(struct cells *c, char *cell, size_t size)
{
    if (size > CELL_SIZES) {
        free(cell);
        return;
    }
    memcpy(cell, &c->free[size], sizeof c->free[size]);
    c->free[size] = cell;
}

/* -- the index -- */

/* The hash of an id, its letters in lower case; 64 bytes at a time. */
static uint64_t id_hash(struct str id)
{
    char low[64];
    uint64_t h = id.n;
    for (size_t at = 0; at < id.n; at += sizeof low) {
        size_t n = str_lower(str_skip(id, at), low, sizeof low);
        h = hash_mix(h, hash_str(str_make(low, n)));
    }
    return h;
}

/* Where in the index a row of that hash and id stands, or the empty place where it would. */
static size_t index_find(const struct tokens *t, uint64_t hash, struct str id)
{
    size_t at = hash & t->mask;
    for (; t->index[at] != 0; at = (at + 1) & t->mask) {
        const struct row *r = &t->rows[t->index[at] - 1];
        if (r->hash == hash && str_eq_nocase(r->token.id_token, id))
            break;
    }
    return at;
}

/* Empty a place of the index, and move those behind it up whose way to theirs led over it. */
static void index_drop(struct tokens *t, size_t hole)
{
    for (size_t at = (hole + 1) & t->mask; t->index[at] != 0; at = (at + 1) & t->mask) {
        size_t home = t->rows[t->index[at] - 1].hash & t->mask;
        if (((at - home) & t->mask) < ((at - hole) & t->mask))
            continue;
        t->index[hole] = t->index[at];
        hole = at;
    }
    t->index[hole] = 0;
}

/* -- the table -- */

struct tokens *tokens_open(size_t max)
{
    size_t places = 16;
    if (max > TOKENS_MAX)
        return NULL;
    while (places < 2 * max)
        places *= 2;
    struct tokens *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    t->rows = calloc(max + 1, sizeof *t->rows);
    t->index = calloc(places, sizeof *t->index);
    t->max = max;
    t->quirks = quirks_open();
    t->mask = places - 1;
    if (t->rows && t->index && t->quirks)
        return t;
    tokens_close(t);
    return NULL;
}

void tokens_close(struct tokens *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < t->n; i++)
        if (t->rows[i].cell_size > CELL_SIZES)
            free(t->rows[i].cell);
    while (t->cells.blocks) {
        struct block *b = t->cells.blocks;
        t->cells.blocks = b->next;
        free(b);
    }
    quirks_close(t->quirks);
    free(t->rows);
    free(t->index);
    free(t);
}

/* Copy s to *p and move *p behind it; the copy. */
static struct str put_text(char **p, struct str s)
{
    struct str copy = str_make(*p, s.n);
    if (s.n > 0)
        memcpy(*p, s.p, s.n);
    *p += s.n;
    return copy;
}

/* Does the event limit where, when or how often its token is good? */
static bool has_rules(const struct ev_token_set *e)
{
    return e->sites.n > 0 || e->evses.n > 0 || e->hours.n > 0 || e->max_power_mw != 0 ||
           e->max_sessions != 0 || e->group_sessions != 0 || e->balance_micro != 0;
}

/* Put the event's rules at *p, their texts behind them, and move *p behind it all. */
static const struct token_rules *put_rules(char **p, const struct ev_token_set *e)
{
    struct token_rules r = {.max_power_mw = e->max_power_mw,
                            .max_sessions = e->max_sessions,
                            .group_sessions = e->group_sessions,
                            .balance_micro = e->balance_micro};
    void *at = *p;
    *p += sizeof r;
    r.sites = put_text(p, e->sites);
    r.evses = put_text(p, e->evses);
    r.hours = put_text(p, e->hours);
    memcpy(at, &r, sizeof r);
    return at;
}

/* Fill a row from the event, in a cell of its own; false where memory is out. */
static bool row_fill(struct tokens *t, const struct ev_token_set *e, uint64_t hash, struct row *out)
{
    bool ruled = has_rules(e);
    size_t bytes = e->id_token.n + e->token_type.n + e->group_id.n;
    if (ruled)
        bytes += sizeof(struct token_rules) + e->sites.n + e->evses.n + e->hours.n;
    size_t size = bytes == 0 ? 1 : (bytes + CELL_STEP - 1) / CELL_STEP;
    char *cell = cell_take(&t->cells, size), *p = cell;
    if (!cell)
        return false;
    *out = (struct row){.cell = cell, .cell_size = size, .hash = hash};
    out->token.rules = ruled ? put_rules(&p, e) : NULL;
    out->token.id_token = put_text(&p, e->id_token);
    out->token.token_type = put_text(&p, e->token_type);
    out->token.group_id = put_text(&p, e->group_id);
    out->token.status = e->status;
    out->token.expires_at_us = e->expires_at_us;
    return true;
}

/* Add a token, or change the one of that id. */
static bool token_set(struct tokens *t, const struct ev_token_set *e)
{
    struct row row;
    uint64_t hash = id_hash(e->id_token);
    size_t at = index_find(t, hash, e->id_token);
    bool is_new = t->index[at] == 0;
    if ((is_new && t->n == t->max) || !row_fill(t, e, hash, &row))
        return false;
    if (is_new) {
        t->index[at] = (uint32_t)++t->n;
    } else {
        struct row *old = &t->rows[t->index[at] - 1];
        cell_give(&t->cells, old->cell, old->cell_size);
    }
    t->rows[t->index[at] - 1] = row;
    return true;
}

/* Remove a token; the last row takes the place of its row. */
static void token_remove(struct tokens *t, struct str id)
{
    size_t at = index_find(t, id_hash(id), id);
    if (t->index[at] == 0)
        return;
    struct row *gone = &t->rows[t->index[at] - 1];
    const struct row *last = &t->rows[t->n - 1];
    size_t last_at = index_find(t, last->hash, last->token.id_token);
    ASSERT(t->index[last_at] == t->n);
    t->index[last_at] = t->index[at];
    cell_give(&t->cells, gone->cell, gone->cell_size);
    *gone = *last;
    index_drop(t, at);
    t->n--;
}

bool tokens_apply(struct tokens *t, const struct event *e)
{
    if (e->kind == EVENT_token_set)
        return token_set(t, &e->u.token_set);
    if (e->kind == EVENT_token_removed)
        token_remove(t, e->u.token_removed.id_token);
    if (e->kind == EVENT_quirk_ruled)
        return quirks_apply(t->quirks, &e->u.quirk_ruled);
    return true;
}

const struct token *tokens_find(const struct tokens *t, struct str id_token)
{
    size_t at = index_find(t, id_hash(id_token), id_token);
    return t->index[at] != 0 ? &t->rows[t->index[at] - 1].token : NULL;
}

size_t tokens_count(const struct tokens *t)
{
    return t->n;
}

const struct quirk_rules *tokens_quirks(const struct tokens *t)
{
    return t ? t->quirks : NULL;
}

void tokens_each(const struct tokens *t, void (*each)(void *ctx, const struct token *token),
                 void *ctx)
{
    for (size_t i = 0; i < t->n; i++)
        each(ctx, &t->rows[i].token);
}

struct ev_token_set tokens_event(const struct token *t)
{
    struct ev_token_set e = {.id_token = t->id_token,
                             .token_type = t->token_type,
                             .status = t->status,
                             .group_id = t->group_id,
                             .expires_at_us = t->expires_at_us};
    if (!t->rules)
        return e;
    e.sites = t->rules->sites;
    e.evses = t->rules->evses;
    e.hours = t->rules->hours;
    e.max_power_mw = t->rules->max_power_mw;
    e.max_sessions = t->rules->max_sessions;
    e.group_sessions = t->rules->group_sessions;
    e.balance_micro = t->rules->balance_micro;
    return e;
}
