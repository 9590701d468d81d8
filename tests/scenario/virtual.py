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


class Engine:
    """One engine, for one page or for many, one after the other."""

    def __init__(self, build, server=()):
        self.now_us, self.conns, self.http_done, self.n_http, self.tokens = START_US, [], {}, 0, {}
        self.dir = tempfile.mkdtemp(prefix="busbar-scenario-")
        os.mkdir(os.path.join(self.dir, "again"))
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen([os.path.join(build, "tests", "scenario_engine"), self.dir, str(self.now_us), *server],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors)

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

    def check(self):
        """What is wrong behind the scenes, or None."""
        found = self.tell("check")
        return found[0] if found else None


class Virtual:
    """A page's talk with an engine: one of its own, or one that is shared."""

    mode = "virtual"

    def __init__(self, build, server, total_us, shared=None):
        del total_us
        self.shared, self.engine = shared, shared or Engine(build, server)
        self.start_us, self.first = self.engine.now_us, len(self.engine.conns)
        self.unturned = False  # something was sent that is not durable yet

    @property
    def tokens(self):
        """Tokens that pages of this engine have registered."""
        return self.engine.tokens

    def close(self):
        """End the engine, or only the page's connections."""
        if not self.shared:
            return self.engine.close()
        for conn in self.engine.conns[self.first:]:
            if conn.open:
                self.cut(conn, 1006, "")
        self.engine.http_done.clear()
        return None

    def check(self):
        """What is wrong behind the scenes, or None; a shared engine is looked at when it ends."""
        return None if self.shared else self.engine.check()

    def connect(self, identity, version, options):
        """Connect; (connection, None), or (None, status)."""
        if options:
            raise Broken(f"only the real server has {', '.join(options)}: mark the page `only real`")
        conn = Conn(len(self.engine.conns))
        self.engine.conns.append(conn)
        if self.engine.tell(f"open {conn.number} {version} {identity}"):
            return None, 404
        self.engine.tell("turn")
        return conn, None

    def send(self, conn, text, turn=True):
        """Send a text; without turn what comes of it is not durable yet."""
        data = text.encode(errors="surrogateescape")
        self.engine.tell(f"text {conn.number} {len(data)}", data)
        self.unturned = not turn
        if turn:
            self.engine.tell("turn")

    def cut(self, conn, code, reason):
        """End a connection from the charger's side; 1006 cuts it."""
        why = "cut by the peer" if code == 1006 else f"closed by the station{': ' if reason else ''}{reason}"
        self.engine.tell(f"cut {conn.number} {code} {why}")
        conn.open = False
        self.engine.tell("turn")

    def expect(self, conn):
        """The next thing that came on the connection, or None."""
        if not conn.inbox and self.unturned:
            self.settle()
        return conn.inbox.popleft() if conn.inbox else None

    def settle(self):
        """All that was sent is answered and viewed."""
        self.engine.tell("turn")
        self.unturned = False

    def wait(self, us):
        """Time goes by."""
        self.engine.now_us += us
        self.engine.tell(f"time {self.engine.now_us}")
        self.engine.tell("turn")

    pause = wait

    def crash(self):
        """Power fails and comes back."""
        self.engine.tell("crash")
        self.lose()

    def disk(self, full):
        """No byte more fits on the disk, or there is room again."""
        self.engine.tell(f"space {0 if full else 1 << 40}")
        self.engine.tell("turn")

    def restart(self):
        """The server is stopped in good order and started again."""
        self.engine.tell("restart")
        self.lose()

    def lose(self):
        """All connections are gone."""
        for conn in self.engine.conns:
            conn.open = False

    def http_begin(self, method, path, body=None):
        """Begin a request to the admin door; a handle for http_end."""
        self.engine.n_http += 1
        data = b"" if body is None else body.encode()
        head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(data)}\r\n"
        if body is not None:
            head += "Content-Type: application/json\r\n"
        request = head.encode() + b"\r\n" + data
        self.engine.tell(f"http {self.engine.n_http} {len(request)}", request)
        self.engine.tell("turn")
        return self.engine.n_http

    def http_end(self, handle):
        """(status, JSON) of a request, or None where it is not through."""
        return self.engine.http_done.pop(handle, None)

    def http(self, method, path, body=None):
        """A request to the admin door that is through at once: (status, JSON)."""
        done = self.http_end(self.http_begin(method, path, body))
        if done is None:
            raise Broken(f"{method} {path} is not through")
        return done

    def events(self):
        """Every batch of the journal as {"station","records"}."""
        return self.engine.tell("events")
