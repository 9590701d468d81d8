# SPDX-License-Identifier: Apache-2.0
"""A service manager for tests: it does to the server what systemd does, by the same protocols."""

import fcntl
import os
import socket
import subprocess
import tempfile
import threading
import time

from kit.server import BUSBAR, Server


class Manager(Server):
    """Holds listening sockets by name, hands them over at each start, and hears what the server tells.

    `sockets`: name -> a listening socket of ours. `watchdog_s`: how often a sign of life is wanted."""

    def __init__(self, *options, sockets=None, watchdog_s=None, environment=None, wait=True):
        self.sockets, self.watchdog_s, self.environment, self.wait = sockets or {}, watchdog_s, environment or {}, wait
        self.told, self.lock = [], threading.Lock()
        self.ear_folder = tempfile.TemporaryDirectory(prefix="busbar-notify-")
        self.ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.ear.bind(os.path.join(self.ear_folder.name, "notify"))
        self.listener = threading.Thread(target=self.listen, daemon=True)
        self.listener.start()
        super().__init__(*options)

    def listen(self):
        while True:
            text = self.ear.recv(4096).decode()
            if text == "END":
                return
            with self.lock:
                self.told += [(time.monotonic(), line) for line in text.split("\n")]

    def heard(self, since=0.0):
        """The lines told since then."""
        with self.lock:
            return [line for at, line in self.told if at >= since]

    def hear(self, line, seconds=20, since=0.0):
        """Wait until this line (or one that begins so, with a star) was told."""
        end = time.monotonic() + seconds
        while not any(h == line or (line.endswith("*") and h.startswith(line[:-1])) for h in self.heard(since)):
            assert time.monotonic() < end, (f"{line} was not told", self.heard(since)[-10:], self.text()[-2000:])
            time.sleep(0.02)

    def command(self, ports):
        """The server's command line."""
        doors = [w for name in ("ocpp", "admin") if name not in self.sockets for w in (f"--{name}", "127.0.0.1:0")]
        return [BUSBAR, "serve", "--data", self.data, *doors, "--ports-file", ports, *self.options]

    def start(self, wait=True, file_limit=None):
        ports = os.path.join(self.folder, "ports")
        if os.path.exists(ports):
            os.remove(ports)
        fds = [fcntl.fcntl(s.fileno(), fcntl.F_DUPFD, 100) for s in self.sockets.values()]
        moves = " ".join(f"{3 + i}<&{fd}" for i, fd in enumerate(fds))
        env = dict(os.environ, NOTIFY_SOCKET=self.ear.getsockname(), LISTEN_FDS=str(len(fds)), LISTEN_FDNAMES=":".join(self.sockets), **self.environment)
        if self.watchdog_s:
            env["WATCHDOG_USEC"] = str(int(self.watchdog_s * 1e6))
        self.log = open(os.path.join(self.folder, "log"), "ab")
        pid = "" if "LISTEN_PID" in self.environment else "export LISTEN_PID=$$; "
        self.process = subprocess.Popen(["bash", "-c", f"exec {moves}; {pid}export WATCHDOG_PID=$$; exec \"$@\"", "busbar", *self.command(ports)],
                                        stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL, pass_fds=fds, env=env)
        for fd in fds:
            os.close(fd)
        if not (wait and self.wait):
            return
        end = time.monotonic() + 60
        while not os.path.exists(ports):
            assert self.process.poll() is None and time.monotonic() < end, "the server did not start: " + self.text()
            time.sleep(0.02)
        with open(ports) as f:
            found = dict(line.strip().split("=") for line in f)
        self.ocpp, self.tls, self.tls_legacy, self.admin = (int(found.get(door, 0)) for door in ("ocpp", "tls", "tls_legacy", "admin"))

    def close(self):
        super().close()
        if self.listener.is_alive():
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
                s.sendto(b"END", self.ear.getsockname())
            self.listener.join()
            self.ear.close()
            self.ear_folder.cleanup()


def listening(address="127.0.0.1"):
    """A socket that listens on a free port."""
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind((address, 0))
    s.listen(4096)
    return s
