#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Second opinions by node: WebSocket streams and messages against `ws`, HTTP heads against node's parser. TAP. Skipped loudly where node or
the package can't be had. BUSBAR_SECOND=100 asks a hundred times as much, BUSBAR_SEED other things."""

import base64
import json
import pathlib
import struct
import subprocess
import sys
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from probe import ROOT, TIMES, ask, chance, mutate  # noqa: E402

sys.path.insert(0, str(ROOT / "tests/real-client"))
import npm_test  # noqa: E402
from kit import raw  # noqa: E402
from kit.server import main  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent


class Node:
    """node_peer.mjs, started when first asked."""

    process = None

    @classmethod
    def ask(cls, letter, data):
        if cls.process is None:
            npm_test.install()
            cls.process = subprocess.Popen(["node", str(HERE / "node_peer.mjs"), str(npm_test.FOLDER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        data = data if isinstance(data, bytes) else json.dumps(data).encode()
        cls.process.stdin.write(letter.encode() + struct.pack("<I", len(data)) + data)
        cls.process.stdin.flush()
        head = cls.process.stdout.read(4)
        assert len(head) == 4, "node has died"
        return cls.process.stdout.read(struct.unpack("<I", head)[0])


def events_of(answer):
    """[(kind, opcode of a message, code, data)] of an answer to "r"."""
    events = []
    while answer:
        kind, opcode, code, n = struct.unpack("<cBHI", answer[:8])
        kind = kind.decode()
        events.append((kind, opcode if kind == "m" else 0, code if kind in "cf" else 0, b"" if kind == "f" else answer[8:8 + n], answer[8:8 + n] if kind == "f" else b""))
        answer = answer[8 + n:]
    return events


def same_end(ours, theirs):
    """Do both fail with the same code? A length with its highest bit set is too long for `ws`, and badly written for us."""
    return theirs[0] == "f" and (ours[2] == theirs[2] or (ours[4] == b"length with its highest bit set" and theirs[2] == 1009))


def hold_stream(stream, server, deflate, limit, cuts=(0,), windows=(15, 15)):
    """Both must tell the same story of a stream; how it ended."""
    settings = bytes([server | 2 * deflate, *windows]) + struct.pack("<I", limit)
    theirs = events_of(Node.ask("r", settings + b"\0\0" + stream))
    for cut in cuts:
        ours = events_of(ask("r", settings + struct.pack("<H", cut) + stream))
        end = ours[-1] if ours and ours[-1][0] == "f" else None
        story = [e[:4] for e in (ours[:-1] if end else ours)]
        other = [e[:4] for e in theirs]
        if end is None and len(other) > len(story) and other[-1][0] == "f":  # cut off within a frame: `ws` looks before mask and payload are there
            ours = events_of(ask("r", settings + b"\0\0" + stream + b"masks"))
            assert [e[:4] for e in ours[:-1]] == other[:-1] and same_end(ours[-1], theirs[-1]), (stream, ours, theirs)
        elif end is None:
            assert story == other, (stream, ours, theirs)
        elif end[4] == b"length not in its shortest form":  # `ws` takes it
            assert story == other[:len(story)], (stream, ours, theirs)
        elif end[2] == 1007:  # told at the first bad byte; `ws` looks at the end of the message, and may find another breach or a close before
            assert story == other[:len(story)] and (len(other) == len(story) or other[len(story)][0] in "iofc"), (stream, ours, theirs)
            assert not any(e[0] == "m" for e in other[len(story):]), (stream, ours, theirs)
        else:
            assert other and story == other[:-1] and same_end(end, theirs[-1]), (stream, ours, theirs)
    return theirs[-1][2] if theirs and theirs[-1][0] in "cf" else 0


def frame(r, opcode, payload, server, **more):
    return raw.frame(opcode, payload, mask=bytes(r.randrange(256) for _ in range(4)) if server else None, **more)


def deflated(r, data):
    z = zlib.compressobj(r.randrange(10), zlib.DEFLATED, -15)
    return (z.compress(data) + z.flush(zlib.Z_SYNC_FLUSH))[:-4]


def some_payload(r):
    text = "".join(r.choice(("a", "plain words ", "\u00e9", "\u20ac", "\U0001F600", '{"x":1}')) for _ in range(r.choice((0, 1, 5, 30, 200))))
    return text.encode()


def some_message(r, server, deflate):
    """One message, or a control frame, as frames; mostly right."""
    control = lambda: frame(r, r.choice((9, 10)), some_payload(r)[:r.choice((0, 5, 125))], server)  # noqa: E731
    kind = r.randrange(10)
    if kind == 0:
        return control()
    opcode, body = r.choice((1, 1, 2)), some_payload(r)
    if opcode == 2 or r.randrange(12) == 0:
        body = mutate(r, body, b"\xff\x80\xc0\xed\xa0")
    rsv = 4 if deflate and r.randrange(2) else 0
    body = deflated(r, body) if rsv else body
    out, first = b"", True
    for _ in range(r.choice((0, 0, 0, 1, 2, 5))):
        n = r.randrange(len(body) + 1)
        out += frame(r, opcode if first else 0, body[:n], server, fin=False, rsv=rsv if first else 0)
        body, first = body[n:], False
        if r.randrange(3) == 0:
            out += control()
    return out + frame(r, opcode if first else 0, body, server, rsv=rsv if first else 0)


def wrong(r, server):
    """A frame that breaks a rule."""
    side = lambda **more: frame(r, r.choice((1, 2, 9)), b"x", server, **more)  # noqa: E731
    return r.choice((
        lambda: frame(r, r.randrange(16), b"abc", server), lambda: side(rsv=r.randrange(1, 8)), lambda: side(fin=False) + side(), lambda: frame(r, 0, b"x", server),
        lambda: frame(r, 9, b"x" * 126, server), lambda: frame(r, 9, b"x", server, fin=False), lambda: raw.frame(1, b"x", mask=None if server else b"abcd"),
        lambda: frame(r, 8, struct.pack(">H", r.choice((0, 999, 1000, 1001, 1003, 1004, 1005, 1006, 1007, 1011, 1012, 1014, 1015, 1016, 2999, 3000, 4999, 5000, 65535))), server),
        lambda: frame(r, 8, b"\3", server), lambda: frame(r, 8, b"\3\xe8\xff", server), lambda: frame(r, 8, b"\3\xe8" + b"x" * 124, server), lambda: frame(r, 8, b"", server),
        lambda: frame(r, 1, b"x", server, length=2 ** 63 + 5, form=64), lambda: frame(r, 1, b"x", server, length=2 ** 40, form=64), lambda: frame(r, 1, b"x" * 20000, server),
        lambda: frame(r, 1, b"\xed\xa0\x80", server), lambda: frame(r, 1, b"\xf0\x9f", server, fin=False) + frame(r, 0, b"\x98\x80", server),
        lambda: frame(r, 1, b"\xf0\x9f", server, fin=False) + frame(r, 0, b"\x98", server)))()


def streams():
    """WebSocket: random streams, right, wrong and cut off, both sides, with and without deflate: the same events and the same close codes as `ws`"""
    r, ends = chance("streams"), {}
    for i in range(500 * TIMES):
        server, deflate = r.randrange(2), r.randrange(2)
        stream = b"".join(some_message(r, server, deflate) for _ in range(r.randrange(5)))
        if r.randrange(3):
            stream += wrong(r, server) + some_message(r, server, deflate)
        if r.randrange(6) == 0:
            stream = stream[:r.randrange(len(stream) + 1)]
        end = hold_stream(stream, server, deflate, 16384, (0, 1, 2 + r.randrange(40)))
        ends[end] = ends.get(end, 0) + 1
    print("#", dict(sorted(ends.items())))
    assert ends[1002] > 50 and ends[1007] > 5 and ends[1009] > 5 and ends[0] > 50, ends


def changed_streams():
    """WebSocket: streams with bytes changed anywhere tell the same story to both"""
    r, ends = chance("changed"), {}
    for i in range(800 * TIMES):
        server = r.randrange(2)
        stream = mutate(r, b"".join(some_message(r, server, 0) for _ in range(r.randrange(1, 4))), b"\x81\x01\x82\x00\x80\x88\x89\x8a\x7e\x7f\xfe\xff\xc1")
        end = hold_stream(stream, server, 0, 16384, (0, 1))
        ends[end] = ends.get(end, 0) + 1
    print("#", dict(sorted(ends.items())))


def first_bytes():
    """WebSocket: pairs of first bytes after a message and inside of one (all 65,536 with BUSBAR_SECOND=31) are judged as `ws` judges them, for a server and a client"""
    step = max(1, 31 // TIMES)
    for server in (0, 1):
        for deflate in (0, 1):
            for inside in (b"", raw.frame(1, b"ab", fin=False, mask=b"abcd" if server else None)):
                for pair in range(0, 65536, step):
                    tail = bytes([0, 20, *range(1, 15)]) if pair & 1 else bytes(200)
                    stream = inside + struct.pack(">H", pair) + tail
                    if deflate and pair & 0x4000:
                        continue  # what such noise inflates to is zlib's business
                    hold_stream(stream, server, deflate, 16384)


def ours_to_theirs():
    """WebSocket: what is written here, of every kind, size, side and window, is read by `ws`"""
    r = chance("ours")
    for bits in range(8, 16):
        for server in (0, 1):
            for deflate in (0, 1):
                stream, wanted = b"", []
                for _ in range(12 * TIMES):
                    opcode = r.choice((1, 1, 2, 9, 10))
                    body = (some_payload(r) * r.choice((1, 1, 50)))[:125 if opcode > 2 else 40_000]
                    body = body if opcode != 1 else body.decode(errors="ignore").encode()
                    mask = bytes(4) if server else bytes(r.randrange(256) for _ in range(4))
                    stream += ask("w", bytes([server | 2 * deflate, bits, bits, opcode]) + mask + body)
                    wanted.append(("m" if opcode < 3 else "i" if opcode == 9 else "o", opcode if opcode < 3 else 0, 0, body))
                code = r.choice((1000, 1001, 1008, 1011, 3000, 4999))
                stream += ask("w", bytes([server | 2 * deflate, bits, bits, 8]) + mask + struct.pack("<H", code) + "späť".encode())
                wanted.append(("c", 0, code, "späť".encode()))
                got = [e[:4] for e in events_of(Node.ask("r", bytes([(not server) | 2 * deflate, bits, bits]) + struct.pack("<IH", 1 << 20, 0) + stream))]
                assert got == wanted, (bits, server, deflate, [e[:3] for e in got], [w[:3] for w in wanted])


def theirs_to_ours():
    """WebSocket: what `ws` writes, fragmented, masked, compressed with every window, is read here in any cut"""
    r = chance("theirs")
    for bits in range(8, 16):
        for server in (False, True):
            for deflate in (False, True):
                messages, wanted = [], []
                for _ in range(8 * TIMES):
                    opcode = r.choice((1, 2, 9, 10))
                    if opcode > 2:
                        body = some_payload(r)[:100]
                        messages.append({"opcode": opcode, "data": base64.b64encode(body).decode(), "mask": not server})
                        wanted.append(("i" if opcode == 9 else "o", 0, 0, body))
                        continue
                    pieces = [some_payload(r) * r.choice((1, 1, 20)) for _ in range(r.choice((1, 1, 2, 4)))]
                    compress = deflate and r.randrange(3) > 0
                    for i, piece in enumerate(pieces):
                        messages.append({"opcode": opcode, "data": base64.b64encode(piece).decode(), "mask": not server, "fin": i == len(pieces) - 1, "compress": compress})
                    wanted.append(("m", opcode, 0, b"".join(pieces)))
                messages.append({"opcode": 8, "code": 4001, "data": base64.b64encode(b"done").decode(), "mask": not server})
                wanted.append(("c", 0, 4001, b"done"))
                stream = Node.ask("w", {"server": server, "deflate": deflate, "windows": [bits, bits], "messages": messages})
                for cut in (0, 1, 3, 1400):
                    got = [e[:4] for e in events_of(ask("r", bytes([(not server) | 2 * deflate, bits, bits]) + struct.pack("<IH", 1 << 20, cut) + stream))]
                    assert got == wanted, (bits, server, deflate, cut, [e[:3] for e in got], [w[:3] for w in wanted])


def negotiation():
    """permessage-deflate: every offer that `ws` can make gets an answer that `ws` takes, or none, and both keep to the same windows"""
    answered = 0
    for server_takeover in (True, False, None):
        for client_takeover in (True, None):  # a client that insists on False can't be told from one that says nothing
            for server_bits in (None, *range(8, 16)):
                for client_bits in (None, True, *range(8, 16)):
                    o = {"serverNoContextTakeover": server_takeover, "clientNoContextTakeover": client_takeover, "serverMaxWindowBits": server_bits, "clientMaxWindowBits": client_bits}
                    o = {k: v for k, v in o.items() if v is not None}
                    offer = Node.ask("f", o)
                    on, ours, their, answer = ask("o", offer).decode().split(" ", 3)
                    if on == "0":
                        assert answer == "", (offer, answer)
                        continue
                    answered += 1
                    taken = Node.ask("n", {"options": o, "answer": answer}).decode()
                    assert not taken.startswith("refused"), (offer, answer, taken)
                    params = json.loads(taken)
                    assert params.get("server_max_window_bits", 15) == int(ours) and params.get("client_max_window_bits", 15) in (int(their), True), (offer, answer, taken)
                    assert params.get("server_no_context_takeover") and params.get("client_no_context_takeover"), (offer, answer)
    print(f"# {answered} of 540 offers were answered")
    assert answered > 400


# -- HTTP --

UPGRADE = (b"GET /ocpp/CP-1?x=%20 HTTP/1.1\r\nHost: example.test:8180\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
           b"Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Protocol: ocpp1.6, ocpp2.0.1\r\n\r\n")
HEADS = [UPGRADE, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", b"GET / HTTP/1.0\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
         b"GET / HTTP/1.1\nHost: a\n\n", b"GET / HTTP/1.1\r\nHost: a\n\r\n", b"GET / HTTP/1.1\r\nHost : a\r\n\r\n", b"GET / HTTP/1.1\r\nHost:a\r\n\r\n", b"GET / HTTP/1.1\r\nHost:\t a \t\r\n\r\n",
         b"GET / HTTP/1.1\r\n Host: a\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nX: \x7f\r\n\r\n",
         b"GET / HTTP/1.1\r\nHost: a\r\nX: \x80\xff\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nX\x80: b\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nX(: b\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n",
         b"GET / HTTP/1.1\r\nHost: a\r\nnothing\r\n\r\n", b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", b"GET /  HTTP/1.1\r\nHost: a\r\n\r\n", b"GET / HTTP/1.1 \r\nHost: a\r\n\r\n", b"GET /\tx HTTP/1.1\r\nHost: a\r\n\r\n",
         b"GET HTTP/1.1\r\nHost: a\r\n\r\n", b"GET /\r\n\r\n", b"G@T / HTTP/1.1\r\nHost: a\r\n\r\n", b"get / HTTP/1.1\r\nHost: a\r\n\r\n", b"BREW / HTTP/1.1\r\nHost: a\r\n\r\n", b"GET / HTTP/2.0\r\nHost: a\r\n\r\n",
         b"GET / HTTP/1.2\r\nHost: a\r\n\r\n", b"GET / http/1.1\r\nHost: a\r\n\r\n", b"GET / HTTP/1.01\r\nHost: a\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
         b"GET http://b/c HTTP/1.1\r\nHost: a\r\n\r\n", b"CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n", b"GET x HTTP/1.1\r\nHost: a\r\n\r\n", b"GET /\x80 HTTP/1.1\r\nHost: a\r\n\r\n", b"GET /# HTTP/1.1\r\nHost: a\r\n\r\n",
         b"GET /\"<>\\^`{|} HTTP/1.1\r\nHost: a\r\n\r\n", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
         b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc",
         b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\nabc", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3\r\n\r\nabc", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\nabc",
         b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\nabc", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3 \r\n\r\nabc", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3 4\r\n\r\nabc",
         b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
         b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
         b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n", b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\n",
         b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n", b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
         b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, close\r\n\r\n",
         b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", b"GET / HTTP/1.0\r\nConnection: KEEP-ALIVE\r\nHost: a\r\n\r\n", b"GET / HTTP/1.1\r\nHost:\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
         b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 62 + b"\r\n", b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 64 + b"\r\n", b"GET /" + b"a" * 15000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", b"GET /" + b"a" * 17000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
         b"GET / HTTP/1.1\r\nHost: a\r\n\rX: y\r\n\r\n", b"GET / HTTP/1.1\r\rHost: a\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\n\r", b"GET / HTTP/1.1\r\nHo", b"", b"\r\n", b"\x16\x03\x01\x02\x00\x01\x00", b"SSH-2.0-x\r\n"]


# What node refuses and we may take: any token is a method (RFC 9110, 9.1) while node knows a list of them; and the same length
# said twice is one length (RFC 9112, 6.3).
KNOWN = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "TRACE", "PATCH", "PRI"}
SAME_LENGTH = ("HPE_UNEXPECTED_CONTENT_LENGTH", "HPE_INVALID_CONTENT_LENGTH")


def may_take(lines, reason):
    lengths = [line.split(": ", 1)[1] for line in lines[8:-1] if line.lower().startswith("content-length: ")]
    return (reason == "HPE_INVALID_METHOD" and lines[1] not in KNOWN) or \
        (reason in SAME_LENGTH and len(set(", ".join(lengths).split(", "))) == 1)


def hold_head(data):
    """(ours, theirs) of one head. What we take node must take, as the same request: else two readers in a row could be told different things."""
    lines = ask("h", data).decode("latin-1").split("\n")
    theirs = json.loads(Node.ask("h", data))
    if lines[0] != "ok":
        return lines[0], theirs["result"]
    if theirs["result"].startswith("bad ") and may_take(lines, theirs["result"][4:]):
        return "ok", "bad"
    assert theirs["result"] == "ok", (data, lines, theirs)
    method, target, minor, _, length, chunked, keep = lines[1:8]
    headers = [line.split(": ", 1) for line in lines[8:-1]]
    assert (method, target, int(minor)) == (theirs["method"], theirs["url"], theirs["minor"]), (data, lines, theirs)
    assert [x for h in headers for x in h] == theirs["raw"], (data, headers, theirs)
    if theirs["keep"] is not None and "upgrade" not in [v.lower() for k, v in headers if k.lower() == "connection"]:
        assert bool(int(keep)) == theirs["keep"], (data, lines, theirs)
    del length, chunked
    return "ok", "ok"


def heads():
    """HTTP: a matrix of heads and random changes of an upgrade: what is taken here node takes as the same request; what only we refuse is counted"""
    r, counts, ours_only = chance("heads"), {}, []
    for data in HEADS + [mutate(r, r.choice(HEADS[:3] + [UPGRADE] * 3), b"\r\n :\t,;=/?#%\x00\x7f\x80Hh1.0") for _ in range(300 * TIMES)]:
        ours, theirs = hold_head(data)
        key = (ours, theirs.split(" ")[0])
        counts[key] = counts.get(key, 0) + 1
        if key == ("bad", "ok") and data in HEADS:
            ours_only.append(data)
        assert key not in (("more", "bad"),) or data[:1] not in b"G" or b"\r\n\r\n" not in data, (data, theirs)
    print("#", {f"ours {a}, node {b}": n for (a, b), n in sorted(counts.items())})
    for data in ours_only:
        print("# only we refuse", data[:90])
    assert counts[("ok", "ok")] > 20 and counts[("bad", "bad")] > 20


if __name__ == "__main__":
    main([streams, changed_streams, first_bytes, ours_to_theirs, theirs_to_ours, negotiation, heads])
