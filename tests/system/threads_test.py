#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Threads that meet, under the thread sanitizer: a server of two loops with a simulated site, admin requests and
snapshots beside it, and the unit tests in which a thread reads what another one writes. Builds what it needs in
build/tsan."""

import os
import pathlib
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = pathlib.Path(os.environ.get("BUSBAR_TSAN_BUILD", ROOT / "build/tsan"))
os.environ["BUSBAR"] = str(BUILD / "busbar")
sys.path.insert(0, str(ROOT / "tests"))
from kit import server as kit  # noqa: E402

UNITS = ["apps_gate_test", "store_journal_test", "views_read_test"]
STATIONS = 50
REPORT = "WARNING: ThreadSanitizer"


def fixed_addresses():
    """Begin anew without random addresses where the kernel spreads them wider than this sanitizer can bear."""
    bits = pathlib.Path("/proc/sys/vm/mmap_rnd_bits")
    if bits.exists() and int(bits.read_text()) > 28 and not os.environ.get("BUSBAR_FIXED_ADDRESSES"):
        os.environ["BUSBAR_FIXED_ADDRESSES"] = "1"
        if subprocess.run(["setarch", "-R", "true"], stderr=subprocess.DEVNULL).returncode == 0:
            os.execvp("setarch", ["setarch", "-R", sys.executable, __file__])


def build():
    """The thread sanitizer's build is there"""
    configure = ["cmake", "--preset", "tsan", "-B", str(BUILD)]
    if subprocess.run(["sh", "-c", "command -v ccache"], stdout=subprocess.DEVNULL).returncode == 0:
        configure.append("-DCMAKE_C_COMPILER_LAUNCHER=ccache")
    for command in (configure, ["cmake", "--build", str(BUILD), "--target", "busbar", *UNITS]):
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert done.returncode == 0, done.stdout[-4000:]


def units():
    """The unit tests with threads make no report"""
    for name in UNITS:
        done = subprocess.run([str(BUILD / "tests" / name)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert done.returncode == 0 and REPORT not in done.stdout, name + "\n" + done.stdout[-4000:]


def ask(s, over, seen):
    """Read and write over the admin door until it is over."""
    n = 0
    while not over.is_set():
        n += 1
        for path in ("/api/stations?limit=100", "/api/sessions?limit=100", "/api/findings?limit=50", "/api/changes?limit=50",
                     "/metrics", "/readyz"):
            seen.append((path, s.api("GET", path)[0]))
        seen.append(("token", s.api("PUT", f"/api/tokens/T{n}", {"status": "Accepted"})[0]))
        seen.append(("command", s.api("POST", f"/api/stations/SIM{n % STATIONS + 1:05}/commands/TriggerMessage?timeout=1",
                                      {"requestedMessage": "Heartbeat"})[0]))
        time.sleep(0.05)


def site():
    """A site on two loops, with requests, snapshots and a drain beside it, makes no report"""
    with kit.server("--loops", "2", "--unknown-stations", "accept", "--unknown-tokens", "accept", "--snapshot-interval", "5",
                    "--segment-size", "1048576") as s:
        over, seen = threading.Event(), []
        asker = threading.Thread(target=ask, args=(s, over, seen))
        asker.start()
        try:
            done = subprocess.run(
                [kit.BUSBAR, "sim", "--url", f"ws://127.0.0.1:{s.ocpp}/ocpp", "--admin", f"127.0.0.1:{s.admin}",
                 "--stations", str(STATIONS), "--ocpp", "1.6,2.0.1,2.1", "--speed", "120", "--seconds", "10", "--storm", "5",
                 "--quiet"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        finally:
            over.set()
            asker.join()
        print("# " + done.stdout.strip().replace("\n", "\n# "))
        assert done.returncode == 0 and REPORT not in done.stdout, done.returncode
        answers = {}
        for what in seen:
            answers[what] = answers.get(what, 0) + 1
        print("# " + ", ".join(f"{path.split('?')[0]} {status}: {n}" for (path, status), n in sorted(answers.items())))
        assert all(status < 500 for path, status in answers if path != "command"), answers
        assert answers.get(("/metrics", 200), 0) >= 3, answers
        code = s.stop()
        assert REPORT not in s.text(), s.text()[-8000:]
        assert code == 0, f"ended with {code}\n" + s.text()[-4000:]


if __name__ == "__main__":
    fixed_addresses()
    kit.main([build, units, site])
