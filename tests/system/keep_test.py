#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Looking after the disk with the real binary: the room that is left, checking in the background, pruning, `busbar journal`."""

import asyncio
import contextlib
import json
import pathlib
import shutil
import subprocess
import re
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from kit import raw, station  # noqa: E402
from kit.server import BUSBAR, Server, main  # noqa: E402

OPEN = ("--unknown-stations", "accept", "--unknown-tokens", "accept", "--segment-size", "1048576")
HUGE = str(1 << 50)


def journal(data, *words):
    """(code, standard output, standard error) of busbar journal."""
    done = subprocess.run([BUSBAR, "journal", *words, "--data", data], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


async def fill(s, n, identity="CP1"):
    """So many kilobytes of status notifications, and one session."""
    async with station.connect(s, identity, "1.6") as c:
        await c.boot()
        tx = (await c.call("StartTransaction", {"connectorId": 1, "idTag": "T", "meterStart": 1000, "timestamp": "2026-11-25T10:00:00Z"}))["transactionId"]
        for i in range(n):
            await c.call("DataTransfer", {"vendorId": "V", "data": str(i) * 900})
        await c.call("StopTransaction", {"transactionId": tx, "meterStop": 2000, "timestamp": "2026-11-25T10:30:00Z"})


@contextlib.contextmanager
def running(*options):
    s = Server(*OPEN, *options)
    try:
        yield s
    except BaseException:
        print("".join("# " + line + "\n" for line in s.text().splitlines()[-20:]))
        raise
    finally:
        s.close()


def segments(s):
    return sorted(pathlib.Path(s.data, "journal").glob("*.seg"))


def pruned_by_hand():
    """pruning waits for the archive, then removes what all have passed; sessions stay, and what is lost to a rebuild is said"""
    with running() as s:
        asyncio.run(fill(s, 1200))
        session = s.until("/api/sessions", lambda a: a["sessions"] and a["sessions"][0]["state"] == "ended")["sessions"]
        code, out, _ = journal(s.data, "--json")
        live = json.loads(out)
        assert code == 0 and live["segments"] > 1 and live["last_minute_bytes"] > 1000000 and not live["archived"], out
        assert {c["name"] for c in live["consumers"]} == {"snapshot", "views", "archive"}, out
        assert s.stop() == 0
        code, out, _ = journal(s.data, "prune", "--keep-bytes", "1")
        assert code == 0 and "prunes 0 segments" in out and "held by archive" in out, out
        code, out, err = journal(s.data, "archived", "--upto", str(live["tail_position"] * 9))
        assert code == 1 and "the journal ends at" in err, err
        assert journal(s.data, "archived", "--upto", str(live["tail_position"]))[0] == 0
        old = segments(s)
        code, out, _ = journal(s.data, "prune", "--keep-bytes", "1", "--dry-run")
        assert code == 0 and "would prune %d segments" % (len(old) - 1) in out and segments(s) == old, out
        kept = pathlib.Path(s.folder, "kept")
        shutil.copytree(pathlib.Path(s.data, "journal"), kept)
        assert journal(s.data, "prune", "--keep-bytes", "1")[0] == 0 and segments(s) == old[-1:]
        assert journal(s.data, "verify")[0] == 0
        s.start()
        assert s.api("GET", "/api/sessions")[1]["sessions"] == session
        code, _, err = journal(s.data, "prune", "--keep-bytes", "1")
        assert code == 0 or "a server runs" in err, err
        assert s.stop() == 0
        for name in pathlib.Path(s.data).glob("views.db*"):
            name.unlink()
        s.start(wait=False)
        assert s.process.wait(timeout=30) == 1 and "put them back from the archive" in s.text(), s.text()
        shutil.copytree(kept, pathlib.Path(s.data, "journal"), dirs_exist_ok=True, ignore=shutil.ignore_patterns(old[-1].name))
        s.start()
        assert s.until("/api/sessions", lambda a: a["sessions"] and a["sessions"][0]["state"] == "ended")["sessions"] == session


def pruned_by_the_server():
    """a server prunes by its options while it runs, names who holds it, and checks what an earlier run has written"""
    with running("--journal-keep-bytes", "1") as s:
        asyncio.run(fill(s, 1200))
        assert s.stop() == 0
        old = segments(s)
        assert len(old) > 1
        s.start()
        s.until("/metrics", lambda _: "what=prune-held consumer=archive" in s.text())
        s.until("/metrics", lambda text: "what=journal-checked" in s.text())
        page = s.api("GET", "/metrics")[1]
        assert int(re.search(r"^busbar_journal_checked_timestamp_seconds (\d+)", page, re.M).group(1)) > time.time() - 300, page
        assert segments(s)[:len(old)] == old
        tail = json.loads(journal(s.data, "--json")[1])["tail_position"]
        assert journal(s.data, "archived", "--upto", str(tail))[0] == 0
        assert s.stop() == 0
        s.start()
        s.until("/metrics", lambda _: "what=pruned" in s.text())
        first = re.search(r"what=pruned .*first=(\d+)", s.text()).group(1)
        assert f"busbar_journal_first_position {first}\n" in s.api("GET", "/metrics")[1] and first != "0"
        assert segments(s) == old[-1:], segments(s)
        s.kill()
        s.start()
        assert len(s.until("/api/sessions", lambda a: a["sessions"])["sessions"]) == 1


def damaged():
    """damage in an old segment is found in the background: log, metric, /healthz; chargers are served"""
    with running() as s:
        asyncio.run(fill(s, 1200))
        assert s.stop() == 0
        name = segments(s)[0]
        with open(name, "r+b") as f:
            f.seek(500000)
            f.write(b"damage")
        s.start()
        health = s.until("/healthz", lambda a: a["status"] == "degraded")
        assert "damaged" in health["troubles"][0], health
        assert name.name in s.text() and "offset" in s.text() and "what=journal-damaged" in s.text(), s.text()
        page = s.api("GET", "/metrics")[1]
        assert "busbar_journal_damaged 1" in page and "busbar_journal_checked_timestamp_seconds 0" in page
        code, _, err = journal(s.data, "verify")
        assert code == 1 and name.name in err and "offset" in err, err
        asyncio.run(fill(s, 1, "CP2"))


async def knock(s):
    """An open session of CP1 goes on while CP2 is refused."""
    async with station.connect(s, "CP1", "1.6") as c:
        await c.boot()
        await c.call("StartTransaction", {"connectorId": 1, "idTag": "T", "meterStart": 1000, "timestamp": "2026-11-25T10:00:00Z"})


def short_of_room():
    """below room_warn it warns; below room_least only stations with an open session get in, and refusals are logged"""
    with running() as s:
        asyncio.run(knock(s))
        assert s.api("GET", "/healthz")[1]["status"] == "ok"
        assert s.stop() == 0
        s.options += ["--room-warn", HUGE]
        s.start()
        assert "room_warn" in s.api("GET", "/healthz")[1]["troubles"][0] and "what=room state=little" in s.text(), s.text()
        asyncio.run(knock(s))
        assert s.stop() == 0
        s.options += ["--room-least", HUGE]
        s.start()
        assert "room_least" in s.api("GET", "/healthz")[1]["troubles"][0]
        assert raw.status_of(s.ocpp, "/ocpp/CP2") == 503
        assert "detail=\"less than room_least is free on the disk\"" in s.text(), s.text()
        asyncio.run(knock(s))


if __name__ == "__main__":
    main([pruned_by_hand, pruned_by_the_server, damaged, short_of_room])
