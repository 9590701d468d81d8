#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What TLS costs on the stations' door: memory per idle connection, CPU per handshake and upgrade; $BUSBAR names the binary
(a release build). `tests/bench/tls.py [CONNECTIONS]`"""

import os
import pathlib
import resource
import socket
import ssl
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from kit.server import resident, server  # noqa: E402
from system import tls_test as t  # noqa: E402

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 500


def cpu(s):
    """Seconds of CPU that the server has used."""
    with open(f"/proc/{s.process.pid}/stat") as f:
        words = f.read().rsplit(")", 1)[1].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def plain(s, identity):
    c = socket.create_connection(("127.0.0.1", s.ocpp), timeout=20)
    c.sendall(t.REQUEST.format(identity, "").encode())
    assert c.recv(4096).startswith(b"HTTP/1.1 101")
    return c


def secured(s, identity, c, session=None, headers=""):
    status, path = t.upgrade(s, identity, c=c, session=session, headers=headers)
    assert status == 101, status
    return path


def measure(s, name, connect, memory=True):
    """Open COUNT connections, one after the other; then look at the server. (Its memory tells only where it is fresh.)"""
    for i in range(50):  # what is only needed once
        connect(s, f"warm{i}").close()
    time.sleep(1)
    before, began, opened = resident(s), cpu(s), []
    for i in range(COUNT):
        opened.append(connect(s, f"CP{i}"))
    time.sleep(1)
    size = f"{(resident(s) - before) / COUNT / 1000:8.1f} kB" if memory else " " * 11
    print(f"{name:46} {size} {(cpu(s) - began) / COUNT * 1000:8.2f} ms CPU", flush=True)
    for c in opened:
        c.close()


def main():
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    t.make_all()
    with server(*t.options("optional", auth="never")) as s:
        measure(s, "plain", plain)
    for version, number in ((ssl.TLSVersion.TLSv1_2, "1.2"), (ssl.TLSVersion.TLSv1_3, "1.3")):
        with server(*t.options("optional", auth="never")) as s:
            c = t.context(version=version)
            measure(s, f"TLS {number}, server certificate (ECDSA)", lambda s, i, c=c: secured(s, i, c))
        with server(*t.options("optional", tls_identity="serial", unknown_stations="refuse")) as s:
            rows = [f"warm{i}" for i in range(50)] + [f"CP{i}" for i in range(COUNT)]
            for i in rows:
                assert s.api("PUT", f"/api/stations/{i}", {"serial": "CP1"})[0] == 200
            c = t.context("CP1", version=version)
            measure(s, f"TLS {number}, mutual (ECDSA)", lambda s, i, c=c: secured(s, i, c))
            session = secured(s, "CP0", c).session
            measure(s, f"TLS {number}, mutual, resumed", lambda s, i, c=c, e=session: secured(s, i, c, e), memory=False)


main()
