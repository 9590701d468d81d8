# SPDX-License-Identifier: Apache-2.0
"""Sockets without a library between: HTTP requests and WebSocket frames byte by byte, as wrong as a test wants them."""

import base64
import json
import socket
import struct

TEXT, BINARY, CLOSE, PING, PONG, CONT = 1, 2, 8, 9, 10, 0
KEY = base64.b64encode(b"0123456789abcdef").decode()


def basic(user, password):
    """The value of an Authorization header; both may be bytes."""
    pair = b":".join(x.encode() if isinstance(x, str) else x for x in (user, password))
    return "Basic " + base64.b64encode(pair).decode()


def upgrade(path="/ocpp/CP1", method="GET", version="HTTP/1.1", **changes):
    """The bytes of an upgrade; header names with _ for -, a header that is None is left out."""
    headers = {"Host": "x", "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
               "Sec-WebSocket-Key": KEY, "Sec-WebSocket-Protocol": "ocpp1.6"}
    headers.update({k.replace("_", "-"): v for k, v in changes.items()})
    head = f"{method} {path} {version}\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items() if v is not None)
    return head.encode() + b"\r\n"


def frame(opcode, payload=b"", fin=True, rsv=0, mask=b"\x11\x22\x33\x44", length=None, form=None):
    """One frame. `mask` None leaves it unmasked, `length` lies about the length, `form` 16 or 64 writes it too long."""
    if isinstance(payload, str):
        payload = payload.encode()
    n = len(payload) if length is None else length
    first = (0x80 if fin else 0) | rsv << 4 | opcode
    bit = 0x80 if mask is not None else 0
    if form is None:
        form = 7 if n < 126 else 16 if n < 65536 else 64
    head = bytes([first, bit | n]) if form == 7 else \
        bytes([first, bit | 126]) + struct.pack(">H", n) if form == 16 else bytes([first, bit | 127]) + struct.pack(">Q", n)
    if mask is None:
        return head + payload
    key = (mask * (len(payload) // 4 + 1))[:len(payload)]
    return head + mask + (int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")).to_bytes(len(payload), "big")


class Raw:
    """A TCP connection: what is sent is sent as it is; what comes is taken apart."""

    def __init__(self, port, timeout=20, early=b""):
        self.s = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self.s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.got = b""
        if early:
            self.send(early)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.s.close()

    def send(self, *pieces):
        """Send the pieces one by one; False where the other side has ended already."""
        try:
            for piece in pieces:
                self.s.sendall(piece)
            return True
        except OSError:
            return False

    def more(self):
        """Wait for bytes; False at the end of the path."""
        try:
            piece = self.s.recv(65536)
        except ConnectionError:
            piece = b""
        self.got += piece
        return bool(piece)

    def take(self, n):
        """The next n bytes; fewer only at the end of the path."""
        while len(self.got) < n and self.more():
            pass
        piece, self.got = self.got[:n], self.got[n:]
        return piece

    def head(self):
        """(status, headers) of the next HTTP answer; status 0 where the path ended without one."""
        while b"\r\n\r\n" not in self.got:
            if not self.more():
                return 0, {}
        text, self.got = self.got.split(b"\r\n\r\n", 1)
        lines = text.decode("latin-1").split("\r\n")
        headers = {}
        for line in lines[1:]:
            name, value = line.split(":", 1)
            headers[name.lower()] = value.strip()
        return int(lines[0].split()[1]), headers

    def answer(self, head_only=False):
        """(status, headers, body) of the next HTTP answer, its body by Content-Length."""
        status, headers = self.head()
        n = 0 if head_only or status in (0, 101, 204, 304) or 100 <= status < 200 else int(headers["content-length"])
        return status, headers, self.take(n)

    def ended(self):
        """Has the other side ended the path, with nothing more before that?"""
        return self.take(1) == b""

    def frame(self):
        """(opcode, payload, first byte) of the next frame; None at the end of the path."""
        head = self.take(2)
        if len(head) < 2:
            return None
        assert not head[1] & 0x80, "a server's frame is masked"
        n = head[1] & 0x7F
        if n == 126:
            n = struct.unpack(">H", self.take(2))[0]
        elif n == 127:
            n = struct.unpack(">Q", self.take(8))[0]
        return head[0] & 15, self.take(n), head[0]

    def close_code(self):
        """Read on to the close frame; its code, 1005 where it has none, None where the path ends without one."""
        while True:
            f = self.frame()
            if f is None:
                return None
            if f[0] == CLOSE:
                return struct.unpack(">H", f[1][:2])[0] if f[1] else 1005

    def text(self):
        """The JSON of the next text message; pings in between are passed over."""
        while True:
            f = self.frame()
            assert f is not None and f[0] in (TEXT, PING, PONG), f
            if f[0] == TEXT:
                return json.loads(f[1])


def websocket(port, path="/ocpp/CP1", timeout=20, **changes):
    """An upgraded connection."""
    c = Raw(port, timeout, upgrade(path, **changes))
    status, headers = c.head()
    assert status == 101, (status, headers, c.take(500))
    c.headers = headers
    return c


def status_of(port, path="/ocpp/CP1", **changes):
    """The status that an upgrade is answered with."""
    with Raw(port, 20, upgrade(path, **changes)) as c:
        return c.head()[0]
