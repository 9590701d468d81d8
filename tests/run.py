#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Run every test and count: `tests/run.py [WORD...]` runs those whose path holds a word.

A test is a program that prints TAP: the unit tests, the checks of the tree (tests/checks), second
opinions about our codecs (tests/second), the scenarios, the system tests with the real binary and
the tests with other people's clients. The last line of the run counts passed, failed and skipped."""

import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / os.environ.get("BUSBAR_BUILD", "build/dev")
TIMEOUT_S = 420
# System tests that hold nothing against the clock: they may share the machine.
SOCIABLE = {"archive_test.py", "ca_test.py", "certificates_test.py", "cli_test.py", "deb_test.py", "format_test.py", "orders_test.py", "tariff_test.py",
            "tls_checks_test.py", "wss_test.py"}
LINE = re.compile(r"^(ok|not ok)\b(?:\s+\d+)?(?:\s*-\s*)?([^#]*)(?:#\s*(SKIP|TODO)\b\s*(.*))?", re.I)


def programs():
    """Every test program as (name, command, alone): those that are alone want the machine to themselves."""
    found = [(p.name, [str(p)], False) for p in sorted((BUILD / "tests").glob("*_test")) if os.access(p, os.X_OK)]
    for folder, alone in (("checks", False), ("second", False), ("scenario", False), ("system", True), ("real-client", True)):
        for p in sorted((ROOT / "tests" / folder).glob("*_test.*")):
            run = {".py": ["/usr/bin/python3"], ".sh": ["/bin/sh"]}.get(p.suffix)
            if run:
                found.append((f"{folder}/{p.name}", run + [str(p)], alone and p.name not in SOCIABLE))
    words = sys.argv[1:]
    return [f for f in found if not words or any(w in f[0] for w in words)]


def environment():
    """What every test is told: where the binary is, and that sanitizers must not be survived."""
    env = dict(os.environ, BUSBAR=str(BUILD / "busbar"), BUSBAR_BUILD_DIR=str(BUILD), LC_ALL="C.UTF-8")
    env.setdefault("ASAN_OPTIONS", "abort_on_error=1:detect_leaks=1")
    env.setdefault("UBSAN_OPTIONS", "halt_on_error=1:print_stacktrace=1")
    return env


def run(program):
    """One program: its TAP lines, seconds, and how it ended."""
    name, command, _ = program
    began = time.monotonic()
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=TIMEOUT_S)
        out, err, code = done.stdout, done.stderr, done.returncode
    except subprocess.TimeoutExpired as late:
        out, err, code = late.stdout or b"", late.stderr or b"", f"killed after {TIMEOUT_S} s"
    return name, out.decode(errors="replace"), err.decode(errors="replace"), code, time.monotonic() - began


def count(text):
    """(passed, failed, skipped, failed or skipped lines) of TAP text."""
    passed = failed = skipped = 0
    lines, plan = [], None
    for line in text.splitlines():
        if line.startswith("1.."):
            plan = int(re.match(r"1\.\.(\d+)", line).group(1))
        match = LINE.match(line)
        if not match:
            continue
        if match.group(1) == "not ok":
            failed += 1
            lines.append(line)
        elif (match.group(3) or "").upper() == "SKIP":
            skipped += 1
            lines.append(line)
        else:
            passed += 1
    if plan is None or plan != passed + failed + skipped:
        failed += 1
        lines.append(f"not ok - the plan says {plan}, {passed + failed + skipped} came")
    return passed, failed, skipped, lines


def reasons(out):
    """The comments that stand above each failed line, and the line: the end of a long run may not show them."""
    found, comments = [], []
    for line in out.splitlines():
        if line.startswith("#"):
            comments.append(line)
            continue
        if line.startswith("not ok"):
            found += comments[-6:] + [line]
        comments = []
    return found


def report(result, totals):
    """Print one program's outcome and add it to the totals."""
    name, out, err, code, seconds = result
    passed, failed, skipped, lines = count(out)
    if code != 0 and failed == 0:
        failed = 1
        lines.append(f"not ok - ended with {code}")
    print(f"{'FAIL' if failed else 'ok  '} {name:44} {passed:5} passed {skipped:3} skipped {seconds:7.1f} s", flush=True)
    for line in lines:
        print("     ", line)
    if failed:
        print("\n".join("      | " + l for l in reasons(out)[:40] + out.splitlines()[-60:] + err.splitlines()[-40:]))
    for i, n in enumerate((passed, failed, skipped)):
        totals[i] += n


def main():
    every = programs()
    totals = [0, 0, 0]
    if not every:
        print("no test is called so", file=sys.stderr)
        totals[1] = 1
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for result in pool.map(run, [p for p in every if not p[2]]):
            report(result, totals)
    for program in every:
        if program[2]:
            report(run(program), totals)
    print("{} passed, {} failed, {} skipped".format(*totals), flush=True)
    return 1 if totals[1] else 0


if __name__ == "__main__":
    sys.exit(main())
