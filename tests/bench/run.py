#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""make bench: Busbar against a raw epoll WebSocket echo server and a raw TCP ping-pong, in one run, the server pinned to one
core and the load to another. Prints tables and writes bench/results.json. Ratios count; absolute figures are this machine's.

    run.py [heartbeat] [transaction] [rooms] [overload] [loops] [storm]      (nothing named: all)

BENCH_SECONDS, BENCH_ROUNDS, BENCH_CHARGERS, BENCH_DIR change how long, how often, how many, and where the data lie;
BENCH_STORM how many chargers connect at once (19,000, or what open files allow)."""

import json
import os
import pathlib
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import rooms  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "build" / "release"
BUSBAR = BUILD / "busbar"
SECONDS = os.environ.get("BENCH_SECONDS", "5")
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
CHARGERS = os.environ.get("BENCH_CHARGERS", "1000")
TARGETS = {"heartbeat": 0.9, "transaction": 0.6}
P99_TARGET_MS = 20  # of durable events, at half of the rate that the target asks for
OVER = 3            # times the sustainable rate
IN_FLIGHT = 64      # calls of a charger on their way, where it overloads


def pinned(cores, command, **more):
    """A process on these cores, where there are two."""
    pin = ["taskset", "-c", cores] if os.cpu_count() > 1 and shutil.which("taskset") else []
    return subprocess.Popen(pin + command, **more)


def load(url, message, pid, rate=0, cores="1", flags=()):
    """One run of the load generator; its figures."""
    command = [str(BUSBAR), "load", "--url", url, "--message", message, "--server-pid", str(pid), "--rate", str(rate), "--json",
               *(flags if message == "connect" else ["--chargers", CHARGERS, "--seconds", SECONDS, "--warmup", "1", *flags])]
    done = pinned(cores, command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    out, err = done.communicate(timeout=300)
    if done.returncode != 0:
        sys.exit(f"the load failed against {url}: {err.strip()} {out.strip()}")
    return json.loads(out)


class Echo:
    """The baseline server: WebSocket frames, or bytes."""

    def __init__(self, tcp=False):
        self.flags = ["--echo", "--tcp"] if tcp else ["--echo"]

    def __enter__(self):
        self.process = pinned("0", [str(BUILD / "tests" / "bench_echo"), "0", *self.flags[1:]], stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip() + "/echo"
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def measure(self, message, flags=()):
        return load(self.url, message, self.process.pid, flags=[*self.flags, *flags])


class Busbar:
    """The server under test, on a fresh data directory of a real disk."""

    def __init__(self, cores="0", flags=()):
        self.cores, self.flags = cores, list(flags)

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="busbar-bench-", dir=os.environ.get("BENCH_DIR", str(BUILD)))
        ports = pathlib.Path(self.folder, "ports")
        self.process = pinned(self.cores, [str(BUSBAR), "serve", "--data", self.folder + "/data", "--ocpp", "127.0.0.1:0",
                                           "--admin", "127.0.0.1:0", "--unknown-stations", "accept", "--unknown-tokens", "accept",
                                           "--ports-file", str(ports), "--log-level", "warning", *self.flags])
        for _ in range(200):
            if ports.exists():
                break
            time.sleep(0.05)
        named = dict(line.split("=") for line in ports.read_text().split())
        self.url = f"ws://127.0.0.1:{named['ocpp']}/ocpp"
        self.metrics_url = f"http://127.0.0.1:{named['admin']}/metrics"
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=120)
        shutil.rmtree(self.folder, ignore_errors=True)

    def counters(self):
        """The server's counters, and what the process has written to the disk (`written`)."""
        values = {}
        with urllib.request.urlopen(self.metrics_url, timeout=30) as reply:
            for line in reply.read().decode().splitlines():
                if line and line[0] != "#" and "{" not in line:
                    name, value = line.split()[:2]
                    values[name.removeprefix("busbar_")] = float(value)
        for line in pathlib.Path(f"/proc/{self.process.pid}/io").read_text().splitlines():
            if line.startswith("write_bytes"):
                values["written"] = float(line.split()[1])
        return values

    def measure(self, message, rate=0, flags=(), load_cores="1"):
        """A run, and what it did to the disk and how far the views are behind at its end."""
        before = self.counters()
        row = load(self.url, message, self.process.pid, rate=rate, flags=flags, cores=load_cores)
        after = self.counters()
        grown = {k: after[k] - before.get(k, 0) for k in after}
        batches, journal = grown["journal_batches_total"], grown["journal_bytes_total"]
        row["view_lag_bytes"] = after["journal_tail_position"] - after["view_position"]
        row["batches"] = batches
        if batches > 0:
            row["journal_bytes_per_batch"] = round(journal / batches)
            row["batches_per_commit"] = round(batches / max(1, grown["journal_commits_total"]), 1)
            row["view_lag_events"] = round(row["view_lag_bytes"] * batches / journal)
            row["view_lag_s"] = round(row["view_lag_events"] / max(1, row["rate"]), 2)
            began = time.monotonic()
            while after["view_position"] < after["journal_tail_position"] and time.monotonic() - began < 60:
                time.sleep(0.1)
                after = self.counters()
            row["view_caught_up_s"] = round(time.monotonic() - began, 1)
            row["written_per_journal_byte"] = round((after["written"] - before["written"]) / journal, 2)
        return row


def median(rows, key):
    return statistics.median(r[key] for r in rows)


def measure(message):
    """Rounds in turn, the baselines, then Busbar, so that a drift of the machine meets all."""
    echoes, tcps, ours = [], [], []
    for _ in range(ROUNDS):
        with Echo(tcp=True) as e:
            tcps.append(e.measure(message))
        with Echo() as e:
            echoes.append(e.measure(message))
        with Busbar() as b:
            ours.append(b.measure(message))
    half = int(TARGETS[message] * median(echoes, "rate") / 2)
    with Busbar() as b:
        fixed = b.measure(message, rate=half)
    ratios = [round(o["rate"] / e["rate"], 3) for o, e in zip(ours, echoes)]
    row = {"message": message, "chargers": int(CHARGERS), "tcp_rate": median(tcps, "rate"), "echo_rate": median(echoes, "rate"),
           "rate": median(ours, "rate"), "ratio": statistics.median(ratios), "target": TARGETS[message], "ratios": ratios,
           "tcp_us_per_message": median(tcps, "server_ns_per_message") / 1000,
           "echo_us_per_message": median(echoes, "server_ns_per_message") / 1000,
           "us_per_message": median(ours, "server_ns_per_message") / 1000, "frame_bytes": ours[0]["bytes_per_call"]}
    for key in ("p50_us", "p99_us", "p999_us"):
        row[key], row["fixed_" + key] = median(ours, key), fixed[key]
    row.update(fixed_rate=half, fixed_reached=fixed["rate"], fixed_us_per_message=fixed["server_ns_per_message"] / 1000)
    if ours[0]["batches"] > int(CHARGERS) * 3:  # more than the boots
        row["disk"] = {k: median(ours, k) for k in ("journal_bytes_per_batch", "batches_per_commit", "written_per_journal_byte",
                                                    "view_lag_events", "view_lag_s", "view_caught_up_s")}
        row["fixed_disk"] = {k: fixed[k] for k in row["disk"]}
    return row


def verdict(good):
    return "met" if good else "NOT MET"


def show(r):
    """The lines of one message."""
    ms = [r[k] / 1000 for k in ("p50_us", "p99_us", "p999_us", "fixed_p50_us", "fixed_p99_us", "fixed_p999_us")]
    print(f"{r['message']}: tcp {r['tcp_rate']:.0f}/s, echo {r['echo_rate']:.0f}/s, busbar {r['rate']:.0f}/s; ratio to echo {r['ratio']:.2f} "
          f"(each round: {', '.join(f'{x:.2f}' for x in r['ratios'])}), target {r['target']}: {verdict(r['ratio'] >= r['target'])}")
    print(f"  CPU us a message: tcp {r['tcp_us_per_message']:.1f}, echo {r['echo_us_per_message']:.1f}, busbar {r['us_per_message']:.1f}")
    print(f"  latency ms p50/p99/p99.9: {ms[0]:.1f} / {ms[1]:.1f} / {ms[2]:.1f}; at {r['fixed_rate']}/s (reached {r['fixed_reached']}): "
          f"{ms[3]:.1f} / {ms[4]:.1f} / {ms[5]:.1f}")
    if r["message"] == "transaction":
        print(f"  p99 at half of the target's rate below {P99_TARGET_MS} ms: {verdict(ms[4] < P99_TARGET_MS)}")
    for name, d in (("full load", r.get("disk")), (f"{r['fixed_rate']}/s", r.get("fixed_disk"))):
        if d:
            print(f"  at {name}: frame {r['frame_bytes']} bytes, journal {d['journal_bytes_per_batch']:.0f} bytes an event "
                  f"({d['journal_bytes_per_batch'] / r['frame_bytes']:.2f} of the frame), {d['batches_per_commit']:.0f} events a commit, "
                  f"{d['written_per_journal_byte']:.2f} bytes to the disk per journal byte; views behind by {d['view_lag_events']:.0f} "
                  f"events = {d['view_lag_s']:.2f} s, level {d['view_caught_up_s']:.1f} s after the load")


def by_room():
    """CPU of a durable event by thread and room, sampled by perf; None where perf can't."""
    if not rooms.available():
        return None
    with Busbar() as b, tempfile.NamedTemporaryFile(suffix=".perf") as data:
        perf = subprocess.Popen(["sh", "-c", f"sleep 2; exec perf record -q -F 999 -g -o {data.name} -p {b.process.pid} -- sleep "
                                 f"{max(1, int(SECONDS) - 2)}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        row = load(b.url, "transaction", b.process.pid)
        perf.wait()
        return rooms.split(data.name, str(BUSBAR)), row["server_ns_per_message"] / 1000


def overload(rate):
    """Three times the sustainable rate: calls come whether answered or not, as far as the sockets take them."""
    with Busbar() as b:
        before = b.counters()["journal_batches_total"]
        calm = load(b.url, "transaction", b.process.pid, rate=rate // 2)
        row = load(b.url, "transaction", b.process.pid, rate=OVER * rate, flags=["--in-flight", str(IN_FLIGHT), "--prefix", "OVER"])
        stored = b.counters()["journal_batches_total"] - before
    answered = calm["messages"] + row["messages"]
    return {"offered": OVER * rate, "answered": row["rate"], "p50_ms": row["p50_us"] / 1000, "p99_ms": row["p99_us"] / 1000,
            "errors": row["errors"], "lost": row["lost"], "unanswered_at_end": row["unanswered"], "stored": stored,
            "answered_in_all": answered, "peak_mb_at_half": calm["server_peak_kb"] / 1024, "peak_mb": row["server_peak_kb"] / 1024}


def loops():
    """One loop and two on both cores, which the load shares with them."""
    rows = {}
    for message in ("heartbeat", "transaction"):
        for n in ("1", "2"):
            got = []
            for _ in range(ROUNDS):
                with Busbar(cores="0,1", flags=["--loops", n]) as b:
                    got.append(b.measure(message, load_cores="0,1")["rate"])
            rows[message, n] = statistics.median(got)
    return {m: {"1": rows[m, "1"], "2": rows[m, "2"], "ratio": round(rows[m, "2"] / rows[m, "1"], 2)}
            for m in ("heartbeat", "transaction")}


def storm():
    """All chargers connect at once and boot, are cut, and connect again: the time until the last is answered, in turn at the echo and
    at Busbar, which stores each connection and each boot."""
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    n = min(int(os.environ.get("BENCH_STORM", "19000")), files - 200)
    flags = ["--chargers", str(n), "--connecting", str(n), "--again", "--seconds", "0", "--warmup", "0"]
    echoes, ours = [], []
    for _ in range(ROUNDS):
        with Echo() as e:
            echoes.append(e.measure("connect", flags))
        with Busbar() as b:
            ours.append(load(b.url, "connect", b.process.pid, flags=flags))
    result = {"chargers": n}
    for part in ("connect", "again"):
        us = part + "_us"
        result[part] = {"echo_s": [r[us] / 1e6 for r in echoes], "busbar_s": [r[us] / 1e6 for r in ours],
                        "ratio": statistics.median(o[us] / e[us] for o, e in zip(ours, echoes)),
                        "echo_cpu_us": median(echoes, part + "_cpu_us") / n, "busbar_cpu_us": median(ours, part + "_cpu_us") / n}
    return result


def show_storm(s):
    """The lines of the storm."""
    for part, name in (("connect", "for the first time"), ("again", "again")):
        r = s[part]
        each = [", ".join(f"{x:.2f}" for x in r[k]) for k in ("echo_s", "busbar_s")]
        print(f"storm of {s['chargers']}, {name}: echo {statistics.median(r['echo_s']):.2f} s ({each[0]}), busbar "
              f"{statistics.median(r['busbar_s']):.2f} s ({each[1]}); ratio {r['ratio']:.2f}; CPU us a connection: echo {r['echo_cpu_us']:.0f}, "
              f"busbar {r['busbar_cpu_us']:.0f}", flush=True)


def main():
    wanted = sys.argv[1:] or ["heartbeat", "transaction", "rooms", "overload", "loops", "storm"]
    subprocess.run(["cmake", "--build", str(BUILD), "--target", "bench_echo"], check=True, stdout=subprocess.DEVNULL)
    result = {"kernel": platform.release(), "machine": platform.machine(), "cores": os.cpu_count(),
              "load_average": os.getloadavg()[0], "rows": []}
    print(f"{CHARGERS} chargers, {ROUNDS} rounds of {SECONDS} s, server on core 0, load on core 1, {platform.machine()}, "
          f"kernel {platform.release()}, load average before {os.getloadavg()[0]:.1f}", flush=True)
    for message in [m for m in ("heartbeat", "transaction") if m in wanted]:
        result["rows"].append(measure(message))
        show(result["rows"][-1])
        sys.stdout.flush()
    if "rooms" in wanted:
        got = by_room()
        print("CPU of a durable event by thread and room:" if got else "CPU by room: no perf here, or it may not sample")
        for line in rooms.table(*got) if got else ():
            print("  " + line)
        result["rooms"] = {t: dict(r) for t, r in got[0].items()} if got else None
        sys.stdout.flush()
    if "overload" in wanted:
        rate = next((r["rate"] for r in result["rows"] if r["message"] == "transaction"), None)
        if not rate:
            with Busbar() as b:
                rate = load(b.url, "transaction", b.process.pid)["rate"]
        o = result["overload"] = overload(int(rate))
        print(f"overload: {o['offered']}/s offered, {o['answered']}/s answered in order, {o['errors']} errors, {o['lost']} connections "
              f"lost; p50 {o['p50_ms']:.0f} ms, p99 {o['p99_ms']:.0f} ms; peak memory {o['peak_mb']:.0f} MB (at half load "
              f"{o['peak_mb_at_half']:.0f}); {o['answered_in_all']} events answered, {o['stored']:.0f} stored", flush=True)
    if "loops" in wanted and os.cpu_count() > 1:
        result["loops"] = loops()
        for m, r in result["loops"].items():
            print(f"loops, {m}: 1 {r['1']:.0f}/s, 2 {r['2']:.0f}/s, ratio {r['ratio']:.2f} (two cores, shared with the load)", flush=True)
    if "storm" in wanted:
        result["storm"] = storm()
        show_storm(result["storm"])
    out = ROOT / "bench" / "results.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(result, indent=2) + "\n")
    print(f"written to {out.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
