#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every test case of the certification (tc/cases.tsv): its page in process and against the real binary, or why there is none. All pages
share one server for each mode, as stations of their own. `conformance_test.py [virtual|real] [WORD...]` plays those with a word in
their name; `--print` writes docs/conformance.md from the run."""

import collections
import concurrent.futures
import os
import pathlib
import queue
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

import real  # noqa: E402
import virtual  # noqa: E402
from runner import BUILD, Tap, play  # noqa: E402
from tc import cases  # noqa: E402

SERVER = ["unknown_stations=quarantine", "boot_required", "strict"]  # of the shared servers
PAGES_OF_ENGINE = 100
WORKERS = {"virtual": os.cpu_count() or 1, "real": 4 * (os.cpu_count() or 1)}
Job = collections.namedtuple("Job", "page version")


class Run:
    """One mode: its jobs, the servers that they share, and how they went."""

    def __init__(self, mode, jobs):
        self.mode, self.results, self.wrong, self.lock = mode, {}, [], threading.Lock()
        self.queue = queue.SimpleQueue()
        for job in jobs:
            if job.page.only in (None, mode):
                self.queue.put(job)
        self.seconds = 0.0
        self.server = real.Server(SERVER, tls=True) if mode == "real" else None

    def work(self):
        """Play jobs until there are none."""
        shared, played = self.server, 0
        while True:
            try:
                job = self.queue.get_nowait()
            except queue.Empty:
                break
            if self.mode == "virtual" and (not shared or played == PAGES_OF_ENGINE or shared.process.poll() is not None):
                self.end(shared)
                shared, played = virtual.Engine(BUILD, SERVER), 0
            played += 1
            self.one(job, None if job.page.alone else shared)
        if shared is not self.server:
            self.end(shared)

    def one(self, job, shared):
        """Play one job."""
        began = time.monotonic()
        scope = f"{job.page.name}-{job.version}-" if shared else ""
        run, why = play(job.page, self.mode, job.version, shared, scope)
        if not why and run.proofs == 0:
            why = "nothing is looked at but accepted boots and commands passed on"
        with self.lock:
            self.results[job.page.name, job.version[4:]] = (why, time.monotonic() - began)

    def end(self, shared):
        """A shared server ends: it must have nothing to complain about."""
        if not shared:
            return
        try:
            why = shared.check() if shared.process.poll() is None else None
            shared.close()
        except virtual.Broken as e:
            why = str(e)
        if why:
            with self.lock:
                self.wrong.append(why)

    def all(self):
        """Play everything."""
        began = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(WORKERS[self.mode]) as pool:
            for done in [pool.submit(self.work) for _ in range(WORKERS[self.mode])]:
                done.result()
        self.end(self.server)
        self.seconds = time.monotonic() - began


def tell(tap, run):
    """TAP lines of a mode."""
    for (name, version), (why, seconds) in sorted(run.results.items()):
        tap.line(why is None, f"{name} {run.mode} {version} ({seconds:.1f} s)", why or "")
    if run.results:
        tap.line(not run.wrong, f"{run.mode}: the shared servers are in order", "\n".join(run.wrong))
    print(f"# {run.mode}: {len(run.results)} pages in {run.seconds:.1f} s")


def main():
    words = [w for w in sys.argv[1:] if w != "--print"]
    modes = [w for w in words if w in WORKERS] or list(WORKERS)
    words = [w for w in words if w not in WORKERS]
    tap = Tap()
    if "real" in modes and not real.available():
        modes.remove("real")
        tap.line(True, "pages against the real binary # SKIP $BUSBAR does not serve, or python3-websockets is missing")
    table = cases.read()
    found, wrong = cases.find()
    wrong += cases.complaints(table, found)
    tap.line(not wrong, f"each of {len(table)} cases has its page, the test that shows it, or a reason", "\n".join(wrong))
    jobs = [Job(p, "ocpp" + v) for (name, v), p in found.items() if not words or any(w in name for w in words)]
    runs = [Run(mode, jobs) for mode in modes]
    threads = [threading.Thread(target=run.all) for run in runs]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    for run in runs:
        tell(tap, run)
    if not words and len(modes) == 2:
        results = {(name, version, run.mode): "passed" if why is None else "failed"
                   for run in runs for (name, version), (why, _) in run.results.items()}
        text = cases.printed(table, found, results)
        if "--print" in sys.argv:
            cases.PRINTED.write_text(text, encoding="utf-8")
        same = cases.PRINTED.exists() and cases.PRINTED.read_text(encoding="utf-8") == text
        tap.line(same, "docs/conformance.md is what this run shows", "print it anew: make conformance")
    print(f"1..{tap.n}")
    return 1 if tap.bad else 0


if __name__ == "__main__":
    sys.exit(main())
