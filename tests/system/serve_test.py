#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The real binary on the loopback: the three versions, refusals, newest wins, kill -9, drain, start-up errors. TAP.
$BUSBAR names the binary (build/dev/busbar by default)."""

import asyncio
import base64
import contextlib
import json
import os
import pathlib
import resource
import signal
import socket
import struct
import subprocess
import sys
import time

import websockets

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from kit.server import BUSBAR, server  # noqa: E402
from kit.station import VERSIONS, boot  # noqa: E402



class Station:
    """A charging station: one WebSocket, calls with an answer each."""

    def __init__(self, ws):
        self.ws, self.ids = ws, 0

    async def call(self, action, payload):
        self.ids += 1
        await self.ws.send(json.dumps([2, f"m{self.ids}", action, payload]))
        answer = json.loads(await asyncio.wait_for(self.ws.recv(), 20))
        assert answer[0] == 3 and answer[1] == f"m{self.ids}", answer
        return answer[2]


@contextlib.asynccontextmanager
async def connect(s, identity, *versions, **more):
    async with websockets.connect(s.url(identity), subprotocols=[VERSIONS[v] for v in versions], **more) as ws:
        yield Station(ws)


def event(phase, seq, wh, transaction="tx-1", at="2026-11-25T10:00:%02dZ"):
    return {"eventType": phase, "timestamp": at % seq, "triggerReason": "Authorized", "seqNo": seq,
            "transactionInfo": {"transactionId": transaction}, "evse": {"id": 1, "connectorId": 1},
            "meterValue": [{"timestamp": at % seq, "sampledValue": [{"value": wh}]}]}


def raw_upgrade(s, path="/ocpp/CP1", method="GET", **changes):
    """(status, headers) of an upgrade written by hand; a header that is None is left out."""
    headers = {"Host": "x", "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
               "Sec-WebSocket-Key": base64.b64encode(b"0123456789abcdef").decode(),
               "Sec-WebSocket-Protocol": "ocpp2.1"}
    headers.update({k.replace("_", "-"): v for k, v in changes.items()})
    head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items() if v is not None)
    with socket.create_connection(("127.0.0.1", s.ocpp), timeout=20) as c:
        c.sendall(head.encode() + b"\r\n")
        text = b""
        while b"\r\n\r\n" not in text:
            got = c.recv(4096)
            if not got:
                break
            text += got
    lines = text.split(b"\r\n\r\n")[0].decode().split("\r\n")
    return int(lines[0].split()[1]), dict((n.lower(), v) for n, v in (line.split(": ", 1) for line in lines[1:]))


def basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def wait_for(what, seconds=10):
    """The first truthy value of what()."""
    until = time.time() + seconds
    while True:
        value = what()
        if value or time.time() > until:
            return value
        time.sleep(0.05)


def only(s, path):
    """The rows of a list on the admin door."""
    status, answer = s.api("GET", path)
    assert status == 200, (status, answer)
    return next(v for v in answer.values() if isinstance(v, list))


# -- the tests --

async def three_versions():
    with server("--unknown-stations", "accept", "--unknown-tokens", "accept") as s:
        assert s.api("GET", "/readyz")[0] == 200
        for version in VERSIONS:
            identity = "CP " + version
            async with connect(s, identity.replace(" ", "%20"), version) as c:
                assert c.ws.subprotocol == VERSIONS[version]
                assert (await c.call("BootNotification", boot(version)))["status"] == "Accepted"
                for _ in range(3):
                    assert "currentTime" in await c.call("Heartbeat", {})
                if version == "1.6":
                    start = await c.call("StartTransaction", {"connectorId": 1, "idTag": "T1", "meterStart": 1000,
                                                              "timestamp": "2026-11-25T10:00:00Z"})
                    assert start["idTagInfo"]["status"] == "Accepted" and start["transactionId"] > 0
                    await c.call("StopTransaction", {"transactionId": start["transactionId"], "meterStop": 3500,
                                                     "timestamp": "2026-11-25T10:30:00Z"})
                else:
                    await c.call("TransactionEvent", event("Started", 0, 1000))
                    await c.call("TransactionEvent", event("Updated", 1, 1010))
                    await c.call("TransactionEvent", event("Ended", 2, 1020))
        rows = wait_for(lambda: [r for r in only(s, "/api/sessions?state=ended") if r] if
                        len(only(s, "/api/sessions?state=ended")) == 3 else None)
        assert rows and {r["station"] for r in rows} == {"CP " + v for v in VERSIONS}, rows
        assert s.stop() == 0, s.text()


def refusals():
    with server() as s:
        assert s.api("PUT", "/api/stations/CP1", {"site_id": "S1"})[0] == 200
        assert s.api("PUT", "/api/stations/SAFE", {"password": "correct horse battery"})[0] == 200
        assert raw_upgrade(s)[0] == 101
        assert raw_upgrade(s, "//ocpp///CP1/")[0] == 101
        assert raw_upgrade(s, "/ocpp/old/cp1")[0] == 101  # last segment, any case
        assert raw_upgrade(s, "/ocpp/STRANGER")[0] == 404
        assert raw_upgrade(s, "/elsewhere/CP1")[0] == 404
        assert raw_upgrade(s, "/ocpp/%FF")[0] == 400
        assert raw_upgrade(s, "/ocpp/" + "x" * 129)[0] == 400
        status, headers = raw_upgrade(s, Sec_WebSocket_Version="12")
        assert status == 426 and headers["sec-websocket-version"] == "13"
        assert raw_upgrade(s, Upgrade=None)[0] == 426
        assert raw_upgrade(s, Sec_WebSocket_Key="short")[0] == 400
        assert raw_upgrade(s, Sec_WebSocket_Protocol="ocpp1.5")[0] == 400
        assert raw_upgrade(s, Sec_WebSocket_Protocol=None)[0] == 400
        status, headers = raw_upgrade(s, Sec_WebSocket_Protocol="ocpp1.6, ocpp2.0.1, ocpp9")
        assert status == 101 and headers["sec-websocket-protocol"] == "ocpp2.0.1"
        status, headers = raw_upgrade(s, "/ocpp/SAFE")
        assert status == 401 and headers["www-authenticate"].startswith("Basic")
        assert raw_upgrade(s, "/ocpp/SAFE", Authorization=basic("SAFE", "wrong"))[0] == 401
        assert raw_upgrade(s, "/ocpp/SAFE", Authorization=basic("CP1", "correct horse battery"))[0] == 401
        for _ in range(2):  # the second time from the cache
            assert raw_upgrade(s, "/ocpp/SAFE", Authorization=basic("SAFE", "correct horse battery"))[0] == 101
        with socket.create_connection(("127.0.0.1", s.ocpp)) as c:
            c.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n")
            assert c.recv(64).startswith(b"HTTP/1.1 400 ")
        assert wait_for(lambda: len(only(s, "/api/refused?limit=100")) == 13), only(s, "/api/refused?limit=100")
        reasons = {r["reason"] for r in only(s, "/api/refused?limit=100")}
        assert reasons == {"unknown-station", "bad-credentials", "no-credentials", "no-subprotocol", "bad-request",
                           "bad-identity", "bad-path"}, reasons
        assert s.stop() == 0


async def policies():
    with server("--unknown-stations", "quarantine", "--default-version", "1.6", "--max-stations", "3") as s:
        async with connect(s, "NEW", "2.1") as c:
            assert (await c.call("BootNotification", boot("2.1")))["status"] == "Pending"
        row = wait_for(lambda: next(iter(only(s, "/api/stations")), None))
        assert row["standing"] == "quarantined", row
        status, headers = raw_upgrade(s, "/ocpp/OLD", Sec_WebSocket_Protocol=None)
        assert status == 101 and "sec-websocket-protocol" not in headers, headers
        assert raw_upgrade(s, "/ocpp/THIRD")[0] == 101
        assert raw_upgrade(s, "/ocpp/FOURTH")[0] == 503  # max_stations
        assert s.api("DELETE", "/api/stations/THIRD")[0] in (200, 204)
        assert s.api("PUT", "/api/stations/THIRD", {"site_id": "S9"})[0] == 200
        assert s.stop() == 0
    with server("--auth", "always") as s:
        assert s.api("PUT", "/api/stations/BARE", {"site_id": "S1"})[0] == 200
        assert raw_upgrade(s, "/ocpp/BARE", Authorization=basic("BARE", ""))[0] == 401
        assert raw_upgrade(s, "/ocpp/BARE")[0] == 401
    with server("--auth", "never") as s:
        assert s.api("PUT", "/api/stations/SAFE", {"password": "correct horse battery"})[0] == 200
        assert raw_upgrade(s, "/ocpp/SAFE")[0] == 101


async def newest_wins():
    with server("--unknown-stations", "accept") as s:
        async with connect(s, "TWICE", "1.6") as old:
            await old.call("BootNotification", boot("1.6"))
            async with connect(s, "TWICE", "2.0.1") as new:
                try:
                    await asyncio.wait_for(old.ws.recv(), 10)
                    raise AssertionError("the older connection got a message")
                except websockets.ConnectionClosed as e:
                    assert e.code == 1008, e
                assert (await new.call("BootNotification", boot("2.0.1")))["status"] == "Accepted"
                row = wait_for(lambda: next((r for r in only(s, "/api/stations?connected=true")
                                             if r["generation"] == 2), None))
                assert row and row["protocol"] == "2.0.1", only(s, "/api/stations")


async def deaf_and_wild():
    with server("--unknown-stations", "accept") as s:
        async with connect(s, "WILD", "2.1") as wild, connect(s, "CALM", "2.1") as calm:
            await calm.call("BootNotification", boot("2.1"))
            await wild.ws.send(b"\x00\x01")
            with contextlib.suppress(websockets.ConnectionClosed):
                await asyncio.wait_for(wild.ws.recv(), 10)
            assert wild.ws.close_code == 1003, wild.ws.close_code
            await calm.call("Heartbeat", {})
            pong = await calm.ws.ping(b"are you there")
            await asyncio.wait_for(pong, 10)
        with socket.create_connection(("127.0.0.1", s.ocpp)) as c:
            c.sendall(b"GET /ocpp/RAW HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
                      b"Sec-WebSocket-Protocol: ocpp1.6\r\n\r\n" + bytes([0xC1, 0x80, 1, 2, 3, 4]))
            text = b""
            while b"\x88" not in text.split(b"\r\n\r\n", 1)[-1]:
                text += c.recv(4096)
            frame = text.split(b"\r\n\r\n", 1)[1]
            assert struct.unpack(">H", frame[2:4])[0] == 1002, frame
        rules = wait_for(lambda: len([f for f in only(s, "/api/findings") if f["rule"] in ("websocket", "RSV_BITS")]) == 2)
        assert rules, only(s, "/api/findings")


async def killed():
    with server("--unknown-stations", "accept", "--unknown-tokens", "accept") as s:
        async with connect(s, "LASTING", "2.0.1") as c:
            await c.call("BootNotification", boot("2.0.1"))
            await c.call("TransactionEvent", event("Started", 0, 1000))
            await c.call("TransactionEvent", event("Updated", 1, 1500))
            s.kill()
        s.start()
        row = wait_for(lambda: next(iter(only(s, "/api/sessions?station=LASTING")), None))
        assert row and row["state"] == "open" and row["transaction_id"] == "tx-1", row
        assert wait_for(lambda: only(s, "/api/stations?connected=false")), "still connected after the restart"
        async with connect(s, "LASTING", "2.0.1") as c:  # no boot again: it belongs to the station
            await c.call("TransactionEvent", event("Ended", 2, 2000))
        row = wait_for(lambda: next(iter(only(s, "/api/sessions?station=LASTING&state=ended")), None))
        assert row, only(s, "/api/sessions")
        assert s.stop() == 0, s.text()
        s.start()  # from the snapshot
        assert "snapshot=0" not in [line for line in s.text().splitlines() if "what=recovered" in line][-1]
        assert len(only(s, "/api/sessions")) == 1


async def file_limit():
    """At a limit of the size of files answers wait as on a full disk; when it is raised they go on, and all is there."""
    with server("--unknown-stations", "accept", "--unknown-tokens", "accept", "--segment-size", "16777216") as s:
        s.stop()
        s.start(file_limit=3 << 20)
        answered = 0
        async with connect(s, "FULL", "2.0.1") as c:
            await c.call("BootNotification", boot("2.0.1"))
            filler = event("Started", 0, 1000)
            filler["customData"] = {"vendorId": "x" * 20000}
            for n in range(1000):
                filler["seqNo"] = n
                filler["transactionInfo"]["transactionId"] = f"tx-{n}"
                task = asyncio.ensure_future(c.call("TransactionEvent", filler))
                done, _ = await asyncio.wait([task], timeout=2)
                if not done:
                    break
                answered = n + 1
            assert 0 < answered < 1000 and s.process.poll() is None, (answered, s.text())
            health = s.api("GET", "/healthz")[1]
            assert health["status"] == "degraded" and any("disk is full" in t for t in health["troubles"]), health
            resource.prlimit(s.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            await asyncio.wait_for(task, 20)
        assert "what=journal-full" in s.text() and "what=journal-goes-on" in s.text()
        s.kill()
        s.start()
        first = subprocess.run([BUSBAR, "journal", "stat", "--data", s.data], capture_output=True, text=True, timeout=60)
        assert first.returncode == 0, first.stderr
        found = wait_for(lambda: any(r["transaction_id"] == f"tx-{answered}" for r in only(s, "/api/sessions?station=FULL&limit=1000")))
        assert found, f"{answered} answered, the last one is lost"
        assert s.stop() == 0


async def log_lines():
    """Lines name station and session; what one station writes too often is left out, counted, and told."""
    with server("--unknown-stations", "accept", "--unknown-tokens", "accept", "--log-level", "debug", "--log-rate", "3", "--log-format", "json") as s:
        for _ in range(8):
            async with connect(s, "NOISY", "2.0.1") as c:
                pass
        async with connect(s, "CALM", "2.0.1") as c:
            await c.call("BootNotification", boot("2.0.1"))
            await c.call("TransactionEvent", event("Started", 0, 1000))
            await c.call("TransactionEvent", {**event("Ended", 1, 2000), "mood": "so what"})
        session = s.until("/api/sessions?station=CALM&state=ended", lambda a: len(a["sessions"]) == 1)["sessions"][0]
        assert "busbar_log_lines_left_out_total 10" in s.api("GET", "/metrics")[1]
        assert s.stop() == 0
        lines = [json.loads(line) for line in s.text().splitlines() if line.startswith("{")]
        noisy = [line for line in lines if line.get("station") == "NOISY"]
        assert [sum(line["what"] == what for line in noisy) for what in ("connected", "disconnected", "left-out")] == [3, 3, 2], noisy
        left = {line["event"]: line["lines"] for line in noisy if line["what"] == "left-out"}
        assert left == {"connected": 5, "disconnected": 5}, left
        about = {line["what"]: line for line in lines if "session" in line and line.get("station") == "CALM"}
        assert {line["session"] for line in about.values()} == {session["session_id"]}, about
        assert set(about) == {"session-started", "session-ended", "finding"}, about
        assert about["session-started"]["transaction"] == "tx-1" and about["session-ended"]["transaction"] == "tx-1"


def silence():
    with server("--unknown-stations", "accept", "--ping-interval", "1", "--idle-timeout", "3", "--upgrade-timeout",
                "1") as s:
        with socket.create_connection(("127.0.0.1", s.ocpp), timeout=20) as slow:
            slow.sendall(b"GET /ocpp/SLOW HTTP/1.1\r\nHost:")
            assert slow.recv(64).startswith(b"HTTP/1.1 408 ")
        with socket.create_connection(("127.0.0.1", s.ocpp), timeout=20) as c:
            began = time.time()
            c.sendall(b"GET /ocpp/MUTE HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
                      b"Sec-WebSocket-Protocol: ocpp1.6\r\n\r\n")
            frames = b""
            while True:
                got = c.recv(4096)
                if not got:
                    break
                frames += got
            frames = frames.split(b"\r\n\r\n", 1)[1]
            assert frames.startswith(b"\x89\x00"), frames  # a ping before the end of patience
            assert b"silent for" in frames and 2.5 < time.time() - began < 15, (frames, time.time() - began)
        assert s.stop() == 0


async def drain():
    with server("--unknown-stations", "accept") as s:
        async with connect(s, "A", "1.6") as a, connect(s, "B", "2.1") as b:
            await a.call("BootNotification", boot("1.6"))
            await b.call("BootNotification", boot("2.1"))
            s.process.send_signal(signal.SIGTERM)
            for c in (a, b):
                with contextlib.suppress(websockets.ConnectionClosed):
                    await asyncio.wait_for(c.ws.recv(), 10)
                assert c.ws.close_code == 1001, c.ws.close_code
        assert s.process.wait(timeout=30) == 0, s.text()
        s.start()
        assert "connections_cut=0" in [line for line in s.text().splitlines() if "what=recovered" in line][-1]


async def commands():
    with server("--unknown-stations", "accept") as s:
        assert s.api("POST", "/api/stations/NOBODY/commands/Reset", {"type": "Soft"})[0] == 404
        async with connect(s, "OBEYS", "1.6") as c:
            await c.call("BootNotification", boot("1.6"))
            ask = asyncio.get_running_loop().run_in_executor(
                None, s.api, "POST", "/api/stations/OBEYS/commands/Reset?timeout=10", {"type": "Soft"})
            call = json.loads(await asyncio.wait_for(c.ws.recv(), 10))
            assert call[0] == 2 and call[2] == "Reset" and call[3] == {"type": "Soft"}, call
            await c.ws.send(json.dumps([3, call[1], {"status": "Accepted"}]))
            status, answer = await ask
            assert status == 200 and answer["state"] == "answered", (status, answer)
            status, answer = await asyncio.get_running_loop().run_in_executor(
                None, s.api, "POST", "/api/stations/OBEYS/commands/Reset?timeout=1", {"type": "Soft"})
            assert answer.get("state") == "timed-out", (status, answer)


async def loops():
    with server("--unknown-stations", "accept", "--loops", "3") as s:
        async with contextlib.AsyncExitStack() as stack:
            cs = [await stack.enter_async_context(connect(s, f"L{i}", "2.1")) for i in range(30)]
            for c in cs:
                assert (await c.call("BootNotification", boot("2.1")))["status"] == "Accepted"
            await asyncio.gather(*(c.call("Heartbeat", {}) for c in cs))
            status, text = s.api("GET", "/metrics")
            assert status == 200 and "busbar_connections 30\n" in text, text[:2000]
        assert s.stop() == 0, s.text()


def import_many():
    n = 20000
    with server() as s:
        rows = "".join(f"I{i},S{i % 100}\n" for i in range(n))
        began = time.time()
        status, answer = s.api("POST", "/api/import", ("identity,site_id\n" + rows).encode(), "text/csv")
        print(f"# imported {n} stations in {time.time() - began:.2f} s")
        assert status == 200, (status, answer)
        assert raw_upgrade(s, f"/ocpp/I{n - 1}")[0] == 101
        assert s.stop() == 0, s.text()


def fails(expect, *arguments, code=1):
    """Starting with these arguments fails at once with one line that says so."""
    p = subprocess.run([BUSBAR, "serve", *arguments], stderr=subprocess.PIPE, timeout=60)
    lines = [line for line in p.stderr.decode().splitlines() if line.startswith("busbar: ")]
    assert p.returncode == code and len(lines) == 1 and expect in lines[0], (p.returncode, p.stderr.decode())


def start_errors():
    with server() as s:
        folder = s.folder
        other = ["--data", os.path.join(folder, "other"), "--admin", "127.0.0.1:0"]
        fails(f"127.0.0.1:{s.ocpp}", *other, "--ocpp", f"127.0.0.1:{s.ocpp}")
        fails(f"127.0.0.1:{s.admin}", "--data", os.path.join(folder, "o2"), "--ocpp", "127.0.0.1:0", "--admin",
              f"127.0.0.1:{s.admin}")
        fails("data", "--data", s.data, "--admin", "127.0.0.1:0", "--ocpp", "127.0.0.1:0")  # locked
        fails("admin_key_file", "--data", os.path.join(folder, "o3"), "--admin", "0.0.0.0:0", "--ocpp", "127.0.0.1:0")
        fails("heartbeat_interval", "--heartbeat-interval", "0", code=2)
        file = os.path.join(folder, "file")
        pathlib.Path(file).write_text("not a folder")
        fails(file, "--data", file, "--admin", "127.0.0.1:0", "--ocpp", "127.0.0.1:0")
        foreign = os.path.join(folder, "foreign")
        os.mkdir(foreign)
        pathlib.Path(foreign, "VERSION").write_text("busbar-data 999\n")
        fails("foreign", "--data", foreign, "--admin", "127.0.0.1:0", "--ocpp", "127.0.0.1:0")
        assert s.api("PUT", "/api/sites/S1", {"name": "North"})[0] == 200
        assert s.stop() == 0
        segment = next(pathlib.Path(s.data, "journal").glob("*.seg"))
        spoilt = bytearray(segment.read_bytes())
        spoilt[0] ^= 0xFF
        segment.write_bytes(spoilt)
        fails("journal/", "--data", s.data, "--admin", "127.0.0.1:0", "--ocpp", "127.0.0.1:0")


TESTS = [three_versions, refusals, policies, newest_wins, deaf_and_wild, killed, file_limit, log_lines, silence, drain, commands, loops, import_many, start_errors]


def main():
    only_these, bad, n = os.environ.get("BUSBAR_TEST", ""), 0, 0
    for test in TESTS:
        if only_these not in test.__name__:
            continue
        n += 1
        try:
            result = test()
            if asyncio.iscoroutine(result):
                asyncio.run(asyncio.wait_for(result, 120))
            print(f"ok {n} - {test.__name__}", flush=True)
        except Exception as e:  # a test's failure is told as TAP wants it
            bad += 1
            print(f"# {type(e).__name__}: {e}"[:3000].replace("\n", "\n# "))
            print(f"not ok {n} - {test.__name__}", flush=True)
    print(f"1..{n}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
