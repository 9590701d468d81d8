# SPDX-License-Identifier: Apache-2.0
"""The real binary for tests: one server over a data directory of its own, and TAP lines."""

import atexit
import contextlib
import json
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUSBAR = os.environ.get("BUSBAR", str(ROOT / "build/dev/busbar"))


class Server:
    """A running `busbar serve`; ports are found, the log is kept in its folder. It may have so many open files."""

    def __init__(self, *options, data=None, files=None):
        self.folder = tempfile.mkdtemp(prefix="busbar-serve-")
        self.data = data or os.path.join(self.folder, "data")
        self.options, self.files = list(options), files
        atexit.register(self.close)
        self.start()

    def start(self, wait=True, file_limit=None):
        """Start, and wait until it is ready; file_limit: no file can grow past so many bytes."""
        def limit():
            if self.files:
                resource.setrlimit(resource.RLIMIT_NOFILE, (self.files, self.files))
            if file_limit:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, resource.RLIM_INFINITY))
        ports = os.path.join(self.folder, "ports")
        with contextlib.suppress(FileNotFoundError):
            os.remove(ports)
        self.log = open(os.path.join(self.folder, "log"), "ab")
        self.process = subprocess.Popen(
            [BUSBAR, "serve", "--data", self.data, "--ocpp", "127.0.0.1:0", "--admin", "127.0.0.1:0",
             "--ports-file", ports, *self.options],
            stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL,
            preexec_fn=limit if file_limit or self.files else None)
        if not wait:
            return
        until = time.time() + 60
        while not os.path.exists(ports):
            if self.process.poll() is not None or time.time() > until:
                raise AssertionError("the server did not start: " + self.text())
            time.sleep(0.02)
        with open(ports) as f:
            found = dict(line.strip().split("=") for line in f)
        self.ocpp, self.tls, self.tls_legacy, self.admin = (int(found.get(door, 0)) for door in ("ocpp", "tls", "tls_legacy", "admin"))

    def text(self):
        with open(os.path.join(self.folder, "log")) as f:
            return f.read()

    def url(self, identity):
        return f"ws://127.0.0.1:{self.ocpp}/ocpp/{identity}"

    def api(self, method, path, body=None, kind="application/json"):
        """(status, JSON or text) of a request on the admin door."""
        data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.admin}{path}", data=data, method=method,
                                         headers={"Content-Type": kind})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                status, text = answer.status, answer.read().decode()
        except urllib.error.HTTPError as e:
            status, text = e.code, e.read().decode()
        try:
            return status, json.loads(text)
        except json.JSONDecodeError:
            return status, text

    def until(self, path, wanted, seconds=20):
        """Ask until wanted(answer) holds (the views follow the journal by a fraction of a second; an answer that lacks
        the row or member wanted() looks at is one that is not there yet)."""
        end = time.time() + seconds
        while True:
            status, answer = self.api("GET", path)
            with contextlib.suppress(LookupError):
                if status == 200 and wanted(answer):
                    return answer
            if time.time() > end:
                raise AssertionError(f"{path} stays {answer}")
            time.sleep(0.05)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def close(self):
        if self.process.poll() is None:
            self.kill()
        self.log.close()
        atexit.unregister(self.close)
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def closing(s):
    """This server, closed at the end; where the test fails the end of its log is shown."""
    try:
        yield s
    except BaseException:
        print("# server log:\n" + "".join("#   " + line + "\n" for line in s.text().splitlines()[-30:]))
        raise
    finally:
        s.close()


def server(*options):
    return closing(Server(*options))


def resident(s):
    """Bytes of memory that the server holds. (A sanitizer's store of freed blocks is made small, see below.)"""
    with open(f"/proc/{s.process.pid}/status") as f:
        return next(int(line.split()[1]) for line in f if line.startswith("VmRSS:")) * 1024


os.environ["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=8"


class Skip(Exception):
    """This test can't run here; the text says why."""


def run_tests(tests):
    """Run functions as TAP; their first doc line names them. Exit code."""
    failed = 0
    for n, test in enumerate(tests, 1):
        name, began = (test.__doc__ or test.__name__).splitlines()[0].rstrip("."), time.monotonic()
        try:
            test()
            print(f"ok {n} - {name}", flush=True)
        except Skip as why:
            print(f"ok {n} - {name} # SKIP {why}", flush=True)
        except Exception:
            failed += 1
            print("".join("# " + line + "\n" for line in traceback.format_exc().splitlines()), end="")
            print(f"not ok {n} - {name}", flush=True)
        print(f"# {time.monotonic() - began:.1f} s", flush=True)
    print(f"1..{len(tests)}", flush=True)
    return 1 if failed else 0


def main(tests):
    sys.exit(run_tests(tests))
