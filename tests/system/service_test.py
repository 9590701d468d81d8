#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The server under a service manager, which this test is: what it is told and when, sockets that are handed over, a watchdog
that stops when any one thread hangs (held by ptrace), restarts that refuse no station. TAP."""

import contextlib
import ctypes
import os
import pathlib
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import tls_test as tls  # noqa: E402
from kit import raw, station  # noqa: E402,F401
from kit.manager import Manager, listening  # noqa: E402
from kit.server import ROOT, Skip, closing, main  # noqa: E402

OPEN = ("--unknown-stations", "accept", "--unknown-tokens", "accept")


def managed(*options, **more):
    return closing(Manager(*OPEN, *options, **more))


def told():
    """READY when it takes stations, RELOADING and READY on SIGHUP with and without TLS, STOPPING before the end, a status"""
    with managed(watchdog_s=2) as m:
        m.hear("READY=1")
        assert m.api("GET", "/readyz")[0] == 200
        m.hear("WATCHDOG=1")
        m.hear("STATUS=0 of 0 stations connected", 15)
        since = time.monotonic()
        m.process.send_signal(signal.SIGHUP)
        m.hear("RELOADING=1", since=since)
        m.hear("READY=1", since=since)
        heard = m.heard(since)
        assert heard.index("RELOADING=1") < heard.index("READY=1") and any(re.fullmatch(r"MONOTONIC_USEC=\d+", h) for h in heard)
        assert "STOPPING=1" not in m.heard()
        assert m.stop() == 0
        m.hear("STOPPING=1")
    with managed() as m:
        m.hear("READY=1")
        time.sleep(1.5)
        assert m.watchdog_s is None and m.stop() == 0


def without():
    """variables that were meant for another process are none of ours, an abstract address is one"""
    with listening() as s, managed(sockets={"ocpp": s}, environment={"LISTEN_PID": "1"}, wait=False) as m:
        time.sleep(0.2)
        m.process.wait(5) if m.process.poll() is not None else None
        m.hear("READY=1")
        assert m.stop() == 0
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        name = f"busbar-test-{os.getpid()}"
        ear.bind("\0" + name)
        ear.settimeout(20)
        with managed() as m:
            pass
        class Abstract(Manager):  # noqa: E306
            def command(self, ports):
                return ["env", f"NOTIFY_SOCKET=@{name}", *super().command(ports)]
        m = Abstract(*OPEN)
        try:
            assert "READY=1" in ear.recv(1000).decode()
        finally:
            m.close()


def sockets():
    """sockets are taken by name in any order and win over the options; the admin one obeys the rule of the loopback"""
    with listening() as a, listening() as b, managed(sockets={"admin": a, "ocpp": b}) as m:
        assert (m.admin, m.ocpp) == (a.getsockname()[1], b.getsockname()[1])
        with raw.websocket(m.ocpp, "/ocpp/S") as c:
            c.send(raw.frame(raw.TEXT, '[2,"b","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]'))
            assert c.text()[2]["status"] == "Accepted"
        assert m.stop() == 0

    def refused(word, **names):
        m = Manager(*OPEN, sockets=names, wait=False)
        try:
            assert m.process.wait(30) == 1, m.text()
            last = [line for line in m.text().splitlines() if line.startswith("busbar: ")]
            assert len(last) == 1 and word in last[0], m.text()
        finally:
            m.close()
    with listening() as a, socket.socket() as deaf, listening("0.0.0.0") as wide:
        refused('"ftp"', ftp=a)
        refused("is no socket that listens", ocpp=deaf)
        refused("tls needs tls_cert", tls=a)
        refused("beside tls", tls_legacy=a)
        refused("admin_key_file", admin=wide)


def legacy_socket():
    """the door of old stations takes a socket that was handed over, with its ciphers, and keeps it over a restart"""
    tls.authority("root")
    tls.issue("server-ec", "/O=Netz/CN=localhost")
    tls.issue("server-rsa", "/O=Netz/CN=localhost", "root", "rsa")
    tls.revocations()
    files = tls.options("none")
    with listening() as door, listening() as old, managed(*files[files.index("--tls-cert"):], sockets={"tls_legacy": old, "tls": door}) as m:
        assert (m.tls, m.tls_legacy) == (door.getsockname()[1], old.getsockname()[1])
        for _ in range(2):
            for port, ok in ((m.tls, False), (m.tls_legacy, True)):
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
                context.check_hostname, context.verify_mode, context.maximum_version = False, ssl.CERT_NONE, ssl.TLSVersion.TLSv1_2
                context.set_ciphers("AES128-SHA")
                try:
                    with socket.create_connection(("127.0.0.1", port), timeout=20) as c, context.wrap_socket(c) as s:
                        assert ok and s.cipher()[0] == "AES128-SHA", s.cipher()
                except ssl.SSLError:
                    assert not ok
            assert m.stop() == 0
            m.start()


# -- hanging threads --

PTRACE_SEIZE, PTRACE_INTERRUPT, PTRACE_DETACH = 0x4206, 0x4207, 17
LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
WALL = 0x40000000


def ptrace(what, tid):
    if LIBC.ptrace(what, tid, None, None) != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


def thread_of(pid, name):
    return next(int(t.name) for t in pathlib.Path(f"/proc/{pid}/task").iterdir() if (t / "comm").read_text().strip() == name)


@contextlib.contextmanager
def held(pid, name):
    """That one thread stands still; all others run."""
    tid = thread_of(pid, name)
    try:
        ptrace(PTRACE_SEIZE, tid)
    except OSError as e:
        raise Skip(f"no thread can be held here: {e}")
    ptrace(PTRACE_INTERRUPT, tid)
    os.waitpid(tid, WALL)
    try:
        yield
    finally:
        ptrace(PTRACE_DETACH, tid)


def put_token(m, n):
    """Something to be journaled and folded; it may never be answered."""
    with contextlib.suppress(Exception):
        with socket.create_connection(("127.0.0.1", m.admin), 5) as c:
            c.sendall(f"PUT /api/tokens/T{n} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{{}}".encode())
            c.settimeout(0.5)
            c.recv(1000)


def signs(m, seconds):
    """How many signs of life come in that time."""
    since = time.monotonic()
    time.sleep(seconds)
    return m.heard(since).count("WATCHDOG=1")


def watchdog():
    """signs of life come, at rest and at work, until one thread hangs: loop, writer, views, admin; and again when it gets on"""
    with managed("--loops", "2", watchdog_s=2) as m:
        m.hear("WATCHDOG=1")
        assert signs(m, 2) >= 2
        for n in range(20):
            put_token(m, n)
        assert signs(m, 2) >= 2
        for k, name in enumerate(("loop-0", "loop-1", "writer", "views", "admin")):
            with held(m.process.pid, name):
                put_token(m, 100 + k)
                time.sleep(2.2)  # half of the interval is patience, then it is noticed at the next look
                assert signs(m, 2) == 0, f"{name} hangs and the server says that it lives"
                assert f"what=stalled thread={name} " in m.text(), m.text()
            since = time.monotonic()
            m.hear("WATCHDOG=1", 10, since)
            end = time.monotonic() + 10
            while f"what=stall-over thread={name}" not in m.text():
                assert time.monotonic() < end, m.text()
                time.sleep(0.05)
            m.until(f"/api/tokens?text=T{100 + k}" if name != "admin" else "/api/tokens", lambda a: True)
        assert m.stop() == 0


# -- restarts --

class Knocker(threading.Thread):
    """Stations that connect again and again, each a new one; every one must get its 101."""

    def __init__(self, port, name):
        super().__init__(daemon=True)
        self.port, self.tag, self.ending = port, name, threading.Event()
        self.granted, self.failed, self.worst = 0, [], 0.0

    def run(self):
        while not self.ending.is_set():
            began = time.monotonic()
            try:
                with socket.create_connection(("127.0.0.1", self.port), 30) as c:
                    c.sendall(raw.upgrade(f"/ocpp/{self.tag}-{self.granted}"))
                    head = b""
                    while b"\r\n\r\n" not in head:
                        part = c.recv(4096)
                        if not part:
                            break
                        head += part
                assert head.startswith(b"HTTP/1.1 101 "), head[:100] or "ended without an answer"
                self.granted += 1
            except Exception as e:
                self.failed.append(f"{self.tag}-{self.granted}: {e!r}")
            self.worst = max(self.worst, time.monotonic() - began)


def restarts():
    """three restarts while stations connect all the time: none is refused, each gets its 101, none waits long"""
    with listening() as ocpp, listening() as admin, managed("--loops", "2", sockets={"ocpp": ocpp, "admin": admin}) as m:
        knockers = [Knocker(m.ocpp, f"K{i}") for i in range(6)]
        for k in knockers:
            k.start()
        for _ in range(3):
            time.sleep(1)
            before = sum(k.granted for k in knockers)
            assert m.stop() == 0, m.text()
            m.start()
            assert m.api("GET", "/readyz")[0] == 200
            end = time.monotonic() + 20
            while sum(k.granted for k in knockers) < before + 20:
                assert time.monotonic() < end, "nobody gets in after the restart"
                time.sleep(0.05)
        for k in knockers:
            k.ending.set()
        for k in knockers:
            k.join(60)
        print(f"# {sum(k.granted for k in knockers)} granted, {sum(len(k.failed) for k in knockers)} failed, the longest took {max(k.worst for k in knockers):.2f} s")
        assert not any(k.failed for k in knockers), [k.failed[:3] for k in knockers]
        assert m.stop() == 0


def waits_while_down():
    """who connects while no server runs waits, and is answered by the next one, stations and the admin door alike"""
    with listening() as ocpp, listening() as admin, managed(sockets={"ocpp": ocpp, "admin": admin}) as m:
        assert m.stop() == 0
        station_, door = socket.create_connection(("127.0.0.1", m.ocpp)), socket.create_connection(("127.0.0.1", m.admin))
        station_.sendall(raw.upgrade("/ocpp/WAITS"))
        door.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        for s in (station_, door):
            s.settimeout(0.3)
            with contextlib.suppress(socket.timeout):
                raise AssertionError(f"somebody answered: {s.recv(10)}")
            s.settimeout(30)
        m.start()
        assert station_.recv(12) == b"HTTP/1.1 101" and door.recv(12) == b"HTTP/1.1 200"
        station_.close()
        door.close()
        assert m.stop() == 0


if __name__ == "__main__":
    main([told, without, sockets, legacy_socket, watchdog, restarts, waits_while_down])
