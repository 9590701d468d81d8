#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every scenario page (tests/scenario/*.scn), in process on virtual time and against the real binary on loopback; and
the pages of selftest/, each of which must fail. `run_test.py [virtual|real] [WORD...]` runs what has a word in its
name; docs/scenarios.md describes the pages."""

import concurrent.futures
import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

import page as pages  # noqa: E402
import real  # noqa: E402
from runner import BACKENDS, HERE, Tap, play  # noqa: E402

PAGES_MIN = 110
WORKERS = {"virtual": os.cpu_count() or 1, "real": 3 * (os.cpu_count() or 1)}


def read(folder, words):
    """The pages of a folder as (path, page or None, sentence)."""
    found = []
    for path in sorted(folder.glob("*.scn")):
        if words and not any(w in path.stem for w in words):
            continue
        try:
            found.append((path, pages.Page(path), ""))
        except pages.Wrong as e:
            found.append((path, None, str(e)))
    return found


def run_mode(mode, found, tap, must_fail):
    """Run the pages of a mode side by side; print in order."""
    def timed(*job):
        began = time.monotonic()
        return play(*job)[1], time.monotonic() - began

    with concurrent.futures.ThreadPoolExecutor(WORKERS[mode]) as pool:
        jobs = [(p, v, pool.submit(timed, p, mode, v)) for p in found for _, v in p.runs([mode])]
        for p, version, job in jobs:
            why, seconds = job.result()
            name = f"{p.name} {mode}{' ' + version if version else ''}"
            if must_fail:
                good = why is not None and p.because and p.because in why
                tap.line(good, f"selftest {name} fails as it must", f"expected {p.because!r}, got: {why}")
            else:
                tap.line(why is None, f"{name} ({seconds:.1f} s): {p.title}", f"{p.path.name}: {why}")


def main():
    words = sys.argv[1:]
    modes = [w for w in words if w in BACKENDS] or list(BACKENDS)
    words = [w for w in words if w not in BACKENDS]
    tap = Tap()
    began = time.monotonic()
    if "real" in modes and not real.available():
        modes.remove("real")
        tap.line(True, "pages against the real binary # SKIP $BUSBAR does not serve, or python3-websockets is missing")
    for folder, must_fail in ((HERE, False), (HERE / "selftest", True)):
        found = read(folder, words)
        if folder == HERE and not words:
            tap.line(len(found) >= PAGES_MIN, f"{len(found)} pages are there, at least {PAGES_MIN}")
        for path, page, why in found:
            if page is None:
                tap.line(must_fail, f"{path.name} can be read", why)
        for mode in modes:
            run_mode(mode, [p for _, p, _ in found if p], tap, must_fail)
    print(f"# {time.monotonic() - began:.0f} s")
    print(f"1..{tap.n}")
    return 1 if tap.bad else 0


if __name__ == "__main__":
    sys.exit(main())
