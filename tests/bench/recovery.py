#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""make bench-recovery: events a second from a cold journal, and the start of a server over a snapshot and a journal of many sessions.
SESSIONS (1,000,000), STATIONS (20,000) and FOLDER (build/recovery, kept for the next run) come from the environment."""

import json
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "build" / "release"
FOLDER = pathlib.Path(os.environ.get("FOLDER", ROOT / "build" / "recovery"))
SESSIONS, STATIONS = os.environ.get("SESSIONS", "1000000"), os.environ.get("STATIONS", "20000")
ROUNDS = 5


def start():
    """(process, admin port, seconds from exec to the first station let in)"""
    ports = FOLDER / "ports"
    ports.unlink(missing_ok=True)
    began = time.monotonic()
    process = subprocess.Popen([str(BUILD / "busbar"), "serve", "--data", str(FOLDER / "data"), "--ocpp", "127.0.0.1:0", "--admin", "127.0.0.1:0",
                                "--ports-file", str(ports), "--verify-rate", "0", "--log-level", "warning"])
    while not ports.exists():
        if process.poll() is not None:
            sys.exit("the server did not start")
        time.sleep(0.001)
    took = time.monotonic() - began
    return process, dict(line.split("=") for line in ports.read_text().split())["admin"], took


def lag(admin):
    """Bytes that the views are behind."""
    with urllib.request.urlopen(f"http://127.0.0.1:{admin}/metrics") as r:
        return next(int(line.split()[1]) for line in r.read().decode().splitlines() if line.startswith("busbar_view_lag_bytes "))


def end(process, number):
    process.send_signal(number)
    process.wait(timeout=600)


def main():
    if "start" not in sys.argv[1:]:
        FOLDER.mkdir(parents=True, exist_ok=True)
        subprocess.run([str(BUILD / "tests" / "bench_recovery"), str(FOLDER), SESSIONS, STATIONS, "1", "100"], check=True)
        process, admin, _ = start()
        while lag(admin) > 0:
            time.sleep(1)
        end(process, signal.SIGTERM)  # writes a snapshot
    times = []
    for _ in range(ROUNDS):
        process, _, took = start()
        times.append(took)
        end(process, signal.SIGKILL)
    print(json.dumps({"sessions": int(SESSIONS), "stations": int(STATIONS), "start_ms": [round(1000 * t) for t in times],
                      "median_ms": round(1000 * statistics.median(times))}))


if __name__ == "__main__":
    main()
