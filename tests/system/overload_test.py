#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""More than the server can do: chargers call on and on, answered or not. Answers come in the order of the calls, memory has an
end, reads pause, and whatever was answered is there, also after a kill. Not a timed test: the load offers as much as the
sockets take, which is more than any build of the server handles."""

import json
import pathlib
import socket
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from kit.raw import Raw, frame, upgrade  # noqa: E402
from kit.server import BUSBAR, resident, run_tests, server  # noqa: E402

OPEN = ("--unknown-stations", "accept", "--unknown-tokens", "accept", "--log-level", "warning")
CHARGERS, IN_FLIGHT, SECONDS = 60, 300, 5
MEMORY = 160 << 20  # what a server may grow by, sanitizers included: 64 MiB not yet durable, buffers twice


def load(s, *flags):
    """Run the load generator against a server; its figures, and none of its complaints."""
    done = subprocess.run([BUSBAR, "load", "--url", s.url("")[:-1], "--message", "transaction", "--chargers", str(CHARGERS),
                           "--server-pid", str(s.process.pid), "--json", "--warmup", "0", *flags], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def told(s):
    """Messages that all sessions have taken in."""
    n, after = 0, ""
    while True:
        status, page = s.api("GET", "/api/sessions?limit=1000" + (f"&after={after}" if after else ""))
        assert status == 200, page
        n += sum(x["messages"] for x in page["sessions"])
        after = page.get("next") or ""
        if not after:
            return n


def level(s):
    """Wait until the views have all that is in the journal."""
    def even(text):
        values = dict(line.split()[:2] for line in text.splitlines() if line.startswith("busbar_"))
        return values["busbar_view_position"] == values["busbar_journal_tail_position"]
    s.until("/metrics", even, seconds=120)


def overloaded():
    """Overloaded, a server answers in order, keeps its memory bounded and stores all that it answers, also before a kill"""
    with server(*OPEN) as s:
        calm = load(s, "--seconds", "1", "--prefix", "CALM")
        level(s)
        before, grown_from = told(s), resident(s)
        over = load(s, "--seconds", str(SECONDS), "--prefix", "OVER", "--in-flight", str(IN_FLIGHT))
        assert calm["errors"] == over["errors"] == over["lost"] == 0
        # It was an overload: more calls were on their way than a turn takes, and sockets were full of them.
        assert over["unanswered"] > CHARGERS * IN_FLIGHT / 2, over
        assert over["server_peak_kb"] * 1024 - grown_from < MEMORY, (over, grown_from)
        s.kill()
        s.start()
        level(s)
        stored = told(s) - before
        assert over["messages"] <= stored <= over["sent"], (over, stored)


def answers_in(text, answers):
    """Check the answers in these bytes against the numbers of the calls; how many now, and the bytes of one that is not whole."""
    while len(text) > 4:
        size, head = text[1] & 127, 2
        if size == 126:
            size, head = text[2] << 8 | text[3], 4
        if len(text) < head + size:
            break
        if text[0] & 15 == 1:
            answer = json.loads(text[head:head + size])
            assert answer[0] in (3, 4) and answer[1] == str(answers), (answers, answer)
            answers += 1
        text = text[head + size:]
    return answers, text


def reads_pause():
    """A charger that calls and calls but reads no answer is not read any more, and loses none of them when it reads again"""
    with server(*OPEN) as s, Raw(s.ocpp, timeout=60) as r:
        for buffer in (socket.SO_RCVBUF, socket.SO_SNDBUF):  # else the kernel holds more than what is sent here
            r.s.setsockopt(socket.SOL_SOCKET, buffer, 65536)
        r.send(upgrade("/ocpp/DEAF"))
        got = b""
        while b"\r\n\r\n" not in got:
            got += r.s.recv(1)
        r.s.setblocking(False)
        before, sent, rest = resident(s), 0, b""
        quiet = time.monotonic()
        while time.monotonic() - quiet < 2:
            assert sent < 1000000, "all calls are taken, though no answer is"
            rest = rest or frame(1, f'[2,"{sent}","Heartbeat",{{}}]')
            try:
                rest = rest[r.s.send(rest):]
                sent += not rest
                quiet = time.monotonic()
            except BlockingIOError:
                time.sleep(0.01)
        assert resident(s) - before < MEMORY
        r.s.settimeout(60)
        answers, text = 0, b""
        while answers < sent:
            more = r.s.recv(1 << 20)
            assert more, f"closed after {answers} of {sent} answers"
            answers, text = answers_in(text + more, answers)


if __name__ == "__main__":
    sys.exit(run_tests([overloaded, reads_pause]))
