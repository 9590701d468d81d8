/* SPDX-License-Identifier: Apache-2.0 */
/* A conversation with a link, told as text: what goes in is a frame or a command, what comes out is
 * a line per frame sent ("> "), per event ("* name field=value ..."), per command that is through
 * ("= ") and for a close ("! "). Every answer that goes out is held against the rows of its
 * message, strictly. In all texts ' stands for ", as a page of \" can't be read. */
#pragma once

#include "check.h"

#include "event/reading.h"
#include "ocpp/link.h"
#include "ocpp/rpc.h"

#define TALK_NOW INT64_C(1795572946123000) /* 2026-11-25T02:15:46.123Z */
#define TALK_COMMANDS 40

struct talk {
    struct link link;
    struct station station;
    struct world world;
    struct link_outcome out;
    struct arena arena;
    int64_t now_us;
    struct link_command *commands[TALK_COMMANDS];
    unsigned n_commands;
    unsigned n_short; /* Heartbeats that were answered the short way too */
    _Alignas(16) char memory[1 << 22];
    char told[1 << 20];
};

static struct talk talk;

/* A copy of text with `from` turned into `to`; it lasts until the next but one. */
static inline const char *talk_quote(const char *text, char from, char to)
{
    static char space[2][1 << 20];
    static unsigned turn;
    char *out = space[turn++ % 2];
    CHECK(strlen(text) < sizeof space[0]);
    strcpy(out, text);
    for (char *c = strchr(out, from); c; c = strchr(c, from))
        *c = to;
    return out;
}

/* Append one field of an event, unless it is zero or empty. Facts are left out: they have a test of
 * their own (ocpp_told_test.c). */
static inline void talk_field(const struct record_field *f, const char *object, struct buf *b)
{
    int64_t number = 0;
    struct str text = {0};
    if (f->kind == RECORD_FACTS)
        return;
    bool is_text = f->kind == RECORD_STR || f->kind == RECORD_READINGS;
    memcpy(is_text ? (void *)&text : (void *)&number, object + f->offset,
           is_text ? sizeof text : sizeof number);
    if (number == 0 && text.n == 0 && strcmp(f->name, "state") != 0)
        return;
    buf_printf(b, " %s=", f->name);
    if (f->kind == RECORD_ENUM) {
        buf_puts(b, enum_text(f->names, number));
    } else if (f->kind == RECORD_FLAGS) {
        for (unsigned i = 0; i < f->names->n; i++)
            if (number >> i & 1)
                buf_printf(b, "[%s]", f->names->names[i]);
    } else if (f->kind == RECORD_TIME) {
        char time[25];
        time_format(number, time);
        buf_putz(b, time);
    } else if (f->kind == RECORD_READINGS) {
        struct json_writer w;
        json_begin(&w, b);
        readings_json(text, &w);
    } else if (is_text) {
        buf_puts(b, text);
    } else if (!strcmp(f->name, "content")) {
        buf_putz(b, "#");
    } else {
        buf_int(b, number);
    }
}

/* Append one event. */
static inline void talk_event(const struct event *e, struct buf *b)
{
    const struct record_type *t = event_type(e->kind);
    buf_printf(b, "* %s", t->name);
    for (unsigned i = 0; i < t->n_fields; i++)
        talk_field(&t->fields[i], (const char *)&e->u, b);
    buf_putc(b, '\n');
}

/* An answer to a call of this action must keep to its rows. */
static inline void talk_check_answer(struct str frame, enum ocpp_action action)
{
    static _Alignas(16) char memory[1 << 16];
    struct arena arena = arena_over(memory, sizeof memory);
    struct ocpp_message m;
    struct rpc r;
    rpc_parse(&r, talk.link.version, frame);
    CHECK_INT(r.fault, FAULT_NONE);
    CHECK(r.tolerated == 0 || r.id.n > 36);
    if (r.type != RPC_RESULT || action == ACTION_NONE)
        return;
    ocpp_decode(&m, talk.link.version, action, true, r.payload, true, &arena);
    if (m.n_findings > 0)
        printf("# %.*s: %.*s\n", STR_ARG(ocpp_rule_name(m.findings[0].rule)), STR_ARG(frame));
    CHECK_INT(m.n_findings, 0);
}

/* A command that went out must keep to its rows too, whatever the link has looked at. */
static inline void talk_check_call(struct str frame)
{
    static _Alignas(16) char memory[1 << 16];
    struct arena arena = arena_over(memory, sizeof memory);
    struct ocpp_message m;
    struct rpc r;
    rpc_parse(&r, talk.link.version, frame);
    if (r.type != RPC_CALL)
        return;
    enum ocpp_action action = ocpp_action_find(talk.link.version, r.action);
    CHECK(ocpp_action_direction(talk.link.version, action) & OCPP_DOWN);
    ocpp_decode(&m, talk.link.version, action, false, r.payload, true, &arena);
    CHECK_INT(m.n_findings, 0);
}

/* Tell what came out; the answer was to a call of this action. */
static inline const char *talk_tell(enum ocpp_action action)
{
    struct buf b = buf_over(talk.told, sizeof talk.told - 1);
    const struct link_outcome *o = &talk.out;
    for (unsigned i = 0; i < o->n_frames; i++) {
        talk_check_answer(o->frames[i], action);
        talk_check_call(o->frames[i]);
        buf_putz(&b, "> ");
        buf_puts(&b, o->frames[i]);
        buf_putc(&b, '\n');
    }
    for (unsigned i = 0; i < o->step.n_events; i++)
        talk_event(&o->step.events[i], &b);
    for (unsigned i = 0; i < o->n_done; i++) {
        buf_printf(&b, "= %s %.*s ", o->done[i].command->id,
                   STR_ARG(enum_text(&names_command_state, (int64_t)o->done[i].state)));
        buf_puts(&b, o->done[i].payload);
        buf_putc(&b, '\n');
    }
    if (o->close_code != 0)
        buf_printf(&b, "! %u %.*s\n", o->close_code, STR_ARG(o->close_reason));
    CHECK(!b.full);
    CHECK(!station_broken(&talk.station));
    CHECK_INT(o->wake_at_us, talk.link.flight ? talk.link.deadline_us : 0);
    talk.told[b.n] = '\0';
    return talk_quote(talk.told, '"', '\'');
}

/* What the short way of Heartbeats said must be what the long one did. */
static inline void talk_check_heartbeat(struct str answer)
{
    const struct link_outcome *o = &talk.out;
    CHECK(o->n_frames == 1 && str_eq(o->frames[0], answer));
    CHECK(o->step.n_events == 0 && o->n_done == 0 && !o->journal_frame && o->close_code == 0);
    talk.n_short++;
}

/* A text message of the station comes in. */
static inline const char *talk_raw(struct str text)
{
    struct rpc r;
    char space[LINK_HEARTBEAT_MAX];
    struct buf answer = buf_over(space, sizeof space);
    bool heartbeat =
        talk.station.n_sessions == 0 && link_heartbeat(&talk.world, talk.now_us, text, &answer);
    arena_reset(&talk.arena);
    rpc_parse(&r, talk.link.version, text);
    enum ocpp_action action =
        r.action.n > 0 ? ocpp_action_find(talk.link.version, r.action) : ACTION_NONE;
    link_frame(&talk.link, &talk.station, &talk.world, talk.now_us, text, &talk.arena, &talk.out);
    if (heartbeat)
        talk_check_heartbeat(buf_str(&answer));
    return talk_tell(action);
}

/* The same with ' for ". */
static inline const char *talk_say(const char *text)
{
    return talk_raw(str_of(talk_quote(text, '\'', '"')));
}

/* The station calls: the frame is made of its parts, the message id is "1", as if none had come
 * before. */
static inline const char *talk_call(const char *action, const char *payload)
{
    static char frame[1 << 17];
    talk.link.last_id = 0;
    snprintf(frame, sizeof frame, "[2,'1','%s',%s]", action, payload);
    return talk_say(frame);
}

/* We give a command with that id (NULL: the link makes one). */
static inline const char *talk_command(const char *id, enum ocpp_action action, const char *payload)
{
    struct link_command *c = calloc(1, sizeof *c + strlen(payload));
    CHECK(c && talk.n_commands < TALK_COMMANDS);
    talk.commands[talk.n_commands++] = c;
    str_copy(c->id, sizeof c->id, str_of(id));
    c->action = action;
    c->timeout_us = 30 * US_PER_S;
    c->n = strlen(payload);
    memcpy(c->payload, talk_quote(payload, '\'', '"'), c->n);
    arena_reset(&talk.arena);
    link_command(&talk.link, &talk.station, &talk.world, talk.now_us, c, &talk.arena, &talk.out);
    return talk_tell(ACTION_NONE);
}

/* Time goes by, and the link is woken. */
static inline const char *talk_wait(int64_t us)
{
    talk.now_us += us;
    arena_reset(&talk.arena);
    link_timer(&talk.link, &talk.station, &talk.world, talk.now_us, &talk.arena, &talk.out);
    return talk_tell(ACTION_NONE);
}

/* The connection ends. */
static inline const char *talk_close(uint16_t code, const char *reason)
{
    arena_reset(&talk.arena);
    link_closed(&talk.link, &talk.station, &talk.world, talk.now_us, code, str_of(reason),
                &talk.arena, &talk.out);
    return talk_tell(ACTION_NONE);
}

/* The connection of that version begins. */
static inline const char *talk_open(enum ocpp_version version, bool strict)
{
    arena_reset(&talk.arena);
    link_open(&talk.link,
              &(struct link_hello){.version = version,
                                   .strict = strict,
                                   .remote = STR("192.0.2.7:4711"),
                                   .security_profile = 1,
                                   .pending = false},
              &talk.station, &talk.world, talk.now_us, &talk.arena, &talk.out);
    return talk_tell(ACTION_NONE);
}

/* A token for the world. */
static inline void talk_token(struct tokens *tokens, const char *id, const char *group,
                              int64_t status, int64_t expires_at_us)
{
    struct event e = {.kind = EVENT_token_set};
    e.u.token_set = (struct ev_token_set){.id_token = str_of(id),
                                          .status = status,
                                          .group_id = str_of(group),
                                          .expires_at_us = expires_at_us};
    CHECK(tokens_apply(tokens, &e));
}

/* A registered station on a fresh link of that version, and a few tokens. */
static inline void talk_begin(enum ocpp_version version)
{
    static struct tokens *tokens;
    for (unsigned i = 0; i < talk.n_commands; i++)
        free(talk.commands[i]);
    talk.n_commands = 0;
    talk.now_us = TALK_NOW;
    talk.arena = arena_over(talk.memory, sizeof talk.memory);
    if (!tokens)
        tokens = tokens_open(16);
    CHECK(tokens != NULL);
    talk_token(tokens, "GOOD", "", token_status_ACCEPTED, 0);
    talk_token(tokens, "FLEET", "GROUP-7", token_status_ACCEPTED, TALK_NOW + US_PER_HOUR);
    talk_token(tokens, "BLOCKED", "", token_status_BLOCKED, 0);
    talk_token(tokens, "BROKE", "", token_status_NO_CREDIT, 0);
    talk.world = (struct world){.tokens = tokens,
                                .policy = {.unknown_tokens = token_status_INVALID,
                                           .unknown_boot = boot_PENDING,
                                           .heartbeat_interval_s = 300,
                                           .pending_interval_s = 60}};
    station_init(&talk.station, STR("CS001"));
    struct event e = {.kind = EVENT_station_registered};
    e.u.station_registered.standing = standing_REGISTERED;
    e.u.station_registered.site_id = STR("SITE");
    e.u.station_registered.rated_power_mw = 350000000;
    station_apply(&talk.station, TALK_NOW, &e);
    talk_open(version, false);
    talk.station.info.connection_at_us -= US_PER_MIN; /* too long ago to be asked to boot */
}

/* Compare what was told. */
#define TALK(told, want) CHECK_STR(str_of(told), want)

/* A message that is noted and answered, and changes nothing else. */
struct talk_noted {
    const char *action, *payload, *answer;
};

/* Each of them gets its answer, is noted, and its frame is journaled. */
static inline void talk_all_noted(const struct talk_noted *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char want[256];
        snprintf(want, sizeof want, "> [3,'1',%s]\n* message_noted action=%s\n", rows[i].answer,
                 rows[i].action);
        TALK(talk_call(rows[i].action, rows[i].payload), want);
        CHECK(talk.out.journal_frame);
    }
}
