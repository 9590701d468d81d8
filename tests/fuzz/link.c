/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the life of a station: frames, commands, answers, steps of the clock in both
 * directions, timers, cuts, the disk's acknowledgements, crashes. The first byte chooses version
 * and strictness; then a byte for each act and, where it has one, a text up to a NUL. What holds
 * whatever comes: a call whose id can be read gets at most one answer, which repeats it, and which
 * keeps to its rows; other messages get no CALLRESULT; a command comes back once; the station keeps
 * its invariants and is the fold of its events, also after a crash; and the same acts do the same
 * twice. */
#include "base/hash.h"
#include "base/time.h"
#include "csms/station_stow.h"
#include "fuzz.h"
#include "ocpp/link.h"
#include "ocpp/rpc.h"

#define TEXT_MAX 65536
#define TWICE_MAX 4096 /* longer lives are lived once */
#define YEAR_US (INT64_C(31557600) * US_PER_S)
#define LAST_US (INT64_C(253402300799) * US_PER_S)

enum act {
    ACT_FRAME,
    ACT_CLOCK = 6,
    ACT_TIMER,
    ACT_COMMAND,
    ACT_CUT,
    ACT_STORED,
    ACT_CRASH,
    ACT_STOW,
    ACT_PACK,
    ACT_AGAIN,
    ACT_ANSWER,
    ACT_COUNT
};

static struct life {
    struct link link;
    struct station station, fold,
        durable; /* as it lives, as its events make it, as the disk has it */
    struct link_outcome out;
    struct link_hello hello;
    int64_t now_us;
    uint64_t hash;
    unsigned commands; /* given and not back */
    struct str last;   /* frame */
} life;

static _Alignas(16) char memory[LINK_ARENA_MIN + 20 * (TEXT_MAX + 1)];
static const struct world world = {
    .policy = {.heartbeat_interval_s = 300, .pending_interval_s = 60}};

/* The arena that a text is promised to suffice. */
static struct arena arena_for(size_t n)
{
    return arena_over(memory, LINK_ARENA_MIN + 20 * n);
}

/* The packed form of a station. */
static struct str packed(const struct station *s, char bytes[2 * STATION_PACKED_MAX])
{
    struct buf out = buf_over(bytes, 2 * STATION_PACKED_MAX);
    station_pack(s, &out);
    ASSERT(!out.full && out.n <= STATION_PACKED_MAX);
    return buf_str(&out);
}

/* Take the events as the disk would give them back, and see that they make the same station. */
static void fold_events(void)
{
    static char bytes[1 << 20], one[2 * STATION_PACKED_MAX], two[2 * STATION_PACKED_MAX];
    const struct step *step = &life.out.step;
    ASSERT(step->n_events <= STEP_EVENTS_MAX);
    for (unsigned i = 0; i < step->n_events; i++) {
        struct buf out = buf_over(bytes, sizeof bytes);
        struct event e;
        event_pack(&step->events[i], &out);
        ASSERT(!out.full && event_unpack(step->events[i].kind, buf_str(&out), &e));
        station_apply(&life.fold, life.now_us, &e);
        life.hash = hash_mix(life.hash, hash_str(buf_str(&out)));
    }
    ASSERT(!station_broken(&life.station));
    if (step->n_events > 0)
        ASSERT(str_eq(packed(&life.station, one), packed(&life.fold, two)));
}

/* Commands that are through go back to who gave them. */
static void take_done(void)
{
    for (unsigned i = 0; i < life.out.n_done; i++) {
        ASSERT(life.commands > 0);
        life.commands--;
        free(life.out.done[i].command);
    }
    ASSERT(life.link.n_queue <= LINK_QUEUE_MAX &&
           life.commands == life.link.n_queue + (life.link.flight ? 1 : 0));
    ASSERT(life.out.wake_at_us == (life.link.flight ? life.link.deadline_us : 0));
}

/* What came of any act. */
static void settle(void)
{
    for (unsigned i = 0; i < life.out.n_frames; i++) {
        ASSERT(str_utf8(life.out.frames[i]));
        life.hash = hash_mix(life.hash, hash_str(life.out.frames[i]));
    }
    fold_events();
    take_done();
}

/* An answer must keep to the rows of its message. */
static void check_answer(const struct rpc *asked, const struct rpc *answer)
{
    static _Alignas(16) char other[1 << 20];
    struct arena arena = arena_over(other, sizeof other);
    struct ocpp_message m;
    char name[64];
    if (asked->action_escaped || !str_copy(name, sizeof name, asked->action))
        return;
    struct str action = str_of(name);
    if (str_ends(action, STR("-Signed")))
        action.n -= 7;
    ocpp_decode(&m, life.link.version, ocpp_action_find(life.link.version, action), true,
                answer->payload, true, &arena);
    ASSERT(m.refuse == RULE_NONE && m.n_findings == 0);
}

/* Look at the frames that a frame led to. */
static void check_frames(struct str text)
{
    struct rpc in, answer;
    rpc_parse(&in, life.link.version, text);
    ASSERT(life.out.n_frames <= 1 + (in.type == RPC_RESULT || in.type == RPC_ERROR));
    ASSERT(in.type != RPC_SEND || life.out.n_frames == 0);
    for (unsigned i = 0; i < life.out.n_frames; i++) {
        rpc_parse(&answer, life.link.version, life.out.frames[i]);
        ASSERT(answer.fault == FAULT_NONE && answer.type != RPC_NONE);
        if (answer.type == RPC_RESULT || answer.type == RPC_ERROR)
            ASSERT(str_eq(answer.id, in.has_id ? in.id : STR("-1")));
        ASSERT(answer.type != RPC_RESULT || in.type == RPC_CALL);
        if (answer.type == RPC_RESULT)
            check_answer(&in, &answer);
    }
}

/* A frame of the station. */
static void frame(struct str text)
{
    if (!str_utf8(text))
        return;
    struct arena arena = arena_for(text.n);
    life.last = text;
    link_frame(&life.link, &life.station, &world, life.now_us, text, &arena, &life.out);
    check_frames(text);
    settle();
}

/* An answer to the command in flight. */
static void answer(struct str payload)
{
    static char text[TEXT_MAX + 64];
    struct buf out = buf_over(text, sizeof text);
    if (!life.link.flight)
        return;
    buf_printf(&out, "[3,\"%s\",", life.link.flight->id);
    buf_puts(&out, payload);
    buf_putc(&out, ']');
    if (!out.full && out.n <= TEXT_MAX)
        frame(buf_str(&out));
}

/* The clock goes on, or jumps. */
static void step_clock(unsigned how)
{
    static const int64_t steps[] = {
        1,
        US_PER_MS,
        US_PER_S,
        30 * US_PER_S,
        US_PER_MIN,
        US_PER_HOUR,
        24 * US_PER_HOUR,
        40 * 24 * US_PER_HOUR,
        10 * YEAR_US,
        80 * YEAR_US,
        -US_PER_S,
        -US_PER_HOUR,
        -YEAR_US,
        -30 * YEAR_US,
        -100 * YEAR_US,
        5 * US_PER_MIN,
    };
    int64_t at_us = life.now_us + steps[how % (sizeof steps / sizeof *steps)];
    life.now_us = at_us < 0 ? 0 : at_us > LAST_US ? LAST_US : at_us;
}

/* A command by an operator. */
static void command(unsigned action, unsigned how, struct str payload)
{
    struct arena arena = arena_for(payload.n);
    struct link_command *c = calloc(1, sizeof *c + payload.n);
    ASSERT(c);
    c->action = (enum ocpp_action)(ACTION_NONE + 1 + action % (ACTION_COUNT - 1));
    c->timeout_us = (how & 3) == 0 ? 0 : (int64_t)how * US_PER_S;
    c->n = payload.n;
    if (payload.n > 0)
        memcpy(c->payload, payload.p, payload.n);
    if (!str_utf8(payload)) {
        free(c);
        return;
    }
    life.commands++;
    link_command(&life.link, &life.station, &world, life.now_us, c, &arena, &life.out);
    settle();
}

/* A new connection, of a version. */
static void open_link(unsigned version)
{
    struct arena arena = arena_for(0);
    life.hello.version = (enum ocpp_version)(OCPP_16 + version % 3);
    link_open(&life.link, &life.hello, &life.station, &world, life.now_us, &arena, &life.out);
    settle();
}

/* The connection is gone. */
static void cut(unsigned version)
{
    struct arena arena = arena_for(0);
    link_closed(&life.link, &life.station, &world, life.now_us, 1006, STR("cut"), &arena,
                &life.out);
    settle();
    ASSERT(life.commands == 0);
    open_link(version);
}

/* The machine dies: what the disk has is all there is. Commands die with the process. */
static void crash(void)
{
    static char bytes[2 * STATION_PACKED_MAX];
    for (struct link_command *c = life.link.queue, *next; c; c = next) {
        next = c->next;
        free(c);
    }
    free(life.link.flight);
    life.commands = 0;
    ASSERT(station_unpack(packed(&life.durable, bytes), &life.station));
    ASSERT(station_unpack(packed(&life.durable, bytes), &life.fold));
    open_link((unsigned)life.hello.version - OCPP_16);
}

/* The station sleeps in memory, or in a snapshot. */
static void sleep_and_wake(bool pack)
{
    static char bytes[STATION_STOWED_MAX > 2 * STATION_PACKED_MAX ? STATION_STOWED_MAX
                                                                  : 2 * STATION_PACKED_MAX];
    if (pack) {
        ASSERT(station_unpack(packed(&life.station, bytes), &life.station));
    } else {
        size_t n = station_stow(&life.station, bytes);
        station_stow_fetch(str_make(bytes, n), &life.station);
    }
    ASSERT(!station_broken(&life.station));
}

/* One act. */
static void act(enum act kind, struct str *rest)
{
    if (kind < ACT_CLOCK) {
        frame(str_cut(rest, '\0'));
    } else if (kind == ACT_CLOCK) {
        step_clock(fuzz_byte(rest));
    } else if (kind == ACT_TIMER) {
        struct arena arena = arena_for(0);
        link_timer(&life.link, &life.station, &world, life.now_us, &arena, &life.out);
        settle();
    } else if (kind == ACT_COMMAND) {
        unsigned action = fuzz_byte(rest), how = fuzz_byte(rest);
        command(action, how, str_cut(rest, '\0'));
    } else if (kind == ACT_CUT) {
        cut(fuzz_byte(rest));
    } else if (kind == ACT_STORED) {
        life.durable = life.fold;
    } else if (kind == ACT_CRASH) {
        crash();
    } else if (kind == ACT_STOW || kind == ACT_PACK) {
        sleep_and_wake(kind == ACT_PACK);
    } else if (kind == ACT_AGAIN) {
        frame(life.last);
    } else {
        answer(str_cut(rest, '\0'));
    }
}

/* Live it from beginning to end; a hash over all that came of it. */
static uint64_t live(struct str in)
{
    unsigned mode = fuzz_byte(&in);
    life.now_us = INT64_C(1795572946123000);
    life.hash = 1;
    life.commands = 0;
    life.last = (struct str){0};
    life.hello = (struct link_hello){.version = OCPP_16,
                                     .strict = (mode & 4) != 0,
                                     .remote = STR("peer"),
                                     .security_profile = 1,
                                     .pending = false};
    station_init(&life.station, STR("CS001"));
    station_init(&life.fold, STR("CS001"));
    station_init(&life.durable, STR("CS001"));
    open_link(mode);
    while (in.n > 0) {
        life.now_us += life.now_us < LAST_US ? US_PER_S : 0;
        unsigned kind = fuzz_byte(&in);
        act((enum act)(kind % ACT_COUNT), &in);
    }
    cut(0);
    return life.hash;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str in = str_make((const char *)data, size);
    if (size == 0 || size > TEXT_MAX)
        return 0;
    char *copy = fuzz_copy(in);
    in.p = copy;
    uint64_t first = live(in);
    ASSERT(size > TWICE_MAX || live(in) == first);
    free(copy);
    return 0;
}
