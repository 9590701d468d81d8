#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Peers that mean no good, or know no better, on every port, while two stations charge undisturbed: noise, heads that other servers would
take, bytes that come one at a time, ids and answers that nobody asked for, texts that are none, a disk that is slow or full. TAP.
One server for most: what one test does to it the next ones feel. $BUSBAR_SEED chooses other noise."""

import base64
import json
import os
import pathlib
import random
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
from kit.server import BUSBAR, Server, main, resident  # noqa: E402

SEED = int(os.environ.get("BUSBAR_SEED", "1"))
MIB = 1 << 20
UPGRADE_TIMEOUT_S = 3
IDLE_S = 4


class House:
    """The server, the stations that must not notice, and the memory before it all."""

    s = calm = None
    before = 0


def open_house():
    """a server with registered stations, two of which charge from here on"""
    House.s = s = Server("--upgrade-timeout", str(UPGRADE_TIMEOUT_S), "--idle-timeout", str(IDLE_S), "--call-timeout", "2")
    csv = "identity,password\nCALM21,\nCALM16,\nGUARDED,correct horse\n" + "".join(f"BAD{i},\n" for i in range(80))
    assert s.api("POST", "/api/import", csv.encode(), "text/csv")[0] == 200
    assert s.api("PUT", "/api/tokens/GOOD", {})[0] == 200
    House.calm = Calm(s)
    time.sleep(0.5)
    House.before = resident(s)


def well():
    """The server lives and the calm stations are served."""
    assert House.s.process.poll() is None, House.s.text()[-3000:]
    House.calm.check()


def counter(name):
    text = House.s.api("GET", "/metrics")[1]
    return next(int(float(line.split()[1])) for line in text.splitlines() if line.startswith(name + " "))


def link(identity, version="1.6", **more):
    return raw.websocket(House.s.ocpp, "/ocpp/" + identity, Sec_WebSocket_Protocol="ocpp" + version, **more)


def alive(c, mid="alive"):
    """A Heartbeat behind whatever was sent; what came before its answer."""
    c.send(raw.frame(raw.TEXT, f'[2,"{mid}","Heartbeat",{{}}]'))
    before = []
    while True:
        answer = c.text()
        if answer[:2] == [3, mid]:
            return before
        before.append(answer)


# -- below OCPP --

def noise():
    """noise on every port, in any cut, hundreds of times: 400 or an end, a stored reason for each answer, memory as before"""
    s, r = House.s, random.Random(SEED)
    starts = (b"", b"GET ", b"\x16\x03\x01\x02\x00", b"\x80\x80", b"PUT /api/tokens/X HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n", b"\x00", b"{\"", b"\x81\xfe")
    answered, refused = {"ocpp": 0, "admin": 0}, counter("busbar_upgrades_refused_total")
    for i in range(300):
        for door, port in (("ocpp", s.ocpp), ("admin", s.admin)):
            data = r.choice(starts) + r.randbytes(r.choice((1, 20, 200, 5000, 20_000))) + r.choice((b"", b"\r\n\r\n"))
            with raw.Raw(port, 10) as c:
                at = r.randrange(len(data) + 1)
                c.send(data[:at], data[at:])
                if i % 3 == 0:
                    continue
                c.s.settimeout(0.3)
                try:
                    status = c.head()[0]
                except TimeoutError:  # it waits for the rest
                    continue
                assert status in (0, 400, 401, 404, 405, 408, 413, 415, 431, 503), (door, status, data[:80])
                answered[door] += status != 0
    print("#", answered)
    assert min(answered.values()) > 50, answered
    assert counter("busbar_upgrades_refused_total") - refused >= answered["ocpp"]
    s.until("/api/refused?limit=1000", lambda a: len(a["rows"]) >= answered["ocpp"])
    assert all(x["detail"] for x in s.api("GET", "/api/refused?limit=1000")[1]["rows"])
    well()


def heads():
    """heads that others take: HTTP/2, wrong and doubled Host, h2c, bodies, pipelined requests and upgrades, huge and many headers: refused with a reason, or one upgrade and no more"""
    s = House.s
    good = raw.upgrade("/ocpp/BAD1")
    cases = ((b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(30), 400), (raw.upgrade("/ocpp/BAD1", Host=None), 400), (raw.upgrade("/ocpp/BAD1", Host="a b"), 400),
             (raw.upgrade("/ocpp/BAD1", Host="a\tb"), 400), (good.replace(b"Host: x", b"Host: x\r\nHost: y"), 400), (raw.upgrade("/ocpp/BAD1", Upgrade="h2c"), 426),
             (raw.upgrade("/ocpp/BAD1", Upgrade="websocket", Content_Length="5") + b"hello", None), (raw.upgrade("/ocpp/BAD1", Transfer_Encoding="chunked") + b"0\r\n\r\n", None),
             (raw.upgrade("/ocpp/BAD1", Content_Length="5", Transfer_Encoding="chunked"), 400), (raw.upgrade("/ocpp/BAD1", X="y" * 9000, Z="y" * 9000), 431),
             (good[:-2] + b"X: y\r\n" * 60 + b"\r\n", 431), (good[:-2] + b"X: y\r\n" * 5000 + b"\r\n", 431), (good[:-2] + b"a" * 30_000, 431), (good.replace(b"\r\n", b"\n"), 400),
             (good.replace(b"Upgrade: websocket", b"Upgrade : websocket"), 400), (good.replace(b"Upgrade: websocket", b"Upgrade:\r\n websocket"), 400),
             (raw.upgrade("/ocpp/BAD1", Sec_WebSocket_Version="8"), 426), (raw.upgrade("/ocpp/BAD1", Sec_WebSocket_Protocol="mqtt"), 400), (raw.upgrade("/ocpp/BAD1", Connection="keep-alive"), None),
             (raw.upgrade("/ocpp/BAD1", Sec_WebSocket_Key=None), 400), (raw.upgrade("/ocpp/BAD1", method="CONNECT"), 400), (raw.upgrade("/ocpp/BAD1", version="HTTP/3.0"), 400))
    for text, wanted in cases:
        before = len(s.api("GET", "/api/refused?limit=1000")[1]["rows"])
        with raw.Raw(s.ocpp) as c:
            c.send(text)
            status = c.answer(head_only=False)[0] if wanted != 101 else c.head()[0]
            assert status == wanted or (wanted is None and status in (400, 426, 101)), (text[:160], status, wanted)
            assert status == 101 or c.ended()
        if status != 101 and before < 1000:
            row = s.until("/api/refused?limit=1000", lambda a: len(a["rows"]) > before)["rows"][0]
            assert row["status"] == status and row["detail"], (text[:100], row)
    with raw.Raw(s.ocpp) as c:  # a second upgrade in the same piece is no frame
        c.send(good + raw.upgrade("/ocpp/BAD2"))
        assert c.head()[0] == 101 and c.close_code() == 1002
    s.until("/api/stations?connected=true", lambda a: "BAD2" not in [x["identity"] for x in a["stations"]])
    with raw.Raw(s.ocpp) as c:  # requests before an upgrade: the first is refused, and that is the end
        c.send(b"GET /x HTTP/1.1\r\nHost: x\r\n\r\n" * 3 + good)
        assert c.answer()[0] == 404 and c.ended()
    with raw.Raw(s.admin) as c:  # the admin door answers what is pipelined, in order
        c.send(b"".join(b"GET /%s HTTP/1.1\r\nHost: x\r\n\r\n" % p for p in (b"healthz", b"nothing", b"readyz")) + b"PRI * HTTP/2.0\r\n\r\n")
        assert [c.answer()[0] for _ in range(4)] == [200, 404, 200, 400]
    well()


def drip():
    """frames that come a byte at a time, of sixty stations, are answered in the end; one that stalls within a frame is ended for its silence; memory stays"""
    s, n = House.s, 60
    before, cs = resident(s), [link(f"BAD{i}") for i in range(n)]
    stalled = link("BAD70")
    stalled.send(raw.frame(raw.TEXT, b"x" * 500_000, length=MIB)[:500_000])
    began = time.monotonic()
    frames = [raw.frame(raw.TEXT, f'[2,"drip{i}","DataTransfer",{{"vendorId":"v","data":"{"y" * 20}"}}]') for i in range(n)]
    peak = 0
    for at in range(max(map(len, frames))):
        for c, f in zip(cs, frames):
            c.send(f[at:at + 1])
        time.sleep(0.06)
        peak = max(peak, resident(s))
    took = time.monotonic() - began
    assert took > IDLE_S, took
    for i, c in enumerate(cs):
        assert c.text()[:2] == [3, f"drip{i}"], i
        c.s.close()
    assert stalled.close_code() == 1008 and time.monotonic() - began < IDLE_S + took + 5
    stalled.s.close()
    row = s.until("/api/connections?station=BAD70", lambda a: a["rows"] and a["rows"][0]["closed_at"])["rows"][0]
    assert "silent" in row["reason"], row
    print(f"# {took:.1f} s for {len(frames[0])} bytes; {peak - before >> 10} KiB more at most")
    assert peak - before < 16 * MIB, (before, peak)
    well()


def no_text():
    """what is not UTF-8, in the path, in each header, in credentials, in frames, reasons, CSV and JSON: refused or closed with a reason, never kept as it came"""
    s = House.s
    bad = "caf\xe9 \xff\xfe"  # sent as latin-1: no UTF-8
    head = lambda name: raw.upgrade("/ocpp/BAD3").replace(b"\r\n\r\n", f"\r\n{name}: {bad}\r\n\r\n".encode("latin-1"))  # noqa: E731
    for data in (b"GET /ocpp/BAD3\xff HTTP/1.1\r\nHost: x\r\n\r\n", raw.upgrade("/ocpp/%ff%fe"), raw.upgrade("/ocpp/%ed%a0%80"), raw.upgrade("/ocpp/BAD3?x=%ff"),
                 raw.upgrade("/ocpp/GUARDED", Authorization="Basic " + base64.b64encode(b"GUARDED:\xff\xfe").decode()), raw.upgrade("/ocpp/GUARDED", Authorization="Basic \x01"),
                 raw.upgrade("/ocpp/GUARDED", Authorization="Basic " + base64.b64encode(b"\xff:x").decode()), head("User-Agent"), head("Origin"), head("Sec-WebSocket-Extensions"),
                 head("Authorization"), head("Host2"), raw.upgrade("/ocpp/BAD3").replace(b"ocpp1.6", b"ocpp\xff"), raw.upgrade("/ocpp/BAD3").replace(b"Host: x", b"Host: \xff")):
        with raw.Raw(s.ocpp) as c:
            c.send(data)
            status = c.head()[0]
            assert status in (101, 400, 401, 404), (data[:120], status)
    for frame, code in ((raw.frame(raw.TEXT, b'[2,"1","Heartbeat",{"x":"\xff"}]'), 1007), (raw.frame(raw.TEXT, b'[2,"\xc0\xaf","Heartbeat",{}]'), 1007),
                        (raw.frame(raw.TEXT, b'[2,"1","DataTransfer",{"vendorId":"\xed\xa0\x80"}]'), 1007), (raw.frame(raw.TEXT, b"\xf0\x9f", fin=False) + raw.frame(raw.CONT, b"\x28"), 1007),
                        (raw.frame(raw.CLOSE, struct.pack(">H", 1000) + b"\xff"), 1007)):
        with link("BAD3") as c:
            c.send(frame)
            assert c.close_code() == code, frame
    with link("BAD3") as c:  # a ping carries any bytes
        c.send(raw.frame(raw.PING, b"\xff\x00\xfe"))
        assert c.frame()[:2] == (raw.PONG, b"\xff\x00\xfe")
    for method, path, body, kind in (("PUT", "/api/tokens/%ff", b"{}", "application/json"), ("PUT", "/api/tokens/T1", b'{"group_id":"\xff"}', "application/json"),
                                     ("POST", "/api/import", b"identity,site_id\nCP-\xff,S1\n", "text/csv"), ("POST", "/api/stations/BAD3/commands/Reset", b'{"type":"\xff"}', "application/json")):
        status, answer = s.api(method, path, body, kind)
        assert status == 400 and answer["error"]["message"], (path, status, answer)
    for path in ("/api/refused?limit=1000", "/api/findings?limit=1000", "/api/connections?limit=1000", "/api/stations"):
        assert s.api("GET", path)[0] == 200  # urllib decodes it strictly
    well()


# -- OCPP-J --

def ids():
    """ids of every kind, wrong types, doubled calls, answers that nobody asked for, by thousands: each call answered once by its id, the rest are findings"""
    s, r = House.s, random.Random(SEED)
    for version in ("1.6", "2.0.1", "2.1"):
        with link("BAD4", version) as c:
            for mid in ('""', '" "', '"a\\"b"', '"\\u00e9\\ud83d\\ude00"', '"\\u0000"', '"' + "i" * 36 + '"', '"' + "i" * 255 + '"', '"-1"', '"[2]"', '"\U0001F600"'):
                c.send(raw.frame(raw.TEXT, f'[2,{mid},"Heartbeat",{{}}]'))
                assert c.text()[:2] == [3, json.loads(mid)], mid
            for mid in ("1", "null", "{}", "[]", "true", "1e999", '"' + "i" * 100_000 + '"', "-"):
                c.send(raw.frame(raw.TEXT, f'[2,{mid},"Heartbeat",{{}}]'))
                assert all(m[0] == 4 and m[1] == "-1" for m in alive(c)), mid
            n = 0
            for kind in ("0", "1", "5", "7", "99", "-3", "2.0", "2.5", '"2"', "null", "[2]", "1e3", "9" * 400):
                c.send(raw.frame(raw.TEXT, f'[{kind},"t","Heartbeat",{{}}]'))
                got = alive(c)
                assert len(got) <= 1 and all(m[0] in (3, 4) for m in got), (kind, got)
                n += len(got)
            c.send(raw.frame(raw.TEXT, '[2,"same","Heartbeat",{}]') * 2000)
            assert [m[:2] for m in alive(c)] == [[3, "same"]] * 2000
            five = '[5,"x%d","GenericError","",{}]' if version == "2.1" else '[3,"x%d",[]]'
            stray = [r.choice(('[3,"x%d",{}]', '[4,"x%d","GenericError","",{}]', '[3,"x%d"]', '[3,"BAD4-%d",{"status":"Accepted"}]', five)) % i for i in range(1500)]
            c.send(b"".join(raw.frame(raw.TEXT, t) for t in stray))
            assert alive(c) == [], version
    rows = s.until("/api/findings?station=BAD4&limit=1000", lambda a: len(a["rows"]) == 1000)["rows"]
    assert all(x["rule"] for x in rows)
    well()


def start_again_and_again():
    """the same start and stop a hundred times under new ids, with a thousand stray answers between: one session, exact"""
    s = House.s
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 600))
    with link("BAD5") as c:
        c.send(raw.frame(raw.TEXT, '[2,"b","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]'))
        c.text()
        start = f'"StartTransaction",{{"connectorId":1,"idTag":"GOOD","meterStart":1000,"timestamp":"{at}"}}]'
        c.send(b"".join(raw.frame(raw.TEXT, f'[2,"s{i}",{start}') + raw.frame(raw.TEXT, f'[3,"n{i}",{{}}]') * 5 for i in range(100)))
        answers = [c.text() for _ in range(100)]
        numbers = {a[2]["transactionId"] for a in answers}
        assert [a[1] for a in answers] == [f"s{i}" for i in range(100)] and len(numbers) == 1, numbers
        stop = f'"StopTransaction",{{"transactionId":{numbers.pop()},"meterStop":3000,"timestamp":"{at[:-3]}59Z"}}]'
        c.send(b"".join(raw.frame(raw.TEXT, f'[2,"e{i}",{stop}') for i in range(100)))
        assert [c.text()[:2] for _ in range(100)] == [[3, f"e{i}"] for i in range(100)]
    rows = s.until("/api/sessions?station=BAD5&state=ended", lambda a: len(a["sessions"]) == 1)["sessions"]
    assert rows[0]["energy_mwh"] == 2_000_000 and rows[0]["repeats"] == 198, rows
    well()


def deaf_to_commands():
    """two hundred commands at once to a station that answers none, or wrongly, and goes: refused, timed out or cancelled, none waits for ever, each is stored"""
    s, told = House.s, []
    lock = threading.Lock()

    def give(i):
        status, answer = s.api("POST", "/api/stations/BAD6/commands/Reset?timeout=1", {"type": "Soft"})
        with lock:
            told.append((status, answer.get("state")))

    with link("BAD6") as c:
        ending = threading.Event()

        def wrong():
            c.s.settimeout(0.5)
            n = 0
            while not ending.is_set():
                try:
                    alive(c)
                    n += 1
                    c.send(raw.frame(raw.TEXT, f'[3,"guess-{n}",{{"status":"Accepted"}}]'), raw.frame(raw.TEXT, '[4,"","GenericError","",{}]'))
                except (TimeoutError, AssertionError):
                    pass
                time.sleep(0.2)
        speaker = threading.Thread(target=wrong, daemon=True)
        speaker.start()
        threads = [threading.Thread(target=give, args=(i,), daemon=True) for i in range(200)]
        for t in threads:
            t.start()
        time.sleep(4)
        ending.set()
        speaker.join()
    for t in threads:
        t.join(60)
    counts = {k: told.count(k) for k in set(told)}
    print("#", counts)
    assert len(told) == 200 and {state for _, state in told} == {"timed-out", "refused", "cancelled"}, counts
    rows = s.until("/api/commands?station=BAD6&limit=1000", lambda a: len(a["rows"]) == 200 and not any(x["state"] in ("queued", "sent") for x in a["rows"]))["rows"]
    assert all(x["answer"] for x in rows)
    well()


# -- the end --

def close_house():
    """both stations charged exactly and in time all along, memory is as it was, nothing was lost"""
    s = House.s
    after = resident(s)
    n, median, worst = House.calm.stop()
    print(f"# {n} messages of the calm stations: median {median * 1000:.1f} ms, worst {worst * 1000:.0f} ms; memory {House.before >> 20} MiB before, {after >> 20} MiB after")
    assert after - House.before < 64 * MIB, (House.before, after)
    before = s.api("GET", "/api/sessions?limit=1000")[1]
    assert s.stop() == 0, s.text()[-3000:]
    done = subprocess.run([BUSBAR, "journal", "verify", "--data", s.data], capture_output=True, text=True)
    assert done.returncode == 0 and "every checksum is right" in done.stdout, done
    s.start()
    s.until("/api/sessions?limit=1000", lambda a: a == before)
    assert s.stop() == 0
    s.close()


SLOW = r"""
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
int fdatasync(int fd)
{
    struct timespec t = {0, 300000000};
    if (access(getenv("DISK_SLOW"), F_OK) == 0) nanosleep(&t, 0);
    return (int)syscall(SYS_fdatasync, fd);
}
ssize_t pwrite64(int fd, const void *p, size_t n, off_t at)
{
    if (access(getenv("DISK_FULL"), F_OK) == 0) { errno = ENOSPC; return -1; }
    return (ssize_t)syscall(SYS_pwrite64, fd, p, n, at);
}
ssize_t pwrite(int fd, const void *p, size_t n, off_t at) { return pwrite64(fd, p, n, at); }
"""


def slow_disk():
    """a disk that takes 0.3 s for each sync: Heartbeats are answered at once all the same, a flood waits bounded and in order, nothing is lost"""
    folder = tempfile.mkdtemp(prefix="busbar-slow-")
    flag = pathlib.Path(folder) / "slow"
    s = Preloaded(library(folder, SLOW), "--unknown-stations", "accept", "--unknown-tokens", "accept", DISK_SLOW=str(flag), DISK_FULL=folder + "/full")
    try:
        calm, flood = (raw.websocket(s.ocpp, f"/ocpp/{name}", Sec_WebSocket_Protocol="ocpp1.6") for name in ("CALM", "FLOOD"))
        calm.send(raw.frame(raw.TEXT, '[2,"first","Heartbeat",{}]'))
        assert calm.text()[:2] == [3, "first"]
        before = resident(s)
        flag.touch()
        time.sleep(0.1)
        n = 3000
        calls = b"".join(raw.frame(raw.TEXT, f'[2,"f{i}","DataTransfer",{{"vendorId":"v","data":"{"x" * 1000}"}}]') for i in range(n))
        sender = threading.Thread(target=flood.send, args=(calls,), daemon=True)
        sender.start()
        waits, peak = [], 0
        for i in range(30):
            began = time.monotonic()
            calm.send(raw.frame(raw.TEXT, f'[2,"h{i}","Heartbeat",{{}}]'))
            assert calm.text()[:2] == [3, f"h{i}"]
            waits.append(time.monotonic() - began)
            peak = max(peak, resident(s))
            time.sleep(0.05)
        waits.sort()
        for i in range(n):
            answer = flood.text()
            assert answer[:2] == [3, f"f{i}"], (i, answer)
        sender.join(30)
        flag.unlink()
        print(f"# heartbeats: median {waits[15] * 1000:.0f} ms, worst {waits[-1] * 1000:.0f} ms; {peak - before >> 20} MiB more at most")
        assert waits[15] < 0.2 and waits[-1] < 2, waits
        assert peak - before < 48 * MIB, (before, peak)
        s.kill()
        s.start()
        done = subprocess.run([BUSBAR, "journal", "cat", "--data", s.data, "--station", "FLOOD"], capture_output=True)
        frames = [x["text"] for line in done.stdout.splitlines() for x in json.loads(line)["records"] if x.get("frame") == "in"]
        assert len(frames) == n, len(frames)
        assert s.stop() == 0
    finally:
        s.close()


def full_disk():
    """a full disk for some seconds: Heartbeats and the admin door are answered all the same, what must be stored waits bounded, also new stations, and nothing is lost"""
    folder = tempfile.mkdtemp(prefix="busbar-full-")
    flag, n = pathlib.Path(folder) / "full", 400
    s = Preloaded(library(folder, SLOW), "--unknown-stations", "accept", "--unknown-tokens", "accept", DISK_SLOW=folder + "/slow", DISK_FULL=str(flag))
    try:
        calm, *floods = (raw.websocket(s.ocpp, f"/ocpp/{name}", Sec_WebSocket_Protocol="ocpp1.6") for name in ("CALM", *(f"FLOOD{i}" for i in range(8))))
        calm.send(raw.frame(raw.TEXT, '[2,"first","Heartbeat",{}]'))
        assert calm.text()[:2] == [3, "first"]
        before, waits, peak = resident(s), [], 0
        flag.touch()
        calls = b"".join(raw.frame(raw.TEXT, f'[2,"f{i}","DataTransfer",{{"vendorId":"v","data":"{"x" * 2000}"}}]') for i in range(n))
        senders = [threading.Thread(target=c.send, args=(calls,), daemon=True) for c in floods]
        for t in senders:
            t.start()
        fresh = [raw.Raw(s.ocpp, 20, raw.upgrade(f"/ocpp/FRESH{i}")) for i in range(20)]
        for i in range(30):
            began = time.monotonic()
            calm.send(raw.frame(raw.TEXT, f'[2,"h{i}","Heartbeat",{{}}]'))
            assert calm.text()[:2] == [3, f"h{i}"]
            assert s.api("GET", "/api/sessions")[0] == 200
            waits.append(time.monotonic() - began)
            peak = max(peak, resident(s))
            time.sleep(0.1)
        for c in floods:
            c.s.settimeout(0.05)
            try:
                raise AssertionError(("answered though it can't be stored", c.frame()))
            except TimeoutError:
                c.s.settimeout(30)
        flag.unlink()
        for c in floods:
            for i in range(n):
                assert c.text()[:2] == [3, f"f{i}"], i
        assert [c.head()[0] for c in fresh] == [101] * len(fresh)
        waits.sort()
        print(f"# heartbeat and admin: median {waits[15] * 1000:.0f} ms, worst {waits[-1] * 1000:.0f} ms; {peak - before >> 20} MiB more at most")
        assert waits[15] < 0.3 and waits[-1] < 3 and peak - before < 64 * MIB, (waits, before, peak)
        s.kill()
        s.start()
        done = subprocess.run([BUSBAR, "journal", "cat", "--data", s.data], capture_output=True)
        frames = [x["text"] for line in done.stdout.splitlines() for x in json.loads(line)["records"] if x.get("frame") == "in" and "DataTransfer" in x["text"]]
        assert len(frames) == n * len(floods), len(frames)
        assert s.stop() == 0
    finally:
        s.close()


if __name__ == "__main__":
    main([open_house, noise, heads, drip, no_text, ids, start_again_and_again, deaf_to_commands, close_house, slow_disk, full_disk])
