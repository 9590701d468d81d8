/* SPDX-License-Identifier: Apache-2.0 */
/* Two tables of open addressing by 64-bit hashes: session -> token and group, and token or group ->
 * how many. A place with key 0 is empty. */
#include "csms/running.h"

#include <stdlib.h>

#include "base/assert.h"
#include "base/hash.h"

#define PLACES_FIRST 64

struct place {
    uint64_t key;
    uint64_t token, group; /* of a session; of a token or group: token is the count */
};

struct map {
    struct place *places;
    size_t n, cap;
};

struct running {
    struct map sessions, counts;
};

/* A key is never 0. */
static uint64_t key_of(uint64_t hash)
{
    return hash != 0 ? hash : 1;
}

/* The key of a session by its id. */
static uint64_t session_key(struct str session_id)
{
    return key_of(hash_str(session_id));
}

/* The key of a token: letters' case does not tell tokens apart. A group's differs in its salt. */
static uint64_t name_key(struct str name, uint64_t salt)
{
    char low[64];
    uint64_t h = hash_mix(salt, name.n);
    for (size_t at = 0; at < name.n; at += sizeof low) {
        size_t n = str_lower(str_skip(name, at), low, sizeof low);
        h = hash_mix(h, hash_str(str_make(low, n)));
    }
    return key_of(h);
}

static uint64_t token_key(struct str id_token)
{
    return name_key(id_token, 1);
}

/* The key of a group; 0 for none. */
static uint64_t group_key(struct str group_id)
{
    return group_id.n > 0 ? name_key(group_id, 2) : 0;
}

/* -- a map -- */

/* The place of a key, or the empty one where it would stand. */
static struct place *map_place(const struct map *m, uint64_t key)
{
    size_t at = key & (m->cap - 1);
    while (m->places[at].key != 0 && m->places[at].key != key)
        at = (at + 1) & (m->cap - 1);
    return &m->places[at];
}

/* Make room for one more. */
static void map_room(struct map *m)
{
    struct map wide = {.n = m->n, .cap = m->cap == 0 ? PLACES_FIRST : 2 * m->cap};
    if (m->cap > 2 * (m->n + 1))
        return;
    wide.places = calloc(wide.cap, sizeof *wide.places);
    ASSERT(wide.places);
    for (size_t i = 0; i < m->cap; i++)
        if (m->places[i].key != 0)
            *map_place(&wide, m->places[i].key) = m->places[i];
    free(m->places);
    *m = wide;
}

/* The place of a key, or NULL. */
static struct place *map_find(const struct map *m, uint64_t key)
{
    struct place *p = m->cap > 0 ? map_place(m, key) : NULL;
    return p && p->key != 0 ? p : NULL;
}

/* The place of a key, made where it is missing. */
static struct place *map_take(struct map *m, uint64_t key)
{
    map_room(m);
    struct place *p = map_place(m, key);
    if (p->key == 0) {
        *p = (struct place){.key = key};
        m->n++;
    }
    return p;
}

/* Empty a place, and move those behind it up whose way to theirs led over it. */
static void map_drop(struct map *m, struct place *p)
{
    size_t mask = m->cap - 1, hole = (size_t)(p - m->places);
    for (size_t at = (hole + 1) & mask; m->places[at].key != 0; at = (at + 1) & mask) {
        size_t home = m->places[at].key & mask;
        if (((at - home) & mask) < ((at - hole) & mask))
            continue;
        m->places[hole] = m->places[at];
        hole = at;
    }
    m->places[hole] = (struct place){0};
    m->n--;
}

/* -- sessions -- */

struct running *running_open(void)
{
    return calloc(1, sizeof(struct running));
}

void running_close(struct running *r)
{
    if (!r)
        return;
    free(r->sessions.places);
    free(r->counts.places);
    free(r);
}

/* One more with that key. */
static void count_up(struct running *r, uint64_t key)
{
    if (key != 0)
        map_take(&r->counts, key)->token++;
}

/* One less. */
static void count_down(struct running *r, uint64_t key)
{
    struct place *p = key != 0 ? map_find(&r->counts, key) : NULL;
    if (p && --p->token == 0)
        map_drop(&r->counts, p);
}

/* A session is over, or has no token that counts. */
static void forget(struct running *r, uint64_t session)
{
    struct place *p = map_find(&r->sessions, session);
    if (!p)
        return;
    count_down(r, p->token);
    count_down(r, p->group);
    map_drop(&r->sessions, p);
}

/* An open session: it counts where its token was accepted. */
static void take(struct running *r, const struct tokens *tokens, const struct session *x)
{
    uint64_t session = session_key(str_of(x->session_id));
    struct str id = str_of(x->id_token);
    forget(r, session);
    if (id.n == 0 || x->token_status != token_status_ACCEPTED)
        return;
    const struct token *t = tokens ? tokens_find(tokens, id) : NULL;
    struct place *p = map_take(&r->sessions, session);
    p->token = token_key(id);
    p->group = t ? group_key(t->group_id) : 0;
    count_up(r, p->token);
    count_up(r, p->group);
}

bool running_concerns(const struct event *e)
{
    return e->kind == EVENT_session_started || e->kind == EVENT_session_ended ||
           (e->kind == EVENT_session_updated && e->u.session_updated.id_token.n > 0);
}

/* The open session of that id, or NULL. */
static const struct session *open_of(const struct station *s, struct str session_id)
{
    for (unsigned i = 0; i < s->n_sessions; i++)
        if (str_is(session_id, s->sessions[i].session_id))
            return &s->sessions[i];
    return NULL;
}

void running_follow(struct running *r, const struct tokens *tokens, const struct station *s,
                    const struct event *e)
{
    if (!running_concerns(e))
        return;
    const struct session *x = open_of(s, event_session(e));
    if (x)
        take(r, tokens, x);
    else
        forget(r, session_key(event_session(e)));
}

void running_station(struct running *r, const struct tokens *tokens, const struct station *s)
{
    for (unsigned i = 0; i < s->n_sessions; i++)
        take(r, tokens, &s->sessions[i]);
}

/* How many have that key, but for one session where it has it too. */
static size_t count(const struct running *r, uint64_t key, struct str but_session)
{
    const struct place *p = r && key != 0 ? map_find(&r->counts, key) : NULL;
    if (!p)
        return 0;
    const struct place *but =
        but_session.n > 0 ? map_find(&r->sessions, session_key(but_session)) : NULL;
    return (size_t)p->token - (but && (but->token == key || but->group == key));
}

size_t running_count(const struct running *r, struct str id_token, struct str but_session)
{
    return count(r, token_key(id_token), but_session);
}

size_t running_group(const struct running *r, struct str group_id, struct str but_session)
{
    return count(r, group_key(group_id), but_session);
}
