/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of quirks at the front door. The world is locked while they are looked at. */
#include "apps/allow.h"

#include <string.h>

#include "csms/quirks.h"

struct str allow_alias(struct server *s, struct str identity, struct buf *memory)
{
    size_t began = memory->n;
    pthread_rwlock_rdlock(&s->world_lock);
    struct str station = quirks_alias(tokens_quirks(s->tokens), identity);
    buf_puts(memory, station);
    pthread_rwlock_unlock(&s->world_lock);
    if (station.n == 0 || memory->full)
        return identity;
    return str_make(memory->p + began, memory->n - began);
}

/* Is that address, without its port, in the list? */
static bool is_listed(struct str list, struct str address)
{
    while (list.n > 0) {
        struct str one = str_trim(str_cut(&list, ','));
        if (one.n > 0 && str_eq_nocase(one, address))
            return true;
    }
    return false;
}

/* "[::1]:4711" or "10.0.0.7:4711" without the port and the brackets. */
static struct str address_of(const char *remote)
{
    struct str r = str_of(remote);
    size_t n = r.n;
    while (n > 0 && r.p[n - 1] != ':')
        n--;
    r.n = n > 0 ? n - 1 : r.n;
    if (r.n > 1 && r.p[0] == '[')
        return str_make(r.p + 1, r.n - 2);
    return r;
}

/* The last element of a list: what the proxy next to us has seen itself. */
static struct str last_of(struct str list)
{
    struct str last = {0};
    while (list.n > 0)
        last = str_trim(str_cut(&list, ','));
    return last;
}

void allow_proxy(const struct server *s, const struct http_head *head, struct front *f,
                 const char *peer, char remote[64], bool *secured)
{
    struct str behind = last_of(http_header(head, "X-Forwarded-For")),
               scheme = last_of(http_header(head, "X-Forwarded-Proto"));
    if (behind.n == 0 && scheme.n == 0)
        return;
    if (!is_listed(str_of(s->options->proxies), address_of(peer)))
        return;
    if (behind.n > 0)
        str_copy(remote, 64, behind);
    *secured |= str_eq_nocase(scheme, STR("https")) || str_eq_nocase(scheme, STR("wss"));
    f->repaired |= QUIRK_BIT(QUIRK_PROXY);
}

bool allow_user(struct server *s, const struct station_info *info, struct front *f)
{
    struct quirk_state state;
    pthread_rwlock_rdlock(&s->world_lock);
    quirks_state(tokens_quirks(s->tokens), info, QUIRK_USER_NAME, &state);
    bool good = state.on && quirk_glob(state.value, f->user);
    pthread_rwlock_unlock(&s->world_lock);
    if (good)
        f->repaired |= QUIRK_BIT(QUIRK_USER_NAME);
    return good;
}

bool allow_repairs(struct server *s, const struct station_info *info, struct front *f)
{
    static const struct {
        enum quirk quirk;
        enum refusal reason;
        int status;
        const char *headers;
        enum repair repair;
    } rows[] = {{QUIRK_NO_SUBPROTOCOL, refusal_NO_SUBPROTOCOL, 400, "", REPAIR_NO_SUBPROTOCOL},
                {QUIRK_ODD_IDENTITY, refusal_BAD_IDENTITY, 404, "", REPAIR_ODD_IDENTITY},
                {QUIRK_ODD_PATH, refusal_BAD_PATH, 404, "", REPAIR_ODD_PATH},
                {QUIRK_PASSWORD_FORM, refusal_BAD_CREDENTIALS, 401, FRONT_WANT_BASIC,
                 REPAIR_PASSWORD_FORM}};
    struct quirks q;
    if (f->repaired == 0)
        return true;
    pthread_rwlock_rdlock(&s->world_lock);
    quirks_resolve(tokens_quirks(s->tokens), info, &q);
    pthread_rwlock_unlock(&s->world_lock);
    uint64_t off = f->repaired & (s->world.policy.strict ? QUIRKS_STRICT : q.off);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!(off >> rows[i].quirk & 1))
            continue;
        front_deny(&f->refusal, rows[i].reason, rows[i].status, rows[i].headers,
                   "%s, and that is not repaired for this station",
                   repair_row(rows[i].repair)->text);
        return false;
    }
    return true;
}
