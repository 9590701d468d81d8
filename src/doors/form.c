/* SPDX-License-Identifier: Apache-2.0 */
/* Checking what operators type. Sentences name what is right, not only that it is wrong. */
#include "doors/form.h"

#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "base/secret.h"
#include "base/time.h"
#include "csms/judge.h"
#include "wire/decimal.h"

enum member_kind {
    MEMBER_TEXT,
    MEMBER_PASSWORD,
    MEMBER_KILOWATT,
    MEMBER_DEGREES,
    MEMBER_ZONE,
    MEMBER_STATUS,
    MEMBER_TIME,
    MEMBER_EVSES,
    MEMBER_HOURS,
    MEMBER_COUNT,
    MEMBER_MONEY
};

struct member {
    enum form_kind form;
    const char *name;
    enum member_kind kind;
    size_t offset; /* in struct event */
    size_t most;
};

static const struct member members[] = {
#define MEMBER(form, name, kind, event_name, field, most, doc)                                     \
    {FORM_##form, name, MEMBER_##kind, offsetof(struct event, u.event_name.field), most},
#include "doors/tbl/members.h"
#undef MEMBER
};

#define MEMBERS (sizeof members / sizeof *members)

/* Valid UTF-8 without control characters? */
static bool clean(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
            return false;
    return str_utf8(s);
}

/* What the id of a station, a site or a token may be. */
static const char *check_id(enum form_kind kind, struct str id)
{
    static const struct {
        size_t most;
        const char *why;
    } row[FORM_COUNT] = {
        [FORM_STATION] = {128,
                          "an identity has 1 to 128 bytes of UTF-8 without control characters"},
        [FORM_SITE] = {36, "a site_id has 1 to 36 bytes of UTF-8 without control characters"},
        [FORM_TOKEN] = {255, "an id_token has 1 to 255 bytes of UTF-8 without control characters"}};
    return id.n > 0 && id.n <= row[kind].most && clean(id) ? NULL : row[kind].why;
}

const char *form_begin(struct form *f, enum form_kind kind, struct str id)
{
    *f = (struct form){.kind = kind};
    if (kind == FORM_STATION) {
        f->event.kind = EVENT_station_registered;
        f->event.u.station_registered.standing = standing_REGISTERED;
    } else if (kind == FORM_SITE) {
        f->event.kind = EVENT_site_registered;
        f->event.u.site_registered.site_id = id;
    } else {
        f->event.kind = EVENT_token_set;
        f->event.u.token_set.id_token = id;
        f->event.u.token_set.status = token_status_ACCEPTED;
    }
    return check_id(kind, id);
}

int form_member(enum form_kind kind, struct str name)
{
    for (size_t i = 0; i < MEMBERS; i++)
        if (members[i].form == kind && str_is(name, members[i].name))
            return (int)i;
    return -1;
}

bool form_is_number(int member)
{
    ASSERT((size_t)member < MEMBERS);
    enum member_kind kind = members[member].kind;
    return kind == MEMBER_KILOWATT || kind == MEMBER_DEGREES || kind == MEMBER_COUNT ||
           kind == MEMBER_MONEY;
}

/* A text without control characters and not too long. */
static const char *set_text(struct form *f, const struct member *m, struct str text, void *to)
{
    if (!clean(text))
        return "must be UTF-8 without control characters";
    if (text.n > m->most) {
        snprintf(f->why, sizeof f->why, "is longer than %zu bytes", m->most);
        return f->why;
    }
    memcpy(to, &text, sizeof text);
    return NULL;
}

/* Kilowatts as decimal text into milliwatts. */
static const char *set_kilowatt(struct str text, void *to)
{
    int64_t mw;
    if (decimal_read(text, 6, &mw) != DECIMAL_OK || mw < 0 || mw > INT64_C(1000000000000000))
        return "must be kilowatts, 0 to 1000000000 with at most 6 places";
    memcpy(to, &mw, sizeof mw);
    return NULL;
}

/* How many. */
static const char *set_count(struct str text, void *to)
{
    int64_t n;
    if (!str_int(text, &n) || n < 0 || n > 1000000)
        return "must be a whole number, 0 to 1000000";
    memcpy(to, &n, sizeof n);
    return NULL;
}

/* An amount in the currency; kept in millionths, plus 1. */
static const char *set_money(struct str text, void *to)
{
    int64_t micro;
    if (decimal_read(text, 6, &micro) != DECIMAL_OK || micro < 0 ||
        micro > INT64_C(1000000000000000))
        return "must be an amount, 0 to 1000000000 with at most 6 places";
    micro++;
    memcpy(to, &micro, sizeof micro);
    return NULL;
}

/* EVSEs of stations. */
static const char *set_evses(struct form *f, const struct member *m, struct str text, void *to)
{
    return judge_evses(text)
               ? set_text(f, m, text, to)
               : "must be identity:evse with commas between, like DE-0017:1,DE-0017:2";
}

/* From and to on each day. */
static const char *set_hours(struct form *f, const struct member *m, struct str text, void *to)
{
    return judge_hours(text) ? set_text(f, m, text, to)
                             : "must be a time of day from and to in UTC, like 06:00-22:00";
}

/* An angle, kept as the text it is. */
static const char *set_degrees(struct form *f, const struct member *m, struct str text, void *to)
{
    int64_t v, most = (int64_t)m->most * 1000000000;
    enum decimal_result result = decimal_read(text, 9, &v);
    if ((result != DECIMAL_OK && result != DECIMAL_ROUNDED) || v < -most || v > most ||
        text.n > 32) {
        snprintf(f->why, sizeof f->why, "must be degrees, -%zu to %zu", m->most, m->most);
        return f->why;
    }
    memcpy(to, &text, sizeof text);
    return NULL;
}

/* The name of a time zone. */
static const char *set_zone(struct form *f, const struct member *m, struct str text, void *to)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(i > 0 && (strchr("/_+-", c) || (c >= '0' && c <= '9'))))
            return "must be the name of an IANA zone, like Europe/Berlin";
    }
    return set_text(f, m, text, to);
}

/* A token's status by its word. */
static const char *set_status(struct str text, void *to)
{
    int64_t status = enum_find(&names_token_status, text);
    if (status <= token_status_UNKNOWN)
        return "must be Accepted, Blocked, Expired, Invalid, ConcurrentTx, NoCredit, "
               "NotAllowedTypeEVSE, NotAtThisLocation or NotAtThisTime";
    memcpy(to, &status, sizeof status);
    return NULL;
}

/* A time. */
static const char *set_time(struct str text, void *to)
{
    int64_t at_us;
    unsigned repairs = 0;
    if (!time_parse(text, &at_us, &repairs) || repairs != TIME_EXACT || at_us <= 0)
        return "must be a time like 2027-01-31T00:00:00Z";
    memcpy(to, &at_us, sizeof at_us);
    return NULL;
}

const char *form_set(struct form *f, int member, struct str text)
{
    ASSERT((size_t)member < MEMBERS && members[member].form == f->kind);
    const struct member *m = &members[member];
    void *to = (char *)&f->event + m->offset;
    if (text.n == 0 && m->kind != MEMBER_PASSWORD)
        return NULL;
    switch (m->kind) {
    case MEMBER_TEXT:
        return set_text(f, m, text, to);
    case MEMBER_KILOWATT:
        return set_kilowatt(text, to);
    case MEMBER_DEGREES:
        return set_degrees(f, m, text, to);
    case MEMBER_ZONE:
        return set_zone(f, m, text, to);
    case MEMBER_STATUS:
        return set_status(text, to);
    case MEMBER_TIME:
        return set_time(text, to);
    case MEMBER_EVSES:
        return set_evses(f, m, text, to);
    case MEMBER_HOURS:
        return set_hours(f, m, text, to);
    case MEMBER_COUNT:
        return set_count(text, to);
    case MEMBER_MONEY:
        return set_money(text, to);
    case MEMBER_PASSWORD:
        break;
    }
    f->has_password = true;
    f->password = text;
    if (text.n <= m->most)
        return NULL;
    snprintf(f->why, sizeof f->why, "is longer than %zu bytes", m->most);
    return f->why;
}

bool form_finish(struct form *f, const unsigned char salt[16], struct arena *arena)
{
    char secret[SECRET_MAX];
    if (f->password.n == 0)
        return true;
    secret_hash(f->password, salt, secret);
    f->event.u.station_registered.secret = arena_copy(arena, str_of(secret));
    return f->event.u.station_registered.secret.n > 0;
}

const char *form_name(enum form_kind kind)
{
    static const char *const names[FORM_COUNT] = {"station", "site", "token"};
    return names[kind];
}

const char *form_id_name(enum form_kind kind)
{
    static const char *const names[FORM_COUNT] = {"identity", "site_id", "id_token"};
    return names[kind];
}
