/* SPDX-License-Identifier: Apache-2.0 */
/* The views: SQLite tables folded from the journal, and the change stream that falls out of the
 * fold. One writer (the view thread) tails the journal; any number of readers, in other threads and
 * processes too (WAL). Everything here can be deleted and is built again from position 0 to the
 * same content, row for row.
 *
 * Tables (operators may open views.db with the sqlite3 tool): site, token, station, connector,
 * session, refused, finding, command, connection, changes (seq, position, at_us, kind, key, old,
 * new: packed images), view_position (position). Columns of session, station, connector come from
 * the rows of csms/tbl/. */
#pragma once

#include "base/err.h"
#include "csms/station.h"
#include "event/fact.h"
#include "store/journal.h"

struct views;

/* Open or create views.db in the folder; another schema version, or a damaged file, is dropped and
 * rebuilt (position 0). */
enum err views_open(const char *dir, struct views **out, char why[256]) MUST_CHECK;
/* The same, and before a file is synced before_sync(ctx, path) is called: it may write back what is
 * dirty little by little, so that the sync is short for others on the disk. */
struct views_pace {
    void (*before_sync)(void *ctx, const char *path);
    void *ctx;
};
enum err views_open_paced(const char *dir, const struct views_pace *pace, struct views **out,
                          char why[256]) MUST_CHECK;
/* Position up to which the views are folded and stored: where to read the journal on from. */
uint64_t views_position(const struct views *v);
/* Fold one batch, the one at views_position; older ones are skipped, a gap is ERR_INVALID.
 * Sessions, stations and connectors touched are held in memory and written at commit, each once;
 * each change goes to the change stream with its old and new image. After a failure here or in
 * views_commit nothing since the last commit is kept: views_position has gone back to it, and the
 * journal is to be read on from there. */
enum err views_apply(struct views *v, const struct journal_batch *batch) MUST_CHECK;
/* Store what was folded, together with the position, in one transaction. */
enum err views_commit(struct views *v) MUST_CHECK;
/* Nothing comes for a while: what is held to be fast is given back, and read again when it is
 * needed. Does nothing where something is folded and not stored. */
void views_rest(struct views *v);
/* Changes written so far. */
uint64_t views_changes(const struct views *v);
/* The sentence of the last error. */
const char *views_why(const struct views *v);
/* Close; what was not committed is lost (and folded again). */
void views_close(struct views *v);
/* Remove views.db from the folder, so that views_open begins anew; nobody may have it open. */
enum err views_remove(const char *dir) MUST_CHECK;

/* -- reading -- */
struct views_reader;
/* A read-only connection of the calling thread. */
enum err views_reader_open(const char *dir, struct views_reader **out, char why[256]) MUST_CHECK;
void views_reader_close(struct views_reader *r);

/* A filter on sessions; empty spans and zeroes do not filter. */
struct session_query {
    struct str session_id, station, site_id, cpo_id, tariff_id, id_token, transaction_id;
    int64_t state;          /* enum session_state, NONE = any */
    int64_t from_us, to_us; /* started in [from, to) */
    int64_t limit;          /* 1..1000, 0 = 100 */
    struct str after;       /* cursor of the page before */
};
/* Call each(ctx, session) newest start first; *cursor (64 bytes) names the next page, "" at the
 * end. It may be the same memory as q->after. */
enum err views_sessions(struct views_reader *r, const struct session_query *q,
                        void (*each)(void *ctx, const struct session *s), void *ctx,
                        char cursor[64]) MUST_CHECK;

struct station_query {
    struct str identity, site_id, cpo_id;
    int64_t connected; /* 0 any, 1 yes, -1 no */
    int64_t standing;  /* enum standing, UNKNOWN = any */
    int64_t limit;
    struct str after;
};
/* Call each(ctx, info, connectors, n) in order of identity. */
enum err views_stations(struct views_reader *r, const struct station_query *q,
                        void (*each)(void *ctx, const struct station_info *info,
                                     const struct connector *c, size_t n),
                        void *ctx, char cursor[64]) MUST_CHECK;

/* A column and the value that it must have; an empty value does not filter. */
struct row_filter {
    const char *column;
    struct str value;
};

/* Newest first: one JSON object per row of the tables refused, finding, command, connection, token,
 * quirk, site, orders: {"row","position", fields}. All filters must fit, and `text` (part of any
 * text column, any ASCII case); before_rowid (0 = none) names the last row of the page before. */
enum err views_rows(struct views_reader *r, const char *table, const struct row_filter *filters,
                    size_t n, struct str text, int64_t limit, int64_t before_rowid,
                    void (*each)(void *ctx, int64_t rowid, struct str json), void *ctx) MUST_CHECK;
/* The station and the state of an order; ERR_NOT_FOUND where there is none of that id. */
enum err views_order(struct views_reader *r, struct str order_id, char station[129],
                     int64_t *state) MUST_CHECK;
/* Requests for certificates, oldest first: by id, or all of a state. */
struct csr_query {
    struct str csr_id;
    int64_t state; /* enum csr_state, NONE = any */
    int64_t limit;
};
/* Call each(ctx, station, request); spans live as long as the call. */
enum err views_csrs(struct views_reader *r, const struct csr_query *q,
                    void (*each)(void *ctx, struct str station, const struct ev_csr_moved *m),
                    void *ctx) MUST_CHECK;

/* The stations that a selector means, by identity: columns that must have a value (empty ones do
 * not filter) and a GLOB of identities (empty: any). Those that were removed are left out. */
enum err views_select(struct views_reader *r, const struct row_filter *filters, size_t n,
                      struct str glob,
                      void (*each)(void *ctx, struct str identity, struct str standing),
                      void *ctx) MUST_CHECK;
/* How many orders of a batch are in each state; "awaited" are those answered whose report is to
 * come. */
enum err views_batch(struct views_reader *r, struct str batch_id,
                     void (*each)(void *ctx, struct str state, struct str count),
                     void *ctx) MUST_CHECK;
/* Its orders that are not sent yet. */
enum err views_batch_waiting(struct views_reader *r, struct str batch_id,
                             void (*each)(void *ctx, struct str order_id, struct str station),
                             void *ctx) MUST_CHECK;

/* A filter on facts; empty spans and zeroes do not filter. component, variable and request are for
 * kinds that have those columns, drift is for variables: value differs from what was wanted. */
struct fact_query {
    enum fact_kind kind;
    struct str station, component, variable, text;
    bool has_request, drift;
    int64_t request, limit, before; /* before: the last row of the page before */
};
/* Newest first: one JSON object per row, {"row","position","station","told_at", columns}. */
enum err views_facts(struct views_reader *r, const struct fact_query *f,
                     void (*each)(void *ctx, int64_t rowid, struct str json), void *ctx) MUST_CHECK;

/* How finely what was repaired is summed up. */
enum repairs_by {
    REPAIRS_BY_QUIRK,
    REPAIRS_BY_VENDOR,
    REPAIRS_BY_MODEL,
    REPAIRS_BY_FIRMWARE,
    REPAIRS_BY_STATION,
    REPAIRS_BY
};
struct repair_query {
    enum repairs_by by;
    struct str station, vendor, model; /* exact; empty = all */
    int64_t quirk;                     /* 0 = all */
    int64_t limit, skip;               /* rows passed over: the pages before */
};
/* Each(ctx, number, json) with {"vendor","model","firmware","station","quirk","name","rule",
 * "stations","repaired","refused","since","last","why","done"}, those of a kind together, the most
 * frequent first; what it is not summed by is empty. */
enum err views_repairs(struct views_reader *r, const struct repair_query *q,
                       void (*each)(void *ctx, int64_t number, struct str json),
                       void *ctx) MUST_CHECK;
/* Every vendor, model and firmware that some station is booted as, until each says false. */
enum err views_models(struct views_reader *r,
                      bool (*each)(void *ctx, struct str vendor, struct str model,
                                   struct str firmware),
                      void *ctx) MUST_CHECK;

/* The change stream from seq on (1 = the first): each(ctx, seq, json) with
 * {"seq","position","at","kind":"session"|
 * "connector"|"station","key","old":{..}|null,"new":{..}|null}; at most limit; stops when each
 * returns false. */
enum err views_changes_read(struct views_reader *r, uint64_t seq, int64_t limit,
                            bool (*each)(void *ctx, uint64_t seq, struct str json),
                            void *ctx) MUST_CHECK;
/* The position that the views have stored, and the number of changes. */
enum err views_where(struct views_reader *r, uint64_t *position, uint64_t *changes) MUST_CHECK;
/* The position of the batch that made change `seq`; where that is to come still, of the views. */
enum err views_change_position(struct views_reader *r, uint64_t seq, uint64_t *position) MUST_CHECK;
/* A text that two equal databases share: a hash over every table's content in key order (rebuild
 * test). */
enum err views_digest(struct views_reader *r, char out[65]) MUST_CHECK;
const char *views_reader_why(const struct views_reader *r);
/* What is shown of a session: the rows that are columns, without the fold's own memory. Lives as
 * long as the reader. (Of a station all rows are shown: station_type.) */
const struct record_type *views_session_type(const struct views_reader *r);
