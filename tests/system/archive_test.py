#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The archive with the real binary: closed segments go there while a server runs, a chain of hashes proves them, data come back as
they were or as they were at a time, and an archive that fails never stops a charge."""

import asyncio
import contextlib
import datetime
import json
import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from kit import station  # noqa: E402
from kit.server import BUSBAR, Server, main  # noqa: E402

OPEN = ("--unknown-stations", "accept", "--unknown-tokens", "accept", "--segment-size", "1048576")


def busbar(*words):
    """(code, standard output, standard error)"""
    done = subprocess.run([BUSBAR, *words], capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout, done.stderr


@contextlib.contextmanager
def running(*options, data=None):
    s = Server(*OPEN, *options, data=data)
    try:
        yield s
    except BaseException:
        print("".join("# " + line + "\n" for line in s.text().splitlines()[-20:]))
        raise
    finally:
        s.close()


async def charge(s, identity, n, start, stop=True):
    """A session of 1 kWh with n vendor's messages of a kilobyte in it."""
    async with station.connect(s, identity, "1.6") as c:
        await c.boot()
        tx = (await c.call("StartTransaction", {"connectorId": 1, "idTag": "T", "meterStart": 1000, "timestamp": start}))["transactionId"]
        for i in range(n):
            await c.call("DataTransfer", {"vendorId": "V", "data": f"{i:05d}" + os.urandom(400).hex()})
        if stop:
            await c.call("StopTransaction", {"transactionId": tx, "meterStop": 2000, "timestamp": start.replace("T10", "T11")})


def sessions(s, n=None, ended=None):
    """All sessions, once there are n, of which `ended` have ended."""
    path = "/api/sessions?limit=1000"
    if n is None:
        return s.api("GET", path)[1]["sessions"]
    return s.until(path, lambda a: len(a["sessions"]) == n and (ended is None or sum(r["state"] == "ended" for r in a["sessions"]) == ended))["sessions"]


def folder(s, name):
    return os.path.join(s.folder, name)


def archived(s, name, n):
    """The archive's status, once it holds n segments."""
    end = time.time() + 30
    while True:
        code, out, err = busbar("archive", "status", "--archive", folder(s, name), "--json")
        if code == 0 and json.loads(out)["segments"] >= n:
            return json.loads(out)
        assert time.time() < end, (out, err)
        time.sleep(0.1)


def back_as_it_was():
    """segments are archived while the server runs, across kill -9; all of it, with the tail from the journal, comes back the same"""
    with running() as s:
        s.options += ["--archive", folder(s, "shelf"), "--journal-keep-bytes", "1"]
        s.stop()
        s.start()
        asyncio.run(charge(s, "A1", 1200, "2026-11-25T10:00:00Z"))
        first = archived(s, "shelf", 1)
        s.kill()
        s.start()
        asyncio.run(charge(s, "A2", 1500, "2026-11-25T10:05:00Z"))
        now = archived(s, "shelf", first["segments"] + 1)
        assert now["first"] == 0 and now["packed"] < now["bytes"], now
        was = sessions(s, 2, 2)
        # what lies in the archive may go from the journal
        s.stop()
        s.start()
        s.until("/metrics", lambda _: "what=pruned" in s.text())
        code, out, err = busbar("archive", "verify", "--archive", folder(s, "shelf"), "--head", first["head"])
        assert code == 0 and "every hash is right" in out, (out, err)
        code, out, err = busbar("restore", "--archive", folder(s, "shelf"), "--data", s.data, "--to", folder(s, "again"))
        assert code == 0 and out.startswith("restored "), (out, err)
        assert busbar("journal", "verify", "--data", folder(s, "again"))[0] == 0
        with running(data=folder(s, "again")) as again:
            assert sessions(again, 2, 2) == was
            assert sorted(r["identity"] for r in again.api("GET", "/api/stations")[1]["stations"]) == ["A1", "A2"]
        code, _, err = busbar("restore", "--archive", folder(s, "shelf"), "--to", folder(s, "again"))
        assert code == 1 and "has a journal already" in err, err


def back_in_time():
    """a data directory as it was at a time: what was open then is open, what came later is not there; its server wants an archive of its own"""
    with running() as s:
        s.options += ["--archive", folder(s, "shelf"), "--segment-age", "1"]
        s.stop()
        s.start()
        asyncio.run(charge(s, "B1", 50, "2026-11-25T10:00:00Z"))
        asyncio.run(charge(s, "B2", 50, "2026-11-25T10:10:00Z", stop=False))
        at = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        time.sleep(1.1)
        asyncio.run(charge(s, "B3", 50, "2026-11-25T10:20:00Z"))
        time.sleep(1.1)
        asyncio.run(charge(s, "B5", 1, "2026-11-25T10:25:00Z"))
        sessions(s, 4, 3)
        shelf = archived(s, "shelf", 2)  # closed by their age
        assert s.stop() == 0
        for words in ((), ("--data", s.data)):
            to = folder(s, "then" + str(len(words)))
            code, out, err = busbar("restore", "--archive", folder(s, "shelf"), "--at", at, "--to", to, *words)
            assert code == 0, err
            with running("--archive", folder(s, "shelf"), data=to) as then:
                rows = sessions(then, 2, 1)
                assert {r["station"]: r["state"] for r in rows} == {"B1": "ended", "B2": "open"}, rows
                then.until("/healthz", lambda a: a["status"] == "degraded")
                assert "another history" in then.text()
                asyncio.run(charge(then, "B4", 1, "2026-11-25T10:30:00Z"))
                sessions(then, 3, 2)
        code, out, _ = busbar("archive", "--archive", folder(s, "shelf"), "--json")
        assert json.loads(out)["head"] == shelf["head"] or json.loads(out)["segments"] > shelf["segments"], out


def failing():
    """an archive that cannot be written degrades the health and nothing else; mended, it goes on by itself"""
    with running() as s:
        pathlib.Path(folder(s, "shelf")).write_text("no folder")
        s.options += ["--archive", folder(s, "shelf")]
        s.stop()
        s.start()
        asyncio.run(charge(s, "C1", 1200, "2026-11-25T10:00:00Z"))
        health = s.until("/healthz", lambda a: a["status"] == "degraded")
        assert any("cannot be archived" in t for t in health["troubles"]), health
        assert s.text().count("what=archive-failed") == 1 and "shelf" in s.text()
        assert "busbar_archive_failing 1" in s.api("GET", "/metrics")[1]
        sessions(s, 1, 1)
        os.remove(folder(s, "shelf"))
        s.until("/healthz", lambda a: a["status"] == "ok", seconds=30)
        assert archived(s, "shelf", 1)["first"] == 0


def tampered():
    """a changed byte in a segment or the manifest, and a manifest that was written anew, are found"""
    with running() as s:
        s.options += ["--archive", folder(s, "shelf")]
        s.stop()
        s.start()
        asyncio.run(charge(s, "D1", 2400, "2026-11-25T10:00:00Z"))
        head = archived(s, "shelf", 2)["head"]
        shelf = pathlib.Path(folder(s, "shelf"))
        part = sorted((shelf / "segments").glob("*.zst"))[0]
        good = part.read_bytes()
        part.write_bytes(good[:5000] + bytes([good[5000] ^ 1]) + good[5001:])
        code, _, err = busbar("archive", "verify", "--archive", str(shelf))
        assert code == 1 and part.name in err, err
        code, _, err = busbar("restore", "--archive", str(shelf), "--to", folder(s, "x"))
        assert code == 1 and part.name in err, err
        part.write_bytes(good)
        entry = shelf / "manifest/0000000000.json"
        line = entry.read_bytes()
        entry.write_bytes(line.replace(b'"batches":', b'"batches": '))
        code, _, err = busbar("archive", "verify", "--archive", str(shelf))
        assert code == 1 and "chain is broken" in err, err
        entry.write_bytes(line)
        assert busbar("archive", "verify", "--archive", str(shelf), "--head", head)[0] == 0
        code, _, err = busbar("archive", "verify", "--archive", str(shelf), "--head", "0" * 63 + "1")
        assert code == 1 and "--head" in err, err
        assert busbar("archive", "mend", "--archive", str(shelf))[0] == 2
        assert busbar("archive", "status", "--archive", s.data)[0] == 1  # a data directory is no archive
        assert busbar("restore", "--archive", str(shelf))[0] == 2
        assert busbar("restore", "--archive", str(shelf), "--to", folder(s, "y"), "--at", "noon")[0] == 2


if __name__ == "__main__":
    main([back_as_it_was, back_in_time, failing, tampered])
