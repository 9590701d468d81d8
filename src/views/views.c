/* SPDX-License-Identifier: Apache-2.0 */
/* The writer of the views: batches of the journal in, one SQLite transaction per commit out. The
 * transaction stays open between commits, so that changes can be appended as they come. */
#include "views/views.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "views/facts.h"
#include "views/lists.h"
#include "views/paced.h"
#include "views/repairs.h"
#include "views/sessions.h"
#include "views/stations.h"

struct views {
    struct db db;
    struct schema schema;
    struct changes changes;
    struct sessions sessions;
    struct stations stations;
    struct lists lists;
    struct facts facts;
    struct repairs repairs;
    sqlite3_stmt *begin, *where, *advance, *commit;
    uint64_t position; /* folded up to here */
    uint64_t stored;   /* as in the database */
    bool prepared, writing;
    struct paced paced;
    char path[4096];
};

/* Which views an event goes to. */
enum share {
    TO_SESSION = 1, /* the session it is of */
    TO_STATION = 2, /* the station, which it may bring into being */
    TO_LIST = 4,    /* its list */
    TO_FACTS = 8    /* what it tells of the station */
};

static const uint8_t shares[EVENT_KIND_MAX + 1] = {[EVENT_site_registered] = TO_LIST,
                                                   [EVENT_token_set] = TO_LIST,
                                                   [EVENT_token_removed] = TO_LIST,
                                                   [EVENT_connection_refused] = TO_LIST,
                                                   [EVENT_quirk_ruled] = TO_LIST,
                                                   [EVENT_quirk_learned] = TO_STATION | TO_LIST,
                                                   [EVENT_station_registered] = TO_STATION,
                                                   [EVENT_station_removed] = TO_STATION,
                                                   [EVENT_connection_opened] = TO_STATION | TO_LIST,
                                                   [EVENT_connection_closed] = TO_STATION | TO_LIST,
                                                   [EVENT_booted] = TO_STATION,
                                                   [EVENT_connector_changed] = TO_STATION,
                                                   [EVENT_finding] = TO_STATION | TO_LIST,
                                                   [EVENT_session_started] =
                                                       TO_SESSION | TO_STATION,
                                                   [EVENT_session_updated] = TO_SESSION,
                                                   [EVENT_session_ended] = TO_SESSION,
                                                   [EVENT_session_repeated] = TO_SESSION,
                                                   [EVENT_message_noted] = TO_FACTS,
                                                   [EVENT_csr_moved] = TO_STATION | TO_LIST,
                                                   [EVENT_command_changed] = TO_LIST | TO_FACTS,
                                                   [EVENT_order_placed] = TO_LIST,
                                                   [EVENT_order_moved] = TO_LIST};

/* Read the position and the number of changes as stored. */
static enum err read_position(struct views *v)
{
    sqlite3_stmt *s;
    uint64_t n = 0;
    bool row = false;
    enum err e = db_prepare(&v->db, "SELECT position,changes FROM view_position", &s);
    if (e == ERR_OK)
        e = db_next(&v->db, s, &row);
    if (row) {
        v->position = v->stored = (uint64_t)sqlite3_column_int64(s, 0);
        n = (uint64_t)sqlite3_column_int64(s, 1);
    }
    sqlite3_finalize(s);
    if (e == ERR_OK && row)
        return change_resume(&v->changes, n);
    return e == ERR_OK ? ERR_CORRUPT : e;
}

/* Prepare all statements and begin with nothing in memory. */
static enum err prepare(struct views *v)
{
    v->prepared = true;
    enum err e = change_open(&v->changes, &v->db);
    enum err sessions = sessions_open(&v->sessions, &v->db, &v->schema, &v->changes);
    enum err stations = stations_open(&v->stations, &v->db, &v->schema, &v->changes);
    enum err lists = lists_open(&v->lists, &v->db, &v->schema);
    enum err repairs = repairs_open(&v->repairs, &v->db, &v->lists, &v->stations);
    facts_open(&v->facts, &v->db);
    e = e == ERR_OK ? sessions : e;
    e = e == ERR_OK ? stations : e;
    e = e == ERR_OK ? lists : e;
    e = e == ERR_OK ? repairs : e;
    if (e == ERR_OK)
        e = db_prepare(&v->db, "BEGIN IMMEDIATE", &v->begin);
    if (e == ERR_OK)
        e = db_prepare(&v->db, "COMMIT", &v->commit);
    if (e == ERR_OK)
        e = db_prepare(&v->db, "SELECT position FROM view_position", &v->where);
    if (e == ERR_OK)
        e = db_prepare(&v->db, "UPDATE view_position SET position=?,changes=?", &v->advance);
    return e == ERR_OK ? read_position(v) : e;
}

/* Give statements and memory back. */
static void unprepare(struct views *v)
{
    if (!v->prepared)
        return;
    change_close(&v->changes);
    sessions_close(&v->sessions);
    stations_close(&v->stations);
    lists_close(&v->lists);
    repairs_close(&v->repairs);
    facts_close(&v->facts);
    sqlite3_finalize(v->begin);
    sqlite3_finalize(v->commit);
    sqlite3_finalize(v->where);
    sqlite3_finalize(v->advance);
    v->begin = v->commit = v->where = v->advance = NULL;
    v->prepared = false;
}

void views_rest(struct views *v)
{
    if (v->writing)
        return;
    unprepare(v);
    sqlite3_db_release_memory(v->db.h);
}

/* Can what is stored be read by this build? Tries one station, whose packed form has a version of
 * its own. */
static enum err check_packed(struct views *v)
{
    sqlite3_stmt *s;
    bool row = false;
    enum err e = db_prepare(&v->db, "SELECT packed FROM station LIMIT 1", &s);
    if (e == ERR_OK)
        e = db_next(&v->db, s, &row);
    struct station *station = row ? malloc(sizeof *station) : NULL;
    if (row && !station)
        e = ERR_MEMORY;
    else if (row && !station_unpack(db_column(s, 0), station))
        e = ERR_VERSION;
    free(station);
    sqlite3_finalize(s);
    return e;
}

/* Open the file and see to it that it has our tables. */
static enum err open_file(struct views *v)
{
    enum err e = db_open(&v->db, v->path, v->paced.registered ? v->paced.name : NULL, false);
    if (e == ERR_OK)
        e = schema_check(&v->db);
    if (e == ERR_OK)
        e = check_packed(v);
    return e == ERR_VERSION ? schema_create(&v->db, &v->schema) : e;
}

/* Remove the database and what belongs to it. */
static enum err remove_files(const char *path)
{
    static const char *const tails[] = {"", "-wal", "-shm"};
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
    enum err e = vfs ? ERR_OK : ERR_DATABASE;
    for (size_t i = 0; e == ERR_OK && i < sizeof tails / sizeof *tails; i++) {
        char name[4104];
        snprintf(name, sizeof name, "%s%s", path, tails[i]);
        int result = vfs->xDelete(vfs, name, 0);
        if (result != SQLITE_OK && result != SQLITE_IOERR_DELETE_NOENT)
            e = ERR_IO;
    }
    return e;
}

/* The path of the database in a folder; false where it is too long. */
static bool path_in(const char *dir, char path[4096])
{
    return snprintf(path, 4096, "%s/views.db", dir) < 4096;
}

enum err views_remove(const char *dir)
{
    char path[4096];
    enum err e = sqlite3_initialize() == SQLITE_OK ? ERR_OK : ERR_DATABASE;
    if (e == ERR_OK && !path_in(dir, path))
        e = ERR_INVALID;
    return e == ERR_OK ? remove_files(path) : e;
}

enum err views_open_paced(const char *dir, const struct views_pace *pace, struct views **out,
                          char why[256])
{
    *out = NULL;
    struct views *v = calloc(1, sizeof *v);
    if (!v) {
        snprintf(why, 256, "%s", err_text(ERR_MEMORY));
        return ERR_MEMORY;
    }
    if (!path_in(dir, v->path)) {
        snprintf(why, 256, "the path of the data folder is too long");
        free(v);
        return ERR_INVALID;
    }
    schema_init(&v->schema);
    enum err e = pace ? paced_open(&v->paced, pace) : ERR_OK;
    if (e == ERR_OK)
        e = open_file(v);
    if (e == ERR_CORRUPT) {
        db_close(&v->db);
        e = remove_files(v->path);
        if (e == ERR_OK)
            e = open_file(v);
    }
    if (e == ERR_OK)
        e = prepare(v);
    if (e != ERR_OK) {
        snprintf(why, 256, "%s", v->db.why[0] != '\0' ? v->db.why : err_text(e));
        views_close(v);
        return e;
    }
    *out = v;
    return ERR_OK;
}

enum err views_open(const char *dir, struct views **out, char why[256])
{
    return views_open_paced(dir, NULL, out, why);
}

void views_close(struct views *v)
{
    if (!v)
        return;
    unprepare(v);
    db_close(&v->db);
    paced_close(&v->paced);
    free(v);
}

uint64_t views_position(const struct views *v)
{
    return v->position;
}

uint64_t views_changes(const struct views *v)
{
    return v->changes.n;
}

const char *views_why(const struct views *v)
{
    return v->db.why;
}

/* Something failed: forget everything since the last commit. The error stays the first one. */
static enum err give_up(struct views *v, enum err first)
{
    char why[256];
    memcpy(why, v->db.why, sizeof why);
    if (v->writing && !sqlite3_get_autocommit(v->db.h) && db_exec(&v->db, "ROLLBACK") != ERR_OK)
        snprintf(why, sizeof why, "%s", v->db.why);
    v->writing = false;
    unprepare(v);
    enum err again = prepare(v);
    if (again != ERR_OK)
        unprepare(v); /* the next call tries again */
    v->position = v->stored;
    snprintf(v->db.why, sizeof v->db.why, "%s", why[0] != '\0' ? why : err_text(first));
    return first;
}

/* What an event tells of its station. */
static struct str facts_of(const struct event *e)
{
    return e->kind == EVENT_command_changed ? e->u.command_changed.facts : e->u.message_noted.facts;
}

/* Apply one event to the views it belongs to. */
static enum err apply_event(struct views *v, const struct journal_batch *b, const struct event *e)
{
    unsigned share = shares[e->kind];
    enum err failed = ERR_OK;
    if (share & TO_SESSION)
        failed = sessions_apply(&v->sessions, b->station, e);
    if (failed == ERR_OK && share & TO_STATION)
        failed = stations_apply(&v->stations, b->station, e);
    if (failed == ERR_OK && share & TO_LIST)
        failed = lists_apply(&v->lists, b, e);
    if (failed == ERR_OK && share & TO_FACTS)
        failed = facts_apply(&v->facts, b, facts_of(e));
    return failed == ERR_OK ? repairs_apply(&v->repairs, &v->sessions, b, e) : failed;
}

/* Apply the events of a batch; raw frames stay in the journal, and kinds of a newer build are not
 * for us (a build that knows them has another schema hash and folds from the beginning). */
static enum err apply_records(struct views *v, const struct journal_batch *b)
{
    struct str records = b->records, bytes;
    uint8_t kind;
    while (journal_record(&records, &kind, &bytes)) {
        struct event e;
        if (kind > EVENT_KIND_MAX)
            continue; /* frames and the like, which are no events */
        enum err failed = !event_type((enum event_kind)kind)               ? ERR_VERSION
                          : event_unpack((enum event_kind)kind, bytes, &e) ? apply_event(v, b, &e)
                                                                           : ERR_CORRUPT;
        if (failed == ERR_VERSION)
            snprintf(v->db.why, sizeof v->db.why,
                     "the batch at %" PRIu64 " holds an event of kind %u, which a newer program "
                     "wrote: use that one",
                     b->position, kind);
        if (failed == ERR_CORRUPT && v->db.why[0] == '\0')
            snprintf(v->db.why, sizeof v->db.why,
                     "the event of kind %u in the batch at %" PRIu64 " is damaged", kind,
                     b->position);
        if (failed != ERR_OK)
            return failed;
    }
    return records.n == 0 ? repairs_end(&v->repairs, b) : ERR_CORRUPT;
}

/* Open the transaction of the next commit, on what we committed last: nobody else may have. */
static enum err begin(struct views *v)
{
    bool row = false;
    enum err e = v->prepared ? ERR_OK : prepare(v);
    if (e != ERR_OK || v->writing)
        return e;
    e = db_run(&v->db, v->begin);
    v->writing = e == ERR_OK;
    if (e == ERR_OK)
        e = db_next(&v->db, v->where, &row);
    bool ours = row && (uint64_t)sqlite3_column_int64(v->where, 0) == v->stored;
    sqlite3_reset(v->where);
    if (e != ERR_OK || ours)
        return e;
    snprintf(v->db.why, sizeof v->db.why, "another process writes views.db");
    return ERR_BUSY;
}

enum err views_apply(struct views *v, const struct journal_batch *batch)
{
    v->db.why[0] = '\0';
    if (batch->next <= v->position)
        return ERR_OK;
    if (v->position != 0 && batch->position != v->position) {
        snprintf(v->db.why, sizeof v->db.why,
                 "the views stand at %" PRIu64 ", the batch begins at %" PRIu64, v->position,
                 batch->position);
        return ERR_INVALID;
    }
    enum err e = begin(v);
    v->changes.at_us = batch->at_us;
    v->changes.position = batch->position;
    if (e == ERR_OK)
        e = apply_records(v, batch);
    if (e != ERR_OK)
        return give_up(v, e);
    v->position = batch->next;
    return ERR_OK;
}

/* Write everything and the position that goes with it. */
static enum err write_all(struct views *v)
{
    enum err e = sessions_write(&v->sessions);
    if (e == ERR_OK)
        e = stations_write(&v->stations);
    if (e == ERR_OK)
        e = change_write(&v->changes);
    if (e != ERR_OK)
        return e;
    db_bind_int(v->advance, 1, (int64_t)v->position);
    db_bind_int(v->advance, 2, (int64_t)v->changes.n);
    e = db_run(&v->db, v->advance);
    return e == ERR_OK ? db_run(&v->db, v->commit) : e;
}

enum err views_commit(struct views *v)
{
    v->db.why[0] = '\0';
    if (!v->writing)
        return ERR_OK;
    enum err e = write_all(v);
    if (e != ERR_OK)
        return give_up(v, e);
    v->writing = false;
    v->stored = v->position;
    return ERR_OK;
}
