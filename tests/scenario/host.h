/* SPDX-License-Identifier: Apache-2.0 */
/* The whole server core in one process, on virtual time and a simulated disk: links, stations,
 * world, journal, views and the admin door, put together as the server does it, but without sockets
 * and threads. Nothing leaves before the turn in which it was made is durable. Only for the
 * scenario engine: what goes wrong here ends the program. */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csms/world.h"
#include "doors/admin.h"
#include "ocpp/link.h"
#include "sim/simdisk.h"
#include "store/journal.h"
#include "views/views.h"

#define HOST_STATIONS_MAX 512
#define HOST_CONNS_MAX 1024
#define HOST_CALLS_MAX 64
#define HOST_SPACE (8u << 20)

/* What becomes known when a turn is durable. */
enum said_kind { SAID_FRAME, SAID_CLOSED };

struct said {
    enum said_kind kind;
    unsigned conn;
    uint16_t code; /* CLOSED */
    char *text;    /* n bytes; the text of a frame, the reason of a close */
    size_t n;
    struct said *next;
};

struct host_station {
    struct station station;
    struct host_conn *conn; /* the newest that is open, or NULL */
};

struct host_conn {
    struct link link;
    struct host_station *station;
    int64_t wake_us;
    bool open;
};

/* A request to the admin door that is not answered yet. */
struct host_call {
    struct admin_call call;
    struct arena arena;
    char *request, *body, *answer;
    unsigned number;
    size_t left; /* jobs that are not through */
    bool used;   /* else its memory is kept for the next */
};

struct host {
    struct simdisk *sim;
    struct journal *journal;
    struct views *views;
    struct journal_reader *reader; /* feeds the views */
    char dir[512];
    struct tokens *tokens;
    struct running *running;
    struct world world;
    int64_t now_us;
    struct host_station *stations[HOST_STATIONS_MAX];
    unsigned n_stations;
    struct host_conn *conns[HOST_CONNS_MAX]; /* by number */
    struct host_call calls[HOST_CALLS_MAX];
    struct admin admin;
    struct said *said, **last_said;
    /* scratch: one input at a time */
    char *space; /* HOST_SPACE, for packed events and JSON */
    struct arena arena;
    struct link_outcome outcome;
    char unknown_stations; /* 'r'efuse, 'q'uarantine, 'a'ccept */
    uint64_t salts;
};

/* Print a sentence and end the program: the engine itself failed. */
_Noreturn __attribute__((format(printf, 1, 2))) void host_die(const char *format, ...);
/* Die unless e is ERR_OK. */
void host_must(enum err e, const char *what, const char *why);

/* Begin at that time with empty journal and views in the folder. */
void host_open(struct host *h, const char *dir, int64_t now_us);
/* End it. */
void host_close(struct host *h);

/* A station connects; false where it is unknown and unknown ones are refused. */
bool host_connect(struct host *h, unsigned number, enum ocpp_version version, struct str identity);
/* It sends a text. */
void host_text(struct host *h, unsigned number, struct str text);
/* Its connection ends; 1006 is a cut. */
void host_cut(struct host *h, unsigned number, uint16_t code, struct str reason);
/* End a connection from our side. */
void host_end(struct host *h, struct host_conn *c, uint16_t code, struct str reason);
/* Time goes on to now_us; timers that come due on the way do their work at their time. */
void host_time(struct host *h, int64_t now_us);
/* The station of that identity or NULL. */
struct host_station *host_find(struct host *h, struct str identity);
/* The same, made where it is missing. */
struct host_station *host_take(struct host *h, struct str identity);
/* Step a station outside of a connection and journal what comes of it. */
void host_step(struct host *h, struct host_station *s, const struct input *in);
/* Journal, send and hand back what h->outcome holds of connection c. */
void host_outcome(struct host *h, struct host_conn *c, struct str frame_in);
/* Send the orders of a station that are due. */
void host_orders(struct host *h, struct host_station *s);
/* Number of a connection. */
unsigned host_number(const struct host *h, const struct host_conn *c);

/* -- host_store.c -- */
/* Open journal and views, and fold the journal into stations and tokens. */
void host_store_open(struct host *h);
/* Close them; what was not committed is lost. */
void host_store_close(struct host *h);
/* Append one batch. */
void host_store(struct host *h, struct str station, struct str frame_in, const struct event *events,
                unsigned n_events, const struct str *frames_out, unsigned n_frames_out);
/* The turn ends: everything is made durable and viewed; h->said may be said now. False where the
 * disk is full: all of it waits. */
bool host_turn(struct host *h);
/* The power fails in the midst of the next commit, and comes back: what was not durable is gone,
 * connections are cut. */
void host_crash(struct host *h);
/* The server is ended in good order and started anew. */
void host_restart(struct host *h);
/* Call each(ctx, json) for every batch in the journal. */
void host_events(struct host *h, void (*each)(void *ctx, struct str json), void *ctx);
/* Does the journal fold to the live stations, and do its views build anew to the same content?
 * NULL, or what differs. */
const char *host_check(struct host *h);

/* -- host_admin.c -- */
/* A request to the admin door: whole text of head and body. */
void host_http(struct host *h, unsigned number, struct str request);
/* Answer the calls whose jobs are through: said(ctx, number, status, body). */
void host_answers(struct host *h,
                  void (*said)(void *ctx, unsigned number, int status, struct str body), void *ctx);
/* A command is through. */
void host_command_done(struct host *h, const struct link_done *done);
/* Forget calls that wait: the server is gone. */
void host_calls_drop(struct host *h);
