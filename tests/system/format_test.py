#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The oldest data directory that there is, tests/fixtures/journal-v1, must be read by every later version: its sessions, stations and
changes are compared with what was expected when it was made. `format_test.py make` makes it (once: it is never to be made again)."""

import asyncio
import contextlib
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from kit import raw, station  # noqa: E402
from kit.server import BUSBAR, ROOT, Server, main  # noqa: E402

FIXTURE = ROOT / "tests/fixtures/journal-v1"
TIME = "2026-11-25T10:%02d:00Z"
SITE = """kind,site_id,cpo_id,tariff_id,identity,id_token,name,rated_power_kw
site,S1,DEBUS,,,,North,
station,S1,DEBUS,T-2026,CP16,,,350
station,S1,DEBUS,T-2026,CP21,,,400
station,S1,DEBUS,T-2026,GONE,,,50
token,,,,,TAG,,
token,,,,,OLD,,
"""


def wh(text, value, measurand="Energy.Active.Import.Register"):
    return {"timestamp": text, "sampledValue": [{"value": value, "measurand": measurand}]}


async def old_station(s):
    """A session of 1.6 with a doubled stop, a measurement of no session, a finding and a command."""
    async with station.connect(s, "CP16", "1.6") as c:
        await c.boot()
        await c.call("StatusNotification", {"connectorId": 1, "errorCode": "NoError", "status": "Preparing"})
        await c.call("Authorize", {"idTag": "TAG"})
        tx = (await c.call("StartTransaction", {"connectorId": 1, "idTag": "TAG", "meterStart": 1000, "timestamp": TIME % 0}))["transactionId"]
        await c.call("MeterValues", {"connectorId": 1, "transactionId": tx, "meterValue": [wh(TIME % 10, "6000")]})
        await c.call("MeterValues", {"connectorId": 2, "meterValue": [wh(TIME % 11, "77")]})
        stop = {"transactionId": tx, "meterStop": 11000, "timestamp": TIME % 20, "idTag": "TAG", "reason": "Local"}
        await c.call("StopTransaction", stop)
        await c.call("StopTransaction", stop)
        await c.call("StatusNotification", {"connectorId": 1, "errorCode": "NoError", "status": "Available", "info": "i" * 60})
        c.commands["Reset"] = lambda _: {"status": "Accepted"}
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(None, s.api, "POST", "/api/stations/CP16/commands/Reset", {"type": "Soft"})
        assert answer[0] == 200, answer


async def new_station(s):
    """A session of 2.1 that stays open, and a report of the device."""
    def event(kind, seq, minute, **more):
        return {"eventType": kind, "timestamp": TIME % minute, "triggerReason": "MeterValuePeriodic", "seqNo": seq,
                "transactionInfo": {"transactionId": "tx-1", "chargingState": "Charging"}, "meterValue": [wh(TIME % minute, 1000 * minute)], **more}
    async with station.connect(s, "CP21", "2.1") as c:
        await c.boot()
        await c.call("TransactionEvent", event("Started", 0, 30, evse={"id": 1, "connectorId": 1}, idToken={"idToken": "TAG", "type": "ISO14443"}))
        await c.call("TransactionEvent", event("Updated", 1, 40))
        await c.call("NotifyReport", {"requestId": 1, "generatedAt": TIME % 41, "seqNo": 0, "reportData": [
            {"component": {"name": "EVSE"}, "variable": {"name": "Power"}, "variableAttribute": [{"value": "400000"}]}]})


def answers(s):
    """What the server shows of it all, and keeps."""
    stations = s.api("GET", "/api/stations?limit=100")[1]["stations"]
    for row in stations:
        row.pop("last_seen", None)
    return {"sessions": s.api("GET", "/api/sessions?limit=100")[1]["sessions"], "stations": stations}


def lines(*words):
    done = subprocess.run([BUSBAR, *words], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def make():
    s = Server("--auth", "auto")
    try:
        assert s.api("POST", "/api/import", SITE.encode(), "text/csv")[0] == 200
        asyncio.run(old_station(s))
        asyncio.run(new_station(s))
        raw.status_of(s.ocpp, "/ocpp/STRANGER")
        for path in ("/api/stations/GONE", "/api/tokens/OLD"):
            assert s.api("DELETE", path)[0] in (200, 204), path
        s.until("/api/stations?limit=100", lambda a: len(a["stations"]) == 3 and not any(x["connected"] for x in a["stations"]))
        expected = answers(s)
        assert s.stop() == 0
        expected["changes"] = lines("changes", "--data", s.data, "--consumer", "billing")
        expected["kinds"] = sorted({r["event"] for b in lines("journal", "cat", "--data", s.data, "--no-frames") for r in b["records"]})
        shutil.rmtree(FIXTURE, ignore_errors=True)
        shutil.copytree(s.data, FIXTURE, ignore=shutil.ignore_patterns("views.db*", "lock"))
        (FIXTURE / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
        print("\n".join(expected["kinds"]))
    finally:
        s.close()


def holds(expected, found, where="it"):
    """All that is expected is found; a later version may show more."""
    if isinstance(expected, dict):
        for k, v in expected.items():
            assert k in found, f"{where} has no {k}"
            holds(v, found[k], f"{where}.{k}")
    elif isinstance(expected, list):
        assert len(expected) == len(found), f"{where}: {len(found)} instead of {len(expected)}"
        for i, v in enumerate(expected):
            holds(v, found[i], f"{where}[{i}]")
    else:
        assert expected == found, f"{where}: {found!r} instead of {expected!r}"


@contextlib.contextmanager
def copied():
    """A copy of the fixture to start a server on."""
    with tempfile.TemporaryDirectory(prefix="busbar-format-") as folder:
        data = pathlib.Path(folder) / "data"
        shutil.copytree(FIXTURE, data, ignore=shutil.ignore_patterns("expected.json"))
        yield data


EXPECTED = json.loads((FIXTURE / "expected.json").read_text()) if (FIXTURE / "expected.json").exists() else {}


def read_by(data):
    """A server that starts there shows what is expected."""
    s = Server(data=str(data))
    try:
        s.until("/api/stations?limit=100", lambda a: len(a["stations"]) == len(EXPECTED["stations"]))
        assert s.stop() == 0
        s.start()
        holds({k: EXPECTED[k] for k in ("sessions", "stations")}, answers(s))
        return s.text()
    finally:
        s.close()


def with_snapshot():
    """the oldest journal and snapshot are read: sessions and stations as when they were made, and it can be written on"""
    with copied() as data:
        log = read_by(data)
        assert "what=snapshot-unusable" not in log and "what=recovered" in log, log


def without_snapshot():
    """the oldest journal is folded from its beginning to the same sessions and stations"""
    with copied() as data:
        shutil.rmtree(data / "snapshot")
        read_by(data)


def changes():
    """views built anew from the oldest journal tell the same changes, and its consumer's position is good"""
    with copied() as data:
        s = Server(data=str(data))
        try:
            s.until("/api/stations?limit=100", lambda a: len(a["stations"]) == len(EXPECTED["stations"]))
            assert s.stop() == 0
            found = lines("changes", "--data", str(data))
            holds(EXPECTED["changes"], found[:len(EXPECTED["changes"])])
            assert lines("changes", "--data", str(data), "--consumer", "billing") == found[len(EXPECTED["changes"]):]
        finally:
            s.close()


def kinds():
    """each kind of event that there was is in the oldest journal, and its sums are right"""
    done = subprocess.run([BUSBAR, "journal", "verify", "--data", str(FIXTURE)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    found = {r.get("event", "unknown") for b in lines("journal", "cat", "--data", str(FIXTURE), "--no-frames") for r in b["records"]}
    assert found == set(EXPECTED["kinds"]) and len(found) == 19, found


if __name__ == "__main__":
    if sys.argv[1:] == ["make"]:
        make()
    else:
        main([with_snapshot, without_snapshot, changes, kinds])
