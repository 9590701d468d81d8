#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Second opinions by Python about JSON, decimals, times, UTF-8, percent-encoding, base64, chunked bodies and deflate. TAP.
BUSBAR_SECOND=100 asks a hundred times as much, BUSBAR_SEED other things."""

import base64
import binascii
import datetime
import fractions
import json
import pathlib
import re
import struct
import sys
import urllib.parse
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from probe import ROOT, TIMES, ask, chance, mutate  # noqa: E402

from kit import raw  # noqa: E402
from kit.server import main  # noqa: E402

sys.setrecursionlimit(20_000)
DEPTH = 32
LONE = re.compile("[\ud800-\udfff]")


# -- JSON --

class Number(str):
    """A number as it was written."""


def refuse(word):
    raise ValueError(word)


def depth_of(value):
    if isinstance(value, tuple):
        return 1 + max([0] + [depth_of(v) for _, v in value[1]])
    return 1 + max([0] + [depth_of(v) for v in value]) if isinstance(value, list) else 0


def theirs(data):
    """What Python makes of JSON; None where it is none. Objects are kept as ("{}", pairs), with doubled names."""
    try:
        return json.loads(data.decode(), object_pairs_hook=lambda pairs: ("{}", pairs), parse_int=Number, parse_float=Number, parse_constant=refuse), True
    except (ValueError, RecursionError):
        return None, False


def whole(value):
    """Lone halves of surrogates as the house reads them."""
    if isinstance(value, tuple):
        return ("{}", [(LONE.sub("\ufffd", k), whole(v)) for k, v in value[1]])
    if isinstance(value, list):
        return [whole(v) for v in value]
    return LONE.sub("\ufffd", value) if isinstance(value, str) and not isinstance(value, Number) else value


def hold_json(data):
    """Both must agree on one document."""
    answer = ask("j", data)
    value, good = theirs(data)
    if good and depth_of(value) > DEPTH:
        assert answer == b"-nested too deeply", (data, answer)
        return good
    if not good and answer == b"-nested too deeply":
        return good
    assert (answer[:1] == b"+") == good, (data, answer[:200], value)
    if good:
        ours, again = theirs(answer[1:])
        assert again and ours == whole(value), (data, answer)
    return good


CASES = [b"", b" ", b"null", b"nul", b"nulll", b"true", b"True", b"tru", b"NaN", b"Infinity", b"-Infinity", b"[1,]", b"[,1]", b"[1 2]", b"[1,,2]", b"[", b"]", b"{}", b"{",
         b"}", b'{"a":1,}', b'{"a"}', b'{"a":}', b'{a:1}', b"{'a':1}", b'{"a":1 "b":2}', b'{"a":1,"a":2}', b"[1]x", b"[1] ", b"\xef\xbb\xbf[1]", b"[1]\x00", b"\x00",
         b"0", b"-0", b"00", b"01", b"-01", b"-", b"+1", b".5", b"5.", b"1.e1", b"1e", b"1e+", b"1e+5", b"1E-5", b"0e0", b"0x10", b"1_000", b"1e1.5", b"- 1", b"1 e1",
         b"123456789012345678901234567890", b"1e999999", b"-1e-999999", b"\"", b"\"\\\"", b"\"\\a\"", b"\"\\x41\"", b"\"\\u12\"", b"\"\\u12g4\"", b"\"\\U0041\"",
         b"\"\\ud83d\\ude00\"", b"\"\\ud83d\"", b"\"\\ude00\\ud83d\"", b"\"\\ud83d\\u0041\"", b"\"\\ud83dx\"", b"\"\\u0000\"", b"\"\x00\"", b"\"\x1f\"", b"\"\x7f\"", b"\"\t\"",
         b"\"\n\"", b"\"\\/\\b\\f\\n\\r\\t\\\\\"", b"\"\xc3\xa9\"", b"\"\xc3\"", b"\"\xc0\xaf\"", b"\"\xe0\x80\xaf\"", b"\"\xed\xa0\x80\"", b"\"\xf4\x90\x80\x80\"",
         b"\"\xf0\x9f\x98\x80\"", b"\"\xff\"", b"\"\xef\xbf\xbf\"", b"/*x*/1", b"1//x", b"#1", b"[1\xa0]", b"[1\x0b]", b"[1\x0c]", b"\r\n\t [ \r\n\t1 \r\n\t] \r\n\t",
         b"[\"a\",\n4\n,1]", b"[null,true,false]", b"[NULL]", b"{\"\":0}", b"{\"a\":[{}]}", b"[[]", b"[]]", b"[}", b"{]", b"[\"x\"", b"{\"x\":\"", b"{1:2}", b"{null:1}",
         b"[1,\"2\",3.0e0,{\"x\":[{}]}]", b"\"\\\\u0041\"", b"\"\\\\\\u0041\"", b"[-]", b"[-a]", b"[1-2]", b"[.1]", b"[1.]", b"[\xef\xbc\x91]", b"\xfe\xff[]", b"[]\x1a"]


def json_cases():
    """JSON: the corners of the grammar, every depth around the limit, strings of every length around a block"""
    n = sum(hold_json(c) for c in CASES)
    for depth in (1, 2, 31, 32, 33, 34, 500):
        for a, b in ((b"[", b"]"), (b'{"a":', b"}"), (b'[{"":', b"}]")):
            n += hold_json(a * depth + b"1" + b * depth) + hold_json(a * depth + b"1" + b * (depth - 1))
    for n_bytes in range(140):
        for c in ("x", "\u00e9", "\\n", "\U0001F600"):
            hold_json(b'["' + b"y" * n_bytes + c.encode() + b'","z"]')
            hold_json(b" " * n_bytes + b'{"' + c.encode() + b'":"' + c.encode() * n_bytes + b'"}')
            hold_json(b'"' + b"y" * n_bytes + b'\x00"')
    print(f"# {n} of {len(CASES) + 42} cases are JSON")


def some_json(r, depth=0):
    """A random document as text, in all spellings that JSON has."""
    space = r.choice(("", "", "", " ", "\n", "\t\r "))
    kind = r.randrange(8 if depth < 6 else 5)
    if kind == 0:
        return space + r.choice(("null", "true", "false"))
    if kind in (1, 2):
        n = r.choice((str(r.randrange(-99, 99)), str(r.randrange(-2**70, 2**70)), repr(r.uniform(-1e9, 1e9)), f"{r.randrange(10)}.{r.randrange(1000):03}e{r.randrange(-40, 40)}"))
        return space + n + space
    if kind in (3, 4):
        return space + '"' + "".join(r.choice(("a", "\u00e9", "\u20ac", "\U0001F600", "\\u00e9", "\\ud83d\\ude00", "\\ud83d", "\\n", "\\\"", "\\\\", "\\/", "plain text ", "\x7f"))
                                     for _ in range(r.randrange(9))) + '"' + space
    if kind in (5, 6):
        return space + "{" + ",".join(f'{space}"{r.choice(("a", "b", "id", chr(r.randrange(35, 91))))}"{space}:{some_json(r, depth + 1)}' for _ in range(r.randrange(5))) + "}" + space
    return space + "[" + ",".join(some_json(r, depth + 1) for _ in range(r.randrange(5))) + space + "]"


def json_generated():
    """JSON: documents made at random, and changed at random: accepted or refused alike, and of the same values"""
    r, good, bad = chance("json"), 0, 0
    seeds = [p.read_bytes() for p in (ROOT / "tests/fuzz/seeds/json").iterdir()]
    for i in range(1500 * TIMES):
        text = some_json(r).encode() if i % 4 else r.choice(seeds)
        assert hold_json(text) or i % 4 == 0, text
        for _ in range(6):
            g = hold_json(mutate(r, text, b'{}[]",:\\u0123456789.eE+-truefalsn \x00\xc3\xa9'))
            good, bad = good + g, bad + (not g)
    print(f"# of {good + bad} changed documents {bad} are none any more")
    assert good > 100 and bad > 1000


# -- decimals --

NUMBER = re.compile(r"^[ \t\r\n]*([+-]?)((?:0|[1-9][0-9]*)(?:\.([0-9]+))?)(?:[eE]([+-]?[0-9]+))?[ \t\r\n]*$")


def round_half_even(x):
    """A fraction to the nearest integer."""
    return int(round(x))  # Fraction.__round__ is half to even


def expected(text, places):
    """(result, value) by exact fractions: 18 digits are kept where what is asked for has more, and rounding is done once."""
    m = NUMBER.match(text)
    if not m:
        return "bad", 0
    digits = m.group(2).replace(".", "")
    exponent = int(m.group(4) or 0) - len(m.group(3) or "")
    number = int(digits)
    if number == 0:
        return "ok", 0
    sign = -1 if m.group(1) == "-" else 1
    if exponent + places > 400:
        return "range", 0
    if exponent + places + len(digits) < -400:
        return "rounded", 0
    kept = str(number)
    last = exponent + len(kept) - 18  # the power of ten of the 18th digit
    exact = fractions.Fraction(number) * fractions.Fraction(10) ** (exponent + places)
    if len(kept) > 18 and last + places >= 0:
        value = round_half_even(exact / 10 ** (last + places)) * 10 ** (last + places)
    else:
        value = round_half_even(exact)
    if not -2**63 <= sign * value < 2**63:
        return "range", 0
    return ("ok" if exact == value else "rounded"), sign * value


def hold_decimal(text, places):
    answer = ask("d", bytes([places + 64]) + text.encode()).decode().split()
    result, value = expected(text, places)
    assert answer[0] == result and (result in ("bad", "range") or int(answer[1]) == value), (text, places, answer, result, value)
    if len(answer) > 2:
        written = fractions.Fraction(answer[2])
        assert written * 10 ** places == value and (("." not in answer[2]) or not answer[2].endswith("0")), (text, answer)
    return result


def decimals():
    """decimals: grammar, rounding half to even, ranges and writing, against exact fractions"""
    r, seen = chance("decimal"), {}
    corners = ["0", "-0", "00", "+1", "1.", ".1", "1e", "", " ", " 1 ", "1 1", "0x1", "1e+", "\u0661", "nan", "inf", "--1", "1.2.3", "1e5e5", "9223372036854775807", "9223372036854775808",
               "-9223372036854775808", "-9223372036854775809", "0.5", "1.5", "2.5", "0.50000000000000000000001", "999999999999999999.5", "999999999999999999", "1e18", "1e19",
               "123456789012345678.5", "123456789012345679.5", "1e-1000000001", "1e1000000001", "0e9999999999999999999", "1e-99999999999999999999", "1" + "0" * 300 + "e-300",
               "0." + "0" * 300 + "1e301", "922337203685477580.75", "-922337203685477580.8", "4.99999999999999999999", "5" + "0" * 30 + "e-31", "5" + "0" * 30 + "1e-31"]
    texts = corners + [f"{r.choice(('', '-', '+'))}{r.randrange(10 ** r.randrange(1, 22))}" +
                       (f".{r.randrange(10 ** k):0{k}}" if (k := r.randrange(24)) else "") +
                       (f"{r.choice('eE')}{r.randrange(-30, 30)}" if r.randrange(2) else "") for _ in range(4000 * TIMES)]
    texts += [mutate(r, t.encode(), b"0123456789.eE+- 5").decode("latin-1") for t in texts[:2000 * TIMES]]
    for text in texts:
        for places in (0, 3, r.randrange(-9, 19)):
            result = hold_decimal(text, places)
            seen[result] = seen.get(result, 0) + 1
    print("#", seen)
    assert all(seen.get(k, 0) > 100 for k in ("ok", "rounded", "bad", "range")), seen


# -- times --

TIME = re.compile(r"^(\d{4})-(\d\d)-(\d\d)([Tt ])(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(Z|z|[+-]\d\d(?::?\d\d)?|)$", re.ASCII)
EPOCH = datetime.datetime(1970, 1, 1)


def expected_time(text):
    """Microseconds since 1970 by Python's calendar; None where the parts are no time. A leap second counts as the next one."""
    m = TIME.match(text.strip(" \t\r\n"))
    if not m:
        return None
    year, month, day, hour, minute, second = (int(m.group(i)) for i in (1, 2, 3, 5, 6, 7))
    zone = m.group(9)
    try:
        at = datetime.datetime(year, month, day, hour, minute, min(second, 59)) + datetime.timedelta(seconds=second - min(second, 59))
    except (ValueError, OverflowError):
        return None
    if second > 60:
        return None
    at_us = (at - EPOCH) // datetime.timedelta(microseconds=1) + int(((m.group(8) or "") + "000000")[:6])
    if zone not in ("Z", "z", ""):
        hours, minutes = int(zone[1:3]), int(zone[-2:]) if len(zone) > 3 else 0
        if hours > 23 or minutes > 59:
            return None
        at_us -= (1 if zone[0] == "+" else -1) * (hours * 60 + minutes) * 60_000_000
    return at_us if 0 <= at_us < 253402300800_000_000 else None


def hold_time(text):
    answer, want = ask("t", text.encode()), expected_time(text)
    if answer == b"bad":
        return False, want
    at_us, _, written = answer.decode().split(" ", 2)
    assert want is not None and int(at_us) == want, (text, answer, want)
    again = EPOCH + datetime.timedelta(microseconds=want)
    assert written == again.strftime("%Y-%m-%dT%H:%M:%S.") + f"{again.microsecond // 1000:03}Z", (text, answer)
    return True, want


def times():
    """times: every form that is taken means what Python's calendar says, and is written as Python would; what RFC 3339 has is taken"""
    r, taken, n = chance("time"), 0, 0
    for _ in range(6000 * TIMES):
        text = "%04d-%02d-%02d" % (r.choice((r.randrange(1970, 2107), r.randrange(1970, 9999))), r.randrange(1, 13), r.randrange(1, 29 if r.randrange(4) else 32))
        text += r.choice("TTTt ") + "%02d:%02d:%02d" % (r.randrange(24), r.randrange(60), r.randrange(60 if r.randrange(9) else 62))
        text += r.choice(("", "", f".{r.randrange(10 ** 3):03}", f".{r.randrange(10 ** 7):07}", f".{r.randrange(10)}"))
        text += r.choice(("Z", "Z", "z", "", "+%02d:%02d" % (r.randrange(24), r.randrange(60)), "-%02d:%02d" % (r.randrange(13), r.randrange(60)), "+%02d%02d" % (r.randrange(13), r.choice((0, 30))), "+01"))
        good, want = hold_time(text)
        strict = TIME.match(text) and text[10] in "Tt" and re.search(r"([zZ]|[+-]\d\d:\d\d)$", text) and ":60" not in text[16:19] and ":61" not in text[16:19]
        assert good or not strict or want is None, (text, want)
        taken, n = taken + good, n + 1
        hold_time(mutate(r, text.encode(), b"0123456789-:TZ+. ").decode("latin-1"))
    print(f"# {taken} of {n} are taken")
    assert taken > n // 2


# -- UTF-8, percent-encoding, base64, chunks --

def utf8():
    """UTF-8: every sequence of two bytes, all first bytes with chosen followers, and random ones, against Python"""
    def hold(data):
        try:
            data.decode()
            good = True
        except UnicodeDecodeError:
            good = False
        assert (ask("x", b"u" + data) == b"+") == good, data
        return good
    r, good, n = chance("utf8"), 0, 0
    edges = (0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF)
    for a in range(256):
        good += hold(bytes([a]))
        for b in range(256):
            hold(bytes([a, b]))
        for b in edges:
            for c in edges:
                hold(bytes([a, b, c]))
                if a >= 0xE0:
                    for d in edges[2:]:
                        hold(bytes([a, b, c, d]))
    for _ in range(4000 * TIMES):
        text = "".join(chr(r.choice((r.randrange(128), r.randrange(128, 2048), r.randrange(2048, 0xD800), r.randrange(0xE000, 0x110000)))) for _ in range(r.randrange(40)))
        hold(text.encode())
        n += hold(mutate(r, text.encode(), b"\x80\xbf\xc2\xe0\xed\xf0\xf4"))
    assert 128 == good and n > 100


def percent():
    """percent-encoding and base64 both ways, and chunked bodies, against urllib, base64 and a body made by Python"""
    r = chance("percent")
    for _ in range(3000 * TIMES):
        data = bytes(r.choice((r.randrange(256), r.choice(b"abc%+&= /"))) for _ in range(r.randrange(30)))
        assert ask("x", b"e" + data)[1:] == urllib.parse.quote_from_bytes(data, safe="").encode(), data
        plain = data.replace(b"\0", b"0")
        if not re.search(rb"%(?![0-9A-Fa-f]{2})|%00", plain):
            assert ask("x", b"p" + plain)[1:] == urllib.parse.unquote_to_bytes(plain), plain
            assert ask("x", b"q" + plain)[1:] == urllib.parse.unquote_to_bytes(plain.replace(b"+", b" ")), plain
        else:
            assert ask("x", b"p" + plain) == b"-", plain
        assert ask("x", b"B" + data)[1:] == base64.b64encode(data)
        coded = base64.b64encode(data)
        changed = mutate(r, coded, b"AZaz09+/=")
        for text in (coded, coded.rstrip(b"="), changed):
            try:
                want = base64.b64decode(text, validate=True)
                good = base64.b64encode(want) == text
            except (binascii.Error, ValueError):
                good = False
            if good or text == coded.rstrip(b"="):
                assert ask("x", b"b" + text) == b"+" + base64.b64decode(text + b"=" * (-len(text) % 4)), text
        pieces = [bytes(r.randrange(256) for _ in range(r.randrange(1, 40))) for _ in range(r.randrange(5))]
        body = b"".join(b"%x%s\r\n%s\r\n" % (len(p), r.choice((b"", b";a=b", b' ; x="y"')) if r.randrange(4) == 0 else b"", p) for p in pieces)
        body += b"0\r\n" + r.choice((b"", b"X: y\r\n")) + b"\r\n"
        got = ask("c", body + b"rest")
        assert got == b"ok 4\n" + b"".join(pieces), (body, got)


# -- deflate --

def frames_of(stream):
    """(first byte, payload) of the frames of a stream."""
    while stream:
        first, second = stream[0], stream[1]
        n, at = second & 127, 2
        if n == 126:
            n, at = struct.unpack(">H", stream[2:4])[0], 4
        elif n == 127:
            n, at = struct.unpack(">Q", stream[2:10])[0], 10
        mask = stream[at:at + 4] if second & 128 else b""
        at += len(mask)
        body = stream[at:at + n]
        yield first, bytes(c ^ mask[i & 3] for i, c in enumerate(body)) if mask else body
        stream = stream[at + n:]


def some_text(r):
    """A text that deflate can work on, sometimes longer than its window."""
    words = [bytes(r.choice(b"abcdefghij 0123456789\"{}:,") for _ in range(r.randrange(1, 12))) for _ in range(r.randrange(1, 20))]
    return b"".join(r.choice(words) for _ in range(r.choice((30, 300, 3000, 9000))))[:r.choice((255, 256, 257, 1000, 40_000))]


def narrow(data, bits):
    """Inflate with that window and no more: in small pieces, so that what lies further back is really gone."""
    z, out = zlib.decompressobj(-bits), b""
    while data:
        out += z.decompress(data, 16)
        data = z.unconsumed_tail
    while more := z.decompress(b"", 16):
        out += more
    return out


def inflate_ours():
    """deflate: what is written for every window is read by zlib with that window, message by message, and within it"""
    r, compressed = chance("inflate"), 0
    for bits in range(8, 16):
        for server in (True, False):
            settings = bytes([2 | server, bits if server else 15, bits if not server else 15])
            for _ in range(12 * TIMES):
                text = some_text(r)
                (first, body), = frames_of(ask("w", settings + bytes([1]) + (b"\0\0\0\0" if server else bytes(r.randrange(256) for _ in range(4))) + text))
                assert first in (0x81, 0xC1), first
                if first == 0xC1:
                    body = narrow(body + b"\0\0\xff\xff", bits)
                    compressed += 1
                assert body == text, (bits, server, first)
    assert compressed > 100, compressed


def inflate_theirs():
    """deflate: every window, level, strategy and flush of zlib is read, in any cut, whole and fragmented, and bounded at the limit"""
    r = chance("deflate")
    for bits in range(9, 16):
        for level in (0, 1, 6, 9):
            for strategy in (zlib.Z_DEFAULT_STRATEGY, zlib.Z_FILTERED, zlib.Z_HUFFMAN_ONLY, zlib.Z_RLE, zlib.Z_FIXED):
                for _ in range(TIMES):
                    text = some_text(r)
                    z = zlib.compressobj(level, zlib.DEFLATED, -bits, r.randrange(1, 10), strategy)
                    how = r.randrange(4)
                    if how == 0:  # closed by a last block instead of a flush; a byte 0 stands for the empty block (RFC 7692, 7.2.3.4)
                        body = z.compress(text) + z.flush(zlib.Z_FINISH) + b"\0"
                    else:
                        half = len(text) // 2
                        body = z.compress(text[:half]) + z.flush(zlib.Z_SYNC_FLUSH if how == 1 else zlib.Z_FULL_FLUSH if how == 2 else zlib.Z_NO_FLUSH)
                        body = (body + z.compress(text[half:]) + z.flush(zlib.Z_SYNC_FLUSH))[:-4]
                    cut = r.randrange(len(body) + 1)
                    stream = raw.frame(1, body, rsv=4) + raw.frame(1, body[:cut], fin=False, rsv=4) + raw.frame(9, b"p") + raw.frame(0, body[cut:])
                    for room, step in ((len(text), r.choice((0, 1, 7, 500))), (len(text) - 1, 0)):
                        events = events_of(ask("r", bytes([3, 15, 15]) + struct.pack("<IH", max(room, len(body)), step) + stream))
                        if room == len(text) or len(body) >= len(text):
                            assert [e[0] for e in events] == ["m", "i", "m"] and events[0][3] == events[2][3] == text, (bits, level, strategy, how)
                        else:
                            assert events == [("f", 0, 1009, events[0][3])] or events[-1][:3] == ("f", events[-1][1], 1009), events[-1][:3]


def events_of(answer):
    """(kind, opcode, code, data) of an answer of "r"."""
    events = []
    while answer:
        kind, opcode, code, n = struct.unpack("<cBHI", answer[:8])
        events.append((kind.decode(), opcode, code, answer[8:8 + n]))
        answer = answer[8 + n:]
    return events


if __name__ == "__main__":
    main([json_cases, json_generated, decimals, times, utf8, percent, inflate_ours, inflate_theirs])
