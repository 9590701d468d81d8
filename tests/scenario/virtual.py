# SPDX-License-Identifier: Apache-2.0
"""The first backend: the scenario engine, the server core in process, on virtual time and a simulated disk."""

import collections
import json
import os
import shutil
import subprocess
import tempfile

START_US = 1772366400 * 1000000  # 2026-03-01T12:00:00Z


class Broken(Exception):
    """The backend itself failed."""


class Conn:
    """A connection: what came on it and was not taken yet, as ("frame", text) and ("closed", code, reason)."""

    def __init__(self, number):
        self.number, self.inbox, self.open, self.subprotocol = number, collections.deque(), True, None


class Virtual:
    """Talks with one engine."""

    mode = "virtual"

    def __init__(self, build, server, total_us):
        self.engine, self.server, self.start_us = os.path.join(build, "tests", "scenario_engine"), server, START_US
        self.now_us, self.conns, self.http_done, self.n_http = START_US, [], {}, 0
        self.unturned = False  # something was sent that is not durable yet
        self.dir = tempfile.mkdtemp(prefix="busbar-scenario-")
        os.mkdir(os.path.join(self.dir, "again"))
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen([self.engine, self.dir, str(self.now_us), *server], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=self.errors)

    def close(self):
        """End the engine; it must have nothing to complain about."""
        try:
            if self.process.poll() is None:
                self.process.stdin.write(b"quit\n")
                self.process.stdin.close()
            if self.process.wait(60) != 0:
                raise Broken(f"the engine ended with {self.process.returncode}: {self.complaint()}")
        finally:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
            self.errors.close()
            shutil.rmtree(self.dir, ignore_errors=True)

    def complaint(self):
        """What the engine wrote to standard error."""
        self.errors.seek(0)
        return self.errors.read().decode(errors="replace")[-2000:].strip()

    def tell(self, line, payload=None):
        """Tell the engine a line, with bytes behind it; its answers that are neither frames nor closes nor HTTP."""
        data = line.encode() + b"\n" + (payload + b"\n" if payload is not None else b"")
        others = []
        try:
            self.process.stdin.write(data)
            self.process.stdin.flush()
        except OSError as e:
            raise Broken(f"the engine is gone: {self.complaint()}") from e
        while True:
            words = self.process.stdout.readline().decode().rstrip("\n").split(" ")
            if words == ["done"]:
                return others
            if words == [""]:
                self.process.wait(60)
                raise Broken(f"the engine is gone: {self.complaint()}")
            self.take(words, others)

    def take(self, words, others):
        """One line of the engine."""
        text = None
        if words[0] in ("frame", "closed", "http", "event"):
            text = self.process.stdout.read(int(words[-1]) + 1)[:-1].decode(errors="surrogateescape")
        if words[0] == "frame":
            self.conns[int(words[1])].inbox.append(("frame", text))
        elif words[0] == "closed":
            conn = self.conns[int(words[1])]
            conn.open = False
            conn.inbox.append(("closed", int(words[2]), text))
        elif words[0] == "http":
            self.http_done[int(words[1])] = (int(words[2]), json.loads(text) if text else None)
        elif words[0] == "event":
            others.append(json.loads(text))
        else:
            others.append(" ".join(words))

    def connect(self, identity, version, options):
        """Connect; (connection, None), or (None, status)."""
        if options:
            raise Broken(f"only the real server has {', '.join(options)}: mark the page `only real`")
        conn = Conn(len(self.conns))
        self.conns.append(conn)
        if self.tell(f"open {conn.number} {version} {identity}"):
            return None, 404
        self.tell("turn")
        return conn, None

    def send(self, conn, text, turn=True):
        """Send a text; without turn what comes of it is not durable yet."""
        data = text.encode(errors="surrogateescape")
        self.tell(f"text {conn.number} {len(data)}", data)
        self.unturned = not turn
        if turn:
            self.tell("turn")

    def cut(self, conn, code, reason):
        """End a connection from the charger's side; 1006 cuts it."""
        why = "cut by the peer" if code == 1006 else f"closed by the station{': ' if reason else ''}{reason}"
        self.tell(f"cut {conn.number} {code} {why}")
        conn.open = False
        self.tell("turn")

    def expect(self, conn):
        """The next thing that came on the connection, or None."""
        if not conn.inbox and self.unturned:
            self.settle()
        return conn.inbox.popleft() if conn.inbox else None

    def settle(self):
        """All that was sent is answered and viewed."""
        self.tell("turn")
        self.unturned = False

    def wait(self, us):
        """Time goes by."""
        self.now_us += us
        self.tell(f"time {self.now_us}")
        self.tell("turn")

    pause = wait

    def crash(self):
        """Power fails and comes back."""
        self.tell("crash")
        self.lose()

    def disk(self, full):
        """No byte more fits on the disk, or there is room again."""
        self.tell(f"space {0 if full else 1 << 40}")
        self.tell("turn")

    def restart(self):
        """The server is stopped in good order and started again."""
        self.tell("restart")
        self.lose()

    def lose(self):
        """All connections are gone."""
        for conn in self.conns:
            conn.open = False

    def http_begin(self, method, path, body=None):
        """Begin a request to the admin door; a handle for http_end."""
        self.n_http += 1
        data = b"" if body is None else body.encode()
        head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(data)}\r\n"
        if body is not None:
            head += "Content-Type: application/json\r\n"
        request = head.encode() + b"\r\n" + data
        self.tell(f"http {self.n_http} {len(request)}", request)
        self.tell("turn")
        return self.n_http

    def http_end(self, handle):
        """(status, JSON) of a request, or None where it is not through."""
        return self.http_done.pop(handle, None)

    def http(self, method, path, body=None):
        """A request to the admin door that is through at once: (status, JSON)."""
        done = self.http_end(self.http_begin(method, path, body))
        if done is None:
            raise Broken(f"{method} {path} is not through")
        return done

    def events(self):
        """Every batch of the journal as {"station","records"}."""
        return self.tell("events")

    def check(self):
        """What is wrong behind the scenes, or None."""
        found = self.tell("check")
        return found[0] if found else None
