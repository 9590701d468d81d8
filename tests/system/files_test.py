#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Too few open files: who is connected is served and its events are stored, newcomers are refused, the admin door and the journal go on,
and who leaves makes room."""

import contextlib
import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from kit.raw import Raw, upgrade  # noqa: E402
from kit.server import Server, closing, main  # noqa: E402
from kit.station import connect, event, in_thread, run  # noqa: E402

FILES = 64
AT = "2026-11-25T10:00:00Z"
OPTIONS = ("--unknown-stations", "accept", "--unknown-tokens", "accept", "--snapshot-interval", "5", "--segment-size", "1048576",
           "--upgrade-timeout", "600")


def cpu(s):
    """Seconds of CPU that the server has used."""
    fields = pathlib.Path(f"/proc/{s.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def knock(s, name):
    """What a newcomer gets: its connection, its status and the headers; 0 where it is turned away unheard."""
    c = Raw(s.ocpp, 20, upgrade("/ocpp/" + name, **{"Sec-WebSocket-Protocol": "ocpp2.0.1"}))
    try:
        return c, *c.head()
    except (OSError, EOFError, AssertionError):
        return c, 0, {}


def fill(s, held):
    """Stations connect until no more get in: how many did, and the first refusal."""
    for i in range(FILES):
        c, status, headers = knock(s, f"FULL{i}")
        held.append(c)
        if status != 101:
            return i, status, headers
    raise AssertionError("all got in")


def storm(s, held):
    """Some who knock and say nothing, then many who knock again and again for two seconds: (statuses, CPU seconds of the server)."""
    held += [Raw(s.ocpp, 20) for _ in range(FILES)]
    time.sleep(0.3)
    seen, began, used = set(), time.monotonic(), cpu(s)
    while time.monotonic() - began < 2:
        c, status, _ = knock(s, "LATE")
        c.s.close()
        seen.add(status)
        time.sleep(0.02)
    return seen, cpu(s) - used


def folder(s, name):
    return len(os.listdir(os.path.join(s.data, name)))


async def heavy(cp, s):
    """So many messages that the journal begins new segments; a snapshot follows."""
    before = folder(s, "journal")
    for _ in range(16):
        await cp.call("DataTransfer", {"vendorId": "V", "data": "x" * 100000})
    assert folder(s, "journal") > before, os.listdir(os.path.join(s.data, "journal"))
    end = time.time() + 20
    while "what=snapshot " not in s.text():
        assert time.time() < end, s.text()
        time.sleep(0.1)
    assert "failed" not in s.text(), s.text()


def told(s, began):
    """One line in ten seconds, none for each who knocked; the first refusal is stored with its reason."""
    lines = [line for line in s.text().splitlines() if "what=turned-away" in line]
    assert 1 <= len(lines) <= 1 + (time.monotonic() - began) / 10, s.text()
    assert "LATE" not in s.text() and "raise the limit" in lines[0], s.text()
    rows = s.until("/api/refused", lambda a: a["rows"])["rows"]
    assert any(r["status"] == 503 and "no open file is left" in r["detail"] for r in rows), rows


async def exhausted(s):
    began = time.monotonic()
    with contextlib.ExitStack() as stack:
        held = []
        stack.callback(lambda: [c.s.close() for c in held])
        async with connect(s, "CP1", "2.0.1") as cp:
            await cp.boot()
            n, status, headers = await in_thread(fill, s, held)
            assert n >= 3 and status == 503 and headers.get("retry-after") == "60", (n, status, headers)
            seen, used = await in_thread(storm, s, held)
            assert 0 in seen and seen <= {0, 503}, seen
            assert used < 0.5, used
            assert "currentTime" in await cp.call("Heartbeat", {})
            await cp.call("TransactionEvent", event("Started", 0, 1000, AT, "T1", token="TAG"))
            await heavy(cp, s)
            told(s, began)
            held.pop(0).s.close()
            for c in held[n:]:
                c.s.close()
            end = time.time() + 20
            while (got := await in_thread(knock, s, "NEXT"))[1] != 101:
                got[0].s.close()
                assert time.time() < end, got
                time.sleep(0.1)
            held.append(got[0])


def full():
    """with few open files those connected are served, newcomers refused, and the journal goes on; who leaves makes room"""
    with closing(Server(*OPTIONS, files=FILES)) as s:
        run(exhausted(s))
        s.kill()
        s.start()
        got = s.until("/api/sessions?station=CP1", lambda a: len(a["sessions"]) == 1)["sessions"][0]
        assert got["transaction_id"] == "T1", got


if __name__ == "__main__":
    main([full])
