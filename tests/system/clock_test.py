#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Clocks that jump under the real binary: the server's, by a small library put before libc, hours and decades to both sides while stations
charge; and those of stations. What waits goes on waiting as long as it should, and no session suffers. TAP."""

import mmap
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from kit import raw  # noqa: E402
from kit.calm import Calm  # noqa: E402
from kit.preload import Preloaded, library  # noqa: E402
from kit.server import BUSBAR, closing, main  # noqa: E402

HOUR, DAY, YEAR = 3600, 86400, 31557600
CLOCK = r"""
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
static volatile long long *ahead_s;
static long long ahead(void)
{
    if (!ahead_s) {
        int fd = open(getenv("CLOCK_FILE"), O_RDONLY);
        ahead_s = mmap(0, 8, PROT_READ, MAP_SHARED, fd, 0);
        close(fd);
    }
    return *ahead_s;
}
int clock_gettime(clockid_t id, struct timespec *t)
{
    int e = (int)syscall(SYS_clock_gettime, id, t);
    if (e == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) t->tv_sec += ahead();
    return e;
}
int gettimeofday(struct timeval *restrict v, void *restrict z)
{
    struct timespec t;
    (void)z;
    clock_gettime(CLOCK_REALTIME, &t);
    v->tv_sec = t.tv_sec;
    v->tv_usec = t.tv_nsec / 1000;
    return 0;
}
time_t time(time_t *out)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    if (out) *out = t.tv_sec;
    return t.tv_sec;
}
"""


class Clocked(Preloaded):
    """A server whose clock can be set."""

    def __init__(self, *options):
        self.place = tempfile.mkdtemp(prefix="busbar-clock-")
        name = os.path.join(self.place, "clock")
        pathlib.Path(name).write_bytes(bytes(8))
        self.file = open(name, "r+b")
        self.memory = mmap.mmap(self.file.fileno(), 8)
        super().__init__(library(self.place, CLOCK), *options, CLOCK_FILE=name)

    def ahead(self, seconds):
        """The server's clock is that far ahead of ours from now on."""
        self.memory[:8] = struct.pack("<q", int(seconds))


def link(s, identity, **more):
    return raw.websocket(s.ocpp, "/ocpp/" + identity, Sec_WebSocket_Protocol="ocpp1.6", **more)


def beat(c, mid="h"):
    c.send(raw.frame(raw.TEXT, f'[2,"{mid}","Heartbeat",{{}}]'))
    answer = c.text()
    assert answer[:2] == [3, mid], answer
    return answer[2]["currentTime"]


class Command(threading.Thread):
    """A command given by the admin door, waited for in a thread of its own."""

    def __init__(self, s, identity):
        super().__init__(daemon=True)
        self.s, self.identity, self.began = s, identity, time.monotonic()
        self.start()

    def run(self):
        self.status, self.answer = self.s.api("POST", f"/api/stations/{self.identity}/commands/Reset", {"type": "Soft"})
        self.took = time.monotonic() - self.began

    def end(self):
        self.join(30)
        assert not self.is_alive(), "the command is still waiting"
        return self


def back(ahead_s):
    """The clock is set back: an upgrade, a command and a silent connection end in time all the same, and pings go out"""
    with closing(Clocked("--unknown-stations", "accept", "--upgrade-timeout", "2", "--call-timeout", "2", "--idle-timeout", "4", "--ping-interval", "1")) as s:
        half, deaf, beating = raw.Raw(s.ocpp, 20, b"GET /ocpp/"), link(s, "DEAF"), link(s, "BEATING")
        beat(beating)
        command = Command(s, "DEAF")
        time.sleep(0.3)
        s.ahead(ahead_s)
        began, pings, answered = time.monotonic(), 0, None
        beating.s.settimeout(0.2)
        while time.monotonic() - began < 6:
            time.sleep(0.2)
            beat(beating)
            if answered is None and not command.is_alive():
                answered = time.monotonic() - began
        assert half.head()[0] == 408 and time.monotonic() - began < 7
        command.end()
        assert 1.5 < command.took < 4, command.took
        assert command.status == 504 and command.answer["state"] == "timed-out", command.answer
        deaf.s.settimeout(5)
        while (f := deaf.frame()) and f[0] != raw.CLOSE:
            pings += f[0] == raw.PING
        assert f and struct.unpack(">H", f[1][:2])[0] == 1008 and b"silent" in f[1], f
        assert pings >= 2, pings
        beat(beating)
        assert s.stop() == 0


def an_hour_back():
    """the server's clock goes back by an hour: timeouts of upgrades, commands and silence come in time, and so do pings"""
    back(-HOUR)


def to_1970():
    """the same where it goes back to 1970"""
    back(-int(time.time()) + 5)


def forward():
    """the server's clock goes ahead by an hour, a year, to 2106: nobody is taken for silent, no command and no upgrade is given up early"""
    with closing(Clocked("--unknown-stations", "accept", "--upgrade-timeout", "6", "--call-timeout", "6", "--idle-timeout", "6", "--ping-interval", "5")) as s:
        for ahead_s in (HOUR, YEAR, 80 * YEAR, 0):
            c, half = link(s, "CP1"), raw.Raw(s.ocpp, 20, b"GET /ocpp/CP2 HT")
            beat(c)
            command = Command(s, "CP1")
            order = c.text()
            assert order[2] == "Reset", order
            time.sleep(0.2)
            s.ahead(ahead_s)
            time.sleep(1.5)
            assert command.is_alive(), (ahead_s, command.answer)
            c.send(raw.frame(raw.TEXT, f'[3,"{order[1]}",{{"status":"Accepted"}}]'))
            assert command.end().status == 200 and command.answer["answer"] == {"status": "Accepted"}, command.answer
            half.send(raw.upgrade("/ocpp/CP2")[len(b"GET /ocpp/CP2 HT"):])
            assert half.head()[0] == 101, ahead_s
            half.s.close()
            told = beat(c)
            assert abs(int(told[:4]) - time.gmtime(time.time() + ahead_s).tm_year) <= 1, (told, ahead_s)
            c.s.close()
            s.until("/api/stations?connected=true", lambda a: not a["stations"])
        assert s.text().count("what=clock-set") == 4, s.text()
        assert s.stop() == 0


def charging():
    """two stations charge while the server's clock jumps to 1970, 2106, days and seconds to and fro: exact, unflagged, the same after a rebuild"""
    with closing(Clocked("--snapshot-interval", "5")) as s:
        csv = "identity\nCALM21\nCALM16\n"
        assert s.api("POST", "/api/import", csv.encode(), "text/csv")[0] == 200 and s.api("PUT", "/api/tokens/GOOD", {})[0] == 200
        calm = Calm(s)
        for ahead_s in (-HOUR, HOUR, -int(time.time()) + 5, 80 * YEAR, -DAY, 3 * DAY, -2, 2, 0):
            s.ahead(ahead_s)
            time.sleep(0.6)
            calm.check()
        n, median, worst = calm.stop()
        print(f"# {n} messages, median {median * 1000:.1f} ms, worst {worst * 1000:.0f} ms")
        findings = s.api("GET", "/api/findings?limit=1000")[1]["rows"]
        assert findings == [], findings[:3]
        before = s.api("GET", "/api/sessions")[1]
        assert s.stop() == 0
        done = subprocess.run([BUSBAR, "journal", "verify", "--data", s.data], capture_output=True, text=True)
        assert done.returncode == 0, done
        for name in pathlib.Path(s.data).glob("views.db*"):
            name.unlink()
        s.start()
        s.until("/api/sessions", lambda a: a == before)
        assert s.stop() == 0


if __name__ == "__main__":
    main([an_hour_back, to_1970, forward, charging])
