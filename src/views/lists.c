/* SPDX-License-Identifier: Apache-2.0 */
/* The lists: per kind of event the row it becomes. */
#include "views/lists.h"

#include "base/assert.h"
#include "event/quirk.h"

/* Prepare the statement that adds a row to a list, or brings it into the row of its key. */
static enum err prepare_put(struct lists *v, unsigned i)
{
    char text[4096];
    struct buf sql = buf_over(text, sizeof text);
    const struct list *list = schema_list((enum list_kind)i);
    buf_printf(&sql, "INSERT INTO %s(position,", list->type.name);
    table_names(&v->schema->lists[i], "", "", &sql);
    buf_putz(&sql, ") VALUES(?,");
    table_marks(&v->schema->lists[i], &sql);
    buf_putz(&sql, ")");
    if (list->key[0] != '\0')
        buf_printf(&sql, " ON CONFLICT(%s) DO UPDATE SET position=excluded.position,%s", list->key,
                   list->merge);
    buf_putc(&sql, '\0');
    ASSERT(!sql.full);
    return db_prepare(v->db, text, &v->put[i]);
}

enum err lists_open(struct lists *v, struct db *d, const struct schema *s)
{
    *v = (struct lists){.db = d, .schema = s};
    for (unsigned i = 0; i < LIST_COUNT; i++) {
        enum err e = prepare_put(v, i);
        if (e != ERR_OK)
            return e;
    }
    enum err e = db_prepare(d,
                            "DELETE FROM quirk WHERE station=? AND vendor=? AND model=? AND "
                            "firmware=? AND quirk=? AND learned=0",
                            &v->quirk_removed);
    return e != ERR_OK ? e : db_prepare(d, "DELETE FROM token WHERE id_token=?", &v->token_removed);
}

void lists_close(struct lists *v)
{
    for (unsigned i = 0; i < LIST_COUNT; i++)
        sqlite3_finalize(v->put[i]);
    sqlite3_finalize(v->token_removed);
    sqlite3_finalize(v->quirk_removed);
}

enum err lists_put(struct lists *v, enum list_kind kind, const struct journal_batch *b,
                   const void *row)
{
    struct buf none = {0};
    db_bind_int(v->put[kind], 1, (int64_t)b->position);
    table_bind(&v->schema->lists[kind], v->put[kind], 2, row, &none);
    return db_run(v->db, v->put[kind]);
}

/* site_registered. */
static enum err site_registered(struct lists *v, const struct journal_batch *b,
                                const struct event *e)
{
    const struct ev_site_registered *s = &e->u.site_registered;
    struct row_site row = {.site_id = s->site_id,
                           .cpo_id = s->cpo_id,
                           .name = s->name,
                           .latitude = s->latitude,
                           .longitude = s->longitude,
                           .time_zone = s->time_zone,
                           .power_limit_mw = s->power_limit_mw,
                           .changed_at_us = b->at_us};
    return lists_put(v, LIST_site, b, &row);
}

/* token_set. */
static enum err token_set(struct lists *v, const struct journal_batch *b, const struct event *e)
{
    const struct ev_token_set *t = &e->u.token_set;
    struct row_token row = {.id_token = t->id_token,
                            .token_type = t->token_type,
                            .status = t->status,
                            .group_id = t->group_id,
                            .expires_at_us = t->expires_at_us,
                            .changed_at_us = b->at_us,
                            .sites = t->sites,
                            .evses = t->evses,
                            .hours = t->hours,
                            .max_power_mw = t->max_power_mw,
                            .max_sessions = t->max_sessions,
                            .group_sessions = t->group_sessions,
                            .balance_micro = t->balance_micro};
    return lists_put(v, LIST_token, b, &row);
}

/* token_removed. */
static enum err token_removed(struct lists *v, const struct journal_batch *b, const struct event *e)
{
    (void)b;
    db_bind_text(v->token_removed, 1, e->u.token_removed.id_token);
    return db_run(v->db, v->token_removed);
}

/* connection_refused. */
static enum err connection_refused(struct lists *v, const struct journal_batch *b,
                                   const struct event *e)
{
    const struct ev_connection_refused *r = &e->u.connection_refused;
    struct row_refused row = {.at_us = b->at_us,
                              .station = b->station,
                              .reason = r->reason,
                              .remote = r->remote,
                              .detail = r->detail,
                              .status = r->status,
                              .identity = r->identity};
    return lists_put(v, LIST_refused, b, &row);
}

/* The quirk that a finding is about. */
static int64_t quirk_number(struct str rule, bool refused)
{
    const struct repair_row *row = repair_of(rule, refused);
    return row ? row->quirk : QUIRK_OTHER;
}

/* finding. */
static enum err finding(struct lists *v, const struct journal_batch *b, const struct event *e)
{
    const struct ev_finding *f = &e->u.finding;
    struct row_finding row = {.at_us = b->at_us,
                              .station = b->station,
                              .rule = f->rule,
                              .action = f->action,
                              .path = f->path,
                              .text = f->text,
                              .refused = f->refused,
                              .quirk = quirk_number(f->rule, f->refused)};
    return lists_put(v, LIST_finding, b, &row);
}

/* quirk_ruled. */
static enum err quirk_ruled(struct lists *v, const struct journal_batch *b, const struct event *e)
{
    const struct ev_quirk_ruled *q = &e->u.quirk_ruled;
    bool known = q->quirk > QUIRK_OTHER && q->quirk < QUIRKS_END;
    struct row_quirk row = {.station = q->station,
                            .vendor = q->vendor,
                            .model = q->model,
                            .firmware = q->firmware,
                            .quirk = q->quirk,
                            .name =
                                known ? str_of(quirk_row((unsigned)q->quirk)->name) : STR("all"),
                            .mode = q->mode,
                            .value = q->value,
                            .changed_at_us = b->at_us};
    if (q->mode != quirk_mode_DEFAULT)
        return lists_put(v, LIST_quirk, b, &row);
    db_bind_text(v->quirk_removed, 1, q->station);
    db_bind_text(v->quirk_removed, 2, q->vendor);
    db_bind_text(v->quirk_removed, 3, q->model);
    db_bind_text(v->quirk_removed, 4, q->firmware);
    db_bind_int(v->quirk_removed, 5, q->quirk);
    return db_run(v->db, v->quirk_removed);
}

/* quirk_learned: the row, and the finding that goes with it. */
static enum err quirk_learned(struct lists *v, const struct journal_batch *b, const struct event *e)
{
    const struct ev_quirk_learned *q = &e->u.quirk_learned;
    char digits[24];
    struct buf value = buf_over(digits, sizeof digits);
    if (q->value != 0)
        buf_int(&value, q->value);
    struct row_quirk row = {.station = b->station,
                            .quirk = q->quirk,
                            .learned = true,
                            .name = q->rule,
                            .mode = quirk_mode_ON,
                            .value = buf_str(&value),
                            .action = q->action,
                            .text = q->text,
                            .changed_at_us = b->at_us};
    struct row_finding found = {.at_us = b->at_us,
                                .station = b->station,
                                .rule = q->rule,
                                .action = q->action,
                                .text = q->text,
                                .quirk = q->quirk};
    enum err failed = lists_put(v, LIST_quirk, b, &row);
    return failed == ERR_OK ? lists_put(v, LIST_finding, b, &found) : failed;
}

/* command_changed: while it is on its way the payload is the request, then what came of it. */
static enum err command_changed(struct lists *v, const struct journal_batch *b,
                                const struct event *e)
{
    const struct ev_command_changed *c = &e->u.command_changed;
    bool going = c->state == command_state_QUEUED || c->state == command_state_SENT;
    struct row_command row = {.station = b->station,
                              .command_id = c->command_id,
                              .action = c->action,
                              .order_id = c->order_id,
                              .state = c->state,
                              .created_at_us = b->at_us,
                              .changed_at_us = b->at_us,
                              .request = going ? c->payload : (struct str){0},
                              .answer = going ? (struct str){0} : c->payload};
    enum err failed = lists_put(v, LIST_command, b, &row);
    if (failed != ERR_OK || c->order_id.n == 0 || going)
        return failed;
    struct row_orders order = {
        .order_id = c->order_id, .station = b->station, .answer = c->payload};
    return lists_put(v, LIST_orders, b, &order);
}

/* order_placed. */
static enum err order_placed(struct lists *v, const struct journal_batch *b, const struct event *e)
{
    const struct ev_order_placed *p = &e->u.order_placed;
    bool later = p->not_before_us > b->at_us;
    struct row_orders row = {.order_id = p->order_id,
                             .station = b->station,
                             .action = p->action,
                             .state = later ? order_state_SCHEDULED : order_state_QUEUED,
                             .placed_at_us = b->at_us,
                             .changed_at_us = b->at_us,
                             .not_before_us = p->not_before_us,
                             .expires_at_us = p->expires_at_us,
                             .request_id = p->request_id,
                             .key = p->key,
                             .origin = p->origin,
                             .batch_id = p->batch_id,
                             .request = p->payload};
    return lists_put(v, LIST_orders, b, &row);
}

/* order_moved. */
static enum err order_moved(struct lists *v, const struct journal_batch *b, const struct event *e)
{
    const struct ev_order_moved *m = &e->u.order_moved;
    struct row_orders row = {.order_id = m->order_id,
                             .station = b->station,
                             .state = m->state,
                             .reason = m->reason,
                             .changed_at_us = b->at_us,
                             .until_us = m->until_us,
                             .request_id = m->request_id,
                             .command_id = m->command_id,
                             .tries = m->state == order_state_SENT};
    return lists_put(v, LIST_orders, b, &row);
}

/* connection_opened. */
static enum err connection_opened(struct lists *v, const struct journal_batch *b,
                                  const struct event *e)
{
    const struct ev_connection_opened *c = &e->u.connection_opened;
    struct row_connection row = {.station = b->station,
                                 .generation = c->generation,
                                 .protocol = c->protocol,
                                 .remote = c->remote,
                                 .security_profile = c->security_profile,
                                 .opened_at_us = b->at_us};
    enum err failed = lists_put(v, LIST_connection, b, &row);
    if (failed != ERR_OK || c->certificate.n == 0)
        return failed;
    struct row_station_certificate shown = {.station = b->station,
                                            .serial = c->certificate,
                                            .expires_at_us = c->certificate_ends_us,
                                            .shown_at_us = b->at_us};
    return lists_put(v, LIST_station_certificate, b, &shown);
}

/* csr_moved. */
static enum err csr_moved(struct lists *v, const struct journal_batch *b, const struct event *e)
{
    const struct ev_csr_moved *m = &e->u.csr_moved;
    struct row_csr row = {.csr_id = m->csr_id,
                          .station = b->station,
                          .state = m->state,
                          .type = m->type,
                          .request_id = m->request_id,
                          .name = m->name,
                          .key = m->key,
                          .rule = m->rule,
                          .reason = m->reason,
                          .serial = m->serial,
                          .expires_at_us = m->expires_at_us,
                          .offers = m->offers,
                          .asked_at_us = b->at_us,
                          .changed_at_us = b->at_us,
                          .csr = m->csr};
    enum err failed = lists_put(v, LIST_csr, b, &row);
    if (failed != ERR_OK || m->state != csr_state_OFFERED || m->serial.n == 0)
        return failed;
    struct row_station_certificate issued = {.station = b->station,
                                             .serial = m->serial,
                                             .type = m->type,
                                             .csr_id = m->csr_id,
                                             .expires_at_us = m->expires_at_us,
                                             .issued_at_us = b->at_us};
    return lists_put(v, LIST_station_certificate, b, &issued);
}

/* connection_closed. */
static enum err connection_closed(struct lists *v, const struct journal_batch *b,
                                  const struct event *e)
{
    const struct ev_connection_closed *c = &e->u.connection_closed;
    struct row_connection row = {.station = b->station,
                                 .generation = c->generation,
                                 .closed_at_us = b->at_us,
                                 .code = c->code,
                                 .reason = c->reason};
    return lists_put(v, LIST_connection, b, &row);
}

enum err lists_apply(struct lists *v, const struct journal_batch *b, const struct event *e)
{
    static enum err (*const apply[EVENT_KIND_MAX + 1])(struct lists *, const struct journal_batch *,
                                                       const struct event *) = {
        [EVENT_site_registered] = site_registered,
        [EVENT_token_set] = token_set,
        [EVENT_token_removed] = token_removed,
        [EVENT_connection_refused] = connection_refused,
        [EVENT_finding] = finding,
        [EVENT_quirk_ruled] = quirk_ruled,
        [EVENT_quirk_learned] = quirk_learned,
        [EVENT_command_changed] = command_changed,
        [EVENT_order_placed] = order_placed,
        [EVENT_order_moved] = order_moved,
        [EVENT_csr_moved] = csr_moved,
        [EVENT_connection_opened] = connection_opened,
        [EVENT_connection_closed] = connection_closed};
    return apply[e->kind] ? apply[e->kind](v, b, e) : ERR_OK;
}
