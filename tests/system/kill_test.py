#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""kill -9 under load, again and again on one data directory: what was answered is there, and the change stream has no gap. TAP.
$BUSBAR_SEED chooses other moments."""

import asyncio
import contextlib
import datetime
import json
import os
import pathlib
import random
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from kit import station  # noqa: E402
from kit.server import BUSBAR, Server, main  # noqa: E402

SEED = int(os.environ.get("BUSBAR_SEED", "1"))
ROUNDS = 6
STATIONS = 30
OPEN = ("--unknown-stations", "accept", "--unknown-tokens", "accept")


class Told:
    """What the server has answered of one transaction."""

    def __init__(self, charger, transaction, wh):
        self.charger, self.transaction, self.first, self.wh = charger, transaction, wh, wh
        self.seq, self.ended = None, False


class Charger:
    """A charger that charges one car after the other, over connections that break. What was not answered is sent again."""

    def __init__(self, number, version, told):
        self.identity, self.version, self.told, self.number = f"K{version}-{number}", version, told, number
        self.random = random.Random(SEED * 1000 + number)
        self.began = datetime.datetime.utcnow() - datetime.timedelta(days=2)
        self.seconds, self.wh, self.count = 0, 1000 * number, 0
        self.tell, self.left, self.waiting = None, 0, None
        self.finish = False

    def clock(self):
        self.seconds += 1
        return (self.began + datetime.timedelta(seconds=self.seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")

    async def say(self, c, action, payload, answered):
        """Send a message; keep it until it is answered, over any number of connections."""
        self.waiting = (action, payload, answered)
        answered(await c.call(action, payload))
        self.waiting = None

    async def connection(self, server, up):
        """One connection, until it breaks or, with finish set, the car is through."""
        with contextlib.suppress(ConnectionError, OSError, station.websockets.WebSocketException):
            async with station.connect(server, self.identity, self.version) as c:
                await c.boot()
                up()
                if self.waiting:
                    await self.say(c, *self.waiting)
                while not (self.finish and self.tell is None):
                    await (self.step16(c) if self.version == "1.6" else self.step2(c))

    async def step2(self, c):
        if self.tell is None:
            self.count, self.left = self.count + 1, self.random.randrange(3, 30)
            phase, transaction, seq = "Started", f"{self.identity}-tx{self.count}", 0
            tell = Told(self, transaction, self.wh)
        else:
            tell, self.left = self.tell, self.left - 1
            self.wh += self.random.randrange(1, 200)
            phase, transaction, seq = "Ended" if self.left == 0 or self.finish else "Updated", tell.transaction, tell.seq + 1
        wh = self.wh

        def answered(_):
            if phase == "Started":
                self.tell = tell
                self.told.append(tell)
            tell.seq, tell.wh = seq, wh
            if phase == "Ended":
                tell.ended, self.tell = True, None
        await self.say(c, "TransactionEvent", station.event(phase, seq, wh, self.clock(), transaction, "TAG" if seq == 0 else None), answered)

    async def step16(self, c):
        if self.tell is None:
            self.count, self.left, wh = self.count + 1, self.random.randrange(2, 20), self.wh

            def started(answer):
                self.tell = Told(self, str(answer["transactionId"]), wh)
                self.told.append(self.tell)
            await self.say(c, "StartTransaction", {"connectorId": 1, "idTag": "TAG", "meterStart": wh, "timestamp": self.clock()}, started)
            return
        tell, self.left = self.tell, self.left - 1
        self.wh += self.random.randrange(1, 200)
        wh = self.wh

        def measured(_):
            tell.wh = wh

        def stopped(_):
            tell.wh, tell.ended, self.tell = wh, True, None
        if self.left <= 0 or self.finish:
            await self.say(c, "StopTransaction", {"transactionId": int(tell.transaction), "meterStop": wh, "timestamp": self.clock()}, stopped)
        else:
            values = [{"timestamp": self.clock(), "sampledValue": [{"value": str(wh)}]}]
            await self.say(c, "MeterValues", {"connectorId": 1, "transactionId": int(tell.transaction), "meterValue": values}, measured)


class Run:
    """All of it: one server folder, the chargers, what was told, and the consumer's stream."""

    s = None
    told, chargers, stream = [], [], []
    random = random.Random(SEED)


def metric(s, name):
    text = s.api("GET", "/metrics")[1]
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith(name + " "))


def caught_up(s):
    """Wait until the views have folded the whole journal."""
    end = time.monotonic() + 30
    while metric(s, "busbar_view_position") < metric(s, "busbar_journal_tail_position"):
        assert time.monotonic() < end, "the views do not catch up"
        time.sleep(0.05)


def all_sessions(s):
    rows, after = [], ""
    while after is not None:
        page = s.api("GET", "/api/sessions?limit=1000" + (f"&after={after}" if after else ""))[1]
        rows, after = rows + page["sessions"], page["next"]
    return rows


def tool(*arguments):
    """(exit code, standard output, lines of standard error) of a subcommand."""
    done = subprocess.run([BUSBAR, *arguments], capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout, done.stderr.splitlines()


def consume(*more):
    """Let the named consumer read on."""
    code, out, err = tool("changes", "--data", Run.s.data, "--consumer", "billing", *more)
    assert code == 0 and err == [], err
    Run.stream += [json.loads(line) for line in out.splitlines()]


def check_told(s):
    """Each transaction that was answered is there with at least what was answered of it."""
    rows = {}
    for r in all_sessions(s):
        assert (r["station"], r["transaction_id"]) not in rows, r
        rows[r["station"], r["transaction_id"]] = r
    for t in Run.told:
        r = rows.get((t.charger.identity, t.transaction))
        assert r, f"{t.charger.identity} {t.transaction} was answered and is not there"
        assert r["energy_mwh"] >= (t.wh - t.first) * 1000, (r, t.wh, t.first)
        assert not t.ended or (r["state"] == "ended" and r["energy_mwh"] == (t.wh - t.first) * 1000), (r, t.wh, t.first)
        assert t.seq is None or r["seq_last"] >= t.seq, (r, t.seq)
    return rows


def load(seconds):
    """Let the chargers charge; kill the server after some time, or with seconds None let each finish its car."""
    async def every():
        up = asyncio.Event()
        ups = []

        def one_up():
            ups.append(1)
            if len(ups) == len(Run.chargers):
                up.set()
        tasks = [asyncio.ensure_future(c.connection(Run.s, one_up)) for c in Run.chargers]
        if seconds is not None:
            await asyncio.wait_for(up.wait(), 30)
            await asyncio.sleep(seconds)
            Run.s.kill()
        await asyncio.gather(*tasks)
    asyncio.run(asyncio.wait_for(every(), 60))


def killed():
    """six times killed under load: what was answered is there, consumers read on, 1.6 transactions are known"""
    Run.s = s = Server(*OPEN, "--snapshot-interval", "5")
    for i in range(STATIONS):
        Run.chargers.append(Charger(i, ("1.6", "2.0.1", "2.1")[i % 3], Run.told))
    for n in range(ROUNDS):
        if n:
            s.options = [*OPEN, "--snapshot-interval", "5", "--loops", str(1 + n % 3)]
            s.start()
            caught_up(s)
            check_told(s)
            consume("--limit", "7")
            for c in s.api("GET", "/api/stations?limit=1000")[1]["stations"]:
                assert c["connected"] is False, c
        load(Run.random.uniform(0.2, 1.8))
        consume()  # also while no server runs
    open_before = [t for t in Run.told if not t.ended]
    print(f"# {len(Run.told)} transactions told, {len(open_before)} open at the last kill, {len(Run.stream)} changes read")
    assert len(Run.told) > 3 * STATIONS and any(t.charger.version == "1.6" for t in open_before)
    log = s.text()
    assert log.count("what=recovered") == ROUNDS and "broken=0" in log and "level=error" not in log, log[-3000:]


def ended():
    """all that was open goes on after the last kill and ends exactly: 1.6 stops find their sessions, nothing is there twice"""
    s = Run.s
    s.start()
    for c in Run.chargers:
        c.finish = True
    load(None)
    assert all(t.ended for t in Run.told)
    caught_up(s)
    rows = check_told(s)
    assert len(rows) == len(Run.told), (len(rows), len(Run.told))
    for r in rows.values():
        assert r["flags"] == [] and r["revision"] == 1 and r["implausible"] == 0, r
        assert r["protocol"] == "1.6" or r["seq_count"] == r["seq_last"] + 1, r
    for identity in {c.identity for c in Run.chargers if c.version == "1.6"}:
        numbers = [int(t.transaction) for t in Run.told if t.charger.identity == identity]
        assert len(set(numbers)) == len(numbers) and min(numbers) > 0, numbers
    findings = {f["rule"] for f in s.api("GET", "/api/findings?limit=1000")[1]["rows"]}
    assert findings <= {"BOOT_AGAIN", "SENT_AGAIN"}, findings  # as each kill makes stations do
    print(f"# {sum(r['repeats'] for r in rows.values())} messages had to come twice")


def chain():
    """the consumer's stream: seq goes up by one across all kills, and each old is the new before it"""
    consume()
    assert [c["seq"] for c in Run.stream] == list(range(1, len(Run.stream) + 1))
    newest = {}
    for c in Run.stream:
        key = c["kind"], c["key"]
        assert c["old"] == newest.get(key), (c, newest.get(key))
        assert c["new"] != c["old"]
        newest[key] = c["new"]
    shown = {r["session_id"]: r for r in all_sessions(Run.s)}
    told = {key: image for (kind, key), image in newest.items() if kind == "session"}
    assert set(told) == set(shown)
    for key, image in told.items():
        differing = {k for k in image if k in shown[key] and image[k] != shown[key][k]}
        assert not differing, (key, differing)
    code, out, err = tool("changes", "--data", Run.s.data, "--consumer", "billing")
    assert (code, out, err) == (0, "", []), (code, out[:300], err)
    code, out, _ = tool("changes", "--data", Run.s.data, "--consumer", "audit", "--limit", "5")
    assert code == 0 and [json.loads(x) for x in out.splitlines()] == Run.stream[:5]
    code, out, _ = tool("changes", "--data", Run.s.data, "--consumer", "audit", "--from", "3", "--limit", "1")
    assert code == 0 and json.loads(out) == Run.stream[2]
    code, out, _ = tool("changes", "--data", Run.s.data, "--consumer", "audit", "--limit", "1")
    assert code == 0 and json.loads(out) == Run.stream[3]


def rebuilt():
    """the journal verifies; views that were deleted, or cut, are built again to the same sessions and the same stream"""
    s = Run.s
    before = all_sessions(s)
    assert s.stop() == 0, s.text()[-2000:]
    code, out, err = tool("journal", "verify", "--data", s.data)
    assert code == 0 and out.startswith("every checksum is right\n") and err == [], (out, err)
    for spoil in (lambda p: p.unlink(), lambda p: p.write_bytes(p.read_bytes()[:5000]), lambda p: p.write_bytes(b"no database" * 1000)):
        for p in pathlib.Path(s.data).glob("views.db*"):
            if p.name == "views.db":
                spoil(p)
            else:
                p.unlink()
        s.start()
        caught_up(s)
        assert all_sessions(s) == before
        code, out, err = tool("changes", "--data", s.data)
        assert code == 0 and [json.loads(x) for x in out.splitlines()] == Run.stream, err
        code, out, _ = tool("changes", "--data", s.data, "--consumer", "billing")
        assert (code, out) == (0, "")
        assert s.stop() == 0


def segment(data):
    return max(pathlib.Path(data, "journal").glob("*.seg"))


def torn():
    """garbage behind the last batch is cut off at the start, and the log says so"""
    s = Run.s
    for garbage in (b"", b"\0" * 1000, random.Random(SEED).randbytes(777), segment(s.data).read_bytes()[-400:], b"\xff"):
        with open(segment(s.data), "ab") as f:
            f.write(garbage)
        size = segment(s.data).stat().st_size
        code, out, _ = tool("journal", "verify", "--data", s.data)
        assert code == 0 and "every checksum is right" in out, out
        already = len(s.text())
        s.start()
        caught_up(s)
        assert len(all_sessions(s)) == len(Run.told)
        log = s.text()[already:]
        wanted = f"bytes={len(garbage)} " if garbage.strip(b"\0") else ""
        assert ("what=journal-cut" in log) == (wanted != "") and wanted in log, log
        assert s.stop() == 0
        assert segment(s.data).stat().st_size == size - len(garbage)


def damaged():
    """one byte flipped in the middle: no start, exit code 1, one line with file and offset"""
    s, r = Run.s, random.Random(SEED)
    whole = segment(s.data).read_bytes()
    for _ in range(8):
        at = r.randrange(len(whole) // 20, len(whole) * 3 // 4)
        spoilt = bytearray(whole)
        spoilt[at] ^= 1 << r.randrange(8)
        segment(s.data).write_bytes(spoilt)
        for arguments in (("serve", "--data", s.data, "--ocpp", "127.0.0.1:0", "--admin", "127.0.0.1:0"), ("journal", "verify", "--data", s.data)):
            code, _, err = tool(*arguments)
            lines = [line for line in err if line.startswith("busbar")]
            assert code == 1 and len(lines) == 1 and segment(s.data).name in lines[0], (at, code, err)
            offsets = [int(w) for w in lines[0].replace(":", " ").replace(",", " ").split() if w.isdigit()]
            assert any(o <= at for o in offsets), (at, lines[0])
    segment(s.data).write_bytes(whole)
    s.start()
    assert len(all_sessions(s)) == len(Run.told)
    assert s.stop() == 0


def snapshots():
    """a snapshot that is damaged, cut or gone only costs time: the stations are folded from the journal"""
    s = Run.s
    files = list(pathlib.Path(s.data, "snapshot").iterdir())
    assert len(files) == 1, files
    whole = files[0].read_bytes()
    for spoilt in (None, b"", whole[:-1], whole[: len(whole) // 2], bytes([whole[0] ^ 1]) + whole[1:], whole[:200] + bytes([whole[200] ^ 0x10]) + whole[201:]):
        files[0].unlink()
        if spoilt is not None:
            files[0].write_bytes(spoilt)
        already = len(s.text())
        s.start()
        log = s.text()[already:]
        assert "snapshot=0 " in log and f"stations={STATIONS} " in log and ("what=snapshot-unusable" in log) == (spoilt is not None), log
        assert s.stop() == 0
        assert files[0].read_bytes() == whole  # the same state makes the same snapshot
    s.close()


def segments():
    """with several segments: a missing one stops the start, damage in an old one is found by verify and by a rebuild"""
    s = Server(*OPEN, "--segment-size", str(1 << 20))
    try:
        async def much():
            async with station.connect(s, "MUCH", "1.6") as c:
                for _ in range(6):
                    await c.call("DataTransfer", {"vendorId": "v", "data": "x" * 700_000})
                await c.call("StartTransaction", {"connectorId": 1, "idTag": "T", "meterStart": 0, "timestamp": "2026-11-25T10:00:00Z"})
        station.run(much())
        assert s.stop() == 0
        files = sorted(pathlib.Path(s.data, "journal").glob("*.seg"))
        assert len(files) >= 3, files
        serve = ("serve", "--data", s.data, "--ocpp", "127.0.0.1:0", "--admin", "127.0.0.1:0")
        whole = files[1].read_bytes()
        files[1].unlink()
        for arguments in (serve, ("journal", "verify", "--data", s.data)):
            code, _, err = tool(*arguments)
            lines = [line for line in err if line.startswith("busbar")]
            assert code == 1 and len(lines) == 1 and "missing" in lines[0], err
        files[1].write_bytes(whole[:1000] + bytes([whole[1000] ^ 1]) + whole[1001:])
        code, _, err = tool("journal", "verify", "--data", s.data)
        assert code == 1 and len(err) == 1 and files[1].name in err[0], err
        for p in pathlib.Path(s.data, "snapshot").iterdir():
            p.unlink()
        code, _, err = tool(*serve)
        lines = [line for line in err if line.startswith("busbar")]
        assert code == 1 and len(lines) == 1 and files[1].name in lines[0], err
        files[1].write_bytes(whole)
        s.start()
        assert len(all_sessions(s)) == 1
        assert s.stop() == 0
    finally:
        s.close()


if __name__ == "__main__":
    main([killed, ended, chain, rebuilt, torn, damaged, snapshots, segments])
