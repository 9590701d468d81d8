/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens judged. The rules of one are looked at in the order in which they stand in the table. */
#include "csms/judge.h"

#include "base/time.h"
#include "csms/running.h"

#define DAY_MIN (24 * 60)

struct judging {
    const struct world *w;
    const struct judge_ask *ask;
    const struct token *token;
    const struct token_rules *rules;
    int64_t now_us;
    struct arena *arena;
    struct judge_verdict *verdict;
};

/* -- lists and hours -- */

/* Cut the next element off a list with commas between. */
static struct str cut_element(struct str *list)
{
    return str_trim(str_cut(list, ','));
}

/* Is that name in the list? */
static bool has_name(struct str list, struct str name)
{
    while (list.n > 0)
        if (str_eq(cut_element(&list), name))
            return true;
    return false;
}

/* Read station:evse; the station may hold colons. */
static bool read_evse(struct str text, struct str *station, int64_t *evse_id)
{
    size_t at = text.n;
    while (at > 0 && text.p[at - 1] != ':')
        at--;
    if (at < 2 || !str_int(str_skip(text, at), evse_id) || *evse_id < 1)
        return false;
    *station = str_make(text.p, at - 1);
    return true;
}

bool judge_evses(struct str text)
{
    while (text.n > 0) {
        struct str station;
        int64_t evse_id;
        if (!read_evse(cut_element(&text), &station, &evse_id))
            return false;
    }
    return true;
}

/* Read HH:MM as minutes of the day. */
static bool read_minutes(struct str text, int64_t *minutes)
{
    int64_t h, m;
    struct str rest = text, hours = str_cut(&rest, ':');
    if (text.n != 5 || hours.n != 2 || !str_int(hours, &h) || !str_int(rest, &m))
        return false;
    *minutes = h * 60 + m;
    return h >= 0 && m >= 0 && m < 60 && *minutes <= DAY_MIN;
}

/* Read HH:MM-HH:MM. */
static bool read_hours(struct str text, int64_t *from, int64_t *to)
{
    struct str rest = text, first = str_cut(&rest, '-');
    return read_minutes(str_trim(first), from) && read_minutes(str_trim(rest), to);
}

bool judge_hours(struct str text)
{
    int64_t from, to;
    return text.n == 0 || read_hours(text, &from, &to);
}

/* -- the rules -- */

static bool breaks_expiry(struct judging *j)
{
    return j->token->expires_at_us != 0 && j->now_us > j->token->expires_at_us;
}

static bool breaks_sites(struct judging *j)
{
    return j->rules->sites.n > 0 && j->ask->station.n > 0 &&
           !has_name(j->rules->sites, j->ask->site_id);
}

/* Not one of its EVSEs is here, or not this one; those that are here are listed. */
static bool breaks_evses(struct judging *j)
{
    struct str list = j->rules->evses, station;
    int64_t evse_id;
    bool here = false;
    if (list.n == 0 || j->ask->station.n == 0)
        return false;
    struct buf out = arena_tail(j->arena);
    while (list.n > 0) {
        if (!read_evse(cut_element(&list), &station, &evse_id) || !str_eq(station, j->ask->station))
            continue;
        if (out.n > 0)
            buf_putc(&out, ',');
        buf_int(&out, evse_id);
        here |= j->ask->evse_id == 0 || j->ask->evse_id == evse_id;
    }
    j->verdict->evses = arena_keep(j->arena, &out);
    return !here;
}

static bool breaks_power(struct judging *j)
{
    return j->rules->max_power_mw != 0 && j->ask->rated_power_mw > j->rules->max_power_mw;
}

static bool breaks_hours(struct judging *j)
{
    int64_t from, to, minute = j->now_us / US_PER_MIN % DAY_MIN;
    if (j->rules->hours.n == 0 || !read_hours(j->rules->hours, &from, &to))
        return false;
    return from <= to ? minute < from || minute >= to : minute < from && minute >= to;
}

static bool breaks_balance(struct judging *j)
{
    return j->rules->balance_micro == 1;
}

/* Are as many sessions open with it, or with its group, as may be? */
static bool breaks_sessions(struct judging *j)
{
    const struct running *r = j->w->running;
    int64_t most = j->w->policy.token_sessions, group = 0;
    if (j->rules) {
        most = j->rules->max_sessions != 0 ? j->rules->max_sessions : most;
        group = j->rules->group_sessions;
    }
    struct str but = j->ask->session_id;
    return (most != 0 && running_count(r, j->token->id_token, but) >= (size_t)most) ||
           (group != 0 && running_group(r, j->token->group_id, but) >= (size_t)group);
}

/* A master's token stops sessions, but begins none (C16.FR.01). */
static bool breaks_master(struct judging *j)
{
    struct str master = j->w->policy.master_group;
    return master.n > 0 && str_eq_nocase(j->token->group_id, master);
}

static const struct {
    bool (*breaks)(struct judging *j);
    bool of_rules; /* only where the token has rules */
    bool begins;   /* only where it is to begin a session */
    enum token_status status;
} rows[] = {
    {breaks_sites, true, false, token_status_NOT_AT_THIS_LOCATION},
    {breaks_evses, true, false, token_status_NOT_AT_THIS_LOCATION},
    {breaks_power, true, false, token_status_NOT_ALLOWED_TYPE_EVSE},
    {breaks_hours, true, false, token_status_NOT_AT_THIS_TIME},
    {breaks_balance, true, false, token_status_NO_CREDIT},
    {breaks_master, false, true, token_status_INVALID},
    {breaks_sessions, false, true, token_status_CONCURRENT_TX},
};

/* The first rule that it breaks says what it is worth. */
static enum token_status judge_rules(struct judging *j)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if ((!rows[i].of_rules || j->rules) && (!rows[i].begins || j->ask->begins) &&
            rows[i].breaks(j))
            return rows[i].status;
    return token_status_ACCEPTED;
}

/* -- a token -- */

/* The row of a token of that type, or NULL; an empty type on either side fits any. */
static const struct token *find_typed(const struct tokens *t, struct str id, struct str type)
{
    const struct token *token = t ? tokens_find(t, id) : NULL;
    if (!token || token->token_type.n == 0 || type.n == 0 || str_eq_nocase(token->token_type, type))
        return token;
    return NULL;
}

/* Until when stations may keep an accepted token: as it expires, or as the policy says. */
static int64_t keep_until(const struct judging *j)
{
    int64_t expires_us = j->token->expires_at_us, cache_s = j->w->policy.token_cache_s;
    if (cache_s == 0)
        return expires_us;
    int64_t until_us = j->now_us + cache_s * US_PER_S;
    return expires_us != 0 && expires_us < until_us ? expires_us : until_us;
}

/* What the row of a token makes of it. */
static void judge_row(struct judging *j)
{
    struct judge_verdict *v = j->verdict;
    const struct token *t = j->token;
    v->group_id = t->group_id;
    if (breaks_expiry(j)) {
        v->status = token_status_EXPIRED;
        return;
    }
    bool known = t->status >= 0 && (uint64_t)t->status < names_token_status.n;
    v->status = known ? (enum token_status)t->status : token_status_INVALID;
    if (v->status == token_status_ACCEPTED)
        v->status = judge_rules(j);
    if (v->status != token_status_ACCEPTED)
        return;
    v->expires_at_us = keep_until(j);
    v->balance_micro = j->rules ? j->rules->balance_micro : 0;
}

struct judge_verdict judge_token(const struct world *w, const struct judge_ask *ask, int64_t now_us,
                                 struct arena *arena)
{
    struct judge_verdict v = {.status = token_status_ACCEPTED};
    if (str_eq_nocase(ask->token_type, STR("NoAuthorization")))
        return v;
    const struct token *token = find_typed(w->tokens, ask->id_token, ask->token_type);
    if (!token) {
        bool direct = w->policy.direct_payment != token_status_UNKNOWN &&
                      str_eq_nocase(ask->token_type, STR("DirectPayment"));
        int64_t status = direct ? w->policy.direct_payment : w->policy.unknown_tokens;
        v.status = (enum token_status)status;
        return v;
    }
    struct judging j = {.w = w,
                        .ask = ask,
                        .token = token,
                        .rules = token->rules,
                        .now_us = now_us,
                        .arena = arena,
                        .verdict = &v};
    judge_row(&j);
    return v;
}
