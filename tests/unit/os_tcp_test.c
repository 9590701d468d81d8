/* SPDX-License-Identifier: Apache-2.0 */
/* The loop and its byte paths over the loopback: hooks, what other threads want, echo, an end from
 * either side in any callback, back-pressure that does not spin, and a path that moves on. */
#include "check.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "os/tcp.h"

/* What a test looks at afterwards. */
static struct seen {
    struct loop *loop, *other;
    struct tcp *path;
    struct tcp_listener *door;
    int port, client, turns, ticks, wakes, worked, done, ended, accepted;
    size_t got;
    enum { ECHO, CLOSE_AT_ONCE, PAUSE, MOVE } way;
} s;

static void on_turn(void *ctx)
{
    (void)ctx;
    s.turns++;
}

static void stop(void *ctx)
{
    (void)ctx;
    s.ticks++;
    loop_stop(s.loop);
}

static void on_wake(void *ctx)
{
    (void)ctx;
    s.wakes++;
    loop_stop(s.loop);
}

static void *wake_it(void *ctx)
{
    (void)ctx;
    loop_wake(s.loop);
    loop_wake(s.loop);
    return NULL;
}

static void work(void *item)
{
    *(int *)item = 7;
}

static void work_done(void *item)
{
    s.done = *(int *)item;
    loop_stop(s.loop);
}

TEST(wakes_of_other_threads_work_of_the_pool_and_ticks_arrive)
{
    pthread_t t;
    s = (struct seen){0};
    CHECK_INT(loop_open(&s.loop), ERR_OK);
    loop_on_turn(s.loop, on_turn, NULL);
    loop_on_wake(s.loop, on_wake, NULL);
    CHECK_INT(pthread_create(&t, NULL, wake_it, NULL), 0);
    loop_run(s.loop);
    pthread_join(t, NULL);
    CHECK(s.wakes >= 1 && s.turns >= 1);
    loop_close(s.loop);

    CHECK_INT(loop_open(&s.loop), ERR_OK);
    CHECK_INT(loop_work(s.loop, work, work_done, &s.worked), ERR_OK);
    loop_run(s.loop);
    CHECK_INT(s.done, 7);
    loop_close(s.loop);

    CHECK_INT(loop_open(&s.loop), ERR_OK);
    loop_on_tick(s.loop, 5, stop, NULL);
    loop_run(s.loop);
    CHECK_INT(s.ticks, 1);
    loop_close(s.loop);
}

static void on_data(void *owner, char *p, size_t n)
{
    (void)owner;
    s.got += n;
    if (s.way == CLOSE_AT_ONCE)
        tcp_close(s.path);
    else
        CHECK_INT(tcp_send(s.path, str_make(p, n)), ERR_OK);
    if (s.way == CLOSE_AT_ONCE)
        loop_stop(s.loop);
}

static void on_ended(void *owner, enum err e)
{
    (void)owner;
    (void)e;
    s.ended++;
    tcp_close(s.path);
    loop_stop(s.way == MOVE ? s.other : s.loop);
}

static void on_sent(void *owner)
{
    (void)owner;
}

static const struct tcp_events events = {on_data, on_ended, on_sent};

static void on_accepted(void *ctx, struct tcp *t)
{
    (void)ctx;
    s.accepted++;
    s.path = t;
    tcp_own(t, &events, &s);
    if (s.way == PAUSE)
        tcp_read(t, false);
    if (s.way == MOVE) {
        struct tcp_moved moved = tcp_detach(t);
        CHECK_INT(tcp_adopt(s.other, moved, &s.path), ERR_OK);
        tcp_own(s.path, &events, &s);
        loop_stop(s.loop);
    }
}

/* A loop with a door, and a client that has said "ping". */
static void set_up(void)
{
    char why[256];
    CHECK_INT(loop_open(&s.loop), ERR_OK);
    CHECK_INT(tcp_listen(s.loop, "127.0.0.1:0", on_accepted, NULL, &s.door, &s.port, why), ERR_OK);
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)s.port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    s.client = socket(AF_INET, SOCK_STREAM, 0);
    CHECK_INT(connect(s.client, (struct sockaddr *)&to, sizeof to), 0);
    CHECK_INT(send(s.client, "ping", 4, 0), 4);
}

/* The peer's reset instead of its end. */
static void reset_client(void)
{
    struct linger at_once = {.l_onoff = 1};
    setsockopt(s.client, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(s.client);
}

TEST(bytes_come_and_go_and_the_peers_end_is_told_once)
{
    char back[8];
    s = (struct seen){.way = ECHO};
    set_up();
    shutdown(s.client, SHUT_WR);
    loop_run(s.loop);
    CHECK_INT(recv(s.client, back, sizeof back, 0), 4);
    CHECK_INT(s.got, 4);
    CHECK_INT(s.ended, 1);
    close(s.client);
    loop_close(s.loop); /* with its door still open */
}

TEST(a_path_may_be_closed_while_it_is_told_of_bytes)
{
    char back[8];
    s = (struct seen){.way = CLOSE_AT_ONCE};
    set_up();
    loop_run(s.loop);
    CHECK_INT(recv(s.client, back, sizeof back, 0), 0);
    CHECK_INT(s.ended, 0);
    tcp_unlisten(s.door);
    close(s.client);
    loop_close(s.loop);
}

TEST(a_path_that_is_not_read_costs_no_turns_when_its_peer_breaks_it)
{
    s = (struct seen){.way = PAUSE};
    set_up();
    loop_on_turn(s.loop, on_turn, NULL);
    loop_on_tick(s.loop, 100, stop, NULL);
    loop_run(s.loop);
    CHECK_INT(s.accepted, 1);
    CHECK_INT(s.got, 0);
    reset_client();
    s.turns = 0;
    loop_run(s.loop);
    loop_run(s.loop);
    CHECK(s.turns < 20); /* two ticks, the end of the path, and some to spare */
    CHECK_INT(s.ended, 0);
    tcp_read(s.path, true);
    loop_run(s.loop);
    CHECK_INT(s.ended, 1);
    loop_close(s.loop);
}

TEST(a_path_moves_to_another_loop_with_what_is_unread)
{
    s = (struct seen){.way = MOVE};
    CHECK_INT(loop_open(&s.other), ERR_OK);
    set_up();
    loop_run(s.loop);
    shutdown(s.client, SHUT_WR);
    loop_run(s.other);
    CHECK_INT(s.got, 4);
    CHECK_INT(s.ended, 1);
    close(s.client);
    loop_close(s.loop);
    loop_close(s.other);
}

int main(void)
{
    return check_main();
}
