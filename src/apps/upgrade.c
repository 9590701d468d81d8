/* SPDX-License-Identifier: Apache-2.0 */
/* Head, identity, owner, standing, credentials: then a connection. */
#include "apps/upgrade.h"

#include <stdlib.h>
#include <string.h>

#include "apps/allow.h"
#include "apps/conn.h"
#include "base/assert.h"
#include "base/time.h"
#include "os/clock.h"

#define EARLY_MAX 65536 /* bytes behind the head that are kept while a password is checked */

struct upgrade {
    struct wheel_node timer; /* first: its address is ours */
    struct shard *shard;
    struct tcp *tcp; /* NULL when it ended */
    struct upgrade *prev, *next;
    char *bytes; /* what came so far */
    size_t n;
    unsigned pins;                     /* entries behind the gate and checks on their way */
    bool decided;                      /* refused, on its way out */
    bool other_form;                   /* the right one came in another form */
    bool forwarded_tls;                /* a proxy of ours ended its TLS */
    struct secret_digest right, wrong; /* credentials that the pool has checked */
    char peer[64];                     /* address and port that it came from */
    char remote[64];                   /* the same, or what a proxy of ours tells */
};

/* A password on its way through the pool. */
struct check {
    struct upgrade *upgrade;
    struct secret_digest digest;
    char secret[SECRET_MAX];
    bool right, skipped, other_form;
    size_t n;
    char password[];
};

static const struct tcp_events upgrade_events;
static void judge(struct upgrade *u);

/* Forget it once it has no path and nobody will come back to it. */
static void free_if_done(struct upgrade *u)
{
    if (u->tcp || u->pins > 0)
        return;
    wheel_remove(&u->timer);
    if (u->prev)
        u->prev->next = u->next;
    else
        u->shard->upgrades = u->next;
    if (u->next)
        u->next->prev = u->prev;
    atomic_fetch_sub(&u->shard->server->n_upgrades, 1);
    free(u->bytes);
    free(u);
}

/* Keep bytes that came. */
static void keep(struct upgrade *u, struct str bytes)
{
    char *p = realloc(u->bytes, u->n + bytes.n);
    ASSERT(p);
    memcpy(p + u->n, bytes.p, bytes.n);
    u->bytes = p;
    u->n += bytes.n;
}

/* A path that has just been accepted, with nothing read yet. */
static struct upgrade *upgrade_new(struct shard *sh, struct tcp *tcp)
{
    struct upgrade *u = calloc(1, sizeof *u);
    ASSERT(u);
    u->shard = sh;
    u->tcp = tcp;
    atomic_fetch_add(&sh->server->n_upgrades, 1);
    u->next = sh->upgrades;
    if (u->next)
        u->next->prev = u;
    sh->upgrades = u;
    tcp_peer(tcp, u->peer);
    memcpy(u->remote, u->peer, sizeof u->remote);
    wheel_set(&sh->upgrade_wheel, &u->timer,
              clock_utc_us() + sh->server->options->upgrade_timeout * US_PER_S);
    tcp_own(tcp, &upgrade_events, u);
    return u;
}

void upgrade_begin(struct shard *sh, struct tcp *tcp)
{
    counter_add(&sh->counters, COUNTER_connections_accepted_total, 1);
    upgrade_new(sh, tcp);
}

void upgrade_adopt(struct shard *sh, struct tcp_moved moved, struct str bytes)
{
    struct tcp *tcp;
    if (tcp_adopt(sh->loop, moved, &tcp) != ERR_OK)
        return;
    if (sh->draining) {
        tcp_close(tcp);
        return;
    }
    struct upgrade *u = upgrade_new(sh, tcp);
    keep(u, bytes);
    judge(u);
    free_if_done(u);
}

/* -- refusals -- */

/* The refusal is stored: answer. */
static void refusal_leaves(void *owner, struct str bytes, int64_t came_us)
{
    struct upgrade *u = owner;
    (void)came_us;
    u->pins--;
    if (u->tcp && tcp_send(u->tcp, bytes) == ERR_OK)
        tcp_finish(u->tcp);
    else if (u->tcp)
        tcp_close(u->tcp);
    u->tcp = NULL;
    free_if_done(u);
}

/* May one more refusal be stored now? A flood of them is counted, and the next one stored says how
 * many. */
static bool refusal_allowed(struct shard *sh, int64_t now_us)
{
    int64_t earned = (now_us - sh->refusals_at_us) / (US_PER_S / REFUSALS_PER_S);
    if (earned > 0) {
        sh->refusals_at_us = now_us;
        sh->refusals_left = earned > REFUSALS_BURST - sh->refusals_left
                                ? REFUSALS_BURST
                                : sh->refusals_left + earned;
    }
    if (sh->refusals_left <= 0) {
        sh->refusals_dropped++;
        return false;
    }
    sh->refusals_left--;
    return true;
}

/* Is there no file left for this station? What there is belongs to the journal and the like. */
static bool short_of_files(const struct upgrade *u)
{
    return u->tcp && tcp_file(u->tcp) >= u->shard->server->files.station;
}

/* Write a refusal into the log. */
static void log_refusal(const struct upgrade *u, const struct front *f, const char *detail)
{
    char quoted[160];
    if (f->refusal.reason == refusal_LIMIT && short_of_files(u)) {
        shard_turned_away(u->shard); /* very many, of all stations */
        return;
    }
    log_line(&u->shard->server->log, LOG_WARNING, "refused", f->identity,
             "remote=%s status=%d reason=%.*s detail=%s", u->remote, f->refusal.status,
             STR_ARG(enum_text(&names_refusal, f->refusal.reason)),
             log_quote(str_of(detail), quoted));
}

/* Store a refusal, of a station where it is known. */
static void store_refusal(struct upgrade *u, const struct front *f, const struct slot *slot,
                          int64_t now_us)
{
    struct shard *sh = u->shard;
    char detail[768];
    struct buf text = buf_over(detail, sizeof detail);
    buf_putz(&text, f->refusal.detail);
    if (sh->refusals_dropped > 0)
        buf_printf(&text, " (and %llu refusals before it that were only counted)",
                   (unsigned long long)sh->refusals_dropped);
    sh->refusals_dropped = 0;
    struct event e = {.kind = EVENT_connection_refused,
                      .u.connection_refused = {.reason = f->refusal.reason,
                                               .remote = str_of(u->remote),
                                               .detail = buf_str(&text),
                                               .status = f->refusal.status,
                                               .identity = f->identity}};
    gate_store(sh->gate, &(struct gate_batch){.at_us = now_us,
                                              .station = slot ? slot_identity(slot) : STR(""),
                                              .events = &e,
                                              .n_events = 1});
    detail[text.n < sizeof detail ? text.n : sizeof detail - 1] = '\0';
    log_refusal(u, f, detail);
}

/* Refuse: stored, then answered, in HTTP where the refusal has a status. */
static void refuse(struct upgrade *u, const struct front *f, const struct slot *slot)
{
    struct shard *sh = u->shard;
    int64_t now_us = clock_utc_us();
    counter_add(&sh->counters, COUNTER_upgrades_refused_total, 1);
    bool allowed = refusal_allowed(sh, now_us);
    if (allowed && atomic_load(&sh->server->room) == SERVER_ROOM_SHORT) {
        sh->refusals_dropped++; /* what room there is belongs to open sessions */
        log_refusal(u, f, f->refusal.detail);
    } else if (allowed) {
        store_refusal(u, f, slot, now_us);
    }
    struct buf *out = gate_room(sh->gate, 2048);
    if (f->refusal.status != 0)
        front_answer_refusal(&f->refusal, out);
    ASSERT(!out->full);
    u->pins += gate_put(sh->gate, refusal_leaves, u, now_us);
    u->decided = true;
}

/* Refuse what is no request we can judge. */
static void refuse_plainly(struct upgrade *u, int status, const char *detail)
{
    struct front f = {0};
    front_deny(&f.refusal, refusal_BAD_REQUEST, status, "", "%s", detail);
    refuse(u, &f, NULL);
}

/* Refuse what failed below HTTP: hands could not be shaken, or not in time. */
static void refuse_tls(struct upgrade *u)
{
    struct front f = {0};
    char why[512];
    if (tcp_tls_state(u->tcp) == TCP_SHAKING) {
        front_deny(&f.refusal, refusal_TLS, 0, "", "no TLS handshake within upgrade_timeout");
    } else {
        bool http = tcp_tls_failure(u->tcp, why);
        if (why[0] == '\0') { /* it knocked and went: nobody to refuse */
            tcp_close(u->tcp);
            u->tcp = NULL;
            return;
        }
        front_deny(&f.refusal, refusal_TLS, http ? 400 : 0, "", "%s", why);
    }
    counter_add(&u->shard->counters, COUNTER_tls_failures_total, 1);
    refuse(u, &f, NULL);
}

/* Refuse one whose password could not be checked in time: very many came at once. */
static void refuse_busy(struct upgrade *u)
{
    struct http_head head;
    struct front f = {0};
    struct buf memory = buf_over(u->shard->front, FRONT_MEMORY);
    if (http_request(str_make(u->bytes, u->n), &head) == HTTP_OK)
        f.identity = front_identity(&u->shard->server->front, &head, &memory);
    front_deny(&f.refusal, refusal_LIMIT, 503, "Retry-After: 10\r\n",
               "the password was not checked within upgrade_timeout: too many came at once");
    refuse(u, &f, f.identity.n > 0 ? stations_find(&u->shard->stations, f.identity) : NULL);
}

/* -- credentials -- */

/* In the thread pool: some milliseconds of hashing, for which the end of the server does not wait.
 */
static void check_work(void *item)
{
    struct check *k = item;
    k->skipped = atomic_load(&k->upgrade->shard->server->stage) == SERVER_DRAINING;
    if (!k->skipped)
        k->right = secret_check_form(k->secret, str_make(k->password, k->n), &k->other_form);
}

/* The station did not wait for the verdict. Where it is a good one, its next knock is not to wait
 * again: so all get in after a while, however many come at once. */
static void remember(struct upgrade *u)
{
    struct http_head head;
    struct shard *sh = u->shard;
    struct buf memory = buf_over(sh->front, FRONT_MEMORY);
    if (u->right.high == 0 && u->right.low == 0)
        return;
    if (http_request(str_make(u->bytes, u->n), &head) != HTTP_OK)
        return;
    struct str identity = front_identity(&sh->server->front, &head, &memory);
    struct slot *slot = identity.n > 0 ? stations_find(&sh->stations, identity) : NULL;
    if (slot) {
        slot->credential = u->right;
        slot->other_form = u->other_form;
    }
}

/* Back in the loop: judge again, now with a verdict. */
static void check_done(void *item)
{
    struct check *k = item;
    struct upgrade *u = k->upgrade;
    u->pins--;
    if (k->skipped && u->tcp) {
        tcp_close(u->tcp);
        u->tcp = NULL;
    }
    *(k->right ? &u->right : &u->wrong) = k->digest;
    if (k->right)
        u->other_form = k->other_form;
    explicit_bzero(k, sizeof *k + k->n);
    free(k);
    if (u->tcp && !u->decided) {
        tcp_read(u->tcp, true);
        judge(u);
    } else {
        remember(u);
    }
    free_if_done(u);
}

/* Have a password checked; we come back by check_done. */
static void check_begin(struct upgrade *u, const char *secret, struct str password,
                        struct secret_digest digest)
{
    struct check *k = calloc(1, sizeof *k + password.n);
    ASSERT(k);
    k->upgrade = u;
    k->digest = digest;
    str_copy(k->secret, sizeof k->secret, str_of(secret));
    k->n = password.n;
    memcpy(k->password, password.p, password.n);
    u->pins++;
    tcp_read(u->tcp, false); /* until the verdict; an end of the path is seen then */
    ASSERT(loop_work(u->shard->loop, check_work, check_done, k) == ERR_OK);
}

static bool same_digest(struct secret_digest a, struct secret_digest b)
{
    return a.high == b.high && a.low == b.low;
}

enum verdict { VERDICT_YES, VERDICT_NO, VERDICT_LATER };

/* Are these the credentials of the station, as far as it needs any? A certificate was looked at
 * before. */
static enum verdict credentials(struct upgrade *u, struct front *f, struct slot *slot,
                                const struct tls_peer *peer, int64_t *profile)
{
    const struct server *s = u->shard->server;
    struct station *station = u->shard->station;
    bool secured = tcp_tls_state(u->tcp) == TCP_SECURED || u->forwarded_tls;
    slot_load(slot, station);
    const char *secret = station->info.secret, *mode = s->options->auth;
    *profile = peer->certificate ? 3 : 0;
    if (peer->certificate || str_is(STR("never"), mode) ||
        (secret[0] == '\0' && str_is(STR("auto"), mode) && !secured))
        return VERDICT_YES;
    *profile = secured ? 2 : 1;
    if (!f->basic) {
        front_deny(&f->refusal, refusal_NO_CREDENTIALS, 401, FRONT_WANT_BASIC,
                   "no Basic credentials were given");
        return VERDICT_NO;
    }
    if (!str_eq(f->user, f->written) && !str_eq(f->user, slot_identity(slot)) &&
        !allow_user(u->shard->server, &station->info, f)) {
        front_deny(&f->refusal, refusal_BAD_CREDENTIALS, 401, FRONT_WANT_BASIC,
                   "the user name is not the identity in the path");
        return VERDICT_NO;
    }
    struct secret_digest digest = secret_digest(s->credential_key, secret, f->password);
    if (secret[0] != '\0' &&
        (same_digest(digest, slot->credential) || same_digest(digest, u->right))) {
        if (!same_digest(digest, slot->credential))
            slot->other_form = u->other_form;
        slot->credential = digest;
        if (slot->other_form)
            f->repaired |= QUIRK_BIT(QUIRK_PASSWORD_FORM);
        return VERDICT_YES;
    }
    if (secret[0] != '\0' && !same_digest(digest, u->wrong)) {
        check_begin(u, secret, f->password, digest);
        return VERDICT_LATER;
    }
    front_deny(&f->refusal, refusal_BAD_CREDENTIALS, 401, FRONT_WANT_BASIC,
               secret[0] ? "wrong password" : "no password is registered for this station");
    return VERDICT_NO;
}

/* -- the station -- */

/* Does the operator know the station? */
static bool known(struct shard *sh, const struct slot *slot)
{
    if (!slot)
        return false;
    slot_load(slot, sh->station);
    return sh->station->info.standing != standing_UNKNOWN &&
           sh->station->info.standing != standing_REMOVED;
}

/* Does the certificate name the station, and its owner? */
static bool certificate_fits(struct upgrade *u, struct front *f, const struct slot *slot,
                             const struct tls_peer *peer)
{
    struct shard *sh = u->shard;
    const struct options *o = sh->server->options;
    bool by_serial = str_is(STR("serial"), o->tls_identity);
    struct str name = str_of(peer->name), wanted = f->identity;
    if (by_serial)
        wanted = known(sh, slot) ? str_of(sh->station->info.expected_serial) : STR("");
    bool fits = name.n > 0 &&
                (str_eq(name, wanted) || (!by_serial && slot && str_eq(name, slot_identity(slot))));
    if (peer->expired && !str_is(STR("pending"), o->tls_expired))
        front_deny(&f->refusal, refusal_TLS, 403, "", "%s: certificate has expired", peer->text);
    else if (!fits && wanted.n == 0)
        front_deny(&f->refusal, refusal_TLS, 403, "",
                   "%s: no serial number is registered for this station", peer->text);
    else if (!fits)
        front_deny(&f->refusal, refusal_TLS, 403, "", "%s: its CN is not the %s %.*s", peer->text,
                   by_serial ? "registered serial number" : "identity", STR_ARG(wanted));
    else if (o->tls_organization[0] != '\0' &&
             !str_is(str_of(peer->organization), o->tls_organization))
        front_deny(&f->refusal, refusal_TLS, 403, "", "%s: its O is not %.64s", peer->text,
                   o->tls_organization);
    return f->refusal.reason == refusal_NONE;
}

/* What becomes of a station that nobody registered: its slot, or a refusal. */
static struct slot *admit_unknown(struct shard *sh, struct front *f, int64_t now_us)
{
    const char *policy = sh->server->options->unknown_stations;
    if (str_is(STR("refuse"), policy)) {
        front_deny(&f->refusal, refusal_UNKNOWN_STATION, 404, "",
                   "no station of this identity is registered");
        return NULL;
    }
    struct slot *slot = shard_take(sh, f->identity);
    if (!slot) {
        front_deny(&f->refusal, refusal_LIMIT, 503, "Retry-After: 60\r\n",
                   "max_stations is reached");
        return NULL;
    }
    int64_t standing = str_is(STR("accept"), policy) ? standing_ACCEPTED : standing_QUARANTINED;
    struct input in = {.kind = INPUT_REGISTER, .u.registered.standing = standing};
    shard_begin(sh, slot);
    station_step(sh->station, &sh->server->world, now_us, &in, &sh->arena, &sh->outcome->step);
    shard_end(sh, slot, now_us, (struct str){0});
    return slot;
}

/* Is there room on the disk for this station? Where it is short, only open sessions go on. */
static bool room_for(const struct shard *sh, struct front *f, const struct slot *slot)
{
    if (atomic_load(&sh->server->room) != SERVER_ROOM_SHORT || (slot && !slot_rests(slot)))
        return true;
    front_deny(&f->refusal, refusal_LIMIT, 503, "Retry-After: 300\r\n",
               "less than room_least is free on the disk");
    return false;
}

/* Is a file left for it? A new connection of a station that has one waits until that has ended. */
static bool file_for(const struct upgrade *u, struct front *f)
{
    if (!short_of_files(u))
        return true;
    front_deny(&f->refusal, refusal_LIMIT, 503, "Retry-After: 60\r\n",
               "no open file is left for more stations: raise the limit (ulimit -n)");
    return false;
}

/* The path leaves us for the connection. */
static void become_conn(struct upgrade *u, struct slot *slot, const struct front *f,
                        int64_t profile, const struct tls_peer *peer, size_t head, int64_t now_us)
{
    struct tcp *tcp = u->tcp;
    u->tcp = NULL;
    u->decided = true;
    conn_open(u->shard, slot, tcp,
              &(struct conn_hello){.front = f,
                                   .remote = str_of(u->remote),
                                   .security_profile = profile,
                                   .pending = peer->expired,
                                   .certificate = str_of(peer->serial),
                                   .certificate_ends_us = peer->ends_us,
                                   .early = str_skip(str_make(u->bytes, u->n), head)},
              now_us);
}

/* Whose identity is it? By another name or in another case of letters it is repaired. */
static struct slot *find_slot(struct upgrade *u, struct front *f, struct buf *memory)
{
    struct shard *sh = u->shard;
    if (f->identity.n == 0)
        return NULL;
    f->identity = allow_alias(sh->server, f->written, memory);
    struct slot *slot = stations_find(&sh->stations, f->identity);
    if (f->identity.p != f->written.p)
        f->repaired |= QUIRK_BIT(QUIRK_ALIAS);
    else if (slot && !str_eq(slot_identity(slot), f->identity))
        f->repaired |= QUIRK_BIT(QUIRK_ODD_IDENTITY);
    if (u->tcp && tcp_tls_legacy(u->tcp))
        f->repaired |= QUIRK_BIT(QUIRK_OLD_TLS);
    return slot;
}

/* The request is one we can judge and its station is ours. */
static void decide(struct upgrade *u, const struct http_head *head)
{
    struct shard *sh = u->shard;
    int64_t now_us = clock_utc_us(), profile;
    struct buf memory = buf_over(sh->front, FRONT_MEMORY);
    struct front f;
    struct tls_peer peer = {0};
    bool fine = front_read(&sh->server->front, head, &memory, &f);
    struct slot *slot = find_slot(u, &f, &memory);
    allow_proxy(sh->server, head, &f, u->peer, u->remote, &u->forwarded_tls);
    if (tcp_tls_state(u->tcp) == TCP_SECURED)
        tcp_tls_peer(u->tcp, &peer);
    if (fine && peer.certificate)
        fine = certificate_fits(u, &f, slot, &peer);
    fine = fine && room_for(sh, &f, slot) && file_for(u, &f);
    if (fine && !known(sh, slot)) {
        slot = admit_unknown(sh, &f, now_us);
        fine = slot != NULL;
    }
    enum verdict v = fine ? credentials(u, &f, slot, &peer, &profile) : VERDICT_NO;
    if (v == VERDICT_YES && !allow_repairs(sh->server, &sh->station->info, &f))
        v = VERDICT_NO;
    if (v == VERDICT_NO)
        refuse(u, &f, slot);
    else if (v == VERDICT_YES)
        become_conn(u, slot, &f, profile, &peer, head->bytes, now_us);
}

/* A path on its way to the shard that owns it. */
struct passage {
    struct post post; /* first */
    struct tcp_moved moved;
    size_t n;
    char bytes[];
};

static void passage_arrives(struct shard *sh, struct post *p)
{
    struct passage *a = (struct passage *)(void *)p;
    upgrade_adopt(sh, a->moved, str_make(a->bytes, a->n));
    atomic_fetch_sub(&sh->server->n_upgrades, 1); /* it is counted where it has arrived */
    free(a);
}

/* Hand the path to its owner. */
static void pass_on(struct upgrade *u, struct shard *owner)
{
    struct passage *a = malloc(sizeof *a + u->n);
    ASSERT(a);
    a->post.arrived = passage_arrives;
    a->n = u->n;
    memcpy(a->bytes, u->bytes, u->n);
    a->moved = tcp_detach(u->tcp);
    u->tcp = NULL;
    atomic_fetch_add(&u->shard->server->n_upgrades, 1);
    shard_post(owner, &a->post);
}

/* Look at what came so far. */
static void judge(struct upgrade *u)
{
    struct http_head head;
    struct shard *sh = u->shard;
    struct str in = str_make(u->bytes, u->n);
    enum http_result r = http_request(in, &head);
    if (r == HTTP_MORE && u->n <= HTTP_HEAD_MAX)
        return;
    if (r != HTTP_OK) {
        refuse_plainly(u, r == HTTP_BAD ? 400 : 431,
                       r == HTTP_BAD ? "not a valid HTTP/1.1 request"
                                     : "the request head is larger than 16 KiB");
        return;
    }
    struct buf memory = buf_over(sh->front, FRONT_MEMORY);
    struct str identity = front_identity(&sh->server->front, &head, &memory);
    if (identity.n > 0)
        identity = allow_alias(sh->server, identity, &memory);
    struct shard *owner = identity.n > 0 ? server_shard(sh->server, identity) : sh;
    if (owner != sh)
        pass_on(u, owner);
    else
        decide(u, &head);
}

/* Bytes came: gather them, and judge once the head is whole. */
static void on_data(void *owner, char *p, size_t n)
{
    struct upgrade *u = owner;
    counter_add(&u->shard->counters, COUNTER_bytes_in_total, n);
    if (u->decided)
        return; /* refused already: whatever follows is not read */
    if (u->n == 0 && tcp_tls_state(u->tcp) == TCP_SECURED) {
        counter_add(&u->shard->counters, COUNTER_tls_handshakes_total, 1);
        if (tcp_tls_resumed(u->tcp))
            counter_add(&u->shard->counters, COUNTER_tls_resumed_total, 1);
    }
    keep(u, str_make(p, n));
    if (u->n > HTTP_HEAD_MAX + EARLY_MAX)
        refuse_plainly(u, 400, "far too much came behind the request");
    else
        judge(u);
    free_if_done(u);
}

/* The path ended before it became a connection; a handshake that failed is told. */
static void on_ended(void *owner, enum err e)
{
    struct upgrade *u = owner;
    if (e == ERR_INVALID && !u->decided && tcp_tls_state(u->tcp) == TCP_REFUSED) {
        refuse_tls(u);
    } else {
        tcp_close(u->tcp);
        u->tcp = NULL;
    }
    free_if_done(u);
}

static void on_sent(void *owner)
{
    (void)owner;
}

static const struct tcp_events upgrade_events = {on_data, on_ended, on_sent};

void upgrade_due(void *shard, struct wheel_node *n)
{
    struct upgrade *u = (struct upgrade *)(void *)n;
    (void)shard;
    if (!u->decided && u->pins == 0 && u->tcp && tcp_tls_state(u->tcp) == TCP_SHAKING)
        refuse_tls(u);
    else if (!u->decided && u->tcp && u->pins == 0)
        refuse_plainly(u, 408, "no complete request within upgrade_timeout");
    else if (!u->decided && u->tcp)
        refuse_busy(u);
    else if (u->tcp) {
        tcp_close(u->tcp);
        u->tcp = NULL;
    }
    free_if_done(u);
}

void upgrade_drop_all(struct shard *sh)
{
    for (struct upgrade *u = sh->upgrades, *next; u; u = next) {
        next = u->next;
        if (u->tcp)
            tcp_close(u->tcp);
        u->tcp = NULL;
        free_if_done(u);
    }
}
