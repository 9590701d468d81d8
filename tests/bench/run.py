#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""make bench: Busbar against a raw epoll WebSocket echo server, in one run, the server pinned to one core and the load to
another. Prints a table and writes bench/results.json. Ratios count; absolute figures are this machine's."""

import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "build" / "release"
BUSBAR = BUILD / "busbar"
SECONDS = os.environ.get("BENCH_SECONDS", "5")
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
CHARGERS = os.environ.get("BENCH_CHARGERS", "1000")
TARGETS = {"heartbeat": 0.8, "transaction": 0.4}


def pinned(core, command, **more):
    """A process on one core, where there are two."""
    pin = ["taskset", "-c", str(core)] if os.cpu_count() > 1 and shutil.which("taskset") else []
    return subprocess.Popen(pin + command, **more)


def load(url, message, pid, echo=False, rate=0):
    """One run of the load generator; its figures."""
    command = [str(BUSBAR), "load", "--url", url, "--message", message, "--chargers", CHARGERS, "--seconds", SECONDS,
               "--warmup", "1", "--server-pid", str(pid), "--rate", str(rate), "--json"] + (["--echo"] if echo else [])
    done = pinned(1, command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    out, err = done.communicate(timeout=300)
    if done.returncode != 0:
        sys.exit(f"the load failed against {url}: {err.strip()} {out.strip()}")
    return json.loads(out)


class Echo:
    """The baseline server."""

    def __enter__(self):
        self.process = pinned(0, [str(BUILD / "tests" / "bench_echo")], stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip() + "/echo"
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


class Busbar:
    """The server under test, on a fresh data directory of a real disk."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="busbar-bench-", dir=os.environ.get("BENCH_DIR", str(BUILD)))
        ports = pathlib.Path(self.folder, "ports")
        self.process = pinned(0, [str(BUSBAR), "serve", "--data", self.folder + "/data", "--ocpp", "127.0.0.1:0", "--admin",
                                  "127.0.0.1:0", "--unknown-stations", "accept", "--unknown-tokens", "accept",
                                  "--ports-file", str(ports), "--log-level", "warning"])
        for _ in range(200):
            if ports.exists():
                break
            time.sleep(0.05)
        port = dict(line.split("=") for line in ports.read_text().split())["ocpp"]
        self.url = f"ws://127.0.0.1:{port}/ocpp"
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=60)
        shutil.rmtree(self.folder, ignore_errors=True)


def median(rows, key):
    return statistics.median(r[key] for r in rows)


def measure(message):
    """Rounds in turn, echo then Busbar, so that a drift of the machine meets both."""
    echoes, ours = [], []
    for _ in range(ROUNDS):
        with Echo() as e:
            echoes.append(load(e.url, message, e.process.pid, echo=True))
        with Busbar() as b:
            ours.append(load(b.url, message, b.process.pid))
    half = int(median(ours, "rate") / 2)
    with Busbar() as b:
        fixed = load(b.url, message, b.process.pid, rate=half)
    ratio = statistics.median(o["rate"] / e["rate"] for o, e in zip(ours, echoes))
    return {"message": message, "chargers": int(CHARGERS), "echo_rate": median(echoes, "rate"), "rate": median(ours, "rate"),
            "ratio": round(ratio, 3), "target": TARGETS[message], "ratios": [round(o["rate"] / e["rate"], 3) for o, e in zip(ours, echoes)],
            "echo_us_per_message": median(echoes, "server_ns_per_message") / 1000,
            "us_per_message": median(ours, "server_ns_per_message") / 1000, "p50_us": median(ours, "p50_us"),
            "p99_us": median(ours, "p99_us"), "fixed_rate": half, "fixed_reached": fixed["rate"], "fixed_p50_us": fixed["p50_us"],
            "fixed_p99_us": fixed["p99_us"], "fixed_p999_us": fixed["p999_us"], "fixed_us_per_message": fixed["server_ns_per_message"] / 1000}


def main():
    subprocess.run(["cmake", "--build", str(BUILD), "--target", "bench_echo"], check=True, stdout=subprocess.DEVNULL)
    rows = [measure(m) for m in ("heartbeat", "transaction")]
    print(f"{CHARGERS} chargers, {ROUNDS} rounds of {SECONDS} s, server on core 0, load on core 1, {platform.machine()}, kernel {platform.release()}")
    print(f"{'message':12} {'echo/s':>8} {'busbar/s':>8} {'ratio':>6} {'target':>6} {'echo us':>8} {'busbar us':>9} "
          f"{'p50 ms':>7} {'p99 ms':>7} | at {'rate/s':>7} {'p50 ms':>7} {'p99 ms':>7} {'p99.9':>7}")
    for r in rows:
        print(f"{r['message']:12} {r['echo_rate']:8.0f} {r['rate']:8.0f} {r['ratio']:6.2f} {r['target']:6.2f} "
              f"{r['echo_us_per_message']:8.1f} {r['us_per_message']:9.1f} {r['p50_us'] / 1000:7.1f} {r['p99_us'] / 1000:7.1f} |    "
              f"{r['fixed_rate']:7} {r['fixed_p50_us'] / 1000:7.1f} {r['fixed_p99_us'] / 1000:7.1f} {r['fixed_p999_us'] / 1000:7.1f}")
    out = ROOT / "bench" / "results.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps({"kernel": platform.release(), "machine": platform.machine(), "cores": os.cpu_count(),
                               "rows": rows}, indent=2) + "\n")
    print(f"written to {out.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
