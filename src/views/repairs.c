/* SPDX-License-Identifier: Apache-2.0 */
/* Findings into counts, and what is seen in sessions and stations into findings. */
#include "views/repairs.h"

#include <string.h>

#include "base/time.h"
#include "event/fact.h"

#define LOOP_US (10 * US_PER_MIN)     /* two boots within this are a loop */
#define BACK_LATE_US (5 * US_PER_MIN) /* a return after this is a late one */
#define KEY "station=? AND vendor=? AND model=? AND firmware=? AND quirk=? AND rule=?"

enum err repairs_open(struct repairs *v, struct db *d, struct lists *lists,
                      struct stations *stations)
{
    *v = (struct repairs){.db = d, .lists = lists, .stations = stations};
    enum err e = db_prepare(d, "SELECT 1 FROM repair WHERE " KEY, &v->known);
    if (e == ERR_OK)
        e = db_prepare(d, "SELECT count(*) FROM repair WHERE station=?", &v->count);
    if (e == ERR_OK)
        e = db_prepare(d, "DELETE FROM quirk WHERE station=? AND learned=1", &v->forget);
    if (e == ERR_OK)
        e = db_prepare(d,
                       "SELECT more,request_id FROM report WHERE station=? AND action=? AND "
                       "request_id<>? ORDER BY id DESC LIMIT 1",
                       &v->report);
    if (e == ERR_OK)
        e = db_prepare(d,
                       "SELECT wanted,value FROM variable WHERE station=? AND component=? AND "
                       "component_instance=? AND evse_id=? AND connector_id=? AND variable=? AND "
                       "variable_instance=? AND attribute=? AND wanted<>'' AND "
                       "set_status='Accepted'",
                       &v->wanted);
    return e;
}

void repairs_close(struct repairs *v)
{
    sqlite3_finalize(v->known);
    sqlite3_finalize(v->count);
    sqlite3_finalize(v->forget);
    sqlite3_finalize(v->report);
    sqlite3_finalize(v->wanted);
}

/* -- counting -- */

/* Is there a row of that key? */
static enum err is_known(struct repairs *v, const struct row_repair *row, bool *known)
{
    db_bind_text(v->known, 1, row->station);
    db_bind_text(v->known, 2, row->vendor);
    db_bind_text(v->known, 3, row->model);
    db_bind_text(v->known, 4, row->firmware);
    db_bind_int(v->known, 5, row->quirk);
    db_bind_text(v->known, 6, row->rule);
    enum err e = db_next(v->db, v->known, known);
    sqlite3_reset(v->known);
    return e;
}

/* Has the station as many rows as it may? */
static enum err is_full(struct repairs *v, struct str station, bool *full)
{
    bool row = false;
    db_bind_text(v->count, 1, station);
    enum err e = db_next(v->db, v->count, &row);
    *full = row && sqlite3_column_int64(v->count, 0) >= REPAIRS_OF_STATION;
    sqlite3_reset(v->count);
    return e;
}

/* Count one finding. A station that boots as another model each time gets no rows without end. */
static enum err count(struct repairs *v, const struct journal_batch *b, const struct row_finding *f)
{
    const struct station_info *info = stations_info(v->stations, b->station);
    struct row_repair row = {.station = b->station,
                             .vendor = info ? str_of(info->vendor) : STR(""),
                             .model = info ? str_of(info->model) : STR(""),
                             .firmware = info ? str_of(info->firmware) : STR(""),
                             .quirk = f->quirk,
                             .rule = f->rule,
                             .repaired = !f->refused,
                             .refused = f->refused,
                             .first_at_us = b->at_us,
                             .last_at_us = b->at_us,
                             .action = f->action,
                             .path = f->path,
                             .text = f->text};
    bool known = false, full = false;
    enum err e = is_known(v, &row, &known);
    if (e == ERR_OK && !known)
        e = is_full(v, b->station, &full);
    if (full)
        row.vendor = row.model = row.firmware = STR("(others)");
    return e == ERR_OK ? lists_put(v->lists, LIST_repair, b, &row) : e;
}

/* -- what is seen -- */

/* A repair without an event: into the list of findings, and counted. */
static enum err seen(struct repairs *v, const struct journal_batch *b, enum repair r,
                     const char *action, struct str text)
{
    const struct repair_row *repair = repair_row(r);
    struct row_finding row = {.at_us = b->at_us,
                              .station = b->station,
                              .rule = str_of(repair->rule),
                              .action = str_of(action),
                              .text = text,
                              .quirk = repair->quirk};
    enum err e = lists_put(v->lists, LIST_finding, b, &row);
    return e == ERR_OK ? count(v, b, &row) : e;
}

/* What of a session shows that it was repaired. */
static enum err see_session(struct repairs *v, const struct sessions *sessions,
                            const struct journal_batch *b)
{
    static const struct {
        int64_t flag;
        enum repair repair;
    } flags[] = {{SESSION_FLAG(REGISTER_RESET), REPAIR_REGISTER_RESET},
                 {SESSION_FLAG(IMPLAUSIBLE), REPAIR_ABOVE_RATING},
                 {SESSION_FLAG(ORPHAN), REPAIR_ORPHAN},
                 {SESSION_FLAG(LATE), REPAIR_LATE},
                 {SESSION_FLAG(END_INFERRED), REPAIR_END_INFERRED}};
    const struct session_gain *g = &sessions->gain;
    struct str id = g->session ? str_of(g->session->session_id) : (struct str){0};
    enum err e = ERR_OK;
    for (size_t i = 0; e == ERR_OK && i < sizeof flags / sizeof *flags; i++)
        if (g->flags & flags[i].flag)
            e = seen(v, b, flags[i].repair, "", id);
    if (e == ERR_OK && g->phases)
        e = seen(v, b, REPAIR_PHASES_SUMMED, "", id);
    if (e == ERR_OK && g->intervals) {
        bool clock = g->session->interval_clock_mwh > g->session->interval_mwh;
        e = seen(v, b, clock ? REPAIR_CLOCK_COUNTED : REPAIR_INTERVALS_ADDED, "", id);
    }
    return e;
}

/* A message of a session came again: under which id, a finding behind it may say. */
static void note_again(struct repairs *v, const struct ev_session_repeated *r)
{
    str_copy(v->again, sizeof v->again, r->session_id);
    v->again_action = r->action;
}

/* What a connection that begins shows. */
static enum err see_opened(struct repairs *v, const struct journal_batch *b)
{
    const struct station_info *was = &v->stations->before->info, *is = &v->stations->now->info;
    bool ours = was->close_code == 1001 || was->close_code == 1012;
    enum err e = ERR_OK;
    if (was->protocol != protocol_NONE && was->protocol != is->protocol)
        e = seen(v, b, REPAIR_VERSION_CHANGED, "", enum_text(&names_protocol, is->protocol));
    if (e == ERR_OK && !was->connected && ours && b->at_us - was->connection_at_us > BACK_LATE_US)
        e = seen(v, b, REPAIR_BACK_LATE, "", (struct str){0});
    return e;
}

/* The end of a connection that is not the newest any more. */
static enum err see_closed(struct repairs *v, const struct journal_batch *b, const struct event *e)
{
    const struct ev_connection_closed *c = &e->u.connection_closed;
    if (c->generation == v->stations->now->info.generation)
        return ERR_OK;
    return seen(v, b, REPAIR_REPLACED, "", c->reason);
}

/* A boot soon after another; and what was learned is forgotten with a new firmware. */
static enum err see_booted(struct repairs *v, const struct journal_batch *b)
{
    const struct station_info *was = &v->stations->before->info, *is = &v->stations->now->info;
    enum err e = ERR_OK;
    if (was->learned != 0 && is->learned == 0) {
        db_bind_text(v->forget, 1, b->station);
        e = db_run(v->db, v->forget);
    }
    bool loop = was->boot == boot_ACCEPTED && b->at_us - was->booted_at_us < LOOP_US;
    return e == ERR_OK && loop ? seen(v, b, REPAIR_BOOT_AGAIN, "BootNotification", (struct str){0})
                               : e;
}

/* The first status of a connector, before the station's first boot. */
static enum err see_status(struct repairs *v, const struct journal_batch *b)
{
    const struct station *was = v->stations->before, *is = v->stations->now;
    if (is->info.boot != boot_NONE || was->n_connectors > 0 || is->n_connectors == 0)
        return ERR_OK;
    return seen(v, b, REPAIR_CALL_BEFORE_BOOT, "StatusNotification", (struct str){0});
}

/* A report begins: was the one before it ever finished? */
static enum err see_report(struct repairs *v, const struct journal_batch *b,
                           const struct fact_report *r)
{
    bool row = false;
    char text[32];
    struct buf id = buf_over(text, sizeof text);
    db_bind_text(v->report, 1, b->station);
    db_bind_text(v->report, 2, r->action);
    db_bind_int(v->report, 3, r->request_id);
    enum err e = db_next(v->db, v->report, &row);
    bool open = row && sqlite3_column_int64(v->report, 0) != 0;
    if (row)
        buf_printf(&id, "requestId %lld", (long long)sqlite3_column_int64(v->report, 1));
    sqlite3_reset(v->report);
    char action[64];
    str_copy(action, sizeof action, r->action);
    return e == ERR_OK && open ? seen(v, b, REPAIR_REPORT_OPEN, action, buf_str(&id)) : e;
}

/* The first part of a report, among what a message tells. */
static enum err see_facts(struct repairs *v, const struct journal_batch *b, struct str facts)
{
    struct fact f;
    while (fact_unpack(&facts, &f))
        if (f.kind == FACT_report && f.u.report.seq_no == 1) /* OPT: number plus 1 */
            return see_report(v, b, &f.u.report);
    return ERR_OK;
}

/* A value that was read: is it the one that was set and accepted? */
static enum err see_variable(struct repairs *v, const struct journal_batch *b,
                             const struct fact_variable *x, const char *action)
{
    bool row = false;
    char text[128];
    struct buf drift = buf_over(text, sizeof text);
    db_bind_text(v->wanted, 1, b->station);
    db_bind_text(v->wanted, 2, x->component);
    db_bind_text(v->wanted, 3, x->component_instance);
    db_bind_int(v->wanted, 4, x->evse_id);
    db_bind_int(v->wanted, 5, x->connector_id);
    db_bind_text(v->wanted, 6, x->variable);
    db_bind_text(v->wanted, 7, x->variable_instance);
    db_bind_text(v->wanted, 8, x->attribute);
    enum err e = db_next(v->db, v->wanted, &row);
    bool differs = row && !str_eq_nocase(db_column(v->wanted, 0), db_column(v->wanted, 1));
    if (differs)
        buf_printf(&drift, "%.*s is %.*s, not %.*s", STR_ARG(x->variable),
                   STR_ARG(db_column(v->wanted, 1)), STR_ARG(db_column(v->wanted, 0)));
    sqlite3_reset(v->wanted);
    return e == ERR_OK && differs ? seen(v, b, REPAIR_NOT_TAKEN, action, buf_str(&drift)) : e;
}

/* What was read by a command, value by value. */
static enum err see_command(struct repairs *v, const struct journal_batch *b,
                            const struct ev_command_changed *c)
{
    struct fact f;
    struct str facts = c->facts;
    char action[64];
    str_copy(action, sizeof action, c->action);
    bool reads = str_starts(c->action, STR("Get"));
    while (reads && fact_unpack(&facts, &f)) {
        if (f.kind != FACT_variable || f.u.variable.value.n == 0)
            continue;
        enum err e = see_variable(v, b, &f.u.variable, action);
        if (e != ERR_OK)
            return e;
    }
    return ERR_OK;
}

/* A finding of the journal: counted. One that says that the id was the same too takes the place of
 * a message that came again. */
static enum err see_finding(struct repairs *v, const struct journal_batch *b, const struct event *e)
{
    const struct ev_finding *f = &e->u.finding;
    const struct repair_row *repair = repair_of(f->rule, f->refused);
    if (str_is(f->rule, "ID_AGAIN"))
        v->again[0] = '\0';
    return count(v, b,
                 &(struct row_finding){.rule = f->rule,
                                       .action = f->action,
                                       .path = f->path,
                                       .text = f->text,
                                       .refused = f->refused,
                                       .quirk = repair ? repair->quirk : QUIRK_OTHER});
}

/* What a reject has taught, counted as a finding. */
static enum err see_learned(struct repairs *v, const struct journal_batch *b, const struct event *e)
{
    const struct ev_quirk_learned *q = &e->u.quirk_learned;
    return count(v, b,
                 &(struct row_finding){
                     .rule = q->rule, .action = q->action, .text = q->text, .quirk = q->quirk});
}

enum err repairs_apply(struct repairs *v, const struct sessions *sessions,
                       const struct journal_batch *b, const struct event *e)
{
    if (e->kind == EVENT_session_started || e->kind == EVENT_session_updated ||
        e->kind == EVENT_session_ended)
        return see_session(v, sessions, b);
    if (e->kind == EVENT_session_repeated)
        note_again(v, &e->u.session_repeated);
    if (e->kind == EVENT_finding)
        return see_finding(v, b, e);
    if (e->kind == EVENT_quirk_learned)
        return see_learned(v, b, e);
    if (e->kind == EVENT_connection_opened)
        return see_opened(v, b);
    if (e->kind == EVENT_connection_closed)
        return see_closed(v, b, e);
    if (e->kind == EVENT_booted)
        return see_booted(v, b);
    if (e->kind == EVENT_command_changed)
        return see_command(v, b, &e->u.command_changed);
    if (e->kind == EVENT_message_noted)
        return see_facts(v, b, e->u.message_noted.facts);
    return e->kind == EVENT_connector_changed ? see_status(v, b) : ERR_OK;
}

enum err repairs_end(struct repairs *v, const struct journal_batch *b)
{
    if (v->again[0] == '\0')
        return ERR_OK;
    char id[sizeof v->again];
    memcpy(id, v->again, sizeof id);
    v->again[0] = '\0';
    char action[64];
    str_copy(action, sizeof action, v->again_action);
    return seen(v, b, REPAIR_SENT_AGAIN, action, str_of(id));
}
