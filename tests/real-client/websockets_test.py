#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The WebSocket door against python3-websockets: subprotocols, compression, fragments, pings, closing, limits, credentials. TAP.
Where that library refuses to do wrong, frames are written by hand (kit/raw.py)."""

import asyncio
import contextlib
import json
import pathlib
import random
import struct
import sys
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from kit import raw  # noqa: E402
from kit.server import Skip, main, server  # noqa: E402

try:
    from kit import station
    import websockets
    from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory as Deflate
except ImportError as missing:
    raise SystemExit(print(f"1..0 # SKIP python3-websockets is not installed ({missing})"))

MESSAGE_MAX = 1 << 20
OPEN = ("--unknown-stations", "accept", "--unknown-tokens", "accept")


def metric(s, name):
    """The value of one metric without labels."""
    text = s.api("GET", "/metrics")[1]
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith(name + " "))


def data_transfer(mid, size, fill="x"):
    """A 1.6 DataTransfer of exactly `size` bytes."""
    empty = len(json.dumps([2, mid, "DataTransfer", {"vendorId": "v", "data": ""}]))
    return json.dumps([2, mid, "DataTransfer", {"vendorId": "v", "data": fill * (size - empty)}])


async def recv(ws):
    return json.loads(await asyncio.wait_for(ws.recv(), 20))


def connect(s, path, *versions, **more):
    more.setdefault("ping_interval", None)
    more.setdefault("max_size", None)
    return websockets.connect(s.url(path), subprotocols=[station.VERSIONS[v] for v in versions], **more)


def subprotocols():
    """each subprotocol is agreed on and spoken: boot, heartbeat, a session's first message"""
    async def talk(s):
        for v in station.VERSIONS:
            async with station.connect(s, "SP" + v, v) as c:
                assert c.ws.subprotocol == station.VERSIONS[v]
                assert (await c.boot())["status"] == "Accepted"
                assert "currentTime" in await c.call("Heartbeat", {})
                if v == "1.6":
                    a = await c.call("StartTransaction", {"connectorId": 1, "idTag": "T", "meterStart": 0, "timestamp": "2026-11-25T10:00:00Z"})
                    assert a["transactionId"] > 0 and a["idTagInfo"]["status"] == "Accepted"
                else:
                    a = await c.call("TransactionEvent", station.event("Started", 0, 5, "2026-11-25T10:00:00Z", "t", "TAG"))
                    assert a["idTokenInfo"]["status"] == "Accepted", a
    with server(*OPEN) as s:
        station.run(talk(s))
        rows = s.until("/api/sessions", lambda a: len(a["sessions"]) == 3)["sessions"]
        assert {(r["station"], r["protocol"]) for r in rows} == {("SP" + v, v) for v in station.VERSIONS}, rows


def negotiation():
    """the highest common version wins in whatever order it is offered; none common is 400"""
    with server(*OPEN) as s:
        for offer, wanted in (
                ("ocpp1.6", "ocpp1.6"), ("ocpp1.6, ocpp2.0.1", "ocpp2.0.1"), ("ocpp2.0.1, ocpp1.6", "ocpp2.0.1"),
                ("ocpp2.1,ocpp2.0.1,ocpp1.6", "ocpp2.1"), ("ocpp1.6 ,\tocpp2.1", "ocpp2.1"), ("ocpp1.5, ocpp1.6, ocpp9", "ocpp1.6"),
                ("mqtt, ocpp2.0, ocpp2.0.1", "ocpp2.0.1")):
            with raw.Raw(s.ocpp, 20, raw.upgrade("/ocpp/N1", Sec_WebSocket_Protocol=offer)) as c:
                status, headers = c.head()
                assert status == 101 and headers["sec-websocket-protocol"] == wanted, (offer, status, headers)
        lines = raw.upgrade("/ocpp/N1").replace(b"\r\n\r\n", b"\r\nSec-WebSocket-Protocol: ocpp2.0.1\r\n\r\n")
        with raw.Raw(s.ocpp, 20, lines) as c:  # two header lines are one list
            status, headers = c.head()
            assert status == 101 and headers["sec-websocket-protocol"] == "ocpp2.0.1", headers
        for offer in ("ocpp1.5", "ocpp2.0", "ocpp", "ocpp1.6x", "ocpp2.10", "soap", "", ",", None):
            assert raw.status_of(s.ocpp, "/ocpp/N1", Sec_WebSocket_Protocol=offer) == 400, offer
        rows = s.until("/api/refused?limit=100", lambda a: len(a["rows"]) == 9)["rows"]
        assert {r["reason"] for r in rows} == {"no-subprotocol"} and {r["identity"] for r in rows} == {"N1"}, rows

        async def refused():
            for offers in ([], ["ocpp1.5"]):
                with contextlib.suppress(websockets.InvalidStatusCode):
                    async with websockets.connect(s.url("N1"), subprotocols=offers):
                        raise AssertionError("connected")
        station.run(refused())


def compressed():
    """permessage-deflate shrinks big messages on the wire, both ways"""
    async def talk(s):
        async with connect(s, "Z", "1.6", compression="deflate") as ws:
            assert [e.name for e in ws.extensions] == ["permessage-deflate"], ws.extensions
            await ws.send(json.dumps([2, "b", "BootNotification", station.boot("1.6")]))
            assert (await recv(ws))[0] == 3
            before = metric(s, "busbar_bytes_in_total")
            await ws.send(data_transfer("big", 900_000, "ab"[:1]))
            assert (await recv(ws))[:2] == [3, "big"]
            came = metric(s, "busbar_bytes_in_total") - before
            assert came < 10_000, came
            before = metric(s, "busbar_bytes_out_total")
            words = "".join(random.Random(5).choice(["ampere ", "volt ", "watt ", "ohm "]) for _ in range(80_000))
            ask = asyncio.ensure_future(station.in_thread(
                s.api, "POST", "/api/stations/Z/commands/DataTransfer", {"vendorId": "v", "data": words}))
            call = await recv(ws)
            assert call[0] == 2 and call[2] == "DataTransfer" and call[3] == {"vendorId": "v", "data": words}
            await ws.send(json.dumps([3, call[1], {"status": "Accepted", "data": words}]))
            status, body = await ask
            assert status == 200 and body["answer"] == {"status": "Accepted", "data": words}, (status, str(body)[:300])
            went = metric(s, "busbar_bytes_out_total") - before
            assert went < len(words) // 2, (went, len(words))
            for n in (0, 1, 125, 126, 127, 300, 65_535, 65_536):  # around each form of the length
                await ws.send(json.dumps([2, f"n{n}", "DataTransfer", {"vendorId": "v", "data": "é" * n}], ensure_ascii=False))
                assert (await recv(ws))[:2] == [3, f"n{n}"]
    with server(*OPEN) as s:
        station.run(talk(s))


def windows():
    """each set of permessage-deflate parameters is answered as RFC 7692 wants it and works"""
    offers = [Deflate(server_no_context_takeover=a, client_no_context_takeover=b, server_max_window_bits=c, client_max_window_bits=d)
              for a in (False, True) for b in (False, True) for c in (None, 9, 12, 15) for d in (None, True, 9, 15)]

    async def talk(s):
        for i, offer in enumerate(offers):
            async with connect(s, "W", "2.1", compression=None, extensions=[offer]) as ws:
                e = ws.extensions[0]
                assert e.remote_no_context_takeover and e.local_no_context_takeover, e  # no memory is kept between messages
                assert offer.server_max_window_bits is None or e.remote_max_window_bits <= offer.server_max_window_bits, (i, e)
                for k in range(3):
                    text = "abcdefgh" * 2000 + str(k)
                    await ws.send(json.dumps([2, f"{k}", "DataTransfer", {"vendorId": "v", "data": text}]))
                    assert (await recv(ws))[:2] == [3, f"{k}"]
    with server(*OPEN) as s:
        station.run(talk(s))
        for offer, wanted in (
                ("permessage-deflate; server_max_window_bits=8", True), ("permessage-deflate; client_max_window_bits=8", True),
                ("permessage-deflate; server_max_window_bits=7", False), ("permessage-deflate; server_max_window_bits=16", False),
                ("permessage-deflate; unheard_of", False), ("x-webkit-deflate-frame", False),
                ("permessage-deflate; server_no_context_takeover; server_no_context_takeover", False),
                ("permessage-deflate; bad=1, permessage-deflate", True), ("permessage-deflate; =", False)):
            with raw.websocket(s.ocpp, "/ocpp/W", Sec_WebSocket_Extensions=offer) as c:
                assert ("sec-websocket-extensions" in c.headers) == wanted, (offer, c.headers)


def fragments():
    """messages in fragments, with pings and calls of the server between them"""
    async def talk(s):
        for compression in (None, "deflate"):
            async with connect(s, "F", "1.6", compression=compression) as ws:
                async def pieces(text, size):
                    for at in range(0, len(text), size):
                        if at % (3 * size) == 0:
                            pong = await ws.ping(b"between %d" % at)
                            await asyncio.wait_for(pong, 20)
                        yield text[at:at + size]
                await ws.send(json.dumps([2, "b", "BootNotification", station.boot("1.6")]))
                assert (await recv(ws))[2]["status"] == "Accepted"
                for size in (1, 7, 100):
                    await ws.send(pieces(json.dumps([2, f"h{size}", "Heartbeat", {}]), size))
                    assert (await recv(ws))[:2] == [3, f"h{size}"]
                await ws.send(pieces(data_transfer("long", 300_000), 9_999))
                assert (await recv(ws))[:2] == [3, "long"]
                await ws.send(["", json.dumps([2, "e", "Heartbeat", {}]), ""])  # empty fragments are legal
                assert (await recv(ws))[:2] == [3, "e"]
    with server(*OPEN) as s:
        station.run(talk(s))


def utf8():
    """multi-byte text cut anywhere between fragments is understood; bad text ends with 1007 at once"""
    text = json.dumps([2, "ü€😀", "Heartbeat", {}], ensure_ascii=False).encode()
    with server(*OPEN) as s:
        with raw.websocket(s.ocpp, "/ocpp/U") as c:
            for cut in range(1, len(text)):
                c.send(raw.frame(raw.TEXT, text[:cut], fin=False), raw.frame(raw.PING, b"?"), raw.frame(raw.CONT, text[cut:]))
                assert c.frame()[:2] == (raw.PONG, b"?")
                assert c.text()[:2] == [3, "ü€😀"], cut
            for i in range(len(text)):  # byte by byte
                c.send(raw.frame(raw.CONT if i else raw.TEXT, text[i:i + 1], fin=i == len(text) - 1))
            assert c.text()[:2] == [3, "ü€😀"]
        for bad in (b"\xff", b"\xc0\xaf", b"\xe2\x82", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"ok\x80"):
            with raw.websocket(s.ocpp, "/ocpp/U") as c:
                c.send(raw.frame(raw.TEXT, b'[2,"1","Heartbeat",{"x":"' + bad + b'"}]'))
                assert c.close_code() == 1007, bad
        with raw.websocket(s.ocpp, "/ocpp/U") as c:  # before the message is complete
            c.send(raw.frame(raw.TEXT, b"ok", fin=False), raw.frame(raw.CONT, b"\xff", fin=False))
            assert c.close_code() == 1007
        with raw.websocket(s.ocpp, "/ocpp/U") as c:  # a character that the end cuts
            c.send(raw.frame(raw.TEXT, b"\xe2", fin=False), raw.frame(raw.CONT, b"\x82"))
            assert c.close_code() == 1007
        s.until("/api/findings?station=U&limit=100", lambda a: sum(r["rule"] == "websocket" for r in a["rows"]) == 8)


def pings():
    """each ping is answered with its own bytes, in order, also while a call waits; a stray pong does no harm"""
    async def talk(s):
        async with connect(s, "P", "2.0.1") as ws:
            pongs = [await ws.ping(bytes([n]) * n) for n in (0, 1, 64, 125)]
            await asyncio.wait_for(asyncio.gather(*pongs), 20)
            await ws.pong(b"nobody asked")
            await ws.send('[2,"1","Heartbeat",{}]')
            pong = await ws.ping(b"after")
            assert (await recv(ws))[:2] == [3, "1"]
            await asyncio.wait_for(pong, 20)
    with server(*OPEN) as s:
        station.run(talk(s))
        with raw.websocket(s.ocpp, "/ocpp/P2") as c:
            c.send(b"".join(raw.frame(raw.PING, b"%d" % i) for i in range(50)))
            assert [c.frame()[:2] for _ in range(50)] == [(raw.PONG, b"%d" % i) for i in range(50)]


def closing():
    """the close handshake: codes are echoed, wrong ones end with 1002 or 1007, the connection's row tells"""
    async def talk(s):
        for code in (1000, 1001, 1003, 1008, 1011, 3000, 4999):
            ws = await connect(s, f"CLOSE{code}", "1.6")
            await ws.close(code, "bye für heute")
            assert ws.close_code == code and not ws.close_reason, (ws.close_code, ws.close_reason)
    with server(*OPEN) as s:
        station.run(talk(s))
        rows = s.until("/api/connections?limit=100", lambda a: sum(r["closed_at"] is not None for r in a["rows"]) == 7)["rows"]
        assert {(r["station"], r["code"]) for r in rows} == {(f"CLOSE{c}", c) for c in (1000, 1001, 1003, 1008, 1011, 3000, 4999)}
        assert all("bye für heute" in r["reason"] for r in rows), rows
        with raw.websocket(s.ocpp, "/ocpp/C") as c:  # no code: answered with none
            c.send(raw.frame(raw.CLOSE))
            assert c.close_code() in (1000, 1005) and c.ended()
        for payload, wanted in ((b"\x03", 1002), (struct.pack(">H", 999), 1002), (struct.pack(">H", 1004), 1002),
                                (struct.pack(">H", 1005), 1002), (struct.pack(">H", 1006), 1002), (struct.pack(">H", 1015), 1002),
                                (struct.pack(">H", 2999), 1002), (struct.pack(">H", 5000), 1002), (struct.pack(">H", 1000) + b"\xff", 1007)):
            with raw.websocket(s.ocpp, "/ocpp/C") as c:
                c.send(raw.frame(raw.CLOSE, payload))
                assert c.close_code() == wanted, payload
                assert c.ended()
        with raw.websocket(s.ocpp, "/ocpp/C") as c:  # what follows a close is not read
            c.send(raw.frame(raw.CLOSE, struct.pack(">H", 1000)) + raw.frame(raw.TEXT, '[2,"late","Heartbeat",{}]'))
            assert c.frame()[0] == raw.CLOSE and c.ended()


def limits():
    """a message of 1 MiB is taken, one byte more ends with 1009, also in fragments and inflated; binary ends with 1003"""
    async def talk(s):
        async with connect(s, "L", "1.6", compression=None) as ws:
            await ws.send(data_transfer("max", MESSAGE_MAX))
            assert (await recv(ws))[:2] == [3, "max"]
            text = data_transfer("cut", MESSAGE_MAX)
            await ws.send([text[:400_000], text[400_000:400_001], text[400_001:]])
            assert (await recv(ws))[:2] == [3, "cut"]
        async with connect(s, "L", "1.6", compression="deflate") as ws:
            await ws.send(data_transfer("max", MESSAGE_MAX))
            assert (await recv(ws))[:2] == [3, "max"]
        over = data_transfer("over", MESSAGE_MAX + 1)
        for compression, message in ((None, over), (None, [over[:600_000], over[600_000:]]), ("deflate", over), (None, b"\1\2"), ("deflate", b"\1" * 999)):
            wanted = 1003 if isinstance(message, bytes) else 1009
            async with connect(s, "L", "1.6", compression=compression) as ws:
                with contextlib.suppress(websockets.ConnectionClosed):
                    await ws.send(message)
                    await asyncio.wait_for(ws.recv(), 20)
                    raise AssertionError("answered")
                assert ws.close_code == wanted, (ws.close_code, ws.close_reason, wanted)
    with server(*OPEN) as s:
        station.run(talk(s))
        s.until("/api/findings?station=L&limit=100", lambda a: sum(r["rule"] == "websocket" for r in a["rows"]) == 5)
    with server(*OPEN, "--message-max", "2000") as s, raw.websocket(s.ocpp, "/ocpp/L") as c:
        c.send(raw.frame(raw.TEXT, data_transfer("a", 2000)))
        assert c.text()[:2] == [3, "a"]
        c.send(raw.frame(raw.TEXT, b"", length=1 << 40))  # the header alone tells
        assert c.close_code() == 1009


def credentials():
    """Basic: identities with escapes, colons in passwords, 1.6 keys in hex and raw; 401, 404 and their stored reasons"""
    key = bytes(range(200, 220))
    with server() as s:
        for identity, password in (("CP 1/ä:|", "päss:wörd"), ("KEY16", key.hex()), ("UPPER", key.hex().upper()), ("OPEN", None)):
            body = {} if password is None else {"password": password}
            assert s.api("PUT", "/api/stations/" + urllib.parse.quote(identity, safe=""), body)[0] == 200

        def knock(identity, user=None, password=None, **more):
            if user is not None:
                more["Authorization"] = raw.basic(user, password)
            return raw.status_of(s.ocpp, "/ocpp/" + urllib.parse.quote(identity, safe=""), **more)

        assert knock("OPEN") == 101
        assert knock("KEY16", "KEY16", key.hex()) == knock("KEY16", "KEY16", key) == 101
        assert knock("UPPER", "UPPER", key) == knock("UPPER", "UPPER", key.hex().upper()) == 101
        assert knock("key16", "key16", key) == 101  # another case finds the station too
        assert knock("CP 1/ä:|") == 401
        with raw.Raw(s.ocpp, 20, raw.upgrade("/ocpp/KEY16")) as c:
            status, headers, _ = c.answer()
            assert status == 401 and headers["www-authenticate"].startswith("Basic realm="), headers
        for user, password in (("KEY16", key[:-1]), ("KEY16", ""), ("KEY16", key.hex() + "0"), ("OPEN", key), ("", key)):
            assert knock("KEY16", user, password) == 401, (user, password)
        for header in ("Basic !!!", "Basic", "Bearer " + key.hex(), "Basic " + "A" * 4000):
            assert knock("KEY16", Authorization=header) == 401, header
        assert knock("NOBODY") == knock("NOBODY", "NOBODY", key) == 404
        rows = s.until("/api/refused?limit=100", lambda a: len(a["rows"]) == 13)["rows"]
        reasons = [r["reason"] for r in rows]
        assert reasons.count("unknown-station") == 2, reasons
        assert reasons.count("no-credentials") == 3 and reasons.count("bad-credentials") == 8, reasons
        for word in (key.hex(), "päss", "wörd"):
            assert word not in json.dumps(rows, ensure_ascii=False) and word not in s.text(), "a password is told"
        found = s.api("GET", "/api/refused?station=KEY16&text=wrong%20password")[1]["rows"]
        assert len(found) == 3 and {r["status"] for r in found} == {401}, found

        async def library():
            url = f"ws://127.0.0.1:{s.ocpp}/ocpp/CP%201%2F%C3%A4%3A%7C"
            good = {"Authorization": raw.basic("KEY16", key)}
            async with websockets.connect(s.url("KEY16"), subprotocols=["ocpp1.6"], extra_headers=good) as ws:
                await ws.send('[2,"1","Heartbeat",{}]')
                assert (await recv(ws))[:2] == [3, "1"]
            for wrong, status in ((raw.basic("KEY16", "no"), 401), (None, 401)):
                try:
                    async with websockets.connect(s.url("KEY16"), subprotocols=["ocpp1.6"], extra_headers={"Authorization": wrong} if wrong else {}):
                        raise AssertionError("let in")
                except websockets.InvalidStatusCode as e:
                    assert e.status_code == status, e
            try:
                async with websockets.connect(url, subprotocols=["ocpp1.6"]):
                    raise AssertionError("let in")
            except websockets.InvalidStatusCode as e:
                assert e.status_code == 401, e
        station.run(library())


def colon_identity():
    """a user name with a colon cannot be told from the password: the identity before the first colon counts"""
    with server() as s:
        assert s.api("PUT", "/api/stations/CP%20%C3%A4", {"password": "päss:wörd:"})[0] == 200
        path = "/ocpp/CP%20%C3%A4"
        assert raw.status_of(s.ocpp, path, Authorization=raw.basic("CP ä", "päss:wörd:")) == 101
        assert raw.status_of(s.ocpp, path, Authorization=raw.basic("CP ä", "päss:wörd")) == 401
        assert raw.status_of(s.ocpp, path, Authorization=raw.basic("CP%20%C3%A4", "päss:wörd:")) == 401


if __name__ == "__main__":
    main([subprotocols, negotiation, compressed, windows, fragments, utf8, pings, closing, limits, credentials, colon_identity])
