/* SPDX-License-Identifier: Apache-2.0 */
/* The gate before a real journal: what happens, when, and in which order. */
#include "apps/gate.h"
#include "check.h"
#include "kit/folder.h"
#include "os/file.h"

#include <unistd.h>

static struct disk *disk;
static struct journal *journal;
static struct writer *writer;
static struct gate *gate;
static struct counters counters;
static struct pulse pulse;
static const struct log log_none = {.level = LOG_ERROR};
static _Atomic int wakes;
static char happened[4096];
static char folder[FOLDER_MAX];

static void on_wake(void *ctx)
{
    (void)ctx;
    atomic_fetch_add(&wakes, 1);
}

static void note(void *owner, struct str bytes, int64_t came_us)
{
    size_t n = strlen(happened);
    snprintf(happened + n, sizeof happened - n, "%s=%.*s@%d ", (const char *)owner, STR_ARG(bytes),
             (int)came_us);
}

static void begin(void)
{
    char why[256];
    CHECK(folder_make(folder));
    CHECK_INT(file_disk_open(folder, true, &disk, why), ERR_OK);
    CHECK_INT(journal_open(disk, (struct journal_options){0}, &journal, why), ERR_OK);
    CHECK_INT(writer_open(journal, &log_none, &counters, &pulse, &writer), ERR_OK);
    CHECK_INT(gate_open(writer, &counters, on_wake, NULL, &gate), ERR_OK);
    atomic_store(&wakes, 0);
    happened[0] = '\0';
}

static void end(void)
{
    writer_close(writer);
    gate_close(gate);
    journal_close(journal);
    file_disk_close(disk);
    CHECK(folder_remove(folder));
}

static void store(const char *station, const char *frame)
{
    struct event e = {.kind = EVENT_message_noted, .u.message_noted.action = STR("Heartbeat")};
    struct str out = STR("[3]");
    gate_store(gate, &(struct gate_batch){.at_us = 7,
                                          .station = str_of(station),
                                          .frame_in = str_of(frame),
                                          .events = &e,
                                          .n_events = 1,
                                          .frames_out = &out,
                                          .n_frames_out = 1});
}

static bool put(const char *owner, const char *bytes, int at)
{
    char name[16];
    static char owners[8][16];
    snprintf(name, sizeof name, "%s", owner);
    int i = 0;
    while (owners[i][0] && strcmp(owners[i], name) != 0)
        i++;
    memcpy(owners[i], name, sizeof name);
    buf_putz(gate_room(gate, strlen(bytes)), bytes);
    return gate_put(gate, note, owners[i], at);
}

/* Release until nothing is on its way. */
static void settle(void)
{
    for (int i = 0; i < 5000 && !gate_idle(gate); i++) {
        gate_release(gate);
        usleep(1000);
    }
    CHECK(gate_idle(gate));
}

TEST(answers_wait_for_the_disk)
{
    begin();
    store("CP1", "[2,\"1\"]");
    CHECK(put("a", "hello", 1));
    CHECK_STR(str_of(happened), "");
    gate_release(gate);
    CHECK_STR(str_of(happened), ""); /* the turn has not ended */
    gate_turn(gate);
    settle();
    CHECK_STR(str_of(happened), "a=hello@1 ");
    CHECK(journal_durable(journal) > 0);
    CHECK(atomic_load(&wakes) >= 1);
    end();
}

TEST(order_is_kept_and_neighbours_merge)
{
    begin();
    store("CP1", "x");
    CHECK(put("a", "1", 1));
    CHECK(!put("a", "2", 2)); /* leaves with the one before */
    CHECK(put("b", "3", 3));
    CHECK(put("a", "4", 4));
    CHECK(put("a", "", 5)); /* an empty one is a thing of its own */
    gate_turn(gate);
    CHECK(put("b", "5", 6)); /* stores nothing, but waits behind the turn before */
    gate_turn(gate);
    settle();
    CHECK_STR(str_of(happened), "a=12@1 b=3@3 a=4@4 a=@5 b=5@6 ");
    end();
}

TEST(a_turn_that_stores_nothing_waits_for_nobody)
{
    begin();
    put("a", "now", 1);
    gate_turn(gate);
    CHECK_STR(str_of(happened), "a=now@1 ");
    CHECK_INT(journal_durable(journal), 0);
    end();
}

TEST(batches_are_what_was_stored)
{
    static char large[200000];
    char why[256];
    struct journal_reader *r;
    struct journal_batch b;
    struct str bytes;
    uint8_t kind;
    begin();
    memset(large, 'x', sizeof large - 1);
    store("CP1", "[2,\"1\"]");
    store("CP2", large); /* the buffer has to grow */
    gate_turn(gate);
    settle();
    CHECK_INT(journal_reader_open(disk, 0, NULL, NULL, &r, why), ERR_OK);
    CHECK_INT(journal_reader_next(r, &b), ERR_OK);
    CHECK_STR(b.station, "CP1");
    CHECK_INT(b.at_us, 7);
    CHECK_INT(b.n_records, 3);
    CHECK(journal_record(&b.records, &kind, &bytes));
    CHECK_INT(kind, JOURNAL_FRAME_IN);
    CHECK_STR(bytes, "[2,\"1\"]");
    CHECK(journal_record(&b.records, &kind, &bytes));
    CHECK_INT(kind, EVENT_message_noted);
    CHECK(journal_record(&b.records, &kind, &bytes));
    CHECK_INT(kind, JOURNAL_FRAME_OUT);
    CHECK_STR(bytes, "[3]");
    CHECK_INT(journal_reader_next(r, &b), ERR_OK);
    CHECK_STR(b.station, "CP2");
    CHECK(journal_record(&b.records, &kind, &bytes));
    CHECK_INT(bytes.n, sizeof large - 1);
    CHECK_INT(journal_reader_next(r, &b), ERR_NOT_FOUND);
    journal_reader_close(r);
    end();
}

int main(void)
{
    return check_main();
}
