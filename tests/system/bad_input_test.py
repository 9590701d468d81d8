#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Rubbish at the charger port, from the first byte to the frames of OCPP-J, while two stations charge undisturbed. TAP.
One server for all: what one test does to it the next ones feel. $BUSBAR_SEED chooses other rubbish."""

import json
import os
import pathlib
import random
import re
import struct
import subprocess
import sys
import threading
import time
import urllib.parse
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from kit import raw  # noqa: E402
from kit.calm import Calm  # noqa: E402
from kit.server import BUSBAR, Server, main, resident  # noqa: E402

SEED = int(os.environ.get("BUSBAR_SEED", "1"))
PROTOCOLS = {"1.6": "ocpp1.6", "2.0.1": "ocpp2.0.1", "2.1": "ocpp2.1"}
UPGRADE_TIMEOUT_S = 3
MIB = 1 << 20
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class House:
    """The server under fire and the stations that must not notice."""

    s = calm = None


def open_house():
    """a server with registered stations, two of which charge from here on"""
    House.s = s = Server("--upgrade-timeout", str(UPGRADE_TIMEOUT_S))
    csv = "identity,password\nCALM21,\nCALM16,\nGUARDED,correct horse\nSTORM,\n" + "".join(f"BAD{i},\n" for i in range(10))
    assert s.api("POST", "/api/import", csv.encode(), "text/csv")[0] == 200
    assert s.api("PUT", "/api/tokens/GOOD", {})[0] == 200
    House.calm = Calm(s)


def well():
    """The server lives and the calm stations are served."""
    assert House.s.process.poll() is None, House.s.text()[-3000:]
    House.calm.check()


def refused():
    text = House.s.api("GET", "/metrics")[1]
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("busbar_upgrades_refused_total "))


def link(version, path="/ocpp/BAD0", **more):
    return raw.websocket(House.s.ocpp, path, Sec_WebSocket_Protocol=PROTOCOLS[version], **more)


def before_the_upgrade():
    """rubbish before and in the upgrade, whole and in any cut: refused with a status and a stored reason, or left alone"""
    s, r = House.s, random.Random(SEED)
    whole = raw.upgrade("/ocpp/BAD0", Sec_WebSocket_Extensions="permessage-deflate", Authorization=raw.basic("BAD0", "x"))
    before, answered = refused(), 0
    for text, wanted in ((b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500), 400), (b"SSH-2.0-OpenSSH_9.2\r\n", 400), (b"\x00" * 100, 400),
                         (b"\r\n" * 500, 400), (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 70 + b"\r\n", 431), (b"GET /" + b"a" * 17_000, 431),
                         (b"GET /ocpp/BAD0 HTTP/1.0\r\nHost: x\r\n\r\n", 400), (b"POST /ocpp/BAD0 HTTP/1.1\r\nHost: x\r\n\r\n", 405),
                         (raw.upgrade("/ocpp/%00"), 404), (raw.upgrade("/ocpp/A%00B"), 404), (raw.upgrade("/ocpp/A%0A%1B[2JB"), 404),
                         (raw.upgrade("/ocpp/%ff"), 400), (raw.upgrade("/ocpp/%2"), 400), (raw.upgrade("/ocpp/" + "%F0%9F%98%80" * 33), 400),
                         (raw.upgrade("/ocpp/"), 404), (raw.upgrade("/ocpp"), 404), (raw.upgrade("*"), 404), (raw.upgrade("/ocpp/../etc/passwd"), 404),
                         (raw.upgrade("http://elsewhere/ocpp/NOBODY"), 404), (raw.upgrade("/ocpp/BAD0", Sec_WebSocket_Key="x" * 5000), 400)):
        with raw.Raw(s.ocpp) as c:
            c.send(text)
            status = c.answer()[0]
            assert status == wanted or (wanted == 404 and status == 400), (text[:60], status)
            assert c.ended()
            answered += 1
    assert refused() - before == answered
    for n in range(1, len(whole)):  # cut and gone
        with raw.Raw(s.ocpp) as c:
            c.send(whole[:n])
    with raw.Raw(s.ocpp) as c:
        for i in range(len(whole)):
            c.send(whole[i:i + 1])
        assert c.head()[0] == 101
    statuses = {}
    for _ in range(400):
        text = bytearray(whole)
        for _ in range(r.randrange(1, 6)):
            text[r.randrange(len(text))] = r.randrange(256)
        with raw.Raw(s.ocpp, 10) as c:
            at = r.randrange(len(text))
            c.send(bytes(text[:at]), bytes(text[at:]))
            if text.endswith(b"\r\n\r\n"):
                status = c.head()[0]
                statuses[status] = statuses.get(status, 0) + 1
    assert set(statuses) <= {101, 400, 401, 404, 405, 426, 431} and statuses[400] > 20, statuses
    s.until("/api/refused?text=not%20a%20valid", lambda a: len(a["rows"]) > 20)
    well()


def behind_the_upgrade():
    """frames that come in one piece with the upgrade are read, also while the password is checked; far too much is not kept"""
    s = House.s
    frames = b"".join(raw.frame(raw.TEXT, f'[2,"e{i}","Heartbeat",{{}}]') for i in range(20))
    for path, more in (("/ocpp/BAD1", {}), ("/ocpp/GUARDED", {"Authorization": raw.basic("GUARDED", "correct horse")})):
        with raw.Raw(s.ocpp) as c:
            c.send(raw.upgrade(path, **more) + frames)
            assert c.head()[0] == 101
            assert [c.text()[1] for _ in range(20)] == [f"e{i}" for i in range(20)], path
    for wrong in ("wrong", "correct horse "):  # gone while the check runs
        for _ in range(6):
            with raw.Raw(s.ocpp) as c:
                c.send(raw.upgrade("/ocpp/GUARDED", Authorization=raw.basic("GUARDED", wrong)) + frames)
    with raw.Raw(s.ocpp) as c:
        c.send(raw.upgrade("/ocpp/GUARDED", Authorization=raw.basic("GUARDED", "also wrong")) + bytes(300_000))
        status = c.head()[0]
        assert status in (400, 401, 503), status  # 503: the checks before it took too long
    well()


def slow_loris():
    """hundreds of connections that never finish their upgrade are ended in time, and hold nobody up"""
    s, n = House.s, 300
    before, whole = refused(), raw.upgrade("/ocpp/BAD0")
    cs = [raw.Raw(s.ocpp) for _ in range(n)]
    began = time.monotonic()
    for c in cs[: n // 2]:
        c.send(whole[:20])
    while time.monotonic() - began < UPGRADE_TIMEOUT_S - 1:
        for c in cs[: n // 2]:
            c.send(b"x")
        time.sleep(0.3)
    assert raw.status_of(s.ocpp, "/ocpp/BAD0") == 101
    for c in cs:
        assert c.answer()[0] == 408 and c.ended()
        c.s.close()
    took = time.monotonic() - began
    assert took < UPGRADE_TIMEOUT_S + 10, took
    assert refused() - before >= n
    s.until("/api/refused?text=no%20complete%20request&limit=1000", lambda a: len(a["rows"]) == n)
    well()


# What a call is answered with: (versions, frame, code by version or None for silence, id).
OCCURRENCE = {"1.6": "OccurenceConstraintViolation", "2.0.1": "OccurrenceConstraintViolation", "2.1": "OccurrenceConstraintViolation"}
FORMATION = {"1.6": "FormationViolation", "2.0.1": "FormatViolation", "2.1": "FormatViolation"}
FRAMEWORK = {"1.6": None, "2.0.1": "RpcFrameworkError", "2.1": "RpcFrameworkError"}
ACTION = {"1.6": "FormationViolation", "2.0.1": "RpcFrameworkError", "2.1": "RpcFrameworkError"}
EXTRA = {"1.6": "FormationViolation", "2.0.1": "ProtocolError", "2.1": "ProtocolError"}
BOOTS = {"1.6": '{"chargePointVendor":"V","chargePointModel":"M"%s}', "2.0.1": '{"reason":"PowerUp","chargingStation":{"vendorName":"V","model":"M"}%s}'}
BOOTS["2.1"] = BOOTS["2.0.1"]
STATUS = {"1.6": '{"connectorId":1,"errorCode":"NoError","status":%s%s}',
          "2.0.1": '{"timestamp":"2026-11-25T10:00:00Z","connectorStatus":%s,"evseId":1,"connectorId":1%s}'}
STATUS["2.1"] = STATUS["2.0.1"]


def same(code):
    return {v: code for v in PROTOCOLS}


def calls(version):
    """(frame, code, id) that every link answers with an error or, where code is None, with silence."""
    boot, status = BOOTS[version], STATUS[version]
    yield from ((f'[2,"{i}",{x}', code[version], i) for i, (x, code) in enumerate((
        ('"MakeCoffee",{}]', same("NotImplemented")), ('"heartbeat",{}]', same("NotImplemented")), ('"",{}]', same("NotImplemented")),
        ('"Reset",{"type":"Soft"}]', same("NotSupported")), ('7,{}]', ACTION), ('null,{}]', ACTION), ('{},{}]', ACTION), ('"Heartbeat"]', ACTION),
        ('"Heartbeat",]', FORMATION), ('"Heartbeat",{"a":}]', FORMATION), ('"Heartbeat",{', FORMATION), ('"Heartbeat",{"a":01}]', FORMATION),
        ('"BootNotification",{}]', OCCURRENCE), ('"StatusNotification",{}]', OCCURRENCE), ('"MeterValues",{}]', OCCURRENCE),
        ('"BootNotification",[]]', same("TypeConstraintViolation")), ('"BootNotification","x"]', same("TypeConstraintViolation")),
        ('"StatusNotification",' + status % ("{}", "") + "]", same("TypeConstraintViolation")),
        ('"StatusNotification",' + status % ("[1]", "") + "]", same("TypeConstraintViolation")),
        ('"StatusNotification",' + (status % ('"Available"', "")).replace('Id":1', 'Id":"one"') + "]", same("TypeConstraintViolation")))))
    for bad in ("", "x", "[", "[]", "{}", "null", "[null]", '["2","a","Heartbeat",{}]', "[2]", '[2,5,"Heartbeat",{}]', '[2,null,"Heartbeat",{}]',
                '[2,"' + "i" * 300 + '","Heartbeat",{}]', "]" * 100, "\\", '"' * 50, '[2,"\\ud8"', "nul"):
        yield bad, FRAMEWORK[version], "-1"
    for bad in ('[7,"t","Heartbeat",{}]', '[0,"t",{}]', '[1,"t","Heartbeat",{}]'):
        yield bad, {"1.6": None, "2.0.1": "MessageTypeNotSupported", "2.1": None}[version], "t"
    for stray in ('[3,"nobody",{}]', '[4,"nobody","GenericError","",{}]', '[3,"nobody"]', '[4]'):
        yield stray, None, "nobody"
    del boot


def strict_calls(version):
    """(frame, code, id) that a strict link adds to that."""
    boot, status = BOOTS[version], STATUS[version]
    yield from ((f'[2,"{i}",{x}', code[version], i) for i, (x, code) in enumerate((
        ('"StatusNotification",' + status % ('"Sleepy"', "") + "]", same("PropertyConstraintViolation")),
        ('"BootNotification",' + boot.replace('"M"', '"' + "M" * 51 + '"') % "" + "]", same("PropertyConstraintViolation")),
        ('"StatusNotification",' + (status % ('"Available"', "")).replace('Id":1', 'Id":1e99') + "]", same("PropertyConstraintViolation")),
        ('"BootNotification",' + boot % ',"colour":"red"' + "]", EXTRA), ('"Heartbeat",{"x":1}]', EXTRA),
        ('"BootNotification",' + boot.replace('"M"', '"M"' + (',"chargePointModel":"N"' if version == "1.6" else ',"model":"N"')) % "" + "]", EXTRA),
        ('"StatusNotification",' + (status % ('"Available"', "")).replace('Id":1', 'Id":"1"') + "]", same("TypeConstraintViolation")),
        ('"StatusNotification",' + (status % ('"Available"', "")).replace('Id":1', 'Id":1.5') + "]", same("TypeConstraintViolation")),
        ('"Heartbeat",{},{}]', {"1.6": "FormationViolation", "2.0.1": "RpcFrameworkError", "2.1": "RpcFrameworkError"}))))


def hold(c, frame, code, mid, version):
    """Send a frame; the answer must be that CALLERROR, or nothing before that of a Heartbeat behind it."""
    c.send(raw.frame(raw.TEXT, frame), raw.frame(raw.TEXT, '[2,"alive","Heartbeat",{}]'))
    answer = c.text()
    if code is not None:
        assert answer[0] == 4 and answer[1] == str(mid) and answer[2] == code, (version, frame[:200], code, answer)
        assert len(answer) == 5 and len(answer[3]) <= 255 and answer[4] == {}, answer
        answer = c.text()
    assert answer[:2] == [3, "alive"], (version, frame[:200], code, answer)


def call_errors():
    """each fault of a call is answered with the code of its version, and the connection stays"""
    for i, version in enumerate(PROTOCOLS):
        path, n = f"/ocpp/BAD{i + 2}", 0
        with link(version, path) as c:
            for frame, code, mid in calls(version):
                hold(c, frame, code, mid, version)
                n += 1
        rows = House.s.until(f"/api/findings?station=BAD{i + 2}&limit=1000", lambda a: len(a["rows"]) >= n)["rows"]
        rules = {r["rule"] for r in rows}
        assert {"UNKNOWN_ACTION", "WRONG_DIRECTION", "MISSING_FIELD", "WRONG_TYPE", "NO_ACTION", "NOT_ARRAY", "UNEXPECTED_ID"} <= rules, rules
        found = House.s.api("GET", f"/api/findings?station=BAD{i + 2}&text=MakeCoffee")[1]["rows"]
        assert len(found) == 1 and found[0]["rule"] == "UNKNOWN_ACTION" and found[0]["refused"] is True, found
    well()


def strict_errors():
    """a strict server refuses every breach, with the code of its version"""
    s = Server("--strict", "--unknown-stations", "accept")
    try:
        for version in PROTOCOLS:
            with raw.websocket(s.ocpp, "/ocpp/S" + version, Sec_WebSocket_Protocol=PROTOCOLS[version]) as c:
                for frame, code, mid in [*calls(version), *strict_calls(version)]:
                    hold(c, frame, code, mid, version)
                c.send(raw.frame(raw.TEXT, f'[2,"b","BootNotification",{BOOTS[version] % ""}]'))
                assert c.text()[2]["status"] == "Accepted"
        assert s.stop() == 0, s.text()[-3000:]
    finally:
        s.close()


def odd_json():
    """nesting, huge numbers, doubled keys, control characters: answered or refused, each with a finding"""
    version = "1.6"
    with link(version, "/ocpp/BAD5") as c:
        deep = '[2,"d","DataTransfer",{"vendorId":"v","data":%s}]'
        for n in (10, 31, 33, 1000, 150_000):
            for a, b in (("[", "]"), ('{"a":', "}")):
                c.send(raw.frame(raw.TEXT, deep % (a * n + "1" + b * n)), raw.frame(raw.TEXT, '[2,"alive","Heartbeat",{}]'))
                answer = c.text()
                if answer[1] == "d":
                    assert answer[0] == 4 and answer[2] in ("FormationViolation", "TypeConstraintViolation"), (n, answer)
                    answer = c.text()
                assert answer[:2] == [3, "alive"], (n, answer)
        status = STATUS[version] % ('"Available"', "")
        for number in ("1e999999999", "-1e999999999", "9" * 1000, "0." + "0" * 1000 + "1", "1" + "0" * 400 + "e-400", "-0", "2147483648", "1e-999999999"):
            c.send(raw.frame(raw.TEXT, '[2,"n","StatusNotification",' + status.replace('Id":1', 'Id":' + number) + "]"))
            assert c.text()[1] == "n", number
        start = '[2,"s","StartTransaction",{"connectorId":1,"idTag":"X","meterStart":%s,"timestamp":"2026-11-25T10:00:00Z"}]'
        for number in ("1e18", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1e308", "99999999999.5"):
            c.send(raw.frame(raw.TEXT, start % number))
            assert c.text()[1] == "s", number
        values = '[2,"m","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"2026-11-25T10:00:00Z","sampledValue":[{"value":"%s"}]}]}]'
        for number in ("1e999999999", "nan", "inf", "0x10", "9" * 500, "1e-999999999", "", " 1", "1\\u0000", "--1"):
            c.send(raw.frame(raw.TEXT, values % number))
            assert c.text()[:2] == [3, "m"], number
        c.send(raw.frame(raw.TEXT, '[2,"k","BootNotification",{"chargePointVendor":"First","chargePointModel":"M","chargePointVendor":"Second"}]'))
        assert c.text()[2]["status"] == "Accepted"
        for text in ("\\u0000", "a\\u0000b", "\\u001b[2J", "\\n\\r", "\\ud800", "\\udc00\\ud800", "\u202e", "'; DROP TABLE session; --", "x" * 100_000):
            c.send(raw.frame(raw.TEXT, '[2,"t","BootNotification",{"chargePointVendor":"%s","chargePointModel":"M","firmwareVersion":"%s"}]' % (text, text)))
            assert c.text()[:2] == [3, "t"], text[:20]
            c.send(raw.frame(raw.TEXT, '[2,"u","Authorize",{"idTag":"%s"}]' % text))
            assert c.text()[1] == "u", text[:20]
            c.send(raw.frame(raw.TEXT, (start % "1").replace('"X"', f'"{text}"')))
            assert c.text()[1] == "s", text[:20]
        c.send(raw.frame(raw.TEXT, '[2,"w","StatusNotification",' + STATUS[version] % ('"Available"', ',"info":"' + "\\u0041" * 50_000 + '"') + "]"))
        assert c.text()[:2] == [3, "w"]
        c.send(raw.frame(raw.TEXT, '[2,"v","DataTransfer",{"vendorId":"v","data":"x"' + ',"x":1' * 100_000 + "}]"))
        assert c.text()[1] == "v"
    found = House.s.until("/api/findings?station=BAD5&limit=1000", lambda a: any(r["rule"] == "REPEATED_FIELD" for r in a["rows"]))["rows"]
    assert any(r["rule"] in ("HUGE_NUMBER", "OUT_OF_RANGE") for r in found), {r["rule"] for r in found}
    one = House.s.api("GET", "/api/stations/BAD5")
    assert one[0] == 200, one
    well()


def framing():
    """each breach of RFC 6455 ends with its code and is a finding; the next connection is let in at once"""
    text, close = raw.frame(raw.TEXT, '[2,"1","Heartbeat",{}]'), struct.pack(">H", 1000)
    cases = [(raw.frame(raw.TEXT, "{}", rsv=rsv), 1002) for rsv in (1, 2, 3, 4, 7)] + \
        [(raw.frame(opcode, b"x"), 1002) for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)] + [
            (raw.frame(raw.TEXT, "{}", mask=None), 1002), (raw.frame(raw.PING, "", mask=None), 1002), (raw.frame(raw.CONT, "x"), 1002),
            (raw.frame(raw.TEXT, "a", fin=False) + text, 1002), (raw.frame(raw.TEXT, "a", fin=False) + raw.frame(raw.BINARY, "b"), 1002),
            (raw.frame(raw.PING, "x" * 126), 1002), (raw.frame(raw.PING, "x", fin=False), 1002), (raw.frame(raw.CLOSE, close, fin=False), 1002),
            (raw.frame(raw.CLOSE, close + b"x" * 124), 1002), (raw.frame(raw.TEXT, "x" * 10, form=16), 1002), (raw.frame(raw.TEXT, "x" * 10, form=64), 1002),
            (raw.frame(raw.TEXT, "x" * 200, form=64), 1002), (raw.frame(raw.TEXT, "", length=1 << 63), 1002), (raw.frame(raw.TEXT, "", length=(1 << 63) - 1), 1009),
            (raw.frame(raw.TEXT, "", length=MIB + 1), 1009), (raw.frame(raw.BINARY, "x"), 1003), (raw.frame(raw.TEXT, b"\xff"), 1007),
            (raw.frame(raw.TEXT, b"\xe2\x82"), 1007), (raw.frame(raw.CLOSE, close + b"\xff"), 1007), (raw.frame(raw.CLOSE, b"\x03"), 1002)]
    r = random.Random(SEED)
    for bad, wanted in cases:
        for pieces in ((bad,), [bad[i:i + 1] for i in range(min(len(bad), 40))] + [bad[40:]]):
            with link(r.choice(list(PROTOCOLS)), "/ocpp/BAD6") as c:
                c.send(text)
                assert c.text()[:2] == [3, "1"]
                c.send(*pieces)
                c.send(text * 3)  # what follows must not be answered
                code = c.close_code()
                assert code == wanted or (wanted == 1002 and code == 1009 and b"\x7f" in bad[:2]), (bad[:20], code, wanted)
                c.send(raw.frame(raw.CLOSE, struct.pack(">H", code)))
                assert c.ended(), bad[:20]
    ours = lambda a: [r for r in a["rows"] if r["rule"] in ("websocket", "RSV_BITS")]  # noqa: E731
    rows = ours(House.s.until("/api/findings?station=BAD6&limit=1000", lambda a: len(ours(a)) >= 2 * (len(cases) - 2)))
    assert all(r["text"] and r["refused"] for r in rows), rows[0]
    for _ in range(100):  # any bytes behind the upgrade
        with link(r.choice(list(PROTOCOLS)), "/ocpp/BAD6", Sec_WebSocket_Extensions="permessage-deflate") as c:
            c.send(r.randbytes(r.randrange(1, 400)))
    well()


def odd_identities():
    """identities with control characters, NUL, quotes, all of Unicode: taken and told again as they came, or refused; also after a restart"""
    s = Server("--unknown-stations", "accept")
    try:
        taken = []
        for identity in ("\0", "A\0B", "a\nb", "\x1b[2J", "\x7f", "\x85", "\u202e", '"', "'", "\\", "%", "?&=#", "a b", "😀" * 32, "x" * 128, ".", "..", "a:b", "\ufeff"):
            path = "/ocpp/" + urllib.parse.quote(identity, safe="")
            status = raw.status_of(s.ocpp, path)
            assert status in (101, 400, 404), (identity, status)
            if status == 101:
                taken.append(identity)
                with raw.websocket(s.ocpp, path) as c:
                    c.send(raw.frame(raw.TEXT, '[2,"1","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]'))
                    assert c.text()[:2] == [3, "1"]
        assert len(taken) > 10 and "a b" in taken and "😀" * 32 in taken, taken
        s.until("/api/stations?connected=false", lambda a: len(a["stations"]) == len(taken))
        for _ in range(2):
            told = [x["identity"] for x in s.api("GET", "/api/stations")[1]["stations"]]
            assert sorted(told) == sorted(taken), (told, taken)
            for identity in taken:
                status, one = s.api("GET", "/api/stations/" + urllib.parse.quote(identity, safe=""))
                assert status == 200 and one["identity"] == identity and one["boot"] == "Accepted", (identity, status, one)
            assert s.stop() == 0
            for name in pathlib.Path(s.data).glob("views.db*"):
                name.unlink()
            s.start()
            s.until("/api/stations", lambda a: len(a["stations"]) == len(taken))
        assert s.stop() == 0
        for line in s.text().rstrip("\n").split("\n"):
            assert line.startswith("at=") and not CONTROL.search(line), "a log line is spoilt: " + repr(line)
    finally:
        s.close()


def deflated(data, level=9):
    z = zlib.compressobj(level, zlib.DEFLATED, -15)
    out = z.compress(data) + z.flush(zlib.Z_SYNC_FLUSH)
    return out[:-4]


def bombs():
    """compression bombs and oversize: 1009 or 1007, with memory bounded"""
    s = House.s
    bomb = deflated(bytes(100 * MIB), 1)
    double = deflated(b"[" * (20 * MIB), 1)
    fit = deflated(b'[2,"f","DataTransfer",{"vendorId":"v","data":"' + b"x" * (MIB - 100) + b'"}]')
    before, peak = resident(s), 0
    for _ in range(4):
        for data, wanted in ((bomb, 1009), (double, 1009), (deflated(b" " * (MIB + 1)), 1009), (b"\xff\xff\xff", 1007), (deflated(b"\xff" * 99), 1007)):
            with link("2.1", "/ocpp/BAD7", Sec_WebSocket_Extensions="permessage-deflate") as c:
                half = len(data) // 2
                c.send(raw.frame(raw.TEXT, data[:half], fin=False, rsv=4), raw.frame(raw.CONT, data[half:]))
                code = c.close_code()
                peak = max(peak, resident(s))
                assert code == wanted or (code in (1002, 1007) and wanted == 1007), (len(data), code)
        with link("1.6", "/ocpp/BAD7", Sec_WebSocket_Extensions="permessage-deflate") as c:
            c.send(raw.frame(raw.TEXT, fit, rsv=4))
            assert c.text()[:2] == [3, "f"]
    cs = [link("2.1", f"/ocpp/BAD{i}") for i in range(10)]  # each claims the most, and sends half of it
    for c in cs:
        c.send(raw.frame(raw.TEXT, b"x" * (MIB // 2), length=MIB))
    peak = max(peak, resident(s))
    for c in cs:
        c.s.close()
    print(f"# memory: {before >> 20} MiB before, {peak >> 20} MiB at most")
    assert peak - before < 96 * MIB, (before, peak)
    well()


def deaf():
    """stations that call and ping without end and read nothing: the server stops reading them, and holds little"""
    s = House.s
    before, cs = resident(s), [link("2.1", f"/ocpp/BAD{i}") for i in range(4)]
    # The longest answer for the shortest question: its id comes back; a ping comes back whole.
    piece = (raw.frame(raw.TEXT, '[2,"' + "i" * 250 + '","Nonsense",{}]') + raw.frame(raw.PING, "p" * 125)) * 200
    sent = 0
    for c in cs:
        c.s.settimeout(1)
        while sent < 400 << 20 and c.send(piece):
            sent += len(piece)
    held = resident(s) - before
    print(f"# {sent >> 20} MiB were taken before the server stopped reading; it holds {held >> 20} MiB more")
    assert sent < 100 << 20 and held < 160 * MIB, (sent, held)
    well()
    for c in cs:
        c.s.settimeout(20)
    c = cs[0]  # who reads again is served again, in order
    for _ in range(1000):
        f = c.frame()
        assert f is not None and f[0] in (raw.TEXT, raw.PONG), f
    for c in cs:
        c.s.close()
    well()


def takeover_storm():
    """hundreds of connections of one station at a time: the newest wins each time, the last one is served, one is left"""
    s = House.s
    cs = []
    for i in range(300):
        cs.append(raw.Raw(s.ocpp, 20, raw.upgrade("/ocpp/STORM") + raw.frame(raw.TEXT, f'[2,"t{i}","Heartbeat",{{}}]')))
    codes = {}
    for c in cs[:-1]:
        assert c.head()[0] == 101
        code = c.close_code()
        codes[code] = codes.get(code, 0) + 1
        c.send(raw.frame(raw.CLOSE, struct.pack(">H", 1008)))
        assert c.ended()
        c.s.close()
    assert codes == {1008: 299}, codes
    assert cs[-1].head()[0] == 101 and cs[-1].text()[:2] == [3, "t299"]
    one = s.until("/api/stations/STORM", lambda a: a["connected"] and a["generation"] == 300)
    rows = s.until("/api/connections?station=STORM&limit=1000", lambda a: len(a["rows"]) == 300 and sum(r["closed_at"] is None for r in a["rows"]) == 1)["rows"]
    assert rows[0]["generation"] == 300 and rows[0]["closed_at"] is None, (one, rows[0])
    cs[-1].s.close()
    s.until("/api/stations/STORM", lambda a: not a["connected"])
    well()


def credentials_flood():
    """thousands of quick connects with bad credentials, many gone before their answer: refused, counted, stored"""
    s, before, told = House.s, refused(), []
    lock = threading.Lock()
    stored = len(s.api("GET", "/api/refused?text=credentials&limit=1000")[1]["rows"])

    def knock(seed):
        r, mine = random.Random(seed), 0
        for i in range(500):
            kind = r.randrange(10)
            user, password = ("GUARDED", f"guess{seed}-{i}") if kind == 0 else (f"user{i}", "x")
            with raw.Raw(s.ocpp, 30) as c:
                c.send(raw.upgrade("/ocpp/GUARDED", Authorization=None if kind > 6 else raw.basic(user, password)))
                if kind % 3:
                    status = c.head()[0]
                    assert status == 401 or (kind == 0 and status == 503), status  # 503: too many to check in time
                    mine += 1
        with lock:
            told.append(mine)
    threads = [threading.Thread(target=knock, args=(SEED * 100 + i,)) for i in range(6)]
    began = time.monotonic()
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(told) == 6, "a knock was not answered as it should"
    took = time.monotonic() - began
    assert raw.status_of(s.ocpp, "/ocpp/GUARDED", Authorization=raw.basic("GUARDED", "correct horse")) == 101
    n = refused() - before
    print(f"# 3000 connects in {took:.1f} s, {sum(told)} waited for their answer, {n} refusals counted")
    assert sum(told) <= n <= 3000
    rows = s.until("/api/refused?station=GUARDED&limit=1000", lambda a: len(a["rows"]) >= min(1000, stored + sum(told) // 2))["rows"]
    assert {"bad-credentials", "no-credentials"} <= {r["reason"] for r in rows} <= {"bad-credentials", "no-credentials", "limit"}, rows[0]
    assert all(r["status"] == (503 if r["reason"] == "limit" else 401) for r in rows)
    well()


def close_house():
    """both stations charged exactly and in time all along; after a restart all that was refused is still there"""
    s = House.s
    n, median, worst = House.calm.stop()
    print(f"# {n} messages of the calm stations: median {median * 1000:.1f} ms, worst {worst * 1000:.0f} ms")
    assert n > 100 and median < 0.5, (n, median)
    look = lambda: [s.api("GET", p)[1] for p in ("/api/sessions?limit=1000", "/api/findings?limit=1000", "/api/refused?limit=1000")]  # noqa: E731
    assert s.stop() == 0, s.text()[-3000:]
    s.start()  # from the snapshot
    before = look()
    assert len(before[0]["sessions"]) >= 2 and len(before[1]["rows"]) > 300 and len(before[2]["rows"]) == 1000
    assert s.stop() == 0, s.text()[-3000:]
    for line in s.text().rstrip("\n").split("\n"):
        assert line.startswith("at=") and not CONTROL.search(line), "a log line is spoilt: " + repr(line)
    done = subprocess.run([BUSBAR, "journal", "verify", "--data", s.data], capture_output=True, text=True)
    assert done.returncode == 0 and "every checksum is right" in done.stdout, done
    done = subprocess.run([BUSBAR, "journal", "cat", "--data", s.data], capture_output=True)
    assert done.returncode == 0 and b'"unknown"' not in done.stdout, done.stderr
    for line in done.stdout.splitlines():
        json.loads(line)
    for name in pathlib.Path(s.data).glob("views.db*"):
        name.unlink()
    s.start()
    position = max(int(w.split("=")[1]) for line in s.text().splitlines() if "what=stopped" in line for w in line.split() if w.startswith("position="))
    end = time.monotonic() + 30
    while True:
        text = s.api("GET", "/metrics")[1]
        if int(next(x.split()[1] for x in text.splitlines() if x.startswith("busbar_view_position "))) >= position:
            break
        assert time.monotonic() < end, "the views do not catch up"
        time.sleep(0.1)
    for was, now in zip(before, look()):
        rows = next(iter(was))
        for a, b in zip(was[rows], now[rows]):
            assert a == b, ("after a rebuild the views differ", a, b)
        assert was == now, "after a rebuild the views differ"
    assert s.stop() == 0
    s.close()


if __name__ == "__main__":
    main([open_house, before_the_upgrade, behind_the_upgrade, slow_loris, call_errors, strict_errors, odd_identities, odd_json, framing, bombs, deaf, takeover_storm,
          credentials_flood, close_house])
