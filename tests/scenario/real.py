# SPDX-License-Identifier: Apache-2.0
"""The second backend: the real binary on loopback, through python3-websockets and the admin door. Time of chargers
that a page lets go by (`wait`) has gone by before the page begins; `pause` really waits."""

import asyncio
import base64
import collections
import concurrent.futures
import http.client
import json
import os
import shutil
import signal
import ssl
import struct
import subprocess
import tempfile
import threading
import time

from virtual import Broken

try:
    import websockets
    import websockets.exceptions
except ImportError:
    websockets = None

BINARY = os.environ.get("BUSBAR", "")
PATIENCE_S = 20  # for what must come
LOOP = asyncio.new_event_loop()
POOL = concurrent.futures.ThreadPoolExecutor(200)


def available():
    """Is there a binary that can serve, and a WebSocket library?"""
    if not websockets or not os.access(BINARY, os.X_OK):
        return False
    done = subprocess.run([BINARY, "help", "serve"], capture_output=True, timeout=30, check=False)
    if done.returncode != 0:
        return False
    threading.Thread(target=LOOP.run_forever, daemon=True).start()
    return True


def on_loop(coroutine, timeout=PATIENCE_S):
    """Run a coroutine on the loop's thread."""
    future = asyncio.run_coroutine_threadsafe(coroutine, LOOP)
    try:
        return future.result(timeout)
    except concurrent.futures.TimeoutError as e:
        future.cancel()
        raise Broken("the server did not answer in time") from e


class Conn:
    """A connection: what came on it and was not taken yet."""

    def __init__(self, socket):
        self.socket, self.subprotocol = socket, socket.subprotocol
        self.inbox, self.news, self.reader = collections.deque(), threading.Condition(), None

    def put(self, thing):
        """Something came."""
        with self.news:
            self.inbox.append(thing)
            self.news.notify_all()

    async def read(self):
        """Read to the end."""
        try:
            while True:
                self.put(("frame", await self.socket.recv()))
        except websockets.exceptions.ConnectionClosed as e:
            if e.rcvd and e.rcvd_then_sent:
                self.put(("closed", e.rcvd.code, e.rcvd.reason))
            elif e.sent is None:
                self.put(("closed", 1006, ""))


class Server:
    """One server process, again and again on the same data: of one page, or of many at the same time."""

    def __init__(self, options=(), tls=False):
        self.options, self.tokens, self.process = list(options), {}, None
        self.lock, self.issued = threading.Lock(), set()  # one at a time is at the authority
        self.dir = tempfile.mkdtemp(prefix="busbar-scenario-")
        if tls:
            self.certify()
        self.errors = open(os.path.join(self.dir, "stderr"), "a+b")
        self.begin()

    def ca(self, *words):
        """Run `busbar ca` on this server's own authority."""
        done = subprocess.run([BINARY, "ca", *words, "--dir", self.path("ca")], capture_output=True, timeout=PATIENCE_S, check=False)
        if done.returncode != 0:
            raise Broken(f"busbar ca {words[0]}: {done.stderr.decode(errors='replace')}")

    def path(self, name):
        """A file of this server."""
        return os.path.join(self.dir, name)

    def certify(self):
        """An authority, a certificate of the server, and a door for TLS with or without client certificates."""
        self.ca("init", "--org", "Scenario")
        self.ca("issue", "server", "localhost", "--out", self.path("server"))
        self.ca("export", "root", self.path("root.pem"))
        self.ca("export", "crl", self.path("crl.pem"))
        self.options += ["tls=127.0.0.1:0", "tls_client_certs=optional", f"tls_cert={self.path('server.cert.pem')}",
                         f"tls_key={self.path('server.key.pem')}", f"tls_ca={self.path('root.pem')}", f"tls_crl={self.path('crl.pem')}"]

    def trust(self, name):
        """A client that trusts this server, and shows a certificate of that name, if any."""
        context = ssl.create_default_context(cafile=self.path("root.pem"))
        if name:
            with self.lock:
                if name not in self.issued:
                    self.ca("issue", "station", name, "--out", self.path(name))
                self.issued.add(name)
            context.load_cert_chain(self.path(name + ".cert.pem"), self.path(name + ".key.pem"))
        return context

    def begin(self):
        """Start the server and wait until it listens."""
        ports = os.path.join(self.dir, "ports")
        if os.path.exists(ports):
            os.unlink(ports)
        options = [f"--{name.replace('_', '-')}{sign}{value}" for name, sign, value in
                   (o.partition("=") for o in self.options)]
        self.process = subprocess.Popen(
            [BINARY, "serve", "--data", os.path.join(self.dir, "data"), "--ocpp", "127.0.0.1:0", "--admin",
             "127.0.0.1:0", "--ports-file", ports, "--log-level", "info", *options], stdin=subprocess.DEVNULL,
            stdout=self.errors, stderr=self.errors)
        until = time.monotonic() + PATIENCE_S
        while not os.path.exists(ports):
            if self.process.poll() is not None or time.monotonic() > until:
                raise Broken(f"the server did not start: {self.complaint()}")
            time.sleep(0.02)
        with open(ports, encoding="ascii") as f:
            found = dict(line.strip().split("=") for line in f if line.strip())
        self.ocpp, self.tls, self.admin = (int(found.get(door, 0)) for door in ("ocpp", "tls", "admin"))

    def complaint(self):
        """The end of what the server wrote to standard error."""
        self.errors.flush()
        with open(os.path.join(self.dir, "stderr"), "rb") as f:
            return f.read().decode(errors="replace")[-2000:].strip()

    def close(self):
        """Stop the server in good order; it must have nothing to complain about."""
        try:
            self.stop()
            self.verify()
        finally:
            self.process.kill()
            self.process.wait()
            self.errors.close()
            shutil.rmtree(self.dir, ignore_errors=True)

    def stop(self):
        """SIGTERM."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            if self.process.wait(PATIENCE_S) != 0:
                raise Broken(f"the server ended with {self.process.returncode}: {self.complaint()}")
        except subprocess.TimeoutExpired as e:
            raise Broken(f"the server does not stop: {self.complaint()}") from e

    def crash(self):
        """kill -9."""
        self.process.kill()
        self.process.wait()

    def verify(self):
        """Every checksum of the journal must be right."""
        done = subprocess.run([BINARY, "journal", "verify", "--data", os.path.join(self.dir, "data")],
                              capture_output=True, timeout=PATIENCE_S, check=False)
        if done.returncode != 0:
            raise Broken(f"the journal is damaged: {done.stderr.decode(errors='replace')}")

    def ask(self, method, path, body=None):
        """A request to the admin door: (status, bytes)."""
        door = http.client.HTTPConnection("127.0.0.1", self.admin, timeout=PATIENCE_S)
        try:
            headers = {"Content-Type": "application/json"} if body is not None else {}
            door.request(method, path, body, headers)
            answer = door.getresponse()
            return answer.status, answer.read()
        except OSError as e:
            raise Broken(f"{method} {path}: {e}: {self.complaint()}") from e
        finally:
            door.close()

    def positions(self):
        """Up to where the journal is written, and up to where it is in the views."""
        metrics = dict(line.split(" ") for line in self.ask("GET", "/metrics")[1].decode().splitlines()
                       if line.startswith(("busbar_view_position ", "busbar_journal_tail_position ")))
        return int(metrics["busbar_journal_tail_position"]), int(metrics["busbar_view_position"])

    def check(self):
        """What is wrong behind the scenes, or None."""
        if self.process.poll() is not None:
            return f"the server has ended with {self.process.returncode}: {self.complaint()}"
        return None


class Real:
    """The chargers and the operator of a page, at a server of its own or at one that is shared."""

    mode = "real"

    def __init__(self, build, server, total_us, shared=None):
        del build
        self.start_us = int(time.time() * 1000) * 1000 - total_us
        self.shared, self.server = shared, shared or Server(server)
        self.conns = []

    @property
    def tokens(self):
        """Tokens that pages of this server have registered."""
        return self.server.tokens

    def close(self):
        """End the page's connections, and its server."""
        try:
            self.drop_all()
        finally:
            if not self.shared:
                self.server.close()

    def check(self):
        """What is wrong behind the scenes, or None."""
        return self.server.check()

    # -- connections --

    def headers(self, identity, options):
        """What a page says about the upgrade: (path, headers)."""
        headers = {}
        if "password" in options or "password_hex" in options:
            secret = options.get("password", "").encode() or bytes.fromhex(options["password_hex"])
            pair = options.get("user", identity).encode() + b":" + secret
            headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()
        for name, value in options.items():
            if name.startswith("header."):
                headers[name[len("header."):]] = value
        return options.get("path", f"/ocpp/{identity}"), headers

    def connect(self, identity, version, options):
        """Connect; (connection, None), or (None, status)."""
        path, headers = self.headers(identity, options)
        protocols = None if version == "ocpp-none" else version.split(",")
        compression = "deflate" if "deflate" in options else None

        url, trust = f"ws://127.0.0.1:{self.server.ocpp}{path}", {}
        if "tls" in options:
            cert = options.get("cert")
            url = f"wss://localhost:{self.server.tls}{path}"
            trust = {"host": "127.0.0.1", "server_hostname": "localhost", "ssl": self.server.trust(identity if cert == "yes" else cert)}

        async def go():
            return await websockets.connect(
                url, **trust, subprotocols=protocols, extra_headers=headers, compression=compression, max_size=None,
                ping_interval=None, close_timeout=PATIENCE_S, open_timeout=PATIENCE_S)

        try:
            conn = Conn(on_loop(go()))
        except websockets.exceptions.InvalidStatusCode as e:
            return None, e.status_code
        conn.compressed = bool(conn.socket.extensions)
        if ("deflate" in options) != conn.compressed:
            raise Broken(f"compression was {'agreed' if conn.compressed else 'not agreed'}")
        conn.reader = asyncio.run_coroutine_threadsafe(conn.read(), LOOP)
        self.conns.append(conn)
        return conn, None

    def get(self, path):
        """A plain GET on the chargers' door; the status."""
        door = http.client.HTTPConnection("127.0.0.1", self.server.ocpp, timeout=PATIENCE_S)
        try:
            door.request("GET", path)
            return door.getresponse().status
        finally:
            door.close()

    def send(self, conn, text, turn=True):
        """Send a text."""
        del turn
        try:
            on_loop(conn.socket.send(text))
        except websockets.exceptions.ConnectionClosed:
            pass  # written into a path that has just ended

    def raw(self, conn, fin, rsv, opcode, data):
        """Send one frame as it is."""
        head = bytes([fin << 7 | rsv << 4 | opcode])
        if len(data) < 126:
            head += bytes([128 | len(data)])
        elif len(data) < 65536:
            head += struct.pack("!BH", 128 | 126, len(data))
        else:
            head += struct.pack("!BQ", 128 | 127, len(data))
        mask = b"\x12\x34\x56\x78"
        body = bytes(b ^ mask[i % 4] for i, b in enumerate(data))

        async def go():
            conn.socket.transport.write(head + mask + body)

        on_loop(go())

    def cut(self, conn, code, reason):
        """End a connection from the charger's side; 1006 cuts it."""
        async def go():
            if code == 1006:
                conn.socket.transport.abort()
            else:
                await conn.socket.close(code, reason)

        on_loop(go())
        self.until(lambda: conn.reader.done(), "the connection does not end")

    def until(self, true, sentence):
        """Wait for something."""
        until = time.monotonic() + PATIENCE_S
        while not true():
            if time.monotonic() > until:
                raise Broken(f"{sentence}: {self.server.complaint()}")
            time.sleep(0.005)

    def expect(self, conn):
        """The next thing that came on the connection, or None if nothing comes."""
        with conn.news:
            conn.news.wait_for(lambda: conn.inbox, PATIENCE_S / 2)
            return conn.inbox.popleft() if conn.inbox else None

    def settle(self):
        """All that was sent is answered and viewed: pongs stand behind answers, and the views have caught up."""
        async def ping(conn):
            await (await conn.socket.ping())

        for conn in self.conns:
            if conn.socket.open:
                try:
                    on_loop(ping(conn))
                except websockets.exceptions.ConnectionClosed:
                    pass
        time.sleep(0.05)
        tail, viewed = self.server.positions()
        if viewed < tail:
            self.until(lambda: self.server.positions()[1] >= tail, "the views do not catch up")

    def wait(self, us):
        """Time of chargers went by before the page began."""

    def pause(self, us):
        """Time really goes by."""
        time.sleep(us / 1000000)

    def drop_all(self):
        """End every connection."""
        for conn in self.conns:
            if conn.socket.open:
                self.cut(conn, 1006, "")
        self.conns.clear()

    def crash(self):
        """kill -9, then start again on the same data."""
        self.server.crash()
        self.lose()
        self.server.begin()

    def restart(self):
        """SIGTERM, then start again on the same data."""
        self.server.stop()
        self.lose()
        self.server.begin()

    def lose(self):
        """All connections are gone: read what still came."""
        for conn in self.conns:
            self.until(lambda c=conn: c.reader.done(), "a connection outlives its server")
        self.conns.clear()

    # -- the admin door --

    def http(self, method, path, body=None):
        """A request: (status, JSON)."""
        status, answer = self.server.ask(method, path, body)
        return status, json.loads(answer) if answer else None

    def http_begin(self, method, path, body=None):
        """Begin a request; a handle for http_end."""
        door = http.client.HTTPConnection("127.0.0.1", self.server.admin, timeout=PATIENCE_S)
        door.request(method, path, body, {"Content-Type": "application/json"})

        def end():
            try:
                answer = door.getresponse()
                text = answer.read()
                return answer.status, json.loads(text) if text else None
            except (OSError, http.client.HTTPException) as e:
                return 0, {"error": {"code": "no-answer", "message": str(e)}}
            finally:
                door.close()

        handle = POOL.submit(end)
        time.sleep(0.03)  # the next one comes behind it
        return handle

    def http_end(self, handle):
        """(status, JSON) of a request, or None where it is not through."""
        try:
            return handle.result(PATIENCE_S)
        except concurrent.futures.TimeoutError:
            return None

    def events(self):
        """Every batch of the journal as {"station","records"}."""
        done = subprocess.run([BINARY, "journal", "cat", "--no-frames", "--data", os.path.join(self.server.dir, "data")],
                              capture_output=True, timeout=PATIENCE_S, check=False)
        if done.returncode != 0:
            raise Broken(f"busbar journal cat: {done.stderr.decode(errors='replace')}")
        return [json.loads(line) for line in done.stdout.decode().splitlines()]
